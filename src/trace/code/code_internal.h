// What the parts of the code's writer share.
#ifndef UNROLL_TRACE_CODE_CODE_INTERNAL_H
#define UNROLL_TRACE_CODE_CODE_INTERNAL_H

#include "trace/code/code.h"

enum { CODE_WIDTH = 100 }; // columns of a line of numbers or names

// ---- the writer (code_writer.c) -------------------------------------------------------------------------------------------------

// What is known of an op before its lines are written.
typedef struct CodeOp {
    const char *name;         // its variable; NULL until asked for
    const char *adjoint_name; // "d" and the name; NULL until asked for
    bool live;                // some loss reaches it
    bool arrives;             // live, and part of its adjoint comes from outside of the cell: from the loss or from later timesteps
    bool named;               // has a variable; the others stand within the expressions of their readers
    bool kept;                // has a variable that the backward pass reads
} CodeOp;

typedef struct CodeWriter {
    const Trace *trace;
    const Program *program;
    const Words *words;
    Code *code;
    Arena arena;
    bool rows;   // vectors are rows, (lanes, size), since most products have the matrix behind the vector; else columns, (size, lanes)
    CodeOp *ops; // per op
    const char **params;    // names, per parameter
    const char **equations; // names, per equation
    const char **taken;     // every name that is in use
    int taken_count, taken_capacity;
} CodeWriter;

// One line, its newline included. `format` makes it up, its indentation too.
void code_line(CodeWriter *writer, Phase phase, int op, const char *format, ...) __attribute__((format(printf, 4, 5)));
void code_plain(CodeWriter *writer, const char *format, ...) __attribute__((format(printf, 2, 3))); // of no moment
void code_blank(CodeWriter *writer, int count);

// A text in the writer's language, or any other, as comment lines, each behind "# " and `indent`. What a comment cannot hold is replaced.
void code_comment(CodeWriter *writer, const char *indent, const char *text);
const char *code_words(const CodeWriter *writer, const char *key);

// A string that lives as long as the writer.
const char *code_format(CodeWriter *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *code_number(CodeWriter *writer, double value);

// Names separated by ", " in an arena's string; `count` 0 gives "".
const char *code_join(CodeWriter *writer, const char *const *names, int count);

// "(8, LANES)" or "(LANES, 8)".
const char *code_shape(CodeWriter *writer, int size);

// ---- names (code_names.c) -------------------------------------------------------------------------------------------------------

// Gives the parameters and equations their names in Python.
void code_name_all(CodeWriter *writer);
// A name that nothing has yet: `wanted`, or that with "_" behind.
const char *code_name_new(CodeWriter *writer, const char *wanted);
const char *code_op_name(CodeWriter *writer, int op);      // "h", "h_prev", "a_h", "logits"
const char *code_adjoint_name(CodeWriter *writer, int op); // "dh", "dh_prev", "da_h", "dlogits"

// ---- which ops have variables (code_plan.c) -------------------------------------------------------------------------------------

void code_plan(CodeWriter *writer);

// Whether an op's result goes into a clamp, which has the next place and the same variable; and whether an op is a clamp that holds in this
// iteration.
bool code_is_clamped(const CodeWriter *writer, int op);
bool code_is_held(const CodeWriter *writer, int op);

// The op that the losses send their gradient to; -1 if no weight lies beneath it.
int code_loss_op(const CodeWriter *writer);
bool code_is_state(const CodeWriter *writer, int op); // the result of an equation that is read at a lag

// Ops of one kind of role in the cell, in the order of the program; `out` has room for all ops. Return how many.
int code_arguments(const CodeWriter *writer, int *out); // inputs and carries: what goes into the forward pass
int code_results(const CodeWriter *writer, int *out);   // states, then logits and output: what comes out of it
int code_arriving(const CodeWriter *writer, int *out);  // what goes into the backward pass
int code_leaving(const CodeWriter *writer, int *out);   // the carries whose adjoints come out of it

// ---- expressions (code_expression.c) --------------------------------------------------------------------------------------------

// How tightly an expression holds together.
typedef enum CodeBinding { CODE_SUM, CODE_PRODUCT, CODE_ATOM } CodeBinding;

typedef struct CodeExpression {
    const char *text;
    CodeBinding binding;
    int sign; // the expression is `sign` times the text
} CodeExpression;

// The text, in parentheses where it binds less tightly than it must.
const char *code_bound(CodeWriter *writer, CodeExpression expression, CodeBinding least);
CodeExpression code_total(CodeWriter *writer, CodeExpression *terms, int count); // their sum, at least one, with sign 1

CodeExpression code_value(CodeWriter *writer, int op);      // by its name, if it has one
CodeExpression code_definition(CodeWriter *writer, int op); // how it is computed
// What the reader sends to its operand `slot`, where its own adjoint is `adjoint`.
CodeExpression code_contribution(CodeWriter *writer, int reader, int slot, CodeExpression adjoint);
// The gradient of the parameter in operand `slot`.
const char *code_share(CodeWriter *writer, int op, int slot, CodeExpression adjoint);

// ---- tables of numbers (code_table.c) -------------------------------------------------------------------------------------------

typedef struct CodeTable {
    const double *values; // (rows, cols), row-major
    int rows, cols;
    bool flat;          // one row, as a list of numbers and not of rows
    bool packed;        // several rows may share a line
    bool whole;         // indices, not real numbers
    const char *behind; // what follows the array: ".T", ".reshape(4, 2, 1)", ""
    const char *shape;  // of what it comes to, for a shorter form where all numbers are equal; NULL: no such form
} CodeTable;

// "before" and the table and "after", over as many lines as it needs. Further lines are indented by `indent` columns.
void code_table(CodeWriter *writer, int indent, const char *before, const CodeTable *table, const char *after);

// ---- the parts of the code ------------------------------------------------------------------------------------------------------

void code_write_cell(CodeWriter *writer);     // class Cell (code_cell.c)
void code_write_unrolled(CodeWriter *writer); // functions, class Cell, class Unrolled (code_unrolled.c)
void code_write_update(CodeWriter *writer);   // def update (code_update.c)
void code_write_data(CodeWriter *writer);     // the numbers (code_data.c)
void code_write_run(CodeWriter *writer);      // forward, backward, update, what is printed (code_update.c)

#endif
