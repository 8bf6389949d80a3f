// Gates as valves: a pipe that lets through as much as the gate is open, told by its shape; and the beam between the two valves of a gate
// that opens one as it closes the other.
#include "view/icons.h"
#include "view/stage.h"

#include <math.h>
#include <stdio.h>

static const float WALL = 2.5f, INNER = 0.62f; // units of a valve of 44; the share of its width in which something flows
enum { MAX_UNITS = 8 };                        // bars that can be told apart

double stage_opening(Stage *stage, const Gate *gate, bool complement, int t) {
    const double *values = stage_value_way(stage, gate->op, t) >= 1 ? stage_op_values(stage, gate->op, t) : NULL;
    if (values == NULL) {
        return NAN;
    }
    int size = stage->frame->trace->program->ops[gate->op].size;
    double sum = 0;
    for (int i = 0; i < size; i++) {
        sum += values[i];
    }
    return complement ? 1 - sum / size : sum / size;
}

// A rectangle of which `along` runs in the direction of the pipe.
static Rect turned(Point middle, float along0, float along1, float aside0, float aside1, bool level) {
    return level ? (Rect){middle.x + along0, middle.y + aside0, along1 - along0, aside1 - aside0}
                 : (Rect){middle.x + aside0, middle.y + along0, aside1 - aside0, along1 - along0};
}

static void add_clamp_hit(Stage *stage, const Gate *gate, int t, Rect rect) {
    if (gate->equation < 0) {
        return;
    }
    Hit *hit = hits_add(stage->frame->hits, HIT_COMMAND, rect);
    hit->command = "clamp";
    snprintf(hit->argument, sizeof hit->argument, "%s", stage->frame->trace->program->equations[gate->equation].name);
    hit->wordless = true;
    hit->focusable = t == (stage->frame->moment.t > 0 ? stage->frame->moment.t : 1); // Tab goes through one column only
}

// What is held is told by a lock beside its value.
static void draw_lock(Frame *frame, Point middle, float size) {
    icon_draw(frame->list, ICON_LOCK, middle, size, frame->theme->text);
}

void stage_draw_valve(Stage *stage, const Gate *gate, bool complement, int t, Rect pipe, bool level) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, length = level ? pipe.w : pipe.h, wide = level ? pipe.h : pipe.w;
    Point middle = {pipe.x + pipe.w / 2, pipe.y + pipe.h / 2};
    double opening = stage_opening(stage, gate, complement, t);
    bool known = isfinite(opening);
    float open = known ? (float)fmin(fmax(opening, 0), 1) : 1, half = wide * INNER / 2, wall = fmaxf(1, WALL * wide / 44);
    display_box(frame->list, pipe, 0, theme->surface);
    if (known) {
        // As it comes in, and what goes on.
        display_box(frame->list, turned(middle, -length / 2, 0, -half, half, level), 0, theme->forward_soft);
        if (open * half >= 0.5f) {
            display_box(frame->list, turned(middle, 0, length / 2, -open * half, open * half, level), 0, theme->forward_soft);
            display_box(frame->list, turned(middle, -length / 2, length / 2, -open * half / 2, open * half / 2, level), 0, theme->forward);
        }
    }
    Color ink = known ? theme->text : theme->faint;
    for (int side = -1; side <= 1; side += 2) {
        float edge = (float)side * half;
        display_box(
            frame->list,
            turned(middle, -length / 2, length / 2, fminf(edge, edge + (float)side * wall), fmaxf(edge, edge + (float)side * wall), level),
            0, ink);
        float shut = (float)side * open * half, blade = fmaxf(1.5f, 0.09f * length);
        if (known && (1 - open) * half >= 0.5f) {
            display_box(frame->list, turned(middle, -blade, blade, fminf(shut, edge), fmaxf(shut, edge), level), 0, ink);
        } else if (!known) {
            display_border_box(frame->list, turned(middle, -blade, blade, fminf(edge, edge / 2), fmaxf(edge, edge / 2), level), 0, 0, ink,
                               fmaxf(1, unit));
        }
    }
    add_clamp_hit(stage, gate, t, pipe);
}

void stage_draw_opening(Stage *stage, const Gate *gate, bool complement, int t, Rect line) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, size = frame_text_size(frame, 20);
    double opening = stage_opening(stage, gate, complement, t);
    if (!isfinite(opening)) {
        return;
    }
    int units = frame->trace->program->ops[gate->op].size;
    const double *values = stage_op_values(stage, gate->op, t);
    bool held = run_held(frame->trace->run, gate->op) != NULL;
    char number[16];
    snprintf(number, sizeof number, "%.2f", opening);
    float width = frame_text_width(frame, FACE_MONO, size, number), beside = 6 * unit * (held ? 3 : units <= MAX_UNITS ? (float)units : 0);
    float left = line.x + (line.w - width - (beside > 0 ? beside + 6 * unit : 0)) / 2, h = 0.74f * size, top = line.y + (line.h - h) / 2;
    for (int i = 0; i < units && units <= MAX_UNITS && !held; i++) {
        float open = (float)fmin(fmax(complement ? 1 - values[i] : values[i], 0), 1);
        Rect bar = {left + 6 * unit * (float)i, top, 4.5f * unit, h};
        display_box(frame->list, bar, 0, theme->line);
        display_box(frame->list, (Rect){bar.x, bar.y + bar.h * (1 - open), bar.w, bar.h * open}, 0, theme->text);
    }
    if (held) {
        draw_lock(frame, (Point){left + beside / 2, line.y + line.h / 2}, 0.9f * size);
    }
    frame_text(frame, left + (beside > 0 ? beside + 6 * unit : 0), line.y + line.h / 2 + 0.36f * size, ALIGN_LEFT, FACE_MONO, size,
               theme->text, number);
}

// ---- the see-saw ----------------------------------------------------------------------------------------------------------------

// The end of the valve that is more open is up.
void stage_draw_beam(Stage *stage, const Gate *gate, int t, Rect rect, bool opens_left) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, middle = rect.x + rect.w / 2, level = rect.y + rect.h / 2, most = 0.36f * rect.h;
    double opening = stage_opening(stage, gate, !opens_left, t);
    bool known = isfinite(opening);
    float tilt = known ? (float)(2 * fmin(fmax(opening, 0), 1) - 1) * most : 0;
    Color ink = known ? theme->text : theme->faint;
    Point left = {rect.x, level - tilt}, right = {rect.x + rect.w, level + tilt};
    Point foot[3] = {{middle, level}, {middle - 0.24f * rect.h, rect.y + rect.h}, {middle + 0.24f * rect.h, rect.y + rect.h}};
    if (known) {
        display_polygon(frame->list, foot, 3, ink);
        display_line(frame->list, (Point){rect.x, level}, left, fmaxf(1, 1.5f * unit), ink);
        display_line(frame->list, (Point){rect.x + rect.w, level}, right, fmaxf(1, 1.5f * unit), ink);
    } else {
        const Point outline[4] = {foot[0], foot[1], foot[2], foot[0]};
        display_polyline(frame->list, outline, 4, fmaxf(1, 1.5f * unit), ink);
    }
    Shape *beam = display_line(frame->list, left, right, fmaxf(1.5f, 5 * unit), ink);
    if (!known) {
        beam->dash = beam->gap = 6 * unit;
    }
    display_disc(frame->list, left, 4.5f * unit, ink);
    display_disc(frame->list, right, 4.5f * unit, ink);
}

// ---- from column to column ------------------------------------------------------------------------------------------------------

const Highway *stage_highway_of(const Stage *stage, const Block *block) {
    for (int i = 0; i < stage->highway_count && stage->detail >= DETAIL_NUMBERS && !stage->lane; i++) {
        if (stage->highways[i].equation == block->equation) {
            return &stage->highways[i];
        }
    }
    return NULL;
}

// The first gate by which what runs along a highway is multiplied.
static const Gate *gate_on(const Stage *stage, const Highway *highway, bool *complement) {
    for (int i = 0; i < highway->count; i++) {
        for (int g = 0; g < stage->gate_count; g++) {
            for (int u = 0; u < stage->gates[g].use_count; u++) {
                const GateUse *use = &stage->gates[g].uses[u];
                if (use->mul == highway->ops[i] && use->slot != highway->slots[i]) {
                    *complement = use->complement >= 0;
                    return &stage->gates[g];
                }
            }
        }
    }
    return NULL;
}

static void draw_pipe(Frame *frame, Point from, Point to, bool full, Color color) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    Color outline = full ? color : color_mix(theme->line, theme->faint, 0.5f);
    display_line(frame->list, from, to, fmaxf(2, 9 * unit), outline);
    display_line(frame->list, from, to, fmaxf(1, 4.5f * unit), full ? theme->forward_soft : theme->background);
}

// "f 0.73" over the pipe, or the number alone.
static void draw_number(Stage *stage, const Gate *gate, bool complement, int t, float left, float right, float baseline) {
    Frame *frame = stage->frame;
    double opening = stage_opening(stage, gate, complement, t);
    float size = frame_text_size(frame, 20), room = right - left - 4 * frame->unit;
    const char *name = gate->equation >= 0 ? frame->trace->program->equations[gate->equation].name : "";
    Text text;
    text_init(&text);
    for (int form = 0; form < 2 && isfinite(opening); form++) {
        text_clear(&text);
        if (form == 0 && *name != '\0') {
            text_printf(&text, "%s%s ", complement ? "1 − " : "", name);
        }
        text_printf(&text, "%.2f", opening);
        if (frame_text_width(frame, FACE_REGULAR, size, text.data) <= room) {
            frame_text(frame, (left + right) / 2, baseline, ALIGN_CENTER, FACE_REGULAR, size, frame->theme->quiet, text.data);
            break;
        }
    }
    text_finish(&text);
}

void stage_draw_highway(Stage *stage, const Highway *highway, const Edge *edge, int t) {
    Frame *frame = stage->frame;
    float unit = frame->unit, y = edge->points[0].y, left = edge->points[0].x - 4 * unit,
          right = edge->points[edge->count - 1].x + 4 * unit;
    bool full = edge->way >= 1, complement = false;
    const Gate *gate = stage->diagram == NULL ? gate_on(stage, highway, &complement) : NULL;
    draw_pipe(frame, (Point){left, y}, (Point){right, y}, full, edge->color);
    if (edge->way > 0 && !full) {
        edge_draw_drop(frame, edge, edge->way);
    }
    float side = fminf(26 * unit, 0.6f * (right - left));
    if (gate == NULL || side < 8) {
        return;
    }
    Rect pipe = {right - side - 3 * unit, y - side / 2, side, side};
    stage_draw_valve(stage, gate, complement, t, pipe, true);
    Point lock = {pipe.x - 15 * unit, y};
    if (run_held(frame->trace->run, gate->op) != NULL && lock.x - 14 * unit > left) {
        display_disc(frame->list, lock, 12 * unit, frame->theme->surface);
        draw_lock(frame, lock, 18 * unit);
    }
    if (stage->tags <= 0) {
        draw_number(stage, gate, complement, t, left + 4 * unit, right - 4 * unit, pipe.y - 5 * unit);
    }
}
