#include "app/focus.h"

#include "app/command.h"
#include "app/editor/editor.h"
#include "app/panels/panel.h"
#include "app/reading.h"
#include "view/parts/widgets.h"

#include <string.h>

static bool is_control(const Hit *hit) {
    return hit->kind == HIT_FIELD || (hit->kind == HIT_COMMAND && hit->focusable);
}

static bool is_focused(const Focus *focus, const Hit *hit) {
    if (!focus->active || !is_control(hit) || focus->kind != hit->kind || strcmp(focus->argument, hit->argument) != 0) return false;
    return hit->kind == HIT_FIELD || strcmp(focus->command, hit->command) == 0;
}

// Whether the keyboard stays within the panel.
static bool is_in_panel(const State *state) {
    return state->panel.open && state->overlay == OVERLAY_NONE;
}

// A control that nothing lies upon. While the panel has the keyboard, only its buttons: its fields are told by their keys, for some have
// been scrolled away.
static bool is_reached(const State *state, const Hit *hit) {
    if (!is_control(hit) || !reading_is_on_top(state, hit)) return false;
    if (!is_in_panel(state)) return true;
    Point middle = {hit->rect.x + hit->rect.w / 2, hit->rect.y + hit->rect.h / 2};
    return hit->kind == HIT_COMMAND && rect_holds(state->panel.rect, middle);
}

const Hit *focus_hit(const State *state) {
    for (size_t i = 0; i < state->hits.count; i++)
        if (is_focused(&state->focus, &state->hits.hits[i]) && is_reached(state, &state->hits.hits[i])) return &state->hits.hits[i];
    return NULL;
}

static void focus_on(State *state, const Hit *hit) {
    state->focus = (Focus){.active = true, .kind = hit->kind, .command = hit->command};
    strcpy(state->focus.argument, hit->argument);
}

// The buttons of the panel, then its fields.
static void move_in_panel(State *state, const Reading *buttons, int by) {
    int count = (int)buttons->count, all = count + KEY_COUNT, at;
    const Hit *focused = focus_hit(state);
    int button = focused ? reading_find(buttons, focused) : -1;
    if (state->panel.editing) {
        at = count + (int)state->panel.key;
        if (!panel_commit(state)) return; // what is wrong with it stays in sight
    } else if (button >= 0)
        at = button;
    else
        at = count + (int)state->panel.key; // on from where one was
    at = (at + by + all) % all;
    if (at >= count)
        panel_edit(state, (Key)(at - count));
    else
        focus_on(state, buttons->hits[at]);
}

static void move_in_picture(State *state, const Reading *controls, int by) {
    int count = (int)controls->count;
    if (count == 0) return;
    const Hit *focused = focus_hit(state);
    int found = focused ? reading_find(controls, focused) : -1;
    int at = found >= 0 ? found : by > 0 ? -1 : count; // from nowhere, the first control forwards and the last one backwards
    for (int tried = 0; tried < count; tried++) {
        at = (at + by + count) % count;
        if (is_focused(&state->focus, controls->hits[at])) continue; // a second hit of the same control
        focus_on(state, controls->hits[at]);
        return;
    }
}

void focus_move(State *state, int by) {
    Reading controls;
    reading_init(&controls, state, is_reached);
    if (is_in_panel(state))
        move_in_panel(state, &controls, by);
    else
        move_in_picture(state, &controls, by);
    reading_finish(&controls);
}

bool hit_activate(State *state, const Hit *hit, Report *report) {
    if (hit->kind == HIT_FIELD) {
        Key key;
        bool is_key = key_find(hit->argument, &key);
        // A text of several lines wants more room than a field.
        if (is_key && !(key == KEY_CELL_TEXT && strchr(experiment_get(&state->experiment, key), '\n')))
            panel_edit(state, key);
        else
            editor_open(state);
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
