// Glyphs from the system's fonts, through SDL_ttf. Needs no window and no SDL_Init.
#ifndef UNROLL_SDL_FONTS_H
#define UNROLL_SDL_FONTS_H

#include "base/report.h"
#include "raster/glyphs.h"

typedef struct Fonts Fonts;

// Finds DejaVu for Latin and mathematics and Nanum or Noto for Hangul, or the system's own, in the usual folders of Debian, Fedora, Arch,
// Alpine and macOS and in the user's font folders. NULL and a problem (fonts.none, fonts.broken) if nothing can show Latin letters.
// Without a font for Hangul there is a problem as well (fonts.no-hangul), but the fonts are given: Hangul then appears as boxes.
Fonts *fonts_create(Report *report);

// Destroying NULL is fine.
void fonts_destroy(Fonts *fonts);

// A source for glyphs_create: for each code point the first font of the face that has it. Valid until fonts_destroy.
GlyphSource fonts_source(Fonts *fonts);

#endif
