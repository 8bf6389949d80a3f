// The nodes of a diagram: boxes with title, symbol, values and adjoints, single operations, valves.
#include "view/parts/icons.h"
#include "view/diagram/sketch.h"
#include "view/parts/vectors.h"

#include <math.h>

static bool is_now(const Sketch *sketch, int node) {
    const Moment *moment = &sketch->stage->frame->moment;
    return moment->op >= 0 && sketch->diagram->node_of[moment->op] == node && stage_is_now(sketch->stage, moment->op, sketch->t);
}

// The value and, where there is room for it, the adjoint, in the middle of a room.
static void draw_values(const Sketch *sketch, Rect room, int op, bool numbers) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Diagram *diagram = sketch->diagram;
    float unit = frame->unit;
    int size = frame->trace->program->ops[op].size;
    Point all = diagram_vector_size(diagram, frame, size, numbers);
    bool adjoint = diagram->has_adjoints && frame->trace->program->ops[op].needs_gradient && stage->layout.opened >= 1;
    if (numbers) {
        float least = vector_least_width(frame), more = fminf(room.w - all.x, 20 * unit);
        float row = fminf(room.h / (float)size, 1.25f * diagram_row(diagram, frame));
        float own = least + fmaxf(more, 0) / (diagram->has_adjoints && diagram->detail.adjoints ? 2 : 1);
        float gap = (diagram->detail.adjoints ? 6 : 4) * unit, other = diagram->detail.adjoints ? own : 16 * unit;
        float w = own + (adjoint ? gap + other : 0), h = row * (float)size;
        Rect value = {room.x + (room.w - w) / 2, room.y + (room.h - h) / 2, own, h};
        stage_draw_op(stage, value, op, sketch->t, false, false);
        if (adjoint) {
            Rect back = {value.x + own + gap, value.y, other, h};
            stage_draw_op(stage, back, op, sketch->t, true, false);
            display_border_box(frame->list, (Rect){back.x - 2 * unit, back.y - unit, back.w + 4 * unit, back.h + 2 * unit}, 3 * unit, 0,
                               color_fade(frame->theme->backward, 0.7f), fmaxf(1, unit));
        }
        return;
    }
    float h = diagram_strip(diagram, frame), gap = diagram_strip_gap(diagram, frame), both = adjoint ? 2 * h + gap : h,
          w = fminf(room.w, fmaxf(all.x, 12 * unit * (float)size));
    Rect value = {room.x + (room.w - w) / 2, room.y + (room.h - both) / 2, w, h};
    stage_draw_op(stage, value, op, sketch->t, false, true);
    if (adjoint) {
        value.y += h + gap;
        stage_draw_op(stage, value, op, sketch->t, true, true);
        display_border_box(frame->list, (Rect){value.x - 2 * unit, value.y - unit, value.w + 4 * unit, value.h + 2 * unit}, 3 * unit, 0,
                           color_fade(frame->theme->backward, 0.7f), fmaxf(1, unit));
    }
}

static void draw_label(const Sketch *sketch, float x, float y, FontFace face, Color color, float room,
                       void (*write)(const Diagram *, const Frame *, int, int, Text *), int node) {
    Frame *frame = sketch->stage->frame;
    float size = frame_text_size(frame, 20);
    Text text;
    text_init(&text);
    write(sketch->diagram, frame, node, sketch->t, &text);
    if (text.length > 0) {
        stage_label(sketch->stage, x, y + diagram_line(frame) / 2 + 0.32f * size, ALIGN_CENTER, face, size, color, text.data, room);
    }
    text_finish(&text);
}

static void write_title(const Diagram *diagram, const Frame *frame, int node, int t, Text *out) {
    (void)t;
    diagram_title(diagram, frame, node, out);
}

// "f[2]" and a lock: it is held at a value.
static void draw_held(const Sketch *sketch, const DiagramNode *node, Point middle, Color ink, float room) {
    Frame *frame = sketch->stage->frame;
    float size = frame_text_size(frame, 20), lock = 0.9f * size, gap = 0.3f * size;
    Text text;
    text_init(&text);
    text_printf(&text, "%s[%d]", frame->trace->program->equations[node->equation].name, sketch->t);
    float width = fminf(stage_label_width(sketch->stage, size, text.data), room - lock - gap), left = middle.x - (width + gap + lock) / 2;
    stage_label(sketch->stage, left, middle.y + 0.32f * size, ALIGN_LEFT, FACE_BOLD, size, ink, text.data, width + size);
    icon_draw(frame->list, ICON_LOCK, (Point){left + width + gap + lock / 2, middle.y}, lock, ink);
    text_finish(&text);
}

static float symbol_width(const Sketch *sketch, int index) {
    Text text;
    text_init(&text);
    diagram_symbol(sketch->diagram, sketch->stage->frame, index, sketch->t, &text);
    float width = stage_label_width(sketch->stage, frame_text_size(sketch->stage->frame, 20), text.data);
    text_finish(&text);
    return width;
}

// The operations within a box, a line each, at the bottom of the room; returns the height that they take.
static float draw_terms(const Sketch *sketch, int index, Rect room) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Program *program = frame->trace->program;
    float unit = frame->unit, line = diagram_line(frame), size = frame_text_size(frame, 20), strips = TERM_WIDTH * unit;
    int terms[DIAGRAM_MAX_TERMS], count = diagram_terms(sketch->diagram, program, index, terms);
    for (int i = 0; i < count; i++) {
        int op = terms[i];
        bool now = stage_is_now(stage, op, sketch->t), known = stage_value_way(stage, op, sketch->t) >= 1;
        bool adjoint = sketch->diagram->has_adjoints && program->ops[op].needs_gradient && stage->layout.opened >= 1;
        float y = room.y + room.h - line * (float)(count - i), h = adjoint ? (line - 7 * unit) / 2 : line - 10 * unit;
        Text text;
        text_init(&text);
        diagram_term(frame, op, sketch->t, &text);
        stage_label(stage, room.x, y + line / 2 + 0.32f * size, ALIGN_LEFT, FACE_REGULAR, size,
                    now     ? stage_focus_color(stage)
                    : known ? theme->quiet
                            : theme->faint,
                    text.data, room.w - strips);
        text_finish(&text);
        Rect value = {room.x + room.w - strips, y + (adjoint ? 2 : 5) * unit, strips, h};
        stage_draw_op(stage, value, op, sketch->t, false, true);
        if (adjoint) {
            value.y += h + 3 * unit;
            stage_draw_op(stage, value, op, sketch->t, true, true);
            display_border_box(frame->list, (Rect){value.x - 2 * unit, value.y - unit, value.w + 4 * unit, value.h + 2 * unit}, 3 * unit, 0,
                               color_fade(theme->backward, 0.7f), fmaxf(1, unit));
        }
    }
    return line * (float)count;
}

static void draw_box(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    const DiagramDetail *detail = &sketch->diagram->detail;
    Rect body = sketch_place(sketch, node->body);
    float unit = frame->unit, line = diagram_line(frame), pad = 8 * unit, x = body.x + body.w / 2, room = body.w - pad;
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    display_border_box(frame->list, body, 8 * unit, known || now ? theme->surface : color_mix(theme->surface, theme->background, 0.6f),
                       now ? stage_focus_color(stage) : color_mix(theme->line, theme->faint, 0.4f),
                       fmaxf(1, (now ? 3 : theme->border) * unit));
    Color ink = now ? stage_focus_color(stage) : known ? theme->text : theme->faint, quiet = known ? theme->quiet : theme->faint;
    float y = body.y + pad / 2, below = pad / 2;
    Text title;
    text_init(&title);
    diagram_title(sketch->diagram, frame, index, &title);
    if (detail->abreast && title.length > 0) {
        float size = frame_text_size(frame, 20), width = frame_text_width(frame, FACE_REGULAR, size, title.data);
        float left = x - (width + TITLE_GAP * size + symbol_width(sketch, index)) / 2;
        frame_text(frame, left, y + line / 2 + 0.32f * size, ALIGN_LEFT, FACE_REGULAR, size, ink, title.data);
        room = 2 * (body.x + body.w - pad / 2 - (left + width + TITLE_GAP * size));
        x = left + width + TITLE_GAP * size + symbol_width(sketch, index) / 2;
    } else if (detail->titles && title.length > 0) {
        draw_label(sketch, x, y, FACE_REGULAR, ink, room, write_title, index);
        y += line;
    }
    bool titled = title.length > 0;
    text_finish(&title);
    if (node->equation >= 0 && run_held(frame->trace->run, node->op) != NULL) {
        draw_held(sketch, node, (Point){x, y + line / 2}, ink, room);
    } else {
        draw_label(sketch, x, y, FACE_BOLD, ink, room, diagram_symbol, index);
    }
    y += line;
    if (sketch->diagram->single && detail->titles && !titled) {
        draw_label(sketch, x, y, FACE_REGULAR, quiet, room, diagram_shape, index);
        y += line;
    }
    if (detail->terms) {
        below += draw_terms(sketch, index, (Rect){body.x + pad, body.y, body.w - 2 * pad, body.h - pad / 2});
    }
    if (detail->formulas && node->equation >= 0) {
        draw_label(sketch, x, body.y + body.h - line - pad / 2, FACE_REGULAR, quiet, room, diagram_formula, index);
        below += line;
    }
    draw_values(sketch, (Rect){body.x + pad, y, body.w - 2 * pad, body.y + body.h - below - y}, node->op,
                diagram_has_numbers(sketch->diagram, index));
}

static void draw_tag(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    Rect tag = sketch_place(sketch, node->tag);
    float line = diagram_line(frame), y = tag.y;
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    Color ink = now ? stage_focus_color(stage) : known ? frame->theme->text : frame->theme->faint;
    if (tag.w <= 0) {
        return;
    }
    if (node->equation >= 0 && (node->highway >= 0 || sketch->diagram->detail.silent)) {
        int size = frame->trace->program->ops[node->op].size;
        float values = diagram_vector_size(sketch->diagram, frame, size, sketch->diagram->detail.numbers).x, room = tag.w - values;
        draw_label(sketch, tag.x + room / 2, tag.y + (tag.h - line) / 2, FACE_BOLD, ink, room, diagram_symbol, index);
        tag.x += room;
        tag.w = values;
    } else if (node->equation >= 0) {
        draw_label(sketch, tag.x + tag.w / 2, y, FACE_BOLD, ink, tag.w + 4, diagram_symbol, index);
        y += line;
    }
    bool opening = node->kind == DIAGRAM_VALVE && !sketch->diagram->detail.silent;
    float below = opening ? line + 2 * frame->unit : 0;
    draw_values(sketch, (Rect){tag.x, y, tag.w, tag.y + tag.h - below - y}, node->op,
                node->equation >= 0 && sketch->diagram->detail.numbers);
    if (opening) {
        stage_draw_opening(stage, &sketch->diagram->gates[node->gate], node->complement, sketch->t, sketch_place(sketch, node->opening));
    }
}

static void draw_round(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const DiagramNode *node = &sketch->diagram->nodes[index];
    Rect body = sketch_place(sketch, node->body);
    float unit = frame->unit, size = frame_text_size(frame, 20);
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1, now = is_now(sketch, index);
    display_border_box(frame->list, body, body.h / 2, theme->surface,
                       now     ? stage_focus_color(stage)
                       : known ? theme->forward
                               : theme->faint,
                       fmaxf(1.5f, (now ? 3 : 2) * unit));
    Text sign;
    text_init(&sign);
    diagram_sign(frame, node, &sign);
    stage_label(stage, body.x + body.w / 2, body.y + body.h / 2 + 0.36f * size, ALIGN_CENTER, FACE_REGULAR, size,
                known || now ? theme->text : theme->faint, sign.data, body.w);
    text_finish(&sign);
}

static PipeEntry entry_of(const Diagram *diagram, int node) {
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        if (edge->to == node && !edge->opens && edge->count >= 2) {
            Point before = edge->points[edge->count - 2], last = edge->points[edge->count - 1];
            if (fabsf(before.y - last.y) < 0.01f) {
                return before.x <= last.x ? PIPE_FROM_LEFT : PIPE_FROM_RIGHT;
            }
            return before.y < last.y ? PIPE_FROM_ABOVE : PIPE_FROM_BELOW;
        }
    }
    return PIPE_FROM_LEFT;
}

// Whether nothing but zeros come to a valve.
static bool gets_nothing(const Sketch *sketch, const DiagramNode *valve) {
    const Op *op = &sketch->stage->frame->trace->program->ops[valve->op];
    const Operand *passes = &op->operands[1 - valve->slot];
    return op->operand_count == 2 && passes->kind == OPERAND_OP && stage_is_zero(sketch->stage, passes->index, sketch->t);
}

// "c[2]" beside the card, over the edge by which the state leaves.
static void draw_exit_name(const Sketch *sketch, const DiagramNode *node) {
    Stage *stage = sketch->stage;
    Frame *frame = stage->frame;
    float unit = frame->unit, size = frame_text_size(frame, 20), left = stage_card_right(stage, sketch->t),
          right = stage_card_left(stage, sketch->t + 1);
    bool known = stage_value_way(stage, node->op, sketch->t) >= 1;
    Text text;
    text_init(&text);
    text_printf(&text, "%s[%d]", frame->trace->program->equations[node->equation].name, sketch->t);
    if (stage->tags <= 0 && frame_text_width(frame, FACE_REGULAR, size, text.data) <= right - left - 6 * unit) {
        frame_text(frame, (left + right) / 2, sketch->corner.y + node->at.y - 12 * unit, ALIGN_CENTER, FACE_REGULAR, size,
                   known ? frame->theme->quiet : frame->theme->faint, text.data);
    }
    text_finish(&text);
}

// Around what the moment is about.
static void draw_ring(const Sketch *sketch, int index) {
    Stage *stage = sketch->stage;
    float unit = stage->frame->unit;
    Rect body = sketch_place(sketch, sketch->diagram->nodes[index].body);
    if (is_now(sketch, index)) {
        display_border_box(stage->frame->list, (Rect){body.x - 5 * unit, body.y - 3 * unit, body.w + 10 * unit, body.h + 6 * unit},
                           8 * unit, 0, stage_focus_color(stage), fmaxf(1.5f, 3 * unit));
    }
}

static void draw_node(const Sketch *sketch, int index) {
    const DiagramNode *node = &sketch->diagram->nodes[index];
    const Diagram *diagram = sketch->diagram;
    switch (node->kind) {
    case DIAGRAM_BOX:
        draw_box(sketch, index);
        break;
    case DIAGRAM_ROUND:
        draw_round(sketch, index);
        draw_tag(sketch, index);
        break;
    case DIAGRAM_VALVE:
        stage_draw_valve(sketch->stage, &diagram->gates[node->gate], node->complement, sketch->t, sketch_place(sketch, node->body),
                         entry_of(diagram, index), gets_nothing(sketch, node));
        draw_ring(sketch, index);
        draw_tag(sketch, index);
        break;
    case DIAGRAM_BEAM:
        stage_draw_beam(sketch->stage, &diagram->gates[node->gate], sketch->t, sketch_place(sketch, node->body),
                        diagram->nodes[node->valve].at.x < diagram->nodes[node->others].at.x);
        draw_ring(sketch, index);
        break;
    case DIAGRAM_LEAVE:
        draw_exit_name(sketch, node);
        break;
    case DIAGRAM_INPUT:
    case DIAGRAM_STATE:
    case DIAGRAM_OUTPUT:
        break;
    }
}
void sketch_draw_nodes(const Sketch *sketch) {
    for (int i = 0; i < sketch->diagram->node_count; i++) {
        draw_node(sketch, i);
    }
}
