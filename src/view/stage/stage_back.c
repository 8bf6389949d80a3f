// What moves along the edges backwards: vermilion from losses and later timesteps, as wide as what flows is large; scissors where truncated
// BPTT cuts.
#include "view/stage/stage.h"

#include "view/parts/icons.h"
#include "view/lanes/lanes.h"

#include <math.h>

static const double DECADES = 5; // norms this many powers of ten below the largest are drawn as the thinnest

// ---- how much flows -------------------------------------------------------------------------------------------------------------

// The largest magnitude in an op's adjoint, over size and lanes; infinite or NaN if one of them is.
static double largest_of(const Trace *trace, int op, int t) {
    double largest = 0;
    int size = trace->program->ops[op].size;
    for (int lane = 0; lane < trace->lanes; lane++) {
        const double *adjoint = run_adjoint(trace->run, op, t, lane);
        for (int i = 0; adjoint != NULL && i < size; i++) {
            if (!isfinite(adjoint[i])) {
                return adjoint[i];
            }
            largest = fmax(largest, fabs(adjoint[i]));
        }
    }
    return largest;
}

// The Euclidean length of an op's adjoint, scaled on the way: gradients of 1e-200 have a length too.
static double adjoint_length(const Trace *trace, int op, int t) {
    double largest = largest_of(trace, op, t), squares = 0;
    if (!isfinite(largest) || largest == 0) {
        return largest;
    }
    int size = trace->program->ops[op].size;
    for (int lane = 0; lane < trace->lanes; lane++) {
        const double *adjoint = run_adjoint(trace->run, op, t, lane);
        for (int i = 0; adjoint != NULL && i < size; i++) {
            squares += adjoint[i] / largest * (adjoint[i] / largest);
        }
    }
    return largest * sqrt(squares);
}

// Of what comes from the losses and of what reaches the main state, on the stage.
double stage_largest_length(const Stage *stage) {
    const Trace *trace = stage->frame->trace;
    const int ops[2] = {trace->program->logits_op, stage->blocks[0].op};
    double largest = 0;
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        for (int i = 0; i < 2; i++) {
            double length = adjoint_length(trace, ops[i], t);
            largest = isfinite(length) ? fmax(largest, length) : largest;
        }
    }
    return largest;
}

// Wide and strong where much flows, thin and pale where little is left, by powers of ten.
static void style_by_norm(const Stage *stage, Edge *edge, double length, double largest) {
    const Theme *theme = stage->frame->theme;
    float share = 0;
    if (!isfinite(length)) {
        share = 1;
    } else if (length > 0 && largest > 0) {
        share = (float)fmin(fmax(1 + log10(length / largest) / DECADES, 0), 1);
    }
    float widest = stage->detail >= DETAIL_NUMBERS ? 11 : 7;
    edge->width = fmaxf(1, (1.5f + (widest - 1.5f) * share * share) * stage->frame->unit);
    edge->color = length == 0 ? theme->faint : color_mix(theme->backward_soft, theme->backward, 0.35f + 0.65f * share);
}

// ---- edges ----------------------------------------------------------------------------------------------------------------------

static void draw_scissors(Stage *stage, Point at, float room) {
    Frame *frame = stage->frame;
    icon_draw(frame->list, ICON_SCISSORS, at, fminf(40 * frame->unit, room), frame->theme->backward);
}

// Across a cut, what flows there in the lane that is not cut.
static void draw_ghost(Stage *stage, Edge edge, int op, int t, double largest) {
    const Stage *ghost = stage->ghost;
    if (ghost == NULL) {
        return;
    }
    op = lanes_op(stage->frame->trace, op, ghost->frame->trace);
    if (schedule_is_cut(run_schedule(ghost->frame->trace->run), t, ghost->frame->trace->program->ops[op].lag)) {
        return;
    }
    long moment = trace_index(ghost->frame->trace, PHASE_BACKWARD, t, op);
    style_by_norm(ghost, &edge, adjoint_length(ghost->frame->trace, op, t), largest);
    edge.way = stage_way(ghost, moment - 1, moment);
    edge.color = color_fade(edge.color, 0.28f);
    edge_draw(stage->frame, &edge);
}

static void draw_carry(Stage *stage, int op, int t, double largest) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Op *carry = &trace->program->ops[op];
    const Block *block = stage_block_of(stage, carry->operands[0].index);
    int to = t - carry->lag;
    if (block == NULL || to < 1 || (!stage_shows(stage, to) && !stage_shows(stage, t)) || !carry->needs_gradient) {
        return;
    }
    Edge edge = stage_carry_path(stage, block, carry->lag, t, true);
    bool cut = schedule_is_cut(run_schedule(trace->run), t, carry->lag);
    long moment = trace_index(trace, PHASE_BACKWARD, t, op);
    if (!cut && moment >= 0) {
        style_by_norm(stage, &edge, adjoint_length(trace, op, t), largest);
        edge.way = stage_way(stage, moment - 1, moment);
        if (carry->lag > 1) {
            edge.width = fminf(edge.width, 5 * frame->unit); // tracks lie close together
        }
    }
    edge_draw(frame, &edge);
    if (cut) {
        draw_ghost(stage, edge, op, t, largest);
        draw_scissors(stage, edge_along(&edge, 0.5f), 0.8f * fabsf(edge.points[edge.count - 1].x - edge.points[0].x));
    }
}

// When everything that the main state hears in its own timestep has come.
static long own_arrives(const Stage *stage, int t, long loss) {
    const Trace *trace = stage->frame->trace;
    const Reader *readers;
    int count = run_readers(trace->run, stage->blocks[0].op, &readers);
    long arrives = loss + 1;
    for (int i = 0; i < count; i++) {
        long moment = readers[i].lag == 0 ? trace_index(trace, PHASE_BACKWARD, t, readers[i].op) : -1;
        arrives = moment > arrives ? moment : arrives;
    }
    return arrives;
}

// From the loss down to the output, and from there to the state.
static void draw_own_loss(Stage *stage, int t, double largest) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    if (!run_has_loss(trace->run, &trace->input, t)) {
        return;
    }
    float unit = frame->unit, x = stage_x(stage, t) + stage->back_x;
    long loss = trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS);
    double length = adjoint_length(trace, trace->program->logits_op, t);
    Edge upper = edge_straight((Point){x, stage_loss_y(stage) + stage_chip_height(stage) / 2}, (Point){x, stage_output_top(stage)});
    style_by_norm(stage, &upper, length, largest);
    upper.way = stage_way(stage, loss - 1, loss);
    if (stage->lane) { // no output lies between, nor in a low one a loss
        upper.points[0].y = stage->layout.losses.h > 0 ? upper.points[0].y : stage->layout.losses.y + 6 * unit;
        upper.points[1].y = stage_card_top(stage);
        upper.way = stage_way(stage, loss - 1, own_arrives(stage, t, loss));
        edge_draw(frame, &upper);
        return;
    }
    if (upper.points[1].y - upper.points[0].y > 16 * unit) {
        edge_draw(frame, &upper);
    }
    Edge lower = edge_straight((Point){x, stage_output_bottom(stage) + 2 * unit}, (Point){x, stage_card_top(stage)});
    style_by_norm(stage, &lower, length, largest);
    lower.way = stage_way(stage, loss, own_arrives(stage, t, loss));
    edge_draw(frame, &lower);
}

// Narrow columns have no edges; a cut still shows as a broken line between two strips.
static void draw_cut_strip(Stage *stage, int t) {
    Frame *frame = stage->frame;
    if (t < 2 || !schedule_is_cut(run_schedule(frame->trace->run), t, 1)) {
        return;
    }
    float x = stage_x(stage, t) - stage->column / 2, unit = frame->unit;
    Rect band = stage->layout.states;
    Shape *line =
        display_line(frame->list, (Point){x, band.y + 22 * unit}, (Point){x, band.y + band.h}, fmaxf(1, 2 * unit), frame->theme->backward);
    line->dash = 6 * unit;
    line->gap = 5 * unit;
    draw_scissors(stage, (Point){x, band.y + 12 * unit}, fmaxf(20 * unit, fminf(stage->column, 26 * unit)));
}

void stage_draw_back(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    if (stage->layout.opened < 1) {
        return;
    }
    bool strips = stage->detail == DETAIL_STRIP;
    double largest = strips ? 0 : stage->largest > 0 ? stage->largest : stage_largest_length(stage);
    int last = stage->last < trace->steps ? stage->last + 1 : stage->last;
    for (int t = stage->first > 1 ? stage->first : 1; t <= last; t++) {
        if (strips) {
            draw_cut_strip(stage, t);
            continue;
        }
        for (int op = 0; op < program->op_count; op++) {
            if (program->ops[op].kind == OP_CARRY) {
                draw_carry(stage, op, t, largest);
            }
        }
        if (stage_shows(stage, t)) {
            draw_own_loss(stage, t, largest);
        }
    }
}
