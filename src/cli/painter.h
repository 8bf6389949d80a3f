// A state's frames as pixels: fonts, glyphs and the rasteriser together.
#ifndef UNROLL_CLI_PAINTER_H
#define UNROLL_CLI_PAINTER_H

#include "app/state.h"
#include "raster/raster.h"
#include "sdl/fonts.h"

typedef struct Painter {
    Fonts *fonts; // NULL where there are none: text stays invisible
    GlyphAtlas *glyphs;
    Raster *raster;
} Painter;

// Finds the fonts. Without any, a problem in the report, and everything but text is drawn.
void painter_init(Painter *painter, Report *report);
void painter_finish(Painter *painter);

TextMeasure painter_measure(const Painter *painter);

// Draws the state's display list whole.
void painter_draw(Painter *painter, const State *state, Pixels pixels);

// Writes the state's display list as a PNG of its size. False and a problem where that fails.
bool painter_save(Painter *painter, const State *state, const char *path, Report *report);

#endif
