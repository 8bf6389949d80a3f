// Whoever closes the window with equations that stand in no file is asked once.
#ifndef UNROLL_APP_QUIT_H
#define UNROLL_APP_QUIT_H

#include "app/state.h"
#include "view/frame.h"

// Quits, or asks first where equations would be lost. Asked already: quits.
void quit_ask(State *state);

// A key while the question covers everything.
void quit_key(State *state, const char *key, Report *report);

// Draws the question over the picture.
void quit_draw(State *state, Frame *frame);

#endif
