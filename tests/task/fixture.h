// A folder of its own, words and a report for each test of the tasks.
#ifndef UNROLL_TESTS_TASK_FIXTURE_H
#define UNROLL_TESTS_TASK_FIXTURE_H

#include "../base/testing.h"

#include "task/task.h"

typedef struct Fixture {
    char folder[256];
    char path[512]; // of the data file that fixture_write wrote last
    Words *words;
    Report report;
} Fixture;

int fixture_set_up(void **state);
int fixture_tear_down(void **state);

// Writes the data file.
void fixture_write(Fixture *fixture, const char *text);
void fixture_write_bytes(Fixture *fixture, const char *bytes, size_t size);

// Opens a task with "FILE" in it replaced by the path of the data file, at the place --task.
Dataset *fixture_open(Fixture *fixture, const char *task);

// Checks that there is one problem, with this key and this place in the data file (line -1: at --task), and clears the report.
void fixture_assert_problem(Fixture *fixture, const char *key, int line, int column);

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

// A batch with room of its own for a dataset.
Batch batch_create(const Dataset *dataset, int steps, int lanes);
void batch_destroy(Batch *batch);

#endif
