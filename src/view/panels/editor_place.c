// Where the text of the editor's panel stands: offsets to px and back, lines, and the pieces that are drawn in one colour.
#include "view/panels/editor_place.h"

#include "base/utf8.h"
#include "view/panels/editor_panel.h"

#include <string.h>

enum { TAB_COLUMNS = 4 };

static float width_of(const Frame *frame, float px, const char *text, size_t length) {
    const TextMeasure *measure = &frame->view->measure;
    return measure->width(measure->context, FACE_MONO, px, text, length);
}

float editor_place_px(const Frame *frame) {
    return frame_text_size(frame, 20);
}

float editor_place_go_on(const Frame *frame, float x, const char *bytes, size_t length) {
    float px = editor_place_px(frame), tab = TAB_COLUMNS * width_of(frame, px, "0", 1);
    for (size_t at = 0; at < length;) {
        const char *stop = memchr(bytes + at, '\t', length - at);
        size_t run = stop != NULL ? (size_t)(stop - bytes) - at : length - at;
        x += width_of(frame, px, bytes + at, run);
        at += run;
        if (stop != NULL) {
            int stops = (int)((x + 0.01f) / tab) + 1;
            x = (float)stops * tab;
            at++;
        }
    }
    return x;
}

// Of the line that holds an offset: its line break, or the end.
static size_t line_end_of(const char *text, size_t at) {
    return at + strcspn(text + at, "\n");
}

// Where a line begins, from 0.
static size_t line_start_of(const char *text, int line) {
    size_t at = 0;
    while (line > 0 && text[at] != '\0') {
        line -= text[at++] == '\n';
    }
    return at;
}

int editor_place_lines_before(const char *text, size_t offset) {
    int lines = 0;
    for (size_t at = 0; at < offset; at++) {
        lines += text[at] == '\n';
    }
    return lines;
}

// The offset behind the code point at one; a byte that is none counts as one.
static size_t behind(const char *text, size_t length, size_t at) {
    uint32_t code_point;
    return utf8_next(text, length, &at, &code_point) ? at : at + 1;
}

// ---- rows

EditorRows editor_place_rows(const Frame *frame, const char *text, float width) {
    return (EditorRows){.frame = frame, .text = text, .width = width, .row = {.line = -1}};
}

// Where a row that begins at `from` ends: behind the last blank that has room, or else behind the last code point, at least one.
static size_t row_end(const EditorRows *rows, size_t from, size_t line_end, float x) {
    const char *text = rows->text;
    float widest = width_of(rows->frame, editor_place_px(rows->frame), "한", strlen("한")); // no sign is wider but a tab
    if (memchr(text + from, '\t', line_end - from) == NULL && x + (float)(line_end - from) * widest <= rows->width) {
        return line_end;
    }
    size_t blank = from;
    for (size_t at = from; at < line_end;) {
        size_t next = behind(text, line_end, at);
        bool is_blank_here = text[at] == ' ' || text[at] == '\t';
        x = editor_place_go_on(rows->frame, x, text + at, next - at);
        if (x > rows->width && !is_blank_here && at > from) {
            return blank > from ? blank : at;
        }
        at = next;
        blank = is_blank_here ? at : blank;
    }
    return line_end;
}

bool editor_place_next_row(EditorRows *rows) {
    enum { INDENT_COLUMNS = 2 };
    EditorRow *row = &rows->row;
    if (rows->is_done) {
        return false;
    }
    bool new_line = !rows->is_begun || row->is_last;
    size_t start = rows->is_begun ? row->end + (row->is_last ? 1 : 0) : 0;
    float indent = new_line ? 0 : INDENT_COLUMNS * width_of(rows->frame, editor_place_px(rows->frame), "0", 1);
    size_t line_end = line_end_of(rows->text, start);
    row->line += new_line;
    row->line_start = new_line ? start : row->line_start;
    row->start = start;
    row->indent = indent;
    row->end = row_end(rows, start, line_end, indent);
    row->is_last = row->end == line_end;
    rows->is_begun = true;
    rows->is_done = row->is_last && rows->text[line_end] == '\0';
    return true;
}

bool editor_place_is_in_row(const EditorRow *row, size_t offset) {
    return offset >= row->start && (offset < row->end || (row->is_last && offset == row->end));
}

size_t editor_place_offset_in_row(const Frame *frame, const char *text, const EditorRow *row, float x) {
    float before = row->indent;
    for (size_t at = row->start; at < row->end;) {
        size_t next = behind(text, row->end, at);
        float after = editor_place_go_on(frame, before, text + at, next - at);
        if (x < (before + after) / 2 || (next == row->end && !row->is_last)) {
            return at;
        }
        before = after;
        at = next;
    }
    return row->end;
}

// ---- pieces

static bool is_name_part(const char *text, size_t length, size_t at) {
    uint32_t code_point;
    return at < length && utf8_next(text, length, &at, &code_point) && unicode_is_name_part(code_point);
}

static size_t name_end(const char *text, size_t length, size_t at) {
    while (is_name_part(text, length, at)) {
        at = behind(text, length, at);
    }
    return at;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

EditorPiece editor_place_piece(const char *text, size_t length, size_t at, bool in_comment) {
    enum { LONGEST = 48 }; // bytes about which a piece ends: what is beyond the edge need not be drawn with it
    if (text[at] == '\t') {
        return (EditorPiece){at + 1, PIECE_PLAIN};
    }
    if (in_comment || text[at] == '#') {
        size_t end = at;
        while (end < length && end < at + LONGEST && text[end] != '\t') {
            end = behind(text, length, end);
        }
        return (EditorPiece){end, PIECE_COMMENT};
    }
    uint32_t code_point;
    size_t next = at;
    if (utf8_next(text, length, &next, &code_point) && unicode_is_name_start(code_point)) {
        size_t end = name_end(text, length, at), open = end;
        while (open < length && is_blank(text[open])) {
            open++;
        }
        bool is_call = end < length && text[end] == '(', is_vector = open < length && text[open] == '[';
        bool is_time = end == at + 1 && text[at] == 't';
        return (EditorPiece){end, is_vector ? PIECE_VECTOR : is_call || is_time ? PIECE_PLAIN : PIECE_WEIGHT};
    }
    size_t end = name_end(text, length, at); // a number; what else a name cannot begin with stands by itself
    return (EditorPiece){end > at ? end : behind(text, length, at), PIECE_PLAIN};
}

void editor_mark_span(const char *text, const EditorMark *mark, size_t *start, size_t *end) {
    size_t at = line_start_of(text, mark->line - 1), stop = line_end_of(text, at);
    for (int column = 1; column < mark->column && at < stop; column++) {
        at = behind(text, stop, at);
    }
    *start = *end = at;
    if (at < stop) {
        *end = is_blank(text[at]) ? at + 1 : editor_place_piece(text, stop, at, false).end;
    }
}
