// The lines of a diagram: what comes from the same node runs together; blue forwards, vermilion beside it backwards.
#include "view/diagram/sketch.h"

#include <math.h>

static const float ASIDE = 8, ROUNDING = 9;           // units: from the forward line to the backward one; radius of corners
static const float FAR_ASIDE = 12, OUTPUT_ASIDE = 16; // the same where lines run on beyond the card
static const double DECADES = 5;                      // lengths this many powers of ten below the largest are drawn as the thinnest
static const long MOST_WORK = 100000;                 // multiplications to know how much flows along one edge

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
    return !diagram->plain && diagram_runs_on(diagram, edge) && fabsf(from->at.y - to->at.y) < 0.5f;
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

// What comes to a held gate does nothing, nor what only serves to compute that.
static const bool *find_idle(const Sketch *sketch) {
    const Diagram *diagram = sketch->diagram;
    const Run *run = sketch->stage->frame->trace->run;
    bool *idle = arena_array(&sketch->stage->arena, (size_t)diagram->node_count, sizeof *idle), found = false;
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        idle[i] = (node->kind == DIAGRAM_BOX || node->kind == DIAGRAM_ROUND) && run_held(run, node->op) != NULL;
        found = found || idle[i];
    }
    while (found) {
        found = false;
        for (int i = 0; i < diagram->node_count; i++) {
            bool serves = false, acts = idle[i];
            for (int k = 0; k < diagram->edge_count; k++) {
                if (diagram->edges[k].from == i) {
                    serves = true;
                    acts = acts || !idle[diagram->edges[k].to];
                }
            }
            found = found || (serves && !acts);
            idle[i] = idle[i] || (serves && !acts);
        }
    }
    return idle;
}

// The way back to a beam ends at the end of it that this valve hangs from, as it is tilted.
static int lead_to_beam(const Sketch *sketch, int node, Point *points, int count) {
    const Diagram *diagram = sketch->diagram;
    const DiagramNode *beam = &diagram->nodes[node];
    Rect rect = sketch_place(sketch, beam->body);
    float unit = sketch->stage->frame->unit;
    Point before = points[count - 2], last = points[count - 1];
    bool left = last.x < rect.x + rect.w / 2, opens_left = diagram->nodes[beam->valve].at.x < diagram->nodes[beam->others].at.x;
    Point end = stage_beam_end(sketch->stage, &diagram->gates[beam->gate], sketch->t, rect, opens_left, left);
    float outward = left ? -1 : 1, apart = fminf(18 * unit, fabsf(before.x - end.x) / 2);
    points[count - 1].x = end.x + outward * apart;
    points[count] = (Point){end.x + outward * 5 * unit, end.y};
    return count + 1;
}

static void draw_edge(const Sketch *sketch, const DiagramEdge *edge, bool backward, bool waiting) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, come = backward ? backward_way(sketch, edge) : forward_way(sketch, edge);
    bool done = come >= 1, idle = !backward && sketch->idle[edge->to];
    if (waiting == (done && !idle) || (backward && come <= 0)) {
        return;
    }
    Point *points = arena_array(&stage->arena, (size_t)edge->count + 1, sizeof *points);
    Point *line = arena_array(&stage->arena, 5 * (size_t)edge->count + 7, sizeof *line);
    bool plain = sketch->diagram->plain;
    float aside = !plain ? ASIDE : sketch->diagram->nodes[edge->to].kind == DIAGRAM_OUTPUT ? OUTPUT_ASIDE : FAR_ASIDE;
    int count = shifted(sketch, edge, backward ? aside * unit : 0, points);
    for (int i = 0; i < count / 2 && backward; i++) {
        Point other = points[i];
        points[i] = points[count - 1 - i];
        points[count - 1 - i] = other;
    }
    if (backward && sketch->diagram->nodes[edge->from].kind == DIAGRAM_BEAM) {
        count = lead_to_beam(sketch, edge->from, points, count);
    }
    count = rounded(sketch, points, count, line);
    bool highway = on_highway(sketch->diagram, edge);
    const DiagramNode *to = &sketch->diagram->nodes[edge->to], *from = &sketch->diagram->nodes[edge->from];
    float width = edge->opens ? 1.5f : highway && !backward ? 9 : 2.5f;
    Color color = !done || idle ? color_mix(theme->line, theme->faint, 0.5f) : backward ? theme->backward : theme->forward;
    double length = backward && done ? flow_length(sketch, edge) : -1;
    if (length >= 0) { // wide and strong where much flows, by powers of ten
        double share = length > 0 && sketch->largest > 0 ? fmin(fmax(1 + log10(length / sketch->largest) / DECADES, 0), 1) : 0;
        width = isfinite(length) ? (float)(1.2 + 3.6 * share * share) : 4.8f;
        color = length == 0 ? theme->faint : color_mix(theme->backward_soft, theme->backward, (float)(0.4 + 0.6 * share));
    }
    Shape *shape = display_polyline(frame->list, line, (size_t)count, fmaxf(1, width * unit), color);
    bool ends = backward ? from->kind != DIAGRAM_INPUT : to->kind != DIAGRAM_LEAVE && to->kind != DIAGRAM_OUTPUT;
    bool pushes = to->kind == DIAGRAM_BEAM || from->kind == DIAGRAM_BEAM;
    if (idle && done) {
        shape->dash = shape->gap = 5 * unit;
    }
    if (done && ends && !(highway && !backward) && !(pushes && !backward)) {
        shape->arrow = 9 * unit;
    }
    if (highway && !backward) { // open at the card's edges, where the pipe goes on
        line[0].x -= from->kind == DIAGRAM_STATE ? 6 * unit : 0;
        line[count - 1].x += to->kind == DIAGRAM_LEAVE ? 6 * unit : 0;
        display_polyline(frame->list, line, (size_t)count, fmaxf(1, 4.5f * unit),
                         done && !stage_is_zero(stage, from->op, sketch->t) ? theme->forward_soft : theme->surface);
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

void sketch_draw_lines(const Sketch *column) {
    Sketch own = *column;
    own.idle = find_idle(column);
    const Sketch *sketch = &own;
    const Diagram *diagram = sketch->diagram;
    for (int pass = 0; pass < 4; pass++) { // highways over what leaves them
        for (int i = 0; i < diagram->edge_count; i++) {
            if (on_highway(diagram, &diagram->edges[i]) == (pass >= 2)) {
                draw_edge(sketch, &diagram->edges[i], false, pass % 2 == 0);
            }
        }
    }
    draw_joints(sketch);
    for (int waiting = 1; waiting >= 0 && sketch->stage->layout.opened >= 1; waiting--) {
        for (int i = 0; i < diagram->edge_count; i++) {
            draw_edge(sketch, &diagram->edges[i], true, waiting == 1);
        }
    }
}
