// A cell without problems -> the operations of a program.
#ifndef UNROLL_ENGINE_PROGRAM_EMIT_H
#define UNROLL_ENGINE_PROGRAM_EMIT_H

#include "engine/cell_annotations.h"
#include "engine/cell_shapes.h"

// Fills the program's ops, params, equations, the order of the backward pass and the largest lags. Everything goes into the program's
// arena; its text, output and loss are left to the caller.
void program_emit(Program *program, const CellModel *model, const CellShapes *shapes, const EquationNote *notes);

#endif
