#include "view/plots.h"

#include "view/layout.h"
#include "view/panels.h"
#include "view/widgets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {
    [PLOT_STORY] = "story", [PLOT_GRADIENT] = "gradient", [PLOT_MAP] = "map",     [PLOT_LOSS] = "loss",
    [PLOT_NORM] = "norm",   [PLOT_SHARES] = "shares",     [PLOT_DECAY] = "decay", [PLOT_PRESETS] = "presets",
};
_Static_assert(sizeof NAMES / sizeof NAMES[0] == PLOT_KIND_COUNT, "a name for each plot");

static void (*const DRAW[])(Frame *frame, Rect rect) = {
    [PLOT_GRADIENT] = plots_draw_gradient, [PLOT_MAP] = plots_draw_map,       [PLOT_LOSS] = plots_draw_loss,
    [PLOT_NORM] = plots_draw_norm,         [PLOT_SHARES] = plots_draw_shares, [PLOT_DECAY] = plots_draw_decay,
    [PLOT_PRESETS] = plots_draw_presets,
};
_Static_assert(sizeof DRAW / sizeof DRAW[0] == PLOT_KIND_COUNT, "a function for each plot");

const char *plot_kind_name(PlotKind kind) {
    return NAMES[kind];
}

bool plot_kind_find(const char *name, PlotKind *kind) {
    for (int i = 0; i < PLOT_KIND_COUNT; i++) {
        if (strcmp(NAMES[i], name) == 0) {
            *kind = (PlotKind)i;
            return true;
        }
    }
    return false;
}

void plots_say(Frame *frame, Rect rect, const char *key) {
    paragraph_draw(frame, rect, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, key));
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
    DRAW[frame->view->plot](frame, inner);
}
