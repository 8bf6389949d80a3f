#include "testing.h"

#include "base/report.h"

#include <string.h>

static int open_words(void **state) {
    *state = words_create(LANGUAGE_EN);
    return 0;
}

static int close_words(void **state) {
    words_destroy(*state);
    return 0;
}

static void assert_printed(const Report *report, const char *wanted) {
    Text out;
    text_init(&out);
    report_print(report, &out);
    assert_string_equal(out.data, wanted);
    text_finish(&out);
}

static void a_place_is_told_as_far_as_it_is_known(void **state) {
    Report report;
    report_init(&report, *state);
    assert_printed(&report, "");
    REPORT_PLAIN(&report, ((Place){"my.cell", 3, 14}), "file.empty");
    assert_printed(&report, "my.cell:3:14: The file is empty.\n");
    report_clear(&report);
    REPORT_PLAIN(&report, ((Place){"my.cell", 3, 0}), "file.empty");
    assert_printed(&report, "my.cell:3: The file is empty.\n");
    report_clear(&report);
    REPORT_PLAIN(&report, ((Place){"--load", 0, 0}), "file.empty");
    assert_printed(&report, "--load: The file is empty.\n");
    report_clear(&report);
    REPORT_PLAIN(&report, ((Place){NULL, 0, 0}), "file.empty");
    assert_printed(&report, "The file is empty.\n");
    report_finish(&report);
}

static void problems_are_sorted_within_a_file_and_files_stay_in_order(void **state) {
    Report report;
    report_init(&report, *state);
    REPORT(&report, ((Place){"b.cell", 9, 1}), "file.too-large", {"limit", "1 B"});
    REPORT(&report, ((Place){"a.cell", 5, 2}), "file.too-large", {"limit", "2 B"});
    REPORT(&report, ((Place){"b.cell", 2, 7}), "file.too-large", {"limit", "3 B"});
    REPORT(&report, ((Place){"b.cell", 2, 4}), "file.too-large", {"limit", "4 B"});
    REPORT(&report, ((Place){"b.cell", 2, 4}), "file.too-large", {"limit", "5 B"});
    REPORT(&report, ((Place){"b.cell", 2, 0}), "file.too-large", {"limit", "6 B"});
    REPORT(&report, ((Place){"b.cell", 10, 1}), "file.too-large", {"limit", "7 B"});
    static const char *const ORDER[] = {"b.cell:2: The file is larger than 6 B",   "b.cell:2:4: The file is larger than 4 B",
                                        "b.cell:2:4: The file is larger than 5 B", "b.cell:2:7: The file is larger than 3 B",
                                        "b.cell:9:1: The file is larger than 1 B", "b.cell:10:1: The file is larger than 7 B",
                                        "a.cell:5:2: The file is larger than 2 B"};
    Text out;
    text_init(&out);
    report_print(&report, &out);
    const char *at = out.data;
    for (size_t i = 0; i < COUNT(ORDER); i++) {
        assert_ptr_equal(strstr(at, ORDER[i]), at);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    text_finish(&out);
    // In the report itself they stand in the order in which they were found.
    assert_int_equal(report.problems[0].place.line, 9);
    assert_int_equal(report.problems[1].place.line, 5);
    report_finish(&report);
}

static void a_report_keeps_copies(void **state) {
    Report report;
    report_init(&report, *state);
    for (int i = 0; i < 100; i++) {
        char file[16] = "f.cell";
        char key[16] = "file.too-large";
        char limit[16] = "7 B";
        file[0] = (char)('a' + i % 26);
        REPORT(&report, ((Place){file, i + 1, 0}), key, {"limit", limit});
        memset(file, '?', sizeof file - 1);
        memset(key, '?', sizeof key - 1);
        memset(limit, '?', sizeof limit - 1);
    }
    assert_int_equal(report.count, 100);
    assert_string_equal(report.problems[27].place.file, "b.cell");
    assert_string_equal(report.problems[27].key, "file.too-large");
    assert_non_null(strstr(report.problems[27].message, "7 B"));
    report_finish(&report);
    assert_int_equal(report.count, 0);
}

static void where_problems_came_up_is_told_with_them(void **state) {
    Report report;
    report_init(&report, *state);
    for (int i = 0; i < 3; i++) REPORT(&report, ((Place){i == 2 ? NULL : "--set", 0, 0}), "file.too-large", {"limit", "7 B"});
    report_within(&report, 1, "--compare cell=gru");
    assert_string_equal(report.problems[0].place.file, "--set");
    assert_string_equal(report.problems[1].place.file, "--compare cell=gru: --set");
    assert_string_equal(report.problems[2].place.file, "--compare cell=gru");
    report_finish(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_told_as_far_as_it_is_known),
        cmocka_unit_test(problems_are_sorted_within_a_file_and_files_stay_in_order),
        cmocka_unit_test(a_report_keeps_copies),
        cmocka_unit_test(where_problems_came_up_is_told_with_them),
    };
    return cmocka_run_group_tests(tests, open_words, close_words);
}
