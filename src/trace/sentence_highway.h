// What sentences say where a moment lies on a highway: the way of a state on which no matrix stands (engine/gates.h).
#ifndef UNROLL_TRACE_SENTENCE_HIGHWAY_H
#define UNROLL_TRACE_SENTENCE_HIGHWAY_H

#include "trace/trace.h"

// Appends nothing where the moment is not on a highway, else a sentence or two, each with a space before it. Forward: by what the state of
// the timestep before was multiplied on its way into this one's. Backward: what goes along it, what has crossed, that a state's gradient is
// complete, or that a held gate shuts it.
void sentence_highway(const Trace *trace, Moment moment, const Words *words, Text *out);

#endif
