#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

static const float CAP_MIDDLE = 0.36f;                                     // em from the middle of a capital letter down to the baseline
static const float CARD_RADIUS = 16, CARD_MARGIN = 24, BUTTON_RADIUS = 10; // units

static float smaller(float a, float b) {
    return a < b ? a : b;
}

Rect rect_inset(Rect rect, float margin) {
    float x = smaller(margin, rect.w / 2), y = smaller(margin, rect.h / 2);
    return (Rect){rect.x + x, rect.y + y, rect.w - 2 * x, rect.h - 2 * y};
}

bool rect_holds(Rect rect, Point point) {
    return point.x >= rect.x && point.y >= rect.y && point.x < rect.x + rect.w && point.y < rect.y + rect.h;
}

Rect rect_cut_top(Rect *rect, float height) {
    height = smaller(height, rect->h);
    Rect cut = {rect->x, rect->y, rect->w, height};
    rect->y += height;
    rect->h -= height;
    return cut;
}

Rect rect_cut_bottom(Rect *rect, float height) {
    height = smaller(height, rect->h);
    rect->h -= height;
    return (Rect){rect->x, rect->y + rect->h, rect->w, height};
}

Rect rect_cut_left(Rect *rect, float width) {
    width = smaller(width, rect->w);
    Rect cut = {rect->x, rect->y, width, rect->h};
    rect->x += width;
    rect->w -= width;
    return cut;
}

Rect rect_cut_right(Rect *rect, float width) {
    width = smaller(width, rect->w);
    rect->w -= width;
    return (Rect){rect->x + rect->w, rect->y, width, rect->h};
}

Rect card_draw(Frame *frame, Rect rect) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    Shape *box = display_border_box(frame->list, rect, CARD_RADIUS * unit, theme->surface, theme->line, theme->border * unit);
    box->shadow = theme->shadow * unit;
    hits_add(frame->hits, HIT_PANEL, rect);
    // Text has a smallest size, margins have not: in a small picture they give way first.
    return rect_inset(rect, smaller(CARD_MARGIN * unit, smaller(0.07f * rect.w, 0.1f * rect.h)));
}

Rect card_draw_titled(Frame *frame, Rect rect, const char *title) {
    Rect inner = card_draw(frame, rect);
    if (title == NULL || title[0] == '\0') {
        return inner;
    }
    float px = frame_text_size(frame, 21);
    Rect line = rect_cut_top(&inner, 1.35f * px);
    frame_text_fit(frame, line.x, line.y + 0.85f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, title, line.w);
    return inner;
}

void veil_draw(Frame *frame, Rect rect, const char *command) {
    display_box(frame->list, rect, 0, color_fade(frame->theme->background, 0.72f));
    hits_add(frame->hits, HIT_COMMAND, rect)->command = command;
}

void focus_ring_draw(Frame *frame, Rect rect, float radius) {
    float width = 3 * frame->unit, out = width + 2 * frame->unit;
    Rect around = {rect.x - out, rect.y - out, rect.w + 2 * out, rect.h + 2 * out};
    display_border_box(frame->list, around, radius + out, 0, frame->theme->focus, width);
}

static void add_command(Frame *frame, Rect rect, const char *command, const char *argument, unsigned state) {
    if ((state & WIDGET_DISABLED) != 0 || command == NULL) {
        return;
    }
    Hit *hit = hits_add(frame->hits, HIT_COMMAND, rect);
    hit->command = command;
    hit->focusable = true;
    snprintf(hit->argument, sizeof hit->argument, "%s", argument != NULL ? argument : "");
}

static Color ink_of(const Frame *frame, unsigned state) {
    const Theme *theme = frame->theme;
    bool filled = (state & (WIDGET_PRIMARY | WIDGET_CHOSEN)) != 0;
    return (state & WIDGET_DISABLED) != 0 ? theme->faint : filled ? theme_text_on(theme, theme->forward) : theme->text;
}

static float icon_size(float height) {
    return 0.46f * height;
}

float button_width(const Frame *frame, Icon icon, const char *label, float height) {
    float pad = 0.36f * height;
    float width = icon != ICON_NONE ? icon_size(height) : 0;
    if (label != NULL && label[0] != '\0') {
        width += frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), label) + (icon != ICON_NONE ? pad / 2 : 0);
    }
    return fmaxf(height, width + 2 * pad);
}

void button_draw(Frame *frame, Rect rect, Icon icon, const char *label, const char *command, const char *argument, unsigned state) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    bool filled = (state & (WIDGET_PRIMARY | WIDGET_CHOSEN)) != 0 && (state & WIDGET_DISABLED) == 0;
    float radius = smaller(BUTTON_RADIUS * unit, rect.h / 2);
    display_border_box(frame->list, rect, radius, filled ? theme->forward : theme->surface, filled ? theme->forward : theme->line,
                       theme->border * unit);
    Color ink = ink_of(frame, state);
    bool has_label = label != NULL && label[0] != '\0';
    float size = icon_size(rect.h), px = frame_text_size(frame, 20), pad = 0.36f * rect.h;
    float middle = rect.y + rect.h / 2;
    if (!has_label) {
        icon_draw(frame->list, icon, (Point){rect.x + rect.w / 2, middle}, size, ink);
    } else {
        float used = icon != ICON_NONE ? size + pad / 2 : 0;
        float room = rect.w - used - pad;
        float width = smaller(frame_text_width(frame, FACE_REGULAR, px, label), room);
        float x = rect.x + (rect.w - used - width) / 2;
        icon_draw(frame->list, icon, (Point){x + size / 2, middle}, size, ink);
        frame_text_fit(frame, x + used, middle + CAP_MIDDLE * px, ALIGN_LEFT, FACE_REGULAR, px, ink, label, room);
    }
    if ((state & WIDGET_FOCUSED) != 0) {
        focus_ring_draw(frame, rect, radius);
    }
    size_t before = frame->hits->count;
    add_command(frame, rect, command, argument, state);
    if (frame->hits->count > before) {
        frame->hits->hits[before].wordless = !has_label;
    }
}

void toggle_draw(Frame *frame, Rect rect, const char *label, const char *command, const char *argument, unsigned state) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 20);
    bool on = (state & WIDGET_CHOSEN) != 0;
    float h = smaller(1.2f * px, rect.h), w = 1.8f * h;
    Rect track = {rect.x, rect.y + (rect.h - h) / 2, w, h};
    Color ground = (state & WIDGET_DISABLED) != 0 ? theme->line : on ? theme->forward : theme->surface;
    display_border_box(frame->list, track, h / 2, ground, on ? ground : theme->quiet, 2 * unit);
    float knob = h / 2 - 4 * unit;
    Point center = {on ? track.x + w - h / 2 : track.x + h / 2, track.y + h / 2};
    display_disc(frame->list, center, knob, on ? theme->surface : theme->quiet);
    Color ink = (state & WIDGET_DISABLED) != 0 ? theme->faint : theme->text;
    float x = rect.x + w + 0.5f * px;
    frame_text_fit(frame, x, rect.y + rect.h / 2 + CAP_MIDDLE * px, ALIGN_LEFT, FACE_REGULAR, px, ink, label, rect.x + rect.w - x);
    if ((state & WIDGET_FOCUSED) != 0) {
        focus_ring_draw(frame, track, h / 2);
    }
    add_command(frame, rect, command, argument, state);
}

void segments_draw(Frame *frame, Rect rect, const char *const *labels, const char *const *values, int count, int chosen,
                   const char *command, unsigned state) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 20);
    float radius = smaller(BUTTON_RADIUS * unit, rect.h / 2), gap = 4 * unit;
    display_border_box(frame->list, rect, radius, theme->surface, theme->line, theme->border * unit);
    float width = count > 0 ? rect.w / (float)count : 0;
    for (int i = 0; i < count; i++) {
        Rect segment = {rect.x + (float)i * width, rect.y, width, rect.h};
        if (i == chosen) {
            display_box(frame->list, rect_inset(segment, gap), fmaxf(0, radius - gap),
                        (state & WIDGET_DISABLED) != 0 ? theme->line : theme->forward);
        }
        Color ink = ink_of(frame, (state & ~(unsigned)WIDGET_CHOSEN) | (i == chosen ? WIDGET_CHOSEN : 0));
        frame_text_fit(frame, segment.x + width / 2, rect.y + rect.h / 2 + CAP_MIDDLE * px, ALIGN_CENTER, FACE_REGULAR, px, ink, labels[i],
                       width - 2 * gap);
        add_command(frame, segment, command, values[i], state);
    }
    if ((state & WIDGET_FOCUSED) != 0) {
        focus_ring_draw(frame, rect, radius);
    }
}

void row_draw(Frame *frame, Rect rect, const char *title, const char *note, Icon icon, const char *command, const char *argument,
              unsigned state) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 22), note_px = frame_text_size(frame, 20);
    float radius = BUTTON_RADIUS * unit, pad = 0.6f * px;
    if ((state & WIDGET_CHOSEN) != 0) {
        display_box(frame->list, rect, radius, theme->forward_soft);
        display_box(frame->list, (Rect){rect.x, rect.y + radius, 4 * unit, rect.h - 2 * radius}, 2 * unit, theme->forward);
    }
    bool has_note = note != NULL && note[0] != '\0';
    Color ink = (state & WIDGET_DISABLED) != 0 ? theme->faint : theme->text;
    Color quiet = (state & WIDGET_DISABLED) != 0 ? theme->faint : theme->quiet;
    float right = rect.x + rect.w - pad;
    if (icon != ICON_NONE) {
        float size = 0.9f * px;
        icon_draw(frame->list, icon, (Point){right - size / 2, rect.y + rect.h / 2}, size, quiet);
        right -= size + pad;
    }
    float room = right - rect.x - pad;
    bool two_lines = has_note && rect.h >= 1.3f * (px + note_px);
    float top = rect.y + rect.h / 2 - (two_lines ? 0.65f * note_px : 0);
    float used =
        frame_text_fit(frame, rect.x + pad, top + CAP_MIDDLE * px, ALIGN_LEFT, has_note ? FACE_BOLD : FACE_REGULAR, px, ink, title, room);
    if (two_lines) {
        float y = rect.y + rect.h / 2 + 0.65f * px + CAP_MIDDLE * note_px;
        frame_text_fit(frame, rect.x + pad, y, ALIGN_LEFT, FACE_REGULAR, note_px, quiet, note, room);
    } else if (has_note) {
        frame_text_fit(frame, right, top + CAP_MIDDLE * note_px, ALIGN_RIGHT, FACE_REGULAR, note_px, quiet, note, room - used - pad);
    }
    if ((state & WIDGET_FOCUSED) != 0) {
        focus_ring_draw(frame, rect, radius);
    }
    add_command(frame, rect, command, argument, state);
}

void scrollbar_draw(Frame *frame, Rect rect, float content, float offset) {
    if (content <= rect.h || rect.h <= 0) {
        return;
    }
    float unit = frame->unit, width = 8 * unit;
    float length = fmaxf(32 * unit, rect.h * rect.h / content);
    float way = fminf(1, fmaxf(0, offset / (content - rect.h)));
    Rect track = {rect.x + rect.w - width, rect.y, width, rect.h};
    display_box(frame->list, track, width / 2, color_fade(frame->theme->line, 0.5f));
    Rect thumb = {track.x, rect.y + way * (rect.h - smaller(length, rect.h)), width, smaller(length, rect.h)};
    display_box(frame->list, thumb, width / 2, frame->theme->quiet);
}

void toast_draw(Frame *frame, Rect area, const char *message, bool is_problem, float appear) {
    if (message == NULL || message[0] == '\0' || appear <= 0) {
        return;
    }
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 20), pad = px;
    float sign = is_problem ? 1.8f * px : 0;
    float room = area.w - 2 * pad - sign;
    float wide = frame_text_width(frame, FACE_REGULAR, px, message);
    float text_width = wide < room ? wide + 1 : room;
    float height = paragraph_height(frame, text_width, FACE_REGULAR, 20, message), margin = 0.45f * pad;
    Rect box = {0, 0, text_width + sign + 2 * pad, height + 2 * margin};
    box.x = area.x + area.w - box.w;
    box.y = area.y + fmaxf(2 * unit, (area.h - box.h) / 2) - (1 - appear) * 16 * unit;
    Color ground = color_fade(is_problem ? theme->backward_soft : theme->surface, appear);
    Color edge = color_fade(is_problem ? theme->backward : theme->line, appear);
    display_border_box(frame->list, box, CARD_RADIUS * unit, ground, edge, theme->border * unit)->shadow = 2 * theme->shadow * unit;
    float left = box.x + pad;
    if (is_problem) {
        icon_draw(frame->list, ICON_WARNING, (Point){left + 0.6f * px, box.y + box.h / 2}, 1.2f * px, edge);
    }
    Rect inner = {left + sign, box.y + margin, text_width, height};
    paragraph_draw(frame, inner, FACE_REGULAR, 20, color_fade(theme->text, appear), message);
    hits_add(frame->hits, HIT_PANEL, box);
}

float keycap_width(const Frame *frame, const char *key) {
    float px = frame_text_size(frame, 20);
    return fmaxf(1.5f * px, frame_text_width(frame, FACE_REGULAR, px, key) + 0.8f * px);
}

void tip_draw(Frame *frame, Rect of, Rect within, const char *text, const char *key) {
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 20), pad = 0.5f * px, gap = 8 * unit;
    float words = frame_text_width(frame, FACE_REGULAR, px, text), cap = key[0] != '\0' ? keycap_width(frame, key) + pad : 0;
    Rect box = {of.x + of.w / 2 - (words + cap) / 2 - pad, of.y + of.h + gap, words + cap + 2 * pad, 2.1f * px};
    if (box.y + box.h > within.y + within.h) {
        box.y = of.y - gap - box.h;
    }
    box.x = fmaxf(within.x + gap, smaller(box.x, within.x + within.w - box.w - gap));
    display_border_box(frame->list, box, BUTTON_RADIUS * unit, theme->surface, theme->line, theme->border * unit)->shadow =
        theme->shadow * unit;
    float middle = box.y + box.h / 2;
    frame_text(frame, box.x + pad, middle + CAP_MIDDLE * px, ALIGN_LEFT, FACE_REGULAR, px, theme->text, text);
    if (cap > 0) {
        keycap_draw(frame, box.x + words + 2 * pad, middle, key);
    }
}

float keycap_draw(Frame *frame, float x, float y, const char *key) {
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20), height = 1.5f * px;
    float width = keycap_width(frame, key);
    Rect cap = {x, y - height / 2, width, height};
    // The lower edge is thicker, as a key's side is.
    display_box(frame->list, (Rect){cap.x, cap.y + 0.12f * px, cap.w, cap.h}, 0.25f * px, theme->line);
    display_border_box(frame->list, cap, 0.25f * px, theme->surface, theme->line, theme->border * frame->unit);
    frame_text(frame, x + width / 2, y + CAP_MIDDLE * px, ALIGN_CENTER, FACE_REGULAR, px, theme->text, key);
    return width;
}

void progress_draw(Frame *frame, Rect rect, double fraction, Color color) {
    double way = fraction > 0 ? (fraction < 1 ? fraction : 1) : 0;
    display_box(frame->list, rect, rect.h / 2, frame->theme->line);
    if (way > 0) {
        display_box(frame->list, (Rect){rect.x, rect.y, fmaxf(rect.h, rect.w * (float)way), rect.h}, rect.h / 2, color);
    }
}
