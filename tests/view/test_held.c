// What is held, in the header, in the formula, and in lanes that hold it or not.
#include "../base/testing.h"
#include "scene.h"

#include "view/panels/held.h"
#include "view/lanes/lanes.h"
#include "view/plots/plots.h"

#include <string.h>

static const char *const LSTM[] = {"cell", "lstm", "task", "text:hello", "hidden", "3", "clamp", "f=0,o=0.5@1", NULL};

// The scene's experiment with another value of the key, beside it.
typedef struct Beside {
    Scene scene;
    Session *session;
    Trace *trace;
} Beside;

static void open_beside(Beside *beside, Language language, const char *clamp) {
    scene_open(&beside->scene, language, LSTM);
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &beside->scene.experiment);
    assert_true(experiment_set(&experiment, KEY_CLAMP, clamp, (Place){0}, &beside->scene.report));
    beside->session = session_create(&experiment, &beside->scene.report);
    assert_non_null(beside->session);
    beside->trace = trace_record(beside->session);
    beside->scene.view.traces[beside->scene.view.trace_count++] = beside->trace;
    experiment_finish(&experiment);
}

static void close_beside(Beside *beside) {
    trace_destroy(beside->trace);
    session_destroy(beside->session);
    scene_close(&beside->scene);
}

static void test_the_formula_tells_the_value_and_what_it_would_be(void **state) {
    (void)state;
    static const char *const SAID[LANGUAGE_COUNT][4] = {
        [LANGUAGE_EN] = {"«f_{t} = 0», not σ(W_{f} x_{t} + U_{f} h_{t−1} + b_{f})",
                         "f_{t} = 0, not «σ(W_{f} x_{t} + U_{f} h_{t−1} + b_{f})»", "«o_{t}» = σ(W_{o} x_{t} + U_{o} h_{t−1} + b_{o})",
                         "held: f = 0"},
        [LANGUAGE_KO] = {"«f_{t} = 0»(고정), 원래는 σ(W_{f} x_{t} + U_{f} h_{t−1} + b_{f})",
                         "f_{t} = 0(고정), 원래는 «σ(W_{f} x_{t} + U_{f} h_{t−1} + b_{f})»",
                         "«o_{t}» = σ(W_{o} x_{t} + U_{o} h_{t−1} + b_{o})", "고정: f = 0"},
    };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        scene_open(&scene, (Language)language, LSTM);
        const Program *program = scene.trace->program;
        int f = program_find_equation(program, "f"), o = program_find_equation(program, "o"), clamp = program->equations[f].op;
        const int asked[][2] = {{f, clamp}, {f, program->ops[clamp].operands[0].index}, {o, program->equations[o].op}};
        Formula formula;
        Text text;
        text_init(&text);
        formula_init(&formula);
        for (int i = 0; i < 3; i++) {
            formula_clear(&formula);
            text_clear(&text);
            held_formula(&formula, scene.trace, scene.words, asked[i][0], asked[i][1]);
            formula_print(&formula, &text);
            assert_string_equal(text.data, SAID[language][i]);
        }
        text_clear(&text);
        assert_true(held_any(scene.trace) && held_write(scene.trace, scene.words, &text));
        assert_string_equal(text.data, SAID[language][3]); // o is free in this iteration
        formula_finish(&formula);
        text_finish(&text);
        scene_close(&scene);
    }
}

static void test_lanes_with_and_without_go_with_each_other(void **state) {
    (void)state;
    Beside beside;
    open_beside(&beside, LANGUAGE_EN, "none");
    const Trace *held = beside.scene.trace, *plain = beside.trace;
    assert_true(lanes_same_weights(held, plain) && !lanes_same_program(held, plain));
    assert_false(held_any(plain));
    int same = 0;
    for (int op = 0; op < plain->program->op_count; op++) {
        int there = lanes_op(plain, op, held);
        assert_int_equal(lanes_op(held, there, plain), op);
        assert_int_equal(program_equation_of_op(held->program, there), program_equation_of_op(plain->program, op));
        same += held->program->ops[there].kind == plain->program->ops[op].kind;
    }
    assert_int_equal(same, plain->program->op_count - 2); // f and o are clamps there
    // What holds nothing is what the others are measured by.
    assert_int_equal(lanes_reference(&beside.scene.view), 1);
    double cosine, ratio;
    scene_frame_at(&beside.scene, 1920, 1080, "end");
    assert_true(lanes_gradients(&beside.scene.frame, 0, program_find_param(held->program, "U_i"), &cosine, &ratio));
    close_beside(&beside);
}

// Beside what is held stands, pale, what would be there without.
static void test_lanes_are_told_apart_and_one_is_pale_beside_the_other(void **state) {
    (void)state;
    static const char *const SAID[LANGUAGE_COUNT][3] = {
        [LANGUAGE_EN] = {"held: f = 0", "nothing held", "pale: nothing held"},
        [LANGUAGE_KO] = {"고정: f = 0", "고정 없음", "고정 없음"},
    };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Beside beside;
        open_beside(&beside, (Language)language, "none");
        scene_frame_at(&beside.scene, 1920, 1080, "end");
        view_draw(&beside.scene.view, &beside.scene.list, &beside.scene.hits);
        for (int i = 0; i < 3; i++) assert_true(scene_says(&beside.scene, SAID[language][i]));
        close_beside(&beside);
    }
}

// In an iteration in which neither holds anything, lanes are told apart by when they do.
static void test_lanes_that_hold_at_other_times_say_when(void **state) {
    (void)state;
    static const char *const SAID[LANGUAGE_COUNT] = {
        [LANGUAGE_EN] = "nothing held now (f=0@3-5)", [LANGUAGE_KO] = "지금은 고정 없음(f=0@3-5)"};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Beside beside;
        open_beside(&beside, (Language)language, "f=0@3-5");
        Text title;
        text_init(&title);
        lanes_title(&beside.scene.view, 1, &title);
        assert_string_equal(title.data, SAID[language]);
        text_finish(&title);
        close_beside(&beside);
    }
}

// On the curve of the loss a ring where something begins to be held, and where it is held no more.
static void test_the_loss_has_a_ring_where_a_hold_begins_or_ends(void **state) {
    (void)state;
    static const struct {
        const char *clamp;
        int rings;
    } CASES[] = {{"none", 0}, {"f=0", 0}, {"f=0@4", 1}, {"f=0@4-7,i=1@6", 3}, {"f=0@40", 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        for (int norms = 0; norms < 2; norms++) {
            Scene scene;
            scene_open(&scene, LANGUAGE_EN,
                       (const char *const[]){"cell", "lstm", "task", "text:hello", "hidden", "3", "clamp", CASES[i].clamp, NULL});
            session_train(scene.session, 12);
            trace_destroy(scene.trace);
            scene.view.traces[0] = scene.trace = trace_record(scene.session);
            scene_frame(&scene, 1280, 720, 0);
            size_t before = scene.list.shape_count;
            if (norms) {
                plots_draw_norm(&scene.frame, (Rect){0, 0, 900, 300});
            } else {
                plots_draw_loss(&scene.frame, (Rect){0, 0, 900, 300});
            }
            int rings = 0;
            for (size_t k = before; k < scene.list.shape_count; k++) {
                const Shape *shape = &scene.list.shapes[k];
                rings += shape->kind == SHAPE_DISC && shape->border_width > 0 && shape->border == scene.view.theme->text;
            }
            assert_int_equal(scene_says(&scene, "a hold begins or ends"), CASES[i].rings > 0);
            assert_int_equal(rings, CASES[i].rings > 0 ? CASES[i].rings + 1 : 0); // and one in the legend
            scene_close(&scene);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_formula_tells_the_value_and_what_it_would_be),
        cmocka_unit_test(test_lanes_with_and_without_go_with_each_other),
        cmocka_unit_test(test_lanes_that_hold_at_other_times_say_when),
        cmocka_unit_test(test_the_loss_has_a_ring_where_a_hold_begins_or_ends),
        cmocka_unit_test(test_lanes_are_told_apart_and_one_is_pale_beside_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
