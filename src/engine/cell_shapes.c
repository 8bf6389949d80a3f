#include "engine/cell_shapes.h"

// Two sizes that had to be equal. Told at the end, when all sizes are known.
typedef struct Clash {
    int class_a, class_b;
    Span a, b;               // what brought each size in
    const CellNode *weights; // a bare name that is multiplied element by element there; NULL if none
    Span multiplied;         // with what
    const CellNode *matrix;  // a matrix with two shapes: where it has the second; NULL for a clash of vectors
    int rows, cols;          // its classes there
} Clash;

typedef struct Inference {
    CellShapes *shapes;
    CellModel *model;
    Clash *clashes; // one for each node at most
    int clash_count;
} Inference;

// One side of an equation between sizes.
typedef struct Side {
    int size;
    const CellNode *node; // NULL for the left side of an equation
    Span span;
} Side;

static int infer(Inference *inference, CellNode *node);

static int find(const CellShapes *shapes, int size_class) {
    while (shapes->classes[size_class].parent != size_class) {
        // Halve the path, so that long chains stay short.
        SizeClass *at = &shapes->classes[size_class];
        at->parent = shapes->classes[at->parent].parent;
        size_class = at->parent;
    }
    return size_class;
}

static int add_class(CellShapes *shapes, SizeSymbol symbol) {
    int size_class = shapes->class_count++;
    shapes->classes[size_class] = (SizeClass){.parent = size_class, .symbol = symbol, .witness = {-1, -1}};
    return size_class;
}

static int size_of_symbol(const CellShapes *shapes, SizeSymbol symbol) {
    switch (symbol) {
    case SIZE_INPUT:
        return shapes->sizes->input;
    case SIZE_OUTPUT:
        return shapes->sizes->output;
    default:
        return shapes->sizes->hidden;
    }
}

int cell_shapes_size(const CellShapes *shapes, int size_class) {
    return size_of_symbol(shapes, shapes->classes[find(shapes, size_class)].symbol);
}

static bool symbols_agree(const CellShapes *shapes, SizeSymbol a, SizeSymbol b) {
    bool symbolic = shapes->sizes->hidden == 0;
    return a == SIZE_FREE || b == SIZE_FREE || a == b || (!symbolic && size_of_symbol(shapes, a) == size_of_symbol(shapes, b));
}

// The part of the text that shows best why a side has its size.
static Span witness_of(const CellShapes *shapes, const Side *side) {
    const CellNode *node = side->node;
    while (node != NULL && node->kind == NODE_CALL) {
        node = node->first;
    }
    if (node == NULL) {
        return side->span;
    }
    Span witness = shapes->classes[find(shapes, side->size)].witness;
    return node->kind == NODE_REF || node->kind == NODE_BESIDE || witness.start < 0 ? node->span : witness;
}

// Merges two classes without a check. The witness of the one that has a symbol stays.
static void merge(CellShapes *shapes, int a, int b, Span witness_a, Span witness_b) {
    int root_a = find(shapes, a);
    int root_b = find(shapes, b);
    if (root_a == root_b) {
        return;
    }
    SizeClass *to = &shapes->classes[root_a];
    const SizeClass *from = &shapes->classes[root_b];
    if (to->symbol == SIZE_FREE) {
        to->symbol = from->symbol;
        to->witness = from->witness.start >= 0 ? from->witness : witness_b;
    } else if (to->witness.start < 0) {
        to->witness = witness_a;
    }
    shapes->classes[root_b].parent = root_a;
}

static bool classes_agree(const CellShapes *shapes, int a, int b) {
    return symbols_agree(shapes, shapes->classes[find(shapes, a)].symbol, shapes->classes[find(shapes, b)].symbol);
}

// The product that a node is, beneath the functions around it; NULL if it is none.
static const CellNode *product_beneath(const CellNode *node) {
    while (node != NULL && node->kind == NODE_CALL) {
        node = node->first;
    }
    return node != NULL && node->kind == NODE_BESIDE && node->value == VALUE_VECTOR ? node : NULL;
}

// The matrix that is multiplied last in a product, NULL if there is none.
static const CellNode *last_matrix(const CellNode *product) {
    for (int i = product->chain_count - 1; i >= 0; i--) {
        if (product->chain[i]->kind == NODE_NAME) {
            return product->chain[i];
        }
    }
    return NULL;
}

static bool stands_behind(const CellNode *product, const CellNode *matrix) {
    return product->vector->span.start < matrix->span.start;
}

// A bare name that, beneath a node, is multiplied element by element with the vector at `at`; NULL if there is none. It may have been
// meant as a matrix.
static const CellNode *multiplied_weights(const CellNode *node, Span at) {
    if (node == NULL || at.start < node->outer.start || at.end > node->outer.end) {
        return NULL;
    }
    const CellNode *weights = NULL;
    bool is_factor = false;
    for (const CellNode *child = node->first; child != NULL; child = child->next) {
        const CellNode *beneath = multiplied_weights(child, at);
        if (beneath != NULL) {
            return beneath;
        }
        is_factor = is_factor || (child->span.start == at.start && child->span.end == at.end);
        weights = child->value == VALUE_WEIGHTS ? child : weights;
    }
    return node->kind == NODE_TIMES && is_factor ? weights : NULL;
}

// Whether "W * v" was written where "W v" was meant: a vector of the wrong size is multiplied by weights. A state that meets the input is
// right as it is; it is the input that wants a matrix.
static void suspect_times(const Inference *inference, Clash *clash, const CellNode *around, const Side *side, const Side *other, Span at) {
    const CellShapes *shapes = inference->shapes;
    bool is_right =
        shapes->classes[find(shapes, side->size)].symbol == SIZE_HIDDEN && shapes->classes[find(shapes, other->size)].symbol == SIZE_INPUT;
    if (clash->weights == NULL && !is_right) {
        clash->weights = multiplied_weights(around != NULL ? around : side->node, at);
        clash->multiplied = at;
    }
}

// If one side is a product whose matrix has got its shape elsewhere, it is that matrix which has two shapes.
static bool blame_matrix(Inference *inference, Clash *clash, const Side *side, int other) {
    const CellNode *product = product_beneath(side->node);
    const CellNode *matrix = product != NULL ? last_matrix(product) : NULL;
    if (matrix == NULL) {
        return false;
    }
    const CellWeight *weight = &inference->model->weights[inference->model->weight_of[matrix->name]];
    if (weight->offset == matrix->span.start) {
        return false;
    }
    bool behind = stands_behind(product, matrix);
    clash->matrix = matrix;
    clash->rows = behind ? matrix->size : other;
    clash->cols = behind ? other : matrix->size;
    return true;
}

static void unify(Inference *inference, const CellNode *parent, Side a, Side b) {
    CellShapes *shapes = inference->shapes;
    if (a.size < 0 || b.size < 0) {
        return; // a number, or broken
    }
    Span witness_a = witness_of(shapes, &a);
    Span witness_b = witness_of(shapes, &b);
    if (classes_agree(shapes, a.size, b.size)) {
        merge(shapes, a.size, b.size, witness_a, witness_b);
        return;
    }
    Clash clash = {.class_a = a.size, .class_b = b.size, .a = witness_a, .b = witness_b};
    suspect_times(inference, &clash, parent, &a, &b, witness_a);
    suspect_times(inference, &clash, parent, &b, &a, witness_b);
    if (!blame_matrix(inference, &clash, &b, a.size)) {
        blame_matrix(inference, &clash, &a, b.size);
    }
    inference->clashes[inference->clash_count++] = clash;
}

static Side side_of(const CellNode *node) {
    return (Side){node->size, node, node->span};
}

static int infer_weights(Inference *inference, const CellNode *node) {
    CellWeight *weight = &inference->model->weights[inference->model->weight_of[node->name]];
    if (weight->rows < 0) {
        weight->rows = add_class(inference->shapes, SIZE_FREE);
    }
    return weight->rows;
}

static int infer_reference(const Inference *inference, const CellNode *node) {
    if (node->name == NAME_X) {
        return inference->shapes->input;
    }
    int equation = inference->model->equation_of[node->name];
    if (equation >= 0) {
        return inference->shapes->equations + equation;
    }
    return node->name == NAME_Y && node->lag > 0 ? inference->shapes->missing_output : -1;
}

static int infer_elementwise(Inference *inference, CellNode *node) {
    const CellNode *first = NULL;
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        infer(inference, child);
        if (child->size < 0) {
            continue;
        }
        if (first == NULL) {
            first = child;
        } else {
            unify(inference, node, side_of(first), side_of(child));
        }
    }
    return first != NULL ? first->size : -1;
}

// Multiplies a vector of class `in` by one matrix; returns the class of the result.
static int infer_matrix(Inference *inference, CellNode *matrix, int in, bool behind) {
    CellShapes *shapes = inference->shapes;
    CellWeight *weight = &inference->model->weights[inference->model->weight_of[matrix->name]];
    int out = add_class(shapes, SIZE_FREE);
    int rows = behind ? in : out;
    int cols = behind ? out : in;
    matrix->size = in;
    if (weight->rows < 0) {
        weight->rows = rows;
        weight->cols = cols;
        return out;
    }
    bool agree = classes_agree(shapes, rows, weight->rows) && classes_agree(shapes, cols, weight->cols);
    if (!agree) {
        inference->clashes[inference->clash_count++] =
            (Clash){.matrix = matrix, .class_a = weight->rows, .class_b = weight->cols, .rows = rows, .cols = cols};
        return out;
    }
    merge(shapes, rows, weight->rows, matrix->span, matrix->span);
    merge(shapes, cols, weight->cols, matrix->span, matrix->span);
    return out;
}

static int infer_beside(Inference *inference, CellNode *node) {
    for (CellNode *child = node->first; child != NULL; child = child->next) {
        if (child == node->vector || child->kind != NODE_NAME) {
            infer(inference, child);
        }
    }
    if (node->value != VALUE_VECTOR) {
        return -1;
    }
    int size = node->vector->size;
    for (int i = 0; i < node->chain_count && size >= 0; i++) {
        if (node->chain[i]->kind == NODE_NAME) {
            size = infer_matrix(inference, node->chain[i], size, stands_behind(node, node->chain[i]));
        }
    }
    return size;
}

static int infer(Inference *inference, CellNode *node) {
    switch (node->kind) {
    case NODE_NUMBER:
        node->size = -1;
        break;
    case NODE_NAME:
        node->size = node->value == VALUE_WEIGHTS ? infer_weights(inference, node) : -1;
        break;
    case NODE_REF:
        node->size = infer_reference(inference, node);
        break;
    case NODE_CALL:
        node->size = infer(inference, node->first);
        break;
    case NODE_SUM:
    case NODE_TIMES:
        node->size = infer_elementwise(inference, node);
        break;
    case NODE_BESIDE:
        node->size = infer_beside(inference, node);
        break;
    }
    return node->size;
}

// "(hidden = 8, input = 4)", or "(hidden, input)" where sizes are symbolic.
static const char *shape_text(const Inference *inference, int rows, int cols) {
    static const char *const SYMBOLS[] = {
        [SIZE_FREE] = "hidden", [SIZE_INPUT] = "input", [SIZE_OUTPUT] = "output", [SIZE_HIDDEN] = "hidden"};
    const CellShapes *shapes = inference->shapes;
    const CellSource *source = inference->model->source;
    const char *texts[2] = {"", ""};
    const int classes[2] = {rows, cols};
    for (int i = 0; i < 2 && classes[i] >= 0; i++) {
        SizeSymbol symbol = shapes->classes[find(shapes, classes[i])].symbol;
        const char *separator = i > 0 ? ", " : "";
        texts[i] = shapes->sizes->hidden == 0
                       ? cell_format(source, "%s%s", separator, SYMBOLS[symbol])
                       : cell_format(source, "%s%s = %d", separator, SYMBOLS[symbol], size_of_symbol(shapes, symbol));
    }
    return cell_format(source, "(%s%s)", texts[0], texts[1]);
}

static void tell_matrix_clash(const Inference *inference, const Clash *clash) {
    CellSource *source = inference->model->source;
    const CellWeight *weight = &inference->model->weights[inference->model->weight_of[clash->matrix->name]];
    CELL_PROBLEM(source, clash->matrix->span.start, "cell.matrix-shapes-differ", {"name", source->names[weight->name]},
                 {"here", shape_text(inference, clash->rows, clash->cols)}, {"there", shape_text(inference, weight->rows, weight->cols)},
                 {"place", cell_place_text(source, weight->offset)});
}

// Told at whichever of the two stands further on, with the place of the other.
static void tell_vector_clash(const Inference *inference, const Clash *clash) {
    CellSource *source = inference->model->source;
    bool a_first = clash->a.start <= clash->b.start;
    Span here = a_first ? clash->b : clash->a;
    Span there = a_first ? clash->a : clash->b;
    const char *here_shape = shape_text(inference, a_first ? clash->class_b : clash->class_a, -1);
    const char *there_shape = shape_text(inference, a_first ? clash->class_a : clash->class_b, -1);
    const char *here_text = cell_excerpt(source, here);
    const char *there_text = cell_excerpt(source, there);
    const char *place = cell_place_text(source, there.start);
    if (clash->weights != NULL) {
        CELL_PROBLEM(source, here.start, "cell.sizes-differ-times", {"here", here_text}, {"here_shape", here_shape}, {"there", there_text},
                     {"there_shape", there_shape}, {"place", place}, {"weights", source->names[clash->weights->name]},
                     {"vector", cell_excerpt(source, clash->multiplied)});
    } else {
        CELL_PROBLEM(source, here.start, "cell.sizes-differ", {"here", here_text}, {"here_shape", here_shape}, {"there", there_text},
                     {"there_shape", there_shape}, {"place", place});
    }
}

static void add_named_classes(CellShapes *shapes, const CellModel *model) {
    // A state that feeds itself through weights is what `hidden` speaks of; other vectors take their size from what they are made of.
    EquationSet states = model->weighted_states & model->self_feeding;
    if (model->output < 0 && model->file->incomplete) { // any of them may turn out to be the output
        states = 0;
    }
    for (int e = 0; e < model->file->equation_count; e++) {
        bool is_state = (states >> e & 1) != 0;
        add_class(shapes, e == model->output ? SIZE_OUTPUT : is_state ? SIZE_HIDDEN : SIZE_FREE);
    }
    shapes->input = add_class(shapes, SIZE_INPUT);
    shapes->missing_output = add_class(shapes, SIZE_OUTPUT);
}

void cell_shapes_infer(CellShapes *shapes, CellModel *model, const ProgramSizes *sizes) {
    Arena *arena = model->source->arena;
    const CellFile *file = model->file;
    // At most one new class a node, and one clash a node and equation.
    size_t nodes = (size_t)file->node_count + (size_t)file->equation_count;
    *shapes = (CellShapes){.sizes = sizes, .classes = arena_array(arena, nodes + 2, sizeof(SizeClass))};
    Inference inference = {.shapes = shapes, .model = model, .clashes = arena_array(arena, nodes, sizeof(Clash))};
    add_named_classes(shapes, model);
    for (int e = 0; e < file->equation_count; e++) {
        const CellEquation *equation = &file->equations[e];
        if (equation->value == NULL) {
            continue;
        }
        int clashes = inference.clash_count;
        infer(&inference, equation->value);
        if (equation->name >= 0 && inference.clash_count == clashes) { // else it would only be told again
            Side left = {shapes->equations + model->equation_of[equation->name], NULL, {equation->span.start, equation->name_end}};
            unify(&inference, NULL, left, side_of(equation->value));
        }
    }
    for (int i = 0; i < inference.clash_count; i++) {
        const Clash *clash = &inference.clashes[i];
        if (clash->matrix != NULL) {
            tell_matrix_clash(&inference, clash);
        } else {
            tell_vector_clash(&inference, clash);
        }
    }
}
