// The keys of an experiment: which values are taken, which are refused and with what words, and that printing reads back.
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct GoodValue {
    Key key;
    const char *value;
} GoodValue;

static const GoodValue good_values[] = {
    {KEY_CELL, "lstm"},
    {KEY_CELL, "folder/mine.cell"},
    {KEY_CELL_TEXT, "h[t] = tanh(W x[t] + U h[t-1])"},
    {KEY_DECODER, "elman"},
    {KEY_TASK, "text:hello world"},
    {KEY_TASK, "series:@prices.csv#close"},
    {KEY_WIRING, "many-to-many"},
    {KEY_WIRING, "many-to-one"},
    {KEY_WIRING, "one-to-many"},
    {KEY_WIRING, "encoder-decoder"},
    {KEY_LOSSES, "all"},
    {KEY_LOSSES, "last"},
    {KEY_HIDDEN, "1"},
    {KEY_HIDDEN, "1024"},
    {KEY_STEPS, "1"},
    {KEY_STEPS, "10000"},
    {KEY_BATCH, "1"},
    {KEY_BATCH, "1024"},
    {KEY_BPTT, "full"},
    {KEY_BPTT, "1"},
    {KEY_BPTT, "10000"},
    {KEY_BPTT, "2,5"},
    {KEY_BPTT, "5,5"},
    {KEY_STATE, "carry"},
    {KEY_STATE, "reset"},
    {KEY_LOSS, "cross-entropy"},
    {KEY_LOSS, "squared-error"},
    {KEY_FEED, "order"},
    {KEY_FEED, "shuffled"},
    {KEY_OPTIMIZER, "sgd"},
    {KEY_OPTIMIZER, "adagrad"},
    {KEY_OPTIMIZER, "adam"},
    {KEY_LR, "0.1"},
    {KEY_LR, "1e-9"},
    {KEY_LR, "5"},
    {KEY_LR, ".5"},
    {KEY_CLIP, "none"},
    {KEY_CLIP, "5"},
    {KEY_CLIP, "0.001"},
    {KEY_CLIP, "element:1.5"},
    {KEY_INIT, "0"},
    {KEY_INIT, "0.5"},
    {KEY_INIT, "1e200"},
    {KEY_INIT, "spectral:1.1"},
    {KEY_INIT, "spectral:0"},
    {KEY_SET, "W_h=.9 5;0 .9"},
    {KEY_SET, "b=-1 2e-3 0"},
    {KEY_SET, "W_h=1,b=0"},
    {KEY_SET, "가중치=1"},
    {KEY_CLAMP, "none"},
    {KEY_CLAMP, "f=0"},
    {KEY_CLAMP, "f=0,i=1,o=-.5e-3"},
    {KEY_CLAMP, "f=0@500"},
    {KEY_CLAMP, "f=0@0-100,f=1@100,f_2=0.25@100-1000000000"},
    {KEY_CLAMP, "망각=1"},
    {KEY_SEED, "0"},
    {KEY_SEED, "18446744073709551615"},
    {KEY_ITERATIONS, "0"},
    {KEY_ITERATIONS, "1000000000"},
};

typedef struct BadValue {
    Key key;
    const char *value;
    const char *problem;
} BadValue;

static const BadValue bad_values[] = {
    {KEY_CELL, "", "experiment.empty"},
    {KEY_CELL_TEXT, "", "experiment.empty"},
    {KEY_DECODER, "", "experiment.empty"},
    {KEY_TASK, "", "experiment.empty"},
    {KEY_WIRING, "", "experiment.empty"},
    {KEY_WIRING, "many", "experiment.choice"},
    {KEY_WIRING, "Many-to-many", "experiment.choice"},
    {KEY_LOSSES, "some", "experiment.choice"},
    {KEY_LOSSES, "all ", "experiment.choice"},
    {KEY_HIDDEN, "0", "experiment.out-of-range"},
    {KEY_HIDDEN, "1025", "experiment.out-of-range"},
    {KEY_HIDDEN, "-8", "experiment.out-of-range"},
    {KEY_HIDDEN, "8.5", "experiment.not-whole"},
    {KEY_HIDDEN, "eight", "experiment.not-whole"},
    {KEY_HIDDEN, "8x", "experiment.not-whole"},
    {KEY_HIDDEN, "99999999999999999999", "experiment.out-of-range"},
    {KEY_STEPS, "0", "experiment.out-of-range"},
    {KEY_STEPS, "10001", "experiment.out-of-range"},
    {KEY_STEPS, "all", "experiment.not-whole"},
    {KEY_BATCH, "0", "experiment.out-of-range"},
    {KEY_BATCH, "1025", "experiment.out-of-range"},
    {KEY_BATCH, "2,3", "experiment.not-whole"},
    {KEY_BPTT, "0", "experiment.out-of-range"},
    {KEY_BPTT, "10001", "experiment.out-of-range"},
    {KEY_BPTT, "none", "experiment.not-whole"},
    {KEY_BPTT, "3,", "experiment.not-whole"},
    {KEY_BPTT, ",3", "experiment.not-whole"},
    {KEY_BPTT, "1,2,3", "experiment.not-whole"},
    {KEY_BPTT, "0,3", "experiment.out-of-range"},
    {KEY_BPTT, "4,3", "experiment.k1-above-k2"},
    {KEY_STATE, "keep", "experiment.choice"},
    {KEY_FEED, "sorted", "experiment.choice"},
    {KEY_LOSS, "mse", "experiment.choice"},
    {KEY_OPTIMIZER, "Adam", "experiment.choice"},
    {KEY_LR, "0", "experiment.not-positive"},
    {KEY_LR, "-0.1", "experiment.not-positive"},
    {KEY_LR, "fast", "experiment.not-number"},
    {KEY_LR, "0,1", "experiment.not-number"},
    {KEY_LR, "nan", "experiment.not-number"},
    {KEY_LR, "inf", "experiment.not-number"},
    {KEY_LR, "1e400", "experiment.not-number"},
    {KEY_LR, "0x1p3", "experiment.not-number"},
    {KEY_LR, " 1", "experiment.not-number"},
    {KEY_CLIP, "0", "experiment.not-positive"},
    {KEY_CLIP, "element:0", "experiment.not-positive"},
    {KEY_CLIP, "element:", "experiment.not-number"},
    {KEY_CLIP, "norm:5", "experiment.not-number"},
    {KEY_INIT, "-1", "experiment.negative"},
    {KEY_INIT, "spectral:-1", "experiment.negative"},
    {KEY_INIT, "spectral:", "experiment.not-number"},
    {KEY_INIT, "identity", "experiment.not-number"},
    {KEY_SET, "W_h", "experiment.set-form"},
    {KEY_SET, "W_h=", "experiment.set-form"},
    {KEY_SET, "=1", "experiment.set-form"},
    {KEY_SET, "W_h=1 2;3", "experiment.set-form"},
    {KEY_SET, "W_h=1;;2", "experiment.set-form"},
    {KEY_SET, "W_h=a", "experiment.set-form"},
    {KEY_SET, "W_h=1,b", "experiment.set-form"},
    {KEY_SET, ",", "experiment.set-form"},
    {KEY_CLAMP, "f", "experiment.clamp-form"},
    {KEY_CLAMP, "f=", "experiment.clamp-form"},
    {KEY_CLAMP, "=0", "experiment.clamp-form"},
    {KEY_CLAMP, ",", "experiment.clamp-form"},
    {KEY_CLAMP, "f=shut", "experiment.clamp-form"},
    {KEY_CLAMP, "f=inf", "experiment.clamp-form"},
    {KEY_CLAMP, "f=1e999", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@-1", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@1.5", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@1000000001", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@5-", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@5-6-7", "experiment.clamp-form"},
    {KEY_CLAMP, "f=0@5-5", "experiment.clamp-ends"},
    {KEY_CLAMP, "f=0@6-5", "experiment.clamp-ends"},
    {KEY_CLAMP, "f=0,f=1", "experiment.clamp-twice"},
    {KEY_CLAMP, "f=0@5,i=1,f=1@0-6", "experiment.clamp-twice"},
    {KEY_SEED, "-1", "experiment.not-whole"},
    {KEY_SEED, "1.5", "experiment.not-whole"},
    {KEY_SEED, "0x10", "experiment.not-whole"},
    {KEY_SEED, "18446744073709551616", "experiment.out-of-range"},
    {KEY_ITERATIONS, "-1", "experiment.out-of-range"},
    {KEY_ITERATIONS, "1000000001", "experiment.out-of-range"},
    {KEY_ITERATIONS, "1e3", "experiment.not-whole"},
};

static const Place here = {"--key", 3, 7};

static void good_values_are_taken_as_given(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(good_values); i++) {
        GoodValue good = good_values[i];
        if (!experiment_set(&fixture->experiment, good.key, good.value, here, &fixture->report))
            fail_msg("%s: %s", key_name(good.key), fixture->report.problems[0].message);
        assert_string_equal(experiment_get(&fixture->experiment, good.key), good.value);
        assert_true(experiment_set(&fixture->experiment, good.key, NULL, here, &fixture->report));
        assert_null(fixture->experiment.given[good.key]);
    }
    assert_int_equal(fixture->report.count, 0);
}

// The message says what was given, in either language, and the experiment stays as it was.
static void bad_values_are_refused_in_both_languages(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(bad_values); i++) {
        BadValue bad = bad_values[i];
        const char *before = experiment_get(&fixture->experiment, bad.key);
        char *messages[LANGUAGE_COUNT];
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Report report;
            report_init(&report, fixture->words[language]);
            if (experiment_set(&fixture->experiment, bad.key, bad.value, here, &report))
                fail_msg("%s takes \"%s\"", key_name(bad.key), bad.value);
            assert_ptr_equal(experiment_get(&fixture->experiment, bad.key), before);
            assert_int_equal(report.count, 1);
            const Problem *problem = &report.problems[0];
            if (strcmp(problem->key, bad.problem) != 0) fail_msg("%s \"%s\": %s", key_name(bad.key), bad.value, problem->key);
            assert_string_equal(problem->place.file, "--key");
            assert_int_equal(problem->place.column, 7);
            if (!strstr(problem->message, *bad.value ? bad.value : key_name(bad.key))) fail_msg("%s does not name it", problem->message);
            messages[language] = strdup(problem->message);
            report_finish(&report);
        }
        assert_string_not_equal(messages[LANGUAGE_EN], messages[LANGUAGE_KO]);
        for (int language = 0; language < LANGUAGE_COUNT; language++) free(messages[language]);
    }
}

static void every_key_stands_in_both_tables(void **state) {
    (void)state;
    for (int key = 0; key < KEY_COUNT; key++) {
        int good = 0, bad = 0;
        for (size_t i = 0; i < COUNT(good_values); i++) good += good_values[i].key == (Key)key;
        for (size_t i = 0; i < COUNT(bad_values); i++) bad += bad_values[i].key == (Key)key;
        if (good == 0 || bad == 0) fail_msg("%s", key_name((Key)key));
    }
}

static void every_key_has_a_name_and_help(void **state) {
    Fixture *fixture = *state;
    Key found;
    for (int key = 0; key < KEY_COUNT; key++) {
        assert_true(key_find(key_name((Key)key), &found));
        assert_int_equal(found, key);
        assert_true(*key_values((Key)key));
        for (int language = 0; language < LANGUAGE_COUNT; language++) assert_true(words_has(fixture->words[language], key_help((Key)key)));
    }
    assert_false(key_find("size", &found));
}

// The defaults that the manual gives.
static void defaults_hold_where_nothing_is_given(void **state) {
    Fixture *fixture = *state;
    Settings s;
    experiment_read(&fixture->experiment, &s);
    assert_string_equal(experiment_get(&fixture->experiment, KEY_CELL), "elman");
    assert_string_equal(experiment_get(&fixture->experiment, KEY_TASK), "text:hello");
    assert_int_equal(s.hidden, 8);
    assert_int_equal(s.batch, 1);
    assert_int_equal(s.window, 0);
    assert_int_equal(s.optimizer, OPTIMIZER_SGD);
    assert_true(s.lr == 0.1);
    assert_int_equal(s.clip.kind, CLIP_NONE);
    assert_int_equal(s.init.kind, INIT_DEFAULT);
    assert_int_equal(s.seed, 1);
    assert_int_equal(s.iterations, 0);
    assert_false(s.losses_given || s.wiring_given);
    assert_int_equal(s.state, STATE_AUTO);
}

static void the_learning_rate_depends_on_the_optimiser_until_it_is_given(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *lines;
        double lr;
    } cases[] = {{"optimizer: adam", 0.01}, {"optimizer: adagrad", 0.1}, {"optimizer: sgd", 0.1}, {"optimizer: adam\nlr: 0.3", 0.3}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Settings settings;
        fixture_experiment(fixture, cases[i].lines);
        experiment_read(&fixture->experiment, &settings);
        assert_true(settings.lr == cases[i].lr);
    }
}

static void values_are_read_into_the_settings(void **state) {
    Fixture *fixture = *state;
    Settings s;
    fixture_experiment(fixture,
                       "hidden: 3\nsteps: 7\nbatch: 2\nbptt: 3,7\nstate: reset\nlosses: last\nwiring: many-to-one\nloss: squared-error\n"
                       "clip: element:2.5\ninit: spectral:1.25\nseed: 18446744073709551615\niterations: 12");
    experiment_read(&fixture->experiment, &s);
    assert_int_equal(s.hidden, 3);
    assert_int_equal(s.steps, 7);
    assert_int_equal(s.batch, 2);
    assert_int_equal(s.window, 0);
    assert_int_equal(s.k1, 3);
    assert_int_equal(s.k2, 7);
    assert_int_equal(s.state, STATE_RESET);
    assert_true(s.losses_given && s.losses_last && s.wiring_given);
    assert_int_equal(s.wiring, WIRING_MANY_TO_ONE);
    assert_int_equal(s.loss, LOSS_CHOICE_SQUARED_ERROR);
    assert_int_equal(s.clip.kind, CLIP_ELEMENT);
    assert_true(s.clip.limit == 2.5);
    assert_int_equal(s.init.kind, INIT_SPECTRAL);
    assert_true(s.init.value == 1.25);
    assert_true(s.seed == UINT64_MAX);
    assert_int_equal(s.iterations, 12);
    fixture_experiment(fixture, "bptt: 4");
    experiment_read(&fixture->experiment, &s);
    assert_int_equal(s.window, 4);
    assert_int_equal(s.k2, 0);
}

static void of_a_cell_and_its_text_the_one_given_last_holds(void **state) {
    Fixture *fixture = *state;
    fixture_experiment(fixture, "cell: lstm\ncell-text: h[t] = tanh(W x[t])");
    assert_null(fixture->experiment.given[KEY_CELL]);
    fixture_experiment(fixture, "cell-text: h[t] = tanh(W x[t])\ncell: lstm");
    assert_null(fixture->experiment.given[KEY_CELL_TEXT]);
    assert_string_equal(experiment_get(&fixture->experiment, KEY_CELL), "lstm");
}

static void weights_by_hand_add_up(void **state) {
    Fixture *fixture = *state;
    fixture_experiment(fixture, "set: W_h=1 2;3 4\nset: b=0 1");
    assert_string_equal(experiment_get(&fixture->experiment, KEY_SET), "W_h=1 2;3 4,b=0 1");
}

static void copies_are_equal_until_one_changes(void **state) {
    Fixture *fixture = *state;
    Experiment copy;
    experiment_init(&copy);
    fixture_experiment(fixture, "task: text:hello world\nhidden: 3");
    experiment_copy(&copy, &fixture->experiment);
    assert_true(experiment_equal(&copy, &fixture->experiment));
    assert_true(experiment_set(&copy, KEY_HIDDEN, "4", here, &fixture->report));
    assert_false(experiment_equal(&copy, &fixture->experiment));
    assert_string_equal(experiment_get(&fixture->experiment, KEY_HIDDEN), "3");
    // Giving a default is as good as not giving it.
    assert_true(experiment_set(&copy, KEY_HIDDEN, "3", here, &fixture->report));
    assert_true(experiment_set(&copy, KEY_BPTT, "full", here, &fixture->report));
    assert_true(experiment_equal(&copy, &fixture->experiment));
    experiment_finish(&copy);
}

// ---- printing -------------------------------------------------------------------------------------------------------------------

// What a POSIX shell makes of the words: each one as <word>.
static char *read_by_a_shell(const char *words) {
    Text command, out;
    text_init(&command);
    text_init(&out);
    text_printf(&command, "printf '<%%s>' %s", words);
    FILE *shell = popen(command.data, "r");
    assert_non_null(shell);
    char part[256];
    for (size_t got; (got = fread(part, 1, sizeof part, shell)) > 0;) text_append_bytes(&out, part, got);
    assert_int_equal(pclose(shell), 0);
    text_finish(&command);
    return out.data;
}

static void a_printed_experiment_reads_back(void **state) {
    Fixture *fixture = *state;
    static const char *const texts[] = {
        "text:hello",       "text:hello world", "text:it's",       "text:''",    "text:a\"b\\c$HOME`ls`*?~!#&|<>(){}[];",
        "text:안녕 하세요", "text:-x",          "text:two\nlines", "text:\ttab "};
    for (size_t i = 0; i < COUNT(texts); i++) {
        experiment_finish(&fixture->experiment);
        const GoodValue given[] = {
            {KEY_CELL_TEXT, "h[t] = tanh(W x[t]); o[t] = σ(V h[t])"}, {KEY_TASK, texts[i]}, {KEY_BPTT, "2,5"}, {KEY_SET, "W_h=.9 5;0 .9"}};
        Text printed, expected;
        text_init(&printed);
        text_init(&expected);
        for (size_t k = 0; k < COUNT(given); k++) {
            assert_true(experiment_set(&fixture->experiment, given[k].key, given[k].value, here, &fixture->report));
            text_printf(&expected, "<--%s><%s>", key_name(given[k].key), given[k].value);
        }
        experiment_print(&fixture->experiment, &printed);
        char *read = read_by_a_shell(printed.data);
        assert_string_equal(read, expected.data);
        free(read);
        text_finish(&printed);
        text_finish(&expected);
    }
}

static void plain_values_are_printed_without_quotes(void **state) {
    Fixture *fixture = *state;
    Text printed;
    text_init(&printed);
    experiment_print(&fixture->experiment, &printed);
    assert_string_equal(printed.data, "");
    fixture_experiment(fixture, "task: text:hello\nhidden: 3\nbptt: 2\nlr: 0.5");
    experiment_print(&fixture->experiment, &printed);
    assert_string_equal(printed.data, "--task text:hello --hidden 3 --bptt 2 --lr 0.5");
    text_finish(&printed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(good_values_are_taken_as_given),
        TEST(bad_values_are_refused_in_both_languages),
        TEST(every_key_stands_in_both_tables),
        TEST(every_key_has_a_name_and_help),
        TEST(defaults_hold_where_nothing_is_given),
        TEST(the_learning_rate_depends_on_the_optimiser_until_it_is_given),
        TEST(values_are_read_into_the_settings),
        TEST(of_a_cell_and_its_text_the_one_given_last_holds),
        TEST(weights_by_hand_add_up),
        TEST(copies_are_equal_until_one_changes),
        TEST(a_printed_experiment_reads_back),
        TEST(plain_values_are_printed_without_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
