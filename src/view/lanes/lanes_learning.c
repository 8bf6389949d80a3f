// Beside lanes whose weights are not the same ones: how much of the chosen loss's gradient is left at the first timestep, and who learns.
#include "view/lanes/lanes.h"

#include "view/plots/plot.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

enum { LATE = 50 }; // iterations that a loss is the mean of: one by itself is noisy

static const double LEARNED = 0.1; // of the loss without memory

// The entries of the history before the iteration that is shown, and how many of them are those iterations.
static long count_made(const Trace *trace) {
    const History *history = &trace->session->history;
    long made = (trace->iteration - 1 + history->every - 1) / history->every;
    return made < history->count ? made : history->count;
}
static long count_late(const History *history) {
    return LATE / history->every > 0 ? LATE / history->every : 1;
}

double lanes_late_loss(const Trace *trace) {
    const History *history = &trace->session->history;
    long count = count_made(trace), late = count_late(history), from = count > late ? count - late : 0;
    double sum = 0;
    for (long i = from; i < count; i++) {
        sum += history->loss[i];
    }
    return count > 0 ? sum / (double)(count - from) : (double)NAN;
}

double lanes_learned_loss(const Trace *trace) {
    return LEARNED * trace->session->baseline;
}

// A loss that is not finite ends training: it would make every mean behind it so, too, but there is none behind it.
long lanes_learned_at(const Trace *trace, double *mean) {
    const History *history = &trace->session->history;
    long made = count_made(trace), late = count_late(history);
    double below = lanes_learned_loss(trace), sum = 0;
    for (long i = 0; i < made; i++) {
        sum += history->loss[i] - (i >= late ? history->loss[i - late] : 0);
        if (i + 1 >= late && sum / (double)late < below) {
            *mean = sum / (double)late;
            return i * history->every + 1;
        }
    }
    return 0;
}

static float line_height(const Frame *frame) {
    return 1.35f * frame_text_size(frame, 20);
}
static float heading_height(const Frame *frame) {
    return 1.5f * frame_text_size(frame, 20);
}
static float bar_height(const Frame *frame) {
    return 13 * frame->unit;
}

static void draw_heading(Frame *frame, Rect *rest, const char *text) {
    Rect head = rect_cut_top(rest, heading_height(frame));
    float px = frame_text_size(frame, 20);
    frame_text_fit(frame, head.x, head.y + 0.95f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, text, head.w);
}

// ---- what is left of the gradient -----------------------------------------------------------------------------------------------

// "c 0.13 · h 0.028", or the larger alone.
static void write_arrived(const Trace *trace, bool only_largest, Text *out) {
    int states[CELL_MAX_EQUATIONS], count = trace_state_equations(trace, states), largest = 0;
    double norms[CELL_MAX_EQUATIONS];
    for (int i = 0; i < count; i++) {
        norms[i] = trace_adjoint_norm_of_loss(trace, states[i], 1);
        largest = norms[i] > norms[largest] ? i : largest;
    }
    text_clear(out);
    for (int i = 0; i < count; i++) {
        if (!only_largest || i == largest) {
            text_append(out, out->length > 0 ? " · " : "");
            text_printf(out, "%s ", trace->program->equations[states[i]].name);
            plot_number(norms[i], out);
        }
    }
}

// A plot of the whole iteration shows all of it at any moment, and so does this.
static bool has_arrived(const Frame *lane) {
    const Trace *trace = lane->trace;
    int op = trace->program->equations[trace_state_equation(trace)].op;
    return trace->of_loss != NULL && (lane->view->plot != PLOT_STORY || trace_has_adjoint(trace, lane->known, op, 1));
}

static void draw_arrived(Frame *frame, Rect *rest) {
    const View *view = frame->view;
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20);
    Text text;
    text_init(&text);
    for (int i = 0; i < view->trace_count; i++) {
        Rect row = rect_cut_top(rest, line_height(frame));
        float baseline = row.y + px, left = row.x + lanes_sample_draw(frame, i, row.x, baseline - 0.33f * px), room = row.x + row.w - left;
        Frame lane = lanes_frame(frame, i);
        bool arrived = has_arrived(&lane);
        if (arrived) {
            write_arrived(lane.trace, false, &text);
            if (frame_text_width(frame, FACE_REGULAR, px, text.data) > room) {
                write_arrived(lane.trace, true, &text);
            }
        } else {
            text_clear(&text);
            text_append(&text, words_get(frame->words, lane.trace->of_loss != NULL ? "lanes.not-yet" : "lanes.no-loss"));
        }
        frame_text_fit(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, arrived ? theme->text : theme->faint, text.data,
                       room);
    }
    text_finish(&text);
}

// ---- who learns -----------------------------------------------------------------------------------------------------------------

// From zero to somewhat beyond chance, which has its mark.
static void draw_bar(Frame *frame, Rect rail, double loss, double chance, double most) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, radius = rail.h / 2, length = (float)fmin(loss / most, 1) * rail.w;
    display_box(frame->list, rail, radius, color_fade(theme->line, 0.6f));
    if (length > 0) {
        display_box(frame->list, (Rect){rail.x, rail.y, length, rail.h}, fminf(radius, length / 2), theme->loss);
    }
    if (!isnan(chance)) {
        float x = rail.x + (float)(chance / most) * rail.w;
        display_box(frame->list, (Rect){x - unit, rail.y - 3 * unit, 2 * unit, rail.h + 6 * unit}, 0, theme->text);
    }
}

// "iteration 225", "not so far"; "225" where that is too wide.
static void write_learned(const Frame *frame, const Trace *trace, float room, Text *out) {
    double mean;
    long iteration = lanes_learned_at(trace, &mean);
    char number[32];
    snprintf(number, sizeof number, "%ld", iteration);
    text_clear(out);
    if (iteration == 0) {
        text_append(out, words_get(frame->words, "lanes.not-learned"));
        return;
    }
    WORDS_FORMAT(frame->words, out, "lanes.iteration", {"count", number});
    if (frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), out->data) > room) {
        text_clear(out);
        text_append(out, number);
    }
}

// Where it is known when a lane has learned: a column for that, and one for the mean loss.
static void draw_learned_heading(Frame *frame, Rect *rest) {
    const char *late = words_get(frame->words, "lanes.learned");
    if (isnan(frame->trace->session->baseline)) {
        draw_heading(frame, rest, late);
        return;
    }
    Rect head = rect_cut_top(rest, heading_height(frame));
    float px = frame_text_size(frame, 20), baseline = head.y + 0.95f * px;
    const char *at = words_get(frame->words, "lanes.learned-at");
    if (frame_text_width(frame, FACE_BOLD, px, at) + 0.6f * px + frame_text_width(frame, FACE_REGULAR, px, late) > head.w) {
        late = words_get(frame->words, "lanes.learned-short");
    }
    float used = frame_text_fit(frame, head.x + head.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, late, 0.6f * head.w);
    frame_text_fit(frame, head.x, baseline, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, at, head.w - used - 0.5f * px);
}

static void draw_learned(Frame *frame, Rect *rest, bool bars) {
    const View *view = frame->view;
    float px = frame_text_size(frame, 20);
    double chance = view->traces[0]->session->baseline, most = isnan(chance) ? 0 : 1.25 * chance;
    for (int i = 0; i < view->trace_count && isnan(chance); i++) {
        double loss = lanes_late_loss(view->traces[i]);
        most = loss > most ? loss : most;
    }
    Text text;
    text_init(&text);
    for (int i = 0; i < view->trace_count; i++) {
        Rect row = rect_cut_top(rest, line_height(frame));
        float baseline = row.y + px, left = row.x + lanes_sample_draw(frame, i, row.x, baseline - 0.33f * px);
        double loss = lanes_late_loss(view->traces[i]);
        text_clear(&text);
        if (isfinite(loss)) {
            plot_number(loss, &text);
        } else {
            text_append(&text, "–");
        }
        float used = frame_text_fit(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->text, text.data,
                                    row.x + row.w - left);
        if (!isnan(chance)) {
            float room = row.x + row.w - left - used - 0.5f * px;
            double mean;
            write_learned(frame, view->traces[i], room, &text);
            frame_text_fit(frame, left, baseline, ALIGN_LEFT, FACE_REGULAR, px,
                           lanes_learned_at(view->traces[i], &mean) > 0 ? frame->theme->text : frame->theme->quiet, text.data, room);
        }
        if (bars) {
            Rect rail = rect_cut_top(rest, bar_height(frame));
            rail.h = 6 * frame->unit;
            draw_bar(frame, rail, isfinite(loss) ? loss : 0, chance, most > 0 ? most : 1);
        }
    }
    text_finish(&text);
}

static void write_chance(const Frame *frame, const char *key, Text *out) {
    Text loss, tenth;
    text_init(&loss);
    text_init(&tenth);
    plot_number(frame->trace->session->baseline, &loss);
    plot_number(lanes_learned_loss(frame->trace), &tenth);
    text_clear(out);
    WORDS_FORMAT(frame->words, out, key, {"loss", loss.data}, {"tenth", tenth.data});
    text_finish(&tenth);
    text_finish(&loss);
}

static void draw_chance(Frame *frame, Rect *rest) {
    float px = frame_text_size(frame, 20);
    if (isnan(frame->trace->session->baseline) || rest->h < line_height(frame)) {
        return;
    }
    Text text;
    text_init(&text);
    write_chance(frame, "lanes.learned-means", &text);
    float height = paragraph_height(frame, rest->w, FACE_REGULAR, 20, text.data);
    if (height <= rest->h) {
        paragraph_draw(frame, rect_cut_top(rest, height), FACE_REGULAR, 20, frame->theme->quiet, text.data);
        text_finish(&text);
        return;
    }
    write_chance(frame, "lanes.chance", &text);
    Rect row = rect_cut_top(rest, line_height(frame));
    frame_text_fit(frame, row.x, row.y + px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, text.data, row.w);
    text_finish(&text);
}

static bool has_trained(const Frame *frame) {
    return frame->trace->iteration > 1 && !isnan(lanes_late_loss(frame->trace));
}

float lanes_learning_height(const Frame *frame) {
    float rows = heading_height(frame) + (float)frame->view->trace_count * line_height(frame);
    return has_trained(frame) ? 2 * rows + 0.4f * frame_text_size(frame, 20) + line_height(frame) : rows;
}

void lanes_learning_draw(Frame *frame, Rect *rest) {
    float rows = (float)frame->view->trace_count * line_height(frame), heading = heading_height(frame);
    float bars = (float)frame->view->trace_count * bar_height(frame), gap = 0.4f * frame_text_size(frame, 20);
    if (heading + rows <= rest->h) {
        draw_heading(frame, rest, words_get(frame->words, "lanes.arrives"));
        draw_arrived(frame, rest);
    }
    if (has_trained(frame) && gap + heading + rows <= rest->h) {
        rect_cut_top(rest, gap);
        draw_learned_heading(frame, rest);
        draw_learned(frame, rest, heading + rows + bars <= rest->h);
        draw_chance(frame, rest);
    }
}

void lanes_describe_learning(const Frame *leading, int lane, Text *out) {
    Frame frame = lanes_frame(leading, lane);
    Text text;
    text_init(&text);
    if (has_arrived(&frame)) {
        write_arrived(frame.trace, false, &text);
        text_printf(out, "  %s (L_%d): %s\n", words_get(frame.words, "lanes.arrives"), frame.trace->of_loss_t, text.data);
    }
    double loss = lanes_late_loss(frame.trace);
    if (isfinite(loss)) {
        text_clear(&text);
        plot_number(loss, &text);
        text_printf(out, "  %s: %s\n", words_get(frame.words, "lanes.learned"), text.data);
    }
    if (isfinite(loss) && !isnan(lanes_learned_loss(frame.trace))) {
        write_learned(&frame, frame.trace, INFINITY, &text);
        text_printf(out, "  %s: %s", words_get(frame.words, "lanes.learned-at"), text.data);
        write_chance(&frame, "lanes.learned-means", &text);
        text_printf(out, " (%s)\n", text.data);
    }
    text_finish(&text);
}
