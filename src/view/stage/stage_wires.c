// Where edges run: straight from a timestep to the next, and on tracks past what lies between where a lag is longer.
#include "view/stage/stage.h"

#include <math.h>

static const float PITCH = 14; // units from track to track

float stage_card_left(const Stage *stage, int t) {
    return stage_x(stage, t) + stage->card.x - 4 * stage->frame->unit;
}

float stage_card_right(const Stage *stage, int t) {
    float half = t < 1 ? fminf(stage->cell, 0.8f * stage->initial) / 2 : stage->card.w / 2;
    return stage_x(stage, t) + half + 4 * stage->frame->unit;
}

float stage_card_top(const Stage *stage) {
    return stage->card.y - 3 * stage->frame->unit;
}
float stage_card_bottom(const Stage *stage) {
    return stage->card.y + stage->card.h + 3 * stage->frame->unit;
}

const Block *stage_block_of(const Stage *stage, int op) {
    for (int i = 0; i < stage->block_count; i++) {
        if (stage->blocks[i].op == op) {
            return &stage->blocks[i];
        }
    }
    return NULL;
}

// Forward runs above the middle of the state, backward below: they never share a line. Where a diagram is shown, forward goes on at the
// height at which the state leaves it.
float stage_lane_y(const Stage *stage, const Block *block, bool backward) {
    int leaves = stage->diagram != NULL ? diagram_exit(stage->diagram, block->op) : -1;
    if (leaves >= 0) {
        return stage->diagram->area.y + stage->diagram->nodes[leaves].at.y + (backward ? 12 * stage->frame->unit : 0);
    }
    float aside = fminf(16 * stage->frame->unit, fmaxf(block->h / 2 - 2 * stage->frame->unit, 4 * stage->frame->unit));
    return block->y + block->h / 2 + (backward ? aside : -aside);
}

bool stage_goes_on(const Stage *stage) {
    return stage->diagram != NULL && stage->diagram->plain;
}

// ---- tracks ---------------------------------------------------------------------------------------------------------------------

static bool reads_at(const Program *program, OpKind kind, int lag) {
    for (int i = 0; i < program->op_count; i++) {
        if (program->ops[i].kind == kind && program->ops[i].lag == lag) {
            return true;
        }
    }
    return false;
}

// Reads at lag k share k tracks, so that those of neighbouring timesteps do not run into each other. States at lag 1 need none.
static int first_track(const Program *program, OpKind kind, int lag) {
    int track = 0;
    for (int shorter = kind == OP_CARRY ? 2 : 1; shorter < lag; shorter++) {
        track += reads_at(program, kind, shorter) ? shorter : 0;
    }
    return track;
}

static int track_count(const Program *program, OpKind kind) {
    return first_track(program, kind, (kind == OP_CARRY ? program->max_lag : program->input_max_lag) + 1);
}

float stage_tracks_height(const Stage *stage, OpKind kind) {
    Rect band = stage->layout.states;
    return stage->detail >= DETAIL_CELLS
               ? fminf(PITCH * stage->frame->unit * (float)track_count(stage->frame->trace->program, kind), 0.14f * band.h)
               : 0;
}

// Where an input comes into the diagram of a column, px from the column's middle; NaN where none is shown.
static float input_entry(const Stage *stage, int lag) {
    const Program *program = stage->frame->trace->program;
    for (int i = 0; stage->diagram != NULL && i < stage->diagram->node_count; i++) {
        const DiagramNode *node = &stage->diagram->nodes[i];
        if (node->kind == DIAGRAM_INPUT && program->ops[node->op].lag == lag) {
            return stage->diagram->area.x + node->at.x;
        }
    }
    return NAN;
}

Edge stage_input_path(const Stage *stage, int lag, int t) {
    const Program *program = stage->frame->trace->program;
    Rect token = stage_token_box(stage, t - lag < 0 ? 0 : t - lag);
    float x = stage_x(stage, t) + stage->token_x, bottom = stage_card_bottom(stage), middle = token.x + token.w / 2;
    if (lag == 0) {
        Edge edge = edge_straight((Point){middle, token.y}, (Point){x, bottom});
        if (stage_goes_on(stage)) {
            edge.points[1].y = stage->card.y + stage->card.h;
            edge.goes_on = true;
        }
        return edge;
    }
    float track = (float)(first_track(program, OP_INPUT, lag) + t % lag) + 0.5f;
    float y = token.y + (bottom - token.y) * (0.25f + 0.5f * track / (float)track_count(program, OP_INPUT));
    float aside = fminf(14 * stage->frame->unit, token.w / (2.5f * (float)program->input_max_lag)) * (float)lag;
    float from = middle + fminf(aside, 0.4f * token.w), to = x - fminf(aside, 0.45f * stage->cell);
    float entry = input_entry(stage, lag);
    to = isfinite(entry) ? stage_x(stage, t) + entry : to;
    return edge_routed((Point){from, token.y}, from, y, to, (Point){to, bottom});
}

Edge stage_carry_path(const Stage *stage, const Block *block, int lag, int t, bool backward) {
    float unit = stage->frame->unit;
    int from = t - lag < 0 ? 0 : t - lag;
    float y = stage_lane_y(stage, block, backward);
    Point left = {stage_card_right(stage, from), y}, right = {stage_card_left(stage, t), y};
    int enters = stage->diagram != NULL ? diagram_entry(stage->diagram, stage->frame->trace->program, block->op, lag) : -1;
    if (enters >= 0) {
        right.y = stage->diagram->area.y + stage->diagram->nodes[enters].at.y + (backward ? 12 * unit : 0);
    }
    bool on_row = lag == 1 && enters >= 0 && stage_goes_on(stage) && stage->diagram->nodes[enters].highway >= 0;
    if (on_row && !backward) { // one line through all columns
        left.x = from < 1 ? left.x : stage_x(stage, from) + stage->card.x + stage->card.w;
        right.x = stage_x(stage, t) + stage->card.x;
    }
    Edge edge = backward ? edge_straight(right, left) : edge_straight(left, right);
    edge.goes_on = on_row && !backward;
    if (lag > 1) {
        // Up beside the card, over those between, and down again.
        const Program *program = stage->frame->trace->program;
        float gap = stage->column - stage->card.w;
        float aside = fminf(10 * unit, 0.2f * gap) + (backward ? fminf(8 * unit, 0.15f * gap) : 0);
        float track = (float)(first_track(program, OP_CARRY, lag) + t % lag) + 0.5f;
        float height = stage_tracks_height(stage, OP_CARRY);
        float level = stage_card_top(stage) - 4 * unit - height * track / (float)track_count(program, OP_CARRY) + (backward ? 6 * unit : 0);
        edge = backward ? edge_routed(right, right.x - aside, level, left.x + aside, left)
                        : edge_routed(left, left.x + aside, level, right.x - aside, right);
    }
    return edge;
}
