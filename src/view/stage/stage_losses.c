// The losses: a chip for each timestep that rises from its output onto the line, and the sum at the line's end that grows term by term.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

float stage_loss_y(const Stage *stage) {
    Rect sum = stage->layout.sum;
    return sum.y + sum.h / 2;
}

float stage_chip_height(const Stage *stage) {
    return fmaxf(52 * stage->frame->unit, 2.1f * frame_text_size(stage->frame, 22));
}

// 0..1: the loss at t has been computed; has been added to the sum; has been told that its gradient is 1.
static float loss_way(const Stage *stage, int t) {
    long moment = trace_index(stage->frame->trace, PHASE_LOSS, t, -1);
    return frame_way(stage->frame, (double)moment - 1, (double)moment);
}

static float sum_way(const Stage *stage, int t) {
    long moment = trace_index(stage->frame->trace, PHASE_SUM, t, -1);
    return frame_way(stage->frame, (double)moment - 1, (double)moment);
}

static float seed_way(const Stage *stage) {
    long moment = trace_index(stage->frame->trace, PHASE_BACKWARD, 0, MOMENT_SEED);
    return frame_way(stage->frame, (double)moment - 1, (double)moment);
}

static void append_loss(const Trace *trace, int t, int digits, Text *out) {
    text_append_decimal(out, run_loss_of(trace->run, t), digits, false);
}

// Where the middle of the chip is: at its output until the loss is computed, then on the line.
static float chip_y(const Stage *stage, int t) {
    if (stage->lane) { // there is no output from which it could rise
        return stage_loss_y(stage);
    }
    float line = stage_loss_y(stage), below = stage_output_top(stage) + stage_chip_height(stage) / 2;
    return below + (line - below) * loss_way(stage, t);
}

static void mark_not_finite(Stage *stage, Rect rect, double loss) {
    if (!isfinite(loss)) {
        vector_hatch(stage->frame, rect, color_fade(stage->frame->theme->loss, 0.5f));
    }
}

// "L" with the timestep as a subscript, then the number; returns its width without drawing it where `draw` is false.
static float chip_text(Stage *stage, float x, float y, int t, int digits, float alpha, bool draw) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float size = frame_text_size(frame, 22), small = frame_text_size(frame, 16);
    Text sub, number;
    text_init(&sub);
    text_init(&number);
    text_printf(&sub, "%d", t);
    append_loss(frame->trace, t, digits, &number);
    float name = frame_text_width(frame, FACE_BOLD, size, "L"), index = frame_text_width(frame, FACE_BOLD, small, sub.data);
    float gap = 0.4f * size;
    float width = name + index + gap + frame_text_width(frame, FACE_REGULAR, size, number.data);
    if (draw) {
        float left = x - width / 2, baseline = y + 0.36f * size;
        frame_text(frame, left, baseline, ALIGN_LEFT, FACE_BOLD, size, color_fade(theme->loss, alpha), "L");
        frame_text(frame, left + name, baseline + 0.22f * size, ALIGN_LEFT, FACE_BOLD, small, color_fade(theme->loss, alpha), sub.data);
        frame_text(frame, left + name + index + gap, baseline, ALIGN_LEFT, FACE_REGULAR, size, color_fade(theme->text, alpha), number.data);
    }
    text_finish(&sub);
    text_finish(&number);
    return width;
}

static void add_loss_hit(Stage *stage, Rect rect, int t) {
    stage_add_element(stage, rect, (Element){.kind = ELEMENT_LOSS, .t = t});
}

// What a pill may take without coming near another, px: a column, or more where timesteps without a loss lie between.
static float chip_room(const Stage *stage, int index) {
    const Trace *trace = stage->frame->trace;
    const int *steps = trace->loss_steps;
    float room = stage->layout.stage.w / 2;
    if (stage->lane) {
        room = stage->column;
    }
    room = index > 0 ? fminf(room, (float)(steps[index] - steps[index - 1]) * stage->column) : room;
    room = index + 1 < trace->loss_count ? fminf(room, (float)(steps[index + 1] - steps[index]) * stage->column) : room;
    return room - 24 * stage->frame->unit;
}

// In narrow columns: whether there is room for a pill nevertheless.
static bool has_pill(Stage *stage, int index) {
    return chip_text(stage, 0, 0, stage->frame->trace->loss_steps[index], 2, 1, false) + 28 * stage->frame->unit <= chip_room(stage, index);
}

// A pill with name and number where the column is wide enough, else the number alone, else nothing but a mark on the line.
static void draw_chip(Stage *stage, int index) {
    int t = stage->frame->trace->loss_steps[index];
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, h = stage_chip_height(stage);
    float x = stage_x(stage, t) + stage->output_x, y = chip_y(stage, t), way = loss_way(stage, t);
    float room = chip_room(stage, index);
    int digits = 3;
    float text = chip_text(stage, 0, 0, t, digits, 1, false);
    if (text + 36 * unit > room) {
        digits = 2;
        text = chip_text(stage, 0, 0, t, digits, 1, false);
    }
    float alpha = way < 0.4f ? way / 0.4f : 1;
    if (text + 28 * unit <= room) {
        float w = text + fminf(44 * unit, room - text);
        // Outputs stand at the end of a diagram; behind a pill that is wider than its column the line to the sum goes on.
        float end = w <= stage->column ? stage_x(stage, t) + stage->column / 2 - 6 * unit
                                       : stage->layout.stage.x + stage->layout.stage.w - 30 * unit;
        x = fminf(x, end - w / 2);
        Rect pill = {x - w / 2, y - h / 2, w, h};
        Color border = color_mix(theme->loss, theme->backward, seed_way(stage));
        display_border_box(frame->list, pill, h / 2, color_fade(theme->surface, alpha), color_fade(border, alpha),
                           fmaxf(1.5f, 2.5f * unit));
        mark_not_finite(stage, (Rect){x - w / 2 + h / 3, pill.y + 4 * unit, w - h / 1.5f, h - 8 * unit}, run_loss_of(frame->trace->run, t));
        chip_text(stage, x, y, t, digits, alpha, true);
        add_loss_hit(stage, pill, t);
        return;
    }
    Text number;
    text_init(&number);
    append_loss(frame->trace, t, 1, &number);
    float size = frame_text_size(frame, 20);
    float width = frame_text_width(frame, FACE_REGULAR, size, number.data) + 8 * unit;
    if (width <= stage->column - 6 * unit) {
        Rect ground = {x - width / 2, y - 0.65f * size, width, 1.3f * size};
        display_box(frame->list, ground, 0.4f * size, color_fade(theme->background, alpha));
        frame_text(frame, x, y + 0.36f * size, ALIGN_CENTER, FACE_REGULAR, size, color_fade(theme->loss, alpha), number.data);
        add_loss_hit(stage, ground, t);
    }
    text_finish(&number);
}

// Narrow columns: the loss as a bar on the line, its height the share of the largest.
static void draw_bar(Stage *stage, int t, double largest) {
    Frame *frame = stage->frame;
    Rect band = stage->layout.losses;
    float y = stage_loss_y(stage), most = band.y + band.h - y - 4 * frame->unit;
    double loss = run_loss_of(frame->trace->run, t);
    double share = largest > 0 && isfinite(loss) ? loss / largest : 1;
    float w = fmaxf(0.6f * stage->column, 1), x = stage_x(stage, t);
    Rect rect = {x - w / 2, y, w, fmaxf(1, (float)share * most * loss_way(stage, t))};
    display_box(frame->list, rect, 0, isfinite(loss) ? color_fade(frame->theme->loss, 0.8f) : frame->theme->surface);
    mark_not_finite(stage, rect, loss);
    add_loss_hit(stage, (Rect){x - stage->column / 2, band.y, stage->column, band.h}, t);
}

// The line that carries the sum: solid up to what has been added.
static void draw_line(Stage *stage) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    float unit = frame->unit, y = stage_loss_y(stage);
    float end = stage->layout.stage.x + stage->layout.stage.w;
    float start = stage_x(stage, trace->loss_steps[0]) + stage->output_x;
    Shape *dashes =
        display_line(frame->list, (Point){start, y}, (Point){end, y}, fmaxf(1, 1.5f * unit), color_mix(theme->line, theme->faint, 0.6f));
    dashes->dash = 4 * unit;
    dashes->gap = 6 * unit;
    float added = start;
    for (int i = 0; i < trace->loss_count; i++) {
        float way = sum_way(stage, trace->loss_steps[i]);
        if (way > 0) {
            float next = i + 1 < trace->loss_count ? stage_x(stage, trace->loss_steps[i + 1]) + stage->output_x : end;
            float here = stage_x(stage, trace->loss_steps[i]) + stage->output_x;
            added = here + (next - here) * way;
        }
    }
    if (added > start) {
        Shape *line = display_line(frame->list, (Point){start, y}, (Point){added, y}, fmaxf(1.5f, 3 * unit), theme->loss);
        line->arrow = added >= end ? 14 * unit : 0;
    }
    float seed = seed_way(stage);
    if (seed > 0 && seed < 1) {
        float from = end + (start - end) * seed;
        display_line(frame->list, (Point){end, y}, (Point){from, y}, fmaxf(2, 4 * unit), theme->backward);
        display_disc(frame->list, (Point){from, y}, 7 * unit, theme->backward);
    }
}

static void draw_plus(Stage *stage, int t, int next) {
    Frame *frame = stage->frame;
    float unit = frame->unit;
    float x = (stage_x(stage, t) + stage_x(stage, next)) / 2 + stage->output_x, y = stage_loss_y(stage);
    Color color = sum_way(stage, next) > 0 ? frame->theme->loss : frame->theme->faint;
    display_disc(frame->list, (Point){x, y}, 13 * unit, frame->theme->background);
    display_line(frame->list, (Point){x - 8 * unit, y}, (Point){x + 8 * unit, y}, 3 * unit, color);
    display_line(frame->list, (Point){x, y - 8 * unit}, (Point){x, y + 8 * unit}, 3 * unit, color);
}

void stage_draw_losses(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    if (trace->loss_count == 0) {
        return;
    }
    if (!stage->lane) {
        draw_line(stage);
    }
    double largest = 0;
    for (int i = 0; i < trace->loss_count; i++) {
        double loss = run_loss_of(trace->run, trace->loss_steps[i]);
        largest = isfinite(loss) && loss > largest ? loss : largest;
    }
    for (int i = 0; i < trace->loss_count; i++) {
        int t = trace->loss_steps[i];
        int next = i + 1 < trace->loss_count ? trace->loss_steps[i + 1] : 0;
        if (next > 0 && !stage->lane && stage->detail >= DETAIL_NUMBERS && stage_shows(stage, t) && stage_shows(stage, next)) {
            draw_plus(stage, t, next);
        }
        if (!stage_shows(stage, t) || loss_way(stage, t) <= 0) {
            continue;
        }
        if (stage->detail == DETAIL_STRIP && (stage->lane || !has_pill(stage, i))) {
            draw_bar(stage, t, largest);
        } else {
            draw_chip(stage, i);
        }
    }
}

// The sum so far, or the mean over the lanes when it is complete.
void stage_draw_sum(Stage *stage) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    Rect box = stage->layout.sum;
    if (trace->loss_count == 0) {
        return;
    }
    long last = trace_index(trace, PHASE_SUM, trace->loss_steps[trace->loss_count - 1], -1);
    bool complete = frame->known >= last;
    bool begun = frame->known >= trace_index(trace, PHASE_SUM, trace->loss_steps[0], -1);
    Color border = color_mix(complete ? theme->loss : theme->line, theme->backward, seed_way(stage));
    float width = (complete ? 3 : theme->border) * frame->unit;
    display_border_box(frame->list, box, 12 * frame->unit, begun ? theme->surface : color_fade(theme->surface, 0.4f), border,
                       fmaxf(1, width));

    Text text;
    text_init(&text);
    float size = frame_text_size(frame, 30), x = box.x + 24 * frame->unit;
    float room = box.w - 48 * frame->unit, baseline = box.y + box.h / 2 + 0.36f * size;
    double sum = complete ? trace->loss : trace_partial_sum(trace, frame->known);
    if (begun && !isfinite(sum)) {
        vector_hatch(frame, (Rect){box.x + 8 * frame->unit, box.y + 8 * frame->unit, box.w - 16 * frame->unit, box.h - 16 * frame->unit},
                     color_fade(theme->loss, 0.35f));
    }
    text_append(&text, "L = ");
    if (begun) {
        text_append_decimal(&text, sum, 3, false);
        text_append(&text, complete ? "" : " + …");
    }
    frame_text_fit(frame, x, baseline, ALIGN_LEFT, FACE_BOLD, size, begun ? theme->loss : theme->faint, text.data, room);
    if (complete && trace->lanes > 1) {
        // What the sum was before it was divided by the lanes.
        float used = frame_text_width(frame, FACE_BOLD, size, text.data) + size;
        text_clear(&text);
        text_append(&text, "= ");
        text_append_decimal(&text, trace_partial_sum(trace, frame->known), 2, false);
        text_printf(&text, " / %d", trace->lanes);
        frame_text_fit(frame, x + used, baseline, ALIGN_LEFT, FACE_REGULAR, frame_text_size(frame, 20), theme->quiet, text.data,
                       room - used);
    }
    text_finish(&text);
    stage_add_element(stage, box, (Element){.kind = ELEMENT_SUM});
}
