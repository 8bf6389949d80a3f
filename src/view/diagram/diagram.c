#include "view/diagram/diagram_plain.h"

#include <string.h>

// ---- what is one box ------------------------------------------------------------------------------------------------------------

typedef struct Reading {
    const Program *program;
    const Frame *frame;
    Arena *arena;
    int *readers; // per op: how many read it, carries too
    int *root;    // per op: the op of whose node it is part
    bool single;  // none is part of another's
} Reading;

static bool is_product(OpKind kind) {
    return kind == OP_MATVEC || kind == OP_VECMAT;
}

static bool is_function(OpKind kind) {
    return kind == OP_TANH || kind == OP_SIGMOID || kind == OP_RELU || kind == OP_SOFTMAX || kind == OP_IDENTITY;
}

// Nobody else asks for it, by a name or otherwise.
static bool is_private(const Reading *reading, int op) {
    return reading->readers[op] == 1 && program_equation_of_op(reading->program, op) < 0;
}

// A sum with weights times a vector in it, or such a product.
static bool is_affine(const Reading *reading, int op) {
    const Op *sum = &reading->program->ops[op];
    bool affine = is_product(sum->kind);
    for (int i = 0; sum->kind == OP_SUM && i < sum->operand_count; i++) {
        const Operand *operand = &sum->operands[i];
        affine = affine || (operand->kind == OPERAND_OP && is_private(reading, operand->index) &&
                            is_product(reading->program->ops[operand->index].kind));
    }
    return affine;
}

static bool is_peephole(const Op *op) {
    return op->kind == OP_MUL && (op->operands[0].kind == OPERAND_PARAM || op->operands[1].kind == OPERAND_PARAM);
}

// Whether `op`, which reads `operand`, makes one box with it.
static bool takes_in(const Reading *reading, int op, int operand) {
    const Op *reader = &reading->program->ops[op], *read = &reading->program->ops[operand];
    if (reading->single || !is_private(reading, operand)) {
        return false;
    }
    if (reader->kind == OP_CLAMP) {
        return is_affine(reading, operand) || (is_function(read->kind) && is_affine(reading, read->operands[0].index));
    }
    if (is_function(reader->kind)) {
        return is_affine(reading, operand);
    }
    return reader->kind == OP_SUM && is_affine(reading, op) && (is_affine(reading, operand) || is_peephole(read));
}

static void find_roots(Reading *reading) {
    const Program *program = reading->program;
    reading->readers = arena_array(reading->arena, (size_t)program->op_count, sizeof *reading->readers);
    reading->root = arena_array(reading->arena, (size_t)program->op_count, sizeof *reading->root);
    for (int i = 0; i < program->op_count; i++) {
        reading->root[i] = i;
        for (int k = 0; k < program->ops[i].operand_count; k++) {
            if (program->ops[i].operands[k].kind == OPERAND_OP) {
                reading->readers[program->ops[i].operands[k].index]++;
            }
        }
    }
    for (int i = program->op_count - 1; i >= 0; i--) {
        const Op *op = &program->ops[i];
        for (int k = 0; k < op->operand_count && op->kind != OP_CARRY; k++) {
            if (op->operands[k].kind == OPERAND_OP && takes_in(reading, i, op->operands[k].index)) {
                reading->root[op->operands[k].index] = reading->root[i];
            }
        }
    }
}

// ---- nodes ----------------------------------------------------------------------------------------------------------------------

// What only the output is made of is told above the card.
static bool is_readout(const Reading *reading, int op) {
    const Program *program = reading->program;
    bool after = run_group(reading->frame->trace->run, op) == GROUP_AFTER || program->max_lag == 0;
    return after && program->ops[op].equation == program->output_equation && program->equation_count > 1;
}

static DiagramNode *add_node(Diagram *diagram, DiagramKind kind, int op) {
    DiagramNode *node = &diagram->nodes[diagram->node_count++];
    *node = (DiagramNode){.kind = kind, .op = op, .equation = -1, .highway = -1, .gate = -1, .others = -1, .valve = -1};
    return node;
}

// Whether `op` is 1 - gate, and only multiplies: then the valves tell it.
static bool is_told_by_valves(const Reading *reading, const Diagram *diagram, int op) {
    int uses = 0;
    for (int g = 0; g < diagram->gate_count; g++) {
        for (int u = 0; u < diagram->gates[g].use_count; u++) {
            uses += diagram->gates[g].uses[u].complement == op;
        }
    }
    return uses > 0 && uses == reading->readers[op];
}

// Where two gates multiply each other, the first is the valve.
static void make_valve(const Diagram *diagram, DiagramNode *node) {
    for (int g = 0; g < diagram->gate_count && node->gate < 0; g++) {
        for (int u = 0; u < diagram->gates[g].use_count; u++) {
            const GateUse *use = &diagram->gates[g].uses[u];
            if (use->mul == node->op && node->gate < 0) {
                node->kind = DIAGRAM_VALVE;
                node->gate = g;
                node->slot = use->slot;
                node->complement = use->complement >= 0;
            }
        }
    }
}

static void make_nodes(const Reading *reading, Diagram *diagram) {
    const Program *program = reading->program;
    for (int op = 0; op < program->op_count; op++) {
        OpKind kind = program->ops[op].kind;
        diagram->node_of[op] = -1;
        if (reading->root[op] != op || is_readout(reading, op) || is_told_by_valves(reading, diagram, op)) {
            continue;
        }
        diagram->node_of[op] = diagram->node_count;
        bool box = is_product(kind) || (diagram->single && kind != OP_INPUT && kind != OP_CARRY);
        for (int k = 0; k < op; k++) {
            box = box || reading->root[k] == op;
        }
        DiagramNode *node = add_node(diagram,
                                     kind == OP_INPUT   ? DIAGRAM_INPUT
                                     : kind == OP_CARRY ? DIAGRAM_STATE
                                     : box              ? DIAGRAM_BOX
                                                        : DIAGRAM_ROUND,
                                     op);
        node->equation = program_equation_of_op(program, op);
        if (kind == OP_MUL) {
            make_valve(diagram, node);
        }
        for (int h = 0; h < diagram->highway_count; h++) {
            const Highway *way = &diagram->highways[h];
            for (int i = 0; i < way->count; i++) {
                node->highway = way->ops[i] == op && node->highway < 0 ? h : node->highway;
            }
            node->highway = way->carry == op ? h : node->highway;
        }
    }
    for (int op = 0; op < program->op_count; op++) {
        diagram->node_of[op] = diagram->node_of[reading->root[op]];
    }
}

// One beam for a gate, between the valves that stand nearest to the result: the last that it opens and the last that it closes.
static void make_beams(Diagram *diagram) {
    for (int g = 0, nodes = diagram->node_count; g < diagram->gate_count; g++) {
        int open = -1, closed = -1;
        for (int i = 0; i < nodes && gate_is_see_saw(&diagram->gates[g]); i++) {
            if (diagram->nodes[i].kind == DIAGRAM_VALVE && diagram->nodes[i].gate == g) {
                *(diagram->nodes[i].complement ? &closed : &open) = i;
            }
        }
        if (open < 0 || closed < 0) {
            continue;
        }
        DiagramNode *beam = add_node(diagram, DIAGRAM_BEAM, diagram->gates[g].op);
        beam->gate = g;
        beam->valve = open;
        beam->others = closed;
        diagram->nodes[open].valve = diagram->nodes[closed].valve = diagram->node_count - 1;
    }
}

// ---- edges ----------------------------------------------------------------------------------------------------------------------

static void add_edge(Diagram *diagram, int from, int to, int op, int slot, bool opens) {
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        if (edge->from == from && edge->to == to && edge->opens == opens) {
            return;
        }
    }
    diagram->edges[diagram->edge_count++] = (DiagramEdge){.from = from, .to = to, .op = op, .slot = slot, .opens = opens, .net = from};
}

static void add_reads(const Reading *reading, Diagram *diagram, int op) {
    const Op *reader = &reading->program->ops[op];
    int to = diagram->node_of[op];
    for (int slot = 0; slot < reader->operand_count; slot++) {
        if (reader->operands[slot].kind != OPERAND_OP) {
            continue;
        }
        const DiagramNode *node = &diagram->nodes[to];
        bool opens = node->kind == DIAGRAM_VALVE && op == node->op && slot == node->slot;
        int operand = opens ? diagram->gates[node->gate].op : reader->operands[slot].index;
        int from = diagram->node_of[operand];
        if (from < 0 || from == to) {
            continue;
        }
        if (opens && node->valve >= 0) {
            add_edge(diagram, from, node->valve, op, slot, true);
            add_edge(diagram, node->valve, to, op, slot, true);
        } else {
            add_edge(diagram, from, to, op, slot, opens);
        }
    }
}

// Where a state leaves, and what the readout reads (its reader, if it is an op).
static void add_exits(const Reading *reading, Diagram *diagram) {
    const Program *program = reading->program;
    for (int e = 0; e < program->equation_count; e++) {
        int from = diagram->node_of[program->equations[e].op];
        if (program->equations[e].max_lag > 0 && from >= 0) {
            DiagramNode *leave = add_node(diagram, DIAGRAM_LEAVE, program->equations[e].op);
            leave->equation = e;
            int way = diagram->nodes[from].highway;
            leave->highway = way >= 0 && diagram->highways[way].equation == e ? way : -1;
            add_edge(diagram, from, diagram->node_count - 1, -1, -1, false);
        }
    }
    int out = diagram->node_of[program->output_op], reader = -1, slot = -1;
    for (int op = 0; op < program->op_count && diagram->node_of[program->output_op] < 0; op++) {
        for (int k = 0; k < program->ops[op].operand_count && is_readout(reading, op); k++) {
            const Operand *operand = &program->ops[op].operands[k];
            int read = operand->kind == OPERAND_OP ? diagram->node_of[operand->index] : -1;
            if (read > out) { // the last one, where it reads several
                out = read;
                reader = op;
                slot = k;
            }
        }
    }
    if (out >= 0) {
        add_node(diagram, DIAGRAM_OUTPUT, diagram->nodes[out].op);
        add_edge(diagram, out, diagram->node_count - 1, reader, slot, false);
    }
}

// 1 - gate belongs to the beam, or to the valve by which it multiplies.
static void tell_complements(Diagram *diagram) {
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        for (int u = 0; node->kind == DIAGRAM_VALVE && node->complement && u < diagram->gates[node->gate].use_count; u++) {
            int op = diagram->gates[node->gate].uses[u].complement;
            if (op >= 0 && diagram->node_of[op] < 0) {
                diagram->node_of[op] = node->valve >= 0 ? node->valve : i;
            }
        }
    }
}

static bool is_source(const DiagramNode *node) {
    return node->kind == DIAGRAM_INPUT || node->kind == DIAGRAM_STATE;
}

static bool reads(const Diagram *diagram, int to, int from) {
    for (int i = 0; i < diagram->edge_count; i++) {
        if (diagram->edges[i].to == to && diagram->edges[i].from == from) {
            return true;
        }
    }
    return false;
}

// Input and states that the same boxes read, and nothing else, run there as one.
static void join_nets(Diagram *diagram) {
    for (int a = 0; a < diagram->node_count; a++) {
        for (int b = 0; b < a; b++) {
            const DiagramNode *one = &diagram->nodes[a], *other = &diagram->nodes[b];
            bool joined = is_source(one) && is_source(other) && one->highway < 0 && other->highway < 0 && one->kind != other->kind;
            for (int i = 0; i < diagram->node_count && joined; i++) {
                bool same = reads(diagram, i, a) == reads(diagram, i, b);
                joined = same && (diagram->nodes[i].kind == DIAGRAM_BOX || !reads(diagram, i, a));
            }
            for (int i = 0; i < diagram->edge_count && joined; i++) {
                diagram->edges[i].net = diagram->edges[i].net == a ? b : diagram->edges[i].net;
            }
        }
    }
}

bool diagram_read(Diagram *diagram, const Frame *frame, Arena *arena) {
    const Program *program = frame->trace->program;
    Reading reading = {.program = program, .frame = frame, .arena = arena, .single = diagram->single};
    find_roots(&reading);
    size_t ops = (size_t)program->op_count, most = 2 * ops + 2 * (size_t)program->equation_count + 2;
    int operands = 0;
    for (int i = 0; i < program->op_count; i++) {
        operands += program->ops[i].operand_count;
    }
    diagram->gates = arena_array(arena, CELL_MAX_EQUATIONS, sizeof *diagram->gates);
    diagram->gate_count = program_gates(program, diagram->gates);
    diagram->highways = arena_array(arena, CELL_MAX_EQUATIONS, sizeof *diagram->highways);
    diagram->highway_count = program_highways(program, arena, diagram->highways);
    if (diagram->plain) {
        diagram_plain_rows(diagram, program, arena);
    }
    diagram->nodes = arena_array(arena, most, sizeof *diagram->nodes);
    diagram->edges = arena_array(arena, 2 * (size_t)operands + most, sizeof *diagram->edges);
    diagram->node_of = arena_array(arena, ops, sizeof *diagram->node_of);
    make_nodes(&reading, diagram);
    make_beams(diagram);
    for (int op = 0; op < program->op_count; op++) {
        if (diagram->node_of[op] >= 0 && program->ops[op].kind != OP_CARRY) {
            add_reads(&reading, diagram, op);
        }
    }
    add_exits(&reading, diagram);
    join_nets(diagram);
    tell_complements(diagram);
    return diagram->edge_count > 0;
}

bool diagram_runs_on(const Diagram *diagram, const DiagramEdge *edge) {
    int way = diagram->nodes[edge->from].highway;
    if (way < 0 || diagram->nodes[edge->to].highway != way || edge->opens) {
        return false;
    }
    bool runs = !diagram->plain || edge->op < 0;
    for (int i = 0; i < diagram->highways[way].count && !runs; i++) { // what else leads from one of its ops to another does not
        runs = diagram->highways[way].ops[i] == edge->op && diagram->highways[way].slots[i] == edge->slot;
    }
    return runs;
}

int diagram_entry(const Diagram *diagram, const Program *program, int op, int lag) {
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        if (node->kind == DIAGRAM_STATE && program->ops[node->op].operands[0].index == op && program->ops[node->op].lag == lag) {
            return i;
        }
    }
    return -1;
}

int diagram_exit(const Diagram *diagram, int op) {
    for (int i = 0; i < diagram->node_count; i++) {
        if (diagram->nodes[i].kind == DIAGRAM_LEAVE && diagram->nodes[i].op == op) {
            return i;
        }
    }
    return -1;
}

// ---- names ----------------------------------------------------------------------------------------------------------------------

void diagram_title(const Diagram *diagram, const Frame *frame, int node, Text *out) {
    const Program *program = frame->trace->program;
    int equation = diagram->nodes[node].equation;
    const char *title = equation < 0 ? NULL : program->equations[equation].title[words_language(frame->words)];
    if (title != NULL) {
        text_append(out, title);
    }
}

// The op whose text a box stands for: beneath what it is held at and the function.
static int sum_of(const Program *program, int op) {
    while (program->ops[op].kind == OP_CLAMP || is_function(program->ops[op].kind)) {
        op = program->ops[op].operands[0].index;
    }
    return op;
}

static int function_of(const Program *program, int op) {
    return program->ops[op].kind == OP_CLAMP ? program->ops[op].operands[0].index : op;
}

// "U_n h[2] + c" becomes "U_n h+c": all in the card is of one timestep.
static void shorten(Text *text, size_t first) {
    size_t kept = first;
    bool inside = false;
    for (size_t i = first; i < text->length; i++) {
        inside = inside || text->data[i] == '[';
        bool beside = text->data[i] == ' ' && (text->data[i + 1] == '+' || (kept > first && text->data[kept - 1] == '+'));
        if (!inside && !beside) {
            text->data[kept++] = text->data[i];
        }
        inside = inside && text->data[i] != ']';
    }
    text->data[kept] = '\0';
    text->length = kept;
}

void diagram_symbol(const Diagram *diagram, const Frame *frame, int node, int t, Text *out) {
    const Program *program = frame->trace->program;
    const DiagramNode *shown = &diagram->nodes[node];
    if (diagram->single) {
        if (shown->equation >= 0) {
            text_printf(out, "%s[%d] = ", program->equations[shown->equation].name, t);
        }
        diagram_term(frame, shown->op, t, out);
        return;
    }
    if (shown->equation >= 0) {
        text_printf(out, "%s[%d]", program->equations[shown->equation].name, t);
    } else {
        size_t first = out->length;
        program_op_text(program, shown->op, t, out);
        if (diagram->detail.bare) {
            shorten(out, first);
        }
    }
    OpKind kind = program->ops[function_of(program, shown->op)].kind;
    if (shown->kind == DIAGRAM_BOX && shown->equation >= 0 && is_function(kind) && !diagram->detail.bare) {
        text_append(out, " ");
        text_append(out, kind == OP_SIGMOID ? "σ" : op_kind_name(kind));
    }
}

void diagram_formula(const Diagram *diagram, const Frame *frame, int node, int t, Text *out) {
    const DiagramNode *shown = &diagram->nodes[node];
    if (shown->kind == DIAGRAM_BOX && shown->equation >= 0) {
        program_op_text(frame->trace->program, sum_of(frame->trace->program, shown->op), t, out);
    }
}

// "(8×65)(65)" for a product, "(8)" for the rest; a matrix with as many rows and columns as it is written with.
void diagram_shape(const Diagram *diagram, const Frame *frame, int node, int t, Text *out) {
    (void)t;
    const Program *program = frame->trace->program;
    const Op *op = &program->ops[diagram->nodes[node].op];
    if (!is_product(op->kind)) {
        text_printf(out, "(%d)", op->size);
        return;
    }
    const Param *matrix = &program->params[op->operands[1].index];
    int size = program->ops[op->operands[0].index].size;
    if (op->kind == OP_MATVEC) {
        text_printf(out, "(%d×%d)(%d)", matrix->rows, matrix->cols, size);
    } else {
        text_printf(out, "(%d)(%d×%d)", size, matrix->rows, matrix->cols);
    }
}

int diagram_terms(const Diagram *diagram, const Program *program, int node, int *ops) {
    int count = 0;
    for (int op = 0; op < program->op_count && diagram->nodes[node].kind == DIAGRAM_BOX; op++) {
        bool within = diagram->node_of[op] == node && op != diagram->nodes[node].op && !is_function(program->ops[op].kind);
        if (within && count == DIAGRAM_MAX_TERMS) {
            return 0;
        }
        if (within) {
            ops[count++] = op;
        }
    }
    return count;
}

void diagram_term(const Frame *frame, int op, int t, Text *out) {
    const Program *program = frame->trace->program;
    if (is_product(program->ops[op].kind)) {
        program_op_text(program, op, t, out);
    } else {
        diagram_sign(frame, &(DiagramNode){.op = op}, out);
    }
}

void diagram_sign(const Frame *frame, const DiagramNode *node, Text *out) {
    const Program *program = frame->trace->program;
    const Op *op = &program->ops[node->op];
    if (op->kind == OP_MUL || op->kind == OP_SCALE) {
        text_append(out, op->kind == OP_MUL ? "∘" : "·");
    } else if (op->kind == OP_SUM) {
        bool minus = op->operand_count == 2 && op->operands[1].sign < 0 && op->operands[1].kind == OPERAND_OP;
        const Operand *first = &op->operands[0];
        if (minus && first->kind == OPERAND_NUMBER) {
            text_append_number(out, first->sign * first->number);
            text_append(out, " ");
        }
        text_append(out, minus ? "−" : "+");
    } else if (op->kind == OP_SIGMOID) {
        text_append(out, "σ");
    } else {
        text_append(out, op_kind_name(op->kind));
    }
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        if (operand->kind == OPERAND_PARAM || (operand->kind == OPERAND_NUMBER && op->kind != OP_SUM)) {
            text_append(out, " ");
            if (operand->kind == OPERAND_PARAM) {
                text_append(out, program->params[operand->index].name);
            } else {
                text_append_number(out, operand->number);
            }
        }
    }
}

bool diagram_make(Diagram *diagram, const Frame *frame, Arena *arena, Rect area, int t, bool adjoints) {
    *diagram = (Diagram){.area = area, .t = t, .has_adjoints = adjoints};
    Gate gates[CELL_MAX_EQUATIONS];
    Highway *highways = arena_array(arena, CELL_MAX_EQUATIONS, sizeof *highways);
    const Program *program = frame->trace->program;
    bool plain = program_gates(program, gates) + program_highways(program, arena, highways) == 0;
    if (plain && diagram_plain_make(diagram, frame, arena)) {
        return true;
    }
    if (!diagram_read(diagram, frame, arena) || diagram->node_count > DIAGRAM_MOST_NODES) {
        return false;
    }
    diagram_arrange(diagram, program, arena);
    return diagram_place(diagram, frame, arena);
}
