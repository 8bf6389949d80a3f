// What pictures of one operation share: factors in brackets, side by side, with signs between them.
#ifndef UNROLL_VIEW_STAGE_STAGE_PRODUCT_H
#define UNROLL_VIEW_STAGE_STAGE_PRODUCT_H

#include "view/stage/stage.h"

#define FACTOR_BRACKET 12.0f // units beside each factor

enum { FACTOR_MOST_CELLS = 64 };  // of a side; more show a part
enum { FACTOR_FEWEST_CELLS = 4 }; // a part that is smaller than this says less than all of it without numbers

// Heights of the line above a factor and of the line beneath it, px.
float factor_name_height(const Frame *frame);
float factor_shape_height(const Frame *frame);
// Brackets, the name above and the shape beneath, both cut to `room`.
void factor_draw(Stage *stage, Rect rect, const char *name, const char *shape, float room);
// Around what is looked at.
void factor_ring(Stage *stage, Rect rect);
// The part of a side of `count` cells that shows `shown` of them around `middle`: the first.
int factor_first(int count, int shown, int middle);
// "h[2]" where the op is what an equation defines, else what it computes.
void factor_append_name(const Program *program, int op, int t, Text *out);

// stage_elementwise.c: whether an op works element by element on what is no sum of products with matrices.
bool op_is_elementwise(const Program *program, int op);
// The op with its numbers, "a ∘ b = c", in the card at t. False where there is no room.
bool stage_draw_elementwise(Stage *stage, int t, Rect card, int op);

#endif
