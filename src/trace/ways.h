// By which ways a gradient comes from a timestep to the one before: along a highway, on which it is only multiplied element by element,
// or through everything else (matrices, gates, peepholes).
#ifndef UNROLL_TRACE_WAYS_H
#define UNROLL_TRACE_WAYS_H

#include "engine/gates.h"
#include "trace/trace.h"

// What the result of `equation` at t gets from later timesteps in a sweep, one lane: what comes in by `way` (its first op; NULL, or the way
// of another equation: nothing), and the rest. Both have kernel_stride(size) doubles, aligned as the kernels want them; both are zero
// behind a cut and at the last timestep. Together they are all that the adjoint gets from later timesteps.
void trace_future_parts(const Trace *trace, const Adjoints *adjoints, const Highway *way, int equation, int t, int lane, double *along,
                        double *rest);

// The same of all states at once, as norms over their elements and lanes: T numbers each, timestep t at t - 1.
typedef struct WayNorms {
    double *along; // by the highways
    double *rest;  // by everything else
} WayNorms;

typedef struct Ways {
    const Highway *highways; // of the cell
    int highway_count;
    WayNorms one;  // of the chosen loss; NULLs where there is no loss
    WayNorms all;  // of the sum of losses
    double *alone; // of the chosen loss's gradient at the first highway's state, at the loss's own timestep: the size of what has come to t
                   // by that highway alone; 0 behind that timestep. NULL without highway or loss
} Ways;

// `highways` must outlive it. The caller finishes it.
void ways_init(Ways *ways, const Trace *trace, const Highway *highways, int highway_count);
void ways_finish(Ways *ways);

#endif
