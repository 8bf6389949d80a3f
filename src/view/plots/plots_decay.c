// What is left in a state of each input that came before it.
#include "view/plots/plots.h"

#include "trace/memo.h"

#include <math.h>
#include <stdlib.h>

void plots_draw_decay(Frame *frame, Rect rect) {
    const Trace *trace = frame->trace;
    int t = trace->of_loss_t > 0 ? trace->of_loss_t : trace->steps;
    const Equation *state = &trace->program->equations[trace_state_equation(trace)];
    const double *decay = trace_memo_decay(trace, t);
    if (decay == NULL) {
        plots_say(frame, rect, state->max_lag == 0 ? "plots.no-state" : "plots.too-long");
        return;
    }
    double *steps = plots_timesteps(trace);
    Text title, place;
    text_init(&title);
    text_init(&place);
    text_printf(&place, "%s[%d]", state->name, t);
    plots_begin_title(frame, rect.w, &title);
    WORDS_FORMAT(frame->words, &title, "plots.decay-title", {"state", place.data});
    // What comes in behind t cannot be in its state: there is nothing to plot, not even zero.
    const Series series = {.name = "",
                           .x = steps,
                           .y = decay,
                           .count = (size_t)t,
                           .to = (size_t)t,
                           .color = frame->theme->forward,
                           .width = 3.5f,
                           .dots = true,
                           .labels = t <= 30};
    Plot plot = {.title = title.data, .series = &series, .series_count = 1, .log = true, .marker = NAN};
    plots_align(frame, &plot);
    plot.x_name = "k";
    plot_draw(frame, rect, &plot);
    text_finish(&place);
    text_finish(&title);
    free(steps);
}
