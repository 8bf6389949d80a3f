#include "raster/brush.h"
#include "raster/round.h"
#include "raster/shadow.h"
#include "raster/shapes.h"

// A box as it is painted: the ring between the outer and the inner edge, and what is inside.
typedef struct Face {
    Round outer, inner; // inner is empty without a border
    Color ring, inside;
    Brush ring_brush, inside_brush;
} Face;

// Rows [y0, y1), in which the face is the same.
typedef struct FaceRows {
    RoundRow outer, inner;
    int y0, y1;
} FaceRows;

typedef struct Shares {
    unsigned ring, inside; // 0..255 of a pixel, times the colour's alpha
} Shares;

static Shares make_shares(const Face *face, unsigned all, unsigned within) {
    within = within < all ? within : all;
    return (Shares){divide_255((all - within) * color_alpha(face->ring)), divide_255(within * color_alpha(face->inside))};
}

static bool narrow_to_clip(const Canvas *canvas, int *from, int *to) {
    *from = greatest_whole(*from, canvas->clip.x);
    *to = least_whole(*to, canvas->clip.x + canvas->clip.w);
    return *from < *to;
}

// How much of four pixels from x is within the inner edge; `distance` is that to the centre of the outer corner, which is the inner one's
// too.
static inline Floats inner_coverage(const Face *face, const FaceRows *rows, int x, Floats distance) {
    if (face->inner.r > 0) return 0.5f + face->inner.r - distance;
    Floats left = floats_from(x), right = left + 1.0f;
    Floats width = floats_least(right, floats_all(face->inner.x1)) - floats_greatest(left, floats_all(face->inner.x0));
    return floats_least(floats_greatest(width, floats_all(0)), floats_all(1)) * rows->inner.height;
}

// Columns [from, to) of a row through the corners.
static void paint_corner(const Canvas *canvas, const Face *face, const FaceRows *rows, int from, int to) {
    uint32_t *row = canvas_row(canvas, rows->y0);
    // Pixels beside the box have no coverage: with some of them the others make up whole fours.
    int missing = -(to - from) & (LANES - 1);
    if (from == rows->outer.edge0 && from >= missing) from -= missing;
    if (to == rows->outer.edge1 && to + missing <= canvas->pixels.width) to += missing;
    for (int x = from; x < to; x += LANES) {
        uint32_t copy[LANES] = {0}, *pixels = pixels_borrow(row + x, to - x, copy);
        Floats distance = round_distance(&face->outer, &rows->outer, x);
        Channels all = weights_of_floats(0.5f + face->outer.r - distance);
        if (rows->inner.height > 0) {
            Channels within = weights_of_floats(inner_coverage(face, rows, x, distance));
            within = channels_least(within, all);
            brush_paint_two(&face->ring_brush, &face->inside_brush, pixels, all - within, within);
        } else {
            brush_paint(&face->ring_brush, pixels, all);
        }
        pixels_return(row + x, to - x, pixels);
    }
}

// Columns with an edge in them.
static void paint_edges(const Canvas *canvas, const Face *face, const FaceRows *rows, int from, int to) {
    if (!narrow_to_clip(canvas, &from, &to)) return;
    if (rows->outer.corner > 0) {
        paint_corner(canvas, face, rows, from, to);
        return;
    }
    for (int x = from; x < to; x++) {
        Shares shares = make_shares(face, round_coverage(&face->outer, &rows->outer, x), round_coverage(&face->inner, &rows->inner, x));
        for (int y = rows->y0; y < rows->y1; y++) {
            uint32_t *pixel = canvas_row(canvas, y) + x;
            *pixel = blend_two(*pixel, color_rgb(face->ring), shares.ring, color_rgb(face->inside), shares.inside);
        }
    }
}

// Columns that are covered alike, `all` by the box and `within` of it by its inside.
static void paint_even(const Canvas *canvas, const Face *face, const FaceRows *rows, int from, int to, float all, float within) {
    if (!narrow_to_clip(canvas, &from, &to)) return;
    Shares shares = make_shares(face, coverage_byte(all), coverage_byte(within));
    for (int y = rows->y0; y < rows->y1; y++) {
        uint32_t *pixels = canvas_row(canvas, y) + from;
        if (shares.ring == 0) {
            paint_span(pixels, to - from, color_rgb(face->inside), shares.inside);
        } else if (shares.inside == 0) {
            paint_span(pixels, to - from, color_rgb(face->ring), shares.ring);
        } else {
            paint_span_two(pixels, to - from, color_rgb(face->ring), shares.ring, color_rgb(face->inside), shares.inside);
        }
    }
}

// From left to right: outer edge, ring, inner edge, inside, inner edge, ring, outer edge. Edges may touch, and then the rings are empty.
static void paint_rows(const Canvas *canvas, const Face *face, const FaceRows *rows) {
    const RoundRow *out = &rows->outer, *in = &rows->inner;
    if (in->height <= 0) {
        paint_edges(canvas, face, rows, out->edge0, out->full0);
        paint_even(canvas, face, rows, out->full0, out->full1, out->height, 0);
        paint_edges(canvas, face, rows, out->full1, out->edge1);
        return;
    }
    int ring_end = greatest_whole(out->full0, in->edge0), inside_start = greatest_whole(ring_end, in->full0);
    int inside_end = greatest_whole(inside_start, in->full1);
    int ring_start = greatest_whole(inside_end, least_whole(out->full1, in->edge1)), edge_start = greatest_whole(ring_start, out->full1);
    paint_edges(canvas, face, rows, out->edge0, out->full0);
    paint_even(canvas, face, rows, out->full0, ring_end, out->height, 0);
    paint_edges(canvas, face, rows, ring_end, inside_start);
    paint_even(canvas, face, rows, inside_start, inside_end, out->height, in->height);
    paint_edges(canvas, face, rows, inside_end, ring_start);
    paint_even(canvas, face, rows, ring_start, edge_start, out->height, 0);
    paint_edges(canvas, face, rows, edge_start, out->edge1);
}

static void paint_face(const Canvas *canvas, const Face *face) {
    int top = greatest_whole(whole_below(face->outer.y0), canvas->clip.y);
    int bottom = least_whole(whole_above(face->outer.y1), canvas->clip.y + canvas->clip.h);
    bool has_border = face->inner.x0 < face->inner.x1 && face->inner.y0 < face->inner.y1;
    const Round *innermost = has_border ? &face->inner : &face->outer;
    // Between the corners of both edges all rows are alike.
    int alike0 = whole_above(greatest(face->outer.y0 + face->outer.r, innermost->y0 + innermost->r));
    int alike1 = whole_below(least(face->outer.y1 - face->outer.r, innermost->y1 - innermost->r));
    for (int y = top; y < bottom;) {
        FaceRows rows = {round_row(&face->outer, y), {0}, y, y + 1};
        if (has_border) rows.inner = round_row(&face->inner, y);
        if (y >= alike0 && y < alike1) rows.y1 = least_whole(alike1, bottom);
        if (rows.outer.height > 0) paint_rows(canvas, face, &rows);
        y = rows.y1;
    }
}

PixelRect box_bounds(const Shape *shape) {
    PixelRect none = {0, 0, 0, 0};
    Rect rect = shape->rect;
    if (shape->radius != shape->radius || shape->border_width != shape->border_width) return none; // NaN
    bool visible = color_alpha(shape->fill) > 0 || (shape->border_width > 0 && color_alpha(shape->border) > 0);
    if (!visible || !(rect.w > 0 && rect.h > 0)) return none;
    float blur = shape->kind == SHAPE_BOX ? greatest(shape->shadow, 0) : 0, drop = blur * SHADOW_DROP;
    return pixel_rect_around(rect.x - 1 - blur, rect.y - 1 - blur + drop, rect.x + rect.w + 1 + blur, rect.y + rect.h + 1 + blur + drop);
}

static Color scale_alpha(Color color, float scale) {
    return (color & 0xFFFFFF) | (Color)((float)color_alpha(color) * scale + 0.5f) << 24;
}

// A disc is a box that is all corners. One too small for that is the smallest there is, fainter by as much as its area is larger.
static Shape disc_as_box(const Shape *disc) {
    Shape box = *disc;
    float x = disc->rect.x + disc->rect.w / 2, y = disc->rect.y + disc->rect.h / 2;
    box.radius = least(disc->rect.w, disc->rect.h) / 2;
    box.shadow = 0;
    if (box.radius < ROUND_SMALLEST_RADIUS) {
        float scale = box.radius * box.radius / (ROUND_SMALLEST_RADIUS * ROUND_SMALLEST_RADIUS);
        box.fill = scale_alpha(box.fill, scale);
        box.border = scale_alpha(box.border, scale);
        box.radius = ROUND_SMALLEST_RADIUS;
    }
    box.rect = (Rect){x - box.radius, y - box.radius, 2 * box.radius, 2 * box.radius};
    return box;
}

void box_draw(const Canvas *canvas, const Shape *shape) {
    Shape box = shape->kind == SHAPE_DISC ? disc_as_box(shape) : *shape;
    Rect rect = box.rect;
    Color border = box.border_width > 0 ? box.border : 0;
    Face face = {.outer = round_make(rect.x, rect.y, rect.x + rect.w, rect.y + rect.h, box.radius), .ring = box.fill, .inside = box.fill};
    if (color_alpha(border) > 0) {
        float width = box.border_width;
        face.ring = color_over(border, box.fill);
        face.inner = round_make(rect.x + width, rect.y + width, rect.x + rect.w - width, rect.y + rect.h - width, box.radius - width);
    }
    face.ring_brush = brush_make(face.ring);
    face.inside_brush = brush_make(face.inside);
    if (box.shadow > 0) {
        unsigned opacity = color_alpha(box.fill) > color_alpha(border) ? color_alpha(box.fill) : color_alpha(border);
        shadow_paint(canvas, &face.outer, box.shadow, opacity);
    }
    paint_face(canvas, &face);
}
