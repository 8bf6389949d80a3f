#include "app/glide.h"

#include <math.h>

#define GLIDE_SECONDS 0.25

static Camera resolve(State *state, Camera camera) {
    View view = state_view(state);
    view.camera = camera;
    return view_resolve_camera(&view);
}

void glide_begin(State *state) {
    if (!state->trace || !state->playhead.motion) return;
    state->glide.from = resolve(state, glide_camera(state));
    state->glide.started = state->now;
    state->glide.moving = true;
}

bool glide_is_moving(const State *state) {
    return state->glide.moving && state->now < state->glide.started + GLIDE_SECONDS;
}

void glide_end(State *state) {
    state->glide.moving = false;
}

Camera glide_camera(State *state) {
    if (!glide_is_moving(state) || !state->trace) return state->camera;
    double share = (state->now - state->glide.started) / GLIDE_SECONDS, eased = share * share * (3 - 2 * share);
    Camera from = state->glide.from, to = resolve(state, state->camera);
    // Widths grow by equal factors in equal times.
    double column = from.column > 0 && to.column > 0 ? from.column * pow(to.column / from.column, eased) : to.column;
    return (Camera){from.t + (to.t - from.t) * eased, column};
}

void glide_follow(State *state) {
    if (!state->trace) return;
    double goal = playhead_goal(&state->playhead);
    bool moved = state->glide.follows && !(goal >= state->glide.followed && goal <= state->glide.followed);
    state->glide.follows = true;
    state->glide.followed = goal;
    if (!moved) return;
    View view = state_view(state);
    Camera camera = view_follow(&view, goal);
    if (fabs(camera.t - state->camera.t) < 1e-9) return;
    glide_begin(state);
    state->camera = camera;
}
