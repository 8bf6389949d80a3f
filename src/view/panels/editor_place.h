// How the text of the editor's panel is measured and cut into pieces.
#ifndef UNROLL_VIEW_PANELS_EDITOR_PLACE_H
#define UNROLL_VIEW_PANELS_EDITOR_PLACE_H

#include "view/frame.h"

typedef enum PieceKind { PIECE_PLAIN, PIECE_COMMENT, PIECE_VECTOR, PIECE_WEIGHT } PieceKind;

// A part of a line that is drawn in one colour; a tab is one by itself.
typedef struct EditorPiece {
    size_t end; // the byte behind it
    PieceKind kind;
} EditorPiece;

float editor_place_px(const Frame *frame); // the size of the text

// A row of the text: a line, or a part of one that is wider than there is room.
typedef struct EditorRow {
    int line;          // from 0
    size_t line_start; // where the line begins
    size_t start, end; // bytes of the row
    bool is_last;      // of its line: the line break, or the text's end, follows
    float indent;      // px: what goes on from the row above stands further in
} EditorRow;

// A walk over the rows of a text that are `width` px wide at most.
typedef struct EditorRows {
    const Frame *frame;
    const char *text;
    float width;
    EditorRow row;
    bool is_begun, is_done;
} EditorRows;

EditorRows editor_place_rows(const Frame *frame, const char *text, float width);
bool editor_place_next_row(EditorRows *rows); // false behind the last; there is always one

// Whether an offset stands in a row: where one is broken, its end is the beginning of the next.
bool editor_place_is_in_row(const EditorRow *row, size_t offset);

// The place behind `length` bytes of a line that begin at `x`, px from the line's left end.
float editor_place_go_on(const Frame *frame, float x, const char *bytes, size_t length);

int editor_place_lines_before(const char *text, size_t offset); // the number of the line that holds an offset, from 0

// The offset in a row that is nearest to that many px from the left of the text.
size_t editor_place_offset_in_row(const Frame *frame, const char *text, const EditorRow *row, float x);

// The piece at `at` of the `length` bytes of a line: what a name is shows by what stands behind it.
EditorPiece editor_place_piece(const char *text, size_t length, size_t at, bool in_comment);

#endif
