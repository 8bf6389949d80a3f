// What training left behind, by iteration: the loss; and the norm of the gradient with what clipping does to it.
#include "view/plots/plots.h"

#include "experiment/clamp.h"
#include "view/lanes/lanes.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

// The iterations before the one that is shown, and that one.
typedef struct Past {
    double *x, *loss, *norm;
    double *clipped_x, *clipped;                  // the norms of those that were clipped
    double *turned_x, *turned_loss, *turned_norm; // those from which on something is held, or held no more
    size_t count, clipped_count, turned_count;
} Past;

static void add(Past *past, long iteration, double loss, double norm, bool is_clipped) {
    past->x[past->count] = (double)iteration;
    past->loss[past->count] = loss;
    past->norm[past->count++] = norm;
    if (is_clipped) {
        past->clipped_x[past->clipped_count] = (double)iteration;
        past->clipped[past->clipped_count++] = norm;
    }
}

static bool is_clipped(const Trace *trace) {
    Clip clip = trace->session->settings.clip;
    bool clipped = trace->scale < 1;
    for (size_t i = 0; clip.kind == CLIP_ELEMENT && !clipped && i < trace->grads.count; i++) {
        clipped = fabs(trace->grads.data[i]) > clip.limit;
    }
    return clipped;
}

// The first of the iterations kept that has so many updates before it, or more.
static void add_turn(Past *past, long updates) {
    for (size_t i = 0; updates > 0 && i < past->count; i++) {
        if (past->x[i] >= (double)(updates + 1)) {
            past->turned_x[past->turned_count] = past->x[i];
            past->turned_loss[past->turned_count] = past->loss[i];
            past->turned_norm[past->turned_count++] = past->norm[i];
            return;
        }
    }
}

static void add_turns(Past *past, const Session *session) {
    Clamps clamps;
    clamps_read(&clamps, experiment_get(&session->experiment, KEY_CLAMP));
    size_t room = 2 * (size_t)clamps.count + 1;
    past->turned_x = memory_alloc(room * sizeof(double));
    past->turned_loss = memory_alloc(room * sizeof(double));
    past->turned_norm = memory_alloc(room * sizeof(double));
    for (int i = 0; i < clamps.count; i++) {
        add_turn(past, clamps.items[i].hold.from);
        if (clamps.items[i].hold.to < LONG_MAX) {
            add_turn(past, clamps.items[i].hold.to);
        }
    }
    clamps_finish(&clamps);
}

static void past_init(Past *past, const Trace *trace) {
    const History *history = &trace->session->history;
    size_t room = (size_t)history->count + 1;
    *past = (Past){0};
    double **columns[] = {&past->x, &past->loss, &past->norm, &past->clipped_x, &past->clipped};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        *columns[i] = memory_alloc(room * sizeof(double));
    }
    bool holds_shown = false;
    for (long i = 0; i < history->count; i++) {
        long iteration = i * history->every + 1;
        holds_shown = holds_shown || iteration >= trace->iteration;
        add(past, iteration, history->loss[i], history->norm[i], history->scale[i] < 1);
    }
    if (!holds_shown) {
        add(past, trace->iteration, trace->loss, trace->norm, is_clipped(trace));
    }
    add_turns(past, trace->session);
}

static void past_finish(Past *past) {
    free(past->x);
    free(past->loss);
    free(past->norm);
    free(past->clipped_x);
    free(past->clipped);
    free(past->turned_x);
    free(past->turned_loss);
    free(past->turned_norm);
}

static void draw(Frame *frame, Rect rect, const char *title, bool log, const Series *series, int count) {
    const Plot plot = {
        .title = words_get(frame->words, title),
        .series = series,
        .series_count = count,
        .log = log,
        .x_steps = true,
        .x_name = words_get(frame->words, "plots.iteration"),
        .marker = (double)frame->trace->iteration,
        .follows_pointer = true,
    };
    plot_draw(frame, rect, &plot);
}

// The same value at every x.
static double *level(const Past *past, double value) {
    double *values = memory_alloc((past->count + 1) * sizeof *values);
    for (size_t i = 0; i < past->count; i++) {
        values[i] = value;
    }
    return values;
}

static Series curve(const Frame *frame, const Past *past, const char *key, const double *y, Color color) {
    return (Series){
        .name = words_get(frame->words, key), .x = past->x, .y = y, .count = past->count, .to = past->count, .color = color, .width = 3};
}

// The curves of the lanes beside the first, each as its lane draws its lines.
typedef struct Lanes {
    Past pasts[VIEW_MAX_LANES];
    Text titles[VIEW_MAX_LANES];
    int count;
} Lanes;

static void lanes_init(Lanes *lanes, const Frame *frame) {
    lanes->count = frame->view->trace_count;
    for (int lane = 0; lane < lanes->count; lane++) {
        past_init(&lanes->pasts[lane], frame->view->traces[lane]);
        text_init(&lanes->titles[lane]);
        if (lanes->count > 1) {
            lanes_title(frame->view, lane, &lanes->titles[lane]);
        }
    }
}

static void lanes_finish(Lanes *lanes) {
    for (int lane = 0; lane < lanes->count; lane++) {
        past_finish(&lanes->pasts[lane]);
        text_finish(&lanes->titles[lane]);
    }
}

// One series a lane, of its losses or of its norms; alone, the only one has the name of `key` and the colour of what it shows. Returns how
// many.
static int add_lanes(const Frame *frame, const Lanes *lanes, const char *key, bool norms, Color color, Series *series) {
    for (int lane = 0; lane < lanes->count; lane++) {
        const Past *past = &lanes->pasts[lane];
        series[lane] = curve(frame, past, key, norms ? past->norm : past->loss, color);
        series[lane].dots = lanes->count == 1;
        if (lanes->count == 1) {
            continue;
        }
        series[lane].name = lanes->titles[lane].data;
        series[lane].color = lanes_color(frame->theme, lane);
        lanes_dash(lane, &series[lane].dash, &series[lane].gap);
    }
    return lanes->count;
}

// Rings where something begins to be held, or no longer is; told once in the legend.
static int add_turned(const Frame *frame, const Lanes *lanes, bool norms, Series *series) {
    int count = 0;
    for (int lane = 0; lane < lanes->count; lane++) {
        const Past *past = &lanes->pasts[lane];
        if (past->turned_count == 0) {
            continue;
        }
        series[count] = (Series){.name = count == 0 ? words_get(frame->words, "plots.turned") : "",
                                 .x = past->turned_x,
                                 .y = norms ? past->turned_norm : past->turned_loss,
                                 .count = past->turned_count,
                                 .to = past->turned_count,
                                 .color = frame->theme->text,
                                 .points_only = true};
        count++;
    }
    return count;
}

// A ring where each lane has learned, at the mean that says so; told once in the legend.
typedef struct Learned {
    double x[VIEW_MAX_LANES], y[VIEW_MAX_LANES];
} Learned;

static int add_learned(const Frame *frame, Learned *learned, Series *series) {
    const View *view = frame->view;
    int count = 0;
    for (int lane = 0; lane < view->trace_count && view->trace_count > 1; lane++) {
        long iteration = lanes_learned_at(view->traces[lane], &learned->y[count]);
        if (iteration == 0) {
            continue;
        }
        learned->x[count] = (double)iteration;
        series[count] = (Series){.name = count == 0 ? words_get(frame->words, "plots.learned") : "",
                                 .x = &learned->x[count],
                                 .y = &learned->y[count],
                                 .count = 1,
                                 .to = 1,
                                 .color = frame->theme->loss,
                                 .points_only = true};
        count++;
    }
    return count;
}

void plots_draw_loss(Frame *frame, Rect rect) {
    Lanes lanes;
    lanes_init(&lanes, frame);
    double baseline = frame->trace->session->baseline;
    double *without = level(&lanes.pasts[0], baseline);
    Series series[3 * VIEW_MAX_LANES + 1];
    Learned learned;
    int count = add_lanes(frame, &lanes, "plots.loss", false, frame->theme->loss, series);
    if (!isnan(baseline)) {
        series[count] = curve(frame, &lanes.pasts[0], "plots.baseline", without, frame->theme->quiet);
        series[count].dash = 8;
        series[count++].gap = 6;
    }
    count += add_turned(frame, &lanes, false, series + count);
    count += add_learned(frame, &learned, series + count);
    draw(frame, rect, "plots.loss-title", false, series, count);
    free(without);
    lanes_finish(&lanes);
}

void plots_draw_norm(Frame *frame, Rect rect) {
    Lanes lanes;
    lanes_init(&lanes, frame);
    const Past *first = &lanes.pasts[0];
    Clip clip = frame->trace->session->settings.clip;
    double *threshold = level(first, clip.limit);
    Series series[2 * VIEW_MAX_LANES + 2];
    int count = add_lanes(frame, &lanes, "plots.norm", true, frame->theme->backward, series);
    if (clip.kind == CLIP_NORM) {
        series[count] = curve(frame, first, "plots.threshold", threshold, frame->theme->quiet);
        series[count].dash = 8;
        series[count++].gap = 6;
    }
    if (first->clipped_count > 0) {
        series[count++] = (Series){.name = words_get(frame->words, "plots.clipped"),
                                   .x = first->clipped_x,
                                   .y = first->clipped,
                                   .count = first->clipped_count,
                                   .to = first->clipped_count,
                                   .color = frame->theme->text,
                                   .points_only = true};
    }
    count += add_turned(frame, &lanes, true, series + count);
    draw(frame, rect, clip.kind == CLIP_ELEMENT ? "plots.norm-title-elements" : "plots.norm-title", true, series, count);
    free(threshold);
    lanes_finish(&lanes);
}
