// Where the text of the editor's panel stands: offsets to px and back, lines, and the pieces that are drawn in one colour.
#include "view/editor_place.h"

#include "base/utf8.h"
#include "view/editor_panel.h"

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

size_t editor_place_line_end(const char *text, size_t at) {
    return at + strcspn(text + at, "\n");
}

static size_t line_start(const char *text, size_t at) {
    while (at > 0 && text[at - 1] != '\n') {
        at--;
    }
    return at;
}

size_t editor_place_line(const char *text, int line) {
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

float editor_panel_place(const Frame *frame, const char *text, size_t offset) {
    size_t start = line_start(text, offset);
    return editor_place_go_on(frame, 0, text + start, offset - start);
}

// The offset behind the code point at one; a byte that is none counts as one.
static size_t behind(const char *text, size_t length, size_t at) {
    uint32_t code_point;
    return utf8_next(text, length, &at, &code_point) ? at : at + 1;
}

size_t editor_panel_offset_in_line(const Frame *frame, const char *text, size_t line, float x) {
    size_t end = editor_place_line_end(text, line);
    float before = 0;
    for (size_t at = line; at < end;) {
        size_t next = behind(text, end, at);
        float after = editor_place_go_on(frame, before, text + at, next - at);
        if (x < (before + after) / 2) {
            return at;
        }
        before = after;
        at = next;
    }
    return end;
}

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
    size_t at = editor_place_line(text, mark->line - 1), stop = editor_place_line_end(text, at);
    for (int column = 1; column < mark->column && at < stop; column++) {
        at = behind(text, stop, at);
    }
    *start = *end = at;
    if (at < stop) {
        *end = is_blank(text[at]) ? at + 1 : editor_place_piece(text, stop, at, false).end;
    }
}
