// The operations of one timestep as a picture: nodes in layers from left to right, each behind what it is made of.
#ifndef UNROLL_VIEW_CELL_GRAPH_H
#define UNROLL_VIEW_CELL_GRAPH_H

#include "base/arena.h"
#include "view/frame.h"

// What gets a node.
typedef enum GraphGrain {
    GRAIN_ALL,       // every op
    GRAIN_CELL,      // every op but those of the readout
    GRAIN_EQUATIONS, // inputs, carries and the results of equations
} GraphGrain;

typedef struct GraphNode {
    int op;
    int layer;
    Rect rect; // relative to the area's corner, px
} GraphNode;

// An arrow to node `to` (an index into nodes) from what it reads.
typedef struct GraphEdge {
    int from, to;
} GraphEdge;

typedef struct CellGraph {
    GraphNode *nodes;
    int node_count;
    GraphEdge *edges;
    int edge_count;
    GraphGrain grain;
    float node_height;
} CellGraph;

// The name of a node: "W_h h[2]", "+ b", "c[3] = +"; where only equations have nodes, "c[3]".
void cell_graph_label(const Frame *frame, GraphGrain grain, int op, int t, Text *out);

// Lays out the graph of `t` in `width` x `height` px, memory from the arena. False if the nodes would have less than `least` px of height,
// or their names less width than they need. They get up to `most` px where there is that much.
bool cell_graph_make(CellGraph *graph, const Frame *frame, Arena *arena, GraphGrain grain, int t, float width, float height, float least,
                     float most);

// Where in a layer, at a height near `y`, an edge passes between the nodes without touching one. `x` and `width` become those of the layer.
float cell_graph_passage(const CellGraph *graph, int layer, float y, float margin, float *x, float *width);

#endif
