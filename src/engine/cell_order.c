#include "engine/cell_resolve.h"

#include <string.h>

static bool contains(EquationSet set, int equation) {
    return (set >> equation & 1) != 0;
}

static int lowest(EquationSet set) {
    int equation = 0;
    while (!contains(set, equation)) {
        equation++;
    }
    return equation;
}

// Among equations that all wait for one of `waiting`, follows what each waits for until it comes back to one; tells that circle and
// returns the set of its equations.
static EquationSet tell_circle(CellModel *model, EquationSet waiting) {
    int path[CELL_MAX_EQUATIONS + 1];
    int length = 0;
    EquationSet seen = 0;
    int at = lowest(waiting);
    while (!contains(seen, at)) {
        seen |= (EquationSet)1 << at;
        path[length++] = at;
        at = lowest(model->reads_now[at] & waiting);
    }
    int first = 0;
    while (path[first] != at) {
        first++;
    }
    path[length] = at;
    EquationSet circle = 0;
    const char *text = "";
    int start = model->file->equations[at].span.start;
    for (int i = first; i <= length; i++) {
        const CellEquation *equation = &model->file->equations[path[i]];
        circle |= (EquationSet)1 << path[i];
        start = equation->span.start < start ? equation->span.start : start;
        text = cell_format(model->source, "%s%s%s[t]", text, i > first ? " ← " : "", model->source->names[equation->name]);
    }
    CELL_PROBLEM(model->source, start, "cell.circle", {"circle", text});
    return circle;
}

// An equation feeds itself if it reads, at any lag and through any others, itself.
static EquationSet find_self_feeding(const CellModel *model) {
    EquationSet reach[CELL_MAX_EQUATIONS];
    int count = model->file->equation_count;
    memcpy(reach, model->reads, sizeof reach);
    for (int through = 0; through < count; through++) { // Warshall 1962
        for (int e = 0; e < count; e++) {
            if (contains(reach[e], through)) {
                reach[e] |= reach[through];
            }
        }
    }
    EquationSet found = 0;
    for (int e = 0; e < count; e++) {
        if (contains(reach[e], e)) {
            found |= (EquationSet)1 << e;
        }
    }
    return found;
}

void cell_order(CellModel *model) {
    EquationSet waiting = 0;
    for (int e = 0; e < model->file->equation_count; e++) {
        waiting |= (EquationSet)1 << e;
    }
    model->order_count = 0;
    while (waiting != 0) {
        int next = 0;
        while (next < model->file->equation_count && (!contains(waiting, next) || (model->reads_now[next] & waiting) != 0)) {
            next++;
        }
        if (next == model->file->equation_count) {
            waiting &= ~tell_circle(model, waiting);
            continue;
        }
        model->order[model->order_count++] = next;
        waiting &= ~((EquationSet)1 << next);
    }
    model->self_feeding = find_self_feeding(model);
}
