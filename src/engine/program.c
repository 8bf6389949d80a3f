#include "engine/program.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const KIND_NAMES[] = {
    [OP_INPUT] = "input",     [OP_CARRY] = "carry",       [OP_MATVEC] = "matvec", [OP_VECMAT] = "vecmat",   [OP_SUM] = "sum",
    [OP_MUL] = "mul",         [OP_SCALE] = "scale",       [OP_TANH] = "tanh",     [OP_SIGMOID] = "sigmoid", [OP_RELU] = "relu",
    [OP_SOFTMAX] = "softmax", [OP_IDENTITY] = "identity", [OP_CLAMP] = "clamp",
};
static_assert(sizeof KIND_NAMES / sizeof KIND_NAMES[0] == OP_KIND_COUNT, "each kind of operation has a name");

const char *op_kind_name(OpKind kind) {
    return KIND_NAMES[kind];
}

void program_destroy(Program *program) {
    if (program != NULL) {
        arena_finish(&program->arena);
        free(program);
    }
}

int program_find_equation(const Program *program, const char *name) {
    for (int e = 0; e < program->equation_count; e++) {
        if (strcmp(program->equations[e].name, name) == 0) {
            return e;
        }
    }
    return -1;
}

int program_find_param(const Program *program, const char *name) {
    for (int p = 0; p < program->param_count; p++) {
        if (strcmp(program->params[p].name, name) == 0) {
            return p;
        }
    }
    return -1;
}

int program_equation_of_op(const Program *program, int op) {
    for (int e = 0; e < program->equation_count; e++) {
        if (program->equations[e].op == op) {
            return e;
        }
    }
    return -1;
}

// Where a comment that starts at `at` ends.
static int comment_end(const char *text, int at, int end) {
    while (at < end && text[at] != '\n') {
        at++;
    }
    return at;
}

// Appends "[2]" for a "[t-1]" that starts at `at`; returns where it ends.
static int append_time(const char *text, int at, int end, int t, Text *out) {
    int lag = 0;
    while (at < end && text[at] != ']') {
        if (text[at] == '#') {
            at = comment_end(text, at, end);
            continue;
        }
        if (text[at] >= '0' && text[at] <= '9') {
            lag = lag * 10 + (text[at] - '0');
        }
        at++;
    }
    text_printf(out, "[%d]", t - lag);
    return at + 1;
}

void program_op_text(const Program *program, int op, int t, Text *out) {
    const char *text = program->text;
    Span span = program->ops[op].span;
    size_t before = out->length;
    bool blank = false;
    for (int at = span.start; at < span.end;) {
        char byte = text[at];
        if (byte == '#' || byte == '\n' || byte == ' ' || byte == '\t') {
            blank = true; // what was written over several lines is told on one
            at = byte == '#' ? comment_end(text, at, span.end) : at + 1;
            continue;
        }
        if (blank && out->length > before && out->data[out->length - 1] != '(' && byte != ')') {
            text_append(out, " ");
        }
        blank = false;
        if (byte == '[' && t > 0) {
            at = append_time(text, at, span.end, t, out);
        } else {
            text_append_bytes(out, &byte, 1);
            at++;
        }
    }
}
