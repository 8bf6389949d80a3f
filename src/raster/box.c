#include "raster/shapes.h"

#include <math.h>

enum { SHADOW_ALPHA = 40 }; // of 255, deep inside the shadow; half of it at the edge of what casts it

// A rectangle with round corners. r is 0 or at least SMALLEST_RADIUS: below, a corner is smaller than what distances can tell apart.
typedef struct Round {
    float x0, y0, x1, y1, r;
} Round;

static const float SMALLEST_RADIUS = 0.75f;

static Round round_make(float x0, float y0, float x1, float y1, float radius) {
    float r = least(radius, least(x1 - x0, y1 - y0) / 2);
    return (Round){x0, y0, x1, y1, r < SMALLEST_RADIUS ? 0 : r};
}

// One row of pixels through a round rectangle: edge pixels [edge0, full0) and [full1, edge1), alike ones in between.
typedef struct RoundRow {
    int edge0, full0, full1, edge1;
    float height; // how much of the row's height is covered where the corners do not matter
    float corner; // how far the row's middle is beyond the corners' centres; 0 between them
} RoundRow;

static float overlap(int pixel, float from, float to) {
    return clamp_unit(least((float)pixel + 1, to) - greatest((float)pixel, from));
}

static RoundRow round_row(const Round *round, int y) {
    RoundRow row = {0, 0, 0, 0, overlap(y, round->y0, round->y1), 0};
    if (row.height <= 0 || round->x0 >= round->x1) {
        row.height = 0;
        return row;
    }
    float middle = (float)y + 0.5f;
    if (round->r > 0) row.corner = greatest(greatest(round->y0 + round->r - middle, middle - (round->y1 - round->r)), 0);
    if (row.corner <= 0) {
        row.edge0 = whole_below(round->x0);
        row.full0 = whole_above(round->x0);
        row.full1 = greatest_whole(whole_below(round->x1), row.full0);
        row.edge1 = greatest_whole(whole_above(round->x1), row.full1);
        return row;
    }
    float inner = round->r - 0.5f, outer = round->r + 0.5f;
    float inner_half = row.corner < inner ? sqrtf(inner * inner - row.corner * row.corner) : 0;
    float outer_half = row.corner < outer ? sqrtf(outer * outer - row.corner * row.corner) : 0;
    float left = round->x0 + round->r - 0.5f, right = round->x1 - round->r - 0.5f; // in pixels counted by their middles
    row.edge0 = whole_below(left - outer_half);
    row.full0 = whole_above(left - inner_half);
    row.full1 = greatest_whole(whole_below(right + inner_half) + 1, row.full0);
    row.edge1 = greatest_whole(whole_above(right + outer_half) + 1, row.full1);
    return row;
}

static float round_coverage(const Round *round, const RoundRow *row, int x) {
    if (row->corner <= 0) return overlap(x, round->x0, round->x1) * row->height;
    float middle = (float)x + 0.5f;
    float dx = greatest(round->x0 + round->r - middle, middle - (round->x1 - round->r));
    if (dx <= 0) return row->height;
    return clamp_unit(0.5f + round->r - sqrtf(dx * dx + row->corner * row->corner));
}

static unsigned to_byte(float coverage) { return (unsigned)(coverage * 255 + 0.5f); }

// A box as it is painted: the ring between the outer and the inner edge, and what is inside.
typedef struct Face {
    Round outer, inner; // inner is empty without a border
    Color ring, inside;
} Face;

static void paint_mixed(const Canvas *canvas, const Face *face, const RoundRow *outer, const RoundRow *inner, uint32_t *pixels, int from, int to) {
    from = greatest_whole(from, canvas->clip.x);
    to = least_whole(to, canvas->clip.x + canvas->clip.w);
    for (int x = from; x < to; x++) {
        unsigned all = to_byte(round_coverage(&face->outer, outer, x));
        unsigned within = inner->height > 0 ? to_byte(round_coverage(&face->inner, inner, x)) : 0;
        if (within > all) within = all;
        unsigned ring = divide_255((all - within) * color_alpha(face->ring)), inside = divide_255(within * color_alpha(face->inside));
        if (within == 0) {
            pixels[x] = blend(pixels[x], color_rgb(face->ring), ring);
        } else {
            pixels[x] = blend_two(pixels[x], color_rgb(face->ring), ring, color_rgb(face->inside), inside);
        }
    }
}

static void paint_even(const Canvas *canvas, uint32_t *pixels, int from, int to, Color color, float coverage) {
    from = greatest_whole(from, canvas->clip.x);
    to = least_whole(to, canvas->clip.x + canvas->clip.w);
    if (from < to) paint_span(pixels + from, to - from, color_rgb(color), divide_255(to_byte(coverage) * color_alpha(color)));
}

static void paint_face_row(const Canvas *canvas, const Face *face, const RoundRow *outer, const RoundRow *inner, int y) {
    uint32_t *pixels = canvas_row(canvas, y);
    RoundRow in = *inner;
    if (in.height <= 0) in.edge0 = in.full0 = in.full1 = in.edge1 = outer->full1;
    int ring_end = greatest_whole(outer->full0, in.edge0), inside_start = greatest_whole(ring_end, in.full0);
    int inside_end = greatest_whole(inside_start, in.full1);
    int ring_start = greatest_whole(inside_end, least_whole(outer->full1, in.edge1));
    int outer_end = greatest_whole(ring_start, outer->full1);
    // Where the row itself is only partly inside the inner edge, ring and inside share its pixels.
    bool shared = in.height > 0 && in.height < 1;
    paint_mixed(canvas, face, outer, &in, pixels, outer->edge0, outer->full0);
    paint_even(canvas, pixels, outer->full0, ring_end, face->ring, outer->height);
    paint_mixed(canvas, face, outer, &in, pixels, ring_end, inside_start);
    if (shared) {
        paint_mixed(canvas, face, outer, &in, pixels, inside_start, inside_end);
    } else if (in.height > 0) {
        paint_even(canvas, pixels, inside_start, inside_end, face->inside, 1);
    }
    paint_mixed(canvas, face, outer, &in, pixels, inside_end, ring_start);
    paint_even(canvas, pixels, ring_start, outer_end, face->ring, outer->height);
    paint_mixed(canvas, face, outer, &in, pixels, outer_end, outer->edge1);
}

static void paint_face(const Canvas *canvas, const Face *face) {
    int top = greatest_whole(whole_below(face->outer.y0), canvas->clip.y);
    int bottom = least_whole(whole_above(face->outer.y1), canvas->clip.y + canvas->clip.h);
    // Between the corners, and inside the border, all rows are alike.
    bool has_border = face->inner.y0 < face->inner.y1;
    float straight = has_border ? greatest(face->outer.r, face->inner.y0 - face->outer.y0 + face->inner.r) : face->outer.r;
    int alike0 = whole_above(face->outer.y0 + straight), alike1 = whole_below(face->outer.y1 - straight);
    RoundRow outer = {0}, inner = {0};
    for (int y = top; y < bottom; y++) {
        if (!(y > alike0 && y < alike1 && y > top)) {
            outer = round_row(&face->outer, y);
            inner = round_row(&face->inner, y);
        }
        if (outer.height > 0) paint_face_row(canvas, face, &outer, &inner, y);
    }
}

static float shadow_drop(const Shape *shape) { return shape->shadow / 3; }

// How much of the shadow reaches a pixel: a smooth step over twice the blur, of the distance to the edge of the round rectangle.
static float shadow_strength(float distance, float blur) {
    float u = clamp_unit(0.5f - distance / (2 * blur));
    return u * u * (3 - 2 * u);
}

typedef struct Shadow {
    Round core; // the centres of the corners; r is their radius
    float blur;
    unsigned alpha;
} Shadow;

enum { SHADOW_CHUNK = 64 };

static void paint_shadow_span(const Canvas *canvas, const Shadow *shadow, int y, int from, int to) {
    from = greatest_whole(from, canvas->clip.x);
    to = least_whole(to, canvas->clip.x + canvas->clip.w);
    uint32_t *pixels = canvas_row(canvas, y);
    float middle_y = (float)y + 0.5f, dy = greatest(shadow->core.y0 - middle_y, middle_y - shadow->core.y1);
    float outside_y = greatest(dy, 0);
    uint8_t coverage[SHADOW_CHUNK];
    while (from < to) {
        int flat0 = whole_above(shadow->core.x0 - 0.5f), flat1 = whole_below(shadow->core.x1 - 0.5f) + 1;
        if (dy >= 0 && from >= flat0 && from < flat1) {
            // Above and below the straight part the shadow is the same along the row.
            int end = least_whole(to, flat1);
            unsigned byte = to_byte(shadow_strength(dy - shadow->core.r, shadow->blur));
            paint_span(pixels + from, end - from, 0xFF000000, divide_255(byte * shadow->alpha));
            from = end;
            continue;
        }
        int count = least_whole(to - from, SHADOW_CHUNK);
        if (dy >= 0 && from < flat0) count = least_whole(count, flat0 - from);
        for (int i = 0; i < count; i++) {
            float middle = (float)(from + i) + 0.5f;
            float dx = greatest(shadow->core.x0 - middle, middle - shadow->core.x1), outside_x = greatest(dx, 0);
            float distance = sqrtf(outside_x * outside_x + outside_y * outside_y) + least(greatest(dx, dy), 0) - shadow->core.r;
            coverage[i] = (uint8_t)(shadow_strength(distance, shadow->blur) * 255 + 0.5f);
        }
        paint_mask(pixels + from, coverage, count, 0xFF000000, shadow->alpha);
        from += count;
    }
}

static void paint_shadow(const Canvas *canvas, const Shape *shape, const Round *outer) {
    float blur = shape->shadow, drop = shadow_drop(shape);
    float radius = least(greatest(outer->r, blur / 2), least(outer->x1 - outer->x0, outer->y1 - outer->y0) / 2);
    unsigned opacity = color_alpha(shape->fill);
    if (shape->border_width > 0 && color_alpha(shape->border) > opacity) opacity = color_alpha(shape->border);
    Shadow shadow = {{outer->x0 + radius, outer->y0 + drop + radius, outer->x1 - radius, outer->y1 + drop - radius, radius},
                     blur, divide_255(SHADOW_ALPHA * opacity)};
    int left = whole_below(outer->x0 - blur), right = whole_above(outer->x1 + blur);
    for (int y = canvas->clip.y; y < canvas->clip.y + canvas->clip.h; y++) {
        RoundRow row = round_row(outer, y);
        if (row.height >= 1) {
            paint_shadow_span(canvas, &shadow, y, left, row.full0);
            paint_shadow_span(canvas, &shadow, y, row.full1, right);
        } else {
            paint_shadow_span(canvas, &shadow, y, left, right);
        }
    }
}

PixelRect box_bounds(const Shape *shape) {
    Rect rect = shape->rect;
    if (!(shape->radius == shape->radius && shape->border_width == shape->border_width)) return (PixelRect){0, 0, 0, 0};
    bool visible = color_alpha(shape->fill) > 0 || (shape->border_width > 0 && color_alpha(shape->border) > 0);
    if (!visible || !(rect.w > 0 && rect.h > 0)) return (PixelRect){0, 0, 0, 0};
    float blur = shape->kind == SHAPE_BOX ? greatest(shape->shadow, 0) : 0, drop = blur / 3;
    return pixel_rect_around(rect.x - 1 - blur, rect.y - 1 - blur + drop, rect.x + rect.w + 1 + blur, rect.y + rect.h + 1 + blur + drop);
}

static unsigned scale_alpha(Color color, float scale) { return (color & 0xFFFFFF) | (unsigned)((float)color_alpha(color) * scale + 0.5f) << 24; }

void box_draw(const Canvas *canvas, const Shape *shape) {
    Rect rect = shape->rect;
    Color fill = shape->fill, border = shape->border_width > 0 ? shape->border : 0;
    float radius = shape->radius, border_width = greatest(shape->border_width, 0);
    if (shape->kind == SHAPE_DISC) {
        float x = rect.x + rect.w / 2, y = rect.y + rect.h / 2;
        radius = least(rect.w, rect.h) / 2;
        if (radius < SMALLEST_RADIUS) {
            // Too small for a shape of its own: the smallest disc, fainter by as much as its area is larger.
            float scale = radius * radius / (SMALLEST_RADIUS * SMALLEST_RADIUS);
            fill = scale_alpha(fill, scale);
            border = scale_alpha(border, scale);
            radius = SMALLEST_RADIUS;
        }
        rect = (Rect){x - radius, y - radius, 2 * radius, 2 * radius};
    }
    Face face = {.outer = round_make(rect.x, rect.y, rect.x + rect.w, rect.y + rect.h, radius), .ring = fill, .inside = fill};
    if (color_alpha(border) > 0) {
        face.ring = color_over(border, fill);
        float width = border_width;
        face.inner = round_make(rect.x + width, rect.y + width, rect.x + rect.w - width, rect.y + rect.h - width, radius - width);
    }
    if (shape->kind == SHAPE_BOX && shape->shadow > 0) paint_shadow(canvas, shape, &face.outer);
    paint_face(canvas, &face);
}
