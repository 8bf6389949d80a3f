#include "view/formula/formula_writer.h"

#include <stdio.h>
#include <string.h>

void writer_put(Writer *w, bool lit, const char *text) {
    formula_text(w->out, SCRIPT_NONE, lit, text);
}

// "t", "t−1", "t+1".
static const char *time_text(int offset, char out[32]) {
    if (offset == 0) {
        snprintf(out, 32, "t");
    } else {
        snprintf(out, 32, "t%s%d", offset < 0 ? "−" : "+", offset < 0 ? -offset : offset);
    }
    return out;
}

static bool is_taken(const Program *program, const char *name) {
    return program_find_equation(program, name) >= 0 || program_find_param(program, name) >= 0;
}

static const char *first_free(const Program *program, const char *const *names, int count) {
    for (int i = 0; i < count - 1; i++) {
        if (!is_taken(program, names[i])) {
            return names[i];
        }
    }
    return names[count - 1];
}

int writer_same_adjoint(const Writer *w, int op, int *sign) {
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

static bool needs_symbol(const Writer *w, int op) {
    const Op *at = &w->program->ops[op];
    int sign;
    return at->needs_gradient && at->kind != OP_CARRY && program_equation_of_op(w->program, op) < 0 &&
           writer_same_adjoint(w, op, &sign) == op;
}

// How many unnamed results other than the logits stand in an equation (-1: in all), up to but without `before`.
static int count_unnamed(const Writer *w, int equation, int before) {
    int count = 0;
    for (int i = 0; i < before; i++) {
        bool counts = i != w->program->logits_op && (equation < 0 || w->program->ops[i].equation == equation);
        count += counts && needs_symbol(w, i);
    }
    return count;
}

// The name of an unnamed result: z for logits, else a, u, v ... with the equation's name where several equations have some.
static void symbol_of(const Writer *w, int op, char name[160]) {
    static const char *const LOGITS[] = {"z", "ζ", "λ"};
    static const char *const OTHERS[] = {"a", "u", "v", "p", "q", "r", "α", "β", "γ", "δ"};
    const Program *program = w->program;
    if (op == program->logits_op) {
        snprintf(name, 160, "%s", first_free(program, LOGITS, 3));
        return;
    }
    const char *free_names[10] = {0};
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

static void explain_symbol(Writer *w, int op, const char *symbol) {
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

void writer_result(Writer *w, bool lit, int op, int offset) {
    const Op *at = &w->program->ops[op];
    char time[32], symbol[160];
    if (at->kind == OP_CARRY) {
        writer_result(w, lit, at->operands[0].index, offset - at->lag);
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

void writer_adjoint(Writer *w, bool lit, int op, int offset) {
    writer_put(w, lit, "∂L/∂");
    writer_result(w, lit, op, offset);
}

static bool is_short(const Writer *w, int op) {
    const Op *at = &w->program->ops[op];
    return at->kind == OP_CARRY || at->kind == OP_INPUT || program_equation_of_op(w->program, op) >= 0;
}

// `whole`: in parentheses in any case but that of a name.
static void put_value_in(Writer *w, bool lit, const Operand *operand, int offset, bool whole) {
    const Program *program = w->program;
    if (operand->kind == OPERAND_PARAM) {
        formula_name(w->out, lit, program->params[operand->index].name, NULL);
        return;
    }
    if (operand->kind == OPERAND_NUMBER) {
        Text number;
        text_init(&number);
        text_append_number(&number, operand->number);
        writer_put(w, lit, number.data);
        text_finish(&number);
        return;
    }
    if (is_short(w, operand->index)) {
        writer_result(w, lit, operand->index, offset);
        return;
    }
    const Op *op = &program->ops[operand->index];
    // The text says t; at another timestep only a name would be right.
    if (offset != 0) {
        writer_result(w, lit, operand->index, offset);
        return;
    }
    bool brackets = op->kind == OP_SUM || whole;
    writer_put(w, lit, brackets ? "(" : "");
    formula_source(w->out, program->text, op->span, lit ? op->span : (Span){0, 0});
    writer_put(w, lit, brackets ? ")" : "");
}

void writer_value(Writer *w, bool lit, const Operand *operand, int offset) {
    put_value_in(w, lit, operand, offset, false);
}

void writer_transposed(Writer *w, bool lit, const Operand *operand, int offset) {
    put_value_in(w, lit, operand, offset, true);
    formula_text(w->out, SCRIPT_SUPER, lit, "T");
}

void writer_own_value(Writer *w, bool lit, int op, int offset) {
    const Operand self = {.kind = OPERAND_OP, .index = op, .sign = 1};
    writer_value(w, lit, &self, offset);
}
