// Columns and rows: what a state keeps lies on the top rows, boxes stand side by side in the lowest, single operations between.
#include "view/diagram/diagram.h"

#include <math.h>

static const double FARTHEST = 1000; // columns and rows: annotations beyond mean the end

typedef struct Grid {
    Diagram *diagram;
    const Program *program;
    int *height;  // per node: the longest way to where something leaves
    bool *done;   // has been come to
    bool *stands; // has its place: by an annotation before it is come to
    double next;  // the column of the next box
} Grid;

static bool stands(const DiagramNode *node) {
    return node->kind == DIAGRAM_BOX || node->kind == DIAGRAM_ROUND || node->kind == DIAGRAM_VALVE;
}

// What a node must stand behind: through a beam, the gate.
static int feeder(const Diagram *diagram, const DiagramEdge *edge) {
    const DiagramNode *from = &diagram->nodes[edge->from];
    return from->kind == DIAGRAM_BEAM ? diagram->node_of[from->op] : edge->from;
}

static double highway_row(const Grid *grid, int highway) {
    const Equation *equation = &grid->program->equations[grid->diagram->highways[highway].equation];
    return equation->placed ? fmax(fmin(equation->place_row, FARTHEST), -FARTHEST) : highway;
}

static double middle_row(const Grid *grid) {
    return grid->diagram->highway_count;
}
static double box_row(const Grid *grid) {
    return grid->diagram->highway_count + 1;
}

static bool placed(const Grid *grid, const DiagramNode *node) {
    return node->equation >= 0 && grid->program->equations[node->equation].placed;
}

// Nodes stand in the order of the ops, so that those behind have their heights.
static void measure_heights(Grid *grid) {
    const Diagram *diagram = grid->diagram;
    for (int i = diagram->node_count - 1; i >= 0; i--) {
        for (int k = 0; k < diagram->edge_count; k++) {
            const DiagramEdge *edge = &diagram->edges[k];
            if (feeder(diagram, edge) == i && stands(&diagram->nodes[edge->to]) && grid->height[edge->to] >= grid->height[i]) {
                grid->height[i] = grid->height[edge->to] + 1;
            }
        }
    }
}

static bool is_ready(const Grid *grid, int node) {
    const Diagram *diagram = grid->diagram;
    for (int k = 0; k < diagram->edge_count; k++) {
        int from = feeder(diagram, &diagram->edges[k]);
        if (diagram->edges[k].to == node && stands(&diagram->nodes[from]) && !grid->done[from]) {
            return false;
        }
    }
    return true;
}

static bool opens_highway(const Grid *grid, int node) {
    const Diagram *diagram = grid->diagram;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramEdge *edge = &diagram->edges[k];
        const DiagramNode *to = &diagram->nodes[edge->to];
        if (edge->opens && to->kind == DIAGRAM_VALVE && to->highway >= 0 && feeder(diagram, edge) == node) {
            return true;
        }
    }
    return false;
}

// Single operations before boxes; of boxes those that open a highway, then those whose result has the longest way to go.
static bool comes_before(const Grid *grid, int a, int b) {
    const DiagramNode *nodes = grid->diagram->nodes;
    bool box_a = nodes[a].kind == DIAGRAM_BOX, box_b = nodes[b].kind == DIAGRAM_BOX;
    if (box_a != box_b) {
        return box_b;
    }
    if (box_a && opens_highway(grid, a) != opens_highway(grid, b)) {
        return opens_highway(grid, a);
    }
    return grid->height[a] > grid->height[b];
}

static bool feeds(const Grid *grid, int node, bool (*which)(const DiagramNode *)) {
    const Diagram *diagram = grid->diagram;
    for (int k = 0; k < diagram->edge_count; k++) {
        if (diagram->edges[k].from == node && which(&diagram->nodes[diagram->edges[k].to])) {
            return true;
        }
    }
    return false;
}

static bool is_box(const DiagramNode *node) {
    return node->kind == DIAGRAM_BOX;
}
static bool is_on_highway(const DiagramNode *node) {
    return node->highway >= 0 && stands(node);
}

// A row of its own kind: on its highway; beneath one that it feeds or that it is made of; else among the boxes.
static double row_of(const Grid *grid, int node) {
    const Diagram *diagram = grid->diagram;
    const DiagramNode *own = &diagram->nodes[node];
    if (own->highway >= 0) {
        return highway_row(grid, own->highway);
    }
    if (own->kind == DIAGRAM_BOX || feeds(grid, node, is_box)) {
        return box_row(grid);
    }
    bool below = feeds(grid, node, is_on_highway), only_highways = true;
    for (int k = 0; k < diagram->edge_count; k++) {
        if (diagram->edges[k].to == node) {
            only_highways = only_highways && is_on_highway(&diagram->nodes[feeder(diagram, &diagram->edges[k])]);
        }
    }
    return below || only_highways ? middle_row(grid) : box_row(grid);
}

static bool is_taken(const Grid *grid, int node, double column, double row) {
    for (int i = 0; i < grid->diagram->node_count; i++) {
        const DiagramNode *other = &grid->diagram->nodes[i];
        if (i != node && grid->stands[i] && fabs(other->column - column) < 0.75 && fabs(other->row - row) < 0.75) {
            return true;
        }
    }
    return false;
}

static void give_place(Grid *grid, int node) {
    Diagram *diagram = grid->diagram;
    DiagramNode *own = &diagram->nodes[node];
    grid->done[node] = true;
    if (placed(grid, own)) {
        return;
    }
    own->row = row_of(grid, node);
    double column = own->kind == DIAGRAM_BOX ? grid->next : 1;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramNode *from = &diagram->nodes[feeder(diagram, &diagram->edges[k])];
        if (diagram->edges[k].to == node && stands(from)) {
            column = fmax(column, from->column + (from->row > own->row ? 0 : 1));
        }
    }
    while (is_taken(grid, node, column, own->row)) {
        column++;
    }
    own->column = column;
    if (own->row == box_row(grid)) {
        grid->next = fmax(grid->next, column + 1);
    }
    grid->stands[node] = true;
}

// By its annotation; what is on a highway stays on it, and what would stand on another moves on.
static void give_wanted_place(Grid *grid, int node) {
    DiagramNode *own = &grid->diagram->nodes[node];
    const Equation *equation = &grid->program->equations[own->equation];
    own->column = fmax(fmin(equation->place_column, FARTHEST), -FARTHEST);
    own->row = own->highway >= 0 ? highway_row(grid, own->highway) : fmax(fmin(equation->place_row, FARTHEST), -FARTHEST);
    while (is_taken(grid, node, own->column, own->row)) {
        own->column++;
    }
    grid->stands[node] = true;
}

// A single operation that hangs between two others stands over its only reader, where that is free.
static void pull_over(Grid *grid, int node) {
    Diagram *diagram = grid->diagram;
    DiagramNode *own = &diagram->nodes[node];
    int reader = -1, count = 0;
    for (int k = 0; k < diagram->edge_count; k++) {
        if (diagram->edges[k].from == node) {
            reader = diagram->edges[k].to;
            count++;
        }
    }
    if (count != 1 || own->kind == DIAGRAM_BOX || own->highway >= 0 || placed(grid, own) || !stands(&diagram->nodes[reader])) {
        return;
    }
    const DiagramNode *to = &diagram->nodes[reader];
    if (to->row > own->row && to->column > own->column && !is_taken(grid, node, to->column, own->row)) {
        own->column = to->column;
    }
}

// The valves of a beam stand not far from each other: the one on a highway comes as near to the other as what it feeds allows.
static void pull_together(Grid *grid, const DiagramNode *beam) {
    Diagram *diagram = grid->diagram;
    int near = diagram->nodes[beam->valve].column < diagram->nodes[beam->others].column ? beam->valve : beam->others;
    DiagramNode *first = &diagram->nodes[near];
    const DiagramNode *second = &diagram->nodes[near == beam->valve ? beam->others : beam->valve];
    double column = second->column - 2;
    for (int k = 0; k < diagram->edge_count; k++) {
        const DiagramNode *to = &diagram->nodes[diagram->edges[k].to];
        column = diagram->edges[k].from == near && stands(to) ? fmin(column, to->column - 1) : column;
    }
    if (first->highway >= 0 && column > first->column && !is_taken(grid, near, column, first->row)) {
        first->column = column;
    }
}

// The beam lies between its valves, level with the lower one, or as near to that as there is a free place.
static void place_beam(Grid *grid, int node) {
    static const double ASIDE[] = {0, 0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2};
    Diagram *diagram = grid->diagram;
    DiagramNode *beam = &diagram->nodes[node];
    const DiagramNode *open = &diagram->nodes[beam->valve], *closed = &diagram->nodes[beam->others];
    double column = (open->column + closed->column) / 2, row = fmax(open->row, closed->row);
    row += open->row == closed->row || open->column == closed->column ? 0.7 : 0;
    beam->column = column;
    beam->row = row;
    for (size_t i = 0; i < sizeof ASIDE / sizeof ASIDE[0]; i++) {
        if (!is_taken(grid, node, column + ASIDE[i], row)) {
            beam->column = column + ASIDE[i];
            break;
        }
    }
    grid->stands[node] = true;
}

void diagram_arrange(Diagram *diagram, const Program *program, Arena *arena) {
    size_t count = (size_t)diagram->node_count;
    Grid grid = {.diagram = diagram, .program = program, .next = 1};
    grid.height = arena_array(arena, count, sizeof *grid.height);
    grid.done = arena_array(arena, count, sizeof *grid.done);
    grid.stands = arena_array(arena, count, sizeof *grid.stands);
    measure_heights(&grid);
    for (int i = 0; i < diagram->node_count; i++) {
        if (stands(&diagram->nodes[i]) && placed(&grid, &diagram->nodes[i])) {
            give_wanted_place(&grid, i);
        }
    }
    for (;;) {
        int best = -1;
        for (int i = 0; i < diagram->node_count; i++) {
            bool next = stands(&diagram->nodes[i]) && !grid.done[i] && is_ready(&grid, i);
            best = next && (best < 0 || comes_before(&grid, i, best)) ? i : best;
        }
        if (best < 0) {
            break;
        }
        give_place(&grid, best);
    }
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        if (stands(node)) {
            pull_over(&grid, i);
        } else if (node->highway >= 0) {
            node->row = highway_row(&grid, node->highway);
        }
    }
    for (int i = 0; i < diagram->node_count; i++) {
        if (diagram->nodes[i].kind == DIAGRAM_BEAM) {
            pull_together(&grid, &diagram->nodes[i]);
            place_beam(&grid, i);
        }
    }
}
