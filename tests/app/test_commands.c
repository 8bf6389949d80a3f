// The table of commands: what keys, buttons, scripts and the help page all read.
#include "fixture.h"

#include "app/command.h"

static bool keys_overlap(const char *a, const char *b) {
    char one[64];
    snprintf(one, sizeof one, "%s", a);
    for (char *key = strtok(one, " "); key; key = strtok(NULL, " ")) {
        const Command *command = command_of_key(key);
        if (strstr(b, key) && command && strcmp(command->keys, b) == 0) return true;
    }
    return false;
}

static void names_and_keys_are_unique_and_every_command_has_help_in_both_languages(void **unused) {
    (void)unused;
    size_t count = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Words *words = words_create((Language)language);
        for (count = 0; command_at(count); count++) {
            char key[64];
            snprintf(key, sizeof key, "command.%s", command_at(count)->name);
            assert_true(words_has(words, key));
            assert_true(words_has(words, command_group_title(command_at(count)->group)));
        }
        words_destroy(words);
    }
    assert_true(count > 40);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(command_find(command_at(i)->name), command_at(i)); // the first of its name
        for (size_t j = 0; j < i; j++) assert_false(keys_overlap(command_at(i)->keys, command_at(j)->keys));
    }
}

static void keys_find_their_commands(void **unused) {
    (void)unused;
    static const char *const PAIRS[][2] = {
        {"Space", "play"},
        {"Right", "beat"},
        {"Left", "beat-back"},
        {"Alt+Right", "step"},
        {"Alt+Left", "step-back"},
        {"Shift+Right", "timestep"},
        {"Shift+Left", "timestep-back"},
        {"Ctrl+Right", "phase"},
        {"Ctrl+Left", "phase-back"},
        {"Home", "start"},
        {"End", "end"},
        {"+", "faster"},
        {"-", "slower"},
        {"l", "language"},
        {"t", "theme"},
        {"e", "panel"},
        {"o", "operations"},
        {"m", "motion"},
        {"c", "copy"},
        {"v", "paste"},
        {"Ctrl+v", "paste"},
        {"Ctrl++", "scale-up"},
        {"Ctrl+-", "scale-down"},
        {"Esc", "close"},
        {"?", "help"},
        {"Tab", "focus-next"},
        {"Shift+Tab", "focus-previous"},
        {"Enter", "activate"},
    };
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        assert_non_null(command_of_key(PAIRS[i][0]));
        assert_string_equal(command_of_key(PAIRS[i][0])->name, PAIRS[i][1]);
    }
    assert_null(command_of_key("Ctrl+Alt+Delete"));
    assert_null(command_of_key(""));
}

static void lines_that_no_command_understands_are_told(void **unused) {
    (void)unused;
    static const char *const WRONG[][2] = {
        {"beet", "app.command.unknown-near"},
        {"qqqqqqqqqq", "app.command.unknown"},
        {"play now", "app.command.takes-none"},
        {"seek", "app.command.needs"},
        {"undo", "app.command.disabled"},
        {"redo", "app.command.disabled"},
        {"speed fast", "app.speed.form"},
        {"speed 0", "app.speed.form"},
        {"speed 1000", "app.speed.form"},
        {"zoom 5", "app.zoom.form"},
        {"pan 99", "app.pan.form"},
        {"theme pink", "app.theme.unknown"},
        {"language fr", "app.language.unknown"},
        {"scale 9", "app.scale.form"},
        {"set hidden", "app.set.form"},
        {"set hiden=3", "app.key.unknown-near"},
        {"set qqqqqqqq=3", "app.key.unknown"},
        {"iteration 0", "app.iteration.form"},
        {"iteration x", "app.iteration.form"},
        {"choose-loss 9", "app.loss.none"},
        {"weight Q", "app.weight.unknown"},
        {"open-line ls", "app.line.form"},
        {"open-line unroll x y z", "app.line.stray"},
        {"open-line unroll --stepz 3", "app.flag.unknown-near"},
        {"edit hiden", "app.key.unknown-near"},
        {"previous-iteration", "app.command.disabled"},
        {"prove Q", "prove.unknown"},
        {"prove W_h(1,4)", "prove.unknown"},
        {"prove W_h(0,1)", "prove.unknown"},
        {"prove W_h(1)", "prove.unknown"},
        {"prove b(1,1)", "prove.unknown"},
        {"code-line 45", "app.command.disabled"},
    };
    Stand stand;
    stand_open(&stand, "--hidden 3");
    uint64_t before = stand_picture(&stand);
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        if (stand_run(&stand, WRONG[i][0]) || !stand_problem_is(&stand, WRONG[i][1])) fail_msg("%s", WRONG[i][0]);
        assert_true(stand_picture(&stand) == before);
    }
    assert_true(stand_run(&stand, "") && stand_run(&stand, "   # a comment") && stand_picture(&stand) == before);
    stand_close(&stand);
}

static void every_command_runs_in_a_script(void **unused) {
    (void)unused;
    static const char *const ARGUMENTS[][2] = {
        {"seek", "forward:h[2]"},
        {"speed", "2"},
        {"zoom", "500"},
        {"pan", "2"},
        {"set", "hidden=4"},
        {"edit", "lr"},
        {"iteration", "3"},
        {"open", "lstm"},
        {"code-line", "41"},
        {"open-line", "unroll gru --at loss:2"},
        {"type", "h"},
        {"key", "x"},
        {"choose-loss", "2"},
        {"preset", "transient"},
        {"radius", "0.5"},
        {"clamp", "h=0"},
    };
    size_t ran = 0;
    for (size_t i = 0; command_at(i); i++) {
        const Command *command = command_at(i);
        Stand stand;
        stand_open(&stand, "--hidden 3 --at forward:h[2]");
        assert_true(stand_run(&stand, "set lr=0.2") && stand_run(&stand, "set seed=3") && stand_run(&stand, "undo"));
        assert_true(stand_run(&stand, "iteration 2"));
        if (strcmp(command->name, "last-good") == 0)
            stand_run(&stand, "open-line unroll elman-identity --lr 3 --iterations 90"); // only where training failed
        if (strncmp(command->name, "code-", 5) == 0) stand_run(&stand, "code");          // only where there are lines
        if (strcmp(command->name, "longer") == 0) stand_run(&stand, "set steps=3");      // hello has no more than four
        if (strcmp(command->name, "type") == 0) stand_run(&stand, "equations");          // only where text goes
        if (strcmp(command->name, "lane") == 0) stand_run(&stand, "compare bptt=2");     // only where there are several
        char line[96];
        snprintf(line, sizeof line, "%s", command->name);
        for (size_t j = 0; j < COUNT(ARGUMENTS); j++)
            if (strcmp(ARGUMENTS[j][0], command->name) == 0) snprintf(line, sizeof line, "%s %s", command->name, ARGUMENTS[j][1]);
        if (!stand_run(&stand, line)) fail_msg("%s: %s", line, stand.report.count ? stand.report.problems[0].message : "");
        ran++;
        stand_picture(&stand);
        stand_close(&stand);
    }
    assert_true(ran > 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_keys_are_unique_and_every_command_has_help_in_both_languages),
        cmocka_unit_test(keys_find_their_commands),
        cmocka_unit_test(lines_that_no_command_understands_are_told),
        cmocka_unit_test(every_command_runs_in_a_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
