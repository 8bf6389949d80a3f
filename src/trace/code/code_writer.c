#include "trace/code/code_internal.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void code_init(Code *code) {
    *code = (Code){0};
    text_init(&code->text);
}

void code_finish(Code *code) {
    text_finish(&code->text);
    free(code->lines);
    free(code->forward_line);
    free(code->backward_line);
    *code = (Code){0};
}

static const char *format_list(CodeWriter *writer, const char *format, va_list list) {
    va_list copy;
    va_copy(copy, list);
    int length = vsnprintf(NULL, 0, format, copy);
    va_end(copy);
    if (length < 0) abort();
    char *text = arena_alloc(&writer->arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, list);
    return text;
}

const char *code_format(CodeWriter *writer, const char *format, ...) {
    va_list list;
    va_start(list, format);
    const char *text = format_list(writer, format, list);
    va_end(list);
    return text;
}

const char *code_number(CodeWriter *writer, double value) {
    Text text;
    text_init(&text);
    if (value != value)
        text_append(&text, "np.nan");
    else if (value - value != 0)
        text_append(&text, value > 0 ? "np.inf" : "-np.inf");
    else
        text_append_number(&text, value);
    const char *copy = arena_copy_text(&writer->arena, text.data, text.length);
    text_finish(&text);
    return copy;
}

const char *code_join(CodeWriter *writer, const char *const *names, int count) {
    Text text;
    text_init(&text);
    for (int i = 0; i < count; i++) text_printf(&text, "%s%s", i ? ", " : "", names[i]);
    const char *copy = arena_copy_text(&writer->arena, text.data, text.length);
    text_finish(&text);
    return copy;
}

const char *code_shape(CodeWriter *writer, int size) {
    return code_format(writer, writer->rows ? "(LANES, %d)" : "(%d, LANES)", size);
}

const char *code_words(const CodeWriter *writer, const char *key) {
    return words_get(writer->words, key);
}

static void append_line(CodeWriter *writer, Phase phase, int op, const char *line) {
    Code *code = writer->code;
    if (code->line_count == code->line_capacity) {
        code->line_capacity = code->line_capacity ? 2 * code->line_capacity : 256;
        code->lines = memory_resize(code->lines, (size_t)code->line_capacity * sizeof *code->lines);
    }
    size_t start = code->text.length;
    text_append(&code->text, line);
    code->lines[code->line_count++] = (CodeLine){start, code->text.length, phase, op};
    text_append(&code->text, "\n");
}

void code_line(CodeWriter *writer, Phase phase, int op, const char *format, ...) {
    va_list list;
    va_start(list, format);
    append_line(writer, phase, op, format_list(writer, format, list));
    va_end(list);
}

void code_plain(CodeWriter *writer, const char *format, ...) {
    va_list list;
    va_start(list, format);
    append_line(writer, PHASE_START, -1, format_list(writer, format, list));
    va_end(list);
}

void code_blank(CodeWriter *writer, int count) {
    for (int i = 0; i < count; i++) append_line(writer, PHASE_START, -1, "");
}

static void end_comment_line(CodeWriter *writer, Text *line) {
    while (line->length > 0 && line->data[line->length - 1] == ' ') line->data[--line->length] = '\0';
    append_line(writer, PHASE_START, -1, line->data);
    text_clear(line);
}

void code_comment(CodeWriter *writer, const char *indent, const char *text) {
    size_t length = strlen(text);
    Text line;
    text_init(&line);
    for (size_t at = 0; at < length || line.length > 0;) {
        if (line.length == 0) text_printf(&line, "%s# ", indent);
        size_t start = at;
        uint32_t code_point;
        if (at >= length || text[at] == '\n' || text[at] == '\r') {
            end_comment_line(writer, &line);
            at++;
        } else if (!utf8_next(text, length, &at, &code_point)) { // a file's name may be any bytes
            text_append(&line, "\xEF\xBF\xBD");
            at++;
        } else if (code_point < 0x20 || code_point == 0x7F) {
            text_append(&line, " ");
        } else {
            text_append_bytes(&line, text + start, at - start);
        }
    }
    text_finish(&line);
}
