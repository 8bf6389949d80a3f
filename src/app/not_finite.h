// Where a run first held a number that is not finite.
#ifndef UNROLL_APP_NOT_FINITE_H
#define UNROLL_APP_NOT_FINITE_H

#include "trace/trace.h"

// Appends one sentence with the iteration and the place: "Iteration 12: the loss at t = 3 is not finite ...". A finite trace is taken
// for one whose update was not.
void not_finite_describe(const Trace *trace, const Words *words, Text *out);

#endif
