// How the text of the editor's panel is measured and cut into pieces.
#ifndef UNROLL_VIEW_EDITOR_PLACE_H
#define UNROLL_VIEW_EDITOR_PLACE_H

#include "view/frame.h"

typedef enum PieceKind { PIECE_PLAIN, PIECE_COMMENT, PIECE_VECTOR, PIECE_WEIGHT } PieceKind;

// A part of a line that is drawn in one colour; a tab is one by itself.
typedef struct EditorPiece {
    size_t end; // the byte behind it
    PieceKind kind;
} EditorPiece;

float editor_place_px(const Frame *frame); // the size of the text

// The place behind `length` bytes of a line that begin at `x`, px from the line's left end.
float editor_place_go_on(const Frame *frame, float x, const char *bytes, size_t length);

size_t editor_place_line_end(const char *text, size_t at);      // of the line that holds an offset: its line break, or the end
size_t editor_place_line(const char *text, int line);           // where a line begins, from 0
int editor_place_lines_before(const char *text, size_t offset); // the number of the line that holds an offset, from 0

// The piece at `at` of the `length` bytes of a line: what a name is shows by what stands behind it.
EditorPiece editor_place_piece(const char *text, size_t length, size_t at, bool in_comment);

#endif
