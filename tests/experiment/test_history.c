// What training leaves behind, within bounds of memory.
#include "../base/testing.h"

#include "experiment/history.h"

enum { MOST = 1 << 18 };

static void add(History *history, long from, long to) {
    for (long i = from; i < to; i++) history_add(history, i, (double)i, 0.5 * (double)i, i % 2 ? 1.0 : 0.25);
}

// Entry i belongs to iteration i * every + 1, the one with i * every updates before it.
static void assert_entries(const History *history) {
    assert_true(history->count > 0);
    for (long i = 0; i < history->count; i++) {
        double before = (double)(i * history->every);
        assert_true(history->loss[i] == before);
        assert_true(history->norm[i] == 0.5 * before);
        assert_true(history->scale[i] == ((i * history->every) % 2 ? 1.0 : 0.25));
    }
}

static void every_iteration_has_an_entry_at_first(void **state) {
    (void)state;
    History history;
    history_init(&history);
    assert_int_equal(history.count, 0);
    add(&history, 0, 1000);
    assert_int_equal(history.count, 1000);
    assert_int_equal(history.every, 1);
    assert_entries(&history);
    history_finish(&history);
    assert_int_equal(history.count, 0);
}

static void long_trainings_keep_every_second_then_every_fourth(void **state) {
    (void)state;
    History history;
    history_init(&history);
    long done = 0;
    for (long every = 1; every <= 8; every *= 2) {
        long until = every * MOST;
        add(&history, done, until);
        done = until;
        assert_int_equal(history.every, every);
        assert_int_equal(history.count, MOST);
        assert_entries(&history);
    }
    add(&history, done, done + 1);
    assert_int_equal(history.every, 16);
    assert_int_equal(history.count, MOST / 2 + 1);
    assert_entries(&history);
    history_finish(&history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_iteration_has_an_entry_at_first),
        cmocka_unit_test(long_trainings_keep_every_second_then_every_fourth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
