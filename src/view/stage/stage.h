// The stage: time from left to right; inputs at the bottom, states in the middle, outputs above, losses on top. What its files share.
#ifndef UNROLL_VIEW_STAGE_STAGE_H
#define UNROLL_VIEW_STAGE_STAGE_H

#include "base/arena.h"
#include "view/diagram/diagram.h"
#include "view/stage/edge.h"
#include "view/frame.h"
#include "view/layout.h"

// How much of a timestep is told, by the width of its column.
typedef enum Detail {
    DETAIL_STRIP,      // a strip of colour
    DETAIL_CELLS,      // below 200 units: cells and the target's probability
    DETAIL_NUMBERS,    // numbers, cards, what arrives at the fork
    DETAIL_BARS,       // from 330: bars of the output
    DETAIL_OPERATIONS, // from 520: the operations within the cell
    DETAIL_PRODUCT,    // from STAGE_PRODUCT_COLUMN: one operation with its numbers
} Detail;

// Units of a column: a card of that width still fits beside the panels.
#define STAGE_PRODUCT_COLUMN 1400.0

enum { STAGE_MAX_BLOCKS = 4, STAGE_MAX_TAGS = 6 };

// A vector that every column shows: a state, or what stands under the output. In px, measured for one column.
typedef struct Block {
    int equation, op;
    float title;  // baseline of its title; 0 where it has none
    float y, h;   // its cells
    double limit; // magnitude of the full colour
    double adjoint_limit;
} Block;

typedef struct Stage {
    Frame *frame;
    Layout layout;
    Detail detail;
    double t;                       // the timestep in the middle
    float column;                   // width, px
    float initial;                  // width of the column of what was before t = 1, px; 0: there is none
    int first, last;                // timesteps that show, at least in part; first = 0: the initial column too
    Block blocks[STAGE_MAX_BLOCKS]; // [0] is the main state
    int block_count;
    Rect card;                // of a column, x relative to its middle
    bool numbers;             // cells are wide enough for numbers
    float cell;               // width of a column of cells, px
    float value_x, adjoint_x; // middle of the values' and the adjoints' cells, relative to the column's middle
    float token_x, output_x;  // middles of token and output, relative to the column's middle
    float back_x;             // where the gradient of the own loss comes down
    const Diagram *diagram;   // of every column, where one is shown; NULL else
    Gate *gates;              // of the program
    int gate_count;
    const Highway *highways;
    int highway_count;
    float symbol_width;        // px of the widest symbol
    double output_limit;       // magnitude of the full height of an output's bar
    float tags;                // 0..1: how much the tags of the weights show
    bool updating;             // they show because the weights change
    float token_width;         // px that the box of the widest token on the stage needs
    float widest_token;        // px: the widest label
    bool tokens_labelled;      // "t = 3" stands under the token instead of beside it
    bool lane;                 // one of several above each other: states and losses only
    double largest;            // the length of the widest backward edge; 0: the largest of this stage
    const struct Stage *ghost; // the lane whose gradient is shown palely where this one has a cut; NULL: none
    Arena arena;               // lives as long as the stage is drawn
} Stage;

// stage.c. A stage that was made is finished.
void stage_finish(Stage *stage);
void stage_make(Stage *stage, Frame *frame, const Layout *layout);
float stage_x(const Stage *stage, int t);                 // middle of a column, px; t = 0: the initial column
float stage_token_x(const Stage *stage, int t);           // middle of the token
float stage_output_x(const Stage *stage, int t);          // middle of the output
bool stage_shows(const Stage *stage, int t);              // whether it lies on the stage
float stage_value_way(const Stage *stage, int op, int t); // 0..1: how far the value of an op has come
bool stage_has_focus(const Stage *stage, int t);          // the moment happens there
Color stage_focus_color(const Stage *stage);              // of the moment's phase
// A number that can be asked where it comes from; with a ring around it while it is pointed at.
void stage_add_element(Stage *stage, Rect rect, Element element);
void stage_draw(Frame *frame, const Layout *layout);

// What every column shows, by equation: without what it takes to draw them.
void stage_choose_blocks(Stage *stage);

// camera.c: the width of the initial column, px.
float stage_initial_width(const Trace *trace, float column, float unit, float text_min);
// The width of a column in units, from the camera or so that all timesteps fit into the layout's stage.
double stage_column_width(const View *view, const Layout *layout);

// stage_place.c: where cards and cells stand in a column. Across comes first.
Detail stage_detail(double column); // of a width in units
void stage_place_across(Stage *stage);
void stage_place_down(Stage *stage);
// The height in px that the band of the states needs so that each of their numbers can be written, once the backward pass has begun; 0
// where columns are too narrow for numbers. The layout's stage, unit and smallest text are known.
float stage_states_height(const View *view, const Layout *layout);

// The areas of the pointer: the whole stage, its columns.
void stage_draw_hits(Stage *stage);
// Each draws its part of all columns that show.
void stage_draw_tokens(Stage *stage);
void stage_draw_states(Stage *stage);
void stage_draw_outputs(Stage *stage);
void stage_draw_losses(Stage *stage);
void stage_draw_sum(Stage *stage);
void stage_draw_flow(Stage *stage);
void stage_draw_back(Stage *stage);
void stage_draw_fold(Stage *stage);
void stage_draw_tags(Stage *stage);
void stage_draw_notes(Stage *stage);

// stage_before.c: the end of the block before, faded, and the update that lies between. Its width is px.
float stage_before_width(float unit, float text_min);
void stage_draw_before(Stage *stage);

void stage_measure_tokens(Stage *stage);
void stage_measure_symbols(Stage *stage);
// Whether there is a line of text under the tokens.
bool stage_has_token_line(const Stage *stage);
// The box of the token at t: what stage_draw_flow leads away from it.
Rect stage_token_box(const Stage *stage, int t);
// Where the picture of an output ends at the bottom, and begins at the top.
float stage_output_bottom(const Stage *stage);
float stage_output_top(const Stage *stage);
float stage_loss_y(const Stage *stage); // middle of the line of losses
float stage_chip_height(const Stage *stage);

// stage_wires.c: where edges begin and end, px.
float stage_card_left(const Stage *stage, int t);
float stage_card_right(const Stage *stage, int t);
float stage_card_top(const Stage *stage);
float stage_card_bottom(const Stage *stage);
const Block *stage_block_of(const Stage *stage, int op);                   // NULL if it is not shown
float stage_lane_y(const Stage *stage, const Block *block, bool backward); // of its carries
// The room that the tracks of lagged inputs (OP_INPUT) need below the cards, and of states at a lag above 1 (OP_CARRY) above them.
float stage_tracks_height(const Stage *stage, OpKind kind);
// Whether what comes to a card and leaves it runs on within as the same line.
bool stage_goes_on(const Stage *stage);
// The way from what is read at t - lag (what was before t = 1 stands in the initial column) to t; backward, from t to t - lag.
Edge stage_input_path(const Stage *stage, int lag, int t);
Edge stage_carry_path(const Stage *stage, const Block *block, int lag, int t, bool backward);

// stage_back.c: the largest length of what flows backward on the stage.
double stage_largest_length(const Stage *stage);

// stage_listening.c: the ground of a token by how much the loss under the pointer listens to it; false where none is, or the token comes
// behind it.
bool stage_listening(const Stage *stage, int t, Color *ground);
// What these colours mean, over everything else.
void stage_draw_listening(Stage *stage);

// stage_flow.c: 0..1 of the way from one moment to another, eased.
float stage_way(const Stage *stage, long from, long to);

// stage_series.c: an output that is numbers, as a mark on a scale beside its target.
// A value of a series in the units of the data, as the task labels its targets.
void stage_append_value(const Dataset *dataset, double value, Text *out);
void stage_draw_gauge(Stage *stage, int t, Rect rect);

// The operations within the cell, or one product, in the card at t. False where there is no room for them (the states are shown instead).
bool stage_draw_operations(Stage *stage, int t, Rect card);
bool stage_draw_product(Stage *stage, int t, Rect card);

// stage_scales.c: what the colours of cells stand for, where these are too small for their numbers: left of the first token, as many as
// fit.
void stage_draw_scales(Stage *stage);
// The same side by side in one line; nothing where that is too narrow. Returns the width, px.
float stage_draw_scales_in(Stage *stage, Rect row);

// stage_labels.c: one line with "_h" as a subscript, cut where it is wider than `room`. Returns its width; stage_label_width only measures.
float stage_label(Stage *stage, float x, float baseline, Align align, FontFace face, float size, Color color, const char *text, float room);
float stage_label_width(const Stage *stage, float size, const char *text);
// The names of the weights on the edges, when they change: one change for all copies.
void stage_draw_weights(Stage *stage);

// stage_operations.c: the values of an op at t in lane 0, an index written out as a vector. NULL where there is nothing.
const double *stage_op_values(Stage *stage, int op, int t);
// Them, or the adjoint, as far as it has come, as numbers downwards or as a strip across. Each can be asked.
void stage_draw_op(Stage *stage, Rect rect, int op, int t, bool adjoint, bool across);
// The moment is about this op at t.
bool stage_is_now(const Stage *stage, int op, int t);

// Where operations are shown but no diagram: moves the blocks to the height at which their states of the timestep before come in.
void stage_meet_operations(Stage *stage);

// stage_diagram.c: the diagram of a column, as it is laid out in stage->diagram.
void stage_make_diagram(Stage *stage);
void stage_draw_diagram(Stage *stage, int t);

// stage_valve.c: how far a valve is open at t, 0..1: the mean over the units of its gate, or of 1 - gate. NaN before that is computed.
double stage_opening(Stage *stage, const Gate *gate, bool complement, int t);
// Whether the value of an op at t is known and nothing but zeros; what was before the first timestep does not count.
bool stage_is_zero(Stage *stage, int op, int t);
// Where what a valve lets through comes from.
typedef enum PipeEntry { PIPE_FROM_LEFT, PIPE_FROM_RIGHT, PIPE_FROM_ABOVE, PIPE_FROM_BELOW } PipeEntry;
// A pipe of this size that lets through what the valve's gate does; pressed, it holds the gate. Empty: nothing but zeros come in.
void stage_draw_valve(Stage *stage, const Gate *gate, bool complement, int t, Rect pipe, PipeEntry entry, bool empty);
// In the middle of a line: what multiplies, unit by unit as bars; its name, with a line above it for the mean, where there is room; the
// mean. Each can be asked.
void stage_draw_opening(Stage *stage, const Gate *gate, bool complement, int t, Rect line);
// The width in px that this takes, with or without the name.
float stage_opening_width(const Frame *frame, const Gate *gate, bool complement, bool named);
// The beam of a gate whose valves hang at its ends; the one that it opens at the left or the right.
void stage_draw_beam(Stage *stage, const Gate *gate, int t, Rect rect, bool opens_left);
// Its left or its right end.
Point stage_beam_end(Stage *stage, const Gate *gate, int t, Rect rect, bool opens_left, bool left);
// The highway of a state; NULL if it has none, or columns are too narrow to show it.
const Highway *stage_highway_of(const Stage *stage, const Block *block);
// Its edge from one column to the next as a pipe. Where no diagram shows the valve, a small one stands ahead of the column at t.
void stage_draw_highway(Stage *stage, const Highway *highway, const Edge *edge, int t);

#endif
