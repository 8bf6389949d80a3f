#include "trace/element.h"

#include "trace/notation.h"

#include <stdlib.h>
#include <string.h>

// A state from before the first timestep exists as far back as it is read.
static bool exists_in_op(const Trace *trace, Element e) {
    const Program *program = trace->program;
    if (e.index < 0 || e.index >= program->op_count || e.row < 0 || e.row >= program->ops[e.index].size) return false;
    const Reader *readers;
    int count = run_readers(trace->run, e.index, &readers), first = 1;
    for (int i = 0; i < count; i++) first = 1 - readers[i].lag < first ? 1 - readers[i].lag : first;
    return e.t >= first && e.t <= trace->steps && (e.kind != ELEMENT_CONTRIBUTION || e.reader < count);
}

static bool exists_in_param(const Trace *trace, Element e) {
    bool is_there = e.index >= 0 && e.index < trace->program->param_count;
    const Param *p = is_there ? &trace->program->params[e.index] : NULL;
    bool has_time = e.kind != ELEMENT_SHARE || (e.t >= 1 && e.t <= trace->steps);
    return p && has_time && e.row >= 0 && e.row < p->rows && e.col >= 0 && e.col < p->cols;
}

bool element_exists(const Trace *trace, Element e) {
    const Program *program = trace->program;
    if (e.lane < 0 || e.lane >= trace->lanes) return false;
    switch (e.kind) {
    case ELEMENT_NONE:
        return false;
    case ELEMENT_SUM:
    case ELEMENT_NUMBER:
        return true;
    case ELEMENT_WEIGHT:
    case ELEMENT_GRADIENT:
    case ELEMENT_SHARE:
    case ELEMENT_UPDATED:
        return exists_in_param(trace, e);
    case ELEMENT_LOSS:
        return e.t >= 1 && e.t <= trace->steps;
    case ELEMENT_INPUT:
        return e.t >= 1 - program->input_max_lag && e.t <= trace->steps && e.row >= 0 && e.row < program->input_size;
    case ELEMENT_TARGET:
        return e.t >= 1 && e.t <= trace->steps && e.row >= 0 && e.row < program->output_size;
    default: // of an op
        return exists_in_op(trace, e);
    }
}

static bool param_element(const Params *params, Element e, double *value) {
    const Param *p = &params->program->params[e.index];
    if (e.row < 0 || e.row >= p->rows || e.col < 0 || e.col >= p->cols) return false;
    *value = params_get(params, e.index, e.row, e.col);
    return true;
}

static bool op_value(const Trace *trace, int op, int t, int lane, int row, double *value) {
    const Op *o = &trace->program->ops[op];
    if (row < 0 || row >= o->size) return false;
    const double *v = run_value(trace->run, op, t, lane);
    if (v)
        *value = v[row];
    else
        *value = run_input_index(trace->run, t - o->lag, lane) == row ? 1.0 : 0.0; // a one-hot that was never written out
    return true;
}

static bool mean_value(const Trace *trace, Element e, double *value) {
    int size = trace->program->ops[e.index].size;
    double sum = 0;
    for (int i = 0; i < size; i++) {
        double v;
        if (!op_value(trace, e.index, e.t, e.lane, i, &v)) return false;
        sum += v;
    }
    *value = sum / size;
    return true;
}

static double target_value(const Trace *trace, int t, int lane, int row) {
    size_t at = (size_t)(t - 1) * (size_t)trace->lanes + (size_t)lane;
    if (trace->batch.target_index) return trace->batch.target_index[at] == row ? 1.0 : 0.0;
    return trace->batch.target[at * (size_t)kernel_stride(trace->program->output_size) + (size_t)row];
}

static double *vector_room(int size) {
    double *room = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *room);
    if (!room) abort();
    return room;
}

static bool contribution_value(const Trace *trace, long moment, Element e, double *value) {
    const Op *op = &trace->program->ops[e.index];
    double *out = vector_room(op->size);
    bool known = false;
    if (e.reader < 0) {
        known = run_loss_reads(trace->run, e.index) && trace_index(trace, PHASE_BACKWARD, e.t, MOMENT_LOSS) <= moment;
        if (known) run_loss_contribution(trace->run, &trace->input, e.t, e.lane, out);
    } else {
        const Reader *readers;
        int count = run_readers(trace->run, e.index, &readers);
        if (e.reader < count && e.t + readers[e.reader].lag <= trace->steps) {
            Reader r = readers[e.reader];
            known = trace_index(trace, PHASE_BACKWARD, e.t + r.lag, r.op) <= moment;
            if (known) run_contribution(trace->run, &trace->before, run_adjoints(trace->run), r.op, r.slot, e.t + r.lag, e.lane, out);
        }
    }
    if (known) *value = out[e.row];
    free(out);
    return known;
}

static bool adjoint_value(const Trace *trace, long moment, Element e, double *value) {
    const Op *op = &trace->program->ops[e.index];
    if (trace->backward_rank[e.index] < 0 || e.row < 0 || e.row >= op->size || e.t < 1) return false;
    double *out = vector_room(op->size);
    int arrived = trace_partial_adjoint(trace, moment, e.index, e.t, e.lane, out);
    *value = out[e.row];
    free(out);
    return arrived > 0 || trace_has_adjoint(trace, moment, e.index, e.t);
}

static bool gradient_value(const Trace *trace, long moment, Element e, double *value) {
    const Param *p = &trace->program->params[e.index];
    double *all = memory_alloc((size_t)p->rows * (size_t)p->cols * sizeof *all);
    bool known = false;
    if (e.kind == ELEMENT_SHARE) {
        known = trace_has_share(trace, moment, e.index, e.t);
        if (known) trace_share(trace, e.index, e.t, all);
    } else {
        for (int t = trace->steps; t >= 1 && !known; t--) known = trace_has_share(trace, moment, e.index, t);
        if (known) trace_partial_gradient(trace, moment, e.index, all);
    }
    if (known) *value = all[(size_t)e.row * (size_t)p->cols + (size_t)e.col];
    free(all);
    return known;
}

bool element_value(const Trace *trace, long moment, Element e, double *value) {
    *value = 0;
    switch (e.kind) {
    case ELEMENT_NONE:
    case ELEMENT_NUMBER:
        return false;
    case ELEMENT_VALUE:
        return trace_has_value(trace, moment, e.index, e.t) && op_value(trace, e.index, e.t, e.lane, e.row, value);
    case ELEMENT_MEAN:
        return trace_has_value(trace, moment, e.index, e.t) && mean_value(trace, e, value);
    case ELEMENT_ADJOINT:
        return adjoint_value(trace, moment, e, value);
    case ELEMENT_CONTRIBUTION:
        return contribution_value(trace, moment, e, value);
    case ELEMENT_WEIGHT:
        return param_element(&trace->before, e, value);
    case ELEMENT_UPDATED:
        return moment >= trace_moment_count(trace) - 1 && param_element(&trace->updated, e, value);
    case ELEMENT_GRADIENT:
    case ELEMENT_SHARE:
        return gradient_value(trace, moment, e, value);
    case ELEMENT_LOSS:
        *value = run_loss_of(trace->run, e.t);
        return trace_has_loss(trace, moment, e.t);
    case ELEMENT_SUM:
        *value = trace_partial_sum(trace, moment);
        return trace->loss_count > 0 && trace_index(trace, PHASE_SUM, trace->loss_steps[0], -1) <= moment;
    case ELEMENT_INPUT:
        if (run_inputs_are_indices(trace->run))
            *value = run_input_index(trace->run, e.t, e.lane) == e.row ? 1.0 : 0.0;
        else if (e.t >= 1)
            *value =
                trace->batch
                    .input[((size_t)(e.t - 1) * (size_t)trace->lanes + (size_t)e.lane) * (size_t)kernel_stride(trace->program->input_size) +
                           (size_t)e.row];
        return true;
    case ELEMENT_TARGET:
        *value = target_value(trace, e.t, e.lane, e.row);
        return true;
    }
    return false;
}

// ---- names ----------------------------------------------------------------------------------------------------------------------

static void append_row(Text *out, int row, int size) {
    if (size > 1) text_printf(out, "·%d", row + 1);
}

// "h[2]", and in brackets what has no name: "(W_h h[1])".
static void append_vector(const Trace *trace, Element e, Text *out) {
    OpKind kind = trace->program->ops[e.index].kind;
    bool named = program_equation_of_op(trace->program, e.index) >= 0 || kind == OP_CARRY || kind == OP_INPUT;
    if (!named) text_append(out, "(");
    notation_op(trace, e.index, e.t, out);
    if (!named) text_append(out, ")");
}

static void append_cell(const Trace *trace, Element e, Text *out) {
    const Param *p = &trace->program->params[e.index];
    if (p->role == PARAM_MATRIX)
        text_printf(out, "%s(%d,%d)", p->name, e.row + 1, e.col + 1);
    else
        text_printf(out, "%s(%d)", p->name, e.row + 1);
}

void element_name(const Trace *trace, Element e, Text *out) {
    const Program *program = trace->program;
    switch (e.kind) {
    case ELEMENT_NONE:
    case ELEMENT_NUMBER:
        break;
    case ELEMENT_VALUE:
    case ELEMENT_ADJOINT:
    case ELEMENT_CONTRIBUTION:
        if (e.kind != ELEMENT_VALUE) text_append(out, "∂L/∂");
        append_vector(trace, e, out);
        append_row(out, e.row, program->ops[e.index].size);
        break;
    case ELEMENT_MEAN:
        text_append(out, "Σ ");
        append_vector(trace, e, out);
        text_printf(out, " / %d", program->ops[e.index].size);
        break;
    case ELEMENT_WEIGHT:
        append_cell(trace, e, out);
        break;
    case ELEMENT_UPDATED:
        append_cell(trace, e, out);
        text_append(out, "′");
        break;
    case ELEMENT_GRADIENT:
    case ELEMENT_SHARE:
        text_append(out, "∂L/∂");
        append_cell(trace, e, out);
        if (e.kind == ELEMENT_SHARE) text_printf(out, ", t = %d", e.t);
        break;
    case ELEMENT_LOSS:
        notation_loss(e.t, out);
        break;
    case ELEMENT_SUM:
        text_append(out, "L");
        break;
    case ELEMENT_INPUT:
        text_printf(out, "x[%d]", e.t);
        append_row(out, e.row, program->input_size);
        break;
    case ELEMENT_TARGET:
        text_printf(out, "ŷ[%d]", e.t);
        append_row(out, e.row, program->output_size);
        break;
    }
}
