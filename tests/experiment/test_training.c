// Training: the same numbers however it is cut and wherever it runs, and an end where a number stops being finite.
#include "fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// All that training changes, as bytes.
static void assert_same_session(const Session *a, const Session *b) {
    assert_int_equal(a->iteration, b->iteration);
    assert_int_equal(a->history.count, b->history.count);
    assert_true(a->history.count > 0);
    assert_memory_equal(a->history.loss, b->history.loss, (size_t)a->history.count * sizeof(double));
    assert_memory_equal(a->history.norm, b->history.norm, (size_t)a->history.count * sizeof(double));
    for (int p = 0; p < a->program->param_count; p++) {
        size_t count = (size_t)a->program->params[p].rows * (size_t)a->program->params[p].cols;
        double *of_a = memory_alloc(count * sizeof *of_a), *of_b = memory_alloc(count * sizeof *of_b);
        params_read(&a->params, p, of_a);
        params_read(&b->params, p, of_b);
        assert_memory_equal(of_a, of_b, count * sizeof *of_a);
        free(of_a);
        free(of_b);
    }
}

static const char *const experiments[] = {
    "task: text:hello",
    "task: text:hello world\nsteps: 4\nbatch: 2\nbptt: 2\ncell: lstm\nhidden: 13\noptimizer: adam\nclip: 1",
    "task: text:hello world\nbptt: 2,5\ncell: gru\noptimizer: adagrad\nclip: element:0.2",
    "task: series:sine\nbatch: 3\nhidden: 5\nlosses: last",
};

static void the_numbers_do_not_depend_on_how_the_calls_are_cut(void **state) {
    Fixture *fixture = *state;
    static const int cuts[] = {3, 0, 1, 7, 1};
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Session *whole = fixture_session(fixture, experiments[i]);
        fixture->session = NULL;
        session_train(whole, 12);
        Session *cut = fixture_session(fixture, experiments[i]);
        for (size_t k = 0; k < COUNT(cuts); k++) {
            session_train(cut, cuts[k]);
            fixture_sweep(cut); // what is shown in between does not matter either
        }
        assert_same_session(whole, cut);
        session_destroy(whole);
    }
}

static void every_set_of_kernels_gives_the_same_bits(void **state) {
    Fixture *fixture = *state;
    const char *asked = getenv("UNROLL_KERNELS");
    char *before = asked ? strdup(asked) : NULL;
    for (size_t i = 0; i < COUNT(experiments); i++) {
        set_environment("UNROLL_KERNELS", "plain");
        Session *plain = fixture_session(fixture, experiments[i]);
        fixture->session = NULL;
        session_train(plain, 15);
        const Kernels *set;
        for (size_t k = 1; (set = kernels_supported(k)) != NULL; k++) {
            set_environment("UNROLL_KERNELS", set->name);
            assert_string_equal(kernels_best()->name, set->name);
            Session *other = fixture_session(fixture, experiments[i]);
            session_train(other, 15);
            assert_same_session(plain, other);
        }
        session_destroy(plain);
    }
    set_environment("UNROLL_KERNELS", before);
    free(before);
}

typedef struct KnownLoss {
    const char *lines;
    int updates;
    double loss; // of the iteration behind them
} KnownLoss;

// A class of thirty sees the same numbers: these were stored once and hold on every machine, with every compiler.
static void the_same_seed_gives_the_same_numbers_everywhere(void **state) {
    static const KnownLoss known[] = {
        {"task: text:hello", 0, 0x1.6ca0df51e2d64p+2},
        {"task: text:hello", 10, 0x1.3d8a38329794ap+1},
        {"task: text:hello world\nsteps: 4\nbatch: 2\nbptt: 2\ncell: lstm\nhidden: 13\noptimizer: adam\nclip: 1", 10, 0x1.d1f558d8716bp+2},
        {"task: series:sine\ncell: gru\noptimizer: adagrad\nseed: 7\ninit: spectral:1.1", 10, 0x1.2702a90dfc8a3p-4},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(known); i++) {
        Session *session = fixture_session(fixture, known[i].lines);
        session_train(session, known[i].updates);
        double loss = fixture_sweep(session);
        if (memcmp(&loss, &known[i].loss, sizeof loss) != 0) fail_msg("%s: %a is not %a", known[i].lines, loss, known[i].loss);
    }
}

static void training_learns(void **state) {
    Fixture *fixture = *state;
    static const char *const cells[] = {"elman", "lstm", "gru", "jordan"};
    for (size_t i = 0; i < COUNT(cells); i++) {
        char lines[128] = "task: text:hello\noptimizer: adagrad\nlr: 0.3\ncell: ";
        Session *session = fixture_session(fixture, strcat(lines, cells[i]));
        double first = fixture_sweep(session);
        session_train(session, 200);
        double last = fixture_sweep(session);
        assert_true(last < 0.2 * first);
        assert_true(session_perplexity(session, last) < 1.2);
    }
}

static void the_history_has_each_update(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:hello\nclip: 1");
    int clipped = 0;
    for (int i = 0; i < 20; i++) {
        double loss = fixture_sweep(session), norm = params_joint_norm(&session->grads);
        session_train(session, 1);
        assert_int_equal(session->history.count, i + 1);
        assert_true(session->history.loss[i] == loss);
        assert_true(session->history.norm[i] == norm);
        assert_true(session->history.scale[i] == (norm > 1 ? 1 / norm : 1));
        clipped += norm > 1;
    }
    assert_true(clipped > 0);
    assert_int_equal(session->history.every, 1);
}

static void the_history_knows_where_single_elements_were_clipped(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:hello\nclip: element:0.2");
    int clipped = 0;
    for (int i = 0; i < 40; i++) {
        fixture_sweep(session);
        double norm = params_joint_norm(&session->grads), most = 0;
        for (size_t k = 0; k < session->grads.count; k++) most = fmax(most, fabs(session->grads.data[k]));
        session_train(session, 1);
        assert_true(session->history.scale[i] == (most > 0.2 ? params_joint_norm(&session->grads) / norm : 1));
        assert_true((session->history.scale[i] < 1) == (most > 0.2));
        clipped += most > 0.2;
    }
    assert_true(clipped > 0 && clipped < 40);
}

static void an_update_is_the_gradient_times_the_learning_rate(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:hello\nlr: 0.25\nhidden: 3");
    fixture_sweep(session);
    int w = program_find_param(session->program, "W_h");
    double before = params_get(&session->params, w, 1, 2), gradient = params_get(&session->grads, w, 1, 2);
    assert_true(gradient != 0);
    session_train(session, 1);
    assert_true(params_get(&session->params, w, 1, 2) == before - 0.25 * gradient);
}

// ---- what is not finite ---------------------------------------------------------------------------------------------------------

static void training_stops_before_an_update_that_is_not_finite(void **state) {
    Fixture *fixture = *state;
    // Without a squashing function, the state grows 1e200-fold at each timestep: it overflows in the first iteration.
    Session *session = fixture_session(fixture, "cell: elman-identity\ntask: text:hello world\ninit: 1e200");
    int w = program_find_param(session->program, "W_h");
    double before = params_get(&session->params, w, 0, 0);
    assert_false(session->stopped);
    session_train(session, 5);
    assert_true(session->stopped);
    assert_int_equal(session->iteration, 0);
    assert_int_equal(session->history.count, 0);
    assert_true(params_get(&session->params, w, 0, 0) == before);
    session_train(session, 5); // for good
    assert_int_equal(session->iteration, 0);
}

static void the_iteration_that_failed_is_the_next_to_be_shown(void **state) {
    Fixture *fixture = *state;
    // A learning rate far too high: a few updates are made before a number overflows.
    Session *session = fixture_session(fixture, "cell: elman-identity\ntask: series:sine\nlr: 3");
    session_train(session, 1000);
    assert_true(session->stopped);
    assert_true(session->iteration > 0 && session->iteration < 1000);
    assert_int_equal(session->history.count, session->iteration);
    for (long i = 0; i < session->history.count; i++) assert_true(isfinite(session->history.loss[i]) && isfinite(session->history.norm[i]));
    int param;
    assert_true(params_all_finite(&session->params, &param));
    double loss = fixture_sweep(session);
    assert_true(!isfinite(loss) || !params_all_finite(&session->grads, &param));
    NotFinite found;
    assert_true(run_find_not_finite(session->run, &found));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_numbers_do_not_depend_on_how_the_calls_are_cut),
        TEST(every_set_of_kernels_gives_the_same_bits),
        TEST(the_same_seed_gives_the_same_numbers_everywhere),
        TEST(training_learns),
        TEST(the_history_has_each_update),
        TEST(the_history_knows_where_single_elements_were_clipped),
        TEST(an_update_is_the_gradient_times_the_learning_rate),
        TEST(training_stops_before_an_update_that_is_not_finite),
        TEST(the_iteration_that_failed_is_the_next_to_be_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
