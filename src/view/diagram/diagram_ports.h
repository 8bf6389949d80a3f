// Where edges may touch the nodes of a diagram.
#ifndef UNROLL_VIEW_DIAGRAM_DIAGRAM_PORTS_H
#define UNROLL_VIEW_DIAGRAM_DIAGRAM_PORTS_H

#include "view/diagram/diagram.h"

enum { RIGHTWARDS, DOWNWARDS, LEFTWARDS, UPWARDS };
// On the rim of a node.
enum { PLACE_LEFT, PLACE_RIGHT, PLACE_TOP, PLACE_BOTTOM, PLACE_BOTTOM_LEFT, PLACE_BOTTOM_RIGHT, PLACE_TOP_LEFT, PLACE_COUNT };

// A place on the rim of a node, and the direction in which an edge goes there.
typedef struct Port {
    int place;
    Point at;
    int direction;
    float cost; // px of length that it is worth to avoid it
} Port;

// What is known of the rims while ways are being found.
typedef struct Rims {
    const Diagram *diagram;
    float unit;
    short (*taken)[PLACE_COUNT]; // per node and place: net + 1 of the edges there; 0: none
    signed char *passes;         // per node: the direction in which what a valve lets through comes in; -1: not known yet
} Rims;

Point port_point(const DiagramNode *node, int place);

// Where an edge may begin, and end: into `ports`, which has room for PLACE_COUNT. Returns how many.
int ports_out(const Rims *rims, const DiagramEdge *edge, Port *ports);
int ports_in(const Rims *rims, const DiagramEdge *edge, Port *ports);

#endif
