#include "view/plots/plot_internal.h"

#include "view/formula/formula.h"
#include "view/parts/icons.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float MARK = 7; // units: half the width of a mark on an edge
void plot_number(double value, Text *out) {
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

static Mark mark_of(const Plot *plot, double value) {
    if (isnan(value)) {
        return MARK_NAN;
    }
    if (plot->log && value <= 0) {
        return MARK_ZERO;
    }
    return isfinite(value) ? MARK_NONE : value > 0 ? MARK_HIGH : MARK_LOW;
}

float plot_place_x(const Canvas *canvas, double x) {
    return canvas->area.x + canvas->area.w * (float)axis_place(&canvas->x, x);
}

static float place_y(const Canvas *canvas, double y) {
    return canvas->area.y + canvas->area.h * (1 - (float)axis_place(&canvas->y, y));
}

static float mark_y(const Canvas *canvas, Mark mark) {
    float top = canvas->area.y, bottom = canvas->area.y + canvas->area.h, inset = MARK * canvas->frame->unit;
    return mark == MARK_HIGH ? top + inset : bottom - inset;
}

static Point point_at(const Canvas *canvas, const Series *series, size_t i) {
    Mark mark = mark_of(canvas->plot, series->y[i]);
    return (Point){plot_place_x(canvas, series->x[i]), mark == MARK_NONE ? place_y(canvas, series->y[i]) : mark_y(canvas, mark)};
}

void plot_draw_mark(Frame *frame, Mark mark, Point at, Color color) {
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

void plot_draw_ring(Frame *frame, Point at, float radius, Color color) {
    Shape *ring = display_disc(frame->list, at, radius, 0);
    ring->border = color;
    ring->border_width = fminf(2.5f * frame->unit, 0.5f * radius);
}

// The numbers that make the axes.
static void collect_values(const Plot *plot, double **x, double **y, size_t *count) {
    size_t total = 0;
    for (int i = 0; i < plot->series_count; i++) {
        total += plot->series[i].count;
    }
    *x = memory_alloc((total + 1) * sizeof(double));
    *y = memory_alloc((total + 1) * sizeof(double));
    *count = 0;
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        if (series->free) {
            continue;
        }
        memcpy(*x + *count, series->x, series->count * sizeof(double));
        memcpy(*y + *count, series->y, series->count * sizeof(double));
        *count += series->count;
    }
}

// How many labels of that width stand side by side.
static int ticks_across(float width, float label) {
    return (int)(width / (1.6f * label));
}

// Puts the columns where the caller wants them, if all of them stand within the area.
static void align_columns(Canvas *canvas) {
    const Plot *plot = canvas->plot;
    const Rect *area = &canvas->area;
    float right = plot->x_first + (float)(canvas->last - canvas->first) * plot->x_step, room = canvas->px;
    if (plot->x_step > 0 && plot->x_first - room >= area->x && right + room <= area->x + area->w) {
        canvas->x.low = (double)canvas->first - (double)((plot->x_first - area->x) / plot->x_step);
        canvas->x.high = canvas->x.low + (double)(area->w / plot->x_step);
    }
}

static void make_axes(Canvas *canvas, float height) {
    const Plot *plot = canvas->plot;
    double *x, *y;
    size_t count;
    collect_values(plot, &x, &y, &count);
    int ticks = (int)(height / (1.5f * canvas->px)) + 1;
    bool stand_apart = height >= 2.2f * canvas->px; // three of them
    axis_init(&canvas->y, y, count, plot->log, !plot->log && stand_apart && ticks < 3 ? 3 : ticks);
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

static void draw_axes(Canvas *canvas) {
    Frame *frame = canvas->frame;
    const Theme *theme = frame->theme;
    const Rect *area = &canvas->area;
    float px = canvas->px;
    for (int i = 0; i < canvas->y.tick_count; i++) {
        const Tick *tick = &canvas->y.ticks[i];
        float y = place_y(canvas, tick->value);
        display_line(frame->list, (Point){area->x, y}, (Point){area->x + area->w, y}, fmaxf(1, frame->unit), theme->line);
        frame_text(frame, area->x - 0.4f * px, y + PLOT_CAP_MIDDLE * px, ALIGN_RIGHT, FACE_REGULAR, px, theme->quiet, tick->label.data);
    }
    float baseline = area->y + area->h + 1.2f * px;
    const char *name = canvas->plot->x_name;
    float name_left = area->x + area->w;
    if (name != NULL && name[0] != '\0') {
        name_left -= frame_text(frame, area->x + area->w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->quiet, name) + 0.5f * px;
    }
    for (int i = 0; i < canvas->x.tick_count; i++) {
        const Tick *tick = &canvas->x.ticks[i];
        float x = plot_place_x(canvas, tick->value), half = frame_text_width(frame, FACE_REGULAR, px, tick->label.data) / 2;
        bool stands_free = x + half <= name_left && x - half >= area->x - 2 * px;
        if (stands_free) {
            // A label at the left end stands a little aside, so that it does not touch the one of the other axis.
            float middle = canvas->plot->x_steps ? x : fmaxf(x, area->x - 0.3f * px + half);
            frame_text(frame, middle, baseline, ALIGN_CENTER, FACE_REGULAR, px, theme->quiet, tick->label.data);
        }
    }
}

// A curve in pieces: it breaks where a value has no place on the axis.
static void draw_curve(Canvas *canvas, const Series *series) {
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

static bool overlaps(Rect a, Rect b) {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

// Whether the straight line from a to b (a.x <= b.x) runs through the rectangle.
static bool crosses(Point a, Point b, Rect rect) {
    float from = fmaxf(a.x, rect.x), to = fminf(b.x, rect.x + rect.w);
    if (from > to || b.x <= a.x) {
        return false;
    }
    float slope = (b.y - a.y) / (b.x - a.x), y1 = a.y + slope * (from - a.x), y2 = a.y + slope * (to - a.x);
    return fminf(y1, y2) < rect.y + rect.h && fmaxf(y1, y2) > rect.y;
}

static bool is_on_curve(const Canvas *canvas, const Series *series, Rect rect) {
    float r = PLOT_DOT * canvas->frame->unit;
    for (size_t i = series->from; i < series->to; i++) {
        Point at = point_at(canvas, series, i);
        if (overlaps(rect, (Rect){at.x - r, at.y - r, 2 * r, 2 * r})) {
            return true;
        }
        bool goes_on =
            i + 1 < series->to && mark_of(canvas->plot, series->y[i]) == MARK_NONE && mark_of(canvas->plot, series->y[i + 1]) == MARK_NONE;
        if (goes_on && crosses(at, point_at(canvas, series, i + 1), rect)) {
            return true;
        }
    }
    return false;
}

static bool is_free(const Canvas *canvas, Rect rect) {
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
static bool lies_in_dip(const Canvas *canvas, const Series *series, size_t i) {
    float y = point_at(canvas, series, i).y;
    float before = i > series->from ? point_at(canvas, series, i - 1).y : y;
    float behind = i + 1 < series->to ? point_at(canvas, series, i + 1).y : y;
    return before + behind < 2 * y;
}

static void label_point(Canvas *canvas, const Series *series, size_t i) {
    if (canvas->label_count == PLOT_MAX_LABELS || mark_of(canvas->plot, series->y[i]) != MARK_NONE) {
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

static void draw_points(Canvas *canvas, const Series *series) {
    Frame *frame = canvas->frame;
    float room = series->count > 1 ? canvas->area.w / (float)series->count : canvas->area.w;
    float last_mark = -INFINITY;
    for (size_t i = series->from; i < series->to; i++) {
        Mark mark = mark_of(canvas->plot, series->y[i]);
        Point at = point_at(canvas, series, i);
        if (mark != MARK_NONE) {
            canvas->marks[mark] = true;
            if (at.x - last_mark >= 2.4f * MARK * frame->unit) { // dense marks thin out
                plot_draw_mark(frame, mark, at, series->color);
                last_mark = at.x;
            }
        } else if (series->points_only) {
            plot_draw_ring(frame, at, fmaxf(fminf(1.2f * PLOT_DOT * frame->unit, 0.7f * room), 2 * frame->unit), series->color);
        } else if (series->dots && room >= 2 * PLOT_DOT * frame->unit) {
            display_disc(frame->list, at, PLOT_DOT * frame->unit, series->color);
        }
    }
}

void plot_draw_vertical(Canvas *canvas, double x, Color color, float dash) {
    Frame *frame = canvas->frame;
    float at = plot_place_x(canvas, x);
    if (at < canvas->area.x || at > canvas->area.x + canvas->area.w) {
        return;
    }
    Point top = {at, canvas->area.y}, bottom = {at, canvas->area.y + canvas->area.h};
    Shape *line = display_line(frame->list, top, bottom, 2 * frame->unit, color);
    line->dash = line->gap = dash * frame->unit;
}

// Scissors on a dashed line where the way back from the next timestep ends, as many as stand apart.
static void draw_cuts(Canvas *canvas) {
    Frame *frame = canvas->frame;
    float size = 1.1f * canvas->px, last = -INFINITY;
    for (long t = canvas->first; t < canvas->last && canvas->plot->cuts != NULL; t++) {
        float x = plot_place_x(canvas, (double)t + 0.5);
        if (!schedule_is_cut(canvas->plot->cuts, (int)t + 1, 1) || x - last < 1.2f * size) {
            continue;
        }
        plot_draw_vertical(canvas, (double)t + 0.5, frame->theme->quiet, 6);
        icon_draw(frame->list, ICON_SCISSORS, (Point){x, canvas->area.y + size / 2}, size, frame->theme->backward);
        last = x;
    }
}

static void add_column_hits(Canvas *canvas) {
    for (long t = canvas->first; t <= canvas->last; t++) {
        float left = plot_place_x(canvas, (double)t - 0.5), right = plot_place_x(canvas, (double)t + 0.5);
        hits_add(canvas->frame->hits, HIT_COLUMN, (Rect){left, canvas->area.y, right - left, canvas->area.h})->t = (int)t;
    }
}

// The x whose values are told: the plot's own, or the nearest one to the pointer while that is over the curves. NaN: none.
static double find_pointed(const Canvas *canvas) {
    const Plot *plot = canvas->plot;
    const View *view = canvas->frame->view;
    if (!plot->follows_pointer) {
        return plot->pointed != 0 ? plot->pointed : (double)NAN;
    }
    if (!view->has_pointer || !rect_holds(canvas->area, view->pointer)) {
        return NAN;
    }
    double nearest = NAN;
    float distance = INFINITY;
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        for (size_t k = series->from; k < series->to; k++) {
            float away = fabsf(plot_place_x(canvas, series->x[k]) - view->pointer.x);
            nearest = away < distance ? series->x[k] : nearest;
            distance = fminf(distance, away);
        }
    }
    return nearest;
}

void plot_draw(Frame *frame, Rect rect, const Plot *plot) {
    Canvas canvas = {.frame = frame, .plot = plot, .area = rect, .px = frame_text_size(frame, 20)};
    float px = canvas.px, head = 1.3f * px, foot = 1.42f * px;
    Rect line = {rect.x, rect.y, rect.w, head};
    float left = rect.x;
    if (plot->title != NULL) {
        Formula title;
        formula_init(&title);
        formula_label(&title, false, plot->title);
        left +=
            formula_draw_fit(frame, &title, rect.x, rect.y + 0.9f * px, FACE_BOLD, px, frame->theme->text, frame->theme->text, rect.w) + px;
        formula_finish(&title);
    }
    // Names that do not fit beside the title have a line of their own, where the curves can spare it.
    bool second = plot_legend_width(frame, plot, px) > line.x + line.w - left && rect.h >= 6.5f * px;
    if (second) {
        line.y += head;
        left = rect.x;
        head *= 2;
    }
    canvas.area.y += head + 0.4f * px;
    canvas.area.h -= head + 0.4f * px + foot;
    if (canvas.area.h < 1.5f * px || canvas.area.w < 6 * px) {
        return;
    }
    make_axes(&canvas, canvas.area.h);
    draw_axes(&canvas);
    if (!isnan(plot->marker)) {
        plot_draw_vertical(&canvas, plot->marker, frame->theme->faint, 6);
    }
    draw_cuts(&canvas);
    // Dashed curves come behind the first, solid one, and lie over it: where they are the same, both show.
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        if (series->free) {
            display_clip(frame->list, canvas.area);
        }
        if (!series->points_only) {
            draw_curve(&canvas, series);
        }
        if (series->free) {
            display_clip_end(frame->list);
        }
    }
    for (int i = 0; i < plot->series_count; i++) {
        draw_points(&canvas, &plot->series[i]);
    }
    for (int i = 0; i < plot->series_count; i++) {
        const Series *series = &plot->series[i];
        for (size_t k = series->from; series->labels && k < series->to; k++) {
            label_point(&canvas, series, k);
        }
    }
    plot_draw_legend(&canvas, (Rect){line.x, line.y, line.w, 1.1f * px}, left);
    if (plot->column_hits) {
        add_column_hits(&canvas);
    }
    canvas.pointed = find_pointed(&canvas);
    if (!isnan(canvas.pointed)) {
        plot_draw_readout(&canvas);
    }
    axis_finish(&canvas.x);
    axis_finish(&canvas.y);
}
