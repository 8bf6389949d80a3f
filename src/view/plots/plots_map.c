// The gradient of every loss at every state: losses upwards, timesteps to the right, sizes as colours on a log scale.
#include "view/plots/plots.h"

#include "trace/memo.h"
#include "view/formula/formula.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

#define LEAST_COLOR 0.1f // share of the full colour that the smallest size has: more than the ground, which is no size at all

// What a pair of a loss and a state is.
typedef enum Pair { PAIR_SIZE, PAIR_ZERO, PAIR_CUT, PAIR_INFINITE, PAIR_NAN, PAIR_COUNT } Pair;

typedef struct Map {
    Frame *frame;
    const Trace *trace;
    const Sensitivity *sizes;
    Rect area;
    float w, h, px;
    Axis scale; // of the colours
    bool occurs[PAIR_COUNT];
} Map;

static double size_of(const Map *map, int s, int t) {
    return map->sizes->states[(size_t)(s - 1) * (size_t)map->sizes->steps + (size_t)(t - 1)];
}

static Pair pair_of(const Map *map, int s, int t) {
    if (!trace_loss_reaches(map->trace, s, map->sizes->equation, t)) {
        return PAIR_CUT;
    }
    double size = size_of(map, s, t);
    return isnan(size) ? PAIR_NAN : isinf(size) ? PAIR_INFINITE : size > 0 ? PAIR_SIZE : PAIR_ZERO;
}

static Color color_at(const Frame *frame, double place) {
    return color_mix(frame->theme->surface, frame->theme->backward, LEAST_COLOR + (1 - LEAST_COLOR) * (float)place);
}

// What has no place on the scale: a hole for zero, ink for what is not a number, the colour of attention and a cross for what has no end.
static void draw_sample(Frame *frame, Pair pair, Rect rect) {
    const Theme *theme = frame->theme;
    float border = fmaxf(1, frame->unit);
    switch (pair) {
    case PAIR_ZERO:
        display_border_box(frame->list, rect, 0, 0, theme->faint, fminf(border, 0.3f * fminf(rect.w, rect.h)));
        break;
    case PAIR_CUT:
        vector_hatch(frame, rect, theme->faint);
        display_border_box(frame->list, rect, 0, 0, theme->faint, border);
        break;
    case PAIR_INFINITE:
        display_box(frame->list, rect, 0, theme->loss);
        break;
    case PAIR_NAN:
        display_box(frame->list, rect, 0, theme->text);
        break;
    case PAIR_SIZE:
    case PAIR_COUNT:
        break;
    }
}

static Rect cell_rect(const Map *map, int row, int first, int last, int rows) {
    int from_top = map->trace->loss_count - row - rows;
    return (Rect){map->area.x + (float)(first - 1) * map->w, map->area.y + (float)from_top * map->h, (float)(last - first + 1) * map->w,
                  (float)rows * map->h};
}

static void draw_cells(Map *map) {
    for (int row = 0; row < map->trace->loss_count; row++) {
        int s = map->trace->loss_steps[row];
        for (int t = 1; t <= s; t++) {
            Pair pair = pair_of(map, s, t);
            map->occurs[pair] = true;
            Rect cell = plots_whole_pixels(cell_rect(map, row, t, t, 1));
            if (pair == PAIR_SIZE) {
                display_box(map->frame->list, cell, 0, color_at(map->frame, axis_place(&map->scale, size_of(map, s, t))));
            } else if (pair != PAIR_CUT) {
                draw_sample(map->frame, pair, cell);
            }
        }
    }
}

// The first run of states, from `from` on, from which the loss at s is cut off. False if there is none.
static bool find_cut(const Map *map, int s, int from, int *first, int *last) {
    int t = from;
    while (t <= s && pair_of(map, s, t) != PAIR_CUT) {
        t++;
    }
    *first = t;
    while (t <= s && pair_of(map, s, t) == PAIR_CUT) {
        t++;
    }
    *last = t - 1;
    return *first <= *last;
}

// One hatched block for each window of truncation: rows that are cut off from the same states are one.
static void draw_blocks(const Map *map) {
    int rows = map->trace->loss_count;
    for (int row = 0; row < rows;) {
        int first, last, count = 1;
        bool has = find_cut(map, map->trace->loss_steps[row], 1, &first, &last);
        for (; has && row + count < rows; count++) {
            int next_first, next_last;
            bool same =
                find_cut(map, map->trace->loss_steps[row + count], 1, &next_first, &next_last) && next_first == first && next_last == last;
            if (!same) {
                break;
            }
        }
        for (int from = last + 1; has; from = last + 1) {
            draw_sample(map->frame, PAIR_CUT, cell_rect(map, row, first, last, count));
            has = find_cut(map, map->trace->loss_steps[row], from, &first, &last);
        }
        row += count;
    }
}

static float draw_label(Map *map, float right, float baseline, const char *text) {
    Frame *frame = map->frame;
    Formula label;
    formula_init(&label);
    formula_label(&label, false, text);
    float width = formula_width(frame, &label, map->px);
    formula_draw(frame, &label, right - width, baseline, FACE_REGULAR, map->px, frame->theme->quiet, frame->theme->quiet);
    formula_finish(&label);
    return width;
}

// L_s left of the rows, t beneath the columns, as many as stand apart.
static void draw_axes(Map *map) {
    Frame *frame = map->frame;
    const Trace *trace = map->trace;
    float px = map->px, baseline = map->area.y + map->area.h + 1.2f * px, last = -INFINITY;
    for (int row = trace->loss_count - 1; row >= 0; row--) {
        Rect cell = cell_rect(map, row, 1, 1, 1);
        float middle = fmaxf(cell.y + cell.h / 2, map->area.y + 0.4f * px);
        if (middle - last >= 1.2f * px && middle <= map->area.y + map->area.h) {
            char name[24];
            snprintf(name, sizeof name, "L_%d", trace->loss_steps[row]);
            draw_label(map, map->area.x - 0.4f * px, middle + PLOT_CAP_MIDDLE * px, name);
            last = middle;
        }
    }
    Axis axis;
    axis_init_steps(&axis, 1, trace->steps, (int)(map->area.w / (4 * px)));
    float name = draw_label(map, map->area.x + map->area.w, baseline, "t");
    for (int i = 0; i < axis.tick_count; i++) {
        float x = map->area.x + map->area.w * (float)axis_place(&axis, axis.ticks[i].value);
        if (x + px < map->area.x + map->area.w - name) {
            frame_text(frame, x, baseline, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->quiet, axis.ticks[i].label.data);
        }
    }
    axis_finish(&axis);
}

// The scale of the colours, upright, right of the map.
static void draw_scale(const Map *map, Rect rect) {
    Frame *frame = map->frame;
    float px = map->px, bar = 0.9f * px;
    enum { BANDS = 32 };
    for (int i = 0; i < BANDS; i++) {
        float top = rect.y + rect.h * (float)i / BANDS, bottom = rect.y + rect.h * (float)(i + 1) / BANDS;
        display_box(frame->list, plots_whole_pixels((Rect){rect.x, top, bar, bottom - top}), 0,
                    color_at(frame, 1 - ((double)i + 0.5) / BANDS));
    }
    for (int i = 0; i < map->scale.tick_count; i++) {
        const Tick *tick = &map->scale.ticks[i];
        float y = rect.y + rect.h * (1 - (float)axis_place(&map->scale, tick->value));
        display_line(frame->list, (Point){rect.x, y}, (Point){rect.x + bar + 0.2f * px, y}, fmaxf(1, frame->unit), frame->theme->text);
        frame_text(frame, rect.x + bar + 0.4f * px, y + PLOT_CAP_MIDDLE * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet,
                   tick->label.data);
    }
}

static float scale_width(const Map *map) {
    float widest = 0;
    for (int i = 0; i < map->scale.tick_count; i++) {
        widest = fmaxf(widest, frame_text_width(map->frame, FACE_REGULAR, map->px, map->scale.ticks[i].label.data));
    }
    return widest + 1.4f * map->px;
}

// Title at the left, and at the right what occurs that is no size.
static void draw_head(Map *map, Rect line) {
    static const char *const WORDS[] = {[PAIR_ZERO] = "panels.plot-zero",
                                        [PAIR_CUT] = "plots.cut",
                                        [PAIR_INFINITE] = "panels.plot-infinite",
                                        [PAIR_NAN] = "panels.plot-nan"};
    Frame *frame = map->frame;
    float px = map->px, baseline = line.y + 0.9f * px, right = line.x + line.w;
    for (int pair = PAIR_COUNT - 1; pair > PAIR_SIZE; pair--) {
        if (!map->occurs[pair]) {
            continue;
        }
        const char *word = words_get(frame->words, WORDS[pair]);
        right -= frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->text, word) + 1.2f * px;
        draw_sample(frame, (Pair)pair, (Rect){right, line.y + 0.2f * px, 0.8f * px, 0.8f * px});
        right -= px;
    }
    const Equation *state = &map->trace->program->equations[map->sizes->equation];
    Text title;
    Formula label;
    text_init(&title);
    formula_init(&label);
    plots_begin_title(frame, line.w, &title);
    WORDS_FORMAT(frame->words, &title, "plots.map-title", {"state", state->name});
    formula_label(&label, false, title.data);
    formula_draw_fit(frame, &label, line.x, baseline, FACE_BOLD, px, frame->theme->text, frame->theme->text, right - line.x);
    formula_finish(&label);
    text_finish(&title);
}

// The exact size under the pointer, in a box beside it.
static void draw_readout(const Map *map) {
    Frame *frame = map->frame;
    Point at = frame->view->pointer;
    if (!frame->view->has_pointer || !rect_holds(map->area, at)) {
        return;
    }
    int t = 1 + (int)((at.x - map->area.x) / map->w), row = map->trace->loss_count - 1 - (int)((at.y - map->area.y) / map->h);
    if (row < 0 || t > map->trace->loss_steps[row]) {
        return;
    }
    int s = map->trace->loss_steps[row];
    Pair pair = pair_of(map, s, t);
    Text text;
    text_init(&text);
    text_printf(&text, "|∂L_%d/∂%s[%d]| = ", s, map->trace->program->equations[map->sizes->equation].name, t);
    text_append_number(&text, size_of(map, s, t));
    if (pair == PAIR_CUT) {
        text_printf(&text, " (%s)", words_get(frame->words, "plots.cut"));
    }
    plots_draw_note(frame, map->area, cell_rect(map, row, t, t, 1), text.data);
    text_finish(&text);
}

static void place(Map *map, Rect rect) {
    const Trace *trace = map->trace;
    float px = map->px;
    Text widest;
    Formula label;
    text_init(&widest);
    formula_init(&label);
    text_printf(&widest, "L_%d", trace->loss_steps[trace->loss_count - 1]);
    formula_label(&label, false, widest.data);
    float gutter = formula_width(map->frame, &label, px) + 0.5f * px;
    formula_finish(&label);
    text_finish(&widest);
    size_t count = (size_t)map->sizes->steps * (size_t)map->sizes->steps;
    map->area = (Rect){rect.x + gutter, rect.y, 0, rect.h - 1.42f * px};
    axis_init(&map->scale, map->sizes->states, count, true, (int)(map->area.h / (1.5f * px)) + 1);
    map->area.w = rect.w - gutter - scale_width(map) - px;
    map->w = map->area.w / (float)trace->steps;
    map->h = map->area.h / (float)trace->loss_count;
}

void plots_draw_map(Frame *frame, Rect rect) {
    const Trace *trace = frame->trace;
    const Sensitivity *sizes = trace->loss_count > 0 ? trace_memo_map(trace) : NULL;
    if (sizes == NULL) {
        plots_say(frame, rect, trace->loss_count > 0 ? "plots.too-long" : "panels.no-loss");
        return;
    }
    Map map = {.frame = frame, .trace = trace, .sizes = sizes, .px = frame_text_size(frame, 20)};
    Rect head = rect_cut_top(&rect, 1.7f * map.px);
    place(&map, rect);
    if (map.area.h >= 1.5f * map.px && map.area.w >= 6 * map.px) {
        draw_cells(&map);
        draw_blocks(&map);
        draw_axes(&map);
        draw_scale(&map, (Rect){map.area.x + map.area.w + map.px, map.area.y, 0, map.area.h});
        for (int t = 1; t <= trace->steps; t++) {
            hits_add(frame->hits, HIT_COLUMN, (Rect){map.area.x + (float)(t - 1) * map.w, map.area.y, map.w, map.area.h})->t = t;
        }
    }
    draw_head(&map, head);
    draw_readout(&map);
    axis_finish(&map.scale);
}
