// How lanes stay on the same moment, also where one has fewer operations or timesteps than another.
#include "view/lanes/lanes.h"

#include <math.h>
#include <string.h>

bool lanes_same_program(const Trace *a, const Trace *b) {
    const Program *one = a->program, *other = b->program;
    bool same = lanes_same_weights(a, b) && one->op_count == other->op_count;
    for (int i = 0; same && i < one->op_count; i++) {
        same = one->ops[i].kind == other->ops[i].kind && one->ops[i].size == other->ops[i].size;
    }
    return same;
}

bool lanes_same_weights(const Trace *a, const Trace *b) {
    const Program *one = a->program, *other = b->program;
    bool same = strcmp(one->text, other->text) == 0 && one->param_count == other->param_count;
    for (int i = 0; same && i < one->param_count; i++) {
        same = one->params[i].rows == other->params[i].rows && one->params[i].cols == other->params[i].cols;
    }
    return same;
}

int lanes_op(const Trace *from, int op, const Trace *to) {
    const Program *one = from->program, *other = to->program;
    if (one->ops[op].kind == OP_CLAMP) { // what it stands for: the equation
        return other->equations[one->ops[op].equation].op;
    }
    int place = 0;
    for (int i = 0; i < op; i++) {
        place += one->ops[i].kind != OP_CLAMP;
    }
    for (int i = 0; i < other->op_count; i++) {
        if (other->ops[i].kind != OP_CLAMP && place-- == 0) {
            int equation = program_equation_of_op(one, op);
            return equation >= 0 ? other->equations[equation].op : i;
        }
    }
    return -1;
}

static bool is_of_timestep(Moment moment) {
    return moment.t > 0 && (moment.phase == PHASE_FORWARD || moment.phase == PHASE_BACKWARD);
}

static bool ends_timestep(const Trace *trace, Moment moment) {
    Moment next = trace_moment(trace, moment.index + 1);
    return is_of_timestep(moment) && (next.phase != moment.phase || next.t != moment.t);
}

static long end_of_timestep(const Trace *trace, Phase phase, int t) {
    const Program *program = trace->program;
    if (phase == PHASE_FORWARD) {
        return trace_index(trace, phase, t, program->op_count - 1);
    }
    return trace_index(trace, phase, t, program->backward_count > 0 ? program->backward[program->backward_count - 1] : MOMENT_LOSS);
}

// -1 where the trace has no moment of this name.
static long find_named(const Trace *leading, const Trace *trace, long index, const Words *words) {
    Text name;
    Report ignored;
    text_init(&name);
    report_init(&ignored, words);
    trace_moment_name(leading, index, &name);
    long found = trace_find(trace, name.data, (Place){0}, &ignored);
    report_finish(&ignored);
    text_finish(&name);
    return found;
}

long lanes_moment(const Trace *leading, const Trace *trace, long index, const Words *words) {
    if (trace == leading) {
        return index;
    }
    bool same = lanes_same_program(leading, trace);
    for (; index > 0; index--) {
        Moment moment = trace_moment(leading, index);
        long found;
        if (is_of_timestep(moment) && moment.t > trace->steps) {
            return moment.phase == PHASE_FORWARD ? end_of_timestep(trace, PHASE_FORWARD, trace->steps)
                                                 : trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED);
        }
        if (ends_timestep(leading, moment)) {
            return end_of_timestep(trace, moment.phase, moment.t);
        }
        if (same || moment.phase == PHASE_LOSS || moment.phase == PHASE_SUM) {
            found = moment.t <= trace->steps ? trace_index(trace, moment.phase, moment.t, moment.op) : -1;
        } else {
            found = find_named(leading, trace, index, words);
        }
        if (found >= 0) {
            return found;
        }
    }
    return 0;
}

Frame lanes_frame(const Frame *leading, int lane) {
    const View *view = leading->view;
    Frame frame = *leading;
    frame.trace = view->traces[lane];
    if (frame.trace == leading->trace) {
        return frame;
    }
    double at = (double)lanes_moment(leading->trace, frame.trace, leading->index, leading->words);
    if (leading->progress < 1 && leading->index > 0) {
        double from = (double)lanes_moment(leading->trace, frame.trace, leading->index - 1, leading->words);
        at = from + (at - from) * (double)leading->progress;
    }
    frame.index = (long)ceil(at - 1e-6);
    double progress = at - (double)(frame.index - 1);
    frame.progress = frame.index == 0 || progress > 1 - 1e-6 ? 1 : (float)progress;
    frame.known = frame.progress < 1 ? frame.index - 1 : frame.index;
    frame.now = (double)frame.index - 1 + (double)frame.progress;
    frame.moment = trace_moment(frame.trace, frame.index);
    return frame;
}
