// Values of keys under any bytes: what is held, what is compared, the texts of cells, the first of several command lines. What can be read
// prints as what reads back to the same.
#include "app/launch.h"
#include "experiment/cell_text.h"
#include "experiment/clamp.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds) abort();
}

static void check_clamp(const char *value) {
    Clamps one, two;
    bool sound = clamps_read(&one, value) == NULL;
    if (sound) {
        Text printed, again;
        text_init(&printed);
        text_init(&again);
        clamps_print(&one, &printed);
        check(clamps_read(&two, printed.data) == NULL && two.count == one.count);
        clamps_print(&two, &again);
        check(strcmp(printed.data, again.data) == 0);
        check(clamps_common_updates(value, printed.data) == LONG_MAX);
        check(clamps_common_updates(value, "none") == clamps_common_updates("none", value));
        clamps_change(&one, one.count > 0 ? two.items[0].name : "f", 5, &(double){0.5});
        text_clear(&printed);
        clamps_print(&one, &printed);
        clamps_finish(&two);
        check(clamps_read(&two, printed.data) == NULL);
        clamps_finish(&two);
        text_finish(&again);
        text_finish(&printed);
    }
    clamps_finish(&one);
}

static void check_compare(const char *value) {
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    Experiment leading, lanes[VIEW_MAX_LANES - 1];
    report_init(&report, words);
    experiment_init(&leading);
    int count = compare_read(value, &leading, lanes, (Place){.file = "--compare"}, &report), told = 0;
    check((count < 0) == (report.count > 0));
    Text lane;
    text_init(&lane);
    for (const char *rest = value; compare_next(&rest, &lane); told++) continue;
    check(count < 0 || told == count);
    text_finish(&lane);
    for (int i = 0; i < count; i++) experiment_finish(&lanes[i]);
    experiment_finish(&leading);
    report_finish(&report);
    words_destroy(words);
}

// Lines stand in a value as they are; a line break may come behind the last.
static void check_cell_text(const char *lines) {
    Text value, again;
    text_init(&value);
    text_init(&again);
    cell_text_value(lines, &value);
    cell_text_lines(value.data, &again);
    size_t length = strlen(lines);
    check(again.length - length <= 1 && memcmp(again.data, lines, length) == 0);
    text_finish(&again);
    text_finish(&value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 4096) return 0;
    char *text = malloc(size + 1);
    check(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    check_clamp(text);
    check_compare(text);
    check_cell_text(text);
    check(shell_line_length(text) <= strlen(text));
    free(text);
    return 0;
}
