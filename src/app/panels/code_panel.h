// The panel with the code of the iteration: made anew when another trace is shown, scrolled to the line of the moment.
#ifndef UNROLL_APP_PANELS_CODE_PANEL_H
#define UNROLL_APP_PANELS_CODE_PANEL_H

#include "app/event.h"
#include "app/state.h"

// Whether it is open and there is something to show.
bool code_panel_is_shown(const State *state);

// The room in px that it wants beside the stage of a view.
float code_panel_room(const State *state, const View *view);

// Draws it for the state's moment, having made the code and found the line as far as these are new. While training is played the lines stay
// those of the iteration that it began with: only the numbers in them are others.
void code_panel_show(State *state);

// Scrolls where the pointer is over it. False where it is not.
bool code_panel_wheel(State *state, const Event *event);

#endif
