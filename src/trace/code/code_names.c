#include "trace/code/code_internal.h"

#include "base/utf8.h"

#include <string.h>

// What a variable cannot be called: Python's own words, and what the code itself defines.
static const char *const RESERVED[] = {
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "np",
    "self",
    "range",
    "min",
    "print",
    "sum",
    "dict",
    "enumerate",
    "float",
    "x",
    "t",
    "cell",
    "Cell",
    "Unrolled",
    "STEPS",
    "LANES",
    "WINDOW",
    "LEARNING_RATE",
    "one_hot",
    "sigmoid",
    "softmax",
    "cross_entropy",
    "squared_error",
    "is_cut",
    "update",
    "show",
    "layer",
    "weights",
    "forward",
    "backward",
    "cells",
    "cache",
    "grads",
    "inputs",
    "targets",
    "target",
    "losses",
    "loss",
    "norm",
    "squares",
    "means",
    "difference",
};

// Letters that Python takes as they are: of others it may take two for one (identifiers are normalised), or none.
static bool plain_letter(uint32_t code_point) {
    bool ascii = (code_point >= '0' && code_point <= '9') || (code_point >= 'A' && code_point <= 'Z') ||
                 (code_point >= 'a' && code_point <= 'z') || code_point == '_';
    bool greek = (code_point >= 0x391 && code_point <= 0x3A9 && code_point != 0x3A2) || (code_point >= 0x3B1 && code_point <= 0x3C9);
    bool hangul = code_point >= 0xAC00 && code_point <= 0xD7A3;
    return ascii || greek || hangul;
}

// A name of the cell as an identifier of Python.
static const char *identifier(CodeWriter *writer, const char *name) {
    Text text;
    text_init(&text);
    size_t length = strlen(name);
    if (strncmp(name, "__", 2) == 0) text_append(&text, "u"); // within a class such names are changed
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t code_point;
        if (!utf8_next(name, length, &at, &code_point)) break; // a compiled cell is valid UTF-8
        if (plain_letter(code_point))
            text_append_bytes(&text, name + start, at - start);
        else
            text_printf(&text, "u%x", (unsigned)code_point);
    }
    const char *copy = arena_copy_text(&writer->arena, text.data, text.length);
    text_finish(&text);
    return copy;
}

static bool is_taken(const CodeWriter *writer, const char *name) {
    for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++)
        if (strcmp(RESERVED[i], name) == 0) return true;
    for (int i = 0; i < writer->taken_count; i++)
        if (strcmp(writer->taken[i], name) == 0) return true;
    return false;
}

const char *code_name_new(CodeWriter *writer, const char *wanted) {
    const char *name = wanted;
    while (is_taken(writer, name)) name = code_format(writer, "%s_", name);
    if (writer->taken_count == writer->taken_capacity) {
        writer->taken_capacity = writer->taken_capacity ? 2 * writer->taken_capacity : 64;
        const char **grown = arena_array(&writer->arena, (size_t)writer->taken_capacity, sizeof *grown);
        if (writer->taken_count) memcpy(grown, writer->taken, (size_t)writer->taken_count * sizeof *grown);
        writer->taken = grown;
    }
    return writer->taken[writer->taken_count++] = name;
}

// The equation whose function is applied to the op's result, or -1: "a_h" in h = tanh(a_h).
static int function_of(const Program *program, int op) {
    for (int e = 0; e < program->equation_count; e++) {
        const Op *result = &program->ops[program->equations[e].op];
        if (result->kind == OP_CLAMP) result = &program->ops[result->operands[0].index];
        bool function = result->kind >= OP_TANH && result->kind <= OP_SOFTMAX;
        if (function && result->operands[0].index == op) return e;
    }
    return -1;
}

static const char *function_name(OpKind kind) {
    return kind == OP_RELU || kind == OP_TANH || kind == OP_SIGMOID || kind == OP_SOFTMAX ? op_kind_name(kind) : NULL;
}

// What an op without a name in the cell is called.
static const char *temporary_name(CodeWriter *writer, int index) {
    const Program *program = writer->program;
    const Op *op = &program->ops[index];
    if (program->loss == LOSS_CROSS_ENTROPY && index == program->logits_op) return code_name_new(writer, "logits");
    int equation = function_of(program, index);
    if (equation >= 0) return code_name_new(writer, code_format(writer, "a_%s", writer->equations[equation]));
    if (function_name(op->kind) && writer->ops[op->operands[0].index].named)
        return code_name_new(writer, code_format(writer, "%s_%s", function_name(op->kind), code_op_name(writer, op->operands[0].index)));
    for (int number = 1;; number++) {
        const char *name = code_format(writer, "%s_%d", writer->equations[op->equation], number);
        if (!is_taken(writer, name)) return code_name_new(writer, name);
    }
}

static const char *lagged(CodeWriter *writer, const char *name, int lag) {
    return code_name_new(writer, lag == 1 ? code_format(writer, "%s_prev", name) : code_format(writer, "%s_prev%d", name, lag));
}

const char *code_op_name(CodeWriter *writer, int index) {
    CodeOp *known = &writer->ops[index];
    const Op *op = &writer->program->ops[index];
    if (known->name) return known->name;
    int result = op->kind == OP_CARRY ? op->operands[0].index : code_is_clamped(writer, index) ? index + 1 : index;
    int equation = program_equation_of_op(writer->program, result);
    if (op->kind == OP_INPUT)
        known->name = op->lag == 0 ? "x" : lagged(writer, "x", op->lag);
    else if (op->kind == OP_CARRY)
        known->name = lagged(writer, writer->equations[equation], op->lag);
    else if (equation >= 0)
        known->name = writer->equations[equation];
    else
        known->name = temporary_name(writer, index);
    return known->name;
}

const char *code_adjoint_name(CodeWriter *writer, int op) {
    CodeOp *known = &writer->ops[op];
    if (!known->adjoint_name) known->adjoint_name = code_name_new(writer, code_format(writer, "d%s", code_op_name(writer, op)));
    return known->adjoint_name;
}

void code_name_all(CodeWriter *writer) {
    const Program *program = writer->program;
    writer->params = arena_array(&writer->arena, (size_t)program->param_count + 1, sizeof *writer->params);
    writer->equations = arena_array(&writer->arena, (size_t)program->equation_count + 1, sizeof *writer->equations);
    for (int e = 0; e < program->equation_count; e++)
        writer->equations[e] = code_name_new(writer, identifier(writer, program->equations[e].name));
    for (int p = 0; p < program->param_count; p++) writer->params[p] = code_name_new(writer, identifier(writer, program->params[p].name));
}
