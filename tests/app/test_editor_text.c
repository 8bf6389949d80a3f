// Editing the equations: keys, the pointer, taking back, the clipboard, input methods.
#include "editor_fixture.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

static void what_is_typed_is_taken_back_by_words_and_all_of_it_at_once(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = tanh(W x[t])");
    static const char *const PARTS[] = {" ", "+", " ", "b"};
    for (size_t i = 0; i < 4; i++) stand_type(&stand, PARTS[i]);
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]) + b");
    stand_key(&stand, "Ctrl+z");
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]) + ");
    stand_key(&stand, "Ctrl+z");
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]) ");
    stand_key(&stand, "Ctrl+y");
    stand_key(&stand, "Ctrl+Shift+z");
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]) + b");
    assert_true(program_find_param(stand.state->trace->program, "b") >= 0);
    // For the experiment all of it is one change.
    assert_int_equal(stand.state->undo_at, 1);
    stand_keys(&stand, "Esc u");
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL), "elman");
    assert_non_null(strstr(stand_text(&stand), "W_h")); // the editor shows what is open
    stand_keys(&stand, "Ctrl+y");
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]) + b");
    // Back to where it began, it is the cell of the shelf again.
    stand_keys(&stand, "u Shift+e");
    stand_key(&stand, "Ctrl+Home");
    stand_type(&stand, "# ");
    assert_non_null(stand.state->experiment.given[KEY_CELL_TEXT]);
    stand_key(&stand, "Ctrl+z");
    assert_null(stand.state->experiment.given[KEY_CELL_TEXT]);
    stand_close(&stand);
}

static void characters_that_are_removed_come_back_together(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = W x[t]");
    for (int i = 0; i < 4; i++) stand_key(&stand, "Backspace");
    assert_string_equal(stand_text(&stand), "h[t] = W ");
    stand_key(&stand, "Home");
    for (int i = 0; i < 4; i++) stand_key(&stand, "Delete");
    assert_string_equal(stand_text(&stand), " = W ");
    stand_key(&stand, "Ctrl+z");
    assert_string_equal(stand_text(&stand), "h[t] = W ");
    stand_key(&stand, "Ctrl+z");
    assert_string_equal(stand_text(&stand), "h[t] = W x[t]");
    stand_close(&stand);
}

static void keys_move_by_characters_words_lines_and_pages(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    const TextEdit *edit = &stand_editor(&stand)->text.edit;
    stand_write(&stand, "가나 W_h\n\n\tx[t] = 1");
    stand_key(&stand, "Ctrl+Home");
    assert_int_equal(edit->caret, 0);
    stand_key(&stand, "Ctrl+Right");
    assert_int_equal(edit->caret, 6);
    stand_key(&stand, "Right");
    stand_key(&stand, "Down"); // an empty line
    assert_int_equal(edit->caret, 11);
    stand_key(&stand, "Down"); // to where it is nearest to the place that the way began at: two wide letters and a blank
    assert_int_equal(edit->caret, 13);
    stand_key(&stand, "Shift+End");
    assert_true(edit->anchor == 13 && edit->caret == edit->text.length);
    stand_key(&stand, "Ctrl+Shift+Left");
    assert_int_equal(edit->caret, edit->text.length - 1);
    stand_key(&stand, "Ctrl+Shift+Home");
    assert_true(edit->anchor == 13 && edit->caret == 0);
    stand_key(&stand, "PageDown");
    assert_int_equal(edit->caret, edit->text.length);
    stand_key(&stand, "Ctrl+Backspace");
    stand_key(&stand, "Ctrl+Backspace");
    assert_string_equal(edit->text.data, "가나 W_h\n\n\tx[");
    stand_key(&stand, "PageUp");
    stand_key(&stand, "Ctrl+Delete");
    assert_string_equal(edit->text.data, " W_h\n\n\tx[");
    // Alt leads through time from here too.
    double before = stand.state->playhead.position;
    stand_keys(&stand, "Alt+Right");
    assert_true(stand.state->playhead.position > before && app_wants_text(stand.state));
    stand_close(&stand);
}

static void the_pointer_selects_and_words_and_lines_too(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3 --size 1920x1080");
    stand_key(&stand, "Shift+e");
    const TextEdit *edit = &stand_editor(&stand)->text.edit;
    stand_write(&stand, "h[t] = tanh(W_x x[t] + W_h h[t-1])\ny[t] = softmax(W_y h[t])");
    stand_key(&stand, "Ctrl+Home");
    Rect caret = stand_editor(&stand)->caret;
    EditorDrawing drawing;
    editor_drawing_init(stand.state, &drawing);
    float x = caret.x + editor_panel_place(&drawing.frame, drawing.rect, &drawing.editor, 13).x, y = caret.y + caret.h / 2;
    stand_press(&stand, x, y);
    assert_true(edit->caret == 13 && edit->anchor == 13);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = x, .y = y});
    stand_press(&stand, x, y);
    assert_true(edit->anchor == 12 && edit->caret == 15); // W_x
    stand_press(&stand, x, y);
    assert_true(edit->anchor == 0 && edit->caret == 35); // the line with its break
    stand_wait(&stand, 1);
    stand_press(&stand, x, y);
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = x, .y = y + caret.h});
    assert_true(edit->anchor == 13 && edit->caret == 35 + 13);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = x, .y = y + caret.h});
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = x, .y = y});
    assert_int_equal(edit->caret, 35 + 13); // nothing is held any more
    stand_key(&stand, "Ctrl+c");
    assert_string_equal(stand.state->requests.copy.data, "_x x[t] + W_h h[t-1])\ny[t] = softma");
    // A click on the picture gives it the keys.
    Rect stage = stand_hit(&stand, HIT_STAGE, "")->rect;
    stand_press(&stand, stage.x + 4, stage.y + stage.h - 4);
    assert_true(editor_is_shown(stand.state) && !app_wants_text(stand.state));
    stand_close(&stand);
}

static void the_clipboard_is_cleaned_and_nothing_is_lost(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+a");
    stand_paste(&stand, "h[t] = tanh(W x[t]\r\n\t+ V h[t-1]\x01)\r# \xff\xEA\xB0\x80 e\xCC\x81 \xE1\x84\x80\xE1\x85\xA1");
    assert_string_equal(stand_text(&stand), "h[t] = tanh(W x[t]\n\t+ V h[t-1])\n# \xEA\xB0\x80 e\xCC\x81 \xE1\x84\x80\xE1\x85\xA1");
    assert_int_equal(stand_editor(&stand)->problems.count, 0);
    assert_non_null(strstr(stand.state->toast.text.data, "2 characters"));
    stand_key(&stand, "Ctrl+a");
    stand_key(&stand, "Ctrl+x");
    assert_string_equal(stand_text(&stand), "");
    assert_int_equal(stand.state->requests.copy.length,
                     strlen("h[t] = tanh(W x[t]\n\t+ V h[t-1])\n# 가 e\xCC\x81 \xE1\x84\x80\xE1\x85\xA1"));
    stand_key(&stand, "Ctrl+z");
    // What is longer than a cell may be is refused whole.
    char *large = malloc(CELL_MAX_BYTES + 2);
    memset(large, '#', CELL_MAX_BYTES + 1);
    large[CELL_MAX_BYTES + 1] = '\0';
    size_t before = stand_editor(&stand)->text.edit.text.length;
    stand_paste(&stand, large);
    assert_int_equal(stand_editor(&stand)->text.edit.text.length, before);
    assert_true(stand.state->toast.is_problem && strstr(stand.state->toast.text.data, "64 KiB"));
    large[CELL_MAX_BYTES] = '\0';
    stand_key(&stand, "Ctrl+a");
    stand_paste(&stand, large);
    assert_int_equal(stand_editor(&stand)->text.edit.text.length, CELL_MAX_BYTES);
    free(large);
    stand_picture(&stand);
    stand_close(&stand);
}

static void hangul_is_composed_in_a_comment(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_write(&stand, "h[t] = W x[t] # ");
    Rect before = app_text_place(stand.state);
    static const char *const STAGES[] = {"ㅎ", "하", "한"};
    for (size_t i = 0; i < COUNT(STAGES); i++) stand_event(&stand, (Event){.kind = EVENT_COMPOSITION, .text = STAGES[i]});
    assert_string_equal(stand_editor(&stand)->text.edit.composing.data, "한");
    Rect beside = app_text_place(stand.state); // where an input method shows its candidates
    assert_true(beside.x > before.x && fabsf(beside.y - before.y) < 0.5f && beside.h > 5);
    stand_key(&stand, "Enter"); // belongs to the input method
    assert_string_equal(stand_text(&stand), "h[t] = W x[t] # ");
    stand_event(&stand, (Event){.kind = EVENT_COMPOSITION, .text = ""});
    stand_type(&stand, "한");
    assert_string_equal(stand_text(&stand), "h[t] = W x[t] # 한");
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_CELL_TEXT), "h[t] = W x[t] # 한");
    stand_close(&stand);
}

// A fixed walk over all that can be done to it.
static void random_editing_keeps_the_text_whole_and_can_be_taken_back(void **unused) {
    (void)unused;
    static const char *const KEYS[] = {
        "Left",        "Right",      "Up",
        "Down",        "Home",       "End",
        "Shift+Left",  "Shift+Down", "Ctrl+Shift+Right",
        "PageUp",      "PageDown",   "Backspace",
        "Delete",      "Enter",      "Ctrl+Backspace",
        "Ctrl+Delete", "Ctrl+z",     "Ctrl+y",
        "Ctrl+Home",   "Ctrl+End",   "Shift+Up",
        "Ctrl+Left",   "Ctrl+x",     "F8",
        "Ctrl+a",      "Shift+Home",
    };
    static const char *const TEXTS[] = {
        "h[t] = ", "tanh(W x[t])", "# 한글 ", "\t", "é", "σ(", ")", "[t-1]", " + b", "\xE1\x84\x92\xE1\x85\xA1", "0.5 ", "\n\n"};
    Stand stand;
    stand_open(&stand, "mgu --hidden 2");
    stand_key(&stand, "Shift+e");
    const TextEdit *edit = &stand_editor(&stand)->text.edit;
    unsigned random = 7;
    size_t opened = 0;
    for (int i = 0; i < 1500; i++) {
        random = random * 1103515245u + 12345u;
        unsigned choice = random >> 16;
        long shown = stand.state->shown;
        if (choice % 3 == 0)
            stand_event(&stand, (Event){.kind = choice % 2 ? EVENT_TEXT : EVENT_PASTE, .text = TEXTS[choice / 6 % COUNT(TEXTS)]});
        else if (choice % 17 == 1)
            stand_press(&stand, stand_editor(&stand)->rect.x + 60 + (float)(choice % 300),
                        stand_editor(&stand)->rect.y + 80 + (float)(choice % 200));
        else
            stand_key(&stand, KEYS[choice / 3 % COUNT(KEYS)]);
        stand.now += choice % 5 == 0 ? 2 : 0.01;
        opened += stand.state->shown > shown;
        assert_true(edit->caret <= edit->text.length && edit->anchor <= edit->text.length);
        assert_int_equal(utf8_valid_length(edit->text.data, edit->text.length), edit->text.length);
        assert_true(((unsigned char)edit->text.data[edit->caret] & 0xC0) != 0x80 &&
                    ((unsigned char)edit->text.data[edit->anchor] & 0xC0) != 0x80);
        if (!app_wants_text(stand.state)) stand_key(&stand, "Shift+e");
    }
    assert_true(opened > 10);
    // Everything that is remembered is taken back and done again, to the same text.
    char *last = strdup(edit->text.data);
    EditorText *text = &stand.state->editor.text;
    while (editor_text_redo(text)) {
    }
    free(last);
    last = strdup(edit->text.data);
    int steps = 0;
    while (editor_text_undo(text)) steps++;
    assert_true(steps > 20);
    while (editor_text_redo(text)) steps--;
    assert_int_equal(steps, 0);
    assert_string_equal(edit->text.data, last);
    free(last);
    stand_close(&stand);
}

static void letters_of_formulas_become_plain_ones(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman --hidden 3");
    stand_key(&stand, "Shift+e");
    stand_key(&stand, "Ctrl+a");
    stand_paste(&stand, "𝑓[𝑡] = 𝜎(𝑊_𝑓 𝑥[𝑡] + 𝐔 ℎ[𝑡−𝟏] + 𝒃_ℛ𝟘𝟿 𝚨𝝮𝟋𝜽𝛁) # 가 ẑ");
    assert_string_equal(stand_text(&stand), "f[t] = σ(W_f x[t] + U h[t−1] + b_R09 ΑΩ𝟋θ∇) # 가 ẑ");
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_formulas_become_plain_ones),
        cmocka_unit_test(what_is_typed_is_taken_back_by_words_and_all_of_it_at_once),
        cmocka_unit_test(characters_that_are_removed_come_back_together),
        cmocka_unit_test(keys_move_by_characters_words_lines_and_pages),
        cmocka_unit_test(the_pointer_selects_and_words_and_lines_too),
        cmocka_unit_test(the_clipboard_is_cleaned_and_nothing_is_lost),
        cmocka_unit_test(hangul_is_composed_in_a_comment),
        cmocka_unit_test(random_editing_keeps_the_text_whole_and_can_be_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
