// A picture in memory.
#ifndef UNROLL_RASTER_PIXELS_H
#define UNROLL_RASTER_PIXELS_H

#include <stdint.h>

typedef struct Pixels {
    uint32_t *data; // (height, stride): 0xXXRRGGBB, a row after the other from the top. Whoever made it owns it
    int width, height;
    int stride; // pixels from one row to the next, at least width
} Pixels;

typedef struct PixelRect {
    int x, y, w, h; // whole pixels; empty if w or h is 0 or less
} PixelRect;

#endif
