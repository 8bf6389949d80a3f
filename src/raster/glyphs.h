// Glyphs as 8-bit coverage, made on demand by a source of fonts and kept.
#ifndef UNROLL_RASTER_GLYPHS_H
#define UNROLL_RASTER_GLYPHS_H

#include "base/display.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    GLYPH_PHASES = 4,     // positions within a pixel at which a glyph can stand
    GLYPH_MAX_SIZE = 512, // px per em; larger text is drawn at this size
};

// A glyph as a source gives it. It is GLYPH_PHASES times finer across than down, so that it can stand between pixels.
typedef struct GlyphBitmap {
    const uint8_t *coverage; // (height, stride), 0 to 255; the source's own, valid until its next call. NULL where nothing is to see
    int width, height;       // width in quarters of a pixel
    int stride;              // bytes from one row to the next
    int left;                // quarters of a pixel from the pen to the first column
    int top;                 // pixels from the baseline up to the top of the first row
    float advance;           // px that the pen moves on
} GlyphBitmap;

// Where glyphs come from. `load` is false if no font has the code point. `size` is px per em, a multiple of 0.5.
typedef struct GlyphSource {
    void *context;
    bool (*load)(void *context, FontFace face, float size, uint32_t code_point, GlyphBitmap *out);
} GlyphSource;

typedef struct GlyphAtlas GlyphAtlas;

// `source` is copied; its context must outlive the atlas. NULL: no fonts; measuring then takes 0.6 em for a code point (wide ones 1 em)
// and nothing is drawn. Destroying NULL is fine.
GlyphAtlas *glyphs_create(const GlyphSource *source);
void glyphs_destroy(GlyphAtlas *glyphs);

// Measures with exactly the advances that drawing uses. The atlas must outlive it.
TextMeasure glyphs_measure(GlyphAtlas *glyphs);

typedef struct Glyph {
    float advance; // px
    int left, top; // px from the pen to the first column, and from the baseline up to the first row
    int width, height;
    const uint8_t *coverage; // (GLYPH_PHASES, height, width): phase p stands p quarters of a pixel further right; NULL if width is 0
} Glyph;

// The glyph of a code point; `size` is rounded to half pixels. A code point that no font has is an outlined box. Valid until the next call.
Glyph glyphs_get(GlyphAtlas *glyphs, FontFace face, float size, uint32_t code_point);

// Calls `visit` for each glyph of a text, with the pen's distance from its start in px; returns the width of all. Decomposed Hangul is
// composed; a malformed byte is U+FFFD. `visit` may be NULL.
typedef void GlyphVisit(void *context, const Glyph *glyph, float pen);
float glyphs_walk(GlyphAtlas *glyphs, FontFace face, float size, const char *text, size_t length, GlyphVisit *visit, void *context);

#endif
