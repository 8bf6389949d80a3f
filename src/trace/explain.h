// "Where does this number come from?" For any element at any moment: the formula, the formula with its numbers put in, and what it was made
// of.
#ifndef UNROLL_TRACE_EXPLAIN_H
#define UNROLL_TRACE_EXPLAIN_H

#include "trace/element.h"

// One product in the sum that makes the number: sign * a * b (b NULL-like where ELEMENT_NONE).
typedef struct Term {
    int sign;
    Element a, b;
    double a_value, b_value; // b_value is 1 where b is ELEMENT_NONE
    double value;            // sign * a_value * b_value, as it was added
} Term;

typedef struct Explanation {
    Element element;
    bool known; // at the moment asked about; else only name and formula are given
    double value;
    Text name;    // "h[2]·1", "∂L/∂(W_h h[1])·1", "W_h(1,3)"
    Text formula; // "tanh(a)", "W_h h[1]", "from its own loss + from the future"
    Text numbers; // the same with its numbers: "tanh(−0.632)"
    Term *terms;  // what it is made of, at most 1,024
    int term_count;
    bool truncated; // there were more terms
    bool adds_up;   // the value is the sum of the terms; else a function of them
} Explanation;

void explanation_init(Explanation *explanation);
void explanation_finish(Explanation *explanation);

// Explains an element. `explanation` is initialised; what it held is replaced.
void trace_explain(const Trace *trace, long moment, Element element, const Words *words, Explanation *explanation);

#endif
