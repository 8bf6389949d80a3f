// The gradients of cells that nobody would call usual, against central differences: what the language allows, the backward pass can do.
#include "gradient_fixture.h"

#include "engine/gradient_check.h"

typedef struct OddCell {
    const char *what;
    const char *text;
    Matter matter;
} OddCell;

static const OddCell odd_cells[] = {
    {"lag 2 alone", "h[t] = tanh(W_x x[t] + W_h h[t-2] + b)", ALL_MATTER},
    {"lags 2 and 3 together", "h[t] = tanh(W_x x[t] + U h[t-2] - V h[t-3] + b)", ALL_MATTER},
    {"lags 1, 2 and 3 of one state under one matrix", "h[t] = tanh(W_x x[t] + W (h[t-1] + h[t-2] * h[t-3]))", ALL_MATTER},
    {"the input of the timestep before", "h[t] = tanh(W_x x[t] + V_x x[t-1] + W_h h[t-1])", ALL_MATTER},
    {"the input of two timesteps before alone", "h[t] = tanh(V_x x[t-2] + W_h h[t-1] + b)", ALL_MATTER},
    {"two layers", "g[t] = tanh(W_x x[t] + W_g g[t-1] + b_g)\nh[t] = tanh(V g[t] + W_h h[t-1] + b_h)", ALL_MATTER},
    {"two layers with a way back", "g[t] = tanh(W_x x[t] + W_g h[t-1])\nh[t] = tanh(V g[t] + W_h h[t-2])", ALL_MATTER},
    {"a readout that reads the state before", "h[t] = tanh(W_x x[t] + W_h h[t-1])\ny[t] = softmax(V h[t] + U h[t-1] + c)", ALL_MATTER},
    {"a readout that reads itself", "h[t] = tanh(W_x x[t])\ny[t] = softmax(V h[t] + U y[t-1])", ALL_MATTER},
    {"weights used twice in a timestep", "h[t] = tanh(W h[t-1] + σ(W (W_x x[t])) + b + b)", ALL_MATTER},
    {"weights used at two lags", "h[t] = tanh(W_x x[t] + W h[t-1] + W h[t-2])", ALL_MATTER},
    {"weights used before, in and after the recurrence", "g[t] = W (W_x x[t])\nh[t] = tanh(g[t] + W h[t-1])\ny[t] = softmax(V (W h[t]))",
     ALL_MATTER},
    {"a bias that is added and subtracted", "h[t] = tanh(W_x x[t] + W_h h[t-1] + b)\ny[t] = softmax(V (h[t] - b))", ALL_MATTER},
    {"softmax inside the recurrence", "a[t] = softmax(U h[t-1] + W_x x[t])\nh[t] = tanh(V_x x[t] + a[t] * (W_h h[t-1]))", ALL_MATTER},
    {"diagonal weights", "h[t] = tanh(W_x x[t] + d * h[t-1] + b)", ALL_MATTER},
    {"diagonal weights twice, and as a bias", "h[t] = tanh(W_x x[t] + d * h[t-1] + d + σ(h[t-1]) * d)", ALL_MATTER},
    {"two weight vectors multiplied", "h[t] = tanh(W_x x[t] + p * q * h[t-1])", ALL_MATTER},
    {"two matrices on one side", "h[t] = tanh(W_x x[t] + W U h[t-1])", ALL_MATTER},
    {"row vectors", "h[t] = tanh(x[t] W_x + h[t-1] W_h + b)", ALL_MATTER},
    {"row vectors and two matrices", "h[t] = tanh(x[t] W_x + h[t-1] U V)\ny[t] = softmax(h[t] W_y)", ALL_MATTER},
    {"a vector times itself", "h[t] = tanh(W_x x[t] + W_h h[t-1])\ng[t] = h[t] * h[t]\ny[t] = softmax(V g[t])", ALL_MATTER},
    {"a vector three times itself", "h[t] = σ(W_x x[t] + W_h (h[t-1] * h[t-1] * h[t-1]))", ALL_MATTER},
    {"a vector plus itself, minus half of itself", "h[t] = tanh(W_x x[t] + h[t-1] + h[t-1] - 0.5 h[t-1] + W_h h[t-1])", ALL_MATTER},
    {"an equation nobody uses", "h[t] = tanh(W_x x[t] + W_h h[t-1])\ng[t] = σ(U h[t] + U g[t-1])\ny[t] = softmax(V h[t])", SOME_MATTER},
    {"an equation that only copies", "h[t] = tanh(W_x x[t] + W_h s[t-1])\ns[t] = h[t]", ALL_MATTER},
    {"numbers", "h[t] = 0.5 tanh(W_x x[t] + 2 (W_h h[t-1]) - 0.25) + 0.5 h[t-1]", ALL_MATTER},
    {"identity", "h[t] = identity(W_x x[t] + W_h h[t-1])", ALL_MATTER},
    {"relu with a mean", "h[t] = relu(W_x x[t] + W_h h[t-1] + b) * 0.5 + 0.5 h[t-1]", ALL_MATTER},
    {"leaky units of two time scales", "h[t] = a * h[t-1] + (1 - a) * tanh(W_x x[t] + W_h h[t-1])", ALL_MATTER},
    {"no recurrence at all", "y[t] = softmax(W x[t] + b)", ALL_MATTER},
    {"sigmoid outputs", "s[t] = σ(U x[t] + W s[t-1])\no[t] = σ(V s[t])", ALL_MATTER},
    {"a state that the inputs do not reach", "h[t] = tanh(W_h h[t-1] + b)\ny[t] = softmax(V h[t] + W_x x[t])", ALL_MATTER},
};

static const RunSpec settings[] = {
    {.lanes = 1, .steps = 7},
    {.lanes = 2, .steps = 7, .window = 2, .warm = true},
    {.lanes = 2, .steps = 7, .window = 3, .gaps = true},
    {.lanes = 1, .steps = 7, .first_loss = 7, .warm = true},
    {.lanes = 2, .steps = 7, .squared_error = true},
};

static void odd_cells_have_the_gradients_of_their_equations(void **state) {
    (void)state;
    for (size_t c = 0; c < sizeof odd_cells / sizeof *odd_cells; c++)
        for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
            RunSpec spec = settings[i];
            spec.cell = odd_cells[c].text;
            assert_gradients(&spec, odd_cells[c].matter);
        }
}

// The weights of an equation that nobody uses have a gradient of exactly 0, not of what was in the buffers.
static void what_nobody_uses_has_no_gradient(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture,
                     &(RunSpec){.cell = "h[t] = tanh(W_x x[t] + W_h h[t-1])\ng[t] = σ(U h[t] + U g[t-1])\ny[t] = softmax(V h[t])"});
    run_fixture_sweep(&fixture);
    run_fixture_sweep(&fixture);
    int unused = program_find_param(fixture.program, "U"), used = program_find_param(fixture.program, "W_h");
    assert_true(params_norm(&fixture.grads, unused) == 0.0);
    assert_true(params_norm(&fixture.grads, used) > 0.1);
    run_fixture_finish(&fixture);
}

// The check itself finds a gradient that is wrong in one element, by as little as a part in a hundred thousand.
static void the_check_notices_a_wrong_gradient(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/elman.cell"});
    run_fixture_sweep(&fixture);
    int w = program_find_param(fixture.program, "W_h");
    double right = params_get(&fixture.grads, w, 1, 2), norm = params_norm(&fixture.grads, w);
    assert_true(gradient_check(fixture.run, &fixture.params, &fixture.input, &fixture.grads, w, 1e-5) < 1e-7);
    params_set(&fixture.grads, w, 1, 2, right + 1e-5 * norm);
    double apart = gradient_check(fixture.run, &fixture.params, &fixture.input, &fixture.grads, w, 1e-5);
    assert_true(apart > 0.9e-5 && apart < 1.1e-5);
    run_fixture_finish(&fixture);
}

// A truncated gradient is not the gradient of the whole loss: only with the states at the cuts held fixed do the differences agree.
static void truncation_changes_the_gradient(void **state) {
    (void)state;
    RunFixture full, cut;
    run_fixture_init(&full, &(RunSpec){.cell = "cells/elman.cell"});
    run_fixture_init(&cut, &(RunSpec){.cell = "cells/elman.cell", .window = 2});
    run_fixture_sweep(&full);
    run_fixture_sweep(&cut);
    int w = program_find_param(full.program, "W_h");
    assert_same(run_loss(full.run), run_loss(cut.run));
    assert_true(gradient_check(full.run, &full.params, &full.input, &cut.grads, w, 1e-5) > 1e-2);
    double whole = gradient_by_difference(full.run, &full.params, &full.input, w, 0, 1, 1e-5);
    double held = gradient_by_difference(cut.run, &cut.params, &cut.input, w, 0, 1, 1e-5);
    assert_true(whole != held);
    run_fixture_finish(&full);
    run_fixture_finish(&cut);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_cells_have_the_gradients_of_their_equations),
        cmocka_unit_test(what_nobody_uses_has_no_gradient),
        cmocka_unit_test(the_check_notices_a_wrong_gradient),
        cmocka_unit_test(truncation_changes_the_gradient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
