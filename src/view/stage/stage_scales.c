// What the colours of cells stand for, where these are too small for their numbers: a few cells of each scale, and its ends.
#include "view/stage/stage.h"

#include "view/plots/plot.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>

enum { RAMP = 5, SHORT_RAMP = 3, MOST = 2 * STAGE_MAX_BLOCKS }; // cells of a scale, and where there is little room

typedef struct Scale {
    const Block *block; // NULL: all have the same
    double limit;
    bool adjoint;
} Scale;

static bool tells_numbers(const Stage *stage, const Block *block) {
    int size = stage->frame->trace->program->ops[block->op].size;
    return stage->numbers && block->h >= (float)size * vector_number_height(stage->frame);
}

// One scale for all blocks where they share it, else one each. Returns how many there are then.
static int add_scales(const Stage *stage, bool adjoint, Scale *scales, int count) {
    bool same = true;
    for (int i = 0; i < stage->block_count; i++) {
        const Block *block = &stage->blocks[i], *first = &stage->blocks[0];
        same = same && (adjoint ? block->adjoint_limit == first->adjoint_limit : block->limit == first->limit);
    }
    for (int i = 0; i < (same ? 1 : stage->block_count); i++) {
        const Block *block = &stage->blocks[i];
        double limit = adjoint ? block->adjoint_limit : block->limit;
        if (limit > 0) {
            scales[count++] = (Scale){same ? NULL : block, limit, adjoint};
        }
    }
    return count;
}

static int collect(const Stage *stage, Scale scales[MOST]) {
    const Frame *frame = stage->frame;
    bool needed = false, has_gradients = false;
    for (int i = 0; i < stage->block_count; i++) {
        needed = needed || !tells_numbers(stage, &stage->blocks[i]);
        has_gradients = has_gradients || trace_has_adjoint(frame->trace, frame->known, stage->blocks[i].op, frame->trace->steps);
    }
    int count = needed && stage->detail < DETAIL_OPERATIONS ? add_scales(stage, false, scales, 0) : 0;
    return count > 0 && has_gradients ? add_scales(stage, true, scales, count) : count;
}

static void write_name(const Stage *stage, const Scale *scale, Text *out) {
    if (scale->block != NULL) {
        text_append(out, stage->frame->trace->program->equations[scale->block->equation].name);
    }
}

static void write_limit(const Scale *scale, Text *out) {
    text_append(out, "±");
    if (scale->limit >= 1 && scale->limit == floor(scale->limit) && scale->limit < 1e4) {
        text_append_decimal(out, scale->limit, 0, false);
    } else {
        plot_number(scale->limit, out);
    }
}

static float cell_width(const Stage *stage) {
    return 0.8f * frame_text_size(stage->frame, 20);
}

// Draws it with its left end at x (where `draws`), and returns its width: "c", the ramp, "±0.5".
static float draw_scale(Stage *stage, const Scale *scale, int ramp, float x, float middle, bool draws) {
    Frame *frame = stage->frame;
    float px = frame_text_size(frame, 20), cell = cell_width(stage), gap = 0.35f * px, baseline = middle + 0.35f * px, from = x;
    Color color = scale->adjoint ? frame->theme->backward : frame->theme->quiet;
    Text text;
    text_init(&text);
    write_name(stage, scale, &text);
    if (text.length > 0) {
        if (draws) {
            stage_label(stage, x, baseline, ALIGN_LEFT, FACE_REGULAR, px, color, text.data, 4 * px);
        }
        x += fminf(stage_label_width(stage, px, text.data), 4 * px) + gap;
    }
    for (int i = 0; i < ramp && draws; i++) {
        Rect rect = {x + (float)i * cell, middle - cell / 2, cell, cell};
        vector_cell(frame, rect, scale->limit * (2.0 * i / (ramp - 1) - 1), scale->limit, 1, false, false);
    }
    if (draws) {
        display_border_box(frame->list, (Rect){x, middle - cell / 2, (float)ramp * cell, cell}, 0, 0, frame->theme->line,
                           fmaxf(1, frame->unit));
    }
    x += (float)ramp * cell + gap;
    text_clear(&text);
    write_limit(scale, &text);
    x += draws ? frame_text(frame, x, baseline, ALIGN_LEFT, FACE_REGULAR, px, color, text.data)
               : frame_text_width(frame, FACE_REGULAR, px, text.data);
    text_finish(&text);
    return x - from;
}

// How many of the first scales find a line each; the gradients' come all or not at all.
static int count_fitting(Stage *stage, const Scale *scales, int count, int ramp, float width, int lines) {
    int fitting = 0, values = 0;
    while (fitting < count && fitting < lines && draw_scale(stage, &scales[fitting], ramp, 0, 0, false) <= width) {
        values += scales[fitting].adjoint ? 0 : 1;
        fitting++;
    }
    return fitting < count ? values : fitting;
}

// Left of the first token, one below the other.
void stage_draw_scales(Stage *stage) {
    Scale scales[MOST];
    if (stage->first > 0 || stage->initial <= 0 || stage->layout.before.w > 0) { // the block before has a line there
        return;
    }
    float px = frame_text_size(stage->frame, 20), line = 1.25f * px;
    Rect tokens = stage->layout.tokens, token = stage_token_box(stage, 1);
    float left = fmaxf(stage_x(stage, 0) - stage->cell / 2, tokens.x + 4 * stage->frame->unit), right = token.x - 0.25f * px, y = token.y;
    const Trace *trace = stage->frame->trace;
    bool has_notes = trace->lanes > 1 || !trace->finite; // they stand beneath, too (stage_notes.c)
    int lines = (int)((tokens.y + tokens.h + (has_notes ? -1.2f : 0.4f) * px - y) / line);
    int all = collect(stage, scales), ramp = RAMP, count = count_fitting(stage, scales, all, ramp, right - left, lines);
    if (count < all) {
        ramp = SHORT_RAMP;
        count = count_fitting(stage, scales, all, ramp, right - left, lines);
    }
    for (int i = 0; i < count; i++) {
        draw_scale(stage, &scales[i], ramp, left, y + ((float)i + 0.5f) * line, true);
    }
}

// The width of the scales side by side, px.
static float measure_row(Stage *stage, const Scale *scales, int count, int ramp, float gap) {
    float width = 0;
    for (int i = 0; i < count; i++) {
        width += (i > 0 ? gap : 0) + draw_scale(stage, &scales[i], ramp, 0, 0, false);
    }
    return width;
}

float stage_draw_scales_in(Stage *stage, Rect row) {
    Scale scales[MOST];
    int count = collect(stage, scales), ramp = RAMP;
    float gap = frame_text_size(stage->frame, 20), width = measure_row(stage, scales, count, ramp, gap);
    if (width > row.w) {
        ramp = SHORT_RAMP;
        width = measure_row(stage, scales, count, ramp, gap);
    }
    if (count == 0 || width > row.w) {
        return 0;
    }
    float x = row.x;
    for (int i = 0; i < count; i++) {
        x += draw_scale(stage, &scales[i], ramp, x, row.y + row.h / 2, true) + gap;
    }
    return width;
}
