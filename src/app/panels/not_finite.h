// Where a run first held a number that is not finite.
#ifndef UNROLL_APP_PANELS_NOT_FINITE_H
#define UNROLL_APP_PANELS_NOT_FINITE_H

#include "trace/trace.h"

// Appends one sentence with the iteration and the place: "Iteration 12: the loss at t = 3 is not finite ...". A finite trace is taken
// for one whose update was not.
void not_finite_describe(const Trace *trace, const Words *words, Text *out);

// The same in few words and without advice: "Iteration 12: h[3] is not finite at t = 3".
void not_finite_name(const Trace *trace, const Words *words, Text *out);

// The moment in which that number came to be; -1 where it is not among the moments.
long not_finite_moment(const Trace *trace);

#endif
