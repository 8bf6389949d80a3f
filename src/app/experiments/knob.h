// The knob: what makes gradients vanish or explode, changed at once on the same seed. Whatever is turned, training begins anew, for it
// would have begun elsewhere: the first iteration is shown, at the moment of the same name.
#ifndef UNROLL_APP_EXPERIMENTS_KNOB_H
#define UNROLL_APP_EXPERIMENTS_KNOB_H

#include "app/state.h"

#define RADIUS_MOST 10.0 // that can be asked for by its number; the slider ends earlier

// Scales the recurrent matrices to a spectral radius, in 0 .. RADIUS_MOST. A weight that was set by hand gives way. `remember`: state_undo
// brings back what was there; a hand that goes on dragging leaves one step behind it, not hundreds. False with a problem where the cell has
// no such matrix.
bool knob_set_radius(State *state, double radius, bool remember, Report *report);

// The same experiment for other keys: KEY is given `value`, or its default where that is NULL.
bool knob_set_key(State *state, Key key, const char *value, Report *report);

#endif
