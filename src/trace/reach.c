// Which loss reaches which result. Cuts aside, that depends only on how many timesteps lie between; and a path never leaves the timesteps
// between its ends, so with cuts a loss reaches what stands in the same window. What is held, and a gate that is held shut, lets nothing
// through.
#include "trace/trace_internal.h"

static bool is_shut(const Trace *trace, const Operand *operand) {
    return operand->kind == OPERAND_OP && trace->shut[operand->index];
}

// Whether an op that is not held is 0 because one of its operands is.
static bool stays_shut(const Trace *trace, const Op *op) {
    bool keeps = op->kind == OP_MUL || op->kind == OP_SCALE || op->kind == OP_TANH || op->kind == OP_RELU || op->kind == OP_IDENTITY;
    bool shut = false;
    for (int k = 0; k < op->operand_count && keeps; k++) shut = shut || is_shut(trace, &op->operands[k]);
    return shut;
}

// Finds the ops that are 0 in every element because of what is held: a clamp at 0 and what it multiplies, and sums of what is known, as
// 1 - z where z is held at 1. The ops stand in the order of a timestep, so each is looked at once.
static void find_shut(Trace *trace) {
    const Program *program = trace->program;
    double *value = arena_array(&trace->arena, (size_t)program->op_count, sizeof *value);
    bool *is_known = arena_array(&trace->arena, (size_t)program->op_count, sizeof *is_known);
    trace->shut = arena_array(&trace->arena, (size_t)program->op_count, sizeof *trace->shut);
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        const Hold *held = run_held(trace->run, i);
        value[i] = held ? held->value : 0;
        is_known[i] = held || op->kind == OP_SUM || stays_shut(trace, op);
        for (int k = 0; k < op->operand_count && op->kind == OP_SUM && is_known[i]; k++) {
            const Operand *operand = &op->operands[k];
            bool is_op = operand->kind == OPERAND_OP;
            is_known[i] = operand->kind == OPERAND_NUMBER || (is_op && is_known[operand->index]);
            value[i] += operand->sign * (is_op ? value[operand->index] : operand->number);
        }
        trace->shut[i] = is_known[i] && value[i] == 0;
    }
}

// Whether a reader sends anything on to what it reads in a slot: not where it is held, nor where a gate is shut, held at 0.
static bool sends(const Trace *trace, Reader reader) {
    const Op *op = &trace->program->ops[reader.op];
    if (run_held(trace->run, reader.op)) return false;
    return op->kind != OP_MUL || !is_shut(trace, &op->operands[1 - reader.slot]);
}

void trace_make_reach(Trace *trace) {
    const Program *program = trace->program;
    int steps = trace->steps;
    find_shut(trace);
    trace->reach = arena_array(&trace->arena, (size_t)program->op_count * (size_t)steps, sizeof(bool));
    for (int distance = 0; distance < steps; distance++)
        for (int i = 0; i < program->backward_count; i++) {
            int op = program->backward[i];
            bool reached = distance == 0 && run_loss_reads(trace->run, op);
            const Reader *readers;
            int count = run_readers(trace->run, op, &readers);
            for (int k = 0; k < count && !reached; k++) {
                if (!sends(trace, readers[k])) continue;
                int at = distance - readers[k].lag;
                reached =
                    at >= 0 && trace->backward_rank[readers[k].op] >= 0 && trace->reach[(size_t)readers[k].op * (size_t)steps + (size_t)at];
            }
            trace->reach[(size_t)op * (size_t)steps + (size_t)distance] = reached;
        }
}

static bool reaches_op(const Trace *trace, int s, int op, int t) {
    if (t > s || trace->loss_rank[s] < 0) return false;
    if (t < s && schedule_is_cut(run_schedule(trace->run), s, s - t)) return false;
    return trace->reach[(size_t)op * (size_t)trace->steps + (size_t)(s - t)];
}

bool trace_loss_reaches(const Trace *trace, int s, int equation, int t) {
    return reaches_op(trace, s, trace->program->equations[equation].op, t);
}

bool trace_loss_reached(const Trace *trace, long moment, int s, int equation, int t) {
    int op = trace->program->equations[equation].op;
    if (!reaches_op(trace, s, op, t)) return false;
    if (s == t && run_loss_reads(trace->run, op) && trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS) <= moment) return true;
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers);
    for (int i = 0; i < count; i++) {
        int at = t + readers[i].lag;
        if (!sends(trace, readers[i])) continue;
        if (at <= s && reaches_op(trace, s, readers[i].op, at) && trace_index(trace, PHASE_BACKWARD, at, readers[i].op) <= moment)
            return true;
    }
    return false;
}
