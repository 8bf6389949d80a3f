#include "engine/params.h"

#include "base/fatal.h"
#include "base/random.h"
#include "engine/kernels.h"
#include "engine/linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Whether the equation says W v: its matrix (out, in) is then stored as (in, out).
static bool multiplies_from_the_left(const Program *program, int param) {
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        if (op->kind != OP_MATVEC && op->kind != OP_VECMAT) continue;
        if (op->operands[1].index == param) return op->kind == OP_MATVEC;
    }
    return false;
}

void params_init(Params *params, const Program *program) {
    params->program = program;
    params->kernels = kernels_best();
    params->layout = memory_alloc_zeros((size_t)program->param_count + 1, sizeof *params->layout);
    params->count = 0;
    for (int i = 0; i < program->param_count; i++) {
        const Param *p = &program->params[i];
        ParamLayout *layout = &params->layout[i];
        bool matrix = p->role == PARAM_MATRIX;
        layout->transposed = matrix && multiplies_from_the_left(program, i);
        layout->rows = !matrix ? 1 : layout->transposed ? p->cols : p->rows;
        layout->length = !matrix || layout->transposed ? p->rows : p->cols;
        layout->stride = kernel_stride(layout->length);
        layout->offset = params->count;
        params->count += (size_t)layout->rows * (size_t)layout->stride;
    }
    size_t bytes = (params->count + 8) * sizeof(double);
    params->data = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!params->data) fatal("out of memory (%zu bytes)", bytes);
    memset(params->data, 0, bytes);
}

void params_finish(Params *params) {
    free(params->data);
    free(params->layout);
    *params = (Params){0};
}

void params_copy(Params *to, const Params *from) {
    memcpy(to->data, from->data, from->count * sizeof(double));
}

double *params_block(const Params *params, int param) {
    return params->data + params->layout[param].offset;
}

// How a parameter as written walks through storage: element (row, col) lies at row * by_row + col * by_col of its block.
static void storage_steps(const ParamLayout *layout, bool matrix, size_t *by_row, size_t *by_col) {
    *by_row = !matrix || layout->transposed ? 1 : (size_t)layout->stride;
    *by_col = layout->transposed ? (size_t)layout->stride : 1;
}

static double *element(const Params *params, int param, int row, int col) {
    size_t by_row, by_col;
    storage_steps(&params->layout[param], params->program->params[param].role == PARAM_MATRIX, &by_row, &by_col);
    return params_block(params, param) + (size_t)row * by_row + (size_t)col * by_col;
}

double params_get(const Params *params, int param, int row, int col) {
    return *element(params, param, row, col);
}

void params_set(Params *params, int param, int row, int col, double value) {
    *element(params, param, row, col) = value;
}

void params_read(const Params *params, int param, double *out) {
    const Param *p = &params->program->params[param];
    const double *block = params_block(params, param);
    size_t by_row, by_col;
    storage_steps(&params->layout[param], p->role == PARAM_MATRIX, &by_row, &by_col);
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++) *out++ = block[(size_t)row * by_row + (size_t)col * by_col];
}

void params_write(Params *params, int param, const double *in) {
    const Param *p = &params->program->params[param];
    double *block = params_block(params, param);
    size_t by_row, by_col;
    storage_steps(&params->layout[param], p->role == PARAM_MATRIX, &by_row, &by_col);
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++) block[(size_t)row * by_row + (size_t)col * by_col] = *in++;
}

static void draw_default(Params *params, int param, double scale, uint64_t seed) {
    const Param *p = &params->program->params[param];
    Random random;
    random_init(&random, seed, "init", p->name);
    size_t count = (size_t)p->rows * (size_t)p->cols;
    double *values = memory_alloc(count * sizeof *values);
    for (size_t i = 0; i < count; i++) values[i] = p->role == PARAM_BIAS ? 0.0 : (2.0 * random_uniform(&random) - 1.0) * scale;
    params_write(params, param, values);
    free(values);
}

static void draw_identity(Params *params, int param) {
    const Param *p = &params->program->params[param];
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++) params_set(params, param, row, col, row == col ? 1.0 : 0.0);
}

// Scales a square matrix to a spectral radius. One without an eigenvalue to scale (nilpotent) stays as it was drawn.
static void scale_to_radius(Params *params, int param, double radius) {
    const Param *p = &params->program->params[param];
    size_t count = (size_t)p->rows * (size_t)p->cols;
    double *values = memory_alloc(count * sizeof *values);
    params_read(params, param, values);
    double now = matrix_spectral_radius(values, p->rows);
    if (now > 0 && isfinite(now)) {
        for (size_t i = 0; i < count; i++) values[i] *= radius / now;
        params_write(params, param, values);
    }
    free(values);
}

bool params_draw(Params *params, Init init, uint64_t seed) {
    const Program *program = params->program;
    double scale = init.kind == INIT_SCALE ? init.value : 1.0 / sqrt((double)program->hidden);
    bool scaled = false;
    for (int i = 0; i < program->param_count; i++) {
        const Param *p = &program->params[i];
        switch (p->init) {
        case PARAM_INIT_DEFAULT:
            draw_default(params, i, scale, seed);
            break;
        case PARAM_INIT_IDENTITY:
            draw_identity(params, i);
            break;
        case PARAM_INIT_CONSTANT:
            for (int row = 0; row < p->rows; row++)
                for (int col = 0; col < p->cols; col++) params_set(params, i, row, col, p->init_constant);
            break;
        }
        if (init.kind == INIT_SPECTRAL && p->acts_on_lagged && p->rows == p->cols && p->rows == program->hidden) {
            scale_to_radius(params, i, init.value);
            scaled = true;
        }
    }
    return init.kind != INIT_SPECTRAL || scaled;
}

static double sum_of_squares(const Params *params, int param) {
    const Kernels *k = params->kernels;
    const ParamLayout *layout = &params->layout[param];
    const double *row = params_block(params, param);
    if (layout->length == layout->stride) return k->sum_squares(row, (size_t)layout->rows * (size_t)layout->stride);
    double sum = 0;
    for (int i = 0; i < layout->rows; i++, row += layout->stride) sum += k->sum_squares(row, (size_t)layout->length);
    return sum;
}

double params_norm(const Params *params, int param) {
    return sqrt(sum_of_squares(params, param));
}

double params_joint_norm(const Params *params) {
    double sum = 0;
    for (int i = 0; i < params->program->param_count; i++) sum += sum_of_squares(params, i);
    return sqrt(sum);
}

void params_scale(Params *params, double factor) {
    params->kernels->scale(params->data, factor, params->data, params->count);
}

bool params_all_finite(const Params *params, int *param) {
    const Kernels *k = params->kernels;
    for (int i = 0; i < params->program->param_count; i++) {
        const ParamLayout *layout = &params->layout[i];
        const double *row = params_block(params, i);
        for (int r = 0; r < layout->rows; r++, row += layout->stride)
            if (!k->all_finite(row, (size_t)layout->length)) {
                *param = i;
                return false;
            }
    }
    return true;
}
