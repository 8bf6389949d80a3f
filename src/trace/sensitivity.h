// How far a loss is heard: the size of dL_s/dh[t] and of dL_s/dx[t] for every loss s, and how what came in decays on the way forward.
// Each row is a backward sweep of its own (T sweeps for the whole map: for T = 60 and hidden 32 about a millisecond), read from the
// engine's adjoints.
#ifndef UNROLL_TRACE_SENSITIVITY_H
#define UNROLL_TRACE_SENSITIVITY_H

#include "trace/trace.h"

typedef struct Sensitivity {
    int steps;      // T
    int equation;   // the state that is asked about
    double *states; // (T, T): row s - 1, column t - 1: the norm of dL_s/dh[t] over size and lanes; 0 where t > s or no loss stands at s
    double *inputs; // (T, T): the same of dL_s/dx[t]
} Sensitivity;

enum { SENSITIVITY_MAX_STEPS = 256 }; // more timesteps than that make no picture, and T * T numbers

// False (and an empty result) where T is above SENSITIVITY_MAX_STEPS. The caller finishes it.
bool sensitivity_init(Sensitivity *sensitivity, const Trace *trace, int equation);
void sensitivity_finish(Sensitivity *sensitivity);

// One loss alone, any T: T norms each; either may be NULL.
void trace_sensitivity_of_loss(const Trace *trace, int s, int equation, double *states, double *inputs);

// The norm of dh[t]/dx[k] (Frobenius, lane 0) for k = 1..T into out[k - 1]; 0 for k > t. `equation` is read at a lag.
// Cuts count: they are part of how gradients flow, so ask with a trace that has none to see how far the state carries.
void trace_forward_decay(const Trace *trace, int equation, int t, double *out);

// What bounds the growth of the gradient over k timesteps in a cell whose state is f(... + W h[t-1]): (largest singular value of W times
// the steepest slope of f)^k (Pascanu et al. 2013). False for a cell of another form.
typedef struct GrowthBound {
    int param;              // W
    double singular_value;  // its largest
    double spectral_radius; // its largest absolute eigenvalue
    double slope;           // steepest of f: 1 for tanh, relu and identity, 1/4 for sigmoid
} GrowthBound;
bool trace_growth_bound(const Trace *trace, GrowthBound *bound);

// Cosine of the angle between two gradients of a parameter, and the ratio of their norms (a over b). NaN where a norm is 0.
void gradients_compare(const Params *a, const Params *b, int param, double *cosine, double *ratio);

#endif
