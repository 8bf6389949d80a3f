#include "task/drawn.h"

#include "engine/kernels.h"
#include "task/dataset.h"

#include <stdio.h>
#include <string.h>

Dataset *drawn_create(const char *task, const char *argument, uint64_t seed, int steps) {
    Dataset *dataset = dataset_create(task, argument);
    dataset->default_steps = steps;
    uint64_t *own = arena_alloc(&dataset->arena, sizeof *own);
    *own = seed;
    dataset->own = own;
    return dataset;
}

void drawn_set_symbols(Dataset *dataset, const char *const *names, int input_size, int output_size) {
    dataset->input_size = input_size;
    dataset->output_size = output_size;
    dataset->inputs_are_indices = true;
    dataset->targets_are_indices = true;
    dataset->symbol_count = input_size;
    dataset->symbols = arena_array(&dataset->arena, (size_t)input_size, sizeof *dataset->symbols);
    for (int i = 0; i < input_size; i++) {
        dataset->symbols[i] = arena_copy_text(&dataset->arena, names[i], strlen(names[i]));
    }
    dataset->input_label = dataset_input_symbol;
    dataset->target_label = dataset_target_symbol;
    dataset_set_guess(dataset, output_size, "task.baseline.chance");
}

void drawn_random(const Dataset *dataset, long iteration, int lane, Random *random) {
    const uint64_t *seed = dataset->own;
    char name[64];
    snprintf(name, sizeof name, "%ld:%d", iteration, lane);
    random_init(random, *seed, dataset->task, name);
}

static void clear_rows(double *rows, const Batch *batch, int size) {
    if (rows != NULL) {
        memset(rows, 0, drawn_row(batch, batch->steps, 0) * (size_t)kernel_stride(size) * sizeof *rows);
    }
}

void drawn_clear(const Dataset *dataset, Batch *batch) {
    clear_rows(batch->input, batch, dataset->input_size);
    clear_rows(batch->target, batch, dataset->output_size);
    size_t rows = drawn_row(batch, batch->steps, 0);
    for (size_t row = 0; row < rows; row++) {
        batch->has_target[row] = false;
        if (batch->target_index != NULL) {
            batch->target_index[row] = -1;
        }
    }
}

size_t drawn_row(const Batch *batch, int t, int lane) {
    return (size_t)t * (size_t)batch->lanes + (size_t)lane;
}
