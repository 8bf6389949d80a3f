// A weight's gradient as the sum of what the timesteps give to it: their parts along the gradient, which add up to its norm.
#include "view/plots/plots.h"

#include "trace/memo.h"
#include "view/panels/panels.h"

#include <math.h>
#include <stdlib.h>

static void write_title(const Frame *frame, int param, const WeightShares *shares, float width, Text *out) {
    Text norm;
    text_init(&norm);
    plot_number(shares->norm, &norm);
    plots_begin_title(frame, width, out);
    WORDS_FORMAT(frame->words, out, "plots.shares-title", {"weight", frame->trace->program->params[param].name}, {"norm", norm.data});
    text_finish(&norm);
}

void plots_draw_shares(Frame *frame, Rect rect) {
    const Trace *trace = frame->trace;
    const Theme *theme = frame->theme;
    int param = tray_param(frame);
    const WeightShares *shares = param >= 0 ? trace_memo_shares(trace, param) : NULL;
    if (shares == NULL) {
        plots_say(frame, rect, param >= 0 ? "plots.too-long" : "panels.no-weights");
        return;
    }
    double *steps = plots_timesteps(trace);
    size_t count = (size_t)trace->steps;
    const Series plain = {.x = steps, .count = count, .to = count, .width = 3};
    Series series[3] = {plain, plain, plain};
    series[0].name = words_get(frame->words, "plots.share");
    series[0].y = shares->along;
    series[0].color = theme->backward;
    series[0].dots = true;
    series[1].name = words_get(frame->words, "plots.share-sum");
    series[1].y = shares->running;
    series[1].color = theme->update;
    series[1].dash = 10;
    series[1].gap = 6;
    series[2].name = words_get(frame->words, "plots.share-norm");
    series[2].y = shares->norms;
    series[2].color = theme->quiet;
    series[2].dash = 3;
    series[2].gap = 5;
    Text title;
    text_init(&title);
    write_title(frame, param, shares, rect.w, &title);
    Plot plot = {.title = title.data, .series = series, .series_count = 3, .marker = NAN};
    plots_align(frame, &plot);
    plot_draw(frame, rect, &plot);
    text_finish(&title);
    free(steps);
}
