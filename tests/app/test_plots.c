// Plots by command, the knob, and the examples: each does what it says.
#include "fixture.h"

#include "app/command.h"
#include "app/open.h"
#include "trace/memo.h"
#include "view/plots/plots.h"

#include <math.h>

static double radius_of(const Stand *stand) {
    return trace_memo_matrix(stand->state->trace)->spectral_radius;
}

// |dL_s/dh[t]| of the chosen loss.
static double size_at(const Trace *trace, int t) {
    return trace_adjoint_norm_of_loss(trace, trace_state_equation(trace), t);
}

static void open_preset(Stand *stand, const char *name) {
    char line[64];
    snprintf(line, sizeof line, "preset %s", name);
    stand_open(stand, "");
    assert_true(stand_run(stand, line));
    assert_int_equal(stand->state->plot, PLOT_GRADIENT);
    // The bound is of a cell with one recurrent matrix.
    bool is_elman = strncmp(stand->state->session->cell_name, "elman", 5) == 0;
    assert_int_equal(trace_memo_bound(stand->state->trace) != NULL, is_elman);
}

static void the_vanishing_example_vanishes(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "vanishing");
    const Trace *trace = stand.state->trace;
    assert_true(fabs(radius_of(&stand) - 0.5) < 1e-6);
    assert_true(size_at(trace, trace->steps) > 0.1);
    assert_true(size_at(trace, 1) < 1e-6 && size_at(trace, 1) > 0); // very small, not 0
    double sum = trace_adjoint_norm(trace, trace_state_equation(trace), 1);
    assert_true(sum > 0.1); // each state hears its own loss, so the sum looks as if nothing vanished
    stand_close(&stand);
}

static void the_critical_example_neither_vanishes_nor_explodes(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "critical");
    const Trace *trace = stand.state->trace;
    assert_true(fabs(radius_of(&stand) - 1) < 1e-6);
    double ratio = size_at(trace, 1) / size_at(trace, trace->steps);
    assert_true(ratio > 1e-3 && ratio < 10);
    stand_close(&stand);
}

static void the_exploding_example_explodes(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "exploding");
    const Trace *trace = stand.state->trace;
    assert_true(radius_of(&stand) > 1.2);
    assert_true(size_at(trace, 1) > 30 * size_at(trace, trace->steps));
    stand_close(&stand);
}

static void the_saturating_example_stays_far_below_what_its_radius_promises(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "saturating");
    const Trace *trace = stand.state->trace;
    double radius = radius_of(&stand), most = 0;
    assert_true(radius > 1.2);
    for (int t = 1; t <= trace->steps; t++) most = fmax(most, size_at(trace, t));
    assert_true(most < 0.01 * pow(radius, trace->steps - 1) * size_at(trace, trace->steps));
    stand_close(&stand);
}

static void a_radius_below_one_grows_nineteen_fold_first(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "transient");
    const Trace *trace = stand.state->trace;
    assert_true(fabs(radius_of(&stand) - 0.9) < 1e-4);
    assert_true(trace_memo_matrix(trace)->singular_value > 5);
    const double *start = adjoints_get(trace->of_loss, trace->program->equations[trace_state_equation(trace)].op, trace->steps, 0);
    assert_true(start[0] != 0 && start[1] == 0); // along the first axis
    double first = size_at(trace, trace->steps), most = 0;
    int peak = 0;
    for (int k = 0; k < trace->steps; k++)
        if (size_at(trace, trace->steps - k) / first > most) {
            most = size_at(trace, trace->steps - k) / first;
            peak = k;
        }
    assert_true(most > 19.3 && most < 19.5);
    assert_true(peak == 9 || peak == 10); // 5 k 0.9^(k-1) is the same at both but for the diagonal
    assert_true(size_at(trace, 1) < 0.5 * most * first);
    stand_close(&stand);
}

static void the_examples_of_memory_stand_beside_a_short_window(void **unused) {
    (void)unused;
    static const char *const NAMES[] = {"memory", "leak"};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        Stand stand;
        open_preset(&stand, NAMES[i]);
        View view = state_view(stand.state);
        assert_int_equal(view.trace_count, 2);
        assert_int_equal(view.traces[0]->session->schedule.window, 0);
        assert_int_equal(view.traces[1]->session->schedule.window, 5);
        assert_int_equal(view.traces[1]->steps, 20);
        assert_true(fabs(radius_of(&stand) - (i == 0 ? 0.5 : 1.0)) < 1e-6);
        stand_close(&stand);
    }
}

static void the_example_of_a_held_gate_stands_between_open_and_shut(void **unused) {
    (void)unused;
    Stand stand;
    open_preset(&stand, "held");
    View view = state_view(stand.state);
    assert_int_equal(view.trace_count, 3);
    static const double AT[] = {-1, 1, 0};
    for (int i = 0; i < 3; i++) {
        const Program *program = view.traces[i]->program;
        const Hold *held = run_held(view.traces[i]->run, program->equations[program_find_equation(program, "f")].op);
        assert_int_equal(held != NULL, i > 0);
        if (held) assert_true(held->value == AT[i]);
    }
    stand_close(&stand);
}

static void an_example_comes_with_its_own_lanes_and_no_others(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--compare cell=lstm+set=b_f=3"); // beside which the weights by hand of "transient" could not stand
    assert_true(stand_run(&stand, "preset transient"));
    assert_int_equal(state_view(stand.state).trace_count, 1);
    assert_true(stand_run(&stand, "preset gates"));
    assert_int_equal(state_view(stand.state).trace_count, 3);
    assert_true(stand_run(&stand, "preset vanishing"));
    assert_int_equal(state_view(stand.state).trace_count, 1);
    assert_true(stand_run(&stand, "undo") && stand_run(&stand, "compare")); // the lanes that were there last
    assert_int_equal(state_view(stand.state).trace_count, 3);
    stand_close(&stand);
}

static void every_example_has_its_words_and_can_be_undone(void **unused) {
    (void)unused;
    int count = 0;
    for (; plots_preset_name(count); count++) {
        Stand stand;
        open_preset(&stand, plots_preset_name(count));
        assert_true(stand_run(&stand, "undo"));
        assert_int_equal(stand.state->trace->steps, 4); // hello again
        char key[48];
        snprintf(key, sizeof key, "plots.preset-%s", plots_preset_name(count));
        assert_true(words_has(stand.words, key));
        stand_close(&stand);
    }
    assert_int_equal(count, 9);
}

static void the_radius_is_what_was_asked_for_within_one_frame_and_one_undo(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--task 'text:hello world' --hidden 6 --at backward:h[4]");
    double before = radius_of(&stand);
    char moment[64], now[64];
    stand_moment(&stand, moment);
    assert_true(stand_run(&stand, "radius 0.7"));
    assert_true(fabs(radius_of(&stand) - 0.7) < 1e-6);
    stand_key(&stand, "]"); // a single frame
    assert_true(fabs(radius_of(&stand) - 0.75) < 1e-6);
    assert_string_equal(stand_moment(&stand, now), moment);
    stand_key(&stand, "[");
    stand_key(&stand, "[");
    assert_true(fabs(radius_of(&stand) - 0.65) < 1e-6);
    assert_true(stand_run(&stand, "undo") && stand_run(&stand, "undo") && stand_run(&stand, "undo") && stand_run(&stand, "undo"));
    assert_true(radius_of(&stand) == before);
    stand_close(&stand);
}

static void the_knob_turns_the_first_weights_and_nothing_else(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 4 --seed 7 --iterations 20 --set 'W_h=1 0 0 0;0 1 0 0;0 0 1 0;0 0 0 1,b=1 1 1 1'");
    const Program *program = stand.state->trace->program;
    int b = program_find_param(program, "b"), w = program_find_param(program, "W_x");
    assert_int_equal(stand.state->trace->iteration, 21);
    assert_true(stand_run(&stand, "iteration 1"));
    double input = params_get(&stand.state->trace->before, w, 0, 0);
    assert_true(fabs(radius_of(&stand) - 1) < 1e-6);
    assert_true(stand_run(&stand, "iteration 9") && stand_run(&stand, "radius 1.5"));
    assert_int_equal(stand.state->trace->iteration, 1);
    assert_true(fabs(radius_of(&stand) - 1.5) < 1e-6); // what was set by hand gives way
    assert_true(params_get(&stand.state->trace->before, b, 0, 0) == 1);
    assert_true(params_get(&stand.state->trace->before, w, 0, 0) == input);
    stand_close(&stand);
}

static void a_cell_without_such_a_matrix_says_so(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "window");
    uint64_t before = stand_picture(&stand);
    assert_false(stand_run(&stand, "radius 0.5"));
    assert_true(stand_problem_is(&stand, "plots.radius-none"));
    assert_false(stand_run(&stand, "radius-up"));
    assert_true(stand_picture(&stand) == before);
    stand_close(&stand);
}

static void a_plot_is_found_by_its_name_and_by_its_button(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        PlotKind kind;
    } NAMES[] = {
        {"shares", PLOT_SHARES}, {"weights", PLOT_SHARES}, {"decay", PLOT_DECAY}, {"memory", PLOT_DECAY}, {"examples", PLOT_PRESETS}};
    Stand stand;
    stand_open(&stand, "--hidden 3");
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        char line[64];
        snprintf(line, sizeof line, "plot %s", NAMES[i].name);
        assert_true(stand_run(&stand, line));
        assert_int_equal(stand.state->plot, NAMES[i].kind);
    }
    assert_false(stand_run(&stand, "plot pie"));
    assert_non_null(strstr(stand.report.problems[0].message, "shares (weights), decay (memory), presets (examples)"));
    stand_close(&stand);
    Words *words = words_create(LANGUAGE_KO);
    Text names;
    text_init(&names);
    plot_kinds_append(words, &names);
    assert_non_null(strstr(names.data, "shares (가중치), decay (기억), presets (예제)"));
    text_finish(&names);
    words_destroy(words);
}

static void a_key_leads_to_the_examples_and_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end");
    stand_key(&stand, "Shift+g");
    assert_int_equal(stand.state->plot, PLOT_PRESETS);
    stand_picture(&stand);
    assert_non_null(stand_hit(&stand, HIT_COMMAND, "preset"));
    stand_key(&stand, "Shift+g");
    assert_int_equal(stand.state->plot, PLOT_STORY);
    stand_close(&stand);
}

static void what_makes_no_sense_is_told(void **unused) {
    (void)unused;
    static const char *const WRONG[][2] = {
        {"radius wide", "plots.radius-form"}, {"radius -1", "plots.radius-form"},        {"radius 11", "plots.radius-form"},
        {"radius nan", "plots.radius-form"},  {"preset vanish", "plots.preset-unknown"}, {"plot pie", "plots.unknown"},
        {"losses some", "plots.losses-form"},
    };
    Stand stand;
    stand_open(&stand, "--hidden 3");
    uint64_t before = stand_picture(&stand);
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        if (stand_run(&stand, WRONG[i][0]) || !stand_problem_is(&stand, WRONG[i][1])) fail_msg("%s", WRONG[i][0]);
        assert_true(stand_picture(&stand) == before);
    }
    stand_close(&stand);
}

static void keys_turn_the_cell_the_length_and_the_losses(void **unused) {
    (void)unused;
    static const char *const CELLS[] = {"elman-sigmoid", "elman-relu", "elman-identity", "elman"};
    Stand stand;
    stand_open(&stand, "--task random:4 --steps 9 --hidden 4");
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        stand_key(&stand, "x");
        assert_string_equal(stand.state->session->cell_name, CELLS[i]);
    }
    static const int LENGTHS[] = {10, 15, 20, 25};
    for (size_t i = 0; i < COUNT(LENGTHS); i++) {
        stand_key(&stand, "}");
        assert_int_equal(stand.state->trace->steps, LENGTHS[i]);
    }
    for (int i = 0; i < 4; i++) stand_key(&stand, "{");
    assert_int_equal(stand.state->trace->steps, 9);
    stand_key(&stand, "j");
    assert_int_equal(stand.state->trace->loss_count, 1);
    stand_key(&stand, "j");
    assert_int_equal(stand.state->trace->loss_count, 9);
    assert_true(stand_run(&stand, "set steps=1"));
    assert_false(stand_run(&stand, "shorter"));
    assert_true(stand_problem_is(&stand, "plots.shortest"));
    stand_close(&stand);
}

static void one_key_goes_through_all_plots_and_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at backward:h[2]");
    uint64_t seen[PLOT_KIND_COUNT];
    for (int i = 0; i < PLOT_KIND_COUNT; i++) {
        assert_int_equal(stand.state->plot, i);
        seen[i] = stand_picture(&stand);
        for (int k = 0; k < i; k++) assert_true(seen[k] != seen[i]);
        stand_key(&stand, "g");
    }
    assert_int_equal(stand.state->plot, PLOT_STORY);
    assert_true(stand_picture(&stand) == seen[0]);
    stand_close(&stand);
}

static void the_plots_follow_the_lane_that_is_chosen(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end --plot gates --compare cell=lstm,cell=gru");
    assert_int_equal(stand.state->plot, PLOT_GATES);
    uint64_t seen[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(stand.state->lane, i);
        seen[i] = stand_picture(&stand);
        for (int k = 0; k < i; k++) assert_true(seen[k] != seen[i]);
        stand_key(&stand, "b");
    }
    assert_int_equal(stand.state->lane, 0); // round again
    assert_true(stand_picture(&stand) == seen[0]);
    assert_true(stand_run(&stand, "lane 3"));
    assert_true(stand_picture(&stand) == seen[2]);
    static const char *const WRONG[] = {"lane 0", "lane 4", "lane x", "lane 1.5"};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        assert_false(stand_run(&stand, WRONG[i]));
        assert_true(stand_problem_is(&stand, "plots.lane-form"));
        assert_int_equal(stand.state->lane, 2);
    }
    assert_true(stand_run(&stand, "compare cell=lstm")); // there are only two lanes now: the first one, until the next is asked for
    assert_true(stand_run(&stand, "lane"));
    assert_int_equal(stand.state->lane, 1);
    assert_true(stand_run(&stand, "compare off"));
    assert_false(stand_run(&stand, "lane 1"));
    assert_true(stand_problem_is(&stand, "app.command.disabled"));
    stand_close(&stand);
}

static void a_click_on_the_name_of_the_lane_goes_on_to_another(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end --plot ways --compare cell=lstm");
    stand_wait(&stand, 1);
    const Hit *hit = NULL;
    for (size_t i = 0; i < stand.state->hits.count; i++) {
        const Hit *at = &stand.state->hits.hits[i];
        bool leads_on = at->kind == HIT_COMMAND && strcmp(at->command, "lane") == 0 && strcmp(at->argument, "2") == 0;
        hit = leads_on ? at : hit;
    }
    assert_non_null(hit);
    assert_true(hit->focusable);
    float x = hit->rect.x + hit->rect.w / 2, y = hit->rect.y + hit->rect.h / 2;
    stand_press(&stand, x, y);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = x, .y = y});
    assert_int_equal(stand.state->lane, 1);
    stand_close(&stand);
}

static void a_copied_line_opens_the_same_plot_of_the_same_lane(void **unused) {
    (void)unused;
    Stand stand, other;
    stand_open(&stand, "--hidden 3 --at backward:h[2] --compare cell=lstm");
    assert_true(stand_run(&stand, "plot ways") && stand_run(&stand, "lane 2") && stand_run(&stand, "copy"));
    Text line;
    text_init(&line);
    text_printf(&line, "open-line %s", stand.state->requests.copy.data);
    assert_non_null(strstr(line.data, " --plot ways,2"));
    stand_open(&other, "");
    assert_true(stand_run(&other, line.data));
    assert_true(state_settle(other.state, &other.report));
    assert_int_equal(other.state->plot, PLOT_WAYS);
    assert_int_equal(other.state->lane, 1);
    stand_wait(&stand, 60);
    stand_wait(&other, 60);
    assert_true(stand_picture(&stand) == stand_picture(&other));
    text_finish(&line);
    stand_close(&other);
    stand_close(&stand);
}

// The middle of the hit with the loss at t.
static bool find_loss(const Stand *stand, int t, float *x, float *y) {
    for (size_t i = 0; i < stand->state->hits.count; i++) {
        const Hit *hit = &stand->state->hits.hits[i];
        if (hit->kind != HIT_ELEMENT || hit->element.kind != ELEMENT_LOSS || hit->element.t != t) continue;
        *x = hit->rect.x + hit->rect.w / 2;
        *y = hit->rect.y + hit->rect.h / 2;
        return true;
    }
    return false;
}

static void a_click_on_a_loss_follows_it(void **unused) {
    (void)unused;
    Stand stand;
    float x = 0, y = 0;
    stand_open(&stand, "--hidden 3 --at end");
    stand_wait(&stand, 1);
    assert_int_equal(stand.state->trace->of_loss_t, 4);
    assert_true(find_loss(&stand, 2, &x, &y));
    stand_press(&stand, x, y);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = x, .y = y});
    assert_int_equal(stand.state->trace->of_loss_t, 2);
    // Who drags from there pans, and chooses nothing.
    assert_true(find_loss(&stand, 3, &x, &y));
    stand_press(&stand, x, y);
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = x + 40, .y = y});
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = x, .y = y});
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = x, .y = y});
    assert_int_equal(stand.state->trace->of_loss_t, 2);
    stand_close(&stand);
}

static void a_loss_that_was_chosen_stays_chosen_while_the_knob_turns(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--task random:4 --steps 9 --hidden 4");
    stand_key(&stand, "}");
    assert_int_equal(stand.state->trace->of_loss_t, 10); // nobody chose: the last
    assert_true(stand_run(&stand, "choose-loss 9") && stand_run(&stand, "radius 0.8"));
    assert_int_equal(stand.state->trace->of_loss_t, 9);
    stand_key(&stand, "{");
    stand_key(&stand, "{"); // there is no such loss any more
    assert_int_equal(stand.state->trace->of_loss_t, 8);
    stand_close(&stand);
}

static void the_slider_follows_the_hand_and_one_undo_brings_all_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 5 --at end");
    assert_true(stand_run(&stand, "plot gradient"));
    stand_wait(&stand, 1);
    const Hit *slider = stand_hit(&stand, HIT_SLIDER, "radius");
    assert_non_null(slider);
    Rect rect = slider->rect;
    double before = radius_of(&stand);
    float y = rect.y + rect.h / 2;
    stand_press(&stand, rect.x + rect.w / 2, y);
    assert_true(fabs(radius_of(&stand) - 1) < 0.011);
    int changes = 0;
    double last = radius_of(&stand);
    for (int i = 1; i <= 10; i++) {
        stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = rect.x + rect.w * (0.5f + 0.05f * (float)i), .y = y});
        changes += radius_of(&stand) > last; // with each frame
        last = radius_of(&stand);
    }
    assert_int_equal(changes, 10);
    assert_true(fabs(last - PLOTS_RADIUS_MOST) < 1e-6);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = rect.x + rect.w, .y = y});
    assert_true(stand_run(&stand, "undo"));
    assert_true(radius_of(&stand) == before);
    stand_close(&stand);
}

static void a_plot_stands_open_at_any_moment_and_while_training_runs(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 4");
    assert_null(stand_hit(&stand, HIT_COMMAND, "plot"));
    assert_true(stand_run(&stand, "plot loss"));
    stand_wait(&stand, 1);
    assert_non_null(stand_hit(&stand, HIT_COMMAND, "plot"));
    uint64_t before = stand_picture(&stand);
    assert_true(stand_run(&stand, "iteration 30"));
    assert_int_equal(stand.state->session->history.count, 29);
    assert_true(stand_picture(&stand) != before);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vanishing_example_vanishes),
        cmocka_unit_test(the_critical_example_neither_vanishes_nor_explodes),
        cmocka_unit_test(the_exploding_example_explodes),
        cmocka_unit_test(the_saturating_example_stays_far_below_what_its_radius_promises),
        cmocka_unit_test(a_radius_below_one_grows_nineteen_fold_first),
        cmocka_unit_test(the_examples_of_memory_stand_beside_a_short_window),
        cmocka_unit_test(the_example_of_a_held_gate_stands_between_open_and_shut),
        cmocka_unit_test(an_example_comes_with_its_own_lanes_and_no_others),
        cmocka_unit_test(every_example_has_its_words_and_can_be_undone),
        cmocka_unit_test(the_radius_is_what_was_asked_for_within_one_frame_and_one_undo),
        cmocka_unit_test(the_knob_turns_the_first_weights_and_nothing_else),
        cmocka_unit_test(a_cell_without_such_a_matrix_says_so),
        cmocka_unit_test(a_plot_is_found_by_its_name_and_by_its_button),
        cmocka_unit_test(a_key_leads_to_the_examples_and_back),
        cmocka_unit_test(what_makes_no_sense_is_told),
        cmocka_unit_test(keys_turn_the_cell_the_length_and_the_losses),
        cmocka_unit_test(one_key_goes_through_all_plots_and_back),
        cmocka_unit_test(the_plots_follow_the_lane_that_is_chosen),
        cmocka_unit_test(a_click_on_the_name_of_the_lane_goes_on_to_another),
        cmocka_unit_test(a_copied_line_opens_the_same_plot_of_the_same_lane),
        cmocka_unit_test(a_click_on_a_loss_follows_it),
        cmocka_unit_test(a_loss_that_was_chosen_stays_chosen_while_the_knob_turns),
        cmocka_unit_test(the_slider_follows_the_hand_and_one_undo_brings_all_back),
        cmocka_unit_test(a_plot_stands_open_at_any_moment_and_while_training_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
