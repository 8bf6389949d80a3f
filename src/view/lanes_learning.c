// Beside lanes whose weights are not the same ones: how much of the chosen loss's gradient is left at the first timestep, and who learns.
#include "view/lanes.h"

#include "view/plot.h"
#include "view/widgets.h"

#include <math.h>

enum { LATE = 50 }; // iterations that a loss is the mean of: one by itself is noisy

double lanes_late_loss(const Trace *trace) {
    const History *history = &trace->session->history;
    long made = (trace->iteration - 1 + history->every - 1) / history->every, count = made < history->count ? made : history->count;
    long late = LATE / history->every > 0 ? LATE / history->every : 1, from = count > late ? count - late : 0;
    double sum = 0;
    for (long i = from; i < count; i++) {
        sum += history->loss[i];
    }
    return count > 0 ? sum / (double)(count - from) : (double)NAN;
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
        frame_text_fit(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->text, text.data, row.x + row.w - left);
        if (bars) {
            Rect rail = rect_cut_top(rest, bar_height(frame));
            rail.h = 6 * frame->unit;
            draw_bar(frame, rail, isfinite(loss) ? loss : 0, chance, most > 0 ? most : 1);
        }
    }
    text_finish(&text);
}

static void write_chance(const Frame *frame, Text *out) {
    Text number;
    text_init(&number);
    plot_number(frame->trace->session->baseline, &number);
    WORDS_FORMAT(frame->words, out, "lanes.chance", {"loss", number.data});
    text_finish(&number);
}

static void draw_chance(Frame *frame, Rect *rest) {
    float px = frame_text_size(frame, 20);
    if (isnan(frame->trace->session->baseline) || rest->h < line_height(frame)) {
        return;
    }
    Text text;
    text_init(&text);
    write_chance(frame, &text);
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
        draw_heading(frame, rest, words_get(frame->words, "lanes.learned"));
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
    text_finish(&text);
}
