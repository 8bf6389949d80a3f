// Equations that are held at a value: what goes forward, what goes back, and in which iterations.
#include "gradient_fixture.h"

#include "engine/gradient_check.h"

#include <limits.h>
#include <stdio.h>

// Each with the equations that are held in turn.
static const struct {
    const char *cell, *held[8];
} CELLS[] = {
    {"cells/lstm.cell", {"i", "f", "g", "o", "c", "h"}},
    {"cells/gru.cell", {"r", "z", "n", "h"}},
    {"cells/lstm-peephole.cell", {"f", "c"}},
    {"cells/jordan.cell", {"h"}},
    {"h[t] = tanh(W_x x[t] + U h[t-2] - V h[t-3] + b)", {"h"}},
    {"g[t] = W (W_x x[t])\nh[t] = tanh(g[t] + W h[t-1])\ny[t] = softmax(V (W h[t]))", {"g", "h"}},
    {"h[t] = tanh(W_x x[t] + W_h s[t-1])\ns[t] = h[t]", {"h", "s"}},
    {"a[t] = p\nh[t] = relu(W x[t] + a[t] * h[t-1]) + 2 U a[t] - 0.5", {"a", "h"}},
    {"h[t] = tanh(W x[t] + U h[t-1])\nz[t] = V h[t]\ny[t] = softmax(z[t] + R z[t-1])", {"z"}},
    {"h[t] = tanh(W x[t] + U h[t-1])\nz[t] = V h[t]\ny[t] = softmax(z[t])", {"z"}}, // what is held is the logits
};
enum { CELL_COUNT = sizeof CELLS / sizeof *CELLS };

typedef void Check(const RunSpec *spec);

// Every cell with each of its equations held, over several lanes and a warm start; full and truncated.
static void each(Check *check) {
    int checked = 0;
    for (int c = 0; c < CELL_COUNT; c++)
        for (int e = 0; CELLS[c].held[e]; e++)
            for (int window = 0; window <= 3; window += 3) {
                RunSpec spec = {.cell = CELLS[c].cell,
                                .held = CELLS[c].held[e],
                                .hold = {.value = 0.25},
                                .lanes = 3,
                                .steps = 7,
                                .window = window,
                                .warm = true};
                check(&spec);
                checked++;
            }
    assert_true(checked > 40);
}

static int clamp_of(const RunFixture *fixture, const char *name) {
    int op = fixture->program->equations[program_find_equation(fixture->program, name)].op;
    assert_int_equal(fixture->program->ops[op].kind, OP_CLAMP);
    return op;
}

// ---- held -----------------------------------------------------------------------------------------------------------------------

static void check_values(const RunSpec *spec) {
    RunFixture fixture;
    run_fixture_init(&fixture, spec);
    int clamp = clamp_of(&fixture, spec->held), own = fixture.program->ops[clamp].operands[0].index;
    run_fixture_sweep(&fixture);
    run_fixture_sweep(&fixture); // nothing of the sweep before is left
    bool moves = false;
    for (int t = 1; t <= spec->steps; t++)
        for (int lane = 0; lane < spec->lanes; lane++)
            for (int i = 0; i < fixture.program->ops[clamp].size; i++) {
                assert_true(run_value(fixture.run, clamp, t, lane)[i] == 0.25);
                if (run_adjoint(fixture.run, own, t, lane)) assert_true(run_adjoint(fixture.run, own, t, lane)[i] == 0);
                if (run_adjoint(fixture.run, clamp, t, lane)) moves |= run_adjoint(fixture.run, clamp, t, lane)[i] != 0;
            }
    assert_true(moves); // the loss would like another value
    for (int i = 0; i < fixture.program->op_count; i++)
        if (fixture.program->ops[i].kind == OP_CARRY) assert_true(fixture.program->ops[i].operands[0].index != own);
    run_fixture_finish(&fixture);
}

static void what_is_held_has_its_value_and_passes_nothing_back(void **state) {
    (void)state;
    each(check_values);
}

// Weights beneath have a gradient of 0, and the differences say so too.
static void check_gradients(const RunSpec *spec) {
    RunFixture fixture;
    run_fixture_init(&fixture, spec);
    run_fixture_sweep(&fixture);
    for (int p = 0; p < fixture.program->param_count; p++) {
        double apart = gradient_check(fixture.run, &fixture.params, &fixture.input, &fixture.grads, p, 3e-5);
        if (!(apart <= 1e-7) && params_norm(&fixture.grads, p) > 1e-3)
            fail_msg("%s, %s held: the gradient of %s is off by %g", spec->cell, spec->held, fixture.program->params[p].name, apart);
        if (params_norm(&fixture.grads, p) == 0) assert_true(apart == 0);
    }
    // Where the logits themselves are held, nothing learns.
    bool nothing = clamp_of(&fixture, spec->held) == fixture.program->logits_op && fixture.program->max_lag == 1 &&
                   fixture.program->equations[program_find_equation(fixture.program, spec->held)].max_lag == 0;
    assert_true(nothing ? params_joint_norm(&fixture.grads) == 0 : params_joint_norm(&fixture.grads) > 1e-3);
    run_fixture_finish(&fixture);
}

static void the_gradients_are_those_of_the_differences(void **state) {
    (void)state;
    each(check_gradients);
}

static void what_lies_beneath_a_held_gate_does_not_learn(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/lstm.cell", .held = "f", .warm = true});
    run_fixture_sweep(&fixture);
    static const char *const still[] = {"W_f", "U_f", "b_f"}, *const learning[] = {"W_i", "U_g", "b_o", "W_y"};
    for (size_t i = 0; i < sizeof still / sizeof *still; i++)
        assert_true(params_norm(&fixture.grads, program_find_param(fixture.program, still[i])) == 0);
    for (size_t i = 0; i < sizeof learning / sizeof *learning; i++)
        assert_true(params_norm(&fixture.grads, program_find_param(fixture.program, learning[i])) > 1e-3);
    run_fixture_finish(&fixture);
}

// Nothing passes where f is 0, and everything where it is 1.
static void a_forget_gate_held_at_0_or_1_shuts_or_opens_the_way_of_the_cell_state(void **state) {
    (void)state;
    for (int value = 0; value <= 1; value++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = "cells/lstm.cell", .held = "f", .hold = {.value = value}, .first_loss = 6});
        run_fixture_sweep(&fixture);
        int mul = -1, clamp = clamp_of(&fixture, "f");
        for (int i = 0; i < fixture.program->op_count; i++) {
            const Op *op = &fixture.program->ops[i];
            if (op->kind == OP_MUL && op->operands[0].index == clamp) mul = i;
        }
        int carry = fixture.program->ops[mul].operands[1].index;
        for (int t = 2; t <= 6; t++)
            for (int i = 0; i < 5; i++) {
                double before = run_adjoint(fixture.run, carry, t, 0)[i], behind = run_adjoint(fixture.run, mul, t, 0)[i];
                assert_true(before == (value ? behind : 0));
            }
        run_fixture_finish(&fixture);
    }
}

// ---- laws that hold whatever is held ---------------------------------------------------------------------------------------------

static void check_window(const RunSpec *spec) {
    RunFixture full, window;
    RunSpec other = *spec;
    other.window = 0;
    run_fixture_init(&full, &other);
    other.window = spec->steps;
    run_fixture_init(&window, &other);
    assert_same(run_fixture_sweep(&full), run_fixture_sweep(&window));
    assert_same_params(&full.grads, &window.grads);
    run_fixture_finish(&full);
    run_fixture_finish(&window);
}

static void a_window_over_everything_is_full_bptt_to_the_bit(void **state) {
    (void)state;
    each(check_window);
}

static void check_shares(const RunSpec *spec) {
    RunFixture fixture;
    run_fixture_init(&fixture, spec);
    run_fixture_sweep(&fixture);
    Params share;
    params_init(&share, fixture.program);
    for (int p = 0; p < fixture.program->param_count; p++) {
        size_t count;
        double *whole = param_values(&fixture.grads, p, &count), *sum = memory_alloc_zeros(count, sizeof *sum);
        for (int t = spec->steps; t >= 1; t--) {
            run_weight_gradient(fixture.run, run_adjoints(fixture.run), p, t, t, &share);
            double *part = param_values(&share, p, &count);
            for (size_t i = 0; i < count; i++) sum[i] += part[i];
            free(part);
        }
        assert_close_array(whole, sum, count, 1e-14, fixture.program->params[p].name);
        free(whole);
        free(sum);
    }
    params_finish(&share);
    run_fixture_finish(&fixture);
}

static void the_shares_of_the_timesteps_sum_to_the_gradient(void **state) {
    (void)state;
    each(check_shares);
}

// The sweep for one loss alone, and from the sum of all: sums of what the losses send.
static void check_losses(const RunSpec *spec) {
    RunFixture fixture;
    run_fixture_init(&fixture, spec);
    run_fixture_sweep(&fixture);
    Adjoints *one = adjoints_create(fixture.run);
    int equation = program_find_equation(fixture.program, spec->held), op = fixture.program->equations[equation].op;
    size_t size = (size_t)fixture.program->ops[op].size;
    double *sum = memory_alloc_zeros(size, sizeof *sum), *whole = memory_alloc_zeros(size, sizeof *whole);
    for (int t = 1; t <= spec->steps; t++) {
        run_backward_from_loss(fixture.run, &fixture.params, &fixture.input, t, one);
        for (size_t i = 0; i < size && adjoints_get(one, op, 2, 0); i++) sum[i] += adjoints_get(one, op, 2, 0)[i];
    }
    for (size_t i = 0; i < size && run_adjoint(fixture.run, op, 2, 0); i++) whole[i] = run_adjoint(fixture.run, op, 2, 0)[i];
    assert_close_array(sum, whole, size, 1e-12, spec->held);
    free(sum);
    free(whole);
    adjoints_destroy(one);
    run_fixture_finish(&fixture);
}

static void the_losses_one_by_one_come_to_all_of_them(void **state) {
    (void)state;
    each(check_losses);
}

// ---- not held --------------------------------------------------------------------------------------------------------------------

static int without_clamp(const Program *program, int op) {
    int before = 0;
    for (int i = 0; i < op; i++) before += program->ops[i].kind == OP_CLAMP;
    return op - before;
}

// In an iteration in which nothing is held, a clamp changes no bit.
static void check_free(const RunSpec *spec) {
    RunFixture plain, clamped;
    RunSpec other = *spec;
    other.held = NULL;
    run_fixture_init(&plain, &other);
    other = *spec;
    other.hold = (Hold){0.25, 1, LONG_MAX};
    run_fixture_init(&clamped, &other);
    assert_int_equal(clamped.program->op_count, plain.program->op_count + 1);
    assert_int_equal(clamped.program->logits_op == clamped.program->output_op, plain.program->logits_op == plain.program->output_op);
    assert_null(run_held(clamped.run, clamp_of(&clamped, spec->held)));
    assert_same(run_fixture_sweep(&plain), run_fixture_sweep(&clamped));
    assert_same_params(&plain.grads, &clamped.grads);
    for (int i = 0; i < clamped.program->op_count; i++) {
        const Op *op = &clamped.program->ops[i];
        int its = without_clamp(clamped.program, i);
        if (op->kind == OP_CLAMP) its--;
        if (op->kind == OP_INPUT) continue;
        for (int t = 1; t <= spec->steps; t++)
            for (int lane = 0; lane < spec->lanes; lane++) {
                assert_same_array(run_value(clamped.run, i, t, lane), run_value(plain.run, its, t, lane), (size_t)op->size, "a value");
                const double *adjoint = run_adjoint(clamped.run, i, t, lane), *wanted = run_adjoint(plain.run, its, t, lane);
                assert_int_equal(adjoint == NULL, wanted == NULL);
                if (adjoint) assert_same_array(adjoint, wanted, (size_t)op->size, "an adjoint");
            }
    }
    run_fixture_finish(&plain);
    run_fixture_finish(&clamped);
}

static void what_is_not_held_is_as_if_there_were_no_clamp(void **state) {
    (void)state;
    each(check_free);
}

static void it_is_held_from_one_iteration_up_to_another(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture, &(RunSpec){.cell = "cells/gru.cell"});
    Hold holds[] = {{0.5, 3, 6}, {1, 8, LONG_MAX}, {0, 6, 7}};
    run_destroy(fixture.run);
    program_hold(fixture.program, program_find_equation(fixture.program, "z"), holds, 3);
    fixture.run = run_create(fixture.program, &fixture.schedule);
    static const double at[] = {-1, -1, -1, 0.5, 0.5, 0.5, 0, -1, 1, 1}; // -1: free
    int clamp = clamp_of(&fixture, "z");
    holds[0].value = 7; // they were copied
    for (int updates = 0; updates < (int)(sizeof at / sizeof *at); updates++) {
        run_set_updates(fixture.run, updates);
        assert_int_equal(run_updates(fixture.run), updates);
        run_fixture_sweep(&fixture);
        const Hold *held = run_held(fixture.run, clamp);
        assert_int_equal(held != NULL, at[updates] >= 0);
        double value = run_value(fixture.run, clamp, 4, 1)[2];
        assert_true(held ? value == at[updates] : value > 0 && value < 1 && value != 0.5);
        // A check by differences is of the iteration that was run.
        int w = program_find_param(fixture.program, "U_z");
        double norm = params_norm(&fixture.grads, w);
        assert_int_equal(held != NULL, norm == 0);
        assert_true(gradient_check(fixture.run, &fixture.params, &fixture.input, &fixture.grads, w, 3e-5) < 1e-6);
    }
    run_fixture_finish(&fixture);
}

// States go from one run to another whatever either of them holds.
static void states_are_handed_from_a_run_that_holds_to_one_that_does_not(void **state) {
    (void)state;
    RunFixture plain, clamped;
    run_fixture_init(&plain, &(RunSpec){.cell = "cells/lstm.cell", .warm = true});
    run_fixture_init(&clamped, &(RunSpec){.cell = "cells/lstm.cell", .held = "c", .hold = {0, 1, 2}});
    double cold = run_fixture_sweep(&clamped);
    run_copy_state(clamped.run, plain.run);
    double warm = run_fixture_sweep(&clamped);
    assert_true(cold != warm);
    assert_same(warm, run_fixture_sweep(&plain));
    run_fixture_finish(&plain);
    run_fixture_finish(&clamped);
}

// Every set of kernels comes to the same bits, held or not.
static void all_kernels_agree(void **state) {
    (void)state;
    const Kernels *kernels;
    double loss[2] = {0, 0}, norm[2] = {0, 0};
    int sets = 0;
    for (size_t k = 0; (kernels = kernels_supported(k)) != NULL; k++, sets++)
        for (int from = 0; from < 2; from++) {
            setenv("UNROLL_KERNELS", kernels->name, 1);
            RunFixture fixture;
            run_fixture_init(&fixture, &(RunSpec){.cell = "cells/lstm.cell", .held = "f", .hold = {0.3, from, LONG_MAX}, .hidden = 13});
            double found = run_fixture_sweep(&fixture), size = params_joint_norm(&fixture.grads);
            if (k == 0) loss[from] = found, norm[from] = size;
            assert_same(found, loss[from]);
            assert_same(size, norm[from]);
            run_fixture_finish(&fixture);
        }
    unsetenv("UNROLL_KERNELS");
    assert_true(sets >= 1 && loss[0] != loss[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_has_its_value_and_passes_nothing_back),
        cmocka_unit_test(the_gradients_are_those_of_the_differences),
        cmocka_unit_test(what_lies_beneath_a_held_gate_does_not_learn),
        cmocka_unit_test(a_forget_gate_held_at_0_or_1_shuts_or_opens_the_way_of_the_cell_state),
        cmocka_unit_test(a_window_over_everything_is_full_bptt_to_the_bit),
        cmocka_unit_test(the_shares_of_the_timesteps_sum_to_the_gradient),
        cmocka_unit_test(the_losses_one_by_one_come_to_all_of_them),
        cmocka_unit_test(what_is_not_held_is_as_if_there_were_no_clamp),
        cmocka_unit_test(it_is_held_from_one_iteration_up_to_another),
        cmocka_unit_test(states_are_handed_from_a_run_that_holds_to_one_that_does_not),
        cmocka_unit_test(all_kernels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
