// The panel of the experiment: values typed in place, in any script, refused beside their field.
#include "fixture.h"

#include "app/focus.h"
#include "app/open.h"
#include "app/panels/panel.h"
#include "view/parts/widgets.h"

static void open_field(Stand *stand, const char *key) {
    if (!stand->state->panel.open) stand_key(stand, "e");
    const Hit *hit = stand_hit(stand, HIT_FIELD, key);
    if (!hit) fail_msg("no field for %s", key);
    stand_press(stand, hit->rect.x + 5, hit->rect.y + hit->rect.h / 2);
    assert_true(app_wants_text(stand->state));
}

static void a_value_is_typed_and_holds_at_once(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    assert_false(app_wants_text(stand.state));
    open_field(&stand, "hidden");
    stand_type(&stand, "6"); // what was there is selected, and replaced
    assert_string_equal(stand.state->panel.edit.text.data, "6");
    stand_key(&stand, "Enter");
    stand_wait(&stand, 0.1);
    assert_int_equal(stand.state->session->settings.hidden, 6);
    assert_false(app_wants_text(stand.state));
    stand_keys(&stand, "u");
    assert_int_equal(stand.state->session->settings.hidden, 3);
    stand_close(&stand);
}

static void what_is_refused_stays_with_the_reason_beside_it(void **unused) {
    (void)unused;
    static const char *const WRONG[][2] = {{"hidden", "0"},     {"steps", "40"}, {"lr", "fast"}, {"task", "text:@/no/such"},
                                           {"cell", "nothing"}, {"bptt", "4,2"}};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        Stand stand;
        stand_open(&stand, "--hidden 3 --size 1920x1080 --lang ko");
        uint64_t before = stand_picture(&stand);
        open_field(&stand, WRONG[i][0]);
        stand_type(&stand, WRONG[i][1]);
        stand_key(&stand, "Enter");
        if (!stand.state->panel.editing || stand.state->panel.problem.length == 0) fail_msg("%s = %s", WRONG[i][0], WRONG[i][1]);
        assert_int_equal(stand.state->session->settings.hidden, 3);
        stand_type(&stand, "x"); // typing on takes the message away
        assert_int_equal(stand.state->panel.problem.length, 0);
        stand_keys(&stand, "Esc e");
        assert_true(stand_picture(&stand) == before);
        stand_close(&stand);
    }
}

static void letters_are_text_in_a_field_and_commands_outside(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    open_field(&stand, "task");
    const Theme *theme = stand.state->theme;
    stand_keys(&stand, "t l m Space Right");
    assert_true(stand.state->theme == theme && stand.state->language == LANGUAGE_EN && stand.state->playhead.position <= 0);
    stand_keys(&stand, "Esc t");
    assert_true(stand.state->theme != theme);
    stand_close(&stand);
}

static void hangul_is_composed_before_it_is_text(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    open_field(&stand, "task");
    stand_type(&stand, "text:");
    static const char *const STAGES[] = {"ㅎ", "하", "한"};
    for (size_t i = 0; i < COUNT(STAGES); i++) stand_event(&stand, (Event){.kind = EVENT_COMPOSITION, .text = STAGES[i]});
    assert_string_equal(stand.state->panel.edit.composing.data, "한");
    stand_key(&stand, "Enter"); // belongs to the input method
    assert_true(stand.state->panel.editing);
    assert_string_equal(stand.state->panel.edit.text.data, "text:");
    stand_event(&stand, (Event){.kind = EVENT_COMPOSITION, .text = ""});
    stand_type(&stand, "한");
    stand_type(&stand, "강은 흐른다");
    stand_key(&stand, "Left");
    stand_key(&stand, "Backspace"); // a whole syllable
    assert_string_equal(stand.state->panel.edit.text.data, "text:한강은 흐다");
    stand_key(&stand, "Enter");
    stand_wait(&stand, 0.1);
    assert_string_equal(experiment_get(&stand.state->experiment, KEY_TASK), "text:한강은 흐다");
    assert_int_equal(stand.state->trace->steps, 5);
    stand_close(&stand);
}

static void tab_goes_from_field_to_field(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    open_field(&stand, "cell");
    for (int i = 0; i < KEY_COUNT; i++) {
        assert_int_equal(stand.state->panel.key, i);
        assert_non_null(stand_hit(&stand, HIT_FIELD, key_name((Key)i))); // it has scrolled into sight
        stand_key(&stand, "Tab");
        stand_wait(&stand, 0.1);
    }
    // Behind the last field come the panel's own buttons, as far as they can do something, and then the first field again.
    assert_false(stand.state->panel.editing);
    assert_string_equal(focus_hit(stand.state)->command, "panel");
    stand_key(&stand, "Tab");
    assert_true(stand.state->panel.editing);
    assert_int_equal(stand.state->panel.key, KEY_CELL);
    stand_keys(&stand, "Shift+Tab");
    assert_string_equal(focus_hit(stand.state)->command, "equations"); // beside the cell, which is in sight again
    stand_keys(&stand, "Shift+Tab Shift+Tab");
    assert_int_equal(stand.state->panel.key, KEY_ITERATIONS);
    stand_close(&stand);
}

static void the_keyboard_goes_into_the_panel_and_stays_there_until_it_is_closed(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at backward:h[2]");
    stand_keys(&stand, "Tab Tab e");
    assert_true(stand.state->panel.editing);
    assert_int_equal(stand.state->panel.key, KEY_CELL);
    assert_null(focus_hit(stand.state)); // no ring around what had the keyboard before
    int fields = 0, buttons = 0;
    for (int i = 0; i < 3 * KEY_COUNT; i++) {
        stand_key(&stand, "Tab");
        const Hit *hit = focus_hit(stand.state);
        fields += stand.state->panel.editing;
        if (!hit) continue;
        buttons++;
        assert_true(rect_holds(stand.state->panel.rect, (Point){hit->rect.x, hit->rect.y}));
    }
    assert_true(fields > 2 * KEY_COUNT && buttons >= 2);
    stand_keys(&stand, "Esc Esc Esc");
    assert_false(stand.state->panel.open);
    stand_key(&stand, "Tab");
    assert_non_null(focus_hit(stand.state));
    stand_close(&stand);
}

static void tab_goes_from_left_to_right_and_from_the_top_down(void **unused) {
    (void)unused;
    static const char *const ORDER[] = {"code",  "compare",  "equations", "panel",
                                        "theme", "language", "help"}; // as they stand in the header
    Stand stand;
    stand_open(&stand, "--hidden 3");
    for (size_t i = 0; i < COUNT(ORDER); i++) {
        stand_key(&stand, "Tab");
        assert_string_equal(focus_hit(stand.state)->command, ORDER[i]);
    }
    stand_key(&stand, "Shift+Tab");
    assert_string_equal(focus_hit(stand.state)->command, ORDER[COUNT(ORDER) - 2]);
    stand_close(&stand);
}

static bool shows(const Stand *stand, const char *text, Color color) {
    const DisplayList *list = &stand->state->list;
    for (size_t i = 0; i < list->shape_count; i++) {
        const Shape *shape = &list->shapes[i];
        if (shape->kind == SHAPE_TEXT && shape->fill == color && shape->count == strlen(text) &&
            memcmp(list->bytes + shape->first, text, shape->count) == 0)
            return true;
    }
    return false;
}

static void a_field_shows_the_value_that_holds_and_how_it_is_written(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --task series:sine --hidden 3 --size 1920x1080");
    Color quiet = stand.state->theme->quiet, ink = stand.state->theme->text;
    stand_key(&stand, "e");
    assert_true(shows(&stand, "25", quiet));                                               // steps, which the task gives
    assert_true(shows(&stand, "carry", quiet));                                            // state, for the stream is longer
    assert_true(shows(&stand, "3", ink));                                                  // what was given
    assert_true(shows(&stand, "hidden size", ink) || shows(&stand, "learning rate", ink)); // what a key is called
    assert_false(shows(&stand, "1 .. 10000", quiet));
    assert_true(stand_run(&stand, "edit steps"));
    assert_true(shows(&stand, "1 .. 10000", quiet)); // beneath the field that has the keyboard
    assert_true(stand_run(&stand, "edit lr"));
    assert_true(shows(&stand, "0.1", quiet)); // of the optimizer
    stand_close(&stand);
}

static void the_picture_makes_room_for_the_panel(void **unused) {
    (void)unused;
    static const char *const SIZES[] = {"1280x720", "1920x1080", "1366x768"};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        Stand stand;
        char flags[64];
        snprintf(flags, sizeof flags, "--hidden 3 --at end --size %s", SIZES[i]);
        stand_open(&stand, flags);
        stand_key(&stand, "e");
        Rect panel = stand.state->panel.rect;
        int losses = 0;
        for (size_t h = 0; h < stand.state->hits.count; h++) {
            const Hit *hit = &stand.state->hits.hits[h];
            if (hit->kind != HIT_ELEMENT) continue;
            assert_true(hit->rect.x + hit->rect.w <= panel.x + 0.5f); // no number lies beneath it
            losses |= hit->element.kind == ELEMENT_LOSS ? 1 << hit->element.t : 0;
        }
        assert_int_equal(losses, 2 + 4 + 8 + 16); // all four timesteps are there
        stand_close(&stand);
    }
}

static void beneath_the_help_page_nothing_changes(void **unused) {
    (void)unused;
    static const char *const KEYS[] = {"End", "r", "Space", "Right", "t", "l", "e", "n", "x", "g", "c", "2"};
    Stand stand;
    stand_open(&stand, "--hidden 3 --at forward:h[2]");
    stand_keys(&stand, "e F1");
    assert_false(app_wants_text(stand.state));
    uint64_t before = stand_picture(&stand);
    char moment[64];
    stand_moment(&stand, moment);
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        stand_keys(&stand, KEYS[i]);
        stand_type(&stand, "7");
        char now[64];
        assert_string_equal(stand_moment(&stand, now), moment);
        assert_false(state_is_working(stand.state) || stand.state->playhead.playing);
        if (stand_picture(&stand) != before) fail_msg("%s goes through", KEYS[i]);
    }
    stand_key(&stand, "Esc");
    assert_int_equal(stand.state->overlay, OVERLAY_NONE);
    assert_true(stand.state->panel.editing);
    assert_string_equal(stand.state->panel.edit.text.data, "elman");
    stand_close(&stand);
}

static void a_cell_is_its_name_or_its_text_whichever_was_typed_last(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --hidden 2");
    assert_true(stand_run(&stand, "set cell-text=h[t] = tanh(W x[t] + U h[t-1])"));
    assert_int_equal(stand.state->session->program->equation_count, 2);
    assert_true(stand_run(&stand, "set cell=gru"));
    assert_int_equal(stand.state->session->program->equation_count, 5);
    assert_true(stand_run(&stand, "set cell=") && stand_run(&stand, "set hidden="));
    assert_int_equal(stand.state->session->settings.hidden, 8);
    stand_close(&stand);
}

static void the_panel_fits_every_size_and_its_rows_come_by_scrolling(void **unused) {
    (void)unused;
    static const int SIZES[][2] = {{1920, 1080}, {1280, 720}, {640, 360}, {3840, 2160}, {320, 180}};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        Stand stand;
        stand_open(&stand, "--hidden 3");
        stand_event(&stand, (Event){.kind = EVENT_RESIZE, .width = SIZES[i][0], .height = SIZES[i][1]});
        stand_key(&stand, "e");
        bool seen[KEY_COUNT] = {false};
        for (int turn = 0; turn < 60; turn++) {
            for (size_t h = 0; h < stand.state->hits.count; h++) {
                const Hit *hit = &stand.state->hits.hits[h];
                Key key;
                if (hit->kind != HIT_FIELD || !key_find(hit->argument, &key)) continue;
                seen[key] = true;
                assert_true(hit->rect.x >= 0 && hit->rect.x + hit->rect.w <= (float)SIZES[i][0] + 0.5f);
                assert_true(hit->rect.y >= 0 && hit->rect.y + hit->rect.h <= (float)SIZES[i][1] + 0.5f);
            }
            panel_scroll(stand.state, 20);
            stand_wait(&stand, 0.01);
        }
        for (int key = 0; key < KEY_COUNT; key++)
            if (!seen[key]) fail_msg("%s is out of reach at %dx%d", key_name((Key)key), SIZES[i][0], SIZES[i][1]);
        stand_close(&stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_typed_and_holds_at_once),
        cmocka_unit_test(what_is_refused_stays_with_the_reason_beside_it),
        cmocka_unit_test(letters_are_text_in_a_field_and_commands_outside),
        cmocka_unit_test(hangul_is_composed_before_it_is_text),
        cmocka_unit_test(tab_goes_from_field_to_field),
        cmocka_unit_test(the_keyboard_goes_into_the_panel_and_stays_there_until_it_is_closed),
        cmocka_unit_test(tab_goes_from_left_to_right_and_from_the_top_down),
        cmocka_unit_test(a_field_shows_the_value_that_holds_and_how_it_is_written),
        cmocka_unit_test(the_picture_makes_room_for_the_panel),
        cmocka_unit_test(beneath_the_help_page_nothing_changes),
        cmocka_unit_test(a_cell_is_its_name_or_its_text_whichever_was_typed_last),
        cmocka_unit_test(the_panel_fits_every_size_and_its_rows_come_by_scrolling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
