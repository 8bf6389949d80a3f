// What a trained language model writes.
#ifndef UNROLL_CLI_SAMPLING_H
#define UNROLL_CLI_SAMPLING_H

#include "base/random.h"
#include "experiment/session.h"

// Whether the session is a language model: symbols in, a probability for each of the same symbols out. False, with a problem, if not.
bool sampling_possible(const Session *session, Report *report);
bool sampling_can(const Session *session);

// Appends `length` symbols: the first is any symbol, each further one from the probabilities that the model gives after
// those before it, from the zero state on. The same seed draws the same text. Stops early where a probability is not finite.
void sampling_write(const Session *session, uint64_t seed, long length, Text *out);

#endif
