// Where to begin: experiments in which the gradient vanishes, explodes or does something else worth seeing; and what can be turned besides
// the radius.
#include "view/plots/plots.h"

#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

static const char *const PRESETS[] = {"vanishing", "critical", "exploding", "saturating", "transient", "memory", "leak", "gates", "held"};
enum { PRESET_COUNT = sizeof PRESETS / sizeof PRESETS[0] };

const char *plots_preset_name(int index) {
    return index >= 0 && index < PRESET_COUNT ? PRESETS[index] : NULL;
}

static const char *preset_label(const Frame *frame, int i) {
    char key[48];
    snprintf(key, sizeof key, "plots.preset-%s", PRESETS[i]);
    return words_get(frame->words, key);
}

static float preset_width(const Frame *frame, int i, float height) {
    return frame_text_width(frame, FACE_REGULAR, frame_text_size(frame, 20), preset_label(frame, i)) + 0.8f * height;
}

// On as many lines as they need, off the top of `rest`.
static void draw_presets(Frame *frame, Rect *rest, float height) {
    float gap = 8 * frame->unit;
    for (int i = 0; i < PRESET_COUNT && rest->h >= height;) {
        Rect line = rect_cut_top(rest, height);
        do {
            Rect place = rect_cut_left(&line, preset_width(frame, i, height));
            button_draw(frame, place, ICON_NONE, preset_label(frame, i), "preset", PRESETS[i], WIDGET_PLAIN);
            rect_cut_left(&line, gap);
            i++;
        } while (i < PRESET_COUNT && preset_width(frame, i, height) <= line.w);
        rect_cut_top(rest, i < PRESET_COUNT ? gap : 0);
    }
}

static void draw_name(Frame *frame, Rect *line, const char *key) {
    float px = frame_text_size(frame, 20);
    const char *name = words_get(frame->words, key);
    Rect place = rect_cut_left(line, frame_text_width(frame, FACE_REGULAR, px, name) + 0.5f * px);
    frame_text_fit(frame, place.x, place.y + place.h / 2 + PLOT_CAP_MIDDLE * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, name,
                   place.w);
}

// The cell, the number of timesteps, and which losses count.
static void draw_knobs(Frame *frame, Rect line) {
    const Trace *trace = frame->trace;
    float px = frame_text_size(frame, 20), apart = 1.4f * px;
    draw_name(frame, &line, "plots.cell");
    const char *cell = trace->session->cell_name[0] != '\0' ? trace->session->cell_name : words_get(frame->words, "plots.own-cell");
    Rect place = rect_cut_left(&line, fminf(button_width(frame, ICON_CHEVRON_RIGHT, cell, line.h), 0.35f * line.w));
    button_draw(frame, place, ICON_CHEVRON_RIGHT, cell, "cell-next", "", WIDGET_PLAIN);
    rect_cut_left(&line, apart);
    draw_name(frame, &line, "plots.steps");
    button_draw(frame, rect_cut_left(&line, line.h), ICON_NONE, "−", "shorter", "", trace->steps > 1 ? WIDGET_PLAIN : WIDGET_DISABLED);
    char steps[16];
    snprintf(steps, sizeof steps, "%d", trace->steps);
    place = rect_cut_left(&line, 3 * px);
    frame_text_fit(frame, place.x + place.w / 2, place.y + place.h / 2 + PLOT_CAP_MIDDLE * px, ALIGN_CENTER, FACE_REGULAR, px,
                   frame->theme->text, steps, place.w);
    button_draw(frame, rect_cut_left(&line, line.h), ICON_NONE, "+", "longer", "", WIDGET_PLAIN);
    rect_cut_left(&line, apart);
    draw_name(frame, &line, "plots.losses");
    const char *const labels[] = {words_get(frame->words, "plots.losses-all"), words_get(frame->words, "plots.losses-last")},
                      *const values[] = {"all", "last"};
    float width =
        fmaxf(frame_text_width(frame, FACE_REGULAR, px, labels[0]), frame_text_width(frame, FACE_REGULAR, px, labels[1])) + 1.2f * px;
    segments_draw(frame, rect_cut_left(&line, 2 * width), labels, values, 2, trace->session->settings.losses_last ? 1 : 0, "losses",
                  WIDGET_PLAIN);
}

void plots_draw_presets(Frame *frame, Rect rect) {
    float px = frame_text_size(frame, 20), height = 1.7f * px;
    rect_cut_top(&rect, 0.2f * px);
    draw_presets(frame, &rect, height);
    rect_cut_top(&rect, 0.5f * px);
    draw_knobs(frame, rect_cut_top(&rect, height));
    rect_cut_top(&rect, 0.4f * px);
    if (rect.h >= 1.3f * px) {
        plots_say(frame, rect, "plots.presets-help");
    }
}
