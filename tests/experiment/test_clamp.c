// Equations held at a value, as an experiment says it: reading and printing, what is refused, and that what went before is the same bits.
#define _XOPEN_SOURCE 700 // mkstemp
#include "fixture.h"

#include "base/files.h"

#include "experiment/clamp.h"
#include "experiment/recording.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void printed_again_it_is_the_same(void **state) {
    (void)state;
    static const char *const VALUES[][2] = {
        {"none", "none"},
        {"f=0", "f=0"},
        {" f = 0 , i=1@0 ", "f=0,i=1"},
        {"f=-.5e-3@500", "f=-5e-04@500"},
        {"f=0@0-100,f=1@100", "f=0@0-100,f=1@100"},
        {"망각=0.25@3-4", "망각=0.25@3-4"},
    };
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        Clamps clamps;
        Text text;
        text_init(&text);
        assert_null(clamps_read(&clamps, VALUES[i][0]));
        clamps_print(&clamps, &text);
        clamps_finish(&clamps);
        Clamps again;
        assert_null(clamps_read(&again, text.data));
        assert_int_equal(clamps_common_updates(VALUES[i][0], text.data), LONG_MAX);
        if (strstr(VALUES[i][1], "e-") == NULL) assert_string_equal(text.data, VALUES[i][1]);
        clamps_finish(&again);
        text_finish(&text);
    }
}

typedef struct Change {
    const char *before, *name;
    long updates;
    double value; // -1: free
    const char *after;
} Change;

static void from_an_iteration_on_it_is_held_at_something_else(void **state) {
    (void)state;
    static const Change CHANGES[] = {
        {"none", "f", 0, 0, "f=0"},
        {"none", "f", 500, 1, "f=1@500"},
        {"f=0", "f", 0, 1, "f=1"},
        {"f=0", "f", 20, 1, "f=0@0-20,f=1@20"},
        {"f=0", "f", 20, -1, "f=0@0-20"},
        {"f=0@20", "f", 20, -1, "none"},
        {"f=0@20", "f", 10, -1, "none"}, // what was to come is forgotten
        {"f=0@5-8,i=1@6", "f", 7, 0.5, "f=0@5-7,i=1@6,f=0.5@7"},
        {"f=0@5-8,i=1@6", NULL, 7, -1, "f=0@5-7,i=1@6-7"},
        {"f=0@5-8", "f", 9, -1, "f=0@5-8"},
    };
    for (size_t i = 0; i < COUNT(CHANGES); i++) {
        const Change *change = &CHANGES[i];
        Clamps clamps;
        Text text;
        text_init(&text);
        clamps_read(&clamps, change->before);
        clamps_change(&clamps, change->name, change->updates, change->value < 0 ? NULL : &change->value);
        clamps_print(&clamps, &text);
        assert_string_equal(text.data, change->after);
        if (change->name) {
            const Clamp *held = clamps_find(&clamps, change->name, change->updates);
            assert_int_equal(held != NULL, change->value >= 0);
            if (held) assert_true(held->hold.value == change->value);
        }
        // Nothing before has changed.
        assert_true(clamps_common_updates(change->before, text.data) >= change->updates || strstr(change->before, "@20"));
        clamps_finish(&clamps);
        text_finish(&text);
    }
}

static void two_values_have_in_common_what_comes_before_they_differ(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        long common;
    } PAIRS[] = {
        {"none", "none", LONG_MAX},
        {"none", "f=0", 0},
        {"none", "f=0@7", 7},
        {"f=0@7", "f=1@7", 7},
        {"f=0@3", "f=0@7", 3},
        {"f=0", "f=0@0-9", 9},
        {"f=0,i=1", "i=1,f=0", LONG_MAX},
        {"f=0@0-4,f=0@4", "f=0", LONG_MAX},
        {"f=0@2,i=1@5", "f=0@2", 5},
        {"f=0", "f=-0", 0},
        {"f=0@5-6", "f=0@7-8", 5},
        {"i=0", "f=0", 0},
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        assert_int_equal(clamps_common_updates(PAIRS[i].a, PAIRS[i].b), PAIRS[i].common);
        assert_int_equal(clamps_common_updates(PAIRS[i].b, PAIRS[i].a), PAIRS[i].common);
    }
}

static void what_cannot_be_held_is_refused_in_both_languages(void **state) {
    Fixture *fixture = *state;
    static const char *const WRONG[][3] = {
        {"cell: lstm\nclamp: forget=0", "experiment.clamp-unknown", "i, f, g, o, c, h"},
        {"cell: lstm\nclamp: F=0", "experiment.clamp-near", "f?"},
        {"cell: lstm\nclamp: y=0", "experiment.clamp-output", "y"},
        {"cell: gru\nclamp: z=0,f=1@5", "experiment.clamp-unknown", "r, z, n, h"},
        {"cell: lstm\nclamp: W_f=0", "experiment.clamp-unknown", "W_f"},
        {"cell: lstm\nclamp: x=0", "experiment.clamp-unknown", "x"},
    };
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        assert_null(fixture_try_session(fixture, WRONG[i][0]));
        assert_int_equal(fixture->report.count, 1);
        const Problem *problem = &fixture->report.problems[0];
        assert_string_equal(problem->key, WRONG[i][1]);
        assert_string_equal(problem->place.file, "--clamp");
        assert_non_null(strstr(problem->message, WRONG[i][2]));
        Report korean;
        report_init(&korean, fixture->words[LANGUAGE_KO]);
        assert_null(session_create(&fixture->experiment, &korean));
        assert_int_equal(korean.count, 1);
        assert_string_not_equal(korean.problems[0].message, problem->message);
        report_finish(&korean);
    }
    // Each name once.
    assert_null(fixture_try_session(fixture, "cell: lstm\nclamp: q=0@0-5,q=1@5,r=2"));
    assert_int_equal(fixture->report.count, 2);
}

static bool holds(const Session *session, const char *name) {
    return run_held(session->run, session->program->equations[program_find_equation(session->program, name)].op) != NULL;
}

static void it_is_held_in_its_iterations_and_no_others(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "cell: lstm\nhidden: 3\nclamp: f=0@2-4,i=1@3");
    static const bool f[] = {false, false, true, true, false, false}, i[] = {false, false, false, true, true, true};
    for (size_t at = 0; at < COUNT(f); at++) {
        session_feed(session);
        assert_int_equal(holds(session, "f"), f[at]);
        assert_int_equal(holds(session, "i"), i[at]);
        session_train(session, 1);
    }
    // Held from the beginning, its weights stay where they are; they move in the iterations in which it is free.
    Session *shut = fixture_session(fixture, "cell: lstm\nhidden: 3\nclamp: f=0");
    int u = program_find_param(shut->program, "U_f");
    double before = params_norm(&shut->params, u);
    session_train(shut, 5);
    assert_true(params_norm(&shut->params, u) == before);
    session = fixture_session(fixture, "cell: lstm\nhidden: 3\nclamp: f=0@0-5");
    session_train(session, 5);
    assert_true(params_norm(&session->params, u) == before);
    session_train(session, 1);
    assert_true(params_norm(&session->params, u) != before);
}

// ---- what has been trained already ---------------------------------------------------------------------------------------------------

static const char *const FREE[] = {
    "cell: lstm\nhidden: 4\ntask: recall:6\noptimizer: adam\nbatch: 2\n",
    "cell: gru\nhidden: 3\ntask: text:hello world, how are you\nsteps: 5\noptimizer: adagrad\nbptt: 2\n", // a stream that carries its state
    "cell: lstm\nhidden: 2\ntask: series:sine\nsteps: 20\nbatch: 2\nfeed: shuffled\nlr: 0.001\n",
};
static const char *const GATES[] = {"f", "z", "f"};

static void assert_same_sessions(Session *a, Session *b) {
    assert_int_equal(a->iteration, b->iteration);
    size_t bytes = a->params.count * sizeof(double);
    assert_memory_equal(a->params.data, b->params.data, bytes);
    if (a->optimizer.first.data) assert_memory_equal(a->optimizer.first.data, b->optimizer.first.data, bytes);
    if (a->optimizer.second.data) assert_memory_equal(a->optimizer.second.data, b->optimizer.second.data, bytes);
    assert_int_equal(a->optimizer.updates, b->optimizer.updates);
    for (int lane = 0; lane < a->settings.batch; lane++) assert_int_equal(a->starts[lane], b->starts[lane]);
    assert_int_equal(a->history.count, b->history.count);
    assert_int_equal(a->history.every, b->history.every);
    if (a->history.count > 0) assert_memory_equal(a->history.loss, b->history.loss, (size_t)a->history.count * sizeof(double));
    if (a->history.count > 0) assert_memory_equal(a->history.norm, b->history.norm, (size_t)a->history.count * sizeof(double));
    double of_a = fixture_sweep(a), of_b = fixture_sweep(b);
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
    assert_memory_equal(a->grads.data, b->grads.data, a->grads.count * sizeof(double));
}

// A session of lines with `clamp` behind them; the caller destroys it.
static Session *session_with(Fixture *fixture, const char *lines, const char *name, const char *behind) {
    Text text;
    text_init(&text);
    text_append(&text, lines);
    if (name) text_printf(&text, "clamp: %s%s", name, behind);
    Session *session = fixture_session(fixture, text.data);
    fixture->session = NULL;
    text_finish(&text);
    return session;
}

// What is taken over, and trained on, is to the bit what the key gives from scratch: wherever the hold begins, and with few keyframes too.
static void what_went_before_is_taken_over_to_the_bit(void **state) {
    Fixture *fixture = *state;
    static const struct {
        long trained, stands, from;
    } CASES[] = {{50, 50, 50}, {50, 50, 20}, {50, 13, 13}, {50, 30, 60}, {0, 0, 0}, {50, 20, 30}};
    for (size_t i = 0; i < COUNT(FREE); i++)
        for (size_t k = 0; k < COUNT(CASES); k++)
            for (size_t keyframes = 3; keyframes <= 200; keyframes += 197) {
                char behind[32];
                snprintf(behind, sizeof behind, "=0@%ld", CASES[k].from);
                Session *free_one = session_with(fixture, FREE[i], NULL, NULL), *taken = session_with(fixture, FREE[i], GATES[i], behind),
                        *scratch = session_with(fixture, FREE[i], GATES[i], behind);
                Recording before, after;
                recording_init(&before, free_one, keyframes * snapshot_bytes(free_one));
                recording_train(&before, CASES[k].trained);
                recording_seek(&before, CASES[k].stands);
                recording_init(&after, taken, keyframes * snapshot_bytes(taken));
                assert_int_equal(session_common_updates(free_one, taken), CASES[k].from);
                recording_adopt(&after, &before, CASES[k].from);
                assert_true(taken->iteration <= CASES[k].from && after.reached == taken->iteration);
                if (CASES[k].stands == CASES[k].from) assert_int_equal(taken->iteration, CASES[k].from); // at once
                if (keyframes == 200) assert_int_equal(taken->iteration, CASES[k].from < 50 ? CASES[k].from : 50);
                session_train(scratch, taken->iteration);
                assert_same_sessions(taken, scratch);
                recording_train(&after, 70 - taken->iteration);
                session_train(scratch, 70 - scratch->iteration);
                assert_same_sessions(taken, scratch);
                // One can go back to before the hold, and from there on again.
                recording_seek(&after, CASES[k].from / 2);
                Session *early = session_with(fixture, FREE[i], NULL, NULL);
                session_train(early, CASES[k].from / 2);
                assert_int_equal(taken->iteration, early->iteration);
                assert_memory_equal(taken->params.data, early->params.data, early->params.count * sizeof(double));
                session_destroy(early);
                recording_seek(&after, 70);
                assert_same_sessions(taken, scratch);
                assert_true(after.count <= after.capacity);
                recording_finish(&before);
                recording_finish(&after);
                session_destroy(free_one);
                session_destroy(taken);
                session_destroy(scratch);
            }
}

static void sessions_that_differ_in_more_have_nothing_in_common(void **state) {
    Fixture *fixture = *state;
    static const char *const OTHERS[] = {"hidden: 5\n", "lr: 0.3\n", "seed: 2\n", "bptt: 2\n", "cell: lstm-peephole\n"};
    Session *one = session_with(fixture, "cell: lstm\nhidden: 3\n", "f", "=0@9");
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        Text lines;
        text_init(&lines);
        text_printf(&lines, "cell: lstm\nhidden: 3\n%s", OTHERS[i]);
        Session *other = session_with(fixture, lines.data, NULL, NULL);
        assert_int_equal(session_common_updates(one, other), 0);
        session_destroy(other);
        text_finish(&lines);
    }
    // A file that was changed in the meantime is other data, though nothing of the experiment has changed.
    char path[] = "/tmp/unroll-clamp-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    Text lines;
    text_init(&lines);
    text_printf(&lines, "task: text:@%s\nhidden: 3\n", path);
    Session *sessions[3];
    static const char *const TEXTS[] = {"hello world", "hello world", "hello wordl"};
    for (int i = 0; i < 3; i++) {
        assert_true(file_write(path, TEXTS[i], strlen(TEXTS[i]), &fixture->report));
        sessions[i] = session_with(fixture, lines.data, NULL, NULL);
    }
    assert_int_equal(session_common_updates(sessions[0], sessions[1]), LONG_MAX);
    assert_int_equal(session_common_updates(sessions[0], sessions[2]), 0);
    for (int i = 0; i < 3; i++) session_destroy(sessions[i]);
    text_finish(&lines);
    close(file);
    unlink(path);
    Session *further = session_with(fixture, "cell: lstm\nhidden: 3\niterations: 40\n", "f", "=0@9");
    assert_int_equal(session_common_updates(one, further), LONG_MAX);
    session_destroy(further);
    session_destroy(one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(printed_again_it_is_the_same),
        TEST(from_an_iteration_on_it_is_held_at_something_else),
        TEST(two_values_have_in_common_what_comes_before_they_differ),
        TEST(what_cannot_be_held_is_refused_in_both_languages),
        TEST(it_is_held_in_its_iterations_and_no_others),
        TEST(what_went_before_is_taken_over_to_the_bit),
        TEST(sessions_that_differ_in_more_have_nothing_in_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
