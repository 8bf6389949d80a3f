#include "app/editor/editor_text.h"

#include "base/utf8.h"

#include <string.h>

#define PAUSE 1.0 // s: what is typed after it is undone by itself

static void step_finish(EditStep *step) {
    text_finish(&step->before);
    text_finish(&step->since);
}

static void forget(EditorText *text, int from) {
    for (int i = from; i < text->count; i++) step_finish(&text->steps[i]);
    text->count = from;
    if (text->done > from) text->done = from;
}

void editor_text_init(EditorText *text, size_t limit) {
    *text = (EditorText){.goal = -1};
    text_edit_init_lines(&text->edit, limit);
}

void editor_text_finish(EditorText *text) {
    forget(text, 0);
    text_edit_finish(&text->edit);
}

void editor_text_set(EditorText *text, const char *content) {
    forget(text, 0);
    text_edit_set(&text->edit, content);
    text->edit.caret = text->edit.anchor = 0;
    text->goal = -1;
    text->revision++;
}

// ---- the history

static EditStep *add_step(EditorText *text) {
    forget(text, text->done);
    if (text->count == EDIT_STEPS) {
        step_finish(&text->steps[0]);
        memmove(text->steps, text->steps + 1, (EDIT_STEPS - 1) * sizeof *text->steps);
        text->count--;
    }
    EditStep *step = &text->steps[text->count++];
    text->done = text->count;
    *step = (EditStep){.caret = text->edit.caret, .anchor = text->edit.anchor};
    text_init(&step->before);
    text_init(&step->since);
    return step;
}

static bool ends_a_word(const char *bytes, size_t length) {
    return length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\n');
}

// The step that typing at `start` goes on with; NULL where it begins a new one.
static EditStep *step_to_go_on_with(EditorText *text, size_t start, size_t end) {
    if (text->done == 0 || text->done != text->count || start != end) return NULL;
    EditStep *last = &text->steps[text->done - 1];
    bool fits = last->goes_on && start == last->start + last->since.length && text->now - last->when < PAUSE;
    return fits ? last : NULL;
}

// What is removed character by character belongs together too. False where it begins a step of its own.
static bool goes_on_removing(EditorText *text, size_t start, size_t end) {
    EditStep *last = text->done > 0 && text->done == text->count ? &text->steps[text->done - 1] : NULL;
    bool may = last && last->since.length == 0 && last->before.length > 0 && text->now - last->when < PAUSE;
    if (!may || (start != last->start && end != last->start)) return false;
    Text all;
    text_init(&all);
    bool is_behind = start == last->start;
    if (is_behind) text_append_bytes(&all, last->before.data, last->before.length);
    text_append_bytes(&all, text->edit.text.data + start, end - start);
    if (!is_behind) text_append_bytes(&all, last->before.data, last->before.length);
    text_finish(&last->before);
    last->before = all;
    last->start = start;
    last->when = text->now;
    return true;
}

// Puts clean bytes in place of [start, end) and remembers what was there.
static void change(EditorText *text, size_t start, size_t end, const char *bytes, size_t length, bool is_typed) {
    if (start == end && length == 0) return;
    if (is_typed && length == 0 && goes_on_removing(text, start, end)) {
        text_edit_replace(&text->edit, start, end, "", 0);
        text->goal = -1;
        text->revision++;
        return;
    }
    EditStep *step = is_typed && length > 0 ? step_to_go_on_with(text, start, end) : NULL;
    if (!step) {
        step = add_step(text);
        step->start = start;
        text_append_bytes(&step->before, text->edit.text.data + start, end - start);
    }
    text_append_bytes(&step->since, bytes, length);
    step->when = text->now;
    step->goes_on = is_typed && length > 0 && !ends_a_word(bytes, length);
    text_edit_replace(&text->edit, start, end, bytes, length);
    text->goal = -1;
    text->revision++;
}

bool editor_text_is_typing(const EditorText *text) {
    if (text->done == 0 || text->done != text->count) return false;
    const EditStep *last = &text->steps[text->done - 1];
    return last->goes_on && text->edit.caret == last->start + last->since.length;
}

bool editor_text_undo(EditorText *text) {
    if (text->done == 0) return false;
    EditStep *step = &text->steps[--text->done];
    text_edit_replace(&text->edit, step->start, step->start + step->since.length, step->before.data, step->before.length);
    text->edit.caret = step->caret;
    text->edit.anchor = step->anchor;
    step->goes_on = false;
    text->goal = -1;
    text->revision++;
    return true;
}

bool editor_text_redo(EditorText *text) {
    if (text->done == text->count) return false;
    EditStep *step = &text->steps[text->done++];
    text_edit_replace(&text->edit, step->start, step->start + step->before.length, step->since.data, step->since.length);
    text->goal = -1;
    text->revision++;
    return true;
}

// ---- editing

// A letter of a formula that was copied out of a document is the plain one.
static void append_plain(Text *out, const char *text, size_t length) {
    uint32_t code_point;
    for (size_t at = 0; at < length && utf8_next(text, length, &at, &code_point);) {
        text_append_code_point(out, unicode_plain_letter(code_point));
    }
}

static bool put(EditorText *text, const char *content, bool is_typed, bool is_plain) {
    TextEdit *edit = &text->edit;
    Text clean;
    text_init(&clean);
    text->removed = text_edit_clean(edit, content, &clean);
    if (is_plain) {
        Text plain;
        text_init(&plain);
        append_plain(&plain, clean.data, clean.length);
        text_finish(&clean);
        clean = plain;
    }
    size_t start = text_edit_selection_start(edit), end = text_edit_selection_end(edit);
    bool fits = edit->text.length - (end - start) + clean.length <= edit->limit;
    if (fits) change(text, start, end, clean.data, clean.length, is_typed);
    text_clear(&edit->composing);
    text_finish(&clean);
    return fits;
}

bool editor_text_insert(EditorText *text, const char *content, bool is_typed) {
    return put(text, content, is_typed, true);
}

bool editor_text_replace_all(EditorText *text, const char *content) {
    size_t caret = text->edit.caret, anchor = text->edit.anchor;
    text->edit.anchor = 0;
    text->edit.caret = text->edit.text.length;
    bool fits = put(text, content, false, false);
    text->edit.caret = text->edit.anchor = 0;
    if (!fits) text->edit.caret = caret, text->edit.anchor = anchor;
    return fits;
}

// Lets the one-line rules decide what a key removes, and remembers it.
static bool remove_key(EditorText *text, const char *key) {
    TextEdit *edit = &text->edit, trial = {.has_lines = true, .limit = edit->limit, .caret = edit->caret, .anchor = edit->anchor};
    text_init(&trial.text);
    text_init(&trial.composing);
    text_append_bytes(&trial.text, edit->text.data, edit->text.length);
    bool is_known = text_edit_key(&trial, key);
    size_t removed = edit->text.length - trial.text.length;
    bool selected = edit->caret != edit->anchor;
    if (is_known && removed > 0) change(text, trial.caret, trial.caret + removed, "", 0, !selected);
    text_edit_finish(&trial);
    return is_known;
}

static void go(EditorText *text, size_t to, bool selecting) {
    text->edit.caret = to;
    if (!selecting) text->edit.anchor = to;
}

bool editor_text_key(EditorText *text, const char *key) {
    bool selecting = strstr(key, "Shift+") != NULL;
    if (strstr(key, "Backspace") || strstr(key, "Delete")) return remove_key(text, key);
    if (strcmp(key, "Enter") == 0 || strcmp(key, "Shift+Enter") == 0) return editor_text_insert(text, "\n", true), true;
    if (strcmp(key, "Ctrl+Home") == 0 || strcmp(key, "Ctrl+Shift+Home") == 0)
        go(text, 0, selecting);
    else if (strcmp(key, "Ctrl+End") == 0 || strcmp(key, "Ctrl+Shift+End") == 0)
        go(text, text->edit.text.length, selecting);
    else if (strcmp(key, "Ctrl+z") == 0)
        editor_text_undo(text);
    else if (strcmp(key, "Ctrl+y") == 0 || strcmp(key, "Ctrl+Shift+z") == 0)
        editor_text_redo(text);
    else if (!text_edit_key(&text->edit, key))
        return false;
    text->goal = -1;
    return true;
}
