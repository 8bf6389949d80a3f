// The commands of training: play it, stop it, go back to where it was still good.
#include "app/actions/actions.h"

#include "app/open.h"
#include "app/experiments/training.h"

#include <limits.h>
#include <string.h>

bool action_train(State *state, const char *argument, Report *report) {
    if (!*argument) {
        if (state->running)
            training_stop_here(state);
        else
            training_run(state, LONG_MAX);
        return true;
    }
    long updates;
    if (!integer_parse(argument, &updates) || updates < 1 || updates > EXPERIMENT_MAX_ITERATIONS) {
        REPORT(report, ((Place){.file = "train"}), "training.form", {"value", argument});
        return false;
    }
    training_run(state, state->session->iteration + updates);
    return true;
}

bool action_train_stop(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    training_stop_here(state);
    return true;
}

bool action_last_good(State *state, const char *argument, Report *report) {
    bool with_clipping = strcmp(argument, "clip") == 0;
    if (*argument && !with_clipping) {
        REPORT(report, ((Place){.file = "last-good"}), "training.good-form", {"value", argument});
        return false;
    }
    return training_last_good(state, with_clipping, report);
}

bool action_shuffle(State *state, const char *argument, Report *report) {
    (void)argument;
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    const char *feed = state->session->settings.shuffled ? NULL : "shuffled";
    bool sound = experiment_set(&experiment, KEY_FEED, feed, (Place){.file = "--feed"}, report) && state_change(state, &experiment, report);
    experiment_finish(&experiment);
    return sound;
}
