#include "view/plot.h"

#include "view/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float CAP_MIDDLE = 0.36f; // em from the middle of a line of text down to its baseline
static const float DOT = 6;            // units: radius
static const float MARK = 7;           // units: half the width of a mark on an edge
enum { MAX_LABELS = 256 };

// What a value that has no place on the axis is shown as.
typedef enum Mark { MARK_NONE, MARK_ZERO, MARK_HIGH, MARK_LOW, MARK_NAN, MARK_COUNT } Mark;

// A plot being drawn.
typedef struct Canvas {
    Frame *frame;
    const Plot *plot;
    Rect area; // of the curves
    Axis x, y;
    long first, last; // whole x
    float px;  // size of text
    bool marks[MARK_COUNT];   // which have been drawn
    Rect labels[MAX_LABELS];  // where the values of points stand
    int label_count;
} Canvas;

void plot_number(double value, Text *out)
{
    double size = fabs(value);
    if (size >= 1e-3 && size < 9999.5) {
        int digits = 2 - (int)floor(log10(size * (1 + 1e-9)));
        text_append_decimal(out, value, digits > 0 ? digits : 0, false);
        return;
    }
    Text number;
    text_init(&number);
    frame_number(value, &number);
    text_append(out, number.data + (number.data[0] == '+'));
    text_finish(&number);
}

static Mark mark_of(const Plot *plot, double value)
{
    if (isnan(value)) {
        return MARK_NAN;
    }
    if (plot->log && value <= 0) {
        return MARK_ZERO;
    }
    return isfinite(value) ? MARK_NONE : value > 0 ? MARK_HIGH : MARK_LOW;
}

static float place_x(const Canvas *canvas, double x) { return canvas->area.x + canvas->area.w * (float)axis_place(&canvas->x, x); }

static float place_y(const Canvas *canvas, double y) { return canvas->area.y + canvas->area.h * (1 - (float)axis_place(&canvas->y, y)); }

static float mark_y(const Canvas *canvas, Mark mark)
{
    float top = canvas->area.y, bottom = canvas->area.y + canvas->area.h, inset = MARK * canvas->frame->unit;
    return mark == MARK_HIGH ? top + inset : bottom - inset;
}

static Point point_at(const Canvas *canvas, const Series *series, size_t i)
{
    Mark mark = mark_of(canvas->plot, series->y[i]);
    return (Point){place_x(canvas, series->x[i]), mark == MARK_NONE ? place_y(canvas, series->y[i]) : mark_y(canvas, mark)};
}

// Zero: an open triangle that points down; infinity: filled, towards its end; NaN: a cross.
static void draw_mark(Frame *frame, Mark mark, Point at, Color color)
{
    float r = MARK * frame->unit, width = 2 * frame->unit;
    if (mark == MARK_NAN) {
        display_line(frame->list, (Point){at.x - r, at.y - r}, (Point){at.x + r, at.y + r}, width, color);
        display_line(frame->list, (Point){at.x - r, at.y + r}, (Point){at.x + r, at.y - r}, width, color);
        return;
    }
    float tip = mark == MARK_HIGH ? -r : r;
    const Point corners[4] = {{at.x - r, at.y - tip}, {at.x + r, at.y - tip}, {at.x, at.y + tip}, {at.x - r, at.y - tip}};
    if (mark == MARK_ZERO) {
        display_polyline(frame->list, corners, 4, width, color);
    } else {
        display_polygon(frame->list, corners, 3, color);
    }
}

static void collect_values(const Plot *plot, double **x, double **y, size_t *count)
{
    size_t total = 0;
    for (int i = 0; i < plot->series_count; i++) { total += plot->series[i].count; }
    *x = memory_alloc((total + 1) * sizeof(double));
    *y = memory_alloc((total + 1) * sizeof(double));
    *count = 0;
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        memcpy(*x + *count, series->x, series->count * sizeof(double));
        memcpy(*y + *count, series->y, series->count * sizeof(double));
        *count += series->count;
    }
}

// How many labels of that width stand side by side.
static int ticks_across(float width, float label) { return (int)(width / (1.6f * label)); }

// Puts the columns where the caller wants them, if all of them stand within the area.
static void align_columns(Canvas *canvas)
{
    const Plot *plot = canvas->plot;
    const Rect *area = &canvas->area;
    float right = plot->x_first + (float)(canvas->last - canvas->first) * plot->x_step, room = canvas->px;
    if (plot->x_step > 0 && plot->x_first - room >= area->x && right + room <= area->x + area->w) {
        canvas->x.low = (double)canvas->first - (double)((plot->x_first - area->x) / plot->x_step);
        canvas->x.high = canvas->x.low + (double)(area->w / plot->x_step);
    }
}

static void make_axes(Canvas *canvas, float height)
{
    const Plot *plot = canvas->plot;
    double *x, *y;
    size_t count;
    collect_values(plot, &x, &y, &count);
    axis_init(&canvas->y, y, count, plot->log, (int)(height / (1.5f * canvas->px)) + 1);
    float gutter = 0;
    for (int i = 0; i < canvas->y.tick_count; i++) {
        gutter = fmaxf(gutter, frame_text_width(canvas->frame, FACE_REGULAR, canvas->px, canvas->y.ticks[i].label.data));
    }
    gutter = fminf(gutter + 0.6f * canvas->px, canvas->area.w / 2);
    canvas->area.x += gutter;
    canvas->area.w -= gutter;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, x[i]);
        high = fmax(high, x[i]);
    }
    if (plot->x_steps) {
        bool any = low <= high;
        canvas->first = any ? (long)low : 1;
        canvas->last = any ? (long)high : 1;
        Text widest;
        text_init(&widest);
        text_printf(&widest, "%ld", canvas->last);
        int most = ticks_across(canvas->area.w, frame_text_width(canvas->frame, FACE_REGULAR, canvas->px, widest.data));
        text_finish(&widest);
        axis_init_steps(&canvas->x, canvas->first, canvas->last, most);
        align_columns(canvas);
    } else {
        axis_init(&canvas->x, x, count, false, ticks_across(canvas->area.w, 4 * canvas->px));
    }
    free(x);
    free(y);
}

static void draw_axes(Canvas *canvas)
{
    Frame *frame = canvas->frame;
    const Theme *theme = frame->theme;
    const Rect *area = &canvas->area;
    float px = canvas->px;
    for (int i = 0; i < canvas->y.tick_count; i++) {
        const Tick *tick = &canvas->y.ticks[i];
        float y = place_y(canvas, tick->value);
        display_line(frame->list, (Point){area->x, y}, (Point){area->x + area->w, y}, fmaxf(1, frame->unit), theme->line);
        frame_text(frame, area->x - 0.4f * px, y + CAP_MIDDLE * px, ALIGN_RIGHT, FACE_REGULAR, px, theme->quiet, tick->label.data);
    }
    float baseline = area->y + area->h + 1.2f * px;
    const char *name = canvas->plot->x_name;
    float name_left = area->x + area->w;
    if (name != NULL && name[0] != '\0') {
        name_left -= frame_text(frame, area->x + area->w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->quiet, name) + 0.5f * px;
    }
    for (int i = 0; i < canvas->x.tick_count; i++) {
        const Tick *tick = &canvas->x.ticks[i];
        float x = place_x(canvas, tick->value), half = frame_text_width(frame, FACE_REGULAR, px, tick->label.data) / 2;
        bool stands_free = x + half <= name_left && x - half >= area->x - 2 * px;
        if (stands_free) {
            // A label at the left end stands a little aside, so that it does not touch the one of the other axis.
            float middle = canvas->plot->x_steps ? x : fmaxf(x, area->x - 0.3f * px + half);
            frame_text(frame, middle, baseline, ALIGN_CENTER, FACE_REGULAR, px, theme->quiet, tick->label.data);
        }
    }
}

// A curve in pieces: it breaks where a value has no place on the axis.
static void draw_curve(Canvas *canvas, const Series *series)
{
    Frame *frame = canvas->frame;
    size_t count = series->to - series->from;
    Point *points = memory_alloc((4 * count + 1) * sizeof(Point));
    size_t piece = 0;
    // Several points in one column of pixels are drawn as the range that they cover.
    float column = -1, low = 0, high = 0;
    for (size_t i = series->from; i <= series->to; i++) {
        bool ends = i == series->to || mark_of(canvas->plot, series->y[i]) != MARK_NONE;
        if (ends) {
            if (piece > 1) {
                Shape *line = display_polyline(frame->list, points, piece, series->width * frame->unit, series->color);
                line->dash = series->dash * frame->unit;
                line->gap = series->gap * frame->unit;
            }
            if (piece == 1) { // a curve of one point would not show
                display_disc(frame->list, points[0], series->width * frame->unit, series->color);
            }
            piece = 0;
            column = -1;
            continue;
        }
        Point at = point_at(canvas, series, i);
        if (piece > 0 && floorf(at.x) == column && count > (size_t)canvas->area.w) {
            if (at.y < low || at.y > high) {
                points[piece++] = at;
                low = fminf(low, at.y);
                high = fmaxf(high, at.y);
            }
            continue;
        }
        points[piece++] = at;
        column = floorf(at.x);
        low = high = at.y;
    }
    free(points);
}

static bool overlaps(Rect a, Rect b) { return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h; }

// Whether the straight line from a to b (a.x <= b.x) runs through the rectangle.
static bool crosses(Point a, Point b, Rect rect)
{
    float from = fmaxf(a.x, rect.x), to = fminf(b.x, rect.x + rect.w);
    if (from > to || b.x <= a.x) {
        return false;
    }
    float slope = (b.y - a.y) / (b.x - a.x), y1 = a.y + slope * (from - a.x), y2 = a.y + slope * (to - a.x);
    return fminf(y1, y2) < rect.y + rect.h && fmaxf(y1, y2) > rect.y;
}

static bool is_on_curve(const Canvas *canvas, const Series *series, Rect rect)
{
    float r = DOT * canvas->frame->unit;
    for (size_t i = series->from; i < series->to; i++) {
        Point at = point_at(canvas, series, i);
        if (overlaps(rect, (Rect){at.x - r, at.y - r, 2 * r, 2 * r})) {
            return true;
        }
        bool goes_on = i + 1 < series->to && mark_of(canvas->plot, series->y[i]) == MARK_NONE && mark_of(canvas->plot, series->y[i + 1]) == MARK_NONE;
        if (goes_on && crosses(at, point_at(canvas, series, i + 1), rect)) {
            return true;
        }
    }
    return false;
}

static bool is_free(const Canvas *canvas, Rect rect)
{
    const Rect *area = &canvas->area;
    if (rect.x < area->x || rect.x + rect.w > area->x + area->w || rect.y < area->y || rect.y + rect.h > area->y + area->h) {
        return false;
    }
    for (int i = 0; i < canvas->label_count; i++) {
        if (overlaps(rect, canvas->labels[i])) {
            return false;
        }
    }
    for (int i = 0; i < canvas->plot->series_count; i++) {
        if (is_on_curve(canvas, &canvas->plot->series[i], rect)) {
            return false;
        }
    }
    return true;
}

// Whether the curves on both sides of point i run above it there: then its label stands better below.
static bool lies_in_dip(const Canvas *canvas, const Series *series, size_t i)
{
    float y = point_at(canvas, series, i).y;
    float before = i > series->from ? point_at(canvas, series, i - 1).y : y;
    float behind = i + 1 < series->to ? point_at(canvas, series, i + 1).y : y;
    return before + behind < 2 * y;
}

static void label_point(Canvas *canvas, const Series *series, size_t i)
{
    if (canvas->label_count == MAX_LABELS || mark_of(canvas->plot, series->y[i]) != MARK_NONE) {
        return;
    }
    Frame *frame = canvas->frame;
    float px = canvas->px;
    Text number;
    text_init(&number);
    plot_number(series->y[i], &number);
    float width = frame_text_width(frame, FACE_REGULAR, px, number.data), height = 1.05f * px;
    Point at = point_at(canvas, series, i);
    float above = at.y - height - 0.4f * px, below = at.y + 0.4f * px, left = at.x - width / 2;
    bool dip = lies_in_dip(canvas, series, i);
    const Rect places[] = {
        {left, dip ? below : above, width, height},
        {left, dip ? above : below, width, height},
        {at.x + 0.5f * px, at.y - height / 2, width, height},
        {at.x + 0.5f * px, above, width, height},
        {at.x + 0.5f * px, below, width, height},
        {at.x - 0.5f * px - width, at.y - height / 2, width, height},
    };
    for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
        if (is_free(canvas, places[k])) {
            frame_text(frame, places[k].x, places[k].y + 0.88f * px, ALIGN_LEFT, FACE_REGULAR, px, series->color, number.data);
            canvas->labels[canvas->label_count++] = places[k];
            break;
        }
    }
    text_finish(&number);
}

static void draw_points(Canvas *canvas, const Series *series)
{
    Frame *frame = canvas->frame;
    float room = series->count > 1 ? canvas->area.w / (float)series->count : canvas->area.w;
    float last_mark = -INFINITY;
    for (size_t i = series->from; i < series->to; i++) {
        Mark mark = mark_of(canvas->plot, series->y[i]);
        Point at = point_at(canvas, series, i);
        if (mark != MARK_NONE) {
            canvas->marks[mark] = true;
            if (at.x - last_mark >= 2.4f * MARK * frame->unit) { // dense marks thin out
                draw_mark(frame, mark, at, series->color);
                last_mark = at.x;
            }
        } else if (series->dots && room >= 2 * DOT * frame->unit) {
            display_disc(frame->list, at, DOT * frame->unit, series->color);
        }
    }
}

// A sample of a curve, or a mark, and its name; from `right` to the left. Returns the left end.
static float draw_legend_entry(Frame *frame, float right, float middle, float px, float room, const Series *series, Mark mark, const char *name)
{
    const Theme *theme = frame->theme;
    Formula label;
    formula_init(&label);
    formula_label(&label, false, name);
    float sample = mark == MARK_NONE ? 2.2f * px : px, width = formula_width(frame, &label, px);
    float used = sample + 0.4f * px + width;
    if (used <= room) {
        float x = right - used;
        if (mark == MARK_NONE) {
            Shape *line = display_line(frame->list, (Point){x, middle}, (Point){x + sample, middle}, series->width * frame->unit, series->color);
            line->dash = series->dash * frame->unit;
            line->gap = series->gap * frame->unit;
        } else {
            draw_mark(frame, mark, (Point){x + sample / 2, middle}, theme->quiet);
        }
        formula_draw(frame, &label, x + sample + 0.4f * px, middle + CAP_MIDDLE * px, FACE_REGULAR, px, theme->text, theme->text);
        right = x - 1.2f * px;
    }
    formula_finish(&label);
    return right;
}

static void draw_legend(Canvas *canvas, Rect line, float left)
{
    static const char *const WORDS[] = {
        [MARK_ZERO] = "panels.plot-zero", [MARK_HIGH] = "panels.plot-infinite", [MARK_LOW] = "panels.plot-infinite", [MARK_NAN] = "panels.plot-nan"};
    Frame *frame = canvas->frame;
    float right = line.x + line.w, middle = line.y + line.h / 2, px = canvas->px;
    for (int i = canvas->plot->series_count - 1; i >= 0; i--) {
        const Series *series = &canvas->plot->series[i];
        if (series->name != NULL && series->name[0] != '\0') {
            right = draw_legend_entry(frame, right, middle, px, right - left, series, MARK_NONE, series->name);
        }
    }
    for (int mark = MARK_COUNT - 1; mark > MARK_NONE; mark--) {
        if (canvas->marks[mark]) {
            right = draw_legend_entry(frame, right, middle, px, right - left, NULL, (Mark)mark, words_get(frame->words, WORDS[mark]));
        }
    }
}

static void draw_vertical(Canvas *canvas, double x, Color color, float dash)
{
    Frame *frame = canvas->frame;
    float at = place_x(canvas, x);
    if (at < canvas->area.x || at > canvas->area.x + canvas->area.w) {
        return;
    }
    Point top = {at, canvas->area.y}, bottom = {at, canvas->area.y + canvas->area.h};
    Shape *line = display_line(frame->list, top, bottom, 2 * frame->unit, color);
    line->dash = line->gap = dash * frame->unit;
}

// One curve's exact value at the pointed x: index of the point; series->to if there is none.
static size_t pointed_point(const Series *series, int pointed)
{
    size_t i = series->from;
    while (i < series->to && series->x[i] != pointed) { i++; }
    return i;
}

// The exact values at the pointed x, each behind its curve's name, in a box beside it.
static void draw_readout(Canvas *canvas)
{
    Frame *frame = canvas->frame;
    const Plot *plot = canvas->plot;
    float px = canvas->px, leading = 1.3f * px, gap = 0.6f * px;
    float names = 0, numbers = 0;
    int count = 0;
    Text number;
    Formula name;
    text_init(&number);
    formula_init(&name);
    draw_vertical(canvas, plot->pointed, frame->theme->quiet, 0);
    // The first round measures, the second draws.
    Rect box = {0};
    for (int round = 0; round < 2; round++) {
        int line = 0;
        for (int s = 0; s < plot->series_count; s++) {
            const Series *series = &plot->series[s];
            size_t i = pointed_point(series, plot->pointed);
            if (i >= series->to) {
                continue;
            }
            text_clear(&number);
            formula_clear(&name);
            text_append_number(&number, series->y[i]);
            formula_label(&name, false, series->name != NULL ? series->name : "");
            if (round == 0) {
                names = fmaxf(names, formula_width(frame, &name, px));
                numbers = fmaxf(numbers, frame_text_width(frame, FACE_MONO, px, number.data));
                count++;
                continue;
            }
            float baseline = box.y + gap / 2 + ((float)line++ + 0.75f) * leading;
            formula_draw(frame, &name, box.x + gap, baseline, FACE_REGULAR, px, series->color, series->color);
            frame_text(frame, box.x + box.w - gap, baseline, ALIGN_RIGHT, FACE_MONO, px, frame->theme->text, number.data);
        }
        if (count == 0) {
            break;
        }
        if (round == 0) {
            float width = names + numbers + 3 * gap, at = place_x(canvas, plot->pointed);
            bool right = at + width + gap < canvas->area.x + canvas->area.w;
            box = (Rect){right ? at + gap : at - gap - width, canvas->area.y, width, (float)count * leading + gap};
            display_border_box(frame->list, box, 0.4f * px, frame->theme->surface, frame->theme->line, frame->theme->border * frame->unit);
        }
    }
    text_finish(&number);
    formula_finish(&name);
}

static void add_column_hits(Canvas *canvas)
{
    for (long t = canvas->first; t <= canvas->last; t++) {
        float left = place_x(canvas, (double)t - 0.5), right = place_x(canvas, (double)t + 0.5);
        hits_add(canvas->frame->hits, HIT_COLUMN, (Rect){left, canvas->area.y, right - left, canvas->area.h})->t = (int)t;
    }
}

void plot_draw(Frame *frame, Rect rect, const Plot *plot)
{
    Canvas canvas = {.frame = frame, .plot = plot, .area = rect, .px = frame_text_size(frame, 20)};
    float px = canvas.px, head = 1.3f * px, foot = 1.42f * px;
    Rect line = {rect.x, rect.y, rect.w, head};
    float left = rect.x;
    if (plot->title != NULL) {
        Formula title;
        formula_init(&title);
        formula_label(&title, false, plot->title);
        left += formula_draw_fit(frame, &title, rect.x, rect.y + 0.9f * px, FACE_BOLD, px, frame->theme->text, frame->theme->text, rect.w) + px;
        formula_finish(&title);
    }
    canvas.area.y += head + 0.4f * px;
    canvas.area.h -= head + 0.4f * px + foot;
    if (canvas.area.h < 1.5f * px || canvas.area.w < 6 * px) {
        return;
    }
    make_axes(&canvas, canvas.area.h);
    draw_axes(&canvas);
    if (!isnan(plot->marker)) {
        draw_vertical(&canvas, plot->marker, frame->theme->faint, 6);
    }
    // Dashed curves come behind the first, solid one, and lie over it: where they are the same, both show.
    for (int i = 0; i < plot->series_count; i++) { draw_curve(&canvas, &plot->series[i]); }
    for (int i = 0; i < plot->series_count; i++) { draw_points(&canvas, &plot->series[i]); }
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        for (size_t k = series->from; series->labels && k < series->to; k++) { label_point(&canvas, series, k); }
    }
    draw_legend(&canvas, (Rect){line.x, line.y, line.w, 1.1f * px}, left);
    if (plot->column_hits) {
        add_column_hits(&canvas);
    }
    if (plot->pointed != 0) {
        draw_readout(&canvas);
    }
    axis_finish(&canvas.x);
    axis_finish(&canvas.y);
}
