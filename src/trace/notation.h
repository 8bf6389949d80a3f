// Names and numbers as the sentences and explanations write them.
#ifndef UNROLL_TRACE_NOTATION_H
#define UNROLL_TRACE_NOTATION_H

#include "trace/trace.h"

// "h[2]" for the result of an equation; "x[3]"; the formula with its timestep for any other op.
void notation_op(const Trace *trace, int op, int t, Text *out);
void notation_loss(int t, Text *out);          // "L₃"
void notation_number(double value, Text *out); // about 3 significant digits: "0.382", "−1.24", "0.0171", "3.1e-08"; "0" for zero alone
void notation_change(double before, double after, Text *out_before,
                     Text *out_after);                   // two numbers with as many digits as it takes to tell them apart
void notation_vector(const double *v, int n, Text *out); // "(−0.56, −0.24, −0.12)", at most 4 elements and "…"; a one-hot NULL gives "…"
double notation_norm(const double *v, int n);            // Euclidean

#endif
