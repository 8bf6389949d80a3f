#include "engine/run_internal.h"

#include <stdlib.h>
#include <string.h>

// ---- buffers --------------------------------------------------------------------------------------------------------------------

void adjoints_init(Adjoints *adjoints, const Run *run) {
    const Program *program = run->program;
    adjoints->run = run;
    arena_init(&adjoints->arena);
    adjoints->rows = arena_array(&adjoints->arena, (size_t)program->op_count + 1, sizeof *adjoints->rows);
    for (int i = program->op_count - 1; i >= 0; i--) {
        const OpPlan *plan = &run->ops[i];
        if (!program->ops[i].needs_gradient) continue;
        adjoints->rows[i] = plan->adjoint_root != i ? adjoints->rows[plan->adjoint_root]
                                                    : arena_array(&adjoints->arena, run_rows(run) * (size_t)plan->stride, sizeof(double));
    }
}

void adjoints_finish(Adjoints *adjoints) {
    arena_finish(&adjoints->arena);
}

Adjoints *adjoints_create(const Run *run) {
    Adjoints *adjoints = memory_alloc_zeros(1, sizeof *adjoints);
    adjoints_init(adjoints, run);
    return adjoints;
}

void adjoints_destroy(Adjoints *adjoints) {
    if (!adjoints) return;
    adjoints_finish(adjoints);
    free(adjoints);
}

static double *adjoint_rows(const Run *run, const Adjoints *adjoints, int op, int t) {
    return rows_at(run, adjoints->rows[op], run->ops[op].stride, 0, t);
}

// ---- contributions --------------------------------------------------------------------------------------------------------------

// The part of a run that a contribution is about: `rows` rows from (t, lane) on.
typedef struct Part {
    int t, lane, rows;
} Part;

static const double *part_values(const Run *run, int op, Part part) {
    return op_values(run, op, part.t) + (size_t)part.lane * (size_t)run->ops[op].stride;
}

static void contribute_mul(const Run *run, const Params *params, const Op *op, int slot, const double *dy, Part part, double *out,
                           bool add) {
    const Kernels *k = run->kernels;
    int stride = kernel_stride(op->size);
    const Operand *other = &op->operands[1 - slot];
    if (other->kind == OPERAND_OP)
        k->mul_back(out, dy, part_values(run, other->index, part), (size_t)part.rows * (size_t)stride, add);
    else
        k->mul_row(out, stride, dy, params_block(params, other->index), part.rows, op->size, add);
}

// What op `index` sends to its operand `slot`: set, or added to `out`.
static void contribute(const Run *run, const Params *params, const Adjoints *adjoints, int index, int slot, Part part, double *out,
                       bool add) {
    const Kernels *k = run->kernels;
    const Op *op = &run->program->ops[index];
    int stride = run->ops[index].stride;
    size_t count = (size_t)part.rows * (size_t)stride;
    const double *dy = adjoint_rows(run, adjoints, index, part.t) + (size_t)part.lane * (size_t)stride;
    double sign = op->operands[slot].sign;
    switch (op->kind) {
    case OP_CLAMP:
    case OP_CARRY:
    case OP_IDENTITY:
    case OP_SUM:
        if (op->kind != OP_SUM) sign = 1.0;
        if (op->kind == OP_CLAMP && run_held(run, index)) { // nothing goes through
            if (!add) memset(out, 0, count * sizeof *out);
            break;
        }
        if (add)
            k->add_scaled(out, sign, dy, count);
        else
            k->set_scaled(out, sign, dy, count);
        break;
    case OP_MATVEC:
    case OP_VECMAT: {
        const ParamPlan *plan = &run->params[op->operands[1].index];
        int in = run->program->ops[op->operands[0].index].size;
        k->matmul(out, plan->packed_stride, dy, stride, plan->packed, plan->packed_stride, part.rows, op->size, in, add);
        break;
    }
    case OP_MUL:
        contribute_mul(run, params, op, slot, dy, part, out, add);
        break;
    case OP_SCALE:
        k->scale(add ? run->scratch : out, op->operands[0].number, dy, count);
        if (add) k->add_scaled(out, 1.0, run->scratch, count);
        break;
    case OP_TANH:
        k->tanh_back(out, dy, part_values(run, index, part), count, add);
        break;
    case OP_SIGMOID:
        k->sigmoid_back(out, dy, part_values(run, index, part), count, add);
        break;
    case OP_RELU:
        k->relu_back(out, dy, part_values(run, op->operands[0].index, part), count, add);
        break;
    case OP_SOFTMAX:
        k->softmax_back(out, dy, part_values(run, index, part), stride, part.rows, op->size, add);
        break;
    case OP_INPUT:
    case OP_KIND_COUNT:
        break;
    }
}

// dL/d(logits) or dL/d(output) of rows from..from + count, where all of them have a loss or it is put right afterwards.
static void loss_gradients(const Run *run, const RunInput *input, size_t from, size_t count, double *out) {
    const Program *program = run->program;
    const Kernels *k = run->kernels;
    size_t stride = (size_t)kernel_stride(program->output_size);
    double share = 1.0 / run->schedule.lanes;
    const double *y = op_values(run, program->output_op, 1) + from * stride;
    if (program->loss == LOSS_CROSS_ENTROPY) {
        k->scale(out, share, y, count * stride);
        for (size_t row = 0; row < count; row++) {
            int target = input->target_index[from + row];
            if (target >= 0) out[row * stride + (size_t)target] = (y[row * stride + (size_t)target] - 1.0) * share;
        }
        return;
    }
    for (size_t row = 0; row < count; row++) loss_distance(run, input, from + row, y + row * stride, out + row * stride);
    k->scale(out, share, out, count * stride);
}

void run_loss_contribution(const Run *run, const RunInput *input, int t, int lane, double *out) {
    size_t row = (size_t)(t - 1) * (size_t)run->schedule.lanes + (size_t)lane;
    size_t stride = (size_t)kernel_stride(run->program->output_size);
    if (row_has_loss(run, input, row))
        loss_gradients(run, input, row, 1, out);
    else
        memset(out, 0, stride * sizeof *out);
}
void run_contribution(const Run *run, const Params *params, const Adjoints *adjoints, int reader, int slot, int t, int lane, double *out) {
    const Op *op = &run->program->ops[reader];
    if (op->kind == OP_CARRY && schedule_is_cut(&run->schedule, t, op->lag))
        memset(out, 0, (size_t)run->ops[reader].stride * sizeof *out);
    else
        contribute(run, params, adjoints, reader, slot, (Part){t, lane, 1}, out, false);
}

// ---- the sweep ------------------------------------------------------------------------------------------------------------------

// One op over the timesteps t .. t + steps - 1: sends to the operands that are (not) deferred.
static void backward_op(const Run *run, const Params *params, const Adjoints *adjoints, int index, int t, int steps, bool deferred) {
    const Op *op = &run->program->ops[index];
    int lanes = run->schedule.lanes;
    if (op->kind == OP_CARRY) {
        int source = op->operands[0].index;
        for (int at = t + steps - 1; at >= t && at > op->lag; at--)
            if (!schedule_is_cut(&run->schedule, at, op->lag))
                contribute(run, params, adjoints, index, 0, (Part){at, 0, lanes}, adjoint_rows(run, adjoints, source, at - op->lag), true);
        return;
    }
    for (int slot = 0; slot < op->operand_count; slot++) {
        const SlotPlan *plan = &run->slots[index][slot];
        if (!plan->sends || plan->deferred != deferred) continue;
        contribute(run, params, adjoints, index, slot, (Part){t, 0, steps * lanes},
                   adjoint_rows(run, adjoints, op->operands[slot].index, t), plan->add);
    }
}

static void seed_losses(const Run *run, const RunInput *input, int only, const Adjoints *adjoints) {
    int logits = run->program->logits_op;
    if (!run->program->ops[logits].needs_gradient) return;
    size_t stride = (size_t)run->ops[logits].stride, lanes = (size_t)run->schedule.lanes;
    double *rows = adjoints->rows[logits];
    loss_gradients(run, input, 0, run_rows(run), rows);
    for (size_t row = 0; row < run_rows(run); row++) {
        bool wanted = (only == 0 || row / lanes == (size_t)only - 1) && row_has_loss(run, input, row);
        if (!wanted) memset(rows + row * stride, 0, stride * sizeof *rows);
    }
}

// The adjoint of one vector of a state, from which a sweep may start instead of a loss.
typedef struct StateSeed {
    int op, t, lane;
    const double *adjoint;
} StateSeed;

static void clear_adjoints(const Run *run, const Adjoints *adjoints) {
    for (int i = 0; i < run->program->op_count; i++) {
        const OpPlan *plan = &run->ops[i];
        if (plan->clear && adjoints->rows[i] && plan->adjoint_root == i)
            memset(adjoints->rows[i], 0, run_rows(run) * (size_t)plan->stride * sizeof(double));
    }
}

// The backward pass; the adjoints of the loss's operand are set. `seed` may be NULL.
static void sweep(const Run *run, const Params *params, const StateSeed *seed, const Adjoints *adjoints) {
    int steps = run->schedule.steps;
    const OpList *recurrent = &run->sending[GROUP_RECURRENT], *before = &run->sending[GROUP_BEFORE], *after = &run->sending[GROUP_AFTER];
    for (int i = 0; i < after->count; i++) backward_op(run, params, adjoints, after->ops[i], 1, steps, false);
    if (seed) { // a state has been set or cleared by now, and what else reaches it is added
        double *row = adjoint_rows(run, adjoints, seed->op, seed->t) + (size_t)seed->lane * (size_t)run->ops[seed->op].stride;
        run->kernels->add_scaled(row, 1.0, seed->adjoint, (size_t)run->ops[seed->op].stride);
    }
    for (int t = steps; t >= 1; t--)
        for (int i = 0; i < recurrent->count; i++) backward_op(run, params, adjoints, recurrent->ops[i], t, 1, false);
    for (int i = 0; i < run->deferring.count; i++) backward_op(run, params, adjoints, run->deferring.ops[i], 1, steps, true);
    for (int i = 0; i < before->count; i++) backward_op(run, params, adjoints, before->ops[i], 1, steps, false);
}

// Rows and columns of the stored matrices exchanged, for the products of the backward pass.
static void pack(const Run *run, const Params *params) {
    for (int p = 0; p < run->program->param_count; p++) {
        const ParamPlan *plan = &run->params[p];
        const ParamLayout *layout = &params->layout[p];
        if (plan->packed)
            run->kernels->transpose(plan->packed, plan->packed_stride, params_block(params, p), layout->stride, layout->rows,
                                    layout->length);
    }
}

// ---- gradients of the weights ---------------------------------------------------------------------------------------------------

// One use of a parameter over the timesteps t .. t + steps - 1, later ones first. `first`: nothing is in `out` yet.
static void use_gradient(const Run *run, const Adjoints *adjoints, Use use, int t, int steps, double *out, size_t size, bool first) {
    const Kernels *k = run->kernels;
    const Op *op = &run->program->ops[use.op];
    int lanes = run->schedule.lanes, stride = run->ops[use.op].stride;
    const double *dy = adjoint_rows(run, adjoints, use.op, t);
    if (op->kind == OP_SUM) {
        k->sum_rows(out, dy, stride, steps, lanes, op->size, op->operands[use.slot].sign, !first);
    } else if (op->kind == OP_MUL) {
        const Operand *other = &op->operands[1 - use.slot];
        k->mul_row_sum(out, dy, op_values(run, other->index, t), stride, steps, lanes, op->size, !first);
    } else {
        int v = op->operands[0].index, in = run->program->ops[v].size;
        if (reads_indices(run, v)) {
            if (first) memset(out, 0, size * sizeof *out);
            k->scatter(out, stride, dy, stride, index_at(run, v, t), steps, lanes, op->size);
        } else {
            k->outer(out, stride, op_values(run, v, t), run->ops[v].stride, dy, stride, steps, lanes, in, op->size, !first);
        }
    }
}

void run_weight_gradient(const Run *run, const Adjoints *adjoints, int param, int from, int to, Params *grads) {
    const ParamPlan *plan = &run->params[param];
    const ParamLayout *layout = &grads->layout[param];
    size_t size = (size_t)layout->rows * (size_t)layout->stride;
    double *out = params_block(grads, param);
    if (plan->use_count == 1 && from <= to) {
        use_gradient(run, adjoints, plan->uses[0], from, to - from + 1, out, size, true);
        return;
    }
    memset(out, 0, size * sizeof *out);
    for (int t = to; t >= from; t--)
        for (int i = 0; i < plan->use_count; i++) use_gradient(run, adjoints, plan->uses[i], t, 1, out, size, false);
}

void run_add_weight_share_of_op(const Run *run, const Adjoints *adjoints, int op, int t, Params *grads) {
    for (int p = 0; p < run->program->param_count; p++)
        for (int i = 0; i < run->params[p].use_count; i++)
            if (run->params[p].uses[i].op == op)
                use_gradient(run, adjoints, run->params[p].uses[i], t, 1, params_block(grads, p), 0, false);
}

void run_backward(Run *run, const Params *params, const RunInput *input, Params *grads) {
    pack(run, params);
    clear_adjoints(run, &run->adjoints);
    seed_losses(run, input, 0, &run->adjoints);
    sweep(run, params, NULL, &run->adjoints);
    for (int p = 0; p < run->program->param_count; p++) run_weight_gradient(run, &run->adjoints, p, 1, run->schedule.steps, grads);
}

void run_backward_from_loss(const Run *run, const Params *params, const RunInput *input, int t, Adjoints *adjoints) {
    clear_adjoints(run, adjoints);
    seed_losses(run, input, t, adjoints);
    sweep(run, params, NULL, adjoints);
}

void run_backward_from_state(const Run *run, const Params *params, int op, int t, int lane, const double *seed, Adjoints *adjoints) {
    int logits = run->program->logits_op;
    clear_adjoints(run, adjoints);
    if (adjoints->rows[logits]) memset(adjoints->rows[logits], 0, run_rows(run) * (size_t)run->ops[logits].stride * sizeof(double));
    sweep(run, params, &(StateSeed){op, t, lane, seed}, adjoints);
}

// What op `index` sends to x in its operand `slot`, added to `out`.
static void add_to_input(const Run *run, const Params *params, const Adjoints *adjoints, int index, int slot, int t, int lane,
                         double *out) {
    const Op *op = &run->program->ops[index];
    if (op->kind != OP_MATVEC && op->kind != OP_VECMAT) {
        contribute(run, params, adjoints, index, slot, (Part){t, lane, 1}, out, true);
        return;
    }
    int w = op->operands[1].index;
    const ParamLayout *layout = &params->layout[w];
    const double *dy = adjoint_rows(run, adjoints, index, t) + (size_t)lane * (size_t)run->ops[index].stride;
    const double *row = params_block(params, w);
    for (int i = 0; i < layout->rows; i++, row += layout->stride) out[i] += run->kernels->dot(row, dy, (size_t)layout->length);
}

void run_input_adjoint(const Run *run, const Params *params, const Adjoints *adjoints, int t, int lane, double *out) {
    const Program *program = run->program;
    memset(out, 0, (size_t)kernel_stride(program->input_size) * sizeof *out);
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        for (int slot = 0; slot < op->operand_count && op->needs_gradient; slot++) {
            if (op->kind == OP_CARRY || op->operands[slot].kind != OPERAND_OP) continue;
            const Op *source = &program->ops[op->operands[slot].index];
            if (source->kind == OP_INPUT && t + source->lag <= run->schedule.steps)
                add_to_input(run, params, adjoints, i, slot, t + source->lag, lane, out);
        }
    }
}

// ---- what is not finite ---------------------------------------------------------------------------------------------------------

static bool row_finite(const Run *run, const double *row, int op) {
    return !row || run->kernels->all_finite(row, (size_t)run->program->ops[op].size);
}

bool run_find_not_finite(const Run *run, NotFinite *found) {
    const Program *program = run->program;
    int steps = run->schedule.steps, lanes = run->schedule.lanes;
    for (int t = 1; t <= steps; t++)
        for (int op = 0; op < program->op_count; op++)
            for (int lane = 0; lane < lanes; lane++)
                if (!row_finite(run, run_value(run, op, t, lane), op)) {
                    *found = (NotFinite){false, false, op, t, lane};
                    return true;
                }
    for (int t = 1; t <= steps; t++)
        for (int lane = 0; lane < lanes; lane++) {
            double loss = run_loss_at(run, t, lane);
            if (!run->kernels->all_finite(&loss, 1)) {
                *found = (NotFinite){true, false, -1, t, lane};
                return true;
            }
        }
    for (int t = steps; t >= 1; t--)
        for (int i = 0; i < program->backward_count; i++)
            for (int lane = 0; lane < lanes; lane++)
                if (!row_finite(run, run_adjoint(run, program->backward[i], t, lane), program->backward[i])) {
                    *found = (NotFinite){false, true, program->backward[i], t, lane};
                    return true;
                }
    return false;
}
