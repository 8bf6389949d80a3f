// What the tests of experiments, sessions and traces share: experiments written as the lines of a lesson's model block.
#ifndef UNROLL_TESTS_EXPERIMENT_FIXTURE_H
#define UNROLL_TESTS_EXPERIMENT_FIXTURE_H

#include "../base/testing.h"

#include "experiment/session.h"

typedef struct Fixture {
    Words *words[LANGUAGE_COUNT];
    Report report; // in English
    Experiment experiment;
    Session *session; // of the last fixture_session; NULL if that was refused
} Fixture;

// For cmocka: a fixture as the test's state.
int fixture_set_up(void **state);
int fixture_tear_down(void **state);
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

// Sets the keys of an experiment, "task: text:hello\nhidden: 3"; what was given before is forgotten. Fails the test if a value is refused.
void fixture_experiment(Fixture *fixture, const char *lines);

// The same, and its session; the one before is destroyed. fixture_session fails the test if it is refused, fixture_try_session returns NULL
// then.
Session *fixture_session(Fixture *fixture, const char *lines);
Session *fixture_try_session(Fixture *fixture, const char *lines);

// The report as it is printed; the caller frees it.
char *fixture_problems(const Fixture *fixture);

// One forward and backward pass over the session's next iteration, which stays the next.
double fixture_sweep(Session *session);

// Sets (or, with NULL, takes away) a variable of the environment.
void set_environment(const char *name, const char *value);

// The value of a key as the session uses it; the caller frees it.
char *used_value(const Session *session, Key key);

#endif
