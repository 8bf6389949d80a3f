// What every part of the view draws with: the frame's inputs, resolved once, and shapes measured in units.
#ifndef UNROLL_VIEW_FRAME_H
#define UNROLL_VIEW_FRAME_H

#include "view/view.h"

typedef enum Align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } Align;

// All coordinates of the frame_ functions are px; multiply lengths of the design by `unit`.
typedef struct Frame {
    const View *view;
    const Trace *trace; // the leading one
    const Theme *theme;
    const Words *words;
    DisplayList *list;
    HitList *hits;
    float unit;     // px per unit (1/1080 of the height at scale 1)
    float text_min; // px: the smallest size of text
    long index;     // the moment that is shown: being animated, or finished where progress is 1
    Moment moment;
    float progress; // 0..1 of its animation, eased; 1 without motion
    double now;     // index - 1 + progress: what moves over several moments follows this clock
    long known;     // the last moment whose result is complete: index if progress >= 1, else index - 1
    float fold;     // 1: folded into one cell with a loop; 0: unrolled
    Rect window;    // what scrolls shows through it: text that would be cut at its left or right is left out; no width: everything shows
} Frame;

// Resolves the view's position into moment, progress and fold. `list` and `hits` are drawn into; all arguments must outlive the frame.
void frame_begin(Frame *frame, const View *view, DisplayList *list, HitList *hits);

// 0..1 of the way of the clock `now` from moment `from` (finished) to moment `to` (finished); 0 ahead, 1 behind; 0 if either is negative.
float frame_way(const Frame *frame, double from, double to);

// Slow at both ends: 0..1 to 0..1; clamped.
float ease(float share);

// The size in px of text that is `size` units: never below the smallest that is legible on a projector (18 px at 720, 20 units at 1080 and
// above).
float frame_text_size(const Frame *frame, float size);

// One line of text; `x` is its left end, middle or right end. Returns its width in px, whether or not the window shows it.
float frame_text(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text);
float frame_text_width(const Frame *frame, FontFace face, float size_px, const char *text);
// The same, cut with "…" where it is wider than `max_width`; nothing where not even that fits.
float frame_text_fit(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text,
                     float max_width);

// A number for people, as short as fits: "+0.73", "−1.2e−8", "∞". Exactly zero is "0"; what is not zero never looks like it.
void frame_number(double value, Text *out);
// The same with one digit fewer, for narrow cells: "+0.7", "−1e−8".
void frame_number_short(double value, Text *out);

#endif
