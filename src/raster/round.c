#include "raster/round.h"

Round round_make(float x0, float y0, float x1, float y1, float radius) {
    float r = least(radius, least(x1 - x0, y1 - y0) / 2);
    return (Round){x0, y0, x1, y1, r < ROUND_SMALLEST_RADIUS ? 0 : r};
}

// Corners up to this radius are all edge: finding what of them is covered alike takes longer than it saves.
static const float SMALL_CORNER = 8;

RoundRow round_row(const Round *round, int y) {
    RoundRow row = {0, 0, 0, 0, round_overlap(y, round->y0, round->y1), 0};
    if (row.height <= 0 || round->x0 >= round->x1) {
        row.height = 0;
        return row;
    }
    float middle = (float)y + 0.5f;
    if (round->r > 0) row.corner = greatest(greatest(round->y0 + round->r - middle, middle - (round->y1 - round->r)), 0);
    if (row.corner <= 0) {
        row.edge0 = whole_below(round->x0);
        row.full0 = whole_above(round->x0);
        row.full1 = greatest_whole(whole_below(round->x1), row.full0);
        row.edge1 = greatest_whole(whole_above(round->x1), row.full1);
        return row;
    }
    float inner = round->r - 0.5f, outer = round->r + 0.5f;
    float inner_half = 0, outer_half = outer;
    if (round->r > SMALL_CORNER) {
        inner_half = row.corner < inner ? sqrtf(inner * inner - row.corner * row.corner) : 0;
        outer_half = row.corner < outer ? sqrtf(outer * outer - row.corner * row.corner) : 0;
    }
    float left = round->x0 + round->r - 0.5f, right = round->x1 - round->r - 0.5f; // in pixels counted by their middles
    row.edge0 = whole_below(greatest(left - outer_half, round->x0));
    row.full0 = whole_above(left - inner_half);
    row.full1 = greatest_whole(whole_below(right + inner_half) + 1, row.full0);
    row.edge1 = greatest_whole(whole_above(least(right + outer_half + 1, round->x1)), row.full1);
    return row;
}
