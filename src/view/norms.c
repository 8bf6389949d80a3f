// The size of the gradient by timestep: why gradients vanish and explode.
#include "view/panels.h"

#include "view/layout.h"
#include "view/plot.h"
#include "view/widgets.h"

#include <math.h>
#include <stdlib.h>

// The first timestep from which on, to the last, the adjoints of the state are complete; steps + 1 if none is.
static int complete_from(const Frame *frame, int state)
{
    const Trace *trace = frame->trace;
    int op = trace->program->equations[state].op, t = trace->steps + 1;
    while (t > 1 && trace_has_adjoint(trace, frame->known, op, t - 1)) { t--; }
    return t;
}

static void lane_name(const Frame *frame, const Trace *trace, Text *out)
{
    if (frame->view->trace_count <= 1) {
        Text loss;
        text_init(&loss);
        text_printf(&loss, "L_%d", trace->of_loss_t);
        WORDS_FORMAT(frame->words, out, "panels.norms-one", {"loss", loss.data});
        text_finish(&loss);
        return;
    }
    Text window;
    text_init(&window);
    int cut = trace->session->schedule.window;
    text_printf(&window, "%d", cut);
    if (cut > 0) {
        WORDS_FORMAT(frame->words, out, "panels.bptt-window", {"steps", window.data});
    } else {
        text_append(out, words_get(frame->words, "panels.bptt-full"));
    }
    text_finish(&window);
}

void norms_draw(Frame *frame, Rect rect)
{
    enum { MAX_SERIES = VIEW_MAX_LANES + 1 };
    static const float DASHES[MAX_SERIES] = {0, 10, 3, 3}, GAPS[MAX_SERIES] = {0, 6, 5, 5};
    const View *view = frame->view;
    const Trace *leading = frame->trace;
    const Theme *theme = frame->theme;
    Rect inner = card_draw(frame, rect);
    int state = trace_state_equation(leading);
    const char *state_name = leading->program->equations[state].name;
    Series series[MAX_SERIES];
    double *values[MAX_SERIES];
    Text names[MAX_SERIES];
    int count = 0;
    int from = complete_from(frame, state);
    int lanes = view->trace_count > 1 ? view->trace_count : 1;
    double *steps = memory_alloc((size_t)(leading->steps + 1) * sizeof(double));
    for (int t = 1; t <= leading->steps; t++) { steps[t - 1] = t; }
    for (int i = 0; i < lanes; i++) {
        const Trace *trace = view->traces[i];
        if (trace->of_loss == NULL || trace->steps > leading->steps || trace->program->equation_count <= state) {
            continue;
        }
        values[count] = memory_alloc((size_t)(trace->steps + 1) * sizeof(double));
        // The chosen loss has no gradient behind its own timestep: there is nothing to plot there, not even zero.
        int last = trace->of_loss_t;
        for (int t = 1; t <= last; t++) { values[count][t - 1] = trace_adjoint_norm_of_loss(trace, state, t); }
        text_init(&names[count]);
        lane_name(frame, trace, &names[count]);
        series[count] = (Series){.name = names[count].data, .x = steps, .y = values[count], .count = (size_t)last, .color = i == 0 ? theme->backward : theme->text,
                                 .dash = DASHES[i], .gap = GAPS[i], .width = 3.5f, .dots = true, .labels = lanes == 1,
                                 .from = (size_t)(from - 1 < last ? from - 1 : last), .to = (size_t)last};
        count++;
    }
    if (lanes == 1) {
        values[count] = memory_alloc((size_t)(leading->steps + 1) * sizeof(double));
        for (int t = 1; t <= leading->steps; t++) { values[count][t - 1] = trace_adjoint_norm(leading, state, t); }
        text_init(&names[count]);
        text_append(&names[count], words_get(frame->words, "panels.norms-sum"));
        series[count] = (Series){.name = names[count].data, .x = steps, .y = values[count], .count = (size_t)leading->steps, .color = theme->quiet,
                                 .dash = 8, .gap = 6, .width = 2.5f, .dots = false, .labels = false,
                                 .from = (size_t)(from - 1), .to = (size_t)leading->steps};
        count++;
    }
    Text title, loss;
    text_init(&title);
    text_init(&loss);
    if (lanes == 1 || leading->of_loss_t == 0) {
        text_append(&loss, "L");
    } else {
        text_printf(&loss, "L_%d", leading->of_loss_t);
    }
    WORDS_FORMAT(frame->words, &title, "panels.norms-title", {"loss", loss.data}, {"state", state_name});
    double marker = from <= leading->steps ? (double)from : (double)NAN;
    Layout layout;
    layout_make(view, &layout);
    Camera camera = view_resolve_camera(view);
    float column = (float)camera.column * frame->unit, middle = layout.stage.x + layout.stage.w / 2;
    Plot plot = {.title = title.data, .series = series, .series_count = count, .log = true, .x_steps = true, .x_name = "t", .marker = marker,
                 .pointed = view->pointed_column, .column_hits = true,
                 .x_first = middle + (float)(1 - camera.t) * column, .x_step = column};
    plot_draw(frame, inner, &plot);
    text_finish(&title);
    text_finish(&loss);
    for (int i = 0; i < count; i++) {
        free(values[i]);
        text_finish(&names[i]);
    }
    free(steps);
}
