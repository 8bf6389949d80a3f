// The timeline: every moment of the iteration, coloured by phase, like a video player's.
#include "view/panels/panels.h"

#include "view/parts/widgets.h"

#include <math.h>

static const float BAR = 12, HANDLE = 11, GAP = 4; // units
enum { MAX_SEGMENTS = 8 };

// The moments (from, to] of one phase, and where they stand.
typedef struct Segment {
    double from, to;
    Phase phase;
    float x, w; // px
} Segment;

// The phases as people see them: the losses and their sum are one, so are clipping and the update.
static Phase shown_phase(Phase phase) {
    switch (phase) {
    case PHASE_SUM:
        return PHASE_LOSS;
    case PHASE_CLIP:
        return PHASE_UPDATE;
    case PHASE_START:
        return PHASE_FORWARD;
    case PHASE_FORWARD:
    case PHASE_LOSS:
    case PHASE_BACKWARD:
    case PHASE_UPDATE:
    case PHASE_COUNT:
        break;
    }
    return phase;
}

static const char *phase_name(const Frame *frame, Phase phase) {
    static const char *const KEYS[PHASE_COUNT] = {[PHASE_FORWARD] = "panels.phase-forward",
                                                  [PHASE_LOSS] = "panels.phase-loss",
                                                  [PHASE_BACKWARD] = "panels.phase-backward",
                                                  [PHASE_UPDATE] = "panels.phase-update"};
    return words_get(frame->words, KEYS[shown_phase(phase)]);
}

Color phase_color(const Theme *theme, Phase phase, bool soft) {
    switch (shown_phase(phase)) {
    case PHASE_LOSS:
        return soft ? theme->loss_soft : theme->loss;
    case PHASE_BACKWARD:
        return soft ? theme->backward_soft : theme->backward;
    case PHASE_UPDATE:
        return soft ? theme->update_soft : theme->update;
    default:
        return soft ? theme->forward_soft : theme->forward;
    }
}

// The first moment of a phase, without walking through all that lie before it.
static long first_of(const Trace *trace, Phase phase) {
    long low = 0, high = trace_moment_count(trace);
    while (low < high) {
        long middle = low + (high - low) / 2;
        if (shown_phase(trace_moment(trace, middle).phase) < phase) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// Each phase gets the width of its moments, but never so little that it cannot be seen and hit.
static int make_segments(const Frame *frame, Rect bar, Segment segments[MAX_SEGMENTS]) {
    static const Phase PHASES[] = {PHASE_FORWARD, PHASE_LOSS, PHASE_BACKWARD, PHASE_UPDATE};
    const Trace *trace = frame->trace;
    int count = 0;
    double last = (double)(trace_moment_count(trace) - 1), from = 0;
    for (int i = 0; i < 4; i++) {
        double to = i < 3 ? (double)(first_of(trace, PHASES[i + 1]) - 1) : last;
        if (to > from) {
            segments[count++] = (Segment){.from = from, .to = to, .phase = PHASES[i]};
            from = to;
        }
    }
    float gap = GAP * frame->unit, room = bar.w - gap * (float)(count - 1);
    float least = fminf(64 * frame->unit, room / 8), x = bar.x;
    float free_room = room - least * (float)count;
    for (int i = 0; i < count; i++) {
        segments[i].x = x;
        segments[i].w = least + free_room * (float)((segments[i].to - segments[i].from) / last);
        x += segments[i].w + gap;
    }
    return count;
}

static float segment_x(const Segment *segment, double position) {
    return segment->x + segment->w * (float)((position - segment->from) / (segment->to - segment->from));
}

static void draw_segment(Frame *frame, const Segment *segment, float y, double position) {
    const Theme *theme = frame->theme;
    float height = BAR * frame->unit, radius = height / 2;
    Color strong = phase_color(theme, segment->phase, false), soft = phase_color(theme, segment->phase, true);
    Rect rect = {segment->x, y - height / 2, segment->w, height};
    display_box(frame->list, rect, radius, position >= segment->to ? strong : soft);
    if (position > segment->from && position < segment->to) {
        rect.w = fmaxf(height, segment_x(segment, position) - segment->x);
        display_box(frame->list, rect, radius, strong);
    }
}

// Every moment as a small tick, every beat as a dot, as far as there is room for them.
static void draw_ticks(Frame *frame, const Segment *segment, float y, double position) {
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    float unit = frame->unit, spacing = segment->w / (float)(segment->to - segment->from);
    Color strong = phase_color(theme, segment->phase, false), soft = phase_color(theme, segment->phase, true);
    if (spacing >= 7 * unit) {
        for (double m = segment->from + 1; m < segment->to; m++) {
            float x = segment_x(segment, m), half = BAR * unit * 0.22f;
            Color ink = color_fade(m <= position ? theme_text_on(theme, strong) : theme_text_on(theme, soft), 0.45f);
            display_line(frame->list, (Point){x, y - half}, (Point){x, y + half}, fmaxf(1, unit), ink);
        }
    }
    double beat = segment->from;
    float last_x = -INFINITY, r = 3 * unit;
    for (double next = trace_beat_after(trace, beat); next > beat && next < segment->to; next = trace_beat_after(trace, beat)) {
        beat = next;
        float x = segment_x(segment, beat);
        if (x - last_x < 8 * unit) {
            // Too dense: on to the first beat that has room.
            double skip = beat + (double)((8 * unit - (x - last_x)) / segment->w) * (segment->to - segment->from);
            beat = trace_beat_before(trace, skip);
            beat = beat > next ? beat : next;
            continue;
        }
        last_x = x;
        display_disc(frame->list, (Point){x, y}, r, beat <= position ? theme_text_on(theme, strong) : theme_text_on(theme, soft));
    }
}

static void draw_transport(Frame *frame, Rect *rest) {
    static const struct {
        Icon icon;
        const char *command;
    } BUTTONS[] = {{ICON_BACK, "beat-back"}, {ICON_PLAY, "play"}, {ICON_FORWARD, "beat"}};
    static const int PLAY = 1;
    float size = fminf(0.88f * rest->h, 40 * frame->unit);
    for (int i = 0; i < 3; i++) {
        Rect place = rect_cut_left(rest, size);
        Rect button = {place.x, place.y + (place.h - size) / 2, place.w, size};
        Icon icon = i == PLAY && frame->view->playing ? ICON_PAUSE : BUTTONS[i].icon;
        button_draw(frame, button, icon, NULL, BUTTONS[i].command, NULL, WIDGET_PLAIN);
        rect_cut_left(rest, 8 * frame->unit);
    }
}

// The name of the phase, in its colour, in a place that is as wide as the longest name.
static void draw_phase_name(Frame *frame, Rect *rest) {
    static const Phase PHASES[] = {PHASE_FORWARD, PHASE_LOSS, PHASE_BACKWARD, PHASE_UPDATE};
    float px = frame_text_size(frame, 20), widest = 0;
    for (int i = 0; i < 4; i++) {
        widest = fmaxf(widest, frame_text_width(frame, FACE_BOLD, px, phase_name(frame, PHASES[i])));
    }
    rect_cut_left(rest, 12 * frame->unit);
    Rect place = rect_cut_left(rest, widest);
    rect_cut_left(rest, 24 * frame->unit);
    frame_text_fit(frame, place.x, place.y + place.h / 2 + 0.36f * px, ALIGN_LEFT, FACE_BOLD, px,
                   phase_color(frame->theme, frame->moment.phase, false), phase_name(frame, frame->moment.phase), place.w + 1);
}

static void draw_train_button(Frame *frame, Rect *rest) {
    const char *label = words_get(frame->words, "training.run");
    float height = fminf(0.88f * rest->h, 40 * frame->unit), width = button_width(frame, ICON_NONE, label, height);
    Rect place = rect_cut_right(rest, width);
    button_draw(frame, (Rect){place.x, place.y + (place.h - height) / 2, width, height}, ICON_NONE, label, "train", NULL, WIDGET_PLAIN);
    rect_cut_right(rest, 16 * frame->unit);
}

void timeline_draw(Frame *frame, Rect rect) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    if (frame->view->training == NULL) {
        draw_train_button(frame, &rect);
    }
    draw_transport(frame, &rect);
    draw_phase_name(frame, &rect);
    float y = rect.y + rect.h / 2;
    Rect bar = {rect.x + HANDLE * unit, rect.y, rect.w - 2 * HANDLE * unit, rect.h};
    Segment segments[MAX_SEGMENTS];
    int count = make_segments(frame, bar, segments);
    double last = (double)(trace_moment_count(frame->trace) - 1);
    double position = fmin(fmax(frame->view->position, 0), last);
    Point handle = {bar.x, y};
    Phase phase = PHASE_FORWARD;
    for (int i = 0; i < count; i++) {
        const Segment *segment = &segments[i];
        draw_segment(frame, segment, y, position);
        draw_ticks(frame, segment, y, position);
        // The gap behind a segment belongs to it, so that a drag never falls through.
        float end = i + 1 < count ? segments[i + 1].x : segment->x + segment->w;
        Hit *hit = hits_add(frame->hits, HIT_TIMELINE, (Rect){segment->x, rect.y, end - segment->x, rect.h});
        hit->from = segment->from;
        hit->to = segment->to;
        if (position > segment->from) {
            handle.x = segment_x(segment, fmin(position, segment->to));
            phase = segment->phase;
        }
    }
    Shape *disc = display_disc(frame->list, handle, HANDLE * unit, theme->surface);
    disc->border = phase_color(theme, phase, false);
    disc->border_width = 4 * unit;
}
