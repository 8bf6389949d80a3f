// The parts of the picture around the stage. Each draws itself, with its card where it has one, inside `rect` (px) and never outside, adds
// its sensitive areas to the frame's hits, and reads every number from the trace. A rectangle that is too small for something leaves that
// out.
#ifndef UNROLL_VIEW_PANELS_PANELS_H
#define UNROLL_VIEW_PANELS_PANELS_H

#include "view/frame.h"

// The strip at the top: what is learned by what, the formula of the moment with its lit term and its numbers, and the buttons.
void header_draw(Frame *frame, Rect rect);

// The gradient tray: each timestep's share of the gradient of one weight, newest first, and their sum so far.
void tray_draw(Frame *frame, Rect rect);

// The parameter that the tray shows: the one that the moment's op uses, else the first matrix that acts on a state. -1 without parameters.
int tray_param(const Frame *frame);

// The reach map: rows are losses, columns are states; one map for each of the view's traces.
void reach_draw(Frame *frame, Rect rect);
float reach_height(const Frame *frame, float whole); // px that it wants beside lanes, of as many in all

// What the pointed element, or the most telling number of the moment, is made of.
void inspector_draw(Frame *frame, Rect rect);

// The most telling element of the moment: what the inspector explains when nothing is pointed at. ELEMENT_NONE before anything is computed.
Element inspector_telling(const Frame *frame);

// |dL/dh[t]| by timestep on a logarithmic axis: of one chosen loss, and of their sum.
void norms_draw(Frame *frame, Rect rect);

// What happens at this moment, in one sentence, on one or two lines.
// What happens, as the card says it: trace_sentence_at, but of lanes before anything is computed that they are unrolled.
void sentence_write(const Frame *frame, Text *out);
void sentence_draw(Frame *frame, Rect rect);

// The transport buttons and the timeline; until training has a timeline of its own, with the button that starts it.
void timeline_draw(Frame *frame, Rect rect);

// The timeline of training, with the loss as it fell: drawn where the view has one.
void training_draw(Frame *frame, Rect rect);

// The stream as a ribbon with the window of each lane on it: where the stream is longer than a window.
bool ribbon_shows(const Trace *trace);
void ribbon_draw(Frame *frame, Rect rect);
// Appends what stands beside it: "Stream of 1000 pairs, lanes at 0, 500".
void ribbon_caption(const Trace *trace, const Words *words, Text *out);

// The colour of a phase: strong enough for text, or soft, for what lies ahead.
Color phase_color(const Theme *theme, Phase phase, bool soft);

// Appends one line for each part above, as view_describe wants them: the header, the formula, what the inspector says, the sentence.
void panels_describe(const Frame *frame, Text *out);

#endif
