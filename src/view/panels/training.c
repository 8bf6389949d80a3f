// The timeline of training: every iteration so far, the one that is shown, and the loss as it went.
#include "view/panels/panels.h"

#include "view/formula/formula.h"
#include "view/lanes/lanes.h"
#include "view/plots/plot.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

static const float HANDLE = 11, LINE = 3, GAP = 8; // units
enum { MAX_POINTS = 400 };

static void append_count(Text *out, long count) {
    text_printf(out, "%ld", count);
}

// "iteration 41 of 501"
static void write_place(const Frame *frame, long iteration, Text *out) {
    Text n, of;
    text_init(&n);
    text_init(&of);
    append_count(&n, iteration);
    append_count(&of, frame->view->training->reached);
    WORDS_FORMAT(frame->words, out, "training.place", {"n", n.data}, {"of", of.data});
    text_finish(&of);
    text_finish(&n);
}

static void write_loss(const Frame *frame, Text *out) {
    Text value;
    text_init(&value);
    plot_number(frame->trace->loss, &value);
    WORDS_FORMAT(frame->words, out, "training.loss", {"value", value.data});
    text_finish(&value);
}

// The loss of the iteration at the right end; beside other lanes, whose it is: the curve is of the first alone. Its name where there is
// room for that, else its line.
static void draw_loss(Frame *frame, Rect *rest, float baseline) {
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20), least = 0.5f * rest->w;
    Text text;
    text_init(&text);
    write_loss(frame, &text);
    Rect place = rect_cut_right(rest, fminf(9 * px, 0.2f * rest->w)); // as wide as any number, so that nothing shifts on the way
    float used = frame_text_fit(frame, place.x + place.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->loss, text.data, place.w);
    if (frame->view->trace_count > 1) {
        float sample = 52 * frame->unit, gap = 0.7f * px;
        Formula name;
        formula_init(&name);
        text_clear(&text);
        lanes_title(frame->view, 0, &text);
        formula_label(&name, false, text.data);
        float named = formula_width(frame, &name, px) + gap;
        named = place.x + place.w - used - named - sample - rest->x >= least ? named : 0;
        place.x = fminf(place.x, place.x + place.w - used - (named > 0 ? named : gap) - sample);
        rest->w = place.x - rest->x;
        lanes_sample_draw(frame, 0, place.x, baseline - 0.33f * px);
        if (named > 0) {
            formula_draw(frame, &name, place.x + sample, baseline, FACE_REGULAR, px, theme->quiet, theme->quiet);
        }
        formula_finish(&name);
    }
    text_finish(&text);
}

static float x_of(Rect track, long reached, double iteration) {
    return reached > 1 ? track.x + track.w * (float)((iteration - 1) / (double)(reached - 1)) : track.x;
}

// The mean loss of as many stretches of the history as there is room for; a stretch with nothing finite in it is left out. Returns how many
// points.
static size_t make_curve(const History *history, long reached, Rect track, Point points[MAX_POINTS]) {
    long most = (long)fminf(MAX_POINTS, fmaxf(2, track.w / 2));
    long stretches = history->count < most ? history->count : most;
    double means[MAX_POINTS], top = 0;
    size_t count = 0;
    for (long i = 0; i < stretches; i++) {
        long from = i * history->count / stretches, to = (i + 1) * history->count / stretches;
        double sum = 0, iteration = 1 + (double)history->every * (double)(from + to - 1) / 2;
        for (long k = from; k < to; k++) {
            sum += history->loss[k];
        }
        double mean = sum / (double)(to - from);
        if (!isfinite(mean)) {
            continue;
        }
        top = fmax(top, mean);
        means[count] = mean;
        points[count++].x = x_of(track, reached, iteration);
    }
    // Losses are never negative: the lower edge is zero.
    for (size_t i = 0; i < count; i++) {
        points[i].y = track.y + track.h * (1 - (top > 0 ? (float)(means[i] / top) : 0));
    }
    return count;
}

static void draw_loss_curve(Frame *frame, Rect track) {
    Point points[MAX_POINTS];
    const TrainingView *training = frame->view->training;
    size_t count = make_curve(training->history, training->reached, track, points);
    if (count > 1) {
        display_polyline(frame->list, points, count, fmaxf(1.5f, 2 * frame->unit), frame->theme->loss);
    }
}

static void draw_track(Frame *frame, Rect rect) {
    const Theme *theme = frame->theme;
    const TrainingView *training = frame->view->training;
    float unit = frame->unit, line = fmaxf(1, LINE * unit), y = rect.y + rect.h - HANDLE * unit;
    Rect track = {rect.x + HANDLE * unit, rect.y + 0.14f * rect.h, rect.w - 2 * HANDLE * unit, 0};
    track.h = y - line - track.y;
    if (!(track.w > 4 * HANDLE * unit)) {
        return;
    }
    float x = x_of(track, training->reached, (double)training->iteration);
    display_box(frame->list, (Rect){track.x, y - line / 2, track.w, line}, line / 2, theme->update_soft);
    display_box(frame->list, (Rect){track.x, y - line / 2, x - track.x, line}, line / 2, theme->update);
    draw_loss_curve(frame, track);
    if (training->failed > 0) {
        float size = 2 * HANDLE * unit;
        icon_draw(frame->list, ICON_WARNING, (Point){x_of(track, training->reached, (double)training->failed), track.y + size / 2}, size,
                  theme->backward);
    }
    display_line(frame->list, (Point){x, track.y}, (Point){x, y}, fmaxf(1, 2 * unit), theme->update);
    Shape *disc = display_disc(frame->list, (Point){x, y}, 0.7f * HANDLE * unit, theme->surface);
    disc->border = theme->update;
    disc->border_width = 3 * unit;
    if (training->reached > 1) {
        Hit *hit = hits_add(frame->hits, HIT_TRAINING, (Rect){track.x, rect.y, track.w, rect.h});
        hit->from = 1;
        hit->to = (double)training->reached;
    }
}

// One iteration back, training played or stopped, one on: under the buttons of the moments, which do the same within one.
static void draw_transport(Frame *frame, Rect *rest) {
    const TrainingView *training = frame->view->training;
    const struct {
        Icon icon;
        const char *command;
        unsigned state;
    } buttons[] = {{ICON_BACK, "previous-iteration", training->iteration > 1 ? WIDGET_PLAIN : WIDGET_DISABLED},
                   {training->running ? ICON_PAUSE : ICON_PLAY, "train", training->running ? WIDGET_CHOSEN : WIDGET_PLAIN},
                   {ICON_FORWARD, "next-iteration", WIDGET_PLAIN}};
    float size = fminf(0.88f * rest->h, 40 * frame->unit);
    for (int i = 0; i < 3; i++) {
        Rect place = rect_cut_left(rest, size);
        button_draw(frame, (Rect){place.x, place.y + (place.h - size) / 2, place.w, size}, buttons[i].icon, NULL, buttons[i].command, NULL,
                    buttons[i].state);
        rect_cut_left(rest, GAP * frame->unit);
    }
}

// What was not finite, and the ways back.
static void draw_failure(Frame *frame, Rect rect) {
    const TrainingView *training = frame->view->training;
    float unit = frame->unit, px = frame_text_size(frame, 20), height = fminf(0.88f * rect.h, 40 * unit);
    Text back;
    text_init(&back);
    if (training->failed > 1) {
        Text n;
        text_init(&n);
        append_count(&n, training->failed - 1);
        WORDS_FORMAT(frame->words, &back, "training.back", {"n", n.data});
        text_finish(&n);
        const struct {
            const char *label, *argument;
        } offers[] = {{words_get(frame->words, "training.back-clipped"), "clip"}, {back.data, NULL}};
        for (int i = training->is_clipped ? 1 : 0; i < 2; i++) {
            Rect place = rect_cut_right(&rect, button_width(frame, ICON_NONE, offers[i].label, height));
            button_draw(frame, (Rect){place.x, place.y + (place.h - height) / 2, place.w, height}, ICON_NONE, offers[i].label, "last-good",
                        offers[i].argument, i == 1 ? WIDGET_PRIMARY : WIDGET_PLAIN);
            rect_cut_right(&rect, 2 * GAP * unit);
        }
    }
    text_finish(&back);
    float middle = rect.y + rect.h / 2;
    Rect icon = rect_cut_left(&rect, 1.4f * px);
    icon_draw(frame->list, ICON_WARNING, (Point){icon.x + px / 2, middle}, px, frame->theme->backward);
    float line = paragraph_leading(frame, 20);
    paragraph_draw_formulas(frame, (Rect){rect.x, middle - line / 2, rect.w, line}, FACE_REGULAR, 20, frame->theme->text,
                            training->failure);
}

void training_draw(Frame *frame, Rect rect) {
    const TrainingView *training = frame->view->training;
    if (training == NULL || !(rect.h > 0)) {
        return;
    }
    if (training->failure != NULL) {
        draw_failure(frame, rect_cut_top(&rect, rect.h / 2));
    }
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20), baseline = rect.y + rect.h / 2 + 0.36f * px, unit = frame->unit;
    draw_transport(frame, &rect);
    rect_cut_left(&rect, 12 * unit);
    const char *title = words_get(frame->words, "training.title");
    Rect name = rect_cut_left(&rect, frame_text_width(frame, FACE_BOLD, px, title) + 1);
    frame_text_fit(frame, name.x, baseline, ALIGN_LEFT, FACE_BOLD, px, theme->update, title, name.w);

    // The place is as wide as that of the last iteration, so that nothing shifts on the way.
    Text place, widest;
    text_init(&place);
    text_init(&widest);
    write_place(frame, training->iteration, &place);
    write_place(frame, training->reached, &widest);
    float place_width = frame_text_width(frame, FACE_REGULAR, px, widest.data) + 1;
    draw_loss(frame, &rect, baseline);
    rect_cut_left(&rect, 16 * unit);
    Rect left = rect_cut_left(&rect, place_width);
    frame_text_fit(frame, left.x, baseline, ALIGN_LEFT, FACE_REGULAR, px, theme->text, place.data, left.w);
    rect_cut_left(&rect, 12 * unit);
    text_finish(&widest);
    text_finish(&place);
    draw_track(frame, rect);
}
