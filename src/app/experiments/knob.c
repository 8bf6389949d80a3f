#include "app/experiments/knob.h"

#include "app/open.h"
#include "experiment/values.h"
#include "trace/memo.h"

#include <math.h>
#include <string.h>

// Opens a copy of the experiment that was changed, from its first iteration on, if it is another one.
static bool turn(State *state, Experiment *changed, bool remember, Report *report) {
    experiment_set(changed, KEY_ITERATIONS, NULL, (Place){0}, report);
    if (experiment_equal(changed, &state->experiment)) return true;
    return remember ? state_change(state, changed, report) : state_open(state, changed, report);
}

bool knob_set_key(State *state, Key key, const char *value, Report *report) {
    Experiment changed;
    experiment_init(&changed);
    experiment_copy(&changed, &state->experiment);
    // What is held is held by its name, which another cell may not have.
    if (key == KEY_CELL) experiment_set(&changed, KEY_CLAMP, NULL, (Place){0}, report);
    bool sound = experiment_set(&changed, key, value, (Place){.file = key_name(key)}, report) && turn(state, &changed, true, report);
    experiment_finish(&changed);
    return sound;
}

// The weights set by hand, without those of one name.
static void forget_weight(Experiment *experiment, const char *name, Report *report) {
    const char *at = experiment_get(experiment, KEY_SET);
    Assignment one;
    Text rest;
    text_init(&rest);
    while (next_assignment(&at, &one)) {
        bool is_it = strlen(name) == (size_t)one.name_length && strncmp(one.name, name, (size_t)one.name_length) == 0;
        if (is_it) continue;
        text_append(&rest, rest.length > 0 ? "," : "");
        text_append_bytes(&rest, one.name, (size_t)(one.numbers + one.numbers_length - one.name));
    }
    experiment_set(experiment, KEY_SET, NULL, (Place){0}, report);
    if (rest.length > 0) experiment_set(experiment, KEY_SET, rest.data, (Place){0}, report);
    text_finish(&rest);
}

bool knob_set_radius(State *state, double radius, bool remember, Report *report) {
    const RecurrentMatrix *matrix = trace_memo_matrix(state->trace);
    if (!matrix) {
        REPORT_PLAIN(report, ((Place){.file = "radius"}), "plots.radius-none");
        return false;
    }
    Experiment changed;
    Text value;
    experiment_init(&changed);
    text_init(&value);
    experiment_copy(&changed, &state->experiment);
    forget_weight(&changed, state->trace->program->params[matrix->param].name, report);
    text_append(&value, "spectral:");
    text_append_number(&value, radius);
    bool sound =
        experiment_set(&changed, KEY_INIT, value.data, (Place){.file = "radius"}, report) && turn(state, &changed, remember, report);
    text_finish(&value);
    experiment_finish(&changed);
    return sound;
}
