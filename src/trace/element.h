// Any one number of a trace: an element of a vector, a weight, a gradient, a loss. What it is at a moment, and what it is called.
#ifndef UNROLL_TRACE_ELEMENT_H
#define UNROLL_TRACE_ELEMENT_H

#include "trace/trace.h"

typedef enum ElementKind {
    ELEMENT_NONE,
    ELEMENT_VALUE,        // op at t, row
    ELEMENT_MEAN,         // of op at t, over all rows
    ELEMENT_ADJOINT,      // of op at t, row
    ELEMENT_CONTRIBUTION, // to the adjoint of op at t, row: from reader number `reader` (as run_readers; -1: the loss)
    ELEMENT_WEIGHT,       // param, row, col
    ELEMENT_GRADIENT,     // of param, row, col: the sum over timesteps
    ELEMENT_SHARE,        // of param, row, col at timestep t
    ELEMENT_UPDATED,      // param, row, col after the update
    ELEMENT_LOSS,         // at t
    ELEMENT_SUM,          // of the losses
    ELEMENT_INPUT,        // x at t, row
    ELEMENT_TARGET,       // at t, row
    ELEMENT_NUMBER,       // a constant in the equations
} ElementKind;

typedef struct Element {
    ElementKind kind;
    int index; // op or param
    int t;
    int lane;
    int row, col; // from 0
    int reader;
} Element;

// Whether the trace has such an element: the op or parameter, the row, the timestep, the lane. One of another trace may not be there.
bool element_exists(const Trace *trace, Element element);

// The value of an element at a moment; false if it is not known yet (or does not exist).
bool element_value(const Trace *trace, long moment, Element element, double *value);

// "h[2]·1" and so on, as in Explanation.name.
void element_name(const Trace *trace, Element element, Text *out);

#endif
