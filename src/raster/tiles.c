#include "raster/tiles.h"

#include "base/arena.h"

#include <stdlib.h>

enum { MANY_RECTANGLES = 32 }; // beyond it, each row of tiles is drawn in one piece: every rectangle walks the whole list

void tiles_init(Tiles *tiles) {
    *tiles = (Tiles){0};
}

void tiles_finish(Tiles *tiles) {
    free(tiles->now);
    free(tiles->before);
    free(tiles->dirty);
    tiles_init(tiles);
}

bool tiles_begin(Tiles *tiles, int width, int height, uint64_t seed) {
    int columns = (width + TILE_SIZE - 1) / TILE_SIZE, rows = (height + TILE_SIZE - 1) / TILE_SIZE;
    bool other = columns != tiles->columns || rows != tiles->rows;
    size_t count = (size_t)columns * (size_t)rows;
    if (count > tiles->capacity) {
        tiles->now = memory_resize(tiles->now, count * sizeof *tiles->now);
        tiles->before = memory_resize(tiles->before, count * sizeof *tiles->before);
        tiles->capacity = count;
    }
    tiles->columns = columns;
    tiles->rows = rows;
    for (size_t i = 0; i < count; i++) tiles->now[i] = seed;
    return other;
}

void tiles_add(Tiles *tiles, PixelRect bounds, uint64_t hash) {
    int x0 = bounds.x / TILE_SIZE, x1 = (bounds.x + bounds.w - 1) / TILE_SIZE;
    int y0 = bounds.y / TILE_SIZE, y1 = (bounds.y + bounds.h - 1) / TILE_SIZE;
    for (int y = y0; y <= y1; y++) {
        uint64_t *row = tiles->now + (size_t)y * (size_t)tiles->columns;
        for (int x = x0; x <= x1; x++) row[x] = hash_mix(row[x], hash);
    }
}

static void dirty_add(Tiles *tiles, PixelRect rect) {
    if (tiles->dirty_count == tiles->dirty_capacity) {
        tiles->dirty_capacity = tiles->dirty_capacity ? 2 * tiles->dirty_capacity : 64;
        tiles->dirty = memory_resize(tiles->dirty, tiles->dirty_capacity * sizeof *tiles->dirty);
    }
    tiles->dirty[tiles->dirty_count++] = rect;
}

// Adds a run of dirty tiles of a row, or lengthens the rectangle above it if that has the same columns.
static void dirty_add_run(Tiles *tiles, int x0, int x1, int y) {
    for (size_t i = 0; i < tiles->dirty_count; i++) {
        PixelRect *above = &tiles->dirty[i];
        if (above->x == x0 && above->w == x1 - x0 && above->y + above->h == y) {
            above->h++;
            return;
        }
    }
    dirty_add(tiles, (PixelRect){x0, y, x1 - x0, 1});
}

// In tiles. `whole_rows`: from the first dirty tile of a row to its last.
static void find_dirty(Tiles *tiles, bool all, bool whole_rows) {
    tiles->dirty_count = 0;
    for (int y = 0; y < tiles->rows; y++) {
        const uint64_t *now = tiles->now + (size_t)y * (size_t)tiles->columns, *before = tiles->before + (size_t)y * (size_t)tiles->columns;
        int start = -1, end = -1;
        for (int x = 0; x < tiles->columns; x++) {
            if (!all && now[x] == before[x]) continue;
            if (start >= 0 && end < x && !whole_rows) {
                dirty_add_run(tiles, start, end, y);
                start = -1;
            }
            if (start < 0) start = x;
            end = x + 1;
        }
        if (start >= 0) dirty_add_run(tiles, start, end, y);
    }
}

void tiles_compare(Tiles *tiles, int width, int height, bool all) {
    find_dirty(tiles, all, false);
    if (tiles->dirty_count > MANY_RECTANGLES) find_dirty(tiles, all, true);
    for (size_t i = 0; i < tiles->dirty_count; i++) {
        PixelRect *rect = &tiles->dirty[i];
        int x1 = (rect->x + rect->w) * TILE_SIZE, y1 = (rect->y + rect->h) * TILE_SIZE;
        rect->x *= TILE_SIZE;
        rect->y *= TILE_SIZE;
        rect->w = (x1 < width ? x1 : width) - rect->x;
        rect->h = (y1 < height ? y1 : height) - rect->y;
    }
    uint64_t *swap = tiles->now;
    tiles->now = tiles->before;
    tiles->before = swap;
}
