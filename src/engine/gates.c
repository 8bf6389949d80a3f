#include "engine/gates.h"

// ---- gates ----------------------------------------------------------------------------------------------------------------------

// Whether `op` is 1 - gate.
static bool is_complement(const Op *op, int gate) {
    if (op->kind != OP_SUM || op->operand_count != 2) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const Operand *one = &op->operands[i], *other = &op->operands[1 - i];
        if (one->kind == OPERAND_NUMBER && one->sign * one->number == 1 && other->kind == OPERAND_OP && other->index == gate &&
            other->sign < 0) {
            return true;
        }
    }
    return false;
}

static void add_uses(const Program *program, int vector, int complement, Gate *gate) {
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        for (int slot = 0; op->kind == OP_MUL && slot < op->operand_count && gate->use_count < GATE_MAX_USES; slot++) {
            if (op->operands[slot].kind == OPERAND_OP && op->operands[slot].index == vector) {
                gate->uses[gate->use_count++] = (GateUse){.mul = i, .slot = slot, .complement = complement};
            }
        }
    }
}

// The op by which others read this one's result: the clamp over it, if there is one.
static int as_read(const Program *program, int op) {
    for (int i = op + 1; i < program->op_count; i++)
        if (program->ops[i].kind == OP_CLAMP && program->ops[i].operands[0].index == op) return i;
    return op;
}

int program_gates(const Program *program, Gate *out) {
    int count = 0;
    for (int i = 0; i < program->op_count && count < CELL_MAX_EQUATIONS; i++) {
        if (program->ops[i].kind != OP_SIGMOID) {
            continue;
        }
        int op = as_read(program, i);
        Gate gate = {.op = op, .equation = program_equation_of_op(program, op)};
        add_uses(program, op, -1, &gate);
        for (int k = op + 1; k < program->op_count; k++) {
            if (is_complement(&program->ops[k], op)) {
                int complement = as_read(program, k);
                add_uses(program, complement, complement, &gate);
            }
        }
        if (gate.use_count > 0) {
            out[count++] = gate;
        }
    }
    return count;
}

bool gate_is_see_saw(const Gate *gate) {
    bool open = false, closed = false;
    for (int i = 0; i < gate->use_count; i++) {
        open = open || gate->uses[i].complement < 0;
        closed = closed || gate->uses[i].complement >= 0;
    }
    return open && closed;
}

bool gate_is_beyond(const Program *program, int equation, double value) {
    const Op *op = &program->ops[program->equations[equation].op];
    if (op->kind == OP_CLAMP) {
        op = &program->ops[op->operands[0].index];
    }
    return op->kind == OP_SIGMOID && (value < 0 || value > 1);
}

// ---- highways -------------------------------------------------------------------------------------------------------------------

static bool passes(OpKind kind) {
    return kind == OP_MUL || kind == OP_SUM || kind == OP_SCALE || kind == OP_IDENTITY || kind == OP_CLAMP;
}

// The slot by which `op` reads the result of `from`; -1 if it does not.
static int slot_of(const Op *op, int from) {
    for (int i = 0; i < op->operand_count; i++) {
        if (op->operands[i].kind == OPERAND_OP && op->operands[i].index == from) {
            return i;
        }
    }
    return -1;
}

// The latest reader first: where several ways lead to the end, the shorter one. `dead` are ops from which none does.
static bool find_way(const Program *program, int from, bool *dead, Highway *way) {
    int end = program->equations[way->equation].op;
    if (from == end) {
        return true;
    }
    for (int i = end; i >= 0; i--) {
        const Op *op = &program->ops[i];
        int slot = passes(op->kind) && !dead[i] ? slot_of(op, from) : -1;
        if (slot < 0) {
            continue;
        }
        way->ops[way->count] = i;
        way->slots[way->count++] = slot;
        if (find_way(program, i, dead, way)) {
            return true;
        }
        dead[i] = true;
        way->count--;
    }
    return false;
}

int program_highways(const Program *program, Arena *arena, Highway *out) {
    int count = 0;
    for (int e = 0; e < program->equation_count; e++) {
        for (int i = 0; i < program->op_count; i++) {
            const Op *carry = &program->ops[i];
            if (carry->kind != OP_CARRY || carry->lag != 1 || carry->operands[0].index != program->equations[e].op) {
                continue;
            }
            Highway way = {.equation = e, .carry = i};
            way.ops = arena_array(arena, (size_t)program->op_count, sizeof *way.ops);
            way.slots = arena_array(arena, (size_t)program->op_count, sizeof *way.slots);
            if (find_way(program, i, arena_array(arena, (size_t)program->op_count, sizeof(bool)), &way)) {
                out[count++] = way;
                break;
            }
        }
    }
    return count;
}

enum { MOST_PRODUCTS = 8 }; // one in another: more are not looked through

// Whether an op is a carry, or a product of one with others, element by element.
static bool is_past(const Program *program, int op, int carry, int depth) {
    const Op *own = &program->ops[op];
    if (own->kind == OP_CARRY) {
        return carry < 0 || op == carry;
    }
    bool past = false;
    for (int k = 0; k < own->operand_count && own->kind == OP_MUL && depth < MOST_PRODUCTS; k++) {
        past = past || (own->operands[k].kind == OPERAND_OP && is_past(program, own->operands[k].index, carry, depth + 1));
    }
    return past;
}

bool program_acts_on_past(const Program *program, int param, int carry) {
    bool found = false;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        bool product = (op->kind == OP_MATVEC || op->kind == OP_VECMAT) && op->operands[1].index == param;
        found = found || (product && is_past(program, op->operands[0].index, carry, 0));
    }
    return found;
}
