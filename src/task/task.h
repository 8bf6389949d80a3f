// What is learned: pairs of an input and a wanted output, in an order.
#ifndef UNROLL_TASK_TASK_H
#define UNROLL_TASK_TASK_H

#include "base/arena.h"
#include "base/report.h"

#include <stdint.h>

typedef enum Wiring { WIRING_MANY_TO_MANY, WIRING_MANY_TO_ONE, WIRING_ONE_TO_MANY, WIRING_ENCODER_DECODER, WIRING_COUNT } Wiring;

// One window of training data. Whoever asks for it owns the arrays; a task fills them.
typedef struct Batch {
    int steps, lanes;
    int *input_index;  // (steps, lanes); -1: no input (zeros). NULL where the inputs are vectors
    double *input;     // (steps, lanes, kernel_stride(input_size)); NULL where the inputs are indices
    int *target_index; // (steps, lanes); -1: nothing wanted. NULL where the targets are vectors
    double *target;    // (steps, lanes, kernel_stride(output_size)); NULL where the targets are indices
    bool *has_target;  // (steps, lanes)
} Batch;

typedef struct Dataset Dataset;

struct Dataset {
    const char *task;     // "text", "series", ...
    const char *argument; // as it was given behind the colon
    int input_size, output_size;
    bool inputs_are_indices, targets_are_indices;
    const char **symbols; // UTF-8, one for each index (a space is shown as "␣", a newline as "⏎", a tab as "⇥"); NULL for series
    int symbol_count;
    long pair_count;   // of a stream; 0 where each iteration draws new sequences
    int default_steps; // steps when none are given; where sequences are drawn, the only ones
    Wiring default_wiring;
    bool default_losses_last;
    double value_mean, value_scale; // of a standardised series: shown = value * scale + mean; 0 and 1 otherwise

    // What an answer without memory reaches: the loss at one target of the best one where sequences are drawn (recall, adding, copy), of a
    // uniform guess for other symbols. Of the task's usual loss: cross-entropy for indices, half the square for vectors. NaN where none is
    // known.
    double baseline_per_target;
    const char *baseline_formula; // "ln 4"; NULL where none is known
    const char *baseline_key;     // key of its name in the words, which has {value} in it; NULL where none is known

    // Fills the batch: lane b takes the pairs starts[b], starts[b]+1, ... modulo pair_count. For tasks that draw sequences, `iteration` and
    // the lane's number choose which; starts is then ignored.
    void (*fill)(const Dataset *dataset, const long *starts, long iteration, Batch *batch);

    // What the pictures call the item that goes in, or is wanted, at (t from 0, lane): appended to `out` ("e", "0.31").
    void (*input_label)(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out);
    void (*target_label)(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out);

    void *own; // what the task keeps; lives in the arena
    Arena arena;
};

typedef struct Task {
    const char *name;     // before the colon
    const char *argument; // how its argument is written, for help: "STRING | @FILE"
    const char *help;     // key of its line of help in the words
    // NULL with a problem at `place` if the argument is wrong.
    Dataset *(*open)(const char *argument, uint64_t seed, Place place, Report *report);
} Task;

// The tasks, by name; NULL behind the last.
const Task *task_at(size_t index);
const Task *task_find(const char *name);

// Opens "NAME" or "NAME:ARGUMENT". Problems are told at `place` (a flag or a line of a lesson).
Dataset *dataset_open(const char *task, uint64_t seed, Place place, Report *report);
void dataset_destroy(Dataset *dataset);

// Appends the name of the baseline for an iteration with so many targets a lane: "chance: 10 ln 8". There is a baseline.
void dataset_name_baseline(const Dataset *dataset, int targets, const Words *words, Text *out);

const char *wiring_name(Wiring wiring); // "many-to-many", ...
bool wiring_find(const char *name, Wiring *wiring);

#endif
