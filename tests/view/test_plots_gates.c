// The plots of what gates do: their values, the two ways of the gradient, the highway alone.
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

static const char *const LSTM[] = {"cell", "lstm", "task", "text:hello", "hidden", "3", NULL};
static const char *const LSTM_CUT[] = {"cell", "lstm", "task", "text:hello world", "hidden", "3", "bptt", "4", NULL};
static const char *const LSTM_WIDE[] = {"cell", "lstm", "task", "random:4", "hidden", "64", "steps", "60", "losses", "last", NULL};
static const char *const LSTM_LONG[] = {"cell", "lstm", "task", "random:4", "hidden", "64", "steps", "200", "bptt", "40", NULL};
static const char *const PEEPHOLE[] = {"cell", "lstm-peephole", "task", "recall:19", "hidden", "16", NULL};
static const char *const FIRST_LSTM[] = {"cell", "lstm-1997", "task", "random:4", "hidden", "7", "steps", "25", NULL};
static const char *const GRU[] = {"cell", "gru", "task", "random:4", "hidden", "16", "steps", "25", "bptt", "7", "batch", "2", NULL};
static const char *const MGU[] = {"cell", "mgu", "task", "text:hello", "hidden", "9", NULL};
static const char *const ELMAN[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const WINDOW[] = {"cell", "window", "task", "text:hello", "hidden", "3", NULL};
static const char *const ONE[] = {"cell", "gru", "task", "random:4", "hidden", "3", "steps", "1", NULL};
static const char *const MANY_GATES[] = {
    "cell-text",
    "a[t] = σ(A x[t]); b[t] = σ(B x[t]); c[t] = σ(C x[t]); d[t] = σ(D x[t]); e[t] = σ(E x[t]); f[t] = σ(F x[t]); "
    "h[t] = a[t] * b[t] * c[t] * d[t] * e[t] * f[t] * tanh(W x[t] + U h[t-1]) * σ(V x[t])",
    "task",
    "text:hello",
    "hidden",
    "3",
    NULL};

static void test_they_can_be_read_at_any_size_in_any_language(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {LSTM, LSTM_CUT, LSTM_WIDE, LSTM_LONG, PEEPHOLE,   FIRST_LSTM,
                                                     GRU,  MGU,      ELMAN,     WINDOW,    MANY_GATES, ONE};
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {1366, 768}, {960, 540}};
    static const PlotKind KINDS[] = {PLOT_GATES, PLOT_WAYS, PLOT_GRADIENT};
    int texts = 0, faults = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, EXPERIMENTS[i]);
            for (size_t k = 0; k < COUNT(SIZES) * COUNT(KINDS); k++) {
                const int *size = SIZES[k / COUNT(KINDS)];
                PlotKind kind = KINDS[k % COUNT(KINDS)];
                scene_draw_plot(&scene, kind, size[0], size[1]);
                char what[96];
                snprintf(what, sizeof what, "%s of experiment %zu, %dx%d, %s", plot_kind_name(kind), i, size[0], size[1],
                         language_code((Language)language));
                texts += scene_check_texts(&scene, 0, scene.layout.plot, what);
            }
            faults += scene.faults;
            scene_close(&scene);
        }
    }
    assert_int_equal(faults, 0);
    assert_true(texts > 3000);
}

// The stage and the panels, from which the gates take more room than other plots.
static void test_nothing_overlaps_beside_the_gates(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {LSTM, LSTM_WIDE, GRU};
    int texts = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) texts += scene_check_moments(EXPERIMENTS[i], PLOT_GATES, 4);
    assert_true(texts > 2000);
}

// Beside a panel there is no room for all tabs: the chosen one is among those that are left, and arrows lead to the others.
static void test_the_tabs_go_on_beside_a_panel(void **state) {
    (void)state;
    Scene scene;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene_open(&scene, (Language)language, LSTM);
        scene.view.aside = 480;
        for (int kind = PLOT_GRADIENT; kind < PLOT_KIND_COUNT; kind++) {
            scene_draw_plot(&scene, (PlotKind)kind, 1280, 720);
            scene_check_texts(&scene, 0, scene.layout.plot, plot_kind_name((PlotKind)kind));
            bool leads_back = false, leads_on = false, closes = false;
            for (size_t i = 0; i < scene.hits.count; i++) {
                const Hit *hit = &scene.hits.hits[i];
                PlotKind to;
                if (hit->kind == HIT_COMMAND && strcmp(hit->command, "plot") == 0 && plot_kind_find(hit->argument, &to)) {
                    assert_true(hit->rect.w > 20);
                    leads_back = leads_back || (int)to == kind - 1 || (kind - 1 == PLOT_RELATIVE && to == PLOT_GRADIENT);
                    leads_on = leads_on || (int)to == kind + 1 || (kind == PLOT_GRADIENT && to == PLOT_WAYS);
                    closes = closes || to == PLOT_STORY;
                }
            }
            assert_true(closes && (leads_back || kind == PLOT_GRADIENT) && (leads_on || kind == PLOT_KIND_COUNT - 1));
        }
        assert_int_equal(scene.faults, 0);
        scene_close(&scene);
    }
}

// ---- the strips -----------------------------------------------------------------------------------------------------------------

static void test_each_gate_has_a_strip_with_its_name(void **state) {
    (void)state;
    Scene scene;
    static const char *const NAMES[LANGUAGE_COUNT][3] = {{"input gate", "forget gate", "output gate"},
                                                         {"입력 게이트", "망각 게이트", "출력 게이트"}};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene_open(&scene, (Language)language, PEEPHOLE);
        scene_draw_plot(&scene, PLOT_GATES, 1920, 1080);
        static const char *const SYMBOLS[] = {"i", "f", "o"};
        int found = 0;
        for (size_t i = 0; i < scene.hits.count; i++) {
            const Hit *hit = &scene.hits.hits[i];
            if (hit->kind == HIT_COMMAND && strcmp(hit->command, "clamp") == 0) {
                assert_true(hit->focusable);
                assert_string_equal(hit->argument, SYMBOLS[found++]);
            }
        }
        assert_int_equal(found, 3);
        for (int i = 0; i < 3; i++) {
            assert_true(scene_says(&scene, NAMES[language][i]));
        }
        scene_close(&scene);
    }
}

static int gate_op(const Scene *scene, const char *name) {
    return scene->trace->program->equations[program_find_equation(scene->trace->program, name)].op;
}

static void test_every_number_can_be_asked(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM_CUT);
    scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
    static const char *const GATES[] = {"i", "f", "o"};
    int found = 0;
    for (size_t g = 0; g < COUNT(GATES); g++) {
        int op = gate_op(&scene, GATES[g]);
        for (int t = 1; t <= scene.trace->steps; t++) {
            for (int row = 0; row < 3; row++) {
                found += scene_hit(&scene, (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .row = row}) != NULL;
            }
        }
    }
    assert_int_equal(found, 3 * 10 * 3);
    int f = gate_op(&scene, "f");
    scene.view.pointed = (Element){.kind = ELEMENT_VALUE, .index = f, .t = 4, .row = 2};
    scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
    assert_true(scene_says_number(&scene, run_value(scene.trace->run, f, 4, 0)[2]));
    scene_close(&scene);
}

static double lightness(Color color) {
    return 0.2126 * (color >> 16 & 255) + 0.7152 * (color >> 8 & 255) + 0.0722 * (color & 255);
}

// The colour of the box that lies on a hit.
static Color ground_of(const Scene *scene, const Hit *hit) {
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_BOX && memcmp(&shape->rect, &hit->rect, sizeof hit->rect) == 0) {
            return shape->fill;
        }
    }
    fail_msg("nothing is drawn there");
    return 0;
}

// What is more open lies further from the ground, in every theme: it shows without a colour.
static void test_more_open_is_further_from_the_ground(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, GRU);
    int op = gate_op(&scene, "z"), compared = 0;
    for (int theme = 0; theme_at(theme) != NULL; theme++) {
        scene.view.theme = theme_at(theme);
        scene_draw_plot(&scene, PLOT_GATES, 1920, 1080);
        double ground = lightness(scene.view.theme->surface);
        for (int t = 1; t <= scene.trace->steps; t++) {
            const double *z = run_value(scene.trace->run, op, t, 0);
            for (int row = 0; row + 1 < 16; row++) {
                const Hit *a = scene_hit(&scene, (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .row = row}),
                          *b = scene_hit(&scene, (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .row = row + 1});
                assert_true(a != NULL && b != NULL);
                double far = fabs(lightness(ground_of(&scene, a)) - ground) - fabs(lightness(ground_of(&scene, b)) - ground);
                bool apart = fabs(z[row] - z[row + 1]) > 0.03;
                assert_true(!apart || (far > 0) == (z[row] > z[row + 1]));
                compared += apart;
            }
        }
    }
    assert_true(compared > 300);
    scene_close(&scene);
}

static void test_few_units_show_their_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
    Text number;
    text_init(&number);
    text_append_decimal(&number, run_value(scene.trace->run, gate_op(&scene, "f"), 2, 0)[1], 2, false);
    assert_true(scene_says(&scene, number.data));
    assert_false(scene_says(&scene, "mean"));
    text_finish(&number);
    scene_close(&scene);
}

static double mean_of(const double *values, int first, int count) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
        sum += values[i];
    }
    return sum / count;
}

// Where units outnumber the pixels several share a row; the mean of all has one of its own. Both can be pointed at.
static void test_many_units_are_told_by_their_means(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM_WIDE);
    scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
    assert_true(scene_says(&scene, "mean"));
    enum { T = 31, UNITS = 64 };
    const double *f = run_value(scene.trace->run, gate_op(&scene, "f"), T, 0);
    float x = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        x = hit->kind == HIT_COLUMN && hit->t == T ? hit->rect.x + hit->rect.w / 2 : x;
        assert_true(hit->kind != HIT_ELEMENT);
    }
    bool told[UNITS] = {false}, all = false;
    scene.view.has_pointer = true;
    for (float y = scene.layout.plot.y; y < scene.layout.plot.y + scene.layout.plot.h; y += 0.5f) {
        scene.view.pointer = (Point){x, y};
        scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
        all = all || (scene_says(&scene, "mean of f[31] = ") && scene_says_number(&scene, mean_of(f, 0, UNITS)));
        for (int first = 0; first < UNITS; first++) {
            for (int count = 2; count <= 4 && first + count <= UNITS; count++) {
                char name[48];
                snprintf(name, sizeof name, "mean of f[31]·%d–%d = ", first + 1, first + count);
                for (int i = first; scene_says(&scene, name) && scene_says_number(&scene, mean_of(f, first, count)) && i < first + count;
                     i++) {
                    told[i] = true;
                }
            }
        }
    }
    int sum = 0;
    for (int i = 0; i < UNITS; i++) {
        sum += told[i];
    }
    assert_true(all && sum >= UNITS - 3); // the last row may be a single one
    scene_close(&scene);
}

static void test_what_has_no_room_is_counted(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, MANY_GATES);
    scene_draw_plot(&scene, PLOT_GATES, 3840, 2160);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "clamp"), 6); // the seventh has no name
    assert_true(scene_says(&scene, "σ(V x"));
    scene.view.plot = PLOT_GATES;
    scene_frame(&scene, 1280, 720, 0);
    plots_draw(&scene.frame, (Rect){20, 20, 900, 200});
    assert_true(scene_says(&scene, "more do not fit"));
    scene_close(&scene);
}

static void test_a_gate_that_is_held_says_so(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell", "lstm", "task", "text:hello", "hidden", "3", "clamp", "f=0.25", NULL});
    scene_draw_plot(&scene, PLOT_GATES, 1920, 1080);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "clamp"), 3);
    assert_true(scene_says(&scene, "f = 0.25") && scene_says(&scene, "0.25") && !scene_says(&scene, "i = "));
    scene_close(&scene);
}

static void test_what_a_cell_does_not_have_is_said(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, ELMAN);
    scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
    assert_true(scene_says(&scene, "no gates"));
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "clamp"), 0);
    scene_draw_plot(&scene, PLOT_WAYS, 1280, 720);
    assert_true(scene_says(&scene, "only matrices: this cell has no highway"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, WINDOW);
    scene_draw_plot(&scene, PLOT_WAYS, 1280, 720);
    assert_true(scene_says(&scene, "no state"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, ONE);
    scene_draw_plot(&scene, PLOT_WAYS, 1280, 720);
    assert_true(scene_says(&scene, "With one timestep"));
    scene_close(&scene);
}

// ---- gradients ------------------------------------------------------------------------------------------------------------------

static void test_the_two_ways_tell_their_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM_CUT);
    scene.view.pointed_column = 9;
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    const Ways *ways = trace_memo_ways(scene.trace);
    const double *const curves[] = {ways->one.along, ways->one.rest, ways->all.along, ways->all.rest};
    for (size_t i = 0; i < COUNT(curves); i++) {
        assert_true(curves[i][8] > 0 && scene_says_number(&scene, curves[i][8]));
    }
    assert_true(scene_says(&scene, "through c (× f)") && scene_says(&scene, "through h (matrices)") && scene_says(&scene, "all losses"));
    assert_true(scene_says(&scene, "exactly 0"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, GRU);
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    assert_true(scene_says(&scene, "through h (× z)") && scene_says(&scene, "through matrices and gates"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, MGU);
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    assert_true(scene_says(&scene, "through h (× (1 − f))"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, FIRST_LSTM);
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    assert_true(scene_says(&scene, "through c (× 1)"));
    scene_close(&scene);
}

static void test_a_highway_tells_all_that_it_multiplies_by(void **state) {
    (void)state;
    static const char *const CELLS[][2] = {
        {"h[t] = 0.5 h[t-1] + W x[t]", "through h (× 0.5)"},
        {"f[t] = σ(F x[t]); h[t] = f[t] * (0.9 h[t-1]) - W x[t]", "through h (× 0.9 · f)"},
        {"h[t] = W x[t] - h[t-1]", "through h (× (−1))"},
        {"h[t] = p * h[t-1] + W x[t]", "through h (× p)"},
        {"g[t] = tanh(W x[t]); h[t] = g[t] * h[t-1] + g[t]", "through h (× g)"},
        {"h[t] = tanh(W x[t]) * h[t-1] + V x[t]", "through h (× …)"},
    };
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell-text", CELLS[i][0], "task", "text:hello", "hidden", "3", NULL});
        scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
        if (!scene_says(&scene, CELLS[i][1])) {
            fail_msg("%s", CELLS[i][1]);
        }
        scene_close(&scene);
    }
}

static int count_dashed_uprights(const Scene *scene) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_POLYLINE && shape->dash > 0) {
            const Point *points = &scene->list.points[shape->first];
            count += points[0].x == points[1].x && points[0].y != points[1].y;
        }
    }
    return count;
}

static void test_a_cut_has_its_line_between_two_timesteps(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM_CUT); // 10 timesteps, cut behind 4 and 8
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    assert_int_equal(count_dashed_uprights(&scene), 2);
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, LSTM);
    scene_draw_plot(&scene, PLOT_WAYS, 1920, 1080);
    assert_int_equal(count_dashed_uprights(&scene), 0);
    scene_close(&scene);
}

static void test_the_highway_alone_stands_in_the_plot_of_gradients(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LSTM);
    scene.view.pointed_column = 2;
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    int c = program_find_equation(scene.trace->program, "c"), h = program_find_equation(scene.trace->program, "h");
    assert_true(scene_says_number(&scene, trace_memo_ways(scene.trace)->alone[1]));
    assert_true(scene_says_number(&scene, trace_adjoint_norm_of_loss(scene.trace, c, 2)));
    assert_true(scene_says_number(&scene, trace_adjoint_norm_of_loss(scene.trace, h, 2)));
    assert_true(scene_says(&scene, "c, forget gate only"));
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_KO, FIRST_LSTM);
    scene_draw_plot(&scene, PLOT_GRADIENT, 1920, 1080);
    assert_true(scene_says(&scene, "c, × 1만"));
    scene_close(&scene);
}

// At 20 timesteps the last column of the stage comes near to the edge, and the gates stand beneath it all the same.
static void test_the_columns_stand_beneath_those_of_the_stage(void **state) {
    (void)state;
    Scene scene;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        scene_open(&scene, (Language)language, (const char *const[]){"cell", "lstm", "task", "recall:19", "hidden", "32", NULL});
        scene_draw_plot(&scene, PLOT_GATES, 1280, 720);
        Plot stage = {.title = NULL};
        plots_align(&scene.frame, &stage);
        int count = 0;
        for (size_t i = 0; i < scene.hits.count; i++) {
            const Hit *hit = &scene.hits.hits[i];
            if (hit->kind != HIT_COLUMN) continue;
            assert_float_equal(hit->rect.x + hit->rect.w / 2, stage.x_first + (float)(hit->t - 1) * stage.x_step, 0.5);
            count++;
        }
        assert_int_equal(count, 20);
        scene_close(&scene);
    }
}

static void test_pictures_stay_as_they_are(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"cell", "lstm", "task", "text:abca", "hidden", "2", "bptt", "2", NULL});
    static const PlotKind KINDS[] = {PLOT_GRADIENT, PLOT_WAYS, PLOT_GATES};
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        char name[48];
        snprintf(name, sizeof name, "plot-lstm-%s", plot_kind_name(KINDS[i]));
        scene.view.plot = KINDS[i];
        scene_frame(&scene, 1280, 720, 0);
        plots_draw(&scene.frame, (Rect){20, 20, 960, 300}); // wherever the layout puts the card
        scene_check_golden(&scene, golden_folder, name);
    }
    scene_close(&scene);
}

int main(int argc, char **argv) {
    golden_folder = argc > 1 ? argv[1] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_they_can_be_read_at_any_size_in_any_language),
        cmocka_unit_test(test_nothing_overlaps_beside_the_gates),
        cmocka_unit_test(test_the_tabs_go_on_beside_a_panel),
        cmocka_unit_test(test_each_gate_has_a_strip_with_its_name),
        cmocka_unit_test(test_every_number_can_be_asked),
        cmocka_unit_test(test_more_open_is_further_from_the_ground),
        cmocka_unit_test(test_few_units_show_their_numbers),
        cmocka_unit_test(test_many_units_are_told_by_their_means),
        cmocka_unit_test(test_what_has_no_room_is_counted),
        cmocka_unit_test(test_a_gate_that_is_held_says_so),
        cmocka_unit_test(test_what_a_cell_does_not_have_is_said),
        cmocka_unit_test(test_the_two_ways_tell_their_numbers),
        cmocka_unit_test(test_a_highway_tells_all_that_it_multiplies_by),
        cmocka_unit_test(test_a_cut_has_its_line_between_two_timesteps),
        cmocka_unit_test(test_the_highway_alone_stands_in_the_plot_of_gradients),
        cmocka_unit_test(test_the_columns_stand_beneath_those_of_the_stage),
        cmocka_unit_test(test_pictures_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
