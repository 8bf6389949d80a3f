// How the state goes on from one iteration to the next.
#include "run_fixture.h"

#include <math.h>

static const char *const cells[] = {
    "cells/elman.cell",
    "cells/lstm.cell",
    "cells/gru.cell",
    "cells/jordan.cell",
    "cells/window.cell", // no state, but inputs from before
    "h[t] = tanh(W_x x[t] + U h[t-2] - V h[t-3] + V_x x[t-2] + b)",
    "g[t] = tanh(W_x x[t] + W_g g[t-1])\nh[t] = tanh(V g[t] + W_h h[t-4])\ny[t] = softmax(U h[t] + W g[t-2])",
};
enum { CELLS = sizeof cells / sizeof *cells, STEPS = 12 };

// Every value of a run at timestep t is that of another at timestep u, to the bit.
static void assert_same_timestep(const Run *a, int t, const Run *b, int u) {
    const Program *program = run_program(a);
    int compared = 0;
    for (int lane = 0; lane < run_schedule(a)->lanes; lane++) {
        assert_int_equal(run_input_index(a, t, lane), run_input_index(b, u, lane));
        for (int op = 0; op < program->op_count; op++) {
            const double *of_a = run_value(a, op, t, lane), *of_b = run_value(b, op, u, lane);
            assert_int_equal(of_a == NULL, of_b == NULL);
            if (of_a) assert_same_array(of_a, of_b, (size_t)program->ops[op].size, "a value");
            compared += of_a != NULL;
        }
    }
    assert_true(compared > 0);
}

// A shorter run of the fixture's program.
static Run *part_create(const RunFixture *fixture, int steps, int advance) {
    Schedule schedule = {.steps = steps, .lanes = fixture->schedule.lanes, .first_loss = 1, .advance = advance};
    return run_create(fixture->program, &schedule);
}

// Three iterations that hand on their state compute what one long forward run computes.
static void carried_states_make_one_long_run(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++)
        for (int vectors = 0; vectors <= 1; vectors++) {
            RunFixture fixture;
            run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .steps = STEPS, .vectors = vectors && c < 5});
            run_fixture_sweep(&fixture);
            Run *run = part_create(&fixture, 4, 4);
            for (int from = 0; from < STEPS; from += 4) {
                RunInput here = run_fixture_input_from(&fixture, from);
                run_forward(run, &fixture.params, &here);
                for (int t = 1; t <= 4; t++) assert_same_timestep(run, t, fixture.run, from + t);
                run_advance_state(run);
            }
            run_destroy(run);
            run_fixture_finish(&fixture);
        }
}

// bptt K1,K2: the next iteration starts K1 timesteps further on, from the state that was computed there.
static void an_iteration_may_start_within_the_one_before(void **state) {
    (void)state;
    enum { K1 = 2, K2 = 5 };
    for (int c = 0; c < CELLS; c++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .steps = STEPS});
        run_fixture_sweep(&fixture);
        Run *run = part_create(&fixture, K2, K1);
        for (int from = 0; from + K2 <= STEPS; from += K1) {
            RunInput here = run_fixture_input_from(&fixture, from);
            run_forward(run, &fixture.params, &here);
            for (int t = 1; t <= K2; t++) assert_same_timestep(run, t, fixture.run, from + t);
            run_advance_state(run);
        }
        run_destroy(run);
        run_fixture_finish(&fixture);
    }
}

static void a_state_can_be_taken_from_any_timestep_of_another_run(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .steps = STEPS, .warm = true});
        run_fixture_sweep(&fixture);
        for (int from = 0; from + 3 <= STEPS; from++) {
            RunInput here = run_fixture_input_from(&fixture, from);
            Run *run = part_create(&fixture, 3, 3);
            run_take_state(run, fixture.run, from);
            run_forward(run, &fixture.params, &here);
            for (int t = 1; t <= 3; t++) assert_same_timestep(run, t, fixture.run, from + t);
            run_destroy(run);
        }
        run_fixture_finish(&fixture);
    }
}

static void a_copied_state_is_independent_and_a_reset_one_zero(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++) {
        RunFixture warm, cold;
        run_fixture_init(&warm, &(RunSpec){.cell = cells[c], .steps = STEPS, .warm = true});
        run_fixture_init(&cold, &(RunSpec){.cell = cells[c], .steps = STEPS});
        Run *copy = run_create(warm.program, &warm.schedule);
        run_copy_state(copy, warm.run);
        double of_warm = run_fixture_sweep(&warm), of_cold = run_fixture_sweep(&cold);
        assert_true(of_warm != of_cold);
        run_reset_state(warm.run);
        assert_same(run_forward(copy, &warm.params, &warm.input), of_warm);
        assert_same(run_fixture_sweep(&warm), of_cold);
        assert_same_params(&warm.grads, &cold.grads);
        run_destroy(copy);
        run_fixture_finish(&warm);
        run_fixture_finish(&cold);
    }
}

// Running again changes nothing: no buffer of the last run leaks into the next.
static void a_run_can_be_repeated(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .window = 4, .warm = true});
        double loss = run_fixture_sweep(&fixture);
        Params first;
        params_init(&first, fixture.program);
        params_copy(&first, &fixture.grads);
        Adjoints *of_one_loss = adjoints_create(fixture.run);
        run_backward_from_loss(fixture.run, &fixture.params, &fixture.input, 3, of_one_loss);
        adjoints_destroy(of_one_loss);
        assert_same(run_fixture_sweep(&fixture), loss);
        assert_same_params(&first, &fixture.grads);
        assert_true(params_joint_norm(&first) > 0);
        params_finish(&first);
        run_fixture_finish(&fixture);
    }
}

// Indices are only another way of writing one-hot vectors.
static void indices_and_one_hot_vectors_give_the_same(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .one_to_many = c % 2 == 1});
        double loss = run_fixture_sweep(&fixture);
        int stride = kernel_stride(fixture.program->input_size), rows = fixture.schedule.steps * fixture.schedule.lanes;
        size_t bytes = (size_t)(rows * stride) * sizeof(double);
        double *one_hot = aligned_alloc(64, bytes);
        assert_non_null(one_hot);
        memset(one_hot, 0, bytes);
        for (int row = 0; row < rows; row++)
            if (fixture.input_index[row] >= 0) one_hot[row * stride + fixture.input_index[row]] = 1.0;
        Params of_indices;
        params_init(&of_indices, fixture.program);
        params_copy(&of_indices, &fixture.grads);
        fixture.input.input_index = NULL;
        fixture.input.input = one_hot;
        assert_true(run_inputs_are_indices(fixture.run));
        assert_true(fabs(run_fixture_sweep(&fixture) - loss) < 1e-13);
        assert_false(run_inputs_are_indices(fixture.run));
        assert_close_params(&of_indices, &fixture.grads, 1e-14);
        params_finish(&of_indices);
        free(one_hot);
        run_fixture_finish(&fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carried_states_make_one_long_run),
        cmocka_unit_test(an_iteration_may_start_within_the_one_before),
        cmocka_unit_test(a_state_can_be_taken_from_any_timestep_of_another_run),
        cmocka_unit_test(a_copied_state_is_independent_and_a_reset_one_zero),
        cmocka_unit_test(a_run_can_be_repeated),
        cmocka_unit_test(indices_and_one_hot_vectors_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
