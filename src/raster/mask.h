// The coverage of one shape that is made of parts, gathered before it is painted: where parts overlap, the larger coverage counts.
#ifndef UNROLL_RASTER_MASK_H
#define UNROLL_RASTER_MASK_H

#include "raster/lanes.h"
#include "raster/paint.h"

#include <stdint.h>

typedef struct Mask {
    PixelRect area;    // what is being gathered
    int stride;        // area.w + LANES: the last pixels of a row may be computed together with some beyond the area
    uint8_t *coverage; // (area.h, stride); all zero between two shapes
    size_t capacity;
    int *row_start, *row_end; // (area.h): the columns of a row that were touched
    int row_capacity;
} Mask;

void mask_init(Mask *mask);
void mask_finish(Mask *mask);

// Begins a shape within `area`, which is not empty.
void mask_begin(Mask *mask, PixelRect area);

// Adds all points within `radius` (at least 0.5) of the segment from a to b.
void mask_add_capsule(Mask *mask, Point a, Point b, float radius);

// Adds a triangle with its tip at `tip`, pointing along the unit vector `direction`, `length` long and 2 `half_width` wide at its base.
void mask_add_arrowhead(Mask *mask, Point tip, Point direction, float length, float half_width);

// The bytes of row y from column x0 to before x1, both within the area, marked as touched together with LANES bytes behind them.
uint8_t *mask_touch(Mask *mask, int y, int x0, int x1);

// Paints what was gathered and leaves the mask empty. The area lies within the canvas's clip.
void mask_paint(Mask *mask, const Canvas *canvas, Color color);

#endif
