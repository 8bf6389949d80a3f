// The card that proves a gradient, and the forward runs that it takes: a few each frame.
#ifndef UNROLL_APP_PANELS_PROVE_H
#define UNROLL_APP_PANELS_PROVE_H

#include "app/state.h"

// Whether losses are still to be computed for the card that is open. False while there is none.
bool prove_is_working(const State *state);

// Computes for about `seconds`, one loss at least; begins anew where another trace is shown, and closes the card where that has no such
// weight.
void prove_work(State *state, double seconds);

// Draws the card over the stage.
void prove_draw(State *state);

#endif
