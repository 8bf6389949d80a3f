// The long-memory tasks within an experiment: their lengths, their baselines, their gradients, and who learns them.
#include "../base/testing.h"

#include "engine/gradient_check.h"
#include "experiment/session.h"

#include <math.h>
#include <stdlib.h>

typedef struct Fixture {
    Words *words;
    Report report;
} Fixture;

static int set_up(void **state) {
    Fixture *fixture = memory_alloc_zeros(1, sizeof *fixture);
    fixture->words = words_create(LANGUAGE_EN);
    report_init(&fixture->report, fixture->words);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    Fixture *fixture = *state;
    report_finish(&fixture->report);
    words_destroy(fixture->words);
    free(fixture);
    return 0;
}

// A session of keys and values, NULL behind the last; NULL, with problems in the report, if it is refused.
static Session *open_session(Fixture *fixture, const char *const *keys) {
    Experiment experiment;
    experiment_init(&experiment);
    for (; keys[0] != NULL; keys += 2) {
        Key key;
        assert_true(key_find(keys[0], &key));
        assert_true(experiment_set(&experiment, key, keys[1], (Place){0}, &fixture->report));
    }
    Session *session = session_create(&experiment, &fixture->report);
    experiment_finish(&experiment);
    return session;
}

#define SESSION(fixture, ...) open_session(fixture, (const char *const[]){__VA_ARGS__, NULL})

static void assert_refused(Fixture *fixture, const Session *session, const char *flag) {
    assert_null(session);
    assert_int_equal(fixture->report.count, 1);
    assert_string_equal(fixture->report.problems[0].key, "experiment.steps-of-task");
    assert_string_equal(fixture->report.problems[0].place.file, flag);
    report_clear(&fixture->report);
}

static void another_length_than_the_task_s_is_refused(void **state) {
    Fixture *fixture = *state;
    assert_refused(fixture, SESSION(fixture, "task", "recall:19", "steps", "19"), "--steps");
    assert_refused(fixture, SESSION(fixture, "task", "copy:4", "steps", "26"), "--steps");
    assert_refused(fixture, SESSION(fixture, "task", "adding:10", "bptt", "5,11"), "--bptt");
    Session *session = SESSION(fixture, "task", "recall:19", "steps", "20", "bptt", "20,20");
    assert_non_null(session);
    assert_int_equal(session->schedule.steps, 20);
    assert_int_equal(session->settings.state, STATE_RESET);
    session_destroy(session);
}

static void the_baseline_counts_the_targets_of_an_iteration(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *task, *losses;
        int targets;
        double baseline;
    } CASES[] = {
        {"recall:5", "last", 1, 1.3862943611198906}, {"recall:5", "all", 1, 1.3862943611198906},
        {"copy:5", "all", 10, 20.7944154167983593},  {"copy:5", "last", 1, 2.0794415416798359},
        {"adding:5", "last", 1, 1.0 / 12},           {"text:hello", "all", 4, 5.5451774444795623},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Session *session = SESSION(fixture, "task", CASES[i].task, "losses", CASES[i].losses, "batch", "2", "hidden", "2");
        assert_non_null(session);
        assert_int_equal(session->targets, CASES[i].targets);
        assert_true(fabs(session->baseline - CASES[i].baseline) < 1e-13);
        session_destroy(session);
    }
    Session *squares = SESSION(fixture, "task", "recall:5", "loss", "squared-error");
    assert_non_null(squares);
    assert_true(isnan(squares->baseline)); // ln 4 is no squared error
    session_destroy(squares);
}

static void gradients_agree_with_differences(void **state) {
    Fixture *fixture = *state;
    static const char *const TASKS[] = {"recall:4", "adding:5", "copy:1"};
    int checked = 0;
    for (size_t i = 0; i < COUNT(TASKS); i++) {
        Session *session = SESSION(fixture, "task", TASKS[i], "hidden", "4", "batch", "3", "bptt", i == 1 ? "2" : "full");
        assert_non_null(session);
        session_feed(session);
        RunInput input = session_input(session);
        assert_true(run_forward(session->run, &session->params, &input) > 0);
        run_backward(session->run, &session->params, &input, &session->grads);
        for (int param = 0; param < session->program->param_count; param++) {
            assert_true(gradient_check(session->run, &session->params, &input, &session->grads, param, 1e-5) < 1e-7);
            checked++;
        }
        session_destroy(session);
    }
    assert_int_equal(checked, 15);
}

static void the_numbers_do_not_depend_on_how_training_is_cut(void **state) {
    Fixture *fixture = *state;
    Session *whole = SESSION(fixture, "task", "adding:6", "batch", "2");
    Session *cut = SESSION(fixture, "task", "adding:6", "batch", "2");
    session_train(whole, 20);
    for (int i = 0; i < 20; i++) {
        session_train(cut, 1);
    }
    assert_int_equal(whole->history.count, 20);
    assert_memory_equal(whole->history.loss, cut->history.loss, 20 * sizeof *whole->history.loss);
    assert_true(whole->history.loss[0] != whole->history.loss[19]);
    session_destroy(whole);
    session_destroy(cut);
}

// The mean loss of the last iterations of training.
static double learned_loss(Fixture *fixture, const char *bptt, const char *seed) {
    enum { ITERATIONS = 500, LAST = 50 };
    Session *session = SESSION(fixture, "task", "recall:19", "hidden", "32", "batch", "8", "optimizer", "adam", "init", "spectral:0.5",
                               "bptt", bptt, "seed", seed);
    assert_non_null(session);
    session_train(session, ITERATIONS);
    assert_int_equal(session->history.count, ITERATIONS);
    double sum = 0;
    for (int i = ITERATIONS - LAST; i < ITERATIONS; i++) {
        sum += session->history.loss[i];
    }
    session_destroy(session);
    return sum / LAST;
}

static void full_bptt_learns_what_a_window_does_not_reach(void **state) {
    Fixture *fixture = *state;
    double chance = 1.3862943611198906;
    static const char *const SEEDS[] = {"1", "2", "3"};
    for (size_t i = 0; i < COUNT(SEEDS); i++) {
        assert_true(learned_loss(fixture, "full", SEEDS[i]) < 0.1 * chance);
        assert_true(fabs(learned_loss(fixture, "5", SEEDS[i]) - chance) < 0.1 * chance);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(another_length_than_the_task_s_is_refused),
        TEST(the_baseline_counts_the_targets_of_an_iteration),
        TEST(gradients_agree_with_differences),
        TEST(the_numbers_do_not_depend_on_how_training_is_cut),
        TEST(full_bptt_learns_what_a_window_does_not_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
