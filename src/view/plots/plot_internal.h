// What the files of a plot share: the plot being drawn.
#ifndef UNROLL_VIEW_PLOTS_PLOT_INTERNAL_H
#define UNROLL_VIEW_PLOTS_PLOT_INTERNAL_H

#include "view/plots/plot.h"

#define PLOT_DOT 6.0f // units: radius
enum { PLOT_MAX_LABELS = 256 };

// What a value that has no place on the axis is shown as.
typedef enum Mark { MARK_NONE, MARK_ZERO, MARK_HIGH, MARK_LOW, MARK_NAN, MARK_COUNT } Mark;

typedef struct Canvas {
    Frame *frame;
    const Plot *plot;
    Rect area; // of the curves
    Axis x, y;
    long first, last;             // whole x
    float px;                     // size of text
    double pointed;               // the x whose values are told; NaN: none
    bool marks[MARK_COUNT];       // which have been drawn
    Rect labels[PLOT_MAX_LABELS]; // where the values of points stand
    int label_count;
} Canvas;

// plot.c
float plot_place_x(const Canvas *canvas, double x);
// Zero: an open triangle that points down; infinity: filled, towards its end; NaN: a cross.
void plot_draw_mark(Frame *frame, Mark mark, Point at, Color color);
// What a point of Series.points_only looks like.
void plot_draw_ring(Frame *frame, Point at, float radius, Color color);
// A dashed vertical line over the whole height; nothing where x lies beyond the axis.
void plot_draw_vertical(Canvas *canvas, double x, Color color, float dash);

// plot_legend.c: the width that the curves' names take in one line; the curves and marks by name, from the right end of `line` to `left` at
// most; the exact values at the pointed x.
float plot_legend_width(const Frame *frame, const Plot *plot, float px);
void plot_draw_legend(Canvas *canvas, Rect line, float left);
void plot_draw_readout(Canvas *canvas);

#endif
