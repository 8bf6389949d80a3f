#include "app/actions/actions.h"

#include "app/open.h"
#include "app/panels/question.h"
#include "app/experiments/training.h"

#define SPEED_RATIO 1.5

// The question stands until it is answered; going on is an answer too. True where that was all there was to do.
static bool answer_first(State *state) {
    if (!playhead_asks(&state->playhead, state->trace)) return false;
    state->playhead.answered = true;
    return true;
}

bool action_play(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    training_stop_here(state);
    if (state->playhead.playing)
        playhead_pause(&state->playhead);
    else {
        answer_first(state);
        playhead_play(&state->playhead, state->trace, state->now);
    }
    return true;
}

// A step by hand ends playing, and training: one steps inside the iteration that it has come to.
static bool step_to(State *state, double to) {
    training_stop_here(state);
    double goal = playhead_goal(&state->playhead);
    playhead_pause(&state->playhead);
    playhead_jump(&state->playhead, state->trace, goal, state->now);
    playhead_step(&state->playhead, state->trace, to, state->now);
    return true;
}

bool action_beat(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    if (answer_first(state)) return true;
    return step_to(state, playhead_after(&state->playhead, state->trace, playhead_goal(&state->playhead)));
}

bool action_beat_back(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_to(state, playhead_before(&state->playhead, state->trace, playhead_goal(&state->playhead)));
}

static bool step_by_operation(State *state, double (*next)(const Playhead *, const Trace *, double)) {
    Playhead by_operation = state->playhead;
    by_operation.operations = true;
    return step_to(state, next(&by_operation, state->trace, playhead_goal(&state->playhead)));
}

bool action_step(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_by_operation(state, playhead_after);
}

bool action_step_back(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_by_operation(state, playhead_before);
}

bool action_timestep(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_to(state, trace_timestep_after(state->trace, playhead_goal(&state->playhead)));
}

bool action_timestep_back(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_to(state, trace_timestep_before(state->trace, playhead_goal(&state->playhead)));
}

bool action_phase(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_to(state, trace_phase_after(state->trace, playhead_goal(&state->playhead)));
}

bool action_phase_back(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return step_to(state, trace_phase_before(state->trace, playhead_goal(&state->playhead)));
}

bool action_start(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    playhead_jump(&state->playhead, state->trace, 0, state->now);
    return true;
}

bool action_end(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    playhead_jump(&state->playhead, state->trace, (double)trace_moment_count(state->trace), state->now);
    return true;
}

bool action_seek(State *state, const char *argument, Report *report) {
    double position;
    if (!state_find_position(state, argument, (Place){.file = "seek"}, report, &position)) return false;
    playhead_jump(&state->playhead, state->trace, position, state->now);
    return true;
}

static void set_speed(State *state, double speed) {
    state->playhead.speed = speed < SPEED_MIN ? SPEED_MIN : speed > SPEED_MAX ? SPEED_MAX : speed;
    Text shown;
    text_init(&shown);
    text_append_decimal(&shown, state->playhead.speed, 1, false);
    state_say(state, "app.speed.now", (const WordArg[]){{"speed", shown.data}}, 1);
    text_finish(&shown);
}

bool action_faster(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    set_speed(state, state->playhead.speed * SPEED_RATIO);
    return true;
}

bool action_slower(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    set_speed(state, state->playhead.speed / SPEED_RATIO);
    return true;
}

bool action_speed(State *state, const char *argument, Report *report) {
    double speed;
    if (!number_parse(argument, &speed) || !(speed >= SPEED_MIN && speed <= SPEED_MAX)) {
        REPORT(report, ((Place){.file = "speed"}), "app.speed.form", {"value", argument});
        return false;
    }
    set_speed(state, speed);
    return true;
}

bool action_operations(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    state->playhead.operations = !state->playhead.operations;
    state_say(state, state->playhead.operations ? "app.operations.on" : "app.operations.off", NULL, 0);
    return true;
}

bool action_answer(State *state, const char *argument, Report *report) {
    int right, count = question_options(state->trace, &right);
    long option = 0;
    if (*argument && (!integer_parse(argument, &option) || option < 1 || option > count)) {
        REPORT(report, ((Place){.file = "answer"}), "app.question.form", {"value", argument});
        return false;
    }
    if (!state->playhead.answered) state->answer = (int)option - 1;
    state->playhead.answered = true;
    return true;
}
