// The update of the weights against the formulas written out by hand, and clipping.
#include "run_fixture.h"

#include "engine/optimizer.h"

#include <math.h>

// Weights and gradients of a small cell, with some gradients that are 0, tiny and huge.
typedef struct Update {
    RunFixture fixture;
    Optimizer optimizer;
} Update;

static void set_gradients(Update *update, int iteration) {
    const Program *program = update->fixture.program;
    Numbers numbers = numbers_named("gradients");
    for (int p = 0; p < program->param_count; p++)
        for (int row = 0; row < program->params[p].rows; row++)
            for (int col = 0; col < program->params[p].cols; col++) {
                static const double scales[] = {1, 0, 1e-12, 1e3, 0.01};
                double g = numbers_next(&numbers, scales[(row + col) % 5]) / (1 + iteration);
                params_set(&update->fixture.grads, p, row, col, g);
            }
}

static void update_init(Update *update, OptimizerKind kind, double lr) {
    run_fixture_init(&update->fixture, &(RunSpec){.cell = "cells/elman.cell"});
    optimizer_init(&update->optimizer, kind, lr, update->fixture.program);
}

static void update_finish(Update *update) {
    optimizer_finish(&update->optimizer);
    run_fixture_finish(&update->fixture);
}

// What one weight becomes after update number `n` (from 1) with its gradient g; m and v are what the rule remembers of it.
typedef double (*Rule)(double w, double g, double lr, int n, double *m, double *v);

static double sgd(double w, double g, double lr, int n, double *m, double *v) {
    (void)n, (void)m, (void)v;
    return w - lr * g;
}

// Duchi, Hazan and Singer (2011).
static double adagrad(double w, double g, double lr, int n, double *m, double *v) {
    (void)n, (void)v;
    *m += g * g;
    return w - lr * g / (sqrt(*m) + 1e-10);
}

// Kingma and Ba (2015), algorithm 1.
static double adam(double w, double g, double lr, int n, double *m, double *v) {
    *m = 0.9 * *m + 0.1 * g;
    *v = 0.999 * *v + 0.001 * g * g;
    double m_hat = *m / (1 - pow(0.9, n)), v_hat = *v / (1 - pow(0.999, n));
    return w - lr * m_hat / (sqrt(v_hat) + 1e-8);
}

static void follow(OptimizerKind kind, double lr, Rule rule) {
    enum { MOST = 64 };
    Update update;
    update_init(&update, kind, lr);
    const Program *program = update.fixture.program;
    int moved = 0;
    for (int p = 0; p < program->param_count; p++) {
        double m[MOST] = {0}, v[MOST] = {0};
        size_t count;
        double *expected = param_values(&update.fixture.params, p, &count);
        assert_true(count <= MOST);
        Update own;
        update_init(&own, kind, lr);
        for (int n = 1; n <= 8; n++) {
            set_gradients(&own, n);
            double *gradient = param_values(&own.fixture.grads, p, &count);
            double *before = param_values(&own.fixture.params, p, &count);
            optimizer_update(&own.optimizer, &own.fixture.params, &own.fixture.grads);
            assert_int_equal(own.optimizer.updates, n);
            double *after = param_values(&own.fixture.params, p, &count);
            for (size_t i = 0; i < count; i++) {
                expected[i] = rule(expected[i], gradient[i], lr, n, &m[i], &v[i]);
                assert_true(fabs(after[i] - expected[i]) <= 1e-12 * fmax(1.0, fabs(expected[i])));
                if (gradient[i] == 0)
                    assert_same(after[i], before[i]);
                else
                    moved += after[i] != before[i];
            }
            free(gradient);
            free(before);
            free(after);
        }
        update_finish(&own);
        free(expected);
    }
    assert_true(moved > 100);
    update_finish(&update);
}

static void sgd_moves_against_the_gradient(void **state) {
    (void)state;
    follow(OPTIMIZER_SGD, 0.1, sgd);
}
static void adagrad_divides_by_the_root_of_all_squares(void **state) {
    (void)state;
    follow(OPTIMIZER_ADAGRAD, 0.1, adagrad);
}
static void adam_corrects_its_bias(void **state) {
    (void)state;
    follow(OPTIMIZER_ADAM, 0.01, adam);
}

// Adam's first step is the learning rate in the direction against the gradient, whatever the gradient's size: that is what the correction
// is for.
static void the_first_step_of_adam_is_the_learning_rate(void **state) {
    (void)state;
    Update update;
    update_init(&update, OPTIMIZER_ADAM, 0.01);
    int w = program_find_param(update.fixture.program, "W_h");
    params_set(&update.fixture.params, w, 0, 0, 0.5);
    params_set(&update.fixture.params, w, 1, 0, 0.5);
    params_set(&update.fixture.grads, w, 0, 0, 300.0);
    params_set(&update.fixture.grads, w, 1, 0, -0.002);
    optimizer_update(&update.optimizer, &update.fixture.params, &update.fixture.grads);
    assert_true(fabs(params_get(&update.fixture.params, w, 0, 0) - 0.49) < 1e-7);
    assert_true(fabs(params_get(&update.fixture.params, w, 1, 0) - 0.51) < 1e-7);
    update_finish(&update);
}

// A copy goes on as the original would: a trace shows the next update without making it.
static void a_copy_remembers_what_the_original_does(void **state) {
    (void)state;
    for (int kind = 0; kind < OPTIMIZER_COUNT; kind++) {
        Update one, other;
        update_init(&one, (OptimizerKind)kind, 0.05);
        update_init(&other, (OptimizerKind)kind, 0.3);
        for (int n = 0; n < 3; n++) {
            set_gradients(&one, n);
            optimizer_update(&one.optimizer, &one.fixture.params, &one.fixture.grads);
        }
        optimizer_copy(&other.optimizer, &one.optimizer);
        params_copy(&other.fixture.params, &one.fixture.params);
        set_gradients(&one, 5);
        set_gradients(&other, 5);
        optimizer_update(&one.optimizer, &one.fixture.params, &one.fixture.grads);
        optimizer_update(&other.optimizer, &other.fixture.params, &other.fixture.grads);
        assert_same_params(&one.fixture.params, &other.fixture.params);
        assert_int_equal(other.optimizer.updates, 4);
        update_finish(&one);
        update_finish(&other);
    }
}

static void names_find_their_optimiser(void **state) {
    (void)state;
    OptimizerKind found;
    for (int kind = 0; kind < OPTIMIZER_COUNT; kind++) {
        assert_true(optimizer_find(optimizer_name((OptimizerKind)kind), &found));
        assert_int_equal(found, kind);
    }
    assert_false(optimizer_find("SGD", &found));
    assert_false(optimizer_find("", &found));
}

// ---- clipping -------------------------------------------------------------------------------------------------------------------

static double joint_norm(const Params *grads) {
    double sum = 0;
    for (int p = 0; p < grads->program->param_count; p++) {
        size_t count;
        double *values = param_values(grads, p, &count);
        for (size_t i = 0; i < count; i++) sum += values[i] * values[i];
        free(values);
    }
    return sqrt(sum);
}

static void clipping_by_norm_keeps_the_direction(void **state) {
    (void)state;
    Update update;
    update_init(&update, OPTIMIZER_SGD, 0.1);
    set_gradients(&update, 0);
    Params *grads = &update.fixture.grads, before;
    params_init(&before, update.fixture.program);
    params_copy(&before, grads);
    double whole = joint_norm(grads), norm, scale;
    assert_true(whole > 5);
    gradients_clip(grads, (Clip){CLIP_NORM, 5}, &norm, &scale);
    assert_true(fabs(norm - whole) < 1e-12 * whole);
    assert_true(fabs(scale - 5 / whole) < 1e-14);
    assert_true(fabs(joint_norm(grads) - 5) < 1e-12);
    params_scale(&before, scale);
    assert_same_params(&before, grads);
    params_finish(&before);
    update_finish(&update);
}

static void clipping_leaves_small_gradients_alone(void **state) {
    (void)state;
    Update update;
    update_init(&update, OPTIMIZER_SGD, 0.1);
    set_gradients(&update, 0);
    Params *grads = &update.fixture.grads, before;
    params_init(&before, update.fixture.program);
    params_copy(&before, grads);
    double whole = joint_norm(grads), norm, scale;
    static const ClipKind kinds[] = {CLIP_NONE, CLIP_NORM, CLIP_ELEMENT};
    for (int i = 0; i < 3; i++) {
        gradients_clip(grads, (Clip){kinds[i], 2 * whole}, &norm, &scale);
        assert_same(scale, 1.0);
        assert_true(fabs(norm - whole) < 1e-12 * whole);
        assert_same_params(&before, grads);
    }
    gradients_clip(grads, (Clip){CLIP_NORM, 2 * whole}, NULL, &scale); // nobody asks for the norm
    assert_same(scale, 1.0);
    params_finish(&before);
    update_finish(&update);
}

static void clipping_by_element_bounds_each_one(void **state) {
    (void)state;
    Update update;
    update_init(&update, OPTIMIZER_SGD, 0.1);
    set_gradients(&update, 0);
    Params *grads = &update.fixture.grads, before;
    params_init(&before, update.fixture.program);
    params_copy(&before, grads);
    double norm, scale;
    gradients_clip(grads, (Clip){CLIP_ELEMENT, 0.25}, &norm, &scale);
    assert_same(scale, 1.0);
    assert_true(fabs(norm - joint_norm(&before)) < 1e-12 * norm); // the norm before clipping
    int clipped = 0, left = 0;
    for (int p = 0; p < update.fixture.program->param_count; p++) {
        size_t count;
        double *was = param_values(&before, p, &count), *is = param_values(grads, p, &count);
        for (size_t i = 0; i < count; i++) {
            assert_same(is[i], was[i] > 0.25 ? 0.25 : was[i] < -0.25 ? -0.25 : was[i]);
            if (is[i] != was[i])
                clipped++;
            else
                left++;
        }
        free(was);
        free(is);
    }
    assert_true(clipped > 5 && left > 5);
    params_finish(&before);
    update_finish(&update);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sgd_moves_against_the_gradient),
        cmocka_unit_test(adagrad_divides_by_the_root_of_all_squares),
        cmocka_unit_test(adam_corrects_its_bias),
        cmocka_unit_test(the_first_step_of_adam_is_the_learning_rate),
        cmocka_unit_test(a_copy_remembers_what_the_original_does),
        cmocka_unit_test(names_find_their_optimiser),
        cmocka_unit_test(clipping_by_norm_keeps_the_direction),
        cmocka_unit_test(clipping_leaves_small_gradients_alone),
        cmocka_unit_test(clipping_by_element_bounds_each_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
