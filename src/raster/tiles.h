// Which squares of the target show something else than before.
#ifndef UNROLL_RASTER_TILES_H
#define UNROLL_RASTER_TILES_H

#include "raster/pixels.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TILE_SIZE = 64 }; // px

typedef struct Tiles {
    int columns, rows;
    uint64_t *now, *before; // (rows, columns): a hash of everything that shows in a tile
    size_t capacity;
    PixelRect *dirty; // (dirty_count)
    size_t dirty_count, dirty_capacity;
} Tiles;

void tiles_init(Tiles *tiles);
void tiles_finish(Tiles *tiles);

// Starts the hashes of a frame anew. Another size forgets the frame before; true if it did.
bool tiles_begin(Tiles *tiles, int width, int height, uint64_t seed);

// Mixes a shape's hash into every tile that `bounds` (within the target) touches. The order matters, as it does for pixels.
void tiles_add(Tiles *tiles, PixelRect bounds, uint64_t hash);

// Compares with the frame before (or takes every tile, if `all`), leaves the differing tiles in `dirty`, merged into few disjoint
// rectangles within width x height, and makes this frame the one before.
void tiles_compare(Tiles *tiles, int width, int height, bool all);

// Mixes a word into a hash.
static inline uint64_t hash_mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0x9FB21C651E98DF25u;
    return hash ^ hash >> 32;
}

#endif
