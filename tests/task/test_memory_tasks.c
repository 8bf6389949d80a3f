#include "fixture.h"

#include "engine/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 64 };

static Dataset *open_with_seed(Fixture *fixture, const char *task, uint64_t seed) {
    Dataset *dataset = dataset_open(task, seed, (Place){"--task", 0, 0}, &fixture->report);
    assert_non_null(dataset);
    assert_int_equal(dataset->pair_count, 0);
    return dataset;
}

static Batch draw(const Dataset *dataset, int lanes, long iteration) {
    Batch batch = batch_create(dataset, dataset->default_steps, lanes);
    dataset->fill(dataset, NULL, iteration, &batch);
    return batch;
}

static void assert_labels(const Dataset *dataset, const Batch *batch, int t, int lane, const char *input, const char *target) {
    Text label;
    text_init(&label);
    dataset->input_label(dataset, batch, t, lane, &label);
    assert_string_equal(label.data, input);
    text_clear(&label);
    dataset->target_label(dataset, batch, t, lane, &label);
    assert_string_equal(label.data, target);
    text_finish(&label);
}

static void recall_wants_the_first_symbol_at_the_last_timestep(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "recall:19", 1);
    assert_int_equal(dataset->default_steps, 20);
    assert_int_equal(dataset->input_size, 30);
    assert_int_equal(dataset->output_size, 4);
    assert_int_equal(dataset->default_wiring, WIRING_MANY_TO_ONE);
    assert_true(dataset->default_losses_last);
    Batch batch = draw(dataset, LANES, 0);
    int seen[30] = {0};
    for (int lane = 0; lane < LANES; lane++) {
        int symbol = batch.input_index[lane];
        assert_in_range(symbol, 0, 3);
        seen[symbol]++;
        for (int t = 1; t < 20; t++) {
            int other = batch.input_index[t * LANES + lane];
            assert_in_range(other, 4, 29);
            seen[other]++;
            bool last = t == 19;
            assert_int_equal(batch.has_target[(t - !last) * LANES + lane], last);
            assert_int_equal(batch.target_index[(t - !last) * LANES + lane], last ? symbol : -1);
        }
        assert_labels(dataset, &batch, 0, lane, dataset->symbols[symbol], "");
        assert_labels(dataset, &batch, 19, lane, dataset->symbols[batch.input_index[19 * LANES + lane]], dataset->symbols[symbol]);
    }
    for (int i = 0; i < 30; i++) {
        assert_true(seen[i] > 0);
    }
    assert_string_equal(dataset->symbols[0], "1");
    assert_string_equal(dataset->symbols[4], "a");
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

static void recall_takes_a_number_of_symbols(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "recall:3:26", 1);
    assert_int_equal(dataset->default_steps, 4);
    assert_int_equal(dataset->output_size, 26);
    assert_string_equal(dataset->symbols[25], "26");
    assert_string_equal(dataset->symbols[51], "z");
    assert_int_equal(dataset->symbol_count, 52);
    dataset_destroy(dataset);
}

static void adding_wants_the_sum_of_one_marked_value_of_each_half(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "adding:7", 1);
    assert_int_equal(dataset->default_steps, 7);
    assert_int_equal(dataset->input_size, 2);
    assert_int_equal(dataset->output_size, 1);
    assert_null(dataset->symbols);
    Batch batch = draw(dataset, LANES, 0);
    int marks_at[7] = {0};
    int stride = kernel_stride(2);
    for (int lane = 0; lane < LANES; lane++) {
        int marks[2] = {0};
        double sum = 0;
        for (int t = 0; t < 7; t++) {
            const double *input = batch.input + (t * LANES + lane) * stride;
            assert_true(input[0] >= 0 && input[0] < 1);
            assert_true(input[1] == 0 || input[1] == 1);
            sum += input[0] * input[1];
            if (input[1] == 1) {
                marks[t >= 3]++;
                marks_at[t]++;
            }
            assert_int_equal(batch.has_target[t * LANES + lane], t == 6);
        }
        assert_int_equal(marks[0], 1);
        assert_int_equal(marks[1], 1);
        assert_true(batch.target[(6 * LANES + lane) * kernel_stride(1)] == sum);
    }
    for (int t = 0; t < 7; t++) {
        assert_true(marks_at[t] > 0);
    }
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

static void adding_names_a_value_its_mark_and_the_sum(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "adding:2", 1);
    Batch batch = draw(dataset, 1, 0);
    int stride = kernel_stride(2);
    batch.input[0] = 0.312;
    batch.input[stride] = 0.5;
    batch.input[stride + 1] = 0;
    batch.target[kernel_stride(1)] = 1.257;
    assert_labels(dataset, &batch, 0, 0, "0.31 ✓", "");
    assert_labels(dataset, &batch, 1, 0, "0.50", "1.26");
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

static void copy_wants_ten_symbols_after_the_mark(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "copy:3", 1);
    assert_int_equal(dataset->default_steps, 24);
    assert_int_equal(dataset->input_size, 10);
    assert_int_equal(dataset->output_size, 8);
    assert_int_equal(dataset->default_wiring, WIRING_MANY_TO_MANY);
    assert_false(dataset->default_losses_last);
    Batch batch = draw(dataset, LANES, 0);
    int seen[8] = {0};
    for (int lane = 0; lane < LANES; lane++) {
        for (int t = 0; t < 24; t++) {
            int at = t * LANES + lane;
            if (t < 10) {
                assert_in_range(batch.input_index[at], 0, 7);
                seen[batch.input_index[at]]++;
                assert_int_equal(batch.target_index[(t + 14) * LANES + lane], batch.input_index[at]);
            } else {
                assert_string_equal(dataset->symbols[batch.input_index[at]], t == 13 ? "?" : "·");
            }
            assert_int_equal(batch.has_target[at], t >= 14);
            assert_int_equal(batch.target_index[at] >= 0, t >= 14);
        }
    }
    for (int i = 0; i < 8; i++) {
        assert_in_range(seen[i], 40, 120);
    }
    assert_labels(dataset, &batch, 13, 0, "?", "");
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

// Everything that a network is fed, as bytes; the rows' padding among it, which a fill clears.
static void assert_same(const Dataset *dataset, const Batch *a, const Batch *b, bool same) {
    size_t rows = (size_t)a->steps * (size_t)a->lanes;
    size_t size = dataset->inputs_are_indices ? rows * sizeof(int) : rows * (size_t)kernel_stride(dataset->input_size) * sizeof(double);
    const void *input_a = dataset->inputs_are_indices ? (const void *)a->input_index : a->input;
    const void *input_b = dataset->inputs_are_indices ? (const void *)b->input_index : b->input;
    assert_int_equal(memcmp(input_a, input_b, size) == 0, same);
}

static void a_sequence_depends_on_seed_iteration_and_lane_alone(void **state) {
    Fixture *fixture = *state;
    static const char *const TASKS[] = {"recall:4", "adding:5", "copy:2"};
    for (size_t i = 0; i < COUNT(TASKS); i++) {
        Dataset *dataset = open_with_seed(fixture, TASKS[i], 7);
        Dataset *other = open_with_seed(fixture, TASKS[i], 8);
        Batch batch = draw(dataset, LANES, 12), later = draw(dataset, LANES, 13), elsewhere = draw(other, LANES, 12);
        assert_same(dataset, &batch, &later, false);
        assert_same(dataset, &batch, &elsewhere, false);
        dataset->fill(dataset, NULL, 12, &later); // back again
        assert_same(dataset, &batch, &later, true);
        Batch one = draw(dataset, 1, 12);
        for (int t = 0; t < one.steps; t++) {
            if (dataset->inputs_are_indices) {
                assert_int_equal(one.input_index[t], batch.input_index[t * LANES]);
            } else {
                assert_true(one.input[t * kernel_stride(2)] == batch.input[t * LANES * kernel_stride(2)]);
            }
        }
        batch_destroy(&one);
        batch_destroy(&batch);
        batch_destroy(&later);
        batch_destroy(&elsewhere);
        dataset_destroy(dataset);
        dataset_destroy(other);
    }
}

static void a_length_out_of_range_is_told(void **state) {
    Fixture *fixture = *state;
    static const char *const BAD[][2] = {
        {"recall", "task.argument-missing"},   {"recall:", "task.argument-missing"}, {"recall:0", "task.recall.range"},
        {"recall:10000", "task.recall.range"}, {"recall:x", "task.recall.range"},    {"recall:3:", "task.recall.range"},
        {"recall::4", "task.recall.range"},    {"recall:3:1", "task.recall.range"},  {"recall:3:999", "task.recall.range"},
        {"recall:3:4:5", "task.recall.range"}, {"adding:1", "task.adding.range"},    {"adding:10001", "task.adding.range"},
        {"adding:5:2", "task.adding.range"},   {"copy:0", "task.copy.range"},        {"copy:9980", "task.copy.range"},
        {"copy:-3", "task.copy.range"},        {"copy:1.5", "task.copy.range"},
    };
    for (size_t i = 0; i < COUNT(BAD); i++) {
        assert_null(fixture_open(fixture, BAD[i][0]));
        fixture_assert_problem(fixture, BAD[i][1], -1, 0);
    }
    static const char *const GOOD[] = {"recall:1", "recall:9999:998", "adding:2", "adding:10000", "copy:1", "copy:9979"};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        Dataset *dataset = open_with_seed(fixture, GOOD[i], 1);
        assert_in_range(dataset->default_steps, 2, 10000);
        dataset_destroy(dataset);
    }
}

static void an_answer_without_memory_has_a_known_loss(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *task;
        int targets;
        double per_target;
        const char *name;
    } CASES[] = {
        {"recall:19", 1, 1.3862943611198906, "chance: ln 4"},           {"recall:19:2", 1, 0.6931471805599453, "chance: ln 2"},
        {"copy:30", 10, 2.0794415416798359, "chance: 10 ln 8"},         {"adding:30", 1, 1.0 / 12, "always 1: 1/12"},
        {"text:hello", 4, 1.3862943611198906, "uniform guess: 4 ln 4"}, {"random:8", 1, 2.0794415416798359, "uniform guess: ln 8"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Dataset *dataset = fixture_open(fixture, CASES[i].task);
        assert_non_null(dataset);
        assert_true(fabs(dataset->baseline_per_target - CASES[i].per_target) < 1e-15);
        Text name;
        text_init(&name);
        dataset_name_baseline(dataset, CASES[i].targets, fixture->words, &name);
        assert_string_equal(name.data, CASES[i].name);
        text_finish(&name);
        dataset_destroy(dataset);
    }
    Dataset *series = fixture_open(fixture, "series:sine");
    assert_true(isnan(series->baseline_per_target));
    assert_null(series->baseline_key);
    dataset_destroy(series);
}

// Half the mean square of the distance between 1 and the sums comes near 1/12.
static void always_answering_one_costs_a_twelfth(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = open_with_seed(fixture, "adding:10", 3);
    enum { MANY = 4000 };
    Batch batch = draw(dataset, MANY, 0);
    double sum = 0;
    for (int lane = 0; lane < MANY; lane++) {
        double away = 1 - batch.target[(9 * MANY + lane) * kernel_stride(1)];
        sum += away * away / 2;
    }
    assert_true(fabs(sum / MANY - dataset->baseline_per_target) < 0.005);
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(recall_wants_the_first_symbol_at_the_last_timestep),
        TEST(recall_takes_a_number_of_symbols),
        TEST(adding_wants_the_sum_of_one_marked_value_of_each_half),
        TEST(adding_names_a_value_its_mark_and_the_sum),
        TEST(copy_wants_ten_symbols_after_the_mark),
        TEST(a_sequence_depends_on_seed_iteration_and_lane_alone),
        TEST(a_length_out_of_range_is_told),
        TEST(an_answer_without_memory_has_a_known_loss),
        TEST(always_answering_one_costs_a_twelfth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
