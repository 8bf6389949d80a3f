// A column as a diagram: its lines with what flows along them, boxes and single operations with their values, valves.
#include "view/stage.h"

#include "trace/memo.h"
#include "view/icons.h"
#include "view/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float ASIDE = 8, ROUNDING = 9; // units: from the forward line to the backward one; radius of corners
static const double DECADES = 5;            // lengths this many powers of ten below the largest are drawn as the thinnest
static const long MOST_WORK = 100000;       // multiplications to know how much flows along one edge

// ---- lines ----------------------------------------------------------------------------------------------------------------------

typedef struct Sketch {
    Stage *stage;
    const Diagram *diagram;
    Point corner; // of the area
    int t;
    double largest; // length of what flows back
} Sketch;

static Rect moved(const Sketch *sketch, Rect rect) {
    return (Rect){rect.x + sketch->corner.x, rect.y + sketch->corner.y, rect.w, rect.h};
}

// The way of an edge moved to its right by `aside` px: level and upright pieces stay so.
static int shifted(const Sketch *sketch, const DiagramEdge *edge, float aside, Point *out) {
    for (int i = 0; i < edge->count; i++) {
        Point at = edge->points[i], move = {0, 0};
        for (int k = i > 0 ? i - 1 : 0; k <= i && k + 1 < edge->count; k++) {
            Point a = edge->points[k], b = edge->points[k + 1];
            // To the right of the way, so that the way back has it at its left.
            if (fabsf(a.y - b.y) < 0.01f) {
                move.y = aside;
            } else {
                move.x = aside;
            }
        }
        out[i] = (Point){at.x + move.x + sketch->corner.x, at.y + move.y + sketch->corner.y};
    }
    return edge->count;
}

// Corners become arcs.
static int rounded(const Sketch *sketch, const Point *points, int count, Point *out) {
    int made = 0;
    out[made++] = points[0];
    for (int i = 1; i + 1 < count; i++) {
        Point a = points[i - 1], b = points[i], c = points[i + 1];
        float before = hypotf(b.x - a.x, b.y - a.y), after = hypotf(c.x - b.x, c.y - b.y);
        float radius = fminf(ROUNDING * sketch->stage->frame->unit, fminf(before, after) / 2);
        if (radius < 1) {
            out[made++] = b;
            continue;
        }
        Point from = {b.x - (b.x - a.x) / before * radius, b.y - (b.y - a.y) / before * radius};
        Point to = {b.x + (c.x - b.x) / after * radius, b.y + (c.y - b.y) / after * radius};
        for (int step = 0; step <= 4; step++) {
            float share = (float)step / 4, rest = 1 - share;
            out[made++] = (Point){rest * rest * from.x + 2 * rest * share * b.x + share * share * to.x,
                                  rest * rest * from.y + 2 * rest * share * b.y + share * share * to.y};
        }
    }
    out[made++] = points[count - 1];
    return made;
}

static Point point_along(const Point *points, int count, float share) {
    float length = 0;
    for (int i = 1; i < count; i++) {
        length += hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    }
    float left = share * length;
    for (int i = 1; i < count; i++) {
        float step = hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        if (left <= step && step > 0) {
            return (Point){points[i - 1].x + (points[i].x - points[i - 1].x) * left / step,
                           points[i - 1].y + (points[i].y - points[i - 1].y) * left / step};
        }
        left -= step;
    }
    return points[count - 1];
}

static bool on_highway(const Diagram *diagram, const DiagramEdge *edge) {
    const DiagramNode *from = &diagram->nodes[edge->from], *to = &diagram->nodes[edge->to];
    return from->highway >= 0 && from->highway == to->highway && !edge->opens && fabsf(from->at.y - to->at.y) < 0.5f;
}

// How far what flows along an edge has come.
static float forward_way(const Sketch *sketch, const DiagramEdge *edge) {
    const DiagramNode *from = &sketch->diagram->nodes[edge->from], *to = &sketch->diagram->nodes[edge->to];
    bool leaves = to->kind == DIAGRAM_LEAVE || to->kind == DIAGRAM_OUTPUT || on_highway(sketch->diagram, edge); // up to the valve
    if (to->kind == DIAGRAM_BEAM) {
        return stage_value_way(sketch->stage, to->op, sketch->t);
    }
    return stage_value_way(sketch->stage, leaves ? from->op : edge->op, sketch->t);
}

static float backward_way(const Sketch *sketch, const DiagramEdge *edge) {
    const Stage *stage = sketch->stage;
    const Trace *trace = stage->frame->trace;
    const DiagramNode *from = &sketch->diagram->nodes[edge->from], *to = &sketch->diagram->nodes[edge->to];
    long moment = -1;
    if (!trace->program->ops[from->op].needs_gradient) {
        return 0;
    }
    if (to->kind == DIAGRAM_OUTPUT) {
        moment = edge->op >= 0 ? trace_index(trace, PHASE_BACKWARD, sketch->t, edge->op)
                               : trace_index(trace, PHASE_BACKWARD, sketch->t, MOMENT_LOSS);
    } else if (to->kind == DIAGRAM_LEAVE) {
        const Reader *readers;
        int count = run_readers(trace->run, from->op, &readers);
        for (int i = 0; i < count; i++) {
            int later = sketch->t + readers[i].lag;
            if (readers[i].lag > 0 && later <= trace->steps && !schedule_is_cut(run_schedule(trace->run), later, readers[i].lag)) {
                long arrives = trace_index(trace, PHASE_BACKWARD, later, readers[i].op);
                moment = moment < 0 || arrives < moment ? arrives : moment;
            }
        }
    } else {
        moment = trace_index(trace, PHASE_BACKWARD, sketch->t, edge->op);
    }
    return moment < 0 ? 0 : stage_way(stage, moment - 1, moment);
}

// The Euclidean length of what flows back along an edge, over all lanes; negative where it would take too long to know.
static double flow_length(const Sketch *sketch, const DiagramEdge *edge) {
    const Trace *trace = sketch->stage->frame->trace;
    const Program *program = trace->program;
    int op = edge->op;
    if (op < 0 || (long)program->ops[op].size * program->hidden * trace->lanes > MOST_WORK) {
        return -1;
    }
    int operand = program->ops[op].operands[edge->slot].index, size = program->ops[operand].size;
    double *values = arena_array(&sketch->stage->arena, (size_t)kernel_stride(size), sizeof *values), squares = 0;
    for (int lane = 0; lane < trace->lanes; lane++) {
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), op, edge->slot, sketch->t, lane, values);
        for (int i = 0; i < size; i++) {
            squares += values[i] * values[i];
        }
    }
    return sqrt(squares);
}

static void draw_edge(const Sketch *sketch, const DiagramEdge *edge, bool backward, bool waiting) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, come = backward ? backward_way(sketch, edge) : forward_way(sketch, edge);
    bool done = come >= 1;
    if (waiting == done || (backward && come <= 0)) {
        return;
    }
    Point *points = arena_array(&stage->arena, (size_t)edge->count, sizeof *points);
    Point *line = arena_array(&stage->arena, 5 * (size_t)edge->count + 2, sizeof *line);
    int count = shifted(sketch, edge, backward ? ASIDE * unit : 0, points);
    for (int i = 0; i < count / 2 && backward; i++) {
        Point other = points[i];
        points[i] = points[count - 1 - i];
        points[count - 1 - i] = other;
    }
    count = rounded(sketch, points, count, line);
    bool highway = on_highway(sketch->diagram, edge);
    const DiagramNode *to = &sketch->diagram->nodes[edge->to], *from = &sketch->diagram->nodes[edge->from];
    float width = edge->opens ? 1.5f : highway && !backward ? 9 : 2.5f;
    Color color = !done ? color_mix(theme->line, theme->faint, 0.5f) : backward ? theme->backward : theme->forward;
    double length = backward && done ? flow_length(sketch, edge) : -1;
    if (length >= 0) { // wide and strong where much flows, by powers of ten
        double share = length > 0 && sketch->largest > 0 ? fmin(fmax(1 + log10(length / sketch->largest) / DECADES, 0), 1) : 0;
        width = isfinite(length) ? (float)(1.2 + 3.6 * share * share) : 4.8f;
        color = length == 0 ? theme->faint : color_mix(theme->backward_soft, theme->backward, (float)(0.4 + 0.6 * share));
    }
    Shape *shape = display_polyline(frame->list, line, (size_t)count, fmaxf(1, width * unit), color);
    bool ends = backward ? from->kind != DIAGRAM_INPUT : to->kind != DIAGRAM_LEAVE && to->kind != DIAGRAM_OUTPUT;
    bool pushes = to->kind == DIAGRAM_BEAM || from->kind == DIAGRAM_BEAM;
    if (done && ends && !(highway && !backward) && !(pushes && !backward)) {
        shape->arrow = 9 * unit;
    }
    if (highway && !backward) {
        display_polyline(frame->list, line, (size_t)count, fmaxf(1, 4.5f * unit), done ? theme->forward_soft : theme->surface);
    }
    if (come > 0 && !done) {
        display_disc(frame->list, point_along(line, count, come), 6 * unit, backward ? theme->backward : theme->forward);
    }
}

static void draw_joints(const Sketch *sketch) {
    Frame *frame = sketch->stage->frame;
    const Theme *theme = frame->theme;
    for (int i = 0; i < sketch->diagram->joint_count; i++) {
        const DiagramJoint *joint = &sketch->diagram->joints[i];
        bool come = stage_value_way(sketch->stage, sketch->diagram->nodes[joint->net].op, sketch->t) >= 1;
        Color color = come ? theme->forward : color_mix(theme->line, theme->faint, 0.5f);
        display_disc(frame->list, (Point){joint->at.x + sketch->corner.x, joint->at.y + sketch->corner.y}, 4 * frame->unit, color);
    }
}

// ---- nodes ----------------------------------------------------------------------------------------------------------------------

static bool is_now(const Sketch *sketch, int node) {
    const Moment *moment = &sketch->stage->frame->moment;
    return moment->op >= 0 && sketch->diagram->node_of[moment->op] == node && stage_is_now(sketch->stage, moment->op, sketch->t);
}

// The value and, where there is room for it, the adjoint, in the middle of a room.
static void draw_values(const Sketch *sketch, Rect room, int op, bool numbers) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Diagram *diagram = sketch->diagram;
    float unit = frame->unit;
    int size = frame->trace->program->ops[op].size;
    Point all = diagram_vector_size(diagram, frame, size, numbers);
    bool adjoint = diagram->has_adjoints && frame->trace->program->ops[op].needs_gradient && stage->layout.opened >= 1;
    if (numbers) {
        float least = vector_least_width(frame), more = fminf(room.w - all.x, 20 * unit);
        float row = fminf(room.h / (float)size, 1.25f * vector_number_height(frame));
        float own = least + fmaxf(more, 0) / (diagram->has_adjoints && diagram->detail.adjoints ? 2 : 1);
        float gap = (diagram->detail.adjoints ? 6 : 4) * unit, other = diagram->detail.adjoints ? own : 16 * unit;
        float w = own + (adjoint ? gap + other : 0), h = row * (float)size;
        Rect value = {room.x + (room.w - w) / 2, room.y + (room.h - h) / 2, own, h};
        stage_draw_op(stage, value, op, sketch->t, false, false);
        if (adjoint) {
            Rect back = {value.x + own + gap, value.y, other, h};
            stage_draw_op(stage, back, op, sketch->t, true, false);
            display_border_box(frame->list, (Rect){back.x - 2 * unit, back.y - unit, back.w + 4 * unit, back.h + 2 * unit}, 3 * unit, 0,
                               color_fade(frame->theme->backward, 0.7f), fmaxf(1, unit));
        }
        return;
    }
    float h = diagram_strip(diagram, frame), both = adjoint ? 2 * h + 4 * unit : h,
          w = fminf(room.w, fmaxf(all.x, 12 * unit * (float)size));
    Rect value = {room.x + (room.w - w) / 2, room.y + (room.h - both) / 2, w, h};
    stage_draw_op(stage, value, op, sketch->t, false, true);
    if (adjoint) {
        value.y += h + 4 * unit;
        stage_draw_op(stage, value, op, sketch->t, true, true);
        display_border_box(frame->list, (Rect){value.x - 2 * unit, value.y - unit, value.w + 4 * unit, value.h + 2 * unit}, 3 * unit, 0,
                           color_fade(frame->theme->backward, 0.7f), fmaxf(1, unit));
    }
}

static void draw_label(const Sketch *sketch, float x, float y, FontFace face, Color color, float room,
                       void (*write)(const Diagram *, const Frame *, int, int, Text *), int node) {
    Frame *frame = sketch->stage->frame;
    float size = frame_text_size(frame, 20);
    Text text;
    text_init(&text);
    write(sketch->diagram, frame, node, sketch->t, &text);
    if (text.length > 0) {
        stage_label(sketch->stage, x, y + diagram_line(frame) / 2 + 0.32f * size, ALIGN_CENTER, face, size, color, text.data, room);
    }
    text_finish(&text);
}

static void write_title(const Diagram *diagram, const Frame *frame, int node, int t, Text *out) {
    (void)t;
    diagram_title(diagram, frame, node, out);
}

// "f[2]" and a lock: it is held at a value.
static void draw_held(const Sketch *sketch, const DiagramNode *node, Point middle, Color ink, float room) {
    Frame *frame = sketch->stage->frame;
    float size = frame_text_size(frame, 20), lock = 0.9f * size, gap = 0.3f * size;
    Text text;
    text_init(&text);
    text_printf(&text, "%s[%d]", frame->trace->program->equations[node->equation].name, sketch->t);
    float width = fminf(stage_label_width(sketch->stage, size, text.data), room - lock - gap), left = middle.x - (width + gap + lock) / 2;
    stage_label(sketch->stage, left, middle.y + 0.32f * size, ALIGN_LEFT, FACE_BOLD, size, ink, text.data, width + size);
    icon_draw(frame->list, ICON_LOCK, (Point){left + width + gap + lock / 2, middle.y}, lock, ink);
    text_finish(&text);
}

static float symbol_width(const Sketch *sketch, int index) {
    Text text;
    text_init(&text);
    diagram_symbol(sketch->diagram, sketch->stage->frame, index, sketch->t, &text);
    float width = stage_label_width(sketch->stage, frame_text_size(sketch->stage->frame, 20), text.data);
    text_finish(&text);
    return width;
}

static void draw_box(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    const DiagramDetail *detail = &sketch->diagram->detail;
    Rect body = moved(sketch, node->body);
    float unit = frame->unit, line = diagram_line(frame), pad = 8 * unit, x = body.x + body.w / 2, room = body.w - pad;
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    display_border_box(frame->list, body, 8 * unit, known || now ? theme->surface : color_mix(theme->surface, theme->background, 0.6f),
                       now ? stage_focus_color(stage) : color_mix(theme->line, theme->faint, 0.4f),
                       fmaxf(1, (now ? 3 : theme->border) * unit));
    Color ink = now ? stage_focus_color(stage) : known ? theme->text : theme->faint, quiet = known ? theme->quiet : theme->faint;
    float y = body.y + pad / 2, below = pad / 2;
    Text title;
    text_init(&title);
    diagram_title(sketch->diagram, frame, index, &title);
    if (detail->abreast && title.length > 0) {
        float size = frame_text_size(frame, 20), width = frame_text_width(frame, FACE_REGULAR, size, title.data);
        float left = x - (width + TITLE_GAP * size + symbol_width(sketch, index)) / 2;
        frame_text(frame, left, y + line / 2 + 0.32f * size, ALIGN_LEFT, FACE_REGULAR, size, ink, title.data);
        room = 2 * (body.x + body.w - pad / 2 - (left + width + TITLE_GAP * size));
        x = left + width + TITLE_GAP * size + symbol_width(sketch, index) / 2;
    } else if (detail->titles && title.length > 0) {
        draw_label(sketch, x, y, FACE_REGULAR, ink, room, write_title, index);
        y += line;
    }
    text_finish(&title);
    if (node->equation >= 0 && run_held(frame->trace->run, node->op) != NULL) {
        draw_held(sketch, node, (Point){x, y + line / 2}, ink, room);
    } else {
        draw_label(sketch, x, y, FACE_BOLD, ink, room, diagram_symbol, index);
    }
    y += line;
    if (detail->formulas && node->equation >= 0) {
        draw_label(sketch, x, body.y + body.h - line - pad / 2, FACE_REGULAR, quiet, room, diagram_formula, index);
        below += line;
    }
    draw_values(sketch, (Rect){body.x + pad, y, body.w - 2 * pad, body.y + body.h - below - y}, node->op, detail->numbers);
}

static void draw_tag(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    Rect tag = moved(sketch, node->tag);
    float line = diagram_line(frame), y = tag.y;
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    Color ink = now ? stage_focus_color(stage) : known ? frame->theme->text : frame->theme->faint;
    if (node->equation >= 0 && node->highway >= 0) {
        int size = frame->trace->program->ops[node->op].size;
        float values = diagram_vector_size(sketch->diagram, frame, size, sketch->diagram->detail.numbers).x, room = tag.w - values;
        draw_label(sketch, tag.x + room / 2, tag.y + (tag.h - line) / 2, FACE_BOLD, ink, room, diagram_symbol, index);
        tag.x += room;
        tag.w = values;
    } else if (node->equation >= 0) {
        draw_label(sketch, tag.x + tag.w / 2, y, FACE_BOLD, ink, tag.w + 4, diagram_symbol, index);
        y += line;
    }
    float below = node->kind == DIAGRAM_VALVE ? line + 2 * frame->unit : 0;
    draw_values(sketch, (Rect){tag.x, y, tag.w, tag.y + tag.h - below - y}, node->op,
                node->equation >= 0 && sketch->diagram->detail.numbers);
    if (node->kind == DIAGRAM_VALVE) {
        stage_draw_opening(stage, &sketch->diagram->gates[node->gate], node->complement, sketch->t,
                           (Rect){tag.x, tag.y + tag.h - line, tag.w, line});
    }
}

static void draw_round(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    Rect body = moved(sketch, node->body);
    float unit = frame->unit, size = frame_text_size(frame, 20);
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    display_border_box(frame->list, body, body.h / 2, theme->surface,
                       now     ? stage_focus_color(stage)
                       : known ? theme->forward
                               : theme->faint,
                       fmaxf(1.5f, (now ? 3 : 2) * unit));
    Text sign;
    text_init(&sign);
    diagram_sign(frame, node, &sign);
    stage_label(stage, body.x + body.w / 2, body.y + body.h / 2 + 0.36f * size, ALIGN_CENTER, FACE_REGULAR, size,
                known || now ? theme->text : theme->faint, sign.data, body.w);
    text_finish(&sign);
}

// Whether what a valve lets through comes from the side.
static bool is_level(const Diagram *diagram, int node) {
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        if (edge->to == node && !edge->opens && edge->count >= 2) {
            return fabsf(edge->points[edge->count - 1].y - edge->points[edge->count - 2].y) < 0.01f;
        }
    }
    return true;
}

// "c[2]" beside the card, over the edge by which the state leaves.
static void draw_exit_name(const Sketch *sketch, const DiagramNode *node) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    float unit = frame->unit, size = frame_text_size(frame, 20), left = stage_card_right(stage, sketch->t),
          right = stage_card_left(stage, sketch->t + 1);
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1;
    Text text;
    text_init(&text);
    text_printf(&text, "%s[%d]", frame->trace->program->equations[node->equation].name, sketch->t);
    if (stage->tags <= 0 && frame_text_width(frame, FACE_REGULAR, size, text.data) <= right - left - 6 * unit) {
        frame_text(frame, (left + right) / 2, sketch->corner.y + node->at.y - 12 * unit, ALIGN_CENTER, FACE_REGULAR, size,
                   known ? frame->theme->quiet : frame->theme->faint, text.data);
    }
    text_finish(&text);
}

// Around what the moment is about.
static void draw_ring(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    float unit = stage->frame->unit;
    Rect body = moved(sketch, sketch->diagram->nodes[index].body);
    if (is_now(sketch, index)) {
        display_border_box(stage->frame->list, (Rect){body.x - 5 * unit, body.y - 3 * unit, body.w + 10 * unit, body.h + 6 * unit},
                           8 * unit, 0, stage_focus_color(stage), fmaxf(1.5f, 3 * unit));
    }
}

static void draw_node(const Sketch *sketch, int index) {
    const DiagramNode *node = &sketch->diagram->nodes[index];
    const Diagram *diagram = sketch->diagram;
    switch (node->kind) {
    case DIAGRAM_BOX:
        draw_box(sketch, index);
        break;
    case DIAGRAM_ROUND:
        draw_round(sketch, index);
        draw_tag(sketch, index);
        break;
    case DIAGRAM_VALVE:
        stage_draw_valve(sketch->stage, &diagram->gates[node->gate], node->complement, sketch->t, moved(sketch, node->body),
                         is_level(diagram, index));
        draw_ring(sketch, index);
        draw_tag(sketch, index);
        break;
    case DIAGRAM_BEAM:
        stage_draw_beam(sketch->stage, &diagram->gates[node->gate], sketch->t, moved(sketch, node->body),
                        diagram->nodes[node->valve].at.x < diagram->nodes[node->others].at.x);
        draw_ring(sketch, index);
        break;
    case DIAGRAM_LEAVE:
        draw_exit_name(sketch, node);
        break;
    case DIAGRAM_INPUT:
    case DIAGRAM_STATE:
    case DIAGRAM_OUTPUT:
        break;
    }
}

void stage_draw_diagram(Stage *stage, int t) {
    const Diagram *diagram = stage->diagram;
    Sketch sketch = {stage, diagram, {stage_x(stage, t) + diagram->area.x, diagram->area.y}, t, 0};
    sketch.largest = stage->layout.opened < 1 ? 0 : stage->largest > 0 ? stage->largest : stage_largest_length(stage);
    for (int pass = 0; pass < 4; pass++) { // highways over what leaves them
        for (int i = 0; i < diagram->edge_count; i++) {
            if (on_highway(diagram, &diagram->edges[i]) == (pass >= 2)) {
                draw_edge(&sketch, &diagram->edges[i], false, pass % 2 == 0);
            }
        }
    }
    draw_joints(&sketch);
    for (int waiting = 1; waiting >= 0 && stage->layout.opened >= 1; waiting--) {
        for (int i = 0; i < diagram->edge_count; i++) {
            draw_edge(&sketch, &diagram->edges[i], true, waiting == 1);
        }
    }
    for (int i = 0; i < diagram->node_count; i++) {
        draw_node(&sketch, i);
    }
}

// ---- the layout -----------------------------------------------------------------------------------------------------------------

// What was before the first timestep stands where its states go in.
static void move_blocks(Stage *stage) {
    for (int i = 0; i < stage->block_count; i++) {
        Block *block = &stage->blocks[i];
        int leaves = diagram_exit(stage->diagram, block->op);
        if (leaves < 0) {
            continue;
        }
        float title = block->title > 0 ? block->y - block->title : 0,
              y = stage->diagram->area.y + stage->diagram->nodes[leaves].at.y - block->h / 2;
        block->y = fminf(y, stage->card.y + stage->card.h - block->h);
        block->title = block->title > 0 ? block->y - title : 0;
    }
}

// Layouts are kept with the trace: as long as nothing changes that one is made from, it is not made again.
typedef struct Kept {
    Arena arena;
    Rect area;
    float unit, text_min;
    TextMeasure measure;
    const Words *words;
    Language language;
    int digits; // of the timesteps in its labels
    bool adjoints;
    bool fits;
    Diagram diagram;
} Kept;

// The pass forward and the pass backward have one each, and so have columns that are being zoomed.
enum { MAX_KEPT = 4 };

typedef struct Keeper {
    Kept *kept[MAX_KEPT];
    int next; // the slot that is written over next
} Keeper;

static void destroy_kept(Kept *kept) {
    if (kept != NULL) {
        arena_finish(&kept->arena);
        free(kept);
    }
}

static void destroy_keeper(void *layout) {
    Keeper *keeper = layout;
    for (int i = 0; i < MAX_KEPT; i++) {
        destroy_kept(keeper->kept[i]);
    }
    free(keeper);
}

static bool same_layout(const Kept *a, const Kept *b) {
    return memcmp(&a->area, &b->area, sizeof a->area) == 0 && a->unit == b->unit && a->text_min == b->text_min &&
           a->measure.width == b->measure.width && a->measure.context == b->measure.context && a->words == b->words &&
           a->language == b->language && a->digits == b->digits && a->adjoints == b->adjoints;
}

static const Kept *kept_diagram(Stage *stage, int t) {
    const Frame *frame = stage->frame;
    Kept wanted = {.area = {stage->card.x, stage->card.y, stage->card.w, stage->card.h},
                   .unit = frame->unit,
                   .text_min = frame->text_min,
                   .measure = frame->view->measure,
                   .words = frame->words,
                   .language = words_language(frame->words),
                   .digits = t < 10    ? 1
                             : t < 100 ? 2
                                       : 5,
                   .adjoints = stage->layout.opened > 0};
    Keeper *keeper = trace_memo_kept(frame->trace);
    if (keeper == NULL) {
        keeper = memory_alloc_zeros(1, sizeof *keeper);
        trace_memo_keep(frame->trace, keeper, destroy_keeper);
    }
    for (int i = 0; i < MAX_KEPT; i++) {
        if (keeper->kept[i] != NULL && same_layout(keeper->kept[i], &wanted)) {
            return keeper->kept[i];
        }
    }
    Kept *kept = memory_alloc(sizeof *kept);
    *kept = wanted;
    arena_init(&kept->arena);
    kept->fits = diagram_make(&kept->diagram, frame, &kept->arena, kept->area, t, kept->adjoints);
    destroy_kept(keeper->kept[keeper->next]);
    keeper->kept[keeper->next] = kept;
    keeper->next = (keeper->next + 1) % MAX_KEPT;
    return kept;
}

void stage_make_diagram(Stage *stage) {
    Frame *frame = stage->frame;
    if (stage->detail < DETAIL_OPERATIONS || stage->gate_count + stage->highway_count == 0) {
        return;
    }
    const Kept *kept = kept_diagram(stage, stage->last);
    if (!kept->fits) {
        return;
    }
    const Diagram *diagram = stage->diagram = &kept->diagram;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        if (node->kind == DIAGRAM_INPUT && frame->trace->program->ops[node->op].lag == 0) {
            stage->token_x = diagram->area.x + node->at.x;
        } else if (node->kind == DIAGRAM_OUTPUT) {
            stage->output_x = diagram->area.x + node->at.x;
            stage->back_x = stage->output_x + 16 * frame->unit;
        }
    }
    move_blocks(stage);
}
