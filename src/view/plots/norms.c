// The size of the gradient by timestep: why gradients vanish and explode.
#include "view/panels/panels.h"

#include "trace/memo.h"
#include "view/lanes/lanes.h"
#include "view/plots/plots.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_CURVES = VIEW_MAX_LANES + 3,
    MAX_LABELLED = 30, // timesteps: of more points only some could have their value beside them
};

typedef struct Curves {
    Series series[MAX_CURVES];
    double *values[MAX_CURVES];
    Text names[MAX_CURVES];
    int count;
    double *steps;  // 1, 2, ...
    int known_from; // the first timestep whose gradient is complete; steps + 1 if none is
} Curves;

// The first timestep from which on, to the last, the adjoints of the state are complete; steps + 1 if none is.
static int complete_from(const Frame *frame, int state) {
    const Trace *trace = frame->trace;
    int op = trace->program->equations[state].op, t = trace->steps + 1;
    while (t > 1 && trace_has_adjoint(trace, frame->known, op, t - 1)) {
        t--;
    }
    return t;
}

// A curve over timesteps 1 to `last` of an equation's result, of one loss or of all. The caller sets what else it needs; the name is still
// empty.
static Series *add_curve(Curves *curves, const Trace *trace, int state, bool of_one_loss, int last) {
    int i = curves->count++, from = curves->known_from - 1;
    curves->values[i] = memory_alloc((size_t)(last + 1) * sizeof(double));
    for (int t = 1; t <= last; t++) {
        curves->values[i][t - 1] = of_one_loss ? trace_adjoint_norm_of_loss(trace, state, t) : trace_adjoint_norm(trace, state, t);
    }
    text_init(&curves->names[i]);
    curves->series[i] = (Series){
        .x = curves->steps, .y = curves->values[i], .count = (size_t)last, .from = (size_t)(from < last ? from : last), .to = (size_t)last};
    return &curves->series[i];
}

static void name_loss(const Frame *frame, const Trace *trace, const char *key, Text *out) {
    Text loss;
    text_init(&loss);
    text_printf(&loss, "L_%d", trace->of_loss_t);
    WORDS_FORMAT(frame->words, out, key, {"loss", loss.data});
    text_finish(&loss);
}

// One trace: its chosen loss, and the sum of all losses.
static void add_one_and_all(Frame *frame, Curves *curves) {
    const Trace *trace = frame->trace;
    int state = trace_state_equation(trace);
    if (trace->of_loss != NULL) {
        // The chosen loss has no gradient behind its own timestep: there is nothing to plot there, not even zero.
        Series *one = add_curve(curves, trace, state, true, trace->of_loss_t);
        one->color = frame->theme->backward;
        one->width = 3.5f;
        one->dots = true;
        one->labels = trace->steps <= MAX_LABELLED;
        name_loss(frame, trace, "panels.norms-one", &curves->names[curves->count - 1]);
    }
    Series *all = add_curve(curves, trace, state, false, trace->steps);
    all->color = frame->theme->quiet;
    all->width = 2.5f;
    all->dash = 8;
    all->gap = 6;
    text_append(&curves->names[curves->count - 1], words_get(frame->words, "panels.norms-sum"));
}

// The most that the chosen loss can mean to earlier states, if the cell has a form in which that is known.
static void add_bound(Frame *frame, Curves *curves) {
    const Trace *trace = frame->trace;
    const GrowthBound *bound = trace_memo_bound(trace);
    int s = trace->of_loss_t;
    if (bound == NULL || s == 0) {
        return;
    }
    int state = trace_state_equation(trace);
    double factor = bound->singular_value * bound->slope, most = trace_adjoint_norm_of_loss(trace, state, s);
    Series *series = add_curve(curves, trace, state, true, s);
    double *values = curves->values[curves->count - 1];
    for (int t = s; t >= 1; t--) {
        values[t - 1] = most;
        most *= factor;
    }
    // It soon leaves any plot: what happens matters more than what might.
    series->free = true;
    series->color = frame->theme->text;
    series->width = 2;
    series->dash = 3;
    series->gap = 5;
    Text sigma, slope;
    text_init(&sigma);
    text_init(&slope);
    plot_number(bound->singular_value, &sigma);
    plot_number(bound->slope, &slope);
    WORDS_FORMAT(frame->words, &curves->names[curves->count - 1], "plots.bound", {"sigma", sigma.data},
                 {"slope", bound->slope == 1 ? "1" : slope.data});
    text_finish(&slope);
    text_finish(&sigma);
}

// The state whose gradient a lane's curve tells: each lane's own memory, since it is the cell state of an LSTM that stands beside the
// hidden state of another cell.
static const char *memory_name(const Trace *trace) {
    return trace->program->equations[trace_memory_equation(trace)].name;
}

static bool states_differ(const View *view) {
    for (int i = 1; i < view->trace_count; i++) {
        if (strcmp(memory_name(view->traces[i]), memory_name(view->traces[0])) != 0) {
            return true;
        }
    }
    return false;
}

// Several traces: the chosen loss of each.
static void add_lanes(Frame *frame, Curves *curves, bool whole) {
    const View *view = frame->view;
    for (int i = 0; i < view->trace_count; i++) {
        const Trace *trace = view->traces[i];
        if (trace->of_loss == NULL) {
            continue;
        }
        Frame lane = lanes_frame(frame, i);
        Series *series = add_curve(curves, trace, trace_memory_equation(trace), true, trace->of_loss_t);
        size_t from = whole ? 0 : (size_t)complete_from(&lane, trace_memory_equation(trace)) - 1;
        series->from = from < series->to ? from : series->to;
        series->color = lanes_color(frame->theme, i);
        series->width = 3.5f;
        lanes_dash(i, &series->dash, &series->gap);
        series->dots = true;
        lanes_title(view, i, &curves->names[curves->count - 1]);
        if (states_differ(view)) {
            text_printf(&curves->names[curves->count - 1], ": %s", memory_name(trace));
        }
    }
}

// What the chosen loss means to the state on the highway: all of it, where that is another state than the one that is plotted already; and
// the part that came by the highway alone.
static void add_highway(Frame *frame, Curves *curves, const Trace *trace) {
    const Theme *theme = frame->theme;
    const Ways *ways = trace_memo_ways(trace);
    bool compares = frame->view->trace_count > 1;
    if (ways == NULL || ways->alone == NULL) {
        return;
    }
    const Highway *way = &ways->highways[0];
    const char *state = trace->program->equations[way->equation].name;
    if (!compares && way->equation != trace_state_equation(trace)) {
        Series *all = add_curve(curves, trace, way->equation, true, trace->of_loss_t);
        all->color = theme->backward;
        all->width = 3;
        all->dash = 18;
        all->gap = 6;
        text_printf(&curves->names[curves->count - 1], "%s", state);
    }
    Series *alone = add_curve(curves, trace, way->equation, true, trace->of_loss_t);
    memcpy(curves->values[curves->count - 1], ways->alone, (size_t)trace->of_loss_t * sizeof(double));
    alone->color = compares ? theme->quiet : theme->text;
    alone->width = 3;
    alone->dash = 3;
    alone->gap = compares ? 8 : 5;
    Text factor;
    text_init(&factor);
    plots_append_way(frame, trace->program, way, &factor);
    plots_begin_title(frame, INFINITY, &curves->names[curves->count - 1]);
    WORDS_FORMAT(frame->words, &curves->names[curves->count - 1], "plots.only-way", {"state", state}, {"factor", factor.data});
    text_finish(&factor);
}

// Each curve as a share of its own last value; without one that can be divided by it is not drawn.
static void make_relative(Curves *curves) {
    for (int i = 0; i < curves->count; i++) {
        Series *series = &curves->series[i];
        double last = series->count > 0 ? curves->values[i][series->count - 1] : 0;
        bool has_last = last > 0 && isfinite(last);
        for (size_t t = 0; has_last && t < series->count; t++) {
            curves->values[i][t] /= last;
        }
        if (!has_last) {
            series->count = series->from = series->to = 0;
        }
    }
}

static void write_title(const Frame *frame, bool of_one_loss, Text *out) {
    Text loss;
    text_init(&loss);
    text_append(&loss, "L");
    if (of_one_loss) {
        text_printf(&loss, "_%d", frame->trace->of_loss_t);
    }
    const View *view = frame->view;
    if (view->plot == PLOT_RELATIVE) {
        WORDS_FORMAT(frame->words, out, "plots.relative-title", {"loss", loss.data});
        text_finish(&loss);
        return;
    }
    bool compares = view->trace_count > 1;
    const char *state = compares ? memory_name(frame->trace) : frame->trace->program->equations[trace_state_equation(frame->trace)].name;
    WORDS_FORMAT(frame->words, out, compares && states_differ(view) ? "plots.gradient-title" : "panels.norms-title", {"loss", loss.data},
                 {"state", state});
    text_finish(&loss);
}

static void draw_plot(Frame *frame, Rect rect, const Curves *curves, bool whole, const char *title) {
    bool grows = !whole && curves->known_from <= frame->trace->steps;
    Plot plot = {.title = title,
                 .series = curves->series,
                 .series_count = curves->count,
                 .log = true,
                 .marker = grows ? (double)curves->known_from : (double)NAN};
    plots_align(frame, &plot);
    plot_draw(frame, rect, &plot);
}

static const Trace *longest_trace(const View *view) {
    const Trace *longest = view->traces[0];
    for (int i = 1; i < view->trace_count; i++) {
        longest = view->traces[i]->steps > longest->steps ? view->traces[i] : longest;
    }
    return longest;
}

// `whole`: of the finished iteration, whatever the moment, and with the bound.
static void draw_curves(Frame *frame, Rect rect, bool whole) {
    const Trace *trace = frame->trace;
    bool compares = frame->view->trace_count > 1;
    int state = compares ? trace_memory_equation(trace) : trace_state_equation(trace);
    Curves curves = {.known_from = whole ? 1 : complete_from(frame, state), .steps = plots_timesteps(longest_trace(frame->view))};
    if (compares) {
        add_lanes(frame, &curves, whole);
    } else {
        add_one_and_all(frame, &curves);
    }
    if (whole && !compares) {
        add_bound(frame, &curves);
    }
    if (whole) {
        add_highway(frame, &curves, frame->view->traces[plots_lane(frame->view)]);
    }
    if (frame->view->plot == PLOT_RELATIVE) {
        make_relative(&curves);
    }
    Text title;
    text_init(&title);
    write_title(frame, compares && trace->of_loss != NULL, &title);
    for (int i = 0; i < curves.count; i++) {
        curves.series[i].name = curves.names[i].data;
    }
    draw_plot(frame, rect, &curves, whole, title.data);
    text_finish(&title);
    for (int i = 0; i < curves.count; i++) {
        free(curves.values[i]);
        text_finish(&curves.names[i]);
    }
    free(curves.steps);
}

void plots_draw_gradient(Frame *frame, Rect rect) {
    draw_curves(frame, rect, true);
}

void plots_draw_relative(Frame *frame, Rect rect) {
    draw_curves(frame, rect, true);
}

// The way to the other plots.
static void draw_more(Frame *frame, Rect *rest) {
    const char *label = words_get(frame->words, "plots.more");
    float height = 1.5f * frame_text_size(frame, 20), width = button_width(frame, ICON_NONE, label, height);
    if (rest->w < 6 * width) {
        return;
    }
    Rect place = rect_cut_right(rest, width);
    place.h = fminf(height, place.h);
    button_draw(frame, place, ICON_NONE, label, "plot", plot_kind_name(PLOT_GRADIENT), WIDGET_PLAIN);
    rect_cut_right(rest, 0.6f * height);
}

void norms_draw(Frame *frame, Rect rect) {
    Rect inner = card_draw(frame, rect);
    draw_more(frame, &inner);
    draw_curves(frame, inner, false);
}
