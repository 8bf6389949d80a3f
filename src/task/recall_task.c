// recall:N[:V]: one of V symbols, called by numbers, goes in at the first timestep, then N random letters; at the last timestep the symbol
// is wanted.
//
// The letters say nothing about the symbol, so the loss falls below ln V only through what has been kept since the first timestep. There
// are many so that what a state keeps by accident drowns in them: after blanks, Adam's noise alone makes some networks hold a symbol, and
// then the readout learns to read it though no gradient ever went back to the first timestep.
#include "task/dataset.h"
#include "task/drawn.h"
#include "task/tasks.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_SYMBOLS = 4, LETTERS = 26, MAX_SYMBOLS = VOCABULARY_LIMIT - LETTERS };

static void fill_recall(const Dataset *dataset, const long *starts, long iteration, Batch *batch) {
    (void)starts;
    drawn_clear(dataset, batch);
    for (int lane = 0; lane < batch->lanes; lane++) {
        Random random;
        drawn_random(dataset, iteration, lane, &random);
        int symbol = random_below(&random, dataset->output_size);
        batch->input_index[drawn_row(batch, 0, lane)] = symbol;
        for (int t = 1; t < batch->steps; t++) {
            batch->input_index[drawn_row(batch, t, lane)] = dataset->output_size + random_below(&random, LETTERS);
        }
        size_t last = drawn_row(batch, batch->steps - 1, lane);
        batch->target_index[last] = symbol;
        batch->has_target[last] = true;
    }
}

// Reads "N" or "N:V".
static bool read_argument(const char *argument, long *others, long *symbols) {
    const char *colon = strchr(argument, ':');
    *symbols = DEFAULT_SYMBOLS;
    Text count;
    text_init(&count);
    text_append_bytes(&count, argument, colon != NULL ? (size_t)(colon - argument) : strlen(argument));
    bool well = integer_parse(count.data, others) && (colon == NULL || integer_parse(colon + 1, symbols));
    text_finish(&count);
    return well && *others >= 1 && *others < DRAWN_MAX_STEPS && *symbols >= 2 && *symbols <= MAX_SYMBOLS;
}

static Dataset *open_recall(const char *argument, uint64_t seed, Place place, Report *report) {
    long others, symbols;
    if (!read_argument(argument, &others, &symbols)) {
        REPORT(report, place, "task.recall.range", {"value", argument});
        return NULL;
    }
    Dataset *dataset = drawn_create(TASK_RECALL.name, argument, seed, (int)others + 1);
    const char **names = arena_array(&dataset->arena, (size_t)symbols + LETTERS, sizeof *names);
    for (long i = 0; i < symbols; i++) {
        char name[32];
        int length = snprintf(name, sizeof name, "%ld", i + 1);
        names[i] = arena_copy_text(&dataset->arena, name, (size_t)length);
    }
    for (int i = 0; i < LETTERS; i++) {
        names[symbols + i] = arena_copy_text(&dataset->arena, &"abcdefghijklmnopqrstuvwxyz"[i], 1);
    }
    drawn_set_symbols(dataset, names, (int)symbols + LETTERS, (int)symbols);
    dataset->fill = fill_recall;
    dataset->default_wiring = WIRING_MANY_TO_ONE;
    dataset->default_losses_last = true;
    return dataset;
}

const Task TASK_RECALL = {.name = "recall", .argument = "N[:V]", .help = "task.recall.help", .open = open_recall};
