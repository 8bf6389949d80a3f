// Writing the equations beside the stage: the cell follows each key, mistakes, the shelf, who has the keyboard.
#include "editor_fixture.h"

#include "app/panels/code_panel.h"
#include "app/focus.h"
#include "app/open.h"
#include "base/files.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>

// The bytes that the first mark at a line underlines, "line:column text"; "" without one.
static const char *underlined(Stand *stand, int index, char out[128]) {
    EditorDrawing drawing;
    editor_drawing_init(stand->state, &drawing);
    out[0] = '\0';
    if (index >= drawing.editor.mark_count) return out;
    size_t start, end;
    const EditorMark *mark = &drawing.marks[index];
    editor_mark_span(drawing.editor.text, mark, &start, &end);
    snprintf(out, 128, "%d:%d %.*s", mark->line, mark->column, (int)(end - start), drawing.editor.text + start);
    return out;
}

static void it_opens_with_the_cell_as_it_stands_and_the_stage_makes_room(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --hidden 3 --at forward:h[2]");
    uint64_t without = stand_picture(&stand);
    Rect stage = stand_hit(&stand, HIT_STAGE, "")->rect;
    stand_key(&stand, "Shift+e");
    assert_true(editor_is_shown(stand.state) && app_wants_text(stand.state));
    Bytes file;
    assert_true(asset_read("cells/lstm.cell", &file));
    assert_string_equal(stand_text(&stand), file.data); // with its comments and annotations
    assert_memory_equal(stand_text(&stand) + stand_editor(&stand)->text.edit.caret, "i[t] = ", 7);
    bytes_finish(&file);
    Rect beside = stand_hit(&stand, HIT_STAGE, "")->rect;
    assert_true(beside.w < 0.75f * stage.w && beside.x + beside.w < stand_editor(&stand)->rect.x);
    stand_key(&stand, "Esc"); // the picture has the keys again, and the editor stays
    assert_true(editor_is_shown(stand.state) && !app_wants_text(stand.state));
    stand_keys(&stand, "Right");
    assert_true(editor_is_shown(stand.state) && stand.state->playhead.position > 0);
    stand_keys(&stand, "Left Esc");
    assert_false(editor_is_shown(stand.state));
    assert_true(stand_picture(&stand) == without);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "lstm"); // nothing was changed
    assert_int_equal(stand.state->undo_count, 0);
    stand_close(&stand);
}

static void the_cell_is_seen_from_within_unless_somebody_has_chosen_what_to_look_at(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --hidden 3");
    uint64_t before = stand_picture(&stand);
    stand_keys(&stand, "Shift+e");
    assert_true(stand.state->camera.column >= 500 && stand.state->playhead.position > 0 && stand.state->playhead.position < 1);
    stand_key(&stand, "Ctrl+Home"); // and so it is while it changes
    stand_type(&stand, "a[t] = tanh(W_a x[t]) ");
    stand_key(&stand, "Enter");
    assert_true(stand.state->trace->program->equation_count == 8 && stand.state->playhead.position > 0.4);
    stand_key(&stand, "Ctrl+z");
    stand_key(&stand, "Ctrl+z");
    stand_keys(&stand, "Esc Esc");
    assert_true(stand.state->camera.column <= 0 && stand.state->playhead.position <= 0 && stand_picture(&stand) == before);
    stand_keys(&stand, "Shift+e Esc Right Up Esc"); // somebody goes on and looks closer
    assert_true(!editor_is_shown(stand.state) && stand.state->camera.column >= 500 && stand.state->playhead.position >= 1);
    stand_keys(&stand, "Shift+e Esc Esc");
    assert_true(stand.state->camera.column >= 500);
    stand_close(&stand);
    stand_open(&stand, "lstm --hidden 3 --camera 2,200 --at loss:2");
    double position = stand.state->playhead.position;
    stand_keys(&stand, "Shift+e");
    assert_true(fabs(stand.state->camera.column - 200) < 1e-9 && fabs(stand.state->playhead.position - position) < 1e-9);
    stand_close(&stand);
}

static void a_cell_is_typed_from_nothing_and_the_stage_follows_each_key(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --iterations 5");
    stand_key(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+a");
    stand_key(&stand, "Delete");
    assert_true(stand_editor(&stand)->problems.count == 1 && strcmp(stand_editor(&stand)->problems.problems[0].key, "cell.empty") == 0);
    assert_int_equal(program_find_param(stand.state->session->program, "W_h"), 1); // the last good cell
    stand_type_lines(&stand, MGU);
    assert_string_equal(stand_text(&stand), MGU);
    assert_int_equal(stand_editor(&stand)->problems.count, 0);
    const Program *program = stand.state->trace->program; // in the frame of the last key
    assert_int_equal(program->equation_count, 4);         // and the readout
    assert_string_equal(program->equations[0].title[LANGUAGE_KO], "망각 게이트");
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL_TEXT), MGU); // to the byte, comments and all
    assert_int_equal(stand.state->trace->iteration, 1);
    assert_int_equal(program_find_param(program, "U_n") >= 0, 1);
    long shown = stand.state->shown;
    stand_type(&stand, " + 1"); // one more key, one more cell
    assert_int_equal(stand.state->shown, shown + 1);
    // Half of a new name is not taken for a weight, but who stops behind a name means it.
    stand_type(&stand, " ");
    shown = stand.state->shown - 1;
    static const char *const LETTERS[] = {"+", " ", "b", "_", "h"};
    for (size_t i = 0; i < COUNT(LETTERS); i++) stand_type(&stand, LETTERS[i]);
    assert_int_equal(stand.state->shown, shown + 1);
    assert_true(stand_editor(&stand)->problems.count == 0 && !isinf(stand_wait(&stand, 0.3).wake_at));
    assert_int_equal(stand.state->shown, shown + 1);
    stand_wait(&stand, 0.4);
    assert_int_equal(stand.state->shown, shown + 2);
    assert_true(program_find_param(stand.state->trace->program, "b_h") >= 0);
    stand_type(&stand, " + b_f"); // a name that is known already
    assert_int_equal(stand.state->shown, shown + 3);
    stand_type(&stand, " + b"); // what follows ends a name at once
    assert_int_equal(stand.state->shown, shown + 3);
    stand_type(&stand, " ");
    assert_int_equal(stand.state->shown, shown + 4);
    assert_true(program_find_param(stand.state->trace->program, "b") >= 0);
    stand_close(&stand);
}

static void a_mistake_is_underlined_in_its_place_while_the_last_good_cell_stays(void **unused) {
    (void)unused;
    static const char *const WAYS[] = {"en", "ko"};
    char where[128];
    for (size_t i = 0; i < COUNT(WAYS); i++) {
        Stand stand;
        char flags[64];
        snprintf(flags, sizeof flags, "mgu --hidden 3 --at backward:h[2] --lang %s", WAYS[i]);
        stand_open(&stand, flags);
        stand_key(&stand, "Shift+e");
        long before = stand.state->shown;
        stand_write(&stand, "# 망각 게이트\n한글[t] = σ(W x[t] + b)\nh[t] = 한글[t] h[t-1] + 가나다[t]");
        assert_true(stand.state->shown > before); // something good was written on the way
        before = stand.state->shown;
        char name[64];
        assert_memory_equal(stand_moment(&stand, name), "backward:", 9); // the moment keeps its place by name
        assert_string_equal(underlined(&stand, 0, where), "3:14 h");
        assert_string_equal(underlined(&stand, 1, where), "3:23 가나다");
        assert_int_equal(stand_editor(&stand)->problems.count, 2);
        const char *message = stand_editor(&stand)->problems.problems[1].message;
        assert_true((strstr(message, "No equation") != NULL) == (i == 0));
        stand_type(&stand, " +");
        assert_int_equal(stand.state->shown, before);
        stand_key(&stand, "Backspace");
        stand_key(&stand, "Backspace");
        // The next problem, round the end.
        stand_key(&stand, "Home");
        stand_key(&stand, "F8");
        size_t first = stand_editor(&stand)->text.edit.caret;
        assert_int_equal(stand_text(&stand)[first], 'h');
        stand_key(&stand, "F8");
        assert_memory_equal(stand_text(&stand) + stand_editor(&stand)->text.edit.caret, "가나다", 9);
        stand_key(&stand, "F8");
        assert_int_equal(stand_editor(&stand)->text.edit.caret, first);
        // In the other language the problems are told in that language.
        stand_key(&stand, "Esc");
        stand_key(&stand, "l");
        assert_true((strstr(stand_editor(&stand)->problems.problems[1].message, "No equation") != NULL) == (i == 1));
        assert_int_equal(stand.state->shown, before);
        stand_close(&stand);
    }
}

static void a_mistake_elsewhere_than_in_the_text_is_told_too(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 2 --set 'b=1 2'");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = tanh(W x[t] + V h[t-1])");
    assert_int_equal(stand_editor(&stand)->problems.count, 1);
    assert_string_equal(stand_editor(&stand)->problems.problems[0].key, "experiment.set-unknown");
    assert_true(program_find_param(stand.state->session->program, "b") >= 0);
    assert_true(stand_run(&stand, "set set=")); // mended elsewhere: the text takes its place by itself
    assert_int_equal(stand_editor(&stand)->problems.count, 0);
    assert_int_equal(program_find_param(stand.state->session->program, "b"), -1);
    stand_close(&stand);
    stand_open(&stand, "--hidden 2 --set 'b=1 2'");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = tanh(W x[t] + V h[t-1])");
    stand_type(&stand, "#");
    stand_key(&stand, "Home");
    stand_key(&stand, "Ctrl+End");
    stand_key(&stand, "Backspace");
    stand_key(&stand, "Backspace");
    stand_type(&stand, " + b)");
    assert_int_equal(stand_editor(&stand)->problems.count, 0);
    stand_close(&stand);
}

static void equations_that_are_pasted_onto_the_picture_open_the_editor(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_event(&stand, (Event){.kind = EVENT_PASTE, .text = MGU});
    assert_true(editor_is_shown(stand.state));
    assert_string_equal(stand_text(&stand), MGU);
    assert_int_equal(stand.state->trace->program->equation_count, 4);
    stand_close(&stand);
}

static void a_copied_line_carries_the_text_to_the_byte(void **unused) {
    (void)unused;
    static const char *const CELLS[] = {
        MGU,
        "h[t] = tanh(W x[t] + V h[t-1]) # it's; \"one\" line",
        "# a\n\nh[t] = W x[t]\n\n",
        "  h[t] = W x[t]; # not this",
    };
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        Stand stand;
        stand_open(&stand, "elman --hidden 3");
        stand_key(&stand, "Shift+e");
        stand_key(&stand, "Ctrl+a");
        stand_paste(&stand, CELLS[i]);
        bool is_sound = stand_editor(&stand)->problems.count == 0;
        assert_int_equal(is_sound, i < 3);
        stand_keys(&stand, "Esc c");
        char *line = strdup(stand.state->requests.copy.data);
        stand_close(&stand);
        stand_open(&stand, "gru");
        stand_event(&stand, (Event){.kind = EVENT_PASTE, .text = line});
        stand_key(&stand, "Shift+e");
        size_t length = strlen(CELLS[i]);
        if (is_sound) assert_memory_equal(stand_text(&stand), CELLS[i], length);
        if (is_sound) assert_true(strlen(stand_text(&stand)) <= length + 1); // a line break may have come behind the last
        free(line);
        stand_close(&stand);
    }
}

static void on_one_line_equations_are_separated_by_semicolons(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--cell-text 's[t] = σ(U x[t] + W s[t-1]); o[t] = σ(V s[t])' --hidden 3");
    stand_key(&stand, "Shift+e");
    assert_string_equal(stand_text(&stand), "s[t] = σ(U x[t] + W s[t-1])\no[t] = σ(V s[t])");
    // The field of the panel shows it on one line, and leaves it alone.
    stand_key(&stand, "Esc");
    stand_keys(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+a");
    stand_paste(&stand, MGU);
    assert_true(stand_run(&stand, "edit cell-text"));
    assert_non_null(strstr(stand.state->panel.edit.text.data, "; n[t] = "));
    stand_key(&stand, "Enter");
    assert_false(stand.state->panel.editing);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL_TEXT), MGU);
    const Hit *field = stand_hit(&stand, HIT_FIELD, "cell-text"); // a click into it leads to where there is room for lines
    stand_press(&stand, field->rect.x + 4, field->rect.y + 4);
    assert_true(editor_is_shown(stand.state) && app_wants_text(stand.state));
    stand_close(&stand);
}

static void it_begins_with_a_cell_of_the_shelf(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3 --iterations 4");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = ");
    const Hit *button = stand_hit(&stand, HIT_COMMAND, "equations-start");
    stand_press(&stand, button->rect.x + 3, button->rect.y + 3);
    const Hit *gru = NULL;
    size_t cells = 0;
    for (size_t i = 0; i < stand.state->hits.count; i++) {
        const Hit *hit = &stand.state->hits.hits[i];
        if (hit->kind != HIT_COMMAND || strcmp(hit->command, "equations-start") != 0 || !*hit->argument) continue;
        cells++;
        assert_true(rect_holds(stand_editor(&stand)->rect, (Point){hit->rect.x, hit->rect.y}));
        if (strcmp(hit->argument, "gru") == 0) gru = hit;
    }
    assert_true(cells >= 12 && gru);
    stand_press(&stand, gru->rect.x + 3, gru->rect.y + 3);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "gru");
    assert_non_null(strstr(stand_text(&stand), "update gate"));
    assert_true(app_wants_text(stand.state) && !stand_editor(&stand)->choosing);
    assert_int_equal(stand.state->trace->iteration, 1);
    stand_key(&stand, "Ctrl+z"); // what was written is not lost
    assert_string_equal(stand_text(&stand), "h[t] = ");
    assert_true(stand_run(&stand, "equations-start gru")); // the same cell, whose text was another by then
    assert_non_null(strstr(stand_text(&stand), "update gate"));
    assert_true(!stand_run(&stand, "equations-start nothing") && stand_problem_is(&stand, "experiment.unknown-cell"));
    assert_true(!stand_run(&stand, "equations on") && stand_problem_is(&stand, "editor.form"));
    stand_close(&stand);
}

static void tab_leads_out_of_it_and_enter_into_it(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_key(&stand, "Tab");
    assert_false(app_wants_text(stand.state));
    assert_non_null(focus_hit(stand.state));
    bool found = false;
    for (int i = 0; i < 60 && !found; i++) {
        stand_key(&stand, "Tab");
        const Hit *hit = focus_hit(stand.state);
        found = hit && hit->kind == HIT_FIELD && strcmp(hit->argument, "equations") == 0;
    }
    assert_true(found);
    stand_key(&stand, "Enter");
    assert_true(app_wants_text(stand.state));
    stand_key(&stand, "Shift+Tab");
    assert_false(app_wants_text(stand.state));
    stand_close(&stand);
}

static void it_shares_its_place_with_the_code_and_the_panel(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3 --at forward:h[2]");
    stand_keys(&stand, "y Shift+e");
    assert_true(editor_is_shown(stand.state) && stand_hit(&stand, HIT_COMMAND, "code-line") == NULL);
    stand_keys(&stand, "Esc e");
    assert_true(stand.state->panel.open && !editor_is_shown(stand.state));
    stand_keys(&stand, "Esc Esc");
    assert_true(editor_is_shown(stand.state));
    stand_keys(&stand, "Esc");
    assert_true(!editor_is_shown(stand.state) && stand_hit(&stand, HIT_COMMAND, "code-line") != NULL);
    stand_keys(&stand, "Shift+e Esc y");
    assert_true(!editor_is_shown(stand.state) && stand_hit(&stand, HIT_COMMAND, "code-line") != NULL);
    // What was written is still there.
    stand_keys(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+a");
    stand_type(&stand, "unfinished");
    stand_key(&stand, "Esc");
    stand_key(&stand, "Esc");
    stand_keys(&stand, "Shift+e");
    assert_string_equal(stand_text(&stand), "unfinished");
    stand_close(&stand);
}

static void where_the_picture_is_high_enough_the_code_stands_beneath_and_follows_too(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3 --at forward:h[2] --size 1920x1080");
    stand_keys(&stand, "y Shift+e");
    const Hit *line = stand_hit(&stand, HIT_COMMAND, "code-line"), *text = stand_hit(&stand, HIT_FIELD, "equations");
    assert_true(line && text && line->rect.y > text->rect.y + text->rect.h);
    stand_write(&stand, "h[t] = tanh(W x[t] + Wiederkehr h[t-1])");
    assert_non_null(strstr(stand.state->code.code.text.data, "Wiederkehr @"));
    stand_key(&stand, "Esc");
    Rect rect = stand_hit(&stand, HIT_COMMAND, "code-line")->rect;
    int first = stand.state->code.first;
    stand_event(&stand, (Event){.kind = EVENT_WHEEL, .x = rect.x + 5, .y = rect.y + 5, .wheel_y = -1});
    assert_int_equal(stand.state->code.first, first + 3);
    stand_keys(&stand, "y");
    assert_true(editor_is_shown(stand.state) && !stand_hit(&stand, HIT_COMMAND, "code-line"));
    stand_keys(&stand, "y Esc");
    assert_true(!editor_is_shown(stand.state) && stand_hit(&stand, HIT_COMMAND, "code-line"));
    stand_close(&stand);
}

static void the_formula_and_a_button_of_the_header_open_it(void **unused) {
    (void)unused;
    size_t found = 0;
    for (int turn = 0; turn < 2; turn++) {
        Stand stand;
        stand_open(&stand, "elman --hidden 3");
        for (size_t i = 0; i < stand.state->hits.count; i++) {
            const Hit hit = stand.state->hits.hits[i];
            if (hit.kind != HIT_COMMAND || strcmp(hit.command, "equations") != 0 || hit.focusable != (turn == 0)) continue;
            stand_press(&stand, hit.rect.x + hit.rect.w / 2, hit.rect.y + hit.rect.h / 2);
            assert_true(editor_is_shown(stand.state));
            found++;
            break;
        }
        stand_close(&stand);
    }
    assert_int_equal(found, 2);
}

// ---- speed

static void what_takes_long_to_open_waits_for_a_pause_and_an_idle_editor_does_nothing(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_rest(&stand);
    AppFrame frame = stand_wait(&stand, 10);
    assert_true(!frame.moving && isinf(frame.wake_at));
    stand.state->editor.cost = 1;
    long shown = stand.state->shown;
    stand_key(&stand, "Ctrl+End");
    stand_type(&stand, "# 1");
    stand_type(&stand, "2");
    assert_int_equal(stand.state->shown, shown);
    frame = stand_wait(&stand, 0.1);
    assert_true(!isinf(frame.wake_at) && stand.state->shown == shown);
    stand_wait(&stand, 0.3);
    assert_int_equal(stand.state->shown, shown + 1);
    stand.state->editor.cost = 1;
    stand_type(&stand, "3"); // who closes it does not wait
    stand_key(&stand, "Esc");
    stand_key(&stand, "Esc");
    assert_false(editor_is_shown(stand.state));
    assert_int_equal(stand.state->shown, shown + 2);
    assert_non_null(strstr(experiment_get(&stand.state->experiment, KEY_CELL_TEXT), "# 123"));
    stand_close(&stand);
}

static void a_script_writes_and_saves(void **unused) {
    (void)unused;
    static const char *const LINES[] = {
        "equations", "key Ctrl+a", "type h[t] = tanh(W x[t] + V h[t-1])", "key Enter", "type # 끝", "key Esc", "seek backward:h[2]",
    };
    Stand stand;
    stand_open(&stand, "gru --hidden 3");
    for (size_t i = 0; i < COUNT(LINES); i++)
        if (!stand_run(&stand, LINES[i])) fail_msg("%s", LINES[i]);
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t] + V h[t-1])\n# 끝");
    assert_int_equal(stand.state->trace->program->equation_count, 2);
    assert_false(stand_run(&stand, "type more")); // nothing takes text
    stand_close(&stand);
}

static void the_shelf_is_used_by_keys_and_nothing_under_it_changes(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --hidden 3");
    stand_keys(&stand, "Shift+e");
    Text before;
    text_init(&before);
    text_append(&before, stand_text(&stand));
    const Hit *focused = NULL;
    stand_keys(&stand, "Shift+Tab");
    for (int i = 0; i < 8; i++) {
        focused = focus_hit(stand.state);
        if (focused && focused->kind == HIT_COMMAND && strcmp(focused->command, "equations-start") == 0) break;
        stand_keys(&stand, "Shift+Tab");
    }
    assert_non_null(focused);
    stand_keys(&stand, "Enter");
    assert_true(stand_editor(&stand)->choosing);
    focused = focus_hit(stand.state);
    assert_true(focused && strcmp(focused->command, "equations-start") == 0);
    const char *first = asset_name("cells/", 0), *second = asset_name("cells/", 1);
    assert_memory_equal(focused->argument, first + 6, strlen(focused->argument));
    stand_keys(&stand, "Backspace Backspace Delete Ctrl+z Ctrl+Backspace");
    stand_type(&stand, "x");
    stand_event(&stand, (Event){.kind = EVENT_COMPOSITION, .text = "한"});
    assert_true(stand_editor(&stand)->choosing && stand_editor(&stand)->text.edit.composing.length == 0);
    assert_string_equal(stand_text(&stand), before.data);
    float left = focused->rect.x;
    stand_keys(&stand, "Tab");
    focused = focus_hit(stand.state);
    assert_memory_equal(focused->argument, second + 6, strlen(focused->argument));
    stand_keys(&stand, "Up");
    assert_memory_equal(focus_hit(stand.state)->argument, first + 6, strlen(focus_hit(stand.state)->argument));
    stand_keys(&stand, "Right");
    assert_true(focus_hit(stand.state)->rect.x > left);
    stand_keys(&stand, "Left Shift+Tab"); // round its end
    char last[64];
    snprintf(last, sizeof last, "%s", focus_hit(stand.state)->argument);
    assert_true(focus_hit(stand.state)->rect.x > left);
    stand_keys(&stand, "Enter");
    assert_true(!stand_editor(&stand)->choosing && app_wants_text(stand.state));
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), last);
    // Esc leaves the shelf, and the caret stands where it stood.
    stand_run(&stand, "equations-start");
    stand_keys(&stand, "Down");
    assert_non_null(focus_hit(stand.state));
    stand_keys(&stand, "Esc");
    assert_true(!stand_editor(&stand)->choosing && stand_editor(&stand)->typing && !stand.state->focus.active);
    text_finish(&before);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shelf_is_used_by_keys_and_nothing_under_it_changes),
        cmocka_unit_test(it_opens_with_the_cell_as_it_stands_and_the_stage_makes_room),
        cmocka_unit_test(the_cell_is_seen_from_within_unless_somebody_has_chosen_what_to_look_at),
        cmocka_unit_test(a_cell_is_typed_from_nothing_and_the_stage_follows_each_key),
        cmocka_unit_test(a_mistake_is_underlined_in_its_place_while_the_last_good_cell_stays),
        cmocka_unit_test(a_mistake_elsewhere_than_in_the_text_is_told_too),
        cmocka_unit_test(equations_that_are_pasted_onto_the_picture_open_the_editor),
        cmocka_unit_test(a_copied_line_carries_the_text_to_the_byte),
        cmocka_unit_test(on_one_line_equations_are_separated_by_semicolons),
        cmocka_unit_test(it_begins_with_a_cell_of_the_shelf),
        cmocka_unit_test(tab_leads_out_of_it_and_enter_into_it),
        cmocka_unit_test(it_shares_its_place_with_the_code_and_the_panel),
        cmocka_unit_test(where_the_picture_is_high_enough_the_code_stands_beneath_and_follows_too),
        cmocka_unit_test(the_formula_and_a_button_of_the_header_open_it),
        cmocka_unit_test(what_takes_long_to_open_waits_for_a_pause_and_an_idle_editor_does_nothing),
        cmocka_unit_test(a_script_writes_and_saves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
