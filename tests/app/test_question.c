// The question before the backward pass: its answers, what is right, and what happens when one is chosen.
#include "fixture.h"

#include "app/panels/question.h"

static void option_texts(const Stand *stand, Text *out) {
    int right, count = question_options(stand->state->trace, &right);
    for (int i = 0; i < count; i++) {
        text_append(out, i == right ? "[" : "");
        question_option_text(stand->state->trace, i, stand->words, out);
        text_append(out, i == right ? "]; " : "; ");
    }
}

static void the_right_answer_follows_from_the_cuts(void **unused) {
    (void)unused;
    static const char *const ROWS[][2] = {
        {"--hidden 2", "L₁, L₂; L₁ … L₄; L₂; [L₂ … L₄]; "},
        {"--hidden 2 --bptt 4", "L₁, L₂; L₁ … L₄; L₂; [L₂ … L₄]; "},
        {"--hidden 2 --bptt 3", "L₁, L₂; L₁ … L₄; L₂; [L₂, L₃]; L₂ … L₄; "},
        {"--hidden 2 --bptt 2", "L₁, L₂; L₁ … L₄; [L₂]; L₂ … L₄; "},
        {"--hidden 2 --losses last", "none; [L₄]; "},
        {"--hidden 2 --losses last --bptt 2", "[none]; L₄; "},
        {"--hidden 2 --cell-text 'h[t] = tanh(W x[t] + U h[t-2])'", "L₁, L₂; L₁ … L₄; L₂; [L₂, L₄]; L₂ … L₄; "},
        {"--hidden 2 --task 'text:abcdefghijklmnop'", "L₁, L₂; L₁ … L₁₅; L₂; [L₂ … L₁₅]; "},
        {"--hidden 2 --cell window", "L₁, L₂; L₁ … L₄; [L₂]; L₂ … L₄; "},
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        Stand stand;
        Text text;
        stand_open(&stand, ROWS[i][0]);
        text_init(&text);
        option_texts(&stand, &text);
        assert_string_equal(text.data, ROWS[i][1]);
        text_finish(&text);
        stand_close(&stand);
    }
}

static void stand_at_the_question(Stand *stand) {
    char line[32];
    snprintf(line, sizeof line, "seek %.1f", trace_question(stand->state->trace));
    assert_true(stand_run(stand, line) && question_is_shown(stand->state));
}

static void an_answer_is_chosen_by_key_button_or_command_and_then_told(void **unused) {
    (void)unused;
    for (int way = 0; way < 3; way++) {
        Stand stand;
        stand_open(&stand, "--hidden 3 --bptt 2 --lang ko");
        assert_false(question_is_shown(stand.state));
        stand_at_the_question(&stand);
        uint64_t asked = stand_picture(&stand);
        if (way == 0) stand_key(&stand, "2");
        if (way == 1) {
            const Hit *found = NULL; // the second of the answers
            for (size_t i = 0; i < stand.state->hits.count; i++)
                if (stand.state->hits.hits[i].kind == HIT_COMMAND && strcmp(stand.state->hits.hits[i].argument, "2") == 0)
                    found = &stand.state->hits.hits[i];
            assert_non_null(found);
            stand_press(&stand, found->rect.x + 3, found->rect.y + 3);
        }
        if (way == 2) assert_true(stand_run(&stand, "answer 2"));
        assert_int_equal(stand.state->answer, 1);
        assert_true(stand.state->playhead.answered && stand_picture(&stand) != asked);
        stand_key(&stand, "1"); // too late to change one's mind
        assert_int_equal(stand.state->answer, 1);
        stand_keys(&stand, "Right");
        assert_true(!question_is_shown(stand.state) && stand.state->playhead.position > trace_question(stand.state->trace));
        stand_close(&stand);
    }
}

static void answers_that_are_none_are_refused(void **unused) {
    (void)unused;
    static const char *const WRONG[] = {"answer 0", "answer 9", "answer x", "answer -1"};
    Stand stand;
    stand_open(&stand, "--hidden 3");
    stand_at_the_question(&stand);
    for (size_t i = 0; i < COUNT(WRONG); i++) assert_true(!stand_run(&stand, WRONG[i]) && stand_problem_is(&stand, "app.question.form"));
    assert_false(stand.state->playhead.answered);
    stand_key(&stand, "9");
    assert_false(stand.state->playhead.answered);
    stand_key(&stand, "Right"); // who goes on without an answer is shown it
    assert_true(stand.state->playhead.answered && stand.state->answer == -1 && question_is_shown(stand.state));
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_answer_follows_from_the_cuts),
        cmocka_unit_test(an_answer_is_chosen_by_key_button_or_command_and_then_told),
        cmocka_unit_test(answers_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
