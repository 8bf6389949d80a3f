// The states: a card for each timestep with the values' cells and, once backward begins, those of the adjoints.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

// "h[2]" or "∂L/∂h[2]", or the longest shorter form that fits into `room`.
static void draw_title(Stage *stage, float x, float baseline, const char *name, int t, bool adjoint, Color color, float room) {
    Frame *frame = stage->frame;
    float size = frame_text_size(frame, adjoint ? 20 : 22);
    Text text;
    text_init(&text);
    for (int form = 0; form < 3; form++) {
        text_clear(&text);
        const char *before = !adjoint ? "" : form < 2 ? "∂L/∂" : "∂";
        if (form == 0) {
            text_printf(&text, "%s%s[%d]", before, name, t);
        } else {
            text_printf(&text, "%s%s", before, name);
        }
        if (frame_text_width(frame, FACE_BOLD, size, text.data) <= room) {
            frame_text(frame, x, baseline, ALIGN_CENTER, FACE_BOLD, size, color, text.data);
            break;
        }
    }
    text_finish(&text);
}

static Rect cells_at(const Stage *stage, const Block *block, float x) {
    return (Rect){x - stage->cell / 2, block->y, stage->cell, block->h};
}

static void draw_values(Stage *stage, const Block *block, int t) {
    Frame *frame = stage->frame;
    float x = t < 1 ? stage_x(stage, t) : stage_x(stage, t) + stage->value_x;
    Vector vector = {
        .values = run_value(frame->trace->run, block->op, t, 0),
        .size = frame->trace->program->ops[block->op].size,
        .limit = block->limit,
        .shown = stage_value_way(stage, block->op, t),
        .numbers = stage->numbers,
        .element = {.kind = ELEMENT_VALUE, .index = block->op, .t = t},
    };
    Rect rect = cells_at(stage, block, x);
    if (t < 1 && rect.w > 0.8f * stage->initial) {
        rect = (Rect){x - 0.4f * stage->initial, rect.y, 0.8f * stage->initial, rect.h};
    }
    vector_draw(frame, rect, &vector);
}

// The contributions to an adjoint as far as they have come: NULL before the first. `*shown` is how far they have faded in.
static const double *partial_adjoint(Stage *stage, const Block *block, int t, float *shown) {
    const Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    if (trace_has_adjoint(trace, frame->known, block->op, t)) {
        *shown = 1;
        return run_adjoint(trace->run, block->op, t, 0);
    }
    // Nothing arrives at columns that are further to the left than the longest lag.
    if (frame->moment.phase != PHASE_BACKWARD || t < frame->moment.t - trace->program->max_lag) {
        return NULL;
    }
    double *values = arena_array(&stage->arena, (size_t)kernel_stride(trace->program->ops[block->op].size), sizeof(double));
    int before = trace_partial_adjoint(trace, frame->known, block->op, t, 0, values);
    *shown = before > 0 ? 1 : frame->progress;
    if (frame->known == frame->index || (before > 0 && frame->progress < 0.5f)) {
        return before > 0 ? values : NULL;
    }
    int after = trace_partial_adjoint(trace, frame->index, block->op, t, 0, values);
    return after > 0 ? values : NULL;
}

static void draw_adjoints(Stage *stage, const Block *block, int t) {
    Frame *frame = stage->frame;
    float shown = 0;
    const double *values = partial_adjoint(stage, block, t, &shown);
    Vector vector = {
        .values = values,
        .size = frame->trace->program->ops[block->op].size,
        .limit = block->adjoint_limit > 0 ? block->adjoint_limit : 1,
        .shown = shown * stage->layout.opened,
        .numbers = stage->numbers && stage->layout.opened >= 1,
        .element = {.kind = ELEMENT_ADJOINT, .index = block->op, .t = t},
    };
    vector_draw(frame, cells_at(stage, block, stage_x(stage, t) + stage->adjoint_x), &vector);
}

// ---- the fork -------------------------------------------------------------------------------------------------------------------

typedef enum Arrival { ARRIVAL_NEVER, ARRIVAL_EXPECTED, ARRIVAL_DONE } Arrival;

// What has come to the block at t from its own timestep (`ahead` false) or from later ones.
static Arrival arrival(const Stage *stage, const Block *block, int t, bool ahead) {
    const Trace *trace = stage->frame->trace;
    const Reader *readers;
    int count = run_readers(trace->run, block->op, &readers);
    Arrival state = ARRIVAL_NEVER;
    for (int i = 0; i < count; i++) {
        int lag = readers[i].lag;
        if ((lag > 0) != ahead || t + lag > trace->steps || (lag > 0 && schedule_is_cut(run_schedule(trace->run), t + lag, lag))) {
            continue;
        }
        long moment = trace_index(trace, PHASE_BACKWARD, t + lag, readers[i].op);
        if (moment < 0) {
            continue;
        }
        if (moment > stage->frame->known) {
            return ARRIVAL_EXPECTED;
        }
        state = ARRIVAL_DONE;
    }
    return state;
}

static void draw_arrival(Stage *stage, Point center, float size, Arrival state, bool ahead) {
    Color color = state == ARRIVAL_DONE ? stage->frame->theme->backward : stage->frame->theme->faint;
    const Point down[3] = {
        {center.x - size, center.y - 0.6f * size}, {center.x + size, center.y - 0.6f * size}, {center.x, center.y + 0.8f * size}};
    const Point left[3] = {
        {center.x + 0.6f * size, center.y - size}, {center.x + 0.6f * size, center.y + size}, {center.x - 0.8f * size, center.y}};
    const Point *corners = ahead ? left : down;
    if (state == ARRIVAL_DONE) {
        display_polygon(stage->frame->list, corners, 3, color);
    } else {
        const Point ring[4] = {corners[0], corners[1], corners[2], corners[0]};
        display_polyline(stage->frame->list, ring, 4, fmaxf(1, 1.5f * stage->frame->unit), color);
    }
}

// Under the adjoint: from above plus from the right, each filled when it has come. Where forward copied, backward adds.
static void draw_fork(Stage *stage, const Block *block, int t) {
    Frame *frame = stage->frame;
    float unit = frame->unit, size = 6 * unit;
    Arrival own = arrival(stage, block, t, false), future = arrival(stage, block, t, true);
    if (own == ARRIVAL_NEVER && future == ARRIVAL_NEVER) {
        return;
    }
    float x = stage_x(stage, t) + stage->adjoint_x;
    float y = stage->card.y + stage->card.h - 14 * unit;
    bool both = own != ARRIVAL_NEVER && future != ARRIVAL_NEVER;
    float aside = both ? 20 * unit : 0;
    if (own != ARRIVAL_NEVER) {
        draw_arrival(stage, (Point){x - aside, y}, size, own, false);
    }
    if (future != ARRIVAL_NEVER) {
        draw_arrival(stage, (Point){x + aside, y}, size, future, true);
    }
    if (both) {
        Color plus = own == ARRIVAL_DONE && future == ARRIVAL_DONE ? frame->theme->backward : frame->theme->faint;
        float width = fmaxf(1, 2 * unit);
        display_line(frame->list, (Point){x - 5 * unit, y}, (Point){x + 5 * unit, y}, width, plus);
        display_line(frame->list, (Point){x, y - 5 * unit}, (Point){x, y + 5 * unit}, width, plus);
    }
}

// ---- the question ---------------------------------------------------------------------------------------------------------------

static bool is_asked_about(const Stage *stage, int t) {
    const Trace *trace = stage->frame->trace;
    double position = stage->frame->view->position, question = trace_question(trace);
    return question > 0 && position > floor(question) && position <= question && t == trace_question_t(trace);
}

// Around the state that the question is about, and its name.
static void draw_asked(Stage *stage, int t) {
    Frame *frame = stage->frame;
    const Block *block = &stage->blocks[0];
    float out = 6 * frame->unit, size = frame_text_size(frame, 22), w = stage->cell;
    float top = block->title > 0 ? block->title - 0.85f * size : block->y;
    if (block->title > 0) {
        w = fmaxf(w, fminf(3 * size, 0.8f * stage->column));
    }
    Rect ring = {stage_x(stage, t) + stage->value_x - w / 2 - out, top - out, w + 2 * out, block->y + block->h - top + 2 * out};
    display_border_box(frame->list, ring, 10 * frame->unit, 0, frame->theme->focus, fmaxf(2, 3.5f * frame->unit));
}

// ---- a column -------------------------------------------------------------------------------------------------------------------

static void draw_card(Stage *stage, int t, Rect card) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    bool reached = trace_has_value(frame->trace, frame->index, stage->blocks[0].op, t) || stage_has_focus(stage, t);
    bool focus = stage_has_focus(stage, t) && (frame->moment.phase == PHASE_FORWARD || frame->moment.phase == PHASE_BACKWARD);
    Color border = focus ? stage_focus_color(stage) : reached ? theme->line : color_fade(theme->line, 0.7f);
    float width = (focus ? 3 : theme->border) * frame->unit;
    if (stage->updating && frame->progress < 1) {
        border = color_mix(border, theme->update, stage->tags);
        width = fmaxf(width, 3 * stage->tags * frame->unit);
    }
    display_border_box(frame->list, card, 12 * frame->unit, reached ? theme->surface : color_fade(theme->surface, 0.4f), border,
                       fmaxf(1, width));
}

static void draw_strip_focus(Stage *stage, int t) {
    Frame *frame = stage->frame;
    float x = stage_x(stage, t);
    float y = stage->card.y + stage->card.h + 2 * frame->unit;
    display_box(frame->list, (Rect){x - stage->column * 0.4f, y, stage->column * 0.8f, 4 * frame->unit}, 2 * frame->unit,
                stage_focus_color(stage));
}

static void draw_column(Stage *stage, int t) {
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    Rect card = {stage_x(stage, t) + stage->card.x, stage->card.y, stage->card.w, stage->card.h};
    if (stage->detail >= DETAIL_NUMBERS) {
        draw_card(stage, t, card);
    } else if (stage_has_focus(stage, t)) {
        draw_strip_focus(stage, t);
    }
    if (stage->detail >= DETAIL_PRODUCT && stage_draw_product(stage, t, card)) {
        return;
    }
    if (stage->detail >= DETAIL_OPERATIONS && stage_draw_operations(stage, t, card)) {
        return;
    }
    float x = stage_x(stage, t);
    for (int i = 0; i < stage->block_count; i++) {
        const Block *block = &stage->blocks[i];
        draw_values(stage, block, t);
        bool known = stage_value_way(stage, block->op, t) >= 1;
        bool adjoints = stage->layout.opened > 0 && program->ops[block->op].needs_gradient;
        float value_x = adjoints && stage->detail < DETAIL_NUMBERS ? -stage->column / 4 : stage->value_x;
        const char *name = program->equations[block->equation].name;
        float room = (stage->detail >= DETAIL_NUMBERS ? card.w : stage->column) / (adjoints ? 2 : 1) - 10 * frame->unit;
        if (block->title > 0) {
            draw_title(stage, x + value_x, block->title, name, t, false, known ? frame->theme->text : frame->theme->faint, room);
        }
        if (adjoints) {
            draw_adjoints(stage, block, t);
            if (block->title > 0 && stage->layout.opened >= 1) {
                bool complete = trace_has_adjoint(frame->trace, frame->known, block->op, t);
                float beside = stage->detail >= DETAIL_NUMBERS ? fmaxf(stage->adjoint_x, card.w / 4) : stage->column / 4;
                float title_x = stage->detail >= DETAIL_OPERATIONS ? stage->adjoint_x : beside; // a wide card has them over the cells
                draw_title(stage, x + title_x, block->title, name, t, true, complete ? frame->theme->backward : frame->theme->faint, room);
            }
        }
    }
    if (is_asked_about(stage, t)) {
        draw_asked(stage, t);
    }
    if (stage->detail >= DETAIL_NUMBERS && stage->layout.opened >= 1) {
        draw_fork(stage, &stage->blocks[0], t);
    }
}

// Narrow columns have no titles: the name stands once, left of what was before the first timestep.
static void draw_strip_name(Stage *stage, const Block *block, const char *name) {
    Frame *frame = stage->frame;
    float size = frame_text_size(frame, 20), name_room = stage->initial - stage->column;
    float left = stage_x(stage, 0) - stage->initial / 2;
    if (block->h >= size) {
        frame_text_fit(frame, left + name_room / 2, block->y + block->h / 2 + 0.36f * size, ALIGN_CENTER, FACE_BOLD, size,
                       frame->theme->quiet, name, name_room);
    }
    Vector vector = {
        .values = run_value(frame->trace->run, block->op, 0, 0),
        .size = frame->trace->program->ops[block->op].size,
        .limit = block->limit,
        .shown = 1,
        .element = {.kind = ELEMENT_VALUE, .index = block->op},
    };
    vector_draw(frame, (Rect){left + name_room + (stage->column - stage->cell) / 2, block->y, stage->cell, block->h}, &vector);
}

static void draw_initial(Stage *stage) {
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    for (int i = 0; i < stage->block_count; i++) {
        const Block *block = &stage->blocks[i];
        if (program->equations[block->equation].max_lag == 0) {
            continue;
        }
        const char *name = program->equations[block->equation].name;
        if (stage->detail == DETAIL_STRIP) {
            draw_strip_name(stage, block, name);
            continue;
        }
        draw_values(stage, block, 0);
        float size = frame_text_size(frame, 20), left = stage_x(stage, 0) - stage->cell / 2 - 4 * frame->unit;
        if (block->title <= 0 && block->h >= 0.7f * size) {
            stage_label(stage, left, block->y + block->h / 2 + 0.36f * size, ALIGN_RIGHT, FACE_BOLD, size, frame->theme->quiet, name,
                        left - stage->layout.stage.x - 4 * frame->unit);
        }
        if (block->title > 0) {
            draw_title(stage, stage_x(stage, 0), block->title, name, 0, false, frame->theme->quiet, stage->initial - 6 * frame->unit);
        }
    }
}

void stage_draw_states(Stage *stage) {
    if (stage->first == 0 && stage->initial > 0) {
        draw_initial(stage);
    }
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        draw_column(stage, t);
    }
}
