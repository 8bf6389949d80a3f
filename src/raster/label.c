#include "raster/shapes.h"

static float label_width(const Shape *shape, GlyphAtlas *glyphs, const char *text) {
    return glyphs_walk(glyphs, shape->face, shape->rect.h, text, shape->count, NULL, NULL);
}

PixelRect label_bounds(const Shape *shape, GlyphAtlas *glyphs, const char *text) {
    PixelRect none = {0, 0, 0, 0};
    float size = shape->rect.h;
    if (!glyphs || color_alpha(shape->fill) == 0 || shape->count == 0 || !(size >= 1)) return none;
    // Generous: what a glyph has beyond it is cut off.
    return pixel_rect_around(shape->rect.x - size, shape->rect.y - 1.5f * size, shape->rect.x + label_width(shape, glyphs, text) + size,
                             shape->rect.y + size);
}

typedef struct Pen {
    const Canvas *canvas;
    float x;
    int baseline;
    Color color;
} Pen;

static void paint_glyph(void *context, const Glyph *glyph, float at) {
    const Pen *pen = context;
    PixelRect clip = pen->canvas->clip;
    int quarters = whole_below((pen->x + at) * GLYPH_PHASES + 0.5f);
    int phase = quarters & (GLYPH_PHASES - 1), left = (quarters - phase) / GLYPH_PHASES + glyph->left, top = pen->baseline - glyph->top;
    int x0 = greatest_whole(left, clip.x), x1 = least_whole(left + glyph->width, clip.x + clip.w);
    int y0 = greatest_whole(top, clip.y), y1 = least_whole(top + glyph->height, clip.y + clip.h);
    if (x0 >= x1) return;
    const uint8_t *coverage = glyph->coverage + (size_t)phase * (size_t)glyph->width * (size_t)glyph->height;
    for (int y = y0; y < y1; y++) {
        paint_mask(canvas_row(pen->canvas, y) + x0, coverage + (ptrdiff_t)(y - top) * glyph->width + (x0 - left), x1 - x0,
                   color_rgb(pen->color), color_alpha(pen->color));
    }
}

void label_draw(const Canvas *canvas, const Shape *shape, GlyphAtlas *glyphs, const char *text) {
    Pen pen = {canvas, shape->rect.x, whole_below(shape->rect.y + 0.5f), shape->fill};
    glyphs_walk(glyphs, shape->face, shape->rect.h, text, shape->count, paint_glyph, &pen);
}
