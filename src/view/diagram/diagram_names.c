// Valves get the name of what they multiply by where that is free: beside the number under or over them, after everything has its place.
#include "view/stage/stage.h"

#include <math.h>

static const float APART = 3, ASIDE = 10; // units: from other things; from lines, beside which others come back

static bool meet(Rect a, Rect b, float apart) {
    return b.w > 0 && a.x - apart < b.x + b.w && b.x - apart < a.x + a.w && a.y - apart < b.y + b.h && b.y - apart < a.y + a.h;
}

static bool is_free(const Diagram *diagram, const Frame *frame, int valve, Rect line) {
    float unit = frame->unit;
    if (line.x < 0 || line.y < 0 || line.x + line.w > diagram->area.w || line.y + line.h > diagram->area.h) {
        return false;
    }
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        bool other = i != valve;
        if (meet(line, node->body, APART * unit) ||
            (other && (meet(line, node->tag, APART * unit) || meet(line, node->opening, APART * unit)))) {
            return false;
        }
    }
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        for (int p = 0; p + 1 < edge->count; p++) {
            Point a = edge->points[p], b = edge->points[p + 1];
            float right = fmaxf(a.x, b.x) + ASIDE * unit, below = fmaxf(a.y, b.y) + ASIDE * unit;
            Rect piece = {fminf(a.x, b.x), fminf(a.y, b.y), 0, 0};
            piece.w = right - piece.x;
            piece.h = below - piece.y;
            if (meet(line, piece, unit)) {
                return false;
            }
        }
    }
    return true;
}

void diagram_name_valves(Diagram *diagram, const Frame *frame) {
    float line = diagram_line(frame);
    for (int i = 0; i < diagram->node_count; i++) {
        DiagramNode *node = &diagram->nodes[i];
        if (node->kind != DIAGRAM_VALVE) {
            continue;
        }
        node->opening = (Rect){node->tag.x, node->tag.y + node->tag.h - line, node->tag.w, line};
        float width = stage_opening_width(frame, &diagram->gates[node->gate], node->complement, true) + 1, more = width - node->tag.w;
        const float shift[] = {more / 2, 0, more}; // to the left, of what it becomes wider
        for (int k = 0; k < 3 && more > 0; k++) {
            Rect wide = {node->tag.x - shift[k], node->opening.y, width, line};
            if (is_free(diagram, frame, i, wide)) {
                node->opening = wide;
                break;
            }
        }
    }
}
