// What every part of the view draws with: the frame's inputs, resolved once, and shapes measured in units.
#ifndef UNROLL_VIEW_FRAME_H
#define UNROLL_VIEW_FRAME_H

#include "view/view.h"

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

// All coordinates of the frame_ functions are px; multiply lengths of the design by `unit`.
typedef struct Frame {
    const View *view;
    const Trace *trace;  // the leading one
    const Theme *theme;
    const Words *words;
    DisplayList *list;
    HitList *hits;
    float unit;          // px per unit (1/1080 of the height at scale 1)
    long index;          // the moment that is shown: being animated, or finished where progress is 1
    Moment moment;
    float progress;      // 0..1 of its animation, eased; 1 without motion
    long known;          // the last moment whose result is complete: index if progress >= 1, else index - 1
    float fold;          // 1: folded into one cell with a loop; 0: unrolled
} Frame;

// The size in px of text that is `size` units: never below the smallest that is legible on a projector (18 px at 720, 20 units at 1080 and above).
float frame_text_size(const Frame *frame, float size);

// One line of text; `x` is its left end, middle or right end. Returns its width in px.
float frame_text(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text);
float frame_text_width(const Frame *frame, FontFace face, float size_px, const char *text);
// The same, cut with "…" where it is wider than `max_width`.
float frame_text_fit(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text, float max_width);

// A number for people, as short as fits: "+0.73", "−1.2e−8", "∞".
void frame_number(double value, Text *out);

#endif
