// The code of the iteration beside the stage: monospaced, scrolled by whole lines, with the lines of the moment lit. Nothing here changes
// what it is given.
#ifndef UNROLL_VIEW_PANELS_CODE_PANEL_H
#define UNROLL_VIEW_PANELS_CODE_PANEL_H

#include "trace/code/code.h"
#include "view/frame.h"

// What is seen of a code. Lines and columns count from 0.
typedef struct CodeView {
    const Code *code; // NULL: the experiment is too large for its numbers to be read
    Moment moment;
    int first;  // line at the top
    int column; // code points of each line that lie beyond the left edge
} CodeView;

// The width in px that the panel would like to have, beside a picture of `width` px.
float code_panel_width(const Frame *frame, float width);

// How many lines of code the panel shows inside `rect`.
int code_panel_rows(const Frame *frame, Rect rect);

// Whether a line is one of those in which the moment happens.
bool code_panel_is_lit(const Code *code, Moment moment, int line);

// Draws the panel with its card. Each line that has moments is a hit that runs `code-line` with its number, from 1.
void code_panel_draw(Frame *frame, Rect rect, const CodeView *view);

#endif
