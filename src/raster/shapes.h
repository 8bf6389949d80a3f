// How each kind of shape becomes coverage. Every pixel's value depends on the shape and the pixel alone, never on the clip, so that
// a picture drawn in parts is the picture drawn whole.
#ifndef UNROLL_RASTER_SHAPES_H
#define UNROLL_RASTER_SHAPES_H

#include "raster/glyphs.h"
#include "raster/mask.h"
#include "raster/paint.h"

// Working memory that shapes share.
typedef struct Scratch {
    Mask mask;
    Point *points; // a flattened line
    size_t point_count, point_capacity;
    int *winding_steps; // a polygon's row: changes of coverage from one pixel to the next
    size_t winding_capacity;
} Scratch;

void scratch_init(Scratch *scratch);
void scratch_finish(Scratch *scratch);

// The pixels that a shape may touch; empty for clips and for what cannot be drawn. Drawing stays inside of it.
PixelRect box_bounds(const Shape *shape);
PixelRect line_bounds(const Shape *shape, const Point *points);
PixelRect polygon_bounds(const Shape *shape, const Point *points);
PixelRect label_bounds(const Shape *shape, GlyphAtlas *glyphs, const char *text);

// Each draws within canvas->clip, which lies within the bounds and is not empty. `points` and `text` are the shape's own, from its first.
void box_draw(const Canvas *canvas, const Shape *shape);
void line_draw(const Canvas *canvas, Scratch *scratch, const Shape *shape, const Point *points);
void polygon_draw(const Canvas *canvas, Scratch *scratch, const Shape *shape, const Point *points);
void label_draw(const Canvas *canvas, const Shape *shape, GlyphAtlas *glyphs, const char *text);

#endif
