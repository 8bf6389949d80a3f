#include "run_fixture.h"

#include <limits.h>
#include "base/files.h"

#include <math.h>
#include <stdio.h>

// ---- making it ------------------------------------------------------------------------------------------------------------------

static Program *compile(RunFixture *fixture, const RunSpec *spec) {
    ProgramSizes sizes = {
        .input = spec->input ? spec->input : 3,
        .output = spec->output ? spec->output : 4,
        .hidden = spec->hidden ? spec->hidden : 5,
        .targets_are_indices = !spec->vectors,
        .loss = spec->squared_error ? LOSS_CHOICE_SQUARED_ERROR : LOSS_CHOICE_AUTO,
    };
    Bytes bytes = {0};
    bool asset = strncmp(spec->cell, "cells/", 6) == 0;
    if (asset) assert_true(asset_read(spec->cell, &bytes));
    const char *text = asset ? bytes.data : spec->cell;
    Program *program = program_compile("cell", text, strlen(text), &sizes, &fixture->report);
    bytes_finish(&bytes);
    if (program && spec->held) {
        Hold hold = spec->hold;
        if (hold.to == 0) hold.to = LONG_MAX;
        program_hold(program, program_find_equation(program, spec->held), &hold, 1);
    }
    if (!program) {
        Text problems;
        text_init(&problems);
        report_print(&fixture->report, &problems);
        fail_msg("does not compile:\n%s\n%s", spec->cell, problems.data);
    }
    return program;
}

static int *draw_indices(Numbers *numbers, size_t rows, int below) {
    int *indices = memory_alloc(rows * sizeof *indices);
    for (size_t i = 0; i < rows; i++) indices[i] = numbers_between(numbers, 0, below - 1);
    return indices;
}

static double *draw_rows(Numbers *numbers, size_t rows, int size) {
    return numbers_array(numbers, rows * (size_t)kernel_stride(size), 1.0);
}

static void draw_data(RunFixture *fixture, const RunSpec *spec) {
    const Program *program = fixture->program;
    size_t lanes = (size_t)fixture->schedule.lanes, rows = (size_t)fixture->schedule.steps * lanes;
    Numbers numbers = numbers_named("data");
    fixture->has_target = memory_alloc(rows * sizeof(bool));
    for (size_t i = 0; i < rows; i++) fixture->has_target[i] = !(spec->gaps && i % 3 == 1);
    if (!spec->vectors) {
        fixture->input_index = draw_indices(&numbers, rows, program->input_size);
        fixture->target_index = draw_indices(&numbers, rows, program->output_size);
        for (size_t i = lanes; i < rows && spec->one_to_many; i++) fixture->input_index[i] = -1;
    } else {
        fixture->input_rows = draw_rows(&numbers, rows, program->input_size);
        fixture->target_rows = draw_rows(&numbers, rows, program->output_size);
        size_t stride = (size_t)kernel_stride(program->input_size);
        if (spec->one_to_many) memset(fixture->input_rows + lanes * stride, 0, (rows - lanes) * stride * sizeof(double));
    }
    fixture->input =
        (RunInput){fixture->input_index, fixture->input_rows, fixture->target_index, fixture->target_rows, fixture->has_target};
}

static void draw_weights(RunFixture *fixture, double scale) {
    const Program *program = fixture->program;
    params_init(&fixture->params, program);
    params_init(&fixture->grads, program);
    for (int p = 0; p < program->param_count; p++) {
        Numbers numbers = numbers_named(program->params[p].name);
        for (int row = 0; row < program->params[p].rows; row++)
            for (int col = 0; col < program->params[p].cols; col++)
                params_set(&fixture->params, p, row, col, numbers_next(&numbers, scale));
    }
}

void run_fixture_init(RunFixture *fixture, const RunSpec *spec) {
    *fixture = (RunFixture){.words = words_create(LANGUAGE_EN)};
    report_init(&fixture->report, fixture->words);
    fixture->program = compile(fixture, spec);
    int steps = spec->steps ? spec->steps : 6;
    fixture->schedule = (Schedule){
        .steps = steps,
        .lanes = spec->lanes ? spec->lanes : 2,
        .window = spec->window,
        .first_loss = spec->first_loss ? spec->first_loss : 1,
        .advance = spec->advance ? spec->advance : steps,
    };
    draw_data(fixture, spec);
    draw_weights(fixture, spec->scale != 0 ? spec->scale : 0.7);
    fixture->run = run_create(fixture->program, &fixture->schedule);
    if (!spec->warm) return;
    run_forward(fixture->run, &fixture->params, &fixture->input);
    run_advance_state(fixture->run);
}

void run_fixture_finish(RunFixture *fixture) {
    run_destroy(fixture->run);
    params_finish(&fixture->params);
    params_finish(&fixture->grads);
    program_destroy(fixture->program);
    free(fixture->input_index);
    free(fixture->target_index);
    free(fixture->input_rows);
    free(fixture->target_rows);
    free(fixture->has_target);
    report_finish(&fixture->report);
    words_destroy(fixture->words);
}

double run_fixture_sweep(RunFixture *fixture) {
    double loss = run_forward(fixture->run, &fixture->params, &fixture->input);
    run_backward(fixture->run, &fixture->params, &fixture->input, &fixture->grads);
    return loss;
}

RunInput run_fixture_input_from(const RunFixture *fixture, int from) {
    size_t skip = (size_t)from * (size_t)fixture->schedule.lanes;
    RunInput input = fixture->input;
    input.has_target += skip;
    if (input.input_index) input.input_index += skip;
    if (input.target_index) input.target_index += skip;
    if (input.input) input.input += skip * (size_t)kernel_stride(fixture->program->input_size);
    if (input.target) input.target += skip * (size_t)kernel_stride(fixture->program->output_size);
    return input;
}

// ---- one lane -------------------------------------------------------------------------------------------------------------------

// Every lanes-th item of `size` bytes, from `lane` on. The copy can hold rows for the kernels.
static void *pick_lane(const void *all, size_t size, int steps, int lanes, int lane) {
    if (!all) return NULL;
    char *one = aligned_alloc(64, ((size_t)steps * size + 63) & ~(size_t)63);
    assert_non_null(one);
    for (int t = 0; t < steps; t++)
        memcpy(one + (size_t)t * size, (const char *)all + ((size_t)t * (size_t)lanes + (size_t)lane) * size, size);
    return one;
}

RunInput run_fixture_lane(const RunFixture *fixture, int lane) {
    int steps = fixture->schedule.steps, lanes = fixture->schedule.lanes;
    size_t input_row = (size_t)kernel_stride(fixture->program->input_size) * sizeof(double);
    size_t output_row = (size_t)kernel_stride(fixture->program->output_size) * sizeof(double);
    return (RunInput){
        .input_index = pick_lane(fixture->input_index, sizeof(int), steps, lanes, lane),
        .input = pick_lane(fixture->input_rows, input_row, steps, lanes, lane),
        .target_index = pick_lane(fixture->target_index, sizeof(int), steps, lanes, lane),
        .target = pick_lane(fixture->target_rows, output_row, steps, lanes, lane),
        .has_target = pick_lane(fixture->has_target, sizeof(bool), steps, lanes, lane),
    };
}

void run_fixture_free_input(RunInput *one) {
    free((void *)one->input_index);
    free((void *)one->input);
    free((void *)one->target_index);
    free((void *)one->target);
    free((void *)one->has_target);
    *one = (RunInput){0};
}

// ---- comparing ------------------------------------------------------------------------------------------------------------------

void assert_same_array(const double *a, const double *b, size_t count, const char *what) {
    for (size_t i = 0; i < count; i++)
        if (bits_of_double(a[i]) != bits_of_double(b[i])) fail_msg("%s, element %zu: %.17g is not %.17g", what, i, a[i], b[i]);
}

void assert_close_array(const double *a, const double *b, size_t count, double relative, const char *what) {
    double largest = 0;
    for (size_t i = 0; i < count; i++) largest = fmax(largest, fmax(fabs(a[i]), fabs(b[i])));
    for (size_t i = 0; i < count; i++)
        if (!(fabs(a[i] - b[i]) <= relative * largest))
            fail_msg("%s, element %zu: %.17g is not %.17g, where the largest is %g", what, i, a[i], b[i], largest);
}

double *param_values(const Params *params, int param, size_t *count) {
    const Param *p = &params->program->params[param];
    *count = (size_t)p->rows * (size_t)p->cols;
    double *values = memory_alloc(*count * sizeof *values);
    params_read(params, param, values);
    return values;
}

static void compare_params(const Params *a, const Params *b, double relative) {
    assert_true(a->program->param_count > 0);
    for (int p = 0; p < a->program->param_count; p++) {
        size_t count;
        double *of_a = param_values(a, p, &count), *of_b = param_values(b, p, &count);
        if (relative == 0)
            assert_same_array(of_a, of_b, count, a->program->params[p].name);
        else
            assert_close_array(of_a, of_b, count, relative, a->program->params[p].name);
        free(of_a);
        free(of_b);
    }
}

void assert_same_params(const Params *a, const Params *b) {
    compare_params(a, b, 0);
}
void assert_close_params(const Params *a, const Params *b, double relative) {
    compare_params(a, b, relative);
}
