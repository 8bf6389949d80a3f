// Which loss reaches which result. Cuts aside, that depends only on how many timesteps lie between; and a path never leaves the timesteps
// between its ends, so with cuts a loss reaches what stands in the same window. What is held, and a gate that is held shut, lets nothing
// through.
#include "trace/trace_internal.h"

// The value that an op has in every element because of what is held: at a clamp, and at 1 - z behind one.
static bool is_known(const Trace *trace, int index, double *value) {
    const Op *op = &trace->program->ops[index];
    const Hold *held = run_held(trace->run, index);
    *value = held ? held->value : 0;
    if (held || op->kind != OP_SUM) return held != NULL;
    for (int k = 0; k < op->operand_count; k++) {
        const Operand *operand = &op->operands[k];
        double term = operand->number;
        if (operand->kind == OPERAND_PARAM || (operand->kind == OPERAND_OP && !is_known(trace, operand->index, &term))) return false;
        *value += operand->sign * term;
    }
    return true;
}

// Whether a reader sends anything on to what it reads in a slot: not where it is held, nor where a gate is shut, held at 0.
static bool sends(const Trace *trace, Reader reader) {
    const Op *op = &trace->program->ops[reader.op];
    double factor;
    if (run_held(trace->run, reader.op)) return false;
    if (op->kind != OP_MUL || op->operands[1 - reader.slot].kind != OPERAND_OP) return true;
    return !is_known(trace, op->operands[1 - reader.slot].index, &factor) || factor != 0;
}

void trace_make_reach(Trace *trace) {
    const Program *program = trace->program;
    int steps = trace->steps;
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
