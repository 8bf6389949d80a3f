// Nothing covers anything else: the texts of the stage and of the whole picture stay apart and inside, at any size and camera.
#include "../base/testing.h"
#include "scene.h"

#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};

static void draw_position(Scene *scene, int width, int height, double position) {
    scene_frame(scene, width, height, position);
    stage_draw(&scene->frame, &scene->layout);
}

typedef struct Label {
    Rect rect;
    const Shape *shape;
} Label;

static int by_left(const void *a, const void *b) {
    float left = ((const Label *)a)->rect.x, right = ((const Label *)b)->rect.x;
    return (left > right) - (left < right);
}

static void complain(const Scene *scene, const char *what, const Label *a, const Label *b) {
    print_error("%s: \"%.*s\"", what, (int)a->shape->count, scene->list.bytes + a->shape->first);
    if (b != NULL) {
        print_error(" and \"%.*s\"", (int)b->shape->count, scene->list.bytes + b->shape->first);
    }
    print_error(" at %g, %g of %d x %d, position %g, column %g, %s\n", (double)a->rect.x, (double)a->rect.y, scene->view.width,
                scene->view.height, scene->view.position, scene->view.camera.column, scene->session->cell_name);
}

// The texts of a frame stay apart and inside; returns how many there are, and adds to *faults.
static int check_frame(Scene *scene, int *faults) {
    size_t count = 0;
    Label *labels = memory_alloc_zeros(scene->list.shape_count + 1, sizeof *labels);
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_TEXT && shape->fill >> 24 > 8) {
            TextMeasure measure = scene->view.measure;
            float width = measure.width(measure.context, shape->face, shape->rect.h, scene->list.bytes + shape->first, shape->count);
            labels[count++] = (Label){{shape->rect.x, shape->rect.y - 0.74f * shape->rect.h, width, 0.9f * shape->rect.h}, shape};
        }
    }
    qsort(labels, count, sizeof *labels, by_left);
    for (size_t i = 0; i < count; i++) {
        Rect a = labels[i].rect;
        if (a.x < -0.5f || a.y < -0.5f || a.x + a.w > (float)scene->view.width + 0.5f || a.y + a.h > (float)scene->view.height + 0.5f) {
            complain(scene, "leaves the frame", &labels[i], NULL);
            (*faults)++;
        }
        if (labels[i].shape->rect.h < scene->frame.text_min - 0.01f) {
            complain(scene, "is too small", &labels[i], NULL);
            (*faults)++;
        }
        for (size_t k = i + 1; k < count && labels[k].rect.x < a.x + a.w - 0.6f; k++) {
            Rect b = labels[k].rect;
            if (a.y + 0.6f < b.y + b.h && b.y + 0.6f < a.y + a.h) {
                complain(scene, "overlap", &labels[i], &labels[k]);
                (*faults)++;
            }
        }
    }
    free(labels);
    return (int)count;
}

// Real fonts are wider here and there, bold ones most.
static float wide_width(void *context, FontFace face, float size, const char *text, size_t length) {
    return text_measure_fixed().width(context, face, size, text, length) * (face == FACE_BOLD ? 1.15f : 1.06f);
}

static void test_no_text_covers_another_or_leaves_the_frame(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};
    static const char *const STEPS[] = {"1", "4", "13", "60"};
    static const char *const HIDDEN[] = {"1", "3", "8", "64"};
    static const char *const CELLS[] = {"elman", "lstm", "jordan", "window"};
    static const char *const TASKS[] = {"random:4", "random:60", "series:sine"};
    int frames = 0, texts = 0, faults = 0;
    for (size_t i = 0; i < COUNT(STEPS) * COUNT(HIDDEN) * 3; i++) {
        // Each combination of length and size, with cells, tasks, languages and themes dealt in turn.
        const char *cell = CELLS[(i + i / 4) % 4], *task = TASKS[i % 3];
        const char *keys[] = {"cell",   cell,
                              "task",   task,
                              "steps",  STEPS[i / 12],
                              "hidden", HIDDEN[i / 3 % 4],
                              "bptt",   i % 2 ? "2" : "full",
                              "batch",  i % 5 ? "1" : "2",
                              NULL};
        if (strcmp(STEPS[i / 12], "1") == 0) {
            keys[9] = "full";
        }
        Scene scene;
        scene_open(&scene, i % 2 ? LANGUAGE_KO : LANGUAGE_EN, keys);
        scene.view.theme = theme_at((int)(i % 3));
        scene.view.motion = true;
        scene.view.measure = i % 4 < 2 ? text_measure_fixed() : (TextMeasure){NULL, wide_width};
        double last = (double)trace_moment_count(scene.trace) - 1, question = trace_question(scene.trace);
        const double POSITIONS[] = {0, 0.5, 0.23 * last, question - 0.8, question, 0.8 * last + 0.4, last};
        const double COLUMNS[] = {0, 0, 150, 240, 0, 620, 1400};
        for (size_t size = 0; size < COUNT(SIZES); size++) {
            for (size_t p = 0; p < COUNT(POSITIONS); p++) {
                scene.view.camera.column = (p + i) % 3 == 0 ? COLUMNS[p] : 0;
                draw_position(&scene, SIZES[size][0], SIZES[size][1], POSITIONS[p]);
                int found = check_frame(&scene, &faults);
                assert_true(found > 0);
                texts += found;
                frames++;
            }
        }
        scene_close(&scene);
    }
    assert_int_equal(faults, 0);
    assert_int_equal(frames, 48 * 21);
    assert_true(texts > 20 * frames);
}

static void test_the_whole_picture_keeps_its_texts_apart(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};
    int faults = 0, frames = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        scene_open(&scene, (Language)language, HELLO);
        for (size_t size = 0; size < COUNT(SIZES); size++) {
            for (int beat = 0; beat < trace_beat_count(scene.trace); beat++) {
                scene_frame(&scene, SIZES[size][0], SIZES[size][1], trace_beat(scene.trace, beat));
                view_draw(&scene.view, &scene.list, &scene.hits);
                assert_true(check_frame(&scene, &faults) > 10);
                frames++;
            }
        }
        scene_close(&scene);
    }
    assert_int_equal(faults, 0);
    assert_true(frames > 100);
}

static const char TWO_GATES[] = "k[t] = σ(K x[t] + K_s s[t-1])\n"
                                "p[t] = tanh(A x[t]) * k[t] + s[t-1] * (1 - k[t])\n"
                                "q[t] = σ(Q p[t])\n"
                                "s[t] = tanh(D p[t]) * q[t] + p[t] * (1 - q[t])\n";

// A highway on which two gates lie is as open as their product.
static void test_all_gates_of_a_highway_are_told(void **state) {
    (void)state;
    FILE *file = fopen("two-gates.cell", "w");
    assert_non_null(file);
    fputs(TWO_GATES, file);
    fclose(file);
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell", "two-gates.cell", "task", "text:hello", "hidden", "3", NULL});
    remove("two-gates.cell");
    scene_frame_at(&scene, 1920, 1080, "forward:s[4]");
    stage_draw(&scene.frame, &scene.layout);
    assert_true(scene_says(&scene, "(1−k)(1−q)"));
    const Program *program = scene.trace->program;
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double product = 1;
        for (int op = 0; op < program->op_count; op++) {
            product *= program->ops[op].kind == OP_SIGMOID ? 1 - run_value(scene.trace->run, op, 4, 0)[i] : 1;
        }
        sum += product;
    }
    char number[16];
    snprintf(number, sizeof number, "%.2f", sum / 3);
    assert_true(scene_says(&scene, number));
    scene_close(&scene);
}

static void test_any_camera_and_any_size_can_be_drawn(void **state) {
    (void)state;
    static const double COLUMNS[] = {20, 45, 95, 199, 210, 400, 519, 520, 700, 800, 1007, 1390, 1500, 4000};
    static const double CENTERS[] = {0, -50, 1, 7.3, 500};
    static const int SIZES[][2] = {{640, 360}, {1024, 768}, {800, 1200}, {1920, 1080}};
    static const char *const CELLS[] = {"elman", "lstm", "gru", "jordan", "window", "lstm-peephole", "mgu"};
    int frames = 0, faults = 0;
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN,
                   (const char *const[]){"cell", CELLS[i], "task", "random:7", "steps", "9", "hidden", "5", "bptt", "4", NULL});
        scene.view.motion = true;
        double last = (double)trace_moment_count(scene.trace) - 1;
        for (size_t k = 0; k < COUNT(COLUMNS) * COUNT(CENTERS); k++) {
            scene.view.camera = (Camera){CENTERS[k % COUNT(CENTERS)], COLUMNS[k / COUNT(CENTERS)]};
            scene.view.scale = k % 7 == 0 ? 1.5f : 1;
            const int *size = SIZES[k % COUNT(SIZES)];
            draw_position(&scene, size[0], size[1], last * (double)(k % 17) / 16);
            check_frame(&scene, &faults);
            frames++;
        }
        scene_close(&scene);
    }
    assert_int_equal(faults, 0);
    assert_int_equal(frames, 7 * 70);
}

// ---- where there is little room -------------------------------------------------------------------------------------------------

static void test_the_folded_cell_keeps_off_its_tokens(void **state) {
    (void)state;
    static const PlotKind PLOTS[] = {PLOT_STORY, PLOT_GRADIENT, PLOT_GATES};
    static const char *const CELLS[] = {"elman", "lstm"};
    for (size_t i = 0; i < COUNT(PLOTS) * COUNT(CELLS) * 2; i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell", CELLS[i % 2], "task", "text:hello", "hidden", "8", NULL});
        scene.view.plot = PLOTS[i / 2 % 3];
        draw_position(&scene, i < 6 ? 1280 : 1920, i < 6 ? 720 : 1080, 0);
        assert_true(scene_says(&scene, "x[t]"));
        float card = 0;
        for (size_t k = 0; k < scene.list.shape_count; k++) { // the cell is drawn first
            const Shape *shape = &scene.list.shapes[k];
            if (shape->kind == SHAPE_BOX && shape->border_width > 0) {
                card = shape->rect.y + shape->rect.h;
                break;
            }
        }
        assert_true(card > 0 && card + scene.layout.text_min < scene.layout.tokens.y);
        scene_close(&scene);
    }
}

static void test_a_loss_has_its_pill_where_others_are_far(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}};
    for (size_t i = 0; i < 2 * COUNT(SIZES); i++) {
        Scene scene;
        const char *task = i % 2 ? "adding:50" : "recall:19";
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell", "lstm", "task", task, "hidden", "8", NULL});
        scene_frame_at(&scene, SIZES[i / 2][0], SIZES[i / 2][1], "end");
        stage_draw(&scene.frame, &scene.layout);
        char number[32];
        snprintf(number, sizeof number, "%.3f", run_loss_of(scene.trace->run, scene.trace->steps));
        assert_true(scene_says(&scene, number));
        const Hit *pill = scene_hit(&scene, (Element){.kind = ELEMENT_LOSS, .t = scene.trace->steps});
        assert_non_null(pill);
        assert_true(pill->rect.x + pill->rect.w < scene.layout.stage.x + scene.layout.stage.w); // the arrow to the sum shows
        scene_close(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_text_covers_another_or_leaves_the_frame), cmocka_unit_test(test_the_whole_picture_keeps_its_texts_apart),
        cmocka_unit_test(test_any_camera_and_any_size_can_be_drawn),       cmocka_unit_test(test_all_gates_of_a_highway_are_told),
        cmocka_unit_test(test_the_folded_cell_keeps_off_its_tokens),       cmocka_unit_test(test_a_loss_has_its_pill_where_others_are_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
