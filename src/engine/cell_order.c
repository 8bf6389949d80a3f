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

// The first place in an expression that reads `read` at lag 0; NULL if there is none.
static const CellNode *find_reading(const CellNode *node, int name) {
    if (node->kind == NODE_REF && node->lag == 0 && node->name == name) {
        return node;
    }
    const CellNode *found = NULL;
    for (const CellNode *child = node->first; child != NULL && found == NULL; child = child->next) {
        found = find_reading(child, name);
    }
    return found;
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
    const CellNode *place = NULL; // where [t-1] can be put in: the first that reads what is only computed further down
    for (int i = first; i <= length; i++) {
        const CellEquation *equation = &model->file->equations[path[i]];
        circle |= (EquationSet)1 << path[i];
        if (i < length && path[i + 1] >= path[i] && equation->value != NULL) {
            const CellNode *reading = find_reading(equation->value, model->file->equations[path[i + 1]].name);
            place = place == NULL || (reading != NULL && reading->span.start < place->span.start) ? reading : place;
        }
        text = cell_format(model->source, "%s%s%s[t]", text, i > first ? " ← " : "", model->source->names[equation->name]);
    }
    int start = place != NULL ? place->span.start : model->file->equations[at].span.start;
    const char *name = model->source->names[place != NULL ? place->name : model->file->equations[at].name];
    CELL_PROBLEM(model->source, start, "cell.circle", {"circle", text}, {"name", name});
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
