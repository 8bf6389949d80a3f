// What moves along the edges: blue from tokens and earlier states, up to outputs and right to the next timestep; vermilion from losses and later
// timesteps, as wide as what flows is large; scissors where truncated BPTT cuts.
#include "view/stage.h"

#include "view/icons.h"

#include <math.h>

static const double DECADES = 5; // norms this many powers of ten below the largest are drawn as the thinnest

// A line from one place to another along which something has come some of the way.
typedef struct Edge {
    Point from, to;
    float bend;   // px that it rises above its ends in the middle; 0: straight
    float way;    // 0: nothing flows yet; 1: all arrived
    Color color;
    float width;
} Edge;

static Point along(const Edge *edge, float share)
{
    Point point = {edge->from.x + (edge->to.x - edge->from.x) * share, edge->from.y + (edge->to.y - edge->from.y) * share};
    point.y -= edge->bend * 4 * share * (1 - share);
    return point;
}

enum { CURVE_POINTS = 16 };

static Shape *draw_part(Stage *stage, const Edge *edge, float share, float width, Color color)
{
    if (edge->bend == 0) {
        return display_line(stage->frame->list, edge->from, along(edge, share), width, color);
    }
    Point points[CURVE_POINTS + 1];
    for (int i = 0; i <= CURVE_POINTS; i++) {
        points[i] = along(edge, share * (float)i / CURVE_POINTS);
    }
    return display_polyline(stage->frame->list, points, CURVE_POINTS + 1, width, color);
}

static void draw_edge(Stage *stage, const Edge *edge)
{
    Frame *frame = stage->frame;
    float unit = frame->unit;
    float length = hypotf(edge->to.x - edge->from.x, edge->to.y - edge->from.y);
    if (length < 3 * unit) {
        return;
    }
    if (edge->way < 1) {
        Shape *shape = draw_part(stage, edge, 1, fmaxf(1, 1.5f * unit), color_mix(frame->theme->line, frame->theme->faint, 0.6f));
        shape->dash = 4 * unit;
        shape->gap = 5 * unit;
    }
    if (edge->way > 0) {
        Shape *shape = draw_part(stage, edge, edge->way, edge->width, edge->color);
        if (edge->way >= 1) {
            shape->arrow = fminf(3 * unit + 3 * edge->width, 0.6f * length);
        } else {
            display_disc(frame->list, along(edge, edge->way), edge->width / 2 + 4 * unit, edge->color);
        }
    }
}

// ---- forward --------------------------------------------------------------------------------------------------------------------

static float value_way(const Stage *stage, double from, double to) { return ease(frame_way(stage->frame, from, to)); }

static float forward_width(const Stage *stage) { return fmaxf(1.5f, (stage->detail >= DETAIL_NUMBERS ? 3.5f : 2.5f) * stage->frame->unit); }

static Color forward_color(const Stage *stage) { return color_mix(stage->frame->theme->forward, stage->frame->theme->update, stage->updating ? stage->tags : 0); }

// The first op that reads `op` within its timestep; -1 if none does.
static int first_reader(const Program *program, int op)
{
    for (int i = 0; i < program->op_count; i++) {
        for (int k = 0; k < program->ops[i].operand_count; k++) {
            const Operand *operand = &program->ops[i].operands[k];
            if (operand->kind == OPERAND_OP && operand->index == op && program->ops[i].kind != OP_CARRY) {
                return i;
            }
        }
    }
    return -1;
}

static float card_top(const Stage *stage) { return stage->card.y - 3 * stage->frame->unit; }
static float card_bottom(const Stage *stage) { return stage->card.y + stage->card.h + 3 * stage->frame->unit; }
float stage_card_left(const Stage *stage, int t) { return stage_x(stage, t) + stage->card.x - 4 * stage->frame->unit; }

float stage_card_right(const Stage *stage, int t)
{
    float half = t < 1 ? fminf(stage->cell, 0.8f * stage->initial) / 2 : stage->card.w / 2;
    return stage_x(stage, t) + half + 4 * stage->frame->unit;
}

// Inputs of lag k share k tracks, so that those of neighbouring timesteps do not run into each other.
static int first_track(const Program *program, int lag)
{
    int track = 0;
    for (int earlier = 1; earlier < lag; earlier++) {
        for (int i = 0; i < program->op_count; i++) {
            if (program->ops[i].kind == OP_INPUT && program->ops[i].lag == earlier) {
                track += earlier;
                break;
            }
        }
    }
    return track;
}

int stage_wire_tracks(const Program *program)
{
    return program->input_max_lag > 0 ? first_track(program, program->input_max_lag + 1) : 0;
}

// From an earlier token up to its track, along it and up into the card.
static void draw_wire(Stage *stage, Rect token, float x, int lag, int t, float way)
{
    Frame *frame = stage->frame;
    const Program *program = frame->trace->program;
    float unit = frame->unit, bottom = card_bottom(stage);
    int tracks = stage_wire_tracks(program), track = first_track(program, lag) + t % lag;
    float y = token.y + (bottom - token.y) * (0.25f + 0.5f * ((float)track + 0.5f) / (float)tracks);
    float aside = fminf(14 * unit, token.w / (2.5f * (float)program->input_max_lag)) * (float)lag;
    float from = token.x + token.w / 2 + fminf(aside, 0.4f * token.w), to = x - fminf(aside, 0.45f * stage->cell);
    const Point points[4] = {{from, token.y}, {from, y}, {to, y}, {to, bottom}};
    Color quiet = color_mix(frame->theme->line, frame->theme->faint, 0.6f);
    Shape *wire = display_polyline(frame->list, points, 4, fmaxf(1, 1.5f * unit), quiet);
    wire->dash = way < 1 ? 4 * unit : 0;
    wire->gap = way < 1 ? 5 * unit : 0;
    if (way > 0) {
        Shape *flow = display_polyline(frame->list, points, 4, 0.7f * forward_width(stage), color_fade(forward_color(stage), way));
        flow->arrow = 9 * unit;
    }
}

static void draw_inputs(Stage *stage, int t)
{
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        if (op->kind != OP_INPUT || !stage_shows(stage, t - op->lag < 0 ? 0 : t - op->lag)) {
            continue;
        }
        int from = t - op->lag < 0 ? 0 : t - op->lag;
        int reader = first_reader(program, i);
        long arrives = reader >= 0 ? trace_value_moment(trace, reader, t) : -1;
        Rect token = stage_token_box(stage, from);
        float x = stage_x(stage, t) + stage->value_x;
        if (op->lag > 0) {
            float way = value_way(stage, (double)arrives - 1, (double)arrives);
            draw_wire(stage, token, x, op->lag, t, way);
            continue;
        }
        Edge edge = {.from = {token.x + token.w / 2, token.y}, .to = {x, card_bottom(stage)}, .way = value_way(stage, (double)arrives - 1, (double)arrives),
                     .color = forward_color(stage), .width = forward_width(stage)};
        draw_edge(stage, &edge);
    }
}

static void draw_to_output(Stage *stage, int t)
{
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    long state = trace_value_moment(trace, stage->blocks[0].op, t), output = trace_value_moment(trace, program->output_op, t);
    if (state >= output) {
        state = output - 1;
    }
    float x = stage_x(stage, t) + stage->value_x;
    Edge edge = {.from = {x, card_top(stage)}, .to = {x, stage_output_bottom(stage) + 2 * stage->frame->unit}, .way = value_way(stage, (double)state, (double)output),
                 .color = forward_color(stage), .width = forward_width(stage)};
    draw_edge(stage, &edge);
}

const Block *stage_block_of(const Stage *stage, int op)
{
    for (int i = 0; i < stage->block_count; i++) {
        if (stage->blocks[i].op == op) {
            return &stage->blocks[i];
        }
    }
    return NULL;
}

// Forward runs above the middle of the state, backward below: they never share a line.
float stage_lane_y(const Stage *stage, const Block *block, bool backward)
{
    float aside = fminf(16 * stage->frame->unit, fmaxf(block->h / 2 - 2 * stage->frame->unit, 4 * stage->frame->unit));
    return block->y + block->h / 2 + (backward ? aside : -aside);
}

static float bend_of(const Stage *stage, const Block *block, int lag)
{
    return lag > 1 ? stage_lane_y(stage, block, false) - stage->card.y + (10 + 14 * (float)lag) * stage->frame->unit : 0;
}

static void draw_carry(Stage *stage, int op, int t)
{
    const Trace *trace = stage->frame->trace;
    const Op *carry = &trace->program->ops[op];
    const Block *block = stage_block_of(stage, carry->operands[0].index);
    int from = t - carry->lag < 0 ? 0 : t - carry->lag;
    if (block == NULL || (!stage_shows(stage, from) && !stage_shows(stage, t))) {
        return;
    }
    float y = stage_lane_y(stage, block, false);
    Edge edge = {.from = {stage_card_right(stage, from), y}, .to = {stage_card_left(stage, t), y}, .bend = bend_of(stage, block, carry->lag),
                 .color = forward_color(stage), .width = forward_width(stage)};
    long arrives = trace_value_moment(trace, op, t);
    double leaves = (double)arrives - 1;
    if (from >= 1) {
        // At the fork the state is copied: right as well as up, before anyone there reads it.
        long state = trace_value_moment(trace, block->op, from), output = trace_value_moment(trace, trace->program->output_op, from);
        leaves = (double)state;
        arrives = output > state ? output : state + 1;
    }
    edge.way = value_way(stage, leaves, (double)arrives);
    draw_edge(stage, &edge);
    long reads = trace_value_moment(trace, op, t);
    float pulse = value_way(stage, (double)reads - 1, (double)reads);
    if (from >= 1 && edge.way >= 1 && pulse > 0 && pulse < 1) {
        display_disc(stage->frame->list, along(&edge, pulse), edge.width / 2 + 4 * stage->frame->unit, edge.color);
    }
}

// ---- backward -------------------------------------------------------------------------------------------------------------------

// The Euclidean length of an op's adjoint over size and lanes: how wide an edge is.
static double adjoint_length(const Trace *trace, int op, int t)
{
    double squares = 0, largest = 0;
    int size = trace->program->ops[op].size;
    for (int pass = 0; pass < 2; pass++) {
        for (int lane = 0; lane < trace->lanes; lane++) {
            const double *adjoint = run_adjoint(trace->run, op, t, lane);
            for (int i = 0; adjoint != NULL && i < size; i++) {
                double magnitude = fabs(adjoint[i]);
                if (!isfinite(magnitude)) {
                    return magnitude;
                }
                if (pass == 0) {
                    largest = fmax(largest, magnitude);
                } else if (largest > 0) {
                    squares += magnitude / largest * (magnitude / largest); // scaled: gradients of 1e-200 have a length too
                }
            }
        }
    }
    return largest * sqrt(squares);
}

static double largest_length(const Stage *stage)
{
    const Trace *trace = stage->frame->trace;
    int output = trace->program->logits_op;
    double largest = 0;
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        double length = adjoint_length(trace, output, t);
        largest = isfinite(length) ? fmax(largest, length) : largest;
        length = adjoint_length(trace, stage->blocks[0].op, t);
        largest = isfinite(length) ? fmax(largest, length) : largest;
    }
    return largest;
}

// Wide and strong where much flows, thin and pale where little is left, by powers of ten.
static void style_by_norm(const Stage *stage, Edge *edge, double length, double largest)
{
    const Theme *theme = stage->frame->theme;
    float share = 0;
    if (!isfinite(length)) {
        share = 1;
    } else if (length > 0 && largest > 0) {
        share = (float)fmin(fmax(1 + log10(length / largest) / DECADES, 0), 1);
    }
    float widest = stage->detail >= DETAIL_NUMBERS ? 11 : 7;
    edge->width = fmaxf(1, (1.5f + (widest - 1.5f) * share * share) * stage->frame->unit);
    edge->color = color_mix(theme->backward_soft, theme->backward, 0.35f + 0.65f * share);
    if (length == 0) {
        edge->color = theme->faint;
    }
}

static void draw_scissors(Stage *stage, Point at, float room)
{
    Frame *frame = stage->frame;
    float size = fminf(40 * frame->unit, room);
    icon_draw(frame->list, ICON_SCISSORS, at, size, frame->theme->backward);
}

static void draw_carry_back(Stage *stage, int op, int t, double largest)
{
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Op *carry = &trace->program->ops[op];
    const Block *block = stage_block_of(stage, carry->operands[0].index);
    int to = t - carry->lag;
    if (block == NULL || to < 1 || (!stage_shows(stage, to) && !stage_shows(stage, t)) || !carry->needs_gradient) {
        return;
    }
    float y = stage_lane_y(stage, block, true);
    long moment = trace_index(trace, PHASE_BACKWARD, t, op);
    Edge edge = {.from = {stage_card_left(stage, t), y}, .to = {stage_card_right(stage, to), y}, .bend = bend_of(stage, block, carry->lag) * 0.8f};
    bool cut = schedule_is_cut(run_schedule(trace->run), t, carry->lag);
    if (!cut && moment >= 0) {
        edge.way = value_way(stage, (double)moment - 1, (double)moment);
        style_by_norm(stage, &edge, adjoint_length(trace, op, t), largest);
    }
    if (frame->now < (double)moment - 1 && !cut) {
        // Ahead of the gradient the line is only hinted at.
        edge.way = 0;
    }
    draw_edge(stage, &edge);
    if (cut) {
        draw_scissors(stage, along(&edge, 0.5f), 0.8f * fabsf(edge.to.x - edge.from.x));
    }
}

// From the loss down to the output, and from there to the state.
static void draw_own_loss(Stage *stage, int t, double largest)
{
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    if (!run_has_loss(trace->run, &trace->input, t)) {
        return;
    }
    float unit = frame->unit, x = stage_x(stage, t) + stage->adjoint_x;
    long loss = trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS);
    Edge edge = {.from = {x, stage_loss_y(stage) + stage_chip_height(stage) / 2}, .to = {x, stage_output_top(stage)}};
    style_by_norm(stage, &edge, adjoint_length(trace, program->logits_op, t), largest);
    edge.way = value_way(stage, (double)loss - 1, (double)loss);
    if (edge.to.y - edge.from.y > 16 * unit) {
        draw_edge(stage, &edge);
    }
    // It has come to the state when the last of the state's readers in this timestep has sent its part.
    const Reader *readers;
    int count = run_readers(trace->run, stage->blocks[0].op, &readers);
    long arrives = loss + 1;
    for (int i = 0; i < count; i++) {
        long moment = readers[i].lag == 0 ? trace_index(trace, PHASE_BACKWARD, t, readers[i].op) : -1;
        arrives = moment > arrives ? moment : arrives;
    }
    edge.from.y = stage_output_bottom(stage) + 2 * unit;
    edge.to.y = card_top(stage);
    edge.way = value_way(stage, (double)loss, (double)arrives);
    draw_edge(stage, &edge);
}

// Narrow columns have no edges; a cut still shows as a broken line between two strips.
static void draw_cut_strip(Stage *stage, int t)
{
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    if (t < 2 || !schedule_is_cut(run_schedule(trace->run), t, 1)) {
        return;
    }
    float x = stage_x(stage, t) - stage->column / 2, unit = frame->unit;
    Rect band = stage->layout.states;
    Shape *line = display_line(frame->list, (Point){x, band.y + 22 * unit}, (Point){x, band.y + band.h}, fmaxf(1, 2 * unit), frame->theme->backward);
    line->dash = 6 * unit;
    line->gap = 5 * unit;
    draw_scissors(stage, (Point){x, band.y + 12 * unit}, fmaxf(20 * unit, fminf(stage->column, 26 * unit)));
}

// ---- all ------------------------------------------------------------------------------------------------------------------------

void stage_draw_flow(Stage *stage)
{
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    bool backward = stage->layout.opened >= 1;
    bool outputs = !(stage->tags > 0.5f && !stage->updating);
    double largest = backward && stage->detail >= DETAIL_CELLS ? largest_length(stage) : 0;
    // One further at either end: its edges reach into the picture.
    int first = stage->first > 1 ? stage->first : 1, last = stage->last < trace->steps ? stage->last + 1 : stage->last;
    for (int t = first; t <= last; t++) {
        if (stage->detail == DETAIL_STRIP) {
            if (backward) {
                draw_cut_strip(stage, t);
            }
            continue;
        }
        for (int op = 0; op < program->op_count; op++) {
            if (program->ops[op].kind == OP_CARRY) {
                draw_carry(stage, op, t);
                if (backward) {
                    draw_carry_back(stage, op, t, largest);
                }
            }
        }
        if (!stage_shows(stage, t)) {
            continue;
        }
        draw_inputs(stage, t);
        if (outputs) {
            draw_to_output(stage, t);
        }
        if (backward) {
            draw_own_loss(stage, t, largest);
        }
    }
}
