// A trace as a program: the current iteration as a short, self-contained NumPy program, as a teacher would write it down.
#ifndef UNROLL_TRACE_CODE_CODE_H
#define UNROLL_TRACE_CODE_CODE_H

#include "trace/trace.h"

// A line of the code, and the moments in which it is what happens, whatever their timestep.
typedef struct CodeLine {
    size_t start, end; // bytes [start, end) of Code.text, without the newline
    Phase phase;       // PHASE_START: no moment
    int op; // forward: the op whose result it is. Backward: the op that sends what the line forms: the share of a weight's gradient, or the
            // last summand of an adjoint; or MOMENT_SEED, MOMENT_LOSS. Else -1. Several lines may be of one moment
} CodeLine;

typedef struct Code {
    Text text; // UTF-8
    CodeLine *lines;
    int line_count, line_capacity;
    int op_count;       // of the program that the code was made from
    int *forward_line;  // per op: the line in which it is computed
    int *backward_line; // per op: the line in which what it sends arrives; -1: no loss reaches the op
} Code;

void code_init(Code *code); // empty
void code_finish(Code *code);

// Makes the code of the iteration in `trace` (whose session must still stand before that iteration): weights, inputs, targets and states
// from before as numbers, the cell, its copies over the timesteps with the truncation, losses, clipping and update. It runs with Python 3
// and NumPy alone and prints the loss and the norms of the gradients; what Unroll found stands at its end in comments, line by line the
// same. Comments are in the language of `words`. `out` is initialised; what it held is lost.
void code_numpy(const Trace *trace, const Words *words, Code *out);

// The line in which a moment happens, from 0; -1 if none does.
int code_line_at(const Code *code, Moment moment);

#endif
