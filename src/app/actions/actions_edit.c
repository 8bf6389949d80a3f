#include "app/actions/actions.h"

#include "app/open.h"
#include "app/panels/panel.h"
#include "app/suggest.h"

#include <stdlib.h>
#include <string.h>

bool action_panel(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    if (state->panel.open)
        panel_close(state);
    else
        panel_edit(state, KEY_CELL);
    return true;
}

static bool find_key(const char *name, Key *key, const char *command, Report *report) {
    if (key_find(name, key)) return true;
    Suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (int i = 0; i < KEY_COUNT; i++) suggestion_offer(&suggestion, key_name((Key)i));
    Place place = {.file = command};
    if (suggestion.best)
        REPORT(report, place, "app.key.unknown-near", {"value", name}, {"near", suggestion.best});
    else
        REPORT(report, place, "app.key.unknown", {"value", name});
    return false;
}

// A cell by name and a cell by its text exclude each other: the one that is set last holds.
static bool set_key(Experiment *experiment, Key key, const char *value, Place place, Report *report) {
    if (*value && key == KEY_CELL && !experiment_set(experiment, KEY_CELL_TEXT, NULL, place, report)) return false;
    if (*value && key == KEY_CELL_TEXT && !experiment_set(experiment, KEY_CELL, NULL, place, report)) return false;
    // What is held is held by its name, which another cell may not have.
    if ((key == KEY_CELL || key == KEY_CELL_TEXT) && !experiment_set(experiment, KEY_CLAMP, NULL, place, report)) return false;
    // A weight by hand is added to those that are there; in the panel and here, what is typed is all there is.
    if (key == KEY_SET && !experiment_set(experiment, KEY_SET, NULL, place, report)) return false;
    return experiment_set(experiment, key, *value ? value : NULL, place, report);
}

bool action_set(State *state, const char *argument, Report *report) {
    const char *equals = strchr(argument, '=');
    if (!equals) {
        REPORT(report, ((Place){.file = "set"}), "app.set.form", {"value", argument});
        return false;
    }
    Text name, flag;
    text_init(&name);
    text_init(&flag);
    text_append_bytes(&name, argument, (size_t)(equals - argument));
    text_printf(&flag, "--%s", name.data);
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    Key key;
    bool sound = find_key(name.data, &key, "set", report);
    sound = sound && set_key(&experiment, key, equals + 1, (Place){.file = flag.data}, report);
    if (sound && !experiment_equal(&experiment, &state->experiment)) sound = state_change(state, &experiment, report);
    experiment_finish(&experiment);
    text_finish(&flag);
    text_finish(&name);
    return sound;
}

// Compares, and says what with.
static bool compare_with(State *state, const char *what, Report *report) {
    if (!state_compare(state, what, report)) return false;
    state_say(state, "lanes.comparing", (const WordArg[]){{"what", what}}, 1);
    return true;
}

static bool compare_no_more(State *state, Report *report) {
    if (!state->compare) return true;
    free(state->compared_last);
    state->compared_last = state->compare;
    state->compare = NULL;
    bool sound = state_compare(state, NULL, report);
    state_say(state, "lanes.off", NULL, 0);
    return sound;
}

bool action_compare(State *state, const char *argument, Report *report) {
    if (strcmp(argument, "off") == 0 || (!*argument && state->compare)) return compare_no_more(state, report);
    if (*argument) return compare_with(state, argument, report);
    Text what;
    text_init(&what);
    bool sound = true;
    if (state->compared_last)
        text_append(&what, state->compared_last);
    else
        sound = comparison_suggest(state, &what);
    if (sound)
        sound = compare_with(state, what.data, report);
    else
        REPORT_PLAIN(report, ((Place){.file = "compare"}), "lanes.too-short");
    text_finish(&what);
    return sound;
}

bool action_edit(State *state, const char *argument, Report *report) {
    Key key;
    if (!find_key(argument, &key, "edit", report)) return false;
    panel_edit(state, key);
    return true;
}

bool action_undo(State *state, const char *argument, Report *report) {
    (void)argument;
    return state_undo(state, report);
}

bool action_redo(State *state, const char *argument, Report *report) {
    (void)argument;
    return state_redo(state, report);
}

bool action_iteration(State *state, const char *argument, Report *report) {
    long iteration;
    if (!integer_parse(argument, &iteration) || iteration < 1) {
        REPORT(report, ((Place){.file = "iteration"}), "app.iteration.form", {"value", argument});
        return false;
    }
    return state_train_to(state, iteration - 1, report);
}

bool action_next_iteration(State *state, const char *argument, Report *report) {
    (void)argument;
    if (state->training) return state_train_to(state, state->wanted + 1, report);
    return state_train_to(state, state->trace->iteration, report);
}

bool action_previous_iteration(State *state, const char *argument, Report *report) {
    (void)argument;
    long updates = state->training ? state->wanted : state->trace->iteration - 1;
    return state_train_to(state, updates > 0 ? updates - 1 : 0, report);
}

// Takes over what a launch gives; what it does not give stays.
static bool open_launch(State *state, const Launch *launch, Report *report) {
    if (!state_change_compared(state, &launch->experiment, launch->compare, report)) return false;
    if (launch->theme) state->theme = launch->theme;
    if (launch->language_given) state_set_language(state, launch->language);
    if (launch->scale > 0) state->scale = launch->scale;
    state->camera = launch->camera;
    state->plot = launch->plot;
    state->lane = launch->lane;
    state_set_at(state, launch->at ? launch->at : "start");
    return true;
}

bool action_open_line(State *state, const char *argument, Report *report) {
    Launch launch;
    launch_init(&launch);
    bool sound = launch_read_line(&launch, argument, report) && open_launch(state, &launch, report);
    launch_finish(&launch);
    return sound;
}

bool action_open(State *state, const char *argument, Report *report) {
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    // A bare name is a cell of the assets if there is one, else a file of this folder.
    Text path;
    text_init(&path);
    text_printf(&path, launch_is_cell(argument) ? "%s" : "./%s", argument);
    bool sound = set_key(&experiment, KEY_CELL, path.data, (Place){.file = argument}, report) && state_change(state, &experiment, report);
    text_finish(&path);
    experiment_finish(&experiment);
    return sound;
}
