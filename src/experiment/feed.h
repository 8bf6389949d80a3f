// Where in the stream each iteration reads: block after block as it stands, or the blocks shuffled.
#ifndef UNROLL_EXPERIMENT_FEED_H
#define UNROLL_EXPERIMENT_FEED_H

#include "experiment/session.h"

// The pair of the stream, from 0, at which each lane starts in the iteration after `updates` updates. `starts` has room for all lanes;
// zeros where sequences are drawn instead.
void feed_starts(const Session *session, long updates, long *starts);

// Puts the session's own starts there. Quicker, for it keeps the order of the blocks for a whole pass through the stream.
void feed_place(Session *session, long updates);

#endif
