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
    PixelRect area = pixel_rect_intersect(clip, (PixelRect){left, top, glyph->width, glyph->height});
    if (pixel_rect_is_empty(area)) return;
    const uint8_t *coverage = glyph->coverage + ((ptrdiff_t)phase * glyph->height + area.y - top) * glyph->width + (area.x - left);
    paint_mask(pen->canvas->pixels, area, coverage, glyph->width, pen->color);
}

void label_draw(const Canvas *canvas, const Shape *shape, GlyphAtlas *glyphs, const char *text) {
    Pen pen = {canvas, shape->rect.x, whole_below(shape->rect.y + 0.5f), shape->fill};
    glyphs_walk(glyphs, shape->face, shape->rect.h, text, shape->count, paint_glyph, &pen);
}
