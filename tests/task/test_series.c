// series:sine and series:@FILE.csv: streams of numbers.
#include "fixture.h"

#include "engine/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void assert_near(double value, double wanted) {
    if (!(fabs(value - wanted) < 1e-12)) {
        fail_msg("%.17g is not near %.17g", value, wanted);
    }
}

// The whole stream, as values and gaps of the inputs with the last target behind.
static Batch fill_whole(const Dataset *dataset) {
    Batch batch = batch_create(dataset, (int)dataset->pair_count, 1);
    const long start[1] = {0};
    dataset->fill(dataset, start, 0, &batch);
    return batch;
}

static void the_sine_has_a_period_of_25(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = fixture_open(fixture, "series:sine");
    assert_non_null(dataset);
    assert_int_equal(dataset->pair_count, 999);
    assert_int_equal(dataset->default_steps, 25);
    assert_int_equal(dataset->input_size, 1);
    assert_int_equal(dataset->output_size, 1);
    assert_false(dataset->inputs_are_indices || dataset->targets_are_indices);
    assert_null(dataset->symbols);
    Batch batch = fill_whole(dataset);
    for (int t = 0; t < 999; t++) {
        double wanted = sin(2 * acos(-1.0) * t / 25);
        assert_near(batch.input[t * kernel_stride(1)], wanted);
        if (t >= 25) {
            assert_true(batch.input[t * kernel_stride(1)] == batch.input[(t - 25) * kernel_stride(1)]);
        }
        if (t > 0) {
            assert_true(batch.input[t * kernel_stride(1)] == batch.target[(t - 1) * kernel_stride(1)]);
        }
    }
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

typedef struct SeriesCase {
    const char *task, *file;
    int count;
    double values[8]; // as they stand in the file
    double gaps[8];   // 0 in the first: the file has no times
} SeriesCase;

static const SeriesCase GOOD[] = {
    {"series:@FILE", "1\n2\n4\n", 3, {1, 2, 4}, {0}},
    {"series:@FILE", "1\n2", 2, {1, 2}, {0}},
    {"series:@FILE", "value\n1\n2\n", 2, {1, 2}, {0}},
    {"series:@FILE", "a,b\n1,-2.5\n3,4e2\n", 2, {-2.5, 400}, {0}},
    {"series:@FILE", "a;b\r\n1;2\r\n3;4\r\n\r\n\r\n", 2, {2, 4}, {0}},
    {"series:@FILE", "a\tb\n1\t2\n3\t4\n \n", 2, {2, 4}, {0}},
    {"series:@FILE", " a , b \n 1 , 2 \n 3 , 4 ", 2, {2, 4}, {0}},
    {"series:@FILE", "\"a,b\",\"c\"\"d\"\n\"x\",\"2\"\n\"y\" , \"3\" \n", 2, {2, 3}, {0}},
    {"series:@FILE#b", "a,b,c\n1,2,x\n3,4,y\n", 2, {2, 4}, {0}},
    {"series:@FILE#c\"d", "\"c\"\"d\",b\n1,x\n3,y\n", 2, {1, 3}, {0}},
    {"series:@FILE#기온", "날짜,기온,비고\n2024-01-01,-3,맑음\n2024-01-02,2,눈\n", 2, {-3, 2}, {1, 1}},
    {"series:weather:@FILE#2", "a,b,c\n1,2,x\n3,4,y\n", 2, {2, 4}, {0}},
    {"series:@FILE#1", "1,2\n3,4\n", 2, {1, 3}, {0}},                      // no headings: by number
    {"series:@FILE#2023", "id,2022,2023\n7,1,5\n8,2,6\n", 2, {5, 6}, {0}}, // a heading goes before a number
    {"series:@FILE", "name,v\nx,1\ny,2\n", 2, {1, 2}, {0}},                // a first column of names is left alone
    // dates and times: the gaps in units of their median
    {"series:@FILE", "date,v\n2024-02-28,1\n2024-02-29,2\n2024-03-01,3\n2024-03-04,4\n", 4, {1, 2, 3, 4}, {1, 1, 1, 3}},
    {"series:@FILE", "2023-02-28,1\n2023-03-01,2\n2023-03-04,3\n", 3, {1, 2, 3}, {1, 0.5, 1.5}}, // median of 1 and 3 days
    {"series:@FILE", "t,v\n2024-01-01 00:00,1\n2024-01-01T06:00:00,2\n2024-01-02,3\n", 3, {1, 2, 3}, {1, 0.5, 1.5}},
    {"series:@FILE", "23:50,1\n00:10,2\n00:30:00,3\n01:30,4\n", 4, {1, 2, 3, 4}, {1, 1, 1, 3}}, // over midnight
    {"series:@FILE", "1999-12-31,1\n2000-01-01,2\n2000-12-31,3\n", 3, {1, 2, 3}, {1, 2.0 / 366, 730.0 / 366}},
    {"series:@FILE", "1969-12-31 23:59:59,1\n1970-01-01 00:00:01,2\n1970-01-01 00:00:03,3\n", 3, {1, 2, 3}, {1, 1, 1}},
    {"series:@FILE", "10:00,1\n10:01,2\n10:01,3\n10:02,4\n", 4, {1, 2, 3, 4}, {1, 1, 0, 1}}, // twice the same time
    {"series:@FILE#1", "1,2024-01-01\n2,x\n", 2, {1, 2}, {0}},
};

static void check_series(const Dataset *dataset, const SeriesCase *c) {
    bool has_gaps = c->gaps[0] != 0;
    assert_int_equal(dataset->pair_count, c->count - 1);
    assert_int_equal(dataset->default_steps, c->count - 1);
    assert_int_equal(dataset->input_size, has_gaps ? 2 : 1);
    assert_int_equal(dataset->output_size, 1);
    Batch batch = fill_whole(dataset);
    double sum = 0, squares = 0;
    for (int i = 0; i < c->count; i++) {
        bool last = i == c->count - 1;
        double value = last ? batch.target[(i - 1) * kernel_stride(1)] : batch.input[i * kernel_stride(2)];
        assert_near(value * dataset->value_scale + dataset->value_mean, c->values[i]);
        if (i > 0) {
            assert_true(batch.target[(i - 1) * kernel_stride(1)] == value);
        }
        if (has_gaps && !last) {
            assert_near(batch.input[i * kernel_stride(2) + 1], c->gaps[i]);
        }
        sum += value;
        squares += value * value;
    }
    assert_near(sum, 0);
    assert_near(squares / c->count, 1);
    batch_destroy(&batch);
}

static void a_column_becomes_a_standardised_series(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        fixture_write(fixture, GOOD[i].file);
        Dataset *dataset = fixture_open(fixture, GOOD[i].task);
        if (dataset == NULL) {
            fail_msg("row %zu is refused: %s", i, fixture->report.problems[0].message);
            return;
        }
        check_series(dataset, &GOOD[i]);
        dataset_destroy(dataset);
    }
    assert_int_equal(fixture->report.count, 0);
}

static void a_column_of_one_value_only_loses_its_mean(void **state) {
    Fixture *fixture = *state;
    fixture_write(fixture, "0.1\n0.1\n0.1\n");
    Dataset *dataset = fixture_open(fixture, "series:@FILE");
    assert_non_null(dataset);
    assert_true(dataset->value_mean == 0.1 && dataset->value_scale == 1);
    Batch batch = fill_whole(dataset);
    assert_true(batch.input[0] == 0 && batch.target[kernel_stride(1)] == 0);
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

typedef struct BadCase {
    const char *task, *file, *key;
    int line, column; // line -1: the problem is at --task
} BadCase;

static void what_is_no_series_is_told_with_its_place(void **state) {
    Fixture *fixture = *state;
    static const BadCase CASES[] = {
        {"series", "", "task.argument-missing", -1, 0},
        {"series:", "", "task.argument-missing", -1, 0},
        {"series:@", "", "task.argument-missing", -1, 0},
        {"series:cosine", "", "task.series.unknown", -1, 0},
        {"series:FILE", "1\n2\n", "task.series.unknown", -1, 0}, // without its @
        {"series:@FILE", "", "file.empty", 0, 0},
        {"series:@FILE", "\n\n", "task.csv.too-short", 0, 0},
        {"series:@FILE", "1\n", "task.csv.too-short", 0, 0},
        {"series:@FILE", "a,b\n", "task.csv.too-short", 0, 0},
        {"series:@FILE", "a,b\n1,2\n", "task.csv.too-short", 0, 0},
        {"series:@FILE", "1,2\n3,\n5,6\n", "task.csv.hole", 2, 3},
        {"series:@FILE", "1\n\n3\n", "task.csv.hole", 2, 1},
        {"series:@FILE", "1\n2\n3 km\n", "task.csv.not-number", 3, 1},
        {"series:@FILE", "온도,값\n하나 ,1\n둘,  \"1,000\"\n셋,3", "task.csv.not-number", 3, 5},
        {"series:@FILE", "1\n2\nnan\n", "task.csv.not-number", 3, 1},
        {"series:@FILE", "1\n2\n1e999\n", "task.csv.not-number", 3, 1},
        {"series:@FILE", "1\n2\n0x10\n", "task.csv.not-number", 3, 1},
        {"series:@FILE", "a,b\n1,2\n1,2,3\n4,5\n", "task.csv.ragged", 3, 0},
        {"series:@FILE", "a,b\n1,2\n1\n4,5\n", "task.csv.ragged", 3, 0},
        {"series:@FILE", "a,b\n1,2\n\n4,5\n", "task.csv.ragged", 3, 0},
        {"series:@FILE", "a,b\n1,2\n3,\"4\n5,6\n", "task.csv.quote", 3, 3},
        {"series:@FILE", "a,b\n1,\"2\"x\n3,4\n5,6\n", "task.csv.quote", 2, 3},
        {"series:@FILE", "\"a,b\n1,2\n3,4\n", "task.csv.quote", 1, 1},
        {"series:@FILE#c", "a,b\n1,2\n3,4\n", "task.csv.unknown-column", 1, 0},
        {"series:@FILE#", "a,b\n1,2\n3,4\n", "task.csv.unknown-column", 1, 0},
        {"series:@FILE#3", "a,b\n1,2\n3,4\n", "task.csv.unknown-column", 1, 0},
        {"series:@FILE#0", "a,b\n1,2\n3,4\n", "task.csv.unknown-column", 1, 0},
        {"series:@FILE", "2024-01-01,1\n2024-02-30,2\n2024-03-01,3\n", "task.csv.not-date", 2, 1},
        {"series:@FILE", "2024-01-01,1\n2024-1-2,2\n2024-03-01,3\n", "task.csv.not-date", 2, 1},
        {"series:@FILE", "2023-01-01,1\n2023-02-29,2\n2023-03-01,3\n", "task.csv.not-date", 2, 1},
        {"series:@FILE", "2024-01-01,1\n2024-01-02 24:00,2\n2024-03-01,3\n", "task.csv.not-date", 2, 1},
        {"series:@FILE", "2024-01-01,1\n2024-01-02 ,2\n10:00,3\n", "task.csv.not-date", 3, 1},
        {"series:@FILE", "2024-01-01,1\n,2\n2024-01-03,3\n", "task.csv.not-date", 2, 1},
        {"series:@FILE", "10:00,1\n11:60,2\n12:00,3\n", "task.csv.not-time", 2, 1},
        {"series:@FILE", "10:00,1\n10:00:0,2\n12:00,3\n", "task.csv.not-time", 2, 1},
        {"series:@FILE", "2024-01-02,1\n2024-01-01,2\n2024-01-03,3\n", "task.csv.backwards", 2, 1},
        {"series:@FILE", "10:00,1\n10:00,2\n10:00,3\n", "task.csv.no-gaps", 0, 0},
        {"series:@FILE", "2024-01-01,n/a\n2024-01-02,2\n2024-01-03,3\n", "task.csv.not-number", 1, 12}, // data, not headings
        {"series:@FILE", "1e308\n-1e308\n1e308\n1e308\n", "task.csv.too-large", 0, 0},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        fixture_write(fixture, CASES[i].file);
        Dataset *dataset = fixture_open(fixture, CASES[i].task);
        if (dataset != NULL || fixture->report.count != 1 || strcmp(fixture->report.problems[0].key, CASES[i].key) != 0) {
            fail_msg("row %zu (%s) is told otherwise: %zu problems, %s", i, CASES[i].key, fixture->report.count,
                     fixture->report.count > 0 ? fixture->report.problems[0].key : "none");
        }
        fixture_assert_problem(fixture, CASES[i].key, CASES[i].line, CASES[i].column);
    }
}

static void all_problems_of_a_file_are_told_up_to_a_limit(void **state) {
    Fixture *fixture = *state;
    fixture_write(fixture, "a,b\n1,x\n2\n3,\n4,5\n");
    assert_null(fixture_open(fixture, "series:@FILE"));
    assert_int_equal(fixture->report.count, 3);
    assert_string_equal(fixture->report.problems[0].key, "task.csv.not-number");
    assert_string_equal(fixture->report.problems[1].key, "task.csv.ragged");
    assert_string_equal(fixture->report.problems[2].key, "task.csv.hole");
    report_clear(&fixture->report);

    Text text;
    text_init(&text);
    text_append(&text, "1\n");
    for (int i = 0; i < 1000; i++) {
        text_append(&text, "x\n");
    }
    fixture_write(fixture, text.data);
    text_finish(&text);
    assert_null(fixture_open(fixture, "series:@FILE"));
    assert_int_equal(fixture->report.count, 11);
    assert_string_equal(fixture->report.problems[10].key, "task.csv.more");
}

static void lanes_go_round_the_series_and_padding_is_zero(void **state) {
    Fixture *fixture = *state;
    fixture_write(fixture, "10:00,1\n10:01,2\n10:03,5\n10:04,4\n10:05,9\n");
    Dataset *dataset = fixture_open(fixture, "series:@FILE");
    assert_non_null(dataset);
    Batch whole = fill_whole(dataset);
    enum { LANES = 2, STEPS = 4 };
    Batch batch = batch_create(dataset, STEPS, LANES);
    memset(batch.input, 0x7F, sizeof(double) * STEPS * LANES * (size_t)kernel_stride(2));
    memset(batch.target, 0x7F, sizeof(double) * STEPS * LANES * (size_t)kernel_stride(1));
    long starts[LANES] = {0, 2};
    int checked = 0;
    for (int round = 0; round < 5; round++) {
        dataset->fill(dataset, starts, round, &batch);
        for (int row = 0; row < STEPS * LANES; row++) {
            long pair = (starts[row % LANES] + row / LANES) % 4;
            assert_memory_equal(batch.input + row * kernel_stride(2), whole.input + pair * kernel_stride(2), 8 * sizeof(double));
            assert_memory_equal(batch.target + row * kernel_stride(1), whole.target + pair * kernel_stride(1), 8 * sizeof(double));
            for (int i = 2; i < kernel_stride(2); i++) {
                assert_true(batch.input[row * kernel_stride(2) + i] == 0);
            }
            checked++;
        }
        starts[0] = (starts[0] + 3) % 4;
        starts[1] = (starts[1] + 3) % 4;
    }
    assert_int_equal(checked, 40);
    batch_destroy(&batch);
    batch_destroy(&whole);
    dataset_destroy(dataset);
}

static void labels_are_in_the_units_of_the_file(void **state) {
    Fixture *fixture = *state;
    fixture_write(fixture, "10:00,1013.4\n10:01,-12.34\n10:04,0.312\n");
    Dataset *dataset = fixture_open(fixture, "series:@FILE");
    assert_non_null(dataset);
    Batch batch = fill_whole(dataset);
    Text label;
    text_init(&label);
    dataset->input_label(dataset, &batch, 0, 0, &label);
    assert_string_equal(label.data, "1013 Δ1.0");
    text_clear(&label);
    dataset->input_label(dataset, &batch, 1, 0, &label);
    assert_string_equal(label.data, "−12.3 Δ0.5");
    text_clear(&label);
    dataset->target_label(dataset, &batch, 1, 0, &label);
    assert_string_equal(label.data, "0.31");
    text_finish(&label);
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_sine_has_a_period_of_25),
        TEST(a_column_becomes_a_standardised_series),
        TEST(a_column_of_one_value_only_loses_its_mean),
        TEST(what_is_no_series_is_told_with_its_place),
        TEST(all_problems_of_a_file_are_told_up_to_a_limit),
        TEST(lanes_go_round_the_series_and_padding_is_zero),
        TEST(labels_are_in_the_units_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
