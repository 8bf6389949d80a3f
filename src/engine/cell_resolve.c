#include "engine/cell_resolve.h"

#include <math.h>
#include <string.h>

// The walk over one equation.
typedef struct Resolver {
    CellModel *model;
    CellSource *source;
    int equation;
} Resolver;

static void resolve(Resolver *resolver, CellNode *node);

static const char *name_text(const Resolver *resolver, int name) {
    return resolver->source->names[name];
}

static bool is_vector(const Resolver *resolver, int name) {
    return name == NAME_X || resolver->model->equation_of[name] >= 0;
}

// "h_t", and "h_t-1" without spaces: with what follows the name, the time that was meant.
static void tell_written_time(Resolver *resolver, const CellNode *node, int base) {
    const CellSource *source = resolver->source;
    const char *text = source->text, *minus = "−";
    int end = node->span.end, lag = 0;
    int digits = end + (text[end] == '-' ? 1 : strncmp(text + end, minus, strlen(minus)) == 0 ? (int)strlen(minus) : 0);
    if (digits > end && text[digits] >= '0' && text[digits] <= '9') {
        for (end = digits; text[end] >= '0' && text[end] <= '9'; end++) {
            lag = lag > CELL_MAX_LAG ? lag : lag * 10 + text[end] - '0';
        }
    }
    const char *meant = lag == 0 ? cell_format(source, "%s[t]", name_text(resolver, base))
                                 : cell_format(source, "%s[t-%d]", name_text(resolver, base), lag);
    CELL_PROBLEM(resolver->source, node->span.start, "cell.subscript-time", {"found", cell_excerpt(source, (Span){node->span.start, end})},
                 {"meant", meant});
}

// A bare name that should have had [t]: that of an equation or the input, or "h_t" where there is an h. True if so, with a problem.
// `lost` counts "ht" too.
static bool tell_missing_time(Resolver *resolver, const CellNode *node, bool lost) {
    const char *name = name_text(resolver, node->name);
    if (is_vector(resolver, node->name)) {
        const char *key = node->name == NAME_X ? "cell.input-without-time" : "cell.vector-without-time";
        CELL_PROBLEM(resolver->source, node->span.start, key, {"name", name});
        return true;
    }
    int length = cell_source_time_base(name, lost || resolver->model->file->indices_lost);
    int base = length > 0 ? cell_source_find_name(resolver->source, name, length) : -1;
    if (base < 0 || !is_vector(resolver, base)) {
        return false;
    }
    tell_written_time(resolver, node, base);
    return true;
}

// A bare name as a matrix or as a vector of weights; a name is one thing only. False with a problem otherwise.
static bool use_weights(Resolver *resolver, CellNode *node, bool as_matrix) {
    CellModel *model = resolver->model;
    if (tell_missing_time(resolver, node, false)) {
        return false;
    }
    int index = model->weight_of[node->name];
    if (index < 0) {
        index = model->weight_of[node->name] = model->weight_count++;
        model->weights[index] =
            (CellWeight){.name = node->name, .offset = node->span.start, .is_matrix = as_matrix, .rows = -1, .cols = -1};
    }
    const CellWeight *weight = &model->weights[index];
    if (weight->is_matrix != as_matrix) {
        const char *key = as_matrix ? "cell.matrix-was-vector" : "cell.vector-was-matrix";
        CELL_PROBLEM(resolver->source, node->span.start, key, {"name", name_text(resolver, node->name)},
                     {"place", cell_place_text(resolver->source, weight->offset)});
        return false;
    }
    return true;
}

// Of a name that no equation computes, the vector that it ends with, where the rest can be a matrix: "x" of "Wx". NULL if there is none.
static const char *vector_at_end(const Resolver *resolver, const char *name) {
    for (const char *end = name + 1; *end != '\0'; end++) {
        int vector = (*end & 0xC0) != 0x80 ? cell_source_find_name(resolver->source, end, (int)strlen(end)) : -1;
        if (vector < 0 || !is_vector(resolver, vector)) {
            continue;
        }
        int rest = cell_source_find_name(resolver->source, name, (int)(end - name));
        bool can_be_matrix = rest < 0 || (rest >= NAME_FUNCTION_COUNT && rest != NAME_T && !is_vector(resolver, rest));
        return can_be_matrix && end[-1] != '_' ? end : NULL;
    }
    return NULL;
}

static void resolve_reference(Resolver *resolver, CellNode *node) {
    CellModel *model = resolver->model;
    node->value = VALUE_VECTOR;
    if (node->name == NAME_X) {
        model->input_max_lag = node->lag > model->input_max_lag ? node->lag : model->input_max_lag;
        return;
    }
    int read = model->equation_of[node->name];
    if (read >= 0) {
        model->reads[resolver->equation] |= (EquationSet)1 << read;
        if (node->lag == 0) {
            model->reads_now[resolver->equation] |= (EquationSet)1 << read;
        }
        model->max_lag[read] = node->lag > model->max_lag[read] ? node->lag : model->max_lag[read];
        return;
    }
    if (node->name == NAME_Y && node->lag > 0) {
        model->reads_missing_output = true;
        return;
    }
    node->value = VALUE_BROKEN;
    if (model->file->names_missing) {
        return;
    }
    const char *candidates[CELL_MAX_EQUATIONS + 1] = {"x"};
    int count = 1;
    for (int e = 0; e < model->file->equation_count; e++) {
        if (model->file->equations[e].name >= 0) {
            candidates[count++] = name_text(resolver, model->file->equations[e].name);
        }
    }
    const char *name = name_text(resolver, node->name);
    const char *nearest = cell_nearest(name, candidates, count);
    const char *vector = vector_at_end(resolver, name);
    if (nearest == NULL && vector != NULL) {
        const char *lag = node->lag > 0 ? cell_format(resolver->source, "-%d", node->lag) : "";
        CELL_PROBLEM(resolver->source, node->span.start, "cell.space-missing", {"name", name},
                     {"meant", cell_format(resolver->source, "%.*s %s[t%s]", (int)(vector - name), name, vector, lag)});
    } else if (nearest != NULL) {
        CELL_PROBLEM(resolver->source, node->span.start, "cell.name-misspelt", {"name", name}, {"meant", nearest});
    } else {
        CELL_PROBLEM(resolver->source, node->span.start, "cell.unknown-name", {"name", name});
    }
}

static void set_number(Resolver *resolver, CellNode *node, double number) {
    node->value = VALUE_NUMBER;
    node->number = number;
    if (!isfinite(number)) {
        node->value = VALUE_BROKEN;
        CELL_PROBLEM(resolver->source, node->span.start, "cell.number-too-large", {"number", cell_excerpt(resolver->source, node->span)});
    }
}

static void resolve_call(Resolver *resolver, CellNode *node) {
    resolve(resolver, node->first);
    node->value = node->function == OP_KIND_COUNT ? VALUE_BROKEN : VALUE_VECTOR;
    if (node->first->value == VALUE_BROKEN) {
        node->value = VALUE_BROKEN;
    } else if (node->first->value == VALUE_NUMBER) {
        node->value = VALUE_BROKEN;
        CELL_PROBLEM(resolver->source, node->first->span.start, "cell.function-of-number",
                     {"found", cell_excerpt(resolver->source, node->span)});
    }
}

static void resolve_sum(Resolver *resolver, CellNode *node) {
    bool all_numbers = true;
    double number = 0;
    node->value = VALUE_VECTOR;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        resolve(resolver, child);
        all_numbers = all_numbers && child->value == VALUE_NUMBER;
        number += child->sign * child->number;
        if (child->value == VALUE_BROKEN) {
            node->value = VALUE_BROKEN;
        }
    }
    if (all_numbers) {
        set_number(resolver, node, number);
    }
}

static void resolve_times(Resolver *resolver, CellNode *node) {
    int numbers = 0, children = 0;
    double number = 1;
    bool has_weights = false;
    node->value = VALUE_VECTOR;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        resolve(resolver, child);
        children++;
        if (child->value == VALUE_NUMBER) {
            numbers++;
            number *= child->number;
        }
        has_weights = has_weights || child->value == VALUE_WEIGHTS;
        if (child->value == VALUE_BROKEN) {
            node->value = VALUE_BROKEN;
        }
    }
    if (numbers == children || !isfinite(number)) {
        set_number(resolver, node, number);
        return;
    }
    for (const CellNode *child = node->first; child != NULL; child = child->next) {
        if (child->value == VALUE_WEIGHTS && children - numbers > 1) {
            resolver->model->weights[resolver->model->weight_of[child->name]].is_multiplied = true;
        }
        int read = child->kind == NODE_REF && child->lag > 0 ? resolver->model->equation_of[child->name] : -1;
        if (has_weights && read >= 0) {
            resolver->model->weighted_states |= (EquationSet)1 << read;
        }
    }
}

// Whether a factor of a product is a matrix, or would be if its name were free: a bare name without parentheses of its own.
static bool is_bare_name(const CellNode *node) {
    return node->kind == NODE_NAME && !cell_node_is_grouped(node);
}

// Lists what stands beside the only vector of a product in the order in which it is applied: outwards in front of it, then behind it.
static void list_chain(const Resolver *resolver, CellNode *node) {
    int count = 0, in_front = 0;
    for (const CellNode *child = node->first; child != NULL; child = child->next) {
        in_front = child == node->vector ? count : in_front;
        count++;
    }
    node->chain = arena_array(resolver->source->arena, (size_t)count, sizeof(CellNode *));
    node->chain_count = count - 1;
    int place = 0;
    for (CellNode *child = node->first; child != NULL; child = child->next, place++) {
        if (place < in_front) {
            node->chain[in_front - 1 - place] = child;
        } else if (place > in_front) {
            node->chain[place - 1] = child;
        }
    }
}

// What stands beside the only vector of a product: matrices on one side of it.
static void resolve_matrices(Resolver *resolver, CellNode *node) {
    const CellNode *vector = node->vector;
    bool in_front = false, has_matrix = false, told = false;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        if (!is_bare_name(child)) {
            continue;
        }
        has_matrix = true;
        bool behind = child->span.start > vector->span.start;
        in_front = in_front || !behind;
        if (!use_weights(resolver, child, true)) {
            node->value = VALUE_BROKEN;
        } else if (behind && in_front && !told) {
            told = true;
            node->value = VALUE_BROKEN;
            CELL_PROBLEM(resolver->source, child->span.start, "cell.both-sides", {"vector", cell_excerpt(resolver->source, vector->outer)},
                         {"matrix", name_text(resolver, child->name)});
        }
    }
    int read = vector->kind == NODE_REF && vector->lag > 0 ? resolver->model->equation_of[vector->name] : -1;
    if (has_matrix && read >= 0) {
        resolver->model->weighted_states |= (EquationSet)1 << read;
    }
}

// A product without a vector: only numbers, or one vector of weights that numbers scale; else wrong.
static void resolve_without_vector(Resolver *resolver, CellNode *node, int bare_names) {
    double number = 1;
    CellNode *weights = NULL;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        if (is_bare_name(child)) {
            weights = child;
        } else {
            number *= child->number;
        }
    }
    if (bare_names == 0) {
        set_number(resolver, node, number);
    } else if (bare_names == 1) {
        node->vector = weights;
        resolve(resolver, weights);
        node->value = weights->value == VALUE_BROKEN ? VALUE_BROKEN : VALUE_VECTOR;
    } else {
        // A name that lacks its [t] explains it better.
        bool told = false;
        for (CellNode *child = node->first; child != NULL; child = child->next) {
            told = (is_bare_name(child) && tell_missing_time(resolver, child, true)) || told;
        }
        node->value = VALUE_BROKEN;
        if (!told) {
            CELL_PROBLEM(resolver->source, node->span.start, "cell.no-vector", {"found", cell_excerpt(resolver->source, node->span)});
        }
    }
}

static void resolve_beside(Resolver *resolver, CellNode *node) {
    int bare_names = 0;
    bool broken = false, told = false;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        if (is_bare_name(child)) {
            bare_names++;
            continue;
        }
        resolve(resolver, child);
        broken = broken || child->value == VALUE_BROKEN;
        if (child->value == VALUE_NUMBER) {
            continue;
        }
        if (node->vector == NULL) {
            node->vector = child;
        } else if (!told) {
            told = true;
            CELL_PROBLEM(resolver->source, child->outer.start, "cell.two-vectors",
                         {"first", cell_excerpt(resolver->source, node->vector->outer)},
                         {"second", cell_excerpt(resolver->source, child->outer)});
        }
    }
    node->value = VALUE_VECTOR;
    if (node->vector == NULL) {
        resolve_without_vector(resolver, node, bare_names);
    } else {
        resolve_matrices(resolver, node);
    }
    if (broken || told) {
        node->value = VALUE_BROKEN;
    }
    if (node->vector != NULL) {
        list_chain(resolver, node);
    }
}

static void resolve(Resolver *resolver, CellNode *node) {
    switch (node->kind) {
    case NODE_NUMBER:
        node->value = VALUE_NUMBER;
        break;
    case NODE_NAME:
        node->value = use_weights(resolver, node, false) ? VALUE_WEIGHTS : VALUE_BROKEN;
        break;
    case NODE_REF:
        resolve_reference(resolver, node);
        break;
    case NODE_CALL:
        resolve_call(resolver, node);
        break;
    case NODE_SUM:
        resolve_sum(resolver, node);
        break;
    case NODE_TIMES:
        resolve_times(resolver, node);
        break;
    case NODE_BESIDE:
        resolve_beside(resolver, node);
        break;
    }
}

static void define_equations(CellModel *model) {
    for (int e = 0; e < model->file->equation_count; e++) {
        const CellEquation *equation = &model->file->equations[e];
        if (equation->name < 0) {
            continue;
        }
        int first = model->equation_of[equation->name];
        if (first < 0) {
            model->equation_of[equation->name] = e;
            continue;
        }
        CELL_PROBLEM(model->source, equation->span.start, "cell.defined-twice", {"name", model->source->names[equation->name]},
                     {"place", cell_place_text(model->source, model->file->equations[first].span.start)});
    }
}

void cell_resolve(CellSource *source, CellFile *file, CellModel *out) {
    *out = (CellModel){.source = source, .file = file, .output = -1};
    size_t names = (size_t)source->name_count;
    out->equation_of = arena_array(source->arena, names, sizeof(int));
    out->weight_of = arena_array(source->arena, names, sizeof(int));
    out->weights = arena_array(source->arena, names, sizeof(CellWeight));
    for (size_t i = 0; i < names; i++) {
        out->equation_of[i] = out->weight_of[i] = -1;
    }
    define_equations(out);
    for (int e = 0; e < file->equation_count; e++) {
        CellNode *value = file->equations[e].value;
        if (value == NULL) {
            continue;
        }
        Resolver resolver = {.model = out, .source = source, .equation = e};
        resolve(&resolver, value);
        if (value->value == VALUE_NUMBER) {
            CELL_PROBLEM(source, value->span.start, "cell.number-equation", {"found", cell_excerpt(source, value->span)});
        }
    }
}
