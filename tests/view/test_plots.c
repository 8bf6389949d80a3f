// The card of plots: every plot can be read at any size, and tells exact values, marks and what is missing.
#include "../base/testing.h"
#include "scene.h"

#include "trace/memo.h"
#include "view/plots/plots.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *golden_folder; // from the command line

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const CUT[] = {"task", "text:hello world", "hidden", "3", "bptt", "4", NULL};
static const char *const SIXTY[] = {"cell", "gru", "task", "random:6", "steps", "60", "hidden", "16", "bptt", "25", NULL};
static const char *const SINE[] = {"task", "series:sine", "steps", "12", "hidden", "5", "batch", "2", "losses", "last", NULL};
static const char *const WINDOW[] = {"cell", "window", "task", "text:unroll", "hidden", "20", "clip", "1", NULL};
static const char *const LONG[] = {"task", "random:4", "steps", "700", "hidden", "2", NULL};
static const char *const EXPLODED[] = {"cell", "elman-identity", "task",       "random:4", "steps", "1500", "hidden",
                                       "3",    "init",           "spectral:2", "losses",   "last",  NULL};
static const char *const RECALL[] = {"cell", "elman-relu", "task", "text:hello world", "hidden", "2", "init", "spectral:0", NULL};

static void train(Scene *scene, long updates) {
    trace_destroy(scene->trace);
    session_train(scene->session, updates);
    scene->trace = trace_record(scene->session);
    scene->view.traces[0] = scene->trace;
}

static void test_every_plot_can_be_read_at_any_size_in_any_language(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {HELLO, CUT, SIXTY, SINE, WINDOW, LONG, EXPLODED, RECALL};
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {1366, 768}, {960, 540}};
    int texts = 0, faults = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, EXPERIMENTS[i]);
            train(&scene, i == 0 ? 12 : 0);
            for (size_t k = 0; k < COUNT(SIZES); k++) {
                for (int kind = PLOT_GRADIENT; kind < PLOT_KIND_COUNT; kind++) {
                    scene_draw_plot(&scene, (PlotKind)kind, SIZES[k][0], SIZES[k][1]);
                    char what[96];
                    snprintf(what, sizeof what, "%s of experiment %zu, %dx%d, %s", plot_kind_name((PlotKind)kind), i, SIZES[k][0],
                             SIZES[k][1], language_code((Language)language));
                    texts += scene_check_texts(&scene, 0, scene.layout.plot, what);
                    // Where room is short the relative gradient has a tab only when it is chosen.
                    int tabs = scene_count_hits(&scene, HIT_COMMAND, "plot"), all = PLOT_KIND_COUNT - 1;
                    assert_true(tabs == all || (tabs == all - 1 && kind != PLOT_RELATIVE && SIZES[k][0] < 1920));
                }
            }
            faults += scene.faults;
            scene_close(&scene);
        }
    }
    assert_int_equal(faults, 0);
    assert_true(texts > 5000);
}

// The plots take their room from the stage and the panels: these stay legible too.
static void test_nothing_overlaps_while_a_plot_stands_open(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {HELLO, CUT, SIXTY, SINE};
    int texts = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) texts += scene_check_moments(EXPERIMENTS[i], PLOT_GRADIENT, 6);
    assert_true(texts > 5000);
}

static void test_the_plots_are_there_at_any_moment(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame(&scene, 1280, 720, 0);
    assert_true(scene.layout.opened == 0);
    scene.view.plot = PLOT_GRADIENT;
    scene_frame(&scene, 1280, 720, 0);
    assert_true(scene.layout.opened == 1);
    plots_draw(&scene.frame, scene.layout.plot);
    assert_int_equal(scene_count_hits(&scene, HIT_COLUMN, NULL), 4);
    assert_true(scene_says(&scene, "all losses"));
    scene_close(&scene);
}

static void test_the_bound_is_drawn_and_named_where_there_is_one(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    Text sigma;
    text_init(&sigma);
    plot_number(trace_memo_bound(scene.trace)->singular_value, &sigma);
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    assert_true(scene_says(&scene, "bound (") && scene_says(&scene, sigma.data));
    text_finish(&sigma);
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, SIXTY); // a GRU
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    assert_false(scene_says(&scene, "bound ("));
    scene_close(&scene);
}

static void test_a_pointed_timestep_tells_its_exact_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, CUT);
    int h = trace_state_equation(scene.trace), w = program_find_param(scene.trace->program, "W_h");
    scene.view.weight = "W_h";
    scene.view.pointed_column = 6;
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    assert_true(scene_says_number(&scene, trace_adjoint_norm(scene.trace, h, 6)));
    assert_true(scene_says_number(&scene, trace_adjoint_norm_of_loss(scene.trace, h, 6)));
    scene_draw_plot(&scene, PLOT_SHARES, 1920, 1080);
    assert_true(scene_says_number(&scene, trace_memo_shares(scene.trace, w)->along[5]));
    assert_true(scene_says_number(&scene, trace_memo_shares(scene.trace, w)->running[5]));
    scene_draw_plot(&scene, PLOT_DECAY, 1920, 1080);
    assert_true(scene_says_number(&scene, trace_memo_decay(scene.trace, 10)[5]));
    scene_close(&scene);
}

// Points at every place of a plot and counts what is told there.
static int point_everywhere(Scene *scene, PlotKind kind, const double *values, int count) {
    bool told[64] = {false};
    scene->view.has_pointer = true;
    scene_draw_plot(scene, kind, 1920, 1080);
    Rect card = scene->layout.plot;
    for (int x = 0; x < 200; x++) {
        for (int y = 0; y < 40; y++) {
            scene->view.pointer = (Point){card.x + card.w * ((float)x + 0.5f) / 200, card.y + card.h * ((float)y + 0.5f) / 40};
            scene_draw_plot(scene, kind, 1920, 1080);
            for (int i = 0; i < count; i++) {
                told[i] = told[i] || scene_says_number(scene, values[i]);
            }
        }
    }
    int sum = 0;
    for (int i = 0; i < count; i++) {
        sum += told[i];
    }
    return sum;
}

static void test_the_map_tells_every_pair_under_the_pointer(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    const Sensitivity *map = trace_memo_map(scene.trace);
    double values[16];
    int count = 0;
    for (int s = 1; s <= 4; s++) {
        for (int t = 1; t <= s; t++) {
            values[count++] = map->states[(s - 1) * 4 + t - 1];
        }
    }
    assert_int_equal(count, 10);
    assert_int_equal(point_everywhere(&scene, PLOT_MAP, values, count), 10);
    scene_close(&scene);
}

static void test_the_history_tells_every_iteration_under_the_pointer(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    train(&scene, 9);
    const History *history = &scene.session->history;
    assert_int_equal(history->count, 9);
    assert_int_equal(point_everywhere(&scene, PLOT_LOSS, history->loss, 9), 9);
    assert_int_equal(point_everywhere(&scene, PLOT_NORM, history->norm, 9), 9);
    assert_int_equal(point_everywhere(&scene, PLOT_LOSS, &scene.trace->loss, 1), 1); // the iteration that is shown is the tenth point
    scene_close(&scene);
}

static int count_boxes(const Scene *scene, Color fill) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        count += shape->kind == SHAPE_BOX && shape->fill == fill;
    }
    return count;
}

static void test_what_truncation_cuts_out_of_the_map_is_hatched_and_named(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, CUT); // 10 timesteps: losses 5 to 8 do not reach 1 to 4, 9 and 10 not 1 to 8
    scene_draw_plot(&scene, PLOT_MAP, 1920, 1080);
    assert_true(scene_says(&scene, "cut off"));
    int hatched = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        hatched += scene.list.shapes[i].kind == SHAPE_CLIP;
    }
    assert_int_equal(hatched, 2 + 1); // two blocks, and the sample in the legend
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_draw_plot(&scene, PLOT_MAP, 1920, 1080);
    assert_false(scene_says(&scene, "cut off"));
    scene_close(&scene);
}

static void test_zero_and_infinity_have_marks_of_their_own(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, RECALL); // W_h is 0: nothing goes from one timestep to the next
    scene_draw_plot(&scene, PLOT_MAP, 1920, 1080);
    assert_true(scene_says(&scene, "exactly 0") && !scene_says(&scene, "cut off"));
    scene_draw_plot(&scene, PLOT_DECAY, 1920, 1080);
    assert_true(scene_says(&scene, "exactly 0"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, EXPLODED);
    assert_false(scene.trace->finite);
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    assert_true(scene_says(&scene, "infinite") || scene_says(&scene, "not a number"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO);
    double *states = trace_memo_map(scene.trace)->states; // the map of a trace in which numbers went wrong
    states[4] = INFINITY;
    states[8] = NAN;
    scene_draw_plot(&scene, PLOT_MAP, 1920, 1080);
    assert_true(scene_says(&scene, "infinite") && scene_says(&scene, "not a number"));
    assert_int_equal(count_boxes(&scene, scene.view.theme->loss), 2); // in the map and in the legend
    scene_close(&scene);
}

static int count_rings(const Scene *scene) {
    int rings = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        rings += shape->kind == SHAPE_DISC && shape->fill == 0 && shape->border == scene->view.theme->text;
    }
    return rings;
}

static void test_clipped_iterations_are_ringed_and_the_threshold_is_drawn(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", "3", "clip", "1.5", NULL});
    train(&scene, 40);
    int clipped = scene.trace->scale < 1;
    for (long i = 0; i < 40; i++) {
        clipped += scene.session->history.scale[i] < 1;
    }
    assert_true(clipped > 0 && clipped < 41);
    scene_draw_plot(&scene, PLOT_NORM, 1920, 1080);
    assert_int_equal(count_rings(&scene), clipped + 1); // and one in the legend
    assert_true(scene_says(&scene, "threshold") && scene_says(&scene, "clipped"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_draw_plot(&scene, PLOT_NORM, 1920, 1080);
    assert_false(scene_says(&scene, "threshold") || scene_says(&scene, "clipped"));
    scene_close(&scene);
}

static void test_iterations_with_clipped_elements_are_ringed_too(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", "3", "clip", "element:0.3", NULL});
    scene_draw_plot(&scene, PLOT_NORM, 1920, 1080);
    assert_int_equal(count_rings(&scene), 2); // the one that is shown, and one in the legend
    train(&scene, 40);
    int clipped = 0;
    for (long i = 0; i < 40; i++) {
        clipped += scene.session->history.scale[i] < 1;
    }
    assert_true(clipped > 0 && clipped < 40);
    scene_draw_plot(&scene, PLOT_NORM, 1920, 1080);
    assert_int_equal(count_rings(&scene), clipped + 1); // what is shown is not clipped any more
    scene_close(&scene);
}

static void test_what_cannot_be_plotted_is_told(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, WINDOW);
    scene_draw_plot(&scene, PLOT_DECAY, 1920, 1080);
    assert_true(scene_says(&scene, "no state") && scene_says(&scene, "no square matrix"));
    assert_int_equal(scene_count_hits(&scene, HIT_SLIDER, NULL), 0);
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, LONG);
    scene_draw_plot(&scene, PLOT_MAP, 1920, 1080);
    assert_true(scene_says(&scene, "too long"));
    assert_int_equal(scene_count_hits(&scene, HIT_SLIDER, NULL), 1);
    scene_close(&scene);
}

// The ground of the token at t.
static Color token_color(const Scene *scene, int t) {
    Color color = 0;
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Hit *hit = &scene->hits.hits[i];
        if (hit->kind != HIT_ELEMENT || hit->element.kind != ELEMENT_INPUT || hit->element.t != t) {
            continue;
        }
        for (size_t k = 0; k < scene->list.shape_count; k++) {
            const Shape *shape = &scene->list.shapes[k];
            bool is_token = shape->kind == SHAPE_BOX && memcmp(&shape->rect, &hit->rect, sizeof hit->rect) == 0;
            color = is_token ? shape->fill : color;
        }
    }
    return color;
}

static void test_a_pointed_loss_colours_what_it_listens_to(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    double last = (double)(trace_moment_count(scene.trace) - 1);
    Color plain = scene.view.theme->surface;
    scene_frame(&scene, 1280, 720, last);
    view_draw(&scene.view, &scene.list, &scene.hits);
    for (int t = 1; t <= 4; t++) {
        assert_true(token_color(&scene, t) == plain);
    }
    scene.view.pointed = (Element){.kind = ELEMENT_LOSS, .t = 3};
    view_draw(&scene.view, &scene.list, &scene.hits);
    const double *sizes = trace_memo_listening(scene.trace, 3);
    assert_true(sizes[2] > sizes[1] && sizes[1] > sizes[0] && sizes[0] > 0);
    assert_true(token_color(&scene, 4) == plain); // it comes behind
    assert_true(token_color(&scene, 3) == color_mix(plain, scene.view.theme->loss, 0.85f));
    for (int t = 1; t < 3; t++) {
        assert_true(token_color(&scene, t) == color_mix(plain, scene.view.theme->loss, 0.85f * (float)(sizes[t - 1] / sizes[2])));
    }
    assert_true(scene_says(&scene, "listens to each input"));
    scene_close(&scene);
}

static void test_pictures_stay_as_they_are(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:abca", "hidden", "2", "bptt", "2", "clip", "0.9", NULL});
    train(&scene, 3);
    for (int kind = PLOT_GRADIENT; kind < PLOT_KIND_COUNT; kind++) {
        char name[48];
        snprintf(name, sizeof name, "plot-%s", plot_kind_name((PlotKind)kind));
        scene.view.plot = (PlotKind)kind;
        scene_frame(&scene, 1280, 720, 0);
        plots_draw(&scene.frame, (Rect){20, 20, 960, 200}); // wherever the layout puts the card
        scene_check_golden(&scene, golden_folder, name);
    }
    scene_close(&scene);
}

int main(int argc, char **argv) {
    golden_folder = argc > 1 ? argv[1] : "golden";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_plot_can_be_read_at_any_size_in_any_language),
        cmocka_unit_test(test_nothing_overlaps_while_a_plot_stands_open),
        cmocka_unit_test(test_the_plots_are_there_at_any_moment),
        cmocka_unit_test(test_the_bound_is_drawn_and_named_where_there_is_one),
        cmocka_unit_test(test_a_pointed_timestep_tells_its_exact_numbers),
        cmocka_unit_test(test_the_map_tells_every_pair_under_the_pointer),
        cmocka_unit_test(test_the_history_tells_every_iteration_under_the_pointer),
        cmocka_unit_test(test_what_truncation_cuts_out_of_the_map_is_hatched_and_named),
        cmocka_unit_test(test_zero_and_infinity_have_marks_of_their_own),
        cmocka_unit_test(test_clipped_iterations_are_ringed_and_the_threshold_is_drawn),
        cmocka_unit_test(test_iterations_with_clipped_elements_are_ringed_too),
        cmocka_unit_test(test_what_cannot_be_plotted_is_told),
        cmocka_unit_test(test_a_pointed_loss_colours_what_it_listens_to),
        cmocka_unit_test(test_pictures_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
