#include "trace/sensitivity.h"

#include "engine/linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *aligned_vector(int size) {
    double *vector = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *vector);
    if (!vector) abort();
    return vector;
}

static double state_norm(const Trace *trace, const Adjoints *adjoints, int op, int t) {
    double sum = 0;
    for (int lane = 0; lane < trace->lanes; lane++) {
        const double *row = adjoints_get(adjoints, op, t, lane);
        if (row) sum += trace->before.kernels->sum_squares(row, (size_t)trace->program->ops[op].size);
    }
    return sqrt(sum);
}

static double input_norm(const Trace *trace, const Adjoints *adjoints, int t, double *room) {
    double sum = 0;
    for (int lane = 0; lane < trace->lanes; lane++) {
        run_input_adjoint(trace->run, &trace->before, adjoints, t, lane, room);
        sum += trace->before.kernels->sum_squares(room, (size_t)trace->program->input_size);
    }
    return sqrt(sum);
}

static void read_norms(const Trace *trace, const Adjoints *adjoints, int s, int equation, double *states, double *inputs) {
    int op = trace->program->equations[equation].op;
    double *room = aligned_vector(trace->program->input_size);
    for (int t = 1; t <= trace->steps; t++) {
        if (states) states[t - 1] = t <= s ? state_norm(trace, adjoints, op, t) : 0.0;
        if (inputs) inputs[t - 1] = t <= s ? input_norm(trace, adjoints, t, room) : 0.0;
    }
    free(room);
}

bool sensitivity_init(Sensitivity *sensitivity, const Trace *trace, int equation) {
    *sensitivity = (Sensitivity){.equation = equation};
    if (trace->steps > SENSITIVITY_MAX_STEPS) return false;
    size_t steps = (size_t)trace->steps;
    sensitivity->steps = trace->steps;
    sensitivity->states = memory_alloc_zeros(steps * steps, sizeof(double));
    sensitivity->inputs = memory_alloc_zeros(steps * steps, sizeof(double));
    Adjoints *adjoints = adjoints_create(trace->run);
    for (int i = 0; i < trace->loss_count; i++) {
        int s = trace->loss_steps[i];
        size_t row = (size_t)(s - 1) * steps;
        run_backward_from_loss(trace->run, &trace->before, &trace->input, s, adjoints);
        read_norms(trace, adjoints, s, equation, sensitivity->states + row, sensitivity->inputs + row);
    }
    adjoints_destroy(adjoints);
    return true;
}

void sensitivity_finish(Sensitivity *sensitivity) {
    free(sensitivity->states);
    free(sensitivity->inputs);
    *sensitivity = (Sensitivity){0};
}

void trace_sensitivity_of_loss(const Trace *trace, int s, int equation, double *states, double *inputs) {
    Adjoints *adjoints = adjoints_create(trace->run);
    run_backward_from_loss(trace->run, &trace->before, &trace->input, s, adjoints);
    read_norms(trace, adjoints, s, equation, states, inputs);
    adjoints_destroy(adjoints);
}

// One sweep for each unit of h[t]: its row of all Jacobians dh[t]/dx[k] at once.
void trace_forward_decay(const Trace *trace, int equation, int t, double *out) {
    int op = trace->program->equations[equation].op, size = trace->program->ops[op].size;
    double *seed = aligned_vector(size), *room = aligned_vector(trace->program->input_size);
    Adjoints *adjoints = adjoints_create(trace->run);
    memset(out, 0, (size_t)trace->steps * sizeof *out);
    for (int unit = 0; unit < size; unit++) {
        memset(seed, 0, (size_t)kernel_stride(size) * sizeof *seed);
        seed[unit] = 1.0;
        run_backward_from_state(trace->run, &trace->before, op, t, 0, seed, adjoints);
        for (int k = 1; k <= t; k++) {
            run_input_adjoint(trace->run, &trace->before, adjoints, k, 0, room);
            out[k - 1] += trace->before.kernels->sum_squares(room, (size_t)trace->program->input_size);
        }
    }
    for (int k = 0; k < trace->steps; k++) out[k] = sqrt(out[k]);
    adjoints_destroy(adjoints);
    free(seed);
    free(room);
}

// The one square matrix that acts on the state at lag 1 inside the sum under the state's function; -1 for a cell of another form.
static int recurrent_matrix(const Program *program, const Equation *state) {
    const Op *function = &program->ops[state->op];
    if (function->operand_count != 1 || function->operands[0].kind != OPERAND_OP) return -1;
    const Op *sum = &program->ops[function->operands[0].index];
    int found = -1;
    for (int i = 0; i < sum->operand_count; i++) {
        if (sum->operands[i].kind != OPERAND_OP) continue;
        const Op *product = &program->ops[sum->operands[i].index];
        if (product->kind != OP_MATVEC && product->kind != OP_VECMAT) continue;
        const Op *vector = &program->ops[product->operands[0].index];
        if (vector->kind != OP_CARRY) continue;
        if (vector->lag != 1 || vector->operands[0].index != state->op || found >= 0) return -1;
        found = product->operands[1].index;
    }
    return found;
}

static double steepest_slope(OpKind kind) {
    switch (kind) {
    case OP_TANH:
    case OP_RELU:
    case OP_IDENTITY:
        return 1.0;
    case OP_SIGMOID:
        return 0.25;
    default:
        return 0.0;
    }
}

bool trace_growth_bound(const Trace *trace, GrowthBound *bound) {
    const Program *program = trace->program;
    const Equation *state = &program->equations[trace_state_equation(trace)];
    bound->slope = steepest_slope(program->ops[state->op].kind);
    bound->param = bound->slope > 0 ? recurrent_matrix(program, state) : -1;
    if (bound->param < 0) return false;
    const Param *w = &program->params[bound->param];
    double *values = memory_alloc((size_t)w->rows * (size_t)w->cols * sizeof *values);
    params_read(&trace->before, bound->param, values);
    bound->singular_value = matrix_largest_singular_value(values, w->rows, w->cols);
    bound->spectral_radius = matrix_spectral_radius(values, w->rows);
    free(values);
    return true;
}

void gradients_compare(const Params *a, const Params *b, int param, double *cosine, double *ratio) {
    const ParamLayout *layout = &a->layout[param];
    const double *row_a = params_block(a, param), *row_b = params_block(b, param);
    double dot = 0;
    for (int i = 0; i < layout->rows; i++, row_a += layout->stride, row_b += layout->stride)
        dot += a->kernels->dot(row_a, row_b, (size_t)layout->length);
    double norm_a = params_norm(a, param), norm_b = params_norm(b, param);
    *cosine = norm_a > 0 && norm_b > 0 ? dot / (norm_a * norm_b) : NAN;
    *ratio = norm_b > 0 ? norm_a / norm_b : NAN;
}
