// A diagram without gates and highways: what a state becomes runs through the operations on one level row from left to right, what joins
// it stands beneath.
#include "view/diagram/diagram_plain.h"

#include <math.h>
#include <string.h>

// ---- rows that states run on ----------------------------------------------------------------------------------------------------

// The op before each on the shortest way from a carry; -1: none leads there. Ops stand in the order in which they are computed.
static void lead_from(const Program *program, int carry, int *before, int *slot, int *length) {
    for (int op = 0; op < program->op_count; op++) {
        const Op *reader = &program->ops[op];
        before[op] = -1;
        length[op] = op == carry ? 0 : program->op_count + 1;
        for (int k = 0; k < reader->operand_count && reader->kind != OP_CARRY; k++) {
            const Operand *operand = &reader->operands[k];
            if (operand->kind == OPERAND_OP && length[operand->index] + 1 < length[op]) {
                length[op] = length[operand->index] + 1;
                before[op] = operand->index;
                slot[op] = k;
            }
        }
    }
}

// No other row leads through it.
static bool is_free(const Diagram *diagram, const int *before, int op) {
    for (int h = 0; h < diagram->highway_count; h++) {
        for (int i = 0; i < diagram->highways[h].count; i++) {
            for (int at = op; at >= 0; at = before[at]) {
                if (diagram->highways[h].ops[i] == at) {
                    return false;
                }
            }
        }
    }
    return true;
}

void diagram_plain_rows(Diagram *diagram, const Program *program, Arena *arena) {
    size_t ops = (size_t)program->op_count;
    int *before = arena_array(arena, ops, sizeof *before), *slot = arena_array(arena, ops, sizeof *slot);
    int *length = arena_array(arena, ops, sizeof *length);
    for (int e = program->equation_count - 1; e >= 0; e--) { // what is computed last lies on top, where the output leaves
        int result = program->equations[e].op;
        for (int carry = 0; carry < program->op_count; carry++) {
            const Op *op = &program->ops[carry];
            if (op->kind != OP_CARRY || op->lag != 1 || op->operands[0].index != result) {
                continue;
            }
            lead_from(program, carry, before, slot, length);
            if (before[result] < 0 || !is_free(diagram, before, result)) {
                continue;
            }
            Highway *row = &diagram->highways[diagram->highway_count++];
            *row = (Highway){.equation = e, .carry = carry, .count = length[result]};
            row->ops = arena_array(arena, (size_t)row->count, sizeof *row->ops);
            row->slots = arena_array(arena, (size_t)row->count, sizeof *row->slots);
            for (int at = result, i = row->count - 1; i >= 0; at = before[at], i--) {
                row->ops[i] = at;
                row->slots[i] = slot[at];
            }
        }
    }
}

// ---- columns and rows -----------------------------------------------------------------------------------------------------------

static bool stands(const DiagramNode *node) {
    return node->kind == DIAGRAM_BOX || node->kind == DIAGRAM_ROUND || node->kind == DIAGRAM_VALVE;
}

// Whether an edge leads from what stands to what stands.
static bool within(const Diagram *diagram, const DiagramEdge *edge) {
    return stands(&diagram->nodes[edge->from]) && stands(&diagram->nodes[edge->to]);
}

static bool is_taken(const Diagram *diagram, const bool *done, double column, double row) {
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        if (done[i] && fabs(node->column - column) < 0.75 && fabs(node->row - row) < 0.75) {
            return true;
        }
    }
    return false;
}

// Columns by the longest way; what joins a row from beneath needs none of its own. Nodes stand in the order of their ops.
static void count_columns(Diagram *diagram) {
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        node->column = 1;
        for (int k = 0; k < diagram->edge_count; k++) {
            const DiagramEdge *edge = &diagram->edges[k];
            if (edge->to == i && within(diagram, edge)) {
                const DiagramNode *from = &diagram->nodes[edge->from];
                node->column = fmax(node->column, from->column + (from->highway < 0 && node->highway >= 0 ? 0 : 1));
            }
        }
    }
}

// How many that lie on no row join a reader, of those behind a node.
static int count_joining(const Diagram *diagram, int reader, int behind) {
    int count = 0;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        count += edge->to == reader && within(diagram, edge) && diagram->nodes[edge->from].highway < 0 && edge->from > behind;
    }
    return count;
}

// Beneath the reader, where it lies on a row or several come together, the last at the left; before it, where it continues one thing.
static void join_reader(Diagram *diagram, const bool *done, int node, int lowest) {
    static const double ASIDE[] = {0, -1, 1, -2, 2, -3, 3, -4, 4};
    DiagramNode *own = &diagram->nodes[node];
    int reader = -1;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        bool reads = edge->from == node && within(diagram, edge);
        reader = reads && (reader < 0 || diagram->nodes[edge->to].column < diagram->nodes[reader].column) ? edge->to : reader;
    }
    if (reader < 0) {
        own->row = lowest;
        return;
    }
    const DiagramNode *to = &diagram->nodes[reader];
    int joining = count_joining(diagram, reader, -1);
    bool beneath = to->highway >= 0 || joining > 1;
    own->row = beneath ? to->row + 1 : to->row;
    double column = beneath ? to->column + count_joining(diagram, reader, node) - 0.5 * (joining - 1) : to->column - 1;
    for (int down = 0; down < 3; down++, own->row++) {
        for (size_t i = 0; i < sizeof ASIDE / sizeof ASIDE[0]; i++) {
            if (!is_taken(diagram, done, column + ASIDE[i], own->row) && (beneath || ASIDE[i] <= 0)) {
                own->column = column + ASIDE[i];
                return;
            }
        }
    }
}

void diagram_plain_arrange(Diagram *diagram, Arena *arena) {
    bool *done = arena_array(arena, (size_t)diagram->node_count, sizeof *done);
    count_columns(diagram);
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        node->row = 2 * node->highway; // between two rows is a place for what joins the upper one
        done[i] = node->highway >= 0 && stands(node);
    }
    for (int i = diagram->node_count - 1; i >= 0; i--) {
        if (stands(&diagram->nodes[i]) && !done[i]) {
            join_reader(diagram, done, i, 2 * diagram->highway_count);
            done[i] = true;
        }
    }
}

// ---- the least and the most -----------------------------------------------------------------------------------------------------

bool diagram_plain_make(Diagram *diagram, const Frame *frame, Arena *arena) {
    static const DiagramDetail NUMBERS[] = {
        {.titles = true, .numbers = true, .adjoints = true, .roomy = true},
        {.titles = true, .numbers = true, .adjoints = true},
        {.titles = true, .numbers = true},
        {.numbers = true, .adjoints = true},
        {.numbers = true},
    };
    static const DiagramDetail NUMBERS_ON_ROWS[] = {
        {.titles = true, .numbers = true, .adjoints = true, .tall = true, .low = true},
        {.titles = true, .numbers = true, .adjoints = true, .low = true},
        {.titles = true, .numbers = true, .low = true},
        {.numbers = true, .adjoints = true, .low = true},
    };
    static const DiagramDetail FOLDED_NUMBERS[] = {
        {.titles = true, .numbers = true, .adjoints = true, .terms = true, .roomy = true},
        {.titles = true, .numbers = true, .adjoints = true, .terms = true},
        {.titles = true, .numbers = true, .terms = true},
        {.titles = true, .numbers = true, .adjoints = true, .formulas = true},
        {.titles = true, .numbers = true, .adjoints = true},
        {.titles = true, .numbers = true},
    };
    static const DiagramDetail STRIPS[] = {{.titles = true, .tall = true}, {.titles = true}, {.tall = true}, {.titles = false}};
    static const DiagramDetail FOLDED_STRIPS[] = {
        {.titles = true, .terms = true, .tall = true},
        {.titles = true, .tall = true},
        {.titles = true},
        {.titles = true, .abreast = true},
        {.tall = true, .bare = true},
        {.bare = true},
        {.bare = true, .narrow = true},
        {.bare = true, .narrow = true, .silent = true},
    };
#define ALL_OF(list) list, sizeof list / sizeof list[0]
    const struct {
        bool single;
        const DiagramDetail *details;
        size_t count;
    } attempts[] = {{true, ALL_OF(NUMBERS)},
                    {true, ALL_OF(NUMBERS_ON_ROWS)},
                    {false, ALL_OF(FOLDED_NUMBERS)},
                    {true, ALL_OF(STRIPS)},
                    {false, ALL_OF(FOLDED_STRIPS)}};
#undef ALL_OF
    const Diagram empty = *diagram;
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        *diagram = empty;
        diagram->single = attempts[i].single;
        diagram->plain = true;
        if (!diagram_read(diagram, frame, arena)) {
            return false;
        }
        if (diagram->node_count > DIAGRAM_MOST_NODES) {
            continue;
        }
        diagram_plain_arrange(diagram, arena);
        if (diagram_fit(diagram, frame, arena, attempts[i].details, attempts[i].count)) {
            return true;
        }
    }
    *diagram = empty;
    return false;
}
