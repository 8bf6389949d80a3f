// The small parts: lines of text under the keyboard, command lines as text, suggestions.
#include "fixture.h"

#include "app/suggest.h"

static void text_is_edited_by_code_points(void **unused) {
    (void)unused;
    TextEdit edit;
    text_edit_init(&edit);
    text_edit_set(&edit, "a가∂");
    assert_int_equal(edit.anchor, 0);
    assert_int_equal(edit.caret, 7);
    assert_true(text_edit_key(&edit, "End") && text_edit_key(&edit, "Left") && text_edit_key(&edit, "Backspace"));
    assert_string_equal(edit.text.data, "a∂");
    assert_true(text_edit_insert(&edit, "나"));
    assert_string_equal(edit.text.data, "a나∂");
    assert_true(text_edit_key(&edit, "Shift+Home") && text_edit_key(&edit, "Delete"));
    assert_string_equal(edit.text.data, "∂");
    assert_true(text_edit_key(&edit, "Backspace")); // nothing before it
    assert_true(text_edit_key(&edit, "Delete") && text_edit_key(&edit, "Delete"));
    assert_string_equal(edit.text.data, "");
    assert_true(text_edit_insert(&edit, "h[t] = x[t]\ng[t]\t= 1\x01\xff\x7f"));
    assert_string_equal(edit.text.data, "h[t] = x[t]; g[t] = 1");
    assert_true(text_edit_key(&edit, "Ctrl+a") && text_edit_insert(&edit, "b"));
    assert_string_equal(edit.text.data, "b");
    assert_false(text_edit_key(&edit, "Enter"));
    assert_false(text_edit_key(&edit, "Up"));
    text_edit_finish(&edit);
}

static void a_field_has_an_end(void **unused) {
    (void)unused;
    TextEdit edit;
    text_edit_init(&edit);
    char block[1025];
    memset(block, 'x', 1024);
    block[1024] = '\0';
    for (int i = 0; i < TEXT_EDIT_MAX_BYTES / 1024; i++) assert_true(text_edit_insert(&edit, block));
    assert_false(text_edit_insert(&edit, "y"));
    assert_int_equal(edit.text.length, TEXT_EDIT_MAX_BYTES);
    text_edit_finish(&edit);
}

static void words_are_quoted_and_split_as_a_shell_does(void **unused) {
    (void)unused;
    static const char *const VALUES[] = {"plain",        "two words",   "it's",          "a\"b", "",
                                         "$HOME `x` \\", "한글 텍스트", "W_h=.9 5;0 .9", "*",    "tab\there"};
    Text line;
    text_init(&line);
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        if (i > 0) text_append(&line, "  ");
        shell_quote(VALUES[i], &line);
    }
    Arena arena;
    arena_init(&arena);
    const char *words[COUNT(VALUES)];
    assert_int_equal(shell_split(line.data, &arena, words, COUNT(VALUES)), COUNT(VALUES));
    for (size_t i = 0; i < COUNT(VALUES); i++) assert_string_equal(words[i], VALUES[i]);
    assert_int_equal(shell_split("a \"b c\" 'd'e\\ f", &arena, words, COUNT(VALUES)), 3);
    assert_string_equal(words[2], "de f");
    assert_int_equal(shell_split("   ", &arena, words, COUNT(VALUES)), 0);
    assert_int_equal(shell_split("a 'b", &arena, words, COUNT(VALUES)), -1);
    assert_int_equal(shell_split("a b c", &arena, words, 2), -1);
    arena_finish(&arena);
    text_finish(&line);
}

static void a_printed_launch_reads_back_to_itself(void **unused) {
    (void)unused;
    static const char *const LINES[] = {
        "unroll lstm --hidden 3 --task 'text:a b' --at backward:h[2] --camera 2.5,330 --theme dark --lang ko --scale 1.5 --size 800x600",
        "unroll --cell-text 'h[t] = tanh(W x[t])' --compare bptt=2 --at 0.5 --plot gates,2", "unroll --bptt 2,5 --set 'b=1;2'"};
    Words *words = words_create(LANGUAGE_KO);
    Report report;
    report_init(&report, words);
    for (size_t i = 0; i < COUNT(LINES); i++) {
        Launch first, second;
        Text one, two;
        launch_init(&first), launch_init(&second), text_init(&one), text_init(&two);
        assert_true(launch_read_line(&first, LINES[i], &report));
        launch_print(&first, &one);
        assert_true(launch_read_line(&second, one.data, &report));
        launch_print(&second, &two);
        assert_string_equal(one.data, two.data);
        assert_true(experiment_equal(&first.experiment, &second.experiment));
        launch_finish(&first), launch_finish(&second), text_finish(&one), text_finish(&two);
    }
    assert_int_equal(report.count, 0);
    report_finish(&report);
    words_destroy(words);
}

static void compared_experiments_change_one_key_each(void **unused) {
    (void)unused;
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    Experiment leading, lanes[VIEW_MAX_LANES - 1];
    experiment_init(&leading);
    Place place = {.file = "--compare"};
    assert_int_equal(compare_read("bptt=2,5,hidden=4", &leading, lanes, place, &report), 2); // the comma within K1,K2 is no new pair
    assert_string_equal(experiment_get(&lanes[0], KEY_BPTT), "2,5");
    assert_string_equal(experiment_get(&lanes[1], KEY_HIDDEN), "4");
    assert_string_equal(experiment_get(&lanes[1], KEY_BPTT), "full");
    for (int i = 0; i < 2; i++) experiment_finish(&lanes[i]);
    static const char *const WRONG[] = {"", "bptt", "=3", "foo=3", "hidden=0", "hidden=3,", "hidden=1,hidden=2,hidden=3"};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        report_clear(&report);
        assert_int_equal(compare_read(WRONG[i], &leading, lanes, place, &report), -1);
        assert_int_equal(report.count, 1);
    }
    experiment_finish(&leading);
    report_finish(&report);
    words_destroy(words);
}

static void a_lane_changes_several_keys(void **unused) {
    (void)unused;
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    Experiment leading, lanes[VIEW_MAX_LANES - 1];
    experiment_init(&leading);
    Place place = {.file = "--compare"};
    assert_true(experiment_set(&leading, KEY_SET, "b=1", place, &report));
    const char *value = "cell=lstm+set=b_f=3,b_i=-1+set=b_o=1e+1+lr=2e+0,hidden=5";
    assert_int_equal(compare_read(value, &leading, lanes, place, &report), 2);
    assert_string_equal(experiment_get(&lanes[0], KEY_CELL), "lstm");
    assert_string_equal(experiment_get(&lanes[0], KEY_SET), "b_f=3,b_i=-1,b_o=1e+1"); // a comma before a weight is no new lane
    assert_string_equal(experiment_get(&lanes[0], KEY_LR), "2e+0");                   // nor a plus before a number a new key
    assert_string_equal(experiment_get(&lanes[1], KEY_SET), "b=1");
    for (int i = 0; i < 2; i++) experiment_finish(&lanes[i]);
    value = "cell-text=h[t] = tanh(W x[t] + U h[t-1] + b)+hidden=4"; // nor one within an equation
    assert_int_equal(compare_read(value, &leading, lanes, place, &report), 1);
    assert_string_equal(experiment_get(&lanes[0], KEY_CELL_TEXT), "h[t] = tanh(W x[t] + U h[t-1] + b)");
    assert_string_equal(experiment_get(&lanes[0], KEY_HIDDEN), "4");
    experiment_finish(&lanes[0]);
    assert_int_equal(report.count, 0);
    static const char *const WRONG[] = {"+hidden=3", "hidden=3+", "hidden=3+foo=1", "hidden=3+steps=0", "cell=lstm,+hidden=3"};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        report_clear(&report);
        assert_int_equal(compare_read(WRONG[i], &leading, lanes, place, &report), i == COUNT(WRONG) - 1 ? 1 : -1);
        if (i == COUNT(WRONG) - 1) experiment_finish(&lanes[0]); // the name of a cell may be anything; it is not found later
        assert_int_equal(report.count, i == COUNT(WRONG) - 1 ? 0 : 1);
    }
    // A key that there is not is named, with the one that may be meant.
    static const char *const KEYS[][3] = {{"cell=lstm+sett=b_f=3", "app.key.unknown-near", "set"},
                                          {"hiden=3", "app.key.unknown-near", "hidden"},
                                          {"hidden=3+foo=1", "app.key.unknown", "foo"},
                                          {"bptt", "app.compare.form", "bptt"}};
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        report_clear(&report);
        assert_int_equal(compare_read(KEYS[i][0], &leading, lanes, place, &report), -1);
        assert_int_equal(report.count, 1);
        assert_string_equal(report.problems[0].key, KEYS[i][1]);
        assert_non_null(strstr(report.problems[0].message, KEYS[i][2]));
    }
    report_clear(&report);
    assert_int_equal(compare_read("task=text:a+bc=d,cell=./a+bc=d.cell", &leading, lanes, place, &report), 2); // these may have anything
    for (int i = 0; i < 2; i++) experiment_finish(&lanes[i]);
    experiment_finish(&leading);
    report_finish(&report);
    words_destroy(words);
}

static void near_words_are_suggested_and_far_ones_are_not(void **unused) {
    (void)unused;
    assert_int_equal(edit_distance("steps", "steps"), 0);
    assert_int_equal(edit_distance("stesp", "steps"), 1); // neighbours swapped
    assert_int_equal(edit_distance("step", "steps"), 1);
    assert_int_equal(edit_distance("", "abc"), 3);
    assert_int_equal(edit_distance("kitten", "sitting"), 3);
    static const char *const ROWS[][3] = {
        {"hiden", "hidden", "batch"}, {"opt", "optimizer", "hidden"}, {"zzz", NULL, "hidden"}, {"lt", "lr", "batch"}};
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        Suggestion suggestion;
        suggestion_init(&suggestion, ROWS[i][0]);
        suggestion_offer(&suggestion, ROWS[i][2]);
        if (ROWS[i][1]) suggestion_offer(&suggestion, ROWS[i][1]);
        if (ROWS[i][1])
            assert_ptr_equal(suggestion.best, ROWS[i][1]);
        else
            assert_null(suggestion.best);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_edited_by_code_points),
        cmocka_unit_test(a_field_has_an_end),
        cmocka_unit_test(words_are_quoted_and_split_as_a_shell_does),
        cmocka_unit_test(a_printed_launch_reads_back_to_itself),
        cmocka_unit_test(compared_experiments_change_one_key_each),
        cmocka_unit_test(a_lane_changes_several_keys),
        cmocka_unit_test(near_words_are_suggested_and_far_ones_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
