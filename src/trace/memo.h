// What the plots ask of a trace: made when it is first asked for and kept with the trace, so that a frame in which nothing changed computes
// nothing.
#ifndef UNROLL_TRACE_MEMO_H
#define UNROLL_TRACE_MEMO_H

#include "trace/sensitivity.h"
#include "trace/ways.h"

// Multiplications that one answer may take: beyond them it is not made, since no frame could wait for it.
#define MEMO_MAX_WORK 3e8

enum { MEMO_MAX_MATRIX = 192 }; // rows of a matrix whose eigenvalues a frame can wait for

// What is given back belongs to the trace, and is valid until the same is asked for another loss, timestep or parameter.
typedef struct TraceMemo TraceMemo;

// |dL_s/dh[t]| and |dL_s/dx[t]| over all pairs (s, t), of trace_state_equation. NULL above SENSITIVITY_MAX_STEPS or MEMO_MAX_WORK.
const Sensitivity *trace_memo_map(const Trace *trace);

// |dL_s/dx[t]| for t = 1..T (at t - 1): how much the loss at s listens to each input. NULL where no loss stands at s, or above
// MEMO_MAX_WORK.
const double *trace_memo_listening(const Trace *trace, int s);

// |dh[t]/dx[k]| for k = 1..T (at k - 1), lane 0: what is left in the state at t of what came in at k. Cuts do not count, for they stop
// nothing on the way forward. NULL where no state is read at a lag, or above MEMO_MAX_WORK.
const double *trace_memo_decay(const Trace *trace, int t);

// The gradient of a parameter as a sum over timesteps. Each of T numbers, timestep t at t - 1.
typedef struct WeightShares {
    double norm;     // of the whole gradient g
    double *norms;   // of the share of timestep t
    double *along;   // its part along g, (share . g) / |g|: over all timesteps they add up to |g|. NaN where g is 0 and the share is not
    double *running; // of the sum of `along` from T down to t, as the backward pass collects it: |g| at t = 1
} WeightShares;
// NULL above MEMO_MAX_WORK.
const WeightShares *trace_memo_shares(const Trace *trace, int param);

// The matrix that carries the state from one timestep to the next: the first square one that acts on a state read at a lag.
typedef struct RecurrentMatrix {
    int param;
    double singular_value;  // its largest; NaN above MEMO_MAX_MATRIX rows
    double spectral_radius; // its largest absolute eigenvalue; NaN likewise
} RecurrentMatrix;
// NULL where a cell has none.
const RecurrentMatrix *trace_memo_matrix(const Trace *trace);

// The highways of the cell, in the order of its equations; their number into `count`, which may be 0.
const Highway *trace_memo_highways(const Trace *trace, int *count);

// The state by which a gradient travels farthest: that of the first highway (the cell state of an LSTM), else trace_state_equation.
int trace_memory_equation(const Trace *trace);

// By which ways the gradients of the chosen loss and of all losses come. NULL above MEMO_MAX_WORK.
const Ways *trace_memo_ways(const Trace *trace);

// What a picture has laid out for this trace, kept for the next frame by whoever draws it: one thing at a time, NULL before the first.
// `destroy` is called on it when another is kept or the trace ends.
void trace_memo_keep(const Trace *trace, void *layout, void (*destroy)(void *layout));
void *trace_memo_kept(const Trace *trace);

// trace_growth_bound; NULL where it is false, and above MEMO_MAX_MATRIX rows.
const GrowthBound *trace_memo_bound(const Trace *trace);

#endif
