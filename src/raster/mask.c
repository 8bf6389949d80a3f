#include "raster/mask.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void mask_init(Mask *mask) { *mask = (Mask){0}; }

void mask_finish(Mask *mask) {
    free(mask->coverage);
    free(mask->row_start);
    free(mask->row_end);
    mask_init(mask);
}

void mask_begin(Mask *mask, PixelRect area) {
    size_t size = (size_t)area.w * (size_t)area.h;
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
    return mask->coverage + (size_t)row * (size_t)mask->area.w + (x0 - mask->area.x);
}

void mask_paint(Mask *mask, const Canvas *canvas, Color color) {
    for (int row = 0; row < mask->area.h; row++) {
        int start = mask->row_start[row], count = mask->row_end[row] - start;
        if (count <= 0) continue;
        uint8_t *coverage = mask->coverage + (size_t)row * (size_t)mask->area.w + start;
        paint_mask(canvas_row(canvas, mask->area.y + row) + mask->area.x + start, coverage, count, color_rgb(color), color_alpha(color));
        memset(coverage, 0, (size_t)count);
    }
}

static void keep_larger(uint8_t *coverage, float value) {
    uint8_t byte = (uint8_t)(clamp_unit(value) * 255 + 0.5f);
    if (byte > *coverage) *coverage = byte;
}

// A segment seen from its first point.
typedef struct Segment {
    Point origin;
    float ux, uy; // its direction, a unit vector
    float length;
} Segment;

typedef struct Interval {
    float from, to; // empty if from > to
} Interval;

// Narrows `x` to where low <= factor * x + offset <= high.
static void narrow(Interval *x, float factor, float offset, float low, float high) {
    if (factor > -1e-6f && factor < 1e-6f) {
        if (offset < low || offset > high) x->to = x->from - 1;
        return;
    }
    float a = (low - offset) / factor, b = (high - offset) / factor;
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

// The x, from the segment's origin, at which the row `dy` below the origin is within `radius` of the segment: one interval, since it is convex.
static Interval segment_chord(const Segment *segment, float dy, float radius) {
    Interval strip = {-1e6f, 1e6f};
    narrow(&strip, -segment->uy, segment->ux * dy, -radius, radius);
    narrow(&strip, segment->ux, segment->uy * dy, 0, segment->length);
    Interval chord = {1e6f, -1e6f};
    if (strip.from <= strip.to) chord = strip;
    widen_by_circle(&chord, 0, dy, radius);
    widen_by_circle(&chord, segment->ux * segment->length, dy - segment->uy * segment->length, radius);
    return chord;
}

static float segment_distance(const Segment *segment, float dx, float dy) {
    float along = dx * segment->ux + dy * segment->uy;
    if (along > 0 && along < segment->length) return fabsf(dy * segment->ux - dx * segment->uy);
    if (along >= segment->length) {
        dx -= segment->ux * segment->length;
        dy -= segment->uy * segment->length;
    }
    return sqrtf(dx * dx + dy * dy);
}

static void add_capsule_row(Mask *mask, const Segment *segment, int y, float radius) {
    float dy = (float)y + 0.5f - segment->origin.y, shift = segment->origin.x - 0.5f;
    float outer_radius = radius + 0.5f, inner_radius = radius - 0.5f;
    Interval outer = segment_chord(segment, dy, outer_radius);
    if (outer.from > outer.to) return;
    int left = mask->area.x, right = mask->area.x + mask->area.w;
    int x0 = greatest_whole(whole_below(outer.from + shift), left), x1 = least_whole(whole_above(outer.to + shift) + 1, right);
    if (x0 >= x1) return;
    Interval inner = segment_chord(segment, dy, inner_radius);
    int full0 = x1, full1 = x1; // pixels that the segment covers wholly
    if (inner.from <= inner.to) {
        full0 = least_whole(greatest_whole(whole_above(inner.from + shift), x0), x1);
        full1 = least_whole(greatest_whole(whole_below(inner.to + shift) + 1, full0), x1);
    }
    uint8_t *coverage = mask_touch(mask, y, x0, x1);
    for (int x = x0; x < full0; x++) keep_larger(coverage + (x - x0), outer_radius - segment_distance(segment, (float)x - shift, dy));
    memset(coverage + (full0 - x0), 255, (size_t)(full1 - full0));
    for (int x = full1; x < x1; x++) keep_larger(coverage + (x - x0), outer_radius - segment_distance(segment, (float)x - shift, dy));
}

void mask_add_capsule(Mask *mask, Point a, Point b, float radius) {
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    Segment segment = {a, 1, 0, 0};
    if (length > 1e-4f) segment = (Segment){a, dx / length, dy / length, length};
    int top = whole_below(least(a.y, b.y) - radius - 0.5f), bottom = whole_above(greatest(a.y, b.y) + radius + 0.5f);
    top = greatest_whole(top, mask->area.y);
    bottom = least_whole(bottom, mask->area.y + mask->area.h);
    for (int y = top; y < bottom; y++) add_capsule_row(mask, &segment, y, radius);
}

void mask_add_arrowhead(Mask *mask, Point tip, Point direction, float length, float half_width) {
    float slant = sqrtf(length * length + half_width * half_width);
    float across_factor = length / slant, behind_factor = half_width / slant; // the unit normal of the slanted sides
    float reach = greatest(length, half_width) + 1;
    PixelRect area = pixel_rect_around(least(tip.x, tip.x - direction.x * length) - reach, least(tip.y, tip.y - direction.y * length) - reach,
                                       greatest(tip.x, tip.x - direction.x * length) + reach,
                                       greatest(tip.y, tip.y - direction.y * length) + reach);
    area = pixel_rect_intersect(area, mask->area);
    if (pixel_rect_is_empty(area)) return;
    for (int y = area.y; y < area.y + area.h; y++) {
        uint8_t *coverage = NULL;
        for (int x = area.x; x < area.x + area.w; x++) {
            float dx = (float)x + 0.5f - tip.x, dy = (float)y + 0.5f - tip.y;
            float behind = -(dx * direction.x + dy * direction.y), across = fabsf(dy * direction.x - dx * direction.y);
            float side = across * across_factor - behind * behind_factor;
            // The plane at the tip keeps it sharp: the slanted sides alone would reach a pixel further.
            float distance = greatest(side, greatest(-behind, behind - length));
            if (distance >= 0.5f) continue;
            if (!coverage) coverage = mask_touch(mask, y, area.x, area.x + area.w);
            keep_larger(coverage + (x - area.x), 0.5f - distance);
        }
    }
}
