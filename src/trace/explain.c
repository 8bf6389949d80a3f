#include "trace/explain.h"

#include "trace/notation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 1024 };

static const Element nothing = {.kind = ELEMENT_NONE};

void explanation_init(Explanation *explanation) {
    memset(explanation, 0, sizeof *explanation);
    text_init(&explanation->name);
    text_init(&explanation->formula);
    text_init(&explanation->numbers);
}

void explanation_finish(Explanation *explanation) {
    text_finish(&explanation->name);
    text_finish(&explanation->formula);
    text_finish(&explanation->numbers);
    free(explanation->terms);
    explanation->terms = NULL;
}

// ---- what it is made of ---------------------------------------------------------------------------------------------------------

static void add_term(Explanation *x, Term term) {
    if (x->term_count == MOST_TERMS) {
        x->truncated = true;
        return;
    }
    if ((x->term_count & (x->term_count - 1)) == 0) // room grows at 0, 1, 2, 4, 8, ...
        x->terms = memory_resize(x->terms, (size_t)(x->term_count ? 2 * x->term_count : 1) * sizeof *x->terms);
    x->terms[x->term_count++] = term;
}

static void add_product(const Trace *trace, long moment, Explanation *x, int sign, Element a, Element b) {
    Term term = {.sign = sign, .a = a, .b = b, .b_value = 1.0};
    element_value(trace, moment, a, &term.a_value);
    if (b.kind != ELEMENT_NONE) element_value(trace, moment, b, &term.b_value);
    term.value = sign * term.a_value * term.b_value;
    add_term(x, term);
}

static void add_number_times(const Trace *trace, long moment, Explanation *x, double number, Element b) {
    Term term = {1, {.kind = ELEMENT_NUMBER}, b, number, 0, 0};
    element_value(trace, moment, b, &term.b_value);
    term.value = term.a_value * term.b_value;
    add_term(x, term);
}

static Element value_of(int op, int t, int lane, int row) {
    return (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .lane = lane, .row = row};
}
static Element adjoint_of(int op, int t, int lane, int row) {
    return (Element){.kind = ELEMENT_ADJOINT, .index = op, .t = t, .lane = lane, .row = row};
}
static Element weight_at(int param, int row, int col) {
    return (Element){.kind = ELEMENT_WEIGHT, .index = param, .row = row, .col = col};
}

// The element of an operand in the same row: of a vector, a weight vector, or a number.
static void add_operand(const Trace *trace, long moment, Explanation *x, const Operand *operand, Element e) {
    if (operand->kind == OPERAND_OP)
        add_product(trace, moment, x, operand->sign, value_of(operand->index, e.t, e.lane, e.row), nothing);
    else if (operand->kind == OPERAND_PARAM)
        add_product(trace, moment, x, operand->sign, weight_at(operand->index, e.row, 0), nothing);
    else
        add_term(x, (Term){operand->sign, {.kind = ELEMENT_NUMBER}, nothing, operand->number, 1.0, operand->sign * operand->number});
}

static Element operand_element(const Operand *operand, Element e) {
    if (operand->kind == OPERAND_OP) return value_of(operand->index, e.t, e.lane, e.row);
    return weight_at(operand->index, e.row, 0);
}

// What its equation gives, or what it is held at instead.
static void explain_clamp(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    int own = trace->program->ops[e.index].operands[0].index;
    const Hold *held = run_held(trace->run, e.index);
    Text value, formula;
    text_init(&value);
    text_init(&formula);
    program_op_text(trace->program, own, e.t, &formula);
    if (held) {
        text_append_number(&value, held->value);
        words_format(words, &x->formula, "explain.held", (const WordArg[]){{"value", value.data}, {"formula", formula.data}}, 2);
        add_term(x, (Term){1, {.kind = ELEMENT_NUMBER}, nothing, held->value, 1.0, held->value});
    } else {
        text_append(&x->formula, formula.data);
        add_product(trace, moment, x, 1, value_of(own, e.t, e.lane, e.row), nothing);
    }
    text_finish(&formula);
    text_finish(&value);
}

static void explain_value(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    const Op *op = &trace->program->ops[e.index];
    if (e.t < 1) {
        text_append(&x->formula, words_get(words, "explain.before"));
        return;
    }
    if (op->kind == OP_INPUT) {
        text_append(&x->formula, words_get(words, "explain.given"));
        return;
    }
    if (op->kind == OP_CLAMP) {
        explain_clamp(trace, moment, e, words, x);
        return;
    }
    program_op_text(trace->program, e.index, e.t, &x->formula);
    switch (op->kind) {
    case OP_MATVEC:
    case OP_VECMAT: {
        int v = op->operands[0].index, w = op->operands[1].index;
        for (int i = 0; i < trace->program->ops[v].size; i++) {
            Element weight = op->kind == OP_MATVEC ? weight_at(w, e.row, i) : weight_at(w, i, e.row);
            add_product(trace, moment, x, 1, weight, value_of(v, e.t, e.lane, i));
        }
        break;
    }
    case OP_CARRY:
        add_product(trace, moment, x, 1, value_of(op->operands[0].index, e.t - op->lag, e.lane, e.row), nothing);
        break;
    case OP_MUL:
        add_product(trace, moment, x, 1, operand_element(&op->operands[0], e), operand_element(&op->operands[1], e));
        break;
    case OP_SCALE:
        add_number_times(trace, moment, x, op->operands[0].number, value_of(op->operands[1].index, e.t, e.lane, e.row));
        break;
    case OP_SOFTMAX:
        for (int i = 0; i < op->size; i++) add_product(trace, moment, x, 1, value_of(op->operands[0].index, e.t, e.lane, i), nothing);
        break;
    case OP_SUM:
    case OP_TANH:
    case OP_SIGMOID:
    case OP_RELU:
    case OP_IDENTITY:
    case OP_INPUT:
    case OP_CLAMP:
    case OP_KIND_COUNT:
        for (int k = 0; k < op->operand_count; k++) add_operand(trace, moment, x, &op->operands[k], e);
        break;
    }
}

static void explain_adjoint(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    const Reader *readers;
    int count = run_readers(trace->run, e.index, &readers);
    bool own = run_loss_reads(trace->run, e.index) && e.t >= 1 && trace->loss_rank[e.t] >= 0, future = false, here = false;
    Element part = e;
    part.kind = ELEMENT_CONTRIBUTION;
    if (own) { // the loss reads the op itself
        part.reader = -1;
        add_product(trace, moment, x, 1, part, nothing);
    }
    for (int i = 0; i < count; i++) {
        if (e.t + readers[i].lag > trace->steps) continue;
        if (readers[i].lag > 0)
            future = true;
        else if (run_group(trace->run, readers[i].op) == GROUP_AFTER)
            own = true; // the readout, on its way from the loss
        else
            here = true;
        part.reader = i;
        add_product(trace, moment, x, 1, part, nothing);
    }
    if (count == 1 && run_held(trace->run, readers[0].op)) {
        text_append(&x->formula, words_get(words, "explain.held-back"));
        return;
    }
    const char *parts[3];
    int n = 0;
    if (own) parts[n++] = "explain.own-loss";
    if (here) parts[n++] = "explain.readers";
    if (future) parts[n++] = "explain.future";
    for (int i = 0; i < n; i++) {
        if (i) text_append(&x->formula, " + ");
        text_append(&x->formula, words_get(words, parts[i]));
    }
    if (n == 0) text_append(&x->formula, words_get(words, "explain.nothing"));
}

// How steep a function is where it is, from what it gave.
static double slope_at(OpKind kind, double y) {
    if (kind == OP_TANH) return 1 - y * y;
    if (kind == OP_SIGMOID) return y * (1 - y);
    if (kind == OP_RELU) return y > 0 ? 1 : 0;
    return 1;
}

// One contribution: what the reader does to its own adjoint on the way to the operand.
static void explain_contribution(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    const Program *program = trace->program;
    if (e.reader < 0) {
        text_append(&x->formula, trace->lanes > 1 ? "(y − ŷ) / B" : "y − ŷ");
        add_product(trace, moment, x, 1, value_of(program->output_op, e.t, e.lane, e.row), nothing);
        add_product(trace, moment, x, -1, (Element){.kind = ELEMENT_TARGET, .t = e.t, .lane = e.lane, .row = e.row}, nothing);
        return;
    }
    const Reader *readers;
    run_readers(trace->run, e.index, &readers);
    Reader r = readers[e.reader];
    const Op *op = &program->ops[r.op];
    int t = e.t + r.lag;
    Element dy = adjoint_of(r.op, t, e.lane, e.row);
    Text name;
    text_init(&name);
    notation_op(trace, r.op, t, &name);
    switch (op->kind) {
    case OP_MATVEC:
    case OP_VECMAT: {
        int w = op->operands[1].index;
        if (op->kind == OP_MATVEC)
            text_printf(&x->formula, "%sᵀ ∂L/∂(%s)", program->params[w].name, name.data);
        else
            text_printf(&x->formula, "∂L/∂(%s) %sᵀ", name.data, program->params[w].name);
        for (int i = 0; i < op->size; i++)
            add_product(trace, moment, x, 1, op->kind == OP_MATVEC ? weight_at(w, i, e.row) : weight_at(w, e.row, i),
                        adjoint_of(r.op, t, e.lane, i));
        break;
    }
    case OP_CLAMP:
        if (run_held(trace->run, r.op)) {
            text_append(&x->formula, words_get(words, "explain.held-back"));
            break;
        }
        text_printf(&x->formula, "∂L/∂%s", name.data);
        add_product(trace, moment, x, 1, dy, nothing);
        break;
    case OP_CARRY:
        text_append(&x->formula, schedule_is_cut(run_schedule(trace->run), t, op->lag) ? "✂ 0" : "∂L/∂");
        if (!schedule_is_cut(run_schedule(trace->run), t, op->lag)) {
            text_append(&x->formula, name.data);
            text_printf(&x->formula, " (t = %d)", t);
            add_product(trace, moment, x, 1, dy, nothing);
        }
        break;
    case OP_SUM:
        text_printf(&x->formula, "∂L/∂(%s)", name.data);
        add_product(trace, moment, x, op->operands[r.slot].sign, dy, nothing);
        break;
    case OP_MUL:
        text_printf(&x->formula, "∂L/∂(%s) ∘ ", name.data);
        if (op->operands[1 - r.slot].kind == OPERAND_OP)
            notation_op(trace, op->operands[1 - r.slot].index, t, &x->formula);
        else
            text_append(&x->formula, program->params[op->operands[1 - r.slot].index].name);
        add_product(trace, moment, x, 1, dy, operand_element(&op->operands[1 - r.slot], (Element){.t = t, .lane = e.lane, .row = e.row}));
        break;
    case OP_SCALE:
        text_append_number(&x->formula, op->operands[0].number);
        text_printf(&x->formula, " ∂L/∂(%s)", name.data);
        add_number_times(trace, moment, x, op->operands[0].number, dy);
        break;
    case OP_TANH:
    case OP_SIGMOID:
    case OP_RELU: {
        bool whole = program_equation_of_op(program, r.op) >= 0; // else a part of an equation, which gets parentheses
        Text y;
        text_init(&y);
        text_printf(&y, whole ? "%s" : "(%s)", name.data);
        if (op->kind == OP_TANH) text_printf(&x->formula, whole ? "(1 − %s²) ∘ " : "(1 − tanh²) ∘ ", y.data);
        if (op->kind == OP_SIGMOID) text_printf(&x->formula, whole ? "%s ∘ (1 − %s) ∘ " : "σ ∘ (1 − σ) ∘ ", y.data, y.data);
        if (op->kind == OP_RELU) text_printf(&x->formula, whole ? "(%s > 0) ∘ " : "(relu > 0) ∘ ", y.data);
        text_printf(&x->formula, "∂L/∂%s", y.data);
        text_finish(&y);
        double value = 0;
        element_value(trace, moment, value_of(r.op, t, e.lane, e.row), &value);
        add_number_times(trace, moment, x, slope_at(op->kind, value), dy);
        break;
    }
    case OP_SOFTMAX:
    case OP_IDENTITY:
    case OP_INPUT:
    case OP_KIND_COUNT:
        text_printf(&x->formula, "∂L/∂%s", name.data);
        add_product(trace, moment, x, 1, dy, nothing);
        break;
    }
    text_finish(&name);
}

static void explain_gradient(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    const Program *program = trace->program;
    if (e.kind == ELEMENT_GRADIENT) {
        text_append(&x->formula, words_get(words, "explain.sum-of-shares"));
        for (int t = trace->steps; t >= 1; t--)
            if (trace_has_share(trace, moment, e.index, t))
                add_product(trace, moment, x, 1, (Element){.kind = ELEMENT_SHARE, .index = e.index, .t = t, .row = e.row, .col = e.col},
                            nothing);
        return;
    }
    for (int i = 0; i < program->backward_count; i++) {
        const Op *op = &program->ops[program->backward[i]];
        for (int k = 0; k < op->operand_count; k++) {
            if (op->operands[k].kind != OPERAND_PARAM || op->operands[k].index != e.index) continue;
            bool product = op->kind == OP_MATVEC || op->kind == OP_VECMAT;
            int out_row = op->kind == OP_VECMAT ? e.col : e.row, in_row = op->kind == OP_VECMAT ? e.row : e.col;
            Text name;
            text_init(&name);
            notation_op(trace, program->backward[i], e.t, &name);
            text_printf(&x->formula, x->formula.length ? " + ∂L/∂(%s)" : "∂L/∂(%s)", name.data);
            if (product) {
                text_append(&x->formula, " · ");
                notation_op(trace, op->operands[0].index, e.t, &x->formula);
            }
            text_finish(&name);
            for (int lane = 0; lane < trace->lanes; lane++) {
                Element other = nothing;
                if (product)
                    other = value_of(op->operands[0].index, e.t, lane, in_row);
                else if (op->kind == OP_MUL)
                    other = operand_element(&op->operands[1 - k], (Element){.t = e.t, .lane = lane, .row = out_row});
                add_product(trace, moment, x, op->operands[k].sign, adjoint_of(program->backward[i], e.t, lane, out_row), other);
            }
        }
    }
}

// The weight before, and its step: under plain SGD the learning rate times the (scaled) gradient, elsewhere what the optimiser made of it.
static void explain_update(const Trace *trace, long moment, Element e, Explanation *x) {
    const Settings *settings = &trace->session->settings;
    add_product(trace, moment, x, 1, weight_at(e.index, e.row, e.col), nothing);
    double before = params_get(&trace->before, e.index, e.row, e.col), after = params_get(&trace->updated, e.index, e.row, e.col);
    Term step = {
        .sign = after < before ? -1 : 1, .a = {.kind = ELEMENT_NUMBER}, .b = nothing, .a_value = fabs(after - before), .b_value = 1.0};
    if (settings->optimizer == OPTIMIZER_SGD && settings->clip.kind != CLIP_ELEMENT) {
        step.sign = -1;
        step.a_value = settings->lr * trace->scale;
        step.b = (Element){.kind = ELEMENT_GRADIENT, .index = e.index, .row = e.row, .col = e.col};
        element_value(trace, moment, step.b, &step.b_value);
    }
    step.value = step.sign * step.a_value * step.b_value;
    add_term(x, step);
}

// How far a valve is open: the mean of its gate's units.
static void explain_mean(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    int size = trace->program->ops[e.index].size;
    Text name, units;
    text_init(&name);
    text_init(&units);
    notation_op(trace, e.index, e.t, &name);
    text_printf(&units, "%d", size);
    words_format(words, &x->formula, "explain.mean", (const WordArg[]){{"name", name.data}, {"units", units.data}}, 2);
    for (int i = 0; i < size; i++) add_product(trace, moment, x, 1, value_of(e.index, e.t, e.lane, i), nothing);
    text_finish(&units);
    text_finish(&name);
}

// Whether the terms add up to the value; else it is a function of them.
static bool adds_up(const Trace *trace, Element e) {
    const Program *program = trace->program;
    OpKind kind = OP_SUM;
    if (e.kind == ELEMENT_LOSS || e.kind == ELEMENT_MEAN) return false;
    if (e.kind == ELEMENT_VALUE) kind = program->ops[e.index].kind;
    if (e.kind == ELEMENT_CONTRIBUTION && e.reader >= 0) {
        const Reader *readers;
        run_readers(trace->run, e.index, &readers);
        kind = program->ops[readers[e.reader].op].kind;
    }
    if (kind == OP_TANH || kind == OP_SIGMOID || kind == OP_RELU) return e.kind == ELEMENT_CONTRIBUTION;
    return kind != OP_SOFTMAX;
}

// The numbers of the terms put into the formula: "−0.56 × 0.21 + 0.3 × ...", at most the first four.
static void write_numbers(const Explanation *x, Text *out) {
    enum { SHOWN = 4 };
    for (int i = 0; i < x->term_count && i < SHOWN; i++) {
        const Term *term = &x->terms[i];
        if (i)
            text_append(out, term->sign < 0 ? " − " : " + ");
        else if (term->sign < 0)
            text_append(out, "−");
        bool brackets = term->a_value < 0 && (i > 0 || term->sign < 0);
        if (brackets) text_append(out, "(");
        notation_number(term->a_value, out);
        if (brackets) text_append(out, ")");
        if (term->b.kind == ELEMENT_NONE) continue;
        text_append(out, term->b_value < 0 ? " × (" : " × ");
        notation_number(term->b_value, out);
        if (term->b_value < 0) text_append(out, ")");
    }
    if (x->term_count > SHOWN) text_append(out, " + …");
}

static void write_function(const Trace *trace, Explanation *x) {
    static const char *const names[OP_KIND_COUNT] = {
        [OP_TANH] = "tanh", [OP_SIGMOID] = "σ", [OP_RELU] = "relu", [OP_IDENTITY] = "identity"};
    const Op *op = x->element.kind == ELEMENT_VALUE ? &trace->program->ops[x->element.index] : NULL;
    if (x->term_count == 0) return;
    if (op && x->element.t >= 1 && op->kind == OP_SOFTMAX) {
        text_append(&x->numbers, "exp(");
        notation_number(x->terms[x->element.row < x->term_count ? x->element.row : 0].a_value, &x->numbers);
        text_append(&x->numbers, ") / Σ exp(…)");
        return;
    }
    if (x->element.kind == ELEMENT_MEAN) {
        text_append(&x->numbers, "(");
        write_numbers(x, &x->numbers);
        text_printf(&x->numbers, ") / %d", trace->program->ops[x->element.index].size);
        return;
    }
    const char *function = op && x->element.t >= 1 ? names[op->kind] : NULL;
    if (function) text_printf(&x->numbers, "%s(", function);
    write_numbers(x, &x->numbers);
    if (function) text_append(&x->numbers, ")");
}

// What came back by one way only, and from within its timestep, is told by what that way does to it: slope × what comes back.
static void tell_only_way(const Trace *trace, long moment, const Words *words, Explanation *x) {
    const Element way = x->term_count == 1 ? x->terms[0].a : nothing;
    const Reader *readers;
    if (way.kind != ELEMENT_CONTRIBUTION || way.reader < 0) return;
    run_readers(trace->run, way.index, &readers);
    Reader reader = readers[way.reader];
    if (reader.lag > 0 || run_held(trace->run, reader.op) || run_group(trace->run, reader.op) == GROUP_AFTER) return;
    Explanation only;
    explanation_init(&only);
    trace_explain(trace, moment, way, words, &only);
    text_clear(&x->formula);
    text_append(&x->formula, only.formula.data);
    if (x->known) {
        text_clear(&x->numbers);
        text_append(&x->numbers, only.numbers.data);
    }
    explanation_finish(&only);
}

void trace_explain(const Trace *trace, long moment, Element e, const Words *words, Explanation *x) {
    explanation_finish(x);
    explanation_init(x);
    x->element = e;
    x->known = element_value(trace, moment, e, &x->value);
    x->adds_up = adds_up(trace, e);
    element_name(trace, e, &x->name);
    switch (e.kind) {
    case ELEMENT_NONE:
    case ELEMENT_NUMBER:
        return;
    case ELEMENT_VALUE:
        explain_value(trace, moment, e, words, x);
        break;
    case ELEMENT_MEAN:
        explain_mean(trace, moment, e, words, x);
        break;
    case ELEMENT_ADJOINT:
        explain_adjoint(trace, moment, e, words, x);
        break;
    case ELEMENT_CONTRIBUTION:
        explain_contribution(trace, moment, e, words, x);
        break;
    case ELEMENT_GRADIENT:
    case ELEMENT_SHARE:
        explain_gradient(trace, moment, e, words, x);
        break;
    case ELEMENT_WEIGHT:
        text_append(&x->formula, words_get(words, "explain.initial"));
        break;
    case ELEMENT_UPDATED:
        text_append(&x->formula, optimizer_name(trace->session->settings.optimizer));
        explain_update(trace, moment, e, x);
        break;
    case ELEMENT_LOSS:
        if (trace->program->loss == LOSS_CROSS_ENTROPY && trace->lanes == 1 && trace->batch.target_index[e.t - 1] >= 0) {
            text_append(&x->formula, "−ln y");
            add_product(trace, moment, x, 1, value_of(trace->program->output_op, e.t, 0, trace->batch.target_index[e.t - 1]), nothing);
            text_append(&x->numbers, "−ln ");
            if (x->known) notation_number(x->terms[0].a_value, &x->numbers);
            return;
        }
        text_append(&x->formula, trace->program->loss == LOSS_CROSS_ENTROPY ? "Σ −ln y" : "½ |y − ŷ|²");
        return;
    case ELEMENT_SUM:
        text_append(&x->formula, words_get(words, "explain.sum-of-losses"));
        for (int i = 0; i < trace->loss_count; i++) {
            int t = trace->loss_steps[i];
            if (trace_index(trace, PHASE_SUM, t, -1) <= moment)
                add_product(trace, moment, x, 1, (Element){.kind = ELEMENT_LOSS, .t = t}, nothing);
        }
        break;
    case ELEMENT_INPUT:
    case ELEMENT_TARGET:
        text_append(&x->formula, words_get(words, "explain.given"));
        return;
    }
    if (x->known) write_function(trace, x);
    if (e.kind == ELEMENT_ADJOINT) tell_only_way(trace, moment, words, x);
}
