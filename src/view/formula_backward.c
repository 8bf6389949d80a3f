// The formulas of the backward pass, derived from the ops: formula_of_backward of view/formula.h.
#include "view/formula.h"

#include "engine/run.h"

#include <stdio.h>
#include <string.h>

enum { MAX_TERMS = 4 }; // more contributions than these are told in words

// What the formula is written from. Symbols are given to results that the cell's author has not named.
typedef struct Writer {
    const Program *program;
    const Run *run;
    const Words *words;
    Formula *out, *where;
    bool explained[2]; // of logits and of pre-activations: `where` has them already
} Writer;

static void put(Writer *w, bool lit, const char *text) { formula_text(w->out, SCRIPT_NONE, lit, text); }

// "t", "t−1", "t+1".
static const char *time_text(int offset, char out[32])
{
    if (offset == 0) {
        snprintf(out, 32, "t");
    } else {
        snprintf(out, 32, "t%s%d", offset < 0 ? "−" : "+", offset < 0 ? -offset : offset);
    }
    return out;
}

static bool is_taken(const Program *program, const char *name)
{
    return program_find_equation(program, name) >= 0 || program_find_param(program, name) >= 0;
}

static const char *first_free(const Program *program, const char *const *names, int count)
{
    for (int i = 0; i < count - 1; i++) {
        if (!is_taken(program, names[i])) {
            return names[i];
        }
    }
    return names[count - 1];
}

// The op whose adjoint is the same as this one's: an unnamed term that is only added to others hands on what it gets.
static int same_adjoint(const Writer *w, int op, int *sign)
{
    *sign = 1;
    for (;;) {
        const Reader *readers;
        if (program_equation_of_op(w->program, op) >= 0 || run_loss_reads(w->run, op) || run_readers(w->run, op, &readers) != 1) {
            return op;
        }
        const Op *reader = &w->program->ops[readers[0].op];
        if (readers[0].lag != 0 || (reader->kind != OP_SUM && reader->kind != OP_IDENTITY)) {
            return op;
        }
        *sign *= reader->kind == OP_SUM ? reader->operands[readers[0].slot].sign : 1;
        op = readers[0].op;
    }
}

static bool needs_symbol(const Writer *w, int op)
{
    const Op *at = &w->program->ops[op];
    int sign;
    return at->needs_gradient && at->kind != OP_CARRY && program_equation_of_op(w->program, op) < 0 && same_adjoint(w, op, &sign) == op;
}

// How many unnamed results other than the logits stand in an equation (-1: in all), up to but without `before`.
static int count_unnamed(const Writer *w, int equation, int before)
{
    int count = 0;
    for (int i = 0; i < before; i++) {
        bool counts = i != w->program->logits_op && (equation < 0 || w->program->ops[i].equation == equation);
        count += counts && needs_symbol(w, i);
    }
    return count;
}

// The name of an unnamed result: z for logits, else a, u, v ... with the equation's name where several equations have some.
static void symbol_of(const Writer *w, int op, char name[160])
{
    static const char *const LOGITS[] = {"z", "ζ", "λ"};
    static const char *const OTHERS[] = {"a", "u", "v", "p", "q", "r", "α", "β", "γ", "δ"};
    const Program *program = w->program;
    if (op == program->logits_op) {
        snprintf(name, 160, "%s", first_free(program, LOGITS, 3));
        return;
    }
    const char *free_names[10];
    int free_count = 0;
    for (int i = 0; i < 10; i++) {
        if (!is_taken(program, OTHERS[i])) {
            free_names[free_count++] = OTHERS[i];
        }
    }
    int equation = program->ops[op].equation;
    int order = count_unnamed(w, equation, op);
    bool everywhere_else = count_unnamed(w, -1, program->op_count) > count_unnamed(w, equation, program->op_count);
    const char *letter = free_count > 0 ? free_names[order % free_count] : "ω";
    if (everywhere_else) {
        snprintf(name, 160, "%s_%s", letter, program->equations[equation].name);
    } else {
        snprintf(name, 160, "%s", letter);
    }
}

static void explain_symbol(Writer *w, int op, const char *symbol)
{
    bool *explained = &w->explained[op != w->program->logits_op];
    if (*explained) {
        return;
    }
    *explained = true;
    formula_next(w->where);
    formula_name(w->where, false, symbol, "t");
    formula_text(w->where, SCRIPT_NONE, false, " = ");
    formula_source(w->where, w->program->text, w->program->ops[op].span, (Span){0, 0});
}

// The name of a result at t + offset; a carry's is that of the state it reads.
static void put_result(Writer *w, bool lit, int op, int offset)
{
    const Op *at = &w->program->ops[op];
    char time[32], symbol[160];
    if (at->kind == OP_CARRY) {
        put_result(w, lit, at->operands[0].index, offset - at->lag);
        return;
    }
    if (at->kind == OP_INPUT) {
        formula_name(w->out, lit, "x", time_text(offset - at->lag, time));
        return;
    }
    int equation = program_equation_of_op(w->program, op);
    if (equation >= 0) {
        formula_name(w->out, lit, w->program->equations[equation].name, time_text(offset, time));
        return;
    }
    symbol_of(w, op, symbol);
    explain_symbol(w, op, symbol);
    formula_name(w->out, lit, symbol, time_text(offset, time));
}

// dL/d(result), without a sign.
static void put_adjoint_of(Writer *w, bool lit, int op, int offset)
{
    put(w, lit, "∂L/∂");
    put_result(w, lit, op, offset);
}

static bool is_short(const Writer *w, int op)
{
    const Op *at = &w->program->ops[op];
    return at->kind == OP_CARRY || at->kind == OP_INPUT || program_equation_of_op(w->program, op) >= 0;
}

// The value of an operand as it is written: its name, or its text, in parentheses where a sum needs them.
static void put_value(Writer *w, bool lit, const Operand *operand, int offset)
{
    const Program *program = w->program;
    if (operand->kind == OPERAND_PARAM) {
        formula_name(w->out, lit, program->params[operand->index].name, NULL);
        return;
    }
    if (operand->kind == OPERAND_NUMBER) {
        Text number;
        text_init(&number);
        text_append_number(&number, operand->number);
        put(w, lit, number.data);
        text_finish(&number);
        return;
    }
    if (is_short(w, operand->index)) {
        put_result(w, lit, operand->index, offset);
        return;
    }
    const Op *op = &program->ops[operand->index];
    // The text says t; at another timestep only a name would be right.
    if (offset != 0) {
        put_result(w, lit, operand->index, offset);
        return;
    }
    bool brackets = op->kind == OP_SUM;
    put(w, lit, brackets ? "(" : "");
    formula_source(w->out, program->text, op->span, lit ? op->span : (Span){0, 0});
    put(w, lit, brackets ? ")" : "");
}

static void put_own_value(Writer *w, bool lit, int op, int offset)
{
    const Operand self = {.kind = OPERAND_OP, .index = op, .sign = 1};
    put_value(w, lit, &self, offset);
}

// What `reader`, at t + offset, sends to its operand `slot`, apart from its sign.
static void put_contribution(Writer *w, bool lit, int reader, int slot, int offset, int *sign)
{
    const Op *op = &w->program->ops[reader];
    int whose = same_adjoint(w, reader, sign);
    switch (op->kind) {
    case OP_MATVEC:
        formula_name(w->out, lit, w->program->params[op->operands[1].index].name, NULL);
        formula_text(w->out, SCRIPT_SUPER, lit, "T");
        put(w, lit, " ");
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_VECMAT:
        put_adjoint_of(w, lit, whose, offset);
        put(w, lit, " ");
        formula_name(w->out, lit, w->program->params[op->operands[1].index].name, NULL);
        formula_text(w->out, SCRIPT_SUPER, lit, "T");
        return;
    case OP_SUM:
        *sign *= op->operands[slot].sign;
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_MUL:
        put_adjoint_of(w, lit, whose, offset);
        put(w, lit, " ∘ ");
        put_value(w, lit, &op->operands[1 - slot], offset);
        return;
    case OP_SCALE:
        put_value(w, lit, &op->operands[op->operands[0].kind == OPERAND_NUMBER ? 0 : 1], offset);
        put(w, lit, " ");
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_TANH:
        put(w, lit, "(1 − ");
        put_own_value(w, lit, reader, offset);
        formula_text(w->out, SCRIPT_SUPER, lit, "2");
        put(w, lit, ") ∘ ");
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_SIGMOID:
        put_own_value(w, lit, reader, offset);
        put(w, lit, " ∘ (1 − ");
        put_own_value(w, lit, reader, offset);
        put(w, lit, ") ∘ ");
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_RELU:
        put(w, lit, "[");
        put_value(w, lit, &op->operands[0], offset);
        put(w, lit, " > 0] ∘ ");
        put_adjoint_of(w, lit, whose, offset);
        return;
    case OP_SOFTMAX:
        put_own_value(w, lit, reader, offset);
        put(w, lit, " ∘ (");
        put_adjoint_of(w, lit, whose, offset);
        put(w, lit, " − Σ ");
        put_own_value(w, lit, reader, offset);
        put(w, lit, " ∘ ");
        put_adjoint_of(w, lit, whose, offset);
        put(w, lit, ")");
        return;
    case OP_IDENTITY:
    case OP_CARRY:
    case OP_INPUT:
    case OP_KIND_COUNT:
        put_adjoint_of(w, lit, whose, offset);
        return;
    }
}

// One term of an adjoint, with the sign ahead of it as its place in the sum needs.
static void put_term(Writer *w, bool lit, bool is_first, int reader, int slot, int offset)
{
    Formula term, *out = w->out;
    formula_init(&term);
    w->out = &term;
    int sign = 1;
    put_contribution(w, lit, reader, slot, offset, &sign);
    w->out = out;
    put(w, false, is_first ? "" : sign < 0 ? " − " : " + ");
    put(w, lit, is_first && sign < 0 ? "−" : "");
    formula_append(out, &term);
    formula_finish(&term);
}

static void put_loss_term(Writer *w, bool lit)
{
    put_result(w, lit, w->program->output_op, 0);
    put(w, lit, " − ");
    put(w, lit, words_get(w->words, "panels.target"));
    formula_text(w->out, SCRIPT_SUB, lit, "t");
}

// A contribution to a result: from the loss (reader -1), or from a reader at t + offset.
typedef struct Arrival {
    int reader, slot, offset;
    int carry; // the carry by which it comes from the future; -1: none
} Arrival;

// Collects who contributes to a result, in the order of the sweep; carries are followed to those who read them. Returns how many, `most` + 1 at most.
static int collect(const Writer *w, int op, Arrival *arrivals, int most)
{
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

// "∂L/∂v = own + own + future": whole, or in words where it has too many terms. `arriving`: the op that sends now (a carry: all that comes by it).
static void put_sum(Writer *w, int op, int arriving)
{
    Arrival arrivals[MAX_TERMS + 1];
    int count = collect(w, op, arrivals, MAX_TERMS);
    formula_next(w->out);
    put_adjoint_of(w, false, op, 0);
    put(w, false, " = ");
    if (count > MAX_TERMS) {
        bool from_future = arriving >= 0 && w->program->ops[arriving].kind == OP_CARRY;
        put(w, !from_future, words_get(w->words, "panels.own-readers"));
        put(w, false, " + ");
        put(w, from_future, words_get(w->words, "panels.the-future"));
        return;
    }
    for (int i = 0; i < count; i++) {
        const Arrival *from = &arrivals[i];
        bool lit = from->carry >= 0 ? from->carry == arriving : from->reader == arriving;
        if (from->reader < 0) {
            put(w, false, i > 0 ? " + " : "");
            put_loss_term(w, lit);
        } else {
            put_term(w, lit, i == 0, from->reader, from->slot, from->offset);
        }
    }
}

// What an op sends to one of its operands: the whole sum where the operand is a result of this timestep, one arriving term where it is a state.
static void put_sent(Writer *w, int sender, int slot)
{
    const Operand *operand = &w->program->ops[sender].operands[slot];
    if (operand->kind != OPERAND_OP || !w->program->ops[operand->index].needs_gradient) {
        return;
    }
    int sign;
    if (w->program->ops[operand->index].kind == OP_CARRY) {
        formula_next(w->out);
        put_adjoint_of(w, false, operand->index, 0);
        put(w, false, " = …");
        put_term(w, true, false, sender, slot, 0);
    } else if (same_adjoint(w, operand->index, &sign) == operand->index) {
        put_sum(w, operand->index, sender);
    }
}

// dL/dW = the sum over timesteps of this op's share.
static void put_weight(Writer *w, int sender)
{
    const Op *op = &w->program->ops[sender];
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        if (operand->kind != OPERAND_PARAM) {
            continue;
        }
        int sign;
        int whose = same_adjoint(w, sender, &sign);
        sign *= operand->sign;
        formula_next(w->out);
        put(w, false, "∂L/∂");
        formula_name(w->out, false, w->program->params[operand->index].name, NULL);
        put(w, false, sign < 0 ? " = −Σ" : " = Σ");
        formula_text(w->out, SCRIPT_SUB, false, "t");
        put(w, false, " ");
        const Operand *other = &op->operands[1 - (i > 0)];
        bool is_row = op->kind == OP_VECMAT;
        if (is_row) {
            put_value(w, true, &op->operands[0], 0);
            formula_text(w->out, SCRIPT_SUPER, true, "T");
            put(w, true, " ");
        }
        put_adjoint_of(w, true, whose, 0);
        if (op->kind == OP_MATVEC) {
            put(w, true, " ");
            put_value(w, true, &op->operands[0], 0);
            formula_text(w->out, SCRIPT_SUPER, true, "T");
        } else if (op->kind == OP_MUL) {
            put(w, true, " ∘ ");
            put_value(w, true, other, 0);
        }
        if (op->kind == OP_SUM) {
            return; // one bias stands for all of them
        }
    }
}

static void write_loss(Writer *w, const Trace *trace, int t)
{
    int op = w->program->logits_op;
    bool has_loss = false;
    for (int i = 0; i < trace->loss_count; i++) { has_loss = has_loss || trace->loss_steps[i] == t; }
    put(w, false, "∂L");
    formula_text(w->out, SCRIPT_SUB, false, "t");
    put(w, false, "/∂");
    put_result(w, false, op, 0);
    put(w, false, " = ");
    if (has_loss) {
        put_loss_term(w, true);
    } else {
        put(w, true, "0");
    }
}

static void write_seed(Writer *w, int lanes)
{
    char share[32];
    snprintf(share, sizeof share, lanes > 1 ? "1/%d" : "1", lanes);
    put(w, false, "∂L/∂L");
    formula_text(w->out, SCRIPT_SUB, false, "t");
    put(w, false, " = ");
    put(w, true, share);
}

void formula_of_backward(Formula *formula, Formula *where, const Trace *trace, const Words *words, Moment moment)
{
    Writer writer = {.program = trace->program, .run = trace->run, .words = words, .out = formula, .where = where};
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
        put_sum(&writer, op->operands[0].index, moment.op);
        return;
    }
    for (int i = 0; i < op->operand_count; i++) { put_sent(&writer, moment.op, i); }
    put_weight(&writer, moment.op);
    if (formula->count == 0) { // a sum of unnamed terms: each gets the same
        int sign;
        put_adjoint_of(&writer, true, same_adjoint(&writer, moment.op, &sign), 0);
        put(&writer, false, " ");
        put(&writer, false, words_get(words, "panels.to-each-term"));
    }
}
