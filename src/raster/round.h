// Rectangles with round corners, row by row: what boxes, discs and shadows are made of.
#ifndef UNROLL_RASTER_ROUND_H
#define UNROLL_RASTER_ROUND_H

#include "raster/lanes.h"
#include "raster/paint.h"

#include <math.h>

// Corners smaller than this are square: a smaller circle is less than what the distance to a pixel's middle can tell apart.
#define ROUND_SMALLEST_RADIUS 0.75f

typedef struct Round {
    float x0, y0, x1, y1;
    float r; // of the corners; 0 or at least ROUND_SMALLEST_RADIUS
} Round;

// The radius is limited to what the sides allow. Empty if x0 >= x1 or y0 >= y1.
Round round_make(float x0, float y0, float x1, float y1, float radius);

// One row of pixels through a round rectangle: edge pixels [edge0, full0) and [full1, edge1), alike ones in between.
typedef struct RoundRow {
    int edge0, full0, full1, edge1;
    float height; // how much of the row's height is covered where the corners do not matter; 0: nothing to paint
    float corner; // how far the row's middle is beyond the corners' centres; 0 between them
} RoundRow;

RoundRow round_row(const Round *round, int y);

static inline unsigned coverage_byte(float coverage) {
    return (unsigned)(int)(coverage * 255 + 0.5f);
}

// How much of a pixel's width or height lies within [from, to).
static inline float round_overlap(int pixel, float from, float to) {
    return clamp_unit(least((float)pixel + 1, to) - greatest((float)pixel, from));
}

// How far four pixels from x are from the centre of their corner, in a row with corner > 0: r is the edge.
static inline Floats round_distance(const Round *round, const RoundRow *row, int x) {
    Floats middle = floats_from(x) + 0.5f;
    Floats dx = floats_greatest(floats_greatest(round->x0 + round->r - middle, middle - (round->x1 - round->r)), floats_all(0));
    return floats_sqrt(dx * dx + row->corner * row->corner);
}

// How much of pixel x of the row is covered, 0 to 255.
static inline unsigned round_coverage(const Round *round, const RoundRow *row, int x) {
    if (x < row->edge0 || x >= row->edge1) return 0;
    if (x >= row->full0 && x < row->full1) return coverage_byte(row->height);
    if (row->corner <= 0) return coverage_byte(round_overlap(x, round->x0, round->x1) * row->height);
    float middle = (float)x + 0.5f, dx = greatest(round->x0 + round->r - middle, middle - (round->x1 - round->r));
    if (dx <= 0) return coverage_byte(row->height);
    return coverage_byte(clamp_unit(0.5f + round->r - sqrtf(dx * dx + row->corner * row->corner)));
}

#endif
