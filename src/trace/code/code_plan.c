// Which ops a loss reaches, and which have a variable: what keeps the code short.
#include "trace/code/code_internal.h"

bool code_is_clamped(const CodeWriter *writer, int op) {
    return op + 1 < writer->program->op_count && writer->program->ops[op + 1].kind == OP_CLAMP;
}
bool code_is_held(const CodeWriter *writer, int op) {
    return run_held(writer->trace->run, op) != NULL;
}

int code_loss_op(const CodeWriter *writer) {
    int op = writer->program->logits_op;
    return writer->program->ops[op].needs_gradient ? op : -1;
}

bool code_is_state(const CodeWriter *writer, int op) {
    int equation = program_equation_of_op(writer->program, op);
    return equation >= 0 && writer->program->equations[equation].max_lag > 0;
}

// An op is live if it is the loss's operand, or a live op reads it, now or from a later timestep, and sends something back.
static void find_live(CodeWriter *writer) {
    const Program *program = writer->program;
    int loss = code_loss_op(writer);
    if (loss < 0) return;
    writer->ops[loss].live = writer->ops[loss].arrives = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = program->op_count - 1; i >= 0; i--) {
            if (!writer->ops[i].live || code_is_held(writer, i)) continue;
            const Op *op = &program->ops[i];
            for (int k = 0; k < op->operand_count; k++) {
                if (op->operands[k].kind != OPERAND_OP || !program->ops[op->operands[k].index].needs_gradient) continue;
                CodeOp *source = &writer->ops[op->operands[k].index];
                if (!source->live || (op->kind == OP_CARRY && !source->arrives)) changed = true;
                source->live = true;
                if (op->kind == OP_CARRY) source->arrives = true;
            }
        }
    }
}

static int reader_count(const Program *program, int index) {
    int count = 0;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        for (int k = 0; k < op->operand_count && op->kind != OP_CARRY; k++)
            if (op->operands[k].kind == OPERAND_OP && op->operands[k].index == index) count++;
    }
    return count;
}

// The one vector of an op that is as quickly written again as read from a variable, like 1 - z; -1 for any other op.
static int cheap_operand(const Program *program, int index) {
    const Op *op = &program->ops[index];
    if (op->kind == OP_SCALE) return op->operands[1].index;
    if (op->kind == OP_IDENTITY) return op->operands[0].index;
    if (op->kind != OP_SUM) return -1;
    int vector = -1;
    for (int k = 0; k < op->operand_count; k++) {
        if (op->operands[k].kind == OPERAND_NUMBER) continue;
        if (op->operands[k].kind == OPERAND_PARAM || vector >= 0) return -1;
        vector = op->operands[k].index;
    }
    return vector;
}

static bool is_cheap(const CodeWriter *writer, int op) {
    int operand = cheap_operand(writer->program, op);
    return operand >= 0 && (writer->ops[operand].named || is_cheap(writer, operand));
}

// The backward pass reads the op's result.
static void keep(CodeWriter *writer, int op) {
    if (code_is_clamped(writer, op)) op++; // the same number by the same name
    if (!writer->ops[op].named && is_cheap(writer, op)) {
        keep(writer, cheap_operand(writer->program, op));
        return;
    }
    writer->ops[op].named = writer->ops[op].kept = true;
}

static bool gets_gradient(const CodeWriter *writer, const Operand *operand) {
    return operand->kind == OPERAND_PARAM || (operand->kind == OPERAND_OP && writer->ops[operand->index].live);
}

static void keep_for(CodeWriter *writer, int index) {
    const Op *op = &writer->program->ops[index];
    switch (op->kind) {
    case OP_MATVEC:
    case OP_VECMAT:
        keep(writer, op->operands[0].index);
        break;
    case OP_MUL:
        for (int k = 0; k < 2; k++)
            if (gets_gradient(writer, &op->operands[k]) && op->operands[1 - k].kind == OPERAND_OP) keep(writer, op->operands[1 - k].index);
        break;
    case OP_TANH:
    case OP_SIGMOID:
    case OP_RELU:
    case OP_SOFTMAX:
        if (writer->ops[op->operands[0].index].live) keep(writer, index);
        break;
    default:
        break;
    }
}

void code_plan(CodeWriter *writer) {
    const Program *program = writer->program;
    int before = 0, behind = 0;
    find_live(writer);
    for (int i = 0; i < program->op_count; i++) {
        OpKind kind = program->ops[i].kind;
        bool of_equation = program_equation_of_op(program, i) >= 0 || i == program->logits_op;
        writer->ops[i].named =
            kind == OP_INPUT || kind == OP_CARRY || of_equation || code_is_clamped(writer, i) || reader_count(program, i) > 1;
        before += kind == OP_MATVEC;
        behind += kind == OP_VECMAT;
    }
    writer->rows = behind >= before && behind > 0;
    for (int i = 0; i < program->op_count; i++)
        if (writer->ops[i].live) keep_for(writer, i);
}

int code_arguments(const CodeWriter *writer, int *out) {
    int count = 0;
    for (int i = 0; i < writer->program->op_count; i++)
        if (writer->program->ops[i].kind == OP_INPUT) out[count++] = i;
    for (int i = 0; i < writer->program->op_count; i++)
        if (writer->program->ops[i].kind == OP_CARRY) out[count++] = i;
    return count;
}

int code_results(const CodeWriter *writer, int *out) {
    const Program *program = writer->program;
    int count = 0;
    for (int e = 0; e < program->equation_count; e++)
        if (program->equations[e].max_lag > 0) out[count++] = program->equations[e].op;
    if (program->loss == LOSS_CROSS_ENTROPY && !code_is_state(writer, program->logits_op)) out[count++] = program->logits_op;
    if (!code_is_state(writer, program->output_op)) out[count++] = program->output_op;
    return count;
}

int code_arriving(const CodeWriter *writer, int *out) {
    int count = 0;
    for (int i = 0; i < writer->program->op_count; i++)
        if (writer->ops[i].arrives) out[count++] = i;
    return count;
}

int code_leaving(const CodeWriter *writer, int *out) {
    int count = 0;
    for (int i = 0; i < writer->program->op_count; i++)
        if (writer->program->ops[i].kind == OP_CARRY && writer->ops[i].live) out[count++] = i;
    return count;
}
