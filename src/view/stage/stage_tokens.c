// The tokens: what goes in at each timestep, waiting at the bottom and rising when its turn comes.
#include "base/utf8.h"
#include "view/stage/stage.h"

#include <math.h>
#include <string.h>

static int input_op(const Program *program) {
    for (int i = 0; i < program->op_count; i++) {
        if (program->ops[i].kind == OP_INPUT && program->ops[i].lag == 0) {
            return i;
        }
    }
    return -1;
}

// The line under the tokens; where the band is too low for both, there is none.
static float label_line(const Stage *stage) {
    return stage_has_token_line(stage) ? 1.3f * frame_text_size(stage->frame, 20) : 0;
}

bool stage_has_token_line(const Stage *stage) {
    return stage->layout.tokens.h >= 2.4f * frame_text_size(stage->frame, 20) + 6 * stage->frame->unit;
}

// How far the token has risen: it comes when its operation does, or with the timestep where nothing reads it.
static float token_way(const Stage *stage, int t) {
    int op = input_op(stage->frame->trace->program);
    return t < 1 ? 1 : op >= 0 ? stage_value_way(stage, op, t) : 0;
}

Rect stage_token_box(const Stage *stage, int t) {
    const Frame *frame = stage->frame;
    float unit = frame->unit;
    Rect band = stage->layout.tokens;
    float h = fminf(56 * unit, band.h - label_line(stage) - 6 * unit);
    float w = fminf(fmaxf(stage->token_width, h), (t < 1 ? 0.7f * stage->initial : 0.86f * stage->column));
    float x = stage_token_x(stage, t);
    // A little lower while it waits.
    float y = band.y + 2 * unit + 4 * unit * (1 - token_way(stage, t));
    return (Rect){x - w / 2, y, w, h};
}

void stage_measure_tokens(Stage *stage) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Dataset *dataset = trace->session->dataset;
    float size = frame_text_size(frame, 28), widest = 0;
    // Numbers take the room that they need, all of them the same; a word longer than its column is cut.
    Text label;
    text_init(&label);
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        text_clear(&label);
        dataset->input_label(dataset, &trace->batch, t - 1, 0, &label);
        widest = fmaxf(widest, frame_text_width(frame, FACE_BOLD, size, label.data));
    }
    text_finish(&label);
    stage->token_width = fmaxf(68 * frame->unit, widest + 22 * frame->unit);
    stage->widest_token = widest;
}

// What stands in the box at t; before t = 1, what a lagged input reads there.
static void token_label(const Trace *trace, int t, Text *out) {
    const Dataset *dataset = trace->session->dataset;
    if (t >= 1) {
        dataset->input_label(dataset, &trace->batch, t - 1, 0, out);
        return;
    }
    if (run_inputs_are_indices(trace->run)) {
        int index = run_input_index(trace->run, t, 0);
        text_append(out, index >= 0 ? session_symbol(trace->session, index) : "0");
        return;
    }
    for (int i = 0; i < trace->program->op_count; i++) {
        const Op *op = &trace->program->ops[i];
        if (op->kind == OP_INPUT && op->lag >= 1 - t) {
            stage_append_value(dataset, run_value(trace->run, i, t + op->lag, 0)[0], out);
            return;
        }
    }
}

// How far the label of the token at t reaches from its middle.
static float half_label(const Stage *stage, int t, float size) {
    const Trace *trace = stage->frame->trace;
    if (t < 1 || t > trace->steps) {
        return 0;
    }
    Text label;
    text_init(&label);
    token_label(trace, t, &label);
    float half = frame_text_width(stage->frame, FACE_REGULAR, size, label.data) / 2;
    text_finish(&label);
    return half;
}

static bool is_single(const char *label) {
    size_t at = 0, length = strlen(label);
    uint32_t code_point;
    return utf8_next(label, length, &at, &code_point) && at == length;
}

// Where columns are narrower than some of the letters: one that is may hang over while its neighbours leave room, and is drawn smaller
// where they do not. What cannot be written leaves a mark: nothing is passed over.
static void draw_hanging(Stage *stage, int t, Rect box, float size, Color ink, const char *label) {
    Frame *frame = stage->frame;
    float x = box.x + box.w / 2, y = box.y + box.h / 2;
    float own = half_label(stage, t, size), beside = fmaxf(half_label(stage, t - 1, size), half_label(stage, t + 1, size));
    float tall = size;
    if (own + beside > stage->column && is_single(label)) {
        tall = size * fminf(1, 0.49f * stage->column / own);
        own *= tall / size;
    }
    if (2 * own <= stage->column || own + beside <= stage->column) {
        frame_text(frame, x, y + 0.36f * tall, ALIGN_CENTER, FACE_REGULAR, tall, ink, label);
    } else {
        display_disc(frame->list, (Point){x, y}, fminf(2.5f * frame->unit, 0.2f * stage->column), ink);
    }
}

// The label in its box, or on its column where that is a strip.
static void draw_symbol(Stage *stage, int t, Rect box, Color ink, const char *label) {
    Frame *frame = stage->frame;
    float unit = frame->unit;
    // Symbols of one or two letters may be large, words and numbers have to fit: all the same, or size would seem to mean something.
    float size = frame_text_size(frame, stage->token_width > box.w + 0.5f || frame_text_size(frame, 28) > 0.8f * box.h ? 20 : 28);
    bool boxed = stage->detail >= DETAIL_CELLS;
    float x = box.x + box.w / 2, baseline = box.y + box.h / 2 + 0.36f * size, room = boxed ? box.w - 4 * unit : stage->column;
    if (!boxed && stage->widest_token > room) {
        draw_hanging(stage, t, box, frame_text_size(frame, 20), ink, label);
    } else if (room >= 4 * size || frame_text_width(frame, FACE_BOLD, size, label) <= room) {
        frame_text_fit(frame, x, baseline, ALIGN_CENTER, FACE_BOLD, size, ink, label, room);
    } else { // a few letters of a word say something; one digit of a number does not
        frame_text_fit(frame, x, baseline, ALIGN_CENTER, FACE_BOLD, size, ink, "…", room);
    }
}

static void draw_token(Stage *stage, int t) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    float unit = frame->unit;
    Rect box = stage_token_box(stage, t);
    float way = token_way(stage, t);
    Color ground = theme->surface;
    bool listened = stage_listening(stage, t, &ground);
    Color ink = listened ? theme_text_on(theme, ground) : color_mix(theme->quiet, theme->text, way);
    Text label;
    text_init(&label);
    token_label(trace, t, &label);
    if (stage->detail >= DETAIL_CELLS && box.h >= 1.2f * frame_text_size(frame, 20)) {
        Color border = t < 1 ? theme->line : color_mix(theme->line, theme->forward, way);
        display_border_box(frame->list, box, 10 * unit, ground, border, fmaxf(1, (1 + way) * unit));
    } else if (listened) {
        float w = fminf(0.9f * stage->column, box.w);
        display_box(frame->list, (Rect){box.x + box.w / 2 - w / 2, box.y, w, box.h}, 0, ground);
    }
    draw_symbol(stage, t, box, ink, label.data);
    if (t >= 1) {
        int row = run_inputs_are_indices(trace->run) ? run_input_index(trace->run, t, 0) : 0;
        stage_add_element(stage, box, (Element){.kind = ELEMENT_INPUT, .t = t, .row = row > 0 ? row : 0});
    }
    text_finish(&label);
}

static void draw_timestep_beside(Stage *stage, int t) {
    Frame *frame = stage->frame;
    float size = frame_text_size(frame, 20);
    Rect box = stage_token_box(stage, t);
    float baseline = stage->layout.tokens.y + box.h / 2 + 0.36f * size;
    float room = stage_x(stage, t) + stage->column / 2 - (box.x + box.w) - 16 * frame->unit;
    Text label;
    text_init(&label);
    text_printf(&label, "t = %d", t);
    frame_text_fit(frame, box.x + box.w + 12 * frame->unit, baseline, ALIGN_LEFT, FACE_REGULAR, size, frame->theme->quiet, label.data,
                   room);
    text_finish(&label);
}

void stage_draw_tokens(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    if (stage->first == 0 && trace->program->input_max_lag > 0) {
        draw_token(stage, 0);
    }
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        draw_token(stage, t);
        if (!stage->tokens_labelled) {
            draw_timestep_beside(stage, t);
        }
    }
}
