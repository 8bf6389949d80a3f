#include "engine/run_internal.h"

#include <stdlib.h>
#include <string.h>

// ---- buffers --------------------------------------------------------------------------------------------------------------------

static int history_of(const Program *program, int op) {
    int history = 0;
    for (int i = 0; i < program->op_count; i++) {
        const Op *reader = &program->ops[i];
        if (reader->kind == OP_CARRY && reader->operands[0].index == op && reader->lag > history) history = reader->lag;
    }
    return history;
}

size_t run_bytes(const Program *program, const Schedule *schedule) {
    double rows = (double)schedule->steps * schedule->lanes, total = 0;
    int widest = 8;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        int stride = kernel_stride(op->size);
        if (stride > widest) widest = stride;
        total += rows * stride * (op->needs_gradient ? 2 : 1) + (double)history_of(program, i) * schedule->lanes * stride;
    }
    total = (total + rows * (widest + 4)) * sizeof(double);
    return total < 1e18 ? (size_t)total : (size_t)1e18;
}

static void find_first_row(Run *run, int index) {
    const Op *op = &run->program->ops[index];
    OpPlan *plan = &run->ops[index];
    int lag = op->kind == OP_CARRY || op->kind == OP_INPUT ? op->lag : 0;
    const OpPlan *source = op->kind == OP_CARRY ? &run->ops[op->operands[0].index] : plan;
    double *rows = op->kind == OP_INPUT ? run->input_rows : source->values;
    int history = op->kind == OP_INPUT ? run->program->input_max_lag : source->history;
    plan->first = rows ? rows_at(run, rows, plan->stride, history, 1 - lag) : NULL;
}

static void allocate_values(Run *run) {
    const Program *program = run->program;
    size_t rows = run_rows(run), lanes = (size_t)run->schedule.lanes;
    int widest = 8;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        OpPlan *plan = &run->ops[i];
        plan->stride = kernel_stride(op->size);
        if (plan->stride > widest) widest = plan->stride;
        if (op->kind == OP_INPUT || op->kind == OP_CARRY) continue;
        plan->history = history_of(program, i);
        plan->values = arena_array(&run->arena, (rows + (size_t)plan->history * lanes) * (size_t)plan->stride, sizeof(double));
    }
    for (int i = 0; i < program->op_count; i++) find_first_row(run, i);
    run->input_index = arena_array(&run->arena, rows + (size_t)program->input_max_lag * lanes, sizeof(int));
    run->log_sum = arena_array(&run->arena, rows, sizeof(double));
    run->losses = arena_array(&run->arena, rows, sizeof(double));
    run->loss_of = arena_array(&run->arena, (size_t)run->schedule.steps, sizeof(double));
    run->scratch = arena_array(&run->arena, rows * (size_t)widest, sizeof(double));
}

static bool input_needs_rows(const Program *program) {
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        if (op->kind == OP_MATVEC || op->kind == OP_VECMAT) continue;
        for (int k = 0; k < op->operand_count; k++)
            if (op->operands[k].kind == OPERAND_OP && program->ops[op->operands[k].index].kind == OP_INPUT) return true;
    }
    return program->ops[program->output_op].kind == OP_INPUT;
}

Run *run_create(const Program *program, const Schedule *schedule) {
    Run *run = memory_alloc_zeros(1, sizeof *run);
    arena_init(&run->arena);
    run->program = program;
    run->schedule = *schedule;
    run->kernels = kernels_best();
    run->ops = arena_array(&run->arena, (size_t)program->op_count, sizeof *run->ops);
    run_plan(run);
    allocate_values(run);
    run->input_needs_rows = input_needs_rows(program);
    run->inputs_are_indices = true;
    adjoints_init(&run->adjoints, run);
    run_reset_state(run);
    return run;
}

void run_destroy(Run *run) {
    if (!run) return;
    adjoints_finish(&run->adjoints);
    arena_finish(&run->arena);
    free(run);
}

const Program *run_program(const Run *run) {
    return run->program;
}
const Schedule *run_schedule(const Run *run) {
    return &run->schedule;
}

void run_set_updates(Run *run, long updates) {
    run->updates = updates;
}
long run_updates(const Run *run) {
    return run->updates;
}
const Hold *run_held(const Run *run, int op) {
    return program_held(run->program, op, run->updates);
}

// Inputs as vectors are rare (series) and large where a vocabulary is: their room is made when first needed.
static void need_input_rows(Run *run) {
    if (run->input_rows) return;
    size_t rows = run_rows(run) + (size_t)run->program->input_max_lag * (size_t)run->schedule.lanes;
    run->input_rows = arena_array(&run->arena, rows * (size_t)kernel_stride(run->program->input_size), sizeof(double));
    for (int i = 0; i < run->program->op_count; i++)
        if (run->program->ops[i].kind == OP_INPUT) find_first_row(run, i);
}

// ---- states from before ---------------------------------------------------------------------------------------------------------

void run_reset_state(Run *run) {
    size_t lanes = (size_t)run->schedule.lanes;
    for (int i = 0; i < run->program->op_count; i++) {
        OpPlan *plan = &run->ops[i];
        if (plan->history) memset(plan->values, 0, (size_t)plan->history * lanes * (size_t)plan->stride * sizeof(double));
    }
    size_t before = (size_t)run->program->input_max_lag * lanes;
    for (size_t i = 0; i < before; i++) run->input_index[i] = -1;
    if (run->input_rows && before) memset(run->input_rows, 0, before * (size_t)kernel_stride(run->program->input_size) * sizeof(double));
}

// Copies the timesteps behind `shift` of one run (0: its own states from before) into the other's states from before.
static void take_state(Run *to, const Run *from, int shift) {
    size_t lanes = (size_t)to->schedule.lanes;
    for (int e = 0; e < to->program->equation_count; e++) {
        const OpPlan *plan = &to->ops[to->program->equations[e].op], *source = &from->ops[from->program->equations[e].op];
        if (!plan->history) continue;
        size_t row = lanes * (size_t)plan->stride;
        memmove(plan->values, source->values + (size_t)shift * row, (size_t)plan->history * row * sizeof(double));
    }
    size_t before = (size_t)to->program->input_max_lag * lanes;
    if (!before) return;
    memmove(to->input_index, from->input_index + (size_t)shift * lanes, before * sizeof(int));
    if (!from->input_rows) return;
    need_input_rows(to);
    size_t stride = (size_t)kernel_stride(to->program->input_size);
    memmove(to->input_rows, from->input_rows + (size_t)shift * lanes * stride, before * stride * sizeof(double));
}

void run_copy_state(Run *to, const Run *from) {
    take_state(to, from, 0);
}
void run_advance_state(Run *run) {
    take_state(run, run, run->schedule.advance);
}
void run_take_state(Run *to, const Run *from, int t) {
    take_state(to, from, t);
}

// ---- forward --------------------------------------------------------------------------------------------------------------------

const int *index_at(const Run *run, int op, int t) {
    return run->input_index + (ptrdiff_t)(run->program->input_max_lag + t - 1 - run->program->ops[op].lag) * run->schedule.lanes;
}

bool reads_indices(const Run *run, int op) {
    return run->inputs_are_indices && run->program->ops[op].kind == OP_INPUT;
}

static void forward_sum(const Run *run, const Params *params, int index, double *y, int t, int rows) {
    enum { AT_ONCE = 8 };
    const Op *op = &run->program->ops[index];
    int stride = run->ops[index].stride;
    SumTerm terms[AT_ONCE];
    int count = 0;
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        SumTerm *term = &terms[count++];
        term->sign = operand->sign;
        term->ld = operand->kind == OPERAND_OP ? stride : 0;
        if (operand->kind == OPERAND_OP)
            term->values = op_values(run, operand->index, t);
        else if (operand->kind == OPERAND_PARAM)
            term->values = params_block(params, operand->index);
        else
            term->values = run->slots[index][i].constant;
        if (count < AT_ONCE && i + 1 < op->operand_count) continue;
        run->kernels->sum_terms(y, stride, terms, count, rows);
        terms[0] = (SumTerm){y, stride, 1.0};
        count = 1;
    }
}

static void forward_mul(const Run *run, const Params *params, const Op *op, double *y, int t, int rows) {
    const Kernels *k = run->kernels;
    int stride = kernel_stride(op->size);
    const Operand *a = &op->operands[0], *b = &op->operands[1];
    if (a->kind == OPERAND_OP && b->kind == OPERAND_OP) {
        k->mul(y, op_values(run, a->index, t), op_values(run, b->index, t), (size_t)rows * (size_t)stride);
        return;
    }
    if (a->kind == OPERAND_PARAM) {
        const Operand *swap = a;
        a = b;
        b = swap;
    }
    k->mul_row(y, stride, op_values(run, a->index, t), params_block(params, b->index), rows, op->size, false);
}

static void forward_clamp(const Run *run, int index, double *y, int t, size_t count) {
    const Hold *held = run_held(run, index);
    if (held)
        for (size_t i = 0; i < count; i++) y[i] = held->value;
    else
        run->kernels->set_scaled(y, 1.0, op_values(run, run->program->ops[index].operands[0].index, t), count);
}

// One op over the timesteps t .. t + steps - 1, all lanes.
static void forward_op(const Run *run, const Params *params, int index, int t, int steps) {
    const Program *program = run->program;
    const Kernels *k = run->kernels;
    const Op *op = &program->ops[index];
    const OpPlan *plan = &run->ops[index];
    int rows = steps * run->schedule.lanes;
    size_t count = (size_t)rows * (size_t)plan->stride;
    double *y = rows_at(run, plan->values, plan->stride, plan->history, t);
    switch (op->kind) {
    case OP_MATVEC:
    case OP_VECMAT: {
        int v = op->operands[0].index;
        const double *w = params_block(params, op->operands[1].index);
        int in = program->ops[v].size;
        if (reads_indices(run, v))
            k->gather(y, plan->stride, w, plan->stride, index_at(run, v, t), rows, op->size, false);
        else
            k->matmul(y, plan->stride, op_values(run, v, t), run->ops[v].stride, w, plan->stride, rows, in, op->size, false);
        break;
    }
    case OP_SUM:
        forward_sum(run, params, index, y, t, rows);
        break;
    case OP_MUL:
        forward_mul(run, params, op, y, t, rows);
        break;
    case OP_SCALE:
        k->scale(y, op->operands[0].number, op_values(run, op->operands[1].index, t), count);
        break;
    case OP_TANH:
        k->tanh(y, op_values(run, op->operands[0].index, t), count);
        break;
    case OP_SIGMOID:
        k->sigmoid(y, op_values(run, op->operands[0].index, t), count);
        break;
    case OP_RELU:
        k->relu(y, op_values(run, op->operands[0].index, t), count);
        break;
    case OP_IDENTITY:
        k->set_scaled(y, 1.0, op_values(run, op->operands[0].index, t), count);
        break;
    case OP_CLAMP:
        forward_clamp(run, index, y, t, count);
        break;
    case OP_SOFTMAX: {
        double *log_sum = index == program->output_op ? run->log_sum + (size_t)(t - 1) * (size_t)run->schedule.lanes : NULL;
        k->softmax(y, log_sum, op_values(run, op->operands[0].index, t), plan->stride, rows, op->size);
        break;
    }
    case OP_INPUT:
    case OP_CARRY:
    case OP_KIND_COUNT:
        break;
    }
}

static void forward_list(const Run *run, const Params *params, const OpList *list, int t, int steps) {
    for (int i = 0; i < list->count; i++) forward_op(run, params, list->ops[i], t, steps);
}

static void take_input(Run *run, const RunInput *input) {
    size_t rows = run_rows(run), before = (size_t)run->program->input_max_lag * (size_t)run->schedule.lanes;
    size_t stride = (size_t)kernel_stride(run->program->input_size);
    run->inputs_are_indices = input->input_index != NULL;
    if (!run->inputs_are_indices) {
        need_input_rows(run);
        memcpy(run->input_rows + before * stride, input->input, rows * stride * sizeof(double));
        return;
    }
    memcpy(run->input_index + before, input->input_index, rows * sizeof(int));
    if (!run->input_needs_rows) return;
    need_input_rows(run);
    memset(run->input_rows, 0, (before + rows) * stride * sizeof(double));
    for (size_t i = 0; i < before + rows; i++)
        if (run->input_index[i] >= 0) run->input_rows[i * stride + (size_t)run->input_index[i]] = 1.0;
}

bool row_has_loss(const Run *run, const RunInput *input, size_t row) {
    if (row < (size_t)(run->schedule.first_loss - 1) * (size_t)run->schedule.lanes && run->schedule.first_loss > 1) return false;
    if (input->has_target && !input->has_target[row]) return false;
    return !input->target_index || input->target_index[row] >= 0;
}

bool run_has_loss(const Run *run, const RunInput *input, int t) {
    for (int lane = 0; lane < run->schedule.lanes; lane++)
        if (row_has_loss(run, input, (size_t)(t - 1) * (size_t)run->schedule.lanes + (size_t)lane)) return true;
    return false;
}

// The distance of an output row from what is wanted, under squared error.
void loss_distance(const Run *run, const RunInput *input, size_t row, const double *output, double *out) {
    int n = run->program->output_size, stride = kernel_stride(n);
    run->kernels->set_scaled(out, 1.0, output, (size_t)stride);
    if (input->target_index && input->target_index[row] >= 0)
        out[input->target_index[row]] -= 1.0;
    else if (!input->target_index)
        run->kernels->add_scaled(out, -1.0, input->target + row * (size_t)stride, (size_t)stride);
}

static double row_loss(const Run *run, const RunInput *input, size_t row) {
    const Program *program = run->program;
    int n = program->output_size;
    size_t stride = (size_t)kernel_stride(n);
    if (program->loss == LOSS_CROSS_ENTROPY)
        return run->log_sum[row] - op_values(run, program->logits_op, 1)[row * stride + (size_t)input->target_index[row]];
    loss_distance(run, input, row, op_values(run, program->output_op, 1) + row * stride, run->scratch);
    return 0.5 * run->kernels->sum_squares(run->scratch, (size_t)n);
}

double run_forward(Run *run, const Params *params, const RunInput *input) {
    int steps = run->schedule.steps, lanes = run->schedule.lanes;
    take_input(run, input);
    forward_list(run, params, &run->computed[GROUP_BEFORE], 1, steps);
    for (int t = 1; t <= steps; t++) forward_list(run, params, &run->computed[GROUP_RECURRENT], t, 1);
    forward_list(run, params, &run->computed[GROUP_AFTER], 1, steps);

    double sum = 0;
    for (int t = 1; t <= steps; t++) {
        double of_t = 0;
        for (int lane = 0; lane < lanes; lane++) {
            size_t row = (size_t)(t - 1) * (size_t)lanes + (size_t)lane;
            run->losses[row] = row_has_loss(run, input, row) ? row_loss(run, input, row) : 0.0;
            of_t += run->losses[row];
        }
        run->loss_of[t - 1] = of_t;
        sum += of_t;
    }
    run->loss = sum / lanes;
    return run->loss;
}

// ---- reading --------------------------------------------------------------------------------------------------------------------

const double *run_value(const Run *run, int op, int t, int lane) {
    if (reads_indices(run, op) && !run->input_needs_rows) return NULL;
    return op_values(run, op, t) + (size_t)lane * (size_t)run->ops[op].stride;
}

const double *adjoints_get(const Adjoints *adjoints, int op, int t, int lane) {
    const Run *run = adjoints->run;
    if (!adjoints->rows[op]) return NULL;
    return adjoints->rows[op] + ((size_t)(t - 1) * (size_t)run->schedule.lanes + (size_t)lane) * (size_t)run->ops[op].stride;
}

const double *run_adjoint(const Run *run, int op, int t, int lane) {
    return adjoints_get(&run->adjoints, op, t, lane);
}
const Adjoints *run_adjoints(const Run *run) {
    return &run->adjoints;
}

int run_input_index(const Run *run, int t, int lane) {
    if (!run->inputs_are_indices) return -1;
    return run->input_index[(ptrdiff_t)(run->program->input_max_lag + t - 1) * run->schedule.lanes + lane];
}

bool run_inputs_are_indices(const Run *run) {
    return run->inputs_are_indices;
}

double run_loss_at(const Run *run, int t, int lane) {
    return run->losses[(size_t)(t - 1) * (size_t)run->schedule.lanes + (size_t)lane];
}
double run_loss_of(const Run *run, int t) {
    return run->loss_of[t - 1];
}
double run_loss(const Run *run) {
    return run->loss;
}

bool schedule_is_cut(const Schedule *schedule, int t, int lag) {
    if (schedule->window <= 0 || t - lag < 1) return false;
    return (t - 1) / schedule->window != (t - lag - 1) / schedule->window;
}

int run_readers(const Run *run, int op, const Reader **readers) {
    *readers = run->readers + run->ops[op].first_reader;
    return run->ops[op].reader_count;
}

bool run_loss_reads(const Run *run, int op) {
    return run->ops[op].loss_reads;
}
OpGroup run_group(const Run *run, int op) {
    return run->ops[op].group;
}
