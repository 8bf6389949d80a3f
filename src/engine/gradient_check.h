// Backpropagation through time against central differences.
#ifndef UNROLL_ENGINE_GRADIENT_CHECK_H
#define UNROLL_ENGINE_GRADIENT_CHECK_H

#include "engine/run.h"

// The derivative of the loss with respect to one weight by central differences, (L(w + step) - L(w - step)) / (2 step), from the run's
// initial state. Where the schedule truncates, the states at the cuts are held fixed at their values in `run`, which is what the truncated
// gradient is the gradient of. `run` has been run forward with these params and this input.
double gradient_by_difference(const Run *run, const Params *params, const RunInput *input, int param, int row, int col, double step);

// The loss if one weight had this value, all else as it is: the function whose slope the above is. States at the cuts are held fixed in the
// same way.
double loss_at_weight(const Run *run, const Params *params, const RunInput *input, int param, int row, int col, double value);

// The relative distance |g - d| / max(|g|, |d|, 1e-12) between the gradient by backpropagation and by central differences over all weights
// of one parameter (Euclidean norms; 0 if both are 0).
double gradient_check(const Run *run, const Params *params, const RunInput *input, const Params *grads, int param, double step);

#endif
