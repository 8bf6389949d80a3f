// Where a person stops: every step forward has its step back.
#include "fixture.h"

#include "trace/sentence.h"

#include <string.h>

// "hello", Elman, three hidden units: the folded cell, the unfolded one, state and readout of each timestep, four losses, their sum, the
// question, and back.
static void the_central_demonstration_has_26_beats(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "task: text:hello\nhidden: 3", 0);
    assert_int_equal(trace_beat_count(trace), 26);
    double question = trace_question(trace), sum = (double)trace_index(trace, PHASE_SUM, 4, -1),
           seed = (double)trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED);
    const double expected[] = {0, 0.5};
    for (int i = 0; i < 2; i++) assert_true(trace_beat(trace, i) == expected[i]);
    int h = op_named(trace, "h"), y = op_named(trace, "y");
    for (int t = 1; t <= 4; t++) {
        assert_true(trace_beat(trace, 2 * t) == (double)trace_index(trace, PHASE_FORWARD, t, h));
        assert_true(trace_beat(trace, 2 * t + 1) == (double)trace_index(trace, PHASE_FORWARD, t, y));
        assert_true(trace_beat(trace, 9 + t) == (double)trace_index(trace, PHASE_LOSS, t, -1));
    }
    assert_true(trace_beat(trace, 14) == sum);
    assert_true(trace_beat(trace, 15) == question && question > sum && question < seed);
    assert_true(trace_beat(trace, 16) == seed);
    // Backward: each timestep's readout, then its state.
    for (int i = 17; i < 25; i++) assert_int_equal(trace_moment(trace, (long)trace_beat(trace, i)).t, 4 - (i - 17) / 2);
    assert_true(trace_beat(trace, 25) == (double)(trace_moment_count(trace) - 1));
    trace_destroy(trace);
}

static void beats_ascend_from_the_start_to_the_end(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 0);
        int count = trace_beat_count(trace);
        assert_true(trace_beat(trace, 0) == 0);
        assert_true(trace_beat(trace, count - 1) == (double)(trace_moment_count(trace) - 1));
        for (int beat = 1; beat < count; beat++) assert_true(trace_beat(trace, beat) > trace_beat(trace, beat - 1));
        assert_true(trace_beat(trace, -1) == 0);
        assert_true(trace_beat(trace, count) == trace_beat(trace, count - 1));
        trace_destroy(trace);
    }
}

typedef double (*Step)(const Trace *trace, double position);

// From the start to the end stop by stop, each step undone by its counterpart. Returns how many steps there were.
static int there_and_back(const Trace *trace, Step after, Step before) {
    double end = (double)(trace_moment_count(trace) - 1), position = 0;
    int steps = 0;
    assert_true(before(trace, 0) == 0);
    assert_true(after(trace, end) == end);
    while (position < end) {
        double next = after(trace, position);
        assert_true(next > position);
        assert_true(before(trace, next) == position);
        // From between two stops one gets to either of them.
        double middle = (position + next) / 2;
        assert_true(after(trace, middle) == next && before(trace, middle) == position);
        position = next;
        steps++;
    }
    assert_true(position == end);
    return steps;
}

static void every_step_forward_has_its_step_back(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 0);
        assert_int_equal(there_and_back(trace, trace_beat_after, trace_beat_before), trace_beat_count(trace) - 1);
        // The timesteps forward, the losses, the timesteps backward, the update.
        assert_int_equal(there_and_back(trace, trace_timestep_after, trace_timestep_before), 2 * trace->steps + 2);
        assert_int_equal(there_and_back(trace, trace_phase_after, trace_phase_before), 4);
        trace_destroy(trace);
    }
}

static void clipping_is_a_beat_only_where_there_is_a_limit(void **state) {
    Fixture *fixture = *state;
    Trace *plain = fixture_trace(fixture, "task: text:hello\nhidden: 3", 0);
    int beats = trace_beat_count(plain);
    trace_destroy(plain);
    Trace *clipped = fixture_trace(fixture, "task: text:hello\nhidden: 3\nclip: 1", 0);
    assert_int_equal(trace_beat_count(clipped), beats + 1);
    trace_destroy(clipped);
}

static bool is_beat(const Trace *trace, long moment) {
    for (int i = 0; i < trace_beat_count(trace); i++)
        if (trace_beat(trace, i) == (double)moment) return true;
    return false;
}

static void assert_says(const Fixture *fixture, const Trace *trace, long moment, const char *english, const char *korean) {
    const char *const parts[LANGUAGE_COUNT] = {[LANGUAGE_EN] = english, [LANGUAGE_KO] = korean};
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        Text text;
        text_init(&text);
        trace_sentence(trace, moment, fixture->words[l], &text);
        if (!strstr(text.data, parts[l])) fail_msg("\"%s\" does not say \"%s\"", text.data, parts[l]);
        text_finish(&text);
    }
}

static int carry_of(const Trace *trace, const char *name) {
    int op = op_named(trace, name);
    for (int i = 0; i < trace->program->op_count; i++)
        if (trace->program->ops[i].kind == OP_CARRY && trace->program->ops[i].operands[0].index == op) return i;
    fail_msg("%s is not carried", name);
    return -1;
}

// Forward the cell state is a beat of its own; backward where the gradient has arrived at it, and where it crosses.
static void every_state_that_is_carried_has_beats(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "cell: lstm\ntask: text:hello\nhidden: 3", 0);
    int c = op_named(trace, "c"), h = op_named(trace, "h");
    for (int t = 1; t <= 4; t++) {
        assert_true(is_beat(trace, trace_index(trace, PHASE_FORWARD, t, c)));
        assert_true(is_beat(trace, trace_index(trace, PHASE_FORWARD, t, h)));
        assert_true(is_beat(trace, trace_index(trace, PHASE_FORWARD, t, op_named(trace, "y"))));
        assert_true(is_beat(trace, trace_adjoint_moment(trace, c, t)));
        assert_true(is_beat(trace, trace_adjoint_moment(trace, h, t)));
        assert_true(is_beat(trace, trace_index(trace, PHASE_BACKWARD, t, carry_of(trace, "c"))));
        assert_true(is_beat(trace, trace_index(trace, PHASE_BACKWARD, t, carry_of(trace, "h"))));
    }
    assert_int_equal(trace_beat_count(trace), 2 + 3 * 4 + 4 + 3 + 5 * 4 + 1);
    trace_destroy(trace);
    // Two layers without gates: no highway, yet each layer's state.
    trace = fixture_trace(fixture, "cell-text: a[t] = tanh(W x[t] + U a[t-1]); h[t] = tanh(V a[t] + R h[t-1])\nhidden: 3", 0);
    for (int t = 1; t <= 4; t++) {
        assert_true(is_beat(trace, trace_index(trace, PHASE_FORWARD, t, op_named(trace, "a"))));
        assert_true(is_beat(trace, trace_adjoint_moment(trace, op_named(trace, "a"), t)));
        assert_false(is_beat(trace, trace_index(trace, PHASE_BACKWARD, t, carry_of(trace, "a"))));
    }
    trace_destroy(trace);
}

static void the_beats_of_a_highway_say_that_no_matrix_lies_on_it(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "cell: lstm\ntask: text:hello\nhidden: 3", 0);
    int c = op_named(trace, "c");
    long carry = trace_index(trace, PHASE_BACKWARD, 3, carry_of(trace, "c"));
    assert_says(fixture, trace, trace_index(trace, PHASE_FORWARD, 3, c), "c[2] comes in times f[3], no matrix between",
                "c[2]는 f[3]과 곱해질 뿐, 사이에 행렬이 없습니다");
    assert_says(fixture, trace, trace_adjoint_moment(trace, c, 3), "The gradient of c[3] is now complete",
                "c[3]의 기울기가 모두 모였습니다");
    assert_says(fixture, trace, carry - 1, "To c[2] goes", "c[2]로 크기");
    assert_says(fixture, trace, carry, "times f[3], no matrix between", "f[3]과 곱해져 왔을 뿐, 사이에 행렬이 없습니다");
    trace_destroy(trace);
    // Where matrices lead to the same state too, its highway has a beat of its own.
    trace = fixture_trace(fixture, "cell: gru\ntask: text:hello\nhidden: 3", 0);
    long along = trace_index(trace, PHASE_BACKWARD, 3, trace->highways[0].ops[0]);
    assert_true(is_beat(trace, along));
    assert_says(fixture, trace, along, "times z[3], no matrix between", "z[3]과 곱해질 뿐, 사이에 행렬이 없습니다");
    assert_says(fixture, trace, trace_index(trace, PHASE_BACKWARD, 3, carry_of(trace, "h")), "One summand came along the highway",
                "그중 한 항은");
    trace_destroy(trace);
    // The other end of a see-saw, a way without a gate, a shut one, and one that is cut.
    trace = fixture_trace(fixture, "cell: mgu\ntask: text:hello\nhidden: 3", 0);
    assert_says(fixture, trace, trace_index(trace, PHASE_FORWARD, 3, op_named(trace, "h")), "times (1 - f[3]), no",
                "(1 - f[3])과 곱해질 뿐");
    trace_destroy(trace);
    trace = fixture_trace(fixture, "cell: lstm-1997\ntask: text:hello\nhidden: 3", 0);
    assert_says(fixture, trace, trace_index(trace, PHASE_BACKWARD, 3, carry_of(trace, "c")), "unchanged, no matrix", "그대로 왔고");
    trace_destroy(trace);
    trace = fixture_trace(fixture, "cell: lstm\ntask: text:hello\nhidden: 3\nclamp: f=0", 0);
    assert_says(fixture, trace, trace_index(trace, PHASE_BACKWARD, 3, carry_of(trace, "c")), "is shut: f[3] is held at 0",
                "곧은 길이 닫혔습니다");
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_central_demonstration_has_26_beats),
        TEST(every_state_that_is_carried_has_beats),
        TEST(the_beats_of_a_highway_say_that_no_matrix_lies_on_it),
        TEST(beats_ascend_from_the_start_to_the_end),
        TEST(every_step_forward_has_its_step_back),
        TEST(clipping_is_a_beat_only_where_there_is_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
