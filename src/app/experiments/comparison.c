#include "app/experiments/comparison.h"

#include "app/experiments/adopt.h"
#include "app/open.h"
#include "app/state.h"
#include "app/experiments/training.h"

#include <stdlib.h>
#include <string.h>

Comparison *comparison_create(const char *compare, const Experiment *leading, Report *report) {
    Comparison *comparison = memory_alloc_zeros(1, sizeof *comparison);
    if (!compare) return comparison;
    Experiment experiments[VIEW_MAX_LANES - 1];
    int count = compare_read(compare, leading, experiments, (Place){.file = "--compare"}, report);
    bool sound = count >= 0;
    Text lane;
    text_init(&lane);
    for (int i = 0; i < count; i++) {
        text_clear(&lane);
        text_append(&lane, "--compare ");
        compare_next(&compare, &lane);
        size_t before = report->count;
        Session *session = sound ? session_create(&experiments[i], report) : NULL;
        sound = session != NULL;
        report_within(report, before, lane.data);
        if (sound) {
            bool own = strcmp(experiment_get(&experiments[i], KEY_ITERATIONS), experiment_get(leading, KEY_ITERATIONS)) != 0;
            comparison->lanes[comparison->count++] = (ComparedLane){.recording = training_create(session), .has_own_iteration = own};
        }
        experiment_finish(&experiments[i]);
    }
    text_finish(&lane);
    if (sound) return comparison;
    comparison_destroy(comparison);
    return NULL;
}

void comparison_destroy(Comparison *comparison) {
    if (!comparison) return;
    for (int i = 0; i < comparison->count; i++) {
        trace_destroy(comparison->lanes[i].trace);
        training_destroy(comparison->lanes[i].recording);
    }
    free(comparison);
}

bool comparison_work(const State *state, Comparison *comparison, long updates, double seconds) {
    bool done = true;
    for (int i = 0; i < comparison->count; i++) {
        const ComparedLane *lane = &comparison->lanes[i];
        long wanted = lane->has_own_iteration ? lane->recording->session->settings.iterations : updates;
        done &= training_work(state, lane->recording, wanted, seconds / comparison->count);
    }
    return done;
}

static void choose_loss(Trace *trace, int of_loss) {
    if (of_loss >= 1 && of_loss <= trace->steps && trace->loss_rank[of_loss] >= 0) trace_choose_loss(trace, of_loss);
}

void comparison_record(Comparison *comparison, int of_loss) {
    for (int i = 0; i < comparison->count; i++) {
        ComparedLane *lane = &comparison->lanes[i];
        trace_destroy(lane->trace);
        lane->trace = trace_record(lane->recording->session);
        choose_loss(lane->trace, of_loss);
    }
}

void comparison_choose_loss(Comparison *comparison, int of_loss) {
    for (int i = 0; i < comparison->count; i++) choose_loss(comparison->lanes[i].trace, of_loss);
}

bool comparison_suggest(const State *state, Text *out) {
    const Session *session = state->session;
    if (strcmp(experiment_get(&state->experiment, KEY_CLAMP), "none") != 0) {
        text_append(out, "clamp=none");
        return true;
    }
    if (session->schedule.window > 0) {
        text_append(out, "bptt=full");
        return true;
    }
    if (session->schedule.steps > 1) text_printf(out, "bptt=%d", (session->schedule.steps + 1) / 2);
    return session->schedule.steps > 1;
}

void state_keep_compare(State *state, const char *compare) {
    char *copy = NULL;
    if (compare) {
        size_t size = strlen(compare) + 1;
        copy = memcpy(memory_alloc(size), compare, size);
    }
    free(state->compare);
    state->compare = copy;
}

bool state_change_compared(State *state, const Experiment *experiment, const char *compare, Report *report) {
    char *before = state->compare;
    state->compare = NULL;
    state_keep_compare(state, compare);
    bool sound = state_change(state, experiment, report);
    if (sound && before && !compare) { // `compare` without an argument brings them back
        free(state->compared_last);
        state->compared_last = before;
    } else if (sound) {
        free(before);
    } else {
        free(state->compare);
        state->compare = before;
    }
    return sound;
}

bool state_compare(State *state, const char *compare, Report *report) {
    Comparison *comparison = comparison_create(compare, &state->experiment, report);
    if (!comparison) return false;
    state_adopt_lanes(state, comparison, state->training ? state->wanted : state->recording->session->iteration);
    comparison_destroy(state->coming);
    state->coming = comparison;
    state_keep_compare(state, compare);
    // What is open is shown anew, at its own iteration, as soon as the lanes have come as far.
    if (!state->training) {
        state->training = state->recording;
        state->wanted = state->recording->session->iteration;
    }
    return true;
}
