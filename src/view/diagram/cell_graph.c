#include "view/diagram/cell_graph.h"

#include "view/parts/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- names ----------------------------------------------------------------------------------------------------------------------

void cell_graph_label(const Frame *frame, int op, int t, Text *out) {
    const Program *program = frame->trace->program;
    int equation = program_equation_of_op(program, op);
    if (equation >= 0) {
        text_printf(out, "%s[%d]", program->equations[equation].name, t);
    } else {
        program_op_text(program, op, t, out);
    }
}

// ---- nodes and edges ------------------------------------------------------------------------------------------------------------

static bool has_node(const Frame *frame, int op) {
    const Program *program = frame->trace->program;
    OpKind kind = program->ops[op].kind;
    bool source = kind == OP_INPUT || kind == OP_CARRY;
    return run_group(frame->trace->run, op) != GROUP_AFTER && (source || program_equation_of_op(program, op) >= 0);
}

// Adds an edge to node `to` from each node that `op` reads, looking through ops without one.
static void add_edges(CellGraph *graph, const Program *program, const int *node_of, int op, int to) {
    const Op *reader = &program->ops[op];
    for (int i = 0; i < reader->operand_count && reader->kind != OP_CARRY; i++) {
        if (reader->operands[i].kind != OPERAND_OP) {
            continue;
        }
        int operand = reader->operands[i].index;
        int from = node_of[operand];
        if (from < 0) {
            add_edges(graph, program, node_of, operand, to);
            continue;
        }
        bool known = false;
        for (int k = 0; k < graph->edge_count; k++) {
            known = known || (graph->edges[k].from == from && graph->edges[k].to == to);
        }
        if (!known) {
            graph->edges[graph->edge_count++] = (GraphEdge){from, to};
        }
    }
}

static void make_nodes(CellGraph *graph, const Frame *frame, Arena *arena) {
    const Program *program = frame->trace->program;
    int *node_of = arena_array(arena, (size_t)program->op_count, sizeof *node_of);
    graph->nodes = arena_array(arena, (size_t)program->op_count, sizeof *graph->nodes);
    for (int op = 0; op < program->op_count; op++) {
        node_of[op] = has_node(frame, op) ? graph->node_count : -1;
        if (node_of[op] >= 0) {
            graph->nodes[graph->node_count++].op = op;
        }
    }
    size_t most = (size_t)graph->node_count * (size_t)graph->node_count;
    graph->edges = arena_array(arena, most, sizeof *graph->edges);
    for (int i = 0; i < graph->node_count; i++) {
        add_edges(graph, program, node_of, graph->nodes[i].op, i);
    }
    // Ops stand in the order of one timestep, so that every edge leads to a later node.
    for (int i = 0; i < graph->node_count; i++) {
        for (int k = 0; k < graph->edge_count; k++) {
            const GraphEdge *edge = &graph->edges[k];
            if (edge->to == i && graph->nodes[edge->from].layer >= graph->nodes[i].layer) {
                graph->nodes[i].layer = graph->nodes[edge->from].layer + 1;
            }
        }
    }
}

// ---- places ---------------------------------------------------------------------------------------------------------------------

static int layer_count(const CellGraph *graph) {
    int count = 0;
    for (int i = 0; i < graph->node_count; i++) {
        count = graph->nodes[i].layer >= count ? graph->nodes[i].layer + 1 : count;
    }
    return count;
}

// The middle of what a node reads; sources stand in the order of the text.
static float wanted_y(const CellGraph *graph, int node, float height) {
    float sum = 0;
    int count = 0;
    for (int k = 0; k < graph->edge_count; k++) {
        if (graph->edges[k].to == node) {
            const Rect *from = &graph->nodes[graph->edges[k].from].rect;
            sum += from->y + from->h / 2;
            count++;
        }
    }
    if (count == 0) {
        return height * ((float)node + 0.5f) / (float)graph->node_count;
    }
    return sum / (float)count;
}

// Places the nodes of a layer near what they read, none nearer than `pitch` to the next, all within the height.
static void place_layer(CellGraph *graph, int layer, float height, float pitch, float *wanted, int *order) {
    int count = 0;
    for (int i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].layer != layer) {
            continue;
        }
        float y = wanted_y(graph, i, height);
        int at = count++;
        for (; at > 0 && wanted[at - 1] > y; at--) {
            wanted[at] = wanted[at - 1];
            order[at] = order[at - 1];
        }
        wanted[at] = y;
        order[at] = i;
    }
    float least = pitch / 2;
    for (int i = 0; i < count; i++, least += pitch) {
        wanted[i] = fmaxf(fmaxf(wanted[i], least), i > 0 ? wanted[i - 1] + pitch : 0);
    }
    float most = height - pitch / 2;
    for (int i = count - 1; i >= 0; i--) {
        wanted[i] = fminf(wanted[i], most);
        most = wanted[i] - pitch;
        graph->nodes[order[i]].rect.y = wanted[i] - graph->node_height / 2;
        graph->nodes[order[i]].rect.h = graph->node_height;
    }
}

bool cell_graph_make(CellGraph *graph, const Frame *frame, Arena *arena, int t, float width, float height, float least, float most) {
    *graph = (CellGraph){0};
    make_nodes(graph, frame, arena);
    int layers = layer_count(graph);
    if (layers == 0) {
        return false;
    }
    float unit = frame->unit, size = frame_text_size(frame, 20);
    float *widths = arena_array(arena, (size_t)layers, sizeof *widths);
    int *counts = arena_array(arena, (size_t)layers, sizeof *counts);
    Text label;
    text_init(&label);
    for (int i = 0; i < graph->node_count; i++) {
        const GraphNode *node = &graph->nodes[i];
        text_clear(&label);
        cell_graph_label(frame, node->op, t, &label);
        widths[node->layer] = fmaxf(widths[node->layer], frame_text_width(frame, FACE_REGULAR, size, label.data) + 20 * unit);
        counts[node->layer]++;
    }
    text_finish(&label);
    float total = 0;
    int rows = 1;
    for (int i = 0; i < layers; i++) {
        total += widths[i];
        rows = counts[i] > rows ? counts[i] : rows;
    }
    float gap = layers > 1 ? (width - total) / (float)(layers - 1) : 0;
    float pitch = height / (float)rows;
    if (gap < 22 * unit && layers > 1) {
        return false;
    }
    if (total > width || pitch - 8 * unit < least) {
        return false;
    }
    // Narrow nodes get the width of a number where the gaps can spare it.
    float wide = vector_least_width(frame) + 14 * unit, needed = 0;
    for (int i = 0; i < layers; i++) {
        needed += fmaxf(wide - widths[i], 0);
    }
    if (total + needed + 22 * unit * (float)(layers - 1) <= width) {
        for (int i = 0; i < layers; i++) {
            widths[i] = fmaxf(widths[i], wide);
        }
        total += needed;
        gap = layers > 1 ? (width - total) / (float)(layers - 1) : 0;
    }
    graph->node_height = fminf(pitch - 8 * unit, fmaxf(2.1f * least, most));
    float *wanted = arena_array(arena, (size_t)graph->node_count, sizeof *wanted);
    int *order = arena_array(arena, (size_t)graph->node_count, sizeof *order);
    // What is left makes the nodes wider, then the gaps.
    float wider = fminf(fmaxf(gap - 40 * unit, 0) * (float)(layers - 1) / (float)layers, 70 * unit);
    for (int i = 0; i < layers; i++) {
        widths[i] += wider;
    }
    total += wider * (float)layers;
    gap = layers > 1 ? (width - total) / (float)(layers - 1) : 0;
    float spare = fminf(gap, 120 * unit);
    float x = (width - total - spare * (float)(layers - 1)) / 2;
    for (int layer = 0; layer < layers; layer++) {
        for (int i = 0; i < graph->node_count; i++) {
            if (graph->nodes[i].layer == layer) {
                graph->nodes[i].rect.x = x;
                graph->nodes[i].rect.w = widths[layer];
            }
        }
        place_layer(graph, layer, height, pitch, wanted, order);
        x += widths[layer] + spare;
    }
    return true;
}

float cell_graph_passage(const CellGraph *graph, int layer, float y, float margin, float *x, float *width) {
    // Just above and just below each node, and where the line would run anyway: the nearest that is as far from all nodes as can be had.
    float best = y, best_cost = INFINITY;
    for (int i = -1; i < 2 * graph->node_count; i++) {
        float at = y;
        if (i >= 0) {
            const GraphNode *beside = &graph->nodes[i / 2];
            if (beside->layer != layer) {
                continue;
            }
            at = i % 2 == 0 ? beside->rect.y - margin : beside->rect.y + beside->rect.h + margin;
        }
        float cost = fabsf(at - y);
        for (int k = 0; k < graph->node_count; k++) {
            const GraphNode *node = &graph->nodes[k];
            if (node->layer == layer) {
                *x = node->rect.x;
                *width = node->rect.w;
                float inside = fminf(at - (node->rect.y - margin), node->rect.y + node->rect.h + margin - at);
                cost += inside > 0.01f ? 1000 * inside : 0;
            }
        }
        if (cost < best_cost) {
            best_cost = cost;
            best = at;
        }
    }
    return best;
}
