// Lines along which something flows: dashed while nothing has come, then solid as far as it has come, with an arrowhead when it has
// arrived.
#ifndef UNROLL_VIEW_STAGE_EDGE_H
#define UNROLL_VIEW_STAGE_EDGE_H

#include "view/frame.h"

enum { EDGE_MAX_POINTS = 6 };

typedef struct Edge {
    Point points[EDGE_MAX_POINTS]; // px, at least two
    int count;
    float way;    // 0: nothing flows yet; 1: all arrived
    Color color;  // of what flows
    float width;  // px
    bool goes_on; // no arrowhead: another line begins where it ends
} Edge;

// From one point straight to another.
Edge edge_straight(Point from, Point to);

// Along a level `track` (y) and by two turns at x1 and x2 down (or up) to the ends.
Edge edge_routed(Point from, float x1, float track, float x2, Point to);

// The point at a share of the edge's length.
Point edge_along(const Edge *edge, float share);

// Nothing where the edge is shorter than its width would need.
void edge_draw(Frame *frame, const Edge *edge);

// A drop on its way along the edge.
void edge_draw_drop(Frame *frame, const Edge *edge, float share);

#endif
