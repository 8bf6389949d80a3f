// Axes for every range of values, and what a plot draws of them.
#include "../base/testing.h"
#include "scene.h"

#include "view/plots/plot.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};

typedef struct Range {
    const char *name;
    double values[5];
    size_t count;
} Range;

static const Range RANGES[] = {
    {"ordinary", {0.042, 0.244, 0.435}, 3},
    {"vanishing", {1e-60, 1e-30, 1e3}, 3},
    {"all equal", {0.5, 0.5, 0.5}, 3},
    {"one point", {7}, 1},
    {"one zero", {0}, 1},
    {"all zeros", {0, 0, 0, 0}, 4},
    {"a zero among others", {0, 1e-3, 1e-5}, 3},
    {"infinite", {INFINITY, 1, -INFINITY}, 3},
    {"nothing finite", {INFINITY, NAN}, 2},
    {"not a number", {NAN, 2, 3}, 3},
    {"none", {0}, 0},
    {"negative", {-5, -1, -3}, 3},
    {"both signs", {-1e6, 1e6}, 2},
    {"the smallest and the largest", {5e-324, DBL_MAX}, 2},
    {"as far apart as can be", {-DBL_MAX, DBL_MAX}, 2},
    {"nearly equal", {1.0, 1.0 + 1e-14}, 2},
    {"exact decades", {1e-3, 1e3}, 2},
    {"small", {1e-12, 3e-12}, 2},
    {"large", {123456, 123999}, 2},
    {"larger", {1.23456e9, 1.23457e9}, 2},
    {"denormal", {5e-324}, 1},
    {"denormals", {5e-324, 2e-323}, 2},
};

static bool is_on_axis(const Axis *axis, double value) {
    return isfinite(value) && (!axis->log || value > 0);
}

static void check_ticks(const Axis *axis, const char *name, int max_ticks) {
    if (axis->tick_count < 2 || axis->tick_count > max_ticks) {
        fail_msg("%s: %d ticks, of at most %d", name, axis->tick_count, max_ticks);
    }
    double before = -INFINITY;
    for (int i = 0; i < axis->tick_count; i++) {
        double place = axis_place(axis, axis->ticks[i].value);
        if (!(place > before && place > -1e-6 && place < 1 + 1e-6)) {
            fail_msg("%s: tick %s stands at %g", name, axis->ticks[i].label.data, place);
        }
        before = place;
        assert_true(axis->ticks[i].label.length > 0);
        assert_true(i == 0 || strcmp(axis->ticks[i].label.data, axis->ticks[i - 1].label.data) != 0);
    }
}

static void test_axes_hold_every_value(void **state) {
    (void)state;
    int checked = 0;
    for (size_t i = 0; i < COUNT(RANGES); i++) {
        for (int log = 0; log < 2; log++) {
            for (int max_ticks = 2; max_ticks <= AXIS_MAX_TICKS; max_ticks += 7) {
                Axis axis;
                axis_init(&axis, RANGES[i].values, RANGES[i].count, log, max_ticks);
                assert_true(axis.low < axis.high);
                check_ticks(&axis, RANGES[i].name, max_ticks);
                for (size_t k = 0; k < RANGES[i].count; k++) {
                    double value = RANGES[i].values[k];
                    if (is_on_axis(&axis, value)) {
                        double place = axis_place(&axis, value);
                        if (!(place >= -1e-6 && place <= 1 + 1e-6)) {
                            fail_msg("%s: %g stands at %g", RANGES[i].name, value, place);
                        }
                        checked++;
                    }
                }
                axis_finish(&axis);
            }
        }
    }
    assert_true(checked > 150);
}

static void test_ticks_are_round_numbers(void **state) {
    (void)state;
    static const struct {
        double low, high;
        bool log;
        int max_ticks;
        const char *wanted;
    } CASES[] = {
        {0.042, 0.57, true, 4, "0.01 0.1 1"},
        {1e-8, 0.5, true, 4, "1e−6 1e−3 1"},
        {1e-60, 1e3, true, 4, "1e−60 1e−40 1e−20 1"},
        {0, 10, false, 6, "0 2 4 6 8 10"},
        {0.31, 0.48, false, 5, "0.30 0.35 0.40 0.45 0.50"},
        {-3, 2, false, 6, "−3 −2 −1 0 1 2"},
        {2, 2, false, 5, "1.0 1.5 2.0 2.5 3.0"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const double values[2] = {CASES[i].low, CASES[i].high};
        Axis axis;
        axis_init(&axis, values, 2, CASES[i].log, CASES[i].max_ticks);
        Text labels;
        text_init(&labels);
        for (int k = 0; k < axis.tick_count; k++) {
            text_append(&labels, k > 0 ? " " : "");
            text_append(&labels, axis.ticks[k].label.data);
        }
        assert_string_equal(labels.data, CASES[i].wanted);
        text_finish(&labels);
        axis_finish(&axis);
    }
}

static void test_steps_are_thinned(void **state) {
    (void)state;
    static const struct {
        long first, last;
        int max_ticks;
        const char *wanted;
    } CASES[] = {
        {1, 4, 10, "1 2 3 4"}, {1, 60, 8, "1 10 20 30 40 50 60"}, {1, 1, 5, "1"}, {1, 10000, 6, "1 2000 4000 6000 8000 10000"},
        {1, 25, 3, "1 10 20"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Axis axis;
        axis_init_steps(&axis, CASES[i].first, CASES[i].last, CASES[i].max_ticks);
        Text labels;
        text_init(&labels);
        for (int k = 0; k < axis.tick_count; k++) {
            text_append(&labels, k > 0 ? " " : "");
            text_append(&labels, axis.ticks[k].label.data);
        }
        assert_string_equal(labels.data, CASES[i].wanted);
        text_finish(&labels);
        axis_finish(&axis);
    }
}

static void test_numbers_have_three_digits_that_count(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *wanted;
    } CASES[] = {
        {0.0425, "0.0425"}, {0.5749, "0.575"}, {1, "1.00"},     {12.345, "12.3"}, {999.6, "1000"},
        {0, "0"},           {-0.25, "−0.250"}, {INFINITY, "∞"}, {NAN, "NaN"},     {1.23e-8, "1.2e−8"},
    };
    Text text;
    text_init(&text);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        text_clear(&text);
        plot_number(CASES[i].value, &text);
        assert_string_equal(text.data, CASES[i].wanted);
    }
    text_finish(&text);
}

static Plot plot_of(const Series *series, int count) {
    return (Plot){.title = "a title",
                  .series = series,
                  .series_count = count,
                  .log = true,
                  .x_steps = true,
                  .x_name = "t",
                  .marker = NAN,
                  .column_hits = true};
}

static int count_kind(const Scene *scene, ShapeKind kind) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += scene->list.shapes[i].kind == kind;
    }
    return count;
}

static void test_what_has_no_place_gets_a_mark_and_a_word(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const double X[] = {1, 2, 3, 4, 5, 6};
    static const struct {
        double y[6];
        const char *says[3];
    } CASES[] = {
        {{1, 0.1, 0.01, 0.1, 1, 2}, {NULL}},
        {{1, 0.1, 0, 0.1, 1, 2}, {"exactly 0", NULL}},
        {{1, 0.1, INFINITY, 0.1, 1, 2}, {"infinite", NULL}},
        {{0, NAN, 1, 1, 1, 2}, {"exactly 0", "not a number", NULL}},
        {{NAN, NAN, NAN, NAN, NAN, NAN}, {"not a number", NULL}},
    };
    static const char *const WORDS[] = {"exactly 0", "infinite", "not a number"};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const Series series = {
            .name = "a curve", .x = X, .y = CASES[i].y, .count = 6, .to = 6, .color = 0xFF123456, .width = 3, .dots = true, .labels = true};
        Plot plot = plot_of(&series, 1);
        scene_frame(&scene, 1920, 1080, 0);
        Rect rect = {100, 100, 900, 250};
        plot_draw(&scene.frame, rect, &plot);
        assert_true(scene_check_texts(&scene, 0, rect, "plot") > 5);
        assert_int_equal(scene.faults, 0);
        assert_true(scene_says(&scene, "a curve"));
        for (size_t k = 0; k < COUNT(WORDS); k++) {
            bool wanted = false;
            for (const char *const *says = CASES[i].says; *says != NULL; says++) {
                wanted = wanted || strcmp(*says, WORDS[k]) == 0;
            }
            assert_int_equal(scene_says(&scene, WORDS[k]), wanted);
        }
        assert_int_equal(scene_count_hits(&scene, HIT_COLUMN, NULL), 6);
    }
    scene_close(&scene);
}

static void test_points_from_on_only(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const double X[] = {1, 2, 3, 4, 5}, Y[] = {1, 2, 3, 4, 5};
    for (size_t from = 0; from <= 5; from++) {
        const Series series = {.x = X, .y = Y, .count = 5, .from = from, .to = 5, .color = 0xFF123456, .width = 0.1f, .dots = true};
        Plot plot = plot_of(&series, 1);
        scene_frame(&scene, 1920, 1080, 0);
        plot_draw(&scene.frame, (Rect){0, 0, 900, 250}, &plot);
        assert_int_equal(count_kind(&scene, SHAPE_DISC), 5 - (int)from + (from == 4)); // a single point is drawn as a curve and as a dot
    }
    scene_close(&scene);
}

static void test_columns_stand_where_they_are_wanted(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const double X[] = {1, 2, 3}, Y[] = {1, 2, 3};
    const Series series = {.x = X, .y = Y, .count = 3, .to = 3, .color = 0xFF123456, .width = 3, .dots = true};
    Plot plot = plot_of(&series, 1);
    plot.x_first = 200;
    plot.x_step = 150;
    scene_frame(&scene, 1920, 1080, 0);
    plot_draw(&scene.frame, (Rect){0, 0, 900, 250}, &plot);
    int found = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        if (shape->kind == SHAPE_DISC) {
            assert_true(fabsf(shape->rect.x + shape->rect.w / 2 - (200 + 150 * (float)found)) < 0.1f);
            found++;
        }
    }
    assert_int_equal(found, 3);
    scene_close(&scene);
}

static void test_a_long_curve_is_drawn_by_columns(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    enum { LONG = 20000 };
    static double x[LONG], y[LONG];
    for (int i = 0; i < LONG; i++) {
        x[i] = i + 1;
        y[i] = i % 2 == 0 ? 1 : 2;
    }
    const Series series = {.x = x, .y = y, .count = LONG, .to = LONG, .color = 0xFF123456, .width = 2};
    Plot plot = {.series = &series, .series_count = 1, .x_steps = true, .marker = NAN};
    scene_frame(&scene, 1920, 1080, 0);
    plot_draw(&scene.frame, (Rect){0, 0, 600, 250}, &plot);
    assert_true(scene.list.point_count > 600 && scene.list.point_count < 3000);
    scene_close(&scene);
}

static void test_exact_values_are_told_under_the_pointer(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const double X[] = {1, 2, 3}, Y[] = {0.1, 0.123456789012345, 0.3};
    const Series series = {.name = "L_3", .x = X, .y = Y, .count = 3, .to = 3, .color = 0xFF123456, .width = 3};
    Plot plot = plot_of(&series, 1);
    plot.pointed = 2;
    scene_frame(&scene, 1920, 1080, 0);
    plot_draw(&scene.frame, (Rect){0, 0, 900, 250}, &plot);
    assert_true(scene_says(&scene, "0.123456789012345"));
    plot.pointed = 9;
    scene_frame(&scene, 1920, 1080, 0);
    plot_draw(&scene.frame, (Rect){0, 0, 900, 250}, &plot);
    assert_false(scene_says(&scene, "0.123456789012345"));
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_axes_hold_every_value),
        cmocka_unit_test(test_ticks_are_round_numbers),
        cmocka_unit_test(test_steps_are_thinned),
        cmocka_unit_test(test_numbers_have_three_digits_that_count),
        cmocka_unit_test(test_what_has_no_place_gets_a_mark_and_a_word),
        cmocka_unit_test(test_points_from_on_only),
        cmocka_unit_test(test_columns_stand_where_they_are_wanted),
        cmocka_unit_test(test_a_long_curve_is_drawn_by_columns),
        cmocka_unit_test(test_exact_values_are_told_under_the_pointer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
