// What a timestep computes where no diagram has room, as nodes; values of operations as numbers or strips.
#include "view/stage/stage.h"

#include "view/diagram/cell_graph.h"
#include "view/parts/vectors.h"

#include <math.h>
#include <string.h>

typedef struct Pane {
    Stage *stage;
    const CellGraph *graph;
    Rect area;
    int t;
} Pane;

static float label_height(const Frame *frame) {
    return 1.25f * frame_text_size(frame, 20);
}
static float strip_height(const Frame *frame) {
    return 11 * frame->unit;
}

const double *stage_op_values(Stage *stage, int op, int t) {
    const Trace *trace = stage->frame->trace;
    const double *values = run_value(trace->run, op, t, 0);
    if (values != NULL || trace->program->ops[op].kind != OP_INPUT) {
        return values;
    }
    // An input that is kept as an index is the vector with a single 1.
    double *one_hot = arena_array(&stage->arena, (size_t)trace->program->ops[op].size, sizeof *one_hot);
    int index = run_input_index(trace->run, t - trace->program->ops[op].lag, 0);
    if (index >= 0) {
        one_hot[index] = 1;
    }
    return one_hot;
}

static Rect node_rect(const Pane *pane, int node) {
    Rect rect = pane->graph->nodes[node].rect;
    rect.x += pane->area.x;
    rect.y += pane->area.y;
    return rect;
}

bool stage_is_now(const Stage *stage, int op, int t) {
    const Moment *moment = &stage->frame->moment;
    return moment->op == op && moment->t == t && (moment->phase == PHASE_FORWARD || moment->phase == PHASE_BACKWARD);
}

static Point curve_at(const Point points[4], float share) {
    float rest = 1 - share;
    float a = rest * rest * rest, b = 3 * rest * rest * share, c = 3 * rest * share * share, d = share * share * share;
    return (Point){a * points[0].x + b * points[1].x + c * points[2].x + d * points[3].x,
                   a * points[0].y + b * points[1].y + c * points[2].y + d * points[3].y};
}

// The way of an edge as curves that join: past the nodes that stand between its ends.
typedef struct Way {
    Point (*curves)[4];
    int count;
} Way;

static void go_to(Way *way, Point to) {
    Point from = way->curves[way->count - 1][3];
    float pull = (to.x - from.x) / 2;
    Point curve[4] = {from, {from.x + pull, from.y}, {to.x - pull, to.y}, to};
    memcpy(way->curves[way->count++], curve, sizeof curve);
}

static Way way_of(const Pane *pane, const GraphEdge *edge, float aside) {
    const CellGraph *graph = pane->graph;
    float unit = pane->stage->frame->unit;
    Rect a = node_rect(pane, edge->from), b = node_rect(pane, edge->to);
    int first = graph->nodes[edge->from].layer, last = graph->nodes[edge->to].layer;
    Way way = {.curves = arena_array(&pane->stage->arena, (size_t)(2 * (last - first) + 2), sizeof *way.curves), .count = 1};
    Point left = {a.x + a.w + 2 * unit, a.y + a.h / 2 + aside}, right = {b.x - 2 * unit, b.y + b.h / 2 + aside};
    way.curves[0][3] = left;
    for (int layer = first + 1; layer < last; layer++) {
        float x = 0, width = 0, share = (float)(layer - first) / (float)(last - first);
        float y = left.y + (right.y - left.y) * share - pane->area.y;
        y = pane->area.y + cell_graph_passage(graph, layer, y, 4 * unit, &x, &width);
        go_to(&way, (Point){pane->area.x + x - 4 * unit, y});
        go_to(&way, (Point){pane->area.x + x + width + 4 * unit, y});
    }
    go_to(&way, right);
    way.curves++; // the first only held where it begins
    way.count--;
    return way;
}

static void turn_round(Way *way) {
    for (int i = 0, k = 4 * way->count - 1; i < k; i++, k--) {
        Point other = way->curves[i / 4][i % 4];
        way->curves[i / 4][i % 4] = way->curves[k / 4][k % 4];
        way->curves[k / 4][k % 4] = other;
    }
}

// Blue from operand to result above, vermilion back to the operand beneath.
static void draw_link(const Pane *pane, const GraphEdge *edge, bool backward) {
    Stage *stage = pane->stage;
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    int from = pane->graph->nodes[edge->from].op, to = pane->graph->nodes[edge->to].op;
    float come;
    if (backward) {
        long moment = trace_index(trace, PHASE_BACKWARD, pane->t, to);
        if (moment < 0 || !trace->program->ops[from].needs_gradient) {
            return;
        }
        come = ease(frame_way(frame, (double)moment - 1, (double)moment));
    } else {
        come = stage_value_way(stage, to, pane->t);
    }
    if (come <= 0 && backward) {
        return;
    }
    Way way = way_of(pane, edge, backward ? 5 * unit : stage->layout.opened > 0 ? -5 * unit : 0);
    if (backward) {
        turn_round(&way);
    }
    Color color = backward ? theme->backward : theme->forward;
    bool done = come >= 1;
    for (int i = 0; i < way.count; i++) {
        Shape *line = display_bezier(frame->list, way.curves[i], fmaxf(1, (done ? 2.5f : 1.5f) * unit), done ? color : theme->line);
        if (done && i == way.count - 1) {
            line->arrow = 9 * unit;
        }
    }
    if (!done && come > 0) {
        float at = come * (float)way.count;
        int curve = at >= (float)way.count ? way.count - 1 : (int)at;
        display_disc(frame->list, curve_at(way.curves[curve], at - (float)curve), 6 * unit, color);
    }
}

// "(8×65)(65)" for a product, "(8)" for the rest; a matrix with as many rows and columns as it is written with.
static void append_shape(const Program *program, const Op *op, Text *out) {
    if (op->kind == OP_MATVEC || op->kind == OP_VECMAT) {
        const Param *matrix = &program->params[op->operands[1].index];
        int size = program->ops[op->operands[0].index].size;
        if (op->kind == OP_MATVEC) {
            text_printf(out, "(%d×%d)(%d)", matrix->rows, matrix->cols, size);
        } else {
            text_printf(out, "(%d)(%d×%d)", size, matrix->rows, matrix->cols);
        }
        return;
    }
    text_printf(out, "(%d)", op->size);
}

static double limit_of(const double *values, int size, double least) {
    double limit = least;
    for (int i = 0; values != NULL && i < size; i++) {
        limit = isfinite(values[i]) ? fmax(limit, fabs(values[i])) : limit;
    }
    return limit;
}

void stage_draw_op(Stage *stage, Rect rect, int op, int t, bool adjoint, bool across) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    int size = trace->program->ops[op].size;
    Vector vector = {.size = size,
                     .across = across,
                     .numbers = !across || rect.w / (float)size >= vector_least_width(frame),
                     .element = {.kind = adjoint ? ELEMENT_ADJOINT : ELEMENT_VALUE, .index = op, .t = t}};
    if (adjoint) {
        double *partial = arena_array(&stage->arena, (size_t)kernel_stride(size), sizeof *partial);
        bool arrived = trace_has_adjoint(trace, frame->known, op, t);
        bool begun = arrived || (frame->moment.phase == PHASE_BACKWARD && t >= frame->moment.t - trace->program->max_lag &&
                                 trace_partial_adjoint(trace, frame->known, op, t, 0, partial) > 0);
        vector.values = arrived ? run_adjoint(trace->run, op, t, 0) : begun ? partial : NULL;
        vector.shown = begun ? 1 : 0;
        vector.limit = limit_of(run_adjoint(trace->run, op, t, 0), size, 0);
        vector.limit = vector.limit > 0 ? vector.limit : 1;
    } else {
        vector.values = stage_op_values(stage, op, t);
        vector.shown = stage_value_way(stage, op, t);
        vector.limit = limit_of(vector.values, size, 1);
    }
    vector_draw(frame, rect, &vector);
}

// The value, and beside it (beneath it, where both lie across) the adjoint.
static void draw_values(const Pane *pane, Rect room, int op, bool adjoint, bool down) {
    Frame *frame = pane->stage->frame;
    float unit = frame->unit, gap = down ? 6 * unit : 3 * unit;
    Rect value = room;
    float *extent = down ? &value.w : &value.h;
    *extent = adjoint ? (*extent - gap) / 2 : *extent;
    if (down) {
        value.h = fminf(value.h, (float)frame->trace->program->ops[op].size * 34 * unit);
        value.y += (room.h - value.h) / 2;
        value.w = fminf(value.w, 1.3f * vector_number_width(frame));
        value.x += (room.w - (adjoint ? 2 * value.w + gap : value.w)) / 2;
    }
    stage_draw_op(pane->stage, value, op, pane->t, false, !down);
    if (!adjoint) {
        return;
    }
    *(down ? &value.x : &value.y) += (down ? value.w : value.h) + gap;
    stage_draw_op(pane->stage, value, op, pane->t, true, !down);
    display_border_box(frame->list, (Rect){value.x - 2 * unit, value.y - 1.5f * unit, value.w + 4 * unit, value.h + 3 * unit}, 3 * unit, 0,
                       color_fade(frame->theme->backward, 0.7f), fmaxf(1, unit));
}

static void draw_node(const Pane *pane, int index) {
    Stage *stage = pane->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Program *program = frame->trace->program;
    int op = pane->graph->nodes[index].op;
    Rect rect = node_rect(pane, index);
    float unit = frame->unit, size = frame_text_size(frame, 20), pad = 6 * unit;
    bool known = stage_value_way(stage, op, pane->t) >= 1, now = stage_is_now(stage, op, pane->t);
    display_border_box(frame->list, rect, 8 * unit, known || now ? theme->surface : color_fade(theme->surface, 0.4f),
                       now ? stage_focus_color(stage) : theme->line, fmaxf(1, (now ? 3 : theme->border) * unit));
    Color ink = now ? stage_focus_color(stage) : known ? theme->text : theme->faint;
    Text name, shape;
    text_init(&name);
    text_init(&shape);
    cell_graph_label(frame, op, pane->t, &name);
    append_shape(program, &program->ops[op], &shape);
    bool adjoint = stage->layout.opened >= 1 && program->ops[op].needs_gradient;
    float left = rect.h - label_height(frame) - pad, line = label_height(frame), x = rect.x + rect.w / 2, y = rect.y + 0.95f * size;
    float name_width = stage_label_width(stage, size, name.data), shape_width = frame_text_width(frame, FACE_REGULAR, size, shape.data);
    float strips = strip_height(frame) * (adjoint ? 2 : 1) + 3 * unit, together = name_width + 0.5f * size + shape_width;
    if (together <= rect.w - 10 * unit) { // beside the name the shape takes no height from the numbers
        stage_label(stage, x - together / 2, y, ALIGN_LEFT, FACE_REGULAR, size, ink, name.data, name_width + 1);
        frame_text(frame, x + together / 2, y, ALIGN_RIGHT, FACE_REGULAR, size, theme->quiet, shape.data);
    } else {
        stage_label(stage, x, y, ALIGN_CENTER, FACE_REGULAR, size, ink, name.data, rect.w - 6 * unit);
        if (left - line >= strips && shape_width <= rect.w - 6 * unit) {
            left -= line;
            frame_text(frame, x, rect.y + rect.h - 0.35f * size, ALIGN_CENTER, FACE_REGULAR, size, theme->quiet, shape.data);
        }
    }
    text_finish(&shape);
    text_finish(&name);
    Rect room = {rect.x + pad, rect.y + label_height(frame), rect.w - 2 * pad, left};
    bool down = room.h >= (float)program->ops[op].size * vector_number_height(frame) &&
                room.w >= (adjoint ? 2 : 1) * (vector_least_width(frame) + pad) - pad;
    draw_values(pane, room, op, adjoint, down);
}

// The graph of a card. `*area` becomes the room in the card.
static bool make_graph(Stage *stage, int t, Rect card, Rect *area, CellGraph *graph) {
    Frame *frame = stage->frame;
    float inset = 14 * frame->unit;
    *area = (Rect){card.x + inset, card.y + inset / 2, card.w - 2 * inset, card.h - inset};
    float least = label_height(frame) + 2 * strip_height(frame) + 10 * frame->unit;
    // A value downwards with its numbers, between name and shape.
    float most = 2 * label_height(frame) + 14 * frame->unit +
                 (float)frame->trace->program->hidden * fmaxf(28 * frame->unit, vector_number_height(frame));
    return cell_graph_make(graph, frame, &stage->arena, t, area->w, area->h, least, most);
}

bool stage_draw_operations(Stage *stage, int t, Rect card) {
    if (stage->diagram != NULL) {
        stage_draw_diagram(stage, t);
        return true;
    }
    Rect area;
    CellGraph graph;
    if (!make_graph(stage, t, card, &area, &graph)) {
        return false;
    }
    Pane pane = {stage, &graph, area, t};
    for (int i = 0; i < graph.edge_count; i++) {
        draw_link(&pane, &graph.edges[i], false);
        if (stage->layout.opened >= 1) {
            draw_link(&pane, &graph.edges[i], true);
        }
    }
    for (int i = 0; i < graph.node_count; i++) {
        draw_node(&pane, i);
    }
    return true;
}

void stage_meet_operations(Stage *stage) {
    Rect area;
    CellGraph graph;
    if (stage->detail < DETAIL_OPERATIONS || stage->diagram != NULL || !make_graph(stage, stage->last, stage->card, &area, &graph)) {
        return;
    }
    for (int i = 0; i < graph.node_count; i++) {
        const Op *op = &stage->frame->trace->program->ops[graph.nodes[i].op];
        for (int k = 0; op->kind == OP_CARRY && op->lag == 1 && k < stage->block_count; k++) {
            Block *block = &stage->blocks[k];
            if (block->op == op->operands[0].index) {
                Rect rect = graph.nodes[i].rect;
                float title = block->title > 0 ? block->y - block->title : 0, above = block->title > 0 ? label_height(stage->frame) : 0;
                block->h = fminf(block->h, fmaxf(rect.h - above, 4 * stage->frame->unit));
                block->y = area.y + rect.y + above + (rect.h - above - block->h) / 2;
                block->title = block->title > 0 ? block->y - title : 0;
            }
        }
    }
}
