#include "app/focus.h"

#include "app/command.h"
#include "app/panel.h"

#include <string.h>

static bool is_control(const Hit *hit) { return hit->kind == HIT_FIELD || (hit->kind == HIT_COMMAND && hit->focusable); }

static bool is_focused(const Focus *focus, const Hit *hit) {
    if (!focus->active || !is_control(hit) || focus->kind != hit->kind || strcmp(focus->argument, hit->argument) != 0) return false;
    return hit->kind == HIT_FIELD || strcmp(focus->command, hit->command) == 0;
}

// The first hit that lies above the last veil.
static size_t first_reachable(const State *state) {
    size_t first = 0;
    for (size_t i = 0; i < state->hits.count; i++) {
        Rect rect = state->hits.hits[i].rect;
        bool covers = rect.x <= 0 && rect.y <= 0 && rect.w >= (float)state->width && rect.h >= (float)state->height;
        if (covers) first = i + 1;
    }
    return first;
}

const Hit *focus_hit(const State *state) {
    for (size_t i = first_reachable(state); i < state->hits.count; i++)
        if (is_focused(&state->focus, &state->hits.hits[i])) return &state->hits.hits[i];
    return NULL;
}

static void focus_on(State *state, const Hit *hit) {
    state->focus = (Focus){.active = true, .kind = hit->kind, .command = hit->command};
    strcpy(state->focus.argument, hit->argument);
}

void focus_move(State *state, int by) {
    size_t first = first_reachable(state), count = state->hits.count - first;
    const Hit *focused = focus_hit(state);
    // From nowhere, the first control forwards and the last one backwards.
    size_t at = focused ? (size_t)(focused - state->hits.hits) - first : by > 0 ? count - 1 : 0;
    for (size_t tried = 0; tried < count; tried++) {
        at = (at + count + (size_t)(by > 0 ? 1 : count - 1)) % count;
        const Hit *hit = &state->hits.hits[first + at];
        if (!is_control(hit) || is_focused(&state->focus, hit)) continue;
        focus_on(state, hit);
        return;
    }
}

bool hit_activate(State *state, const Hit *hit, Report *report) {
    if (hit->kind == HIT_FIELD) {
        Key key;
        if (key_find(hit->argument, &key)) panel_edit(state, key);
        return true;
    }
    return hit->kind != HIT_COMMAND || command_run(state, hit->command, hit->argument, report);
}

bool focus_activate(State *state, Report *report) {
    const Hit *hit = focus_hit(state);
    if (hit) {
        Hit copy = *hit; // what it runs may change the hits
        return hit_activate(state, &copy, report);
    }
    if (state->trace && playhead_asks(&state->playhead, state->trace)) return command_run(state, "answer", "", report);
    return true;
}
