// What the tasks share that draw new sequences for each iteration.
#ifndef UNROLL_TASK_DRAWN_H
#define UNROLL_TASK_DRAWN_H

#include "base/random.h"
#include "task/task.h"

enum { DRAWN_MAX_STEPS = 10000 }; // what an experiment allows

// An empty dataset for `argument` whose sequences have `steps` timesteps and come from `seed`: sizes, fill, labels and baseline are still
// to be set.
Dataset *drawn_create(const char *task, const char *argument, uint64_t seed, int steps);

// Makes inputs and targets indices: `input_size` symbols can go in (their names, UTF-8, are copied), the first `output_size` of them be
// wanted. Sets the labels, and as baseline a guess among the symbols that can be wanted.
void drawn_set_symbols(Dataset *dataset, const char *const *names, int input_size, int output_size);

// The generator of one sequence. It depends on the task's name, the seed, the iteration and the lane alone, so that an iteration can be run
// again.
void drawn_random(const Dataset *dataset, long iteration, int lane, Random *random);

// What a fill begins with: nothing is wanted at any timestep, and vectors are zeros.
void drawn_clear(const Dataset *dataset, Batch *batch);

// The place of (t from 0, lane) in the arrays of a batch.
size_t drawn_row(const Batch *batch, int t, int lane);

#endif
