// Experiments side by side: each of the view's traces in a lane of its own, all on one timeline and on the same moment.
#ifndef UNROLL_VIEW_LANES_LANES_H
#define UNROLL_VIEW_LANES_LANES_H

#include "view/frame.h"
#include "view/layout.h"

// The moment of `trace` that goes with the leading one's `index`: the same by name, the end of a timestep for the end of that timestep,
// else the last earlier one that it has.
long lanes_moment(const Trace *leading, const Trace *trace, long index, const Words *words);

// The frame of a lane: that of its own trace, at the moment that goes with the leading frame's, and as far on its way. Lane 0 leads.
Frame lanes_frame(const Frame *leading, int lane);

// Whether two traces run the same cell, of the same sizes: their operations, and their parameters, go with each other.
bool lanes_same_program(const Trace *a, const Trace *b);
// Whether they run the same cell, of the same sizes, whatever either of them holds: their parameters go with each other.
bool lanes_same_weights(const Trace *a, const Trace *b);
// The op of `to` that is an op of `from`, where they have the same weights: a clamp, which only one of them may have, goes with the result
// of its equation.
int lanes_op(const Trace *from, int op, const Trace *to);

// Appends what is different in this lane, in words: "full BPTT", "cut every 2", "LSTM", "hidden 8". Where the lanes differ in nothing: the
// cell.
void lanes_title(const View *view, int lane, Text *out);
// Whether some lane has another value of the key than the first.
bool lanes_differ(const View *view, Key key);

// The lane that the others are measured by: the first with neither a cut nor anything that is held, else without a cut, else the first.
int lanes_reference(const View *view);

// What the backward pass of a trace costs.
typedef struct LanesCost {
    int blocks;      // windows that have no backward link between them
    int longest;     // timesteps in the longest of them: as many have to be kept until it is done, and follow one another
    long states;     // vectors of states in these timesteps
    long operations; // moments of the backward pass in which something arrives that a weight or a state needs; -1: too many timesteps to
                     // count
} LanesCost;
LanesCost lanes_cost(const Trace *trace);

// The first and the last timestep of the block that holds t.
void lanes_block(const Trace *trace, int t, int *first, int *last);

// How a lane is drawn in the plot, and a piece of that line before its title. Dash and gap are units; the sample's left end is at x, px;
// returns its width with the gap behind it.
void lanes_dash(int lane, float *dash, float *gap);
Color lanes_color(const Theme *theme, int lane);
float lanes_sample_draw(Frame *frame, int lane, float x, float y);

// The lanes above each other in layout->lanes.
void lanes_draw(Frame *frame, const Layout *layout);

// Whether some lane has the weights of the reference.
bool lanes_any_comparable(const View *view);

// The mean loss of the last iterations (about 50 of them) before the one that a trace is of; NaN before any.
double lanes_late_loss(const Trace *trace);

// The mean loss under which a lane has learned: a tenth of that without memory (Session.baseline); NaN where that is not known.
double lanes_learned_loss(const Trace *trace);
// The first iteration, from 1, whose loss and those of the 49 before it have a mean below that, among the iterations before the one that a
// trace is of; *mean becomes that mean. 0: none, or nobody knows.
long lanes_learned_at(const Trace *trace, double *mean);

// For lanes whose weights are not the same ones: how much of the chosen loss's gradient is left at the first timestep, and who learns.
// Cuts what it needs off the top of `rest`; what does not fit is left out.
void lanes_learning_draw(Frame *frame, Rect *rest);
float lanes_learning_height(const Frame *frame); // px that all of it needs, without the bars
void lanes_describe_learning(const Frame *leading, int lane, Text *out);

// The panel beside them: reach maps, what cutting does to the gradients, what the lanes cost.
void lanes_compare_draw(Frame *frame, const Layout *layout);

// Cosine and ratio of norms (this lane over the reference) of the gradient of a parameter of the reference, as far as it has come. False
// where nothing has come yet, or the lanes do not have the same parameters.
bool lanes_gradients(const Frame *leading, int lane, int param, double *cosine, double *ratio);

// Appends "L = 4.986" once the sum is complete, and "h[2] hears: L_2" once the backward pass has come to a timestep, with what a cut keeps
// away from it.
void lanes_loss(const Frame *lane, Text *out);
void lanes_note(const Frame *lane, Text *out);

// Appends "states kept 2, operations 26, ...".
void lanes_cost_append(const LanesCost *cost, const Words *words, Text *out);

// Appends a few lines for each lane: its title and loss, the adjoints that are known, how many pairs have been reached, gradients and cost.
void lanes_describe(const Frame *frame, Text *out);

#endif
