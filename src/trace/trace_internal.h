// Steps of making a trace, a file each.
#ifndef UNROLL_TRACE_TRACE_INTERNAL_H
#define UNROLL_TRACE_TRACE_INTERNAL_H

#include "trace/trace.h"

void trace_make_reach(Trace *trace);       // reach.c
void trace_make_beats(Trace *trace);       // beats.c; moments can be asked for already
struct TraceMemo *trace_memo_create(void); // memo.c; empty
void trace_memo_destroy(struct TraceMemo *memo);

#endif
