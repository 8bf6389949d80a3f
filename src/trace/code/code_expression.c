// Ops as expressions of Python, forward and backward. Everything backward is linear in the adjoint, so signs are kept aside until a sum is
// written.
#include "trace/code/code_internal.h"

#include <string.h>

const char *code_bound(CodeWriter *writer, CodeExpression expression, CodeBinding least) {
    if (expression.sign < 0)
        return code_format(writer, "(-%s)", code_bound(writer, (CodeExpression){expression.text, expression.binding, 1}, CODE_ATOM));
    return expression.binding < least ? code_format(writer, "(%s)", expression.text) : expression.text;
}

CodeExpression code_total(CodeWriter *writer, CodeExpression *terms, int count) {
    if (count == 1 && terms[0].sign > 0) return terms[0];
    Text text;
    text_init(&text);
    for (int i = 0; i < count; i++) {
        const char *sign = terms[i].sign < 0 ? (i ? " - " : "-") : i ? " + " : "";
        terms[i].sign = 1;
        text_printf(&text, "%s%s", sign, code_bound(writer, terms[i], *sign ? CODE_PRODUCT : CODE_SUM));
    }
    CodeExpression total = {arena_copy_text(&writer->arena, text.data, text.length), CODE_SUM, 1};
    text_finish(&text);
    return total;
}

static CodeExpression atom(const char *text) {
    return (CodeExpression){text, CODE_ATOM, 1};
}
static CodeExpression product(const char *text) {
    return (CodeExpression){text, CODE_PRODUCT, 1};
}

CodeExpression code_value(CodeWriter *writer, int op) {
    return writer->ops[op].named ? atom(code_op_name(writer, op)) : code_definition(writer, op);
}

static CodeExpression operand_value(CodeWriter *writer, const Operand *operand) {
    if (operand->kind == OPERAND_PARAM) return atom(writer->params[operand->index]);
    if (operand->kind == OPERAND_NUMBER) return atom(code_number(writer, operand->number));
    return code_value(writer, operand->index);
}

static CodeExpression sum_definition(CodeWriter *writer, const Op *op) {
    CodeExpression *terms = arena_array(&writer->arena, (size_t)op->operand_count + 1, sizeof *terms);
    int count = 0;
    bool vector = false;
    for (int k = 0; k < op->operand_count; k++) {
        terms[count] = operand_value(writer, &op->operands[k]);
        terms[count++].sign = op->operands[k].sign;
        vector = vector || op->operands[k].kind == OPERAND_OP;
    }
    // Weights and numbers alone are the same in all lanes.
    if (!vector) terms[count++] = atom(code_format(writer, "np.zeros(%s)", code_shape(writer, op->size)));
    return code_total(writer, terms, count);
}

// W v, whichever way round vectors and the matrix lie.
static CodeExpression matrix_product(CodeWriter *writer, const Op *op) {
    const char *w = writer->params[op->operands[1].index];
    const char *v = code_bound(writer, code_value(writer, op->operands[0].index), CODE_ATOM);
    const char *transposed = (op->kind == OP_VECMAT) == writer->rows ? "" : ".T";
    return product(writer->rows ? code_format(writer, "%s @ %s%s", v, w, transposed) : code_format(writer, "%s%s @ %s", w, transposed, v));
}

CodeExpression code_definition(CodeWriter *writer, int index) {
    const Op *op = &writer->program->ops[index];
    const Operand *operands = op->operands;
    switch (op->kind) {
    case OP_MATVEC:
    case OP_VECMAT:
        return matrix_product(writer, op);
    case OP_SUM:
        return sum_definition(writer, op);
    case OP_MUL:
    case OP_SCALE:
        return product(code_format(writer, "%s * %s", code_bound(writer, operand_value(writer, &operands[0]), CODE_PRODUCT),
                                   code_bound(writer, operand_value(writer, &operands[1]), CODE_ATOM)));
    case OP_TANH:
        return atom(code_format(writer, "np.tanh(%s)", code_value(writer, operands[0].index).text));
    case OP_SIGMOID:
        return atom(code_format(writer, "sigmoid(%s)", code_value(writer, operands[0].index).text));
    case OP_SOFTMAX:
        return atom(code_format(writer, "softmax(%s)", code_value(writer, operands[0].index).text));
    case OP_RELU:
        return atom(code_format(writer, "np.maximum(%s, 0)", code_value(writer, operands[0].index).text));
    case OP_CLAMP: {
        const Hold *held = run_held(writer->trace->run, index);
        const char *own = code_value(writer, operands[0].index).text;
        return atom(held ? code_format(writer, "np.full_like(%s, %s)", own, code_number(writer, held->value)) : own);
    }
    case OP_IDENTITY:
        return code_value(writer, operands[0].index);
    case OP_INPUT:
    case OP_CARRY:
    case OP_KIND_COUNT:
        break;
    }
    return atom(code_op_name(writer, index)); // comes from outside
}

// ---- backward -------------------------------------------------------------------------------------------------------------------

CodeExpression code_contribution(CodeWriter *writer, int reader, int slot, CodeExpression adjoint) {
    const Op *op = &writer->program->ops[reader];
    int sign = adjoint.sign;
    adjoint.sign = 1;
    const char *d = code_bound(writer, adjoint, CODE_ATOM), *factor = code_bound(writer, adjoint, CODE_PRODUCT);
    const char *y = op->kind >= OP_TANH ? code_op_name(writer, reader) : NULL;
    CodeExpression sent = adjoint;
    switch (op->kind) {
    case OP_SUM:
        sent.sign = op->operands[slot].sign;
        break;
    case OP_MATVEC:
    case OP_VECMAT: {
        const char *w = writer->params[op->operands[1].index];
        const char *transposed = (op->kind == OP_VECMAT) == writer->rows ? ".T" : "";
        sent =
            product(writer->rows ? code_format(writer, "%s @ %s%s", d, w, transposed) : code_format(writer, "%s%s @ %s", w, transposed, d));
        break;
    }
    case OP_MUL:
        sent =
            product(code_format(writer, "%s * %s", factor, code_bound(writer, operand_value(writer, &op->operands[1 - slot]), CODE_ATOM)));
        break;
    case OP_SCALE:
        sent = product(code_format(writer, "%s * %s", code_number(writer, op->operands[0].number), d));
        break;
    case OP_TANH:
        sent = product(code_format(writer, "%s * (1 - %s**2)", factor, y));
        break;
    case OP_SIGMOID:
        sent = product(code_format(writer, "%s * %s * (1 - %s)", factor, y, y));
        break;
    case OP_RELU:
        sent = product(code_format(writer, "%s * (%s > 0)", factor, y));
        break;
    case OP_SOFTMAX:
        sent = product(code_format(
            writer, writer->rows ? "%s * (%s - (%s * %s).sum(axis=1, keepdims=True))" : "%s * (%s - (%s * %s).sum(axis=0))", y, d, d, y));
        break;
    default:
        break; // an identity or a carry passes on what it gets
    }
    sent.sign *= sign;
    return sent;
}

const char *code_share(CodeWriter *writer, int index, int slot, CodeExpression adjoint) {
    const Op *op = &writer->program->ops[index];
    adjoint.sign = 1;
    const char *d = code_bound(writer, adjoint, CODE_ATOM);
    const char *over_lanes = writer->rows ? ".sum(axis=0)" : ".sum(axis=1, keepdims=True)";
    if (op->kind == OP_SUM) return code_format(writer, "%s%s", d, over_lanes);
    if (op->kind == OP_MUL) {
        const char *other = code_bound(writer, operand_value(writer, &op->operands[1 - slot]), CODE_ATOM);
        return code_format(writer, "(%s * %s)%s", code_bound(writer, adjoint, CODE_PRODUCT), other, over_lanes);
    }
    const char *v = code_bound(writer, code_value(writer, op->operands[0].index), CODE_ATOM);
    const char *left = op->kind == OP_MATVEC ? d : v, *right = op->kind == OP_MATVEC ? v : d;
    return code_format(writer, writer->rows ? "%s.T @ %s" : "%s @ %s.T", left, right);
}
