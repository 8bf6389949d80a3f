// What a timestep computes where a diagram has no room: inputs, states and the results of equations in layers from left to right, each
// behind what it is made of.
#ifndef UNROLL_VIEW_DIAGRAM_CELL_GRAPH_H
#define UNROLL_VIEW_DIAGRAM_CELL_GRAPH_H

#include "base/arena.h"
#include "view/frame.h"

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
    float node_height;
} CellGraph;

// The name of a node: "c[3]", "x[3]".
void cell_graph_label(const Frame *frame, int op, int t, Text *out);

// Lays out the graph of `t` in `width` x `height` px, memory from the arena. False if the nodes would have less than `least` px of height,
// or their names less width than they need. They get up to `most` px where there is that much.
bool cell_graph_make(CellGraph *graph, const Frame *frame, Arena *arena, int t, float width, float height, float least, float most);

// Where in a layer, at a height near `y`, an edge passes between the nodes without touching one. `x` and `width` become those of the layer.
float cell_graph_passage(const CellGraph *graph, int layer, float y, float margin, float *x, float *width);

#endif
