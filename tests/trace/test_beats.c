// Where a person stops: every step forward has its step back.
#include "fixture.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_central_demonstration_has_26_beats),
        TEST(beats_ascend_from_the_start_to_the_end),
        TEST(every_step_forward_has_its_step_back),
        TEST(clipping_is_a_beat_only_where_there_is_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
