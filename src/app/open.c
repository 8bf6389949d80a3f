#include "app/open.h"

#include "app/not_finite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool state_is_working(const State *state) { return state->training != NULL; }

// The place of the playhead by name, so that it can be found in another trace.
typedef struct Bookmark {
    long index;
    double behind; // how far the position lies before the moment is finished
} Bookmark;

static Bookmark bookmark(const State *state) {
    double position = playhead_goal(&state->playhead);
    long index = (long)ceil(position);
    return (Bookmark){index, (double)index - position};
}

// The position in `to` of the moment that has the same name, or of the nearest earlier one that exists there.
static double find_bookmark(const Trace *from, Bookmark mark, const Trace *to, const Words *words) {
    double position = 0;
    Text name;
    Report ignored;
    text_init(&name);
    report_init(&ignored, words);
    for (long index = mark.index; index > 0; index--) {
        text_clear(&name);
        trace_moment_name(from, index, &name);
        long found = trace_find(to, name.data, (Place){0}, &ignored);
        report_clear(&ignored);
        if (found < 0) continue;
        position = (double)found - (index == mark.index ? mark.behind : 0);
        break;
    }
    report_finish(&ignored);
    text_finish(&name);
    return position;
}

bool state_find_position(const State *state, const char *name, Place place, Report *report, double *position) {
    double number;
    if (number_parse(name, &number) && floor(number) < number && number > 0 && number < (double)(trace_moment_count(state->trace) - 1)) {
        *position = number;
        return true;
    }
    long index = trace_find(state->trace, name, place, report);
    if (index >= 0) *position = (double)index;
    return index >= 0;
}

static void go_to_launch(State *state, Report *report) {
    double position = 0;
    if (state_find_position(state, state->at, (Place){.file = "--at"}, report, &position)) playhead_jump(&state->playhead, state->trace, position, state->now);
    free(state->at);
    state->at = NULL;
}

static void report_stop(const Trace *trace, Report *report) {
    Text text;
    text_init(&text);
    not_finite_describe(trace, report->words, &text);
    REPORT(report, ((Place){0}), "app.stopped", {"what", text.data});
    text_finish(&text);
}

// Training is where it should be: the trace of the next iteration takes the place of what was shown.
static void adopt(State *state, Report *report) {
    Session *session = state->training;
    Trace *trace = trace_record(session);
    Bookmark mark = bookmark(state);
    double position = state->trace ? find_bookmark(state->trace, mark, trace, state_words(state)) : 0;
    int of_loss = state->trace ? state->trace->of_loss_t : 0;
    bool same_losses = state->session == session;
    trace_destroy(state->trace);
    if (state->session != session) session_destroy(state->session);
    state->session = session;
    state->trace = trace;
    state->training = NULL;
    if (same_losses && of_loss > 0) trace_choose_loss(trace, of_loss);
    playhead_jump(&state->playhead, trace, position, state->now);
    if (state->at) go_to_launch(state, report);
    state->playhead.answered = state->playhead.position > trace_question(trace); // who is past it need not be asked
    if (session->stopped || !trace->finite) report_stop(trace, report);
}

void state_work(State *state, double seconds, Report *report) {
    if (!state->training) return;
    double end = state->clock(state->clock_context) + seconds;
    // The first call makes a single update; then as many as fit, doubling, since an update of a small network takes less time than reading the clock.
    long slice = 1;
    while (state->training->iteration < state->wanted && !state->training->stopped) {
        long left = state->wanted - state->training->iteration;
        double before = state->clock(state->clock_context);
        session_train(state->training, slice < left ? slice : left);
        double after = state->clock(state->clock_context);
        if (after >= end) break;
        if (after - before < seconds / 8) slice *= 2;
    }
    if (state->training->iteration >= state->wanted || state->training->stopped) adopt(state, report);
}

bool state_settle(State *state, Report *report) {
    size_t before = report->count;
    while (state_is_working(state)) state_work(state, 0.1, report);
    return report->count == before;
}

static void stop_training(State *state) {
    if (state->training && state->training != state->session) session_destroy(state->training);
    state->training = NULL;
}

bool state_open(State *state, const Experiment *experiment, Report *report) {
    Session *session = session_create(experiment, report);
    if (!session) return false;
    stop_training(state);
    state->training = session;
    state->wanted = session->settings.iterations;
    experiment_copy(&state->experiment, experiment);
    return true;
}

bool state_change(State *state, const Experiment *experiment, Report *report) {
    Experiment before;
    experiment_init(&before);
    experiment_copy(&before, &state->experiment);
    bool sound = state_open(state, experiment, report);
    if (sound) {
        for (int i = state->undo_at; i < state->undo_count; i++) experiment_finish(&state->undo[i]);
        state->undo_count = state->undo_at;
        if (state->undo_count == UNDO_DEPTH) {
            experiment_finish(&state->undo[0]);
            memmove(state->undo, state->undo + 1, (UNDO_DEPTH - 1) * sizeof *state->undo);
            state->undo_count--;
        }
        state->undo[state->undo_count++] = before;
        state->undo_at = state->undo_count;
    } else experiment_finish(&before);
    return sound;
}

// Opens undo[slot] and leaves what was open in its place.
static bool exchange(State *state, int slot, Report *report) {
    Experiment before;
    experiment_init(&before);
    experiment_copy(&before, &state->experiment);
    if (!state_open(state, &state->undo[slot], report)) { // a file may have changed since
        experiment_finish(&before);
        return false;
    }
    experiment_finish(&state->undo[slot]);
    state->undo[slot] = before;
    return true;
}

bool state_undo(State *state, Report *report) {
    if (state->undo_at == 0 || !exchange(state, state->undo_at - 1, report)) return false;
    state->undo_at--;
    return true;
}

bool state_redo(State *state, Report *report) {
    if (state->undo_at == state->undo_count || !exchange(state, state->undo_at, report)) return false;
    state->undo_at++;
    return true;
}

bool state_train_to(State *state, long updates, Report *report) {
    Text number;
    text_init(&number);
    text_printf(&number, "%ld", updates);
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    bool sound = experiment_set(&experiment, KEY_ITERATIONS, number.data, (Place){.file = "--iterations"}, report);
    if (sound && state->session && !state->training && state->session->iteration <= updates) { // onwards: no need to begin anew
        experiment_copy(&state->experiment, &experiment);
        state->training = state->session;
        state->wanted = updates;
    } else if (sound) sound = state_open(state, &experiment, report);
    experiment_finish(&experiment);
    text_finish(&number);
    return sound;
}
