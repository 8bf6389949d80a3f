#include "app/experiments/training.h"

#include "app/panels/not_finite.h"
#include "app/open.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

// Bytes for the keyframes of one session.
static const size_t KEYFRAME_LIMIT = (size_t)32 << 20;

// The threshold that is offered where training blew up and was not clipped.
static const char OFFERED_CLIP[] = "1";

Recording *training_create(Session *session) {
    Recording *recording = memory_alloc_zeros(1, sizeof *recording);
    recording_init(recording, session, KEYFRAME_LIMIT);
    return recording;
}

void training_destroy(Recording *recording) {
    if (!recording) return;
    Session *session = recording->session;
    recording_finish(recording);
    session_destroy(session);
    free(recording);
}

// Where the way to `updates` begins: a keyframe, unless the session stands between it and there.
static void rewind_to_keyframe(Recording *recording, long updates) {
    const Session *session = recording->session;
    long known = updates < recording->reached ? updates : recording->reached;
    long keyframe = known - recording_replay_length(recording, known);
    if (session->iteration > updates || session->iteration < keyframe) recording_seek(recording, keyframe);
}

bool training_work(const State *state, Recording *recording, long updates, double seconds) {
    Session *session = recording->session;
    rewind_to_keyframe(recording, updates);
    double end = state->clock(state->clock_context) + seconds;
    // The first call makes a single update; then as many as fit, doubling, since an update of a small network takes less time than reading
    // the clock.
    long slice = 1;
    while (session->iteration < updates && !session->stopped) {
        long left = updates - session->iteration;
        double before = state->clock(state->clock_context);
        recording_train(recording, slice < left ? slice : left);
        double after = state->clock(state->clock_context);
        if (after >= end) break;
        if (after - before < seconds / 16)
            slice *= 2;
        else if (after + (after - before) > end && slice > 1)
            slice /= 2;
    }
    return session->iteration >= updates || session->stopped;
}

// Where playing without an end begins, updates a second at speed 1; it doubles every second.
static const double FIRST_RATE = 6;

void training_run(State *state, long updates) {
    playhead_pause(&state->playhead);
    double speed = state->playhead.speed;
    state->pace = (Pace){.rate = FIRST_RATE * speed, .owed = 1, .speed = speed, .since = state->now, .is_growing = true};
    state->running = true;
    state->run_to = updates;
}

void training_stop(State *state) {
    state->running = false;
}

void training_stop_here(State *state) {
    bool is_behind = state->running && !state->training && state->trace->iteration <= state->session->iteration;
    training_stop(state);
    if (is_behind) state_train_to(state, state->session->iteration, NULL);
}

long training_due(State *state) {
    if (state->run_to < LONG_MAX) return LONG_MAX;
    Pace *pace = &state->pace;
    double passed = state->now - pace->since;
    pace->since = state->now;
    if (pace->speed != state->playhead.speed) {
        pace->rate *= state->playhead.speed / pace->speed;
        pace->speed = state->playhead.speed;
        pace->is_growing = false;
    }
    if (pace->is_growing) pace->rate = fmin(pace->rate * exp2(passed), EXPERIMENT_MAX_ITERATIONS);
    pace->owed = fmin(pace->owed + pace->rate * passed, fmax(1, pace->rate)); // a second behind at the most
    long due = (long)pace->owed;
    pace->owed -= (double)due;
    return due;
}

bool training_shows(const State *state) {
    return state->recording && (state->recording->reached > 0 || state->running || state->failed > 0);
}

void training_view(State *state, TrainingView *view) {
    bool failed_here = state->failed > 0 && state->trace->iteration == state->failed;
    text_clear(&state->failure);
    if (failed_here) not_finite_name(state->trace, state_words(state), &state->failure);
    const Recording *recording = state->recording;
    bool on_the_way = state->training == recording;
    *view = (TrainingView){
        .iteration = on_the_way ? state->wanted + 1 : state->trace->iteration,
        .reached = recording->reached + 1,
        .running = state->running,
        .failed = state->failed,
        .failure = failed_here ? state->failure.data : NULL,
        .is_clipped = recording->session->settings.clip.kind != CLIP_NONE,
        .history = &recording->session->history,
    };
    if (view->iteration > view->reached) view->reached = view->iteration;
}

bool training_scrub(State *state, double from, double to, double share, Report *report) {
    training_stop(state);
    long updates = lround(from + share * (to - from)) - 1;
    long now = state->training == state->recording ? state->wanted : state->recording->session->iteration;
    return updates == now || state_train_to(state, updates, report);
}

bool training_last_good(State *state, bool with_clipping, Report *report) {
    if (state->failed < 2) {
        REPORT_PLAIN(report, ((Place){.file = "last-good"}), "training.none-good");
        return false;
    }
    training_stop(state);
    long good = state->failed - 2; // updates before it
    if (!with_clipping) return state_train_to(state, good, report);
    Text updates;
    text_init(&updates);
    text_printf(&updates, "%ld", good);
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &state->experiment);
    bool sound = experiment_set(&experiment, KEY_CLIP, OFFERED_CLIP, (Place){.file = "--clip"}, report);
    sound = sound && experiment_set(&experiment, KEY_ITERATIONS, updates.data, (Place){.file = "--iterations"}, report);
    sound = sound && state_change(state, &experiment, report);
    experiment_finish(&experiment);
    text_finish(&updates);
    return sound;
}
