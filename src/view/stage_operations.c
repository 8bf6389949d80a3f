// Within a cell: its operations as nodes with formula, value, adjoint and the shapes of their factors.
#include "view/stage.h"

#include "view/cell_graph.h"
#include "view/vectors.h"

#include <math.h>

typedef struct Pane {
    Stage *stage;
    const CellGraph *graph;
    Rect area;
    int t;
} Pane;

static float label_height(const Frame *frame) { return 1.25f * frame_text_size(frame, 20); }
static float strip_height(const Frame *frame) { return 11 * frame->unit; }

const double *stage_op_values(Stage *stage, int op, int t)
{
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

static Rect node_rect(const Pane *pane, int node)
{
    Rect rect = pane->graph->nodes[node].rect;
    rect.x += pane->area.x;
    rect.y += pane->area.y;
    return rect;
}

static bool is_now(const Pane *pane, int op)
{
    const Moment *moment = &pane->stage->frame->moment;
    return moment->op == op && moment->t == pane->t && (moment->phase == PHASE_FORWARD || moment->phase == PHASE_BACKWARD);
}

static Point curve_at(const Point points[4], float share)
{
    float rest = 1 - share;
    float a = rest * rest * rest, b = 3 * rest * rest * share, c = 3 * rest * share * share, d = share * share * share;
    return (Point){a * points[0].x + b * points[1].x + c * points[2].x + d * points[3].x,
                   a * points[0].y + b * points[1].y + c * points[2].y + d * points[3].y};
}

// Blue from operand to result above, vermilion back to the operand beneath.
static void draw_link(const Pane *pane, const GraphEdge *edge, bool backward)
{
    Stage *stage = pane->stage;
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    Rect a = node_rect(pane, edge->from), b = node_rect(pane, edge->to);
    int from = pane->graph->nodes[edge->from].op, to = pane->graph->nodes[edge->to].op;
    float aside = backward ? 5 * unit : stage->layout.opened > 0 ? -5 * unit : 0;
    Point left = {a.x + a.w + 2 * unit, a.y + a.h / 2 + aside}, right = {b.x - 2 * unit, b.y + b.h / 2 + aside};
    float pull = (right.x - left.x) / 2;
    Point points[4] = {left, {left.x + pull, left.y}, {right.x - pull, right.y}, right};
    float way;
    if (backward) {
        long moment = trace_index(trace, PHASE_BACKWARD, pane->t, to);
        if (moment < 0 || !trace->program->ops[from].needs_gradient) {
            return;
        }
        way = ease(frame_way(frame, (double)moment - 1, (double)moment));
        for (int i = 0; i < 2; i++) {
            Point other = points[i];
            points[i] = points[3 - i];
            points[3 - i] = other;
        }
    } else {
        way = stage_value_way(stage, to, pane->t);
    }
    if (way <= 0 && backward) {
        return;
    }
    Color color = backward ? theme->backward : theme->forward;
    bool done = way >= 1;
    Shape *line = display_bezier(frame->list, points, fmaxf(1, (done ? 2.5f : 1.5f) * unit), done ? color : theme->line);
    if (done) {
        line->arrow = 9 * unit;
    } else if (way > 0) {
        display_disc(frame->list, curve_at(points, way), 6 * unit, color);
    }
}

// "(8×65)(65)" for a product, "(8)" for the rest; a matrix with as many rows and columns as it is written with.
static void append_shape(const Program *program, const Op *op, Text *out)
{
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

static double limit_of(const double *values, int size, double least)
{
    double limit = least;
    for (int i = 0; values != NULL && i < size; i++) {
        limit = isfinite(values[i]) ? fmax(limit, fabs(values[i])) : limit;
    }
    return limit;
}

static void draw_strip(const Pane *pane, Rect rect, int op, bool adjoint)
{
    Stage *stage = pane->stage;
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    int size = trace->program->ops[op].size;
    Vector vector = {.size = size, .across = true, .numbers = true, .element = {.kind = adjoint ? ELEMENT_ADJOINT : ELEMENT_VALUE, .index = op, .t = pane->t}};
    if (adjoint) {
        double *partial = arena_array(&stage->arena, (size_t)kernel_stride(size), sizeof *partial);
        bool arrived = trace_has_adjoint(trace, frame->known, op, pane->t);
        bool begun = arrived || (frame->moment.phase == PHASE_BACKWARD && pane->t >= frame->moment.t - trace->program->max_lag &&
                                 trace_partial_adjoint(trace, frame->known, op, pane->t, 0, partial) > 0);
        vector.values = arrived ? run_adjoint(trace->run, op, pane->t, 0) : begun ? partial : NULL;
        vector.shown = begun ? 1 : 0;
        vector.limit = limit_of(run_adjoint(trace->run, op, pane->t, 0), size, 0);
        vector.limit = vector.limit > 0 ? vector.limit : 1;
    } else {
        vector.values = stage_op_values(stage, op, pane->t);
        vector.shown = stage_value_way(stage, op, pane->t);
        vector.limit = limit_of(vector.values, size, 1);
    }
    vector_draw(frame, rect, &vector);
}

static void draw_node(const Pane *pane, int index)
{
    Stage *stage = pane->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Program *program = frame->trace->program;
    int op = pane->graph->nodes[index].op;
    Rect rect = node_rect(pane, index);
    float unit = frame->unit, size = frame_text_size(frame, 20), pad = 6 * unit;
    bool known = stage_value_way(stage, op, pane->t) >= 1, now = is_now(pane, op);
    display_border_box(frame->list, rect, 8 * unit, known || now ? theme->surface : color_fade(theme->surface, 0.4f), now ? stage_focus_color(stage) : theme->line,
                       fmaxf(1, (now ? 3 : theme->border) * unit));
    Text text;
    text_init(&text);
    cell_graph_label(frame, pane->graph->grain, op, pane->t, &text);
    float y = rect.y + 0.95f * size;
    Color ink = now ? stage_focus_color(stage) : known ? theme->text : theme->faint;
    stage_label(stage, rect.x + rect.w / 2, y, ALIGN_CENTER, now ? FACE_BOLD : FACE_REGULAR, size, ink, text.data, rect.w - 6 * unit);

    bool adjoint = stage->layout.opened >= 1 && program->ops[op].needs_gradient;
    float left = rect.h - label_height(frame) - pad;
    float line = label_height(frame);
    text_clear(&text);
    append_shape(program, &program->ops[op], &text);
    float strips = strip_height(frame) * (adjoint ? 2 : 1) + 3 * unit;
    bool shape = left - line >= strips && frame_text_width(frame, FACE_REGULAR, size, text.data) <= rect.w - 6 * unit;
    if (shape) {
        left -= line;
        frame_text(frame, rect.x + rect.w / 2, rect.y + rect.h - 0.35f * size, ALIGN_CENTER, FACE_REGULAR, size, theme->quiet, text.data);
    }
    text_finish(&text);
    float each = adjoint ? (left - 3 * unit) / 2 : left;
    each = fminf(each, fmaxf(1.1f * vector_number_height(frame), 26 * unit));
    Rect strip = {rect.x + pad, rect.y + label_height(frame), rect.w - 2 * pad, each};
    draw_strip(pane, strip, op, false);
    if (adjoint) {
        strip.y += each + 3 * unit;
        draw_strip(pane, strip, op, true);
        display_border_box(frame->list, (Rect){strip.x - 2 * unit, strip.y - 1.5f * unit, strip.w + 4 * unit, strip.h + 3 * unit}, 3 * unit, 0,
                           color_fade(theme->backward, 0.7f), fmaxf(1, unit));
    }
}

bool stage_draw_operations(Stage *stage, int t, Rect card)
{
    Frame *frame = stage->frame;
    float inset = 14 * frame->unit;
    Rect area = {card.x + inset, card.y + inset / 2, card.w - 2 * inset, card.h - inset};
    float least = label_height(frame) + 2 * strip_height(frame) + 10 * frame->unit;
    CellGraph graph;
    bool fits = false;
    for (int grain = GRAIN_ALL; grain <= GRAIN_EQUATIONS && !fits; grain++) {
        fits = cell_graph_make(&graph, frame, &stage->arena, (GraphGrain)grain, t, area.w, area.h, least);
    }
    if (!fits) {
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
