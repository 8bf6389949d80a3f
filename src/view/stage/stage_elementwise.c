// One element-wise operation as an equation with its numbers: a ∘ b = c, tanh(a) = b. Backward, beside the result what arrives there, and
// beside each operand what this operation sends to it.
#include "view/stage/stage_product.h"

#include "view/panels/panels.h"
#include "view/parts/vectors.h"

#include <math.h>
#include <stdio.h>

enum { MOST_TERMS = 12 }; // of an equation; what has more is not shown

// A vector of the equation, or a number without cells.
typedef struct Member {
    const char *sign;     // ahead of it: "∘", "+", "="; "" at the beginning
    const char *function; // that it is the argument of; NULL
    int op, param;        // one of them; both -1: a number
    double number;
    int slot;  // of the operand that gets its part of the gradient; -1: it gets none
    float x;   // left end of the cells, px
    Text text; // of a number, and of the name of a vector
} Member;

typedef struct Picture {
    Stage *stage;
    int op, t;
    Member terms[MOST_TERMS]; // the last is the result
    int count;
    bool backward;
    float cell_w, cell_h, y; // px; y of the uppermost cell
    int first, shown, size;  // rows
    bool numbers;
    int lit; // row; -1: none
} Picture;

static bool is_function(OpKind kind) {
    return kind == OP_TANH || kind == OP_SIGMOID || kind == OP_RELU || kind == OP_SOFTMAX;
}

// A product with a matrix, or what only adds to it and takes a function of that.
static bool is_affine(const Program *program, int op) {
    const Op *what = &program->ops[op];
    if (what->kind == OP_MATVEC || what->kind == OP_VECMAT) {
        return true;
    }
    for (int i = 0; (what->kind == OP_SUM || is_function(what->kind)) && i < what->operand_count; i++) {
        if (what->operands[i].kind == OPERAND_OP && program_equation_of_op(program, what->operands[i].index) < 0 &&
            is_affine(program, what->operands[i].index)) {
            return true;
        }
    }
    return false;
}

bool op_is_elementwise(const Program *program, int op) {
    OpKind kind = program->ops[op].kind;
    return kind == OP_MUL || kind == OP_SCALE || ((kind == OP_SUM || is_function(kind)) && !is_affine(program, op));
}

// ---- the equation ---------------------------------------------------------------------------------------------------------------

static void add_term(Picture *picture, const char *sign, const char *function, const Operand *operand, int slot) {
    const Program *program = picture->stage->frame->trace->program;
    Member *term = &picture->terms[picture->count++];
    *term = (Member){.sign = sign, .function = function, .op = -1, .param = -1, .slot = -1};
    text_init(&term->text);
    if (operand->kind == OPERAND_OP) {
        term->op = operand->index;
        term->slot = program->ops[term->op].needs_gradient ? slot : -1;
        factor_append_name(program, term->op, picture->t, &term->text);
    } else if (operand->kind == OPERAND_PARAM) {
        term->param = operand->index;
        text_append(&term->text, program->params[operand->index].name);
    } else {
        term->number = operand->number;
        text_append_number(&term->text, operand->number);
    }
}

// Forward, a product without a name of its own is written out with its factors.
static void add_operand(Picture *picture, const char *sign, const Operand *operand, int slot) {
    const Program *program = picture->stage->frame->trace->program;
    const Op *op = operand->kind == OPERAND_OP ? &program->ops[operand->index] : NULL;
    if (!picture->backward && op != NULL && op->kind == OP_MUL && program_equation_of_op(program, operand->index) < 0) {
        add_term(picture, sign, NULL, &op->operands[0], -1);
        add_term(picture, "∘", NULL, &op->operands[1], -1);
        return;
    }
    add_term(picture, sign, NULL, operand, slot);
}

static bool read_terms(Picture *picture) {
    const Program *program = picture->stage->frame->trace->program;
    const Op *op = &program->ops[picture->op];
    if (2 * op->operand_count + 1 > MOST_TERMS) {
        return false;
    }
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        if (is_function(op->kind)) {
            add_term(picture, "", op->kind == OP_SIGMOID ? "σ" : op_kind_name(op->kind), operand, i);
        } else if (op->kind == OP_SUM) {
            add_operand(picture, operand->sign < 0 ? "−" : i > 0 ? "+" : "", operand, i);
        } else {
            add_term(picture, i == 0 ? "" : op->kind == OP_SCALE ? "·" : "∘", NULL, operand, i);
        }
    }
    add_term(picture, "=", NULL, &(Operand){.kind = OPERAND_OP, .index = picture->op}, -1);
    return true;
}

// ---- places ---------------------------------------------------------------------------------------------------------------------

static float sign_size(const Frame *frame) {
    return frame_text_size(frame, 28);
}

// What stands ahead of the cells of a term: its sign, its function and a bracket.
static float ahead_of(const Frame *frame, const Member *term) {
    float size = sign_size(frame), bracket = FACTOR_BRACKET * frame->unit;
    float sign = term->sign[0] != 0 ? frame_text_width(frame, FACE_BOLD, size, term->sign) + 0.9f * size : 0;
    return sign + bracket + (term->function != NULL ? frame_text_width(frame, FACE_BOLD, size, term->function) + 0.4f * size : 0);
}

static bool is_number(const Member *term) {
    return term->op < 0 && term->param < 0;
}

// Beside the values the gradient: of the result what has arrived, of an operand what is sent.
static int cells_of(const Picture *picture, const Member *term) {
    return picture->backward && (term->slot >= 0 || term == &picture->terms[picture->count - 1]) ? 2 : 1;
}

static void choose_lit(Picture *picture) {
    const Frame *frame = picture->stage->frame;
    Element element = frame->view->pointed.kind != ELEMENT_NONE ? frame->view->pointed : inspector_telling(frame);
    picture->lit = -1;
    for (int i = 0; i < picture->count; i++) {
        const Member *term = &picture->terms[i];
        bool of_op = (element.kind == ELEMENT_VALUE || element.kind == ELEMENT_ADJOINT || element.kind == ELEMENT_CONTRIBUTION) &&
                     element.index == term->op && element.t == picture->t;
        if (of_op || (element.kind == ELEMENT_WEIGHT && term->param >= 0 && element.index == term->param)) {
            picture->lit = element.row;
        }
    }
    if (picture->lit < 0 || picture->lit >= picture->size) {
        picture->lit = frame->moment.phase == PHASE_FORWARD ? 0 : -1;
    }
}

static bool place(Picture *picture, Rect area) {
    const Frame *frame = picture->stage->frame;
    float unit = frame->unit, bracket = FACTOR_BRACKET * unit, fixed = 0, number = frame_text_size(frame, 28);
    int cells = 0;
    for (int i = 0; i < picture->count; i++) {
        const Member *term = &picture->terms[i];
        fixed += ahead_of(frame, term) + bracket + (is_number(term) ? frame_text_width(frame, FACE_MONO, number, term->text.data) : 0);
        cells += is_number(term) ? 0 : cells_of(picture, term);
    }
    float least_w = vector_least_width(frame), least_h = vector_number_height(frame);
    if (area.h < least_h || area.w - fixed <= 0) {
        return false;
    }
    int fit = (int)(area.h / least_h), most = picture->size < FACTOR_MOST_CELLS ? picture->size : FACTOR_MOST_CELLS;
    picture->shown = fit >= FACTOR_FEWEST_CELLS && fit < most ? fit : most;
    picture->cell_w = fminf((area.w - fixed) / (float)cells, 1.6f * vector_number_width(frame));
    picture->cell_h = fminf(area.h / (float)picture->shown, 64 * unit);
    picture->numbers = picture->cell_w >= least_w - 0.01f && picture->cell_h >= least_h - 0.01f;
    picture->first = factor_first(picture->size, picture->shown, picture->lit >= 0 ? picture->lit : 0);
    picture->y = area.y + (area.h - picture->cell_h * (float)picture->shown) / 2;
    float x = area.x + (area.w - fixed - (float)cells * picture->cell_w) / 2;
    for (int i = 0; i < picture->count; i++) {
        Member *term = &picture->terms[i];
        term->x = x + ahead_of(frame, term);
        x = term->x + bracket +
            (is_number(term) ? frame_text_width(frame, FACE_MONO, number, term->text.data)
                             : picture->cell_w * (float)cells_of(picture, term));
    }
    return true;
}

// ---- the picture ----------------------------------------------------------------------------------------------------------------

static double largest(const double *values, int size) {
    double limit = 0;
    for (int i = 0; values != NULL && i < size; i++) {
        limit = isfinite(values[i]) ? fmax(limit, fabs(values[i])) : limit;
    }
    return limit;
}

static void draw_cells(const Picture *picture, float x, const double *values, float shown, double least, Element element) {
    double limit = fmax(largest(values, picture->size), least);
    element.row = picture->first;
    Vector vector = {.values = values != NULL ? values + picture->first : NULL,
                     .size = picture->shown,
                     .limit = limit > 0 ? limit : 1,
                     .shown = shown,
                     .numbers = picture->numbers,
                     .element = element};
    vector_draw(picture->stage->frame, (Rect){x, picture->y, picture->cell_w, picture->cell_h * (float)picture->shown}, &vector);
}

static void draw_values(const Picture *picture, const Member *term) {
    Stage *stage = picture->stage;
    const Trace *trace = stage->frame->trace;
    if (term->param < 0) {
        draw_cells(picture, term->x, stage_op_values(stage, term->op, picture->t), stage_value_way(stage, term->op, picture->t), 1,
                   (Element){.kind = ELEMENT_VALUE, .index = term->op, .t = picture->t});
        return;
    }
    double *weights = arena_array(&stage->arena, (size_t)picture->size, sizeof *weights);
    for (int row = 0; row < picture->size; row++) {
        weights[row] = params_get(&trace->before, term->param, row, 0);
    }
    draw_cells(picture, term->x, weights, 1, 0, (Element){.kind = ELEMENT_WEIGHT, .index = term->param});
}

static void draw_gradient(const Picture *picture, const Member *term) {
    Stage *stage = picture->stage;
    const Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    float x = term->x + picture->cell_w;
    Rect rect = {x, picture->y, picture->cell_w, picture->cell_h * (float)picture->shown};
    if (term->slot < 0) {
        bool known = trace_has_adjoint(trace, frame->known, picture->op, picture->t);
        draw_cells(picture, x, run_adjoint(trace->run, picture->op, picture->t, 0), known ? 1 : 0, 0,
                   (Element){.kind = ELEMENT_ADJOINT, .index = picture->op, .t = picture->t});
    } else {
        long moment = trace_index(trace, PHASE_BACKWARD, picture->t, picture->op);
        double *values = arena_array(&stage->arena, (size_t)kernel_stride(picture->size), sizeof *values);
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), picture->op, term->slot, picture->t, 0, values);
        draw_cells(picture, x, values, ease(frame_way(frame, (double)moment - 1, (double)moment)), 0, (Element){.kind = ELEMENT_NONE});
    }
    factor_ring(stage, rect);
}

static void draw_term(const Picture *picture, int index, float right) {
    Stage *stage = picture->stage;
    Frame *frame = stage->frame;
    const Member *term = &picture->terms[index];
    float size = sign_size(frame), unit = frame->unit, bracket = FACTOR_BRACKET * unit;
    float height = picture->cell_h * (float)picture->shown, baseline = picture->y + height / 2 + 0.36f * size;
    float x = term->x - bracket;
    if (term->function != NULL) {
        x -= 0.4f * size + frame_text_width(frame, FACE_BOLD, size, term->function);
        frame_text(frame, x + 0.1f * size, baseline, ALIGN_LEFT, FACE_BOLD, size, frame->theme->text, term->function);
    }
    if (term->sign[0] != 0) {
        x -= 0.45f * size;
        frame_text(frame, x, baseline, ALIGN_RIGHT, FACE_BOLD, size, frame->theme->text, term->sign);
    }
    if (is_number(term)) {
        frame_text(frame, term->x, baseline, ALIGN_LEFT, FACE_MONO, size, frame->theme->text, term->text.data);
        return;
    }
    float width = picture->cell_w * (float)cells_of(picture, term), middle = term->x + width / 2;
    float before = index > 0 ? picture->terms[index - 1].x + picture->cell_w * (float)cells_of(picture, &picture->terms[index - 1]) : 0;
    float apart = index > 0 ? term->x - before : 2 * bracket;
    float room = fminf(width + apart - 8 * unit, 2 * (right - middle)); // names may reach over the signs, half way each
    char shape[48];
    snprintf(shape, sizeof shape, "(%d)%s", picture->size, picture->shown < picture->size ? " …" : "");
    factor_draw(stage, (Rect){term->x, picture->y, width, height}, term->text.data, shape, room);
    draw_values(picture, term);
    if (cells_of(picture, term) == 2) {
        draw_gradient(picture, term);
    }
    if (picture->lit >= 0) {
        float y = picture->y + (float)(picture->lit - picture->first) * picture->cell_h;
        factor_ring(stage, (Rect){term->x, y, picture->cell_w, picture->cell_h});
    }
}

static void draw_title(const Picture *picture, Rect card) {
    Frame *frame = picture->stage->frame;
    float size = frame_text_size(frame, 24);
    Text text;
    text_init(&text);
    program_op_text(frame->trace->program, picture->op, picture->t, &text);
    stage_label(picture->stage, card.x + 20 * frame->unit, card.y + 1.5f * size, ALIGN_LEFT, FACE_BOLD, size, frame->theme->text, text.data,
                card.w - 40 * frame->unit);
    text_finish(&text);
}

bool stage_draw_elementwise(Stage *stage, int t, Rect card, int op) {
    const Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    Picture picture = {.stage = stage, .op = op, .t = t, .size = program->ops[op].size};
    picture.backward =
        frame->moment.phase == PHASE_BACKWARD && program->ops[op].needs_gradient && trace_index(frame->trace, PHASE_BACKWARD, t, op) >= 0;
    bool drawn = read_terms(&picture);
    choose_lit(&picture);
    float pad = 16 * frame->unit, title = 1.9f * frame_text_size(frame, 24), above = title + factor_name_height(frame),
          below = factor_shape_height(frame) + pad / 2;
    drawn = drawn && place(&picture, (Rect){card.x + pad, card.y + above, card.w - 2 * pad, card.h - above - below});
    if (drawn) {
        draw_title(&picture, card);
        for (int i = 0; i < picture.count; i++) {
            draw_term(&picture, i, card.x + card.w);
        }
    }
    for (int i = 0; i < picture.count; i++) {
        text_finish(&picture.terms[i].text);
    }
    return drawn;
}
