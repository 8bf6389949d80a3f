// The same losses and gradients as PyTorch's RNN, LSTM and GRU in float64, full and truncated. parity/make_parity.py made the numbers.
#include "run_fixture.h"

#include "base/files.h"

#include <math.h>
#include <stdio.h>

typedef struct ParityParam {
    const char *name;
    int rows, cols;
    const double *value, *gradient; // row-major; the gradient is that of the second iteration
} ParityParam;

typedef struct ParityCase {
    const char *cell;
    int window;
    double first_loss, loss; // of the first iteration, and of the second, which starts from the state that the first has left
    const double *logits;    // (STEPS, LANES, OUTPUT), of the second
    const ParityParam *params;
    int param_count;
} ParityCase;

#include "parity/parity.h"

static const double tolerance = 1e-12;

// The inputs and targets of an iteration; the rows are padded for the kernels.
static RunInput data_of(int iteration, double *rows) {
    int stride = kernel_stride(INPUT), count = STEPS * LANES;
    for (int row = 0; row < count; row++)
        for (int i = 0; i < stride; i++) rows[row * stride + i] = i < INPUT ? inputs[(iteration * count + row) * INPUT + i] : 0.0;
    return (RunInput){.input = rows, .target_index = targets + iteration * count};
}

static void compare_case(const ParityCase *parity) {
    RunFixture fixture;
    char cell[64];
    snprintf(cell, sizeof cell, "cells/%s.cell", parity->cell);
    run_fixture_init(
        &fixture,
        &(RunSpec){
            .cell = cell, .input = INPUT, .output = OUTPUT, .hidden = HIDDEN, .steps = STEPS, .lanes = LANES, .window = parity->window});
    const Program *program = fixture.program;
    assert_int_equal(program->param_count, parity->param_count);
    for (int p = 0; p < parity->param_count; p++) {
        const ParityParam *given = &parity->params[p];
        int param = program_find_param(program, given->name);
        assert_true(param >= 0);
        assert_int_equal(program->params[param].rows, given->rows);
        assert_int_equal(program->params[param].cols, given->cols);
        params_write(&fixture.params, param, given->value);
    }
    double *rows = aligned_alloc(64, sizeof(double) * STEPS * LANES * (size_t)kernel_stride(INPUT));
    assert_non_null(rows);
    RunInput first = data_of(0, rows);
    double loss = run_forward(fixture.run, &fixture.params, &first);
    assert_close_array(&loss, &parity->first_loss, 1, tolerance, "the loss of the first iteration");
    run_advance_state(fixture.run);
    fixture.input = data_of(1, rows);
    loss = run_fixture_sweep(&fixture);
    assert_close_array(&loss, &parity->loss, 1, tolerance, "the loss of the second iteration");
    for (int t = 1; t <= STEPS; t++)
        for (int lane = 0; lane < LANES; lane++)
            assert_close_array(run_value(fixture.run, program->logits_op, t, lane), parity->logits + ((t - 1) * LANES + lane) * OUTPUT,
                               OUTPUT, tolerance, "the logits");
    for (int p = 0; p < parity->param_count; p++) {
        size_t count;
        double *gradient = param_values(&fixture.grads, program_find_param(program, parity->params[p].name), &count);
        assert_close_array(gradient, parity->params[p].gradient, count, tolerance, parity->params[p].name);
        free(gradient);
    }
    free(rows);
    run_fixture_finish(&fixture);
}

static void losses_and_gradients_are_those_of_pytorch(void **state) {
    (void)state;
    size_t cases = sizeof parity_cases / sizeof *parity_cases;
    assert_int_equal(cases, 6);
    for (size_t i = 0; i < cases; i++) compare_case(&parity_cases[i]);
}

// So that the truncated cases cannot pass by the window being ignored on both sides.
static void truncated_gradients_differ_from_full_ones(void **state) {
    (void)state;
    for (size_t i = 0; i + 1 < sizeof parity_cases / sizeof *parity_cases; i += 2) {
        const ParityCase *full = &parity_cases[i], *truncated = &parity_cases[i + 1];
        assert_string_equal(full->cell, truncated->cell);
        assert_true(full->window == 0 && truncated->window > 0);
        assert_true(full->loss == truncated->loss);
        assert_true(fabs(full->params[0].gradient[0] - truncated->params[0].gradient[0]) > 1e-6);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_and_gradients_are_those_of_pytorch),
        cmocka_unit_test(truncated_gradients_differ_from_full_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
