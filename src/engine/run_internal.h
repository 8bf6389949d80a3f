// What the files of a run share: its buffers and the plan of the two passes.
#ifndef UNROLL_ENGINE_RUN_INTERNAL_H
#define UNROLL_ENGINE_RUN_INTERNAL_H

#include "engine/run.h"

typedef struct OpPlan {
    OpGroup group;
    int stride;
    int history;    // timesteps kept before the first: the largest lag at which the op is read
    double *values; // (history + T, B, stride), from timestep 1 - history on; NULL for inputs and carries
    double *first;  // the op's own row of timestep 1, lane 0; a carry's and an input's in what they read. NULL for inputs known as indices
    int first_reader, reader_count; // into Run.readers
    bool loss_reads;
    bool clear;       // the adjoint starts from zeros, since its first contribution does not reach every timestep
    int adjoint_root; // whose adjoint it shares: a plain summand has the adjoint of its sum
} OpPlan;

// What the sweep does with the contribution of an op to one of its operands; and a number in a sum as a row of its own.
typedef struct SlotPlan {
    const double *constant;
    bool sends;    // false: no gradient is wanted there, or the operand shares the adjoint of this op
    bool add;      // added to what is there; else it is the first
    bool deferred; // from the recurrence to what stands before it: in one go for all timesteps, when the recurrence is done
} SlotPlan;

// One use of a parameter.
typedef struct Use {
    int op, slot;
} Use;

typedef struct ParamPlan {
    Use *uses; // in the order of the backward pass
    int use_count;
    double *packed; // a matrix whose operand needs a gradient, with rows and columns of its storage exchanged; NULL otherwise
    int packed_stride;
} ParamPlan;

struct Adjoints {
    const Run *run;
    double **rows; // per op: (T, B, stride), NULL without needs_gradient; may be shared (OpPlan.adjoint_root)
    Arena arena;
};

typedef struct OpList {
    int *ops;
    int count;
} OpList;

struct Run {
    const Program *program;
    const Kernels *kernels;
    Schedule schedule;
    long updates; // made before the iteration that is run
    OpPlan *ops;
    ParamPlan *params;
    Reader *readers;
    SlotPlan **slots;        // per op, per operand
    OpList computed[3];      // per OpGroup: the ops that forward has something to compute for, in order
    OpList sending[3];       // per OpGroup: the ops that send a gradient at once, in the order of the backward pass
    OpList deferring;        // those of the recurrence that send to what stands before it
    int *input_index;        // (input_max_lag + T, B), from timestep 1 - input_max_lag on
    double *input_rows;      // the same as vectors: where inputs are vectors, or an op needs them as such
    bool inputs_are_indices; // in the last run
    bool input_needs_rows;   // some op other than a matrix reads x
    double *log_sum;         // (T, B): of the output's softmax
    double *losses;          // (T, B)
    double *loss_of;         // (T): summed over lanes
    double loss;
    double *scratch; // rows of the widest op, T * B of them
    Adjoints adjoints;
    Arena arena;
};

static inline size_t run_rows(const Run *run) {
    return (size_t)run->schedule.steps * (size_t)run->schedule.lanes;
}

// First double of timestep t (from 1), lane 0, in an array that starts at timestep 1 - history.
static inline double *rows_at(const Run *run, double *rows, int stride, int history, int t) {
    return rows + (ptrdiff_t)(history + t - 1) * run->schedule.lanes * stride;
}

// Decides groups, readers and uses; the run's program and arena are set.
void run_plan(Run *run);

// Rows of an op's values from timestep t, lane 0 on; not for an input that is only known as an index.
static inline const double *op_values(const Run *run, int op, int t) {
    return run->ops[op].first + (ptrdiff_t)(t - 1) * run->schedule.lanes * run->ops[op].stride;
}

// The indices that an OP_INPUT reads, from timestep t, lane 0 on; whether the last run gave indices at all.
const int *index_at(const Run *run, int op, int t);
bool reads_indices(const Run *run, int op);

// Whether row (t - 1) * B + lane has a loss, and under squared error the distance of an output row from what is wanted there.
bool row_has_loss(const Run *run, const RunInput *input, size_t row);
void loss_distance(const Run *run, const RunInput *input, size_t row, const double *output, double *out);

void adjoints_init(Adjoints *adjoints, const Run *run);
void adjoints_finish(Adjoints *adjoints);

#endif
