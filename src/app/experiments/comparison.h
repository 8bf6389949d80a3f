// The experiments that are compared with the open one: each with a session and a recording of its own, trained along with it.
#ifndef UNROLL_APP_EXPERIMENTS_COMPARISON_H
#define UNROLL_APP_EXPERIMENTS_COMPARISON_H

#include "app/launch.h"
#include "experiment/recording.h"

typedef struct State State;

typedef struct ComparedLane {
    Recording *recording;   // owns its session
    Trace *trace;           // NULL until it has been recorded
    bool has_own_iteration; // `iterations` is what is compared: it stays where that says
} ComparedLane;

typedef struct Comparison {
    ComparedLane lanes[VIEW_MAX_LANES - 1];
    int count;
} Comparison;

// Opens what `compare` (as compare_read; NULL: nothing) makes of the leading experiment. NULL with problems at "--compare" or at the keys
// where that cannot be.
Comparison *comparison_create(const char *compare, const Experiment *leading, Report *report);
void comparison_destroy(Comparison *comparison); // destroying NULL is fine

// Trains every lane towards `updates` updates for about `seconds` in all; true once all are there, or stand where training stopped being
// finite.
bool comparison_work(const State *state, Comparison *comparison, long updates, double seconds);

// Records the iteration that each lane stands before, and chooses the loss at `of_loss` in those that have one there.
void comparison_record(Comparison *comparison, int of_loss);
void comparison_choose_loss(Comparison *comparison, int of_loss);

// What to compare with where nobody has said so: what is held with the same free of it, what is cut with full BPTT, and full BPTT with a
// cut halfway. False where there is nothing to cut.
bool comparison_suggest(const State *state, Text *out);

// Keeps what is compared as it was written; NULL: nothing is.
void state_keep_compare(State *state, const char *compare);

// Shows the open experiment beside what `compare` says (NULL: alone) as soon as that is trained as far. False, and nothing changed, with
// problems.
bool state_compare(State *state, const char *compare, Report *report);

// Opens `experiment` (as state_change) beside what `compare` says (NULL: alone), together: lanes that stood beside what was open before
// need not suit it. False, and nothing changed, with problems.
bool state_change_compared(State *state, const Experiment *experiment, const char *compare, Report *report);

#endif
