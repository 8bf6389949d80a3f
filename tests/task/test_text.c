// text:STRING, text:@FILE and random:V: streams of symbols.
#include "fixture.h"

#include "task/symbols.h"

#include <stdlib.h>
#include <string.h>

typedef struct TextCase {
    const char *task;
    const char *symbols; // the vocabulary, joined by commas
    long pairs;
    int steps;
} TextCase;

static void a_text_becomes_a_sorted_vocabulary_and_pairs(void **state) {
    Fixture *fixture = *state;
    static const TextCase CASES[] = {
        {"text:hello", "e,h,l,o", 4, 4},
        {"text:hello world", "␣,d,e,h,l,o,r,w", 10, 10},
        {"text:b a\tc\nd", "⇥,⏎,␣,a,b,c,d", 6, 6},
        {"text:a:b@c", ":,@,a,b,c", 4, 4},
        {"text:나는 학교에", "␣,교,나,는,에,학", 5, 5},
        {"text:\u1102\u1161나\u1102\u1161\u11AB", "나,난", 2, 2}, // decomposed and composed are one
        {"text:Zaσ가🙂", "Z,a,σ,가,🙂", 4, 4},
        {"text:aa", "a", 1, 1},
        {"text:e\u0301", "e,◌\u0301", 1, 1},
        {"text:\x01\x7F", "␁,␡", 1, 1},
        {"text:abcdefghijklmnopqrstuvwxyz", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z", 25, 25},
        {"text:abcdefghijklmnopqrstuvwxyza", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z", 26, 25},
    };
    Text symbols;
    text_init(&symbols);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Dataset *dataset = fixture_open(fixture, CASES[i].task);
        assert_non_null(dataset);
        assert_string_equal(dataset->task, "text");
        assert_string_equal(dataset->argument, CASES[i].task + strlen("text:"));
        text_clear(&symbols);
        for (int k = 0; k < dataset->symbol_count; k++) {
            text_printf(&symbols, "%s%s", k > 0 ? "," : "", dataset->symbols[k]);
        }
        assert_string_equal(symbols.data, CASES[i].symbols);
        assert_int_equal(dataset->input_size, dataset->symbol_count);
        assert_int_equal(dataset->output_size, dataset->symbol_count);
        assert_true(dataset->inputs_are_indices && dataset->targets_are_indices);
        assert_int_equal(dataset->pair_count, CASES[i].pairs);
        assert_int_equal(dataset->default_steps, CASES[i].steps);
        assert_int_equal(dataset->default_wiring, WIRING_MANY_TO_MANY);
        assert_false(dataset->default_losses_last);
        assert_true(dataset->value_mean == 0 && dataset->value_scale == 1);
        dataset_destroy(dataset);
    }
    text_finish(&symbols);
    assert_int_equal(fixture->report.count, 0);
}

static void a_file_is_read_as_text(void **state) {
    Fixture *fixture = *state;
    fixture_write(fixture, "\xEF\xBB\xBF\x61\x62\r\nba\r\n");
    Dataset *dataset = fixture_open(fixture, "text:@FILE");
    assert_non_null(dataset);
    assert_int_equal(dataset->symbol_count, 3);
    assert_string_equal(dataset->symbols[0], "⏎");
    assert_int_equal(dataset->pair_count, 5);
    dataset_destroy(dataset);
}

static void a_text_of_the_assets_opens_from_anywhere(void **state) {
    Fixture *fixture = *state;
    static const char *const TASKS[] = {"text:@data/en-river.txt", "text:@data/ko-river.txt"};
    for (size_t i = 0; i < COUNT(TASKS); i++) {
        Dataset *dataset = fixture_open(fixture, TASKS[i]);
        assert_non_null(dataset);
        assert_in_range(dataset->pair_count, 600, 2000);
        assert_in_range(dataset->symbol_count, 30, 200);
        dataset_destroy(dataset);
    }
}

typedef struct BadCase {
    const char *task, *file, *key;
    int line, column; // line -1: the problem is at --task
} BadCase;

static void what_is_no_text_is_told(void **state) {
    Fixture *fixture = *state;
    static const BadCase CASES[] = {
        {"text", "", "task.argument-missing", -1, 0},
        {"text:", "", "task.argument-missing", -1, 0},
        {"text:@", "", "task.argument-missing", -1, 0},
        {"text:a", "", "task.text.too-short", -1, 0},
        {"text:가", "", "task.text.too-short", -1, 0},
        {"text:\u1100\u1161\u11A8", "", "task.text.too-short", -1, 0}, // one syllable
        {"text:a\xC0\xAF", "", "task.text.not-utf8", -1, 0},
        {"text:@FILE", "x", "task.text.too-short", 0, 0},
        {"text:@FILE", "", "file.empty", 0, 0},
        {"text:@FILE", "ok\nno \xB0\xA1", "file.not-utf8", 2, 4},
        {"letters:abc", "", "task.unknown", -1, 0},
        {"tex:abc", "", "task.unknown", -1, 0},
        {"Text:abc", "", "task.unknown", -1, 0},
        {"", "", "task.unknown", -1, 0},
        {":abc", "", "task.unknown", -1, 0},
        {"random:0", "", "task.random.range", -1, 0},
        {"random:-3", "", "task.random.range", -1, 0},
        {"random:1025", "", "task.random.range", -1, 0},
        {"random:65x", "", "task.random.range", -1, 0},
        {"random:6.5", "", "task.random.range", -1, 0},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        fixture_write(fixture, CASES[i].file);
        assert_null(fixture_open(fixture, CASES[i].task));
        fixture_assert_problem(fixture, CASES[i].key, CASES[i].line, CASES[i].column);
    }
}

static void a_file_that_is_not_there_is_told(void **state) {
    Fixture *fixture = *state;
    assert_null(fixture_open(fixture, "text:@FILE"));
    fixture_assert_problem(fixture, "file.missing", 0, 0);
}

// Writes `count` different Hangul syllables, ten a line.
static void write_syllables(Fixture *fixture, unsigned count) {
    Text text;
    text_init(&text);
    for (unsigned i = 0; i < count; i++) {
        text_append_code_point(&text, 0xAC00 + i);
        if (i % 10 == 9) {
            text_append(&text, "\n");
        }
    }
    fixture_write(fixture, text.data);
    text_finish(&text);
}

static void a_vocabulary_has_at_most_1024_symbols(void **state) {
    Fixture *fixture = *state;
    write_syllables(fixture, 1023); // and the line break
    Dataset *dataset = fixture_open(fixture, "text:@FILE");
    assert_non_null(dataset);
    assert_int_equal(dataset->symbol_count, 1024);
    assert_string_equal(dataset->symbols[1023], "\uAFFE");
    dataset_destroy(dataset);
    write_syllables(fixture, 1024); // the last one is the fourth of line 103
    assert_null(fixture_open(fixture, "text:@FILE"));
    fixture_assert_problem(fixture, "task.text.vocabulary", 103, 4);
}

static void files_have_at_most_16_mebibytes(void **state) {
    Fixture *fixture = *state;
    size_t limit = 16 * 1024 * 1024;
    char *data = memory_alloc(limit + 1);
    memset(data, 'a', limit + 1);
    fixture_write_bytes(fixture, data, limit + 1);
    assert_null(fixture_open(fixture, "text:@FILE"));
    fixture_assert_problem(fixture, "file.too-large", 0, 0);
    assert_null(fixture_open(fixture, "series:@FILE"));
    fixture_assert_problem(fixture, "file.too-large", 0, 0);
    free(data);
}

static void lanes_go_round_the_stream(void **state) {
    Fixture *fixture = *state;
    static const char STREAM[] = "hello world";
    Dataset *dataset = fixture_open(fixture, "text:hello world");
    assert_non_null(dataset);
    enum { LANES = 3, STEPS = 7 };
    Batch batch = batch_create(dataset, STEPS, LANES);
    long starts[LANES] = {0, 3, 6};
    int checked = 0;
    for (int round = 0; round < 12; round++) {
        dataset->fill(dataset, starts, round, &batch);
        for (int lane = 0; lane < LANES; lane++) {
            for (int t = 0; t < STEPS; t++) {
                int at = t * LANES + lane;
                long pair = (starts[lane] + t) % 10;
                char in[8] = {STREAM[pair]};
                char wanted[8] = {STREAM[pair + 1]};
                Text written;
                text_init(&written);
                symbol_append(dataset, batch.input_index[at], &written);
                assert_string_equal(written.data, in);
                text_clear(&written);
                symbol_append(dataset, batch.target_index[at], &written);
                assert_string_equal(written.data, wanted);
                text_clear(&written);
                dataset->input_label(dataset, &batch, t, lane, &written);
                text_append(&written, ">");
                dataset->target_label(dataset, &batch, t, lane, &written);
                text_finish(&written);
                assert_true(batch.has_target[at]);
                checked++;
            }
            starts[lane] += STEPS; // beyond the end as well: fill takes them modulo
        }
    }
    assert_int_equal(checked, 12 * LANES * STEPS);
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

static void labels_show_what_is_invisible(void **state) {
    Fixture *fixture = *state;
    Dataset *dataset = fixture_open(fixture, "text:a b");
    assert_non_null(dataset);
    Batch batch = batch_create(dataset, 2, 1);
    dataset->fill(dataset, (const long[]){0}, 0, &batch);
    Text label;
    text_init(&label);
    dataset->target_label(dataset, &batch, 0, 0, &label);
    assert_string_equal(label.data, "␣");
    dataset->input_label(dataset, &batch, 1, 0, &label); // appended
    assert_string_equal(label.data, "␣␣");
    text_clear(&label);
    symbol_append(dataset, batch.input_index[1], &label);
    assert_string_equal(label.data, " ");
    text_clear(&label);
    batch.input_index[0] = -1; // no input
    dataset->input_label(dataset, &batch, 0, 0, &label);
    assert_string_equal(label.data, "");
    text_finish(&label);
    batch_destroy(&batch);
    dataset_destroy(dataset);
}

static void random_symbols_depend_on_the_seed_alone(void **state) {
    Fixture *fixture = *state;
    Place place = {"--task", 0, 0};
    Dataset *first = dataset_open("random:65", 7, place, &fixture->report);
    Dataset *again = dataset_open("random:65", 7, place, &fixture->report);
    Dataset *other = dataset_open("random:65", 8, place, &fixture->report);
    assert_true(first != NULL && again != NULL && other != NULL);
    assert_int_equal(first->pair_count, 9999);
    assert_int_equal(first->symbol_count, 65);
    assert_int_equal(first->default_steps, 25);
    assert_string_equal(first->symbols[64], "64");
    enum { STEPS = 9999 };
    Batch batches[3] = {batch_create(first, STEPS, 1), batch_create(first, STEPS, 1), batch_create(first, STEPS, 1)};
    const long start[1] = {0};
    first->fill(first, start, 0, &batches[0]);
    again->fill(again, start, 0, &batches[1]);
    other->fill(other, start, 0, &batches[2]);
    size_t size = STEPS * sizeof(int);
    assert_memory_equal(batches[0].input_index, batches[1].input_index, size);
    assert_memory_not_equal(batches[0].input_index, batches[2].input_index, size);
    int counts[65] = {0};
    for (int t = 0; t < STEPS; t++) {
        assert_in_range(batches[0].input_index[t], 0, 64);
        counts[batches[0].input_index[t]]++;
    }
    for (int i = 0; i < 65; i++) {
        assert_in_range(counts[i], 80, 240);
    }
    for (int i = 0; i < 3; i++) {
        batch_destroy(&batches[i]);
    }
    dataset_destroy(first);
    dataset_destroy(again);
    dataset_destroy(other);
}

static void tasks_and_wirings_are_found_by_name(void **state) {
    Fixture *fixture = *state;
    size_t count = 0;
    for (const Task *task; (task = task_at(count)) != NULL; count++) {
        assert_ptr_equal(task_find(task->name), task);
        assert_true(words_has(fixture->words, task->help));
        assert_true(count == 0 || strcmp(task_at(count - 1)->name, task->name) < 0);
    }
    assert_int_equal(count, 6);
    assert_null(task_find("nope"));
    assert_null(task_find("tex"));
    for (int i = 0; i < WIRING_COUNT; i++) {
        Wiring wiring = WIRING_COUNT;
        assert_true(wiring_find(wiring_name((Wiring)i), &wiring));
        assert_int_equal(wiring, i);
    }
    Wiring wiring = WIRING_ONE_TO_MANY;
    assert_false(wiring_find("many", &wiring));
    assert_int_equal(wiring, WIRING_ONE_TO_MANY);
    dataset_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_text_becomes_a_sorted_vocabulary_and_pairs),
        TEST(a_file_is_read_as_text),
        TEST(a_text_of_the_assets_opens_from_anywhere),
        TEST(what_is_no_text_is_told),
        TEST(a_file_that_is_not_there_is_told),
        TEST(a_vocabulary_has_at_most_1024_symbols),
        TEST(files_have_at_most_16_mebibytes),
        TEST(lanes_go_round_the_stream),
        TEST(labels_show_what_is_invisible),
        TEST(random_symbols_depend_on_the_seed_alone),
        TEST(tasks_and_wirings_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
