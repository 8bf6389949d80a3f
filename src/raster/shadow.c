#include "raster/shadow.h"

#include "raster/lanes.h"

enum {
    SHADOW_ALPHA = 40, // of 255, deep inside the shadow; half of it at the edge of what casts it
    SHADOW_CHUNK = 64, // pixels whose coverage is found before they are painted; a multiple of LANES
};

typedef struct Shadow {
    Round core; // the rectangle of the centres of the corners; r is the corners' radius
    float blur;
    unsigned alpha;
} Shadow;

// The coverage of `count` pixels from x (and up to 3 more), in the row whose middle is dy beyond the core: a smooth step, twice the blur
// long, of the distance to the edge.
static void find_coverage(const Shadow *shadow, float dy, int x, int count, uint8_t *coverage) {
    float outside_y = greatest(dy, 0), square_y = outside_y * outside_y, radius = shadow->core.r, scale = 1 / (2 * shadow->blur);
    float left = shadow->core.x0 - 0.5f, right = shadow->core.x1 - 0.5f;
    Floats zero = floats_all(0), one = floats_all(1), rows = floats_all(dy);
    for (int end = x + count; x < end; x += LANES, coverage += LANES) {
        Floats at = floats_from(x), dx = floats_greatest(left - at, at - right), outside_x = floats_greatest(dx, zero);
        Floats inside = floats_least(floats_greatest(dx, rows), zero);
        Floats distance = floats_sqrt(outside_x * outside_x + square_y) + inside - radius;
        Floats u = floats_least(floats_greatest(0.5f - distance * scale, zero), one);
        bytes_store(coverage, floats_to_bytes(u * u * (3.0f - 2.0f * u)));
    }
}

// Paints columns [from, to) of the rows [y0, y1), in which the shadow is the same.
static void paint_rows(const Canvas *canvas, const Shadow *shadow, int y0, int y1, int from, int to) {
    from = greatest_whole(from, canvas->clip.x);
    to = least_whole(to, canvas->clip.x + canvas->clip.w);
    float middle_y = (float)y0 + 0.5f, dy = greatest(shadow->core.y0 - middle_y, middle_y - shadow->core.y1);
    // Above and below the core, the shadow is the same along its straight part.
    int flat0 = whole_above(shadow->core.x0 - 0.5f), flat1 = whole_below(shadow->core.x1 - 0.5f) + 1;
    uint8_t coverage[SHADOW_CHUNK];
    while (from < to) {
        if (dy >= 0 && from >= flat0 && from < flat1) {
            int end = least_whole(to, flat1);
            find_coverage(shadow, dy, from, 1, coverage);
            unsigned alpha = divide_255(coverage[0] * shadow->alpha);
            for (int y = y0; y < y1; y++) paint_span(canvas_row(canvas, y) + from, end - from, 0xFF000000, alpha);
            from = end;
            continue;
        }
        int count = least_whole(to - from, SHADOW_CHUNK);
        if (dy >= 0 && from < flat0) count = least_whole(count, flat0 - from);
        find_coverage(shadow, dy, from, count, coverage);
        paint_mask(canvas->pixels, (PixelRect){from, y0, count, y1 - y0}, coverage, 0, 0xFF000000, shadow->alpha);
        from += count;
    }
}

void shadow_paint(const Canvas *canvas, const Round *caster, float blur, unsigned opacity) {
    float drop = blur * SHADOW_DROP, half = least(caster->x1 - caster->x0, caster->y1 - caster->y0) / 2;
    float radius = least(greatest(greatest(caster->r, blur / 2), 1), half);
    Shadow shadow = {{caster->x0 + radius, caster->y0 + drop + radius, caster->x1 - radius, caster->y1 + drop - radius, radius},
                     blur, divide_255(SHADOW_ALPHA * opacity)};
    int left = whole_below(caster->x0 - blur), right = whole_above(caster->x1 + blur);
    int top = canvas->clip.y, bottom = canvas->clip.y + canvas->clip.h;
    // Beside the straight sides of both, all rows are alike: there the pixels outside the caster are beside the shadow's core.
    int alike0 = greatest_whole(whole_above(shadow.core.y0), whole_above(caster->y0 + caster->r));
    int alike1 = least_whole(whole_below(shadow.core.y1), whole_below(caster->y1 - caster->r));
    for (int y = top; y < bottom;) {
        bool alike = radius >= 1 && y >= alike0 && y < alike1;
        int end = alike ? least_whole(alike1, bottom) : y + 1;
        RoundRow row = round_row(caster, y);
        if (row.height >= 1) {
            paint_rows(canvas, &shadow, y, end, left, row.full0);
            paint_rows(canvas, &shadow, y, end, row.full1, right);
        } else {
            paint_rows(canvas, &shadow, y, end, left, right);
        }
        y = end;
    }
}
