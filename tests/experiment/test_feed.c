// Where in the stream iterations read: in order, or shuffled block by block.
#include "fixture.h"

#include "experiment/feed.h"

#include <stdlib.h>
#include <string.h>

static void in_order_lanes_go_on_where_they_stopped_and_wrap_round(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: series:sine\nbatch: 2\nsteps: 10\nhidden: 2");
    long pairs = session->dataset->pair_count, starts[2];
    for (long updates = 0; updates < 250; updates++) {
        feed_starts(session, updates, starts);
        assert_int_equal(starts[0], updates * 10 % pairs);
        assert_int_equal(starts[1], (pairs / 2 + updates * 10) % pairs);
    }
}

// How often each block is read by one lane in one pass, and that it starts where a block does.
static void count_blocks(const Session *session, long pass, int lane, int *reads) {
    long advance = session->schedule.advance, count = session->dataset->pair_count / advance;
    long *starts = memory_alloc((size_t)session->settings.batch * sizeof *starts);
    for (long k = 0; k < count; k++) {
        feed_starts(session, pass * count + k, starts);
        assert_true(starts[lane] % advance == 0 && starts[lane] / advance < count);
        reads[starts[lane] / advance]++;
    }
    free(starts);
}

static void shuffled_every_block_comes_once_in_each_pass(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: series:sine\nbatch: 3\nsteps: 7\nhidden: 2\nfeed: shuffled");
    long count = session->dataset->pair_count / 7, differing = 0, one[3], other[3];
    for (long pass = 0; pass < 3; pass++) {
        for (int lane = 0; lane < 3; lane++) {
            int *reads = memory_alloc_zeros((size_t)count, sizeof *reads);
            count_blocks(session, pass, lane, reads);
            for (long block = 0; block < count; block++) assert_int_equal(reads[block], 1);
            free(reads);
        }
    }
    for (long k = 0; k < count; k++) { // each pass has an order of its own, and no two lanes read the same block at once
        feed_starts(session, k, one);
        feed_starts(session, count + k, other);
        differing += one[0] != other[0];
        assert_true(one[0] != one[1] && one[1] != one[2] && one[0] != one[2]);
    }
    assert_true(differing > count / 2);
}

static void a_session_reads_where_the_feed_says(void **state) {
    Fixture *fixture = *state;
    static const char *const lines[] = {"task: text:hello world, how are you\nsteps: 4\nhidden: 2\nbatch: 2\nfeed: shuffled",
                                        "task: text:hello world, how are you\nbptt: 3,8\nhidden: 2\nfeed: shuffled",
                                        "task: text:hello world, how are you\nsteps: 4\nhidden: 2\nbatch: 2"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        Session *session = fixture_session(fixture, lines[i]);
        long starts[2] = {0};
        for (long updates = 0; updates < 60; updates++) {
            feed_starts(session, updates, starts);
            for (int lane = 0; lane < session->settings.batch; lane++) assert_int_equal(session->starts[lane], starts[lane]);
            session_train(session, 1);
        }
    }
}

static void the_order_belongs_to_the_seed(void **state) {
    Fixture *fixture = *state;
    long starts[3][40];
    static const char *const lines[] = {"task: series:sine\nsteps: 9\nhidden: 2\nfeed: shuffled",
                                        "task: series:sine\nsteps: 9\nhidden: 5\nfeed: shuffled",
                                        "task: series:sine\nsteps: 9\nhidden: 2\nfeed: shuffled\nseed: 2"};
    for (size_t i = 0; i < COUNT(lines); i++) {
        Session *session = fixture_session(fixture, lines[i]);
        for (long k = 0; k < 40; k++) feed_starts(session, k, &starts[i][k]);
    }
    assert_memory_equal(starts[0], starts[1], sizeof starts[0]);
    assert_true(memcmp(starts[0], starts[2], sizeof starts[0]) != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(in_order_lanes_go_on_where_they_stopped_and_wrap_round),
        TEST(shuffled_every_block_comes_once_in_each_pass),
        TEST(a_session_reads_where_the_feed_says),
        TEST(the_order_belongs_to_the_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
