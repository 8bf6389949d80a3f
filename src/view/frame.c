#include "view/frame.h"

#include "base/utf8.h"
#include "view/layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

float ease(float share) {
    if (!(share > 0)) {
        return 0;
    }
    return share >= 1 ? 1 : share * share * (3 - 2 * share);
}

// Where in the interval (whole, whole + 1) the animation of the next moment begins: behind the unfolding, and behind the question.
static double animation_start(const Trace *trace, double whole) {
    double question = trace_question(trace);
    if (question > whole && question < whole + 1) {
        return question - whole;
    }
    return whole < 0.5 ? 0.5 : 0;
}

void frame_begin(Frame *frame, const View *view, DisplayList *list, HitList *hits) {
    Layout layout;
    layout_make(view, &layout);
    const Trace *trace = view->traces[0];
    *frame = (Frame){.view = view,
                     .trace = trace,
                     .theme = view->theme,
                     .words = view->words,
                     .list = list,
                     .hits = hits,
                     .unit = layout.unit,
                     .text_min = layout.text_min,
                     .progress = 1};
    double last = (double)(trace_moment_count(trace) - 1);
    double position = fmin(fmax(view->position, 0), last);
    double whole = floor(position);
    double start = animation_start(trace, whole);
    double share = (position - whole - start) / (1 - start);

    frame->index = (long)whole;
    if (share > 0) {
        frame->index += 1;
        frame->progress = view->motion ? ease((float)share) : 1;
    }
    frame->known = frame->progress < 1 ? frame->index - 1 : frame->index;
    frame->now = (double)frame->index - 1 + (double)frame->progress;
    frame->moment = trace_moment(trace, frame->index);
    float unfolded = (float)position * 2;
    frame->fold = view->motion ? 1 - ease(unfolded) : unfolded > 0 ? 0 : 1;
}

float frame_way(const Frame *frame, double from, double to) {
    if (from < 0 || to < 0 || frame->now <= from) {
        return 0;
    }
    return frame->now >= to ? 1 : (float)((frame->now - from) / (to - from));
}

float frame_text_size(const Frame *frame, float size) {
    return fmaxf(size * frame->unit, frame->text_min);
}

float frame_text_width(const Frame *frame, FontFace face, float size_px, const char *text) {
    const TextMeasure *measure = &frame->view->measure;
    return measure->width(measure->context, face, size_px, text, strlen(text));
}

float frame_text(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text) {
    float width = frame_text_width(frame, face, size_px, text);
    float left = align == ALIGN_LEFT ? x : align == ALIGN_CENTER ? x - width / 2 : x - width;
    const Rect *window = &frame->window;
    bool cut = window->w > 0 && (left < window->x || left + width > window->x + window->w);
    if (text[0] != '\0' && !cut && color >> 24 != 0) {
        display_text(frame->list, (Point){left, baseline}, face, size_px, color, text, strlen(text));
    }
    return width;
}

float frame_text_fit(Frame *frame, float x, float baseline, Align align, FontFace face, float size_px, Color color, const char *text,
                     float max_width) {
    if (frame_text_width(frame, face, size_px, text) <= max_width) {
        return frame_text(frame, x, baseline, align, face, size_px, color, text);
    }
    Text cut;
    text_init(&cut);
    size_t length = strlen(text);
    size_t longest = 0; // bytes of the longest beginning that fits
    for (size_t at = 0; at < length;) {
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point)) {
            break;
        }
        text_clear(&cut);
        text_append_bytes(&cut, text, at);
        text_append(&cut, "…");
        if (frame_text_width(frame, face, size_px, cut.data) > max_width) {
            break;
        }
        longest = at;
    }
    text_clear(&cut);
    text_append_bytes(&cut, text, longest);
    text_append(&cut, "…");
    float width = frame_text_width(frame, face, size_px, cut.data) <= max_width
                      ? frame_text(frame, x, baseline, align, face, size_px, color, cut.data)
                      : 0;
    text_finish(&cut);
    return width;
}

// "1.2e−8" of a positive number.
static void append_exponent(Text *out, double size, int digits) {
    int exponent = (int)floor(log10(size));
    double mantissa = size / pow(10, exponent);
    double step = pow(10, digits);
    if (!(mantissa > 0) || isinf(mantissa)) { // a denormal: 10^exponent itself is rounded away
        mantissa = size * 1e200 / pow(10, exponent + 200);
    }
    mantissa = floor(mantissa * step + 0.5) / step;
    if (mantissa >= 10) {
        mantissa /= 10;
        exponent++;
    }
    text_append_decimal(out, mantissa, digits, false);
    char power[16];
    snprintf(power, sizeof power, "e%s%d", exponent < 0 ? "−" : "", exponent < 0 ? -exponent : exponent);
    text_append(out, power);
}

static void append_number(double value, int digits, Text *out) {
    if (isnan(value)) {
        text_append(out, "NaN");
        return;
    }
    if (value == 0) {
        text_append(out, "0");
        return;
    }
    text_append(out, value < 0 ? "−" : "+");
    double size = fabs(value), half = 0.5 * pow(10, -digits);
    if (isinf(size)) {
        text_append(out, "∞");
    } else if (size < half || size >= 9999.5) {
        append_exponent(out, size, digits - 1);
    } else {
        // Digits ahead of the point, once rounded, take the place of those behind.
        int whole = size >= 100 - 10 * half ? 2 : size >= 10 - half ? 1 : 0;
        text_append_decimal(out, size, digits > whole ? digits - whole : 0, false);
    }
}

void frame_number(double value, Text *out) {
    append_number(value, 2, out);
}

void frame_number_short(double value, Text *out) {
    append_number(value, 1, out);
}
