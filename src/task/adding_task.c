// adding:N: at each of N timesteps a value in [0, 1) and a marker go in. One value of the first half and one of the second are marked with
// 1, the others with 0; at the last timestep the sum of the two is wanted (after Hochreiter & Schmidhuber 1997, experiment 4).
#include "engine/kernels.h"
#include "task/drawn.h"
#include "task/tasks.h"

enum { VALUE, MARKER, INPUTS };

static double *input_at(const Batch *batch, int t, int lane) {
    return batch->input + drawn_row(batch, t, lane) * (size_t)kernel_stride(INPUTS);
}

static double *target_at(const Batch *batch, int t, int lane) {
    return batch->target + drawn_row(batch, t, lane) * (size_t)kernel_stride(1);
}

static void fill_adding(const Dataset *dataset, const long *starts, long iteration, Batch *batch) {
    (void)starts;
    int half = batch->steps / 2;
    drawn_clear(dataset, batch);
    for (int lane = 0; lane < batch->lanes; lane++) {
        Random random;
        drawn_random(dataset, iteration, lane, &random);
        int first = random_below(&random, half);
        int second = half + random_below(&random, batch->steps - half);
        for (int t = 0; t < batch->steps; t++) {
            input_at(batch, t, lane)[VALUE] = random_uniform(&random);
        }
        input_at(batch, first, lane)[MARKER] = 1;
        input_at(batch, second, lane)[MARKER] = 1;
        target_at(batch, batch->steps - 1, lane)[0] = input_at(batch, first, lane)[VALUE] + input_at(batch, second, lane)[VALUE];
        batch->has_target[drawn_row(batch, batch->steps - 1, lane)] = true;
    }
}

static void input_value(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    (void)dataset;
    const double *input = input_at(batch, t, lane);
    text_append_decimal(out, input[VALUE], 2, false);
    if (input[MARKER] != 0) {
        text_append(out, " ✓");
    }
}

static void target_value(const Dataset *dataset, const Batch *batch, int t, int lane, Text *out) {
    (void)dataset;
    if (batch->has_target[drawn_row(batch, t, lane)]) {
        text_append_decimal(out, target_at(batch, t, lane)[0], 2, false);
    }
}

static Dataset *open_adding(const char *argument, uint64_t seed, Place place, Report *report) {
    long steps;
    if (!integer_parse(argument, &steps) || steps < 2 || steps > DRAWN_MAX_STEPS) {
        REPORT(report, place, "task.adding.range", {"value", argument});
        return NULL;
    }
    Dataset *dataset = drawn_create(TASK_ADDING.name, argument, seed, (int)steps);
    dataset->input_size = INPUTS;
    dataset->output_size = 1;
    dataset->fill = fill_adding;
    dataset->input_label = input_value;
    dataset->target_label = target_value;
    dataset->default_wiring = WIRING_MANY_TO_ONE;
    dataset->default_losses_last = true;
    // A sum of two such values has mean 1 and variance 2/12; the loss is half the square.
    dataset->baseline_per_target = 1.0 / 12;
    dataset->baseline_formula = "1/12";
    dataset->baseline_key = "task.baseline.always-one";
    return dataset;
}

const Task TASK_ADDING = {.name = "adding", .argument = "N", .help = "task.adding.help", .open = open_adding};
