// What the tests of the cell language share: compiling a text, and a program as text.
#ifndef UNROLL_TESTS_ENGINE_CELL_FIXTURE_H
#define UNROLL_TESTS_ENGINE_CELL_FIXTURE_H

#include "engine/program.h"

typedef struct CellFixture {
    Words *words;
    Report report;
    Text text; // for the dumps
} CellFixture;

void cell_fixture_init(CellFixture *fixture, Language language);
void cell_fixture_finish(CellFixture *fixture);

// input 4, output 3, hidden 8, targets are indices: three sizes that cannot be mistaken for each other.
ProgramSizes cell_sizes(void);

// All symbolic, targets are indices.
ProgramSizes cell_symbols(void);

// Compiles a text called "cell" and leaves its problems in the report, which is emptied before.
Program *cell_compile(CellFixture *fixture, const char *text, ProgramSizes sizes);

// The same, and fails the test with the problems if there are any.
Program *cell_compile_fine(CellFixture *fixture, const char *text, ProgramSizes sizes);

// One operation a line: "3 carry-1 %5 :8", number, kind with its lag, operands, size; "-" behind the size where no gradient is needed.
const char *cell_dump_ops(CellFixture *fixture, const Program *program);

// Everything else that a program says, one thing a line.
const char *cell_dump_rest(CellFixture *fixture, const Program *program);

// "1:28 cell.round-brackets" for each problem, joined by ", ".
const char *cell_dump_problems(CellFixture *fixture);

// For cmocka: *state is a fixture in English, from before the first test of a group to behind its last.
int cell_fixture_setup(void **state);
int cell_fixture_teardown(void **state);

#endif
