#include "trace/trace.h"

#include "trace/trace_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void find_losses(Trace *trace) {
    trace->loss_steps = arena_array(&trace->arena, (size_t)trace->steps, sizeof(int));
    trace->loss_rank = arena_array(&trace->arena, (size_t)trace->steps + 1, sizeof(int));
    for (int t = 1; t <= trace->steps; t++) {
        bool has = run_has_loss(trace->run, &trace->input, t);
        trace->loss_rank[t] = has ? trace->loss_count : -1;
        if (has) trace->loss_steps[trace->loss_count++] = t;
    }
}

static void rank_backward(Trace *trace) {
    const Program *program = trace->program;
    trace->backward_rank = arena_array(&trace->arena, (size_t)program->op_count, sizeof(int));
    for (int i = 0; i < program->op_count; i++) trace->backward_rank[i] = -1;
    for (int i = 0; i < program->backward_count; i++) trace->backward_rank[program->backward[i]] = i;
}

// The update on copies, so that the session stays as it is.
static void record_update(Trace *trace, const Session *session) {
    const Settings *settings = &session->settings;
    params_copy(&trace->scratch, &trace->grads);
    gradients_clip(&trace->scratch, settings->clip, &trace->norm, &trace->scale);
    Optimizer optimizer;
    optimizer_init(&optimizer, settings->optimizer, settings->lr, trace->program);
    optimizer_copy(&optimizer, &session->optimizer);
    params_copy(&trace->updated, &trace->before);
    optimizer_update(&optimizer, &trace->updated, &trace->scratch);
    optimizer_finish(&optimizer);
}

Trace *trace_record(Session *session) {
    Trace *trace = memory_alloc_zeros(1, sizeof *trace);
    arena_init(&trace->arena);
    trace->memo = trace_memo_create();
    session_feed(session);
    trace->session = session;
    trace->program = session->program;
    trace->iteration = session->iteration + 1;
    trace->steps = session->schedule.steps;
    trace->lanes = session->schedule.lanes;
    batch_init(&trace->batch, session->dataset, trace->steps, trace->lanes);
    session_feed_into(session, &trace->batch);
    trace->input = batch_input(&trace->batch);
    params_init(&trace->before, trace->program);
    params_init(&trace->grads, trace->program);
    params_init(&trace->updated, trace->program);
    params_init(&trace->scratch, trace->program);
    params_copy(&trace->before, &session->params);
    trace->run = run_create(trace->program, &session->schedule);
    run_set_updates(trace->run, session->iteration);
    run_copy_state(trace->run, session->run);
    trace->loss = run_forward(trace->run, &trace->before, &trace->input);
    run_backward(trace->run, &trace->before, &trace->input, &trace->grads);
    trace->finite = !run_find_not_finite(trace->run, &trace->not_finite);
    record_update(trace, session);
    find_losses(trace);
    rank_backward(trace);
    trace_make_reach(trace);
    trace->highways = arena_array(&trace->arena, CELL_MAX_EQUATIONS, sizeof *trace->highways);
    trace->highway_count = program_highways(trace->program, &trace->arena, trace->highways);
    trace_make_beats(trace);
    if (trace->loss_count) {
        trace->of_loss = adjoints_create(trace->run);
        trace_choose_loss(trace, trace->loss_steps[trace->loss_count - 1]);
    }
    return trace;
}

void trace_destroy(Trace *trace) {
    if (!trace) return;
    trace_memo_destroy(trace->memo);
    adjoints_destroy(trace->of_loss);
    run_destroy(trace->run);
    batch_finish(&trace->batch);
    params_finish(&trace->before);
    params_finish(&trace->grads);
    params_finish(&trace->updated);
    params_finish(&trace->scratch);
    arena_finish(&trace->arena);
    free(trace);
}

void trace_choose_loss(Trace *trace, int t) {
    trace->of_loss_t = t;
    run_backward_from_loss(trace->run, &trace->before, &trace->input, t, trace->of_loss);
}

// ---- what is known when ---------------------------------------------------------------------------------------------------------

long trace_value_moment(const Trace *trace, int op, int t) {
    return t < 1 ? 0 : trace_index(trace, PHASE_FORWARD, t, op);
}

long trace_adjoint_moment(const Trace *trace, int op, int t) {
    if (trace->backward_rank[op] < 0) return -1;
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers);
    long last = trace_index(trace, PHASE_BACKWARD, trace->steps, MOMENT_LOSS);
    if (run_loss_reads(trace->run, op)) last = trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS);
    for (int i = 0; i < count; i++) {
        if (t + readers[i].lag > trace->steps) continue;
        long moment = trace_index(trace, PHASE_BACKWARD, t + readers[i].lag, readers[i].op);
        if (moment > last) last = moment;
    }
    return last;
}

bool trace_has_value(const Trace *trace, long moment, int op, int t) {
    return trace_value_moment(trace, op, t) <= moment;
}

bool trace_has_adjoint(const Trace *trace, long moment, int op, int t) {
    long complete = trace_adjoint_moment(trace, op, t);
    return complete >= 0 && complete <= moment;
}

bool trace_has_loss(const Trace *trace, long moment, int t) {
    return trace->loss_rank[t] >= 0 && trace_index(trace, PHASE_LOSS, t, -1) <= moment;
}

static bool uses(const Op *op, int param) {
    for (int k = 0; k < op->operand_count; k++)
        if (op->operands[k].kind == OPERAND_PARAM && op->operands[k].index == param) return true;
    return false;
}

// The last op of the backward pass of a timestep that uses the parameter.
static int last_use(const Trace *trace, int param) {
    const Program *program = trace->program;
    for (int i = program->backward_count - 1; i >= 0; i--)
        if (uses(&program->ops[program->backward[i]], param)) return program->backward[i];
    return -1;
}

bool trace_has_share(const Trace *trace, long moment, int param, int t) {
    int op = last_use(trace, param);
    return op >= 0 && trace_index(trace, PHASE_BACKWARD, t, op) <= moment;
}

// ---- made on demand, in the order of the run ------------------------------------------------------------------------------------

int trace_partial_adjoint(const Trace *trace, long moment, int op, int t, int lane, double *out) {
    size_t stride = (size_t)kernel_stride(trace->program->ops[op].size);
    memset(out, 0, stride * sizeof *out);
    if (trace->backward_rank[op] < 0) return 0;
    const Kernels *k = kernels_best();
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers), arrived = 0;
    double *one = aligned_alloc(64, stride * sizeof *one);
    if (!one) abort();
    if (run_loss_reads(trace->run, op) && trace->loss_rank[t] >= 0 && trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS) <= moment) {
        run_loss_contribution(trace->run, &trace->input, t, lane, out);
        arrived++;
    }
    for (int i = 0; i < count; i++) {
        int at = t + readers[i].lag;
        if (at > trace->steps || trace_index(trace, PHASE_BACKWARD, at, readers[i].op) > moment) continue;
        if (readers[i].lag > 0 && schedule_is_cut(run_schedule(trace->run), at, readers[i].lag)) continue;
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), readers[i].op, readers[i].slot, at, lane, one);
        if (arrived++)
            k->add_scaled(out, 1.0, one, stride);
        else
            k->set_scaled(out, 1.0, one, stride);
    }
    free(one);
    return arrived;
}

double trace_partial_sum(const Trace *trace, long moment) {
    double sum = 0;
    for (int i = 0; i < trace->loss_count; i++)
        if (trace_index(trace, PHASE_SUM, trace->loss_steps[i], -1) <= moment) sum += run_loss_of(trace->run, trace->loss_steps[i]);
    return sum;
}

void trace_share(const Trace *trace, int param, int t, double *out) {
    Params scratch = trace->scratch;
    run_weight_gradient(trace->run, run_adjoints(trace->run), param, t, t, &scratch);
    params_read(&scratch, param, out);
}

void trace_partial_gradient(const Trace *trace, long moment, int param, double *out) {
    const Program *program = trace->program;
    Params scratch = trace->scratch;
    int from = trace->steps + 1;
    while (from > 1 && trace_has_share(trace, moment, param, from - 1)) from--;
    run_weight_gradient(trace->run, run_adjoints(trace->run), param, from, trace->steps, &scratch);
    // A parameter with several uses in a timestep may have had some of them.
    for (int i = 0; i < program->backward_count && from > 1; i++) {
        int op = program->backward[i];
        if (uses(&program->ops[op], param) && trace_index(trace, PHASE_BACKWARD, from - 1, op) <= moment)
            run_add_weight_share_of_op(trace->run, run_adjoints(trace->run), op, from - 1, &scratch);
    }
    params_read(&scratch, param, out);
}

// ---- sizes ----------------------------------------------------------------------------------------------------------------------

static double norm_over_lanes(const Trace *trace, const Adjoints *adjoints, int op, int t) {
    double sum = 0;
    for (int lane = 0; lane < trace->lanes; lane++) {
        const double *row = adjoints_get(adjoints, op, t, lane);
        if (row) sum += kernels_best()->sum_squares(row, (size_t)trace->program->ops[op].size);
    }
    return sqrt(sum);
}

double trace_op_adjoint_norm(const Trace *trace, int op, int t) {
    return norm_over_lanes(trace, run_adjoints(trace->run), op, t);
}

double trace_adjoint_norm(const Trace *trace, int equation, int t) {
    return trace_op_adjoint_norm(trace, trace->program->equations[equation].op, t);
}

double trace_adjoint_norm_of_loss(const Trace *trace, int equation, int t) {
    if (!trace->of_loss || t > trace->of_loss_t) return 0;
    return norm_over_lanes(trace, trace->of_loss, trace->program->equations[equation].op, t);
}

int trace_state_equation(const Trace *trace) {
    int states[CELL_MAX_EQUATIONS];
    trace_state_equations(trace, states);
    return states[0];
}

static bool readout_reads(const Trace *trace, int equation) {
    const Reader *readers;
    int count = run_readers(trace->run, trace->program->equations[equation].op, &readers);
    for (int i = 0; i < count; i++)
        if (readers[i].lag == 0 && run_group(trace->run, readers[i].op) == GROUP_AFTER) return true;
    return false;
}

// Where several equations are states, the one that the readout hears comes first: that is what the lessons call the state.
int trace_state_equations(const Trace *trace, int *out) {
    const Program *program = trace->program;
    int count = 0, first = -1;
    for (int i = 0; i < program->equation_count; i++) {
        if (program->equations[i].max_lag == 0) continue;
        if (first < 0 && readout_reads(trace, i)) first = count;
        out[count++] = i;
    }
    if (count == 0) out[count++] = program->output_equation > 0 ? program->output_equation - 1 : program->output_equation;
    for (int i = first; i > 0; i--) {
        int swap = out[i];
        out[i] = out[i - 1];
        out[i - 1] = swap;
    }
    return count;
}
