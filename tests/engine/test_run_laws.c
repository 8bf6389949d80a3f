// What holds for the gradients of every cell, whatever its equations: how full and truncated, whole and parts, one lane and many hang
// together.
#include "run_fixture.h"

#include <math.h>

static const char *const cells[] = {
    "cells/elman.cell",
    "cells/gru.cell",
    "cells/lstm.cell",
    "cells/jordan.cell",
    "cells/window.cell",
    "h[t] = tanh(W_x x[t] + U h[t-2] - V h[t-3] + b)",
    "h[t] = tanh(W h[t-1] + σ(W (W_x x[t])) + d * h[t-1] + d)\ny[t] = softmax(V (W h[t]) + U y[t-1])",
    "h[t] = tanh(x[t] W_x + h[t-1] W_h * h[t-1])\no[t] = σ(h[t] V)",
};
enum { CELLS = sizeof cells / sizeof *cells };

static void assert_same_adjoints(const RunFixture *a, const RunFixture *b) {
    const Program *program = a->program;
    for (int i = 0; i < program->backward_count; i++)
        for (int t = 1; t <= a->schedule.steps; t++)
            for (int lane = 0; lane < a->schedule.lanes; lane++) {
                int op = program->backward[i];
                assert_same_array(run_adjoint(a->run, op, t, lane), run_adjoint(b->run, op, t, lane), (size_t)program->ops[op].size,
                                  "an adjoint");
            }
    assert_true(program->backward_count > 0);
}

static void a_window_over_everything_is_full_bptt_to_the_bit(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++)
        for (int longer = 0; longer <= 3; longer += 3) {
            RunFixture full, window;
            run_fixture_init(&full, &(RunSpec){.cell = cells[c], .warm = true});
            run_fixture_init(&window, &(RunSpec){.cell = cells[c], .warm = true, .window = 6 + longer});
            assert_same(run_fixture_sweep(&full), run_fixture_sweep(&window));
            assert_same_adjoints(&full, &window);
            assert_same_params(&full.grads, &window.grads);
            run_fixture_finish(&full);
            run_fixture_finish(&window);
        }
}

// A cut changes what goes back and nothing of what goes forward.
static void a_cut_leaves_every_value_as_it_was(void **state) {
    (void)state;
    for (int c = 0; c < CELLS; c++) {
        RunFixture full, cut;
        run_fixture_init(&full, &(RunSpec){.cell = cells[c]});
        run_fixture_init(&cut, &(RunSpec){.cell = cells[c], .window = 2});
        assert_same(run_fixture_sweep(&full), run_fixture_sweep(&cut));
        const Program *program = full.program;
        for (int op = 0; op < program->op_count; op++) {
            if (program->ops[op].kind == OP_INPUT) continue;
            for (int t = 1; t <= 6; t++)
                assert_same_array(run_value(full.run, op, t, 1), run_value(cut.run, op, t, 1), (size_t)program->ops[op].size, "a value");
        }
        if (program->max_lag > 0) assert_true(params_joint_norm(&full.grads) != params_joint_norm(&cut.grads));
        run_fixture_finish(&full);
        run_fixture_finish(&cut);
    }
}

// Timesteps count from 1: with a window of 2, the cuts lie between 2 and 3, 4 and 5.
static void cuts_lie_behind_every_window(void **state) {
    (void)state;
    Schedule schedule = {.steps = 7, .lanes = 1, .window = 2, .first_loss = 1, .advance = 7};
    const bool at_lag_1[] = {false, false, true, false, true, false, true};
    for (int t = 1; t <= 7; t++) assert_int_equal(schedule_is_cut(&schedule, t, 1), at_lag_1[t - 1]);
    assert_true(schedule_is_cut(&schedule, 4, 2)); // from 4 to 2: the cut between 2 and 3 lies within the lag
    assert_true(schedule_is_cut(&schedule, 7, 6));
    assert_false(schedule_is_cut(&schedule, 2, 2)); // from before the first timestep: there is nothing to cut
    schedule.window = 0;
    assert_false(schedule_is_cut(&schedule, 7, 6));
}

static bool used_once(const Program *program, int param) {
    int uses = 0;
    for (int i = 0; i < program->op_count; i++)
        for (int k = 0; k < program->ops[i].operand_count; k++)
            uses += program->ops[i].operands[k].kind == OPERAND_PARAM && program->ops[i].operands[k].index == param;
    return uses == 1;
}

// Adds the shares of single timesteps, later ones first, as the sweep does, and compares with the gradient.
static int compare_shares(RunFixture *fixture) {
    const Program *program = fixture->program;
    Params share, sum;
    params_init(&share, program);
    params_init(&sum, program);
    int to_the_bit = 0;
    for (int p = 0; p < program->param_count; p++) {
        size_t count;
        double *whole = param_values(&fixture->grads, p, &count), *total = memory_alloc_zeros(count, sizeof *total);
        for (int t = fixture->schedule.steps; t >= 1; t--) {
            run_weight_gradient(fixture->run, run_adjoints(fixture->run), p, t, t, &share);
            double *part = param_values(&share, p, &count);
            for (size_t i = 0; i < count; i++) total[i] += part[i];
            free(part);
        }
        // One use and one lane: the same numbers are added in the same order. Several add theirs to the whole one by one.
        bool exact = fixture->schedule.lanes == 1 && used_once(program, p);
        for (size_t i = 0; i < count && exact; i++) assert_true(whole[i] == total[i]);
        assert_close_array(whole, total, count, 1e-14, program->params[p].name);
        to_the_bit += exact;
        // Whatever way it is asked for, from 1 to T it is the gradient itself.
        run_weight_gradient(fixture->run, run_adjoints(fixture->run), p, 1, fixture->schedule.steps, &sum);
        run_weight_gradient(fixture->run, run_adjoints(fixture->run), p, 5, 4, &share);
        assert_true(params_norm(&share, p) == 0.0);
        free(whole);
        free(total);
    }
    assert_same_params(&sum, &fixture->grads);
    params_finish(&share);
    params_finish(&sum);
    return to_the_bit;
}

static void the_shares_of_the_timesteps_add_up_to_the_gradient(void **state) {
    (void)state;
    int to_the_bit = 0;
    for (int c = 0; c < CELLS; c++)
        for (int lanes = 1; lanes <= 3; lanes++)
            for (int window = 0; window <= 2; window += 2) {
                RunFixture fixture;
                run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .lanes = lanes, .window = window, .warm = true});
                run_fixture_sweep(&fixture);
                to_the_bit += compare_shares(&fixture);
                run_fixture_finish(&fixture);
            }
    assert_true(to_the_bit > 50);
}

static void add_row(double *sum, const double *row, int size) {
    for (int i = 0; i < size; i++) sum[i] += row[i];
}

// The gradient of a sum is the sum of the gradients: the sweeps of the single losses add up to the sweep of them all.
static void the_sweeps_of_single_losses_add_up(void **state) {
    (void)state;
    enum { STEPS = 6, WIDEST = 64 };
    for (int c = 0; c < CELLS; c++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = cells[c], .window = c % 2 ? 4 : 0, .gaps = c % 3 == 0});
        run_fixture_sweep(&fixture);
        Adjoints *single[STEPS];
        for (int s = 1; s <= STEPS; s++) {
            single[s - 1] = adjoints_create(fixture.run);
            run_backward_from_loss(fixture.run, &fixture.params, &fixture.input, s, single[s - 1]);
        }
        const Program *program = fixture.program;
        for (int i = 0; i < program->backward_count; i++)
            for (int t = 1; t <= STEPS; t++) {
                int op = program->backward[i], size = program->ops[op].size;
                double sum[WIDEST] = {0};
                for (int s = 1; s <= STEPS; s++) add_row(sum, adjoints_get(single[s - 1], op, t, 1), size);
                // Where all but cancels, what is left is rounding of what was added.
                const double *whole = run_adjoint(fixture.run, op, t, 1);
                for (int k = 0; k < size; k++) assert_true(fabs(whole[k] - sum[k]) <= 1e-14 * (1.0 + fabs(whole[k])));
                for (int s = 1; s < t; s++) // a loss does not reach what comes behind it
                    for (int k = 0; k < size; k++) assert_true(adjoints_get(single[s - 1], op, t, 1)[k] == 0.0);
            }
        for (int s = 0; s < STEPS; s++) adjoints_destroy(single[s]);
        run_fixture_finish(&fixture);
    }
}

// The loss and the gradient of a batch are the averages of those of its lanes.
static void a_batch_is_the_average_of_its_lanes(void **state) {
    (void)state;
    enum { LANES = 3 };
    for (int c = 0; c < CELLS; c++)
        for (int vectors = 0; vectors <= 1; vectors++) {
            RunFixture batch;
            run_fixture_init(&batch, &(RunSpec){.cell = cells[c], .lanes = LANES, .vectors = vectors && c != 6, .gaps = true, .window = 4});
            double loss = run_fixture_sweep(&batch), sum_of_losses = 0;
            Params sum, grads;
            params_init(&sum, batch.program);
            params_init(&grads, batch.program);
            Schedule one = batch.schedule;
            one.lanes = 1;
            for (int lane = 0; lane < LANES; lane++) {
                RunInput input = run_fixture_lane(&batch, lane);
                Run *run = run_create(batch.program, &one);
                sum_of_losses += run_forward(run, &batch.params, &input);
                run_backward(run, &batch.params, &input, &grads);
                for (size_t i = 0; i < sum.count; i++) sum.data[i] += grads.data[i] / LANES;
                // A lane hears nothing of its neighbours: its values are the same to the bit.
                int op = batch.program->output_op;
                for (int t = 1; t <= one.steps; t++)
                    assert_same_array(run_value(run, op, t, 0), run_value(batch.run, op, t, lane), (size_t)batch.program->output_size,
                                      "an output");
                run_destroy(run);
                run_fixture_free_input(&input);
            }
            assert_true(fabs(loss - sum_of_losses / LANES) <= 1e-14 * loss);
            assert_close_params(&batch.grads, &sum, 1e-13);
            params_finish(&sum);
            params_finish(&grads);
            run_fixture_finish(&batch);
        }
}

// The loss that run_forward returns is what the single losses add up to, and there is none where nothing is wanted.
static void losses_stand_where_they_are_wanted(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/elman.cell", .gaps = true, .first_loss = 3});
    double loss = run_fixture_sweep(&fixture), sum = 0;
    int wanted = 0;
    for (int t = 1; t <= 6; t++) {
        double of_t = 0;
        for (int lane = 0; lane < 2; lane++) {
            bool has = t >= 3 && fixture.has_target[(t - 1) * 2 + lane];
            wanted += has;
            assert_true(has ? run_loss_at(fixture.run, t, lane) > 0 : run_loss_at(fixture.run, t, lane) == 0.0);
            of_t += run_loss_at(fixture.run, t, lane);
        }
        assert_same(run_loss_of(fixture.run, t), of_t);
        assert_int_equal(run_has_loss(fixture.run, &fixture.input, t), of_t > 0);
        sum += of_t;
    }
    assert_true(wanted > 3 && wanted < 8);
    assert_same(loss, sum / 2);
    assert_same(run_loss(fixture.run), loss);
    run_fixture_finish(&fixture);
}

// Softmax and cross-entropy by hand: the loss is minus the logarithm of a probability, its gradient the probabilities minus the target.
static void cross_entropy_is_the_surprise_at_the_target(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/elman.cell", .lanes = 2});
    run_fixture_sweep(&fixture);
    const Program *program = fixture.program;
    for (int t = 1; t <= 6; t++)
        for (int lane = 0; lane < 2; lane++) {
            int target = fixture.target_index[(t - 1) * 2 + lane];
            const double *y = run_value(fixture.run, program->output_op, t, lane);
            const double *gradient = run_adjoint(fixture.run, program->logits_op, t, lane);
            assert_true(fabs(run_loss_at(fixture.run, t, lane) + log(y[target])) < 1e-14);
            for (int i = 0; i < program->output_size; i++) assert_true(fabs(gradient[i] - (y[i] - (i == target)) / 2) < 1e-15);
        }
    run_fixture_finish(&fixture);
}

static void squared_error_is_half_the_squared_distance(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/elman.cell", .lanes = 1, .vectors = true});
    run_fixture_sweep(&fixture);
    const Program *program = fixture.program;
    for (int t = 1; t <= 6; t++) {
        const double *y = run_value(fixture.run, program->output_op, t, 0), *wanted = fixture.target_rows + (t - 1) * kernel_stride(4);
        double sum = 0;
        for (int i = 0; i < 4; i++) sum += 0.5 * (y[i] - wanted[i]) * (y[i] - wanted[i]);
        assert_true(fabs(run_loss_at(fixture.run, t, 0) - sum) < 1e-14);
        for (int i = 0; i < 4; i++) assert_same(run_adjoint(fixture.run, program->output_op, t, 0)[i], y[i] - wanted[i]);
    }
    run_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_over_everything_is_full_bptt_to_the_bit),
        cmocka_unit_test(a_cut_leaves_every_value_as_it_was),
        cmocka_unit_test(cuts_lie_behind_every_window),
        cmocka_unit_test(the_shares_of_the_timesteps_add_up_to_the_gradient),
        cmocka_unit_test(the_sweeps_of_single_losses_add_up),
        cmocka_unit_test(a_batch_is_the_average_of_its_lanes),
        cmocka_unit_test(losses_stand_where_they_are_wanted),
        cmocka_unit_test(cross_entropy_is_the_surprise_at_the_target),
        cmocka_unit_test(squared_error_is_half_the_squared_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
