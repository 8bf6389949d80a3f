// From columns and rows to px: every node gets the room that its texts and values need, and what is left goes between them.
#include "view/diagram/diagram.h"

#include "view/formula/formula.h"
#include "view/stage/stage.h"
#include "view/parts/vectors.h"

#include <math.h>
#include <stdlib.h>

// Units. The gaps leave room for lines to pass.
static const float GAP_X = 22, GAP_Y = 22, PAD = 8, PIPE = 44, BEAM_W = 104, BEAM_H = 50, LEFT = 40, RIGHT = 52, TRACK = 18, BUS = 16;
static const float TIGHT = 0.65f;    // of the gaps, before something is left out
static const float TIGHTEST = 0.55f; // before nothing is drawn at all; half of what is left free at the sides

// How far a node reaches from where its lines meet.
typedef struct Extent {
    float left, right, above, below;
} Extent;

float diagram_line(const Frame *frame) {
    return 1.2f * frame_text_size(frame, 20);
}

float diagram_strip(const Diagram *diagram, const Frame *frame) {
    if (diagram->detail.silent && diagram->has_adjoints) {
        return 6 * frame->unit;
    }
    return (!diagram->detail.tall ? 12 : diagram->single && !diagram->detail.numbers ? 36 : 24) * frame->unit;
}

float diagram_strip_gap(const Diagram *diagram, const Frame *frame) {
    return (diagram->detail.silent ? 2 : 4) * frame->unit;
}

bool diagram_has_numbers(const Diagram *diagram, int node) {
    const DiagramNode *own = &diagram->nodes[node];
    return diagram->detail.numbers && (!diagram->detail.low || own->highway >= 0 || own->equation >= 0);
}

float diagram_row(const Diagram *diagram, const Frame *frame) {
    return fmaxf(vector_number_height(frame), diagram->detail.roomy ? 34 * frame->unit : 0);
}

static float gap_between(const Diagram *diagram, const Frame *frame) {
    return (diagram->detail.adjoints ? 6 : 4) * frame->unit;
}

Point diagram_vector_size(const Diagram *diagram, const Frame *frame, int size, bool numbers) {
    float unit = frame->unit, gap = gap_between(diagram, frame);
    Point value;
    if (numbers) {
        value = (Point){vector_least_width(frame), (float)size * diagram_row(diagram, frame)};
        if (diagram->has_adjoints) {
            value.x += gap + (diagram->detail.adjoints ? value.x : 16 * unit);
        }
    } else {
        bool wide = diagram->single && diagram->detail.tall;
        float most = wide ? 150 : diagram->detail.narrow ? 48 : 96;
        value = (Point){fminf(fmaxf((float)size * 12, wide ? 96 : 48), most) * unit, diagram_strip(diagram, frame)};
        value.y += diagram->has_adjoints ? diagram_strip_gap(diagram, frame) + diagram_strip(diagram, frame) : 0;
    }
    return value;
}

static float label_width(const Frame *frame, const char *text) {
    Formula formula;
    formula_init(&formula);
    formula_label(&formula, false, text);
    float width = formula_width(frame, &formula, frame_text_size(frame, 20)) * 1.12f; // bold is a little wider
    formula_finish(&formula);
    return width;
}

static float width_of(const Diagram *diagram, const Frame *frame, int node,
                      void (*write)(const Diagram *, const Frame *, int, int, Text *)) {
    Text text;
    text_init(&text);
    write(diagram, frame, node, diagram->t, &text);
    float width = text.length > 0 ? label_width(frame, text.data) : 0;
    text_finish(&text);
    return width;
}

static float title_width(const Diagram *diagram, const Frame *frame, int node) {
    Text text;
    text_init(&text);
    diagram_title(diagram, frame, node, &text);
    float width = frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), text.data);
    text_finish(&text);
    return width;
}

// ---- how large each is ----------------------------------------------------------------------------------------------------------

static bool any_titles(const Diagram *diagram, const Frame *frame) {
    bool any = false;
    for (int i = 0; i < diagram->node_count && diagram->detail.titles; i++) {
        any = any || (diagram->nodes[i].kind == DIAGRAM_BOX && title_width(diagram, frame, i) > 0);
    }
    return any;
}

static void size_box(const Diagram *diagram, const Frame *frame, int node, bool titled, DiagramNode *out) {
    float pad = PAD * frame->unit, line = diagram_line(frame);
    const Op *op = &frame->trace->program->ops[out->op];
    Point vector = diagram_vector_size(diagram, frame, op->size, diagram_has_numbers(diagram, node));
    float symbol = width_of(diagram, frame, node, diagram_symbol), h = vector.y + line + 1.5f * pad;
    bool cut = diagram->detail.bare && out->equation < 0; // what has no name is told by its beginning
    float w = fmaxf(vector.x, cut ? fminf(symbol, 4.5f * frame_text_size(frame, 20)) : symbol);
    float title = diagram->detail.titles ? title_width(diagram, frame, node) : 0;
    if (diagram->detail.abreast && title > 0) {
        w = fmaxf(w, title + TITLE_GAP * frame_text_size(frame, 20) + symbol);
    } else {
        w = fmaxf(w, title);
        h += titled && !diagram->detail.abreast ? line : 0;
    }
    int terms[DIAGRAM_MAX_TERMS], count = diagram->detail.terms ? diagram_terms(diagram, frame->trace->program, node, terms) : 0;
    for (int i = 0; i < count; i++) {
        Text text;
        text_init(&text);
        diagram_term(frame, terms[i], diagram->t, &text);
        w = fmaxf(w, label_width(frame, text.data) + pad + TERM_WIDTH * frame->unit);
        h += line;
        text_finish(&text);
    }
    if (diagram->single && diagram->detail.titles && title <= 0) {
        w = fmaxf(w, width_of(diagram, frame, node, diagram_shape));
        h += titled ? 0 : line;
    }
    if (diagram->detail.formulas) {
        w = fmaxf(w, width_of(diagram, frame, node, diagram_formula));
        h += line;
    }
    w += 2 * pad;
    out->body = (Rect){-w / 2, -h / 2, w, h};
}

// What stands beside a single operation: its name and values if it has a name, else a strip of colour.
static Point tag_size(const Diagram *diagram, const Frame *frame, int node) {
    const DiagramNode *own = &diagram->nodes[node];
    const Program *program = frame->trace->program;
    bool named = own->equation >= 0;
    Point size = diagram_vector_size(diagram, frame, program->ops[own->op].size, named && diagram->detail.numbers);
    if (diagram->detail.silent && !named) {
        return (Point){0, 0};
    }
    if (named && (own->highway >= 0 || diagram->detail.silent)) { // height is dear there
        size.x += width_of(diagram, frame, node, diagram_symbol) + 4 * frame->unit;
        size.y = fmaxf(size.y, diagram_line(frame));
    } else if (named) {
        size.x = fmaxf(size.x, width_of(diagram, frame, node, diagram_symbol));
        size.y += diagram_line(frame);
    }
    if (own->kind == DIAGRAM_VALVE && !diagram->detail.silent) {
        size.x = fmaxf(size.x, stage_opening_width(frame, &diagram->gates[own->gate], own->complement, false));
        size.y += diagram_line(frame) + 2 * frame->unit;
    }
    return size;
}

static bool feeds_beside(const Diagram *diagram, int node) {
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        const DiagramNode *to = &diagram->nodes[edge->to];
        if (edge->from == node && to->kind == DIAGRAM_BOX && to->row == diagram->nodes[node].row) {
            return true;
        }
    }
    return false;
}

static bool stands(const DiagramNode *node) {
    return node->kind == DIAGRAM_BOX || node->kind == DIAGRAM_ROUND || node->kind == DIAGRAM_VALVE;
}

// Whether what a valve lets through stands beside it.
static bool comes_beside(const Diagram *diagram, int node) {
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        if (edge->to == node && !edge->opens && stands(&diagram->nodes[edge->from]) &&
            diagram->nodes[edge->from].row == diagram->nodes[node].row) {
            return true;
        }
    }
    return false;
}

static void size_round(const Diagram *diagram, const Frame *frame, int node, DiagramNode *out) {
    float unit = frame->unit, text = frame_text_size(frame, 20), w = 1.6f * text, h = 1.6f * text;
    if (out->kind == DIAGRAM_VALVE) {
        w = h = PIPE * unit;
    } else {
        Text sign;
        text_init(&sign);
        diagram_sign(frame, out, &sign);
        w = fmaxf(w, label_width(frame, sign.data) + 0.8f * text);
        text_finish(&sign);
    }
    out->body = (Rect){-w / 2, -h / 2, w, h};
    Point tag = tag_size(diagram, frame, node);
    float apart = 5 * unit;
    out->level = out->kind == DIAGRAM_VALVE && (out->highway >= 0 || feeds_beside(diagram, node) || comes_beside(diagram, node));
    if (out->highway >= 0) {
        out->tag = (Rect){-tag.x / 2, -h / 2 - apart - tag.y, tag.x, tag.y};
    } else if (out->level || feeds_beside(diagram, node)) {
        out->tag = (Rect){-tag.x / 2, h / 2 + apart, tag.x, tag.y};
    } else {
        out->tag = (Rect){w / 2 + apart, -tag.y / 2, tag.x, tag.y};
    }
}

static void size_nodes(Diagram *diagram, const Frame *frame) {
    bool titled = any_titles(diagram, frame);
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        node->at = (Point){0, 0};
        node->body = node->tag = (Rect){0, 0, 0, 0};
        if (node->kind == DIAGRAM_BOX) {
            size_box(diagram, frame, i, titled, node);
        } else if (node->kind == DIAGRAM_ROUND || node->kind == DIAGRAM_VALVE) {
            size_round(diagram, frame, i, node);
        } else if (node->kind == DIAGRAM_BEAM) {
            node->body = (Rect){-BEAM_W * frame->unit / 2, -BEAM_H * frame->unit / 2, BEAM_W * frame->unit, BEAM_H * frame->unit};
        }
    }
}

static Extent extent_of(const DiagramNode *node) {
    Extent extent = {-node->body.x, node->body.x + node->body.w, -node->body.y, node->body.y + node->body.h};
    if (node->tag.w > 0) {
        extent.left = fmaxf(extent.left, -node->tag.x);
        extent.right = fmaxf(extent.right, node->tag.x + node->tag.w);
        extent.above = fmaxf(extent.above, -node->tag.y);
        extent.below = fmaxf(extent.below, node->tag.y + node->tag.h);
    }
    return extent;
}

// ---- one direction --------------------------------------------------------------------------------------------------------------

static int by_value(const void *a, const void *b) {
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static bool has_room(const DiagramNode *node) {
    return node->body.w > 0;
}

// The values of `column` or `row` that occur, ascending.
static int distinct(const Diagram *diagram, bool columns, double *out) {
    int count = 0, kept = 0;
    for (int i = 0; i < diagram->node_count; i++) {
        if (has_room(&diagram->nodes[i])) {
            out[count++] = columns ? diagram->nodes[i].column : diagram->nodes[i].row;
        }
    }
    qsort(out, (size_t)count, sizeof *out, by_value);
    for (int i = 0; i < count; i++) {
        if (kept == 0 || out[i] > out[kept - 1] + 1e-9) {
            out[kept++] = out[i];
        }
    }
    return kept;
}

static int index_of(const double *values, int count, double value) {
    for (int i = 0; i < count; i++) {
        if (fabs(values[i] - value) < 1e-9) {
            return i;
        }
    }
    return 0;
}

// From left to right, each as far left as those before it allow. False if they do not all fit into `width`.
static bool place_across(Diagram *diagram, const Frame *frame, double *values, float *places, float width, float tight) {
    float unit = frame->unit, end = 0, gap = tight * GAP_X * unit, sides = tight < TIGHT ? 0.5f : 1;
    int count = distinct(diagram, true, values);
    for (int k = 0; k < count; k++) {
        places[k] = 0;
        for (int i = 0; i < diagram->node_count; i++) {
            DiagramNode *node = &diagram->nodes[i];
            if (!has_room(node) || index_of(values, count, node->column) != k) {
                continue;
            }
            Extent own = extent_of(node);
            places[k] = fmaxf(places[k], own.left + sides * LEFT * unit);
            for (int j = 0; j < diagram->node_count; j++) {
                const DiagramNode *other = &diagram->nodes[j];
                if (has_room(other) && other->column < node->column - 1e-9 && fabs(other->row - node->row) < 0.75) {
                    int at = index_of(values, count, other->column);
                    places[k] = fmaxf(places[k], places[at] + extent_of(other).right + gap + own.left);
                }
            }
        }
        places[k] = fmaxf(places[k], k > 0 ? places[k - 1] : 0);
        for (int i = 0; i < diagram->node_count; i++) {
            DiagramNode *node = &diagram->nodes[i];
            if (has_room(node) && index_of(values, count, node->column) == k) {
                end = fmaxf(end, places[k] + extent_of(node).right + sides * RIGHT * unit);
            }
        }
    }
    float spare = width - end;
    for (int i = 0; i < diagram->node_count && spare >= 0; i++) {
        DiagramNode *node = &diagram->nodes[i];
        if (has_room(node)) {
            int k = index_of(values, count, node->column);
            node->at.x = places[k] + spare * ((float)k + 0.6f) / ((float)count + 0.2f);
        }
    }
    return spare >= 0;
}

// What runs level above the boxes: to a beam, over a box to a valve beside it, from a highway into boxes.
static float lines_over_boxes(const Diagram *diagram) {
    int count = 0;
    bool branches = false;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        count += node->kind == DIAGRAM_BEAM || (node->level && node->highway < 0);
    }
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramNode *from = &diagram->nodes[diagram->edges[k].from], *to = &diagram->nodes[diagram->edges[k].to];
        branches = branches || (from->kind == DIAGRAM_STATE && from->highway >= 0 && to->kind == DIAGRAM_BOX);
    }
    return (float)count + (branches ? 1 : 0);
}

// The same downwards, where nodes lie above each other.
static bool place_down(Diagram *diagram, const Frame *frame, double *values, float *places, float height, float tight) {
    float unit = frame->unit, end = 0, gap = tight * GAP_Y * unit, beside = GAP_X / 2 * unit;
    float over = lines_over_boxes(diagram) > 1 ? lines_over_boxes(diagram) * 12 * tight * unit : 0;
    int count = distinct(diagram, false, values);
    for (int k = 0; k < count; k++) {
        places[k] = k > 0 ? places[k - 1] + 12 * unit : 0;
        for (int i = 0; i < diagram->node_count; i++) {
            DiagramNode *node = &diagram->nodes[i];
            if (!has_room(node) || index_of(values, count, node->row) != k) {
                continue;
            }
            Extent own = extent_of(node);
            places[k] = fmaxf(places[k], own.above + 10 * tight * unit);
            for (int j = 0; j < diagram->node_count; j++) {
                const DiagramNode *other = &diagram->nodes[j];
                Extent its = extent_of(other);
                if (has_room(other) && other->highway >= 0 && other->row < node->row - 1e-9) { // nothing reaches into what runs through
                    places[k] = fmaxf(places[k], places[index_of(values, count, other->row)] + gap + own.above);
                }
                if (!has_room(other) || other->row >= node->row - 1e-9 || other->at.x + its.right + beside <= node->at.x - own.left ||
                    node->at.x + own.right + beside <= other->at.x - its.left) {
                    continue;
                }
                int at = index_of(values, count, other->row);
                float lines = node->kind == DIAGRAM_BOX && other->kind != DIAGRAM_BOX ? over : 0;
                places[k] = fmaxf(places[k], places[at] + its.below + gap + lines + own.above);
            }
        }
        for (int i = 0; i < diagram->node_count; i++) {
            DiagramNode *node = &diagram->nodes[i];
            if (has_room(node) && index_of(values, count, node->row) == k) {
                end = fmaxf(end, places[k] + extent_of(node).below);
            }
        }
    }
    float spare = height - end;
    for (int i = 0; i < diagram->node_count && spare >= 0; i++) {
        DiagramNode *node = &diagram->nodes[i];
        if (has_room(node)) {
            int k = index_of(values, count, node->row);
            node->at.y = places[k] + spare * ((float)k + 0.5f) / (float)count;
        }
    }
    return spare >= 0;
}

// ---- what enters and leaves -----------------------------------------------------------------------------------------------------

// States without a highway have tracks beneath the boxes: the one at which they leave is that at which they come in.
static int track_of(const Diagram *diagram, const Program *program, const DiagramNode *node) {
    int op = node->kind == DIAGRAM_LEAVE ? node->op : program->ops[node->op].operands[0].index;
    int lag = node->kind == DIAGRAM_LEAVE ? 1 : program->ops[node->op].lag;
    int track = 0;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *other = &diagram->nodes[i];
        bool enters = other->kind == DIAGRAM_STATE, leaves = other->kind == DIAGRAM_LEAVE;
        if ((!enters && !leaves) || other->highway >= 0) {
            continue;
        }
        int its = leaves ? other->op : program->ops[other->op].operands[0].index;
        int its_lag = leaves ? 1 : program->ops[other->op].lag;
        if (its == op && its_lag == lag) {
            return track;
        }
        // An exit whose state comes in by a track of its own has none.
        track += enters || diagram_entry(diagram, program, its, 1) < 0;
    }
    return track;
}

static int track_count(const Diagram *diagram, const Program *program) {
    int count = 0;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        bool crosses = node->kind == DIAGRAM_STATE || node->kind == DIAGRAM_LEAVE;
        int track = crosses && node->highway < 0 ? track_of(diagram, program, node) + 1 : 0;
        count = track > count ? track : count;
    }
    return count;
}

// The first node that an edge leads to, or from; -1 unless it is the only one.
static int only_end(const Diagram *diagram, int node, bool reader) {
    int only = -1, count = 0;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        if ((reader ? edge->from : edge->to) == node) {
            only = reader ? edge->to : edge->from;
            count++;
        }
    }
    return count == 1 ? only : -1;
}

// Whether nothing stands over (or under) a node, as far as its columns tell.
static bool is_open(const Diagram *diagram, int node, bool above) {
    const DiagramNode *own = &diagram->nodes[node];
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *other = &diagram->nodes[i];
        if (has_room(other) && i != node && fabs(other->column - own->column) < 0.75 &&
            (above ? other->row < own->row : other->row > own->row)) {
            return false;
        }
    }
    return true;
}

// The box into which an input comes straight from below: nothing else reads it, and at most two others come there; -1. `*place` becomes
// where, in quarters of the box's width from its middle: the latest at the right.
static int box_above(const Diagram *diagram, const Program *program, int input, float *place) {
    int node = diagram->plain ? only_end(diagram, input, true) : -1, earlier = 0, count = 0;
    if (node < 0 || diagram->nodes[node].kind != DIAGRAM_BOX || !is_open(diagram, node, false)) {
        return -1;
    }
    for (int i = 0; i < diagram->node_count; i++) {
        if (diagram->nodes[i].kind == DIAGRAM_INPUT && only_end(diagram, i, true) == node) {
            earlier += program->ops[diagram->nodes[i].op].lag > program->ops[diagram->nodes[input].op].lag;
            count++;
        }
    }
    *place = count == 2 ? 2 * (float)earlier - 1 : (float)earlier - (float)(count - 1) / 2;
    return count <= 3 ? node : -1;
}

// The node from which the output goes straight up; -1.
static int below_output(const Diagram *diagram, int output) {
    int node = diagram->plain ? only_end(diagram, output, false) : -1;
    return node >= 0 && is_open(diagram, node, true) ? node : -1;
}

// Nets that run beneath the boxes.
static int bus_count(const Diagram *diagram, const Program *program) {
    int count = 0;
    float place;
    for (int i = 0; i < diagram->node_count; i++) {
        bool runs = false;
        for (int k = 0; k < diagram->edge_count; k++) {
            const DiagramEdge *edge = &diagram->edges[k];
            DiagramKind from = diagram->nodes[edge->from].kind;
            bool source = (from == DIAGRAM_INPUT || from == DIAGRAM_STATE) && diagram->nodes[edge->from].highway < 0;
            bool straight = from == DIAGRAM_INPUT && box_above(diagram, program, edge->from, &place) >= 0;
            runs = runs || (edge->net == i && source && !straight && diagram->nodes[edge->to].kind == DIAGRAM_BOX);
        }
        count += runs;
    }
    return count;
}

static void place_ends(Diagram *diagram, const Frame *frame) {
    const Program *program = frame->trace->program;
    float unit = frame->unit, width = diagram->area.w, height = diagram->area.h;
    int inputs = 0;
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        if (node->kind == DIAGRAM_INPUT) {
            float place = 0;
            int box = box_above(diagram, program, i, &place);
            const DiagramNode *above = &diagram->nodes[box >= 0 ? box : i];
            node->at = (Point){box >= 0 ? above->at.x + place * above->body.w / 4 : (22 + 16 * (float)inputs++) * unit, height};
        } else if (node->kind == DIAGRAM_OUTPUT) {
            int from = below_output(diagram, i);
            node->at = (Point){from >= 0 ? diagram->nodes[from].at.x : width - 34 * unit, 0};
        } else if (node->kind == DIAGRAM_STATE || node->kind == DIAGRAM_LEAVE) {
            node->at.x = node->kind == DIAGRAM_STATE ? 0 : width;
            node->at.y = height - (BUS + TRACK * (float)track_of(diagram, program, node)) * unit;
            for (int k = 0; k < diagram->node_count && node->highway >= 0; k++) {
                if (has_room(&diagram->nodes[k]) && diagram->nodes[k].highway == node->highway) {
                    node->at.y = diagram->nodes[k].at.y;
                }
            }
        }
    }
}

// As long as there is room between its valves, but not so long that it could not be seen to tilt.
static void widen_beams(Diagram *diagram, const Frame *frame) {
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *beam = &diagram->nodes[i];
        if (beam->kind != DIAGRAM_BEAM) {
            continue;
        }
        float half = 0.3f * fabsf(diagram->nodes[beam->valve].at.x - diagram->nodes[beam->others].at.x);
        half = fminf(half, 110 * frame->unit);
        for (int k = 0; k < diagram->node_count; k++) {
            const DiagramNode *other = &diagram->nodes[k];
            Extent its = extent_of(other);
            bool level = has_room(other) && k != i && other->at.y - its.above < beam->at.y + beam->body.h / 2 &&
                         other->at.y + its.below > beam->at.y - beam->body.h / 2;
            float away = other->at.x > beam->at.x ? other->at.x - its.left - beam->at.x : beam->at.x - other->at.x - its.right;
            half = level ? fminf(half, away - GAP_X * frame->unit) : half;
        }
        if (2 * half > beam->body.w) {
            beam->body.x = -half;
            beam->body.w = 2 * half;
        }
    }
}

static void move_rects(Diagram *diagram) {
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        node->body.x += node->at.x;
        node->body.y += node->at.y;
        node->tag.x += node->at.x;
        node->tag.y += node->at.y;
    }
}

bool diagram_fit(Diagram *diagram, const Frame *frame, Arena *arena, const DiagramDetail *details, size_t count) {
    size_t nodes = (size_t)diagram->node_count;
    double *values = arena_array(arena, nodes, sizeof *values);
    float *places = arena_array(arena, nodes, sizeof *places);
    int tracks = track_count(diagram, frame->trace->program), buses = bus_count(diagram, frame->trace->program);
    diagram->bus = (BUS + TRACK * (float)(tracks > buses ? tracks : buses)) * frame->unit;
    for (size_t i = 0; i < 3 * count; i++) {
        float tight = i % 3 == 0 ? 1 : i % 3 == 1 ? TIGHT : TIGHTEST;
        diagram->detail = details[i / 3];
        if (i % 3 == 2 && !diagram->detail.narrow) {
            continue;
        }
        size_nodes(diagram, frame);
        if (place_across(diagram, frame, values, places, diagram->area.w, tight) &&
            place_down(diagram, frame, values, places, diagram->area.h - diagram->bus, tight)) {
            place_ends(diagram, frame);
            widen_beams(diagram, frame);
            move_rects(diagram);
            if (diagram_route(diagram, frame, arena)) {
                return true;
            }
        }
    }
    return false;
}

bool diagram_place(Diagram *diagram, const Frame *frame, Arena *arena) {
    static const DiagramDetail DETAILS[] = {
        {.titles = true, .numbers = true, .adjoints = true, .terms = true, .roomy = true},
        {.titles = true, .numbers = true, .adjoints = true, .terms = true},
        {.titles = true, .numbers = true, .terms = true},
        {.titles = true, .numbers = true, .adjoints = true, .formulas = true},
        {.titles = true, .numbers = true, .adjoints = true},
        {.titles = true, .numbers = true},
        {.titles = true, .numbers = true, .abreast = true},
        {.numbers = true},
        {.numbers = true, .bare = true},
        {.titles = true, .tall = true},
        {.titles = true},
        {.tall = true},
        {.titles = false},
        {.tall = true, .bare = true},
        {.bare = true},
        {.bare = true, .narrow = true},
        {.bare = true, .narrow = true, .silent = true},
    };
    return diagram_fit(diagram, frame, arena, DETAILS, sizeof DETAILS / sizeof DETAILS[0]);
}
