// A camera that is moved by a command glides to its place, so that the eye can follow.
#ifndef UNROLL_APP_GLIDE_H
#define UNROLL_APP_GLIDE_H

#include "app/state.h"

// To be called before state->camera is changed: what is seen now is where the glide begins. Without motion, nothing glides.
void glide_begin(State *state);

// Where the camera is at state->now: state->camera itself once it has arrived.
Camera glide_camera(State *state);

bool glide_is_moving(const State *state);

// Where the playhead has gone somewhere since the last time, the camera goes there too if the timestep is out of view; the zoom stays. Who
// has only panned is left alone. To be called in each frame.
void glide_follow(State *state);

// Arrives at once.
void glide_end(State *state);

#endif
