#include "raster/shapes.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>

// Beyond this many pixels from the origin, float no longer places a line well; segments are cut there. Larger than any target.
static const float FAR_AWAY = 30000;
// A flattened curve stays within this many pixels of the true one.
static const float FLATNESS = 0.2f;
enum { MAX_CURVE_PIECES = 256, MAX_DASHES = 20000 };

void scratch_init(Scratch *scratch) {
    *scratch = (Scratch){0};
    mask_init(&scratch->mask);
}

void scratch_finish(Scratch *scratch) {
    mask_finish(&scratch->mask);
    free(scratch->points);
    free(scratch->winding_steps);
    scratch_init(scratch);
}

static float distance(Point a, Point b) {
    float dx = b.x - a.x, dy = b.y - a.y;
    return sqrtf(dx * dx + dy * dy);
}

static Point between(Point a, Point b, float t) {
    return (Point){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

// The part of a stroke that lies in front of its arrowhead, and the head.
typedef struct Head {
    float length, half_width; // length 0: no head
    Point tip, direction;
} Head;

static float stroke_radius(const Shape *shape) {
    return greatest(shape->width, 1) / 2;
}

static float head_half_width(float arrow, float width) {
    return arrow / 2 + width / 4;
}

// A stroke thinner than a pixel is a pixel wide and fainter: it covers as much.
static Color stroke_color(const Shape *shape) {
    if (shape->width >= 1) return shape->fill;
    unsigned alpha = (unsigned)((float)color_alpha(shape->fill) * shape->width + 0.5f);
    return (shape->fill & 0xFFFFFF) | alpha << 24;
}

PixelRect line_bounds(const Shape *shape, const Point *points) {
    PixelRect none = {0, 0, 0, 0};
    if (shape->count == 0 || (shape->kind == SHAPE_BEZIER && shape->count != 4)) return none;
    if (color_alpha(shape->fill) == 0 || !(shape->width > 0)) return none;
    float x0 = points[0].x, y0 = points[0].y, x1 = x0, y1 = y0;
    for (uint32_t i = 0; i < shape->count; i++) {
        if (!(points[i].x == points[i].x && points[i].y == points[i].y)) return none;
        x0 = least(x0, points[i].x);
        y0 = least(y0, points[i].y);
        x1 = greatest(x1, points[i].x);
        y1 = greatest(y1, points[i].y);
    }
    float reach = stroke_radius(shape) + 1;
    if (shape->arrow > 0) reach = greatest(reach, head_half_width(shape->arrow, shape->width) + 1);
    return pixel_rect_around(x0 - reach, y0 - reach, x1 + reach, y1 + reach);
}

static void add_point(Scratch *scratch, Point point) {
    float limit = 1e9f; // keeps infinite points finite
    point.x = greatest(-limit, least(limit, point.x));
    point.y = greatest(-limit, least(limit, point.y));
    if (scratch->point_count == scratch->point_capacity) {
        scratch->point_capacity = scratch->point_capacity ? 2 * scratch->point_capacity : 256;
        scratch->points = memory_resize(scratch->points, scratch->point_capacity * sizeof *scratch->points);
    }
    scratch->points[scratch->point_count++] = point;
}

static float second_difference(Point a, Point b, Point c) {
    float x = a.x - 2 * b.x + c.x, y = a.y - 2 * b.y + c.y;
    return sqrtf(x * x + y * y);
}

// Equal steps of the parameter, as many as keep the chords within FLATNESS of the curve: a cubic whose second differences
// are at most d strays at most 3/4 d / n^2 from n chords.
static void flatten_curve(Scratch *scratch, const Point p[4]) {
    float bend = greatest(second_difference(p[0], p[1], p[2]), second_difference(p[1], p[2], p[3]));
    float needed = sqrtf(0.75f * bend / FLATNESS);
    int pieces = needed < MAX_CURVE_PIECES ? greatest_whole(whole_above(needed), 1) : MAX_CURVE_PIECES;
    add_point(scratch, p[0]);
    for (int i = 1; i < pieces; i++) {
        float t = (float)i / (float)pieces;
        Point a = between(p[0], p[1], t), b = between(p[1], p[2], t), c = between(p[2], p[3], t);
        add_point(scratch, between(between(a, b, t), between(b, c, t), t));
    }
    add_point(scratch, p[3]);
}

static bool cut_one_side(Point *a, Point *b, float from_a, float from_b) {
    if (from_a < 0 && from_b < 0) return false;
    if (from_a < 0) *a = between(*a, *b, from_a / (from_a - from_b));
    if (from_b < 0) *b = between(*a, *b, from_a / (from_a - from_b));
    return true;
}

// Cuts a segment to the square in which float is exact enough. False if nothing is left.
static bool cut_far_away(Point *a, Point *b) {
    return cut_one_side(a, b, a->x + FAR_AWAY, b->x + FAR_AWAY) && cut_one_side(a, b, FAR_AWAY - a->x, FAR_AWAY - b->x) &&
           cut_one_side(a, b, a->y + FAR_AWAY, b->y + FAR_AWAY) && cut_one_side(a, b, FAR_AWAY - a->y, FAR_AWAY - b->y);
}

static void add_segment(Scratch *scratch, Point a, Point b, float radius) {
    if (cut_far_away(&a, &b)) mask_add_capsule(&scratch->mask, a, b, radius);
}

// Takes the arrowhead off the end of the points: they then end inside the head, where the round end of the stroke is hidden.
static Head take_head(Scratch *scratch, const Shape *shape) {
    Head head = {0};
    size_t count = scratch->point_count;
    float total = 0;
    for (size_t i = 1; i < count; i++) total += distance(scratch->points[i - 1], scratch->points[i]);
    if (!(shape->arrow > 0) || total < 1e-3f) return head;
    float length = least(shape->arrow, total), half_width = head_half_width(shape->arrow, shape->width) * (length / shape->arrow);
    float slant = sqrtf(length * length + half_width * half_width), radius = stroke_radius(shape);
    float hidden = least(greatest(0.75f * length, (radius + 0.5f) * slant / half_width), length);
    head = (Head){.length = length, .half_width = half_width, .tip = scratch->points[count - 1]};

    Point base = scratch->points[0], end = base;
    float left = 0; // from the point to the tip, along the line
    bool base_found = false, end_found = false;
    size_t last = 0;
    for (size_t i = count - 1; i > 0 && !base_found; i--) {
        Point a = scratch->points[i - 1], b = scratch->points[i];
        float step = distance(a, b);
        if (!end_found && left + step >= hidden && step > 0) {
            end = between(b, a, (hidden - left) / step);
            end_found = true;
            last = i;
        }
        if (left + step >= length && step > 0) {
            base = between(b, a, (length - left) / step);
            base_found = true;
        }
        left += step;
    }
    float chord = distance(base, head.tip);
    if (chord < 1e-3f) { // a line that ends where the head begins, as in a circle: its last step shows the way
        base = scratch->points[count - 2];
        chord = distance(base, head.tip);
        if (chord < 1e-3f) return (Head){0};
    }
    head.direction = (Point){(head.tip.x - base.x) / chord, (head.tip.y - base.y) / chord};
    scratch->points[last] = end;
    scratch->point_count = end_found ? last + 1 : 0;
    if (total <= length) scratch->point_count = 0;
    return head;
}

static void add_solid(Scratch *scratch, float radius) {
    if (scratch->point_count == 1) add_segment(scratch, scratch->points[0], scratch->points[0], radius);
    for (size_t i = 1; i < scratch->point_count; i++) add_segment(scratch, scratch->points[i - 1], scratch->points[i], radius);
}

// Dashes lie at k * (dash + gap) along the line. Their round ends are inside their length; a dash shorter than the stroke is wide is a dot.
static void add_dashes(Scratch *scratch, float radius, float dash, float gap) {
    float inset = least(radius, dash / 2), start = 0, period = dash + gap;
    long k = 0;
    for (size_t i = 1; i < scratch->point_count; i++) {
        Point a = scratch->points[i - 1], b = scratch->points[i];
        float step = distance(a, b), end = start + step;
        if (!(step > 0)) continue;
        for (;;) {
            float from = (float)k * period + inset, to = (float)k * period + dash - inset;
            if (from > end) break;
            float t0 = clamp_unit((from - start) / step), t1 = clamp_unit((to - start) / step);
            add_segment(scratch, between(a, b, t0), between(a, b, t1), radius);
            if (to >= end) break; // the dash goes on around the corner
            k++;
        }
        start = end;
    }
}

void line_draw(const Canvas *canvas, Scratch *scratch, const Shape *shape, const Point *points) {
    scratch->point_count = 0;
    if (shape->kind == SHAPE_BEZIER) {
        flatten_curve(scratch, points);
    } else {
        for (uint32_t i = 0; i < shape->count; i++) add_point(scratch, points[i]);
    }
    Head head = take_head(scratch, shape);
    mask_begin(&scratch->mask, canvas->clip);
    if (head.length > 0) mask_add_arrowhead(&scratch->mask, head.tip, head.direction, head.length, head.half_width);
    float radius = stroke_radius(shape), total = 0;
    for (size_t i = 1; i < scratch->point_count; i++) total += distance(scratch->points[i - 1], scratch->points[i]);
    bool dashed = shape->dash > 0 && shape->gap > 0 && total > 0 && total / (shape->dash + shape->gap) < MAX_DASHES;
    if (dashed) {
        add_dashes(scratch, radius, shape->dash, shape->gap);
    } else {
        add_solid(scratch, radius);
    }
    mask_paint(&scratch->mask, canvas, stroke_color(shape));
}
