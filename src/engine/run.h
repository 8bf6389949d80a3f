// Running a program over the timesteps of one iteration: forward in order, backward in reverse. Everything that was computed stays in the
// buffers until the next run: they are the trace.
#ifndef UNROLL_ENGINE_RUN_H
#define UNROLL_ENGINE_RUN_H

#include "engine/gates.h"
#include "engine/kernels.h"
#include "engine/params.h"

// When a state is carried and when its gradient is cut. Timesteps count from 1.
typedef struct Schedule {
    int steps;      // T
    int lanes;      // B
    int window;     // K: backward cuts between K and K+1, 2K and 2K+1, ...; 0: none (full BPTT)
    int first_loss; // timesteps before this one have no loss (1: all may; T: the last only)
    int advance;    // how many timesteps further on the next iteration starts (T, or K1 of "K1,K2")
} Schedule;

// What goes in and what is wanted, (T, B) from the first timestep on. Either the indices or the vectors of each are NULL.
// The arrays belong to the caller and are read by run_forward and run_backward.
typedef struct RunInput {
    const int *input_index;  // -1: zeros
    const double *input;     // rows of kernel_stride(input_size)
    const int *target_index; // -1: nothing wanted
    const double *target;    // rows of kernel_stride(output_size)
    const bool *has_target;  // NULL: everywhere
} RunInput;

// Adjoints of one backward sweep: dL/dv for every op with needs_gradient, (T, B, stride).
typedef struct Adjoints Adjoints;

typedef struct Run Run;

// Buffers for a program under a schedule; initial states are zero. `program` must outlive it. Sizes were capped by the caller.
Run *run_create(const Program *program, const Schedule *schedule);
void run_destroy(Run *run);
const Program *run_program(const Run *run);
const Schedule *run_schedule(const Run *run);
size_t run_bytes(const Program *program, const Schedule *schedule); // what run_create would take

// States (and lagged inputs) before the first timestep: zero; as another run of the same cell has them, whatever either of the two holds;
// or taken over from timestep `schedule.advance` of the run itself, as a stream goes on.
void run_reset_state(Run *run);
void run_copy_state(Run *to, const Run *from);
void run_advance_state(Run *run);
// ... or from timestep t of another run of the same program and lanes.
void run_take_state(Run *to, const Run *from, int t);

// How many updates have been made before the iteration that is run next: what the holds of an OP_CLAMP go by. 0 to begin with.
void run_set_updates(Run *run, long updates);
long run_updates(const Run *run);
// The hold of an OP_CLAMP in that iteration; NULL where it passes on what it gets, and for any other op.
const Hold *run_held(const Run *run, int op);

// Forward over all timesteps, then the losses. Returns their sum divided by the lanes.
double run_forward(Run *run, const Params *params, const RunInput *input);

// After run_forward: the adjoints of the loss and the gradient of every weight (lane average, before clipping).
void run_backward(Run *run, const Params *params, const RunInput *input, Params *grads);

// The same sweep for the loss at one timestep alone, into adjoints of its own, without weight gradients. After run_backward with the
// same weights: it packs them for the products of the way back.
Adjoints *adjoints_create(const Run *run);
void adjoints_destroy(Adjoints *adjoints);
void run_backward_from_loss(const Run *run, const Params *params, const RunInput *input, int t, Adjoints *adjoints);

// The same sweep from one vector of a state, whatever the losses: `seed` (kernel_stride(size) doubles) is its adjoint at timestep t, in one
// lane. `op` is read at a lag.
void run_backward_from_state(const Run *run, const Params *params, int op, int t, int lane, const double *seed, Adjoints *adjoints);

// Of the adjoint that a highway's state has at timestep t in `from`, the part that goes back by the highway alone, through no matrix and
// no gate's own equation: the adjoint times the product of what multiplies on the way (in an LSTM, of the forget gates), and zero behind a
// cut. In `out` (of the same run; not `from`) afterwards adjoints_get of the state's op is that part at every timestep, in all lanes, and
// zero behind t; other ops hold nothing of use.
void run_backward_along(const Run *run, const Params *params, const Highway *way, const Adjoints *from, int t, Adjoints *out);

// dL/dx at timestep t, one lane, by a sweep that has been made: what all readers of x send back, through no cut since inputs are not
// carried. `out` has kernel_stride(input_size) doubles.
void run_input_adjoint(const Run *run, const Params *params, const Adjoints *adjoints, int t, int lane, double *out);

// Reading. t from 1 - lag to T for states and inputs, 1 to T for everything else; `size` doubles of the op. NULL where there is nothing
// (an input given as an index: use run_input_index; an adjoint without needs_gradient).
const double *run_value(const Run *run, int op, int t, int lane);
const double *run_adjoint(const Run *run, int op, int t, int lane);
const double *adjoints_get(const Adjoints *adjoints, int op, int t, int lane);
const Adjoints *run_adjoints(const Run *run);
int run_input_index(const Run *run, int t, int lane); // t from 1 - lag; -1: zeros, or inputs are vectors
bool run_inputs_are_indices(const Run *run);
double run_loss_at(const Run *run, int t, int lane);             // 0 where there is none
double run_loss_of(const Run *run, int t);                       // summed over lanes
double run_loss(const Run *run);                                 // the sum over t, divided by the lanes
bool run_has_loss(const Run *run, const RunInput *input, int t); // whether any lane has a loss there

// Whether the backward link of a read at `lag` from timestep t is cut: some cut lies between t - lag and t.
bool schedule_is_cut(const Schedule *schedule, int t, int lag);

// One contribution, as the backward sweep adds it, recomputed by the same kernels: what reader op `reader` at timestep t sends to its
// operand number `slot` (for a carry: to the state at t - lag; zero where cut). `out` has kernel_stride(size of the operand) doubles.
void run_contribution(const Run *run, const Params *params, const Adjoints *adjoints, int reader, int slot, int t, int lane, double *out);

// What the loss at timestep t sends to the program's logits_op (cross-entropy) or output_op (squared error).
void run_loss_contribution(const Run *run, const RunInput *input, int t, int lane, double *out);

// The gradient of one parameter from the timesteps from..to alone (from > to: zeros), into its block of `grads`: later timesteps first,
// within each the uses from the last op to the first, then lanes. From 1..T it is the gradient to the bit; from t..t the share of timestep
// t.
void run_weight_gradient(const Run *run, const Adjoints *adjoints, int param, int from, int to, Params *grads);
// What one op adds at timestep t to the gradients of the parameters that it uses.
void run_add_weight_share_of_op(const Run *run, const Adjoints *adjoints, int op, int t, Params *grads);

// Who reads an op's result, in the order in which the sweep adds their contributions (the loss, if it reads the op, comes before all of
// them).
typedef struct Reader {
    int op, slot;
    int lag; // 0, or the lag of the carry: the reader stands at t + lag
} Reader;
int run_readers(const Run *run, int op, const Reader **readers);
bool run_loss_reads(const Run *run, int op);

// The part of a timestep to which an op belongs: before the recurrence (of the input alone), in it, or after it (the readout).
typedef enum OpGroup { GROUP_BEFORE, GROUP_RECURRENT, GROUP_AFTER } OpGroup;
OpGroup run_group(const Run *run, int op);

// The first place where something is not finite, in the order of the moments; false if all is finite.
typedef struct NotFinite {
    bool in_loss, in_backward; // neither: a value forward
    int op, t, lane;           // op -1 for a loss
} NotFinite;
bool run_find_not_finite(const Run *run, NotFinite *found);

#endif
