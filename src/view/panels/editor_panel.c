#include "view/panels/editor_panel.h"

#include "view/panels/editor_place.h"
#include "view/panels/panels.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float LEADING = 1.35f; // em between baselines
static const float MOST = 0.4f;     // of the picture's width
static const int COLUMNS = 56;      // that there is room for where the picture is wide enough
static const float SIZE = 20;       // units of all text but the title
static const int NOTE_LINES = 5;    // what is wrong, or the hint

// The parts of the panel.
typedef struct Parts {
    Rect title;
    Rect box;   // around the text
    Rect lines; // the text, without its numbers and the bar
    Rect state; // whether it is right
    Rect note;  // what is wrong and how to mend it, or how cells are written
} Parts;

// As in the panel of the code, which may stand beneath.
static Rect inside(const Frame *frame, Rect rect) {
    return rect_inset(rect, 16 * frame->unit);
}

static float leading(const Frame *frame) {
    return LEADING * editor_place_px(frame);
}

static int digits_of(int number) {
    int digits = 2;
    for (; number >= 100; number /= 10) {
        digits++;
    }
    return digits;
}

static Parts make_parts(const Frame *frame, Rect rect, int line_count) {
    float px = editor_place_px(frame), unit = frame->unit;
    Rect inner = inside(frame, rect);
    Parts parts;
    parts.title = rect_cut_top(&inner, 2.2f * px);
    float note = fminf((float)NOTE_LINES * paragraph_leading(frame, SIZE), 0.3f * inner.h);
    parts.note = rect_cut_bottom(&inner, note);
    parts.state = rect_cut_bottom(&inner, 2.2f * px);
    parts.box = inner;
    parts.lines = rect_inset(inner, 10 * unit);
    float digit = frame_text_width(frame, FACE_MONO, px, "0");
    rect_cut_left(&parts.lines, (float)digits_of(line_count) * digit + 0.7f * px);
    rect_cut_right(&parts.lines, 10 * unit); // the bar
    return parts;
}

static int count_lines(const char *text) {
    return 1 + editor_place_lines_before(text, strlen(text));
}

static Parts parts_of(const Frame *frame, Rect rect, const EditorView *view) {
    return make_parts(frame, rect, count_lines(view->text));
}

float editor_panel_width(const Frame *frame, float width) {
    float px = editor_place_px(frame);
    return fminf((float)COLUMNS * frame_text_width(frame, FACE_MONO, px, "0") + 4 * px, MOST * width);
}

int editor_panel_rows(const Frame *frame, Rect rect) {
    int rows = (int)(make_parts(frame, rect, 1).lines.h / leading(frame));
    return rows > 1 ? rows : 1;
}

static EditorRows rows_of(const Frame *frame, const Parts *parts, const EditorView *view) {
    return editor_place_rows(frame, view->text, parts->lines.w);
}

int editor_panel_row_count(const Frame *frame, Rect rect, const EditorView *view) {
    Parts parts = parts_of(frame, rect, view);
    EditorRows rows = rows_of(frame, &parts, view);
    int count = 0;
    while (editor_place_next_row(&rows)) {
        count++;
    }
    return count;
}

static float x_of(const Frame *frame, const char *text, const EditorRow *row, size_t offset) {
    return editor_place_go_on(frame, row->indent, text + row->start, offset - row->start);
}

EditorPlace editor_panel_place(const Frame *frame, Rect rect, const EditorView *view, size_t offset) {
    Parts parts = parts_of(frame, rect, view);
    EditorRows rows = rows_of(frame, &parts, view);
    EditorPlace place = {-1, 0};
    while (editor_place_next_row(&rows)) {
        place.row++;
        if (editor_place_is_in_row(&rows.row, offset)) {
            break;
        }
    }
    place.x = x_of(frame, view->text, &rows.row, offset);
    return place;
}

size_t editor_panel_offset(const Frame *frame, Rect rect, const EditorView *view, EditorPlace place) {
    Parts parts = parts_of(frame, rect, view);
    EditorRows rows = rows_of(frame, &parts, view);
    for (int row = 0; place.row >= 0 && editor_place_next_row(&rows); row++) {
        if (row == place.row) {
            return editor_place_offset_in_row(frame, view->text, &rows.row, place.x);
        }
    }
    return place.row < 0 ? 0 : strlen(view->text);
}

size_t editor_panel_offset_at(const Frame *frame, Rect rect, const EditorView *view, Point at) {
    Parts parts = parts_of(frame, rect, view);
    int row = (int)floorf((at.y - parts.lines.y) / leading(frame)) + view->first;
    return editor_panel_offset(frame, rect, view, (EditorPlace){row < 0 ? 0 : row, at.x - parts.lines.x});
}

Rect editor_panel_caret(const Frame *frame, Rect rect, const EditorView *view) {
    Parts parts = parts_of(frame, rect, view);
    EditorPlace place = editor_panel_place(frame, rect, view, view->caret);
    float height = leading(frame);
    if (view->composing != NULL) {
        place.x = editor_place_go_on(frame, place.x, view->composing, strlen(view->composing));
    }
    Rect caret = {parts.lines.x + place.x, parts.lines.y + (float)(place.row - view->first) * height, 2 * frame->unit, height};
    caret.x = fmaxf(parts.lines.x, fminf(caret.x, parts.lines.x + parts.lines.w - caret.w));
    caret.y = fmaxf(parts.lines.y, fminf(caret.y, parts.lines.y + parts.lines.h - height));
    return caret;
}

// ---- the head

static float draw_head_button(Frame *frame, Rect *line, Icon icon, const char *word, const char *command, const char *argument,
                              unsigned state) {
    const char *label = word != NULL ? words_get(frame->words, word) : NULL;
    float width = word != NULL ? button_width(frame, icon, label, line->h) : line->h;
    Rect place = rect_cut_right(line, width);
    button_draw(frame, place, icon, label, command, argument, state);
    rect_cut_right(line, 0.3f * line->h);
    return width;
}

static void draw_title(Frame *frame, Rect line, const EditorView *view) {
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 24), small = editor_place_px(frame);
    line.h = 1.7f * small;
    draw_head_button(frame, &line, ICON_CLOSE, NULL, "equations", "off", WIDGET_PLAIN);
    draw_head_button(frame, &line, ICON_NONE, "editor.save", "save-cell", "", view->name != NULL ? WIDGET_CHOSEN : WIDGET_PLAIN);
    draw_head_button(frame, &line, ICON_NONE, "editor.start", "equations-start", "", view->is_choosing ? WIDGET_CHOSEN : WIDGET_PLAIN);
    float baseline = line.y + line.h / 2 + 0.35f * px, gap = 0.6f * px;
    const char *title = words_get(frame->words, "editor.title"), *file = view->file;
    if (file[0] == '\0' && view->is_changed) {
        file = words_get(frame->words, "editor.unsaved");
    }
    float star = view->is_changed ? frame_text_width(frame, FACE_MONO, small, " *") : 0;
    float name = frame_text_width(frame, FACE_MONO, small, file), room = line.w - star;
    // Where there is no room for both, the name says more than the title.
    if (name <= 0 || frame_text_width(frame, FACE_BOLD, px, title) + gap + name <= room) {
        float used = frame_text_fit(frame, line.x, baseline, ALIGN_LEFT, FACE_BOLD, px, theme->text, title, line.w);
        rect_cut_left(&line, used + gap);
        room = line.w - star;
    }
    float used = frame_text_fit(frame, line.x, baseline, ALIGN_LEFT, FACE_MONO, small, theme->quiet, file, room);
    if (view->is_changed) { // never cut
        frame_text(frame, line.x + used, baseline, ALIGN_LEFT, FACE_MONO, small, theme->text, " *");
    }
}

// ---- the text

// A row as it is drawn: with what is being composed put in at the caret.
typedef struct Line {
    EditorRow row;
    Text shown;
    size_t composed, composed_end; // in what is shown; the same: nothing
    Rect rect;                     // px
} Line;

static bool has_caret(const EditorView *view, const EditorRow *row) {
    return view->is_focused && editor_place_is_in_row(row, view->caret);
}

// Where an offset of the view's text stands in what is shown of its row.
static size_t in_shown(const Line *line, const EditorView *view, size_t offset) {
    size_t at = offset - line->row.start;
    return offset > view->caret ? at + line->composed_end - line->composed : at;
}

static float x_in(const Frame *frame, const Line *line, size_t shown) {
    return line->rect.x + editor_place_go_on(frame, line->row.indent, line->shown.data, shown);
}

static void make_line(const EditorView *view, Line *line) {
    const EditorRow *row = &line->row;
    bool is_composing = view->composing != NULL && has_caret(view, row);
    size_t cut = is_composing ? view->caret : row->end;
    text_clear(&line->shown);
    text_append_bytes(&line->shown, view->text + row->start, cut - row->start);
    line->composed = line->composed_end = line->shown.length;
    if (is_composing) {
        text_append(&line->shown, view->composing);
        line->composed_end = line->shown.length;
        text_append_bytes(&line->shown, view->text + cut, row->end - cut);
    }
}

static void draw_selection(Frame *frame, const EditorView *view, const Line *line) {
    const EditorRow *row = &line->row;
    size_t from = view->caret < view->anchor ? view->caret : view->anchor, to = view->caret < view->anchor ? view->anchor : view->caret;
    if (from == to || to < row->start || from > row->end) {
        return;
    }
    float a = x_in(frame, line, from > row->start ? in_shown(line, view, from) : 0);
    float b = x_in(frame, line, to > row->end ? line->shown.length : in_shown(line, view, to));
    if (to > row->end && row->is_last) {
        b += 0.5f * editor_place_px(frame); // the line break too
    }
    b = fminf(b, line->rect.x + line->rect.w);
    if (b > a) {
        display_box(frame->list, (Rect){a, line->rect.y, b - a, line->rect.h}, 2 * frame->unit, frame->theme->forward_soft);
    }
}

static Color color_of(const Theme *theme, PieceKind kind) {
    switch (kind) {
    case PIECE_COMMENT:
        return theme->quiet;
    case PIECE_VECTOR:
        return theme->forward;
    case PIECE_WEIGHT:
        return theme->update;
    case PIECE_PLAIN:
        break;
    }
    return theme->text;
}

static void draw_pieces(Frame *frame, const EditorView *view, const Line *line, float baseline) {
    float x = line->row.indent, px = editor_place_px(frame);
    size_t before = line->row.start - line->row.line_start;
    bool in_comment = memchr(view->text + line->row.line_start, '#', before) != NULL;
    for (size_t at = 0; at < line->shown.length;) {
        EditorPiece piece = editor_place_piece(line->shown.data, line->shown.length, at, in_comment);
        size_t length = piece.end - at;
        char first = line->shown.data[at];
        in_comment = in_comment || piece.kind == PIECE_COMMENT;
        if (first != '\t' && !(first == ' ' && length == 1)) {
            display_text(frame->list, (Point){line->rect.x + x, baseline}, FACE_MONO, px, color_of(frame->theme, piece.kind),
                         line->shown.data + at, length);
        }
        x = editor_place_go_on(frame, x, line->shown.data + at, length);
        at = piece.end;
    }
}

// A wavy line, so that what is wrong shows without its colour.
static void draw_wave(Frame *frame, float from, float to, float y, Rect lines) {
    enum { MOST_POINTS = 256 };
    float step = 0.16f * editor_place_px(frame), height = 0.1f * editor_place_px(frame);
    from = fmaxf(from, lines.x);
    to = fminf(to, lines.x + lines.w);
    Point points[MOST_POINTS];
    size_t count = 0;
    for (float x = from; x < to + step / 2 && count < MOST_POINTS; x += step) {
        points[count] = (Point){fminf(x, to), y + (count % 2 == 0 ? height : -height)};
        count++;
    }
    if (count > 1) {
        display_polyline(frame->list, points, count, fmaxf(1.5f, 2 * frame->unit), frame->theme->backward);
    }
}

static bool draw_marks(Frame *frame, const EditorView *view, const Line *line, float baseline) {
    const EditorRow *row = &line->row;
    bool is_wrong = false;
    float px = editor_place_px(frame);
    for (int i = 0; i < view->mark_count; i++) {
        const EditorMark *mark = &view->marks[i];
        if (mark->line != row->line + 1 || view->text[0] == '\0') { // in no text nothing could be underlined
            continue;
        }
        is_wrong = true;
        size_t start, end;
        editor_mark_span(view->text, mark, &start, &end);
        if (!editor_place_is_in_row(row, start)) {
            continue;
        }
        end = end > row->end ? row->end : end;
        float from = x_in(frame, line, in_shown(line, view, start)), to = x_in(frame, line, in_shown(line, view, end));
        draw_wave(frame, from, fmaxf(to, from + 0.5f * px), baseline + 0.24f * px, line->rect);
    }
    return is_wrong;
}

static void draw_caret(Frame *frame, const EditorView *view, const Line *line, float baseline) {
    if (!has_caret(view, &line->row)) {
        return;
    }
    const Theme *theme = frame->theme;
    bool is_composing = line->composed_end > line->composed;
    float x = x_in(frame, line, is_composing ? line->composed_end : view->caret - line->row.start), unit = frame->unit;
    if (is_composing) {
        float under = baseline + 0.2f * editor_place_px(frame), from = x_in(frame, line, line->composed);
        display_line(frame->list, (Point){from, under}, (Point){x, under}, 2 * unit, theme->forward);
    }
    display_box(frame->list, (Rect){x - unit, line->rect.y, fmaxf(2, 2 * unit), line->rect.h}, 0, theme->focus);
}

static void draw_number(Frame *frame, int line, float right, float baseline, bool is_wrong) {
    char number[16];
    snprintf(number, sizeof number, "%d", line + 1);
    Color color = is_wrong ? frame->theme->backward : frame->theme->quiet;
    float px = editor_place_px(frame);
    float width = frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_MONO, px, color, number);
    if (is_wrong) { // not by its colour alone
        display_line(frame->list, (Point){right - width, baseline + 0.2f * px}, (Point){right, baseline + 0.2f * px}, 2 * frame->unit,
                     color);
    }
}

static void draw_row(Frame *frame, const EditorView *view, Line *line) {
    float px = editor_place_px(frame), baseline = line->rect.y + line->rect.h / 2 + 0.35f * px;
    Rect clip = line->rect; // the caret may stand at its very edge
    clip.x -= 3 * frame->unit;
    clip.w += px;
    make_line(view, line);
    display_clip(frame->list, clip);
    draw_selection(frame, view, line);
    draw_pieces(frame, view, line, baseline);
    bool is_wrong = draw_marks(frame, view, line, baseline);
    draw_caret(frame, view, line, baseline);
    display_clip_end(frame->list);
    if (line->row.start == line->row.line_start) {
        draw_number(frame, line->row.line, line->rect.x - 0.7f * px, baseline, is_wrong);
    }
}

static void draw_lines(Frame *frame, const Parts *parts, const EditorView *view) {
    float height = leading(frame);
    int shown = (int)(parts->lines.h / height), count = 0;
    Line line;
    text_init(&line.shown);
    for (EditorRows rows = rows_of(frame, parts, view); editor_place_next_row(&rows); count++) {
        if (count < view->first || count >= view->first + shown) {
            continue;
        }
        line.row = rows.row;
        line.rect = (Rect){parts->lines.x, parts->lines.y + (float)(count - view->first) * height, parts->lines.w, height};
        draw_row(frame, view, &line);
    }
    text_finish(&line.shown);
    Rect bar = rect_inset(parts->box, 6 * frame->unit);
    float one = bar.h / (float)(shown > 0 ? shown : 1);
    scrollbar_draw(frame, bar, (float)count * one, (float)view->first * one);
}

static void draw_text(Frame *frame, const Parts *parts, const EditorView *view) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    bool is_wrong = view->mark_count > 0;
    Color edge = is_wrong ? theme->backward : view->is_focused ? theme->focus : theme->line;
    float border = (is_wrong || view->is_focused ? 2 : theme->border) * unit;
    display_border_box(frame->list, parts->box, 8 * unit, theme->background, edge, border);
    Hit *hit = hits_add(frame->hits, HIT_FIELD, parts->box);
    hit->focusable = true;
    snprintf(hit->argument, sizeof hit->argument, "equations");
    if (view->text[0] == '\0' && view->composing == NULL) {
        paragraph_draw(frame, parts->lines, FACE_REGULAR, SIZE, theme->quiet, words_get(frame->words, "editor.empty"));
    }
    draw_lines(frame, parts, view);
}

// The cells to begin with, in two columns.
static void draw_shelf(Frame *frame, Rect box, const EditorView *view) {
    float px = editor_place_px(frame), gap = 0.25f * px;
    const char *title = words_get(frame->words, "editor.shelf");
    Rect area = box, head = rect_cut_top(&area, paragraph_height(frame, box.w, FACE_REGULAR, SIZE, title) + gap);
    paragraph_draw(frame, head, FACE_REGULAR, SIZE, frame->theme->quiet, title);
    int half = (view->shelf_count + 1) / 2;
    float height = fminf(2 * px, (area.h + gap) / (float)(half > 0 ? half : 1)), width = (area.w - gap) / 2;
    for (int i = 0; i < view->shelf_count; i++) {
        Rect place = {area.x + (float)(i / half) * (width + gap), area.y + (float)(i % half) * height, width, height - gap};
        button_draw(frame, place, ICON_NONE, view->shelf[i], "equations-start", view->shelf[i], WIDGET_PLAIN);
    }
}

// ---- beneath it

static void append_count(const Words *words, Text *out, const char *key, int count) {
    Text one, number;
    text_init(&one);
    text_init(&number);
    text_printf(&one, "%s-one", key);
    text_printf(&number, "%d", count);
    WORDS_FORMAT(words, out, count == 1 && words_has(words, one.data) ? one.data : key, {"count", number.data});
    text_finish(&number);
    text_finish(&one);
}

static int weights_of(const Program *program) {
    int count = 0;
    for (int i = 0; i < program->param_count; i++) {
        count += program->params[i].rows * program->params[i].cols;
    }
    return count;
}

// "4 equations · 9 weights, 243 numbers in them", or how many problems there are.
static void write_state(const Frame *frame, const EditorView *view, Text *out) {
    if (view->mark_count > 0) {
        append_count(frame->words, out, "editor.problems", view->mark_count);
    } else if (view->program != NULL) {
        append_count(frame->words, out, "editor.equations", view->program->equation_count);
        text_append(out, " · ");
        append_count(frame->words, out, "editor.weights", weights_of(view->program));
    }
}

static void draw_state(Frame *frame, Rect line, const EditorView *view) {
    const Theme *theme = frame->theme;
    float px = editor_place_px(frame);
    bool is_wrong = view->mark_count > 0;
    line.y += 0.25f * px;
    line.h = 1.7f * px;
    if (view->mark_count > 1) {
        draw_head_button(frame, &line, ICON_CHEVRON_RIGHT, "editor.next", "equations-problem", "", WIDGET_PLAIN);
    }
    Color color = is_wrong ? theme->backward : theme->update;
    icon_draw(frame->list, is_wrong ? ICON_WARNING : ICON_CHECK, (Point){line.x + 0.6f * px, line.y + line.h / 2}, 1.1f * px, color);
    Text text;
    text_init(&text);
    write_state(frame, view, &text);
    float left = line.x + 1.6f * px;
    frame_text_fit(frame, left, line.y + line.h / 2 + 0.35f * px, ALIGN_LEFT, FACE_REGULAR, px, is_wrong ? theme->text : theme->quiet,
                   text.data, line.x + line.w - left);
    text_finish(&text);
}

static void draw_note(Frame *frame, Rect rect, const EditorView *view) {
    const Theme *theme = frame->theme;
    if (view->told < 0 || view->told >= view->mark_count) {
        paragraph_draw(frame, rect, FACE_REGULAR, SIZE, theme->quiet, words_get(frame->words, "editor.hint"));
        return;
    }
    const EditorMark *mark = &view->marks[view->told];
    Text text;
    text_init(&text);
    if (mark->line > 0) {
        text_printf(&text, "%d:%d  ", mark->line, mark->column);
    } else if (mark->where != NULL) {
        text_printf(&text, "%s: ", mark->where);
    }
    text_append(&text, mark->message);
    float used = paragraph_draw(frame, rect, FACE_REGULAR, SIZE, theme->text, text.data);
    text_finish(&text);
    rect_cut_top(&rect, used);
    paragraph_draw(frame, rect, FACE_REGULAR, SIZE, theme->quiet, words_get(frame->words, "editor.last-good"));
}

// The name of the file to be saved takes the place of the state and the note.
static void draw_name(Frame *frame, const Parts *parts, const EditorView *view) {
    float px = editor_place_px(frame);
    Rect line = parts->state, note = parts->note;
    line.y += 0.25f * px;
    line.h = 1.7f * px;
    const char *label = words_get(frame->words, "editor.save-as");
    float used = frame_text_fit(frame, line.x, line.y + line.h / 2 + 0.35f * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->text, label,
                                0.5f * line.w);
    rect_cut_left(&line, used + 0.6f * px);
    Field field = *view->name;
    field.problem = NULL; // it has the whole note
    field_draw(frame, line, &field, WIDGET_FOCUSED);
    bool is_wrong = view->name->problem != NULL;
    paragraph_draw(frame, note, FACE_REGULAR, SIZE, is_wrong ? frame->theme->backward : frame->theme->quiet,
                   is_wrong ? view->name->problem : words_get(frame->words, "editor.save-hint"));
}

void editor_panel_draw(Frame *frame, Rect rect, const EditorView *view) {
    Parts parts = parts_of(frame, rect, view);
    card_draw(frame, rect);
    draw_title(frame, parts.title, view);
    if (view->is_choosing) {
        draw_shelf(frame, parts.box, view);
    } else {
        draw_text(frame, &parts, view);
    }
    if (view->name != NULL) {
        draw_name(frame, &parts, view);
        return;
    }
    draw_state(frame, parts.state, view);
    draw_note(frame, parts.note, view);
}
