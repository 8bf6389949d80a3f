// The equations of the cell beside the stage, to be written: monospaced lines with numbers, a caret, what is wrong underlined in its place.
// Nothing here changes what it is given.
#ifndef UNROLL_VIEW_PANELS_EDITOR_PANEL_H
#define UNROLL_VIEW_PANELS_EDITOR_PANEL_H

#include "view/parts/widgets.h"

// Something that is wrong with the text.
typedef struct EditorMark {
    int line, column;    // from 1, in code points, as in a Place; line 0: not in one place
    const char *where;   // what is wrong where line is 0 ("--set"); NULL: nothing to tell
    const char *message; // what, and how to mend it
} EditorMark;

typedef struct EditorView {
    const char *text;      // UTF-8, lines apart by "\n", tabs
    size_t caret, anchor;  // byte offsets; between them the selection
    const char *composing; // what an input method has not finished, shown at the caret; NULL: nothing
    bool is_focused;       // has the keyboard: the caret shows
    int first;             // row at the top, from 0: lines that are wider than the panel take several
    const EditorMark *marks;
    int mark_count;
    int told;               // which of them is told beneath; -1: none
    const Program *program; // that is on the stage; NULL: none yet
    const char *file;       // the name of where the text stands; "": nowhere
    bool is_changed;        // since it stood there, or stands in no file: a star that is never cut
    bool is_choosing;       // the shelf lies over the text
    const char *const *shelf;
    int shelf_count;
    const Field *name; // of the file to be saved, being typed; NULL: not now
} EditorView;

// The width in px that the panel would like to have, beside a picture of `width` px.
float editor_panel_width(const Frame *frame, float width);

// Where an offset of the text stands: its row, from 0, and px from the left of the text. Tabs go on to the next multiple of four columns.
typedef struct EditorPlace {
    int row;
    float x;
} EditorPlace;

// Inside `rect`: how many rows show, how many the text has, and where an offset stands in them, whatever has been scrolled.
int editor_panel_rows(const Frame *frame, Rect rect);
int editor_panel_row_count(const Frame *frame, Rect rect, const EditorView *view);
EditorPlace editor_panel_place(const Frame *frame, Rect rect, const EditorView *view, size_t offset);

// The offset of the text that is nearest to a place; its beginning above the first row, its end below the last.
size_t editor_panel_offset(const Frame *frame, Rect rect, const EditorView *view, EditorPlace place);

// The same for a point of the picture.
size_t editor_panel_offset_at(const Frame *frame, Rect rect, const EditorView *view, Point at);

// Where the caret stands, px; the row's whole height. Inside the part of the panel that has the text.
Rect editor_panel_caret(const Frame *frame, Rect rect, const EditorView *view);

// What is underlined for a mark: the name, number or sign at its place, or the place behind the end of a line. Bytes [start, end); the same
// where nothing stands there.
void editor_mark_span(const char *text, const EditorMark *mark, size_t *start, size_t *end);

// Draws the panel with its card. The text is a field with the key "equations", the name of a file one with "save-cell".
void editor_panel_draw(Frame *frame, Rect rect, const EditorView *view);

#endif
