// Gates as valves: a pipe that lets through as much as the gate is open, told by its shape; and the beam between the two valves of a gate
// that opens one as it closes the other.
#include "view/parts/icons.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>

static const float WALL = 2.5f, INNER = 0.62f; // units of a valve of 44; the share of its width in which something flows
static const float BAR = 6, NAME_GAP = 0.35f;  // units from bar to bar; between a name and its number, in sizes of the text
enum { MAX_UNITS = 8 };                        // bars that can be told apart

// The op whose values multiply: the gate's own, or what makes 1 - gate.
static int multiplier(const Gate *gate, bool complement) {
    for (int i = 0; i < gate->use_count && complement; i++) {
        if (gate->uses[i].complement >= 0) {
            return gate->uses[i].complement;
        }
    }
    return gate->op;
}

double stage_opening(Stage *stage, const Gate *gate, bool complement, int t) {
    int op = multiplier(gate, complement);
    const double *values = stage_value_way(stage, op, t) >= 1 ? stage_op_values(stage, op, t) : NULL;
    if (values == NULL) {
        return NAN;
    }
    int size = stage->frame->trace->program->ops[op].size;
    double sum = 0;
    for (int i = 0; i < size; i++) {
        sum += values[i];
    }
    return sum / size;
}

bool stage_is_zero(Stage *stage, int op, int t) {
    const Op *own = &stage->frame->trace->program->ops[op];
    const double *values = t - own->lag >= 1 && stage_value_way(stage, op, t) >= 1 ? stage_op_values(stage, op, t) : NULL;
    bool zero = values != NULL;
    for (int i = 0; zero && i < own->size; i++) {
        zero = values[i] == 0;
    }
    return zero;
}

// How far a valve is open can be asked: of a gate of one unit it is that one's value.
static Element mean_element(const Stage *stage, int op, int t) {
    return (Element){.kind = stage->frame->trace->program->ops[op].size > 1 ? ELEMENT_MEAN : ELEMENT_VALUE, .index = op, .t = t};
}

static void write_name(const Frame *frame, const Gate *gate, bool complement, Text *out) {
    if (gate->equation >= 0) {
        text_printf(out, "%s%s", complement ? "1−" : "", frame->trace->program->equations[gate->equation].name);
    }
}

// With the gap behind it; 0 where the gate has no name.
static float name_width(const Frame *frame, const Gate *gate, bool complement) {
    float size = frame_text_size(frame, 20);
    Text name;
    text_init(&name);
    write_name(frame, gate, complement, &name);
    float width = name.length > 0 ? frame_text_width(frame, FACE_REGULAR, size, name.data) + NAME_GAP * size : 0;
    text_finish(&name);
    return width;
}

float stage_opening_width(const Frame *frame, const Gate *gate, bool complement, bool named) {
    float size = frame_text_size(frame, 20), unit = frame->unit;
    int units = frame->trace->program->ops[gate->op].size;
    float bars = units <= MAX_UNITS ? BAR * unit * (float)units + 6 * unit : 0;
    return frame_text_width(frame, FACE_MONO, size, "0.00") + bars + (named ? name_width(frame, gate, complement) : 0);
}

// "f 0.73", its name with the line above it by which means are written; without a name where that does not fit. Returns its width.
static float draw_mean(Stage *stage, const Gate *gate, bool complement, double opening, float left, float baseline, float room,
                       bool is_drawn) {
    Frame *frame = stage->frame;
    float size = frame_text_size(frame, 20);
    char number[16];
    snprintf(number, sizeof number, "%.2f", opening);
    float digits = frame_text_width(frame, FACE_MONO, size, number), ahead = name_width(frame, gate, complement);
    bool named = ahead > 0 && ahead + digits <= room;
    if (is_drawn && named) {
        Text name;
        text_init(&name);
        write_name(frame, gate, complement, &name);
        float width = frame_text(frame, left, baseline, ALIGN_LEFT, FACE_REGULAR, size, frame->theme->text, name.data);
        if (frame->trace->program->ops[gate->op].size > 1) {
            float y = baseline - 0.84f * size;
            display_line(frame->list, (Point){left, y}, (Point){left + width, y}, fmaxf(1, 1.5f * frame->unit), frame->theme->text);
        }
        text_finish(&name);
    }
    ahead = named ? ahead : 0;
    if (is_drawn) {
        frame_text(frame, left + ahead, baseline, ALIGN_LEFT, FACE_MONO, size, frame->theme->text, number);
    }
    return ahead + digits;
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

void stage_draw_valve(Stage *stage, const Gate *gate, bool complement, int t, Rect pipe, PipeEntry entry, bool empty) {
    bool level = entry == PIPE_FROM_LEFT || entry == PIPE_FROM_RIGHT;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, length = level ? pipe.w : pipe.h, wide = level ? pipe.h : pipe.w;
    Point middle = {pipe.x + pipe.w / 2, pipe.y + pipe.h / 2};
    double opening = stage_opening(stage, gate, complement, t);
    bool known = isfinite(opening);
    float open = known ? (float)fmin(fmax(opening, 0), 1) : 1, half = wide * INNER / 2, wall = fmaxf(1, WALL * wide / 44);
    display_box(frame->list, pipe, 0, theme->surface);
    if (known && !empty) {
        // As it comes in, and what goes on.
        float first = entry == PIPE_FROM_LEFT || entry == PIPE_FROM_ABOVE ? -length / 2 : 0, rest = first < 0 ? 0 : -length / 2;
        display_box(frame->list, turned(middle, first, first + length / 2, -half, half, level), 0, theme->forward_soft);
        if (open * half >= 0.5f) {
            display_box(frame->list, turned(middle, rest, rest + length / 2, -open * half, open * half, level), 0, theme->forward_soft);
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
    int op = multiplier(gate, complement), units = frame->trace->program->ops[op].size;
    const double *values = stage_op_values(stage, op, t);
    bool held = run_held(frame->trace->run, gate->op) != NULL;
    float beside = held ? 3 * BAR * unit : units <= MAX_UNITS ? BAR * unit * (float)units : 0, gap = beside > 0 ? 6 * unit : 0;
    float width = draw_mean(stage, gate, complement, opening, 0, 0, line.w - beside - gap, false);
    float left = line.x + (line.w - width - beside - gap) / 2, h = 0.74f * size, top = line.y + (line.h - h) / 2;
    for (int i = 0; i < units && units <= MAX_UNITS && !held; i++) {
        float open = (float)fmin(fmax(values[i], 0), 1);
        Rect bar = {left + BAR * unit * (float)i, top, (BAR - 1.5f) * unit, h};
        display_box(frame->list, bar, 0, theme->line);
        display_box(frame->list, (Rect){bar.x, bar.y + bar.h * (1 - open), bar.w, bar.h * open}, 0, theme->text);
        stage_add_element(stage, (Rect){bar.x - 0.75f * unit, line.y, BAR * unit, line.h},
                          (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .row = i});
    }
    if (held) {
        draw_lock(frame, (Point){left + beside / 2, line.y + line.h / 2}, 0.9f * size);
    }
    Rect number = {left + beside + gap, line.y, width, line.h};
    draw_mean(stage, gate, complement, opening, number.x, line.y + line.h / 2 + 0.36f * size, number.w + 0.5f, true);
    stage_add_element(stage, (Rect){number.x - 2 * unit, number.y, number.w + 4 * unit, number.h}, mean_element(stage, op, t));
}

// ---- the see-saw ----------------------------------------------------------------------------------------------------------------

// The end of the valve that is more open is up.
Point stage_beam_end(Stage *stage, const Gate *gate, int t, Rect rect, bool opens_left, bool left) {
    double opening = stage_opening(stage, gate, false, t);
    float tilt = isfinite(opening) ? (float)(2 * fmin(fmax(opening, 0), 1) - 1) * 0.36f * rect.h : 0;
    return (Point){left ? rect.x : rect.x + rect.w, rect.y + rect.h / 2 + (left == opens_left ? -tilt : tilt)};
}

void stage_draw_beam(Stage *stage, const Gate *gate, int t, Rect rect, bool opens_left) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    float unit = frame->unit, middle = rect.x + rect.w / 2, level = rect.y + rect.h / 2;
    bool known = isfinite(stage_opening(stage, gate, false, t));
    Color ink = known ? theme->text : theme->faint;
    Point left = stage_beam_end(stage, gate, t, rect, opens_left, true), right = stage_beam_end(stage, gate, t, rect, opens_left, false);
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

enum { MOST_ON_HIGHWAY = 4 };

typedef struct HighwayGate {
    const Gate *gate;
    bool complement;
} HighwayGate;

// The gates by which what runs along a highway is multiplied, in the order of a timestep. Returns how many, at most MOST_ON_HIGHWAY.
static int gates_on(const Stage *stage, const Highway *highway, HighwayGate *out) {
    int count = 0;
    for (int i = 0; i < highway->count; i++) {
        for (int g = 0; g < stage->gate_count; g++) {
            for (int u = 0; u < stage->gates[g].use_count && count < MOST_ON_HIGHWAY; u++) {
                const GateUse *use = &stage->gates[g].uses[u];
                if (use->mul == highway->ops[i] && use->slot != highway->slots[i]) {
                    out[count++] = (HighwayGate){&stage->gates[g], use->complement >= 0};
                }
            }
        }
    }
    return count;
}

static void draw_pipe(Frame *frame, Point from, Point to, bool full, bool empty, Color color) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    Color outline = full ? color : color_mix(theme->line, theme->faint, 0.5f);
    display_line(frame->list, from, to, fmaxf(2, 9 * unit), outline);
    display_line(frame->list, from, to, fmaxf(1, 4.5f * unit), full && !empty ? theme->forward_soft : theme->background);
}

// "f 0.73" over the pipe, or the number alone; that of 1 - f alone would read as that of f.
static void draw_number(Stage *stage, const Gate *gate, bool complement, int t, float left, float right, float baseline) {
    Frame *frame = stage->frame;
    double opening = stage_opening(stage, gate, complement, t);
    float size = frame_text_size(frame, 20), room = right - left;
    float width = isfinite(opening) ? draw_mean(stage, gate, complement, opening, 0, 0, room, false) : INFINITY;
    if (width > room || (complement && width <= frame_text_width(frame, FACE_MONO, size, "0.00"))) {
        return;
    }
    Rect place = {(left + right - width) / 2, baseline - 0.9f * size, width, 1.1f * size};
    draw_mean(stage, gate, complement, opening, place.x, baseline, width + 0.5f, true);
    stage_add_element(stage, place, mean_element(stage, multiplier(gate, complement), t));
}

// "(1−k)(1−q) 0.24": by what all gates of a highway together multiply, as the mean of the units. Nothing where its names do not fit.
static void draw_product(Stage *stage, const HighwayGate *gates, int count, int t, float left, float right, float baseline) {
    Frame *frame = stage->frame;
    int units = frame->trace->program->ops[gates[0].gate->op].size;
    const double *values[MOST_ON_HIGHWAY];
    Text label;
    text_init(&label);
    bool known = true;
    for (int g = 0; g < count; g++) {
        int op = multiplier(gates[g].gate, gates[g].complement);
        values[g] = stage_value_way(stage, op, t) >= 1 ? stage_op_values(stage, op, t) : NULL;
        known = known && values[g] != NULL && gates[g].gate->equation >= 0 && frame->trace->program->ops[op].size == units;
        text_append(&label, gates[g].complement ? "(" : g > 0 ? " " : "");
        write_name(frame, gates[g].gate, gates[g].complement, &label);
        text_append(&label, gates[g].complement ? ")" : "");
    }
    double sum = 0;
    for (int i = 0; i < units && known; i++) {
        double product = 1;
        for (int g = 0; g < count; g++) {
            product *= values[g][i];
        }
        sum += product;
    }
    float size = frame_text_size(frame, 20), gap = NAME_GAP * size;
    char number[16];
    snprintf(number, sizeof number, "%.2f", sum / units);
    float name = frame_text_width(frame, FACE_REGULAR, size, label.data),
          width = name + gap + frame_text_width(frame, FACE_MONO, size, number);
    if (known && width <= right - left) {
        float x = (left + right - width) / 2;
        frame_text(frame, x, baseline, ALIGN_LEFT, FACE_REGULAR, size, frame->theme->text, label.data);
        frame_text(frame, x + name + gap, baseline, ALIGN_LEFT, FACE_MONO, size, frame->theme->text, number);
        float y = baseline - 0.84f * size;
        if (units > 1) {
            display_line(frame->list, (Point){x, y}, (Point){x + name, y}, fmaxf(1, 1.5f * frame->unit), frame->theme->text);
        }
    }
    text_finish(&label);
}

void stage_draw_highway(Stage *stage, const Highway *highway, const Edge *edge, int t) {
    Frame *frame = stage->frame;
    float unit = frame->unit, y = edge->points[0].y, left = edge->points[0].x - 4 * unit,
          right = edge->points[edge->count - 1].x + 4 * unit;
    bool full = edge->way >= 1, held = false;
    HighwayGate gates[MOST_ON_HIGHWAY];
    int count = stage->diagram == NULL ? gates_on(stage, highway, gates) : 0;
    bool empty = stage_is_zero(stage, highway->carry, t);
    draw_pipe(frame, (Point){left, y}, (Point){right, y}, full, empty, edge->color);
    if (edge->way > 0 && !full) {
        edge_draw_drop(frame, edge, edge->way);
    }
    float side = fminf(26 * unit, 0.6f * (right - left) / fmaxf(1, (float)count)), pitch = side + 3 * unit;
    if (count == 0 || side < 8) {
        return;
    }
    for (int g = 0; g < count; g++) {
        Rect pipe = {right - (float)(count - g) * pitch, y - side / 2, side, side};
        stage_draw_valve(stage, gates[g].gate, gates[g].complement, t, pipe, PIPE_FROM_LEFT, empty);
        held = held || run_held(frame->trace->run, gates[g].gate->op) != NULL;
    }
    Point lock = {right - (float)count * pitch - 15 * unit, y};
    if (held && lock.x - 14 * unit > left) {
        display_disc(frame->list, lock, 12 * unit, frame->theme->surface);
        draw_lock(frame, lock, 18 * unit);
    }
    float baseline = y - side / 2 - 5 * unit;
    if (stage->tags <= 0 && count == 1) {
        draw_number(stage, gates[0].gate, gates[0].complement, t, left + 4 * unit, right - 4 * unit, baseline);
    } else if (stage->tags <= 0) {
        draw_product(stage, gates, count, t, left + 4 * unit, right - 4 * unit, baseline);
    }
}
