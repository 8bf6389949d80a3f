// The panel with the keys of the experiment: each with its value, which can be edited in place and holds at once.
#ifndef UNROLL_APP_PANELS_PANEL_H
#define UNROLL_APP_PANELS_PANEL_H

#include "app/state.h"
#include "view/frame.h"

// Opens it where it is not, and starts to edit a key's value (what was being edited is dropped).
void panel_edit(State *state, Key key);

// Closes it and drops what was typed.
void panel_close(State *state);

// Ends editing and drops what was typed.
void panel_stop_editing(State *state);

// Opens the experiment with the value that was typed. Where it is refused, the field stays open with the problem beside it; false then.
bool panel_commit(State *state);

// A click at x, px, into the field that is being edited puts the caret there.
void panel_place_caret(State *state, float x);

// Scrolls by px, within the content.
void panel_scroll(State *state, float by);

// The room in px that it wants beside the stage of a view; 0 where the picture is too narrow for both, and it lies over the stage.
float panel_room(const View *view);

// Draws it at the right of the picture.
void panel_draw(State *state, Frame *frame);

#endif
