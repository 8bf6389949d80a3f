// The strip above a plot: the plots by name, and the knob that scales the recurrent matrix.
#include "view/plots/plots.h"

#include "trace/memo.h"
#include "view/formula/formula.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

static const char *const TABS[] = {
    [PLOT_GRADIENT] = "plots.tab-gradient", [PLOT_RELATIVE] = "plots.tab-relative", [PLOT_WAYS] = "plots.tab-ways",
    [PLOT_GATES] = "plots.tab-gates",       [PLOT_MAP] = "plots.tab-map",           [PLOT_LOSS] = "plots.tab-loss",
    [PLOT_NORM] = "plots.tab-norm",         [PLOT_SHARES] = "plots.tab-shares",     [PLOT_DECAY] = "plots.tab-decay",
    [PLOT_PRESETS] = "plots.tab-presets",
};
_Static_assert(sizeof TABS / sizeof TABS[0] == PLOT_KIND_COUNT, "a word for each plot");

static const float TAB_GAP = 6;    // units
static const float KNOB_ROOM = 10; // em that the shortest knob needs

static float tab_width(const Frame *frame, int kind, float height) {
    const char *label = words_get(frame->words, TABS[kind]);
    return frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), label) + 0.7f * height;
}

// The relative gradient is a second look at the gradient, and where room is short it has a tab only beside that: of lanes, whose losses
// differ in size.
static bool has_tab(const Frame *frame, int kind, Rect strip) {
    const View *view = frame->view;
    if (kind != PLOT_RELATIVE || view->plot == PLOT_RELATIVE || (view->plot == PLOT_GRADIENT && view->trace_count > 1)) {
        return true;
    }
    float width = KNOB_ROOM * frame_text_size(frame, 20);
    for (int i = PLOT_GRADIENT; i < PLOT_KIND_COUNT; i++) {
        width += tab_width(frame, i, strip.h) + TAB_GAP * frame->unit;
    }
    return width <= strip.w;
}

static float tabs_width(const Frame *frame, int first, int last, Rect strip) {
    float width = 0, height = strip.h;
    for (int kind = first; kind <= last; kind++) {
        if (!has_tab(frame, kind, strip)) {
            continue;
        }
        width += tab_width(frame, kind, height) + (kind > first ? TAB_GAP * frame->unit : 0);
    }
    return width;
}

// The tabs that have room, the chosen one among them: first to last.
static void choose_tabs(const Frame *frame, Rect strip, int *first, int *last) {
    int chosen = frame->view->plot > PLOT_STORY ? (int)frame->view->plot : PLOT_GRADIENT;
    *first = PLOT_GRADIENT;
    *last = PLOT_KIND_COUNT - 1;
    if (tabs_width(frame, *first, *last, strip) <= strip.w) {
        return;
    }
    float room = strip.w - 2 * (strip.h + TAB_GAP * frame->unit); // arrows stand for the others
    *first = *last = chosen;
    for (bool grows = true; grows;) {
        grows = false;
        if (*last + 1 < PLOT_KIND_COUNT && tabs_width(frame, *first, *last + 1, strip) <= room) {
            *last += 1;
            grows = true;
        }
        if (*first > PLOT_GRADIENT && tabs_width(frame, *first - 1, *last, strip) <= room) {
            *first -= 1;
            grows = true;
        }
    }
}

static void draw_arrow(Frame *frame, Rect *strip, Icon icon, int kind) {
    button_draw(frame, rect_cut_left(strip, strip->h), icon, NULL, "plot", plot_kind_name((PlotKind)kind), WIDGET_PLAIN);
    rect_cut_left(strip, TAB_GAP * frame->unit);
}

static void draw_tabs(Frame *frame, Rect *strip) {
    int first, last;
    choose_tabs(frame, *strip, &first, &last);
    if (first > PLOT_GRADIENT) {
        draw_arrow(frame, strip, ICON_CHEVRON_LEFT, first - 1);
    }
    const Rect whole = *strip;
    for (int kind = first; kind <= last; kind++) {
        if (!has_tab(frame, kind, whole)) {
            continue;
        }
        bool chosen = frame->view->plot == (PlotKind)kind;
        // The tab that is chosen closes the card again.
        const char *argument = plot_kind_name(chosen ? PLOT_STORY : (PlotKind)kind);
        button_draw(frame, rect_cut_left(strip, tab_width(frame, kind, strip->h)), ICON_NONE, words_get(frame->words, TABS[kind]), "plot",
                    argument, chosen ? WIDGET_CHOSEN : WIDGET_PLAIN);
        rect_cut_left(strip, TAB_GAP * frame->unit);
    }
    if (last + 1 < PLOT_KIND_COUNT) {
        draw_arrow(frame, strip, ICON_CHEVRON_RIGHT, last + 1);
    }
}

static void write_number(const Frame *frame, const char *key, double value, Text *out) {
    Text number;
    text_init(&number);
    if (isfinite(value)) {
        text_append_decimal(&number, value, 2, false);
    } else {
        text_append(&number, isnan(value) ? "?" : "∞");
    }
    WORDS_FORMAT(frame->words, out, key, {"value", number.data});
    text_finish(&number);
}

static float slider_x(Rect track, double radius) {
    double share = (radius - PLOTS_RADIUS_LEAST) / (PLOTS_RADIUS_MOST - PLOTS_RADIUS_LEAST);
    return track.x + track.w * (float)fmin(fmax(share, 0), 1);
}

// The scale from 0 to 2 with a mark at 1, where nothing grows and nothing shrinks.
static void draw_slider(Frame *frame, Rect rect, double radius) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, middle = rect.y + rect.h / 2, thumb = fminf(11 * unit, 0.4f * rect.h), line = fmaxf(2, 4 * unit);
    Rect track = {rect.x + thumb, middle - line / 2, rect.w - 2 * thumb, line};
    display_box(frame->list, track, line / 2, theme->line);
    float one = slider_x(track, 1);
    display_line(frame->list, (Point){one, middle - 0.7f * thumb}, (Point){one, middle + 0.7f * thumb}, fmaxf(1, 2 * unit), theme->quiet);
    if (!isnan(radius)) {
        Shape *disc = display_disc(frame->list, (Point){slider_x(track, radius), middle}, thumb, theme->surface);
        disc->border = theme->backward;
        disc->border_width = 3.5f * unit;
    }
    Hit *hit = hits_add(frame->hits, HIT_SLIDER, (Rect){track.x, rect.y, track.w, rect.h});
    hit->command = "radius";
    hit->from = PLOTS_RADIUS_LEAST;
    hit->to = PLOTS_RADIUS_MOST;
}

static float label_width(const Frame *frame, const char *text) {
    Formula label;
    formula_init(&label);
    formula_label(&label, false, text);
    float width = formula_width(frame, &label, frame_text_size(frame, 20));
    formula_finish(&label);
    return width;
}

static void draw_label(Frame *frame, Rect rect, const char *text, Color color) {
    float px = frame_text_size(frame, 20);
    Formula label;
    formula_init(&label);
    formula_label(&label, false, text);
    formula_draw(frame, &label, rect.x, rect.y + rect.h / 2 + PLOT_CAP_MIDDLE * px, FACE_REGULAR, px, color, color);
    formula_finish(&label);
}

// The words where there is room for them beside a slider that a hand can hold, else the symbols.
static void draw_matrix(Frame *frame, Rect rect, const RecurrentMatrix *matrix) {
    static const char *const KEYS[2][2] = {{"plots.radius", "plots.singular"}, {"plots.radius-short", "plots.singular-short"}};
    float px = frame_text_size(frame, 20), gap = 0.7f * px, least = 6 * px;
    Text radius, singular;
    text_init(&radius);
    text_init(&singular);
    bool fits = false;
    for (int form = 0; form < 2 && !fits; form++) {
        text_clear(&radius);
        text_clear(&singular);
        write_number(frame, KEYS[form][0], matrix->spectral_radius, &radius);
        write_number(frame, KEYS[form][1], matrix->singular_value, &singular);
        float left = label_width(frame, radius.data), right = label_width(frame, singular.data);
        fits = left + right + least + 2 * gap <= rect.w;
        if (fits) {
            Rect end = {rect.x + rect.w - right, rect.y, right, rect.h};
            float most = fminf(rect.w - left - right - 2 * gap, 16 * px);
            Rect slider = {end.x - gap - most, rect.y, most, rect.h};
            draw_label(frame, (Rect){slider.x - gap - left, rect.y, left, rect.h}, radius.data, frame->theme->text);
            draw_slider(frame, slider, matrix->spectral_radius);
            draw_label(frame, end, singular.data, frame->theme->text);
        }
    }
    float alone = label_width(frame, radius.data) + gap;
    if (!fits && alone + 0.7f * least <= rect.w) { // what the slider turns, at least
        draw_label(frame, (Rect){rect.x, rect.y, alone, rect.h}, radius.data, frame->theme->text);
        draw_slider(frame, (Rect){rect.x + alone, rect.y, rect.w - alone, rect.h}, matrix->spectral_radius);
    } else if (!fits && rect.w >= least) {
        draw_slider(frame, rect, matrix->spectral_radius);
    }
    text_finish(&singular);
    text_finish(&radius);
}

void plots_draw_knob(Frame *frame, Rect rect) {
    const RecurrentMatrix *matrix = trace_memo_matrix(frame->trace);
    if (matrix != NULL) {
        draw_matrix(frame, rect, matrix);
        return;
    }
    float px = frame_text_size(frame, 20);
    frame_text_fit(frame, rect.x + rect.w, rect.y + rect.h / 2 + PLOT_CAP_MIDDLE * px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet,
                   words_get(frame->words, "plots.no-matrix"), rect.w);
}

void plots_draw_strip(Frame *frame, Rect rect) {
    // The name of the lane keeps its room.
    float px = frame_text_size(frame, 20);
    Rect end = rect_cut_right(&rect, plots_follow_lane(frame->view) ? fminf(8 * px, 0.4f * rect.w) : 0);
    draw_tabs(frame, &rect);
    rect.w += end.w;
    rect_cut_left(&rect, px);
    if (plots_follow_lane(frame->view)) {
        plots_draw_lanes(frame, rect);
    } else {
        plots_draw_knob(frame, rect);
    }
}
