// What moves along the edges forwards: blue from tokens and earlier states, up to outputs and right to the next timestep.
#include "view/stage/stage.h"

#include <math.h>

float stage_way(const Stage *stage, long from, long to) {
    return ease(frame_way(stage->frame, (double)from, (double)to));
}

static void style_forward(const Stage *stage, Edge *edge) {
    const Theme *theme = stage->frame->theme;
    edge->width = fmaxf(1.5f, (stage->detail >= DETAIL_NUMBERS && !stage_goes_on(stage) ? 3.5f : 2.5f) * stage->frame->unit);
    edge->color = color_mix(theme->forward, theme->update, stage->updating ? stage->tags : 0);
}

// The first op that reads `op` within its timestep; -1 if none does.
static int first_reader(const Program *program, int op) {
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

static void draw_input(Stage *stage, int op, int t) {
    const Trace *trace = stage->frame->trace;
    int lag = trace->program->ops[op].lag;
    if (!stage_shows(stage, t - lag < 0 ? 0 : t - lag)) {
        return;
    }
    int reader = first_reader(trace->program, op);
    long arrives = reader >= 0 ? trace_value_moment(trace, reader, t) : -1;
    Edge edge = stage_input_path(stage, lag, t);
    style_forward(stage, &edge);
    edge.width *= lag > 0 ? 0.7f : 1;
    edge.way = stage_way(stage, arrives - 1, arrives);
    edge_draw(stage->frame, &edge);
}

static void draw_to_output(Stage *stage, int t) {
    const Trace *trace = stage->frame->trace;
    long state = trace_value_moment(trace, stage->blocks[0].op, t), output = trace_value_moment(trace, trace->program->output_op, t);
    float x = stage_output_x(stage, t);
    Edge edge = edge_straight((Point){x, stage_goes_on(stage) ? stage->card.y : stage_card_top(stage)},
                              (Point){x, stage_output_bottom(stage) + 2 * stage->frame->unit});
    style_forward(stage, &edge);
    edge.way = stage_way(stage, state < output ? state : output - 1, output);
    edge_draw(stage->frame, &edge);
}

static void draw_carry(Stage *stage, int op, int t) {
    const Trace *trace = stage->frame->trace;
    const Op *carry = &trace->program->ops[op];
    const Block *block = stage_block_of(stage, carry->operands[0].index);
    int from = t - carry->lag < 0 ? 0 : t - carry->lag;
    if (block == NULL || (!stage_shows(stage, from) && !stage_shows(stage, t))) {
        return;
    }
    Edge edge = stage_carry_path(stage, block, carry->lag, t, false);
    style_forward(stage, &edge);
    long reads = trace_value_moment(trace, op, t), leaves = reads - 1, arrives = reads;
    if (from >= 1) {
        // At the fork the state is copied: right as well as up, before anyone there reads it.
        long output = trace_value_moment(trace, trace->program->output_op, from);
        leaves = trace_value_moment(trace, block->op, from);
        arrives = output > leaves ? output : leaves + 1;
    }
    edge.way = stage_way(stage, leaves, arrives);
    const Highway *highway = carry->lag == 1 ? stage_highway_of(stage, block) : NULL;
    if (highway != NULL) {
        stage_draw_highway(stage, highway, &edge, t);
    } else {
        edge_draw(stage->frame, &edge);
    }
    float drop = stage_way(stage, reads - 1, reads);
    if (from >= 1 && edge.way >= 1 && drop > 0 && drop < 1) {
        edge_draw_drop(stage->frame, &edge, drop);
    }
}

void stage_draw_flow(Stage *stage) {
    const Trace *trace = stage->frame->trace;
    const Program *program = trace->program;
    if (stage->detail == DETAIL_STRIP) {
        return;
    }
    bool outputs = !stage->lane && (stage->tags <= 0.5f || stage->updating);
    // One further at the right end: its edges reach into the picture.
    int last = stage->last < trace->steps ? stage->last + 1 : stage->last;
    for (int t = stage->first > 1 ? stage->first : 1; t <= last; t++) {
        for (int op = 0; op < program->op_count; op++) {
            if (program->ops[op].kind == OP_CARRY) {
                draw_carry(stage, op, t);
            } else if (program->ops[op].kind == OP_INPUT && stage_shows(stage, t) && !stage->lane) {
                draw_input(stage, op, t);
            }
        }
        if (outputs && stage_shows(stage, t)) {
            draw_to_output(stage, t);
        }
    }
}
