// The lanes: a small stage for each trace, with its states and losses, one above the other.
#include "view/lanes/lanes.h"

#include "view/formula/formula.h"
#include "view/panels/panels.h"
#include "view/stage/stage.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

typedef struct Lane {
    Frame frame;
    Layout layout; // of its own: the bands within its card
    Stage stage;
    Rect title; // the line at the top
    Rect foot;  // under the states: the blocks
} Lane;

// ---- where it stands ------------------------------------------------------------------------------------------------------------

static float title_height(const Frame *frame) {
    return 1.5f * frame_text_size(frame, 22);
}

static void place(Lane *lane, const Layout *whole, Rect rect) {
    const Frame *frame = &lane->frame;
    float unit = frame->unit, chip = fmaxf(52 * unit, 2.1f * frame_text_size(frame, 22));
    Rect rest = rect;
    rect_cut_top(&rest, 6 * unit);
    lane->title = rect_cut_top(&rest, title_height(frame));
    lane->foot = rect_cut_bottom(&rest, 14 * unit);
    rect_cut_left(&lane->title, 24 * unit);
    rect_cut_right(&lane->title, 24 * unit);
    lane->layout = *whole;
    lane->layout.stage = rect;
    // A low lane leaves out the single losses; their sum stands in its title.
    bool low = rect.h < title_height(frame) + chip + 8 * frame_text_size(frame, 20);
    lane->layout.losses = rect_cut_top(&rest, low ? 0 : chip + 8 * unit);
    rect_cut_top(&rest, low ? 6 * unit : 0);
    lane->layout.outputs = (Rect){rest.x, rest.y, rest.w, 0};
    // What goes in stands beneath the states where that leaves them room.
    float tokens = 1.9f * frame_text_size(frame, 20) + 6 * unit, states = (low ? 5 : 8) * frame_text_size(frame, 20);
    lane->layout.tokens = rect_cut_bottom(&rest, rest.h - tokens >= states ? tokens : 0);
    lane->layout.states = rest;
    lane->layout.sum = lane->layout.losses;
}

// What is of the same size looks the same in every lane.
static void share_scales(Lane *lanes, int count) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
        largest = fmax(largest, stage_largest_length(&lanes[i].stage));
        for (int k = 0; k < lanes[i].stage.block_count; k++) {
            for (int other = 0; other < count; other++) {
                Stage *stage = &lanes[other].stage;
                if (k < stage->block_count) {
                    stage->blocks[k].limit = fmax(stage->blocks[k].limit, lanes[i].stage.blocks[k].limit);
                    stage->blocks[k].adjoint_limit = fmax(stage->blocks[k].adjoint_limit, lanes[i].stage.blocks[k].adjoint_limit);
                }
            }
        }
    }
    for (int i = 0; i < count; i++) {
        lanes[i].stage.largest = largest;
    }
}

// ---- the line at the top ---------------------------------------------------------------------------------------------------------

static bool shows_ghosts(const Stage *stage) {
    return stage->ghost != NULL && stage->layout.opened >= 1 && stage->detail >= DETAIL_CELLS && stage->detail < DETAIL_OPERATIONS;
}

// Which lane the pale gradients are of, where that leaves room for the note.
static void draw_legend(Lane *lane, Rect *rest, const char *note) {
    Frame *frame = &lane->frame;
    float small = frame_text_size(frame, 20), unit = frame->unit;
    if (!shows_ghosts(&lane->stage)) {
        return;
    }
    Text title, text;
    text_init(&title);
    text_init(&text);
    lanes_title(frame->view, lanes_reference(frame->view), &title);
    WORDS_FORMAT(frame->words, &text, "lanes.ghost", {"lane", title.data});
    float box = 14 * unit, width = box + 8 * unit + frame_text_width(frame, FACE_REGULAR, small, text.data);
    if (width + 2 * small + frame_text_width(frame, FACE_REGULAR, small, note) <= rest->w) {
        Rect place = rect_cut_left(rest, width);
        float baseline = lane->title.y + 0.78f * lane->title.h;
        display_box(frame->list, (Rect){place.x, baseline - 0.33f * small - box / 2, box, box}, 3 * unit,
                    color_fade(frame->theme->backward, 0.28f));
        frame_text(frame, place.x + box + 8 * unit, baseline, ALIGN_LEFT, FACE_REGULAR, small, frame->theme->quiet, text.data);
        rect_cut_left(rest, small);
    }
    text_finish(&text);
    text_finish(&title);
}

static void draw_title(Lane *lane, int number) {
    Frame *frame = &lane->frame;
    const Theme *theme = frame->theme;
    float size = frame_text_size(frame, 22), small = frame_text_size(frame, 20), baseline = lane->title.y + 0.78f * lane->title.h;
    Rect rest = lane->title;
    Text text;
    text_init(&text);
    lanes_title(frame->view, number, &text);
    rect_cut_left(&rest, lanes_sample_draw(frame, number, rest.x, baseline - 0.33f * size));
    Formula title;
    formula_init(&title);
    formula_label(&title, true, text.data);
    float titled = formula_draw_fit(frame, &title, rest.x, baseline, FACE_BOLD, size, theme->text, theme->text, 0.5f * rest.w);
    formula_finish(&title);
    rect_cut_left(&rest, titled + size);
    text_clear(&text);
    lanes_loss(frame, &text);
    if (text.length > 0) {
        rect_cut_left(&rest, frame_text_fit(frame, rest.x, baseline, ALIGN_LEFT, FACE_BOLD, small, theme->loss, text.data, rest.w) + size);
    }
    text_clear(&text);
    lanes_note(frame, &text);
    draw_legend(lane, &rest, text.data);
    Formula note;
    formula_init(&note);
    formula_label(&note, false, text.data);
    float free = rest.w - formula_width(frame, &note, small) - 2 * small;
    Rect row = {rest.x, baseline - 0.33f * small - small, free, 2 * small};
    float scales = stage_draw_scales_in(&lane->stage, row);
    if (scales == 0) { // what colours mean comes before the note
        row.w = rest.w;
        scales = stage_draw_scales_in(&lane->stage, row);
    }
    rect_cut_left(&rest, scales > 0 ? scales + small : 0);
    float width = fminf(formula_width(frame, &note, small), rest.w);
    if (text.length > 0 && rest.w > 6 * small) {
        formula_draw_fit(frame, &note, rest.x + rest.w - width, baseline, FACE_REGULAR, small, theme->quiet, theme->quiet, rest.w);
    }
    formula_finish(&note);
    text_finish(&text);
}

// Under the states, a bracket for each block: nothing flows back from one into another.
static void draw_blocks(Lane *lane) {
    Stage *stage = &lane->stage;
    Frame *frame = &lane->frame;
    const Trace *trace = frame->trace;
    float unit = frame->unit, width = fmaxf(1, 2 * unit), y = lane->foot.y + 7 * unit;
    for (int first, last, t = stage->first > 0 ? stage->first : 1; t <= stage->last; t = last + 1) {
        lanes_block(trace, t, &first, &last);
        float aside = fminf(10 * unit, 0.1f * stage->column), edge = frame->window.x + 4 * unit,
              end = frame->window.x + frame->window.w - 4 * unit;
        float left = fmaxf(stage_x(stage, first) - stage->column / 2 + aside, edge),
              right = fminf(stage_x(stage, last) + stage->column / 2 - aside, end);
        if (right <= left) {
            continue;
        }
        bool reached = trace_has_adjoint(trace, frame->known, stage->blocks[0].op, last);
        Color color = reached ? frame->theme->backward : color_mix(frame->theme->line, frame->theme->faint, 0.6f);
        const Point bracket[4] = {{left, y - 5 * unit}, {left, y}, {right, y}, {right, y - 5 * unit}};
        display_polyline(frame->list, bracket, 4, width, color);
    }
}

// Beside each adjoint, narrow and pale, what it is without the cut; where both are the same there is nothing to see.
static void draw_ghosts(Lane *lane) {
    Stage *stage = &lane->stage;
    const Stage *ghost = stage->ghost;
    if (!shows_ghosts(stage)) {
        return;
    }
    float unit = lane->frame.unit, w = fminf(14 * unit, stage->card.x + stage->card.w - stage->adjoint_x - stage->cell / 2 - 4 * unit);
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last && w >= 3 * unit; t++) {
        for (int i = 0; i < stage->block_count && i < ghost->block_count; i++) {
            const Block *block = &stage->blocks[i];
            const double *mine = run_adjoint(lane->frame.trace->run, block->op, t, 0),
                         *theirs = run_adjoint(ghost->frame->trace->run, ghost->blocks[i].op, t, 0);
            int size = lane->frame.trace->program->ops[block->op].size;
            bool known = trace_has_adjoint(ghost->frame->trace, ghost->frame->known, ghost->blocks[i].op, t);
            if (!known || mine == NULL || theirs == NULL || memcmp(mine, theirs, (size_t)size * sizeof *mine) == 0) {
                continue;
            }
            Vector vector = {
                .values = theirs, .size = size, .limit = block->adjoint_limit > 0 ? block->adjoint_limit : 1, .shown = 1, .quiet = true};
            vector_draw(&lane->frame, (Rect){stage_x(stage, t) + stage->adjoint_x + stage->cell / 2 + 2 * unit, block->y, w, block->h},
                        &vector);
        }
    }
}

// ---- drawing --------------------------------------------------------------------------------------------------------------------

static void draw_lane(Lane *lane, int number, Rect rect) {
    Frame *frame = &lane->frame;
    Stage *stage = &lane->stage;
    card_draw(frame, rect);
    size_t first_hit = frame->hits->count;
    draw_title(lane, number);
    display_clip(frame->list, rect);
    frame->window = rect;
    stage_draw_hits(stage);
    stage_draw_flow(stage);
    stage_draw_back(stage);
    stage_draw_states(stage);
    if (stage->layout.tokens.h > 0) {
        stage_draw_tokens(stage);
    }
    if (stage->layout.losses.h > 0) {
        stage_draw_losses(stage);
    }
    draw_ghosts(lane);
    draw_blocks(lane);
    display_clip_end(frame->list);
    frame->window = (Rect){0};
    for (size_t i = first_hit; i < frame->hits->count; i++) {
        frame->hits->hits[i].trace = number;
    }
}

void lanes_draw(Frame *frame, const Layout *layout) {
    const View *view = frame->view;
    Lane lanes[VIEW_MAX_LANES];
    int count = view->trace_count, reference = lanes_reference(view);
    for (int i = 0; i < count; i++) {
        lanes[i].frame = lanes_frame(frame, i);
        lanes[i].frame.fold = 0;
        place(&lanes[i], layout, layout->lanes[i]);
        stage_make(&lanes[i].stage, &lanes[i].frame, &lanes[i].layout);
    }
    share_scales(lanes, count);
    for (int i = 0; i < count; i++) {
        bool has_ghost = i != reference && lanes_same_weights(view->traces[i], view->traces[reference]) &&
                         view->traces[i]->steps == view->traces[reference]->steps;
        lanes[i].stage.ghost = has_ghost ? &lanes[reference].stage : NULL;
    }
    for (int i = 0; i < count; i++) {
        draw_lane(&lanes[i], i, layout->lanes[i]);
    }
    for (int i = 0; i < count; i++) {
        stage_finish(&lanes[i].stage);
    }
}
