// Zooming in, step by step: what is shown is about the moment, nothing is lost or cut on the way.
#include "../base/testing.h"
#include "scene.h"

#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const LSTM[] = {"task", "text:hello", "cell", "lstm", "hidden", "8", NULL};

static void make_stage(Scene *scene, Stage *stage, int width, int height, double column, const char *moment) {
    scene->view.camera.column = column;
    scene_frame_at(scene, width, height, moment);
    stage_make(stage, &scene->frame, &scene->layout);
}

static void draw(Scene *scene, int width, int height, double column, const char *moment) {
    scene->view.camera.column = column;
    scene_frame_at(scene, width, height, moment);
    stage_draw(&scene->frame, &scene->layout);
}

static bool is_text(const Scene *scene, const Shape *shape, const char *text) {
    return shape->kind == SHAPE_TEXT && shape->count == strlen(text) && memcmp(scene->list.bytes + shape->first, text, shape->count) == 0;
}

// How many texts are `text`, from shape `first` on.
static int count_texts(const Scene *scene, const char *text) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += is_text(scene, &scene->list.shapes[i], text);
    }
    return count;
}

static int count_elements(const Scene *scene, ElementKind kind, int op, int t) {
    int count = 0;
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Element *element = &scene->hits.hits[i].element;
        count += scene->hits.hits[i].kind == HIT_ELEMENT && element->kind == kind && element->index == op && (t == 0 || element->t == t);
    }
    return count;
}

static int op_of(const Scene *scene, const char *name) {
    const Program *program = scene->trace->program;
    for (int i = 0; i < program->equation_count; i++) {
        if (strcmp(program->equations[i].name, name) == 0) {
            return program->equations[i].op;
        }
    }
    fail_msg("no equation %s", name);
    return -1;
}

static void test_an_open_plot_gives_way_to_the_diagram(void **state) {
    (void)state;
    static const PlotKind PLOTS[] = {PLOT_WAYS, PLOT_GATES};
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}};
    for (size_t i = 0; i < 4; i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, LSTM);
        scene.view.plot = PLOTS[i / 2];
        for (double column = 1000; column < STAGE_PRODUCT_COLUMN; column += 150) {
            Stage stage;
            make_stage(&scene, &stage, SIZES[i % 2][0], SIZES[i % 2][1], column, "backward:c[3]");
            assert_true(stage.diagram != NULL);
            assert_true(i % 2 == 0 || scene.layout.plot.h > 9 * scene.layout.text_min); // a large window has room for both
            stage_finish(&stage);
        }
        scene_close(&scene);
    }
}

static void test_names_of_adjoints_stand_over_them(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "8", NULL});
    scene.view.scale = 1.5f; // no room for operations
    draw(&scene, 1280, 720, 530, "end");
    Stage stage;
    make_stage(&scene, &stage, 1280, 720, 530, "end");
    draw(&scene, 1280, 720, 530, "end");
    int found = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        if (is_text(&scene, shape, "∂L/∂c[1]") || is_text(&scene, shape, "∂L/∂c[2]")) {
            float width = scene.view.measure.width(NULL, shape->face, shape->rect.h, scene.list.bytes + shape->first, shape->count);
            float middle = shape->rect.x + width / 2, nearest = INFINITY;
            for (int t = 1; t <= 4; t++) {
                nearest = fminf(nearest, fabsf(middle - stage_x(&stage, t) - stage.adjoint_x));
            }
            assert_true(nearest < 2);
            found++;
        }
    }
    assert_true(found > 0);
    stage_finish(&stage);
    scene_close(&scene);
}

static void test_element_wise_operations_are_told_with_their_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", NULL});
    draw(&scene, 1280, 720, STAGE_PRODUCT_COLUMN, "forward:h[2]");
    assert_int_equal(count_texts(&scene, "∘"), 1);
    assert_int_equal(count_texts(&scene, "="), 1);
    assert_int_equal(count_texts(&scene, "×"), 0);
    assert_int_equal(count_elements(&scene, ELEMENT_VALUE, op_of(&scene, "o"), 2), 3);
    assert_int_equal(count_elements(&scene, ELEMENT_VALUE, op_of(&scene, "h"), 2), 3);

    draw(&scene, 1280, 720, STAGE_PRODUCT_COLUMN, "forward:c[2]"); // f ∘ c + i ∘ g
    assert_int_equal(count_texts(&scene, "∘"), 2);
    assert_int_equal(count_texts(&scene, "+"), 1);

    // Backward: what arrives, and what is sent to each factor.
    draw(&scene, 1280, 720, STAGE_PRODUCT_COLUMN, "backward:f[3]");
    assert_int_equal(count_texts(&scene, "∘"), 1);
    assert_int_equal(count_elements(&scene, ELEMENT_VALUE, op_of(&scene, "f"), 3), 3);
    const Op *product = &scene.trace->program->ops[scene.frame.moment.op];
    assert_int_equal(product->kind, OP_MUL);
    assert_int_equal(count_elements(&scene, ELEMENT_ADJOINT, scene.frame.moment.op, 3), 3);

    // A gate is still told by its matrices.
    draw(&scene, 1280, 720, STAGE_PRODUCT_COLUMN, "forward:f[2]");
    assert_int_equal(count_texts(&scene, "×"), 1);
    scene_close(&scene);
}

static void test_states_come_in_beside_their_own_box(void **state) {
    (void)state;
    static const char *const CELLS[] = {"lstm", "lstm-peephole"};
    int checked = 0;
    for (size_t i = 0; i < 4; i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", CELLS[i / 2], "hidden", "8", NULL});
        int width = i % 2 ? 1920 : 1280, height = i % 2 ? 1080 : 720;
        Stage stage;
        make_stage(&scene, &stage, width, height, 550, "end");
        draw(&scene, width, height, 550, "end");
        for (int b = 0; stage.diagram == NULL && b < stage.block_count; b++) { // too narrow for a diagram
            const Block *block = &stage.blocks[b];
            const Program *program = scene.trace->program;
            int found = 0;
            for (size_t k = 0; k < scene.hits.count; k++) {
                const Hit *hit = &scene.hits.hits[k];
                const Op *op = hit->kind == HIT_ELEMENT && hit->element.kind == ELEMENT_VALUE ? &program->ops[hit->element.index] : NULL;
                if (op != NULL && op->kind == OP_CARRY && op->operands[0].index == block->op) {
                    float y = stage_lane_y(&stage, block, false);
                    assert_true(fabsf(hit->rect.y + hit->rect.h / 2 - y) < 40 * scene.layout.unit);
                    found++;
                }
            }
            checked += found > 0;
        }
        stage_finish(&stage);
        scene_close(&scene);
    }
    assert_true(checked >= 2);
}

static void test_zooming_in_keeps_the_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    for (double column = 330; column < 520; column += 41) {
        Stage stage;
        make_stage(&scene, &stage, 1920, 1080, column, "forward:h[2]");
        assert_true(stage.numbers);
        stage_finish(&stage);
    }
    scene_close(&scene);
}

static void test_the_last_timestep_is_whole(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        for (double column = 900; column <= 1300; column += 100) {
            Scene scene;
            scene_open(&scene, LANGUAGE_EN, LSTM);
            draw(&scene, SIZES[i][0], SIZES[i][1], column, "backward:h[4]");
            Rect stage = scene.layout.stage;
            const Hit *pill = scene_hit(&scene, (Element){.kind = ELEMENT_LOSS, .t = 4});
            assert_non_null(pill);
            const Shape *box = NULL; // what is drawn, not only what can be pointed at
            for (size_t k = 0; k < scene.list.shape_count; k++) {
                const Shape *shape = &scene.list.shapes[k];
                if (shape->kind == SHAPE_BOX && fabsf(shape->rect.x - pill->rect.x) < 0.5f && fabsf(shape->rect.y - pill->rect.y) < 0.5f) {
                    box = shape;
                }
            }
            assert_non_null(box);
            assert_true(box->rect.x + box->rect.w <= stage.x + stage.w);
            char wanted[16];
            const Batch *batch = &scene.trace->batch;
            double value = run_value(scene.trace->run, scene.trace->program->output_op, 4, 0)[batch->target_index[3 * scene.trace->lanes]];
            snprintf(wanted, sizeof wanted, "%.2f", value);
            int found = 0;
            for (size_t k = 0; k < scene.list.shape_count; k++) {
                const Shape *shape = &scene.list.shapes[k];
                float width = is_text(&scene, shape, wanted) ? scene.view.measure.width(NULL, shape->face, shape->rect.h, wanted, 4) : -1;
                found += width >= 0 && shape->rect.y < scene.layout.states.y && shape->rect.x + width <= stage.x + stage.w;
            }
            assert_int_equal(found, 1);
            scene_close(&scene);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_open_plot_gives_way_to_the_diagram),
        cmocka_unit_test(test_names_of_adjoints_stand_over_them),
        cmocka_unit_test(test_element_wise_operations_are_told_with_their_numbers),
        cmocka_unit_test(test_states_come_in_beside_their_own_box),
        cmocka_unit_test(test_zooming_in_keeps_the_numbers),
        cmocka_unit_test(test_the_last_timestep_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
