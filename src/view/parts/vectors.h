// Vectors as rows of cells: each a colour of the diverging scale, and its number, or where there is no room for it, a bar that shows the
// sign.
#ifndef UNROLL_VIEW_PARTS_VECTORS_H
#define UNROLL_VIEW_PARTS_VECTORS_H

#include "view/frame.h"

typedef struct Vector {
    const double *values; // `size` numbers; NULL: outlines only
    int size;
    double limit;       // |value| of the full colour
    float shown;        // 0: outlines; 1: values; between: they come up
    bool across;        // from left to right instead of downwards
    bool numbers;       // write them, where they fit
    bool quiet;         // faded: computed, but not what this moment is about
    Element element;    // of its first number; ELEMENT_NONE as kind: no hits
    bool along_columns; // the index counts Element.col instead of Element.row
} Vector;

// Draws the vector into `rect` (px), `size` cells of equal height (or width, across). More cells than there are pixels for are drawn
// in groups, each by its largest magnitude.
void vector_draw(Frame *frame, Rect rect, const Vector *vector);

// One cell of a vector or a matrix: no hit, no outline when its value is shown.
void vector_cell(Frame *frame, Rect rect, double value, double limit, float shown, bool numbers, bool across);

// The width that a cell should have for its number, and the least in which one can be written.
float vector_number_width(const Frame *frame);
float vector_least_width(const Frame *frame);
// The height of the lowest cell that takes a number.
float vector_number_height(const Frame *frame);

// The largest finite magnitude of an op's values (or adjoints) in lane 0, from timestep `first` to `last`, at least `least`.
double vector_limit(const Trace *trace, int op, bool adjoint, int first, int last, double least);

// Stripes and a sign for what is not a number or has no end.
void vector_hatch(Frame *frame, Rect rect, Color color);

bool element_equal(Element a, Element b);
// Whether it is this number of the frame's trace that is asked about: lanes that run the same cell show it together, others have something
// else in its place.
bool element_is_pointed(const Frame *frame, Element element);

#endif
