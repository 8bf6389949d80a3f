#include "raster/shapes.h"

#include "base/arena.h"

#include <string.h>

enum {
    ROWS_PER_PIXEL = 16,
    COLUMNS_PER_PIXEL = 256,
    WHOLE_PIXEL = ROWS_PER_PIXEL * COLUMNS_PER_PIXEL,
    MAX_POINTS = 64, // as the display list says
};

static const float FAR_AWAY = 30000; // px; further to the side than any target

typedef struct Crossing {
    int x;    // in 1/256 of a pixel
    int turn; // +1 where the edge goes down, -1 where it goes up
} Crossing;

PixelRect polygon_bounds(const Shape *shape, const Point *points) {
    PixelRect none = {0, 0, 0, 0};
    if (shape->count < 3 || shape->count > MAX_POINTS || color_alpha(shape->fill) == 0) return none;
    float x0 = points[0].x, y0 = points[0].y, x1 = x0, y1 = y0;
    for (uint32_t i = 0; i < shape->count; i++) {
        if (!(points[i].x - points[i].x == 0 && points[i].y - points[i].y == 0)) return none; // NaN or infinite
        x0 = least(x0, points[i].x);
        y0 = least(y0, points[i].y);
        x1 = greatest(x1, points[i].x);
        y1 = greatest(y1, points[i].y);
    }
    return pixel_rect_around(x0, y0, x1, y1);
}

// Where the edges cross the horizontal at y, from left to right.
static int find_crossings(const Shape *shape, const Point *points, float y, Crossing *crossings) {
    int count = 0;
    for (uint32_t i = 0; i < shape->count; i++) {
        Point a = points[i], b = points[i + 1 < shape->count ? i + 1 : 0];
        bool down = a.y <= y && b.y > y, up = b.y <= y && a.y > y;
        if (!down && !up) continue;
        float x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
        Crossing crossing = {whole_below(greatest(-FAR_AWAY, least(x, FAR_AWAY)) * COLUMNS_PER_PIXEL + 0.5f), down ? 1 : -1};
        int at = count++;
        for (; at > 0 && crossings[at - 1].x > crossing.x; at--) crossings[at] = crossings[at - 1];
        crossings[at] = crossing;
    }
    return count;
}

// Adds the cover of [from, to), in 1/256 of a pixel from the row's first pixel, as steps between neighbouring pixels.
static void add_run(int *steps, int from, int to) {
    int first = from / COLUMNS_PER_PIXEL, last = to / COLUMNS_PER_PIXEL;
    int before = from % COLUMNS_PER_PIXEL, within = to % COLUMNS_PER_PIXEL;
    steps[first] += COLUMNS_PER_PIXEL - before;
    steps[first + 1] += before;
    steps[last] -= COLUMNS_PER_PIXEL - within;
    steps[last + 1] -= within;
}

static void add_row(const Shape *shape, const Point *points, PixelRect area, int y, int *steps) {
    Crossing crossings[MAX_POINTS];
    for (int k = 0; k < ROWS_PER_PIXEL; k++) {
        int count = find_crossings(shape, points, (float)y + ((float)k + 0.5f) / ROWS_PER_PIXEL, crossings);
        int winding = 0;
        for (int i = 0; i + 1 < count; i++) {
            winding += crossings[i].turn;
            if (winding == 0) continue;
            int left = area.x * COLUMNS_PER_PIXEL, width = area.w * COLUMNS_PER_PIXEL;
            int from = greatest_whole(crossings[i].x - left, 0), to = least_whole(crossings[i + 1].x - left, width);
            if (from < to) add_run(steps, from, to);
        }
    }
}

void polygon_draw(const Canvas *canvas, Scratch *scratch, const Shape *shape, const Point *points) {
    PixelRect area = canvas->clip;
    size_t needed = (size_t)area.w + 2;
    if (needed > scratch->winding_capacity) {
        scratch->winding_steps = memory_resize(scratch->winding_steps, needed * sizeof *scratch->winding_steps);
        scratch->winding_capacity = needed;
    }
    mask_begin(&scratch->mask, area);
    for (int y = area.y; y < area.y + area.h; y++) {
        int *steps = scratch->winding_steps;
        memset(steps, 0, needed * sizeof *steps);
        add_row(shape, points, area, y, steps);
        uint8_t *coverage = mask_touch(&scratch->mask, y, area.x, area.x + area.w);
        int covered = 0;
        for (int x = 0; x < area.w; x++) {
            covered += steps[x];
            coverage[x] = (uint8_t)((covered * 255 + WHOLE_PIXEL / 2) / WHOLE_PIXEL);
        }
    }
    mask_paint(&scratch->mask, canvas, shape->fill);
}
