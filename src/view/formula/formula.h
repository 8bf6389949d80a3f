// Typesetting of formulas on one line: names with subscripts, timesteps as subscripts, a part of it lit.
#ifndef UNROLL_VIEW_FORMULA_FORMULA_H
#define UNROLL_VIEW_FORMULA_FORMULA_H

#include "engine/program.h"
#include "view/frame.h"

typedef enum Script { SCRIPT_NONE, SCRIPT_SUB, SCRIPT_SUPER } Script;

// A piece of a formula that is set in one size and colour.
typedef struct FormulaRun {
    Script script;
    bool lit;
    bool breaks;         // the space between two statements
    size_t first, count; // bytes of Formula.bytes
} FormulaRun;

typedef struct Formula {
    FormulaRun *runs;
    int count, capacity;
    Text bytes;
} Formula;

void formula_init(Formula *formula);
void formula_finish(Formula *formula);
void formula_clear(Formula *formula);

// Appends text as it is.
void formula_text(Formula *formula, Script script, bool lit, const char *text);
// Appends a name: what stands behind its first "_" becomes a subscript ("W_h"), and `time`, if it is not NULL, joins it ("t−1").
void formula_name(Formula *formula, bool lit, const char *name, const char *time);
// Appends the `span` of a cell's text: names and timesteps as subscripts, "*" as "∘", "-" as "−"; what lies within `lit` is lit (empty:
// nothing).
void formula_source(Formula *formula, const char *text, Span span, Span lit);
// Appends the name of an element or a sentence with what stands behind a "_" as a subscript ("W_h(1,3)"), subscript digits too ("L₂"). A
// Korean particle behind a Latin subscript stays on the line.
void formula_label(Formula *formula, bool lit, const char *label);

// Appends a copy of another formula.
void formula_append(Formula *formula, const Formula *other);

// A formula may be made of several statements side by side. Starts the next one (nothing where none has been written yet).
void formula_next(Formula *formula);
// Drops the last statement; false if there is only one.
bool formula_drop(Formula *formula);

// The formula of an equation at the moment of one of its ops (op -1: nothing lit), with "t" as timestep.
void formula_of_equation(Formula *formula, const Program *program, int equation, int op);

// What the backward step of an op computes ("∂L/∂a_t = (1 − h_t²) ∘ ∂L/∂h_t"), what arrives by it lit. Also for MOMENT_SEED and
// MOMENT_LOSS. `where` receives what the names that the cell does not have stand for ("a_t = W_x x_t + ..."), and stays empty if there are
// none. For a moment of PHASE_BACKWARD.
void formula_of_backward(Formula *formula, Formula *where, const Trace *trace, const Words *words, Moment moment);

// The formulas of the other phases: the loss of a timestep; the sum of the losses, the one at t lit; clipping; the optimiser's update.
void formula_of_loss(Formula *formula, const Program *program, const Words *words);
void formula_of_sum(Formula *formula, const Trace *trace, int t);
void formula_of_clip(Formula *formula, const Trace *trace);
void formula_of_update(Formula *formula, const Trace *trace);

// The size in px of a name with a subscript that is to be as small as may be: a little more than the smallest text, so that its subscript
// is smaller.
float formula_label_size(const Frame *frame);

// `size` is px. Scripts are 3/4 of it, never below the smallest legible size.
float formula_width(const Frame *frame, const Formula *formula, float size);
// The largest size of text from `size` down to `least` (px) at which it is at most `width` wide; 0 if even `least` is too wide.
float formula_fit(const Frame *frame, const Formula *formula, float size, float least, float width);
// Moves to `rest` what does not fit into `width` at `size`: from the last plus sign that leaves a part which fits, else from the last
// space. False, and nothing moved, where there is none, or where the rest is wider than `room`.
bool formula_split(const Frame *frame, Formula *formula, float size, float width, float room, Formula *rest);
// Draws it with its left end at x; returns its width in px.
float formula_draw(Frame *frame, const Formula *formula, float x, float baseline, FontFace face, float size, Color color, Color lit);
// The same in at most `width`: what is too long ends in "…", and begins with one where its lit part would not show otherwise.
float formula_draw_fit(Frame *frame, const Formula *formula, float x, float baseline, FontFace face, float size, Color color, Color lit,
                       float width);

// As plain text: subscripts as _{...}, superscripts as ^{...}, lit parts in guillemets « ».
void formula_print(const Formula *formula, Text *out);

#endif
