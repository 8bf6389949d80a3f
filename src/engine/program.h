// A cell compiled: one list of vector operations for a timestep, which is run, recorded, drawn, typeset and printed.
#ifndef UNROLL_ENGINE_PROGRAM_H
#define UNROLL_ENGINE_PROGRAM_H

#include "base/arena.h"
#include "base/report.h"

#include <stdbool.h>

enum {
    CELL_MAX_BYTES = 64 * 1024,
    CELL_MAX_EQUATIONS = 64,
    CELL_MAX_NESTING = 32,
    CELL_MAX_LAG = 64,
};

// v, a, b: vectors of this timestep; W: a matrix of weights; p: a vector of weights; k: a number.
typedef enum OpKind {
    OP_INPUT,  // x[t - lag]
    OP_CARRY,  // v[t - lag], lag >= 1. Backward: the identity, or zero where a cut lies within the lag
    OP_MATVEC, // W v, W of shape (out, in)
    OP_VECMAT, // v W, W of shape (in, out)
    OP_SUM,    // +- a +- b ..., from left to right; each operand a vector, a weight vector or a number
    OP_MUL,    // a * b, element-wise; one operand may be a weight vector (a diagonal)
    OP_SCALE,  // k v
    OP_TANH,
    OP_SIGMOID,
    OP_RELU,
    OP_SOFTMAX,
    OP_IDENTITY,
    OP_CLAMP, // v, or a number in every element while it is held at that. Backward: the identity, or nothing while it is held
    OP_KIND_COUNT
} OpKind;

typedef enum OperandKind { OPERAND_OP, OPERAND_PARAM, OPERAND_NUMBER } OperandKind;

typedef struct Operand {
    OperandKind kind;
    int index;     // into Program.ops or Program.params
    double number; // OPERAND_NUMBER
    int sign;      // +1 or -1, for OP_SUM; +1 elsewhere
} Operand;

// Bytes [start, end) of Program.text.
typedef struct Span {
    int start, end;
} Span;

// A value at which an equation is held instead of its own, from the iteration behind `from` updates on, up to that behind `to`.
typedef struct Hold {
    double value;
    long from, to; // updates made: from <= n < to; LONG_MAX: for good
} Hold;

typedef struct Op {
    OpKind kind;
    int size; // of the result vector
    // OP_INPUT: none. OP_CARRY: one, the op that is read (it may stand behind). OP_MATVEC, OP_VECMAT: vector, matrix. OP_SCALE: number,
    // vector. OP_MUL: two vectors, or a vector and a weight vector in either order. A weight vector anywhere else than in OP_SUM and
    // OP_MUL, or two of them multiplied, is first made a vector by an OP_SUM of its own.
    Operand *operands;
    int operand_count;
    int lag;           // OP_INPUT (0 or more), OP_CARRY (1 or more)
    int equation;      // into Program.equations: the equation in whose text it first stands
    Span span;         // the part of the text that it computes
    const Hold *holds; // OP_CLAMP: none overlaps another; NULL elsewhere
    int hold_count;
    bool needs_gradient; // some weight or earlier state lies beneath it; false for x and what only x and numbers make
} Op;

typedef enum ParamRole { PARAM_MATRIX, PARAM_BIAS, PARAM_DIAGONAL } ParamRole; // bias: only added; diagonal: a multiplied vector
typedef enum ParamInit { PARAM_INIT_DEFAULT, PARAM_INIT_CONSTANT, PARAM_INIT_IDENTITY } ParamInit;

typedef struct Param {
    const char *name;
    int rows, cols; // as written: W v has (out, in), v W has (in, out); a vector has (size, 1)
    ParamRole role;
    ParamInit init; // from an annotation "init identity" or "init NUMBER"
    double init_constant;
    bool acts_on_lagged; // a matrix that multiplies a state read at a lag, directly
} Param;

typedef struct Equation {
    const char *name;
    int op; // whose result it names; no two equations share an op
    int size;
    int max_lag;                       // the largest lag at which it is read; 0: no state
    const char *title[LANGUAGE_COUNT]; // from annotations name.en, name.ko; NULL if none
    bool placed;                       // from "place COLUMN ROW"
    double place_column, place_row;
    bool added;        // the readout that the language added
    Span span;         // its line(s) in Program.text, without comments
    int span_name_end; // end of "name[t]" on the left side: [span.start, span_name_end)
} Equation;

typedef enum LossKind { LOSS_CROSS_ENTROPY, LOSS_SQUARED_ERROR } LossKind;
typedef enum LossChoice { LOSS_CHOICE_AUTO, LOSS_CHOICE_CROSS_ENTROPY, LOSS_CHOICE_SQUARED_ERROR } LossChoice;

typedef struct Program {
    const char *text; // the cell's text with its readout, NUL-terminated: what parses again to the same program
    Op *ops;          // in the order of one timestep: every operand but a carry's stands before its reader
    int op_count;
    Param *params; // in the order in which they first stand in the text
    int param_count;
    Equation *equations; // in the order of the text
    int equation_count;
    int *backward; // the ops with needs_gradient, in the order of the backward pass: each after all its readers of the same timestep
    int backward_count;
    int output_equation;
    int output_op; // what the targets are compared with
    int logits_op; // under softmax and cross-entropy the operand of the output's softmax; else output_op
    LossKind loss;
    int input_size, output_size, hidden;
    int max_lag;       // over all states, 0 if there is none
    int input_max_lag; // the largest lag at which x is read
    Arena arena;
} Program;

typedef struct ProgramSizes {
    int input, output, hidden; // all >= 1; or all 0: symbolic, only checked (ops then have size 0)
    bool targets_are_indices;  // else vectors
    LossChoice loss;
} ProgramSizes;

// Compiles a cell. `file` names it in problems. NULL when anything is wrong, with every problem of the file in `report`.
// `bytes` is valid UTF-8. The caller destroys the program.
// Sizes: x has the input's, the output the output's, a state that feeds itself through weights has `hidden`; the others have what they are
// made of, or are added to, else `hidden`. A readout that is added has the weights W_y and b_y, or, where the cell has such names, W_y2 and
// b_y2 and so on; it counts among the CELL_MAX_EQUATIONS.
Program *program_compile(const char *file, const char *bytes, size_t size, const ProgramSizes *sizes, Report *report);

// Holds an equation, other than the output's, at values of one's own: its op is followed by an OP_CLAMP that takes its place, for every
// reader, now or at a lag. Once for an equation, before any run is made of the program. `holds` (at least one, not overlapping) is copied.
void program_hold(Program *program, int equation, const Hold *holds, int count);

// The hold of an OP_CLAMP in the iteration behind `updates` updates; NULL where it passes on what it gets, and for any other op.
const Hold *program_held(const Program *program, int op, long updates);

// Destroying NULL is fine.
void program_destroy(Program *program);

// -1 if there is none.
int program_find_equation(const Program *program, const char *name);
int program_find_param(const Program *program, const char *name);

// The equation whose result the op is, or -1.
int program_equation_of_op(const Program *program, int op);

const char *op_kind_name(OpKind kind); // "matvec", "carry", ...

// Appends the op as it is written with the timestep put in: "W_h h[2]" at t = 3, "tanh(...)" , "h[2]". `t` <= 0 keeps "t".
void program_op_text(const Program *program, int op, int t, Text *out);

#endif
