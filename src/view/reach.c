// The reach map: which loss has reached which state.
#include "view/panels.h"

#include "view/formula.h"
#include "view/vectors.h"
#include "view/widgets.h"

#include <math.h>

// The moment of another trace that goes with the leading one's: the same by name, else the last earlier one that it has.
static long moment_of(const Trace *leading, const Trace *trace, long index)
{
    for (; trace != leading && index > 0; index--) {
        Moment moment = trace_moment(leading, index);
        long same = trace_index(trace, moment.phase, moment.t, moment.op);
        if (same >= 0) {
            return same;
        }
    }
    return index;
}

typedef struct Map {
    Frame *frame;
    const Trace *trace;
    long now, known; // moments: what is arriving, what has arrived
    int state;       // equation
    Rect cells;
    float w, h;      // of a cell, px
} Map;

static int every(float room, float needed)
{
    static const int STEPS[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        if (room * (float)STEPS[i] >= needed) {
            return STEPS[i];
        }
    }
    return 10000;
}

// How many pairs of a loss and a state there are with the loss not before the state, and how many have been reached.
static void count_pairs(const Map *map, int *reached, int *all)
{
    *reached = *all = 0;
    for (int i = 0; i < map->trace->loss_count; i++) {
        int s = map->trace->loss_steps[i];
        for (int t = 1; t <= s; t++) {
            *all += 1;
            *reached += trace_loss_reached(map->trace, map->known, s, map->state, t);
        }
    }
}

static void draw_cell(const Map *map, int s, int t, Rect cell)
{
    Frame *frame = map->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    float trim = fminf(1.5f * unit, 0.12f * fminf(cell.w, cell.h));
    Rect box = rect_inset(cell, trim);
    float radius = fminf(4 * unit, 0.2f * fminf(box.w, box.h));
    if (trace_loss_reached(map->trace, map->now, s, map->state, t)) {
        bool arriving = !trace_loss_reached(map->trace, map->known, s, map->state, t);
        float shown = arriving ? frame->progress : 1;
        if (shown < 1) {
            display_border_box(frame->list, box, radius, 0, theme->line, fmaxf(1, unit));
        }
        display_box(frame->list, rect_inset(box, (1 - shown) * 0.5f * fminf(box.w, box.h)), radius, theme->backward);
    } else if (trace_loss_reaches(map->trace, s, map->state, t)) {
        display_border_box(frame->list, box, radius, 0, theme->line, fmaxf(1, unit));
    } else {
        vector_hatch(frame, box, color_fade(theme->backward, 0.55f));
        display_border_box(frame->list, box, 0, 0, color_fade(theme->backward, 0.55f), fmaxf(1, unit));
    }
}

static void draw_map(const Map *map)
{
    Frame *frame = map->frame;
    const Trace *trace = map->trace;
    float px = frame_text_size(frame, 20);
    Formula label;
    Text name;
    formula_init(&label);
    text_init(&name);
    int rows = trace->loss_count;
    int row_step = every(map->h, 1.1f * px), col_step = every(map->w, 1.7f * px);
    for (int i = 0; i < rows; i++) {
        int s = trace->loss_steps[rows - 1 - i];
        float y = map->cells.y + (float)i * map->h;
        if (i % row_step == 0) {
            formula_clear(&label);
            text_clear(&name);
            text_printf(&name, "L_%d", s);
            formula_label(&label, false, name.data);
            float width = formula_width(frame, &label, px);
            formula_draw(frame, &label, map->cells.x - width - 0.4f * px, y + fmaxf(map->h / 2 + 0.3f * px, 0.8f * px), FACE_REGULAR, px, frame->theme->quiet,
                         frame->theme->quiet);
        }
        for (int t = 1; t <= s; t++) {
            draw_cell(map, s, t, (Rect){map->cells.x + (float)(t - 1) * map->w, y, map->w, map->h});
        }
    }
    float bottom = map->cells.y + (float)rows * map->h;
    for (int t = 1; t <= trace->steps; t++) {
        float x = map->cells.x + (float)(t - 1) * map->w;
        hits_add(frame->hits, HIT_COLUMN, (Rect){x, map->cells.y, map->w, bottom - map->cells.y})->t = t;
        if (t == 1 || t % col_step == 0) {
            text_clear(&name);
            text_printf(&name, "%d", t);
            bool crowded = t == 1 ? false : t - 1 < col_step && map->w * (float)(t - 1) < 1.7f * px;
            if (!crowded) {
                frame_text(frame, x + map->w / 2, bottom + px, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->quiet, name.data);
            }
        }
    }
    formula_finish(&label);
    text_finish(&name);
}

static float gutter_of(const Frame *frame, const Trace *trace)
{
    Formula label;
    Text name;
    formula_init(&label);
    text_init(&name);
    text_printf(&name, "L_%d", trace->loss_steps[trace->loss_count - 1]);
    formula_label(&label, false, name.data);
    float width = formula_width(frame, &label, frame_text_size(frame, 20));
    formula_finish(&label);
    text_finish(&name);
    return width;
}

static void place_map(Map *map, Rect rect)
{
    const Frame *frame = map->frame;
    float px = frame_text_size(frame, 20), foot = 1.2f * px;
    float gutter = gutter_of(frame, map->trace) + 0.5f * px;
    map->cells = (Rect){rect.x + gutter, rect.y, rect.w - gutter - 0.3f * px, rect.h - foot};
    map->w = map->cells.w / (float)map->trace->steps;
    map->h = map->cells.h / (float)map->trace->loss_count;
    map->w = fminf(map->w, 44 * frame->unit);
    map->h = fminf(map->h, 30 * frame->unit);
    map->w = fminf(map->w, 1.7f * map->h > 8 * frame->unit ? 1.7f * map->h : map->w);
}

void reach_draw(Frame *frame, Rect rect)
{
    const View *view = frame->view;
    float px = frame_text_size(frame, 20);
    Rect inner = card_draw(frame, rect);
    Rect head = rect_cut_top(&inner, 1.4f * px);
    float used = frame_text_fit(frame, head.x, head.y + 0.9f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, words_get(frame->words, "panels.reach"),
                                head.w);
    int lanes = view->trace_count < 1 ? 1 : view->trace_count;
    float gap = px, width = (inner.w - gap * (float)(lanes - 1)) / (float)lanes;
    Text counts;
    text_init(&counts);
    for (int i = 0; i < lanes; i++) {
        const Trace *trace = view->traces[i];
        if (trace->loss_count == 0) {
            continue;
        }
        Map map = {.frame = frame, .trace = trace, .state = trace_state_equation(trace)};
        map.now = moment_of(view->traces[0], trace, frame->index);
        map.known = moment_of(view->traces[0], trace, frame->known);
        place_map(&map, (Rect){inner.x + (float)i * (width + gap), inner.y, width, inner.h});
        if (map.h > 0 && map.w > 0) {
            draw_map(&map);
        }
        int reached, all;
        count_pairs(&map, &reached, &all);
        text_append(&counts, i > 0 ? "   " : "");
        text_printf(&counts, "%d / %d", reached, all);
    }
    if (counts.length == 0) {
        paragraph_draw(frame, inner, FACE_REGULAR, 20, frame->theme->quiet, words_get(frame->words, "panels.no-loss"));
    }
    frame_text_fit(frame, head.x + head.w, head.y + 0.9f * px, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, counts.data, head.w - used - px);
    text_finish(&counts);
}
