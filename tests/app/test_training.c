// Training that is watched and rewound: what it shows, that no number depends on how one came there, and what happens where it blows up.
#include "fixture.h"

#include "app/open.h"
#include "app/experiments/training.h"
#include "experiment/feed.h"

#include <math.h>
#include <stdlib.h>

static bool same_numbers(const Params *a, const Params *b) {
    return a->count == b->count && memcmp(a->data, b->data, a->count * sizeof(double)) == 0;
}

// Whether two states show the same iteration with the same numbers.
static bool same_iteration(const Stand *a, const Stand *b) {
    const Trace *x = a->state->trace, *y = b->state->trace;
    return x->iteration == y->iteration && memcmp(&x->loss, &y->loss, sizeof x->loss) == 0 && same_numbers(&x->before, &y->before) &&
           same_numbers(&x->grads, &y->grads) && same_numbers(&x->updated, &y->updated);
}

static void wait_for(Stand *stand, long iteration) {
    for (int i = 0; i < 5000 && stand->state->trace->iteration < iteration; i++) stand_wait(stand, 1.0 / 60);
    assert_true(stand->state->trace->iteration >= iteration);
}

static const char *const EXPERIMENTS[] = {
    "--hidden 3",
    "lstm --task series:sine --steps 10 --batch 2 --hidden 4 --optimizer adam",
    "gru --task 'text:hello world, how are you' --steps 5 --optimizer adagrad",
    "--task series:sine --bptt 4,12 --hidden 3",
    "--task random:5 --steps 8 --bptt 3 --clip 1",
};

static void back_at_an_iteration_every_number_is_the_same(void **unused) {
    (void)unused;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) {
        Stand watched, straight;
        Text flags;
        text_init(&flags);
        text_printf(&flags, "%s --iterations 39", EXPERIMENTS[i]);
        stand_open(&straight, flags.data);
        stand_open(&watched, EXPERIMENTS[i]);
        stand_key(&watched, "r");
        wait_for(&watched, 500);
        stand_key(&watched, "r");
        assert_false(same_iteration(&watched, &straight));
        long reached = watched.state->recording->reached;
        assert_true(stand_run(&watched, "iteration 40"));
        assert_true(same_iteration(&watched, &straight));
        // On from there, as far as it had come before: the same again.
        assert_true(stand_run(&watched, "iteration 400") && watched.state->recording->reached == reached);
        stand_close(&straight);
        text_clear(&flags);
        text_printf(&flags, "%s --iterations 399", EXPERIMENTS[i]);
        stand_open(&straight, flags.data);
        assert_true(same_iteration(&watched, &straight));
        text_finish(&flags);
        stand_close(&straight);
        stand_close(&watched);
    }
}

// Played without an end, training begins slowly enough to follow, grows faster by itself, and keeps the pace that a person sets.
static void training_begins_slowly_and_grows_faster(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    State *state = stand.state;
    stand_key(&stand, "r");
    long after[4];
    for (int second = 0; second < 4; second++) {
        for (int i = 0; i < 60; i++) stand_wait(&stand, 1.0 / 60);
        after[second] = state->session->iteration;
    }
    assert_in_range(after[0], 4, 20);
    assert_true(after[3] - after[2] > 3 * (after[1] - after[0]));
    assert_true(stand_run(&stand, "speed 0.1")); // a tenth of what it had grown to, and no more growth
    long rates[2];
    for (int second = 0; second < 2; second++) {
        long before = state->session->iteration;
        for (int i = 0; i < 60; i++) stand_wait(&stand, 1.0 / 60);
        rates[second] = state->session->iteration - before;
    }
    assert_in_range(rates[0], 1, (unsigned long)(after[3] - after[2]) / 2);
    assert_in_range(rates[1], (unsigned long)rates[0] - 1, (unsigned long)rates[0] + 1);
    stand_close(&stand);
}

static void the_picture_follows_training_at_the_same_moment(void **unused) {
    (void)unused;
    Stand stand;
    char name[64], after[64];
    stand_open(&stand, "--hidden 3 --at backward:h[2]");
    stand_moment(&stand, name);
    State *state = stand.state;
    assert_null(stand_hit(&stand, HIT_TRAINING, NULL));
    assert_true(stand_key(&stand, "r").moving && state->running);
    long before = state->trace->iteration;
    uint64_t picture = stand_picture(&stand);
    for (int i = 0; i < 5; i++) {
        assert_true(stand_wait(&stand, 0.25).moving);
        assert_true(state->trace->iteration > before && stand_picture(&stand) != picture);
        assert_string_equal(stand_moment(&stand, after), name);
        before = state->trace->iteration;
        picture = stand_picture(&stand);
    }
    assert_non_null(stand_hit(&stand, HIT_TRAINING, NULL));
    // A step stops it, within the iteration that it has come to.
    stand_key(&stand, "Alt+Right");
    assert_false(state->running);
    long stopped_at = state->trace->iteration;
    stand_rest(&stand);
    assert_int_equal(state->trace->iteration, stopped_at);
    assert_string_not_equal(stand_moment(&stand, after), name);
    // What was copied opens just this.
    stand_key(&stand, "c");
    Stand copy;
    stand_open(&copy, state->requests.copy.data + strlen("unroll "));
    assert_true(same_iteration(&stand, &copy));
    stand_close(&copy);
    stand_close(&stand);
}

static void its_timeline_is_dragged_like_the_other(void **unused) {
    (void)unused;
    Stand stand, straight;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    assert_true(stand_run(&stand, "train 200"));
    assert_int_equal(stand.state->trace->iteration, 201);
    assert_false(stand.state->running);
    stand_wait(&stand, 0);
    const Hit *hit = stand_hit(&stand, HIT_TRAINING, NULL);
    assert_non_null(hit);
    assert_true(hit->from >= 1 && hit->from <= 1 && hit->to >= 201 && hit->to <= 201);
    Rect bar = hit->rect;
    float y = bar.y + bar.h / 2;
    stand_press(&stand, bar.x + bar.w / 2, y);
    stand_rest(&stand);
    assert_true(labs(stand.state->trace->iteration - 101) <= 1);
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = bar.x - 500, .y = y});
    stand_rest(&stand);
    assert_int_equal(stand.state->trace->iteration, 1);
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = bar.x + bar.w / 4, .y = y + 300});
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = bar.x + bar.w / 4, .y = y + 300});
    stand_rest(&stand);
    assert_true(labs(stand.state->trace->iteration - 51) <= 1);
    char flags[64];
    snprintf(flags, sizeof flags, "--hidden 3 --iterations %ld", stand.state->trace->iteration - 1);
    stand_open(&straight, flags);
    assert_true(same_iteration(&stand, &straight));
    assert_int_equal(stand.state->recording->reached, 200); // what lies ahead is not forgotten
    stand_close(&straight);
    stand_close(&stand);
}

static void one_that_was_opened_late_goes_back_to_its_beginning(void **unused) {
    (void)unused;
    Stand late, first;
    stand_open(&late, "lstm --hidden 4 --iterations 300");
    stand_open(&first, "lstm --hidden 4");
    assert_int_equal(late.state->trace->iteration, 301);
    assert_true(stand_run(&late, "iteration 1") && same_iteration(&late, &first));
    assert_false(stand_run(&late, "previous-iteration"));
    assert_true(stand_run(&late, "next-iteration") && stand_run(&first, "next-iteration") && same_iteration(&late, &first));
    stand_close(&first);
    stand_close(&late);
}

static bool same_bits(const double *a, const double *b, int count) {
    return memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

static void a_block_of_a_stream_stands_beside_the_one_that_handed_its_state_on(void **unused) {
    (void)unused;
    static const char *const STREAMS[] = {"--task series:sine --steps 10 --batch 2 --hidden 4 --lr 0.01",
                                          "--task 'text:hello world, how are you' --bptt 3,8 --hidden 3",
                                          "lstm --task random:5 --steps 6 --bptt 3 --hidden 4"};
    int compared = 0;
    for (size_t i = 0; i < COUNT(STREAMS); i++) {
        Stand stand, earlier;
        stand_open(&stand, STREAMS[i]);
        assert_null(stand.state->before); // the first block begins with zeros
        stand_key(&stand, "r");
        for (int k = 0; k < 4; k++) stand_wait(&stand, 0.25);
        stand_key(&stand, "r");
        for (int k = 0; k < 2; k++) {
            if (k == 1) assert_true(stand_run(&stand, "iteration 9"));
            const Trace *now = stand.state->trace, *before = stand.state->before;
            assert_non_null(before);
            assert_int_equal(before->iteration, now->iteration - 1);
            const Program *program = now->program;
            for (int e = 0; e < program->equation_count; e++) {
                if (program->equations[e].max_lag == 0) continue;
                int op = program->equations[e].op, last = stand.state->session->schedule.advance;
                for (int lane = 0; lane < now->lanes; lane++) {
                    assert_true(same_bits(run_value(now->run, op, 0, lane), run_value(before->run, op, last, lane), program->ops[op].size));
                    compared++;
                }
            }
            assert_true(same_numbers(&before->updated, &now->before)); // the weights moved between them
        }
        Text flags;
        text_init(&flags);
        text_printf(&flags, "%s --iterations 7", STREAMS[i]);
        stand_open(&earlier, flags.data);
        assert_true(same_numbers(&stand.state->before->grads, &earlier.state->trace->grads));
        assert_true(stand_run(&stand, "iteration 1"));
        assert_null(stand.state->before);
        text_finish(&flags);
        stand_close(&earlier);
        stand_close(&stand);
    }
    assert_true(compared >= 10);
    Stand whole; // nothing is handed on where one window holds everything, or each starts from zero
    stand_open(&whole, "--hidden 3 --iterations 5");
    assert_null(whole.state->before);
    stand_close(&whole);
    stand_open(&whole, "--hidden 3 --iterations 5 --task series:sine --steps 10 --state reset");
    assert_null(whole.state->before);
    stand_close(&whole);
}

static void shuffling_is_a_switch_that_tears_the_states_from_their_places(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--task series:sine --steps 10 --hidden 4 --lr 0.01 --iterations 6");
    State *state = stand.state;
    long in_order[2], torn[2];
    feed_starts(state->session, 5, &in_order[0]);
    feed_starts(state->session, 6, &in_order[1]);
    assert_int_equal(in_order[1], in_order[0] + 10);
    uint64_t before = stand_picture(&stand);
    const Hit *found = stand_hit(&stand, HIT_COMMAND, "shuffle");
    assert_non_null(found);
    stand_press(&stand, found->rect.x + found->rect.w / 2, found->rect.y + found->rect.h / 2);
    stand_event(&stand, (Event){.kind = EVENT_LEAVE});
    stand_rest(&stand);
    assert_true(state->session->settings.shuffled && state->trace->iteration == 7 && stand_picture(&stand) != before);
    int gaps = 0;
    for (long k = 1; k < 30; k++) {
        feed_starts(state->session, k - 1, &torn[0]);
        feed_starts(state->session, k, &torn[1]);
        gaps += torn[1] != torn[0] + 10;
    }
    assert_true(gaps > 20);
    assert_true(stand_run(&stand, "shuffle") && stand_picture(&stand) == before);
    stand_close(&stand);
}

// A recurrence that blows up within some iterations.
#define EXPLODES "elman-identity --lr 3 --hidden 8"

static void what_explodes_stops_by_itself_and_offers_the_way_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, EXPLODES);
    State *state = stand.state;
    stand_key(&stand, "r");
    for (int i = 0; i < 600 && state->running; i++) stand_wait(&stand, 1.0 / 60);
    assert_false(state->running);
    assert_true(state->failed > 2 && state->trace->iteration == state->failed);
    assert_true(state->toast.is_problem && strstr(state->toast.text.data, "not finite") != NULL);
    // It stands at the first number that is not finite.
    long first = -1;
    for (long i = 0; i < trace_moment_count(state->trace) && first < 0; i++) {
        Moment moment = trace_moment(state->trace, i);
        if (moment.phase != PHASE_FORWARD) continue;
        const double *values = run_value(state->trace->run, moment.op, moment.t, 0);
        for (int k = 0; values && k < state->trace->program->ops[moment.op].size; k++)
            if (!isfinite(values[k])) first = i;
    }
    assert_true(first > 0);
    assert_int_equal((long)state->playhead.position, first);
    const Hit *back = stand_hit(&stand, HIT_COMMAND, "last-good");
    assert_non_null(back);
    assert_string_equal(back->argument, "clip");
    long failed = state->failed;
    assert_true(stand_run(&stand, "last-good"));
    assert_int_equal(state->trace->iteration, failed - 1);
    assert_true(state->trace->finite && isfinite(state->trace->loss));
    // Forwards again it fails again, at the same place.
    assert_false(stand_run(&stand, "next-iteration"));
    assert_true(stand_problem_is(&stand, "app.stopped") && state->trace->iteration == failed);
    // Clipped, it gets past it.
    assert_true(stand_run(&stand, "last-good clip"));
    assert_int_equal(state->trace->iteration, failed - 1);
    assert_string_equal(experiment_get(&state->experiment, KEY_CLIP), "1");
    assert_true(stand_run(&stand, "train 50"));
    assert_int_equal(state->trace->iteration, failed + 49);
    assert_false(stand_run(&stand, "undo")); // without clipping it fails as before
    assert_true(stand_problem_is(&stand, "app.stopped") && state->trace->iteration == failed);
    assert_string_equal(experiment_get(&state->experiment, KEY_CLIP), "none");
    stand_close(&stand);
}

static void what_is_not_finite_from_the_first_iteration_on_offers_no_way_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    assert_false(stand_run(&stand, "open-line unroll elman-identity --set 'W_h=1e200 1e200;1e200 1e200' --hidden 2"));
    assert_int_equal(stand.state->failed, 1);
    assert_false(stand_run(&stand, "last-good"));
    assert_true(stand_problem_is(&stand, "training.none-good"));
    assert_null(stand_hit(&stand, HIT_COMMAND, "last-good"));
    stand_close(&stand);
}

static void wrong_arguments_are_told(void **unused) {
    (void)unused;
    static const char *const WRONG[][2] = {{"train 0", "training.form"},
                                           {"train soon", "training.form"},
                                           {"train -5", "training.form"},
                                           {"last-good", "app.command.disabled"},
                                           {"train-stop now", "app.command.takes-none"}};
    Stand stand;
    stand_open(&stand, "--hidden 3");
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        assert_false(stand_run(&stand, WRONG[i][0]));
        assert_true(stand_problem_is(&stand, WRONG[i][1]));
    }
    assert_int_equal(stand.state->trace->iteration, 1);
    stand_close(&stand);
}

// Lanes are trained one after the other, so that the first may be ahead of what is shown.
static void stopping_shows_the_last_iteration_that_was_reached(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--task recall:19 --hidden 32 --batch 8 --compare cell=lstm,cell=gru");
    State *state = stand.state;
    stand_key(&stand, "r");
    for (int i = 0; i < 2000 && state->trace->iteration == state->session->iteration + 1; i++) stand_wait(&stand, 1.0 / 60);
    assert_true(state->running && state->trace->iteration <= state->session->iteration);
    stand_key(&stand, "r");
    assert_false(state->running);
    stand_rest(&stand);
    assert_int_equal(state->trace->iteration, state->recording->reached + 1);
    for (int i = 0; i < state->comparison->count; i++)
        assert_int_equal(state->comparison->lanes[i].trace->iteration, state->trace->iteration);
    stand_close(&stand);
}

// As far as the example was measured; asked once more, it goes on.
static void an_example_rests_where_it_was_measured(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    assert_true(stand_run(&stand, "preset gates"));
    State *state = stand.state;
    assert_int_equal(state->rest, 1200);
    state->rest = 40; // sooner
    stand_key(&stand, "r");
    for (int i = 0; i < 5000 && state->running; i++) stand_wait(&stand, 1.0 / 60);
    assert_false(state->running);
    assert_int_equal(state->trace->iteration, 41);
    assert_true(state->toast.text.length > 0);
    stand_key(&stand, "r");
    for (int i = 0; i < 200; i++) stand_wait(&stand, 1.0 / 60);
    assert_true(state->running && state->trace->iteration > 41);
    assert_true(stand_run(&stand, "preset vanishing")); // of another experiment nothing is known
    assert_int_equal(state->rest, 0);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_at_an_iteration_every_number_is_the_same),
        cmocka_unit_test(training_begins_slowly_and_grows_faster),
        cmocka_unit_test(the_picture_follows_training_at_the_same_moment),
        cmocka_unit_test(its_timeline_is_dragged_like_the_other),
        cmocka_unit_test(one_that_was_opened_late_goes_back_to_its_beginning),
        cmocka_unit_test(a_block_of_a_stream_stands_beside_the_one_that_handed_its_state_on),
        cmocka_unit_test(shuffling_is_a_switch_that_tears_the_states_from_their_places),
        cmocka_unit_test(what_explodes_stops_by_itself_and_offers_the_way_back),
        cmocka_unit_test(what_is_not_finite_from_the_first_iteration_on_offers_no_way_back),
        cmocka_unit_test(stopping_shows_the_last_iteration_that_was_reached),
        cmocka_unit_test(an_example_rests_where_it_was_measured),
        cmocka_unit_test(wrong_arguments_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
