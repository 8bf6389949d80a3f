// What the tests of a run share: a cell with weights, data and buffers, made from a few numbers; always the same for the same numbers.
#ifndef UNROLL_TESTS_ENGINE_RUN_FIXTURE_H
#define UNROLL_TESTS_ENGINE_RUN_FIXTURE_H

#include "kernel_fixture.h"

#include "engine/run.h"

typedef struct RunSpec {
    const char *cell;          // its text, or the name of an asset: "cells/lstm.cell"
    int input, output, hidden; // 0: 3, 4, 5: three sizes that cannot be mistaken for each other
    int steps, lanes;          // 0: 6 timesteps, 2 lanes
    int window;                // as in Schedule
    int first_loss, advance;   // 0: 1, and all timesteps
    bool vectors;              // inputs and targets are vectors; else indices
    bool squared_error;
    bool one_to_many; // only the first timestep has an input
    bool gaps;        // some timesteps of some lanes have no target
    bool warm;        // the states from before are those that an iteration has left; else zero
    double scale;     // of the weights; 0: 0.7
    const char *held; // an equation that is held, as `hold` says; NULL: none
    Hold hold;        // the first iteration is run; from 0 to 0: for good
} RunSpec;

typedef struct RunFixture {
    Words *words;
    Report report;
    Program *program;
    Schedule schedule;
    Params params, grads;
    Run *run;
    int *input_index, *target_index; // (steps, lanes)
    double *input_rows, *target_rows;
    bool *has_target;
    RunInput input;
} RunFixture;

// Everything that the spec asks for; nothing has been run yet, but for the iteration before a warm start. All weights are drawn, biases
// too.
void run_fixture_init(RunFixture *fixture, const RunSpec *spec);
void run_fixture_finish(RunFixture *fixture);

// Forward and backward. Returns the loss.
double run_fixture_sweep(RunFixture *fixture);

// The data behind the first `from` timesteps; the arrays stay the fixture's.
RunInput run_fixture_input_from(const RunFixture *fixture, int from);

// The data of one lane, as a batch of one. The arrays of `one` are the caller's, freed with run_fixture_free_input.
RunInput run_fixture_lane(const RunFixture *fixture, int lane);
void run_fixture_free_input(RunInput *one);

// Fails unless the arrays agree: to the bit; or each element within `relative` of the largest magnitude in either array.
void assert_same_array(const double *a, const double *b, size_t count, const char *what);
void assert_close_array(const double *a, const double *b, size_t count, double relative, const char *what);

// The same for all elements of all parameters (the padding is left out).
void assert_same_params(const Params *a, const Params *b);
void assert_close_params(const Params *a, const Params *b, double relative);

// The elements of a parameter as written, row-major; malloc'd.
double *param_values(const Params *params, int param, size_t *count);

#endif
