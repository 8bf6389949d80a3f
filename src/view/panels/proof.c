#include "view/panels/proof.h"

#include "view/formula/formula.h"
#include "view/plots/plot.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const float SIZE = 20, TITLE = 24; // units of text
static const float CURVE = 260;           // units: the least height of the curve

double proof_weight_at(const Proof *proof, int point) {
    int middle = PROOF_POINTS / 2;
    return proof->weight + PROOF_REACH * (double)(point - middle) / (double)middle;
}

double proof_relative_difference(const Proof *proof) {
    double apart = fabs(proof->by_bptt - proof->by_difference), size = fmax(fabs(proof->by_bptt), fabs(proof->by_difference));
    if (!isfinite(proof->by_bptt) || !isfinite(proof->by_difference)) {
        return NAN;
    }
    return size > 0 ? apart / size : 0;
}

// With enough digits for two numbers to be compared.
static void write_exact(double value, Text *out) {
    enum { DIGITS = 9 };
    double size = fabs(value);
    if (!isfinite(value) || !(size > 0)) {
        text_append_decimal(out, value, 0, false);
        return;
    }
    int exponent = (int)floor(log10(size));
    bool plain = exponent >= -3 && exponent < 5;
    text_append_decimal(out, plain ? value : value / pow(10, exponent), plain ? DIGITS - 1 - exponent : DIGITS - 1, true);
    if (!plain) {
        text_printf(out, "e%s%d", exponent < 0 ? "−" : "", abs(exponent));
    }
}

static float line_height(const Frame *frame) {
    return 1.45f * frame_text_size(frame, SIZE);
}

// What is held fixed where the gradient is truncated; "" under full BPTT.
static void write_note(const Frame *frame, Text *out) {
    int window = run_schedule(frame->trace->run)->window;
    if (window <= 0 || window >= frame->trace->steps) {
        return;
    }
    char number[32];
    snprintf(number, sizeof number, "%d", window);
    WORDS_FORMAT(frame->words, out, "prove.truncated", {"window", number});
}

static float note_height(const Frame *frame, float width, const char *note) {
    return *note ? paragraph_height(frame, width, FACE_REGULAR, SIZE, note) + 0.3f * frame_text_size(frame, SIZE) : 0;
}

float proof_height(const Frame *frame, float width) {
    float px = frame_text_size(frame, SIZE), margins = 40 * frame->unit;
    Text note;
    text_init(&note);
    write_note(frame, &note);
    float height =
        margins + 2.2f * px + 3 * line_height(frame) + note_height(frame, width - margins, note.data) + fmaxf(CURVE * frame->unit, 11 * px);
    text_finish(&note);
    return height;
}

static void draw_title(Frame *frame, Rect rect, const Proof *proof) {
    float height = 1.7f * frame_text_size(frame, SIZE), px = frame_text_size(frame, TITLE);
    Rect close = rect_cut_right(&rect, height);
    close.h = height;
    button_draw(frame, close, ICON_CLOSE, NULL, "prove", "off", WIDGET_PLAIN);
    Text name, title;
    text_init(&name);
    text_init(&title);
    element_name(frame->trace, proof->gradient, &name);
    WORDS_FORMAT(frame->words, &title, "prove.title", {"gradient", name.data});
    Formula formula;
    formula_init(&formula);
    formula_label(&formula, false, title.data);
    formula_draw_fit(frame, &formula, rect.x, rect.y + height / 2 + 0.35f * px, FACE_BOLD, px, frame->theme->text, frame->theme->text,
                     rect.w - 0.5f * px);
    formula_finish(&formula);
    text_finish(&title);
    text_finish(&name);
}

static void draw_row(Frame *frame, Rect *rest, const char *label, const char *number, Color color) {
    float px = frame_text_size(frame, SIZE);
    Rect row = rect_cut_top(rest, line_height(frame));
    float baseline = row.y + row.h / 2 + 0.35f * px;
    float width = frame_text(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_MONO, px, color, number);
    frame_text_fit(frame, row.x, baseline, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->text, label, row.w - width - px);
}

static void draw_numbers(Frame *frame, Rect *rest, const Proof *proof) {
    const Theme *theme = frame->theme;
    const char *waiting = "…";
    Text number;
    text_init(&number);
    write_exact(proof->by_bptt, &number);
    draw_row(frame, rest, words_get(frame->words, "prove.by-bptt"), number.data, theme->backward);
    text_clear(&number);
    write_exact(proof->by_difference, &number);
    draw_row(frame, rest, words_get(frame->words, "prove.by-difference"), proof->has_difference ? number.data : waiting, theme->loss);
    text_clear(&number);
    plot_number(proof_relative_difference(proof), &number);
    draw_row(frame, rest, words_get(frame->words, "prove.relative"), proof->has_difference ? number.data : waiting, theme->text);
    text_finish(&number);
}

// The loss as far as it is known, its tangent at the weight, and the weight.
static void draw_curve(Frame *frame, Rect rect, const Proof *proof) {
    int middle = PROOF_POINTS / 2;
    double weights[PROOF_POINTS], tangent[PROOF_POINTS];
    for (int i = 0; i < PROOF_POINTS; i++) {
        weights[i] = proof_weight_at(proof, i);
        tangent[i] = frame->trace->loss + proof->by_bptt * (weights[i] - proof->weight);
    }
    size_t known = (size_t)proof->points;
    const Series series[] = {
        {.name = words_get(frame->words, "prove.tangent"),
         .x = weights,
         .y = tangent,
         .count = PROOF_POINTS,
         .to = PROOF_POINTS,
         .color = frame->theme->backward,
         .width = 2.5f,
         .dash = 10,
         .gap = 7},
        {.name = words_get(frame->words, "prove.loss"),
         .x = weights,
         .y = proof->losses,
         .count = known,
         .to = known,
         .color = frame->theme->loss,
         .width = 3.5f},
        {.x = &weights[middle], .y = &tangent[middle], .count = 1, .to = 1, .color = frame->theme->text, .dots = true},
    };
    const Plot plot = {
        .series = series,
        .series_count = isfinite(proof->by_bptt) && isfinite(frame->trace->loss) ? 3 : 0,
        .x_name = "w",
        .marker = proof->weight,
    };
    if (plot.series_count > 0) {
        plot_draw(frame, rect, &plot);
    } else {
        paragraph_draw(frame, rect, FACE_REGULAR, SIZE, frame->theme->text, words_get(frame->words, "prove.not-finite"));
    }
}

void proof_draw(Frame *frame, Rect rect, const Proof *proof) {
    Rect rest = card_draw(frame, rect);
    draw_title(frame, rect_cut_top(&rest, 2.2f * frame_text_size(frame, SIZE)), proof);
    draw_numbers(frame, &rest, proof);
    Text note;
    text_init(&note);
    write_note(frame, &note);
    Rect lines = rect_cut_top(&rest, note_height(frame, rest.w, note.data));
    if (note.length > 0) {
        paragraph_draw(frame, lines, FACE_REGULAR, SIZE, frame->theme->quiet, note.data);
    }
    text_finish(&note);
    draw_curve(frame, rest, proof);
}
