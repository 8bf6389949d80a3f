// Plots: axes with round ticks, curves, and marks for what no axis can show.
#ifndef UNROLL_VIEW_PLOTS_PLOT_H
#define UNROLL_VIEW_PLOTS_PLOT_H

#include "view/frame.h"

enum { AXIS_MAX_TICKS = 16 };
#define PLOT_CAP_MIDDLE 0.36f // em from the middle of a line of text down to its baseline

typedef struct Tick {
    double value;
    Text label;
} Tick;

typedef struct Axis {
    bool log;         // values <= 0 have no place on it
    double low, high; // the ends, low < high; on a log axis their decimal exponents
    Tick ticks[AXIS_MAX_TICKS];
    int tick_count;
} Axis;

// An axis that holds all finite values among `values` (on a log axis: the positive ones). Its ends and its ticks, 2 to `max_ticks` of them,
// are round numbers. Without any, an axis from 0 to 1 (log: 0.1 to 1). The caller finishes it.
void axis_init(Axis *axis, const double *values, size_t count, bool log, int max_ticks);
// An axis over whole numbers from `first` to `last`, the ends half a step further out, its ticks thinned to at most `max_ticks`.
void axis_init_steps(Axis *axis, long first, long last, int max_ticks);
void axis_finish(Axis *axis);
// Where a finite value stands: 0 at the low end, 1 at the high end, beyond them not clamped.
double axis_place(const Axis *axis, double value);

// One curve: point i at (x[i], y[i]). Borrowed for the call.
typedef struct Series {
    const char *name; // for the legend; "" or NULL: not in it
    const double *x, *y;
    size_t count;
    Color color;
    float dash, gap;  // units; 0: solid
    float width;      // units
    bool dots;        // a dot at each point
    bool points_only; // rings around the points, and no line between them
    bool labels;      // the value at each point where there is room
    bool free;        // its values make no room for themselves on the y axis: it runs out of the plot where the others end
    size_t from, to;  // only points [from, to) are drawn; all of them make the axes
} Series;

typedef struct Plot {
    const char *title; // NULL: none
    const Series *series;
    int series_count;
    bool log;              // the y axis
    bool x_steps;          // x is whole numbers (timesteps, iterations)
    const char *x_name;    // printed at the end of the x axis; NULL: none
    double marker;         // a vertical line at this x; NaN: none
    int pointed;           // the x (a timestep) whose values are told exactly; 0: none
    bool column_hits;      // register HIT_COLUMN for each whole x
    bool follows_pointer;  // instead of `pointed`: the values at the x that is nearest to the pointer are told, and that x by its name
    const Schedule *cuts;  // with x_steps: scissors between two timesteps where the link back from one to the other is cut; NULL: none
    float x_first, x_step; // with x_steps, px: where the first x should stand and how far apart they should be, to stand beneath other
                           // columns; taken if they all fit. x_step 0: spread over the width
} Plot;

// Draws a plot with title, legend, axes and curves inside `rect` (no card). Zeros (and what is below) on a log axis get a mark on the
// bottom edge, infinities on the top or bottom edge, NaN a cross on the bottom edge; each is told in words beside the legend.
void plot_draw(Frame *frame, Rect rect, const Plot *plot);

// A number of no direction, for people, with three digits that count: "0.0425", "1.2e−8", "∞".
void plot_number(double value, Text *out);

#endif
