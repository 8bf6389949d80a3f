// A session at the keyboard and with the pointer: what people do, and what they then see.
#include "fixture.h"

#include "app/focus.h"
#include "app/open.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>

static void the_keys_go_through_time(void **unused) {
    (void)unused;
    Stand stand;
    char name[64];
    stand_open(&stand, "--hidden 3");
    Playhead *playhead = &stand.state->playhead;
    assert_string_equal(stand_moment(&stand, name), "start");
    stand_keys(&stand, "Right");
    assert_true(fabs(playhead->position - 0.5) < 1e-12); // unfolded
    stand_keys(&stand, "Right");
    double beat = playhead->position;
    assert_true(beat > 1);
    stand_keys(&stand, "Right Left");
    assert_true(fabs(playhead->position - beat) < 1e-12);
    stand_keys(&stand, "Alt+Right");
    assert_true(fabs(playhead->position - (beat + 1)) < 1e-12);
    stand_keys(&stand, "Alt+Left Alt+Left");
    assert_true(fabs(playhead->position - (beat - 1)) < 1e-12);
    stand_keys(&stand, "Home o Right Right");
    assert_true(fabs(playhead->position - 2) < 1e-12);
    stand_keys(&stand, "o End");
    assert_string_equal(stand_moment(&stand, name), "update");
    stand_keys(&stand, "Ctrl+Left");
    assert_true(trace_moment(stand.state->trace, (long)playhead->position).phase < PHASE_UPDATE);
    stand_keys(&stand, "Home Shift+Right Shift+Right");
    assert_int_equal(trace_moment(stand.state->trace, (long)playhead->position).t, 2);
    stand_close(&stand);
}

static void a_step_takes_its_time_and_the_next_key_cuts_it_short(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    Playhead *playhead = &stand.state->playhead;
    double start = playhead->position;
    assert_true(stand_key(&stand, "Right").moving);
    double goal = playhead_goal(playhead);
    assert_true(goal > start && playhead->duration >= 0.15 && playhead->duration <= 0.4);
    double previous = start;
    for (int i = 0; i < 5; i++) {
        assert_true(stand_wait(&stand, 0.02).moving);
        assert_true(playhead->position > previous && playhead->position < goal);
        previous = playhead->position;
    }
    stand_key(&stand, "Right"); // at once at the goal, and on from there
    assert_true(playhead->from >= goal && playhead_goal(playhead) > goal);
    stand_rest(&stand);
    assert_true(isinf(stand_wait(&stand, 0).wake_at)); // an idle window sleeps
    stand_keys(&stand, "m");
    stand_rest(&stand);
    stand_key(&stand, "Right");
    assert_true(playhead->duration <= 0);
    stand_close(&stand);
}

static void playing_stands_still_at_the_question_and_stops_at_the_end(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    Playhead *playhead = &stand.state->playhead;
    double question = trace_question(stand.state->trace), end = (double)(trace_moment_count(stand.state->trace) - 1);
    assert_true(question > 0 && question < end);
    stand_key(&stand, "Space");
    double started = stand.now;
    for (int i = 0; i < 6000 && playhead->playing; i++) stand_wait(&stand, 1.0 / 60);
    assert_true(fabs(playhead->position - question) < 1e-9 && !playhead->answered);
    assert_true(stand.now - started > 5 && stand.now - started < 40); // about a beat a second
    stand_key(&stand, "Enter");
    assert_true(playhead->answered && !playhead->playing);
    assert_true(stand_run(&stand, "speed 100"));
    started = stand.now;
    stand_key(&stand, "Space");
    for (int i = 0; i < 6000 && playhead->playing; i++) stand_wait(&stand, 1.0 / 60);
    assert_true(fabs(playhead->position - end) < 1e-9 && stand.now - started < 1);
    stand_key(&stand, "Space"); // from the start again
    assert_true(playhead->playing && playhead->position < 1);
    stand_key(&stand, "Space");
    assert_false(playhead->playing);
    stand_close(&stand);
}

static void a_change_keeps_the_moment_and_an_error_keeps_the_experiment(void **unused) {
    (void)unused;
    Stand stand;
    char name[64];
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    uint64_t before = stand_picture(&stand);
    assert_true(stand_run(&stand, "set hidden=5"));
    assert_int_equal(stand.state->session->settings.hidden, 5);
    assert_string_equal(stand_moment(&stand, name), "forward:h[2]");
    assert_true(stand_picture(&stand) != before);
    assert_false(stand_run(&stand, "set hidden=0"));
    assert_int_equal(stand.state->session->settings.hidden, 5);
    assert_false(stand_run(&stand, "set steps=9")); // only the session can tell: the text is too short
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_STEPS), "");
    assert_true(stand_run(&stand, "undo") && stand_picture(&stand) == before);
    assert_true(stand_run(&stand, "redo") && stand.state->session->settings.hidden == 5);
    // A moment that the new experiment does not have: the nearest earlier one.
    assert_true(stand_run(&stand, "seek forward:h[4]") && stand_run(&stand, "set steps=2"));
    Moment moment = trace_moment(stand.state->trace, (long)stand.state->playhead.position);
    assert_true(moment.phase == PHASE_FORWARD && moment.t == 2);
    stand_close(&stand);
}

static void undo_goes_back_a_long_way(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 2");
    for (int i = 1; i <= UNDO_DEPTH + 5; i++) {
        char line[32];
        snprintf(line, sizeof line, "set seed=%d", i + 1);
        assert_true(stand_run(&stand, line));
    }
    int undone = 0;
    while (stand_run(&stand, "undo")) undone++;
    assert_int_equal(undone, UNDO_DEPTH);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_SEED), "6");
    while (stand_run(&stand, "redo")) undone--;
    assert_int_equal(undone, 0);
    assert_true(stand_run(&stand, "undo") && stand_run(&stand, "set seed=77") && !stand_run(&stand, "redo"));
    stand_close(&stand);
}

static void a_copied_line_opens_the_same_picture(void **unused) {
    (void)unused;
    static const char *const PLACES[] = {"--at backward:h[2]",
                                         "--at 0.5",
                                         "--at update --camera 2.5,400",
                                         "--bptt 2 --theme dark --lang ko --at loss:3",
                                         "lstm --hidden 2 --iterations 5 --at end",
                                         "--task 'text:it'\\''s a \"text\"' --at forward:y[2] --scale 1.3"};
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        Stand first, second;
        stand_open(&first, PLACES[i]);
        stand_key(&first, "c");
        stand_wait(&first, 20); // the message that it was copied is gone
        const char *line = first.state->requests.copy.data;
        assert_int_equal(strncmp(line, "unroll ", 7), 0);
        stand_open(&second, line + 7);
        assert_true(stand_picture(&first) == stand_picture(&second));
        stand_close(&second);
        // And into a window that shows something else.
        stand_open(&second, "gru --theme contrast");
        stand_event(&second, (Event){.kind = EVENT_PASTE, .text = line});
        assert_true(state_settle(second.state, &second.report));
        text_clear(&second.state->toast.text);
        assert_true(stand_picture(&first) == stand_picture(&second));
        stand_close(&second);
        stand_close(&first);
    }
}

static void training_goes_in_slices_and_the_old_picture_stays_until_it_is_done(void **unused) {
    (void)unused;
    Stand stand, straight;
    stand_open(&stand, "--hidden 3 --at backward:h[2]");
    Event none = {.kind = EVENT_LEAVE};
    Report report;
    report_init(&report, stand.words);
    assert_true(state_train_to(stand.state, 500, &report));
    int frames = 0;
    while (state_is_working(stand.state)) {
        assert_int_equal(stand.state->trace->iteration, 1);
        app_frame(stand.state, &none, 1, stand.now += 1.0 / 60);
        frames++;
    }
    assert_true(frames > 3);
    assert_int_equal(stand.state->trace->iteration, 501);
    stand_open(&straight, "--hidden 3 --iterations 500 --at backward:h[2]");
    assert_true(stand_picture(&stand) == stand_picture(&straight));
    assert_true(stand_run(&stand, "iteration 3"));
    assert_int_equal(stand.state->trace->iteration, 3);
    stand_keys(&stand, "n n");
    assert_int_equal(stand.state->trace->iteration, 5);
    stand_keys(&stand, "p");
    assert_int_equal(stand.state->trace->iteration, 4);
    report_finish(&report);
    stand_close(&straight);
    stand_close(&stand);
}

static void training_that_blows_up_shows_where(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "elman-identity");
    assert_false(stand_run(&stand, "open-line unroll elman-identity --lr 1e200 --iterations 50"));
    assert_true(stand_problem_is(&stand, "app.stopped"));
    assert_true(stand.state->session->stopped || !stand.state->trace->finite);
    assert_true(stand.state->trace->iteration < 51);
    stand_picture(&stand);
    stand_close(&stand);
}

static void theme_language_and_scale_change_the_picture_and_come_round(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    uint64_t first = stand_picture(&stand), other;
    stand_keys(&stand, "l");
    assert_true((other = stand_picture(&stand)) != first && stand.state->language == LANGUAGE_KO);
    stand_keys(&stand, "l t");
    assert_true(stand_picture(&stand) != first && stand_picture(&stand) != other);
    for (int i = 0; theme_at(i + 1); i++) stand_keys(&stand, "t");
    assert_true(stand_picture(&stand) == first);
    stand_keys(&stand, "Ctrl++ Ctrl++");
    assert_true(fabsf(stand.state->scale - 1.2f) < 1e-6f && stand_picture(&stand) != first);
    stand_keys(&stand, "Ctrl+- Ctrl+-");
    assert_true(stand_picture(&stand) == first);
    for (int i = 0; i < 50; i++) stand_key(&stand, "Ctrl++");
    assert_true(stand.state->scale <= (float)SCALE_MAX);
    stand_key(&stand, "Ctrl+0");
    assert_true(stand_picture(&stand) == first);
    stand_close(&stand);
}

static Point middle(const Hit *hit) {
    return (Point){hit->rect.x + hit->rect.w / 2, hit->rect.y + hit->rect.h / 2};
}

static void the_pointer_scrubs_zooms_and_pans(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    State *state = stand.state;
    const Hit *found = stand_hit(&stand, HIT_TIMELINE, NULL);
    assert_non_null(found);
    Hit timeline = *found;
    stand_press(&stand, timeline.rect.x + timeline.rect.w - 1, middle(&timeline).y);
    double late = state->playhead.position;
    assert_true(late > timeline.from + 0.9 * (timeline.to - timeline.from));
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = -50, .y = 5}); // a drag goes on outside
    assert_true(state->playhead.position <= timeline.from + 1e-9);
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = -50, .y = 5});
    stand_run(&stand, "seek forward:h[2]");
    const Hit *stage = stand_hit(&stand, HIT_STAGE, NULL);
    assert_non_null(stage);
    Point center = middle(stage);
    View view = state_view(state);
    Camera before = view_resolve_camera(&view);
    stand_event(&stand, (Event){.kind = EVENT_WHEEL, .x = center.x, .y = center.y, .wheel_y = 3});
    assert_true(state->camera.column > before.column);
    Camera zoomed = state->camera;
    stand_press(&stand, center.x, center.y);
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = center.x - 100, .y = center.y});
    stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = center.x - 100, .y = center.y});
    assert_true(state->camera.t > zoomed.t && fabs(state->camera.column - zoomed.column) < 1e-9);
    Camera panned = state->camera;
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = center.x, .y = center.y}); // released: no drag
    assert_true(fabs(state->camera.t - panned.t) < 1e-12);
    for (int i = 0; i < 200; i++) stand_event(&stand, (Event){.kind = EVENT_WHEEL, .x = center.x, .y = center.y, .wheel_y = 5});
    assert_true(state->camera.column <= COLUMN_MAX);
    stand_keys(&stand, "f");
    view = state_view(state);
    assert_true(fabs(view_resolve_camera(&view).column - before.column) < 1e-9);
    stand_close(&stand);
}

static double shown_column(Stand *stand) {
    const Hit *first = NULL; // the width of a column, as it is drawn
    for (size_t i = 0; i < stand->state->hits.count && !first; i++)
        if (stand->state->hits.hits[i].kind == HIT_COLUMN) first = &stand->state->hits.hits[i];
    assert_non_null(first);
    return (double)first->rect.w;
}

static void the_camera_glides_where_a_command_moves_it(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2] --camera 2,200");
    double before = shown_column(&stand);
    assert_true(stand_key(&stand, "Up").moving);
    double middle_way = (stand_wait(&stand, 0.12), shown_column(&stand));
    stand_rest(&stand);
    double after = shown_column(&stand);
    assert_true(before < middle_way && middle_way < after);
    stand_keys(&stand, "m");
    stand_rest(&stand);
    stand_key(&stand, "Down");
    assert_true(fabs(shown_column(&stand) - before) < 0.5);
    stand_close(&stand);
}

static void the_diagram_shows_for_several_steps_of_the_zoom(void **unused) {
    (void)unused;
    static const char *const TASKS[] = {"hello", "hello world"};
    for (size_t i = 0; i < COUNT(TASKS); i++) {
        Stand stand;
        char line[96];
        snprintf(line, sizeof line, "--cell lstm --at forward:h[2] --task 'text:%s'", TASKS[i]);
        stand_open(&stand, line);
        int diagrams = 0;
        bool met = false;
        for (int step = 0; step < 20 && !met; step++) {
            stand_key(&stand, "Up");
            stand_rest(&stand);
            double column = stand.state->camera.column;
            diagrams += column >= 640 && column < STAGE_PRODUCT_COLUMN;
            met = fabs(column - STAGE_PRODUCT_COLUMN) < 0.5; // none leaps over it
        }
        assert_true(met && diagrams >= 3);
        stand_close(&stand);
    }
}

static void a_plot_that_is_opened_within_a_cell_shows(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--cell lstm --at 'backward:c[3]'");
    stand_run(&stand, "zoom 900");
    stand_rest(&stand);
    View view = state_view(stand.state);
    Layout layout;
    layout_make(&view, &layout);
    stand_run(&stand, "plot gates");
    stand_rest(&stand);
    view = state_view(stand.state);
    layout_make(&view, &layout);
    assert_true(layout.plot.h > 0);
    stand_run(&stand, "zoom 900"); // what is asked last wins
    stand_rest(&stand);
    view = state_view(stand.state);
    layout_make(&view, &layout);
    assert_true(stand.state->camera.column > 899 && (view.height > 800 || layout.plot.h <= 0));
    stand_close(&stand);
}

static void the_camera_goes_where_one_steps_and_keeps_the_zoom(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[3]");
    const Hit *third = NULL;
    for (size_t i = 0; i < stand.state->hits.count; i++)
        if (stand.state->hits.hits[i].kind == HIT_COLUMN && stand.state->hits.hits[i].t == 3) third = &stand.state->hits.hits[i];
    assert_non_null(third);
    Point at = middle(third);
    for (int i = 0; i < 9; i++) stand_event(&stand, (Event){.kind = EVENT_WHEEL, .x = at.x, .y = at.y, .wheel_y = 1});
    stand_rest(&stand);
    Camera zoomed = stand.state->camera;
    assert_true(zoomed.column > 900 && fabs(zoomed.t - 3) < 0.5);
    for (int i = 0; i < 3; i++) {
        stand_key(&stand, "Left");
        stand_rest(&stand);
    }
    View view = state_view(stand.state);
    assert_true(trace_moment(stand.state->trace, (long)view.position).t < 3);
    assert_true(fabs(stand.state->camera.t - trace_moment(stand.state->trace, (long)view.position).t) < 0.5);
    assert_true(fabs(stand.state->camera.column - zoomed.column) < 1e-9);
    double there = stand.state->camera.t;
    stand_run(&stand, "pan 4"); // who only pans is left alone
    stand_rest(&stand);
    assert_true(there < 3 && fabs(stand.state->camera.t - 4) < 1e-9);
    stand_close(&stand);
}

static void a_number_under_the_pointer_is_explained(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end");
    uint64_t before = stand_picture(&stand);
    int elements = 0, changed = 0;
    for (size_t i = 0; i < stand.state->hits.count && elements < 40; i++) {
        if (stand.state->hits.hits[i].kind != HIT_ELEMENT) continue;
        Point at = middle(&stand.state->hits.hits[i]);
        stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = at.x, .y = at.y});
        stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = at.x, .y = at.y});
        changed += stand_picture(&stand) != before;
        elements++;
    }
    assert_true(elements >= 10 && changed >= 10);
    stand_event(&stand, (Event){.kind = EVENT_LEAVE});
    assert_true(stand_picture(&stand) == before);
    stand_close(&stand);
}

// How many different controls Tab comes by before it is back at the first.
static int walk(Stand *stand, const char *key) {
    stand_key(stand, key);
    const Hit *first = focus_hit(stand->state);
    assert_non_null(first);
    Point start = middle(first);
    for (int count = 1; count < 200; count++) {
        stand_key(stand, key);
        const Hit *hit = focus_hit(stand->state);
        assert_non_null(hit);
        Point at = middle(hit);
        if (fabsf(at.x - start.x) < 0.5f && fabsf(at.y - start.y) < 0.5f) return count;
    }
    return -1;
}

static int controls(const Stand *stand) {
    int count = 0;
    for (size_t i = 0; i < stand->state->hits.count; i++) {
        const Hit *hit = &stand->state->hits.hits[i];
        count += hit->kind == HIT_FIELD || (hit->kind == HIT_COMMAND && hit->focusable);
    }
    return count;
}

static void tab_reaches_every_control_and_enter_presses_it(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end");
    int wanted = controls(&stand);
    assert_true(wanted >= 6);
    assert_int_equal(walk(&stand, "Tab"), wanted);
    assert_int_equal(walk(&stand, "Shift+Tab"), wanted);
    for (int i = 0; i < wanted && strcmp(stand.state->focus.command, "theme") != 0; i++) stand_key(&stand, "Tab");
    const Theme *before = stand.state->theme;
    stand_key(&stand, "Enter");
    assert_true(stand.state->theme != before);
    stand_keys(&stand, "Esc ?");
    assert_int_equal(stand.state->overlay, OVERLAY_HELP);
    assert_int_equal(walk(&stand, "Tab"), 1); // beneath the help page nothing is reached but its own button
    stand_key(&stand, "Enter");
    assert_int_equal(stand.state->overlay, OVERLAY_NONE);
    stand_close(&stand);
}

static void keys_that_are_buttons_are_pressed_by_the_pointer(void **unused) {
    (void)unused;
    static const char *const BUTTONS[] = {"play", "beat", "help", "panel", "theme", "language"};
    for (size_t i = 0; i < COUNT(BUTTONS); i++) {
        Stand stand;
        stand_open(&stand, "--hidden 3 --at forward:h[2]");
        uint64_t before = stand_picture(&stand);
        const Hit *hit = stand_hit(&stand, HIT_COMMAND, BUTTONS[i]);
        if (!hit) fail_msg("no button for %s", BUTTONS[i]);
        Point at = middle(hit);
        stand_press(&stand, at.x, at.y);
        stand_wait(&stand, 0.2);
        stand_event(&stand, (Event){.kind = EVENT_LEAVE});
        if (stand_picture(&stand) == before) fail_msg("the button for %s does nothing", BUTTONS[i]);
        stand_close(&stand);
    }
}

static void sizes_and_files_come_from_outside(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    stand_event(&stand, (Event){.kind = EVENT_RESIZE, .width = 1920, .height = 1080});
    assert_int_equal(stand.state->width, 1920);
    stand_event(&stand, (Event){.kind = EVENT_RESIZE, .width = 0, .height = 0}); // a window that is folded away
    stand_picture(&stand);
    stand_event(&stand, (Event){.kind = EVENT_RESIZE, .width = 640, .height = 360});
    stand_event(&stand, (Event){.kind = EVENT_DROP, .text = "/no/such.cell"});
    assert_true(stand.state->toast.is_problem && stand.state->toast.text.length > 0);
    stand_event(&stand, (Event){.kind = EVENT_DROP, .text = "/etc/hostname"});
    assert_true(stand.state->toast.is_problem);
    stand_keys(&stand, "s");
    assert_string_equal(stand.state->requests.save_picture.data, "unroll.png");
    stand_keys(&stand, "v");
    assert_true(stand.state->requests.paste);
    stand_event(&stand, (Event){.kind = EVENT_PASTE, .text = "ls -l"});
    assert_true(stand.state->toast.is_problem);
    assert_false(stand.state->requests.quit);
    stand_event(&stand, (Event){.kind = EVENT_QUIT});
    assert_true(stand.state->requests.quit);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_go_through_time),
        cmocka_unit_test(a_step_takes_its_time_and_the_next_key_cuts_it_short),
        cmocka_unit_test(playing_stands_still_at_the_question_and_stops_at_the_end),
        cmocka_unit_test(a_change_keeps_the_moment_and_an_error_keeps_the_experiment),
        cmocka_unit_test(undo_goes_back_a_long_way),
        cmocka_unit_test(a_copied_line_opens_the_same_picture),
        cmocka_unit_test(training_goes_in_slices_and_the_old_picture_stays_until_it_is_done),
        cmocka_unit_test(training_that_blows_up_shows_where),
        cmocka_unit_test(theme_language_and_scale_change_the_picture_and_come_round),
        cmocka_unit_test(the_pointer_scrubs_zooms_and_pans),
        cmocka_unit_test(the_camera_glides_where_a_command_moves_it),
        cmocka_unit_test(the_camera_goes_where_one_steps_and_keeps_the_zoom),
        cmocka_unit_test(the_diagram_shows_for_several_steps_of_the_zoom),
        cmocka_unit_test(a_plot_that_is_opened_within_a_cell_shows),
        cmocka_unit_test(a_number_under_the_pointer_is_explained),
        cmocka_unit_test(tab_reaches_every_control_and_enter_presses_it),
        cmocka_unit_test(keys_that_are_buttons_are_pressed_by_the_pointer),
        cmocka_unit_test(sizes_and_files_come_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
