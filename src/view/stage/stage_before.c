// The block before: the last states that it came to, faded, and between it and this one the update. The state goes over, the gradient does
// not; a cut inside an iteration looks different, for there the weights stay as they are.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

enum { MOST_STRIPS = 8 };
static const float STRIP_GAP = 3, MARGIN = 24; // units; the margin is what the update takes

float stage_before_width(float unit, float text_min) {
    return fmaxf(136 * unit, 5 * text_min);
}

// The last states that went on to this block: with K1,K2 those up to where the state was stored.
static void draw_strips(Stage *stage, const Block *block, Rect rect) {
    const Trace *before = stage->frame->view->before;
    int last = before->session->schedule.advance, count = last < MOST_STRIPS ? last : MOST_STRIPS;
    float gap = STRIP_GAP * stage->frame->unit, width = (rect.w - gap * (float)(count - 1)) / (float)count;
    width = fminf(width, stage->cell);
    for (int i = 0; i < count; i++) {
        Vector vector = {
            .values = run_value(before->run, block->op, last - count + 1 + i, 0),
            .size = before->program->ops[block->op].size,
            .limit = block->limit,
            .shown = 1,
            .quiet = true,
        };
        float x = rect.x + rect.w - (width + gap) * (float)(count - i) + gap;
        vector_draw(stage->frame, (Rect){x, block->y, width, block->h}, &vector);
    }
}

static void draw_update(Stage *stage, float x, float top, float bottom) {
    Frame *frame = stage->frame;
    Shape *line = display_line(frame->list, (Point){x, top}, (Point){x, bottom}, fmaxf(1.5f, 3 * frame->unit), frame->theme->update);
    line->dash = 6 * frame->unit;
    line->gap = 6 * frame->unit;
}

void stage_draw_before(Stage *stage) {
    Frame *frame = stage->frame;
    float width = stage->layout.before.w, unit = frame->unit;
    float right = stage_x(stage, 0) - stage->initial / 2;
    // Columns that are as wide as the stage allows may stand a few pixels further left than it begins.
    float over_the_edge = fmaxf(stage->layout.before.x - (right - width), 0);
    bool in_sight = stage->first == 0 && stage->initial > 0 && over_the_edge < 0.1f * width;
    if (frame->view->before == NULL || !(width > 0) || frame->fold > 0 || !in_sight) {
        return;
    }
    width -= over_the_edge;
    float margin = MARGIN * unit, top = INFINITY, bottom = 0;
    for (int i = 0; i < stage->block_count; i++) {
        const Block *block = &stage->blocks[i];
        if (frame->trace->program->equations[block->equation].max_lag == 0) {
            continue;
        }
        Rect room = {right - width, block->y, width - margin, block->h};
        draw_strips(stage, block, room);
        top = fminf(top, block->y);
        bottom = fmaxf(bottom, block->y + block->h);
        float y = stage_lane_y(stage, block, false);
        float to = stage->detail == DETAIL_STRIP ? right : stage_x(stage, 0) - fminf(stage->cell, 0.8f * stage->initial) / 2 - 4 * unit;
        if (to > room.x + room.w + 16 * unit) {
            display_line(frame->list, (Point){room.x + room.w + 4 * unit, y}, (Point){to, y}, fmaxf(1.5f, 2.5f * unit),
                         frame->theme->forward)
                ->arrow = 10 * unit;
        }
    }
    if (!(top < bottom)) {
        return;
    }
    float x = right - 0.6f * margin, px = frame_text_size(frame, 20), over = 4 * unit;
    draw_update(stage, x, top - over, bottom + over);
    float baseline = stage->blocks[0].title > 0 ? stage->blocks[0].title : top - 0.5f * px;
    frame_text_fit(frame, right - width, baseline, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet,
                   words_get(frame->words, frame->trace->session->settings.shuffled ? "training.elsewhere" : "training.before"),
                   width - margin);
    frame_text_fit(frame, right, bottom + over + 1.1f * px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->update,
                   words_get(frame->words, "training.between"), width);
}
