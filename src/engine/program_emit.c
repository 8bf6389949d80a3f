#include "engine/program_emit.h"

#include <stdlib.h>
#include <string.h>

// The operations as they come, one timestep in order.
typedef struct Emitter {
    Program *program;
    const CellModel *model;
    const CellShapes *shapes;
    int equation;                                      // that is being emitted
    int inputs[CELL_MAX_LAG + 1];                      // by lag: the OP_INPUT, or -1
    int carries[CELL_MAX_EQUATIONS][CELL_MAX_LAG + 1]; // by equation and lag: the OP_CARRY, or -1
    int op_capacity;
} Emitter;

static int emit(Emitter *emitter, const CellNode *node);

static Operand op_operand(int op) {
    return (Operand){.kind = OPERAND_OP, .index = op, .sign = 1};
}
static Operand number_operand(double number) {
    return (Operand){.kind = OPERAND_NUMBER, .number = number, .sign = 1};
}

static Operand param_operand(const Emitter *emitter, const CellNode *node) {
    return (Operand){.kind = OPERAND_PARAM, .index = emitter->model->weight_of[node->name], .sign = 1};
}

static int add_op(Emitter *emitter, OpKind kind, int size_class, Span span, const Operand *operands, int count) {
    Program *program = emitter->program;
    if (program->op_count == emitter->op_capacity) {
        emitter->op_capacity = emitter->op_capacity > 0 ? emitter->op_capacity * 2 : 64;
        program->ops = memory_resize(program->ops, (size_t)emitter->op_capacity * sizeof(Op));
    }
    Op *op = &program->ops[program->op_count];
    *op = (Op){.kind = kind,
               .size = cell_shapes_size(emitter->shapes, size_class),
               .operand_count = count,
               .equation = emitter->equation,
               .span = span};
    op->operands = arena_array(&program->arena, (size_t)count, sizeof(Operand));
    if (count > 0) {
        memcpy(op->operands, operands, (size_t)count * sizeof(Operand));
    }
    return program->op_count++;
}

// x[t - lag] and name[t - k] come once each and are shared; name[t] is the result of its equation.
static int emit_reference(Emitter *emitter, const CellNode *node) {
    Program *program = emitter->program;
    if (node->name == NAME_X) {
        int *op = &emitter->inputs[node->lag];
        if (*op < 0) {
            *op = add_op(emitter, OP_INPUT, node->size, node->span, NULL, 0);
            program->ops[*op].lag = node->lag;
        }
        return *op;
    }
    int equation = emitter->model->equation_of[node->name];
    if (node->lag == 0) {
        return program->equations[equation].op;
    }
    int *op = &emitter->carries[equation][node->lag];
    if (*op < 0) {
        Operand read = op_operand(equation); // becomes the equation's op when all are there
        *op = add_op(emitter, OP_CARRY, node->size, node->span, &read, 1);
        program->ops[*op].lag = node->lag;
    }
    return *op;
}

static Operand emit_operand(Emitter *emitter, const CellNode *node) {
    if (node->value == VALUE_NUMBER) {
        return number_operand(node->number);
    }
    return node->value == VALUE_WEIGHTS ? param_operand(emitter, node) : op_operand(emit(emitter, node));
}

static int emit_sum(Emitter *emitter, const CellNode *node) {
    int count = 0;
    for (const CellNode *child = node->first; child != NULL; child = child->next) {
        count++;
    }
    Operand *operands = memory_alloc((size_t)count * sizeof *operands);
    int i = 0;
    for (const CellNode *child = node->first; child != NULL; child = child->next, i++) {
        operands[i] = emit_operand(emitter, child);
        operands[i].sign = child->sign;
    }
    int op = add_op(emitter, OP_SUM, node->size, node->span, operands, count);
    free(operands);
    return op;
}

static int emit_scale(Emitter *emitter, double number, int vector, int size_class, Span span) {
    Operand operands[] = {number_operand(number), op_operand(vector)};
    return add_op(emitter, OP_SCALE, size_class, span, operands, 2);
}

// What has been multiplied so far in a chain of element-wise products.
typedef struct Factor {
    Operand operand;
    Span span;
} Factor;

// Makes an op of a vector of weights: a sum of it alone.
static int vector_of(Emitter *emitter, const Factor *factor, int size_class) {
    if (factor->operand.kind == OPERAND_OP) {
        return factor->operand.index;
    }
    return add_op(emitter, OP_SUM, size_class, factor->span, &factor->operand, 1);
}

static Factor multiply(Emitter *emitter, Factor a, Factor b, int size_class) {
    Span span = {a.span.start, b.span.end};
    bool a_number = a.operand.kind == OPERAND_NUMBER;
    bool b_number = b.operand.kind == OPERAND_NUMBER;
    if (a_number && b_number) {
        return (Factor){number_operand(a.operand.number * b.operand.number), span};
    }
    if (a_number || b_number) {
        const Factor *vector = a_number ? &b : &a;
        double number = a_number ? a.operand.number : b.operand.number;
        return (Factor){op_operand(emit_scale(emitter, number, vector_of(emitter, vector, size_class), size_class, span)), span};
    }
    if (a.operand.kind == OPERAND_PARAM && b.operand.kind == OPERAND_PARAM) {
        a.operand = op_operand(vector_of(emitter, &a, size_class));
    }
    Operand operands[] = {a.operand, b.operand};
    return (Factor){op_operand(add_op(emitter, OP_MUL, size_class, span, operands, 2)), span};
}

static int emit_times(Emitter *emitter, const CellNode *node) {
    Factor product = {number_operand(1), node->span};
    for (const CellNode *child = node->first; child != NULL; child = child->next) {
        Factor factor = {emit_operand(emitter, child), child->outer};
        product = child == node->first ? factor : multiply(emitter, product, factor, node->size);
    }
    return vector_of(emitter, &product, node->size);
}

static Span join(Span a, Span b) {
    return (Span){a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

// The size class of the vector that the i-th factor of a chain gives: that into which the next matrix goes, or the whole product's.
static int class_behind(const CellNode *node, int i) {
    for (int next = i + 1; next < node->chain_count; next++) {
        if (node->chain[next]->kind == NODE_NAME) {
            return node->chain[next]->size;
        }
    }
    return node->size;
}

static int emit_beside(Emitter *emitter, const CellNode *node) {
    Factor first = {emit_operand(emitter, node->vector), node->vector->span};
    int op = vector_of(emitter, &first, node->vector->size);
    Span span = node->vector->outer;
    for (int i = 0; i < node->chain_count; i++) {
        const CellNode *factor = node->chain[i];
        span = join(span, factor->outer);
        int size_class = class_behind(node, i);
        if (factor->kind != NODE_NAME) {
            op = emit_scale(emitter, factor->number, op, size_class, span);
            continue;
        }
        bool behind = factor->span.start > node->vector->span.start;
        emitter->program->params[emitter->model->weight_of[factor->name]].acts_on_lagged |= emitter->program->ops[op].kind == OP_CARRY;
        Operand operands[] = {op_operand(op), param_operand(emitter, factor)};
        op = add_op(emitter, behind ? OP_VECMAT : OP_MATVEC, size_class, span, operands, 2);
    }
    return op;
}

// The op whose result a vector is.
static int emit(Emitter *emitter, const CellNode *node) {
    switch (node->kind) {
    case NODE_REF:
        return emit_reference(emitter, node);
    case NODE_CALL: {
        Factor argument = {emit_operand(emitter, node->first), node->first->span};
        Operand operand = op_operand(vector_of(emitter, &argument, node->size));
        return add_op(emitter, node->function, node->size, node->span, &operand, 1);
    }
    case NODE_SUM:
        return emit_sum(emitter, node);
    case NODE_TIMES:
        return emit_times(emitter, node);
    case NODE_BESIDE:
        return emit_beside(emitter, node);
    case NODE_NAME:
    case NODE_NUMBER:
        break; // operands, never ops of their own
    }
    return -1;
}

static void emit_equation(Emitter *emitter, int e) {
    const CellEquation *source = &emitter->model->file->equations[e];
    Equation *equation = &emitter->program->equations[e];
    emitter->equation = e;
    Factor value = {emit_operand(emitter, source->value), source->value->span};
    int op = vector_of(emitter, &value, source->value->size);
    if (source->value->kind == NODE_REF) {
        Operand operand = op_operand(op);
        op = add_op(emitter, OP_IDENTITY, source->value->size, source->value->span, &operand, 1);
    }
    equation->op = op;
    equation->size = emitter->program->ops[op].size;
}

static const char *copy_or_null(Arena *arena, const char *text) {
    return text == NULL ? NULL : arena_copy_text(arena, text, strlen(text));
}

static void copy_equations(Emitter *emitter, const EquationNote *notes) {
    Program *program = emitter->program;
    const CellModel *model = emitter->model;
    program->equation_count = model->file->equation_count;
    program->equations = arena_array(&program->arena, (size_t)program->equation_count, sizeof(Equation));
    for (int e = 0; e < program->equation_count; e++) {
        const CellEquation *source = &model->file->equations[e];
        Equation *equation = &program->equations[e];
        *equation = (Equation){.op = -1,
                               .max_lag = model->max_lag[e],
                               .placed = notes[e].placed,
                               .place_column = notes[e].column,
                               .place_row = notes[e].row,
                               .span = source->span,
                               .span_name_end = source->name_end};
        equation->name = copy_or_null(&program->arena, model->source->names[source->name]);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            equation->title[language] = copy_or_null(&program->arena, notes[e].title[language]);
        }
        program->max_lag = equation->max_lag > program->max_lag ? equation->max_lag : program->max_lag;
    }
    program->input_max_lag = model->input_max_lag;
}

static void copy_params(Emitter *emitter) {
    Program *program = emitter->program;
    const CellModel *model = emitter->model;
    program->param_count = model->weight_count;
    program->params = arena_array(&program->arena, (size_t)program->param_count, sizeof(Param));
    for (int p = 0; p < program->param_count; p++) {
        const CellWeight *weight = &model->weights[p];
        program->params[p] = (Param){
            .name = copy_or_null(&program->arena, model->source->names[weight->name]),
            .rows = cell_shapes_size(emitter->shapes, weight->rows),
            .cols = weight->is_matrix ? cell_shapes_size(emitter->shapes, weight->cols) : 1,
            .role = weight->is_matrix       ? PARAM_MATRIX
                    : weight->is_multiplied ? PARAM_DIAGONAL
                                            : PARAM_BIAS,
            .init = weight->init,
            .init_constant = weight->init_constant,
        };
    }
}

// A gradient is needed where weights lie beneath, or a state that feeds itself; a carry passes on what the equation needs that it reads.
static void mark_gradients(const Emitter *emitter) {
    Program *program = emitter->program;
    bool changed = true;
    while (changed) {
        changed = false;
        for (int i = 0; i < program->op_count; i++) {
            Op *op = &program->ops[i];
            bool needs = op->needs_gradient;
            for (int k = 0; k < op->operand_count && !needs; k++) {
                const Operand *operand = &op->operands[k];
                needs = operand->kind == OPERAND_PARAM || (operand->kind == OPERAND_OP && program->ops[operand->index].needs_gradient);
            }
            changed = changed || needs != op->needs_gradient;
            op->needs_gradient = needs;
        }
    }
    program->backward = arena_array(&program->arena, (size_t)program->op_count, sizeof(int));
    for (int i = program->op_count - 1; i >= 0; i--) {
        if (program->ops[i].needs_gradient) {
            program->backward[program->backward_count++] = i;
        }
    }
}

// Until now a carry names the equation that it reads.
static void connect_carries(const Emitter *emitter) {
    for (int i = 0; i < emitter->program->op_count; i++) {
        Op *op = &emitter->program->ops[i];
        if (op->kind == OP_CARRY) {
            int equation = op->operands[0].index;
            op->operands[0].index = emitter->program->equations[equation].op;
            op->needs_gradient = (emitter->model->self_feeding >> equation & 1) != 0;
        }
    }
}

void program_emit(Program *program, const CellModel *model, const CellShapes *shapes, const EquationNote *notes) {
    Emitter emitter = {.program = program, .model = model, .shapes = shapes};
    memset(emitter.inputs, -1, sizeof emitter.inputs);
    memset(emitter.carries, -1, sizeof emitter.carries);
    copy_equations(&emitter, notes);
    copy_params(&emitter);
    for (int i = 0; i < model->order_count; i++) {
        emit_equation(&emitter, model->order[i]);
    }
    connect_carries(&emitter);
    mark_gradients(&emitter);
    Op *ops = arena_array(&program->arena, (size_t)program->op_count, sizeof(Op));
    memcpy(ops, program->ops, (size_t)program->op_count * sizeof(Op));
    free(program->ops);
    program->ops = ops;
}
