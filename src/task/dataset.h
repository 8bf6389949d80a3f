// What the tasks share in making their datasets.
#ifndef UNROLL_TASK_DATASET_H
#define UNROLL_TASK_DATASET_H

#include "base/files.h"
#include "task/task.h"

enum {
    TASK_FILE_LIMIT = 16 * 1024 * 1024, // bytes of a file that a task reads
    VOCABULARY_LIMIT = 1024,            // symbols of a task
    DEFAULT_STEPS = 25,                 // where a stream is longer
};

// An empty dataset with copies of both strings: many-to-many, losses everywhere, nothing standardised, no baseline. Never NULL;
// dataset_destroy frees it.
Dataset *dataset_create(const char *task, const char *argument);

// Makes it a stream of `count` items (at least 2), hence count - 1 pairs.
void dataset_set_stream(Dataset *dataset, long count);

// Makes it a stream of symbols: `count` items, each below `symbol_count`; both arrays live in the dataset's arena. Inputs and targets
// are indices. `symbols` are the names, UTF-8; `written` what symbol_append appends for each.
void dataset_set_symbols(Dataset *dataset, const int *items, long count, const char **symbols, const char **written, int symbol_count);

// Labels of indices: the symbol's name; nothing where the index is -1.
void dataset_input_symbol(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out);
void dataset_target_symbol(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out);

// Sets as baseline a guess among `count` symbols that are all as likely; `key` names it in the words.
void dataset_set_guess(Dataset *dataset, int count, const char *key);

#endif
