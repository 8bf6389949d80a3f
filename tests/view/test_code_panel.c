// The code beside the stage: which lines are lit at which moment, that lines can be clicked, that what is seen can be read.
#include "../base/testing.h"
#include "scene.h"

#include "view/panels/code_panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const HELLO[] = {"hidden", "3", "seed", "7", NULL};
static const char *const LSTM[] = {"cell",  "lstm", "hidden", "3", "bptt", "2", "batch", "2", "task", "text:hello world, hello",
                                   "steps", "5",    NULL};
static const char *const SERIES[] = {"task", "series:sine", "steps", "6", "hidden", "4", "optimizer", "adam", "clip", "1", NULL};
static const char *const *const EXPERIMENTS[] = {HELLO, LSTM, SERIES};
static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {800, 480}};

static void open_code(Scene *scene, Language language, const char *const *keys, Code *code) {
    scene_open(scene, language, keys);
    code_init(code);
    code_numpy(scene->trace, scene->words, code);
}

static void close_code(Scene *scene, Code *code) {
    code_finish(code);
    scene_close(scene);
}

// Begins a frame that leaves the room that the panel wants.
static void frame_beside(Scene *scene, int width, int height, const char *moment) {
    scene->view.aside = 0;
    scene_frame_at(scene, width, height, moment);
    scene->view.aside = code_panel_width(&scene->frame, (float)width);
    scene_frame_at(scene, width, height, moment);
}

static CodeView view_of(const Scene *scene, const Code *code, int first) {
    return (CodeView){.code = code, .moment = scene->frame.moment, .first = first};
}

static int line_that_says(const Code *code, const char *wanted) {
    const char *at = strstr(code->text.data, wanted);
    assert_non_null(at);
    int line = 0;
    while (code->lines[line].end < (size_t)(at - code->text.data)) {
        line++;
    }
    return line;
}

static void assert_lit(Scene *scene, const Code *code, const char *moment, const char *const *wanted) {
    scene_frame_at(scene, 1920, 1080, moment);
    int lit = 0, count = 0;
    for (int i = 0; i < code->line_count; i++) {
        lit += code_panel_is_lit(code, scene->frame.moment, i);
    }
    for (; wanted[count] != NULL; count++) {
        if (!code_panel_is_lit(code, scene->frame.moment, line_that_says(code, wanted[count]))) {
            fail_msg("%s: \"%s\" is not lit", moment, wanted[count]);
        }
    }
    assert_int_equal(lit, count);
}

static void the_lines_of_the_moment_are_lit(void **state) {
    (void)state;
    Scene scene;
    Code code;
    open_code(&scene, LANGUAGE_EN, HELLO, &code);
    assert_lit(&scene, &code, "forward:h[2]", (const char *const[]){"h = np.tanh(", NULL});
    assert_lit(&scene, &code, "forward:h[4]", (const char *const[]){"h = np.tanh(", NULL});
    assert_lit(&scene, &code, "loss:3", (const char *const[]){"losses[t] = ", NULL});
    assert_lit(&scene, &code, "backward:h[2]", (const char *const[]){"dh = dh + W_y.T @ dlogits", "self.grads[\"W_y\"] += ", NULL});
    scene_frame(&scene, 1920, 1080, 0);
    for (int i = 0; i < code.line_count; i++) {
        assert_false(code_panel_is_lit(&code, scene.frame.moment, i));
    }
    close_code(&scene, &code);
}

static void lit_lines_are_drawn_on_the_ground_of_their_phase(void **state) {
    (void)state;
    static const char *const MOMENTS[] = {"forward:h[2]", "loss:2", "backward:h[2]"};
    for (int theme = 0; theme_at(theme) != NULL; theme++) {
        Scene scene;
        Code code;
        open_code(&scene, LANGUAGE_EN, HELLO, &code);
        scene.view.theme = theme_at(theme);
        const Color grounds[] = {theme_at(theme)->forward_soft, theme_at(theme)->loss_soft, theme_at(theme)->backward_soft};
        for (size_t i = 0; i < COUNT(MOMENTS); i++) {
            frame_beside(&scene, 1920, 1080, MOMENTS[i]);
            CodeView view = view_of(&scene, &code, code_line_at(&code, scene.frame.moment) - 3);
            code_panel_draw(&scene.frame, scene.layout.aside, &view);
            int boxes = 0;
            for (size_t k = 0; k < scene.list.shape_count; k++) {
                boxes += scene.list.shapes[k].kind == SHAPE_BOX && scene.list.shapes[k].fill == grounds[i];
            }
            assert_true(boxes >= 1);
        }
        close_code(&scene, &code);
    }
}

static void all_of_it_can_be_read(void **state) {
    (void)state;
    int texts = 0;
    for (size_t e = 0; e < COUNT(EXPERIMENTS); e++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            Code code;
            open_code(&scene, (Language)language, EXPERIMENTS[e], &code);
            for (size_t k = 0; k < COUNT(SIZES); k++) {
                frame_beside(&scene, SIZES[k][0], SIZES[k][1], "backward:h[2]");
                int rows = code_panel_rows(&scene.frame, scene.layout.aside);
                assert_true(rows > 5);
                for (int first = 0; first < code.line_count; first += rows) {
                    char what[64];
                    snprintf(what, sizeof what, "%dx%d from line %d", SIZES[k][0], SIZES[k][1], first);
                    size_t from = scene.list.shape_count;
                    CodeView view = view_of(&scene, &code, first);
                    view.column = first % 3;
                    code_panel_draw(&scene.frame, scene.layout.aside, &view);
                    texts += scene_check_texts(&scene, from, scene.layout.aside, what);
                }
                assert_int_equal(scene.faults, 0);
                assert_true(scene_says(&scene, "import numpy as np"));
                assert_true(scene.layout.aside.x > scene.layout.inspector.x + scene.layout.inspector.w);
            }
            close_code(&scene, &code);
        }
    }
    assert_true(texts > 1000);
}

static void lines_that_have_moments_can_be_clicked(void **state) {
    (void)state;
    Scene scene;
    Code code;
    open_code(&scene, LANGUAGE_KO, HELLO, &code);
    frame_beside(&scene, 1920, 1080, "forward:h[1]");
    int rows = code_panel_rows(&scene.frame, scene.layout.aside), first = line_that_says(&code, "class Cell"), wanted = 0, found = 0;
    CodeView view = view_of(&scene, &code, first);
    code_panel_draw(&scene.frame, scene.layout.aside, &view);
    for (int i = first; i < first + rows && i < code.line_count; i++) {
        wanted += code.lines[i].phase != PHASE_START;
    }
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->kind == HIT_COMMAND && strcmp(hit->command, "code-line") == 0) {
            int line = atoi(hit->argument) - 1;
            assert_in_range(line, first, first + rows - 1);
            assert_int_not_equal(code.lines[line].phase, PHASE_START);
            found++;
        }
    }
    assert_int_equal(found, wanted);
    assert_true(found > 8);
    close_code(&scene, &code);
}

static void what_is_too_large_is_told(void **state) {
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        Code code;
        open_code(&scene, (Language)language, HELLO, &code);
        frame_beside(&scene, 1280, 720, "forward:h[1]");
        size_t from = scene.list.shape_count;
        CodeView view = view_of(&scene, NULL, 0);
        code_panel_draw(&scene.frame, scene.layout.aside, &view);
        assert_true(scene_says(&scene, "unroll code"));
        assert_true(scene_check_texts(&scene, from, scene.layout.aside, "too large") > 2);
        assert_int_equal(scene.faults, 0);
        close_code(&scene, &code);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lines_of_the_moment_are_lit), cmocka_unit_test(lit_lines_are_drawn_on_the_ground_of_their_phase),
        cmocka_unit_test(all_of_it_can_be_read),           cmocka_unit_test(lines_that_have_moments_can_be_clicked),
        cmocka_unit_test(what_is_too_large_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
