// Beside the lanes: how their gradients differ, and what each of them costs.
#include "view/lanes/lanes.h"

#include "view/formula/formula.h"
#include "view/panels/panels.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void lanes_dash(int lane, float *dash, float *gap) {
    static const float DASHES[VIEW_MAX_LANES] = {0, 10, 3}, GAPS[VIEW_MAX_LANES] = {0, 6, 5};
    *dash = DASHES[lane];
    *gap = GAPS[lane];
}

Color lanes_color(const Theme *theme, int lane) {
    return lane == 0 ? theme->backward : theme->text;
}

float lanes_sample_draw(Frame *frame, int lane, float x, float y) {
    float unit = frame->unit, width = 36 * unit, dash, gap;
    lanes_dash(lane, &dash, &gap);
    Shape *line =
        display_line(frame->list, (Point){x, y}, (Point){x + width, y}, fmaxf(1.5f, 3.5f * unit), lanes_color(frame->theme, lane));
    line->dash = dash * unit;
    line->gap = gap * unit;
    return width + 16 * unit;
}

// ---- gradients ------------------------------------------------------------------------------------------------------------------

// From the middle: to the right where both gradients point to the same side, to the left where they point against each other.
static void draw_bar(Frame *frame, Rect rect, double cosine) {
    const Theme *theme = frame->theme;
    float radius = rect.h / 2, middle = rect.x + rect.w / 2, length = (float)fabs(cosine) * rect.w / 2;
    display_box(frame->list, rect, radius, color_fade(theme->line, 0.6f));
    display_box(frame->list, (Rect){cosine < 0 ? middle - length : middle, rect.y, length, rect.h}, fminf(radius, length / 2),
                theme->backward);
    display_box(frame->list, (Rect){middle - frame->unit, rect.y - 2 * frame->unit, 2 * frame->unit, rect.h + 4 * frame->unit}, 0,
                theme->quiet);
}

static void write_cosine(double cosine, int digits, Text *out) {
    text_clear(out);
    if (isnan(cosine)) { // one of them is zero: it has no direction
        text_append(out, "cos –");
    } else {
        text_append(out, "cos ");
        text_append_decimal(out, cosine, digits, false);
    }
}

static void write_ratio(double ratio, Text *right) {
    text_append(right, "×");
    if (isfinite(ratio)) {
        text_append_decimal(right, ratio, 2, false);
    } else {
        text_append(right, "–");
    }
}

static float row_height(const Frame *frame) {
    return 1.4f * frame_text_size(frame, 20) + 13 * frame->unit;
}

// One lane's gradient of one parameter; the name only on its first line.
static void draw_row(Frame *frame, Rect row, int lane, int param, bool named) {
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20), baseline = row.y + px, x = row.x;
    const View *view = frame->view;
    const char *name = view->traces[lane]->program->params[param].name;
    Formula label;
    formula_init(&label);
    formula_label(&label, false, name);
    if (named) {
        formula_draw_fit(frame, &label, x, baseline, FACE_REGULAR, px, theme->text, theme->text, 0.3f * row.w);
    }
    formula_finish(&label);
    x += 0.26f * row.w;
    if (view->trace_count > 2) {
        lanes_sample_draw(frame, lane, row.x + 0.17f * row.w, baseline - 0.33f * px);
        x = row.x + 0.34f * row.w;
    }
    double cosine, ratio;
    Rect bar = {row.x, row.y + 1.4f * px, row.w, 6 * frame->unit};
    if (!lanes_gradients(frame, lane, param, &cosine, &ratio)) {
        frame_text_fit(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->faint,
                       words_get(frame->words, "lanes.not-yet"), row.x + row.w - x);
        display_box(frame->list, bar, bar.h / 2, color_fade(theme->line, 0.6f));
        return;
    }
    Text left, right;
    text_init(&left);
    text_init(&right);
    write_ratio(ratio, &right);
    float used = frame_text(frame, row.x + row.w, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->text, right.data);
    float room = row.x + row.w - x - used - 0.3f * px;
    write_cosine(cosine, 3, &left);
    if (frame_text_width(frame, FACE_REGULAR, px, left.data) > room) {
        write_cosine(cosine, 2, &left);
    }
    // The number matters more than what it is called: the bar beneath shows that too.
    bool fits = frame_text_width(frame, FACE_REGULAR, px, left.data) <= room;
    frame_text(frame, x, baseline, ALIGN_LEFT, FACE_REGULAR, px, theme->text, fits ? left.data : left.data + strlen("cos "));
    draw_bar(frame, bar, isnan(cosine) ? 0 : cosine);
    text_finish(&left);
    text_finish(&right);
}

// The matrices that act on states first: they are what a cut changes most.
static int order_params(const Program *program, int *out) {
    int count = 0;
    for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < program->param_count; i++) {
            const Param *param = &program->params[i];
            int rank = param->acts_on_lagged ? 0 : param->role == PARAM_MATRIX ? 1 : 2;
            if (rank == pass) {
                out[count++] = i;
            }
        }
    }
    return count;
}

static bool weights_differ(const View *view) {
    const Trace *reference = view->traces[lanes_reference(view)];
    for (int i = 0; i < view->trace_count; i++) {
        const Trace *trace = view->traces[i];
        if (lanes_same_weights(trace, reference) &&
            memcmp(trace->before.data, reference->before.data, trace->before.count * sizeof(double)) != 0) {
            return true;
        }
    }
    return false;
}

bool lanes_any_comparable(const View *view) {
    int reference = lanes_reference(view);
    for (int i = 0; i < view->trace_count; i++) {
        if (i != reference && lanes_same_weights(view->traces[i], view->traces[reference])) {
            return true;
        }
    }
    return false;
}

static void draw_heading(Frame *frame, Rect *rest, const char *key) {
    float px = frame_text_size(frame, 20);
    Rect head = rect_cut_top(rest, 1.5f * px);
    frame_text_fit(frame, head.x, head.y + 0.95f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, words_get(frame->words, key), head.w);
}

static void draw_note(Frame *frame, Rect *rest, const char *key) {
    const char *text = words_get(frame->words, key);
    float height = paragraph_height(frame, rest->w, FACE_REGULAR, 20, text);
    if (height <= rest->h) {
        paragraph_draw(frame, rect_cut_top(rest, height), FACE_REGULAR, 20, frame->theme->quiet, text);
    }
}

static void draw_gradients(Frame *frame, Rect rest) {
    const View *view = frame->view;
    int reference = lanes_reference(view);
    if (!lanes_any_comparable(view)) {
        lanes_learning_draw(frame, &rest);
        rect_cut_top(&rest, 0.4f * frame_text_size(frame, 20));
        draw_note(frame, &rest, "lanes.other-weights");
        return;
    }
    draw_heading(frame, &rest, "lanes.gradients");
    if (weights_differ(view)) {
        draw_note(frame, &rest, "lanes.weights-differ");
    }
    const Program *program = view->traces[reference]->program;
    int *order = memory_alloc((size_t)(program->param_count + 1) * sizeof *order), count = order_params(program, order);
    float line = row_height(frame);
    int others = 0;
    for (int i = 0; i < view->trace_count; i++) {
        others += i != reference && lanes_same_weights(view->traces[i], view->traces[reference]);
    }
    for (int k = 0; k < count && rest.h >= line * (float)others - 10 * frame->unit; k++) {
        bool named = true;
        for (int i = 0; i < view->trace_count; i++) {
            if (i != reference && lanes_same_weights(view->traces[i], view->traces[reference])) {
                draw_row(frame, rect_cut_top(&rest, line), i, order[k], named);
                named = false;
            }
        }
    }
    free(order);
}

// ---- cost -----------------------------------------------------------------------------------------------------------------------

static long cost_blocks(const LanesCost *cost) {
    return cost->blocks;
}
static long cost_longest(const LanesCost *cost) {
    return cost->longest;
}
static long cost_states(const LanesCost *cost) {
    return cost->states;
}
static long cost_operations(const LanesCost *cost) {
    return cost->operations;
}

static const struct {
    const char *key, *abbreviated;
    long (*of)(const LanesCost *cost);
} COSTS[] = {{"lanes.states", "lanes.states-short", cost_states},
             {"lanes.operations", "lanes.operations-short", cost_operations},
             {"lanes.blocks", "lanes.blocks", cost_blocks},
             {"lanes.longest", "lanes.longest-short", cost_longest}};

static void append_count(long count, Text *out) {
    if (count < 0) {
        text_append(out, "–");
    } else {
        text_printf(out, "%ld", count);
    }
}

void lanes_cost_append(const LanesCost *cost, const Words *words, Text *out) {
    for (size_t k = 0; k < sizeof COSTS / sizeof COSTS[0]; k++) {
        text_printf(out, "%s%s ", k > 0 ? ", " : "", words_get(words, COSTS[k].key));
        append_count(COSTS[k].of(cost), out);
    }
}

static float cost_height(const Frame *frame) {
    return (1.5f + 1.3f * (float)(sizeof COSTS / sizeof COSTS[0])) * frame_text_size(frame, 20);
}

// One cost of every lane, in the order of the lanes; once, where it is the same in all.
static void write_costs(const View *view, const LanesCost *costs, size_t k, const char *between, Text *out) {
    text_clear(out);
    bool same = true;
    for (int i = 1; i < view->trace_count; i++) {
        same = same && COSTS[k].of(&costs[i]) == COSTS[k].of(&costs[0]);
    }
    if (same) {
        Text count;
        text_init(&count);
        append_count(COSTS[k].of(&costs[0]), &count);
        WORDS_FORMAT(view->words, out, "lanes.cost-same", {"count", count.data});
        text_finish(&count);
        return;
    }
    for (int i = 0; i < view->trace_count; i++) {
        text_append(out, i > 0 ? between : "");
        append_count(COSTS[k].of(&costs[i]), out);
    }
}

static void draw_costs(Frame *frame, Rect *rest) {
    const View *view = frame->view;
    float px = frame_text_size(frame, 20);
    draw_heading(frame, rest, "lanes.cost");
    LanesCost costs[VIEW_MAX_LANES];
    for (int i = 0; i < view->trace_count; i++) {
        costs[i] = lanes_cost(view->traces[i]);
    }
    Text numbers;
    text_init(&numbers);
    for (size_t k = 0; k < sizeof COSTS / sizeof COSTS[0] && rest->h >= 1.3f * px; k++) {
        Rect row = rect_cut_top(rest, 1.3f * px);
        write_costs(view, costs, k, " / ", &numbers);
        const char *name = words_get(frame->words, COSTS[k].key);
        if (frame_text_width(frame, FACE_REGULAR, px, name) + 0.5f * px + frame_text_width(frame, FACE_REGULAR, px, numbers.data) > row.w) {
            name = words_get(frame->words, COSTS[k].abbreviated);
        }
        float used = frame_text(frame, row.x + row.w, row.y + px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->text, numbers.data);
        frame_text_fit(frame, row.x, row.y + px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, name, row.w - used - 0.5f * px);
    }
    text_finish(&numbers);
}

static bool any_cut(const View *view) {
    for (int i = 0; i < view->trace_count; i++) {
        if (view->traces[i]->session->schedule.window > 0) {
            return true;
        }
    }
    return false;
}

void lanes_compare_draw(Frame *frame, const Layout *layout) {
    const View *view = frame->view;
    float px = frame_text_size(frame, 20), gap = 12 * frame->unit;
    Rect rest = layout->compare;
    // The inspector comes when it is asked.
    bool asked = view->pointed.kind != ELEMENT_NONE;
    Rect inspector = rect_cut_bottom(&rest, asked ? fmaxf(0.2f * layout->compare.h, 9 * px) : 0);
    rect_cut_bottom(&rest, asked ? gap : 0);
    Rect reach = rect_cut_top(&rest, reach_height(frame, layout->compare.h));
    rect_cut_top(&rest, gap);
    reach_draw(frame, reach);
    if (asked) {
        Frame pointed = lanes_frame(frame, view->pointed_trace < view->trace_count ? view->pointed_trace : 0);
        inspector_draw(&pointed, inspector);
    }

    Rect inner = card_draw(frame, rest);
    const char *note = any_cut(view) ? "lanes.no-cure" : NULL;
    float note_height = note != NULL ? paragraph_height(frame, inner.w, FACE_REGULAR, 20, words_get(frame->words, note)) : 0;
    // Gradients have the first claim on the room, then the costs, then the remark.
    float row = row_height(frame), costs = cost_height(frame);
    float least = lanes_any_comparable(view) ? 1.5f * px + row * (float)(view->trace_count - 1) : lanes_learning_height(frame);
    if (inner.h < least + costs + note_height + 0.8f * px) {
        note_height = 0;
    }
    Rect lines = rect_cut_bottom(&inner, note_height);
    rect_cut_bottom(&inner, note_height > 0 ? 0.4f * px : 0);
    if (inner.h >= least + costs) {
        Rect bottom = rect_cut_bottom(&inner, costs);
        draw_costs(frame, &bottom);
        rect_cut_bottom(&inner, 0.4f * px);
    }
    draw_gradients(frame, inner);
    if (note_height > 0) {
        paragraph_draw(frame, lines, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, note));
    }
}
