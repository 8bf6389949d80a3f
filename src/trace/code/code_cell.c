// class Cell: the equations at one timestep, and how each sends its adjoint on to what it read.
#include "trace/code/code_internal.h"

#include <stdlib.h>
#include <string.h>

// "a, b, c = right" or "left = a, b, c", over several lines where the names are many. One name alone is a tuple of one.
static void write_tuple(CodeWriter *writer, const char *before, const char *const *names, int count, const char *after) {
    const char *all = code_format(writer, "%s%s", code_join(writer, names, count), count == 1 ? "," : "");
    if (strlen(before) + strlen(all) + strlen(after) <= CODE_WIDTH) {
        code_plain(writer, "%s%s%s", before, all, after);
        return;
    }
    int indent = (int)strlen(before) + 1;
    const char *line = code_format(writer, "%s(", before);
    for (int i = 0; i < count; i++) {
        const char *end = i + 1 < count ? "," : ")";
        bool begins = line[strlen(line) - 1] == '(' || line[strlen(line) - 1] == ' ';
        const char *longer = code_format(writer, "%s%s%s%s", line, begins ? "" : " ", names[i], end);
        if (strlen(longer) > CODE_WIDTH && !begins) {
            code_plain(writer, "%s", line);
            longer = code_format(writer, "%*s%s%s", indent, "", names[i], end);
        }
        line = longer;
    }
    code_plain(writer, "%s%s", line, after);
}

static void write_weights(CodeWriter *writer) {
    int count = writer->program->param_count;
    if (count > 0) write_tuple(writer, "        ", writer->params, count, " = self.weights.values()");
}

static const char **names_of(CodeWriter *writer, const int *ops, int count, const char *(*name)(CodeWriter *, int)) {
    const char **names = arena_array(&writer->arena, (size_t)count + 1, sizeof *names);
    for (int i = 0; i < count; i++) names[i] = name(writer, ops[i]);
    return names;
}

static int *room(CodeWriter *writer) {
    return arena_array(&writer->arena, (size_t)writer->program->op_count + 1, sizeof(int));
}

static int find_kept(const CodeWriter *writer, int *out) {
    int count = 0;
    for (int i = 0; i < writer->program->op_count; i++)
        if (writer->ops[i].kept) out[count++] = i;
    return count;
}

// ---- forward --------------------------------------------------------------------------------------------------------------------

// The ops without a variable are computed in the line of their reader.
static void place_unnamed(CodeWriter *writer) {
    const Program *program = writer->program;
    int *line = writer->code->forward_line;
    for (int i = program->op_count - 1; i >= 0; i--) {
        const Op *op = &program->ops[i];
        for (int k = 0; k < op->operand_count && op->kind != OP_CARRY; k++) {
            const Operand *operand = &op->operands[k];
            if (operand->kind == OPERAND_OP && !writer->ops[operand->index].named && line[operand->index] < 0)
                line[operand->index] = line[i];
        }
    }
}

static void write_forward(CodeWriter *writer) {
    const Program *program = writer->program;
    int *ops = room(writer);
    int count = code_arguments(writer, ops);
    const char *arguments = code_join(writer, names_of(writer, ops, count, code_op_name), count);
    code_plain(writer, "    def forward(self%s%s):", count ? ", " : "", arguments);
    code_plain(writer, "        \"\"\"%s\"\"\"", code_words(writer, "code.cell-forward"));
    write_weights(writer);
    for (int i = 0; i < program->op_count; i++) {
        OpKind kind = program->ops[i].kind;
        if (!writer->ops[i].named || kind == OP_INPUT || kind == OP_CARRY) continue;
        if (kind == OP_CLAMP && !code_is_held(writer, i)) {
            writer->code->forward_line[i] = writer->code->forward_line[i - 1]; // it stays what it is
            continue;
        }
        writer->code->forward_line[i] = writer->code->line_count;
        const char *behind = kind == OP_CLAMP ? code_format(writer, "  # %s", code_words(writer, "code.held")) : "";
        code_line(writer, PHASE_FORWARD, i, "        %s = %s%s", code_op_name(writer, i), code_definition(writer, i).text, behind);
    }
    place_unnamed(writer);
    count = find_kept(writer, ops);
    if (count > 0) write_tuple(writer, "        self.cache = ", names_of(writer, ops, count, code_op_name), count, "");
    count = code_results(writer, ops);
    code_plain(writer, "        return %s", code_join(writer, names_of(writer, ops, count, code_op_name), count));
}

// ---- backward -------------------------------------------------------------------------------------------------------------------

// How often an op's adjoint is read by what the op sends.
static int uses_of_adjoint(const CodeWriter *writer, int index) {
    const Op *op = &writer->program->ops[index];
    if (op->kind == OP_SOFTMAX) return 2;
    int uses = 0;
    for (int k = 0; k < op->operand_count; k++) {
        const Operand *operand = &op->operands[k];
        uses += operand->kind == OPERAND_PARAM || (operand->kind == OPERAND_OP && writer->ops[operand->index].live);
    }
    return uses;
}

static bool stands_in_function(const CodeWriter *writer, int index) {
    const Program *program = writer->program;
    for (int i = 0; i < program->op_count; i++)
        if (program->ops[i].kind >= OP_TANH && program->ops[i].kind <= OP_SOFTMAX && program->ops[i].operands[0].index == index)
            return true;
    return false;
}

// Whether the adjoint is worth a line: it is of something that has a name, or is long, or is read more than once.
static bool wants_line(const CodeWriter *writer, int op, const CodeExpression *terms, int count) {
    enum { SHORT = 24 };
    bool arrives_alone = writer->ops[op].arrives && count == 1;
    if (arrives_alone) return false;
    if (count > 1 || writer->program->ops[op].kind == OP_CARRY || program_equation_of_op(writer->program, op) >= 0) return true;
    if (terms[0].binding == CODE_ATOM) return false;
    return uses_of_adjoint(writer, op) > 1 || stands_in_function(writer, op) || strlen(terms[0].text) > SHORT;
}

static int gather_terms(CodeWriter *writer, int index, const CodeExpression *adjoints, CodeExpression *terms) {
    const Program *program = writer->program;
    int count = 0;
    if (writer->ops[index].arrives) terms[count++] = (CodeExpression){code_adjoint_name(writer, index), CODE_ATOM, 1};
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        if (op->kind == OP_CARRY || !writer->ops[i].live) continue;
        for (int k = 0; k < op->operand_count; k++)
            if (op->operands[k].kind == OPERAND_OP && op->operands[k].index == index)
                terms[count++] = code_contribution(writer, i, k, adjoints[i]);
    }
    // What is subtracted comes last, as one would write it.
    for (int i = 1; i < count; i++)
        for (int k = i; k > 0 && terms[k].sign > terms[k - 1].sign; k--) {
            CodeExpression swapped = terms[k];
            terms[k] = terms[k - 1];
            terms[k - 1] = swapped;
        }
    return count;
}

// Where things are on the way back, per op; -1: nowhere.
typedef struct BackwardLines {
    int *adjoint; // the line that forms the op's adjoint
    int *sends;   // the first such line of an operand that is complete once the op has sent
    int *share;   // the first line of a weight's gradient from the op
} BackwardLines;

static int *no_lines(CodeWriter *writer) {
    int *lines = room(writer);
    for (int i = 0; i <= writer->program->op_count; i++) lines[i] = -1;
    return lines;
}

// The last op to send something to this one: readers send in the order of the backward pass.
static int last_sender(const CodeWriter *writer, int index) {
    const Program *program = writer->program;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        for (int k = 0; k < op->operand_count && op->kind != OP_CARRY && writer->ops[i].live; k++)
            if (op->operands[k].kind == OPERAND_OP && op->operands[k].index == index) return i;
    }
    return -1;
}

static void write_shares(CodeWriter *writer, int index, CodeExpression adjoint, BackwardLines *lines) {
    const Op *op = &writer->program->ops[index];
    for (int k = 0; k < op->operand_count; k++) {
        if (op->operands[k].kind != OPERAND_PARAM) continue;
        if (lines->share[index] < 0) lines->share[index] = writer->code->line_count;
        code_line(writer, PHASE_BACKWARD, index, "        self.grads[\"%s\"] %s= %s", writer->program->params[op->operands[k].index].name,
                  adjoint.sign * op->operands[k].sign < 0 ? "-" : "+", code_share(writer, index, k, adjoint));
    }
}

// An op that completes no adjoint and has no weight is found where what it sends is read.
static void place_senders(CodeWriter *writer, const BackwardLines *lines) {
    const Program *program = writer->program;
    int *line = writer->code->backward_line;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        if (!writer->ops[i].live || op->kind == OP_CARRY) continue;
        line[i] = lines->sends[i] >= 0 ? lines->sends[i] : lines->share[i];
        if (code_is_held(writer, i)) line[i] = lines->adjoint[i]; // it sends nothing
        for (int k = 0; k < op->operand_count && line[i] < 0; k++) {
            int operand = op->operands[k].index;
            if (op->operands[k].kind != OPERAND_OP || !writer->ops[operand].live) continue;
            line[i] = lines->adjoint[operand] >= 0 ? lines->adjoint[operand] : line[operand];
        }
    }
}

static void write_adjoints(CodeWriter *writer) {
    const Program *program = writer->program;
    CodeExpression *adjoints = arena_array(&writer->arena, (size_t)program->op_count, sizeof *adjoints);
    // A reader may read the same op in all of its slots.
    size_t most = 1;
    for (int i = 0; i < program->op_count; i++) most += (size_t)program->ops[i].operand_count;
    CodeExpression *terms = arena_array(&writer->arena, most, sizeof *terms);
    BackwardLines lines = {no_lines(writer), no_lines(writer), no_lines(writer)};
    for (int i = 0; i < program->backward_count; i++) {
        int op = program->backward[i];
        if (!writer->ops[op].live) continue;
        int count = gather_terms(writer, op, adjoints, terms);
        adjoints[op] = terms[0];
        if (wants_line(writer, op, terms, count)) {
            CodeExpression total = code_total(writer, terms, count);
            int sender = last_sender(writer, op);
            lines.adjoint[op] = writer->code->line_count;
            if (lines.sends[sender] < 0) lines.sends[sender] = writer->code->line_count;
            const char *behind = code_is_held(writer, op) ? code_format(writer, "  # %s", code_words(writer, "code.held-back")) : "";
            code_line(writer, PHASE_BACKWARD, sender, "        %s = %s%s", code_adjoint_name(writer, op), total.text, behind);
            adjoints[op] = (CodeExpression){code_adjoint_name(writer, op), CODE_ATOM, 1};
        }
        write_shares(writer, op, adjoints[op], &lines);
    }
    place_senders(writer, &lines);
}

static void write_backward(CodeWriter *writer) {
    int *ops = room(writer);
    int count = code_arriving(writer, ops);
    const char *arguments = code_join(writer, names_of(writer, ops, count, code_adjoint_name), count);
    code_plain(writer, "    def backward(self%s%s):", count ? ", " : "", arguments);
    code_plain(writer, "        \"\"\"%s\"\"\"", code_words(writer, "code.cell-backward"));
    if (count == 0) return;
    write_weights(writer);
    count = find_kept(writer, ops);
    if (count > 0) write_tuple(writer, "        ", names_of(writer, ops, count, code_op_name), count, " = self.cache");
    write_adjoints(writer);
    count = code_leaving(writer, ops);
    if (count > 0) code_plain(writer, "        return %s", code_join(writer, names_of(writer, ops, count, code_adjoint_name), count));
}

void code_write_cell(CodeWriter *writer) {
    code_plain(writer, "class Cell:");
    code_plain(writer, "    \"\"\"%s\"\"\"", code_words(writer, "code.cell"));
    code_blank(writer, 1);
    code_plain(writer, "    def __init__(self, weights, grads):");
    code_plain(writer, "        self.weights, self.grads = weights, grads");
    code_blank(writer, 1);
    write_forward(writer);
    code_blank(writer, 1);
    write_backward(writer);
}
