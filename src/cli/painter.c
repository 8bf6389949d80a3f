#include "cli/painter.h"

#include "export/png.h"

#include <stdlib.h>

void painter_init(Painter *painter, Report *report) {
    painter->fonts = fonts_create(report);
    if (painter->fonts) {
        GlyphSource source = fonts_source(painter->fonts);
        painter->glyphs = glyphs_create(&source);
    } else
        painter->glyphs = glyphs_create(NULL);
    painter->raster = raster_create();
}

void painter_finish(Painter *painter) {
    raster_destroy(painter->raster);
    glyphs_destroy(painter->glyphs);
    fonts_destroy(painter->fonts);
}

TextMeasure painter_measure(const Painter *painter) {
    return glyphs_measure(painter->glyphs);
}

void painter_draw(Painter *painter, const State *state, Pixels pixels) {
    raster_draw(painter->raster, &state->list, painter->glyphs, pixels, state->theme->background);
}

bool painter_save(Painter *painter, const State *state, const char *path, Report *report) {
    size_t count = (size_t)state->width * (size_t)state->height;
    Pixels pixels = {memory_alloc(count * sizeof(uint32_t)), state->width, state->height, state->width};
    // A rasteriser of its own: the painter's remembers what the window shows.
    Raster *raster = raster_create();
    raster_draw(raster, &state->list, painter->glyphs, pixels, state->theme->background);
    bool sound = png_write(path, pixels, report);
    raster_destroy(raster);
    free(pixels.data);
    return sound;
}
