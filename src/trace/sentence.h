// One sentence a moment, made from the trace: shown under the stage, printed by `trace --format text`, read by screen readers.
#ifndef UNROLL_TRACE_SENTENCE_H
#define UNROLL_TRACE_SENTENCE_H

#include "trace/trace.h"

// Appends the sentence of a moment in the words' language, with its numbers.
void trace_sentence(const Trace *trace, long index, const Words *words, Text *out);

// The sentence of a position: as trace_sentence of the moment that it shows, but folded (0), unfolded (up to 0.5) and the question have
// their own.
void trace_sentence_at(const Trace *trace, double position, const Words *words, Text *out);

#endif
