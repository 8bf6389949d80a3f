// What a backward pass costs, counted from what the engine ran: cuts from its schedule, paths from the trace.
#include "view/lanes/lanes.h"

#include "trace/sensitivity.h"

#include <stdlib.h>

enum { MAX_COUNTED = 400 }; // timesteps up to which operations are counted: each asks all losses of its block

static bool cut_before(const Trace *trace, int t) {
    return schedule_is_cut(run_schedule(trace->run), t, 1);
}

void lanes_block(const Trace *trace, int t, int *first, int *last) {
    *first = *last = t;
    while (*first > 1 && !cut_before(trace, *first)) {
        --*first;
    }
    while (*last < trace->steps && !cut_before(trace, *last + 1)) {
        ++*last;
    }
}

// Whether some loss up to the end of the block reaches the op at t.
static bool is_reached(const Trace *trace, int op, int t, int last) {
    const bool *reach = trace->reach + (size_t)op * (size_t)trace->steps;
    for (int s = t; s <= last; s++) {
        if (trace->loss_rank[s] >= 0 && reach[s - t]) {
            return true;
        }
    }
    return false;
}

// A state that comes from another block, or from before the first timestep, is sent nothing.
static bool is_needed(const Trace *trace, int op, int t, int last) {
    const Op *what = &trace->program->ops[op];
    bool ends_here = what->kind == OP_CARRY && (t - what->lag < 1 || schedule_is_cut(run_schedule(trace->run), t, what->lag));
    return !ends_here && is_reached(trace, op, t, last);
}

LanesCost lanes_cost(const Trace *trace) {
    LanesCost cost = {0};
    int states[CELL_MAX_EQUATIONS];
    int state_count = trace_state_equations(trace, states);
    for (int first = 1, last; first <= trace->steps; first = last + 1) {
        int same;
        lanes_block(trace, first, &same, &last);
        int length = last - first + 1;
        cost.blocks++;
        cost.longest = length > cost.longest ? length : cost.longest;
        for (int t = first; trace->steps <= MAX_COUNTED && t <= last; t++) {
            for (int i = 0; i < trace->program->backward_count; i++) {
                cost.operations += is_needed(trace, trace->program->backward[i], t, last);
            }
        }
    }
    cost.states = (long)cost.longest * state_count;
    cost.operations = trace->steps <= MAX_COUNTED ? cost.operations : -1;
    return cost;
}

// ---- gradients ------------------------------------------------------------------------------------------------------------------

enum { MOST_WEIGHTS = 20000 }; // up to so many, a gradient is compared while it is still growing

static bool is_complete(const Frame *frame, int param) {
    return trace_has_share(frame->trace, frame->known, param, 1);
}

static void read_gradient(const Frame *frame, int param, Params *out) {
    const Param *shape = &frame->trace->program->params[param];
    double *values = memory_alloc((size_t)shape->rows * (size_t)shape->cols * sizeof *values);
    trace_partial_gradient(frame->trace, frame->known, param, values);
    params_write(out, param, values);
    free(values);
}

bool lanes_gradients(const Frame *leading, int lane, int param, double *cosine, double *ratio) {
    const View *view = leading->view;
    int reference = lanes_reference(view);
    const Trace *a = view->traces[lane], *b = view->traces[reference];
    if (!lanes_same_weights(a, b)) {
        return false;
    }
    Frame one = lanes_frame(leading, lane), other = lanes_frame(leading, reference);
    if (is_complete(&one, param) && is_complete(&other, param)) {
        gradients_compare(&a->grads, &b->grads, param, cosine, ratio);
        return true;
    }
    const Param *shape = &a->program->params[param];
    bool small = (long)shape->rows * shape->cols <= MOST_WEIGHTS && a->lanes == b->lanes;
    if (!small || !trace_has_share(a, one.known, param, a->steps) || !trace_has_share(b, other.known, param, b->steps)) {
        return false;
    }
    Params grads[2];
    params_init(&grads[0], a->program);
    params_init(&grads[1], b->program);
    read_gradient(&one, param, &grads[0]);
    read_gradient(&other, param, &grads[1]);
    gradients_compare(&grads[0], &grads[1], param, cosine, ratio);
    params_finish(&grads[0]);
    params_finish(&grads[1]);
    return true;
}
