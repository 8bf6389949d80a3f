// Text under the keyboard: its bytes, a caret, a selection, and what an input method has not finished. One line, as in a field, or several.
#ifndef UNROLL_APP_EDITOR_TEXT_EDIT_H
#define UNROLL_APP_EDITOR_TEXT_EDIT_H

#include "base/text.h"

enum { TEXT_EDIT_MAX_BYTES = 16 * 1024 };

typedef struct TextEdit {
    Text text;            // UTF-8 without control characters, but for line breaks and tabs where it has several lines
    size_t caret, anchor; // byte offsets at code points; between them the selection
    Text composing;       // shown at the caret, not part of the text yet
    bool has_lines;       // it may have several
    size_t limit;         // bytes
} TextEdit;

void text_edit_init(TextEdit *edit); // one line of at most TEXT_EDIT_MAX_BYTES
void text_edit_init_lines(TextEdit *edit, size_t limit);
void text_edit_finish(TextEdit *edit);

// Starts over with `text`, all of it selected.
void text_edit_set(TextEdit *edit, const char *text);

// Appends what is left of `text` when it is put in: in several lines CRLF and CR become LF and tabs stay, in one line breaks become "; "
// (equations are separated so) and tabs blanks; other control characters and malformed UTF-8 are left out. Returns how many were.
size_t text_edit_clean(const TextEdit *edit, const char *text, Text *out);

// Puts text in place of the selection, cleaned. False, and nothing changed, where the text would grow beyond the limit.
bool text_edit_insert(TextEdit *edit, const char *text);

// Puts bytes, which are clean, in place of [start, end), with the caret behind them.
void text_edit_replace(TextEdit *edit, size_t start, size_t end, const char *bytes, size_t length);

// What an input method is composing; "" for nothing.
void text_edit_compose(TextEdit *edit, const char *text);

size_t text_edit_selection_start(const TextEdit *edit);
size_t text_edit_selection_end(const TextEdit *edit);

// The line that holds an offset: where it starts, and where its line break or the text's end is.
size_t text_edit_line_start(const TextEdit *edit, size_t at);
size_t text_edit_line_end(const TextEdit *edit, size_t at);

// The ends of the word, the run of blanks or the single sign at an offset: what a double click selects.
void text_edit_word_at(const TextEdit *edit, size_t at, size_t *start, size_t *end);

// Moves the caret, or edits, by a key as app/event.h names them: arrows, Home, End (of its line), by words with Ctrl, with Shift to select;
// Backspace, Delete, by words with Ctrl; Ctrl+a. False if the key means nothing here.
bool text_edit_key(TextEdit *edit, const char *key);

#endif
