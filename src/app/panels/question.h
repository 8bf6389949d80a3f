// The question before the backward pass: which losses reach one state? People choose first and are shown afterwards, for those who predict
// understand better what they then see (Crouch et al. 2004).
#ifndef UNROLL_APP_PANELS_QUESTION_H
#define UNROLL_APP_PANELS_QUESTION_H

#include "app/state.h"
#include "view/frame.h"

enum { QUESTION_MAX_OPTIONS = 5 };

// Whether the picture stands at the question, answered or not.
bool question_is_shown(const State *state);

// How many answers there are to choose from at this trace's question (0 without one), and which of them is right (from 0).
int question_options(const Trace *trace, int *right);

// Appends an answer as it stands on its button: "L₂ … L₄".
void question_option_text(const Trace *trace, int option, const Words *words, Text *out);

// The card with the answers, and after one was chosen, with what is right and why.
void question_draw(State *state, Frame *frame);

#endif
