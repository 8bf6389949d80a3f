// What is held in an iteration (the key `clamp`), in words and in formulas.
#ifndef UNROLL_VIEW_PANELS_HELD_H
#define UNROLL_VIEW_PANELS_HELD_H

#include "view/formula/formula.h"

// Appends "held: f = 0, i = 1". False, and nothing appended, where nothing is held in the iteration of the trace.
bool held_write(const Trace *trace, const Words *words, Text *out);

// Whether anything is.
bool held_any(const Trace *trace);

// formula_of_equation; an equation that is held is told by its value, with its own right side behind it.
void held_formula(Formula *formula, const Trace *trace, const Words *words, int equation, int op);

#endif
