// The ribbon: the whole stream from its first item to its last, with the window of each lane on it and the one before, faded.
#include "view/panels/panels.h"

#include "experiment/feed.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdlib.h>

static const float GAP = 16, ARC = 0.3f; // units; the share of the height that the handing-over takes
enum { MAX_SAMPLES = 512, MAX_ARCS = 8, MAX_NAMED = 3 };

bool ribbon_shows(const Trace *trace) {
    const Session *session = trace->session;
    return session->dataset->pair_count > session->schedule.steps;
}

// Where pairs stand on the strip.
typedef struct Ribbon {
    Frame *frame;
    Rect strip; // all pairs, from the first to behind the last
    Rect arcs;  // above it
    long pairs;
    long *now;  // per lane: where its window starts
    long *then; // the same in the iteration before; only from the second on
} Ribbon;

static float x_of(const Ribbon *ribbon, long pair) {
    return ribbon->strip.x + ribbon->strip.w * (float)((double)pair / (double)ribbon->pairs);
}

// A stretch of pairs, in two pieces where it wraps round the end.
static void draw_stretch(const Ribbon *ribbon, long start, long count, Color fill, Color border) {
    float unit = ribbon->frame->unit, least = 4 * unit;
    Rect strip = ribbon->strip;
    for (long done = 0; done < count;) {
        long from = (start + done) % ribbon->pairs;
        long piece = ribbon->pairs - from < count - done ? ribbon->pairs - from : count - done;
        float x = x_of(ribbon, from), w = fmaxf(least, x_of(ribbon, from + piece) - x);
        x = fminf(x, strip.x + strip.w - w);
        display_border_box(ribbon->frame->list, (Rect){x, strip.y, w, strip.h}, fminf(4 * unit, w / 2), fill, border,
                           border != 0 ? fmaxf(1, 2 * unit) : 0);
        done += piece;
    }
}

// The pairs at regular places, one step each: as lanes of one batch.
static Batch sample(const Trace *trace, int samples) {
    const Dataset *dataset = trace->session->dataset;
    long starts[MAX_SAMPLES];
    for (int i = 0; i < samples; i++) {
        starts[i] = (long)i * dataset->pair_count / samples;
    }
    Batch batch;
    batch_init(&batch, dataset, 1, samples);
    dataset->fill(dataset, starts, 0, &batch);
    return batch;
}

// A series as its line, sampled at no more places than can be told apart.
static void draw_series(const Ribbon *ribbon, const Trace *trace) {
    const Dataset *dataset = trace->session->dataset;
    float room = fminf(MAX_SAMPLES, fmaxf(2, ribbon->strip.w / (2 * ribbon->frame->unit)));
    int samples = ribbon->pairs < (long)room ? (int)ribbon->pairs : (int)room;
    Batch batch = sample(trace, samples);
    size_t stride = (size_t)kernel_stride(dataset->input_size);
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < samples; i++) {
        low = fmin(low, batch.input[(size_t)i * stride]);
        high = fmax(high, batch.input[(size_t)i * stride]);
    }
    Point points[MAX_SAMPLES];
    Rect strip = rect_inset(ribbon->strip, 0.12f * ribbon->strip.h);
    for (int i = 0; i < samples; i++) {
        double share = high > low ? (batch.input[(size_t)i * stride] - low) / (high - low) : 0.5;
        long pair = (long)i * ribbon->pairs / samples;
        points[i] = (Point){x_of(ribbon, pair) + ribbon->strip.w / (2 * (float)ribbon->pairs), strip.y + strip.h * (1 - (float)share)};
    }
    display_polyline(ribbon->frame->list, points, (size_t)samples, fmaxf(1, 1.5f * ribbon->frame->unit), ribbon->frame->theme->quiet);
    batch_finish(&batch);
}

// A text as its letters, where there is room for all of them.
static void draw_symbols(const Ribbon *ribbon, const Trace *trace) {
    Frame *frame = ribbon->frame;
    float px = frame_text_size(frame, 20), room = ribbon->strip.w / (float)ribbon->pairs;
    if (ribbon->pairs > MAX_SAMPLES || room < 0.7f * px) {
        return;
    }
    Batch batch = sample(trace, (int)ribbon->pairs);
    for (int i = 0; i < (int)ribbon->pairs; i++) {
        const char *symbol = session_symbol(trace->session, batch.input_index[i]);
        float x = x_of(ribbon, i) + room / 2;
        if (frame_text_width(frame, FACE_REGULAR, px, symbol) <= room) {
            frame_text(frame, x, ribbon->strip.y + ribbon->strip.h / 2 + 0.36f * px, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->text,
                       symbol);
        }
    }
    batch_finish(&batch);
}

// The state goes over from the block before to the left end of the window, dashed where that is torn from its place; without a block
// before, from zero.
static void draw_handing_over(const Ribbon *ribbon, const Trace *trace, int lane) {
    const Frame *frame = ribbon->frame;
    const Session *session = trace->session;
    float unit = frame->unit, x = x_of(ribbon, ribbon->now[lane]), y = ribbon->strip.y - unit, top = ribbon->arcs.y + unit;
    if (session->settings.state != STATE_CARRY || trace->iteration == 1) {
        Shape *ring = display_disc(frame->list, (Point){x, ribbon->arcs.y + ribbon->arcs.h / 2}, fminf(5 * unit, ribbon->arcs.h / 2),
                                   frame->theme->surface);
        ring->border = frame->theme->quiet;
        ring->border_width = fmaxf(1, 1.5f * unit);
        return;
    }
    long advance = session->schedule.advance;
    float from = x_of(ribbon, ribbon->then[lane]) + ribbon->strip.w * (float)advance / (2 * (float)ribbon->pairs);
    bool is_torn = (ribbon->then[lane] + advance) % ribbon->pairs != ribbon->now[lane];
    if (!is_torn && from <= x) {
        from = fmaxf(fminf(from, x - 18 * unit), ribbon->strip.x); // an arrow that can be seen
    }
    from = fminf(from, ribbon->strip.x + ribbon->strip.w);
    Point points[4] = {{from, y}, {from, top}, {x, top}, {x, y}};
    Shape *arc = display_bezier(frame->list, points, fmaxf(1, 2 * unit), frame->theme->forward);
    arc->arrow = fminf(8 * unit, ribbon->arcs.h);
    arc->dash = arc->gap = is_torn ? 6 * unit : 0;
}

static void draw_lane(const Ribbon *ribbon, const Trace *trace, int lane) {
    const Theme *theme = ribbon->frame->theme;
    const Schedule *schedule = &trace->session->schedule;
    long start = ribbon->now[lane];
    if (trace->iteration > 1) {
        draw_stretch(ribbon, ribbon->then[lane], schedule->advance, color_fade(theme->forward, 0.18f), 0);
    }
    // Timesteps without a loss, ahead of the last K1, are lighter.
    draw_stretch(ribbon, start, schedule->steps, color_fade(theme->forward, schedule->first_loss > 1 ? 0.2f : 0.35f), theme->forward);
    if (schedule->first_loss > 1) {
        draw_stretch(ribbon, (start + schedule->first_loss - 1) % ribbon->pairs, schedule->steps - schedule->first_loss + 1,
                     color_fade(theme->loss, 0.35f), 0);
    }
    if (trace->lanes <= MAX_ARCS) {
        draw_handing_over(ribbon, trace, lane);
    }
}

void ribbon_caption(const Trace *trace, const Words *words, Text *out) {
    Text pairs, places;
    long *now = memory_alloc((size_t)trace->lanes * sizeof *now);
    feed_starts(trace->session, trace->iteration - 1, now);
    text_init(&pairs);
    text_init(&places);
    text_printf(&pairs, "%ld", trace->session->dataset->pair_count);
    for (int lane = 0; lane < trace->lanes && lane < MAX_NAMED; lane++) {
        text_printf(&places, "%s%ld", lane > 0 ? ", " : "", now[lane]);
    }
    text_append(&places, trace->lanes > MAX_NAMED ? ", …" : "");
    const char *key = trace->lanes > 1 ? "training.lanes-at" : "training.block-at";
    WORDS_FORMAT(words, out, key, {"pairs", pairs.data}, {"places", places.data});
    text_finish(&places);
    text_finish(&pairs);
    free(now);
}

// Whether the data comes in its order is one switch. Returns what is left of the room.
static Rect draw_switch(Frame *frame, Rect rect) {
    const char *label = words_get(frame->words, "training.shuffled");
    float height = frame_text_size(frame, 20) * 1.3f, arcs = ARC * rect.h;
    float width = button_width(frame, ICON_NONE, label, height);
    Rect place = rect_cut_right(&rect, width);
    rect_cut_right(&rect, GAP * frame->unit);
    float middle = place.y + arcs + (place.h - arcs) / 2;
    height = fminf(height, 2 * (place.y + place.h - middle));
    button_draw(frame, (Rect){place.x, middle - height / 2, width, height}, ICON_NONE, label, "shuffle", NULL,
                frame->trace->session->settings.shuffled ? WIDGET_CHOSEN : WIDGET_PLAIN);
    return rect;
}

void ribbon_draw(Frame *frame, Rect rect) {
    const Trace *trace = frame->trace;
    if (!ribbon_shows(trace) || !(rect.h > 0)) {
        return;
    }
    const Theme *theme = frame->theme;
    float unit = frame->unit, px = frame_text_size(frame, 20);
    Text caption;
    text_init(&caption);
    ribbon_caption(trace, frame->words, &caption);
    // The width that the caption may come to keeps the strip where it is while numbers grow.
    Rect name = rect_cut_left(&rect, fminf(fmaxf(frame_text_width(frame, FACE_REGULAR, px, caption.data), 14 * px), 0.4f * rect.w));
    frame_text_fit(frame, name.x, name.y + rect.h * (1 + ARC) / 2 + 0.36f * px, ALIGN_LEFT, FACE_REGULAR, px, theme->quiet, caption.data,
                   name.w + 1);
    text_finish(&caption);
    rect_cut_left(&rect, GAP * unit);
    rect = draw_switch(frame, rect);
    Ribbon ribbon = {.frame = frame, .pairs = trace->session->dataset->pair_count};
    ribbon.now = memory_alloc((size_t)trace->lanes * sizeof *ribbon.now);
    ribbon.then = memory_alloc((size_t)trace->lanes * sizeof *ribbon.then);
    feed_starts(trace->session, trace->iteration - 1, ribbon.now);
    feed_starts(trace->session, trace->iteration > 1 ? trace->iteration - 2 : 0, ribbon.then);
    ribbon.arcs = rect_cut_top(&rect, ARC * rect.h);
    ribbon.strip = rect;
    display_border_box(frame->list, rect, 6 * unit, theme->surface, theme->line, fmaxf(1, unit));
    for (int lane = 0; lane < trace->lanes; lane++) {
        draw_lane(&ribbon, trace, lane);
    }
    if (trace->session->dataset->inputs_are_indices) {
        draw_symbols(&ribbon, trace);
    } else {
        draw_series(&ribbon, trace);
    }
    free(ribbon.then);
    free(ribbon.now);
}
