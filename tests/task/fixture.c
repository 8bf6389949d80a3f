#define _XOPEN_SOURCE 700 // mkdtemp
#include "fixture.h"

#include "base/files.h"
#include "engine/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int fixture_set_up(void **state) {
    Fixture *fixture = memory_alloc_zeros(1, sizeof *fixture);
    const char *temporary = getenv("TMPDIR");
    snprintf(fixture->folder, sizeof fixture->folder, "%s/unroll-task-XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(fixture->folder) == NULL) {
        return -1;
    }
    snprintf(fixture->path, sizeof fixture->path, "%s/data", fixture->folder);
    fixture->words = words_create(LANGUAGE_EN);
    report_init(&fixture->report, fixture->words);
    *state = fixture;
    return 0;
}

int fixture_tear_down(void **state) {
    Fixture *fixture = *state;
    remove(fixture->path);
    rmdir(fixture->folder);
    report_finish(&fixture->report);
    words_destroy(fixture->words);
    free(fixture);
    return 0;
}

void fixture_write(Fixture *fixture, const char *text) {
    fixture_write_bytes(fixture, text, strlen(text));
}

void fixture_write_bytes(Fixture *fixture, const char *bytes, size_t size) {
    assert_true(file_write(fixture->path, bytes, size, &fixture->report));
}

Dataset *fixture_open(Fixture *fixture, const char *task) {
    Text whole;
    text_init(&whole);
    const char *file = strstr(task, "FILE");
    if (file != NULL) {
        text_append_bytes(&whole, task, (size_t)(file - task));
        text_append(&whole, fixture->path);
        text_append(&whole, file + strlen("FILE"));
    } else {
        text_append(&whole, task);
    }
    Dataset *dataset = dataset_open(whole.data, 1, (Place){"--task", 0, 0}, &fixture->report);
    text_finish(&whole);
    return dataset;
}

void fixture_assert_problem(Fixture *fixture, const char *key, int line, int column) {
    assert_int_equal(fixture->report.count, 1);
    const Problem *problem = &fixture->report.problems[0];
    assert_string_equal(problem->key, key);
    assert_string_equal(problem->place.file, line < 0 ? "--task" : fixture->path);
    assert_int_equal(problem->place.line, line < 0 ? 0 : line);
    assert_int_equal(problem->place.column, column);
    report_clear(&fixture->report);
}

Batch batch_create(const Dataset *dataset, int steps, int lanes) {
    size_t rows = (size_t)steps * (size_t)lanes;
    Batch batch = {.steps = steps, .lanes = lanes};
    if (dataset->inputs_are_indices) {
        batch.input_index = memory_alloc(rows * sizeof(int));
    } else {
        batch.input = memory_alloc(rows * (size_t)kernel_stride(dataset->input_size) * sizeof(double));
    }
    if (dataset->targets_are_indices) {
        batch.target_index = memory_alloc(rows * sizeof(int));
    } else {
        batch.target = memory_alloc(rows * (size_t)kernel_stride(dataset->output_size) * sizeof(double));
    }
    batch.has_target = memory_alloc_zeros(rows, sizeof(bool));
    return batch;
}

void batch_destroy(Batch *batch) {
    free(batch->input_index);
    free(batch->input);
    free(batch->target_index);
    free(batch->target);
    free(batch->has_target);
    *batch = (Batch){0};
}
