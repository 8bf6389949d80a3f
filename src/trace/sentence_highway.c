#include "trace/sentence_highway.h"

#include "trace/notation.h"

#include <math.h>
#include <stdlib.h>

typedef struct Saying {
    const Trace *trace;
    const Words *words;
    Text *out;
    const Highway *way;
    int t;
    Text from; // the state of the timestep before
    Text to;   // the state of this timestep
} Saying;

static void say(const Saying *saying, const char *key, const char *factor, double norm) {
    Text size;
    text_init(&size);
    notation_number(norm, &size);
    text_append(saying->out, " ");
    words_format(saying->words, saying->out, key,
                 (const WordArg[]){{"from", saying->from.data}, {"to", saying->to.data}, {"factor", factor}, {"norm", size.data}}, 4);
    text_finish(&size);
}

// ---- by what is multiplied ------------------------------------------------------------------------------------------------------

static void append_operand(const Saying *saying, const Operand *operand, Text *out) {
    if (out->length > 0) text_append(out, " * ");
    if (operand->kind == OPERAND_NUMBER)
        text_append_number(out, operand->number);
    else if (operand->kind == OPERAND_PARAM)
        text_append(out, saying->trace->program->params[operand->index].name);
    else {
        bool is_sum = saying->trace->program->ops[operand->index].kind == OP_SUM &&
                      program_equation_of_op(saying->trace->program, operand->index) < 0;
        text_append(out, is_sum ? "(" : "");
        notation_op(saying->trace, operand->index, saying->t, out);
        text_append(out, is_sum ? ")" : "");
    }
}

// The factors that the first `count` ops of the way put in; empty where what goes along it is only added to.
static void write_factors(const Saying *saying, int count, Text *out) {
    for (int i = 0; i < count; i++) {
        const Op *op = &saying->trace->program->ops[saying->way->ops[i]];
        const Operand *in = &op->operands[saying->way->slots[i]];
        if (op->kind == OP_MUL || op->kind == OP_SCALE) append_operand(saying, &op->operands[1 - saying->way->slots[i]], out);
        if (op->kind == OP_SUM && in->sign < 0) append_operand(saying, &(Operand){.kind = OPERAND_NUMBER, .number = -1}, out);
    }
}

// The factor on the way that is held at 0; NULL where none is.
static const Operand *held_shut(const Saying *saying) {
    for (int i = 0; i < saying->way->count; i++) {
        const Op *op = &saying->trace->program->ops[saying->way->ops[i]];
        if (op->kind != OP_MUL) continue;
        const Operand *factor = &op->operands[1 - saying->way->slots[i]];
        const Hold *held = factor->kind == OPERAND_OP ? run_held(saying->trace->run, factor->index) : NULL;
        if (held && !(fabs(held->value) > 0)) return factor;
    }
    return NULL;
}

// `key` with the factors, `plain` where there are none.
static void say_factors(const Saying *saying, const char *key, const char *plain, int count, double norm) {
    Text factors;
    text_init(&factors);
    write_factors(saying, count, &factors);
    say(saying, factors.length > 0 ? key : plain, factors.data, norm);
    text_finish(&factors);
}

static void say_shut(const Saying *saying, const Operand *factor) {
    Text name;
    text_init(&name);
    append_operand(saying, factor, &name);
    say(saying, "trace.highway-shut", name.data, 0);
    text_finish(&name);
}

// ---- sizes ----------------------------------------------------------------------------------------------------------------------

// Of what the way's first op sends toward the state of the timestep before.
static double sent_norm(const Saying *saying) {
    const Trace *trace = saying->trace;
    int size = trace->program->ops[saying->way->carry].size;
    double *sent = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *sent), sum = 0;
    if (!sent) abort();
    for (int lane = 0; lane < trace->lanes; lane++) {
        run_contribution(trace->run, &trace->before, run_adjoints(trace->run), saying->way->ops[0], saying->way->slots[0], saying->t, lane,
                         sent);
        double norm = notation_norm(sent, size);
        sum += norm * norm;
    }
    free(sent);
    return sqrt(sum);
}

// ---- the moments ----------------------------------------------------------------------------------------------------------------

static void say_forward(const Saying *saying) {
    const Operand *shut = held_shut(saying);
    if (shut)
        say_shut(saying, shut);
    else
        say_factors(saying, "trace.highway", "trace.highway-unchanged", saying->way->count, 0);
}

// What goes toward the timestep before.
static void say_backward(const Saying *saying, int op) {
    const Highway *way = saying->way;
    const Reader *readers;
    bool alone = run_readers(saying->trace->run, way->carry, &readers) == 1;
    const Operand *shut = held_shut(saying);
    if (op == way->ops[0]) {
        double norm = sent_norm(saying);
        if (norm > 0) say_factors(saying, "trace.highway-sends", "trace.highway-sends-unchanged", 1, norm);
    } else if (op == way->carry && shut) {
        say_shut(saying, shut);
    } else if (op == way->carry && trace_op_adjoint_norm(saying->trace, op, saying->t) > 0) {
        say_factors(saying, alone ? "trace.highway-crossed" : "trace.highway-crossed-part",
                    alone ? "trace.highway-crossed-unchanged" : "trace.highway-crossed-part-unchanged", way->count, 0);
    }
}

static void say_complete(const Saying *saying, Moment moment) {
    int op = saying->trace->program->equations[saying->way->equation].op;
    if (trace_adjoint_moment(saying->trace, op, saying->t) != moment.index) return;
    double norm = trace_op_adjoint_norm(saying->trace, op, saying->t);
    if (norm > 0) say(saying, "trace.highway-complete", "", norm);
}

static void say_moment(const Saying *saying, Moment moment) {
    const Trace *trace = saying->trace;
    bool follows = moment.t > 1 && saying->way->count > 0;
    if (moment.phase == PHASE_FORWARD) {
        if (follows && trace->program->equations[saying->way->equation].op == moment.op) say_forward(saying);
        return;
    }
    if (follows && !schedule_is_cut(run_schedule(trace->run), moment.t, 1)) say_backward(saying, moment.op);
    say_complete(saying, moment);
}

void sentence_highway(const Trace *trace, Moment moment, const Words *words, Text *out) {
    if (moment.op < 0 || (moment.phase != PHASE_FORWARD && moment.phase != PHASE_BACKWARD)) return;
    for (int i = 0; i < trace->highway_count; i++) {
        Saying saying = {.trace = trace, .words = words, .out = out, .way = &trace->highways[i], .t = moment.t};
        int op = trace->program->equations[saying.way->equation].op;
        text_init(&saying.from);
        text_init(&saying.to);
        notation_op(trace, op, moment.t - 1, &saying.from);
        notation_op(trace, op, moment.t, &saying.to);
        say_moment(&saying, moment);
        text_finish(&saying.from);
        text_finish(&saying.to);
    }
}
