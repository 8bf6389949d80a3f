#include "view/panels/code_panel.h"

#include "base/utf8.h"
#include "view/panels/panels.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float SIZE = 20;      // units of the code's text
static const float LEADING = 1.3f; // em between baselines
static const float MOST = 0.4f;    // of the picture's width
static const int COLUMNS = 66;     // code points that there is room for where the picture is wide enough

// The parts of the panel.
typedef struct Parts {
    Rect title, lines, hint;
} Parts;

static float code_px(const Frame *frame) {
    return frame_text_size(frame, SIZE);
}

static float leading(const Frame *frame) {
    return LEADING * code_px(frame);
}

static Parts make_parts(const Frame *frame, Rect inner) {
    Parts parts;
    const char *hint = words_get(frame->words, "codepanel.hint");
    parts.title = rect_cut_top(&inner, 2.1f * code_px(frame));
    parts.hint = rect_cut_bottom(&inner, paragraph_height(frame, inner.w, FACE_REGULAR, SIZE, hint));
    rect_cut_bottom(&inner, 0.4f * code_px(frame));
    parts.lines = inner;
    return parts;
}

// As card_draw leaves it.
static Rect inside(const Frame *frame, Rect rect) {
    return rect_inset(rect, 16 * frame->unit);
}

float code_panel_width(const Frame *frame, float width) {
    float wanted = (float)COLUMNS * frame_text_width(frame, FACE_MONO, code_px(frame), "0") + 56 * frame->unit;
    return fminf(wanted, MOST * width);
}

int code_panel_rows(const Frame *frame, Rect rect) {
    int rows = (int)(make_parts(frame, inside(frame, rect)).lines.h / leading(frame));
    return rows > 0 ? rows : 0;
}

bool code_panel_is_lit(const Code *code, Moment moment, int line) {
    int main_line = code_line_at(code, moment);
    if (main_line < 0 || line == main_line) {
        return line == main_line && line >= 0;
    }
    const CodeLine *lit = &code->lines[main_line], *other = &code->lines[line];
    return other->phase != PHASE_START && other->phase == lit->phase && other->op == lit->op;
}

static void draw_title(Frame *frame, Rect rect, const CodeView *view) {
    float height = 1.7f * code_px(frame), px = frame_text_size(frame, 24);
    Rect close = rect_cut_right(&rect, height);
    close.h = height;
    button_draw(frame, close, ICON_CLOSE, NULL, "code", "", WIDGET_PLAIN);
    float baseline = rect.y + height / 2 + 0.35f * px, room = rect.w - 0.5f * px;
    if (view->moment.t > 0) {
        char timestep[32];
        snprintf(timestep, sizeof timestep, "t = %d", view->moment.t);
        Color color = phase_color(frame->theme, view->moment.phase, false);
        room -= frame_text(frame, rect.x + room, baseline, ALIGN_RIGHT, FACE_MONO, code_px(frame), color, timestep) + 0.5f * px;
    }
    frame_text_fit(frame, rect.x, baseline, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, words_get(frame->words, "codepanel.title"),
                   room);
}

// Moves behind `count` code points, at most to `end`.
static size_t skip(const char *text, size_t end, size_t at, int count) {
    uint32_t code_point;
    for (int i = 0; i < count && at < end && utf8_next(text, end, &at, &code_point); i++) {
    }
    return at;
}

// The part of a line that may show, and a little more: a matrix on one line need not be measured whole to be cut.
static void visible_part(const Code *code, const CodeLine *line, int column, int columns, Text *out) {
    size_t from = skip(code->text.data, line->end, line->start, column);
    size_t to = skip(code->text.data, line->end, from, columns);
    text_clear(out);
    text_append_bytes(out, code->text.data + from, to - from);
}

static bool is_comment(const Code *code, const CodeLine *line) {
    const char *text = code->text.data + line->start;
    text += strspn(text, " ");
    return *text == '#' || strncmp(text, "\"\"\"", 3) == 0;
}

static void draw_line(Frame *frame, Rect row, const CodeView *view, int index, Text *scratch) {
    const Theme *theme = frame->theme;
    const CodeLine *line = &view->code->lines[index];
    float unit = frame->unit, px = code_px(frame);
    Color color = is_comment(view->code, line) ? theme->quiet : theme->text;
    if (code_panel_is_lit(view->code, view->moment, index)) {
        Color strong = phase_color(theme, line->phase, false), soft = phase_color(theme, line->phase, true);
        display_box(frame->list, row, 4 * unit, soft);
        display_box(frame->list, (Rect){row.x, row.y, 4 * unit, row.h}, 2 * unit, strong);
        color = theme_text_on(theme, soft);
    }
    Rect text = row;
    rect_cut_left(&text, 10 * unit);
    int columns = (int)(text.w / frame_text_width(frame, FACE_MONO, px, "0")) + 2;
    visible_part(view->code, line, view->column, columns, scratch);
    frame_text_fit(frame, text.x, row.y + row.h / 2 + 0.35f * px, ALIGN_LEFT, FACE_MONO, px, color, scratch->data, text.w - 2);
    if (line->phase != PHASE_START) {
        Hit *hit = hits_add(frame->hits, HIT_COMMAND, row);
        hit->command = "code-line";
        snprintf(hit->argument, sizeof hit->argument, "%d", index + 1);
    }
}

static void draw_lines(Frame *frame, Rect rect, const CodeView *view) {
    const Code *code = view->code;
    float height = leading(frame);
    int rows = (int)(rect.h / height);
    bool scrolls = code->line_count > rows;
    Rect row = {rect.x, rect.y, rect.w - (scrolls ? 16 * frame->unit : 0), height};
    Text scratch;
    text_init(&scratch);
    for (int i = 0; i < rows && view->first + i < code->line_count; i++) {
        draw_line(frame, row, view, view->first + i, &scratch);
        row.y += height;
    }
    text_finish(&scratch);
    if (scrolls) {
        Rect shown = rect;
        shown.h = height * (float)rows;
        scrollbar_draw(frame, shown, height * (float)code->line_count, height * (float)view->first);
    }
}

void code_panel_draw(Frame *frame, Rect rect, const CodeView *view) {
    Parts parts = make_parts(frame, inside(frame, rect));
    card_draw(frame, rect);
    draw_title(frame, parts.title, view);
    if (view->code == NULL) {
        paragraph_draw(frame, parts.lines, FACE_REGULAR, SIZE, frame->theme->text, words_get(frame->words, "codepanel.large"));
        return;
    }
    draw_lines(frame, parts.lines, view);
    paragraph_draw(frame, parts.hint, FACE_REGULAR, SIZE, frame->theme->quiet, words_get(frame->words, "codepanel.hint"));
}
