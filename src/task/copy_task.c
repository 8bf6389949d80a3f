// copy:N: ten symbols out of eight, N blanks, a mark; then the ten symbols are wanted in their order, while blanks go in (Hochreiter &
// Schmidhuber 1997; Arjovsky, Shah & Bengio 2016, section 5.1, who count the mark among the N). Nothing is wanted before, so an output has
// the eight symbols alone.
#include "task/drawn.h"
#include "task/tasks.h"

enum { COPIED = 10, SYMBOLS = 8, BLANK = SYMBOLS, MARK, INPUTS, AROUND = COPIED + 1 + COPIED };

static const char *const NAMES[INPUTS] = {"1", "2", "3", "4", "5", "6", "7", "8", "·", "?"};

static void fill_copy(const Dataset *dataset, const long *starts, long iteration, Batch *batch) {
    (void)starts;
    int answers = batch->steps - COPIED;
    drawn_clear(dataset, batch);
    for (int lane = 0; lane < batch->lanes; lane++) {
        Random random;
        drawn_random(dataset, iteration, lane, &random);
        for (int t = COPIED; t < batch->steps; t++) {
            batch->input_index[drawn_row(batch, t, lane)] = t == answers - 1 ? MARK : BLANK;
        }
        for (int i = 0; i < COPIED; i++) {
            int symbol = random_below(&random, SYMBOLS);
            batch->input_index[drawn_row(batch, i, lane)] = symbol;
            size_t answer = drawn_row(batch, answers + i, lane);
            batch->target_index[answer] = symbol;
            batch->has_target[answer] = true;
        }
    }
}

static Dataset *open_copy(const char *argument, uint64_t seed, Place place, Report *report) {
    long blanks;
    if (!integer_parse(argument, &blanks) || blanks < 1 || blanks > DRAWN_MAX_STEPS - AROUND) {
        REPORT(report, place, "task.copy.range", {"value", argument});
        return NULL;
    }
    Dataset *dataset = drawn_create(TASK_COPY.name, argument, seed, (int)blanks + AROUND);
    drawn_set_symbols(dataset, NAMES, INPUTS, SYMBOLS);
    dataset->fill = fill_copy;
    return dataset;
}

const Task TASK_COPY = {.name = "copy", .argument = "N", .help = "task.copy.help", .open = open_copy};
