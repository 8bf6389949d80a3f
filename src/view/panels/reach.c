// The reach map: which loss has reached which state.
#include "view/panels/panels.h"

#include "view/formula/formula.h"
#include "view/lanes/lanes.h"
#include "view/plots/plot.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

enum {
    MAX_SIDE = 120,    // squares; of more losses or timesteps every second, third ... is drawn
    MOST_DECADES = 12, // between the highest bar and the lowest
    MAX_COUNTED = 400, // timesteps up to which the pairs are counted: their number grows with the square
};

static const float LEAST_BAR = 0.12f; // of the height: what has arrived shows, however little it is

typedef struct Map {
    Frame *frame;
    const Trace *trace;
    long now, known; // moments: what is arriving, what has arrived
    int state;       // equation
    Rect cells;
    float w, h; // of a timestep and of a loss, px
    int stride; // every how many-th timestep and loss is drawn
    // In strips, whose bars are as high as their gradients are large: the sizes of the largest and the smallest; 0: they are squares.
    double largest, smallest;
} Map;

static int every(float room, float needed) {
    static const int STEPS[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        if (room * (float)STEPS[i] >= needed) {
            return STEPS[i];
        }
    }
    return 10000;
}

// How many pairs of a loss and a state there are with the loss not before the state, and how many have been reached.
static void count_pairs(const Map *map, int *reached, int *all) {
    *reached = *all = 0;
    for (int i = 0; i < map->trace->loss_count; i++) {
        int s = map->trace->loss_steps[i];
        for (int t = 1; t <= s; t++) {
            *all += 1;
            *reached += trace_loss_reached(map->trace, map->known, s, map->state, t);
        }
    }
}

// What a pair of a loss and a state shows.
typedef enum Pair { PAIR_WAITING, PAIR_ARRIVING, PAIR_REACHED, PAIR_NEVER } Pair;

static Pair pair_of(const Map *map, int s, int t) {
    if (!trace_loss_reaches(map->trace, s, map->state, t)) {
        return PAIR_NEVER;
    }
    if (!trace_loss_reached(map->trace, map->now, s, map->state, t)) {
        return PAIR_WAITING;
    }
    return trace_loss_reached(map->trace, map->known, s, map->state, t) ? PAIR_REACHED : PAIR_ARRIVING;
}

// One square, or where they are too small to be told apart, as many as are alike.
static void draw_pair(const Map *map, Pair pair, Rect cell) {
    Frame *frame = map->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, least = fminf(cell.w, cell.h);
    float trim = fminf(1.5f * unit, 0.12f * least), radius = fminf(4 * unit, 0.2f * least), border = fmaxf(1, unit);
    bool small = least < 8 * unit;
    Rect box = small ? cell : rect_inset(cell, trim);
    Color pale = color_fade(theme->backward, 0.55f);
    switch (pair) {
    case PAIR_REACHED:
    case PAIR_ARRIVING: {
        float shown = pair == PAIR_ARRIVING ? frame->progress : 1;
        if (!small && shown < 1) {
            display_border_box(frame->list, box, radius, 0, theme->line, border);
        }
        display_box(frame->list, rect_inset(box, (1 - shown) * 0.5f * least), small ? 0 : radius, theme->backward);
        return;
    }
    case PAIR_WAITING:
        if (small) {
            display_box(frame->list, box, 0, color_fade(theme->line, 0.6f));
        } else {
            display_border_box(frame->list, box, radius, 0, theme->line, border);
        }
        return;
    case PAIR_NEVER:
        vector_hatch(frame, box, pale);
        display_border_box(frame->list, box, 0, 0, pale, border);
        return;
    }
}

static bool squares_are_small(const Map *map) {
    return fminf(map->w, map->h) < 8 * map->frame->unit;
}

// The states [first, last] from which the loss at s is cut off; first > last where there are none.
static void cut_off(const Map *map, int s, int *first, int *last) {
    *first = 1;
    *last = 0;
    for (int t = 1; t <= s; t += map->stride) {
        if (pair_of(map, s, t) == PAIR_NEVER) {
            *first = *last == 0 ? t : *first;
            *last = t + map->stride - 1 < s ? t + map->stride - 1 : s;
        }
    }
}

// In a map of small squares, those that no loss will reach are one hatched area for each window.
static void draw_cut_areas(const Map *map) {
    const Trace *trace = map->trace;
    int rows = trace->loss_count;
    for (int i = 0; i < rows;) {
        int first, last, count = map->stride;
        cut_off(map, trace->loss_steps[rows - 1 - i], &first, &last);
        for (; i + count < rows; count += map->stride) {
            int same_first, same_last;
            cut_off(map, trace->loss_steps[rows - 1 - i - count], &same_first, &same_last);
            if (same_first != first || same_last != last) {
                break;
            }
        }
        if (first <= last) {
            Rect area = {map->cells.x + (float)(first - 1) * map->w, map->cells.y + (float)i * map->h, (float)(last - first + 1) * map->w,
                         (float)(i + count < rows ? count : rows - i) * map->h};
            draw_pair(map, PAIR_NEVER, area);
        }
        i += count;
    }
}

// The size of the gradient of the chosen loss of a strip's lane at a timestep, if it has arrived; else 0.
static double size_at(const Map *map, int t) {
    bool reached = map->trace->of_loss != NULL && trace_loss_reached(map->trace, map->known, map->trace->of_loss_t, map->state, t);
    double size = reached ? trace_adjoint_norm_of_loss(map->trace, map->state, t) : 0;
    return isfinite(size) ? size : 0;
}

// How much of its height the bar of a gradient's size fills: all of it the largest, on a log scale.
static float bar_share(const Map *map, double size) {
    double decades = fmin(fmax(log10(map->largest / map->smallest), 2), MOST_DECADES), share = 1 - log10(map->largest / size) / decades;
    return LEAST_BAR + (1 - LEAST_BAR) * (float)fmin(fmax(share, 0), 1);
}

static void draw_row(const Map *map, int s, float y, float height) {
    bool small = squares_are_small(map);
    for (int t = 1; t <= s;) {
        Pair pair = pair_of(map, s, t);
        int count = map->stride;
        while (small && map->largest == 0 && t + count <= s && pair_of(map, s, t + count) == pair) {
            count += map->stride;
        }
        count = t + count - 1 <= s ? count : s - t + 1;
        if (!small || pair != PAIR_NEVER) {
            float x = map->cells.x + (float)(t - 1) * map->w, right = x + (float)count * map->w;
            // Whole pixels where squares touch: no seams between them.
            Rect whole = {roundf(x), roundf(y), roundf(right) - roundf(x), roundf(y + height) - roundf(y)};
            Rect cell = small ? whole : (Rect){x, y, right - x, height};
            if (map->largest > 0 && pair == PAIR_REACHED) {
                double size = size_at(map, t);
                draw_pair(map, PAIR_WAITING, cell);
                float share = size > 0 ? bar_share(map, size) : 0;
                rect_cut_top(&cell, (1 - share) * cell.h);
            }
            if (cell.h > 0) {
                draw_pair(map, pair, cell);
            }
        }
        t += count;
    }
}

static void draw_loss_label(const Map *map, int s, float y) {
    Frame *frame = map->frame;
    float px = frame_text_size(frame, 20), size = formula_label_size(frame);
    Formula label;
    Text name;
    formula_init(&label);
    text_init(&name);
    text_printf(&name, "L_%d", s);
    formula_label(&label, false, name.data);
    float baseline = y + fmaxf(map->h / 2 + 0.28f * px, 0.8f * px);
    float x = map->cells.x - formula_width(frame, &label, size) - 0.4f * px;
    formula_draw(frame, &label, x, baseline, FACE_REGULAR, size, frame->theme->quiet, frame->theme->quiet);
    formula_finish(&label);
    text_finish(&name);
}

// The timesteps beneath, thinned so that none touches the next.
static void draw_timesteps(const Map *map, float baseline) {
    Frame *frame = map->frame;
    int steps = map->trace->steps;
    float px = frame_text_size(frame, 20);
    Text name;
    text_init(&name);
    text_printf(&name, "%d", steps);
    float needed = frame_text_width(frame, FACE_REGULAR, px, name.data) + 0.6f * px;
    int step = every(map->w, needed);
    for (int t = 1; t <= steps; t = t == 1 && step > 1 ? step : t + step) {
        if (t > 1 && (float)(t - 1) * map->w < needed) {
            continue; // too near to the first
        }
        text_clear(&name);
        text_printf(&name, "%d", t);
        float x = map->cells.x + ((float)t - 0.5f) * map->w, half = frame_text_width(frame, FACE_REGULAR, px, name.data) / 2;
        float right = map->cells.x + map->cells.w + 0.3f * px;
        frame_text(frame, x + half < right ? x : right - half, baseline, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->quiet, name.data);
    }
    text_finish(&name);
}

static void draw_map(const Map *map, bool labelled) {
    const Trace *trace = map->trace;
    int rows = trace->loss_count;
    float px = frame_text_size(map->frame, 20);
    int label_step = every(map->h, 1.2f * px);
    for (int i = 0; i < rows; i++) {
        int s = trace->loss_steps[rows - 1 - i];
        float y = map->cells.y + (float)i * map->h;
        if (labelled && i % label_step == 0) {
            draw_loss_label(map, s, y);
        }
        if (i % map->stride == 0) {
            draw_row(map, s, y, (float)(i + map->stride < rows ? map->stride : rows - i) * map->h);
        }
    }
    if (squares_are_small(map)) {
        draw_cut_areas(map);
    }
    float bottom = map->cells.y + (float)rows * map->h;
    for (int t = 1; t <= trace->steps; t++) {
        Rect column = {map->cells.x + (float)(t - 1) * map->w, map->cells.y, map->w, bottom - map->cells.y};
        hits_add(map->frame->hits, HIT_COLUMN, column)->t = t;
    }
    draw_timesteps(map, bottom + px);
}

static float gutter_of(const Frame *frame, const Trace *trace) {
    Formula label;
    Text name;
    formula_init(&label);
    text_init(&name);
    text_printf(&name, "L_%d", trace->loss_steps[trace->loss_count - 1]);
    formula_label(&label, false, name.data);
    float width = formula_width(frame, &label, formula_label_size(frame));
    formula_finish(&label);
    text_finish(&name);
    return width;
}

// `labelled`: the names of the losses stand left of it.
static void place_map(Map *map, Rect rect, bool labelled) {
    const Frame *frame = map->frame;
    float px = frame_text_size(frame, 20), foot = 1.2f * px;
    float gutter = labelled ? gutter_of(frame, map->trace) + 0.5f * px : 0;
    map->cells = (Rect){rect.x + gutter, rect.y, rect.w - gutter - 0.3f * px, rect.h - foot};
    map->w = map->cells.w / (float)map->trace->steps;
    map->h = map->cells.h / (float)map->trace->loss_count;
    map->w = fminf(map->w, 44 * frame->unit);
    map->h = fminf(map->h, 30 * frame->unit);
    map->w = fminf(map->w, 1.7f * map->h > 8 * frame->unit ? 1.7f * map->h : map->w);
    int longest = map->trace->steps > map->trace->loss_count ? map->trace->steps : map->trace->loss_count;
    map->stride = (longest + MAX_SIDE - 1) / MAX_SIDE;
}

// What the rows and the columns are: above the squares where that leaves them room.
static bool draw_axes_above(Frame *frame, Rect *rest, int rows) {
    float px = frame_text_size(frame, 20), height = 1.25f * px;
    float squares = fminf((float)rows * 18, 66) * frame->unit;
    if (rest->h < height + 1.2f * px + squares) {
        return false;
    }
    const char *axes = words_get(frame->words, "panels.reach-axes");
    if (frame_text_width(frame, FACE_REGULAR, px, axes) > rest->w) {
        axes = words_get(frame->words, "panels.reach-axes-short");
    }
    Rect line = rect_cut_top(rest, height);
    frame_text_fit(frame, line.x, line.y + 0.8f * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, axes, line.w);
    return true;
}

// Else beside the squares, if they leave room.
static void draw_axes_beside(const Map *map, Rect rest) {
    Frame *frame = map->frame;
    float px = frame_text_size(frame, 20), left = map->cells.x + (float)map->trace->steps * map->w + 0.6f * px;
    const char *axes = words_get(frame->words, "panels.reach-axes-short");
    Rect free = {left, rest.y, rest.x + rest.w - left, rest.h};
    // A word that is broken in two would say less than none.
    bool words_fit = frame_text_width(frame, FACE_REGULAR, px, axes) <= 1.6f * free.w;
    if (words_fit && paragraph_height(frame, free.w, FACE_REGULAR, 20, axes) <= free.h) {
        paragraph_draw(frame, free, FACE_REGULAR, 20, frame->theme->quiet, axes);
    }
}

// "6 / 10", closer or as a share where that is too wide.
static void write_counts(const Frame *frame, int reached, int all, float room, Text *out) {
    float px = frame_text_size(frame, 20);
    text_clear(out);
    text_printf(out, "%d / %d", reached, all);
    if (frame_text_width(frame, FACE_REGULAR, px, out->data) > room) {
        text_clear(out);
        text_printf(out, "%d/%d", reached, all);
    }
    if (frame_text_width(frame, FACE_REGULAR, px, out->data) > room && all > 0) {
        text_clear(out);
        text_printf(out, "%d%%", (int)(100 * (long)reached / all)); // whole only when all are reached
    }
}

static Map make_map(Frame *frame, int lane) {
    const Trace *leading = frame->view->traces[0], *trace = frame->view->traces[lane];
    return (Map){.frame = frame,
                 .trace = trace,
                 .now = lanes_moment(leading, trace, frame->index, frame->words),
                 .known = lanes_moment(leading, trace, frame->known, frame->words),
                 .state = trace_state_equation(trace)};
}

// The largest and the smallest of all strips; what is exactly zero is not counted. Both 0 where nothing has arrived.
static void find_sizes(Frame *frame, double *largest, double *smallest) {
    *largest = *smallest = 0;
    for (int i = 0; i < frame->view->trace_count; i++) {
        Map map = make_map(frame, i);
        for (int t = 1; t <= map.trace->steps; t++) {
            double size = size_at(&map, t);
            *largest = fmax(*largest, size);
            *smallest = size > 0 && (*smallest == 0 || size < *smallest) ? size : *smallest;
        }
    }
}

// Lanes with one loss each are strips above each other: side by side, a single row would have no room.
static bool are_strips(const View *view) {
    bool strips = view->trace_count > 1;
    for (int i = 0; i < view->trace_count; i++) {
        strips = strips && view->traces[i]->loss_count == 1 && view->traces[i]->steps <= MAX_COUNTED;
    }
    return strips;
}

// The strip of a lane behind its line sample and its loss, with the count at its right end.
static void draw_strip(Frame *frame, Rect row, int lane, float height, bool has_timesteps, double largest, double smallest) {
    Map map = make_map(frame, lane);
    map.largest = largest;
    map.smallest = smallest;
    float px = frame_text_size(frame, 20), middle = row.y + height / 2;
    int reached, all;
    Text counts;
    text_init(&counts);
    count_pairs(&map, &reached, &all);
    write_counts(frame, reached, all, row.w, &counts);
    rect_cut_left(&row, lanes_sample_draw(frame, lane, row.x, middle) - 0.4f * px);
    float used = frame_text(frame, row.x + row.w, middle + 0.35f * px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, counts.data);
    text_finish(&counts);
    float gutter = gutter_of(frame, map.trace) + 0.5f * px;
    map.cells = (Rect){row.x + gutter, row.y, row.w - gutter - used - 0.6f * px, height};
    map.w = fminf(map.cells.w / (float)map.trace->steps, 44 * frame->unit);
    map.h = height;
    map.stride = (map.trace->steps + MAX_SIDE - 1) / MAX_SIDE;
    if (map.w <= 0) {
        return;
    }
    draw_loss_label(&map, map.trace->loss_steps[0], row.y);
    draw_row(&map, map.trace->loss_steps[0], row.y, height);
    if (squares_are_small(&map)) {
        draw_cut_areas(&map);
    }
    for (int t = 1; t <= map.trace->steps; t++) {
        hits_add(frame->hits, HIT_COLUMN, (Rect){map.cells.x + (float)(t - 1) * map.w, row.y, map.w, height})->t = t;
    }
    if (has_timesteps) {
        draw_timesteps(&map, row.y + height + px);
    }
}

// Strips need a line each besides the heading and the timesteps; maps as much as their axes do.
float reach_height(const Frame *frame, float whole) {
    float px = frame_text_size(frame, 20);
    float strips = (1.6f + 1.7f * (float)frame->view->trace_count + 2.4f) * px + 32 * frame->unit;
    return are_strips(frame->view) ? strips : fmaxf(0.25f * whole, 9.2f * px);
}

// What the height of the bars means.
static void draw_sizes(Frame *frame, Rect rect, double largest, double smallest) {
    float px = frame_text_size(frame, 20);
    Text most, least, text;
    text_init(&most);
    text_init(&least);
    text_init(&text);
    plot_number(largest, &most);
    plot_number(smallest, &least);
    static const char *const KEYS[] = {"panels.reach-size", "panels.reach-size-short", "panels.reach-size-shortest"};
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        text_clear(&text);
        WORDS_FORMAT(frame->words, &text, KEYS[i], {"most", most.data}, {"least", least.data});
        if (frame_text_width(frame, FACE_REGULAR, px, text.data) <= rect.w) {
            break;
        }
    }
    frame_text_fit(frame, rect.x, rect.y + px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, text.data, rect.w);
    text_finish(&text);
    text_finish(&least);
    text_finish(&most);
}

static void draw_strips(Frame *frame, Rect rect) {
    float px = frame_text_size(frame, 20);
    int count = frame->view->trace_count;
    rect_cut_top(&rect, 0.2f * px);
    double largest, smallest;
    find_sizes(frame, &largest, &smallest);
    float foot = 2.2f * px, line = fminf((rect.h - foot) / (float)count, 1.7f * px), height = fminf(0.75f * line, 24 * frame->unit);
    for (int i = 0; i < count && line > 0.9f * px; i++) {
        draw_strip(frame, rect_cut_top(&rect, line), i, height, i == count - 1, largest, smallest);
    }
    rect_cut_top(&rect, 0.95f * px);
    if (largest > 0 && rect.h >= px) {
        draw_sizes(frame, rect, largest, smallest);
    }
}

static bool have_same_losses(const View *view) {
    const Trace *first = view->traces[0];
    bool same = first->loss_count > 0;
    for (int i = 1; i < view->trace_count && same; i++) {
        const Trace *trace = view->traces[i];
        same = trace->loss_count == first->loss_count &&
               memcmp(trace->loss_steps, first->loss_steps, (size_t)first->loss_count * sizeof *first->loss_steps) == 0;
    }
    return same;
}

void reach_draw(Frame *frame, Rect rect) {
    const View *view = frame->view;
    float px = frame_text_size(frame, 20);
    Rect inner = card_draw(frame, rect);
    Rect head = rect_cut_top(&inner, 1.4f * px);
    float used = frame_text_fit(frame, head.x, head.y + 0.9f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text,
                                words_get(frame->words, "panels.reach"), head.w);
    if (are_strips(view)) {
        draw_strips(frame, inner);
        return;
    }
    int lanes = view->trace_count < 1 ? 1 : view->trace_count;
    bool has_axes = draw_axes_above(frame, &inner, view->traces[0]->loss_count);
    // Three maps have no room for names of their own.
    bool share_names = lanes > 2 && have_same_losses(view);
    float names = share_names ? gutter_of(frame, view->traces[0]) + 0.5f * px : 0;
    float gap = share_names ? 0.5f * px : px, width = (inner.w - names - gap * (float)(lanes - 1)) / (float)lanes;
    Text counts;
    text_init(&counts);
    bool any = false;
    for (int i = 0; i < lanes; i++) {
        const Trace *trace = view->traces[i];
        if (trace->loss_count == 0) {
            continue;
        }
        any = true;
        Map map = make_map(frame, i);
        bool labelled = !share_names || i == 0;
        float left = share_names && i == 0 ? 0 : names;
        Rect place = {inner.x + left + (float)i * (width + gap), inner.y, width + names - left, inner.h};
        Rect foot = rect_cut_bottom(&place, lanes > 1 ? 1.3f * px : 0);
        place_map(&map, place, labelled);
        if (map.h > 0 && map.w > 0) {
            draw_map(&map, labelled);
            if (!has_axes && lanes == 1) {
                draw_axes_beside(&map, place);
            }
        }
        if (trace->steps > MAX_COUNTED) {
            continue;
        }
        int reached, all;
        count_pairs(&map, &reached, &all);
        write_counts(frame, reached, all, lanes > 1 ? foot.w : head.w - used - 0.4f * px, &counts);
        if (lanes > 1) {
            frame_text_fit(frame, foot.x + foot.w / 2, foot.y + px, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->quiet, counts.data,
                           foot.w);
            text_clear(&counts);
        }
    }
    if (!any) {
        paragraph_draw(frame, inner, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, "panels.no-loss"));
    }
    frame_text_fit(frame, head.x + head.w, head.y + 0.9f * px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, counts.data,
                   head.w - used - 0.4f * px);
    text_finish(&counts);
}
