// What the tests of the trace share: traces of experiments written as lines.
#ifndef UNROLL_TESTS_TRACE_FIXTURE_H
#define UNROLL_TESTS_TRACE_FIXTURE_H

#include "../experiment/fixture.h"

#include "trace/trace.h"

// Experiments that differ in everything that moments and adjoints depend on; NULL behind the last.
extern const char *const trace_experiments[];

// The trace of an experiment's next iteration after `updates` updates. The caller destroys it before the next is made.
Trace *fixture_trace(Fixture *fixture, const char *lines, int updates);

// The op of an equation's result; fails the test if there is none of that name.
int op_named(const Trace *trace, const char *name);
int equation_named(const Trace *trace, const char *name);

// Room for a vector, as the kernels want it; the caller frees it.
double *vector_room(int size);

#endif
