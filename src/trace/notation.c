#include "trace/notation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void notation_op(const Trace *trace, int op, int t, Text *out) {
    const Program *program = trace->program;
    const Op *o = &program->ops[op];
    if (o->kind == OP_CARRY) {
        notation_op(trace, o->operands[0].index, t - o->lag, out);
        return;
    }
    int equation = program_equation_of_op(program, op);
    if (equation >= 0)
        text_printf(out, "%s[%d]", program->equations[equation].name, t);
    else
        program_op_text(program, op, t, out);
}

void notation_loss(int t, Text *out) {
    text_append(out, "L");
    char digits[16];
    snprintf(digits, sizeof digits, "%d", t);
    for (const char *at = digits; *at; at++) text_append_code_point(out, 0x2080u + (unsigned)(*at - '0'));
}

void notation_number(double value, Text *out) {
    double size = fabs(value);
    if (size == 0)
        text_append(out, "0");
    else if (size < 0.001)
        text_append_decimal(out, value, 2, false); // as "1.3e-04"
    else
        text_append_decimal(out, value, size < 0.01 ? 5 : size < 0.1 ? 4 : size < 1 ? 3 : size < 100 ? 2 : 1, false);
}

void notation_change(double before, double after, Text *out_before, Text *out_after) {
    enum { MOST_DIGITS = 12 };
    notation_number(before, out_before);
    notation_number(after, out_after);
    for (int digits = 3; digits <= MOST_DIGITS && before != after && strcmp(out_before->data, out_after->data) == 0; digits++) {
        text_clear(out_before);
        text_clear(out_after);
        text_append_decimal(out_before, before, digits, false);
        text_append_decimal(out_after, after, digits, false);
    }
}

void notation_vector(const double *v, int n, Text *out) {
    enum { MOST = 4 };
    if (!v) {
        text_append(out, "…");
        return;
    }
    text_append(out, "(");
    for (int i = 0; i < n && i < MOST; i++) {
        if (i) text_append(out, ", ");
        text_append_decimal(out, v[i], 2, false);
    }
    text_append(out, n > MOST ? ", …)" : ")");
}

double notation_norm(const double *v, int n) {
    return v ? sqrt(kernels_best()->sum_squares(v, (size_t)n)) : 0.0;
}
