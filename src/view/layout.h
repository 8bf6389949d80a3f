// Where the parts of the picture stand: rectangles in px for a view. Empty space between them is the background.
#ifndef UNROLL_VIEW_LAYOUT_H
#define UNROLL_VIEW_LAYOUT_H

#include "view/view.h"

typedef struct Layout {
    float unit;     // px per unit
    float text_min; // px: the smallest size of text
    Rect header;    // title, formula, buttons: the whole width, at the top
    Rect ribbon;    // the stream, between header and stage; no height where there is none
    Rect stage;     // what time runs through: holds the next four, which share its left and right ends
    Rect losses, outputs, states, tokens;
    Rect before;    // left of the stage, what is left of the block before; no width where there is none
    Rect sum;       // the sum of the losses, right of the losses
    Rect tray;      // the gradient's shares, timestep by timestep; no height where the window has none for it
    Rect reach;     // which loss has reached which state; likewise
    Rect inspector; // the number under the pointer; has the height of tray and reach too while they are folded away
    Rect plot;      // sizes of gradients; likewise
    Rect sentence;  // room for two lines of the smallest text
    Rect timeline;
    Rect training;              // the timeline of training, under the other; no height where there is none
    Rect lanes[VIEW_MAX_LANES]; // with several traces: one above the other in the place of the stage
    Rect compare;               // beside the lanes, in the place of sum, tray, reach and inspector; no height with one trace
    Rect aside;   // what View.aside leaves free, beside all of the above between header and sentence; no width where it is nothing
    float opened; // 0: tray, reach and plot are folded away and are not drawn; 1: in place; between: sliding in, clipped
} Layout;

// The rectangles for the size, the scale and the position of the playhead: tray, reach and plot come with the backward pass.
void layout_make(const View *view, Layout *layout);

#endif
