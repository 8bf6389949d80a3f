// The timeline of training and the ribbon of the stream: what they say, that it can be read, and where the windows stand.
#include "../base/testing.h"
#include "scene.h"

#include "experiment/feed.h"
#include "view/panels/panels.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const LANES[] = {"task", "series:sine", "batch", "2", "steps", "10", "hidden", "3", NULL};
static const char *const LETTERS[] = {"task", "text:hello world, how are you today", "steps", "8", "hidden", "3", NULL};
static const char *const OVERLAP[] = {"task", "text:hello world, how are you today", "bptt", "3,8", "hidden", "3", NULL};
static const char *const MANY[] = {"task", "random:9", "batch", "40", "steps", "25", "hidden", "2", NULL};
static const char *const SHUFFLED[] = {"task", "series:sine", "batch", "3", "steps", "7", "feed", "shuffled", "hidden", "2", NULL};
static const char *const *const EXPERIMENTS[] = {HELLO, LANES, LETTERS, OVERLAP, MANY, SHUFFLED};
static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {1366, 768}};

// Trains a scene and records its next iteration.
static void train(Scene *scene, long updates) {
    trace_destroy(scene->trace);
    session_train(scene->session, updates);
    scene->trace = trace_record(scene->session);
    scene->view.traces[0] = scene->trace;
}

static TrainingView training_of(const Scene *scene, long reached) {
    return (TrainingView){.iteration = scene->trace->iteration, .reached = reached, .history = &scene->session->history};
}

static void draw_both(Scene *scene, int width, int height) {
    char what[64];
    scene_frame(scene, width, height, 3);
    snprintf(what, sizeof what, "%dx%d", width, height);
    size_t first = scene->list.shape_count;
    training_draw(&scene->frame, scene->layout.training);
    scene_check_texts(scene, first, scene->layout.training, what);
    first = scene->list.shape_count;
    ribbon_draw(&scene->frame, scene->layout.ribbon);
    scene_check_texts(scene, first, scene->layout.ribbon, what);
    assert_int_equal(scene->faults, 0);
}

static void test_all_of_it_can_be_read(void **state) {
    (void)state;
    static const char *const FAILURES[] = {NULL, "Iteration 123456: W_h h[1234] is not finite at t = 1235"};
    int drawn = 0;
    for (size_t i = 0; i < COUNT(EXPERIMENTS); i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, EXPERIMENTS[i]);
            train(&scene, 70);
            for (size_t k = 0; k < 2 * COUNT(SIZES); k++) {
                TrainingView training = training_of(&scene, k % 2 ? 71 : 1234567);
                training.failure = FAILURES[k % 2];
                training.failed = k % 2 ? 71 : 0;
                training.running = !(k % 2);
                scene.view.training = &training;
                draw_both(&scene, SIZES[k / 2][0], SIZES[k / 2][1]);
                drawn++;
                // What stands around it keeps clear of it.
                const Layout *layout = &scene.layout;
                assert_true(layout->training.h > 0 && layout->timeline.y + layout->timeline.h <= layout->training.y + 0.01f);
                assert_true(layout->training.y + layout->training.h <= (float)scene.view.height + 0.01f);
                assert_true(layout->header.y + layout->header.h <= layout->ribbon.y + 0.01f &&
                            layout->ribbon.y + layout->ribbon.h <= layout->stage.y + 0.01f);
            }
            scene_close(&scene);
        }
    }
    assert_int_equal(drawn, COUNT(EXPERIMENTS) * LANGUAGE_COUNT * 2 * COUNT(SIZES));
}

static void test_without_training_there_is_a_button_that_starts_it(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame(&scene, 1280, 720, 0);
    assert_true(scene.layout.training.h <= 0);
    training_draw(&scene.frame, scene.layout.training);
    assert_int_equal(scene.list.shape_count, 0);
    timeline_draw(&scene.frame, scene.layout.timeline);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "train"), 1);
    TrainingView training = training_of(&scene, 1);
    scene.view.training = &training;
    scene_frame(&scene, 1280, 720, 0);
    timeline_draw(&scene.frame, scene.layout.timeline);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "train"), 0);
    training_draw(&scene.frame, scene.layout.training);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "train"), 1);
    assert_int_equal(scene_count_hits(&scene, HIT_TRAINING, NULL), 0); // nothing to drag along yet
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "previous-iteration"), 0);
    scene_close(&scene);
}

static void test_the_timeline_says_where_it_stands(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    train(&scene, 40);
    TrainingView training = training_of(&scene, 501);
    scene.view.training = &training;
    scene_frame(&scene, 1920, 1080, 0);
    training_draw(&scene.frame, scene.layout.training);
    assert_true(scene_says(&scene, "iteration 41 of 501"));
    assert_int_equal(scene_count_hits(&scene, HIT_TRAINING, NULL), 1);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "previous-iteration"), 1);
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->kind != HIT_TRAINING) {
            continue;
        }
        assert_true(fabs(hit->from - 1) < 1e-12 && fabs(hit->to - 501) < 1e-12);
        // The handle stands at iteration 41: 40 of 500 parts on.
        bool found = false;
        for (size_t k = 0; k < scene.list.shape_count; k++) {
            const Shape *shape = &scene.list.shapes[k];
            float x = hit->rect.x + hit->rect.w * 40 / 500;
            found |= shape->kind == SHAPE_DISC && fabsf(shape->rect.x + shape->rect.w / 2 - x) < 0.5f;
        }
        assert_true(found);
    }
    scene_close(&scene);
}

static void test_a_loss_that_explodes_stays_within_the_picture(void **state) {
    (void)state;
    static const char *const EXPLODES[] = {"cell", "elman-identity", "lr", "3", NULL};
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, EXPLODES);
    train(&scene, 90);
    assert_true(scene.session->stopped && scene.session->history.loss[scene.session->history.count - 1] > 1e50);
    TrainingView training = training_of(&scene, scene.trace->iteration);
    training.failed = scene.trace->iteration;
    training.failure = "Iteration 7: W_y h[2] is not finite at t = 2";
    scene.view.training = &training;
    scene_frame(&scene, 1280, 720, 0);
    training_draw(&scene.frame, scene.layout.training);
    Rect rect = scene.layout.training;
    assert_true(scene.list.point_count > 3);
    for (size_t i = 0; i < scene.list.point_count; i++) {
        Point point = scene.list.points[i];
        assert_true(point.x >= rect.x && point.x <= rect.x + rect.w && point.y >= rect.y && point.y <= rect.y + rect.h);
    }
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "last-good"), 2);
    training.is_clipped = true;
    scene_frame(&scene, 1280, 720, 0);
    training_draw(&scene.frame, scene.layout.training);
    assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "last-good"), 1);
    scene_close(&scene);
}

// What a scene shows is iteration `iteration`, with the one before it beside it.
static Trace *train_with_before(Scene *scene, long iteration) {
    train(scene, iteration - 2 - scene->session->iteration);
    Trace *before = scene->trace;
    session_train(scene->session, 1);
    scene->trace = trace_record(scene->session);
    scene->view.traces[0] = scene->trace;
    scene->view.before = before;
    return before;
}

static void test_the_block_before_keeps_clear_of_this_one(void **state) {
    (void)state;
    static const char *const STACKED[] = {"cell", "lstm", "task", "series:sine", "steps", "30", "hidden", "4", "optimizer", "adam", NULL};
    static const char *const *const BLOCKS[] = {LANES, LETTERS, OVERLAP, MANY, STACKED};
    int drawn = 0;
    for (size_t i = 0; i < COUNT(BLOCKS); i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Scene scene;
            scene_open(&scene, (Language)language, BLOCKS[i]);
            Trace *before = train_with_before(&scene, 7);
            for (size_t k = 0; k < COUNT(SIZES); k++) {
                double last = (double)(trace_moment_count(scene.trace) - 1);
                for (int at = 1; at <= 3; at++) {
                    scene_frame(&scene, SIZES[k][0], SIZES[k][1], floor(last * at / 3));
                    Stage stage;
                    stage_make(&stage, &scene.frame, &scene.layout);
                    size_t first = scene.list.shape_count;
                    stage_draw_before(&stage);
                    assert_true(scene.list.shape_count > first + 8);
                    Rect room = scene.layout.before;
                    room.w += stage.initial; // its arrow leads to the state that it hands on
                    scene_check_texts(&scene, first, room, "before");
                    assert_true(scene_says(&scene, words_get(scene.words, "training.between")));
                    stage_finish(&stage);
                    drawn++;
                }
            }
            assert_int_equal(scene.faults, 0);
            trace_destroy(before);
            scene_close(&scene);
        }
    }
    assert_int_equal(drawn, COUNT(BLOCKS) * LANGUAGE_COUNT * COUNT(SIZES) * 3);
}

static void test_without_a_block_before_the_stage_has_all_the_room(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LANES);
    scene_frame(&scene, 1280, 720, 3);
    Rect whole = scene.layout.stage;
    Stage stage;
    stage_make(&stage, &scene.frame, &scene.layout);
    stage_draw_before(&stage);
    assert_int_equal(scene.list.shape_count, 0);
    stage_finish(&stage);
    Trace *before = train_with_before(&scene, 3);
    scene_frame(&scene, 1280, 720, 3);
    assert_true(scene.layout.before.w > 50 && fabsf(scene.layout.stage.x + scene.layout.stage.w - whole.x - whole.w) < 0.01f);
    assert_true(fabsf(scene.layout.stage.w + scene.layout.before.w - whole.w) < 0.01f);
    scene.view.camera.column = 900;
    scene_frame(&scene, 1280, 720, 3);
    assert_true(scene.layout.before.w <= 0);
    trace_destroy(before);
    scene_close(&scene);
}

static void test_windows_stand_where_the_lanes_read(void **state) {
    (void)state;
    int compared = 0;
    for (size_t i = 1; i < COUNT(EXPERIMENTS); i++) {
        if (EXPERIMENTS[i] == SHUFFLED) {
            continue;
        }
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, EXPERIMENTS[i]);
        assert_true(ribbon_shows(scene.trace));
        long starts[64], pairs = scene.session->dataset->pair_count;
        int lanes = scene.trace->lanes;
        assert_true(lanes <= (int)COUNT(starts));
        for (long iteration = 1; iteration < 130; iteration++) { // round the end, for the short ones many times
            feed_starts(scene.session, iteration - 1, starts);
            for (int lane = 0; lane < lanes; lane++) {
                assert_int_equal(starts[lane], scene.session->starts[lane]);
                assert_int_equal(starts[lane], (lane * pairs / lanes + (iteration - 1) * scene.session->schedule.advance) % pairs);
                compared++;
            }
            session_train(scene.session, 1);
        }
        scene_close(&scene);
    }
    assert_true(compared > 5000);
}

static void test_the_ribbon_says_what_the_lecture_says(void **state) {
    (void)state;
    // 1,001 values are 1,000 pairs; the sine has one fewer of each.
    static const char *const TWO[] = {"task", "random:2", "batch", "2", "steps", "10", "hidden", "2", NULL};
    Scene scene;
    Text caption;
    text_init(&caption);
    scene_open(&scene, LANGUAGE_EN, TWO);
    ribbon_caption(scene.trace, scene.words, &caption);
    assert_string_equal(caption.data, "Stream of 9999 pairs, lanes at 0, 4999");
    train(&scene, 3);
    text_clear(&caption);
    ribbon_caption(scene.trace, scene.words, &caption);
    assert_string_equal(caption.data, "Stream of 9999 pairs, lanes at 30, 5029");
    scene_close(&scene);
    scene_open(&scene, LANGUAGE_EN, HELLO); // all of it in one window: nothing to slide along
    assert_false(ribbon_shows(scene.trace));
    scene_frame(&scene, 1280, 720, 0);
    ribbon_draw(&scene.frame, scene.layout.ribbon);
    assert_int_equal(scene.list.shape_count, 0);
    scene_close(&scene);
    text_finish(&caption);
}

static void test_a_window_wraps_round_the_end(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, LETTERS);
    int pieces[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        if (k == 1) {
            train(&scene, 3); // at 24 of 29 pairs
        }
        scene_frame(&scene, 1280, 720, 0);
        ribbon_draw(&scene.frame, scene.layout.ribbon);
        for (size_t i = 0; i < scene.list.shape_count; i++) {
            const Shape *shape = &scene.list.shapes[i];
            Rect ribbon = scene.layout.ribbon;
            pieces[k] += shape->kind == SHAPE_BOX && shape->border == scene.view.theme->forward;
            if (shape->kind == SHAPE_BOX) {
                assert_true(shape->rect.x >= ribbon.x && shape->rect.x + shape->rect.w <= ribbon.x + ribbon.w + 0.5f);
            }
        }
    }
    assert_int_equal(pieces[0], 1);
    assert_int_equal(pieces[1], 2);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_of_it_can_be_read),
        cmocka_unit_test(test_without_training_there_is_a_button_that_starts_it),
        cmocka_unit_test(test_the_timeline_says_where_it_stands),
        cmocka_unit_test(test_a_loss_that_explodes_stays_within_the_picture),
        cmocka_unit_test(test_the_block_before_keeps_clear_of_this_one),
        cmocka_unit_test(test_without_a_block_before_the_stage_has_all_the_room),
        cmocka_unit_test(test_windows_stand_where_the_lanes_read),
        cmocka_unit_test(test_the_ribbon_says_what_the_lecture_says),
        cmocka_unit_test(test_a_window_wraps_round_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
