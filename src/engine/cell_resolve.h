// What each name of a cell is (an equation, a matrix, a vector of weights), what each expression is, and what reads what.
#ifndef UNROLL_ENGINE_CELL_RESOLVE_H
#define UNROLL_ENGINE_CELL_RESOLVE_H

#include "engine/cell_parser.h"

#include <assert.h>
#include <stdint.h>

typedef uint64_t EquationSet; // bit e: equation e
static_assert(CELL_MAX_EQUATIONS <= 64, "an EquationSet has a bit for each equation");

typedef struct CellWeight {
    int name;
    int offset;         // where it first stands
    bool is_matrix;     // else a vector
    bool is_multiplied; // a vector that multiplies another element by element
    int rows, cols;     // size classes, from cell_shapes
    ParamInit init;     // from annotations
    double init_constant;
} CellWeight;

typedef struct CellModel {
    CellSource *source;
    CellFile *file;
    int *equation_of;    // by number of name: its first equation, or -1
    int *weight_of;      // by number of name: into weights, or -1
    CellWeight *weights; // in the order in which they first stand in the text
    int weight_count;
    EquationSet reads_now[CELL_MAX_EQUATIONS]; // which equations it reads at lag 0
    EquationSet reads[CELL_MAX_EQUATIONS];     // at any lag
    int max_lag[CELL_MAX_EQUATIONS];           // the largest lag at which it is read
    int input_max_lag;
    EquationSet weighted_states;   // read at a lag and multiplied by weights there
    bool reads_missing_output;     // y is read at a lag and has no equation
    int order[CELL_MAX_EQUATIONS]; // from cell_order: an order of computation
    int order_count;
    EquationSet self_feeding; // from cell_order: depends on its own past
    int output;               // equation of the output, or -1
} CellModel;

// Fills all but what cell_order and cell_shapes find. Problems are told; what they touch gets VALUE_BROKEN.
void cell_resolve(CellSource *source, CellFile *file, CellModel *out);

// Sorts the equations so that each stands behind what it reads at lag 0, in the written order where that is possible, and tells of circles.
void cell_order(CellModel *model);

#endif
