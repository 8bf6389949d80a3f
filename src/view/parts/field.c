// A text field: field_draw of view/parts/widgets.h.
#include "view/parts/widgets.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// Where the text of a field stands, in px.
typedef struct Placed {
    float px, left, width; // of the inner part
    float caret;           // from the start of the text
    float scroll;          // how much of the text is hidden to the left
} Placed;

static float width_to(const Frame *frame, float px, const char *text, size_t length) {
    const TextMeasure *measure = &frame->view->measure;
    return measure->width(measure->context, FACE_MONO, px, text, length);
}

static size_t clamp(size_t offset, size_t length) {
    return offset < length ? offset : length;
}

static Placed place(const Frame *frame, Rect rect, const Field *field, unsigned state) {
    float px = frame_text_size(frame, 20), pad = 0.5f * px;
    Placed placed = {.px = px, .left = rect.x + pad, .width = rect.w - 2 * pad};
    placed.caret = width_to(frame, px, field->text, clamp(field->caret, strlen(field->text)));
    float behind = field->composing != NULL ? width_to(frame, px, field->composing, strlen(field->composing)) : 0;
    float end = placed.caret + behind + 2 * frame->unit;
    if ((state & WIDGET_FOCUSED) != 0 && end > placed.width) {
        placed.scroll = end - placed.width;
    }
    return placed;
}

size_t field_offset_at(const Frame *frame, Rect rect, const Field *field, unsigned state, float x) {
    Placed placed = place(frame, rect, field, state);
    float wanted = x - placed.left + placed.scroll;
    size_t length = strlen(field->text);
    size_t at = 0;
    float before = 0;
    while (at < length) {
        size_t next = at;
        uint32_t code_point;
        if (!utf8_next(field->text, length, &next, &code_point)) {
            return at;
        }
        float behind = width_to(frame, placed.px, field->text, next);
        if (wanted < (before + behind) / 2) {
            return at;
        }
        before = behind;
        at = next;
    }
    return length;
}

static void draw_selection(Frame *frame, Rect line, const Field *field, const Placed *placed) {
    size_t length = strlen(field->text);
    size_t a = clamp(field->caret, length), b = clamp(field->anchor, length);
    if (a == b) {
        return;
    }
    float from = width_to(frame, placed->px, field->text, a < b ? a : b);
    float to = width_to(frame, placed->px, field->text, a < b ? b : a);
    Rect box = {placed->left - placed->scroll + from, line.y, to - from, line.h};
    display_box(frame->list, box, 2 * frame->unit, frame->theme->forward_soft);
}

// The text with what the input method composes put in at the caret, and the caret behind it.
static void draw_focused(Frame *frame, Rect line, float baseline, const Field *field, const Placed *placed) {
    const Theme *theme = frame->theme;
    float x = placed->left - placed->scroll;
    size_t caret = clamp(field->caret, strlen(field->text));
    const char *composing = field->composing != NULL ? field->composing : "";
    float composed = width_to(frame, placed->px, composing, strlen(composing));
    Text before;
    text_init(&before);
    text_append_bytes(&before, field->text, caret);
    frame_text(frame, x, baseline, ALIGN_LEFT, FACE_MONO, placed->px, theme->text, before.data);
    text_finish(&before);
    x += placed->caret;
    frame_text(frame, x, baseline, ALIGN_LEFT, FACE_MONO, placed->px, theme->text, composing);
    if (composed > 0) {
        float under = baseline + 0.2f * placed->px;
        display_line(frame->list, (Point){x, under}, (Point){x + composed, under}, 2 * frame->unit, theme->forward);
    }
    x += composed;
    frame_text(frame, x, baseline, ALIGN_LEFT, FACE_MONO, placed->px, theme->text, field->text + caret);
    display_box(frame->list, (Rect){x, line.y, 2 * frame->unit, line.h}, 0, theme->focus);
}

void field_draw(Frame *frame, Rect rect, const Field *field, unsigned state) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, radius = 8 * unit;
    bool is_wrong = field->problem != NULL && field->problem[0] != '\0';
    bool is_focused = (state & WIDGET_FOCUSED) != 0;
    Placed placed = place(frame, rect, field, state);
    float height = is_wrong ? 1.7f * placed.px : rect.h;
    Rect box = rect;
    box.h = height < rect.h ? height : rect.h;
    Color edge = is_wrong ? theme->backward : is_focused ? theme->focus : theme->line;
    display_border_box(frame->list, box, radius, theme->background, edge, (is_wrong || is_focused ? 2 : theme->border) * unit);
    float middle = box.y + box.h / 2, baseline = middle + 0.36f * placed.px;
    Rect line = {placed.left, middle - 0.65f * placed.px, placed.width, 1.3f * placed.px};
    bool is_empty = field->text[0] == '\0' && (field->composing == NULL || field->composing[0] == '\0');
    display_clip(frame->list, rect_inset(box, 2 * unit));
    if (is_empty && field->hint != NULL) {
        frame_text_fit(frame, placed.left, baseline, ALIGN_LEFT, FACE_MONO, placed.px, theme->quiet, field->hint, placed.width);
    }
    if (is_focused) {
        draw_selection(frame, line, field, &placed);
        draw_focused(frame, line, baseline, field, &placed);
    } else {
        Color ink = (state & WIDGET_DISABLED) != 0 ? theme->faint : theme->text;
        frame_text_fit(frame, placed.left, baseline, ALIGN_LEFT, FACE_MONO, placed.px, ink, field->text, placed.width);
    }
    display_clip_end(frame->list);
    if (is_wrong) {
        Rect beneath = {rect.x, box.y + box.h + 0.2f * placed.px, rect.w, rect.y + rect.h - box.y - box.h - 0.2f * placed.px};
        paragraph_draw(frame, beneath, FACE_REGULAR, 20, theme->backward, field->problem);
    }
    if ((state & WIDGET_DISABLED) == 0) {
        Hit *hit = hits_add(frame->hits, HIT_FIELD, box);
        hit->focusable = true;
        snprintf(hit->argument, sizeof hit->argument, "%s", field->key);
    }
}
