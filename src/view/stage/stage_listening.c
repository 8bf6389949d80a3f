// Which inputs the loss under the pointer listens to: the tokens before it in the colour of losses, and the legend of these colours beside
// the loss.
#include "view/stage/stage.h"

#include "trace/memo.h"
#include "view/formula/formula.h"
#include "view/plots/plot.h"

#include <math.h>

static const float FULL = 0.85f; // share of the colour that the largest gets: text stays legible on it

// |dL_s/dx[t]| of the loss under the pointer; NULL while none is.
static const double *listened(const Frame *frame) {
    Element pointed = frame->view->pointed;
    return pointed.kind == ELEMENT_LOSS ? trace_memo_listening(frame->trace, pointed.t) : NULL;
}

static double largest(const double *sizes, int s) {
    double most = 0;
    for (int t = 1; t <= s; t++) {
        most = isfinite(sizes[t - 1]) ? fmax(most, sizes[t - 1]) : most;
    }
    return most;
}

static Color color_of(const Theme *theme, double share) {
    return color_mix(theme->surface, theme->loss, FULL * (float)share);
}

bool stage_listening(const Stage *stage, int t, Color *ground) {
    const Frame *frame = stage->frame;
    const double *sizes = listened(frame);
    if (sizes == NULL || t < 1 || t > frame->view->pointed.t) {
        return false;
    }
    double most = largest(sizes, frame->view->pointed.t);
    double share = !isfinite(sizes[t - 1]) ? 1 : most > 0 ? sizes[t - 1] / most : 0;
    *ground = color_of(frame->theme, share);
    return true;
}

// "0", the colours, and the largest.
static void draw_colors(Frame *frame, Rect rect, double most) {
    float px = frame_text_size(frame, 20), baseline = rect.y + rect.h / 2 + PLOT_CAP_MIDDLE * px;
    Text number;
    text_init(&number);
    plot_number(most, &number);
    float zero = frame_text(frame, rect.x, baseline, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, "0") + 0.4f * px;
    float end = frame_text(frame, rect.x + rect.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, number.data) + 0.4f * px;
    text_finish(&number);
    enum { BANDS = 12 };
    float left = rect.x + zero, width = (rect.w - zero - end) / BANDS;
    for (int i = 0; i < BANDS; i++) {
        Rect band = {left + (float)i * width, rect.y + 0.25f * rect.h, width, 0.5f * rect.h};
        display_box(frame->list, band, 0, color_of(frame->theme, (double)i / (BANDS - 1)));
    }
    display_border_box(frame->list, (Rect){left, rect.y + 0.25f * rect.h, BANDS * width, 0.5f * rect.h}, 0, 0, frame->theme->line,
                       fmaxf(1, frame->unit));
}

void stage_draw_listening(Stage *stage) {
    Frame *frame = stage->frame;
    const double *sizes = listened(frame);
    if (sizes == NULL) {
        return;
    }
    int s = frame->view->pointed.t;
    float px = frame_text_size(frame, 20), pad = 0.6f * px;
    Text text, place;
    Formula label;
    text_init(&text);
    text_init(&place);
    formula_init(&label);
    text_printf(&place, "%d", s);
    WORDS_FORMAT(frame->words, &text, "plots.listens", {"t", place.data});
    formula_label(&label, false, text.data);
    const Rect *area = &stage->layout.stage;
    float width = fminf(fmaxf(formula_width(frame, &label, px) + 1, 12 * px) + 2 * pad, area->w);
    Rect box = {stage_x(stage, s) - width / 2, stage_loss_y(stage) + stage_chip_height(stage) / 2 + 6 * frame->unit, width, 3.2f * px};
    box.x = fmaxf(area->x, fminf(box.x, area->x + area->w - width));
    display_border_box(frame->list, box, 0.4f * px, frame->theme->surface, frame->theme->loss, fmaxf(1, 2 * frame->unit));
    formula_draw_fit(frame, &label, box.x + pad, box.y + 1.15f * px, FACE_REGULAR, px, frame->theme->text, frame->theme->text,
                     width - 2 * pad);
    draw_colors(frame, (Rect){box.x + pad, box.y + 1.6f * px, width - 2 * pad, 1.3f * px}, largest(sizes, s));
    formula_finish(&label);
    text_finish(&place);
    text_finish(&text);
}
