// What the picture says on demand: any number asked by keys, a button's name, and messages that are out of the way.
#include "fixture.h"

#include "app/focus.h"
#include "app/number.h"
#include "view/parts/widgets.h"

#include <math.h>

static bool says(const Stand *stand, const char *text) {
    const DisplayList *list = &stand->state->list;
    for (size_t i = 0; i < list->shape_count; i++) {
        const Shape *shape = &list->shapes[i];
        if (shape->kind == SHAPE_TEXT && shape->count == strlen(text) && memcmp(list->bytes + shape->first, text, shape->count) == 0)
            return true;
    }
    return false;
}

static void keys_ask_one_number_after_the_other(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end --size 1920x1080");
    uint64_t before = stand_picture(&stand);
    bool losses[5] = {false};
    int numbers = 0;
    Element first = {0};
    for (int i = 0; i < 2000; i++) {
        stand_key(&stand, "i");
        const Hit *hit = number_hit(stand.state);
        assert_non_null(hit);
        if (i == 0)
            first = hit->element;
        else if (hit->element.kind == first.kind && hit->element.t == first.t && hit->element.row == first.row &&
                 hit->element.index == first.index)
            break;
        if (hit->element.kind == ELEMENT_LOSS) losses[hit->element.t] = true;
        numbers++;
    }
    assert_true(numbers > 30 && numbers < 1999); // round once, by all of them
    assert_true(losses[1] && losses[2] && losses[3] && losses[4]);
    assert_true(stand_picture(&stand) != before); // a ring, and the answer
    stand_keys(&stand, "Esc");
    assert_true(stand_picture(&stand) == before);
    stand_close(&stand);
}

// At a moment in the middle the losses, which stand first, are not computed yet.
static void the_first_number_that_is_asked_is_a_known_one(void **unused) {
    (void)unused;
    static const char *const FLAGS[] = {"--hidden 3 --at forward:h[2]", "--hidden 3 --at forward:h[2] --compare bptt=2",
                                        "--hidden 3 --at forward:h[2] --size 1280x720 --lang ko"};
    for (size_t i = 0; i < COUNT(FLAGS); i++)
        for (int back = 0; back < 2; back++) {
            Stand stand;
            stand_open(&stand, FLAGS[i]);
            stand_key(&stand, back ? "Shift+i" : "i");
            assert_non_null(number_hit(stand.state));
            assert_false(says(&stand, words_get(stand.words, "panels.not-yet")));
            double value;
            long moment = (long)stand.state->playhead.position;
            assert_true(element_value(stand.state->trace, moment, number_hit(stand.state)->element, &value));
            stand_close(&stand);
        }
}

static void keys_go_through_a_vector_and_from_one_timestep_to_the_next(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end --size 1920x1080");
    int state_op = stand.state->trace->program->equations[0].op;
    for (int i = 0; i < 400; i++) { // to the first state
        stand_key(&stand, "i");
        Element element = number_hit(stand.state)->element;
        if (element.kind == ELEMENT_VALUE && element.index == state_op && element.t == 1 && element.row == 0) break;
    }
    for (int row = 1; row < 3; row++) {
        stand_key(&stand, "Alt+Shift+Down");
        Element element = number_hit(stand.state)->element;
        assert_true(element.kind == ELEMENT_VALUE && element.t == 1 && element.row == row);
    }
    stand_key(&stand, "Alt+Shift+Up");
    assert_int_equal(number_hit(stand.state)->element.row, 1);
    stand_keys(&stand, "Alt+Shift+Right Alt+Shift+Right"); // by its gradient to the next timestep
    Element element = number_hit(stand.state)->element;
    assert_true(element.t == 2 && element.row == 1);
    // The pointer takes over where it meets a number.
    const Hit *other = stand_hit(&stand, HIT_ELEMENT, "");
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = other->rect.x + 2, .y = other->rect.y + 2});
    assert_false(stand.state->number.active);
    stand_close(&stand);
}

static void an_icon_tells_its_name_and_key(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    assert_false(says(&stand, "change the experiment"));
    const Hit *gear = stand_hit(&stand, HIT_COMMAND, "panel");
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = gear->rect.x + 3, .y = gear->rect.y + 3});
    assert_true(says(&stand, "change the experiment") && says(&stand, "e"));
    stand_event(&stand, (Event){.kind = EVENT_LEAVE});
    assert_false(says(&stand, "change the experiment"));
    stand_keys(&stand, "Tab Tab Tab Tab Tab"); // and so it does when it has the keyboard
    assert_string_equal(focus_hit(stand.state)->command, "theme");
    assert_true(says(&stand, "another theme") && says(&stand, "t"));
    stand_keys(&stand, "Shift+Tab Shift+Tab Shift+Tab");
    assert_true(says(&stand, words_get(stand.words, "tip.compare")) && says(&stand, "k")); // the help page says it at length
    assert_false(says(&stand, words_get(stand.words, "command.compare")));
    stand_close(&stand);
}

static void a_message_is_short_and_covers_no_number(void **unused) {
    (void)unused;
    static const char *const SIZES[] = {"1280x720", "1920x1080"};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        Stand stand;
        char flags[64];
        snprintf(flags, sizeof flags, "--hidden 3 --at end --size %s", SIZES[i]);
        stand_open(&stand, flags);
        size_t numbers = 0, covered = 0;
        stand_key(&stand, "c");
        stand_wait(&stand, 0.4); // it has faded in
        assert_true(says(&stand, "The command line of this picture is on the clipboard"));
        for (size_t h = 0; h < stand.state->hits.count; h++) {
            const Hit *hit = &stand.state->hits.hits[h];
            if (hit->kind != HIT_ELEMENT && !hit->focusable) continue;
            numbers++;
            covered += hits_find(&stand.state->hits, hit->rect.x + hit->rect.w / 2, hit->rect.y + hit->rect.h / 2) != hit;
        }
        assert_true(numbers > 40 && covered == 0);
        stand_wait(&stand, 1.5);
        assert_int_equal(stand.state->toast.text.length, 0);
        stand_close(&stand);
    }
}

// By the keys and under the pointer: with another experiment its numbers are gone, and those of lanes with the lanes.
static void a_number_that_is_not_there_any_more_is_not_asked(void **unused) {
    (void)unused;
    static const char *const OPENED[] = {"lstm --hidden 8 --task random:4 --steps 9 --at end", "--hidden 3 --compare cell=lstm --at end"};
    static const char *const LINES[] = {"open-line unroll --hidden 1 --task random:2 --steps 2", "compare off"};
    for (size_t i = 0; i < COUNT(OPENED); i++) {
        Stand stand;
        stand_open(&stand, OPENED[i]);
        const Trace *trace = i == 0 ? stand.state->trace : stand.state->comparison->lanes[0].trace;
        Element element = {.kind = ELEMENT_VALUE, .index = trace->program->op_count - 1, .t = 3};
        assert_true(element_exists(trace, element));
        stand.state->number = (AskedNumber){.active = true, .element = element, .trace = (int)i};
        stand_wait(&stand, 0.1);
        assert_true(stand.state->number.active);
        assert_true(stand_run(&stand, LINES[i]));
        stand_wait(&stand, 0.1);
        assert_false(stand.state->number.active);
        stand_close(&stand);
    }
}

static void keys_ask_what_a_valve_multiplies_by(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--cell lstm --hidden 3 --at forward:h[3] --size 1920x1080 --camera 3,1007");
    const Program *program = stand.state->trace->program;
    int op = program->equations[program_find_equation(program, "i")].op, units = 0, means = 0;
    for (int i = 0; i < 600 && means == 0; i++) {
        stand_key(&stand, "i");
        const Hit *hit = number_hit(stand.state);
        bool of_gate = hit->element.index == op && hit->element.t == 3;
        units += of_gate && hit->element.kind == ELEMENT_VALUE && hit->rect.w < 12; // a bar, not a number
        means += of_gate && hit->element.kind == ELEMENT_MEAN;
    }
    assert_true(units == 3 && means == 1);
    assert_true(says(&stand, "Σ i[3] / 3")); // the name of the answer
    stand_key(&stand, "h");                  // holds the gate that is asked about
    assert_non_null(strstr(experiment_get(&stand.state->experiment, KEY_CLAMP), "i=0"));
    stand_close(&stand);
}

static void a_message_of_another_language_goes(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    stand_key(&stand, "c");
    assert_true(stand.state->toast.text.length > 0);
    stand_event(&stand, (Event){.kind = EVENT_PASTE, .text = "unroll --hidden 2 --lang ko --at nowhere"});
    stand_wait(&stand, 0.1);
    assert_int_equal(stand.state->language, LANGUAGE_KO);
    assert_true(stand.state->toast.is_problem);
    assert_null(strstr(stand.state->toast.text.data, "there is no moment")); // in Korean by now
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_ask_one_number_after_the_other),
        cmocka_unit_test(keys_go_through_a_vector_and_from_one_timestep_to_the_next),
        cmocka_unit_test(an_icon_tells_its_name_and_key),
        cmocka_unit_test(a_message_is_short_and_covers_no_number),
        cmocka_unit_test(the_first_number_that_is_asked_is_a_known_one),
        cmocka_unit_test(a_number_that_is_not_there_any_more_is_not_asked),
        cmocka_unit_test(keys_ask_what_a_valve_multiplies_by),
        cmocka_unit_test(a_message_of_another_language_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
