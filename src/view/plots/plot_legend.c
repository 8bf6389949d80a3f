// The legend of a plot, and the exact values under the pointer: plot_draw_ of view/plots/plot_internal.h.
#include "view/plots/plot_internal.h"

#include "view/formula/formula.h"

#include <math.h>

// A sample of a curve, or a mark, and its name, no wider than `most`; from `right` to the left. Returns the left end.
static float draw_legend_entry(Frame *frame, float right, float middle, float px, float room, float most, const Series *series, Mark mark,
                               const char *name) {
    const Theme *theme = frame->theme;
    Formula label;
    formula_init(&label);
    formula_label(&label, false, name);
    float sample = mark == MARK_NONE ? 2.2f * px : px, width = fminf(formula_width(frame, &label, px), most);
    float used = sample + 0.4f * px + width;
    if (used <= room) {
        float x = right - used;
        if (mark == MARK_NONE && series->points_only) {
            plot_draw_ring(frame, (Point){x + sample / 2, middle}, 1.2f * PLOT_DOT * frame->unit, series->color);
        } else if (mark == MARK_NONE) {
            Shape *line =
                display_line(frame->list, (Point){x, middle}, (Point){x + sample, middle}, series->width * frame->unit, series->color);
            line->dash = series->dash * frame->unit;
            line->gap = series->gap * frame->unit;
        } else {
            plot_draw_mark(frame, mark, (Point){x + sample / 2, middle}, theme->quiet);
        }
        formula_draw_fit(frame, &label, x + sample + 0.4f * px, middle + PLOT_CAP_MIDDLE * px, FACE_REGULAR, px, theme->text, theme->text,
                         width + 0.01f * px);
        right = x - 1.2f * px;
    }
    formula_finish(&label);
    return right;
}

// What all entries need, names no wider than `most`.
static float legend_width(const Frame *frame, const Plot *plot, float px, float most) {
    float width = 0;
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        if (series->name != NULL && series->name[0] != '\0') {
            Formula label;
            formula_init(&label);
            formula_label(&label, false, series->name);
            width += (width > 0 ? 1.2f * px : 0) + 2.6f * px + fminf(formula_width(frame, &label, px), most);
            formula_finish(&label);
        }
    }
    return width;
}

float plot_legend_width(const Frame *frame, const Plot *plot, float px) {
    return legend_width(frame, plot, px, INFINITY);
}

// Every curve is named: where the names need more than there is, the longest are shortened first. Not further than to a few letters.
static float name_width(const Frame *frame, const Plot *plot, float px, float room) {
    float most = room;
    while (most > 4 * px && legend_width(frame, plot, px, most) > room) {
        most *= 0.95f;
    }
    return most;
}

void plot_draw_legend(Canvas *canvas, Rect line, float left) {
    static const char *const WORDS[] = {[MARK_ZERO] = "panels.plot-zero",
                                        [MARK_HIGH] = "panels.plot-infinite",
                                        [MARK_LOW] = "panels.plot-infinite",
                                        [MARK_NAN] = "panels.plot-nan"};
    Frame *frame = canvas->frame;
    float right = line.x + line.w, middle = line.y + line.h / 2, px = canvas->px, most = name_width(frame, canvas->plot, px, right - left);
    for (int i = canvas->plot->series_count - 1; i >= 0; i--) {
        const Series *series = &canvas->plot->series[i];
        if (series->name != NULL && series->name[0] != '\0') {
            right = draw_legend_entry(frame, right, middle, px, right - left, most, series, MARK_NONE, series->name);
        }
    }
    for (int mark = MARK_COUNT - 1; mark > MARK_NONE; mark--) {
        if (canvas->marks[mark]) {
            right =
                draw_legend_entry(frame, right, middle, px, right - left, INFINITY, NULL, (Mark)mark, words_get(frame->words, WORDS[mark]));
        }
    }
}

// One curve's exact value at the pointed x: index of the point; series->to if there is none.
static size_t pointed_point(const Series *series, double pointed) {
    size_t i = series->from;
    while (i < series->to && series->x[i] != pointed) {
        i++;
    }
    return i;
}

// What the box at the pointed x says: the x itself where no axis is under the pointer's hand, and each curve's value behind its name.
typedef struct ReadoutLine {
    Formula name;
    Text number;
    Color color;
} ReadoutLine;

enum { MAX_READOUT = 8 };

static void add_line(ReadoutLine *lines, int *count, const char *name, double value, Color color) {
    if (*count == MAX_READOUT) {
        return;
    }
    ReadoutLine *line = &lines[(*count)++];
    formula_init(&line->name);
    text_init(&line->number);
    formula_label(&line->name, false, name);
    text_append_number(&line->number, value);
    line->color = color;
}

static int collect_lines(const Canvas *canvas, ReadoutLine *lines) {
    const Plot *plot = canvas->plot;
    int count = 0;
    if (plot->follows_pointer) {
        add_line(lines, &count, plot->x_name != NULL ? plot->x_name : "", canvas->pointed, canvas->frame->theme->text);
    }
    for (int s = 0; s < plot->series_count; s++) {
        const Series *series = &plot->series[s];
        size_t i = pointed_point(series, canvas->pointed);
        if (i < series->to && !series->points_only) {
            add_line(lines, &count, series->name != NULL ? series->name : "", series->y[i], series->color);
        }
    }
    return count;
}

void plot_draw_readout(Canvas *canvas) {
    Frame *frame = canvas->frame;
    float px = canvas->px, leading = 1.3f * px, gap = 0.6f * px, names = 0, numbers = 0;
    plot_draw_vertical(canvas, canvas->pointed, frame->theme->quiet, 0);
    ReadoutLine lines[MAX_READOUT];
    int count = collect_lines(canvas, lines);
    for (int i = 0; i < count; i++) {
        names = fmaxf(names, formula_width(frame, &lines[i].name, px));
        numbers = fmaxf(numbers, frame_text_width(frame, FACE_MONO, px, lines[i].number.data));
    }
    float width = names + numbers + 3 * gap, at = plot_place_x(canvas, canvas->pointed);
    bool right = at + width + gap < canvas->area.x + canvas->area.w;
    Rect box = {right ? at + gap : at - gap - width, canvas->area.y, width, (float)count * leading + gap};
    if (count > 0) {
        display_border_box(frame->list, box, 0.4f * px, frame->theme->surface, frame->theme->line, frame->theme->border * frame->unit);
    }
    for (int i = 0; i < count; i++) {
        ReadoutLine *line = &lines[i];
        float baseline = box.y + gap / 2 + ((float)i + 0.75f) * leading;
        formula_draw(frame, &line->name, box.x + gap, baseline, FACE_REGULAR, px, line->color, line->color);
        frame_text(frame, box.x + box.w - gap, baseline, ALIGN_RIGHT, FACE_MONO, px, frame->theme->text, line->number.data);
        formula_finish(&line->name);
        text_finish(&line->number);
    }
}
