// The keyboard's way to every control of the last frame.
#ifndef UNROLL_APP_FOCUS_H
#define UNROLL_APP_FOCUS_H

#include "app/state.h"

// Goes `by` (+1 or -1) controls on, as people read, round the ends. What something lies upon is not reached. While the panel is open it has
// the keyboard: its buttons, then its fields, each of which is edited when it is reached (what was typed in the one before is committed
// first).
void focus_move(State *state, int by);

// Does what a click on the focused control would do; without one, answers the question if it is asked.
bool focus_activate(State *state, Report *report);

// The hit of the last frame that has the focus; NULL if none.
const Hit *focus_hit(const State *state);

// Does what a click on a hit does: runs its command, or edits its field.
bool hit_activate(State *state, const Hit *hit, Report *report);

#endif
