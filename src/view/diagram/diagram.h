// The operations of one timestep as textbooks draw them: what a state keeps runs straight from left to right, gates are valves on its way,
// and a nonlinearity is one box with the sum beneath it.
#ifndef UNROLL_VIEW_DIAGRAM_DIAGRAM_H
#define UNROLL_VIEW_DIAGRAM_DIAGRAM_H

#include "base/arena.h"
#include "engine/gates.h"
#include "view/frame.h"

typedef enum DiagramKind {
    DIAGRAM_INPUT,  // x[t - lag], which enters from below
    DIAGRAM_STATE,  // a state of an earlier timestep, which enters at the left
    DIAGRAM_BOX,    // weights times vectors, added, and the function of the sum
    DIAGRAM_ROUND,  // an operation by itself
    DIAGRAM_VALVE,  // a product by a gate
    DIAGRAM_BEAM,   // joins the two valves of a gate that opens one as it closes the other
    DIAGRAM_LEAVE,  // where a state leaves at the right
    DIAGRAM_OUTPUT, // where what the output is made of leaves at the top
} DiagramKind;

// All lengths and places in px, relative to the upper left corner of the area.
typedef struct DiagramNode {
    DiagramKind kind;
    int op;          // whose values it shows; of a beam, the gate
    int equation;    // that the op is the result of; -1: it has no name
    int highway;     // into Diagram.highways, where it lies on one (or on the row of a state); -1
    int gate;        // into Diagram.gates, of a valve and a beam; -1
    int slot;        // of a valve: the operand of its op that is the gate
    int others;      // of a beam: the valve (an index into nodes) that lets the rest through, 1 - gate
    int valve;       // of a beam: the valve that lets the gate's part through; of a valve on a beam, the beam; -1
    bool complement; // of a valve: 1 - gate multiplies
    bool level;      // of a valve: what it lets through comes from the left
    double column, row;
    Point at;     // where lines meet
    Rect body;    // box, circle, pipe
    Rect tag;     // where values stand that have no room in the body; no width: nowhere
    Rect opening; // of a valve: the line of how far it is open; begins as the last of the tag
} DiagramNode;

// The way from what is read to its reader.
typedef struct DiagramEdge {
    int from, to;
    int op, slot;  // who reads: an op in the node `to`, and which of its operands; -1 for what leaves
    bool opens;    // it is a gate that opens a valve
    int net;       // edges of one net run together where they can
    Point *points; // level and upright lines
    int count;
} DiagramEdge;

// What is told of a node, from the most to the least.
typedef struct DiagramDetail {
    bool titles;   // "forget gate" over "f[2]"
    bool abreast;  // on one line with the symbol
    bool numbers;  // values as numbers, downwards; else strips of colour
    bool adjoints; // likewise adjoints, where there is room for them at all
    bool formulas; // what a box computes, beneath
    bool terms;    // instead, every operation in it with its values
    bool roomy;    // numbers with air about them
    bool tall;     // strips of colour of twice the height
    bool bare;     // "f[2]" instead of "f[2] σ"
    bool low;      // strips of colour but for what lies on the row of a state or has a name
    bool narrow;   // strips of colour of the least width
    bool silent;   // no values beside single operations that have no name, nor how far valves are open
} DiagramDetail;

enum { DIAGRAM_MOST_NODES = 80 }; // more have no room anyway

// Where an edge leaves others of its net.
typedef struct DiagramJoint {
    Point at;
    int net;
} DiagramJoint;

typedef struct Diagram {
    DiagramNode *nodes;
    int node_count;
    DiagramEdge *edges;
    int edge_count;
    Gate *gates;
    int gate_count;
    Highway *highways; // where nothing opens or keeps: the rows on which states run through the operations
    int highway_count;
    bool plain;   // they are such rows
    bool single;  // every operation is a node of its own
    int *node_of; // per op of the program: the node that it is part of; -1
    Rect area;    // relative to the middle of the column; y as in the picture
    DiagramDetail detail;
    bool has_adjoints; // there is room for adjoints
    int t;             // the timestep that labels were measured for
    float bus;         // px at the bottom for what runs beneath the boxes
    long work;         // points that were looked at to find the ways: a frame cannot wait for ever
    int crossings;     // of edges that have nothing to do with each other
    DiagramJoint *joints;
    int joint_count;
} Diagram;

// diagram.c: nodes and edges, without places. False where there is nothing to draw.
bool diagram_read(Diagram *diagram, const Frame *frame, Arena *arena);
// diagram_grid.c: columns and rows, by the form of the program and the annotations "place".
void diagram_arrange(Diagram *diagram, const Program *program, Arena *arena);
// diagram_place.c: px, as much detail as fits into diagram->area. False if not even the least does.
bool diagram_place(Diagram *diagram, const Frame *frame, Arena *arena);
// The same with the first of these details that fits.
bool diagram_fit(Diagram *diagram, const Frame *frame, Arena *arena, const DiagramDetail *details, size_t count);
// diagram_route.c: the ways of the edges, none through a node; counts the crossings. False where one finds no way.
bool diagram_route(Diagram *diagram, const Frame *frame, Arena *arena);

// All of these for an area (its x relative to the middle of a column); labels are measured for timestep t, adjoints get room on demand.
// Memory from the arena. False: no room.
bool diagram_make(Diagram *diagram, const Frame *frame, Arena *arena, Rect area, int t, bool adjoints);

// diagram_names.c: widens the lines that tell how far valves are open where they are free, so that the gate's name stands there too.
void diagram_name_valves(Diagram *diagram, const Frame *frame);

// The lines of text of a node at timestep t, in the language of the frame: title ("forget gate"; may be empty), symbol ("f[2]", or what
// is computed), formula (empty but for boxes).
void diagram_title(const Diagram *diagram, const Frame *frame, int node, Text *out);
void diagram_symbol(const Diagram *diagram, const Frame *frame, int node, int t, Text *out);
void diagram_formula(const Diagram *diagram, const Frame *frame, int node, int t, Text *out);
// What stands beneath the symbol of a single operation without a title: its size, with those of a matrix.
void diagram_shape(const Diagram *diagram, const Frame *frame, int node, int t, Text *out);
// The operations within a box but the last, from the first; 0 for other nodes, and where there are more than DIAGRAM_MAX_TERMS. A line for
// one of them: "W_f x[2]", "+ b_f".
enum { DIAGRAM_MAX_TERMS = 6 };
int diagram_terms(const Diagram *diagram, const Program *program, int node, int *ops);
void diagram_term(const Frame *frame, int op, int t, Text *out);
// What stands inside a round node: "+", "tanh".
void diagram_sign(const Frame *frame, const DiagramNode *node, Text *out);

// Whether an edge leads along a highway (or the row of a state).
bool diagram_runs_on(const Diagram *diagram, const DiagramEdge *edge);
// The node where a state, read at `lag`, enters; where it leaves. -1: there is none.
int diagram_entry(const Diagram *diagram, const Program *program, int op, int lag);
int diagram_exit(const Diagram *diagram, int op);

// Whether values within a box are numbers.
bool diagram_has_numbers(const Diagram *diagram, int node);

// Sizes that place and draw share, px.
#define TERM_WIDTH 60                                                // units of the strips of a term
#define TITLE_GAP 0.4f                                               // between title and symbol, in sizes of the text
float diagram_line(const Frame *frame);                              // height of a line of text
float diagram_strip(const Diagram *diagram, const Frame *frame);     // height of a strip of colour
float diagram_strip_gap(const Diagram *diagram, const Frame *frame); // between that of the values and that of the adjoints
float diagram_row(const Diagram *diagram, const Frame *frame);       // height of a number
// Width and height of values and adjoints of `size` elements beside (as strips: above) each other.
Point diagram_vector_size(const Diagram *diagram, const Frame *frame, int size, bool numbers);

#endif
