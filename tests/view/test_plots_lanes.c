// Plots beside several lanes: a curve for each lane, and which lane the plots of one follow.
#include "../base/testing.h"
#include "scene.h"

#include "trace/memo.h"
#include "view/lanes/lanes.h"
#include "view/plots/plots.h"

static const char *const ELMAN[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const RECALL[] = {"task", "recall:19", "hidden", "32", NULL};

// A scene with two further lanes.
typedef struct Lanes {
    Scene scene;
    Experiment experiments[2];
    Session *sessions[2];
    Trace *traces[2];
} Lanes;

static void open_lanes(Lanes *lanes, Language language, const char *const *keys, const char *first, const char *second) {
    scene_open(&lanes->scene, language, keys);
    const char *const cells[] = {first, second};
    for (int i = 0; i < 2; i++) {
        experiment_init(&lanes->experiments[i]);
        experiment_copy(&lanes->experiments[i], &lanes->scene.experiment);
        assert_true(experiment_set(&lanes->experiments[i], KEY_CELL, cells[i], (Place){.file = "test"}, &lanes->scene.report));
        lanes->sessions[i] = session_create(&lanes->experiments[i], &lanes->scene.report);
        assert_non_null(lanes->sessions[i]);
        lanes->traces[i] = trace_record(lanes->sessions[i]);
        lanes->scene.view.traces[lanes->scene.view.trace_count++] = lanes->traces[i];
    }
}

static void close_lanes(Lanes *lanes) {
    for (int i = 0; i < 2; i++) {
        trace_destroy(lanes->traces[i]);
        session_destroy(lanes->sessions[i]);
        experiment_finish(&lanes->experiments[i]);
    }
    scene_close(&lanes->scene);
}

static void test_each_lane_has_the_curve_of_its_own_state(void **state) {
    (void)state;
    static const char *const *const EXPERIMENTS[] = {ELMAN, RECALL};
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}};
    for (size_t i = 0; i < COUNT(EXPERIMENTS) * COUNT(SIZES); i++) {
        Lanes lanes;
        open_lanes(&lanes, i % 2 == 0 ? LANGUAGE_EN : LANGUAGE_KO, EXPERIMENTS[i / 2], "lstm", "gru");
        Scene *scene = &lanes.scene;
        scene->view.pointed_column = 2;
        scene_draw_plot(scene, PLOT_GRADIENT, SIZES[i % 2][0], SIZES[i % 2][1]);
        static const char *const STATES[] = {"h", "c", "h"};
        for (int lane = 0; lane < 3; lane++) {
            const Trace *trace = scene->view.traces[lane];
            int equation = program_find_equation(trace->program, STATES[lane]);
            assert_true(scene_says_number(scene, trace_adjoint_norm_of_loss(trace, equation, 2)));
        }
        assert_true(scene_says(scene, ": h") && scene_says(scene, "LSTM: c") && scene_says(scene, "GRU: h"));
        scene_check_texts(scene, 0, scene->layout.plot, "gradients of three lanes");
        assert_int_equal(scene->faults, 0);
        close_lanes(&lanes);
    }
}

// While the backward pass goes on each lane's curve has come as far as its own state.
static void test_a_curve_has_only_what_is_known(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, ELMAN, "lstm", "gru");
    Scene *scene = &lanes.scene;
    scene->view.plot = PLOT_STORY;
    scene->view.pointed_column = 2;
    int known = 0, unknown = 0;
    for (long moment = 0; moment < trace_moment_count(scene->trace); moment++) {
        scene_frame(scene, 1920, 1080, (double)moment);
        if (scene->layout.opened < 1) {
            continue;
        }
        plots_draw(&scene->frame, scene->layout.plot);
        for (int lane = 0; lane < 3; lane++) {
            Frame frame = lanes_frame(&scene->frame, lane);
            int equation = trace_memory_equation(frame.trace), op = frame.trace->program->equations[equation].op;
            bool has = trace_has_adjoint(frame.trace, frame.known, op, 2);
            assert_int_equal(scene_says_number(scene, trace_adjoint_norm_of_loss(frame.trace, equation, 2)), has);
            known += has;
            unknown += !has;
        }
    }
    assert_true(known > 10 && unknown > 10);
    close_lanes(&lanes);
}

// A gate that is asked about has a ring in its strip, and nothing that has the same place in another lane's cell.
static void test_a_ring_stands_only_in_the_lane_that_is_asked(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, ELMAN, "lstm", "gru");
    Scene *scene = &lanes.scene;
    int h = scene->trace->program->equations[program_find_equation(scene->trace->program, "h")].op;
    scene->view.pointed = (Element){.kind = ELEMENT_VALUE, .index = h, .t = 2, .row = 1};
    for (int lane = 0; lane < 2; lane++) {
        scene->view.pointed_trace = lane; // of the LSTM it is another number, which the lane does not show
        scene_frame_at(scene, 1920, 1080, "end");
        view_draw(&scene->view, &scene->list, &scene->hits);
        int rings = 0;
        for (size_t i = 0; i < scene->list.shape_count; i++) {
            const Shape *shape = &scene->list.shapes[i];
            bool is_ring = shape->kind == SHAPE_BOX && shape->border == scene->view.theme->focus && shape->fill == 0;
            rings += is_ring && shape->rect.y > scene->layout.header.h;
        }
        assert_int_equal(rings, lane == 0 ? 1 : 0);
    }
    close_lanes(&lanes);
}

static void test_a_longer_lane_has_its_curve_too(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, (const char *const[]){"task", "random:4", "hidden", "3", "steps", "5", NULL}, "lstm", "gru");
    Scene *scene = &lanes.scene;
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, &scene->experiment);
    assert_true(experiment_set(&experiment, KEY_STEPS, "9", (Place){.file = "test"}, &scene->report));
    Session *session = session_create(&experiment, &scene->report);
    assert_non_null(session);
    Trace *nine = trace_record(session);
    scene->view.traces[1] = nine;
    scene->view.pointed_column = 8;
    scene_draw_plot(scene, PLOT_GRADIENT, 1920, 1080);
    assert_true(scene_says_number(scene, trace_adjoint_norm_of_loss(nine, trace_memory_equation(nine), 8)));
    trace_destroy(nine);
    session_destroy(session);
    experiment_finish(&experiment);
    close_lanes(&lanes);
}

static void test_the_plots_of_one_lane_follow_the_chosen_one(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, ELMAN, "lstm", "gru");
    Scene *scene = &lanes.scene;
    scene_draw_plot(scene, PLOT_GATES, 1920, 1080);
    assert_true(scene_says(scene, "no gates"));
    assert_true(scene_count_hits(scene, HIT_COMMAND, "lane") > 0);
    scene->view.lane = 1;
    scene_draw_plot(scene, PLOT_GATES, 1920, 1080);
    assert_true(scene_says(scene, "LSTM: "));
    assert_int_equal(scene_count_hits(scene, HIT_COMMAND, "clamp"), 3);
    const Hit *hit =
        scene_hit(scene, (Element){.kind = ELEMENT_VALUE,
                                   .index = lanes.traces[0]->program->equations[program_find_equation(lanes.traces[0]->program, "f")].op,
                                   .t = 2,
                                   .row = 1});
    assert_non_null(hit);
    assert_int_equal(hit->trace, 1);
    scene->view.pointed_column = 2;
    scene_draw_plot(scene, PLOT_WAYS, 1920, 1080);
    assert_true(scene_says_number(scene, trace_memo_ways(lanes.traces[0])->one.along[1]));
    scene->view.lane = 2;
    scene_draw_plot(scene, PLOT_WAYS, 1920, 1080);
    assert_true(scene_says_number(scene, trace_memo_ways(lanes.traces[1])->one.along[1]));
    scene_draw_plot(scene, PLOT_DECAY, 1920, 1080);
    assert_true(scene_says_number(scene, trace_memo_decay(lanes.traces[1], 4)[1]));
    scene_draw_plot(scene, PLOT_SHARES, 1920, 1080);
    assert_true(scene_says(scene, "GRU: "));
    scene->view.lane = 7; // there is no such lane any more
    scene_draw_plot(scene, PLOT_DECAY, 1920, 1080);
    assert_true(scene_says_number(scene, trace_memo_decay(scene->trace, 4)[1]));
    close_lanes(&lanes);
}

static void test_lanes_and_their_plots_do_not_overlap(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};
    for (size_t i = 0; i < COUNT(SIZES) * LANGUAGE_COUNT; i++) {
        Lanes lanes;
        const int *size = SIZES[i / LANGUAGE_COUNT];
        open_lanes(&lanes, (Language)(i % LANGUAGE_COUNT), RECALL, "lstm", "gru");
        for (int kind = PLOT_GRADIENT; kind < PLOT_KIND_COUNT; kind++) {
            lanes.scene.view.plot = (PlotKind)kind;
            lanes.scene.view.lane = kind % 3;
            scene_frame_at(&lanes.scene, size[0], size[1], "backward:h[3]");
            plots_draw(&lanes.scene.frame, lanes.scene.layout.plot);
            scene_check_texts(&lanes.scene, 0, lanes.scene.layout.plot, plot_kind_name((PlotKind)kind));
        }
        assert_int_equal(lanes.scene.faults, 0);
        close_lanes(&lanes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_lane_has_the_curve_of_its_own_state),     cmocka_unit_test(test_a_curve_has_only_what_is_known),
        cmocka_unit_test(test_a_ring_stands_only_in_the_lane_that_is_asked), cmocka_unit_test(test_a_longer_lane_has_its_curve_too),
        cmocka_unit_test(test_the_plots_of_one_lane_follow_the_chosen_one),  cmocka_unit_test(test_lanes_and_their_plots_do_not_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
