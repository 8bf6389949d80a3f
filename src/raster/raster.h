// Turns a display list into pixels: anti-aliased, on the processor, the same pixels from every compiler.
//
// Geometry. A pixel takes a shape's colour by how much of the pixel the shape covers, so an edge at half a pixel gives half the colour.
// - Boxes: the border lies inside the edge and on top of the fill. A shadow is black, only outside the box, and as opaque as the box.
// - Lines: caps and joins are round, so a stroke reaches half its width beyond its ends. A dash with its round ends is `dash` long. An
//   arrowhead is `arrow` long and `arrow` + half the width wide; its tip is the last point. It shrinks with a line that is shorter than it.
// - Overlapping parts of one shape (joins, head and shaft) are covered once, so a translucent line is even.
// - Clips are rounded to whole pixels. A shape with a coordinate that is not a number is not drawn.
#ifndef UNROLL_RASTER_RASTER_H
#define UNROLL_RASTER_RASTER_H

#include "base/display.h"
#include "raster/glyphs.h"
#include "raster/pixels.h"

#include <stddef.h>

typedef struct Raster Raster;

// Owns its working memory and what raster_update remembers. Destroying NULL is fine.
Raster *raster_create(void);
void raster_destroy(Raster *raster);

// Draws the whole list over `background` (its alpha is ignored). Every pixel of the target is written; its top byte becomes 0xFF.
// `glyphs` may be NULL: text then stays invisible. Forgets what raster_update knew.
void raster_draw(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target, Color background);

// Makes the target show the list, drawing anew only where it differs from the last raster_update: exactly the pixels that raster_draw
// gives. Returns how many rectangles were drawn; *dirty (if not NULL) points to them, disjoint, owned by the raster until its next call.
// Another target, size, atlas or background draws everything. Between two updates nobody else may write to the target.
size_t raster_update(Raster *raster, const DisplayList *list, GlyphAtlas *glyphs, Pixels target, Color background, const PixelRect **dirty);

// Makes the next raster_update draw everything: after somebody else wrote to the target, or its fonts changed.
void raster_forget(Raster *raster);

#endif
