#include "view/plots/plots.h"

#include "trace/memo.h"
#include "view/formula/formula.h"
#include "view/lanes/lanes.h"
#include "view/layout.h"
#include "view/panels/panels.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {
    [PLOT_STORY] = "story",   [PLOT_GRADIENT] = "gradient", [PLOT_RELATIVE] = "relative", [PLOT_WAYS] = "ways",
    [PLOT_GATES] = "gates",   [PLOT_MAP] = "map",           [PLOT_LOSS] = "loss",         [PLOT_NORM] = "norm",
    [PLOT_SHARES] = "shares", [PLOT_DECAY] = "decay",       [PLOT_PRESETS] = "presets",
};
_Static_assert(sizeof NAMES / sizeof NAMES[0] == PLOT_KIND_COUNT, "a name for each plot");

static void (*const DRAW[])(Frame *frame, Rect rect) = {
    [PLOT_GRADIENT] = plots_draw_gradient, [PLOT_RELATIVE] = plots_draw_relative, [PLOT_WAYS] = plots_draw_ways,
    [PLOT_GATES] = plots_draw_gates,       [PLOT_MAP] = plots_draw_map,           [PLOT_LOSS] = plots_draw_loss,
    [PLOT_NORM] = plots_draw_norm,         [PLOT_SHARES] = plots_draw_shares,     [PLOT_DECAY] = plots_draw_decay,
    [PLOT_PRESETS] = plots_draw_presets,
};
_Static_assert(sizeof DRAW / sizeof DRAW[0] == PLOT_KIND_COUNT, "a function for each plot");

// The plots of one lane.
static const bool FOLLOWS[PLOT_KIND_COUNT] = {
    [PLOT_WAYS] = true, [PLOT_GATES] = true, [PLOT_MAP] = true, [PLOT_SHARES] = true, [PLOT_DECAY] = true,
};

// Beside the curves of all lanes the plot of gradients has what came by the highway of the chosen one.
static bool has_highway(const View *view) {
    int count = 0;
    for (int i = 0; i < view->trace_count && count == 0; i++) {
        trace_memo_highways(view->traces[i], &count);
    }
    return count > 0;
}

bool plots_follow_lane(const View *view) {
    return view->trace_count > 1 &&
           (FOLLOWS[view->plot] || ((view->plot == PLOT_GRADIENT || view->plot == PLOT_RELATIVE) && has_highway(view)));
}

const char *plot_kind_name(PlotKind kind) {
    return NAMES[kind];
}

// As the buttons say.
static const char *const BUTTONS[PLOT_KIND_COUNT] = {[PLOT_SHARES] = "weights", [PLOT_DECAY] = "memory", [PLOT_PRESETS] = "examples"};

void plot_kinds_append(const Words *words, Text *out) {
    for (int i = 0; i < PLOT_KIND_COUNT; i++) {
        char key[32];
        snprintf(key, sizeof key, "plots.tab-%s", NAMES[i]);
        text_printf(out, "%s%s", i > 0 ? ", " : "", NAMES[i]);
        if (words_has(words, key) && strcmp(words_get(words, key), NAMES[i]) != 0) {
            text_printf(out, " (%s)", words_get(words, key));
        }
    }
}

bool plot_kind_find(const char *name, PlotKind *kind) {
    for (int i = 0; i < PLOT_KIND_COUNT; i++) {
        if (strcmp(NAMES[i], name) == 0 || (BUTTONS[i] != NULL && strcmp(BUTTONS[i], name) == 0)) {
            *kind = (PlotKind)i;
            return true;
        }
    }
    return false;
}

void plots_say(Frame *frame, Rect rect, const char *key) {
    paragraph_draw(frame, rect, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, key));
}

Rect plots_whole_pixels(Rect rect) {
    float right = rect.x + rect.w, bottom = rect.y + rect.h;
    if (rect.w >= 1) {
        rect.x = roundf(rect.x);
        rect.w = roundf(right) - rect.x;
    }
    if (rect.h >= 1) {
        rect.y = roundf(rect.y);
        rect.h = roundf(bottom) - rect.y;
    }
    return rect;
}

void plots_draw_note(Frame *frame, Rect area, Rect cell, const char *text) {
    float px = frame_text_size(frame, 20), gap = 0.5f * px;
    Formula label;
    formula_init(&label);
    formula_label(&label, false, text);
    Rect box = {cell.x + cell.w + gap, cell.y + cell.h / 2 - 0.8f * px, formula_width(frame, &label, px) + 2 * gap, 1.6f * px};
    if (box.x + box.w > area.x + area.w) {
        box.x = fmaxf(area.x, cell.x - gap - box.w);
    }
    box.y = fmaxf(area.y, fminf(box.y, area.y + area.h - box.h));
    display_border_box(frame->list, cell, 0, 0, frame->theme->focus, 2 * frame->unit);
    display_border_box(frame->list, box, 0.3f * px, frame->theme->surface, frame->theme->line, frame->theme->border * frame->unit);
    formula_draw(frame, &label, box.x + gap, box.y + 1.15f * px, FACE_REGULAR, px, frame->theme->text, frame->theme->text);
    formula_finish(&label);
}

void plots_align(const Frame *frame, Plot *plot) {
    const View *view = frame->view;
    Layout layout;
    layout_make(view, &layout);
    Camera camera = view_resolve_camera(view);
    float column = (float)camera.column * frame->unit, middle = layout.stage.x + layout.stage.w / 2;
    plot->x_steps = true;
    plot->x_name = "t";
    plot->pointed = view->pointed_column;
    plot->column_hits = true;
    plot->x_first = middle + (float)(1 - camera.t) * column;
    plot->x_step = column;
}

double *plots_timesteps(const Trace *trace) {
    double *steps = memory_alloc((size_t)trace->steps * sizeof *steps);
    for (int t = 1; t <= trace->steps; t++) {
        steps[t - 1] = t;
    }
    return steps;
}

void plots_draw(Frame *frame, Rect rect) {
    if (frame->view->plot == PLOT_STORY) {
        norms_draw(frame, rect);
        return;
    }
    float px = frame_text_size(frame, 20);
    Rect inner = card_draw(frame, rect);
    plots_draw_strip(frame, rect_cut_top(&inner, 1.6f * px));
    rect_cut_top(&inner, 0.3f * px);
    // What shows one lane shows it at the moment that goes with the first one's.
    Frame lane = FOLLOWS[frame->view->plot] ? lanes_frame(frame, plots_lane(frame->view)) : *frame;
    size_t first_hit = frame->hits->count;
    DRAW[frame->view->plot](&lane, inner);
    for (size_t i = first_hit; i < frame->hits->count; i++) {
        frame->hits->hits[i].trace = plots_lane(frame->view);
    }
}
