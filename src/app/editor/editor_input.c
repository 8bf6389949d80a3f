// What people do with the editor: keys, text, the pointer, the clipboard.
#include "app/editor/editor.h"

#include "app/actions/actions.h"
#include "app/command.h"
#include "app/focus.h"
#include "app/input.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WHEEL_LINES = 3 };
#define DOUBLE_CLICK 0.4 // s
#define SAME_PLACE 6.0f  // px

static TextEdit *edit_of(State *state) {
    return &state->editor.text.edit;
}

// ---- keys

static void move_to(State *state, size_t to, bool selecting) {
    TextEdit *edit = edit_of(state);
    edit->caret = to;
    if (!selecting) edit->anchor = to;
}

// Up and down by rows: to where they are nearest to the place that the way began at.
static void move_by_rows(State *state, int by, bool selecting) {
    EditorText *text = &state->editor.text;
    EditorDrawing drawing;
    editor_drawing_init(state, &drawing);
    EditorPlace place = editor_panel_place(&drawing.frame, drawing.rect, &drawing.editor, text->edit.caret);
    if (text->goal < 0) text->goal = place.x;
    place = (EditorPlace){place.row + by, text->goal};
    move_to(state, editor_panel_offset(&drawing.frame, drawing.rect, &drawing.editor, place), selecting);
}

static bool vertical_key(State *state, const char *key) {
    bool selecting = strncmp(key, "Shift+", 6) == 0;
    const char *plain = selecting ? key + 6 : key;
    int by = strcmp(plain, "Up") == 0 ? -1 : strcmp(plain, "Down") == 0 ? 1 : 0;
    bool is_page = strcmp(plain, "PageUp") == 0 || strcmp(plain, "PageDown") == 0;
    if (is_page) {
        EditorDrawing drawing;
        editor_drawing_init(state, &drawing);
        int rows = editor_panel_rows(&drawing.frame, drawing.rect);
        by = (rows > 2 ? rows - 2 : 1) * (strcmp(plain, "PageUp") == 0 ? -1 : 1);
    }
    if (by != 0) move_by_rows(state, by, selecting);
    return by != 0;
}

static void copy_selection(State *state) {
    const TextEdit *edit = edit_of(state);
    size_t start = text_edit_selection_start(edit), end = text_edit_selection_end(edit);
    if (start == end) return;
    text_clear(&state->requests.copy);
    text_append_bytes(&state->requests.copy, edit->text.data + start, end - start);
}

static bool clipboard_key(State *state, const char *key) {
    if (strcmp(key, "Ctrl+c") == 0)
        copy_selection(state);
    else if (strcmp(key, "Ctrl+x") == 0) {
        copy_selection(state);
        if (edit_of(state)->caret != edit_of(state)->anchor) editor_text_insert(&state->editor.text, "", false);
    } else if (strcmp(key, "Ctrl+v") == 0)
        state->requests.paste = true;
    else
        return false;
    return true;
}

// On to the next control of the picture, from the editor's place among them.
static void leave(State *state, int by) {
    editor_rest(state);
    state->focus = (Focus){.active = true, .kind = HIT_FIELD};
    strcpy(state->focus.argument, "equations");
    focus_move(state, by);
}

// The buttons of the shelf in the last frame, in their order; returns how many.
static int list_buttons(const State *state, const Hit **buttons, int capacity) {
    int count = 0;
    for (size_t i = 0; i < state->hits.count && count < capacity; i++) {
        const Hit *hit = &state->hits.hits[i];
        bool is_cell = hit->kind == HIT_COMMAND && hit->command && strcmp(hit->command, "equations-start") == 0 && hit->argument[0];
        if (is_cell) buttons[count++] = hit;
    }
    return count;
}

// Goes on by `by` buttons of the shelf, round its ends; by a column of the two that it has, where it has so many.
static void move_in_shelf(State *state, int by, bool is_column) {
    enum { MOST = 64 };
    const Hit *buttons[MOST], *focused = focus_hit(state);
    int count = list_buttons(state, buttons, MOST), at = -1;
    if (count == 0) return;
    for (int i = 0; i < count; i++)
        if (buttons[i] == focused) at = i;
    int to = at + by * (is_column ? (count + 1) / 2 : 1);
    if (at < 0)
        to = by > 0 ? 0 : count - 1;
    else if (is_column && (to < 0 || to >= count))
        to = at;
    editor_focus_on_shelf(state, buttons[(to + count) % count]->argument);
}

// A key while the shelf lies over the text, which nothing may change unseen. False where the commands may have it.
static bool shelf_key(State *state, const char *key, Report *report) {
    const Command *command = command_of_key(key);
    if (strcmp(key, "Esc") == 0)
        state->editor.choosing = state->focus.active = false;
    else if (strcmp(key, "Tab") == 0 || strcmp(key, "Down") == 0)
        move_in_shelf(state, 1, false);
    else if (strcmp(key, "Shift+Tab") == 0 || strcmp(key, "Up") == 0)
        move_in_shelf(state, -1, false);
    else if (strcmp(key, "Left") == 0 || strcmp(key, "Right") == 0)
        move_in_shelf(state, *key == 'L' ? -1 : 1, true);
    else if (strcmp(key, "Enter") == 0 && focus_hit(state))
        focus_activate(state, report);
    else if (strcmp(key, "Ctrl+v") == 0)
        state->requests.paste = true; // what is pasted puts the shelf away
    else if (strncmp(key, "Ctrl+", 5) == 0)
        return !command || command->group == GROUP_EXPERIMENT;
    else
        return strncmp(key, "Alt+", 4) != 0 && key[0] != 'F';
    return true;
}

bool editor_key(State *state, const char *key, Report *report) {
    Editor *editor = &state->editor;
    if (!editor_has_keyboard(state)) return false;
    if (strcmp(key, "Ctrl+s") == 0) return action_save_cell(state, "", report), true;
    if (strcmp(key, "Ctrl+Shift+s") == 0) return editor_ask_name(state), true;
    if (editor->choosing) return shelf_key(state, key, report);
    if (strcmp(key, "Tab") == 0 || strcmp(key, "Shift+Tab") == 0) return leave(state, *key == 'T' ? 1 : -1), true;
    if (editor->naming) return editor_name_key(state, key);
    if (editor->text.edit.composing.length > 0) return true; // it belongs to the input method
    editor->text.now = state->now;
    editor->following = true;
    if (strcmp(key, "Esc") == 0)
        editor_rest(state);
    else if (!vertical_key(state, key) && !clipboard_key(state, key) && !editor_text_key(&editor->text, key))
        return strncmp(key, "Ctrl+", 5) != 0 && strncmp(key, "Alt+", 4) != 0 && key[0] != 'F'; // plain characters come as text
    return true;
}

// ---- text

static void insert(State *state, const char *text, bool is_typed, Report *report) {
    Editor *editor = &state->editor;
    editor->text.now = state->now;
    editor->following = true;
    editor->choosing = false;
    if (!editor_text_insert(&editor->text, text, is_typed)) {
        REPORT_PLAIN(report, ((Place){0}), "editor.too-long");
        return;
    }
    if (editor->text.removed == 0) return;
    char count[32];
    snprintf(count, sizeof count, "%zu", editor->text.removed);
    state_say(state, "editor.cleaned", (const WordArg[]){{"count", count}}, 1);
}

void editor_type(State *state, const char *text, Report *report) {
    if (state->editor.naming) {
        text_edit_insert(&state->editor.name, text);
        text_clear(&state->editor.name_problem);
    } else if (!state->editor.choosing)
        insert(state, text, true, report);
}

void editor_compose(State *state, const char *text) {
    if (state->editor.choosing) return;
    state->editor.following = true;
    text_edit_compose(state->editor.naming ? &state->editor.name : edit_of(state), text);
}

void editor_paste(State *state, const char *text, Report *report) {
    if (state->editor.naming)
        editor_type(state, text, report);
    else
        insert(state, text, false, report);
}

void editor_paste_cell(State *state, const char *text, Report *report) {
    editor_open(state);
    state->editor.naming = false;
    edit_of(state)->anchor = 0;
    edit_of(state)->caret = edit_of(state)->text.length;
    insert(state, text, false, report);
}

// ---- the pointer

static size_t offset_under(State *state) {
    EditorDrawing drawing;
    editor_drawing_init(state, &drawing);
    return editor_panel_offset_at(&drawing.frame, drawing.rect, &drawing.editor, (Point){state->pointer.x, state->pointer.y});
}

static void count_clicks(State *state) {
    Editor *editor = &state->editor;
    const Pointer *pointer = &state->pointer;
    bool again = editor->clicks > 0 && state->now - editor->clicked < DOUBLE_CLICK &&
                 fabsf(pointer->x - editor->place.x) + fabsf(pointer->y - editor->place.y) < SAME_PLACE;
    editor->clicks = again ? editor->clicks % 3 + 1 : 1;
    editor->clicked = state->now;
    editor->place = (Point){pointer->x, pointer->y};
}

// One click puts the caret there, two select the word, three the line.
static void press_text(State *state) {
    Editor *editor = &state->editor;
    TextEdit *edit = edit_of(state);
    editor_open(state);
    editor->naming = editor->choosing = false;
    editor->text.goal = -1;
    count_clicks(state);
    size_t at = offset_under(state);
    edit->caret = edit->anchor = at;
    if (editor->clicks == 2) text_edit_word_at(edit, at, &edit->anchor, &edit->caret);
    if (editor->clicks == 3) {
        edit->anchor = text_edit_line_start(edit, at);
        edit->caret = text_edit_line_end(edit, at);
        if (edit->caret < edit->text.length) edit->caret++; // with its line break
    }
    editor->selecting = editor->clicks == 1;
}

bool editor_press(State *state, const Hit *hit) {
    Editor *editor = &state->editor;
    if (!editor_is_shown(state)) return false;
    Point point = {state->pointer.x, state->pointer.y};
    if (!rect_holds(editor->rect, point)) {
        editor_rest(state); // who clicks on the picture wants its keys
        return false;
    }
    if (!hit || hit->kind != HIT_FIELD) return false;
    if (strcmp(hit->argument, "equations") == 0) {
        press_text(state);
        return true;
    }
    EditorDrawing drawing;
    editor_drawing_init(state, &drawing);
    editor->name.caret = editor->name.anchor = field_offset_at(&drawing.frame, hit->rect, &drawing.name, WIDGET_FOCUSED, point.x);
    return true;
}

bool editor_drag(State *state) {
    Editor *editor = &state->editor;
    if (!editor->selecting || !editor_is_shown(state)) return false;
    edit_of(state)->caret = offset_under(state);
    editor->following = true;
    return true;
}

bool editor_wheel(State *state, const Event *event) {
    Editor *editor = &state->editor;
    if (!editor_is_shown(state) || !rect_holds(editor->rect, (Point){event->x, event->y})) return false;
    editor->first -= (int)lroundf(event->wheel_y * WHEEL_LINES);
    if (editor->first < 0) editor->first = 0;
    return true;
}

// ---- commands: scripts type as people do

bool action_type(State *state, const char *argument, Report *report) {
    input_take(state, &(Event){.kind = EVENT_TEXT, .text = argument}, report);
    return true;
}

bool action_key(State *state, const char *argument, Report *report) {
    Event event = {.kind = EVENT_KEY};
    if (strlen(argument) >= sizeof event.key) {
        REPORT(report, ((Place){.file = "key"}), "app.key.form", {"value", argument});
        return false;
    }
    strcpy(event.key, argument);
    input_take(state, &event, report);
    if (state->overlay == OVERLAY_QUIT) state->requests.quit = true; // nobody is there to be asked
    return true;
}
