// Experiments side by side in the window: opened with the flag or a command, trained along, and kept on the command line.
#include "fixture.h"

#include "app/open.h"

static int lane_count(const Stand *stand) {
    return stand->state->comparison->count;
}
static const Trace *lane_trace(const Stand *stand, int lane) {
    return stand->state->comparison->lanes[lane].trace;
}

static void lanes_are_opened_with_the_flag(void **unused) {
    (void)unused;
    Stand stand, alone;
    stand_open(&stand, "--hidden 3 --compare bptt=2 --at backward:h[2]");
    stand_open(&alone, "--hidden 3 --at backward:h[2]");
    View view = state_view(stand.state);
    assert_int_equal(view.trace_count, 2);
    assert_int_equal(view.traces[1]->session->schedule.window, 2);
    assert_int_equal(view.traces[1]->session->settings.hidden, 3);
    assert_true(stand_picture(&stand) != stand_picture(&alone));
    assert_int_equal(lane_count(&alone), 0);
    stand_close(&stand);
    stand_open(&stand, "--compare bptt=2 --compare cell=lstm"); // a repeated flag adds a lane
    assert_int_equal(lane_count(&stand), 2);
    assert_string_equal(lane_trace(&stand, 1)->session->cell_name, "lstm");
    stand_close(&alone);
    stand_close(&stand);
}

static void a_command_and_a_key_switch_them(void **unused) {
    (void)unused;
    Stand stand;
    char before[64], name[64];
    stand_open(&stand, "--hidden 3 --at backward:h[2]");
    stand_moment(&stand, before);
    uint64_t alone = stand_picture(&stand);
    stand_key(&stand, "k"); // with nothing said: what is not cut, beside a cut halfway
    assert_true(state_settle(stand.state, &stand.report));
    assert_int_equal(lane_count(&stand), 1);
    assert_string_equal(stand.state->compare, "bptt=2");
    assert_string_equal(stand_moment(&stand, name), before);
    assert_true(stand_run(&stand, "compare cell=lstm,hidden=5") && lane_count(&stand) == 2);
    assert_int_equal(lane_trace(&stand, 1)->program->hidden, 5);
    assert_true(stand_run(&stand, "compare"));
    assert_int_equal(lane_count(&stand), 0);
    stand_wait(&stand, 60); // the message has gone
    assert_true(stand_picture(&stand) == alone);
    assert_true(stand_run(&stand, "compare") && lane_count(&stand) == 2); // what was there last
    assert_true(stand_run(&stand, "compare off") && lane_count(&stand) == 0);
    assert_true(stand_run(&stand, "compare off")); // is off
    stand_close(&stand);
    stand_open(&stand, "--bptt 2");
    assert_true(stand_run(&stand, "compare"));
    assert_string_equal(stand.state->compare, "bptt=full");
    stand_close(&stand);
}

static void what_cannot_be_compared_changes_nothing(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --compare bptt=2");
    static const char *const WRONG[] = {
        "compare bptt", "compare bptt=0", "compare foo=1", "compare steps=99", "compare hidden=1,hidden=2,hidden=4", "compare cell=none"};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        assert_false(stand_run(&stand, WRONG[i]));
        assert_true(stand.report.count > 0);
        assert_string_equal(stand.state->compare, "bptt=2");
        assert_int_equal(lane_count(&stand), 1);
        assert_int_equal(lane_trace(&stand, 0)->session->schedule.window, 2);
    }
    stand_close(&stand);
    stand_open(&stand, "--steps 1");
    assert_false(stand_run(&stand, "compare"));
    assert_true(stand_problem_is(&stand, "lanes.too-short"));
    stand_close(&stand);
}

static void a_lane_with_several_keys_is_opened_copied_and_told(void **unused) {
    (void)unused;
    Stand stand, again;
    stand_open(&stand, "--hidden 3");
    assert_true(stand_run(&stand, "compare cell=lstm+set=b_f=3,cell=gru+hidden=5") && lane_count(&stand) == 2);
    const Trace *lstm = lane_trace(&stand, 0);
    int b_f = program_find_param(lstm->program, "b_f");
    for (int i = 0; i < 3; i++) assert_true(params_get(&lstm->before, b_f, i, 0) == 3); // one number is every element
    assert_int_equal(lane_trace(&stand, 1)->program->hidden, 5);
    View view = state_view(stand.state);
    Text said;
    text_init(&said);
    view_describe(&view, &said);
    assert_non_null(strstr(said.data, "Elman network · hidden 3 / LSTM · hidden 3 · b_f = 3 / GRU · hidden 5"));
    assert_null(strstr(said.data, "set "));
    text_finish(&said);
    assert_true(stand_run(&stand, "copy"));
    const char *line = stand.state->requests.copy.data;
    assert_non_null(strstr(line, "--compare cell=lstm+set=b_f=3,cell=gru+hidden=5"));
    stand_open(&again, line + strlen("unroll "));
    assert_int_equal(lane_count(&again), 2);
    assert_string_equal(again.state->compare, stand.state->compare);
    stand_close(&again);
    // What is wrong in a lane is told with the lane.
    assert_false(stand_run(&stand, "compare bptt=2,cell=gru+set=b_f=3"));
    assert_string_equal(stand.report.problems[0].place.file, "--compare cell=gru+set=b_f=3: --set");
    assert_non_null(strstr(stand.report.problems[0].message, "b_z"));
    assert_int_equal(lane_count(&stand), 2);
    stand_close(&stand);
}

static void lanes_are_trained_along(void **unused) {
    (void)unused;
    Stand stand, alone;
    stand_open(&stand, "--hidden 3 --compare bptt=2");
    stand_open(&alone, "--hidden 3 --bptt 2 --iterations 40");
    assert_true(stand_run(&stand, "iteration 41"));
    const Trace *lane = lane_trace(&stand, 0), *same = alone.state->trace;
    assert_int_equal(stand.state->trace->iteration, 41);
    assert_int_equal(lane->iteration, 41);
    assert_memory_equal(lane->before.data, same->before.data, same->before.count * sizeof(double)); // to the bit
    assert_true(memcmp(lane->before.data, stand.state->trace->before.data, same->before.count * sizeof(double)) != 0);
    assert_true(stand_run(&stand, "previous-iteration"));
    assert_int_equal(lane_trace(&stand, 0)->iteration, 40);
    assert_true(stand_run(&stand, "train 60"));
    assert_int_equal(lane_trace(&stand, 0)->iteration, stand.state->trace->iteration);
    assert_true(stand_run(&stand, "compare off") && stand_run(&stand, "compare")); // catches up
    assert_int_equal(lane_trace(&stand, 0)->iteration, stand.state->trace->iteration);
    stand_close(&alone);
    stand_close(&stand);
    stand_open(&stand, "--hidden 3 --compare iterations=30");
    assert_int_equal(lane_trace(&stand, 0)->iteration, 31);
    assert_true(stand_run(&stand, "iteration 5"));
    assert_int_equal(stand.state->trace->iteration, 5);
    assert_int_equal(lane_trace(&stand, 0)->iteration, 31); // where it was said to be
    stand_close(&stand);
}

static void played_training_keeps_the_lanes_in_step(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --compare cell=lstm");
    stand_key(&stand, "r");
    long before = stand.state->trace->iteration;
    for (int i = 0; i < 30; i++) {
        stand_wait(&stand, 1.0 / 15);
        assert_int_equal(lane_trace(&stand, 0)->iteration, stand.state->trace->iteration);
    }
    assert_true(stand.state->trace->iteration > before + 5);
    stand_key(&stand, "r");
    stand_close(&stand);
}

static void a_change_is_made_in_all_lanes(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --compare bptt=2");
    assert_true(stand_run(&stand, "set hidden=5"));
    assert_int_equal(stand.state->trace->program->hidden, 5);
    assert_int_equal(lane_trace(&stand, 0)->program->hidden, 5);
    assert_int_equal(lane_trace(&stand, 0)->session->schedule.window, 2);
    assert_true(stand_run(&stand, "undo"));
    assert_int_equal(lane_trace(&stand, 0)->program->hidden, 3);
    assert_true(stand_run(&stand, "choose-loss 2"));
    assert_int_equal(lane_trace(&stand, 0)->of_loss_t, 2);
    stand_close(&stand);
}

static void the_copied_command_opens_the_same_lanes(void **unused) {
    (void)unused;
    Stand stand, again;
    stand_open(&stand, "--hidden 3 --at backward:h[1]");
    assert_true(stand_run(&stand, "compare bptt=2,cell=lstm") && stand_run(&stand, "copy"));
    const char *line = stand.state->requests.copy.data;
    assert_non_null(strstr(line, "--compare bptt=2,cell=lstm"));
    stand_open(&again, line + strlen("unroll "));
    stand_wait(&stand, 60);
    assert_true(stand_run(&stand, "compare") && stand_run(&stand, "compare"));
    stand_wait(&stand, 60);
    stand_wait(&again, 60);
    assert_true(stand_picture(&again) == stand_picture(&stand));
    assert_true(stand_run(&again, "open-line unroll --hidden 4")); // that line says nothing of lanes
    assert_int_equal(lane_count(&again), 0);
    assert_true(stand_run(&again, "open-line unroll --compare hidden=5"));
    assert_int_equal(lane_count(&again), 1);
    assert_false(stand_run(&again, "open-line unroll --compare steps=99"));
    assert_string_equal(again.state->compare, "hidden=5");
    stand_close(&again);
    stand_close(&stand);
}

static void the_wheel_zooms_over_every_lane(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --compare bptt=2 --at backward:h[2]");
    int turned = 0;
    for (int lane = 0; lane < 2; lane++) {
        View view = state_view(stand.state);
        double before = view_resolve_camera(&view).column;
        const Hit *hit = NULL;
        for (size_t i = 0; i < stand.state->hits.count; i++) {
            const Hit *one = &stand.state->hits.hits[i];
            if (one->kind == HIT_STAGE && one->trace == lane) hit = one;
        }
        assert_non_null(hit);
        float x = hit->rect.x + hit->rect.w / 2, y = hit->rect.y + hit->rect.h / 2;
        stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = x, .y = y});
        stand_event(&stand, (Event){.kind = EVENT_WHEEL, .x = x, .y = y, .wheel_y = 1});
        stand_wait(&stand, 1);
        view = state_view(stand.state);
        turned += view_resolve_camera(&view).column > before;
    }
    assert_int_equal(turned, 2);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_are_opened_with_the_flag),
        cmocka_unit_test(a_command_and_a_key_switch_them),
        cmocka_unit_test(what_cannot_be_compared_changes_nothing),
        cmocka_unit_test(lanes_are_trained_along),
        cmocka_unit_test(a_lane_with_several_keys_is_opened_copied_and_told),
        cmocka_unit_test(played_training_keeps_the_lanes_in_step),
        cmocka_unit_test(a_change_is_made_in_all_lanes),
        cmocka_unit_test(the_wheel_zooms_over_every_lane),
        cmocka_unit_test(the_copied_command_opens_the_same_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
