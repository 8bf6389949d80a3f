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
    static const char *const FILES[] = {"mine.cell", "other.cell", "자기.cell", "elman.cell", "lanes.cell", "kept.cell", "mine-2.cell"};
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
    assert_string_equal(stand_editor(&stand)->name.text.data, "mine.cell"); // what is one's own is not called as what it began with
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
    char here[sizeof folder], where[sizeof folder + 16];
    assert_ptr_equal(getcwd(here, sizeof here), here);
    snprintf(where, sizeof where, "%s/mine.cell", here);
    assert_non_null(strstr(stand.state->toast.text.data, where)); // with its folder
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

static void whoever_quits_with_equations_in_no_file_is_asked_once(void **unused) {
    (void)unused;
    Stand stand;
    State *state;
    stand_open(&stand, "elman --hidden 3");
    stand_keys(&stand, "Shift+e Esc Esc");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, MGU);
    stand_keys(&stand, "Esc Esc");
    state = stand.state;
    assert_false(editor_is_shown(state)); // put away, and not lost for that
    stand_event(&stand, (Event){.kind = EVENT_QUIT});
    assert_true(!state->requests.quit && state->overlay == OVERLAY_QUIT && !app_wants_text(state));
    stand_keys(&stand, "e g Right r"); // nothing beneath changes
    assert_true(state->overlay == OVERLAY_QUIT && !state->panel.open && !state->running);
    stand_key(&stand, "Esc");
    assert_true(!state->requests.quit && state->overlay == OVERLAY_NONE);
    stand_key(&stand, "Ctrl+q");
    assert_true(!state->requests.quit && state->overlay == OVERLAY_QUIT);
    stand_event(&stand, (Event){.kind = EVENT_QUIT}); // who closes it once more means it
    assert_true(state->requests.quit);
    state->requests.quit = false;
    // By keys, button by button, and by the pointer.
    stand_keys(&stand, "Tab Tab Enter");
    assert_true(state->requests.quit);
    state->requests.quit = false;
    stand_keys(&stand, "Shift+Tab");
    const Hit *hit = NULL;
    for (size_t i = 0; i < state->hits.count; i++)
        if (state->hits.hits[i].kind == HIT_COMMAND && strcmp(state->hits.hits[i].argument, "save") == 0) hit = &state->hits.hits[i];
    assert_non_null(hit);
    stand_press(&stand, hit->rect.x + 4, hit->rect.y + 4);
    assert_true(!state->requests.quit && state->overlay == OVERLAY_NONE && stand_editor(&stand)->naming);
    stand_key(&stand, "Esc"); // thought better of it
    stand_key(&stand, "Ctrl+q");
    stand_key(&stand, "Enter");
    stand_key(&stand, "Ctrl+a");
    stand_type(&stand, "kept");
    assert_false(state->requests.quit);
    stand_key(&stand, "Enter");
    assert_true(state->requests.quit);
    state->requests.quit = false;
    assert_file("kept.cell", stand_text(&stand));
    stand_key(&stand, "Ctrl+q"); // nothing would be lost
    assert_true(state->requests.quit);
    state->requests.quit = false;
    // A file that was edited, though what is written is wrong: saved where it stands.
    stand_key(&stand, "Ctrl+End");
    stand_type(&stand, "h[t] = ");
    stand_event(&stand, (Event){.kind = EVENT_QUIT});
    assert_true(!state->requests.quit && state->overlay == OVERLAY_QUIT);
    stand_key(&stand, "Ctrl+s");
    assert_true(state->requests.quit);
    assert_file("kept.cell", stand_text(&stand));
    stand_close(&stand);
}

static void scripts_quit_unasked(void **unused) {
    (void)unused;
    for (int i = 0; i < 2; i++) {
        Stand stand;
        stand_open(&stand, "elman --hidden 3");
        stand_key(&stand, "Shift+e");
        stand_write(&stand, MGU);
        assert_true(stand_run(&stand, i == 0 ? "quit" : "key Ctrl+q"));
        assert_true(stand.state->requests.quit);
        assert_true(!stand_run(&stand, "quit now") && stand_problem_is(&stand, "app.quit.form"));
        stand_close(&stand);
    }
}

static void the_name_that_is_offered_is_free(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+s");
    assert_string_equal(stand_editor(&stand)->name.text.data, "elman.cell"); // a copy, unchanged
    stand_key(&stand, "Esc");
    stand_key(&stand, "Ctrl+Home");
    stand_type(&stand, "# another one");
    stand_key(&stand, "Enter");
    assert_true(stand_run(&stand, "save-cell mine.cell") || stand_run(&stand, "save-cell mine.cell"));
    stand_run(&stand, "equations-start gru");
    stand_key(&stand, "Ctrl+Home");
    stand_type(&stand, "# mine ");
    stand_key(&stand, "Ctrl+Shift+s");
    assert_string_equal(stand_editor(&stand)->name.text.data, "mine-2.cell");
    stand_close(&stand);
}

static void what_stands_in_no_file_is_marked_whatever_was_taken_back(void **unused) {
    (void)unused;
    Stand stand;
    EditorDrawing drawing;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, MGU);
    stand_type(&stand, " + ");
    stand_key(&stand, "Esc");
    stand_key(&stand, "Ctrl+z");
    editor_drawing_init(stand.state, &drawing);
    assert_false(drawing.editor.is_changed);
    stand_key(&stand, "Ctrl+y");
    editor_drawing_init(stand.state, &drawing);
    assert_true(drawing.editor.is_changed && editor_is_unsaved(stand.state));
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_saved_under_a_name_and_opens_again),
        cmocka_unit_test(nothing_is_overwritten_unasked),
        cmocka_unit_test(a_failure_is_told_and_a_text_with_problems_is_saved_too),
        cmocka_unit_test(saving_keeps_what_was_trained),
        cmocka_unit_test(lanes_of_the_same_cell_have_it_in_the_file_too),
        cmocka_unit_test(whoever_quits_with_equations_in_no_file_is_asked_once),
        cmocka_unit_test(scripts_quit_unasked),
        cmocka_unit_test(the_name_that_is_offered_is_free),
        cmocka_unit_test(what_stands_in_no_file_is_marked_whatever_was_taken_back),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
