// What training left behind, by iteration: the loss; and the norm of the gradient with what clipping does to it.
#include "view/plots.h"

#include <math.h>
#include <stdlib.h>

// The iterations before the one that is shown, and that one.
typedef struct Past {
    double *x, *loss, *norm;
    double *clipped_x, *clipped; // the norms of those that were clipped
    size_t count, clipped_count;
} Past;

static void add(Past *past, long iteration, double loss, double norm, double scale)
{
    past->x[past->count] = (double)iteration;
    past->loss[past->count] = loss;
    past->norm[past->count++] = norm;
    if (scale < 1) {
        past->clipped_x[past->clipped_count] = (double)iteration;
        past->clipped[past->clipped_count++] = norm;
    }
}

static void past_init(Past *past, const Trace *trace)
{
    const History *history = &trace->session->history;
    size_t room = (size_t)history->count + 1;
    *past = (Past){0};
    double **columns[] = {&past->x, &past->loss, &past->norm, &past->clipped_x, &past->clipped};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) { *columns[i] = memory_alloc(room * sizeof(double)); }
    bool holds_shown = false;
    for (long i = 0; i < history->count; i++) {
        long iteration = i * history->every + 1;
        holds_shown = holds_shown || iteration >= trace->iteration;
        add(past, iteration, history->loss[i], history->norm[i], history->scale[i]);
    }
    if (!holds_shown) {
        add(past, trace->iteration, trace->loss, trace->norm, trace->scale);
    }
}

static void past_finish(Past *past)
{
    free(past->x);
    free(past->loss);
    free(past->norm);
    free(past->clipped_x);
    free(past->clipped);
}

static void draw(Frame *frame, Rect rect, const char *title, bool log, const Series *series, int count)
{
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
static double *level(const Past *past, double value)
{
    double *values = memory_alloc((past->count + 1) * sizeof *values);
    for (size_t i = 0; i < past->count; i++) { values[i] = value; }
    return values;
}

static Series curve(const Frame *frame, const Past *past, const char *key, const double *y, Color color)
{
    return (Series){.name = words_get(frame->words, key), .x = past->x, .y = y, .count = past->count, .to = past->count, .color = color, .width = 3};
}

void plots_draw_loss(Frame *frame, Rect rect)
{
    Past past;
    past_init(&past, frame->trace);
    double baseline = frame->trace->session->baseline;
    double *without = level(&past, baseline);
    Series series[2] = {curve(frame, &past, "plots.loss", past.loss, frame->theme->loss),
                        curve(frame, &past, "plots.baseline", without, frame->theme->quiet)};
    series[0].dots = true;
    series[1].dash = 8;
    series[1].gap = 6;
    draw(frame, rect, "plots.loss-title", false, series, isnan(baseline) ? 1 : 2);
    free(without);
    past_finish(&past);
}

void plots_draw_norm(Frame *frame, Rect rect)
{
    Past past;
    past_init(&past, frame->trace);
    Clip clip = frame->trace->session->settings.clip;
    double *threshold = level(&past, clip.limit);
    Series series[3] = {curve(frame, &past, "plots.norm", past.norm, frame->theme->backward)};
    series[0].dots = true;
    int count = 1;
    if (clip.kind == CLIP_NORM) {
        series[count] = curve(frame, &past, "plots.threshold", threshold, frame->theme->quiet);
        series[count].dash = 8;
        series[count++].gap = 6;
    }
    if (past.clipped_count > 0) {
        series[count++] = (Series){.name = words_get(frame->words, "plots.clipped"), .x = past.clipped_x, .y = past.clipped, .count = past.clipped_count,
                                   .to = past.clipped_count, .color = frame->theme->text, .points_only = true};
    }
    draw(frame, rect, clip.kind == CLIP_ELEMENT ? "plots.norm-title-elements" : "plots.norm-title", true, series, count);
    free(threshold);
    past_finish(&past);
}
