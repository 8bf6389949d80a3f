// "#: name key value": what equations do not say about themselves and their weights.
//     #: b_f init 1          every element; or "init identity", for a matrix
//     #: f name.en forget gate
//     #: c place 2 0         column and row in the picture of the cell
#ifndef UNROLL_ENGINE_CELL_ANNOTATIONS_H
#define UNROLL_ENGINE_CELL_ANNOTATIONS_H

#include "engine/cell_resolve.h"

typedef struct EquationNote {
    const char *title[LANGUAGE_COUNT]; // NULL if none; lives in the source's arena
    bool placed;
    double column, row;
} EquationNote;

// Reads all annotations: those of equations into notes[equation] (CELL_MAX_EQUATIONS of them), those of weights into the model's weights.
void cell_annotate(CellModel *model, const CellTokens *tokens, EquationNote *notes);

#endif
