#include "task/dataset.h"

#include "engine/kernels.h"
#include "task/symbols.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Dataset *dataset_create(const char *task, const char *argument) {
    Dataset *dataset = memory_alloc_zeros(1, sizeof *dataset);
    arena_init(&dataset->arena);
    dataset->task = arena_copy_text(&dataset->arena, task, strlen(task));
    dataset->argument = arena_copy_text(&dataset->arena, argument, strlen(argument));
    dataset->default_wiring = WIRING_MANY_TO_MANY;
    dataset->value_scale = 1;
    dataset->baseline_per_target = NAN;
    return dataset;
}

void dataset_destroy(Dataset *dataset) {
    if (dataset == NULL) {
        return;
    }
    arena_finish(&dataset->arena);
    free(dataset);
}

void dataset_set_stream(Dataset *dataset, long count) {
    dataset->pair_count = count - 1;
    dataset->default_steps = (int)(dataset->pair_count < DEFAULT_STEPS ? dataset->pair_count : DEFAULT_STEPS);
}

// The stream of symbols: pair i is items[i] in, items[i + 1] wanted.
typedef struct SymbolStream {
    const int *items;     // (pair_count + 1)
    const char **written; // (symbol_count)
} SymbolStream;

static void fill_symbols(const Dataset *dataset, const long *starts, long iteration, Batch *batch) {
    (void)iteration;
    const SymbolStream *stream = dataset->own;
    for (int lane = 0; lane < batch->lanes; lane++) {
        long pair = starts[lane] % dataset->pair_count;
        for (int t = 0; t < batch->steps; t++) {
            size_t at = (size_t)t * (size_t)batch->lanes + (size_t)lane;
            batch->input_index[at] = stream->items[pair];
            batch->target_index[at] = stream->items[pair + 1];
            batch->has_target[at] = true;
            pair = pair + 1 < dataset->pair_count ? pair + 1 : 0;
        }
    }
}

static void append_symbol(const Dataset *dataset, const int *indices, const Batch *batch, int t, int lane, Text *out) {
    int index = indices[(size_t)t * (size_t)batch->lanes + (size_t)lane];
    if (index >= 0) {
        text_append(out, dataset->symbols[index]);
    }
}

void dataset_input_symbol(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    append_symbol(dataset, batch->input_index, batch, t, lane, out);
}

void dataset_target_symbol(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    append_symbol(dataset, batch->target_index, batch, t, lane, out);
}

void dataset_set_symbols(Dataset *dataset, const int *items, long count, const char **symbols, const char **written, int symbol_count) {
    dataset_set_stream(dataset, count);
    dataset->input_size = symbol_count;
    dataset->output_size = symbol_count;
    dataset->inputs_are_indices = true;
    dataset->targets_are_indices = true;
    dataset->symbols = symbols;
    dataset->symbol_count = symbol_count;
    dataset->fill = fill_symbols;
    dataset->input_label = dataset_input_symbol;
    dataset->target_label = dataset_target_symbol;
    SymbolStream *stream = arena_alloc(&dataset->arena, sizeof *stream);
    *stream = (SymbolStream){items, written};
    dataset->own = stream;
    dataset_set_guess(dataset, symbol_count, "task.baseline.uniform");
}

void dataset_set_guess(Dataset *dataset, int count, const char *key) {
    char formula[32];
    int length = snprintf(formula, sizeof formula, "ln %d", count);
    dataset->baseline_per_target = kernel_log(count);
    dataset->baseline_formula = arena_copy_text(&dataset->arena, formula, (size_t)length);
    dataset->baseline_key = key;
}

void dataset_name_baseline(const Dataset *dataset, int targets, const Words *words, Text *out) {
    Text value;
    text_init(&value);
    if (targets != 1) {
        text_printf(&value, "%d ", targets);
    }
    text_append(&value, dataset->baseline_formula);
    WORDS_FORMAT(words, out, dataset->baseline_key, {"value", value.data});
    text_finish(&value);
}

void symbol_append(const Dataset *dataset, int index, Text *out) {
    const SymbolStream *stream = dataset->own;
    text_append(out, stream->written[index]);
}
