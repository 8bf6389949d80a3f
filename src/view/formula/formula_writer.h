// Names of results, values and gradients in a formula. Shared by formula_writer.c and formula_backward.c.
#ifndef UNROLL_VIEW_FORMULA_FORMULA_WRITER_H
#define UNROLL_VIEW_FORMULA_FORMULA_WRITER_H

#include "engine/run.h"
#include "view/formula/formula.h"

// What the formula is written from. Symbols are given to results that the cell's author has not named.
typedef struct Writer {
    const Program *program;
    const Run *run;
    const Words *words;
    int t; // the timestep of the result whose gradient is written
    Formula *out, *where;
    bool explained[2]; // of logits and of pre-activations: `where` has them already
} Writer;

// Each appends to w->out. `offset` is the distance from the timestep t of the formula: 1 writes t+1.

void writer_put(Writer *w, bool lit, const char *text);

// The op whose adjoint is the same as this one's: an unnamed term that is only added to others hands on what it gets. `sign`: +1 or -1
// between the two.
int writer_same_adjoint(const Writer *w, int op, int *sign);

// The name of a result: its equation's; a carry's is that of the state it reads; else a symbol, which is explained in w->where.
void writer_result(Writer *w, bool lit, int op, int offset);

// dL/d(result), without a sign.
void writer_adjoint(Writer *w, bool lit, int op, int offset);

// The value of an operand as it is written: its name, or its text, in parentheses where a sum needs them; the same transposed; and that of
// an op.
void writer_value(Writer *w, bool lit, const Operand *operand, int offset);
void writer_transposed(Writer *w, bool lit, const Operand *operand, int offset);
void writer_own_value(Writer *w, bool lit, int op, int offset);

#endif
