// Clipping, update, and what is printed beside what Unroll found.
#include "trace/code/code_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 13 };

static void write_step(CodeWriter *writer, const char *line) {
    code_line(writer, PHASE_UPDATE, -1, "%s", line);
}

void code_write_update(CodeWriter *writer) {
    const Optimizer *optimizer = &writer->trace->session->optimizer;
    code_plain(writer, "def update(weights, grads):");
    switch (optimizer->kind) {
    case OPTIMIZER_SGD:
        code_plain(writer, "    for name, g in grads.items():");
        write_step(writer, "        weights[name] -= LEARNING_RATE * g");
        break;
    case OPTIMIZER_ADAGRAD:
        code_plain(writer, "    \"\"\"%s\"\"\"", code_words(writer, "code.adagrad"));
        code_plain(writer, "    for name, g in grads.items():");
        write_step(writer, "        squares[name] += g**2");
        write_step(writer, "        weights[name] -= LEARNING_RATE * g / (np.sqrt(squares[name]) + 1e-10)");
        break;
    case OPTIMIZER_ADAM:
        code_plain(writer, "    \"\"\"%s\"\"\"", code_words(writer, "code.adam"));
        code_plain(writer, "    for name, g in grads.items():");
        write_step(writer, "        means[name] = 0.9 * means[name] + 0.1 * g");
        write_step(writer, "        squares[name] = 0.999 * squares[name] + 0.001 * g**2");
        write_step(writer, code_format(writer, "        mean = means[name] / (1 - 0.9**%ld)", optimizer->updates + 1));
        write_step(writer, code_format(writer, "        square = squares[name] / (1 - 0.999**%ld)", optimizer->updates + 1));
        write_step(writer, "        weights[name] -= LEARNING_RATE * mean / (np.sqrt(square) + 1e-8)");
        break;
    case OPTIMIZER_COUNT:
        break;
    }
    code_blank(writer, 2);
}

static void write_clip(CodeWriter *writer) {
    Clip clip = writer->trace->session->settings.clip;
    const char *limit = code_number(writer, clip.limit);
    if (clip.kind == CLIP_NONE) return;
    if (clip.kind == CLIP_NORM) code_line(writer, PHASE_CLIP, -1, "if norm > %s:", limit);
    const char *indent = clip.kind == CLIP_NORM ? "    " : "";
    code_line(writer, PHASE_CLIP, -1, "%sfor name, g in grads.items():", indent);
    if (clip.kind == CLIP_NORM)
        code_line(writer, PHASE_CLIP, -1, "        grads[name] = g * (%s / norm)", limit);
    else
        code_line(writer, PHASE_CLIP, -1, "    grads[name] = np.clip(g, -%s, %s)", limit, limit);
}

// The weight whose gradient is largest: the one to look at. False if there is no weight, or no gradient.
static bool find_moved(const Trace *trace, int *param, int *row, int *col) {
    *param = *row = *col = 0;
    double largest = 0;
    for (int p = 0; p < trace->program->param_count; p++)
        for (int r = 0; r < trace->program->params[p].rows; r++)
            for (int c = 0; c < trace->program->params[p].cols; c++) {
                double size = fabs(params_get(&trace->grads, p, r, c));
                if (!(size > largest)) continue;
                largest = size;
                *param = p, *row = r, *col = c;
            }
    return largest > 0;
}

// "loss = 5.5", as the code prints it, whatever the locale.
static void found(CodeWriter *writer, const char *name, double value) {
    char number[64];
    snprintf(number, sizeof number, "%.*g", DIGITS, value);
    char *comma = strchr(number, ',');
    if (comma) *comma = '.';
    const char *sign = value != value && number[0] == '-' ? number + 1 : number; // a NaN has no sign in Python
    code_comment(writer, "", code_format(writer, "%s = %s", name, sign));
}

void code_write_run(CodeWriter *writer) {
    const Trace *trace = writer->trace;
    const Program *program = trace->program;
    bool input = false;
    for (int i = 0; i < program->op_count; i++) input = input || program->ops[i].kind == OP_INPUT;
    Text arguments;
    text_init(&arguments);
    if (input) text_append(&arguments, "x, ");
    for (int e = 0; e < program->equation_count; e++)
        if (program->equations[e].max_lag > 0) text_printf(&arguments, "%s, ", writer->equations[e]);
    code_plain(writer, "layer = Unrolled(weights)");
    code_plain(writer, "loss = layer.forward(%starget)", arguments.data);
    text_finish(&arguments);
    code_plain(writer, "layer.backward(target)");
    code_plain(writer, "grads = layer.grads");
    code_line(writer, PHASE_CLIP, -1, "norm = np.sqrt(sum((g**2).sum() for g in grads.values()))");
    code_blank(writer, 1);
    code_plain(writer, "show(\"loss\", loss)");
    code_plain(writer, "for name, g in grads.items():");
    code_plain(writer, "    show(f\"|dL/d{name}|\", np.sqrt((g**2).sum()))");
    code_plain(writer, "show(\"norm\", norm)");
    write_clip(writer);
    code_line(writer, PHASE_UPDATE, -1, "update(weights, grads)");
    int param, row, col;
    bool moved = find_moved(trace, &param, &row, &col);
    const char *weight = NULL;
    if (moved) {
        bool vector = writer->rows && program->params[param].role != PARAM_MATRIX;
        const char *place = vector ? code_format(writer, "[%d]", row) : code_format(writer, "[%d, %d]", row, col);
        weight = code_format(writer, "%s%s", program->params[param].name, place);
        code_plain(writer, "show(\"%s\", weights[\"%s\"]%s)", weight, program->params[param].name, place);
    }
    code_blank(writer, 1);
    code_comment(writer, "", code_words(writer, "code.found"));
    found(writer, "loss", trace->loss);
    for (int p = 0; p < program->param_count; p++)
        found(writer, code_format(writer, "|dL/d%s|", program->params[p].name), params_norm(&trace->grads, p));
    found(writer, "norm", trace->norm);
    if (moved) found(writer, weight, params_get(&trace->updated, param, row, col));
}
