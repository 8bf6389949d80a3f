// One matrix-vector product with its numbers: the vector above the matrix (for v W, left of it), the result at the end of its rows (columns);
// backward, what arrives at the result and what it sends to the vector.
#include "view/stage.h"

#include "view/panels.h"
#include "view/vectors.h"

#include <math.h>

enum { MOST_CELLS = 64 }; // of a side; larger matrices show a part
static const float MIN_SIDE = 18; // units: width of a vector beside a matrix of tiny cells

// The matrix as it is drawn: rows of weights at the left of each of their results. v W is drawn on its side: its columns make the results.
typedef struct Product {
    int op, param, operand;  // into Program
    bool transposed;         // v W
    int rows, cols;          // shown, as written
    int first_row, first_col;
    Rect matrix;             // px
    float cell_w, cell_h;
    bool numbers;
    int lit_row, lit_col;    // as written; -1: none
} Product;

static bool is_product(const Op *op) { return op->kind == OP_MATVEC || op->kind == OP_VECMAT; }

// The product that the moment is about, or the last one before it in its phase; -1 if there was none yet.
static int product_of_moment(const Frame *frame, int t)
{
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

// Part of a long side around what matters.
static int first_shown(int count, int shown, int middle)
{
    int first = middle - shown / 2;
    first = first > count - shown ? count - shown : first;
    return first < 0 ? 0 : first;
}

static void choose_lit(Product *product, const Frame *frame, int t)
{
    Element element = frame->view->pointed.kind != ELEMENT_NONE ? frame->view->pointed : inspector_telling(frame);
    product->lit_row = product->lit_col = -1;
    if (element.kind == ELEMENT_VALUE && element.index == product->op && element.t == t) {
        *(product->transposed ? &product->lit_col : &product->lit_row) = element.row;
    } else if (element.kind == ELEMENT_WEIGHT && element.index == product->param) {
        product->lit_row = element.row;
        product->lit_col = element.col;
    } else if (element.index == product->operand && element.t == t && (element.kind == ELEMENT_ADJOINT || element.kind == ELEMENT_CONTRIBUTION)) {
        *(product->transposed ? &product->lit_row : &product->lit_col) = element.row;
    } else if (frame->moment.phase == PHASE_FORWARD) {
        *(product->transposed ? &product->lit_col : &product->lit_row) = 0;
    }
}

static void draw_matrix(Stage *stage, const Product *product)
{
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
            Rect cell = {product->matrix.x + (float)col * product->cell_w, product->matrix.y + (float)row * product->cell_h, product->cell_w, product->cell_h};
            bool lit = (product->lit_row < 0 || r == product->lit_row) && (product->lit_col < 0 || c == product->lit_col);
            vector_cell(frame, cell, params_get(&trace->before, product->param, r, c), limit, lit ? 1 : 0.82f, product->numbers, false);
            stage_add_element(stage, cell, (Element){.kind = ELEMENT_WEIGHT, .index = product->param, .row = r, .col = c});
        }
    }
}

static void ring(Stage *stage, Rect rect)
{
    Frame *frame = stage->frame;
    float out = 3 * frame->unit;
    display_border_box(frame->list, (Rect){rect.x - out, rect.y - out, rect.w + 2 * out, rect.h + 2 * out}, 6 * frame->unit, 0, stage_focus_color(stage),
                       fmaxf(1.5f, 2.5f * frame->unit));
}

static double largest(const double *values, int size, double least)
{
    double limit = least;
    for (int i = 0; values != NULL && i < size; i++) {
        limit = isfinite(values[i]) ? fmax(limit, fabs(values[i])) : limit;
    }
    return limit;
}

// A vector along the rows (downwards) or the columns (across) of the matrix, cut to the part that shows.
static void draw_side(Stage *stage, const Product *product, Rect rect, bool across, const double *values, int size, float shown, double least, Element element)
{
    int first = across ? product->first_col : product->first_row;
    int count = across ? product->cols : product->rows;
    double limit = largest(values, size, least);
    element.row += first;
    Vector vector = {.values = values != NULL ? values + first : NULL, .size = count, .limit = limit > 0 ? limit : 1, .shown = shown, .across = across,
                     .numbers = product->numbers, .element = element};
    vector_draw(stage->frame, rect, &vector);
}

static void draw_labels(Stage *stage, const Product *product, Rect card, int t)
{
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
    frame_text_fit(frame, x + width + size, card.y + 1.5f * size, ALIGN_LEFT, FACE_REGULAR, small, frame->theme->quiet, text.data, card.w / 2 - 3 * size);
    text_finish(&text);
}

static void draw_vectors(Stage *stage, const Product *product, int t)
{
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    float gap = 18 * frame->unit;
    Rect m = product->matrix;
    float wide = fmaxf(product->cell_w, MIN_SIDE * frame->unit), high = fmaxf(product->cell_h, MIN_SIDE * frame->unit);
    bool side = product->transposed;
    Rect in = side ? (Rect){m.x - gap - wide, m.y, wide, m.h} : (Rect){m.x, m.y - gap - high, m.w, high};
    Rect out = side ? (Rect){m.x, m.y + m.h + gap, m.w, high} : (Rect){m.x + m.w + gap, m.y, wide, m.h};
    int size_in = program->ops[product->operand].size, size_out = program->ops[product->op].size;
    Element value_in = {.kind = ELEMENT_VALUE, .index = product->operand, .t = t}, value_out = {.kind = ELEMENT_VALUE, .index = product->op, .t = t};
    draw_side(stage, product, in, !side, stage_op_values(stage, product->operand, t), size_in, stage_value_way(stage, product->operand, t), 1, value_in);
    draw_side(stage, product, out, side, run_value(trace->run, product->op, t, 0), size_out, stage_value_way(stage, product->op, t), 1, value_out);
    if (product->lit_row >= 0 && product->lit_col < 0) {
        float y = m.y + (float)(product->lit_row - product->first_row) * product->cell_h;
        ring(stage, (Rect){m.x, y, m.w, product->cell_h});
        ring(stage, side ? (Rect){in.x, y, in.w, product->cell_h} : in);
    } else if (product->lit_col >= 0 && product->lit_row < 0) {
        float x = m.x + (float)(product->lit_col - product->first_col) * product->cell_w;
        ring(stage, (Rect){x, m.y, product->cell_w, m.h});
        ring(stage, side ? in : (Rect){x, in.y, product->cell_w, in.h});
    }
    if (frame->moment.phase != PHASE_BACKWARD || !program->ops[product->op].needs_gradient) {
        return;
    }
    // Behind the result what has arrived there, before the vector what this product sends to it.
    Rect arrived = out, sent = in;
    *(side ? &arrived.y : &arrived.x) += (side ? high : wide) + gap;
    *(side ? &sent.x : &sent.y) -= (side ? wide : high) + gap;
    bool known = trace_has_adjoint(trace, frame->known, product->op, t);
    draw_side(stage, product, arrived, side, run_adjoint(trace->run, product->op, t, 0), size_out, known ? 1 : 0, 0,
              (Element){.kind = ELEMENT_ADJOINT, .index = product->op, .t = t});
    long moment = trace_index(trace, PHASE_BACKWARD, t, product->op);
    if (program->ops[product->operand].needs_gradient && moment >= 0) {
        double *values = arena_array(&stage->arena, (size_t)kernel_stride(size_in), sizeof *values);
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), product->op, 0, t, 0, values);
        draw_side(stage, product, sent, !side, values, size_in, ease(frame_way(frame, (double)moment - 1, (double)moment)), 0, (Element){.kind = ELEMENT_NONE});
        ring(stage, sent);
    }
    ring(stage, arrived);
}

bool stage_draw_product(Stage *stage, int t, Rect card)
{
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    int op = product_of_moment(frame, t);
    if (op < 0) {
        return false;
    }
    const Param *param = &program->params[program->ops[op].operands[1].index];
    Product product = {.op = op, .param = program->ops[op].operands[1].index, .operand = program->ops[op].operands[0].index,
                       .transposed = program->ops[op].kind == OP_VECMAT};
    product.rows = param->rows < MOST_CELLS ? param->rows : MOST_CELLS;
    product.cols = param->cols < MOST_CELLS ? param->cols : MOST_CELLS;
    choose_lit(&product, frame, t);
    int hot = program->ops[product.operand].kind == OP_INPUT && run_inputs_are_indices(frame->trace->run)
                  ? run_input_index(frame->trace->run, t - program->ops[product.operand].lag, 0) : 0;
    int row = product.lit_row >= 0 ? product.lit_row : product.transposed ? hot : 0;
    int col = product.lit_col >= 0 ? product.lit_col : product.transposed ? 0 : hot;
    product.first_row = first_shown(param->rows, product.rows, row);
    product.first_col = first_shown(param->cols, product.cols, col);

    bool backward = frame->moment.phase == PHASE_BACKWARD;
    // Beside the matrix: the vector and what is sent to it, the result and what arrives.
    float unit = frame->unit, gap = 18 * unit, pad = 20 * unit, title = 2 * frame_text_size(frame, 24);
    int beside = backward ? 2 : 1; // vectors at either end
    float w = card.w - 2 * pad - 2 * gap * (float)beside, h = card.h - title - pad - gap * (float)beside;
    float number_w = vector_number_width(frame);
    product.cell_w = fminf(w / (float)(product.cols + beside), number_w * 1.2f);
    product.cell_h = fminf(h / (float)(product.rows + beside), 44 * unit);
    product.numbers = product.cell_w >= number_w && product.cell_h >= vector_number_height(frame);
    product.cell_w = product.numbers ? product.cell_w : fminf(product.cell_w, 2 * product.cell_h + 4 * unit);
    product.matrix = (Rect){0, 0, product.cell_w * (float)product.cols, product.cell_h * (float)product.rows};
    float wide = (float)beside * (fmaxf(product.cell_w, MIN_SIDE * unit) + gap);
    product.matrix.x = card.x + (card.w - product.matrix.w + (product.transposed ? wide : -wide)) / 2;
    float high = (float)beside * (fmaxf(product.cell_h, MIN_SIDE * unit) + gap);
    product.matrix.y = card.y + title + (card.h - title - pad - product.matrix.h) / 2 + (product.transposed ? -high : high) / 2;
    draw_labels(stage, &product, card, t);
    draw_matrix(stage, &product);
    draw_vectors(stage, &product, t);
    return true;
}
