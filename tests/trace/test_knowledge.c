// What is known at a moment: values, adjoints, losses and shares come one by one, stay, and at the end are those of the run, to the bit.
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A question about a moment, for each of `count` things.
typedef bool (*Known)(const Trace *trace, long moment, int thing);

// Once known, known for good. Returns how many of the things are known at the end.
static int check_monotone(const Trace *trace, Known known, int count) {
    int at_end = 0;
    for (int thing = 0; thing < count; thing++) {
        bool before = false;
        for (long moment = 0; moment < trace_moment_count(trace); moment++) {
            bool now = known(trace, moment, thing);
            assert_true(now || !before);
            before = now;
        }
        at_end += before;
    }
    return at_end;
}

static bool value_known(const Trace *trace, long moment, int thing) {
    return trace_has_value(trace, moment, thing / trace->steps, 1 + thing % trace->steps);
}
static bool adjoint_known(const Trace *trace, long moment, int thing) {
    return trace_has_adjoint(trace, moment, thing / trace->steps, 1 + thing % trace->steps);
}
static bool share_known(const Trace *trace, long moment, int thing) {
    return trace_has_share(trace, moment, thing / trace->steps, 1 + thing % trace->steps);
}
static bool loss_known(const Trace *trace, long moment, int thing) {
    return trace_has_loss(trace, moment, 1 + thing);
}
static bool loss_arrived(const Trace *trace, long moment, int thing) {
    int steps = trace->steps;
    return trace_loss_reached(trace, moment, 1 + thing % steps, thing / steps / steps, 1 + thing / steps % steps);
}

static void what_is_known_stays_known(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        const Program *program = trace->program;
        int steps = trace->steps, reaches = 0;
        assert_int_equal(check_monotone(trace, value_known, program->op_count * steps), program->op_count * steps);
        assert_int_equal(check_monotone(trace, adjoint_known, program->op_count * steps), program->backward_count * steps);
        assert_int_equal(check_monotone(trace, share_known, program->param_count * steps), program->param_count * steps);
        assert_int_equal(check_monotone(trace, loss_known, steps), trace->loss_count);
        for (int equation = 0; equation < program->equation_count; equation++)
            for (int t = 1; t <= steps; t++)
                for (int s = 1; s <= steps; s++) reaches += trace_loss_reaches(trace, s, equation, t);
        assert_int_equal(check_monotone(trace, loss_arrived, program->equation_count * steps * steps), reaches);
        assert_true(reaches > 0);
        trace_destroy(trace);
    }
}

static void a_value_is_known_from_its_moment_on(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[3], 1);
    for (int op = 0; op < trace->program->op_count; op++)
        for (int t = 1; t <= trace->steps; t++) {
            long moment = trace_value_moment(trace, op, t);
            assert_int_equal(moment, trace_index(trace, PHASE_FORWARD, t, op));
            assert_true(trace_has_value(trace, moment, op, t));
            assert_false(trace_has_value(trace, moment - 1, op, t));
        }
    assert_true(trace_has_value(trace, 0, op_named(trace, "h"), 0)); // the state from before is there from the start
    trace_destroy(trace);
}

// ---- partial adjoints -----------------------------------------------------------------------------------------------------------

static void partial_adjoints_end_as_those_of_the_run_to_the_bit(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 2);
        long end = trace_moment_count(trace) - 1;
        int compared = 0;
        for (int op = 0; op < trace->program->op_count; op++) {
            int size = trace->program->ops[op].size;
            double *partial = vector_room(size);
            for (int t = 1; t <= trace->steps; t++)
                for (int lane = 0; lane < trace->lanes; lane++) {
                    const double *whole = run_adjoint(trace->run, op, t, lane);
                    // As soon as it is complete, and still at the end.
                    const long moments[] = {trace_adjoint_moment(trace, op, t), end};
                    for (int k = 0; k < 2 && whole; k++, compared++) {
                        trace_partial_adjoint(trace, moments[k], op, t, lane, partial);
                        for (int row = 0; row < size; row++)
                            if (memcmp(&partial[row], &whole[row], sizeof *whole) != 0 && (partial[row] != 0 || whole[row] != 0))
                                fail_msg("%s\nop %d, t %d, lane %d: %a is not %a", trace_experiments[i], op, t, lane, partial[row],
                                         whole[row]);
                    }
                    if (!whole) assert_int_equal(trace_partial_adjoint(trace, end, op, t, lane, partial), 0);
                }
            free(partial);
        }
        assert_true(compared > 50);
        trace_destroy(trace);
    }
}

static void contributions_arrive_one_by_one(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        long seed = trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED);
        for (int k = 0; k < trace->program->backward_count; k++) {
            int op = trace->program->backward[k], size = trace->program->ops[op].size;
            double *partial = vector_room(size);
            for (int t = 1; t <= trace->steps; t++) {
                int before = trace_partial_adjoint(trace, seed, op, t, 0, partial);
                assert_int_equal(before, 0);
                for (int row = 0; row < size; row++) assert_true(partial[row] == 0);
                long complete = trace_adjoint_moment(trace, op, t);
                for (long moment = seed + 1; moment < trace_moment_count(trace); moment++) {
                    int now = trace_partial_adjoint(trace, moment, op, t, 0, partial);
                    assert_true(now >= before && (now == before || moment <= complete));
                    before = now;
                }
            }
            free(partial);
        }
        trace_destroy(trace);
    }
}

// ---- losses and gradients -------------------------------------------------------------------------------------------------------

static void the_sum_of_the_losses_grows_to_the_loss(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        double sum = 0;
        for (int k = 0; k < trace->loss_count; k++) {
            long moment = trace_index(trace, PHASE_SUM, trace->loss_steps[k], -1);
            assert_true(trace_partial_sum(trace, moment - 1) == sum);
            sum += run_loss_of(trace->run, trace->loss_steps[k]);
            assert_true(trace_partial_sum(trace, moment) == sum);
        }
        assert_true(trace_partial_sum(trace, trace_moment_count(trace) - 1) / trace->lanes == trace->loss && trace->loss > 0);
        trace_destroy(trace);
    }
}

static size_t size_of_param(const Trace *trace, int param) {
    return (size_t)trace->program->params[param].rows * (size_t)trace->program->params[param].cols;
}

static void shares_add_up_to_the_gradient(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        for (int param = 0; param < trace->program->param_count; param++) {
            size_t count = size_of_param(trace, param);
            double *sum = memory_alloc_zeros(count, sizeof *sum), *share = memory_alloc(count * sizeof *share),
                   *whole = memory_alloc(count * sizeof *whole);
            for (int t = trace->steps; t >= 1; t--) {
                trace_share(trace, param, t, share);
                for (size_t k = 0; k < count; k++) sum[k] += share[k];
            }
            params_read(&trace->grads, param, whole);
            double largest = 0;
            for (size_t k = 0; k < count; k++) largest = fmax(largest, fabs(whole[k]));
            for (size_t k = 0; k < count; k++) assert_true(fabs(sum[k] - whole[k]) <= 1e-14 * fmax(largest, 1e-3));
            free(sum);
            free(share);
            free(whole);
        }
        trace_destroy(trace);
    }
}

static void a_gradient_is_zero_before_its_first_share_and_the_runs_behind_its_last(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        for (int param = 0; param < trace->program->param_count; param++) {
            size_t count = size_of_param(trace, param);
            double *partial = memory_alloc(count * sizeof *partial), *whole = memory_alloc(count * sizeof *whole);
            params_read(&trace->grads, param, whole);
            trace_partial_gradient(trace, trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED), param, partial);
            for (size_t k = 0; k < count; k++) assert_true(partial[k] == 0);
            long complete = 0;
            while (!trace_has_share(trace, complete, param, 1)) complete++;
            trace_partial_gradient(trace, complete, param, partial);
            for (size_t k = 0; k < count; k++) assert_true(partial[k] == whole[k]);
            free(partial);
            free(whole);
        }
        trace_destroy(trace);
    }
}

// In between it is the sum of the shares that have come.
static void a_gradient_grows_by_its_shares(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 1);
    int w = program_find_param(trace->program, "W_h");
    double sum[9] = {0}, share[9], partial[9];
    for (int t = trace->steps; t >= 1; t--) {
        long moment = 0;
        while (!trace_has_share(trace, moment, w, t)) moment++;
        trace_partial_gradient(trace, moment - 1, w, partial);
        for (int k = 0; k < 9; k++) assert_true(partial[k] == sum[k]);
        trace_share(trace, w, t, share);
        for (int k = 0; k < 9; k++) sum[k] += share[k];
        trace_partial_gradient(trace, moment, w, partial);
        for (int k = 0; k < 9; k++) assert_true(partial[k] == sum[k]);
    }
    trace_destroy(trace);
}

// ---- the recording --------------------------------------------------------------------------------------------------------------

static void what_is_recorded_is_what_training_does_next(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 3);
        Session *session = fixture->session;
        assert_int_equal(trace->iteration, 4);
        assert_memory_equal(trace->before.data, session->params.data,
                            session->params.count * sizeof(double)); // nothing has happened to the session
        session_train(session, 1);
        assert_true(session->history.loss[3] == trace->loss);
        assert_true(session->history.norm[3] == trace->norm);
        assert_true(session->history.scale[3] == trace->scale);
        for (int p = 0; p < trace->program->param_count; p++)
            for (int row = 0; row < trace->program->params[p].rows; row++)
                assert_true(params_get(&trace->updated, p, row, 0) == params_get(&session->params, p, row, 0));
        trace_destroy(trace);
    }
}

static void the_state_is_what_the_readout_hears(void **state) {
    static const struct {
        const char *lines, *state;
        int count;
    } cases[] = {{"cell: elman", "h", 1},  {"cell: lstm", "h", 2},   {"cell: gru", "h", 1},
                 {"cell: jordan", "y", 1}, {"cell: window", "h", 1}, {"cell: elman-sigmoid", "s", 1}};
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Trace *trace = fixture_trace(fixture, cases[i].lines, 0);
        int states[CELL_MAX_EQUATIONS];
        assert_int_equal(trace_state_equations(trace, states), cases[i].count);
        assert_string_equal(trace->program->equations[trace_state_equation(trace)].name, cases[i].state);
        trace_destroy(trace);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_known_stays_known),
        TEST(a_value_is_known_from_its_moment_on),
        TEST(partial_adjoints_end_as_those_of_the_run_to_the_bit),
        TEST(contributions_arrive_one_by_one),
        TEST(the_sum_of_the_losses_grows_to_the_loss),
        TEST(shares_add_up_to_the_gradient),
        TEST(a_gradient_is_zero_before_its_first_share_and_the_runs_behind_its_last),
        TEST(a_gradient_grows_by_its_shares),
        TEST(what_is_recorded_is_what_training_does_next),
        TEST(the_state_is_what_the_readout_hears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
