#define _XOPEN_SOURCE 700 // mkdtemp
// Saving what was written beside the stage: names, files that are there already, failures, reopening.
#include "editor_fixture.h"

#include "base/files.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/unroll-editor-XXXXXX";

static int make_folder(void **unused) {
    (void)unused;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int remove_folder(void **unused) {
    (void)unused;
    static const char *const FILES[] = {"mine.cell", "other.cell", "자기.cell", "elman.cell", "lanes.cell"};
    for (size_t i = 0; i < COUNT(FILES); i++) unlink(FILES[i]);
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void assert_file(const char *path, const char *content) {
    Report report;
    Bytes bytes;
    Words *words = words_create(LANGUAGE_EN);
    report_init(&report, words);
    if (!file_read(path, CELL_MAX_BYTES, &bytes, &report)) fail_msg("%s: %s", path, report.problems[0].message);
    assert_string_equal(bytes.data, content);
    bytes_finish(&bytes);
    report_finish(&report);
    words_destroy(words);
}

static void a_cell_is_saved_under_a_name_and_opens_again(void **unused) {
    (void)unused;
    Stand stand;
    Text saved;
    text_init(&saved);
    text_printf(&saved, "%s\n", MGU);
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, MGU);
    stand_key(&stand, "Ctrl+s");
    assert_true(stand_editor(&stand)->naming && app_wants_text(stand.state));
    assert_string_equal(stand_editor(&stand)->name.text.data, "elman.cell");
    stand_key(&stand, "Ctrl+a");
    stand_type(&stand, "mine.txt");
    stand_key(&stand, "Enter");
    assert_non_null(strstr(stand_editor(&stand)->name_problem.data, "mine.cell")); // how to mend it
    stand_key(&stand, "Ctrl+a");
    stand_type(&stand, "mine");
    assert_int_equal(stand_editor(&stand)->name_problem.length, 0);
    stand_key(&stand, "Enter");
    assert_false(stand_editor(&stand)->naming);
    assert_file("mine.cell", saved.data);
    assert_string_equal(stand_text(&stand), saved.data);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "mine.cell");
    assert_string_equal(stand.state->session->cell_name, "mine");
    stand_type(&stand, "#");
    stand_key(&stand, "Backspace"); // as it was saved: the file's cell
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "mine.cell");
    // From now on the same key saves without asking.
    stand_key(&stand, "Ctrl+Home");
    stand_type(&stand, "# 나의 셀\n");
    stand_key(&stand, "Ctrl+s");
    assert_false(stand_editor(&stand)->naming);
    assert_file("mine.cell", stand_text(&stand));
    stand_close(&stand);
    stand_open(&stand, "mine.cell --hidden 3");
    stand_key(&stand, "Shift+e");
    assert_file("mine.cell", stand_text(&stand));
    text_finish(&saved);
    stand_close(&stand);
}

static void nothing_is_overwritten_unasked(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    assert_true(stand_run(&stand, "save-cell other.cell"));
    assert_true(stand_run(&stand, "equations-start gru"));
    assert_true(!stand_run(&stand, "save-cell other.cell") && stand_problem_is(&stand, "editor.save.exists"));
    Bytes elman;
    assert_true(asset_read("cells/elman.cell", &elman));
    assert_file("other.cell", elman.data);
    stand_key(&stand, "Ctrl+s");
    stand_key(&stand, "Ctrl+a");
    stand_type(&stand, "other.cell");
    stand_key(&stand, "Enter");
    assert_true(stand_editor(&stand)->naming && stand_editor(&stand)->name_problem.length > 0);
    assert_file("other.cell", elman.data);
    stand_key(&stand, "Enter"); // once more
    assert_false(stand_editor(&stand)->naming);
    assert_file("other.cell", stand_text(&stand));
    assert_non_null(strstr(stand_text(&stand), "update gate"));
    bytes_finish(&elman);
    stand_close(&stand);
}

static void a_failure_is_told_and_a_text_with_problems_is_saved_too(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    char too_long[310] = "save-cell ";
    memset(too_long + strlen(too_long), 'a', 290);
    const char *const WRONG[][2] = {
        {"save-cell no/such/place.cell", "file.unwritable"},
        {"save-cell x.py", "editor.save.ending"},
        {"save-cell .cell", "editor.save.empty"},
        {"save-cell ./", "editor.save.empty"},
        {"save-cell .", "editor.save.empty"},
        {"save-cell ..", "editor.save.empty"},
        {too_long, "file.unwritable"}, // and not that there was such a file
    };
    for (size_t i = 0; i < COUNT(WRONG); i++)
        if (stand_run(&stand, WRONG[i][0]) || !stand_problem_is(&stand, WRONG[i][1])) fail_msg("%s", WRONG[i][0]);
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = W x");
    assert_true(stand_run(&stand, "save-cell 자기"));
    assert_file("자기.cell", "h[t] = W x\n");
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "elman"); // the last good cell
    stand_key(&stand, "Ctrl+End");
    stand_key(&stand, "Backspace");
    stand_type(&stand, "[t]");
    assert_non_null(stand.state->experiment.given[KEY_CELL_TEXT]);
    stand_key(&stand, "Ctrl+s"); // into the same file
    assert_file("자기.cell", "h[t] = W x[t]\n");
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "자기.cell");
    stand_close(&stand);
}

static void saving_keeps_what_was_trained(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3 --iterations 20");
    long shown = stand.state->shown;
    assert_true(stand_run(&stand, "save-cell elman"));
    assert_int_equal(stand.state->shown, shown); // nothing is made anew
    assert_int_equal(stand.state->trace->iteration, 21);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "elman.cell");
    stand_close(&stand);
}

static void lanes_of_the_same_cell_have_it_in_the_file_too(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--cell-text 'h[t] = tanh(W x[t] + U h[t-1])' --hidden 3 --compare bptt=2,cell=gru");
    const Comparison *lanes = stand.state->comparison;
    assert_true(stand_run(&stand, "save-cell lanes"));
    assert_ptr_equal(stand.state->comparison, lanes); // nothing is made anew
    assert_string_equal(stand.state->session->cell_name, "lanes");
    assert_string_equal(lanes->lanes[0].recording->session->cell_name, "lanes");
    assert_true(editor_same_cell(&lanes->lanes[0].recording->session->experiment, &stand.state->experiment));
    assert_string_equal(lanes->lanes[1].recording->session->cell_name, "gru");
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_saved_under_a_name_and_opens_again),
        cmocka_unit_test(nothing_is_overwritten_unasked),
        cmocka_unit_test(a_failure_is_told_and_a_text_with_problems_is_saved_too),
        cmocka_unit_test(saving_keeps_what_was_trained),
        cmocka_unit_test(lanes_of_the_same_cell_have_it_in_the_file_too),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
