// What stands over the picture is drawn with a frame of its own, which works before there is a trace.
#ifndef UNROLL_APP_PANELS_OVER_H
#define UNROLL_APP_PANELS_OVER_H

#include "app/state.h"
#include "view/frame.h"

// A frame for widgets only: sizes, theme, words, list and hits. `view` must outlive it.
Frame over_frame(State *state, const View *view);

// The part of the picture between the header and the sentence.
Rect over_area(State *state);

// Where messages stand: the right part of the header, beside its buttons in the last frame.
Rect over_notice(State *state);

// The part right of the stage, where numbers are explained. The trace must be there.
Rect over_side(State *state);

// Pixels a unit in the picture that the state shows.
float over_unit(State *state);

#endif
