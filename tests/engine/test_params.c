// How the weights begin, and how they are reached as the equations write them.
#include "run_fixture.h"

#include "engine/linalg.h"

#include <math.h>

static void with_cell(RunFixture *fixture, const char *cell, int hidden) {
    run_fixture_init(fixture, &(RunSpec){.cell = cell, .hidden = hidden, .steps = 1, .lanes = 1});
}

static double largest(const Params *params, const char *name) {
    int param = program_find_param(params->program, name);
    assert_true(param >= 0);
    size_t count;
    double *values = param_values(params, param, &count), most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(values[i]));
    free(values);
    return most;
}

static void matrices_and_diagonals_are_uniform_within_the_bound_and_biases_zero(void **state) {
    (void)state;
    RunFixture fixture;
    with_cell(&fixture, "h[t] = tanh(W_x x[t] + W_h h[t-1] + d * h[t-1] + b)", 100);
    static const struct {
        Init init;
        double bound;
    } cases[] = {{{INIT_DEFAULT, 0}, 0.1}, {{INIT_SCALE, 0.5}, 0.5}, {{INIT_SCALE, 1e-6}, 1e-6}, {{INIT_SCALE, 0}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(params_draw(&fixture.params, cases[i].init, 1));
        static const char *const drawn[] = {"W_x", "W_h", "d", "W_y"};
        for (int k = 0; k < 4; k++) {
            double most = largest(&fixture.params, drawn[k]);
            assert_true(most <= cases[i].bound && most >= 0.9 * cases[i].bound);
        }
        assert_same(largest(&fixture.params, "b"), 0.0);
        assert_same(largest(&fixture.params, "b_y"), 0.0);
    }
    // Ten thousand numbers spread over -1 .. 1: mean 0 and variance 1/3, within five standard errors.
    params_draw(&fixture.params, (Init){INIT_SCALE, 1}, 1);
    size_t count;
    double *values = param_values(&fixture.params, program_find_param(fixture.program, "W_h"), &count), sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += values[i];
        squares += values[i] * values[i];
    }
    assert_int_equal(count, 10000);
    assert_true(fabs(sum / 1e4) < 5 * 0.00577);
    assert_true(fabs(squares / 1e4 - 1.0 / 3) < 5 * 0.00298);
    free(values);
    run_fixture_finish(&fixture);
}

static void a_weight_depends_on_the_seed_and_its_name_alone(void **state) {
    (void)state;
    RunFixture one, other;
    with_cell(&one, "h[t] = tanh(W_x x[t] + W_h h[t-1] + b)", 5);
    with_cell(&other, "g[t] = σ(V x[t])\nh[t] = tanh(W_h h[t-1] + g[t] + W_x x[t])", 5);
    Init init = {INIT_DEFAULT, 0};
    params_draw(&one.params, init, 7);
    params_draw(&other.params, init, 7);
    int in_one = program_find_param(one.program, "W_h"), in_other = program_find_param(other.program, "W_h");
    for (int row = 0; row < 5; row++)
        for (int col = 0; col < 5; col++)
            assert_same(params_get(&one.params, in_one, row, col), params_get(&other.params, in_other, row, col));
    params_draw(&other.params, init, 8);
    assert_true(params_get(&one.params, in_one, 0, 0) != params_get(&other.params, in_other, 0, 0));
    run_fixture_finish(&one);
    run_fixture_finish(&other);
}

// xoshiro256** seeded for "init:NAME", row-major as written, 2u - 1 times the bound.
static void weights_are_drawn_row_by_row_as_written(void **state) {
    (void)state;
    static const char *const cells[] = {"h[t] = tanh(W_x x[t] + W_h h[t-1])", "h[t] = tanh(x[t] W_x + h[t-1] W_h)"};
    for (int c = 0; c < 2; c++) {
        RunFixture fixture;
        with_cell(&fixture, cells[c], 5);
        params_draw(&fixture.params, (Init){INIT_SCALE, 0.25}, 42);
        int w = program_find_param(fixture.program, "W_x");
        assert_int_equal(fixture.program->params[w].rows, c == 0 ? 5 : 3);
        Random random;
        random_init(&random, 42, "init", "W_x");
        for (int row = 0; row < fixture.program->params[w].rows; row++)
            for (int col = 0; col < fixture.program->params[w].cols; col++)
                assert_same(params_get(&fixture.params, w, row, col), (2.0 * random_uniform(&random) - 1.0) * 0.25);
        run_fixture_finish(&fixture);
    }
}

static void annotations_override_what_is_drawn(void **state) {
    (void)state;
    RunFixture fixture;
    with_cell(&fixture,
              "#: W_h init identity\n#: b init 1\n#: d init -0.5\n"
              "h[t] = tanh(W_x x[t] + W_h h[t-1] + d * h[t-1] + b)",
              6);
    params_draw(&fixture.params, (Init){INIT_SCALE, 0.3}, 1);
    const Params *params = &fixture.params;
    int w = program_find_param(fixture.program, "W_h"), b = program_find_param(fixture.program, "b");
    int d = program_find_param(fixture.program, "d");
    for (int row = 0; row < 6; row++) {
        for (int col = 0; col < 6; col++) assert_same(params_get(params, w, row, col), row == col ? 1.0 : 0.0);
        assert_same(params_get(params, b, row, 0), 1.0);
        assert_same(params_get(params, d, row, 0), -0.5);
    }
    double drawn = largest(params, "W_x");
    assert_true(drawn > 0 && drawn <= 0.3);
    run_fixture_finish(&fixture);
}

static double radius(const Params *params, const char *name) {
    size_t count;
    int param = program_find_param(params->program, name);
    double *values = param_values(params, param, &count);
    double result = matrix_spectral_radius(values, params->program->params[param].rows);
    free(values);
    return result;
}

static void recurrent_matrices_reach_the_spectral_radius(void **state) {
    (void)state;
    static const double radii[] = {0.5, 0.99, 1.0, 1.5, 3.0};
    RunFixture fixture;
    with_cell(&fixture, "cells/lstm.cell", 12);
    static const char *const recurrent[] = {"U_i", "U_f", "U_g", "U_o"};
    for (int i = 0; i < 5; i++) {
        assert_true(params_draw(&fixture.params, (Init){INIT_SPECTRAL, radii[i]}, 3));
        for (int k = 0; k < 4; k++) assert_true(fabs(radius(&fixture.params, recurrent[k]) - radii[i]) < 1e-6);
        assert_true(largest(&fixture.params, "W_i") <= 1 / sqrt(12.0)); // what does not act on a state stays
    }
    assert_true(params_draw(&fixture.params, (Init){INIT_SPECTRAL, 0}, 3));
    assert_same(largest(&fixture.params, "U_f"), 0.0);
    run_fixture_finish(&fixture);
}

static void a_spectral_radius_needs_a_recurrent_matrix(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        bool recurrent;
    } cases[] = {
        {"cells/window.cell", false},
        {"cells/jordan.cell", false}, // its matrix acts on the output, which has another size
        {"h[t] = tanh(W_x x[t] + d * h[t-1])", false},
        {"h[t] = tanh(W_x x[t] + W_h h[t-1])", true},
        {"h[t] = tanh(W_x x[t] + h[t-2] W_h)", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        RunFixture fixture;
        with_cell(&fixture, cases[i].cell, 6);
        assert_int_equal(params_draw(&fixture.params, (Init){INIT_SPECTRAL, 0.9}, 1), cases[i].recurrent);
        run_fixture_finish(&fixture);
    }
}

static void elements_are_reached_as_written(void **state) {
    (void)state;
    RunFixture fixture;
    with_cell(&fixture, "h[t] = tanh(W x[t] + x[t] V + b)", 5);
    const char *const names[] = {"W", "V", "b"};
    for (int i = 0; i < 3; i++) {
        int param = program_find_param(fixture.program, names[i]);
        int rows = fixture.program->params[param].rows, cols = fixture.program->params[param].cols;
        size_t count;
        double *in = param_values(&fixture.params, param, &count);
        assert_int_equal(count, rows * cols);
        double sum = 0;
        for (size_t k = 0; k < count; k++) {
            in[k] = 0.5 + (double)k;
            sum += in[k] * in[k];
        }
        params_write(&fixture.params, param, in);
        assert_same(params_get(&fixture.params, param, rows - 1, 0), in[(rows - 1) * cols]);
        assert_same(params_get(&fixture.params, param, 0, cols - 1), in[cols - 1]);
        params_set(&fixture.params, param, 1, 0, -7);
        double *out = param_values(&fixture.params, param, &count);
        sum += 49 - in[cols] * in[cols];
        in[cols] = -7;
        assert_same_array(in, out, count, names[i]);
        assert_true(fabs(params_norm(&fixture.params, param) - sqrt(sum)) < 1e-12);
        free(in);
        free(out);
    }
    run_fixture_finish(&fixture);
}

static void what_is_not_finite_is_named(void **state) {
    (void)state;
    RunFixture fixture;
    with_cell(&fixture, "cells/elman.cell", 5);
    int param = -1, b = program_find_param(fixture.program, "b");
    assert_true(params_all_finite(&fixture.params, &param));
    params_set(&fixture.params, b, 4, 0, INFINITY);
    assert_false(params_all_finite(&fixture.params, &param));
    assert_int_equal(param, b);
    params_set(&fixture.params, b, 4, 0, NAN);
    assert_false(params_all_finite(&fixture.params, &param));
    run_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_and_diagonals_are_uniform_within_the_bound_and_biases_zero),
        cmocka_unit_test(a_weight_depends_on_the_seed_and_its_name_alone),
        cmocka_unit_test(weights_are_drawn_row_by_row_as_written),
        cmocka_unit_test(annotations_override_what_is_drawn),
        cmocka_unit_test(recurrent_matrices_reach_the_spectral_radius),
        cmocka_unit_test(a_spectral_radius_needs_a_recurrent_matrix),
        cmocka_unit_test(elements_are_reached_as_written),
        cmocka_unit_test(what_is_not_finite_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
