// The sizes of all vectors of a cell and the shapes of its weights, by unification.
#ifndef UNROLL_ENGINE_CELL_SHAPES_H
#define UNROLL_ENGINE_CELL_SHAPES_H

#include "engine/cell_resolve.h"

typedef enum SizeSymbol { SIZE_FREE, SIZE_INPUT, SIZE_OUTPUT, SIZE_HIDDEN } SizeSymbol;

// A class of vectors that have equal sizes. Classes are merged; the members of one point to its root.
typedef struct SizeClass {
    int parent;
    SizeSymbol symbol; // of a root
    Span witness;      // of a root with a symbol: the part of the text that brought the symbol in; start -1: none yet
} SizeClass;

typedef struct CellShapes {
    const ProgramSizes *sizes;
    SizeClass *classes;
    int class_count;
    int equations; // class of the equation 0; the others follow
    int input;
    int missing_output; // of a y that is read without an equation
} CellShapes;

// Gives every node and weight of the model its size class. Clashes are told with both sizes and both places.
void cell_shapes_infer(CellShapes *shapes, CellModel *model, const ProgramSizes *sizes);

// The size of a class; 0 where sizes are symbolic.
int cell_shapes_size(const CellShapes *shapes, int size_class);

#endif
