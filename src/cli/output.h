// What the verbs write.
#ifndef UNROLL_CLI_OUTPUT_H
#define UNROLL_CLI_OUTPUT_H

#include "trace/trace.h"

// Writes to the standard output and flushes it. False, with a message on the standard error, where that fails (a full disk, a closed file).
bool output_write(const Text *text, const Words *words);

// Writes a report's problems to the standard error.
void output_problems(const Report *report);

// Says on the standard error where a trace first holds a number that is not finite, and at which iteration.
void output_not_finite(const Trace *trace, const Words *words);

// Seconds of a clock that only goes forward. `context` is not used.
double output_clock(void *context);

#endif
