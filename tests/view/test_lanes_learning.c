// Lanes with different cells: what is left of the gradient, who learns, and one loss each on the way back.
#include "../base/testing.h"
#include "scene.h"

#include "trace/memo.h"
#include "view/lanes/lanes.h"
#include "view/panels/panels.h"
#include "view/plots/plot.h"
#include "view/plots/plots.h"

#include <math.h>
#include <string.h>

static const char *const RECALL[] = {"task", "recall:9", "hidden", "6", "optimizer", "adam", NULL};
static const char *const CELLS[] = {"lstm", "gru"};

typedef struct Lanes {
    Scene scene;
    Session *sessions[2];
    Trace *traces[2];
} Lanes;

static void open_lanes_of(Lanes *lanes, Language language, long updates, Key key, const char *const values[2]) {
    Scene *scene = &lanes->scene;
    scene_open(scene, language, RECALL);
    for (int i = 0; i < 2; i++) {
        Experiment experiment;
        experiment_init(&experiment);
        experiment_copy(&experiment, &scene->experiment);
        assert_true(experiment_set(&experiment, key, values[i], (Place){.file = "test"}, &scene->report));
        lanes->sessions[i] = session_create(&experiment, &scene->report);
        assert_non_null(lanes->sessions[i]);
        session_train(lanes->sessions[i], updates);
        lanes->traces[i] = trace_record(lanes->sessions[i]);
        scene->view.traces[scene->view.trace_count++] = lanes->traces[i];
        experiment_finish(&experiment);
    }
    trace_destroy(scene->trace);
    session_train(scene->session, updates);
    scene->trace = trace_record(scene->session);
    scene->view.traces[0] = scene->trace;
}

static void open_lanes(Lanes *lanes, Language language, long updates) {
    open_lanes_of(lanes, language, updates, KEY_CELL, CELLS);
}

static void close_lanes(Lanes *lanes) {
    for (int i = 0; i < 2; i++) {
        trace_destroy(lanes->traces[i]);
        session_destroy(lanes->sessions[i]);
    }
    scene_close(&lanes->scene);
}

static void draw_at(Lanes *lanes, int width, int height, const char *name) {
    scene_frame_at(&lanes->scene, width, height, name);
    view_draw(&lanes->scene.view, &lanes->scene.list, &lanes->scene.hits);
}

static void append_number(double value, Text *out) {
    text_clear(out);
    plot_number(value, out);
}

static void test_the_mean_is_of_the_last_iterations_before_the_shown_one(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 80);
    const History *history = &lanes.sessions[1]->history;
    double sum = 0;
    for (int i = 30; i < 80; i++) sum += history->loss[i];
    assert_float_equal(lanes_late_loss(lanes.traces[1]), sum / 50, 1e-12);
    session_train(lanes.sessions[1], 40); // ahead of what is shown
    assert_float_equal(lanes_late_loss(lanes.traces[1]), sum / 50, 1e-12);
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, 0);
    assert_true(isnan(lanes_late_loss(lanes.traces[0])));
    close_lanes(&lanes);
}

static void test_what_is_left_and_who_learns_are_told_of_every_lane(void **state) {
    (void)state;
    Lanes lanes;
    Text number;
    text_init(&number);
    open_lanes(&lanes, LANGUAGE_EN, 80);
    draw_at(&lanes, 1920, 1080, "backward:h[2]");
    assert_false(lanes_any_comparable(&lanes.scene.view));
    assert_true(scene_says(&lanes.scene, words_get(lanes.scene.words, "lanes.not-yet"))); // it has not come to t = 1
    draw_at(&lanes, 1920, 1080, "update");
    assert_false(scene_says(&lanes.scene, words_get(lanes.scene.words, "lanes.not-yet")));
    for (int i = 0; i < 3; i++) {
        const Trace *trace = lanes.scene.view.traces[i];
        append_number(trace_adjoint_norm_of_loss(trace, program_find_equation(trace->program, "h"), 1), &number);
        assert_true(scene_says(&lanes.scene, number.data));
        append_number(lanes_late_loss(trace), &number);
        assert_true(scene_says(&lanes.scene, number.data));
    }
    append_number(trace_adjoint_norm_of_loss(lanes.traces[0], program_find_equation(lanes.traces[0]->program, "c"), 1), &number);
    assert_true(scene_says(&lanes.scene, number.data)); // an LSTM has two states
    append_number(lanes.scene.session->baseline, &number);
    assert_true(scene_says(&lanes.scene, number.data));
    Text said;
    text_init(&said);
    view_describe(&lanes.scene.view, &said);
    assert_non_null(strstr(said.data, words_get(lanes.scene.words, "lanes.arrives")));
    assert_non_null(strstr(said.data, words_get(lanes.scene.words, "lanes.learned")));
    text_finish(&said);
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, 0); // nobody has learned anything yet
    draw_at(&lanes, 1920, 1080, "update");
    assert_false(scene_says(&lanes.scene, words_get(lanes.scene.words, "lanes.learned")));
    close_lanes(&lanes);
    text_finish(&number);
}

// The strip of a lane is as wide for its only loss as a map of many would be, and each of its timesteps can be pointed at.
static void test_one_loss_in_each_lane_is_a_strip_of_its_own(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 0);
    scene_frame_at(&lanes.scene, 1280, 720, "backward:h[4]");
    reach_draw(&lanes.scene.frame, (Rect){20, 20, 240, reach_height(&lanes.scene.frame, 500)});
    assert_int_equal(scene_count_hits(&lanes.scene, HIT_COLUMN, NULL), 30);
    float top = 0, left = 0;
    int row = 0;
    for (size_t i = 0; i < lanes.scene.hits.count; i++) {
        const Hit *hit = &lanes.scene.hits.hits[i];
        if (hit->kind != HIT_COLUMN || hit->t != 1) continue;
        assert_true(row == 0 || (hit->rect.y >= top && fabsf(hit->rect.x - left) < 0.01f)); // under each other, on one axis
        assert_true(hit->rect.w > 4);
        top = hit->rect.y + hit->rect.h;
        left = hit->rect.x;
        row++;
    }
    assert_int_equal(row, 3);
    assert_true(scene_says(&lanes.scene, "7 / 10"));
    close_lanes(&lanes);
}

// A loss of 1 for a while, then 0: the mean of 50 falls below a tenth of chance (ln 4) as soon as at most six of them are 1.
static void test_who_learned_and_when_is_told(void **state) {
    (void)state;
    static const char *const WORDS[] = {"lanes.not-learned", "lanes.learned-at", "plots.learned"};
    Lanes lanes;
    Text number;
    text_init(&number);
    open_lanes(&lanes, LANGUAGE_EN, 80);
    History *history = &lanes.sessions[0]->history;
    for (int i = 0; i < 80; i++) history->loss[i] = i < 20;
    double mean;
    assert_int_equal(lanes_learned_at(lanes.traces[0], &mean), 64);
    assert_float_equal(mean, 6.0 / 50, 1e-12);
    assert_int_equal(lanes_learned_at(lanes.traces[1], &mean), 0);
    lanes.traces[0]->iteration = 64; // before it is made
    assert_int_equal(lanes_learned_at(lanes.traces[0], &mean), 0);
    lanes.traces[0]->iteration = 81;
    lanes.scene.view.plot = PLOT_LOSS;
    draw_at(&lanes, 1920, 1080, "update");
    for (size_t i = 0; i < COUNT(WORDS); i++) assert_true(scene_says(&lanes.scene, words_get(lanes.scene.words, WORDS[i])));
    append_number(lanes_learned_loss(lanes.traces[0]), &number);
    assert_true(scene_says(&lanes.scene, "64") && scene_says(&lanes.scene, number.data));
    text_clear(&number);
    view_describe(&lanes.scene.view, &number);
    assert_non_null(strstr(number.data, "Learned at: iteration 64"));
    text_finish(&number);
    close_lanes(&lanes);
}

// Each curve begins as 1 at the last timestep: its way shows, not the size of the loss.
static void test_the_relative_gradient_is_a_share_of_its_last(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 0);
    for (int kind = PLOT_GRADIENT; kind <= PLOT_RELATIVE; kind++) {
        lanes.scene.view.plot = (PlotKind)kind;
        lanes.scene.view.pointed_column = 1;
        draw_at(&lanes, 1920, 1080, "update");
        for (int i = 0; i < 3; i++) {
            const Trace *trace = lanes.scene.view.traces[i];
            int memory = trace_memory_equation(trace);
            double first = trace_adjoint_norm_of_loss(trace, memory, 1), last = trace_adjoint_norm_of_loss(trace, memory, trace->of_loss_t);
            assert_true(scene_says_number(&lanes.scene, kind == PLOT_RELATIVE ? first / last : first));
        }
        assert_int_equal(scene_says(&lanes.scene, "relative to the last t"), kind == PLOT_RELATIVE);
    }
    close_lanes(&lanes);
}

// How high the bars of a strip are, from the lowest to the highest.
static void bar_heights(const Scene *scene, float *least, float *most) {
    *least = 1e9f;
    *most = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        bool is_bar = shape->kind == SHAPE_BOX && memcmp(&shape->fill, &scene->frame.theme->backward, sizeof(Color)) == 0;
        if (is_bar && shape->rect.h > 0 && shape->rect.w > 4) {
            *least = fminf(*least, shape->rect.h);
            *most = fmaxf(*most, shape->rect.h);
        }
    }
}

static void test_the_bars_of_reach_are_as_high_as_gradients_are_large(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 0);
    scene_frame_at(&lanes.scene, 1920, 1080, "update");
    reach_draw(&lanes.scene.frame, (Rect){20, 20, 360, reach_height(&lanes.scene.frame, 500)});
    double largest = 0, smallest = INFINITY;
    for (int i = 0; i < 3; i++) {
        const Trace *trace = lanes.scene.view.traces[i];
        for (int t = 1; t <= trace->steps; t++) {
            double size = trace_adjoint_norm_of_loss(trace, trace_state_equation(trace), t);
            largest = fmax(largest, size);
            smallest = size > 0 ? fmin(smallest, size) : smallest;
        }
    }
    float least, most;
    bar_heights(&lanes.scene, &least, &most);
    assert_true(least < 0.25f * most);
    Text number;
    text_init(&number);
    append_number(largest, &number);
    assert_true(scene_says(&lanes.scene, number.data));
    append_number(smallest, &number);
    assert_true(scene_says(&lanes.scene, number.data));
    text_finish(&number);
    close_lanes(&lanes);
}

static bool any_text_is_cut(const Scene *scene, size_t first) {
    for (size_t i = first; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        for (size_t k = 0; shape->kind == SHAPE_TEXT && k + 3 <= shape->count; k++)
            if (memcmp(scene->list.bytes + shape->first + k, "…", 3) == 0) return true;
    }
    return false;
}

// Lanes of long names: each curve is named, and what the panel counts and measures is not cut.
static void test_no_number_and_no_curve_loses_its_name(void **state) {
    (void)state;
    static const char *const WINDOWS[] = {"2", "3"};
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 60);
    scene_frame_at(&lanes.scene, 1280, 720, "update");
    plots_draw_loss(&lanes.scene.frame, (Rect){20, 20, 800, 110});
    assert_true(scene_says(&lanes.scene, "Elman") && scene_says(&lanes.scene, "LSTM") && scene_says(&lanes.scene, "GRU"));
    close_lanes(&lanes);
    for (int i = 0; i < 2; i++) {
        open_lanes_of(&lanes, LANGUAGE_EN, 0, i == 0 ? KEY_CELL : KEY_BPTT, i == 0 ? CELLS : WINDOWS);
        scene_frame_at(&lanes.scene, 1280, 720, "update");
        lanes_compare_draw(&lanes.scene.frame, &lanes.scene.layout);
        assert_false(any_text_is_cut(&lanes.scene, 0));
        close_lanes(&lanes);
    }
}

static void test_the_strip_of_training_names_its_lane(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, 60);
    TrainingView training = {.iteration = 61, .reached = 61, .history = &lanes.scene.session->history};
    lanes.scene.view.training = &training;
    scene_frame_at(&lanes.scene, 1280, 720, "update");
    training_draw(&lanes.scene.frame, lanes.scene.layout.training);
    assert_true(scene_says(&lanes.scene, "Elman network"));
    scene_check_texts(&lanes.scene, 0, lanes.scene.layout.training, "training");
    assert_int_equal(lanes.scene.faults, 0);
    close_lanes(&lanes);
}

static void test_lanes_begin_unrolled_and_say_so(void **state) {
    (void)state;
    Lanes lanes;
    Text said;
    text_init(&said);
    open_lanes(&lanes, LANGUAGE_EN, 0);
    scene_frame(&lanes.scene, 1280, 720, 0);
    view_describe(&lanes.scene.view, &said);
    assert_non_null(strstr(said.data, "3 experiments side by side, unrolled"));
    assert_null(strstr(said.data, "folded up"));
    draw_at(&lanes, 1280, 720, "forward:h[3]");
    for (int t = 0; t < 10; t++) { // what goes in stands beneath
        text_clear(&said);
        lanes.scene.session->dataset->input_label(lanes.scene.session->dataset, &lanes.scene.trace->batch, t, 0, &said);
        assert_true(scene_says(&lanes.scene, said.data));
    }
    text_finish(&said);
    close_lanes(&lanes);
}

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};

// Three maps name their losses once, and in a low lane the cells of an LSTM get what the titles of its second state would take.
static void test_three_lanes_share_what_there_is_little_room_for(void **state) {
    (void)state;
    Scene scene, other;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_open(&other, LANGUAGE_EN, (const char *const[]){"cell", "lstm", "task", "text:hello", "hidden", "3", NULL});
    scene.view.traces[1] = scene.view.traces[2] = other.trace;
    scene.view.trace_count = 3;
    scene_frame_at(&scene, 1280, 720, "update");
    reach_draw(&scene.frame, (Rect){20, 20, 240, reach_height(&scene.frame, 500)});
    float first = 0;
    int count = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->kind == HIT_COLUMN) {
            assert_true(hit->rect.w > 8);
            first = count++ == 0 ? hit->rect.w : first;
            assert_float_equal(hit->rect.w, first, 0.01);
        }
    }
    assert_int_equal(count, 12);
    view_draw(&scene.view, &scene.list, &scene.hits);
    assert_true(scene_says(&scene, "c[2]"));
    int titles = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        titles += shape->kind == SHAPE_TEXT && shape->count == 4 && memcmp(scene.list.bytes + shape->first, "h[2]", 4) == 0;
    }
    assert_int_equal(titles, 1); // of the first lane alone
    scene.view.trace_count = 1;
    scene_close(&other);
    scene_close(&scene);
}

static void test_the_panel_keeps_its_texts_apart(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};
    int checked = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Lanes lanes;
        open_lanes(&lanes, (Language)language, 60);
        for (size_t i = 0; i < COUNT(SIZES); i++) {
            scene_frame_at(&lanes.scene, SIZES[i][0], SIZES[i][1], "update");
            size_t first = lanes.scene.list.shape_count;
            lanes_compare_draw(&lanes.scene.frame, &lanes.scene.layout);
            checked += scene_check_texts(&lanes.scene, first, lanes.scene.layout.compare, "compare");
        }
        assert_int_equal(lanes.scene.faults, 0);
        close_lanes(&lanes);
    }
    assert_true(checked > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_mean_is_of_the_last_iterations_before_the_shown_one),
        cmocka_unit_test(test_what_is_left_and_who_learns_are_told_of_every_lane),
        cmocka_unit_test(test_one_loss_in_each_lane_is_a_strip_of_its_own),
        cmocka_unit_test(test_who_learned_and_when_is_told),
        cmocka_unit_test(test_the_relative_gradient_is_a_share_of_its_last),
        cmocka_unit_test(test_the_bars_of_reach_are_as_high_as_gradients_are_large),
        cmocka_unit_test(test_no_number_and_no_curve_loses_its_name),
        cmocka_unit_test(test_the_strip_of_training_names_its_lane),
        cmocka_unit_test(test_lanes_begin_unrolled_and_say_so),
        cmocka_unit_test(test_three_lanes_share_what_there_is_little_room_for),
        cmocka_unit_test(test_the_panel_keeps_its_texts_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
