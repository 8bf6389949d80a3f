// The weights of a program, and arrays of the same layout: gradients, an optimiser's memory.
#ifndef UNROLL_ENGINE_PARAMS_H
#define UNROLL_ENGINE_PARAMS_H

#include "engine/kernels.h"
#include "engine/program.h"

#include <stdint.h>

// One block of doubles for all parameters. A matrix is stored in the layout of the forward product, (in, kernel_stride(out)), so
// W v of shape (out, in) lies transposed and v W of shape (in, out) as written; a vector is one row.
typedef struct ParamLayout {
    size_t offset; // of its first element in Params.data
    int rows;      // as stored: `rows` rows of `length` elements, `stride` doubles apart
    int length;
    int stride;
    bool transposed; // the equation's (row, col) is stored at (col, row)
} ParamLayout;

typedef struct Params {
    const Program *program;
    const Kernels *kernels;
    double *data; // `count` doubles, 64-byte aligned, padding included
    size_t count;
    ParamLayout *layout; // one for each of program->params
} Params;

typedef enum InitKind { INIT_DEFAULT, INIT_SCALE, INIT_SPECTRAL } InitKind;

typedef struct Init {
    InitKind kind;
    double value; // the scale S, or the spectral radius R
} Init;

// All zeros. `program` must outlive it.
void params_init(Params *params, const Program *program);
void params_finish(Params *params);
void params_copy(Params *to, const Params *from); // both of the same program

// Draws the weights: matrices and diagonals uniform in +-S (default 1/sqrt(hidden)), biases 0, each parameter with its own generator
// ("init:NAME"), row-major as written; annotations override. False where spectral scaling finds no matrix that acts on a lagged vector.
bool params_draw(Params *params, Init init, uint64_t seed);

// The element at (row, col) as written in the equation; a vector has col 0.
double params_get(const Params *params, int param, int row, int col);
void params_set(Params *params, int param, int row, int col, double value);

// Start of a parameter in `data`.
double *params_block(const Params *params, int param);

// A parameter as written, row-major without padding: rows * cols doubles.
void params_read(const Params *params, int param, double *out);
void params_write(Params *params, int param, const double *in);

// Norms over real elements only (the padding is left out).
double params_norm(const Params *params, int param); // of one
double params_joint_norm(const Params *params);      // of all
void params_scale(Params *params, double factor);
bool params_all_finite(const Params *params, int *param); // the first that is not is left in *param

#endif
