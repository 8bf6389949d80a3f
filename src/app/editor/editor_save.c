// A cell that was written goes into a file: the name is typed in a field, and nothing of somebody else's is overwritten unasked.
#include "app/editor/editor.h"

#include "app/actions/actions.h"
#include "base/files.h"
#include "engine/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char ENDING[] = ".cell";

static void replace(char **slot, const char *value) {
    char *copy = NULL;
    if (value) {
        copy = memory_alloc(strlen(value) + 1);
        strcpy(copy, value);
    }
    free(*slot);
    *slot = copy;
}

static bool ends_so(const char *name, const char *ending) {
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

// Whether another file stands there, which nobody has agreed to lose.
static bool is_in_the_way(const Editor *editor, const char *path, const Words *words) {
    bool is_own = editor->own_file && strcmp(editor->own_file, path) == 0;
    if (is_own || (editor->confirmed && strcmp(editor->confirmed, path) == 0)) return false;
    Bytes bytes = {0};
    Report ignored;
    report_init(&ignored, words);
    bool is_there = file_read(path, CELL_MAX_BYTES, &bytes, &ignored) || strcmp(ignored.problems[0].key, "file.missing") != 0;
    bool is_same =
        bytes.size == editor->text.edit.text.length && bytes.data && memcmp(bytes.data, editor->text.edit.text.data, bytes.size) == 0;
    bytes_finish(&bytes);
    report_finish(&ignored);
    return is_there && !is_same;
}

// Equations of one's own are offered under a name that is free; a cell of the shelf that nobody has changed keeps its name.
static void offer_name(State *state, Text *out) {
    enum { MOST_TRIED = 100 };
    const Editor *editor = &state->editor;
    bool is_own = editor->base_cell.given[KEY_CELL_TEXT] || strcmp(editor->text.edit.text.data, editor->base.data) != 0;
    if (editor->own_file || !is_own) {
        text_append(out, editor->own_file ? editor->own_file : experiment_get(&editor->base_cell, KEY_CELL));
        if (!ends_so(out->data, ENDING)) text_append(out, ENDING);
        return;
    }
    text_append(out, "mine.cell");
    for (int i = 2; i < MOST_TRIED && is_in_the_way(editor, out->data, state_words(state)); i++) {
        text_clear(out);
        text_printf(out, "mine-%d.cell", i);
    }
}

void editor_ask_name(State *state) {
    Editor *editor = &state->editor;
    editor_open(state);
    editor->choosing = false;
    editor->naming = true;
    text_clear(&editor->name_problem);
    replace(&editor->confirmed, NULL);
    Text name;
    text_init(&name);
    offer_name(state, &name);
    text_edit_set(&editor->name, name.data);
    editor->name.caret -= strlen(ENDING); // the ending stays when a name is typed
    text_finish(&name);
}

// The file that a name means: without an ending it gets the one of cells. False with a problem where it has another.
static bool find_path(const char *name, Text *path, Report *report) {
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name, *point = strrchr(base, '.');
    text_append(path, name);
    if (strspn(base, ".") == strlen(base) || strcmp(base, ENDING) == 0) { // nothing, the folder, or the one above
        REPORT_PLAIN(report, ((Place){0}), "editor.save.empty");
        return false;
    }
    if (!point)
        text_append(path, ENDING);
    else if (strcmp(point, ENDING) != 0) {
        Text meant;
        text_init(&meant);
        text_append_bytes(&meant, name, (size_t)(point - name));
        text_append(&meant, ENDING);
        REPORT(report, ((Place){0}), "editor.save.ending", {"meant", meant.data});
        text_finish(&meant);
        return false;
    }
    return true;
}

static void name_cell(Session *session, const Experiment *cell, const char *path) {
    if (session && editor_same_cell(&session->experiment, cell)) session_name_cell(session, path);
}

static void name_cells(const Comparison *comparison, const Experiment *cell, const char *path) {
    for (int i = 0; comparison && i < comparison->count; i++) name_cell(comparison->lanes[i].recording->session, cell, path);
}

// Whatever has the experiment's cell has it in that file from now on, lanes too; nothing is trained anew for that.
static void name_all_cells(State *state, const char *path) {
    name_cell(state->training ? state->training->session : state->session, &state->experiment, path);
    name_cells(state->coming, &state->experiment, path);
    name_cells(state->comparison, &state->experiment, path);
    experiment_set(&state->experiment, KEY_CELL, path, (Place){0}, &state->editor.problems);
}

// From now on the experiment's cell is that file, where its text is on the stage.
static void take_file(State *state, const char *path) {
    Editor *editor = &state->editor;
    bool is_open = editor->problems.count == 0 && editor->due == INFINITY;
    if (is_open) {
        name_all_cells(state, path);
        state->code.of = 0; // it names the cell
        editor_settle_base(state);
        return;
    }
    text_clear(&editor->base);
    text_append(&editor->base, editor->text.edit.text.data);
    experiment_set(&editor->base_cell, KEY_CELL, path, (Place){0}, &editor->problems);
    replace(&editor->own_file, path);
}

// A file of text ends with a line break.
static void end_last_line(EditorText *text) {
    TextEdit *edit = &text->edit;
    if (edit->text.length == 0 || edit->text.data[edit->text.length - 1] == '\n' || edit->text.length == edit->limit) return;
    size_t caret = edit->caret, anchor = edit->anchor;
    edit->caret = edit->anchor = edit->text.length;
    editor_text_insert(text, "\n", false);
    edit->caret = caret;
    edit->anchor = anchor;
}

static bool save(State *state, const char *name, Report *report) {
    Editor *editor = &state->editor;
    Text path;
    text_init(&path);
    bool sound = find_path(name, &path, report);
    if (sound && is_in_the_way(editor, path.data, state_words(state))) {
        REPORT(report, ((Place){0}), "editor.save.exists", {"file", path.data});
        replace(&editor->confirmed, path.data);
        sound = false;
    }
    if (sound) {
        end_last_line(&editor->text);
        sound = file_write(path.data, editor->text.edit.text.data, editor->text.edit.text.length, report);
    }
    if (sound) {
        editor_work(state, true, report);
        take_file(state, path.data);
        replace(&editor->confirmed, NULL);
        editor->naming = false;
        if (editor->then_quits) state->requests.quit = true;
        const char *key = editor->problems.count > 0 ? "editor.saved-wrong" : "editor.saved";
        Text whole;
        text_init(&whole);
        file_append_whole_path(path.data, &whole);
        state_say(state, key, (const WordArg[]){{"file", whole.data}}, 1);
        text_finish(&whole);
    }
    text_finish(&path);
    return sound;
}

bool editor_name_key(State *state, const char *key) {
    Editor *editor = &state->editor;
    if (editor->name.composing.length > 0) return true; // it belongs to the input method
    if (strcmp(key, "Esc") == 0)
        editor->naming = editor->then_quits = false;
    else if (strcmp(key, "Enter") == 0) {
        Report report;
        report_init(&report, state_words(state));
        text_clear(&editor->name_problem);
        if (!save(state, editor->name.text.data, &report) && report.count > 0)
            text_append(&editor->name_problem, report.problems[0].message);
        report_finish(&report);
    } else if (strcmp(key, "Ctrl+v") == 0)
        state->requests.paste = true;
    else if (strcmp(key, "Ctrl+c") == 0) {
        text_clear(&state->requests.copy);
        text_append(&state->requests.copy, editor->name.text.data);
    } else if (text_edit_key(&editor->name, key))
        text_clear(&editor->name_problem);
    else
        return strncmp(key, "Ctrl+", 5) != 0 && strncmp(key, "Alt+", 4) != 0 && key[0] != 'F';
    return true;
}

bool action_save_cell(State *state, const char *argument, Report *report) {
    Editor *editor = &state->editor;
    editor_follow(state);
    if (*argument) return save(state, argument, report);
    bool is_changed = strcmp(editor->text.edit.text.data, editor->base.data) != 0;
    if (!editor->own_file || !is_changed) return editor_ask_name(state), true;
    Text own;
    text_init(&own);
    text_append(&own, editor->own_file); // saving makes another of it
    bool sound = save(state, own.data, report);
    text_finish(&own);
    return sound;
}
