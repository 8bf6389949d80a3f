#include "raster/mask.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void mask_init(Mask *mask) {
    *mask = (Mask){0};
}

void mask_finish(Mask *mask) {
    free(mask->coverage);
    free(mask->row_start);
    free(mask->row_end);
    mask_init(mask);
}

void mask_begin(Mask *mask, PixelRect area) {
    mask->stride = area.w + LANES;
    size_t size = (size_t)mask->stride * (size_t)area.h;
    if (size > mask->capacity) {
        free(mask->coverage);
        mask->coverage = memory_alloc_zeros(size, 1);
        mask->capacity = size;
    }
    if (area.h > mask->row_capacity) {
        mask->row_start = memory_resize(mask->row_start, (size_t)area.h * sizeof *mask->row_start);
        mask->row_end = memory_resize(mask->row_end, (size_t)area.h * sizeof *mask->row_end);
        mask->row_capacity = area.h;
    }
    mask->area = area;
    for (int row = 0; row < area.h; row++) {
        mask->row_start[row] = area.w;
        mask->row_end[row] = 0;
    }
}

uint8_t *mask_touch(Mask *mask, int y, int x0, int x1) {
    int row = y - mask->area.y;
    mask->row_start[row] = least_whole(mask->row_start[row], x0 - mask->area.x);
    mask->row_end[row] = greatest_whole(mask->row_end[row], x1 - mask->area.x);
    return mask->coverage + (size_t)row * (size_t)mask->stride + (x0 - mask->area.x);
}

void mask_paint(Mask *mask, const Canvas *canvas, Color color) {
    for (int row = 0; row < mask->area.h; row++) {
        int start = mask->row_start[row], count = mask->row_end[row] - start;
        if (count <= 0) continue;
        uint8_t *coverage = mask->coverage + (size_t)row * (size_t)mask->stride + start;
        PixelRect area = {mask->area.x + start, mask->area.y + row, count, 1};
        paint_mask(canvas->pixels, area, coverage, mask->stride, color);
        memset(coverage, 0, (size_t)count + LANES);
    }
}

// A segment seen from its first point.
typedef struct Segment {
    Point origin;
    float ux, uy; // its direction, a unit vector
    float length;
    float per_ux, per_uy; // 1 / ux, 1 / uy; 0 where those are next to 0
} Segment;

typedef struct Interval {
    float from, to; // empty if from > to
} Interval;

static float reciprocal(float value) {
    return value > -1e-6f && value < 1e-6f ? 0 : 1 / value;
}

// Narrows `x` to where low <= factor * x + offset <= high.
static void narrow(Interval *x, float reciprocal_factor, float offset, float low, float high) {
    if (reciprocal_factor == 0) {
        if (offset < low || offset > high) x->to = x->from - 1;
        return;
    }
    float a = (low - offset) * reciprocal_factor, b = (high - offset) * reciprocal_factor;
    x->from = greatest(x->from, least(a, b));
    x->to = least(x->to, greatest(a, b));
}

static void widen_by_circle(Interval *x, float center, float dy, float radius) {
    float square = radius * radius - dy * dy;
    if (square < 0) return;
    float half = sqrtf(square);
    x->from = least(x->from, center - half);
    x->to = greatest(x->to, center + half);
}

// The x, from the segment's origin, at which the row `dy` below the origin is within `radius` of the segment: one interval, since it is
// convex.
static Interval segment_chord(const Segment *segment, float dy, float radius) {
    Interval strip = {-1e6f, 1e6f};
    narrow(&strip, -segment->per_uy, segment->ux * dy, -radius, radius);
    narrow(&strip, segment->per_ux, segment->uy * dy, 0, segment->length);
    Interval chord = {1e6f, -1e6f};
    if (strip.from <= strip.to) chord = strip;
    widen_by_circle(&chord, 0, dy, radius);
    widen_by_circle(&chord, segment->ux * segment->length, dy - segment->uy * segment->length, radius);
    return chord;
}

// Adds the coverage of pixels [from, to) by their distance to the segment. The row's middle is dy below the segment's origin, and pixel x
// has its middle at x - shift from it. `coverage` is that of pixel `from`. Up to 3 pixels behind `to` get their true coverage too.
static void add_by_distance(uint8_t *coverage, int from, int to, const Segment *segment, float shift, float dy, float outer_radius) {
    Floats zero = floats_all(0), length = floats_all(segment->length);
    for (; from < to; from += LANES, coverage += LANES) {
        Floats x = floats_from(from) - shift, along = x * segment->ux + dy * segment->uy;
        along = floats_greatest(floats_least(along, length), zero);
        Floats away_x = x - along * segment->ux, away_y = dy - along * segment->uy;
        Floats distance = floats_sqrt(away_x * away_x + away_y * away_y);
        bytes_store_larger(coverage, floats_to_bytes(floats_limit(outer_radius - distance)));
    }
}

enum { WORTH_FILLING = 24 }; // pixels in a row from which on it pays to find those that are covered wholly

static void add_capsule_row(Mask *mask, const Segment *segment, int y, float radius) {
    float dy = (float)y + 0.5f - segment->origin.y, shift = segment->origin.x - 0.5f;
    float outer_radius = radius + 0.5f, inner_radius = radius - 0.5f;
    Interval outer = segment_chord(segment, dy, outer_radius);
    if (outer.from > outer.to) return;
    int left = mask->area.x, right = mask->area.x + mask->area.w;
    int row_start = whole_below(outer.from + shift), row_end = whole_above(outer.to + shift) + 1;
    int x0 = greatest_whole(row_start, left), x1 = least_whole(row_end, right);
    if (x0 >= x1) return;
    int full0 = x1, full1 = x1;
    if (row_end - row_start >= WORTH_FILLING) {
        Interval inner = segment_chord(segment, dy, inner_radius);
        if (inner.from <= inner.to) {
            full0 = least_whole(greatest_whole(whole_above(inner.from + shift), x0), x1);
            full1 = least_whole(greatest_whole(whole_below(inner.to + shift) + 1, full0), x1);
        }
    }
    uint8_t *coverage = mask_touch(mask, y, x0, x1);
    add_by_distance(coverage, x0, full0, segment, shift, dy, outer_radius);
    memset(coverage + (full0 - x0), 255, (size_t)(full1 - full0));
    add_by_distance(coverage + (full1 - x0), full1, x1, segment, shift, dy, outer_radius);
}

void mask_add_capsule(Mask *mask, Point a, Point b, float radius) {
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    Segment segment = {a, 1, 0, 0, 1, 0};
    if (length > 1e-4f) segment = (Segment){a, dx / length, dy / length, length, reciprocal(dx / length), reciprocal(dy / length)};
    int top = whole_below(least(a.y, b.y) - radius - 0.5f), bottom = whole_above(greatest(a.y, b.y) + radius + 0.5f);
    top = greatest_whole(top, mask->area.y);
    bottom = least_whole(bottom, mask->area.y + mask->area.h);
    for (int y = top; y < bottom; y++) add_capsule_row(mask, &segment, y, radius);
}

void mask_add_arrowhead(Mask *mask, Point tip, Point direction, float length, float half_width) {
    float slant = sqrtf(length * length + half_width * half_width);
    float across_factor = length / slant, behind_factor = half_width / slant; // the unit normal of the slanted sides
    Point base = {tip.x - direction.x * length, tip.y - direction.y * length};
    float wide_x = fabsf(direction.y) * half_width, wide_y = fabsf(direction.x) * half_width;
    PixelRect area = pixel_rect_around(least(tip.x, base.x - wide_x) - 1, least(tip.y, base.y - wide_y) - 1,
                                       greatest(tip.x, base.x + wide_x) + 1, greatest(tip.y, base.y + wide_y) + 1);
    area = pixel_rect_intersect(area, mask->area);
    if (pixel_rect_is_empty(area)) return;
    for (int y = area.y; y < area.y + area.h; y++) {
        uint8_t *coverage = mask_touch(mask, y, area.x, area.x + area.w);
        float dy = (float)y + 0.5f - tip.y;
        for (int x = area.x; x < area.x + area.w; x += LANES, coverage += LANES) {
            Floats dx = floats_from(x) + 0.5f - tip.x, behind = -(dx * direction.x + dy * direction.y);
            Floats across = floats_magnitude(dy * direction.x - dx * direction.y);
            Floats side = across * across_factor - behind * behind_factor;
            // The plane at the tip keeps it sharp: the slanted sides alone would reach a pixel further.
            Floats distance = floats_greatest(side, floats_greatest(-behind, behind - length));
            bytes_store_larger(coverage, floats_to_bytes(floats_limit(0.5f - distance)));
        }
    }
}
