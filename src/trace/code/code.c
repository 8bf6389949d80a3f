#include "trace/code/code_internal.h"

#include <stdlib.h>
#include <string.h>

// How the code came about, and the equations.
static void write_head(CodeWriter *writer) {
    const Program *program = writer->program;
    Text text;
    text_init(&text);
    text_append(&text, "unroll code ");
    experiment_print(&writer->trace->session->experiment, &text);
    code_comment(writer, "", code_words(writer, "code.title"));
    code_comment(writer, "", code_format(writer, "    %s", text.data));
    code_plain(writer, "#");
    for (int e = 0; e < program->equation_count; e++) {
        Span span = program->equations[e].span;
        text_clear(&text);
        text_append_bytes(&text, program->text + span.start, (size_t)(span.end - span.start));
        code_comment(writer, "", code_format(writer, "    %s", text.data));
    }
    code_plain(writer, "#");
    code_comment(writer, "", code_words(writer, writer->rows ? "code.rows" : "code.columns"));
    code_comment(writer, "", code_words(writer, "code.names"));
    text_finish(&text);
}

static void write_constants(CodeWriter *writer) {
    const Trace *trace = writer->trace;
    int window = run_schedule(trace->run)->window;
    code_plain(writer, "STEPS, LANES = %d, %d", trace->steps, trace->lanes);
    if (window > 0) code_plain(writer, "WINDOW = %d", window);
    code_plain(writer, "LEARNING_RATE = %s", code_number(writer, trace->session->settings.lr));
}

static void write_show(CodeWriter *writer) {
    code_plain(writer, "def show(name, value):");
    code_plain(writer, "    print(f\"{name} = {value:.13g}\")");
    code_blank(writer, 2);
}

static int *no_lines(int count) {
    int *lines = memory_alloc((size_t)(count + 1) * sizeof *lines);
    for (int i = 0; i <= count; i++) lines[i] = -1;
    return lines;
}

void code_numpy(const Trace *trace, const Words *words, Code *out) {
    code_finish(out);
    code_init(out);
    int ops = trace->program->op_count;
    out->op_count = ops;
    out->forward_line = no_lines(ops);
    out->backward_line = no_lines(ops);
    CodeWriter writer = {.trace = trace, .program = trace->program, .words = words, .code = out};
    arena_init(&writer.arena);
    writer.ops = arena_array(&writer.arena, (size_t)ops, sizeof *writer.ops);
    code_name_all(&writer);
    code_plan(&writer);
    write_head(&writer);
    code_plain(&writer, "import numpy as np");
    code_blank(&writer, 1);
    write_constants(&writer);
    code_blank(&writer, 2);
    code_write_unrolled(&writer);
    code_write_update(&writer);
    write_show(&writer);
    code_write_data(&writer);
    code_write_run(&writer);
    arena_finish(&writer.arena);
}

int code_line_at(const Code *code, Moment moment) {
    if (moment.phase == PHASE_START) return -1;
    if (moment.op >= 0 && moment.op < code->op_count) {
        if (moment.phase == PHASE_FORWARD) return code->forward_line[moment.op];
        if (moment.phase == PHASE_BACKWARD) return code->backward_line[moment.op];
    }
    for (int i = 0; i < code->line_count; i++)
        if (code->lines[i].phase == moment.phase && code->lines[i].op == moment.op) return i;
    return -1;
}
