// Products of matrices: sums of outer products of columns of a with rows of b, in tiles of c that stay in registers from the first
// term to the last. Vectors run along the rows of c, so that each element of c is one chain of additions, in the order of the terms,
// whatever the size of a tile.
#ifndef UNROLL_ENGINE_KERNELS_PRODUCT_H
#define UNROLL_ENGINE_KERNELS_PRODUCT_H

#include "engine/kernels_lanes.h"

#include <stddef.h>

// How a product walks through its operands. Term i of c[r][j] is a[r*a_row + i*a_step] * b[j + i*b_step]; after `steps` terms both
// operands move on by a block, for the next `steps` terms. All in doubles.
typedef struct Walk {
    ptrdiff_t a_row, a_step, b_step;
    ptrdiff_t a_block, b_block;
    int steps, blocks;
    bool add;
} Walk;

// The largest tiles that fit into the registers: rows x groups of 8 columns, and groups where there is but one row; and how many of these
// are taken at a time where b is larger than the nearest cache.
#if KERNEL_LANES == 8
enum { TILE_ROWS = 4, TILE_GROUPS = 4, ROW_GROUPS = 8, STREAM_GROUPS = 4 };
#elif KERNEL_LANES == 4
enum { TILE_ROWS = 4, TILE_GROUPS = 1, ROW_GROUPS = 5, STREAM_GROUPS = 4 };
#elif KERNEL_LANES == 2
enum { TILE_ROWS = 2, TILE_GROUPS = 1, ROW_GROUPS = 2, STREAM_GROUPS = 2 };
#else
enum { TILE_ROWS = 1, TILE_GROUPS = 1, ROW_GROUPS = 1, STREAM_GROUPS = 1 };
#endif

// rows and groups are constants where this is expanded, and every loop over them unrolls.
KERNEL_INLINE void product_tile(double *c, ptrdiff_t ldc, const double *a, const double *b, const Walk *walk, int rows, int groups) {
    const int parts = groups * PARTS;
    Lanes sum[TILE_ROWS][(ROW_GROUPS > TILE_GROUPS ? ROW_GROUPS : TILE_GROUPS) * PARTS];
    KERNEL_UNROLL
    for (int r = 0; r < rows; r++) {
        KERNEL_UNROLL
        for (int v = 0; v < parts; v++) sum[r][v] = lanes_of(0.0);
    }
    const ptrdiff_t a_row = walk->a_row, a_step = walk->a_step, b_step = walk->b_step;
    for (int block = 0; block < walk->blocks; block++) {
        ptrdiff_t at_a = block * walk->a_block, at_b = block * walk->b_block;
        for (int i = walk->steps; i > 0; i--) {
            KERNEL_UNROLL
            for (int r = 0; r < rows; r++) {
                Lanes k = lanes_of(a[at_a + r * a_row]);
                KERNEL_UNROLL
                for (int v = 0; v < parts; v++) sum[r][v] = sum[r][v] + k * lanes_load(b + at_b + v * LANES);
            }
            at_a += a_step;
            at_b += b_step;
        }
    }
    KERNEL_UNROLL
    for (int r = 0; r < rows; r++) {
        KERNEL_UNROLL
        for (int v = 0; v < parts; v++) lanes_put(c + r * ldc + v * LANES, sum[r][v], walk->add);
    }
}

typedef void ProductTile(double *c, ptrdiff_t ldc, const double *a, const double *b, const Walk *walk);

#define TILE(R, G)                                                                                                                         \
    static void product_tile_##R##x##G(double *c, ptrdiff_t ldc, const double *a, const double *b, const Walk *walk) {                     \
        product_tile(c, ldc, a, b, walk, R, G);                                                                                            \
    }
#define ENTRY(R, G) [R][G] = product_tile_##R##x##G,

#if KERNEL_LANES == 8
#define ROWS_OF(R, DO) DO(R, 1) DO(R, 2) DO(R, 3) DO(R, 4)
#define EACH_TILE(DO) DO(1, 5) DO(1, 6) DO(1, 7) DO(1, 8) ROWS_OF(1, DO) ROWS_OF(2, DO) ROWS_OF(3, DO) ROWS_OF(4, DO)
#elif KERNEL_LANES == 4
#define EACH_TILE(DO) DO(1, 1) DO(1, 2) DO(1, 3) DO(1, 4) DO(1, 5) DO(2, 1) DO(3, 1) DO(4, 1)
#elif KERNEL_LANES == 2
#define EACH_TILE(DO) DO(1, 1) DO(1, 2) DO(2, 1)
#else
#define EACH_TILE(DO) DO(1, 1)
#endif

EACH_TILE(TILE)
static ProductTile *const product_tiles[TILE_ROWS + 1][ROW_GROUPS + 1] = {EACH_TILE(ENTRY)};

#undef TILE
#undef ENTRY
#undef EACH_TILE

// One panel of c, `width` groups wide.
KERNEL_INLINE void product_panel(double *c, ptrdiff_t ldc, const double *a, const double *b, const Walk *walk, int rows, int width) {
    for (int r = 0; r < rows; r += TILE_ROWS) {
        int height = rows - r < TILE_ROWS ? rows - r : TILE_ROWS;
        product_tiles[height][width](c + r * ldc, ldc, a + r * walk->a_row, b, walk);
    }
}

// c (rows, n) over the whole walk; a and b point at its first term.
KERNEL_INLINE void product(double *c, ptrdiff_t ldc, const double *a, const double *b, const Walk *walk, int rows, int n) {
    int groups = (n + GROUP - 1) / GROUP;
    if (rows == 1 && groups == 1) { // the recurrence of a small network: nothing but the sum itself
        product_tile(c, ldc, a, b, walk, 1, 1);
        return;
    }
    if (groups <= (rows == 1 ? ROW_GROUPS : TILE_GROUPS)) {
        product_panel(c, ldc, a, b, walk, rows, groups);
        return;
    }
    // Panels of nearly equal width: a narrow one left over would wait for its additions.
    const int widest = rows == 1 ? STREAM_GROUPS : TILE_GROUPS;
    const int panels = (groups + widest - 1) / widest;
    // The order of the panels is free. A recurrence, whose results stand row behind row, walks through its weights this way and that way in
    // turn, and finds in the cache what the timestep before had read last.
    const bool turned = rows == 1 && ((uintptr_t)c / ((uintptr_t)ldc * sizeof *c)) % 2 == 1;
    for (int i = 0; i < panels; i++) {
        int panel = turned ? panels - 1 - i : i;
        int from = panel * groups / panels, to = (panel + 1) * groups / panels;
        product_panel(c + from * GROUP, ldc, a, b + from * GROUP, walk, rows, to - from);
    }
}

#endif
