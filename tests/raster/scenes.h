// Display lists and glyphs that the raster's tests and its benchmark share.
#ifndef UNROLL_TESTS_RASTER_SCENES_H
#define UNROLL_TESTS_RASTER_SCENES_H

#include "base/display.h"
#include "base/random.h"
#include "raster/glyphs.h"

// Glyphs without fonts: every letter is a block 0.5 em wide and 0.7 em high with a lighter middle, 0.6 em apart; a space is empty;
// code points from U+E000 on do not exist. `context` may point to an int that counts the calls.
GlyphSource scene_glyphs(int *calls);

// Appends the scene of the design's measurements, its counts divided by `part`: 400 boxes with shadows, 2,000 cells, 775 arrows and curves,
// 1,600 discs, 12 polylines and 800 labels within 1920 x 1080.
void scene_measured(DisplayList *list, int part);

// Appends a shape of any kind with any features, somewhere in or around width x height; sometimes opens or closes a clip.
void scene_random_shape(DisplayList *list, Random *random, int width, int height);

#endif
