#include "view/parts/vectors.h"

#include "view/lanes/lanes.h"

#include <math.h>

enum { MAX_STRIPES = 24 };

float vector_number_width(const Frame *frame) {
    float size = frame_text_size(frame, 20);
    return fmaxf(72 * frame->unit, frame_text_width(frame, FACE_MONO, size, "−0.00") + 10 * frame->unit);
}

float vector_least_width(const Frame *frame) {
    return frame_text_width(frame, FACE_MONO, frame_text_size(frame, 20), "−0.00") + 4.5f * frame->unit;
}

float vector_number_height(const Frame *frame) {
    return 1.04f * frame_text_size(frame, 20);
}

bool element_equal(Element a, Element b) {
    return a.kind == b.kind && a.index == b.index && a.t == b.t && a.lane == b.lane && a.row == b.row && a.col == b.col &&
           a.reader == b.reader;
}

bool element_is_pointed(const Frame *frame, Element element) {
    const View *view = frame->view;
    const Trace *asked = view->traces[view->pointed_trace];
    return element_equal(element, view->pointed) && (asked == frame->trace || asked == NULL || lanes_same_program(asked, frame->trace));
}

double vector_limit(const Trace *trace, int op, bool adjoint, int first, int last, double least) {
    double limit = least;
    int size = trace->program->ops[op].size;
    for (int t = first; t <= last; t++) {
        const double *values = adjoint ? run_adjoint(trace->run, op, t, 0) : run_value(trace->run, op, t, 0);
        for (int i = 0; values != NULL && i < size; i++) {
            if (isfinite(values[i]) && fabs(values[i]) > limit) {
                limit = fabs(values[i]);
            }
        }
    }
    return limit;
}

void vector_hatch(Frame *frame, Rect rect, Color color) {
    float step = fmaxf(7 * frame->unit, (rect.w + rect.h) / MAX_STRIPES);
    display_clip(frame->list, rect);
    for (float x = rect.x - rect.h + step / 2; x < rect.x + rect.w; x += step) {
        display_line(frame->list, (Point){x, rect.y + rect.h}, (Point){x + rect.h, rect.y}, fmaxf(1, 1.5f * frame->unit), color);
    }
    display_clip_end(frame->list);
}

// The number in the form that fits; false if none does.
static bool draw_number(Frame *frame, Rect rect, double value, Color color) {
    if (rect.h < vector_number_height(frame) - 0.01f) {
        return false;
    }
    Text text;
    text_init(&text);
    float size = frame_text_size(frame, 20);
    float room = rect.w - 4 * frame->unit;
    frame_number(value, &text);
    bool fits = frame_text_width(frame, FACE_MONO, size, text.data) <= room;
    if (!fits) {
        text_clear(&text);
        frame_number_short(value, &text);
        fits = frame_text_width(frame, FACE_MONO, size, text.data) <= room;
    }
    if (fits) {
        frame_text(frame, rect.x + rect.w / 2, rect.y + rect.h / 2 + 0.36f * size, ALIGN_CENTER, FACE_MONO, size, color, text.data);
    }
    text_finish(&text);
    return fits;
}

static const float MIN_RING = 3; // px

static float ring_size(const Frame *frame, Rect rect) {
    return fminf(fminf(0.5f * rect.w, 0.5f * rect.h), 8 * frame->unit);
}

// A ring, as the digit: nothing at all would look as if something were missing.
static void draw_zero(Frame *frame, Rect rect, Color color) {
    float size = ring_size(frame, rect);
    if (size >= MIN_RING) {
        Rect ring = {rect.x + (rect.w - size) / 2, rect.y + (rect.h - size) / 2, size, size};
        display_border_box(frame->list, ring, size / 2, 0, color, fmaxf(1, 1.5f * frame->unit));
    }
}

// From the middle to the right (up, across) where positive, to the left (down) where negative; its length is the magnitude, but never so
// short that one could not see on which side it stands.
static void draw_bar(Frame *frame, Rect rect, double value, double limit, Color color, bool across) {
    if (value == 0) {
        draw_zero(frame, rect, color);
        return;
    }
    float share = (float)(0.14 + 0.86 * fmin(fabs(value) / limit, 1));
    float length = (across ? rect.h : rect.w) / 2 * share;
    float thick = across ? fminf(0.4f * rect.w, 8 * frame->unit) : fminf(0.4f * rect.h, 8 * frame->unit);
    if (length < 0.5f || thick < 0.4f) {
        return;
    }
    float x = rect.x + rect.w / 2, y = rect.y + rect.h / 2;
    Rect bar = across ? (Rect){x - thick / 2, value > 0 ? y - length : y, thick, length}
                      : (Rect){value < 0 ? x - length : x, y - thick / 2, length, thick};
    display_box(frame->list, bar, 0, color);
}

void vector_cell(Frame *frame, Rect rect, double value, double limit, float shown, bool numbers, bool across) {
    const Theme *theme = frame->theme;
    if (!isfinite(value)) {
        Color strong = isnan(value) ? theme->text : value < 0 ? theme->negative : theme->positive;
        display_border_box(frame->list, rect, 0, theme->surface, strong, fmaxf(1, 1.5f * frame->unit));
        if (!numbers || !draw_number(frame, rect, value, theme->text)) {
            vector_hatch(frame, rect, strong);
        }
        return;
    }
    Color ground = theme_diverging(theme, value, limit);
    Color ink = theme_text_on(theme, ground);
    bool large = fminf(rect.w, rect.h) >= 14 * frame->unit;
    Rect inner = large ? (Rect){rect.x, rect.y + 0.5f * frame->unit, rect.w, rect.h - frame->unit} : rect;
    Shape *box = display_box(frame->list, inner, large ? 4 * frame->unit : 0, color_fade(ground, shown));
    if (large) {
        box->border = color_mix(ground, theme->line, 0.6f);
        box->border_width = fmaxf(1, frame->unit);
    }
    if (!numbers || !draw_number(frame, rect, value, color_fade(ink, 2 * shown - 1))) {
        draw_bar(frame, rect, value, limit, color_fade(ink, 0.75f * shown), across);
    }
}

static void draw_outlines(Frame *frame, Rect rect, const Vector *vector) {
    float cell = (vector->across ? rect.w : rect.h) / (float)vector->size;
    float border = fmaxf(1, frame->unit);
    Color outline = color_mix(frame->theme->line, frame->theme->faint, 0.4f);
    if (cell < 14 * frame->unit) {
        display_border_box(frame->list, rect, 2 * frame->unit, 0, outline, border);
        return;
    }
    for (int i = 0; i < vector->size; i++) {
        float at = (float)i * cell, trim = 0.5f * frame->unit;
        Rect box = vector->across ? (Rect){rect.x + at + trim, rect.y, cell - 2 * trim, rect.h}
                                  : (Rect){rect.x, rect.y + at + trim, rect.w, cell - 2 * trim};
        display_border_box(frame->list, box, 4 * frame->unit, 0, outline, border);
    }
}

// The row of the largest magnitude among `count` from `first`; what is not finite counts as the largest.
static int telling_row(const double *values, int first, int count) {
    int best = first;
    for (int i = first; i < first + count; i++) {
        if (!isfinite(values[i])) {
            return i;
        }
        if (fabs(values[i]) > fabs(values[best])) {
            best = i;
        }
    }
    return best;
}

static bool is_zero(const Vector *vector) {
    for (int i = 0; i < vector->size; i++) {
        if (vector->values[i] != 0) {
            return false;
        }
    }
    return true;
}

// One ring for all, where single ones have no room.
static void draw_zeros(Frame *frame, Rect rect, const Vector *vector) {
    float cell = (vector->across ? rect.w : rect.h) / (float)vector->size;
    bool digits = vector->numbers && (vector->across ? rect.h : cell) >= vector_number_height(frame) - 0.01f;
    if (!digits && ring_size(frame, vector->across ? (Rect){0, 0, cell, rect.h} : (Rect){0, 0, rect.w, cell}) < MIN_RING) {
        display_border_box(frame->list, rect, 2 * frame->unit, 0, color_fade(frame->theme->line, vector->shown), fmaxf(1, frame->unit));
        draw_zero(frame, rect, color_fade(frame->theme->text, 0.75f * vector->shown));
    }
}

void vector_draw(Frame *frame, Rect rect, const Vector *vector) {
    if (vector->shown < 1 || vector->values == NULL) {
        draw_outlines(frame, rect, vector);
    }
    if (vector->shown <= 0 || vector->values == NULL) {
        return;
    }
    float extent = vector->across ? rect.w : rect.h;
    int cells = vector->size;
    int most = (int)fmaxf(1, extent / fmaxf(2, 3 * frame->unit));
    int group = (cells + most - 1) / most;
    cells = (vector->size + group - 1) / group;
    float step = extent / (float)cells;
    Rect lit = {0};
    for (int i = 0; i < cells; i++) {
        int first = i * group;
        int count = first + group <= vector->size ? group : vector->size - first;
        int row = telling_row(vector->values, first, count);
        float at = (float)i * step;
        Rect cell = vector->across ? (Rect){rect.x + at, rect.y, step, rect.h} : (Rect){rect.x, rect.y + at, rect.w, step};
        vector_cell(frame, cell, vector->values[row], vector->limit, vector->quiet ? 0.55f * vector->shown : vector->shown, vector->numbers,
                    vector->across);
        if (vector->element.kind == ELEMENT_NONE) {
            continue;
        }
        Hit *hit = hits_add(frame->hits, HIT_ELEMENT, cell);
        hit->element = vector->element;
        *(vector->along_columns ? &hit->element.col : &hit->element.row) += row;
        hit->t = vector->element.t;
        if (element_is_pointed(frame, hit->element)) {
            lit = cell;
        }
    }
    if (is_zero(vector)) {
        draw_zeros(frame, rect, vector);
    }
    if (lit.w > 0) {
        display_border_box(frame->list, lit, 4 * frame->unit, 0, frame->theme->focus, fmaxf(2, 2.5f * frame->unit));
    }
}
