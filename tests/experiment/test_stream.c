// Which data an iteration sees, and from which state it starts.
#include "fixture.h"

#include <string.h>

// The symbols that go in at the next iteration, lane by lane: "hell" or "he,lo". Where nothing goes in: ".".
static const char *inputs(Session *session, char *out) {
    session_feed(session);
    char *at = out;
    for (int lane = 0; lane < session->batch.lanes; lane++) {
        if (lane > 0) *at++ = ',';
        for (int t = 0; t < session->batch.steps; t++) {
            int index = session->batch.input_index[t * session->batch.lanes + lane];
            *at++ = index < 0 ? '.' : session_symbol(session, index)[0];
        }
    }
    *at = '\0';
    return out;
}

static void assert_inputs(Session *session, const char *expected) {
    char found[64];
    assert_string_equal(inputs(session, found), expected);
}

static void follow(Fixture *fixture, const char *lines, const char *const *iterations, int count) {
    Session *session = fixture_session(fixture, lines);
    for (int i = 0; i < count; i++) {
        assert_int_equal(session->iteration, i);
        assert_inputs(session, iterations[i]);
        session_train(session, 1);
    }
}

static void iterations_go_through_the_stream_in_order_and_round_again(void **state) {
    Fixture *fixture = *state;
    follow(fixture, "task: text:abcdefgh", (const char *const[]){"abcdefg", "abcdefg"}, 2);
    follow(fixture, "task: text:abcdefgh\nsteps: 3", (const char *const[]){"abc", "def", "gab", "cde", "fga", "bcd", "efg", "abc"}, 8);
}

static void lanes_start_evenly_spread(void **state) {
    Fixture *fixture = *state;
    follow(fixture, "task: text:abcdefgh\nsteps: 2\nbatch: 3", (const char *const[]){"ab,cd,ef", "cd,ef,ga", "ef,ga,bc", "ga,bc,de"}, 4);
    follow(fixture, "task: text:hello\nbatch: 2", (const char *const[]){"hell,llhe", "hell,llhe"}, 2);
}

static void with_k1_and_k2_iterations_overlap(void **state) {
    Fixture *fixture = *state;
    follow(fixture, "task: text:abcdefgh\nbptt: 2,5", (const char *const[]){"abcde", "cdefg", "efgab", "gabcd", "bcdef"}, 5);
}

static void one_to_many_feeds_the_first_timestep_alone(void **state) {
    Fixture *fixture = *state;
    follow(fixture, "task: text:abcdefgh\nsteps: 4\nwiring: one-to-many", (const char *const[]){"a...", "e...", "b..."}, 3);
    Session *session = fixture_session(fixture, "task: series:sine\nsteps: 4\nwiring: one-to-many\nbatch: 2");
    session_train(session, 1); // the second iteration starts at 4 and at 503, of period 25
    session_feed(session);
    const double *rows = session->batch.input;
    for (int row = 0; row < 8; row++) assert_int_equal(rows[row * kernel_stride(1)] != 0, row < 2);
    assert_true(session->batch.target[7 * kernel_stride(1)] != 0);
}

static void feeding_can_be_repeated_and_changes_nothing(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:abcdefgh\nsteps: 3");
    session_train(session, 2);
    assert_inputs(session, "gab");
    assert_inputs(session, "gab");
    Batch own;
    batch_init(&own, session->dataset, 3, 1);
    session_feed_into(session, &own);
    assert_memory_equal(own.input_index, session->batch.input_index, 3 * sizeof(int));
    assert_memory_equal(own.target_index, session->batch.target_index, 3 * sizeof(int));
    batch_finish(&own);
}

// ---- states ---------------------------------------------------------------------------------------------------------------------

// The state before the first timestep.
static const double *state_before(const Session *session, int lane) {
    int h = session->program->equations[program_find_equation(session->program, "h")].op;
    return run_value(session->run, h, 0, lane);
}

static bool all_zero(const double *v, int n) {
    for (int i = 0; i < n; i++)
        if (v[i] != 0) return false;
    return true;
}

// The next iteration starts from the state at timestep `advance` of this one, computed with the weights from before the update.
static void check_carry(Fixture *fixture, const char *lines, int hidden) {
    Session *session = fixture_session(fixture, lines);
    assert_true(all_zero(state_before(session, 0), hidden));
    int h = session->program->equations[program_find_equation(session->program, "h")].op, carried = 0;
    for (int i = 0; i < 6; i++) {
        double handed_over[8][16];
        fixture_sweep(session);
        for (int lane = 0; lane < session->schedule.lanes; lane++)
            memcpy(handed_over[lane], run_value(session->run, h, session->schedule.advance, lane), (size_t)hidden * sizeof(double));
        session_train(session, 1);
        for (int lane = 0; lane < session->schedule.lanes; lane++, carried++)
            assert_memory_equal(state_before(session, lane), handed_over[lane], (size_t)hidden * sizeof(double));
        assert_false(all_zero(state_before(session, 0), hidden));
    }
    assert_true(carried >= 6);
}

static void a_long_stream_carries_its_state_across_iterations_and_the_wrap(void **state) {
    Fixture *fixture = *state;
    check_carry(fixture, "task: text:abcdefgh\nsteps: 3\nhidden: 5", 5);
    check_carry(fixture, "task: text:abcdefgh\nsteps: 2\nhidden: 5\nbatch: 3\nbptt: 1\noptimizer: adam", 5);
    check_carry(fixture, "task: text:hello\nhidden: 5\nstate: carry", 5);
}

static void with_k1_and_k2_the_state_is_that_of_k1(void **state) {
    Fixture *fixture = *state;
    check_carry(fixture, "task: text:abcdefgh\nbptt: 2,5\nhidden: 5", 5);
    check_carry(fixture, "task: text:abcdefgh\nbptt: 1,4\nhidden: 5\nbatch: 2\ncell: gru", 5);
}

static void a_short_stream_starts_from_zero_every_time(void **state) {
    Fixture *fixture = *state;
    static const char *const lines[] = {"task: text:hello\nhidden: 5", "task: text:abcdefgh\nsteps: 3\nstate: reset\nhidden: 5"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        Session *session = fixture_session(fixture, lines[i]);
        for (int n = 0; n < 3; n++) {
            assert_true(all_zero(state_before(session, 0), 5));
            session_train(session, 1);
        }
        assert_int_equal(session->iteration, 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(iterations_go_through_the_stream_in_order_and_round_again),
        TEST(lanes_start_evenly_spread),
        TEST(with_k1_and_k2_iterations_overlap),
        TEST(one_to_many_feeds_the_first_timestep_alone),
        TEST(feeding_can_be_repeated_and_changes_nothing),
        TEST(a_long_stream_carries_its_state_across_iterations_and_the_wrap),
        TEST(with_k1_and_k2_the_state_is_that_of_k1),
        TEST(a_short_stream_starts_from_zero_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
