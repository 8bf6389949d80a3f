// A line of text under the keyboard: its bytes, a caret, a selection, and what an input method has not finished.
#ifndef UNROLL_APP_TEXT_EDIT_H
#define UNROLL_APP_TEXT_EDIT_H

#include "base/text.h"

enum { TEXT_EDIT_MAX_BYTES = 16 * 1024 };

typedef struct TextEdit {
    Text text;            // UTF-8 without control characters
    size_t caret, anchor; // byte offsets at code points; between them the selection
    Text composing;       // shown at the caret, not part of the text yet
} TextEdit;

void text_edit_init(TextEdit *edit);
void text_edit_finish(TextEdit *edit);

// Starts over with `text`, all of it selected.
void text_edit_set(TextEdit *edit, const char *text);

// Puts text in place of the selection. Line breaks become "; " (equations are separated so), other control characters and malformed UTF-8
// are left out. False, and nothing changed, where the text would grow beyond TEXT_EDIT_MAX_BYTES.
bool text_edit_insert(TextEdit *edit, const char *text);

// What an input method is composing; "" for nothing.
void text_edit_compose(TextEdit *edit, const char *text);

// Moves the caret, or edits, by a key as app/event.h names them: arrows, Home, End, with Shift to select; Backspace, Delete, Ctrl+a.
// False if the key means nothing here.
bool text_edit_key(TextEdit *edit, const char *key);

#endif
