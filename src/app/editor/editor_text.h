// Several lines under the keyboard that can be taken back: a TextEdit with lines, a history, and the way up and down.
#ifndef UNROLL_APP_EDITOR_EDITOR_TEXT_H
#define UNROLL_APP_EDITOR_EDITOR_TEXT_H

#include "app/editor/text_edit.h"

// One thing that was done: the bytes at `start` were these before, and are those since.
typedef struct EditStep {
    size_t start;
    Text before, since;
    size_t caret, anchor; // before it
    double when;          // s, of its last part
    bool goes_on;         // what is typed next still belongs to it
} EditStep;

enum { EDIT_STEPS = 200 };

typedef struct EditorText {
    TextEdit edit;
    EditStep steps[EDIT_STEPS]; // [0, done): can be undone; [done, count): undone, can be redone
    int done, count;
    float goal;     // px from the left of the rows where up and down go along; below 0: where the caret stands
    long revision;  // goes up by one with each change of the text
    double now;     // s: what is typed within a second belongs together
    size_t removed; // characters that the last insertion left out, for they can stand in no text
} EditorText;

void editor_text_init(EditorText *text, size_t limit);
void editor_text_finish(EditorText *text);

// Starts over with another text, the caret at its beginning; there is nothing to undo.
void editor_text_set(EditorText *text, const char *content);

// Puts text in place of the selection. What is typed character by character belongs together, as far as the end of a word or a pause.
// Letters of the mathematical alphabets become plain ones. False, and nothing changed, where it would grow beyond the limit.
bool editor_text_insert(EditorText *text, const char *content, bool is_typed);

// Puts another text in place of all, which can be undone. False where it is too long.
bool editor_text_replace_all(EditorText *text, const char *content);

// Whether the last thing done was typing, and the caret still stands behind it.
bool editor_text_is_typing(const EditorText *text);

bool editor_text_undo(EditorText *text); // false: there was nothing
bool editor_text_redo(EditorText *text);

// A key that moves or edits; Ctrl+Home and Ctrl+End are the ends of the text. The way up and down is the drawing's business. False where
// the key means nothing here.
bool editor_text_key(EditorText *text, const char *key);

#endif
