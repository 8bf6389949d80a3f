#include "engine/program.h"

#include <string.h>

// Where an op stands once another has been put in behind `own`; whoever read `own` now reads that one.
static int moved(int op, int own) {
    return op >= own ? op + 1 : op;
}

static void put_in(Program *program, int own) {
    Op *ops = arena_array(&program->arena, (size_t)program->op_count + 1, sizeof *ops);
    memcpy(ops, program->ops, (size_t)(own + 1) * sizeof *ops);
    memcpy(ops + own + 2, program->ops + own + 1, (size_t)(program->op_count - own - 1) * sizeof *ops);
    program->ops = ops;
    program->op_count++;
    for (int i = 0; i < program->op_count; i++)
        for (int k = 0; i != own + 1 && k < ops[i].operand_count; k++)
            if (ops[i].operands[k].kind == OPERAND_OP) ops[i].operands[k].index = moved(ops[i].operands[k].index, own);
    for (int e = 0; e < program->equation_count; e++) program->equations[e].op = moved(program->equations[e].op, own);
    program->output_op = moved(program->output_op, own);
    program->logits_op = moved(program->logits_op, own);
}

static void order_backward(Program *program) {
    program->backward = arena_array(&program->arena, (size_t)program->op_count, sizeof *program->backward);
    program->backward_count = 0;
    for (int i = program->op_count - 1; i >= 0; i--)
        if (program->ops[i].needs_gradient) program->backward[program->backward_count++] = i;
}

void program_hold(Program *program, int equation, const Hold *holds, int count) {
    const Equation *held = &program->equations[equation];
    int own = held->op;
    Op clamp = {
        .kind = OP_CLAMP,
        .size = held->size,
        .operand_count = 1,
        .equation = equation,
        .span = {held->span.start, held->span_name_end},
        .hold_count = count,
        .needs_gradient = program->ops[own].needs_gradient,
    };
    clamp.operands = arena_array(&program->arena, 1, sizeof *clamp.operands);
    clamp.operands[0] = (Operand){.kind = OPERAND_OP, .index = own, .sign = 1};
    Hold *copy = arena_array(&program->arena, (size_t)count, sizeof *copy);
    memcpy(copy, holds, (size_t)count * sizeof *copy);
    clamp.holds = copy;
    put_in(program, own);
    program->ops[own + 1] = clamp;
    order_backward(program);
}

const Hold *program_held(const Program *program, int op, long updates) {
    const Op *clamp = &program->ops[op];
    for (int i = 0; i < clamp->hold_count; i++)
        if (clamp->holds[i].from <= updates && updates < clamp->holds[i].to) return &clamp->holds[i];
    return NULL;
}
