// What has been trained already is not trained again, where two experiments differ only in what they hold, or in how far they are trained.
#ifndef UNROLL_APP_EXPERIMENTS_ADOPT_H
#define UNROLL_APP_EXPERIMENTS_ADOPT_H

#include "app/state.h"

// Takes over, into a recording that has just begun, what one of those that are open has in common with it: the furthest, up to `updates`
// updates.
void state_adopt(const State *state, Recording *recording, long updates);

// The same for every lane of a comparison that stands beside a leading experiment of so many updates.
void state_adopt_lanes(const State *state, Comparison *comparison, long updates);

#endif
