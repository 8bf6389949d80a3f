// The card of plots: a strip with the plots by name and the knob, and the plot that is chosen. One file a kind of plot.
#ifndef UNROLL_VIEW_PLOTS_PLOTS_H
#define UNROLL_VIEW_PLOTS_PLOTS_H

#include "engine/gates.h"
#include "view/plots/plot.h"

// The card with what View.plot asks for.
void plots_draw(Frame *frame, Rect rect);

// The experiments to begin with, by the name that the command `preset` takes; NULL behind the last.
const char *plots_preset_name(int index);

// Ends of the knob's scale: spectral radii.
#define PLOTS_RADIUS_LEAST 0.0
#define PLOTS_RADIUS_MOST 2.0

// ---- what the files of the card share

// The strip: one tab for each plot, then as much of the knob as there is room for.
void plots_draw_strip(Frame *frame, Rect rect);
// The knob alone: spectral radius and largest singular value of the recurrent matrix, or that there is none.
void plots_draw_knob(Frame *frame, Rect rect);

// The plots: of the whole iteration that the trace holds, inside `rect`.
void plots_draw_gradient(Frame *frame, Rect rect);
void plots_draw_relative(Frame *frame, Rect rect);
void plots_draw_ways(Frame *frame, Rect rect);
void plots_draw_gates(Frame *frame, Rect rect);
void plots_draw_map(Frame *frame, Rect rect);
void plots_draw_loss(Frame *frame, Rect rect);
void plots_draw_norm(Frame *frame, Rect rect);
void plots_draw_shares(Frame *frame, Rect rect);
void plots_draw_decay(Frame *frame, Rect rect);
void plots_draw_presets(Frame *frame, Rect rect);

// Appends what a highway multiplies by on the way through one timestep, in words where there are some: "forget gate", "× (1 − z)", "× 1".
void plots_append_way(const Frame *frame, const Program *program, const Highway *way, Text *out);

// The lane that the plots of one lane follow, and the choice of it: a button for each lane, or where there is no room for that, one that
// goes on to the next.
int plots_lane(const View *view);
// Whether there are several, and what the card shows is of the one that is chosen.
bool plots_follow_lane(const View *view);
void plots_draw_lanes(Frame *frame, Rect rect);
// Appends "LSTM: " where there are several lanes and their names are short enough to stand ahead of a title in `width` px.
void plots_begin_title(const Frame *frame, float width, Text *out);

// The height in px that the card had better have for what it shows; 0 where any will do.
float plots_wanted_height(const View *view, float unit, float text);

// A sentence instead of a plot, and why.
void plots_say(Frame *frame, Rect rect, const char *key);

// Rectangles whose edges lie on whole pixels where they are as large as that: no seams between cells.
Rect plots_whole_pixels(Rect rect);
// A ring around a cell, and what is to be said of it in a box beside it, within `area`.
void plots_draw_note(Frame *frame, Rect area, Rect cell, const char *text);

// Puts the timesteps of a plot beneath the columns of the stage, and lets them be pointed at.
void plots_align(const Frame *frame, Plot *plot);

// 1, 2, ... T. The caller frees it.
double *plots_timesteps(const Trace *trace);

#endif
