// The text of a cell, wherever it stands: comments, annotations and any character in them come through.
#include "fixture.h"

#include "experiment/cell_text.h"

#include <stdlib.h>
#include <string.h>

// What a value of cell-text stands for, as its session gets it.
static void assert_lines(const char *value, const char *wanted) {
    Report report;
    Words *words = words_create(LANGUAGE_EN);
    report_init(&report, words);
    Experiment experiment;
    experiment_init(&experiment);
    Bytes bytes;
    Text file;
    text_init(&file);
    assert_true(experiment_set(&experiment, KEY_CELL_TEXT, value, (Place){0}, &report));
    assert_true(cell_text_read(&experiment, &bytes, &file, &report));
    assert_string_equal(bytes.data, wanted);
    assert_int_equal(bytes.size, strlen(wanted));
    bytes_finish(&bytes);
    text_finish(&file);
    experiment_finish(&experiment);
    report_finish(&report);
    words_destroy(words);
}

static void semicolons_separate_equations_on_one_line_only(void **unused) {
    (void)unused;
    assert_lines("h[t] = W x[t]", "h[t] = W x[t]");
    assert_lines("s[t] = U x[t]; o[t] = V s[t]", "s[t] = U x[t]\no[t] = V s[t]");
    assert_lines("s[t] = U x[t];o[t] = V s[t];", "s[t] = U x[t]\no[t] = V s[t]\n");
    assert_lines("s[t] = U x[t] # it's; this\no[t] = V s[t]", "s[t] = U x[t] # it's; this\no[t] = V s[t]");
    assert_lines("# a; b\n\n#: b init 1\nh[t] = W x[t] + b\n", "# a; b\n\n#: b init 1\nh[t] = W x[t] + b\n");
}

static void lines_become_a_value_that_stands_for_them(void **unused) {
    (void)unused;
    static const char *const LINES[] = {"h[t] = W x[t]", "h[t] = W x[t] # a; b", "# a; b\nh[t] = W x[t]", "h[t] = W x[t]\n", ";", "\n;\n"};
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        Text value, lines;
        text_init(&value);
        text_init(&lines);
        cell_text_value(LINES[i], &value);
        cell_text_lines(value.data, &lines);
        size_t length = strlen(LINES[i]);
        assert_memory_equal(lines.data, LINES[i], length);
        assert_true(lines.length <= length + 1 && (lines.length == length || lines.data[length] == '\n'));
        text_finish(&lines);
        text_finish(&value);
    }
}

static void a_file_is_told_by_its_name(void **unused) {
    (void)unused;
    assert_true(cell_is_path("mine.cell") && cell_is_path("./lstm") && cell_is_path("a/b"));
    assert_false(cell_is_path("lstm") || cell_is_path(".cell") || cell_is_path("cell"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(semicolons_separate_equations_on_one_line_only),
        cmocka_unit_test(lines_become_a_value_that_stands_for_them),
        cmocka_unit_test(a_file_is_told_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
