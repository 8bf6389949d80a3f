// The code beside the stage: opening it, following the moment, scrolling, going to the next moment of a line.
#include "fixture.h"

#include "app/panels/code_panel.h"
#include "view/layout.h"

#include <stdlib.h>

static const CodePanel *panel_of(const Stand *stand) {
    return &stand->state->code;
}

// The number, from 1, of the line that says `wanted`.
static int line_that_says(const Stand *stand, const char *wanted) {
    const Code *code = &panel_of(stand)->code;
    const char *at = strstr(code->text.data, wanted);
    assert_non_null(at);
    int line = 1;
    while (code->lines[line - 1].end < (size_t)(at - code->text.data)) line++;
    return line;
}

static void go(Stand *stand, const char *wanted) {
    char line[64];
    snprintf(line, sizeof line, "code-line %d", line_that_says(stand, wanted));
    if (!stand_run(stand, line)) fail_msg("%s", line);
}

static Rect rect_of(Stand *stand) {
    View view = state_view(stand->state);
    Layout layout;
    layout_make(&view, &layout);
    return layout.aside;
}

static void it_opens_and_closes_and_the_stage_makes_room(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    uint64_t without = stand_picture(&stand);
    Rect stage = stand_hit(&stand, HIT_STAGE, "")->rect;
    assert_false(code_panel_is_shown(stand.state));
    stand_key(&stand, "y");
    assert_true(code_panel_is_shown(stand.state) && stand_picture(&stand) != without);
    Rect beside = stand_hit(&stand, HIT_STAGE, "")->rect, rect = rect_of(&stand);
    assert_true(beside.w < 0.75f * stage.w && beside.x + beside.w < rect.x && rect.w > 300);
    stand_key(&stand, "Esc");
    assert_true(!code_panel_is_shown(stand.state) && stand_picture(&stand) == without);
    assert_true(stand_run(&stand, "code") && code_panel_is_shown(stand.state));
    assert_true(stand_run(&stand, "code") && stand_picture(&stand) == without);
    stand_close(&stand);
}

static void the_line_of_the_moment_is_in_sight(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --cell lstm");
    stand_key(&stand, "y");
    const Code *code = &panel_of(&stand)->code;
    int seen = 0, first = panel_of(&stand)->first, moved = 0;
    for (long m = 1; m < trace_moment_count(stand.state->trace); m++) {
        char line[32];
        snprintf(line, sizeof line, "seek %ld", m);
        assert_true(stand_run(&stand, line));
        int lit = code_line_at(code, trace_moment(stand.state->trace, m));
        assert_true(lit >= panel_of(&stand)->first);
        char number[16];
        snprintf(number, sizeof number, "%d", lit + 1);
        bool found = false;
        for (size_t i = 0; i < stand.state->hits.count; i++) {
            const Hit *hit = &stand.state->hits.hits[i];
            found |= hit->kind == HIT_COMMAND && strcmp(hit->command, "code-line") == 0 && strcmp(hit->argument, number) == 0;
        }
        assert_true(found);
        seen++;
        moved += panel_of(&stand)->first != first;
    }
    assert_true(seen > 50 && moved > 10);
    stand_close(&stand);
}

static void a_line_goes_to_its_next_moment_and_round_again(void **unused) {
    (void)unused;
    Stand stand;
    char name[64];
    stand_open(&stand, "--hidden 3");
    stand_key(&stand, "y");
    static const char *const FORWARD[] = {"forward:h[1]", "forward:h[2]", "forward:h[3]", "forward:h[4]", "forward:h[1]"};
    for (size_t i = 0; i < COUNT(FORWARD); i++) {
        go(&stand, "h = np.tanh(");
        assert_string_equal(stand_moment(&stand, name), FORWARD[i]);
    }
    assert_true(stand_run(&stand, "end"));
    for (size_t i = 0; i < 5; i++) {
        go(&stand, "dh = dh + W_y.T");
        Moment moment = trace_moment(stand.state->trace, (long)stand.state->playhead.position);
        assert_int_equal(moment.phase, PHASE_BACKWARD);
        assert_int_equal(moment.t, i < 4 ? 4 - (int)i : 4);
    }
    go(&stand, "weights[name] -= ");
    assert_int_equal(trace_moment(stand.state->trace, (long)stand.state->playhead.position).phase, PHASE_UPDATE);
    assert_true(!stand_run(&stand, "code-line 1") && stand_problem_is(&stand, "codepanel.no-moment"));
    static const char *const WRONG[] = {"code-line 0", "code-line 99999", "code-line x"};
    for (size_t i = 0; i < COUNT(WRONG); i++) assert_true(!stand_run(&stand, WRONG[i]) && stand_problem_is(&stand, "codepanel.form"));
    stand_close(&stand);
}

static void a_click_on_a_line_goes_there(void **unused) {
    (void)unused;
    Stand stand;
    char name[64];
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    stand_key(&stand, "y");
    char number[16];
    snprintf(number, sizeof number, "%d", line_that_says(&stand, "h = np.tanh("));
    const Hit *found = NULL;
    for (size_t i = 0; i < stand.state->hits.count; i++) {
        const Hit *hit = &stand.state->hits.hits[i];
        if (hit->kind == HIT_COMMAND && strcmp(hit->command, "code-line") == 0 && strcmp(hit->argument, number) == 0) found = hit;
    }
    assert_non_null(found);
    stand_press(&stand, found->rect.x + 30, found->rect.y + 5);
    assert_string_equal(stand_moment(&stand, name), "forward:h[3]");
    stand_close(&stand);
}

static void wheel_and_keys_scroll_it_within_its_lines(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    stand_key(&stand, "y");
    Rect rect = rect_of(&stand);
    Event wheel = {.kind = EVENT_WHEEL, .x = rect.x + rect.w / 2, .y = rect.y + rect.h / 2, .wheel_y = -2};
    int before = panel_of(&stand)->first;
    Camera camera = stand.state->camera;
    stand_event(&stand, wheel);
    assert_int_equal(panel_of(&stand)->first, before + 6);
    stand_wait(&stand, 1);
    assert_int_equal(panel_of(&stand)->first, before + 6); // the moment is the same: one may read on
    assert_true(stand.state->camera.column == camera.column);
    wheel.wheel_y = 1000;
    stand_event(&stand, wheel);
    assert_int_equal(panel_of(&stand)->first, 0);
    stand_key(&stand, "PageDown");
    int page = panel_of(&stand)->first;
    assert_true(page > 5);
    stand_key(&stand, "PageUp");
    assert_int_equal(panel_of(&stand)->first, 0);
    for (int i = 0; i < 50; i++) stand_key(&stand, "PageDown");
    assert_in_range(panel_of(&stand)->first, page, panel_of(&stand)->code.line_count - 1);
    wheel.wheel_y = 0;
    wheel.wheel_x = 3;
    stand_event(&stand, wheel);
    assert_int_equal(panel_of(&stand)->column, 12);
    wheel.wheel_x = -100;
    stand_event(&stand, wheel);
    assert_int_equal(panel_of(&stand)->column, 0);
    stand_keys(&stand, "Right"); // the next moment's line comes back into sight
    Moment moment = trace_moment(stand.state->trace, (long)stand.state->playhead.position);
    assert_in_range(code_line_at(&panel_of(&stand)->code, moment), panel_of(&stand)->first, panel_of(&stand)->first + page + 1);
    stand_close(&stand);
}

static void it_is_made_when_the_trace_or_the_language_changes_and_not_each_frame(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    stand_key(&stand, "y");
    const char *made = panel_of(&stand)->code.text.data;
    assert_non_null(strstr(made, "h = np.tanh("));
    stand.state->code.code.text.data[0] = '!'; // would be gone if it were made again
    stand_keys(&stand, "Right Right");
    assert_int_equal(panel_of(&stand)->code.text.data[0], '!');
    stand_keys(&stand, "l");
    assert_int_equal(panel_of(&stand)->code.text.data[0], '#');
    assert_true(stand_run(&stand, "open lstm"));
    assert_non_null(strstr(panel_of(&stand)->code.text.data, "sigmoid"));
    assert_int_equal(panel_of(&stand)->code.op_count, stand.state->trace->program->op_count);
    assert_true(stand_run(&stand, "undo") && !strstr(panel_of(&stand)->code.text.data, "sigmoid"));
    stand_close(&stand);
}

static void while_training_is_played_its_lines_stay(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    stand_key(&stand, "y");
    stand.state->code.code.text.data[0] = '!';
    stand_key(&stand, "r");
    for (int i = 0; i < 5; i++) stand_wait(&stand, 0.3);
    assert_true(stand.state->running && stand.state->trace->iteration > 3);
    assert_int_equal(panel_of(&stand)->code.text.data[0], '!');
    stand_key(&stand, "r");
    stand_wait(&stand, 0.1);
    assert_int_equal(panel_of(&stand)->code.text.data[0], '#');
    stand_close(&stand);
}

static void the_panel_of_the_experiment_takes_its_place_and_gives_it_back(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    assert_true(stand_run(&stand, "code"));
    uint64_t with_code = stand_picture(&stand);
    assert_true(stand_run(&stand, "panel") && stand_picture(&stand) != with_code);
    assert_null(stand_hit(&stand, HIT_COMMAND, "code-line"));
    assert_true(stand_run(&stand, "code"));
    assert_true(!stand.state->panel.open && stand_picture(&stand) == with_code);
    assert_true(stand_run(&stand, "panel") && stand_run(&stand, "panel") && stand_picture(&stand) == with_code);
    stand_close(&stand);
}

static void what_nobody_could_read_is_not_made(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 400");
    stand_key(&stand, "y");
    assert_true(code_panel_is_shown(stand.state) && panel_of(&stand)->too_large);
    assert_int_equal(panel_of(&stand)->code.line_count, 0);
    assert_true(!stand_run(&stand, "code-line 3") && stand_problem_is(&stand, "codepanel.form"));
    stand_keys(&stand, "PageDown PageUp");
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_opens_and_closes_and_the_stage_makes_room),
        cmocka_unit_test(the_line_of_the_moment_is_in_sight),
        cmocka_unit_test(a_line_goes_to_its_next_moment_and_round_again),
        cmocka_unit_test(a_click_on_a_line_goes_there),
        cmocka_unit_test(wheel_and_keys_scroll_it_within_its_lines),
        cmocka_unit_test(it_is_made_when_the_trace_or_the_language_changes_and_not_each_frame),
        cmocka_unit_test(while_training_is_played_its_lines_stay),
        cmocka_unit_test(the_panel_of_the_experiment_takes_its_place_and_gives_it_back),
        cmocka_unit_test(what_nobody_could_read_is_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
