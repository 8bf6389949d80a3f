// A diagram being drawn in one column: what its files share.
#ifndef UNROLL_VIEW_DIAGRAM_SKETCH_H
#define UNROLL_VIEW_DIAGRAM_SKETCH_H

#include "view/stage/stage.h"

// The column of t, with what all its lines need.
typedef struct Sketch {
    Stage *stage;
    const Diagram *diagram;
    Point corner; // of the area
    int t;
    double largest;   // length of what flows back
    const bool *idle; // per node: what comes in does nothing, for it is held; set by sketch_draw_lines
} Sketch;

// A rectangle of the diagram where it is drawn.
Rect sketch_place(const Sketch *sketch, Rect rect);

// sketch_lines.c: the edges with what flows along them, forwards and, once the backward pass has begun, backwards.
void sketch_draw_lines(const Sketch *sketch);

// sketch_nodes.c: boxes and single operations with their values, valves, beams.
void sketch_draw_nodes(const Sketch *sketch);

#endif
