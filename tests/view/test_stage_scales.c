// What the colours of cells stand for is told where their numbers are not.
#include "../base/testing.h"
#include "scene.h"

#include "view/plots/plot.h"
#include "view/stage/stage.h"

#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const MANY[] = {"task", "text:hello", "hidden", "40", NULL};
static const char *const LSTM[] = {"cell", "lstm", "task", "text:hello", "hidden", "40", NULL};

static void draw_at(Scene *scene, const char *moment) {
    scene_frame_at(scene, 1920, 1080, moment);
    stage_draw(&scene->frame, &scene->layout);
}

// "±" and the largest gradient of a state of lane 0, as the legend writes it.
static bool says_limit_of(const Scene *scene, const char *equation) {
    const Program *program = scene->trace->program;
    int op = program->equations[program_find_equation(program, equation)].op;
    double limit = 0;
    for (int t = 1; t <= scene->trace->steps; t++) {
        const double *adjoint = run_adjoint(scene->trace->run, op, t, 0);
        for (int i = 0; i < program->ops[op].size; i++) {
            limit = adjoint[i] > limit ? adjoint[i] : -adjoint[i] > limit ? -adjoint[i] : limit;
        }
    }
    Text text;
    text_init(&text);
    text_append(&text, "±");
    plot_number(limit, &text);
    bool said = scene_says(scene, text.data);
    text_finish(&text);
    return said;
}

static void test_cells_without_numbers_have_a_legend(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, MANY);
    draw_at(&scene, "forward:h[2]");
    assert_true(scene_says(&scene, "±1"));
    assert_false(says_limit_of(&scene, "h")); // there are no gradients yet
    draw_at(&scene, "backward:h[2]");
    assert_true(scene_says(&scene, "±1") && says_limit_of(&scene, "h"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO); // numbers say it themselves
    draw_at(&scene, "backward:h[2]");
    assert_false(scene_says(&scene, "±"));
    scene_close(&scene);
}

static void test_states_with_scales_of_their_own_are_told_apart_or_not_at_all(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    scene_frame_at(&scene, 1920, 1080, "backward:h[2]");
    Stage stage;
    stage_make(&stage, &scene.frame, &scene.layout);
    size_t before = scene.list.shape_count;
    assert_true(stage_draw_scales_in(&stage, (Rect){0, 0, 100, 40}) == 0 && scene.list.shape_count == before); // too narrow: nothing
    float width = stage_draw_scales_in(&stage, (Rect){0, 0, 900, 40});
    assert_true(width > 100 && width <= 900);
    assert_true(says_limit_of(&scene, "h") && says_limit_of(&scene, "c"));
    for (size_t i = before; i < scene.list.shape_count; i++) {
        assert_true(scene.list.shapes[i].rect.x <= width);
    }
    stage_finish(&stage);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_without_numbers_have_a_legend),
        cmocka_unit_test(test_states_with_scales_of_their_own_are_told_apart_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
