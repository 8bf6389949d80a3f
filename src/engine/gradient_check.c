#include "engine/gradient_check.h"

#include <math.h>
#include <stdlib.h>

// The timesteps from + 1 .. from + schedule.steps of a run as a run of their own, starting from the states that the whole run had there.
typedef struct Block {
    Run *run;
    RunInput input;
} Block;

static Block block_create(const Run *whole, const RunInput *input, int from, int steps) {
    const Program *program = run_program(whole);
    Schedule schedule = *run_schedule(whole);
    size_t skip = (size_t)from * (size_t)schedule.lanes;
    schedule.window = 0;
    schedule.steps = schedule.advance = steps;
    schedule.first_loss -= from;
    Block block = {run_create(program, &schedule), *input};
    run_take_state(block.run, whole, from);
    run_set_updates(block.run, run_updates(whole));
    if (input->input_index) block.input.input_index += skip;
    if (input->input) block.input.input += skip * (size_t)kernel_stride(program->input_size);
    if (input->target_index) block.input.target_index += skip;
    if (input->target) block.input.target += skip * (size_t)kernel_stride(program->output_size);
    if (input->has_target) block.input.has_target += skip;
    return block;
}

// A loss with the states at the cuts held fixed: blocks that do not hear of one another.
typedef struct Blocks {
    Block *blocks;
    int count;
} Blocks;

static Blocks blocks_create(const Run *run, const RunInput *input) {
    const Schedule *schedule = run_schedule(run);
    int window = schedule->window > 0 ? schedule->window : schedule->steps;
    Blocks blocks = {memory_alloc_zeros((size_t)schedule->steps, sizeof(Block)), 0};
    for (int from = 0; from < schedule->steps; from += window) {
        int left = schedule->steps - from;
        blocks.blocks[blocks.count++] = block_create(run, input, from, left < window ? left : window);
    }
    return blocks;
}

static void blocks_destroy(Blocks *blocks) {
    for (int i = 0; i < blocks->count; i++) run_destroy(blocks->blocks[i].run);
    free(blocks->blocks);
}

static double blocks_loss(const Blocks *blocks, const Params *params) {
    double loss = 0;
    for (int i = 0; i < blocks->count; i++) loss += run_forward(blocks->blocks[i].run, params, &blocks->blocks[i].input);
    return loss;
}

// The loss with one weight at another value; it has its own again afterwards.
static double loss_with(const Blocks *blocks, Params *params, int param, int row, int col, double value) {
    double weight = params_get(params, param, row, col);
    params_set(params, param, row, col, value);
    double loss = blocks_loss(blocks, params);
    params_set(params, param, row, col, weight);
    return loss;
}

static double difference(const Blocks *blocks, Params *params, int param, int row, int col, double step) {
    double weight = params_get(params, param, row, col);
    double above = loss_with(blocks, params, param, row, col, weight + step);
    double below = loss_with(blocks, params, param, row, col, weight - step);
    return (above - below) / (2.0 * step);
}

double loss_at_weight(const Run *run, const Params *params, const RunInput *input, int param, int row, int col, double value) {
    Blocks blocks = blocks_create(run, input);
    Params moved;
    params_init(&moved, run_program(run));
    params_copy(&moved, params);
    double loss = loss_with(&blocks, &moved, param, row, col, value);
    params_finish(&moved);
    blocks_destroy(&blocks);
    return loss;
}

double gradient_by_difference(const Run *run, const Params *params, const RunInput *input, int param, int row, int col, double step) {
    Blocks blocks = blocks_create(run, input);
    Params moved;
    params_init(&moved, run_program(run));
    params_copy(&moved, params);
    double result = difference(&blocks, &moved, param, row, col, step);
    params_finish(&moved);
    blocks_destroy(&blocks);
    return result;
}

double gradient_check(const Run *run, const Params *params, const RunInput *input, const Params *grads, int param, double step) {
    const Param *p = &run_program(run)->params[param];
    Blocks blocks = blocks_create(run, input);
    Params moved;
    params_init(&moved, run_program(run));
    params_copy(&moved, params);
    double apart = 0, norm_of_grads = 0, norm_of_differences = 0;
    for (int row = 0; row < p->rows; row++)
        for (int col = 0; col < p->cols; col++) {
            double g = params_get(grads, param, row, col);
            double d = difference(&blocks, &moved, param, row, col, step);
            apart += (g - d) * (g - d);
            norm_of_grads += g * g;
            norm_of_differences += d * d;
        }
    params_finish(&moved);
    blocks_destroy(&blocks);
    return sqrt(apart) / fmax(fmax(sqrt(norm_of_grads), sqrt(norm_of_differences)), 1e-12);
}
