// From an experiment to what can be run: what the keys mean together, and what is refused.
#define _XOPEN_SOURCE 700 // mkdtemp
#include "fixture.h"

#include "base/files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Refusal {
    const char *lines;
    const char *place, *problem;
    const char *says; // part of the message
} Refusal;

static const Refusal refusals[] = {
    {"steps: 5", "--steps", "experiment.steps-above-pairs", "4 pairs"},
    {"bptt: 5", "--bptt", "experiment.window-above-pairs", "4 pairs"},
    {"batch: 5", "--batch", "experiment.batch-above-pairs", "4"},
    {"task: text:hello world\nsteps: 7\nbptt: 2,5", "--bptt", "experiment.k2-not-steps", "7"},
    {"bptt: 2,5", "--steps", "experiment.steps-above-pairs", "4 pairs"},
    {"cell: elmann", "--cell", "experiment.unknown-cell", "elman-sigmoid, elman, "},
    {"cell: missing.cell", "missing.cell", "file.missing", ""},
    {"cell: nowhere/elman", "nowhere/elman", "file.missing", ""},
    {"cell-text: h[t] = tanh(W x[t] + )", "--cell-text", NULL, ""},
    {"cell-text: h[t] = tanh(W x[t]); o[t] = relu(V h[t])\nloss: cross-entropy", "--cell-text", NULL, "softmax"},
    {"decoder: elman", "--decoder", "experiment.no-decoder", "text"},
    {"wiring: encoder-decoder", "--wiring", "experiment.no-decoder", "text"},
    {"task: text", "--task", NULL, ""},
    {"task: nothing:at-all", "--task", NULL, ""},
    {"task: series:sine\nloss: cross-entropy", "cells/elman.cell", NULL, ""},
    {"init: spectral:1\ncell: window", "--init", "experiment.no-recurrent-matrix", "--init 0.5"},
    {"set: U=1", "--set", "experiment.set-unknown", "W_x, W_h, b, W_y, b_y"},
    {"hidden: 2\nset: W_h=1 2", "--set", "experiment.set-shape", "W_h is 2 x 2"},
    {"hidden: 2\nset: W_h=1 2;3 4;5 6", "--set", "experiment.set-shape", "3 x 2"},
    {"hidden: 2\nset: b=1 2 3", "--set", "experiment.set-shape", "b is 1 x 2"},
    {"task: random:16\nhidden: 1024\nbatch: 1024\nsteps: 200", "--hidden", "experiment.too-large", "GiB"},
    {"task: random:1024\nhidden: 1024\nbatch: 8\nsteps: 9999", "--hidden", "experiment.too-large", "1 GiB is the limit"},
};

static void what_does_not_go_together_is_refused_at_its_place(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        Refusal refusal = refusals[i];
        if (fixture_try_session(fixture, refusal.lines)) fail_msg("taken:\n%s", refusal.lines);
        char *problems = fixture_problems(fixture);
        if (fixture->report.count != 1) fail_msg("%s:\n%s", refusal.lines, problems);
        const Problem *problem = &fixture->report.problems[0];
        if (refusal.problem && strcmp(problem->key, refusal.problem) != 0) fail_msg("%s:\n%s", refusal.lines, problem->key);
        assert_string_equal(problem->place.file, refusal.place);
        if (!strstr(problem->message, refusal.says)) fail_msg("%s:\n%s", refusal.lines, problem->message);
        free(problems);
    }
}

static void refusals_speak_korean_too(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        fixture_try_session(fixture, refusals[i].lines);
        Report report;
        report_init(&report, fixture->words[LANGUAGE_KO]);
        assert_null(session_create(&fixture->experiment, &report));
        assert_int_equal(report.count, 1);
        assert_string_equal(report.problems[0].key, fixture->report.problems[0].key);
        assert_string_not_equal(report.problems[0].message, fixture->report.problems[0].message);
        report_finish(&report);
    }
}

static void everything_wrong_is_told_in_one_go(void **state) {
    Fixture *fixture = *state;
    assert_null(fixture_try_session(fixture, "steps: 9\nbatch: 9\nbptt: 9\ncell: nobody"));
    assert_int_equal(fixture->report.count, 4);
    assert_null(fixture_try_session(fixture, "set: U=1\nset: b=1 2\nset: V=2"));
    assert_int_equal(fixture->report.count, 3);
}

static void limits_themselves_are_taken(void **state) {
    Fixture *fixture = *state;
    static const char *const taken[] = {"steps: 4\nbatch: 4\nbptt: 4",
                                        "bptt: 4,4",
                                        "bptt: 1,1",
                                        "task: text:ab\nhidden: 1",
                                        "task: text:hello world\nbptt: 3,7",
                                        "hidden: 1024",
                                        "init: spectral:0.9\ncell: gru"};
    for (size_t i = 0; i < COUNT(taken); i++) fixture_session(fixture, taken[i]);
}

// ---- what depends on other keys -------------------------------------------------------------------------------------------------

typedef struct Used {
    const char *lines;
    Key key;
    const char *value;
} Used;

static void values_that_depend_on_others_are_resolved(void **state) {
    static const Used used[] = {
        {"task: text:hello", KEY_STEPS, "4"},
        {"task: text:@data/en-river.txt", KEY_STEPS, "25"},
        {"task: text:hello world\nbptt: 2,5", KEY_STEPS, "5"},
        {"task: text:hello", KEY_STATE, "reset"},
        {"task: text:hello\nsteps: 3", KEY_STATE, "carry"},
        {"task: text:hello\nsteps: 3\nstate: reset", KEY_STATE, "reset"},
        {"task: text:hello\nstate: carry", KEY_STATE, "carry"},
        {"task: text:hello", KEY_LOSSES, "all"},
        {"wiring: many-to-one", KEY_LOSSES, "last"},
        {"wiring: many-to-one\nlosses: all", KEY_LOSSES, "all"},
        {"task: text:hello", KEY_WIRING, "many-to-many"},
        {"task: text:hello", KEY_LOSS, "cross-entropy"},
        {"task: series:sine", KEY_LOSS, "squared-error"},
        {"cell: elman-sigmoid", KEY_LOSS, "squared-error"},
        {"loss: squared-error", KEY_LOSS, "squared-error"},
        {"hidden: 4", KEY_INIT, "0.5"},
        {"init: spectral:1.5", KEY_INIT, "spectral:1.5"},
        {"optimizer: adam", KEY_LR, "0.01"},
        {"hidden: 3", KEY_HIDDEN, "3"},
        {"cell: lstm", KEY_CELL, "lstm"},
        {"cell: lstm", KEY_DECODER, ""},
        {"bptt: 2", KEY_BPTT, "2"},
        {"clip: element:3", KEY_CLIP, "element:3"},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(used); i++) {
        char *value = used_value(fixture_session(fixture, used[i].lines), used[i].key);
        if (strcmp(value, used[i].value) != 0) fail_msg("%s: %s is %s", used[i].lines, key_name(used[i].key), value);
        free(value);
    }
}

static void the_schedule_follows_from_the_keys(void **state) {
    static const struct {
        const char *lines;
        Schedule schedule;
    } cases[] = {
        {"task: text:hello", {.steps = 4, .lanes = 1, .window = 0, .first_loss = 1, .advance = 4}},
        {"task: text:hello\nbptt: 2\nbatch: 3", {.steps = 4, .lanes = 3, .window = 2, .first_loss = 1, .advance = 4}},
        {"task: text:hello world\nbptt: 2,6", {.steps = 6, .lanes = 1, .window = 0, .first_loss = 5, .advance = 2}},
        {"task: text:hello world\nlosses: last", {.steps = 10, .lanes = 1, .window = 0, .first_loss = 10, .advance = 10}},
        {"task: text:hello world\nlosses: last\nbptt: 2,6", {.steps = 6, .lanes = 1, .window = 0, .first_loss = 6, .advance = 2}},
    };
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        Schedule s = fixture_session(fixture, cases[i].lines)->schedule, wanted = cases[i].schedule;
        assert_int_equal(s.steps, wanted.steps);
        assert_int_equal(s.lanes, wanted.lanes);
        assert_int_equal(s.window, wanted.window);
        assert_int_equal(s.first_loss, wanted.first_loss);
        assert_int_equal(s.advance, wanted.advance);
    }
}

// ---- cells and weights ----------------------------------------------------------------------------------------------------------

static void a_cell_comes_from_the_shelf_a_file_or_the_text_itself(void **state) {
    Fixture *fixture = *state;
    assert_string_equal(fixture_session(fixture, "cell: lstm")->cell_name, "lstm");
    assert_true(program_find_equation(fixture->session->program, "c") >= 0);
    assert_string_equal(fixture_session(fixture, "cell-text: s[t] = σ(U x[t] + W s[t-1]); o[t] = σ(V s[t])")->cell_name, "");
    assert_true(program_find_param(fixture->session->program, "V") >= 0);

    char folder[256], path[300], lines[400];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/unroll-session-XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/mine.cell", folder);
    snprintf(lines, sizeof lines, "cell: %s", path);
    const char cell[] = "g[t] = tanh(W x[t] + U g[t-1])\n", wrong[] = "\ng[t] = tanh(W x[t]\n";
    assert_true(file_write(path, cell, strlen(cell), &fixture->report));
    assert_string_equal(fixture_session(fixture, lines)->cell_name, "mine");
    assert_true(program_find_equation(fixture->session->program, "g") >= 0);
    assert_true(file_write(path, wrong, strlen(wrong), &fixture->report));
    assert_null(fixture_try_session(fixture, lines));
    assert_string_equal(fixture->report.problems[0].place.file, path);
    assert_int_equal(fixture->report.problems[0].place.line, 2);
    remove(path);
    rmdir(folder);
}

static double weight(const Session *session, const char *name, int row, int col) {
    int param = program_find_param(session->program, name);
    assert_true(param >= 0);
    return params_get(&session->params, param, row, col);
}

static void weights_set_by_hand_replace_the_drawn_ones(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "hidden: 2\nset: W_h=.9 5;0 -.9\nset: b=1 2, W_h=1 2;3 4\nset: b_y=1;2;3;4");
    assert_true(weight(session, "W_h", 0, 0) == 1 && weight(session, "W_h", 0, 1) == 2); // of two, the last holds
    assert_true(weight(session, "W_h", 1, 0) == 3 && weight(session, "W_h", 1, 1) == 4);
    assert_true(weight(session, "b", 0, 0) == 1 && weight(session, "b", 1, 0) == 2); // a vector may lie
    assert_true(weight(session, "b_y", 3, 0) == 4);                                  // or stand
    double drawn = weight(session, "W_x", 1, 1);
    Session *filled = fixture_session(fixture, "hidden: 2\nset: b=3, W_h=-.5"); // one number is every element
    for (int row = 0; row < 2; row++) {
        assert_true(weight(filled, "b", row, 0) == 3);
        for (int col = 0; col < 2; col++) assert_true(weight(filled, "W_h", row, col) == -.5);
    }
    session = fixture_session(fixture, "hidden: 2");
    assert_true(weight(session, "W_x", 1, 1) == drawn && drawn != 0);
    assert_true(weight(session, "W_h", 0, 0) != 1);
}

static void the_seed_chooses_the_weights(void **state) {
    Fixture *fixture = *state;
    double of_1 = weight(fixture_session(fixture, "seed: 1"), "W_h", 0, 0);
    double of_2 = weight(fixture_session(fixture, "seed: 2"), "W_h", 0, 0);
    assert_true(of_1 != of_2);
    assert_true(weight(fixture_session(fixture, "seed: 1"), "W_h", 0, 0) == of_1);
    assert_true(weight(fixture_session(fixture, ""), "W_h", 0, 0) == of_1);
}

static void perplexity_is_how_many_symbols_it_is_like_choosing_from(void **state) {
    Fixture *fixture = *state;
    static const char *const uniform[] = {"init: 0", "init: 0\nbatch: 2", "init: 0\nlosses: last",
                                          "init: 0\ntask: text:helo helo helo\nbptt: 2,5"};
    for (size_t i = 0; i < COUNT(uniform); i++) {
        Session *session = fixture_session(fixture, uniform[i]);
        double symbols = session->dataset->symbol_count;
        assert_true(symbols == (i < 3 ? 4 : 5));
        assert_true(fabs(session_perplexity(session, fixture_sweep(session)) - symbols) < 1e-12);
    }
    Session *session = fixture_session(fixture, "task: series:sine");
    assert_true(isnan(session_perplexity(session, fixture_sweep(session))));
}

static void symbols_have_names(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:a b");
    assert_string_equal(session_symbol(session, 0), "␣");
    assert_string_equal(session_symbol(session, 2), "b");
    assert_string_equal(session_symbol(session, 3), "");
    assert_string_equal(session_symbol(session, -1), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_does_not_go_together_is_refused_at_its_place),
        TEST(refusals_speak_korean_too),
        TEST(everything_wrong_is_told_in_one_go),
        TEST(limits_themselves_are_taken),
        TEST(values_that_depend_on_others_are_resolved),
        TEST(the_schedule_follows_from_the_keys),
        TEST(a_cell_comes_from_the_shelf_a_file_or_the_text_itself),
        TEST(weights_set_by_hand_replace_the_drawn_ones),
        TEST(the_seed_chooses_the_weights),
        TEST(perplexity_is_how_many_symbols_it_is_like_choosing_from),
        TEST(symbols_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
