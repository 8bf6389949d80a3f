// Opening experiments: checking, training towards the iteration that is wanted, recording it, and keeping the moment.
#ifndef UNROLL_APP_OPEN_H
#define UNROLL_APP_OPEN_H

#include "app/state.h"

// Opens an experiment in place of the one that is shown, which stays until the new one is ready. False, and nothing changed, with problems
// in the report.
bool state_open(State *state, const Experiment *experiment, Report *report);

// Sets keys and opens the outcome at once; what was there can be brought back by state_undo. False, and nothing changed, with problems.
bool state_change(State *state, const Experiment *experiment, Report *report);
bool state_undo(State *state, Report *report);
bool state_redo(State *state, Report *report);

// Shows the iteration after `updates` updates of the open experiment.
bool state_train_to(State *state, long updates, Report *report);

// Works for about `seconds` at what is not finished. When the trace that is wanted is there, the moment of the same name is shown in it, or
// the nearest earlier. Problems: training stopped, or the launch's moment does not exist (the start is shown).
void state_work(State *state, double seconds, Report *report);
bool state_is_working(const State *state);

// Works until nothing is left to do; false if there were problems.
bool state_settle(State *state, Report *report);

// Where `name` is in the trace: as trace_find, or a real number. False with a problem at `place`.
bool state_find_position(const State *state, const char *name, Place place, Report *report, double *position);

#endif
