#include "engine/run_internal.h"

// Before the recurrence: what depends on no state. In it: what depends on a state and reaches one. After it: the rest.
static void plan_groups(Run *run) {
    const Program *program = run->program;
    int count = program->op_count;
    bool *depends = arena_array(&run->arena, (size_t)count, sizeof *depends);
    bool *reaches = arena_array(&run->arena, (size_t)count, sizeof *reaches);
    for (int i = 0; i < count; i++) {
        const Op *op = &program->ops[i];
        if (op->kind == OP_CARRY) {
            depends[i] = true;
            reaches[op->operands[0].index] = true;
            continue;
        }
        for (int k = 0; k < op->operand_count; k++)
            if (op->operands[k].kind == OPERAND_OP && depends[op->operands[k].index]) depends[i] = true;
    }
    for (int i = count - 1; i >= 0; i--) {
        const Op *op = &program->ops[i];
        if (op->kind == OP_CARRY || !reaches[i]) continue;
        for (int k = 0; k < op->operand_count; k++)
            if (op->operands[k].kind == OPERAND_OP) reaches[op->operands[k].index] = true;
    }
    for (int i = 0; i < count; i++) run->ops[i].group = !depends[i] ? GROUP_BEFORE : reaches[i] ? GROUP_RECURRENT : GROUP_AFTER;
}

// The order in which the sweep adds contributions: after the recurrence, then in it (older timesteps come in first through longer
// lags), then before it; within each, later ops first.
static bool reader_comes_before(const Run *run, Reader a, Reader b) {
    int rank_a = 2 - (int)run->ops[a.op].group, rank_b = 2 - (int)run->ops[b.op].group;
    if (rank_a != rank_b) return rank_a < rank_b;
    if (run->ops[a.op].group == GROUP_RECURRENT && a.lag != b.lag) return a.lag > b.lag;
    if (a.op != b.op) return a.op > b.op;
    return a.slot < b.slot;
}

// Which ops any loss hears at all: the others send nothing back. A softmax that only its cross-entropy reads is one of them, since the loss
// starts at the logits.
static bool *find_heard(Run *run) {
    const Program *program = run->program;
    bool *heard = arena_array(&run->arena, (size_t)program->op_count, sizeof *heard);
    heard[program->logits_op] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < program->op_count; i++) {
            const Op *op = &program->ops[i];
            for (int k = 0; k < op->operand_count && heard[i]; k++)
                if (op->operands[k].kind == OPERAND_OP && !heard[op->operands[k].index]) heard[op->operands[k].index] = changed = true;
        }
    }
    return heard;
}

static void plan_readers(Run *run) {
    const Program *program = run->program;
    const bool *heard = find_heard(run);
    int total = 0;
    for (int i = 0; i < program->op_count; i++) total += program->ops[i].operand_count;
    run->readers = arena_array(&run->arena, (size_t)total + 1, sizeof *run->readers);
    run->slots = arena_array(&run->arena, (size_t)program->op_count, sizeof *run->slots);
    for (int i = 0; i < program->op_count; i++)
        run->slots[i] = arena_array(&run->arena, (size_t)program->ops[i].operand_count + 1, sizeof **run->slots);
    int next = 0;
    for (int v = 0; v < program->op_count; v++) {
        OpPlan *plan = &run->ops[v];
        plan->first_reader = next;
        plan->loss_reads = v == program->logits_op;
        if (!program->ops[v].needs_gradient) continue;
        for (int i = 0; i < program->op_count; i++) {
            const Op *op = &program->ops[i];
            for (int slot = 0; slot < op->operand_count && heard[i]; slot++) {
                if (op->operands[slot].kind != OPERAND_OP || op->operands[slot].index != v) continue;
                Reader reader = {i, slot, op->kind == OP_CARRY ? op->lag : 0};
                int at = next++;
                for (; at > plan->first_reader && reader_comes_before(run, reader, run->readers[at - 1]); at--)
                    run->readers[at] = run->readers[at - 1];
                run->readers[at] = reader;
            }
        }
        plan->reader_count = next - plan->first_reader;
        plan->clear = !plan->loss_reads && (plan->reader_count == 0 || run->readers[plan->first_reader].lag > 0);
    }
}

// A plain summand with one reader has the adjoint of its sum: no copy is made.
static void plan_shared_adjoints(Run *run) {
    const Program *program = run->program;
    for (int v = program->op_count - 1; v >= 0; v--) {
        OpPlan *plan = &run->ops[v];
        plan->adjoint_root = v;
        if (plan->loss_reads || plan->reader_count != 1) continue;
        Reader reader = run->readers[plan->first_reader];
        const Op *op = &program->ops[reader.op];
        if (op->kind == OP_SUM && op->operands[reader.slot].sign > 0 && op->needs_gradient && op->size == program->ops[v].size)
            plan->adjoint_root = run->ops[reader.op].adjoint_root;
    }
}

static void plan_slots(Run *run) {
    for (int v = 0; v < run->program->op_count; v++) {
        const OpPlan *plan = &run->ops[v];
        for (int i = 0; i < plan->reader_count; i++) {
            Reader reader = run->readers[plan->first_reader + i];
            const OpPlan *of_reader = &run->ops[reader.op];
            SlotPlan *slot = &run->slots[reader.op][reader.slot];
            slot->sends = reader.lag > 0 || of_reader->adjoint_root != plan->adjoint_root;
            slot->add = plan->loss_reads || plan->clear || i > 0;
            slot->deferred = reader.lag == 0 && of_reader->group == GROUP_RECURRENT && plan->group == GROUP_BEFORE;
        }
    }
}

static void plan_uses(Run *run) {
    const Program *program = run->program;
    run->params = arena_array(&run->arena, (size_t)program->param_count + 1, sizeof *run->params);
    for (int p = 0; p < program->param_count; p++) {
        ParamPlan *plan = &run->params[p];
        int room = 0;
        for (int i = 0; i < program->op_count; i++) room += program->ops[i].operand_count;
        plan->uses = arena_array(&run->arena, (size_t)room + 1, sizeof *plan->uses);
        bool packed = false;
        for (int i = program->op_count - 1; i >= 0; i--) {
            const Op *op = &program->ops[i];
            for (int slot = 0; slot < op->operand_count; slot++) {
                if (op->operands[slot].kind != OPERAND_PARAM || op->operands[slot].index != p) continue;
                plan->uses[plan->use_count++] = (Use){i, slot};
                if (program->params[p].role == PARAM_MATRIX && program->ops[op->operands[0].index].needs_gradient) packed = true;
            }
        }
        if (!packed) continue;
        // Storage is (in, out); packed it is (out, in).
        int in = program->ops[program->ops[plan->uses[0].op].operands[0].index].size;
        int out = program->ops[plan->uses[0].op].size;
        plan->packed_stride = kernel_stride(in);
        plan->packed = arena_array(&run->arena, (size_t)out * (size_t)plan->packed_stride, sizeof(double));
    }
}

static bool sends(const Run *run, int op, bool deferred) {
    for (int slot = 0; slot < run->program->ops[op].operand_count; slot++)
        if (run->slots[op][slot].sends && run->slots[op][slot].deferred == deferred) return true;
    return false;
}

static void list_init(Run *run, OpList *list) {
    list->ops = arena_array(&run->arena, (size_t)run->program->op_count, sizeof(int));
}

// What each pass walks over: only the ops that have something to do.
static void plan_lists(Run *run) {
    const Program *program = run->program;
    for (int group = 0; group < 3; group++) {
        list_init(run, &run->computed[group]);
        list_init(run, &run->sending[group]);
    }
    list_init(run, &run->deferring);
    for (int i = 0; i < program->op_count; i++) {
        OpList *computed = &run->computed[run->ops[i].group];
        if (program->ops[i].kind != OP_INPUT && program->ops[i].kind != OP_CARRY) computed->ops[computed->count++] = i;
    }
    for (int i = program->op_count - 1; i >= 0; i--) {
        OpList *sending = &run->sending[run->ops[i].group];
        if (program->ops[i].needs_gradient && sends(run, i, false)) sending->ops[sending->count++] = i;
        if (program->ops[i].needs_gradient && sends(run, i, true)) run->deferring.ops[run->deferring.count++] = i;
    }
}

static void plan_constants(Run *run) {
    const Program *program = run->program;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        for (int slot = 0; slot < op->operand_count; slot++) {
            if (op->kind != OP_SUM || op->operands[slot].kind != OPERAND_NUMBER) continue;
            double *row = arena_array(&run->arena, (size_t)kernel_stride(op->size), sizeof(double));
            for (int j = 0; j < kernel_stride(op->size); j++) row[j] = op->operands[slot].number;
            run->slots[i][slot].constant = row;
        }
    }
}

void run_plan(Run *run) {
    plan_groups(run);
    plan_readers(run);
    plan_shared_adjoints(run);
    plan_slots(run);
    plan_lists(run);
    plan_constants(run);
    plan_uses(run);
}
