// The card of plots: a strip with the plots by name and the knob, and the plot that is chosen. One file a kind of plot.
#ifndef UNROLL_VIEW_PLOTS_H
#define UNROLL_VIEW_PLOTS_H

#include "view/plot.h"

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
void plots_draw_map(Frame *frame, Rect rect);
void plots_draw_loss(Frame *frame, Rect rect);
void plots_draw_norm(Frame *frame, Rect rect);
void plots_draw_shares(Frame *frame, Rect rect);
void plots_draw_decay(Frame *frame, Rect rect);
void plots_draw_presets(Frame *frame, Rect rect);

// A sentence instead of a plot, and why.
void plots_say(Frame *frame, Rect rect, const char *key);

// Puts the timesteps of a plot beneath the columns of the stage, and lets them be pointed at.
void plots_align(const Frame *frame, Plot *plot);

// 1, 2, ... T. The caller frees it.
double *plots_timesteps(const Trace *trace);

#endif
