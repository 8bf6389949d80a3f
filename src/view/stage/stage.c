#include "view/stage/stage.h"

#include "trace/memo.h"
#include "view/parts/vectors.h"

#include <math.h>

// ---- what a column shows --------------------------------------------------------------------------------------------------------

static void add_block(Stage *stage, int equation) {
    for (int i = 0; i < stage->block_count; i++) {
        if (stage->blocks[i].equation == equation) {
            return;
        }
    }
    if (stage->block_count < STAGE_MAX_BLOCKS) {
        stage->blocks[stage->block_count++] = (Block){.equation = equation, .op = stage->frame->trace->program->equations[equation].op};
    }
}

// The last equation that the output is computed from, itself left out: where a cell feeds back its output, what stands beneath it. -1:
// none.
static int equation_under_output(const Program *program) {
    int under = -1;
    int output = program->equations[program->output_equation].op;
    for (int i = 0; i < program->equation_count; i++) {
        int op = program->equations[i].op;
        if (op < output && program->equations[i].size > 0 && (under < 0 || op > program->equations[under].op)) {
            under = i;
        }
    }
    return under;
}

void stage_choose_blocks(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    int states[CELL_MAX_EQUATIONS];
    int count = trace_state_equations(trace, states);
    int main_state = trace_state_equation(trace);
    add_block(stage, main_state);
    if (main_state == trace->program->output_equation) {
        int under = equation_under_output(trace->program);
        if (under >= 0) {
            add_block(stage, under);
        }
    }
    for (int i = 0; i < count; i++) {
        add_block(stage, states[i]);
    }
}

static void measure_limits(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    // Beyond a few thousand numbers the extremes of what shows are as good as those of everything.
    int first = 1, last = trace->steps;
    if ((long)trace->steps * trace->program->hidden > 100000) {
        first = stage->first > 1 ? stage->first : 1;
        last = stage->last;
    }
    for (int i = 0; i < stage->block_count; i++) {
        Block *block = &stage->blocks[i];
        block->limit = vector_limit(trace, block->op, false, first, last, 1);
        block->adjoint_limit = vector_limit(trace, block->op, true, first, last, 0);
    }
    // Bars of probabilities are compared across columns: one scale for all, of whole tenths.
    double tallest = vector_limit(trace, trace->program->output_op, false, first, last, 0.01);
    stage->output_limit = tallest > 0.1 && tallest < 1 ? ceil(10 * tallest) / 10 : tallest;
}

static float tags_shown(const Frame *frame) {
    if (frame->moment.phase == PHASE_UPDATE) {
        return frame->progress < 1 ? sinf(frame->progress * 3.14159265f) : 0.6f;
    }
    if (frame->index == 0) {
        return frame->fold < 0.5f ? 1 - 2 * frame->fold : 0;
    }
    return frame->index == 1 ? 1 - frame->progress : 0;
}

void stage_make(Stage *stage, Frame *frame, const Layout *layout) {
    Camera camera = view_resolve_camera(frame->view);
    *stage =
        (Stage){.frame = frame, .layout = *layout, .t = camera.t, .detail = stage_detail(camera.column), .lane = layout->lanes[0].h > 0};
    arena_init(&stage->arena);
    stage->column = (float)camera.column * frame->unit;
    stage->initial = stage_initial_width(frame->trace, stage->column, frame->unit, frame->text_min);
    stage->tags = tags_shown(frame);
    stage->updating = frame->moment.phase == PHASE_UPDATE;

    int steps = frame->trace->steps;
    double half = (double)(layout->stage.w / stage->column) / 2;
    double from = camera.t - half + 0.5, to = camera.t + half + 0.5;
    stage->first = from < 1 ? 0 : (int)fmin(floor(from), steps);
    stage->last = to < 1 ? 1 : to > steps ? steps : (int)floor(to);
    if (stage->initial <= 0 && stage->first == 0) {
        stage->first = 1;
    }
    stage_choose_blocks(stage);
    measure_limits(stage);
    stage_place_across(stage);
    stage_place_down(stage);
    stage_measure_tokens(stage);
    stage_measure_symbols(stage);
    stage->gates = arena_array(&stage->arena, CELL_MAX_EQUATIONS, sizeof *stage->gates);
    stage->gate_count = program_gates(frame->trace->program, stage->gates);
    stage->highways = trace_memo_highways(frame->trace, &stage->highway_count);
    stage_make_diagram(stage);
    stage_meet_operations(stage);
    float beside =
        frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), steps < 100 ? "t = 00" : "t = 00000") + 28 * frame->unit;
    stage->tokens_labelled = stage->column / 2 - stage->token_x < fminf(stage->token_width, 0.86f * stage->column) / 2 + beside;
}

void stage_finish(Stage *stage) {
    arena_finish(&stage->arena);
}

float stage_x(const Stage *stage, int t) {
    float middle = stage->layout.stage.x + stage->layout.stage.w / 2;
    if (t >= 1) {
        return middle + (float)(t - stage->t) * stage->column;
    }
    return middle + (float)(1 - stage->t) * stage->column - stage->column / 2 - stage->initial / 2 + (float)t * stage->initial;
}

float stage_token_x(const Stage *stage, int t) {
    return stage_x(stage, t) + (t < 1 || stage->detail == DETAIL_STRIP ? 0 : stage->token_x);
}

float stage_output_x(const Stage *stage, int t) {
    return stage_x(stage, t) + (t < 1 || stage->detail == DETAIL_STRIP ? 0 : stage->output_x);
}

bool stage_shows(const Stage *stage, int t) {
    return t >= stage->first && t <= stage->last;
}

float stage_value_way(const Stage *stage, int op, int t) {
    const Frame *frame = stage->frame;
    if (trace_has_value(frame->trace, frame->known, op, t)) {
        return 1;
    }
    return t >= 1 && trace_value_moment(frame->trace, op, t) == frame->index ? frame->progress : 0;
}

bool stage_has_focus(const Stage *stage, int t) {
    Phase phase = stage->frame->moment.phase;
    return stage->frame->moment.t == t && t > 0 &&
           (phase == PHASE_FORWARD || phase == PHASE_BACKWARD || phase == PHASE_LOSS || phase == PHASE_SUM);
}

Color stage_focus_color(const Stage *stage) {
    const Theme *theme = stage->frame->theme;
    switch (stage->frame->moment.phase) {
    case PHASE_BACKWARD:
        return theme->backward;
    case PHASE_LOSS:
    case PHASE_SUM:
        return theme->loss;
    case PHASE_CLIP:
    case PHASE_UPDATE:
        return theme->update;
    case PHASE_START:
    case PHASE_FORWARD:
    case PHASE_COUNT:
        break;
    }
    return theme->forward;
}

void stage_add_element(Stage *stage, Rect rect, Element element) {
    Frame *frame = stage->frame;
    Hit *hit = hits_add(frame->hits, HIT_ELEMENT, rect);
    hit->element = element;
    hit->t = element.t;
    if (element_is_pointed(frame, element)) {
        display_border_box(frame->list, rect, 6 * frame->unit, 0, frame->theme->focus, fmaxf(2, 2.5f * frame->unit));
    }
}

// Areas of the pointer, largest first: what is drawn later lies above them.
void stage_draw_hits(Stage *stage) {
    const Layout *layout = &stage->layout;
    Frame *frame = stage->frame;
    hits_add(frame->hits, HIT_STAGE, layout->stage);
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        float left = fmaxf(stage_x(stage, t) - stage->column / 2, layout->stage.x);
        float right = fminf(stage_x(stage, t) + stage->column / 2, layout->stage.x + layout->stage.w);
        if (right <= left) {
            continue;
        }
        Rect rect = {left, layout->stage.y, right - left, layout->stage.h};
        Hit *hit = hits_add(frame->hits, HIT_COLUMN, rect);
        hit->t = t;
        if (frame->view->pointed_column == t) {
            display_box(frame->list, rect, 8 * frame->unit, color_fade(frame->theme->forward_soft, 0.35f));
        }
    }
}

// What lies outside the stage is not seen, and takes no pointer.
static void clip_hits(HitList *hits, size_t first, Rect rect) {
    for (size_t i = first; i < hits->count; i++) {
        Rect *hit = &hits->hits[i].rect;
        if (hit->x >= rect.x && hit->y >= rect.y && hit->x + hit->w <= rect.x + rect.w && hit->y + hit->h <= rect.y + rect.h) {
            continue;
        }
        float right = fminf(hit->x + hit->w, rect.x + rect.w), bottom = fminf(hit->y + hit->h, rect.y + rect.h);
        hit->x = fmaxf(hit->x, rect.x);
        hit->y = fmaxf(hit->y, rect.y);
        hit->w = fmaxf(right - hit->x, 0);
        hit->h = fmaxf(bottom - hit->y, 0);
        hits->hits[i].focusable = hits->hits[i].focusable && hit->w > 0 && hit->h > 0;
    }
}

void stage_draw(Frame *frame, const Layout *layout) {
    Stage stage;
    size_t first = frame->hits->count;
    stage_make(&stage, frame, layout);
    display_clip(frame->list, layout->stage);
    frame->window = layout->stage;
    if (frame->fold > 0) {
        hits_add(frame->hits, HIT_STAGE, layout->stage);
        stage_draw_fold(&stage);
    } else {
        stage_draw_hits(&stage);
        stage_draw_flow(&stage);
        stage_draw_back(&stage);
        stage_draw_outputs(&stage);
        stage_draw_states(&stage);
        stage_draw_tokens(&stage);
        stage_draw_scales(&stage);
        stage_draw_losses(&stage);
        stage_draw_tags(&stage);
        stage_draw_weights(&stage);
        stage_draw_notes(&stage);
        stage_draw_listening(&stage);
    }
    display_clip_end(frame->list);
    clip_hits(frame->hits, first, layout->stage);
    frame->window = (Rect){0};
    stage_draw_before(&stage);
    stage_draw_sum(&stage);
    stage_finish(&stage);
}
