#include "app/actions/actions.h"

#include "app/editor/editor.h"
#include "app/focus.h"
#include "app/panels/panel.h"

static const char DEFAULT_PICTURE[] = "unroll.png";

bool action_copy(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    Launch launch;
    launch_init(&launch);
    state_launch(state, &launch);
    text_clear(&state->requests.copy);
    launch_print(&launch, &state->requests.copy);
    launch_finish(&launch);
    state_say(state, "app.copied", NULL, 0);
    return true;
}

bool action_paste(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    state->requests.paste = true;
    return true;
}

bool action_save_picture(State *state, const char *argument, Report *report) {
    (void)report;
    text_clear(&state->requests.save_picture);
    text_append(&state->requests.save_picture, *argument ? argument : DEFAULT_PICTURE);
    return true;
}

bool action_help(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    state->overlay = state->overlay == OVERLAY_HELP ? OVERLAY_NONE : OVERLAY_HELP;
    state->help_scroll = 0;
    return true;
}

// The innermost thing that is open.
bool action_close(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    if (state->overlay != OVERLAY_NONE)
        state->overlay = OVERLAY_NONE;
    else if (state->panel.editing)
        panel_stop_editing(state);
    else if (state->focus.active)
        state->focus.active = false;
    else if (state->number.active)
        state->number.active = false;
    else if (state->toast.text.length > 0)
        text_clear(&state->toast.text);
    else if (state->panel.open)
        panel_close(state);
    else if (state->prove.open)
        state->prove.open = false;
    else if (editor_is_shown(state))
        editor_close(state);
    else
        state->code.open = false;
    return true;
}

bool action_focus_next(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    focus_move(state, 1);
    return true;
}

bool action_focus_previous(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    focus_move(state, -1);
    return true;
}

bool action_activate(State *state, const char *argument, Report *report) {
    (void)argument;
    return focus_activate(state, report);
}
