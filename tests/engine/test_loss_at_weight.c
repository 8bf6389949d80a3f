// The loss as a function of one weight: what it is at the weight, and that its slope there is the gradient, truncated or not.
#include "run_fixture.h"

#include "engine/gradient_check.h"

#include <math.h>

static const double step = 3e-5;

typedef void Look(RunFixture *fixture, int param, int row, int col);

// Looks at one element, off the diagonal where there is one, of each parameter of the LSTM.
static void for_each_parameter(int window, Look *look) {
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/lstm.cell", .lanes = 2, .window = window, .warm = true});
    run_fixture_sweep(&fixture);
    assert_true(fixture.program->param_count > 8);
    for (int p = 0; p < fixture.program->param_count; p++) look(&fixture, p, 1, fixture.program->params[p].cols > 1 ? 2 : 0);
    run_fixture_finish(&fixture);
}

static double loss_at(const RunFixture *fixture, int param, int row, int col, double value) {
    return loss_at_weight(fixture->run, &fixture->params, &fixture->input, param, row, col, value);
}

static void assert_loss_of_the_run(RunFixture *fixture, int param, int row, int col) {
    double loss = loss_at(fixture, param, row, col, params_get(&fixture->params, param, row, col));
    assert_true(loss > 0.1);
    assert_true(fabs(loss - run_loss(fixture->run)) <= 1e-12 * loss);
}

static void at_the_weight_it_is_the_loss_of_the_run(void **state) {
    (void)state;
    for_each_parameter(0, assert_loss_of_the_run);
    for_each_parameter(2, assert_loss_of_the_run);
}

static void assert_slope(RunFixture *fixture, int param, int row, int col) {
    double weight = params_get(&fixture->params, param, row, col), gradient = params_get(&fixture->grads, param, row, col);
    double above = loss_at(fixture, param, row, col, weight + step), below = loss_at(fixture, param, row, col, weight - step);
    double slope = (above - below) / (2.0 * step);
    assert_true(slope == gradient_by_difference(fixture->run, &fixture->params, &fixture->input, param, row, col, step));
    assert_true(fabs(gradient) > 1e-5);
    assert_true(fabs(slope - gradient) <= 1e-5 * fabs(gradient) + 1e-9);
    assert_true(params_get(&fixture->params, param, row, col) == weight);
}

static void its_slope_is_the_gradient(void **state) {
    (void)state;
    for_each_parameter(0, assert_slope);
}

static void its_slope_is_the_truncated_gradient_where_there_are_cuts(void **state) {
    (void)state;
    for_each_parameter(2, assert_slope);
}

// What a weight far away does to the loss is more than its tangent says: the weight has really been moved.
static void far_from_the_weight_it_leaves_its_tangent(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/elman.cell"});
    double loss = run_fixture_sweep(&fixture);
    int param = program_find_param(fixture.program, "W_h");
    double weight = params_get(&fixture.params, param, 0, 1), gradient = params_get(&fixture.grads, param, 0, 1);
    assert_true(fabs(loss_at(&fixture, param, 0, 1, weight + 3) - (loss + 3 * gradient)) > 1e-2);
    run_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_weight_it_is_the_loss_of_the_run),
        cmocka_unit_test(its_slope_is_the_gradient),
        cmocka_unit_test(its_slope_is_the_truncated_gradient_where_there_are_cuts),
        cmocka_unit_test(far_from_the_weight_it_leaves_its_tangent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
