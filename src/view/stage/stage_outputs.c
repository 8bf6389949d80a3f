// The outputs: bars over the symbols with the wanted one marked, the wanted one's probability where there is less room, and gauges for
// numbers.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>
#include <string.h>

enum { MAX_BARS = 32 };

// The symbols that one column shows.
typedef struct Bars {
    int rows[MAX_BARS];
    int count;
    int target;    // row; -1: nothing is wanted
    bool negative; // some value is below zero: the baseline stands in the middle
} Bars;

static float symbol_line(const Stage *stage) {
    return 1.35f * frame_text_size(stage->frame, 20);
}

// Room for the number over the wanted bar.
static float number_line(const Stage *stage) {
    return 1.25f * frame_text_size(stage->frame, 20);
}

// Arrows come in below and leave above.
static Rect output_rect(const Stage *stage) {
    float unit = stage->frame->unit;
    Rect band = stage->layout.outputs;
    float below = stage->detail >= DETAIL_CELLS ? 6 * unit : 2 * unit, above = 22 * unit;
    float h = band.h - below - above;
    float most = stage->detail >= DETAIL_BARS ? 230 * unit : 170 * unit;
    float shown = fminf(h, most);
    return (Rect){band.x, band.y + above + (h - shown), band.w, shown};
}

float stage_output_bottom(const Stage *stage) {
    Rect rect = output_rect(stage);
    return rect.y + rect.h;
}

float stage_output_top(const Stage *stage) {
    return output_rect(stage).y;
}

static int target_row(const Trace *trace, int t) {
    const Batch *batch = &trace->batch;
    long at = (long)(t - 1) * trace->lanes;
    if (batch->target_index == NULL || (batch->has_target != NULL && !batch->has_target[at])) {
        return -1;
    }
    return batch->target_index[at];
}

// The largest `most` values, in descending order, the wanted one always among them.
static void choose_largest(Bars *bars, const double *values, int size, int most) {
    for (int i = 0; i < size; i++) {
        int at = bars->count;
        if (at == most) {
            if (values[i] <= values[bars->rows[at - 1]]) {
                continue;
            }
            at--;
        } else {
            bars->count++;
        }
        for (; at > 0 && values[i] > values[bars->rows[at - 1]]; at--) {
            bars->rows[at] = bars->rows[at - 1];
        }
        bars->rows[at] = i;
    }
    for (int i = 0; i < bars->count; i++) {
        if (bars->rows[i] == bars->target) {
            return;
        }
    }
    if (bars->target >= 0 && bars->count > 0) {
        bars->rows[bars->count - 1] = bars->target;
    }
}

static void choose_bars(Bars *bars, const Trace *trace, const double *values, int t, int most) {
    int size = trace->program->ops[trace->program->output_op].size;
    *bars = (Bars){.target = target_row(trace, t)};
    most = most < MAX_BARS ? most : MAX_BARS;
    if (size <= most || values == NULL) {
        bars->count = size < most ? size : most;
        for (int i = 0; i < bars->count; i++) {
            bars->rows[i] = i;
        }
    } else {
        choose_largest(bars, values, size, most);
    }
    for (int i = 0; values != NULL && i < bars->count; i++) {
        bars->negative = bars->negative || values[bars->rows[i]] < 0;
    }
}

static void add_output_hit(Stage *stage, Rect rect, int t, int row) {
    stage_add_element(stage, rect, (Element){.kind = ELEMENT_VALUE, .index = stage->frame->trace->program->output_op, .t = t, .row = row});
}

// `limit` is the magnitude of the full height.
static void draw_bar(Stage *stage, Rect rect, double value, double limit, const Bars *bars, bool wanted, float way) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float base = bars->negative ? rect.y + rect.h / 2 : rect.y + rect.h;
    float most = bars->negative ? rect.h / 2 : rect.h;
    float h = isfinite(value) ? (float)fmin(fabs(value) / limit, 1) * most * way : most;
    Rect bar = {rect.x, value < 0 ? base : base - h, rect.w, fmaxf(h, fmaxf(1, 1.5f * frame->unit))};
    Color color = wanted ? theme->loss : theme->forward;
    display_box(frame->list, bar, fminf(3 * frame->unit, bar.h / 2), isfinite(value) ? color_fade(color, 0.85f) : theme->surface);
    if (!isfinite(value)) {
        vector_hatch(frame, bar, color);
    }
}

// Above bar `index` and its neighbours, over which its number reaches.
static float label_top(const Stage *stage, const Bars *bars, int index, const double *values, Rect area, float way) {
    double tallest = 0;
    for (int i = index - 1; i <= index + 1; i++) {
        if (i >= 0 && i < bars->count && isfinite(values[bars->rows[i]])) {
            tallest = fmax(tallest, values[bars->rows[i]]);
        }
    }
    float share = (float)fmin(tallest / stage->output_limit, 1) * way;
    return bars->negative ? area.y + area.h / 2 * (1 - share) : area.y + area.h * (1 - share);
}

static const char *symbol_of(const Trace *trace, int row) {
    return session_symbol(trace->session, row);
}

void stage_measure_symbols(Stage *stage) {
    const Frame *frame = stage->frame;
    const Dataset *dataset = frame->trace->session->dataset;
    // The one with the most bytes is wide enough to go by, and found quickly among thousands.
    size_t most = 0;
    for (int i = 0; i < dataset->symbol_count; i++) {
        size_t length = strlen(dataset->symbols[i]);
        if (length > most) {
            most = length;
            stage->symbol_width = frame_text_width(frame, FACE_BOLD, frame_text_size(frame, 20), dataset->symbols[i]);
        }
    }
}

// A wide symbol, such as a word, has to fit in its slot.
static float slot_width(const Stage *stage) {
    float unit = stage->frame->unit;
    return fmaxf(34 * unit, fminf(stage->symbol_width, 100 * unit) + 10 * unit);
}

// "0.29" over the wanted bar, not beyond the end of the column: as a probability it needs no sign.
static void draw_probability(Stage *stage, int t, float x, float baseline, double value, float alpha, float room) {
    Frame *frame = stage->frame;
    Text text;
    text_init(&text);
    if (value >= 0.005 || value == 0) {
        text_append_decimal(&text, value, 2, false);
    } else {
        frame_number_short(value, &text);
    }
    const char *shown = value > 0 && value < 0.005 ? text.data + 1 : text.data; // without the plus
    float size = frame_text_size(frame, 20), width = frame_text_width(frame, FACE_REGULAR, size, shown);
    x = fminf(x, stage_x(stage, t) + (stage->column - width) / 2 - 2 * frame->unit);
    if (width <= room) {
        frame_text(frame, x, baseline, ALIGN_CENTER, FACE_REGULAR, size, color_fade(frame->theme->loss, alpha), shown);
    }
    text_finish(&text);
}

// Returns the width of "want e", drawn or not; 0 if nothing is wanted.
static float draw_wanted(Stage *stage, float left, float baseline, int t, float room, bool draw) {
    Frame *frame = stage->frame;
    if (target_row(frame->trace, t) < 0) {
        return 0;
    }
    const Dataset *dataset = frame->trace->session->dataset;
    Text symbol, label;
    text_init(&symbol);
    text_init(&label);
    dataset->target_label(dataset, &frame->trace->batch, t - 1, 0, &symbol);
    WORDS_FORMAT(frame->words, &label, "stage.want", {"symbol", symbol.data});
    float size = frame_text_size(frame, 20);
    float width = frame_text_width(frame, FACE_REGULAR, size, label.data);
    if (draw && width <= room) {
        frame_text(frame, left, baseline, ALIGN_LEFT, FACE_REGULAR, size, frame->theme->loss, label.data);
    }
    text_finish(&symbol);
    text_finish(&label);
    return width;
}

// Whether every output lies between 0 and 1 by the way it is made.
static bool is_share(const Program *program) {
    OpKind kind = program->ops[program->output_op].kind;
    return kind == OP_SOFTMAX || kind == OP_SIGMOID;
}

// The wanted symbol and its probability as one bar.
static void draw_target(Stage *stage, int t, Rect rect) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    int output = trace->program->output_op, row = target_row(trace, t);
    if (row < 0) {
        return;
    }
    float size = frame_text_size(frame, 20), x = stage_output_x(stage, t), least = 8 * frame->unit;
    bool text = stage->detail >= DETAIL_CELLS && rect.h >= number_line(stage) + symbol_line(stage) + least;
    float way = stage_value_way(stage, output, t);
    const double *values = way > 0 ? run_value(trace->run, output, t, 0) : NULL;
    float above = text ? number_line(stage) : 0, below = text ? symbol_line(stage) : 0;
    float w = fminf(0.6f * stage->column, 44 * frame->unit);
    Rect area = {x - w / 2, rect.y + above, w, rect.h - above - below};
    if (text) {
        frame_text_fit(frame, x, rect.y + rect.h - 0.32f * size, ALIGN_CENTER, FACE_BOLD, size, theme->loss, symbol_of(trace, row),
                       stage->column - 8 * frame->unit);
    }
    // A frame says where the whole is: only what is a share of 1 has one.
    bool share = is_share(trace->program);
    if (share) {
        display_border_box(frame->list, area, fminf(4 * frame->unit, w / 4), 0, theme->line, fmaxf(1, frame->unit));
    }
    if (values == NULL) {
        return;
    }
    Bars bars;
    choose_bars(&bars, trace, values, t, 1);
    bars.negative = values[row] < 0;
    draw_bar(stage, area, values[row], share ? 1 : stage->output_limit, &bars, true, way);
    add_output_hit(stage, (Rect){x - stage->column / 2, rect.y, stage->column, rect.h}, t, row);
    if (text && isfinite(values[row])) {
        draw_probability(stage, t, x, area.y - 0.3f * size, values[row], way, stage->column - 8 * frame->unit);
    }
}

static void draw_symbol_bars(Stage *stage, int t, Rect rect) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    int output = trace->program->output_op, size = trace->program->ops[output].size;
    float unit = frame->unit, text = frame_text_size(frame, 20);
    float way = stage_value_way(stage, output, t);
    const double *values = way > 0 ? run_value(trace->run, output, t, 0) : NULL;
    float slot = slot_width(stage);
    float room = stage->column - 24 * unit;
    float wanted = draw_wanted(stage, 0, 0, t, 0, false) + 14 * unit;
    // The bars stand over the value's cells; what is wanted stands at their right if both fit.
    int most = (int)((room - wanted) / slot);
    bool told = most >= 2 && (most >= size || most >= 4);
    if (!told) {
        most = (int)(room / slot);
    }
    if (rect.h < number_line(stage) + symbol_line(stage) + 8 * unit) {
        draw_target(stage, t, rect); // one bar without text is better than text over the bars
        return;
    }
    Bars bars;
    choose_bars(&bars, trace, values, t, most > 1 ? most : 1);
    float width = slot * (float)bars.count;
    bool aside = stage->diagram != NULL; // the bars stand over the end of the diagram, what is wanted at their left
    float left = aside ? stage_output_x(stage, t) - width / 2 : stage_x(stage, t) - (told ? width + wanted : width) / 2;
    left = fminf(left, stage_x(stage, t) + stage->column / 2 - 12 * unit - width);
    left = fmaxf(left, stage_x(stage, t) - stage->column / 2 + 12 * unit + (aside && told ? wanted : 0));
    Rect area = {left, rect.y + number_line(stage), width, rect.h - number_line(stage) - symbol_line(stage)};
    float baseline = rect.y + rect.h - 0.32f * text;
    display_line(frame->list, (Point){left, area.y + area.h}, (Point){left + width, area.y + area.h}, fmaxf(1, unit), theme->line);
    for (int i = 0; i < bars.count; i++) {
        int row = bars.rows[i];
        bool is_wanted = row == bars.target;
        float x = left + slot * (float)i;
        Rect bar = {x + 0.1f * slot, area.y, 0.8f * slot, area.h};
        Color ink = is_wanted ? theme->loss : way > 0 ? theme->quiet : theme->faint;
        frame_text_fit(frame, x + slot / 2, baseline, ALIGN_CENTER, is_wanted ? FACE_BOLD : FACE_REGULAR, text, ink, symbol_of(trace, row),
                       slot);
        if (values == NULL) {
            continue;
        }
        draw_bar(stage, bar, values[row], stage->output_limit, &bars, is_wanted, way);
        add_output_hit(stage, (Rect){x, area.y, slot, rect.y + rect.h - area.y}, t, row);
        if (is_wanted && isfinite(values[row])) {
            draw_probability(stage, t, x + slot / 2, label_top(stage, &bars, i, values, area, way) - 0.3f * text, values[row], way,
                             2.2f * slot);
        }
    }
    if (told) {
        draw_wanted(stage, aside ? left - wanted : left + width + 14 * unit, baseline, t, wanted, true);
    }
}

void stage_draw_outputs(Stage *stage) {
    const Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    if (stage->tags > 0.5f && !stage->updating) {
        return;
    }
    Rect rect = output_rect(stage);
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        if (!trace->session->dataset->targets_are_indices) {
            stage_draw_gauge(stage, t, rect);
        } else if (stage->detail >= DETAIL_BARS) {
            draw_symbol_bars(stage, t, rect);
        } else {
            draw_target(stage, t, rect);
        }
    }
}
