// JSON's own rules; the numbers of a trace are worked out anew in tests/cli/test_json.py.
#include "export/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void strings_are_escaped(void **unused) {
    (void)unused;
    static const char *const PAIRS[][2] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a\"b\\c", "\"a\\\"b\\\\c\""},
        {"two\nlines\ttab", "\"two\\nlines\\u0009tab\""},
        {"\x01\x7f", "\"\\u0001\\u007f\""},
        {"한글 ∂ σ", "\"한글 ∂ σ\""},
        {"a\xff"
         "b",
         "\"a\\ufffdb\""},
        {"\xe2\x88", "\"\\ufffd\\ufffd\""},
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        Text text;
        text_init(&text);
        json_string(&text, PAIRS[i][0]);
        assert_string_equal(text.data, PAIRS[i][1]);
        text_finish(&text);
    }
}

static void numbers_read_back_to_the_same_double(void **unused) {
    (void)unused;
    static const double VALUES[] = {
        0, 1, -1, 0.1, 1.0 / 3, 1e-60, -2.2250738585072014e-308, 4.9406564584124654e-324, 1.7976931348623157e308, 123456789.125};
    const char *locale = setlocale(LC_ALL, "de_DE.UTF-8"); // where it is there, its decimal point is a comma
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        Text text;
        text_init(&text);
        json_number(&text, VALUES[i]);
        assert_null(strchr(text.data, ','));
        double again;
        assert_true(number_parse(text.data, &again));
        assert_memory_equal(&again, &VALUES[i], sizeof again);
        text_finish(&text);
    }
    if (locale) setlocale(LC_ALL, "C");
}

static void what_is_not_finite_is_a_word(void **unused) {
    (void)unused;
    double zero = 0, infinite = 1 / zero;
    const double values[] = {infinite, -infinite, infinite - infinite};
    static const char *const WORDS[] = {"\"inf\"", "\"-inf\"", "\"nan\""};
    for (size_t i = 0; i < COUNT(values); i++) {
        Text text;
        text_init(&text);
        json_number(&text, values[i]);
        assert_string_equal(text.data, WORDS[i]);
        text_finish(&text);
    }
}

static void a_trace_is_one_object_with_all_its_parts(void **unused) {
    (void)unused;
    static const char *const PARTS[] = {"format", "version",       "experiment", "cell",    "decoder_cell",  "decoder_from",
                                        "params", "initial_state", "inputs",     "targets", "values",        "losses",
                                        "loss",   "adjoints",      "grads",      "clip",    "updated_params"};
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    Experiment experiment;
    report_init(&report, words);
    experiment_init(&experiment);
    Session *session = session_create(&experiment, &report);
    assert_non_null(session);
    Trace *trace = trace_record(session);
    Text text;
    text_init(&text);
    trace_json(trace, &text);
    const char *at = text.data;
    for (size_t i = 0; i < COUNT(PARTS); i++) { // in this order
        char part[32];
        snprintf(part, sizeof part, "\n  \"%s\": ", PARTS[i]);
        at = strstr(at, part);
        if (!at) fail_msg("%s", PARTS[i]);
    }
    int depth = 0;
    for (const char *c = text.data; *c; c++)
        depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']'); // balanced, but for the brackets in equations, which are too
    assert_int_equal(depth, 0);
    text_finish(&text);
    trace_destroy(trace);
    session_destroy(session);
    experiment_finish(&experiment);
    report_finish(&report);
    words_destroy(words);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(numbers_read_back_to_the_same_double),
        cmocka_unit_test(what_is_not_finite_is_a_word),
        cmocka_unit_test(a_trace_is_one_object_with_all_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
