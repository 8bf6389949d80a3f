#include "trace/code/code_internal.h"

#include <string.h>

enum { LITERAL_MOST = 4096 }; // above, a list in Python's own syntax takes long to read

typedef struct TableWriter {
    CodeWriter *writer;
    Text line;
    int indent;
} TableWriter;

static void flush(TableWriter *table) {
    code_plain(table->writer, "%s", table->line.data);
    text_clear(&table->line);
}

// A piece that is not broken, behind a space where it does not begin the line.
static void add(TableWriter *table, const char *piece) {
    if (table->line.length > 0 && table->line.length + 1 + strlen(piece) > CODE_WIDTH) flush(table);
    if (table->line.length == 0)
        text_printf(&table->line, "%*s%s", table->indent, "", piece);
    else
        text_printf(&table->line, " %s", piece);
}

static bool all_equal(const CodeTable *table) {
    for (size_t i = 1; i < (size_t)table->rows * (size_t)table->cols; i++)
        if (table->values[i] != table->values[0]) return false;
    return true;
}

static bool is_identity(const CodeTable *table) {
    for (int r = 0; r < table->rows; r++)
        for (int c = 0; c < table->cols; c++)
            if (table->values[(size_t)r * (size_t)table->cols + (size_t)c] != (r == c ? 1.0 : 0.0)) return false;
    return table->rows == table->cols;
}

static bool all_whole(const CodeTable *table) {
    for (size_t i = 0; i < (size_t)table->rows * (size_t)table->cols; i++) {
        double value = table->values[i];
        if (!(value > -1e15 && value < 1e15) || value != (double)(long long)value) return false;
    }
    return true;
}

// An array that has a shorter form than its numbers; NULL if it has none.
static const char *short_form(CodeWriter *writer, const CodeTable *table) {
    if (!table->shape || table->values[0] != table->values[0]) return NULL;
    if (all_equal(table)) {
        if (table->values[0] == 0) return code_format(writer, "np.zeros(%s)", table->shape);
        return code_format(writer, "np.full(%s, %s%s)", table->shape, code_number(writer, table->values[0]), all_whole(table) ? ".0" : "");
    }
    return is_identity(table) ? code_format(writer, "np.eye(%d)", table->rows) : NULL;
}

// As strings of Python's text: quick to read however many they are.
static void write_long(TableWriter *lines, const CodeTable *table, const char *before, const char *after) {
    CodeWriter *writer = lines->writer;
    const char *type = table->whole ? "int" : "float";
    code_plain(writer, "%snp.array(\"\"\"", before);
    for (size_t i = 0; i < (size_t)table->rows * (size_t)table->cols; i++) {
        Text number;
        text_init(&number);
        text_append_number(&number, table->values[i]);
        add(lines, number.data);
        text_finish(&number);
    }
    flush(lines);
    if (table->flat)
        code_plain(writer, "%*s\"\"\".split(), %s)%s%s", lines->indent, "", type, table->behind, after);
    else
        code_plain(writer, "%*s\"\"\".split(), %s).reshape(%d, %d)%s%s", lines->indent, "", type, table->rows, table->cols, table->behind,
                   after);
}

static const char *piece(CodeWriter *writer, const CodeTable *table, int r, int c, const char *end) {
    const char *number = code_number(writer, table->values[(size_t)r * (size_t)table->cols + (size_t)c]);
    bool last_row = r + 1 == table->rows, last = c + 1 == table->cols;
    if (table->flat) return code_format(writer, "%s%s", number, last ? end : ",");
    return code_format(writer, "%s%s%s%s", c == 0 ? "[" : "", number, last ? "]" : ",", !last ? "" : last_row ? end : ",");
}

static void write_list(TableWriter *lines, const CodeTable *table, const char *before, const char *after) {
    CodeWriter *writer = lines->writer;
    const char *end = code_format(writer, "]%s)%s%s", !table->whole && all_whole(table) ? ", float" : "", table->behind, after);
    Text whole;
    text_init(&whole);
    text_printf(&whole, "%snp.array([", before);
    bool fits = table->flat || table->packed || table->rows == 1;
    for (int r = 0; r < table->rows && whole.length <= CODE_WIDTH && fits; r++)
        for (int c = 0; c < table->cols; c++) text_printf(&whole, "%s%s", r + c ? " " : "", piece(writer, table, r, c, end));
    if (fits && whole.length <= CODE_WIDTH) {
        code_plain(writer, "%s", whole.data);
    } else {
        code_plain(writer, "%snp.array([", before);
        for (int r = 0; r < table->rows; r++) {
            for (int c = 0; c < table->cols; c++) add(lines, piece(writer, table, r, c, end));
            if (!table->packed && lines->line.length > 0) flush(lines);
        }
        if (lines->line.length > 0) flush(lines);
    }
    text_finish(&whole);
}

void code_table(CodeWriter *writer, int indent, const char *before, const CodeTable *table, const char *after) {
    const char *form = short_form(writer, table);
    TableWriter lines = {.writer = writer, .indent = indent};
    text_init(&lines.line);
    if (form)
        code_plain(writer, "%s%s%s", before, form, after);
    else if ((long)table->rows * table->cols > LITERAL_MOST)
        write_long(&lines, table, before, after);
    else
        write_list(&lines, table, before, after);
    text_finish(&lines.line);
}
