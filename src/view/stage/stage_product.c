// One matrix-vector product as an equation with its numbers: W times a column is a column, a row times W is a row. Backward, beside the
// result what arrives there, and beside the vector what this product sends to it.
#include "view/stage/stage_product.h"

#include "view/panels/panels.h"
#include "view/parts/vectors.h"

#include <math.h>

typedef struct Product {
    int op, param, operand; // into Program
    bool transposed;        // v W
    int rows, cols;         // shown, as written
    int first_row, first_col;
    Rect matrix, in, out; // px
    Rect sent, arrived;   // backward
    float cell_w, cell_h;
    bool numbers;
    int lit_row, lit_col; // as written; -1: none
} Product;

static bool is_product(const Op *op) {
    return op->kind == OP_MATVEC || op->kind == OP_VECMAT;
}

// The product that the moment is about, or the last one before it in its phase; -1 if there was none yet.
static int product_of_moment(const Frame *frame, int t) {
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    Moment moment = frame->moment;
    if (moment.t != t || (moment.phase != PHASE_FORWARD && moment.phase != PHASE_BACKWARD)) {
        return -1;
    }
    for (long index = frame->index; index >= 0; index--) {
        Moment at = trace_moment(trace, index);
        if (at.t != t || at.phase != moment.phase) {
            return -1;
        }
        if (at.op >= 0 && is_product(&program->ops[at.op])) {
            return at.op;
        }
    }
    return -1;
}

int factor_first(int count, int shown, int middle) {
    int first = middle - shown / 2;
    first = first > count - shown ? count - shown : first;
    return first < 0 ? 0 : first;
}

static void choose_lit(Product *product, const Frame *frame, int t) {
    Element element = frame->view->pointed.kind != ELEMENT_NONE ? frame->view->pointed : inspector_telling(frame);
    product->lit_row = product->lit_col = -1;
    if (element.kind == ELEMENT_VALUE && element.index == product->op && element.t == t) {
        *(product->transposed ? &product->lit_col : &product->lit_row) = element.row;
    } else if (element.kind == ELEMENT_WEIGHT && element.index == product->param) {
        product->lit_row = element.row;
        product->lit_col = element.col;
    } else if (element.index == product->operand && element.t == t &&
               (element.kind == ELEMENT_ADJOINT || element.kind == ELEMENT_CONTRIBUTION)) {
        *(product->transposed ? &product->lit_row : &product->lit_col) = element.row;
    } else if (frame->moment.phase == PHASE_FORWARD) {
        *(product->transposed ? &product->lit_col : &product->lit_row) = 0;
    }
}

static void draw_matrix(Stage *stage, const Product *product) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    double limit = 0;
    for (int row = 0; row < product->rows; row++) {
        for (int col = 0; col < product->cols; col++) {
            double weight = fabs(params_get(&trace->before, product->param, product->first_row + row, product->first_col + col));
            limit = isfinite(weight) ? fmax(limit, weight) : limit;
        }
    }
    limit = limit > 0 ? limit : 1;
    for (int row = 0; row < product->rows; row++) {
        for (int col = 0; col < product->cols; col++) {
            int r = product->first_row + row, c = product->first_col + col;
            Rect cell = {product->matrix.x + (float)col * product->cell_w, product->matrix.y + (float)row * product->cell_h,
                         product->cell_w, product->cell_h};
            vector_cell(frame, cell, params_get(&trace->before, product->param, r, c), limit, 1, product->numbers, false);
            stage_add_element(stage, cell, (Element){.kind = ELEMENT_WEIGHT, .index = product->param, .row = r, .col = c});
        }
    }
}

void factor_ring(Stage *stage, Rect rect) {
    Frame *frame = stage->frame;
    float out = 3 * frame->unit;
    display_border_box(frame->list, (Rect){rect.x - out, rect.y - out, rect.w + 2 * out, rect.h + 2 * out}, 6 * frame->unit, 0,
                       stage_focus_color(stage), fmaxf(1.5f, 2.5f * frame->unit));
}

static double largest(const double *values, int size, double least) {
    double limit = least;
    for (int i = 0; values != NULL && i < size; i++) {
        limit = isfinite(values[i]) ? fmax(limit, fabs(values[i])) : limit;
    }
    return limit;
}

// ---- places ---------------------------------------------------------------------------------------------------------------------

static float sign_width(const Frame *frame) {
    return 1.7f * frame_text_size(frame, 28);
}
float factor_name_height(const Frame *frame) {
    return 1.7f * frame_text_size(frame, 24);
}
float factor_shape_height(const Frame *frame) {
    return 1.6f * frame_text_size(frame, 20);
}

static int cells_across(const Product *product, bool backward) {
    return product->transposed ? product->rows + 2 * product->cols : product->cols + (backward ? 4 : 2);
}

static int cells_down(const Product *product, bool backward) {
    int vector = product->transposed ? backward ? 2 : 1 : product->cols;
    return product->rows > vector ? product->rows : vector;
}

// The size of the cells; where they are too small for numbers, of the part that is large enough.
static void measure_cells(const Frame *frame, Product *product, float w, float h, bool backward) {
    float least_w = vector_least_width(frame), least_h = vector_number_height(frame);
    int across = (int)(w / least_w), down = (int)(h / least_h);
    int cols = product->transposed ? across / 3 : across - (backward ? 4 : 2),
        rows = product->transposed && across / 3 < down ? across / 3 : down;
    cols = !product->transposed && cols > down ? down : cols;
    if (cols >= FACTOR_FEWEST_CELLS && rows >= FACTOR_FEWEST_CELLS) {
        product->cols = product->cols < cols ? product->cols : cols;
        product->rows = product->rows < rows ? product->rows : rows;
    }
    product->cell_w = fminf(w / (float)cells_across(product, backward), 1.6f * vector_number_width(frame));
    product->cell_h = fminf(h / (float)cells_down(product, backward), 64 * frame->unit);
    product->numbers = product->cell_w >= least_w - 0.01f && product->cell_h >= least_h - 0.01f;
    product->cell_w = product->numbers ? product->cell_w : fminf(product->cell_w, 2 * product->cell_h + 4 * frame->unit);
}

// From left to right with room for a sign between the factors, each in the middle of the height.
static void place_factors(const Frame *frame, Product *product, Rect area, bool backward) {
    float unit = frame->unit, bracket = FACTOR_BRACKET * unit, cell_w = product->cell_w, cell_h = product->cell_h;
    bool side = product->transposed;
    int beside = backward ? 2 : 1;
    float matrix_w = (float)product->cols * cell_w, matrix_h = (float)product->rows * cell_h,
          in_w = side ? matrix_h / cell_h * cell_w : cell_w * (float)beside;
    float out_w = side ? matrix_w : cell_w * (float)beside;
    float total = matrix_w + in_w + out_w + 2 * sign_width(frame) + 6 * bracket;
    float x = area.x + (area.w - total) / 2 + bracket, middle = area.y + area.h / 2;
    float in_h = side ? cell_h : (float)product->cols * cell_h, out_h = side ? cell_h : matrix_h;
    float step = 2 * bracket + sign_width(frame);
    product->matrix = (Rect){side ? x + in_w + step : x, middle - matrix_h / 2, matrix_w, matrix_h};
    float lift = side && backward ? cell_h : 0; // a row and the one below it share the middle
    product->in = (Rect){side ? x : x + matrix_w + step, middle - (in_h + lift) / 2, side ? in_w : cell_w, in_h};
    product->out = (Rect){x + matrix_w + in_w + 2 * step, middle - (out_h + lift) / 2, side ? out_w : cell_w, out_h};
    product->sent = product->in;
    product->arrived = product->out;
    *(side ? &product->sent.y : &product->sent.x) += side ? cell_h : cell_w;
    *(side ? &product->arrived.y : &product->arrived.x) += side ? cell_h : cell_w;
}

// ---- pictures -------------------------------------------------------------------------------------------------------------------

// A vector as a column, or as a row, cut to the part that shows.
static void draw_vector(Stage *stage, const Product *product, Rect rect, bool along_rows, const double *values, int size, float shown,
                        double least, Element element) {
    int first = along_rows ? product->first_row : product->first_col, count = along_rows ? product->rows : product->cols;
    double limit = largest(values, size, least);
    element.row += first;
    Vector vector = {.values = values != NULL ? values + first : NULL,
                     .size = count,
                     .limit = limit > 0 ? limit : 1,
                     .shown = shown,
                     .across = product->transposed,
                     .numbers = product->numbers,
                     .element = element};
    vector_draw(stage->frame, rect, &vector);
}

static Rect factor_rect(Rect first, Rect second, bool both) {
    float right = fmaxf(first.x + first.w, second.x + second.w), bottom = fmaxf(first.y + first.h, second.y + second.h);
    return both ? (Rect){first.x, first.y, right - first.x, bottom - first.y} : first;
}

void factor_draw(Stage *stage, Rect rect, const char *name, const char *shape, float room) {
    Frame *frame = stage->frame;
    float unit = frame->unit, hook = 6 * unit, out = FACTOR_BRACKET * unit - 3 * unit, size = frame_text_size(frame, 24),
          small = frame_text_size(frame, 20);
    float left = rect.x - out, right = rect.x + rect.w + out, top = rect.y - 3 * unit, bottom = rect.y + rect.h + 3 * unit;
    const Point opening[4] = {{left + hook, top}, {left, top}, {left, bottom}, {left + hook, bottom}};
    const Point closing[4] = {{right - hook, top}, {right, top}, {right, bottom}, {right - hook, bottom}};
    float width = fmaxf(1.5f, 2 * unit);
    display_polyline(frame->list, opening, 4, width, frame->theme->quiet);
    display_polyline(frame->list, closing, 4, width, frame->theme->quiet);
    float x = rect.x + rect.w / 2;
    stage_label(stage, x, top - 0.55f * size, ALIGN_CENTER, FACE_BOLD, size, frame->theme->text, name, room);
    frame_text_fit(frame, x, bottom + 1.15f * small, ALIGN_CENTER, FACE_REGULAR, small, frame->theme->quiet, shape, room);
}

static void draw_sign(Stage *stage, Rect before, Rect after, const char *sign) {
    float size = frame_text_size(stage->frame, 28);
    float x = (before.x + before.w + after.x) / 2, y = before.y + before.h / 2;
    frame_text(stage->frame, x, y + 0.36f * size, ALIGN_CENTER, FACE_BOLD, size, stage->frame->theme->text, sign);
}

void factor_append_name(const Program *program, int op, int t, Text *out) {
    int equation = program_equation_of_op(program, op);
    if (equation >= 0) {
        text_printf(out, "%s[%d]", program->equations[equation].name, t);
    } else {
        program_op_text(program, op, t, out);
    }
}

static void draw_equation(Stage *stage, const Product *product, Rect card, int t, bool sent, bool arrived) {
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    const Param *param = &program->params[product->param];
    Rect in = factor_rect(product->in, product->sent, sent), out = factor_rect(product->out, product->arrived, arrived),
         matrix = product->matrix;
    Rect first = product->transposed ? in : matrix, second = product->transposed ? matrix : in;
    draw_sign(stage, first, second, "×");
    draw_sign(stage, second, out, "=");
    float apart = sign_width(frame) + 2 * FACTOR_BRACKET * frame->unit; // names may reach over the signs, half way each
    bool part = product->rows < param->rows || product->cols < param->cols;
    Text name, shape;
    text_init(&name);
    text_init(&shape);
    text_printf(&shape, "(%d×%d)%s", param->rows, param->cols, part ? " …" : "");
    factor_draw(stage, matrix, param->name, shape.data, matrix.w + apart);
    text_clear(&shape);
    text_printf(&shape, "(%d)", program->ops[product->operand].size);
    factor_append_name(program, product->operand, t, &name);
    factor_draw(stage, in, name.data, shape.data, in.w + apart);
    text_clear(&name);
    text_clear(&shape);
    text_printf(&shape, "(%d)", program->ops[product->op].size);
    factor_append_name(program, product->op, t, &name);
    factor_draw(stage, out, name.data, shape.data, fminf(out.w + apart, 2 * (card.x + card.w - out.x - out.w / 2)));
    text_finish(&shape);
    text_finish(&name);
}

static void draw_title(Stage *stage, const Product *product, Rect card, int t) {
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    const Param *param = &program->params[product->param];
    float size = frame_text_size(frame, 24), small = frame_text_size(frame, 20), x = card.x + 20 * frame->unit;
    Text text;
    text_init(&text);
    program_op_text(program, product->op, t, &text);
    float width = stage_label(stage, x, card.y + 1.5f * size, ALIGN_LEFT, FACE_BOLD, size, frame->theme->text, text.data, card.w / 2);
    text_clear(&text);
    int in = program->ops[product->operand].size, out = program->ops[product->op].size;
    if (product->transposed) {
        text_printf(&text, "(%d)(%d×%d) = (%d)", in, param->rows, param->cols, out);
    } else {
        text_printf(&text, "(%d×%d)(%d) = (%d)", param->rows, param->cols, in, out);
    }
    frame_text_fit(frame, x + width + size, card.y + 1.5f * size, ALIGN_LEFT, FACE_REGULAR, small, frame->theme->quiet, text.data,
                   card.w / 2 - 3 * size);
    text_finish(&text);
}

// What is multiplied and added for the number that is looked at.
static void draw_rings(Stage *stage, const Product *product) {
    Rect m = product->matrix, in = product->in, out = product->out;
    bool side = product->transposed;
    if (product->lit_row >= 0 && product->lit_col < 0) {
        float at = (float)(product->lit_row - product->first_row);
        factor_ring(stage, (Rect){m.x, m.y + at * product->cell_h, m.w, product->cell_h});
        factor_ring(stage, side ? (Rect){in.x + at * product->cell_w, in.y, product->cell_w, in.h} : in);
        factor_ring(stage, side ? out : (Rect){out.x, out.y + at * product->cell_h, out.w, product->cell_h});
    } else if (product->lit_col >= 0 && product->lit_row < 0) {
        float at = (float)(product->lit_col - product->first_col);
        factor_ring(stage, (Rect){m.x + at * product->cell_w, m.y, product->cell_w, m.h});
        factor_ring(stage, side ? in : (Rect){in.x, in.y + at * product->cell_h, in.w, product->cell_h});
        factor_ring(stage, side ? (Rect){out.x + at * product->cell_w, out.y, product->cell_w, out.h} : out);
    }
}

static void draw_backward(Stage *stage, const Product *product, int t, bool sends) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    int size_in = program->ops[product->operand].size, size_out = program->ops[product->op].size;
    bool known = trace_has_adjoint(trace, frame->known, product->op, t);
    draw_vector(stage, product, product->arrived, !product->transposed, run_adjoint(trace->run, product->op, t, 0), size_out, known ? 1 : 0,
                0, (Element){.kind = ELEMENT_ADJOINT, .index = product->op, .t = t});
    if (sends) {
        long moment = trace_index(trace, PHASE_BACKWARD, t, product->op);
        double *values = arena_array(&stage->arena, (size_t)kernel_stride(size_in), sizeof *values);
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), product->op, 0, t, 0, values);
        draw_vector(stage, product, product->sent, product->transposed, values, size_in,
                    ease(frame_way(frame, (double)moment - 1, (double)moment)), 0, (Element){.kind = ELEMENT_NONE});
        factor_ring(stage, product->sent);
    }
    factor_ring(stage, product->arrived);
}

bool stage_draw_product(Stage *stage, int t, Rect card) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    Moment moment = frame->moment;
    bool now = moment.t == t && moment.op >= 0 && (moment.phase == PHASE_FORWARD || moment.phase == PHASE_BACKWARD);
    if (now && op_is_elementwise(program, moment.op)) {
        return stage_draw_elementwise(stage, t, card, moment.op);
    }
    int op = product_of_moment(frame, t);
    if (op < 0) {
        return false;
    }
    const Param *param = &program->params[program->ops[op].operands[1].index];
    Product product = {.op = op,
                       .param = program->ops[op].operands[1].index,
                       .operand = program->ops[op].operands[0].index,
                       .transposed = program->ops[op].kind == OP_VECMAT};
    product.rows = param->rows < FACTOR_MOST_CELLS ? param->rows : FACTOR_MOST_CELLS;
    product.cols = param->cols < FACTOR_MOST_CELLS ? param->cols : FACTOR_MOST_CELLS;
    bool arrived = frame->moment.phase == PHASE_BACKWARD && program->ops[op].needs_gradient;
    bool sent = arrived && program->ops[product.operand].needs_gradient && trace_index(trace, PHASE_BACKWARD, t, op) >= 0;

    float unit = frame->unit, pad = 16 * unit, title = 1.9f * frame_text_size(frame, 24);
    float above = title + factor_name_height(frame), below = factor_shape_height(frame) + pad / 2;
    Rect area = {card.x + pad, card.y + above, card.w - 2 * pad, card.h - above - below};
    measure_cells(frame, &product, area.w - 2 * sign_width(frame) - 6 * FACTOR_BRACKET * unit, area.h, arrived);
    if (area.h < vector_number_height(frame) || product.cell_w <= 0) {
        return false;
    }
    choose_lit(&product, frame, t);
    int hot = program->ops[product.operand].kind == OP_INPUT && run_inputs_are_indices(trace->run)
                  ? run_input_index(trace->run, t - program->ops[product.operand].lag, 0)
                  : 0;
    int row = product.lit_row >= 0 ? product.lit_row : product.transposed ? hot : 0;
    int col = product.lit_col >= 0 ? product.lit_col : product.transposed ? 0 : hot;
    product.first_row = factor_first(param->rows, product.rows, row);
    product.first_col = factor_first(param->cols, product.cols, col);

    place_factors(frame, &product, area, arrived);
    draw_title(stage, &product, card, t);
    draw_equation(stage, &product, card, t, sent, arrived);
    draw_matrix(stage, &product);
    draw_vector(stage, &product, product.in, product.transposed, stage_op_values(stage, product.operand, t),
                program->ops[product.operand].size, stage_value_way(stage, product.operand, t), 1,
                (Element){.kind = ELEMENT_VALUE, .index = product.operand, .t = t});
    draw_vector(stage, &product, product.out, !product.transposed, run_value(trace->run, op, t, 0), program->ops[op].size,
                stage_value_way(stage, op, t), 1, (Element){.kind = ELEMENT_VALUE, .index = op, .t = t});
    draw_rings(stage, &product);
    if (arrived) {
        draw_backward(stage, &product, t, sent);
    }
    return true;
}
