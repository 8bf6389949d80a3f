// Asking any number without the pointer: keys go from number to number, as people read or to the nearest in a direction.
#ifndef UNROLL_APP_NUMBER_H
#define UNROLL_APP_NUMBER_H

#include "app/state.h"

// The hit of the last frame at which the asked number is shown; NULL where none is asked, or it does not show.
const Hit *number_hit(const State *state);

#endif
