// random:V: a stream of random symbols. Nothing can be learned from it; it has the same length and vocabulary for everybody who measures.
#include "base/random.h"
#include "task/dataset.h"
#include "task/tasks.h"

enum { ITEMS = 10000 };

static Dataset *open_random(const char *argument, uint64_t seed, Place place, Report *report) {
    long symbol_count;
    if (!integer_parse(argument, &symbol_count) || symbol_count < 1 || symbol_count > VOCABULARY_LIMIT) {
        REPORT(report, place, "task.random.range", {"value", argument});
        return NULL;
    }
    Dataset *dataset = dataset_create(TASK_RANDOM.name, argument);
    const char **symbols = arena_array(&dataset->arena, (size_t)symbol_count, sizeof *symbols);
    const char **written = arena_array(&dataset->arena, (size_t)symbol_count, sizeof *written);
    Text name;
    text_init(&name);
    for (long i = 0; i < symbol_count; i++) {
        text_clear(&name);
        text_printf(&name, "%ld", i);
        symbols[i] = arena_copy_text(&dataset->arena, name.data, name.length);
        text_append(&name, " ");
        written[i] = arena_copy_text(&dataset->arena, name.data, name.length);
    }
    text_finish(&name);
    int *items = arena_array(&dataset->arena, ITEMS, sizeof *items);
    Random random;
    random_init(&random, seed, "task", TASK_RANDOM.name);
    for (long i = 0; i < ITEMS; i++) {
        items[i] = random_below(&random, (int)symbol_count);
    }
    dataset_set_symbols(dataset, items, ITEMS, symbols, written, (int)symbol_count);
    return dataset;
}

const Task TASK_RANDOM = {.name = "random", .argument = "V", .help = "task.random.help", .open = open_random};
