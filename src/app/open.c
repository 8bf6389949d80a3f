#include "app/open.h"

#include "app/experiments/adopt.h"
#include "app/panels/not_finite.h"
#include "app/experiments/training.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool state_is_working(const State *state) {
    return state->training || (state->running && state->run_to < LONG_MAX);
}

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
    if (mark.index == 1 && mark.behind > 0) return 1 - mark.behind; // unfolded, or on the way there: nothing has been computed yet
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
    if (state_find_position(state, state->at, (Place){.file = "--at"}, report, &position))
        playhead_jump(&state->playhead, state->trace, position, state->now);
    free(state->at);
    state->at = NULL;
}

// Copying the line that opens the picture tells the iteration that is shown.
static void set_iterations(State *state, long updates) {
    char number[32];
    snprintf(number, sizeof number, "%ld", updates);
    Report unneeded;
    report_init(&unneeded, state_words(state));
    experiment_set(&state->experiment, KEY_ITERATIONS, number, (Place){0}, &unneeded);
    report_finish(&unneeded);
}

// Where training stopped being finite, playing it ends, with the first number that is not finite in sight.
static void tell_stop(State *state, Report *report) {
    const Trace *trace = state->trace;
    state->failed = trace->iteration;
    if (state->running) {
        training_stop(state);
        set_iterations(state, trace->iteration - 1);
        long index = not_finite_moment(trace);
        if (index >= 0) playhead_jump(&state->playhead, trace, (double)index, state->now);
    }
    Text what;
    text_init(&what);
    not_finite_describe(trace, report->words, &what);
    REPORT(report, ((Place){0}), "app.stopped", {"what", what.data});
    text_finish(&what);
}

// Whether the iteration that follows `updates` updates begins with the state that the block before it handed on, and there is room to show
// that.
static bool is_handed_on(const State *state, const Session *session, long updates) {
    bool is_alone = (state->coming ? state->coming : state->comparison)->count == 0;
    return is_alone && session->settings.state == STATE_CARRY && session->dataset->pair_count > session->settings.steps && updates > 0;
}

// The loss that somebody chose to follow; 0 where it is the last, as it is to begin with.
static int chosen_loss(const Trace *trace) {
    bool is_last = trace->loss_count == 0 || trace->of_loss_t == trace->loss_steps[trace->loss_count - 1];
    return is_last ? 0 : trace->of_loss_t;
}

// The trace of the iteration that a recording stands before takes the place of what was shown; where `from_before`, that of the iteration
// after it, with its own as the block before.
static void show(State *state, Recording *recording, bool from_before, Report *report) {
    Session *session = recording->session;
    trace_destroy(state->before);
    state->before = NULL;
    if (from_before && !session->stopped) {
        state->before = trace_record(session);
        recording_train(recording, 1);
        if (session->stopped) {
            trace_destroy(state->before);
            state->before = NULL;
        }
    }
    Trace *trace = trace_record(session);
    Bookmark mark = bookmark(state);
    double position = state->trace ? find_bookmark(state->trace, mark, trace, state_words(state)) : 0;
    int of_loss = state->trace ? chosen_loss(state->trace) : 0;
    bool same_session = state->recording == recording, was_answered = state->playhead.answered;
    trace_destroy(state->trace);
    if (!same_session) {
        training_destroy(state->recording);
        state->failed = 0;
    }
    state->recording = recording;
    state->session = session;
    state->trace = trace;
    state->shown++;
    if (of_loss > 0 && of_loss <= trace->steps && trace->loss_rank[of_loss] >= 0) trace_choose_loss(trace, of_loss);
    if (state->coming) {
        comparison_destroy(state->comparison);
        state->comparison = state->coming;
        state->coming = NULL;
    }
    comparison_record(state->comparison, trace->of_loss_t);
    playhead_jump(&state->playhead, trace, position, state->now);
    if (state->at) go_to_launch(state, report);
    state->playhead.answered = state->playhead.position > trace_question(trace); // who is past it need not be asked
    if (state->running && was_answered) state->playhead.answered = true;
    if (session->stopped || !trace->finite) tell_stop(state, report);
}

// As far as an example was measured.
static void rest(State *state) {
    training_stop(state);
    Text count;
    text_init(&count);
    text_printf(&count, "%ld", state->rest);
    state_say(state, "training.rests", &(WordArg){"count", count.data}, 1);
    text_finish(&count);
}

static void play_on(State *state, double seconds, Report *report) {
    long before = state->session->iteration;
    long target = state->run_to < EXPERIMENT_MAX_ITERATIONS ? state->run_to : EXPERIMENT_MAX_ITERATIONS;
    if (state->run_to == LONG_MAX && state->rest > before) target = state->rest;
    if (state->trace->iteration == before + 1) {
        long due = training_due(state);
        if (due == 0) return;
        if (due < target - before) target = before + due;
    }
    bool from_before = is_handed_on(state, state->session, target);
    if (state->trace->iteration == before + 1) { // else the lanes beside it have still to come as far
        if (before >= EXPERIMENT_MAX_ITERATIONS || before >= state->run_to) {
            training_stop(state);
            return;
        }
        seconds /= 1 + state->comparison->count;
        training_work(state, state->recording, from_before ? target - 1 : target, seconds);
    }
    if (!comparison_work(state, state->comparison, state->session->iteration, seconds)) return;
    show(state, state->recording, from_before, report);
    if (state->session->iteration >= state->run_to) training_stop(state);
    if (state->running && state->run_to == LONG_MAX && state->session->iteration == state->rest) rest(state);
    set_iterations(state, state->session->iteration);
}

void state_work(State *state, double seconds, Report *report) {
    Recording *recording = state->training;
    if (recording) {
        bool from_before = is_handed_on(state, recording->session, state->wanted);
        if (!training_work(state, recording, from_before ? state->wanted - 1 : state->wanted, seconds)) return;
        if (!comparison_work(state, state->coming ? state->coming : state->comparison, recording->session->iteration, seconds)) return;
        state->training = NULL;
        show(state, recording, from_before, report);
    } else if (state->running)
        play_on(state, seconds, report);
}

bool state_settle(State *state, Report *report) {
    size_t before = report->count;
    while (state_is_working(state)) state_work(state, 0.1, report);
    return report->count == before;
}

static void drop_training(State *state) {
    training_stop(state);
    if (state->training != state->recording) training_destroy(state->training);
    state->training = NULL;
    comparison_destroy(state->coming);
    state->coming = NULL;
}

bool state_open(State *state, const Experiment *experiment, Report *report) {
    Session *session = session_create(experiment, report);
    Comparison *coming = session ? comparison_create(state->compare, experiment, report) : NULL;
    if (!coming) {
        session_destroy(session);
        return false;
    }
    drop_training(state);
    state->rest = 0;
    state->coming = coming;
    state->training = training_create(session);
    state->wanted = session->settings.iterations;
    state_adopt(state, state->training, state->wanted);
    state_adopt_lanes(state, coming, state->wanted);
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
    } else
        experiment_finish(&before);
    return sound;
}

// What is undone or redone opens in any case: lanes that cannot stand beside it are left out.
static void drop_unfit_lanes(State *state, const Experiment *experiment) {
    Report report;
    report_init(&report, state_words(state));
    Comparison *fits = comparison_create(state->compare, experiment, &report);
    if (!fits) state_keep_compare(state, NULL);
    comparison_destroy(fits);
    report_finish(&report);
}

// Opens undo[slot] and leaves what was open in its place.
static bool exchange(State *state, int slot, Report *report) {
    Experiment before;
    experiment_init(&before);
    experiment_copy(&before, &state->experiment);
    drop_unfit_lanes(state, &state->undo[slot]);
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
    bool sound = experiment_set(&state->experiment, KEY_ITERATIONS, number.data, (Place){.file = "--iterations"}, report);
    text_finish(&number);
    if (!sound) return false;
    // Backwards to a keyframe and on from there, onwards from where it stands; a session that is only on its way is sent further.
    training_stop(state);
    if (!state->training) state->training = state->recording;
    state->wanted = updates;
    return true;
}
