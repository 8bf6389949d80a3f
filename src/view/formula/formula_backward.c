// The formulas of the backward pass, derived from the ops: formula_of_backward of view/formula/formula.h.
#include "view/formula/formula_writer.h"

#include <stdio.h>

enum { MAX_TERMS = 4 }; // more contributions than these are told in words

// What `reader`, at t + offset, sends to its operand `slot`, apart from its sign.
static void put_contribution(Writer *w, bool lit, int reader, int slot, int offset, int *sign) {
    const Op *op = &w->program->ops[reader];
    int whose = writer_same_adjoint(w, reader, sign);
    switch (op->kind) {
    case OP_MATVEC:
        formula_name(w->out, lit, w->program->params[op->operands[1].index].name, NULL);
        formula_text(w->out, SCRIPT_SUPER, lit, "T");
        writer_put(w, lit, " ");
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_VECMAT:
        writer_adjoint(w, lit, whose, offset);
        writer_put(w, lit, " ");
        formula_name(w->out, lit, w->program->params[op->operands[1].index].name, NULL);
        formula_text(w->out, SCRIPT_SUPER, lit, "T");
        return;
    case OP_SUM:
        *sign *= op->operands[slot].sign;
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_MUL:
        writer_adjoint(w, lit, whose, offset);
        writer_put(w, lit, " ∘ ");
        writer_value(w, lit, &op->operands[1 - slot], offset);
        return;
    case OP_SCALE:
        writer_value(w, lit, &op->operands[op->operands[0].kind == OPERAND_NUMBER ? 0 : 1], offset);
        writer_put(w, lit, " ");
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_TANH:
        writer_put(w, lit, "(1 − ");
        writer_own_value(w, lit, reader, offset);
        formula_text(w->out, SCRIPT_SUPER, lit, "2");
        writer_put(w, lit, ") ∘ ");
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_SIGMOID:
        writer_own_value(w, lit, reader, offset);
        writer_put(w, lit, " ∘ (1 − ");
        writer_own_value(w, lit, reader, offset);
        writer_put(w, lit, ") ∘ ");
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_RELU:
        writer_put(w, lit, "[");
        writer_result(w, lit, op->operands[0].index, offset);
        writer_put(w, lit, " > 0] ∘ ");
        writer_adjoint(w, lit, whose, offset);
        return;
    case OP_SOFTMAX:
        writer_own_value(w, lit, reader, offset);
        writer_put(w, lit, " ∘ (");
        writer_adjoint(w, lit, whose, offset);
        writer_put(w, lit, " − Σ ");
        writer_own_value(w, lit, reader, offset);
        writer_put(w, lit, " ∘ ");
        writer_adjoint(w, lit, whose, offset);
        writer_put(w, lit, ")");
        return;
    case OP_CLAMP:
        if (run_held(w->run, reader))
            writer_put(w, lit, "0");
        else
            writer_adjoint(w, lit, whose, offset);
        return;
    case OP_IDENTITY:
    case OP_CARRY:
    case OP_INPUT:
    case OP_KIND_COUNT:
        writer_adjoint(w, lit, whose, offset);
        return;
    }
}

// One term of an adjoint, with the sign ahead of it as its place in the sum needs.
static void put_term(Writer *w, bool lit, bool is_first, int reader, int slot, int offset) {
    Formula term, *out = w->out;
    formula_init(&term);
    w->out = &term;
    int sign = 1;
    put_contribution(w, lit, reader, slot, offset, &sign);
    w->out = out;
    writer_put(w, false, is_first ? "" : sign < 0 ? " − " : " + ");
    writer_put(w, lit, is_first && sign < 0 ? "−" : "");
    formula_append(out, &term);
    formula_finish(&term);
}

static void put_loss_term(Writer *w, bool lit) {
    writer_result(w, lit, w->program->output_op, 0);
    writer_put(w, lit, " − ");
    writer_put(w, lit, words_get(w->words, "panels.target"));
    formula_text(w->out, SCRIPT_SUB, lit, "t");
}

// A contribution to a result: from the loss (reader -1), or from a reader at t + offset.
typedef struct Arrival {
    int reader, slot, offset;
    int carry; // the carry by which it comes from the future; -1: none
} Arrival;

// Collects who contributes to a result, in the order of the sweep; carries are followed to those who read them. Returns how many, `most` +
// 1 at most.
static int collect(const Writer *w, int op, Arrival *arrivals, int most) {
    int count = 0;
    if (run_loss_reads(w->run, op)) {
        arrivals[count++] = (Arrival){-1, 0, 0, -1};
    }
    const Reader *readers;
    int reader_count = run_readers(w->run, op, &readers);
    for (int i = 0; i < reader_count; i++) {
        const Reader *own;
        int own_count = readers[i].lag > 0 ? run_readers(w->run, readers[i].op, &own) : 1;
        for (int j = 0; j < own_count && count <= most; j++) {
            arrivals[count++] = readers[i].lag > 0 ? (Arrival){own[j].op, own[j].slot, readers[i].lag, readers[i].op}
                                                   : (Arrival){readers[i].op, readers[i].slot, 0, -1};
        }
    }
    return count;
}

// Whether nothing comes back by a carry to the result at w->t, because a cut lies between.
static bool is_cut(const Writer *w, int carry) {
    int lag = w->program->ops[carry].lag;
    const Schedule *schedule = run_schedule(w->run);
    return w->t >= 1 && w->t + lag <= schedule->steps && schedule_is_cut(schedule, w->t + lag, lag);
}

static void put_cut(Writer *w, bool lit) {
    writer_put(w, lit, "0 ");
    writer_put(w, lit, words_get(w->words, "panels.cut"));
}

// The same in words, where the terms are too many.
static void put_sum_in_words(Writer *w, int arriving, int carry) {
    bool from_future = arriving >= 0 && w->program->ops[arriving].kind == OP_CARRY;
    writer_put(w, !from_future, words_get(w->words, "panels.own-readers"));
    writer_put(w, false, " + ");
    if (carry >= 0 && is_cut(w, carry)) {
        put_cut(w, from_future);
    } else {
        writer_put(w, from_future, words_get(w->words, "panels.the-future"));
    }
}

// "∂L/∂v = own + own + future". `arriving`: the op that sends now (a carry: all that comes by it).
static void put_sum(Writer *w, int op, int arriving) {
    Arrival arrivals[MAX_TERMS + 1];
    int count = collect(w, op, arrivals, MAX_TERMS), cut = -1;
    formula_next(w->out);
    writer_adjoint(w, false, op, 0);
    writer_put(w, false, " = ");
    if (count > MAX_TERMS) {
        int carry = -1;
        for (int i = 0; i < count; i++) {
            carry = arrivals[i].carry >= 0 ? arrivals[i].carry : carry;
        }
        put_sum_in_words(w, arriving, carry);
        return;
    }
    for (int i = 0; i < count; i++) {
        const Arrival *from = &arrivals[i];
        bool lit = from->carry >= 0 ? from->carry == arriving : from->reader == arriving;
        if (from->reader < 0) {
            writer_put(w, false, i > 0 ? " + " : "");
            put_loss_term(w, lit);
        } else if (from->carry >= 0 && is_cut(w, from->carry)) {
            if (from->carry != cut) { // one zero for all that would have come by it
                writer_put(w, false, i > 0 ? " + " : "");
                put_cut(w, lit);
            }
            cut = from->carry;
        } else {
            put_term(w, lit, i == 0, from->reader, from->slot, from->offset);
        }
    }
}

// What an op sends to one of its operands: the whole sum where the operand is a result of this timestep, one arriving term where it is a
// state.
static void put_sent(Writer *w, int sender, int slot) {
    const Operand *operand = &w->program->ops[sender].operands[slot];
    if (operand->kind != OPERAND_OP || !w->program->ops[operand->index].needs_gradient) {
        return;
    }
    int sign;
    if (w->program->ops[operand->index].kind == OP_CARRY) {
        formula_next(w->out);
        writer_adjoint(w, false, operand->index, 0);
        writer_put(w, false, " = …");
        put_term(w, true, false, sender, slot, 0);
    } else if (writer_same_adjoint(w, operand->index, &sign) == operand->index) {
        put_sum(w, operand->index, sender);
    }
}

// dL/dW = the sum over timesteps of this op's share.
static void put_weight(Writer *w, int sender) {
    const Op *op = &w->program->ops[sender];
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        if (operand->kind != OPERAND_PARAM) {
            continue;
        }
        int sign;
        int whose = writer_same_adjoint(w, sender, &sign);
        sign *= operand->sign;
        formula_next(w->out);
        writer_put(w, false, "∂L/∂");
        formula_name(w->out, false, w->program->params[operand->index].name, NULL);
        writer_put(w, false, sign < 0 ? " = −Σ" : " = Σ");
        formula_text(w->out, SCRIPT_SUB, false, "t");
        writer_put(w, false, " ");
        const Operand *other = &op->operands[1 - (i > 0)];
        bool is_row = op->kind == OP_VECMAT;
        if (is_row) {
            writer_transposed(w, true, &op->operands[0], 0);
            writer_put(w, true, " ");
        }
        writer_adjoint(w, true, whose, 0);
        if (op->kind == OP_MATVEC) {
            writer_put(w, true, " ");
            writer_transposed(w, true, &op->operands[0], 0);
        } else if (op->kind == OP_MUL) {
            writer_put(w, true, " ∘ ");
            writer_value(w, true, other, 0);
        }
        if (op->kind == OP_SUM) {
            return; // one bias stands for all of them
        }
    }
}

static void write_loss(Writer *w, const Trace *trace, int t) {
    int op = w->program->logits_op;
    bool has_loss = false;
    for (int i = 0; i < trace->loss_count; i++) {
        has_loss = has_loss || trace->loss_steps[i] == t;
    }
    writer_put(w, false, "∂L");
    formula_text(w->out, SCRIPT_SUB, false, "t");
    writer_put(w, false, "/∂");
    writer_result(w, false, op, 0);
    writer_put(w, false, " = ");
    if (has_loss) {
        put_loss_term(w, true);
    } else {
        writer_put(w, true, "0");
    }
}

static void write_seed(Writer *w, int lanes) {
    char share[32];
    snprintf(share, sizeof share, lanes > 1 ? "1/%d" : "1", lanes);
    writer_put(w, false, "∂L/∂L");
    formula_text(w->out, SCRIPT_SUB, false, "t");
    writer_put(w, false, " = ");
    writer_put(w, true, share);
}

void formula_of_backward(Formula *formula, Formula *where, const Trace *trace, const Words *words, Moment moment) {
    Writer writer = {.program = trace->program, .run = trace->run, .words = words, .t = moment.t, .out = formula, .where = where};
    if (moment.op == MOMENT_SEED) {
        write_seed(&writer, trace->lanes);
        return;
    }
    if (moment.op < 0) {
        write_loss(&writer, trace, moment.t);
        return;
    }
    const Op *op = &trace->program->ops[moment.op];
    if (op->kind == OP_CARRY) {
        writer.t = moment.t - op->lag;
        put_sum(&writer, op->operands[0].index, moment.op);
        return;
    }
    for (int i = 0; i < op->operand_count; i++) {
        put_sent(&writer, moment.op, i);
    }
    put_weight(&writer, moment.op);
    if (formula->count == 0) { // a sum of unnamed terms: each gets the same
        int sign;
        writer_adjoint(&writer, true, writer_same_adjoint(&writer, moment.op, &sign), 0);
        writer_put(&writer, false, " ");
        writer_put(&writer, false, words_get(words, "panels.to-each-term"));
    }
}
