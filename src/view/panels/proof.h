// The proof of a gradient: what backpropagation through time came to beside what central differences come to, and the loss around the
// weight.
#ifndef UNROLL_VIEW_PANELS_PROOF_H
#define UNROLL_VIEW_PANELS_PROOF_H

#include "view/frame.h"

enum { PROOF_POINTS = 21 }; // on the curve of the loss; odd, so that one is the weight itself

// How far the curve goes to each side of the weight, and the step of the differences.
#define PROOF_REACH 2.0
#define PROOF_STEP 3e-5

// What is known of one weight's gradient. Losses are of the iteration, not of the update.
typedef struct Proof {
    Element gradient;     // ELEMENT_GRADIENT: of which weight
    double weight;        // its value
    double by_bptt;       // dL/dw by backpropagation through time
    bool has_difference;  // else it is still being computed
    double by_difference; // (L(w + step) - L(w - step)) / (2 step)
    int points;           // how many of `losses` are known, from the left
    double losses[PROOF_POINTS];
} Proof;

// The weight at a point of the curve.
double proof_weight_at(const Proof *proof, int point);

// |g - d| / max(|g|, |d|); 0 if both are 0; NaN where one of them is not finite.
double proof_relative_difference(const Proof *proof);

// The height in px that the card needs for a width, with a curve that can be read.
float proof_height(const Frame *frame, float width);

// Draws it as a card inside `rect`, with a button that runs `prove off`.
void proof_draw(Frame *frame, Rect rect, const Proof *proof);

#endif
