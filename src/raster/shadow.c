#include "raster/shadow.h"

#include "raster/lanes.h"

enum {
    SHADOW_ALPHA = 40, // of 255, deep inside the shadow; half of it at the edge of what casts it
    SHADOW_CHUNK = 64, // pixels whose coverage is found before they are painted; a multiple of LANES
};

typedef struct Shadow {
    Round core;  // the rectangle of the centres of the corners; r is the corners' radius
    float slope; // of the step at the edge: 1 / (2 blur)
    Color color;
} Shadow;

// The coverage of four pixels from x, in the row whose middle is dy beyond the core: a smooth step, twice the blur long, of the distance to
// the edge. Within the core it would be more, but the core does not reach beyond the caster.
static inline Floats shadow_coverage(const Shadow *shadow, float dy, int x) {
    Floats at = floats_from(x) + 0.5f, dx = floats_greatest(shadow->core.x0 - at, at - shadow->core.x1);
    Floats outside_x = floats_greatest(dx, floats_all(0));
    float outside_y = greatest(dy, 0);
    Floats distance = floats_sqrt(outside_x * outside_x + outside_y * outside_y) - shadow->core.r;
    Floats u = floats_limit(0.5f - distance * shadow->slope);
    return u * u * (3.0f - 2.0f * u);
}

// Columns [from, to) of the rows [y0, y1), which are alike.
static void paint_each(const Canvas *canvas, const Shadow *shadow, float dy, int y0, int y1, int from, int to) {
    uint8_t coverage[SHADOW_CHUNK];
    for (int count; from < to; from += count) {
        count = least_whole(to - from, SHADOW_CHUNK);
        for (int i = 0; i < count; i += LANES) bytes_store(coverage + i, floats_to_bytes(shadow_coverage(shadow, dy, from + i)));
        paint_mask(canvas->pixels, (PixelRect){from, y0, count, y1 - y0}, coverage, 0, shadow->color);
    }
}

static void paint_columns(const Canvas *canvas, const Shadow *shadow, int y0, int y1, int from, int to) {
    from = greatest_whole(from, canvas->clip.x);
    to = least_whole(to, canvas->clip.x + canvas->clip.w);
    if (from >= to) return;
    float middle = (float)y0 + 0.5f, dy = greatest(shadow->core.y0 - middle, middle - shadow->core.y1);
    if (dy < 0) {
        paint_each(canvas, shadow, dy, y0, y1, from, to);
        return;
    }
    // Above and below the core, the shadow is the same along its straight part.
    int even0 = least_whole(greatest_whole(whole_above(shadow->core.x0 - 0.5f), from), to);
    int even1 = least_whole(greatest_whole(whole_below(shadow->core.x1 - 0.5f) + 1, even0), to);
    paint_each(canvas, shadow, dy, y0, y1, from, even0);
    if (even0 < even1) {
        unsigned weight = (unsigned)floats_to_whole(shadow_coverage(shadow, dy, even0))[0];
        for (int y = y0; y < y1; y++) {
            paint_span(canvas_row(canvas, y) + even0, even1 - even0, 0xFF000000, divide_255(weight * color_alpha(shadow->color)));
        }
    }
    paint_each(canvas, shadow, dy, y0, y1, even1, to);
}

void shadow_paint(const Canvas *canvas, const Round *caster, float blur, unsigned opacity) {
    float drop = blur * SHADOW_DROP, half = least(caster->x1 - caster->x0, caster->y1 - caster->y0) / 2;
    float radius = least(greatest(greatest(caster->r, blur / 2), 1), half);
    Shadow shadow = {
        .core = {caster->x0 + radius, caster->y0 + drop + radius, caster->x1 - radius, caster->y1 + drop - radius, radius},
        .slope = 1 / (2 * blur),
        .color = (Color)divide_255(SHADOW_ALPHA * opacity) << 24,
    };
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
            paint_columns(canvas, &shadow, y, end, left, row.full0);
            paint_columns(canvas, &shadow, y, end, row.full1, right);
        } else {
            paint_columns(canvas, &shadow, y, end, left, right);
        }
        y = end;
    }
}
