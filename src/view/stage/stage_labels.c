// Names on the stage: with subscripts, and those of the weights along the edges while they change.
#include "view/stage/stage.h"

#include "view/formula/formula.h"

#include <math.h>

// Bold glyphs are a little wider than the regular ones that a formula is measured with.
static const float BOLDER = 1.12f;

float stage_label(Stage *stage, float x, float baseline, Align align, FontFace face, float size, Color color, const char *text,
                  float room) {
    Frame *frame = stage->frame;
    Formula formula;
    formula_init(&formula);
    formula_label(&formula, false, text);
    float width = formula_width(frame, &formula, size) * (face == FACE_BOLD ? BOLDER : 1);
    float shown = fminf(width, room);
    float left = align == ALIGN_LEFT ? x : align == ALIGN_CENTER ? x - shown / 2 : x - shown;
    formula_draw_fit(frame, &formula, left, baseline, face, size, color, color, room);
    formula_finish(&formula);
    return shown;
}

float stage_label_width(const Stage *stage, float size, const char *text) {
    Formula formula;
    formula_init(&formula);
    formula_label(&formula, false, text);
    float width = formula_width(stage->frame, &formula, size) * BOLDER;
    formula_finish(&formula);
    return width;
}

// The matrices that multiply `op`, or, for op -1, all of the readout; joined by spaces. False if there is none.
static bool append_weights(const Stage *stage, int op, Text *out) {
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    for (int i = 0; i < program->op_count; i++) {
        const Op *reader = &program->ops[i];
        if (reader->kind != OP_MATVEC && reader->kind != OP_VECMAT) {
            continue;
        }
        int param = reader->operands[1].index, source = reader->operands[0].index;
        bool acts = op < 0 ? run_group(trace->run, i) == GROUP_AFTER
                           : source == op || (program->ops[op].kind == OP_CARRY && program->ops[source].kind == OP_MUL &&
                                              program_acts_on_past(program, param, op));
        if (acts) {
            text_append(out, out->length > 0 ? " " : "");
            text_append(out, program->params[param].name);
        }
    }
    return out->length > 0;
}

// Nothing where the names are too wide: half a list of gates would say that only those change.
static void draw_names(Stage *stage, float x, float baseline, Align align, const char *names, float room) {
    float size = frame_text_size(stage->frame, 22);
    if (stage_label_width(stage, size, names) <= room) {
        stage_label(stage, x, baseline, align, FACE_BOLD, size, color_fade(stage->frame->theme->update, fminf(1, 1.6f * stage->tags)),
                    names, room);
    }
}

// Beside a vertical edge from `top` to `bottom`, if it is long enough.
static void draw_between(Stage *stage, float x, float top, float bottom, const char *names, float room) {
    float size = frame_text_size(stage->frame, 22);
    if (bottom - top >= 1.15f * size) {
        draw_names(stage, x, (top + bottom) / 2 + 0.3f * size, ALIGN_RIGHT, names, room);
    }
}

static void draw_beside_edges(Stage *stage, int t) {
    const Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    float unit = frame->unit, size = frame_text_size(frame, 22);
    float input = stage_token_x(stage, t), output = stage_output_x(stage, t), end = stage_x(stage, t) - stage->column / 2 + 12 * unit;
    Text names;
    text_init(&names);
    for (int op = 0; op < program->op_count; op++) {
        const Op *source = &program->ops[op];
        text_clear(&names);
        if ((source->kind != OP_CARRY && source->kind != OP_INPUT) || !append_weights(stage, op, &names)) {
            continue;
        }
        if (source->kind == OP_INPUT && source->lag == 0) {
            Rect token = stage_token_box(stage, t);
            float bottom = stage->card.y + stage->card.h;
            draw_between(stage, input - 10 * unit, bottom, token.y, names.data, input - end);
            continue;
        }
        const Block *block = source->kind == OP_CARRY ? stage_block_of(stage, source->operands[0].index) : NULL;
        if (block != NULL && source->lag == 1) {
            float left = stage_card_right(stage, t - 1), right = stage_card_left(stage, t);
            float above = stage_highway_of(stage, block) != NULL ? fmaxf(20 * unit, 0.55f * size) : 0.55f * size; // a valve is higher
            draw_names(stage, (left + right) / 2, stage_lane_y(stage, block, false) - above, ALIGN_CENTER, names.data,
                       right - left - 4 * unit);
        }
    }
    text_clear(&names);
    if (append_weights(stage, -1, &names)) {
        draw_between(stage, output - 10 * unit, stage_output_bottom(stage), stage->card.y, names.data, output - end);
    }
    text_finish(&names);
}

void stage_draw_weights(Stage *stage) {
    if (!stage->updating || stage->tags <= 0 || stage->detail < DETAIL_NUMBERS) {
        return;
    }
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        draw_beside_edges(stage, t);
    }
}
