// What a program's form says about gates and memory: nothing here knows a cell by name.
#ifndef UNROLL_ENGINE_GATES_H
#define UNROLL_ENGINE_GATES_H

#include "engine/program.h"

// One place where a gate lets a vector through: the element-wise product `mul`, whose other operand is what passes.
typedef struct GateUse {
    int mul;        // an OP_MUL
    int slot;       // of its operands, the gate's (0 or 1)
    int complement; // the op that makes 1 - gate (or the OP_CLAMP over it), which is what multiplies here; -1: the gate itself does
} GateUse;

enum { GATE_MAX_USES = 8 };

// A vector of values between 0 and 1 (a sigmoid) by which others are multiplied, element by element.
typedef struct Gate {
    int op;       // whose values multiply: the sigmoid, or the OP_CLAMP over it
    int equation; // whose result it is; -1: it has no name of its own
    GateUse uses[GATE_MAX_USES];
    int use_count; // >= 1; further uses are left out
} Gate;

// The gates of a program in the order of its ops, at most CELL_MAX_EQUATIONS of them; `out` has room for that many. Returns how many.
int program_gates(const Program *program, Gate *out);

// Whether one gate opens what it closes elsewhere: it multiplies as it is in one place, as 1 - gate in another (the update gate of a GRU).
bool gate_is_see_saw(const Gate *gate);

// Whether a value is beyond what the equation can give by itself, as at most a hold can: outside 0 .. 1 where it is a sigmoid.
bool gate_is_beyond(const Program *program, int equation, double value);

// Whether a matrix multiplies a state of an earlier timestep: directly, or what gates let through of it, as in U (r[t] * h[t-1]).
// `carry` asks about one OP_CARRY, -1 about any.
bool program_acts_on_past(const Program *program, int param, int carry);

// The way of a state from one timestep to the next on which it is only multiplied element by element and added to: no matrix and no
// squashing lies on it. The cell state of an LSTM has one (S. Hochreiter and J. Schmidhuber, 1997), as has the state of a GRU.
typedef struct Highway {
    int equation; // the state
    int carry;    // the OP_CARRY of lag 1 that brings it in
    int *ops;     // from the carry's reader to the equation's own op, in the order of a timestep
    int *slots;   // of each, the operand by which the way comes in
    int count;
} Highway;

// The highways, in the order of the equations; memory from the arena. Returns how many; `out` has room for CELL_MAX_EQUATIONS.
int program_highways(const Program *program, Arena *arena, Highway *out);

#endif
