// A camera that is moved by a command glides to its place, so that the eye can follow.
#ifndef UNROLL_APP_GLIDE_H
#define UNROLL_APP_GLIDE_H

#include "app/state.h"

// To be called before state->camera is changed: what is seen now is where the glide begins. Without motion, nothing glides.
void glide_begin(State *state);

// Where the camera is at state->now: state->camera itself once it has arrived.
Camera glide_camera(State *state);

bool glide_is_moving(const State *state);

// Arrives at once.
void glide_end(State *state);

#endif
