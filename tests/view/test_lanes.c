// Experiments side by side: the same moment in every lane, what a cut takes away, what it costs, and the words for it.
#include "../base/testing.h"
#include "scene.h"

#include "base/files.h"
#include "trace/sensitivity.h"
#include "view/lanes/lanes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *golden_folder; // from the command line

// A scene with further lanes: each the leading experiment with one key changed.
typedef struct Lanes {
    Scene scene;
    Experiment experiments[VIEW_MAX_LANES - 1];
    Session *sessions[VIEW_MAX_LANES - 1];
    Trace *traces[VIEW_MAX_LANES - 1];
    int count;
} Lanes;

static void open_lanes(Lanes *lanes, Language language, const char *const *keys, const char *const *compared) {
    *lanes = (Lanes){.count = 0};
    Scene *scene = &lanes->scene;
    scene_open(scene, language, keys);
    for (; compared[2 * lanes->count] != NULL; lanes->count++) {
        Experiment *experiment = &lanes->experiments[lanes->count];
        experiment_init(experiment);
        experiment_copy(experiment, &scene->experiment);
        Key key;
        assert_true(key_find(compared[2 * lanes->count], &key));
        assert_true(experiment_set(experiment, key, compared[2 * lanes->count + 1], (Place){.file = "test"}, &scene->report));
        Session *session = session_create(experiment, &scene->report);
        assert_non_null(session);
        lanes->sessions[lanes->count] = session;
        lanes->traces[lanes->count] = trace_record(session);
        scene->view.traces[scene->view.trace_count++] = lanes->traces[lanes->count];
    }
}

static void close_lanes(Lanes *lanes) {
    for (int i = 0; i < lanes->count; i++) {
        trace_destroy(lanes->traces[i]);
        session_destroy(lanes->sessions[i]);
        experiment_finish(&lanes->experiments[i]);
    }
    scene_close(&lanes->scene);
}

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const CUT[] = {"bptt", "2", NULL};

static void draw_at(Lanes *lanes, int width, int height, const char *name) {
    scene_frame_at(&lanes->scene, width, height, name);
    view_draw(&lanes->scene.view, &lanes->scene.list, &lanes->scene.hits);
}

// ---- the same moment ------------------------------------------------------------------------------------------------------------

static void test_lanes_of_one_cell_stand_on_the_same_moment(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, CUT);
    long count = trace_moment_count(lanes.scene.trace);
    for (long i = 0; i < count; i++) {
        assert_int_equal(lanes_moment(lanes.scene.trace, lanes.traces[0], i, lanes.scene.words), i);
    }
    lanes.scene.view.motion = true;
    scene_frame(&lanes.scene, 1280, 720, 20.25);
    Frame other = lanes_frame(&lanes.scene.frame, 1);
    assert_ptr_equal(other.trace, lanes.traces[0]);
    assert_int_equal(other.index, lanes.scene.frame.index);
    assert_int_equal(other.known, lanes.scene.frame.known);
    assert_float_equal(other.progress, lanes.scene.frame.progress, 1e-4); // and on the same way
    close_lanes(&lanes);
}

static void check_follows(const Trace *leading, const Trace *other, const Words *words) {
    Text name;
    text_init(&name);
    Report report;
    report_init(&report, words);
    long before = 0, named = 0;
    for (long i = 0; i < trace_moment_count(leading); i++) {
        long at = lanes_moment(leading, other, i, words);
        assert_true(at >= before && at < trace_moment_count(other)); // never back
        before = at;
        Moment here = trace_moment(leading, i), next = trace_moment(leading, i + 1), there = trace_moment(other, at),
               behind = trace_moment(other, at + 1);
        bool ends =
            here.t > 0 && (here.phase == PHASE_FORWARD || here.phase == PHASE_BACKWARD) && (next.t != here.t || next.phase != here.phase);
        if (ends) { // who has finished a timestep sees it finished everywhere
            assert_true(there.t == here.t && there.phase == here.phase);
            assert_true(behind.t != there.t || behind.phase != there.phase);
            continue;
        }
        text_clear(&name);
        trace_moment_name(leading, i, &name);
        long same = trace_find(other, name.data, (Place){0}, &report);
        if (same >= 0) {
            assert_int_equal(at, same);
            named++;
        }
        report_clear(&report);
    }
    assert_int_equal(before, trace_moment_count(other) - 1);
    assert_true(named > 10);
    report_finish(&report);
    text_finish(&name);
}

static void test_a_cell_with_other_operations_follows_by_name(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"cell", "lstm", "cell", "gru", NULL});
    for (int i = 0; i < lanes.count; i++) {
        check_follows(lanes.scene.trace, lanes.traces[i], lanes.scene.words);
        check_follows(lanes.traces[i], lanes.scene.trace, lanes.scene.words);
    }
    close_lanes(&lanes);
}

static void test_fewer_timesteps_wait(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"steps", "2", NULL});
    const Trace *leading = lanes.scene.trace, *other = lanes.traces[0];
    const Words *words = lanes.scene.words;
    int last_op = leading->program->op_count - 1;
    long forward_end = trace_index(other, PHASE_FORWARD, 2, last_op), seed = trace_index(other, PHASE_BACKWARD, 0, MOMENT_SEED);
    for (int t = 2; t <= 4; t++) {
        assert_int_equal(lanes_moment(leading, other, trace_index(leading, PHASE_FORWARD, t, last_op), words), forward_end);
    }
    assert_int_equal(lanes_moment(leading, other, trace_index(leading, PHASE_LOSS, 4, -1), words), trace_index(other, PHASE_LOSS, 2, -1));
    assert_int_equal(lanes_moment(leading, other, trace_index(leading, PHASE_BACKWARD, 3, MOMENT_LOSS), words), seed);
    assert_int_equal(lanes_moment(leading, other, trace_index(leading, PHASE_BACKWARD, 2, MOMENT_LOSS), words), seed + 1);
    draw_at(&lanes, 1280, 720, "backward:h[3]");
    close_lanes(&lanes);
}

// ---- words ----------------------------------------------------------------------------------------------------------------------

static void check_title(const Lanes *lanes, int lane, const char *expected) {
    Text title;
    text_init(&title);
    lanes_title(&lanes->scene.view, lane, &title);
    assert_string_equal(title.data, expected);
    text_finish(&title);
}

static void test_a_title_says_what_is_different(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_KO, HELLO, CUT);
    check_title(&lanes, 0, "전체");
    check_title(&lanes, 1, "2 시점마다 절단");
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"bptt", "2", "cell", "lstm", NULL});
    check_title(&lanes, 0, "Elman network · full BPTT");
    check_title(&lanes, 1, "Elman network · cut every 2");
    check_title(&lanes, 2, "LSTM · full BPTT");
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"hidden", "5", NULL});
    check_title(&lanes, 0, "hidden 3");
    check_title(&lanes, 1, "hidden 5");
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"bptt", "1,3", NULL});
    check_title(&lanes, 1, "BPTT 1,3");
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"bptt", "full", NULL}); // nothing at all
    check_title(&lanes, 1, "Elman network");
    close_lanes(&lanes);
}

static void test_the_lane_with_the_cut_says_what_does_not_come(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, CUT);
    draw_at(&lanes, 1920, 1080, "backward:h[2]");
    assert_true(scene_says(&lanes.scene, "nothing comes from h[3]; the forward link stays"));
    Text full, cut;
    text_init(&full);
    text_init(&cut);
    Frame frames[2] = {lanes_frame(&lanes.scene.frame, 0), lanes_frame(&lanes.scene.frame, 1)};
    lanes_note(&frames[0], &full);
    lanes_note(&frames[1], &cut);
    assert_string_equal(full.data, "h[2] hears: L_2 L_3 L_4");
    assert_string_equal(cut.data, "h[2] hears: L_2 · nothing comes from h[3]; the forward link stays");
    text_finish(&full);
    text_finish(&cut);
    draw_at(&lanes, 1920, 1080, "end");
    assert_true(scene_says(&lanes.scene, "10 / 10") && scene_says(&lanes.scene, "6 / 10"));
    close_lanes(&lanes);
}

// ---- what a cut does ------------------------------------------------------------------------------------------------------------

// Arrows that are drawn palely.
static int count_pale(const Scene *scene) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        count += shape->kind == SHAPE_POLYLINE && shape->arrow > 0 && shape->fill >> 24 < 100;
    }
    return count;
}

static void test_across_the_cut_stands_the_ghost_of_the_lane_that_is_not_cut(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, CUT);
    draw_at(&lanes, 1920, 1080, "backward:h[3]"); // nothing has come to the cut yet
    assert_int_equal(count_pale(&lanes.scene), 0);
    draw_at(&lanes, 1920, 1080, "end");
    assert_int_equal(count_pale(&lanes.scene), 1);
    assert_true(scene_says(&lanes.scene, "pale: full BPTT"));
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"lr", "0.5", NULL}); // nobody cuts
    draw_at(&lanes, 1920, 1080, "end");
    assert_int_equal(count_pale(&lanes.scene), 0);
    close_lanes(&lanes);
}

// Arrows within a card that lead to the left (or right), none of them pale.
static int count_arrows(const Scene *scene, Rect card, bool left) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind != SHAPE_POLYLINE || shape->arrow <= 0 || shape->fill >> 24 < 100) {
            continue;
        }
        Point from = scene->list.points[shape->first], to = scene->list.points[shape->first + shape->count - 1];
        bool inside = from.y > card.y && from.y < card.y + card.h && from.x < card.x + card.w;
        count += inside && (left ? to.x < from.x - 1 : to.x > from.x + 1);
    }
    return count;
}

static void test_a_cut_takes_the_backward_edge_and_leaves_the_forward_one(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"bptt", "2", "bptt", "1", NULL});
    draw_at(&lanes, 1920, 1080, "end");
    static const int BACKWARD[VIEW_MAX_LANES] = {3, 2, 0};
    for (int i = 0; i < VIEW_MAX_LANES; i++) {
        Rect card = lanes.scene.layout.lanes[i];
        assert_int_equal(count_arrows(&lanes.scene, card, true), BACKWARD[i]);
        assert_int_equal(count_arrows(&lanes.scene, card, false), 4); // from h[0] on
    }
    close_lanes(&lanes);
}

static void test_numbers_know_their_lane(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, CUT);
    draw_at(&lanes, 1920, 1080, "end");
    int seen[VIEW_MAX_LANES] = {0};
    for (size_t i = 0; i < lanes.scene.hits.count; i++) {
        const Hit *hit = &lanes.scene.hits.hits[i];
        Rect card = lanes.scene.layout.lanes[hit->trace];
        if (hit->kind == HIT_ELEMENT) {
            assert_true(hit->rect.y >= card.y && hit->rect.y + hit->rect.h <= card.y + card.h);
            seen[hit->trace]++;
        }
    }
    assert_int_equal(seen[0], 3 + 2 * 3 * 4 + 4 + 4); // the last are what goes in
    assert_int_equal(seen[1], seen[0]);
    // Asked, a number of the second lane is explained by the second lane.
    int op = lanes.scene.trace->program->equations[trace_state_equation(lanes.scene.trace)].op;
    lanes.scene.view.pointed = (Element){.kind = ELEMENT_ADJOINT, .index = op, .t = 1};
    lanes.scene.view.pointed_trace = 1;
    Text number;
    text_init(&number);
    frame_number(run_adjoint(lanes.traces[0]->run, op, 1, 0)[0], &number);
    draw_at(&lanes, 1920, 1080, "end");
    assert_true(scene_says(&lanes.scene, number.data + strlen("+")));
    text_finish(&number);
    close_lanes(&lanes);
}

static void test_gradients_are_compared_as_far_as_they_have_come(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, HELLO, CUT);
    int param = program_find_param(lanes.scene.trace->program, "W_h");
    double cosine, ratio, whole_cosine, whole_ratio;
    scene_frame_at(&lanes.scene, 1280, 720, "loss:4");
    assert_false(lanes_gradients(&lanes.scene.frame, 1, param, &cosine, &ratio));
    scene_frame_at(&lanes.scene, 1280, 720, "backward:h[2]"); // no cut has mattered yet
    assert_true(lanes_gradients(&lanes.scene.frame, 1, param, &cosine, &ratio));
    assert_float_equal(cosine, 1, 1e-12);
    assert_float_equal(ratio, 1, 1e-12);
    scene_frame_at(&lanes.scene, 1280, 720, "end");
    assert_true(lanes_gradients(&lanes.scene.frame, 1, param, &cosine, &ratio));
    gradients_compare(&lanes.traces[0]->grads, &lanes.scene.trace->grads, param, &whole_cosine, &whole_ratio);
    assert_float_equal(cosine, whole_cosine, 0);
    assert_float_equal(ratio, whole_ratio, 0);
    assert_true(cosine < 0.999 && cosine > -1);
    close_lanes(&lanes);
    // The lane that is not cut is what the other is measured by, wherever it stands.
    open_lanes(&lanes, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", "3", "bptt", "2", NULL},
               (const char *const[]){"bptt", "full", NULL});
    assert_int_equal(lanes_reference(&lanes.scene.view), 1);
    scene_frame_at(&lanes.scene, 1280, 720, "end");
    assert_true(lanes_gradients(&lanes.scene.frame, 0, param, &cosine, &ratio));
    assert_float_equal(ratio, whole_ratio, 0);
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"hidden", "4", NULL});
    scene_frame_at(&lanes.scene, 1280, 720, "end");
    assert_false(lanes_gradients(&lanes.scene.frame, 1, param, &cosine, &ratio)); // other shapes
    close_lanes(&lanes);
}

static void test_the_cost_is_what_the_engine_has_to_keep_and_do(void **state) {
    (void)state;
    Lanes lanes;
    open_lanes(&lanes, LANGUAGE_EN, (const char *const[]){"task", "text:hello world", "hidden", "3", "steps", "10", NULL},
               (const char *const[]){"bptt", "4", "bptt", "1", NULL});
    LanesCost full = lanes_cost(lanes.scene.trace), four = lanes_cost(lanes.traces[0]), one = lanes_cost(lanes.traces[1]);
    assert_int_equal(full.blocks, 1);
    assert_int_equal(full.states, 10);
    assert_int_equal(four.blocks, 3); // 1-4, 5-8, 9-10
    assert_int_equal(four.states, 4);
    assert_int_equal(one.blocks, 10);
    assert_int_equal(one.states, 1);
    assert_int_equal(full.operations - four.operations, 2); // one carry less for each cut
    assert_int_equal(full.operations - one.operations, 9);
    int first, last;
    lanes_block(lanes.traces[0], 6, &first, &last);
    assert_true(first == 5 && last == 8);
    lanes_block(lanes.traces[0], 10, &first, &last);
    assert_true(first == 9 && last == 10);
    close_lanes(&lanes);
    open_lanes(&lanes, LANGUAGE_EN, HELLO, (const char *const[]){"cell", "lstm", "losses", "last", NULL});
    LanesCost lstm = lanes_cost(lanes.traces[0]), last_only = lanes_cost(lanes.traces[1]);
    full = lanes_cost(lanes.scene.trace);
    assert_int_equal(lstm.states, 2 * full.states); // c and h
    assert_true(lstm.operations > full.operations);
    assert_true(last_only.operations < full.operations); // three readouts have nothing to send back
    close_lanes(&lanes);
}

// ---- pictures -------------------------------------------------------------------------------------------------------------------

static void test_texts_keep_apart_in_every_number_of_lanes(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {1024, 768}};
    static const char *const SMALL[] = {"task", "text:hello", "hidden", "3", NULL};
    static const char *const LARGE[] = {"cell", "gru", "task", "random:9", "steps", "30", "hidden", "12", NULL};
    static const struct {
        const char *const *keys;
        const char *compared[5];
    } PAIRS[] = {
        {SMALL, {"bptt", "2", NULL}}, {SMALL, {"bptt", "2", "bptt", "1", NULL}},       {SMALL, {"cell", "lstm", NULL}},
        {LARGE, {"bptt", "7", NULL}}, {LARGE, {"cell", "elman", "hidden", "5", NULL}},
    };
    int frames = 0, texts = 0;
    for (size_t i = 0; i < COUNT(PAIRS) * LANGUAGE_COUNT; i++) {
        Lanes lanes;
        open_lanes(&lanes, (Language)(i % LANGUAGE_COUNT), PAIRS[i / LANGUAGE_COUNT].keys, PAIRS[i / LANGUAGE_COUNT].compared);
        Scene *scene = &lanes.scene;
        scene->view.motion = true;
        double last = (double)trace_moment_count(scene->trace) - 1;
        for (size_t k = 0; k < COUNT(SIZES) * 8; k++) {
            const int *size = SIZES[k % COUNT(SIZES)];
            scene->view.camera.column = k % 5 == 4 ? 420 : 0;
            scene->view.pointed = (Element){.kind = k % 4 == 3 ? ELEMENT_SUM : ELEMENT_NONE};
            scene->view.pointed_trace = 1;
            scene_frame(scene, size[0], size[1], last * (double)k / (COUNT(SIZES) * 8 - 1));
            size_t before = scene->list.shape_count;
            lanes_draw(&scene->frame, &scene->layout);
            lanes_compare_draw(&scene->frame, &scene->layout);
            Rect all = {0, scene->layout.header.h, (float)size[0], scene->layout.sentence.y - scene->layout.header.h};
            if (scene->view.camera.column > 0) { // clipped to the lanes
                all.x = -4000;
                all.w += 8000;
            }
            texts += scene_check_texts(scene, before, all, i % 2 ? "ko" : "en");
            frames++;
        }
        assert_int_equal(scene->faults, 0);
        close_lanes(&lanes);
    }
    assert_true(texts > 15 * frames);
}

// With UNROLL_WRITE_GOLDEN=1 the files are written anew.
static void check_golden(Scene *scene, const Text *said, const char *name) {
    Text path;
    text_init(&path);
    text_printf(&path, "%s/%s.txt", golden_folder, name);
    if (getenv("UNROLL_WRITE_GOLDEN") != NULL) {
        assert_true(file_write(path.data, said->data, said->length, &scene->report));
    }
    Bytes golden;
    assert_true(file_read_text(path.data, 1 << 20, &golden, &scene->report));
    assert_string_equal(said->data, golden.data);
    bytes_finish(&golden);
    text_finish(&path);
}

static void test_what_is_said_stays_as_it_is(void **state) {
    (void)state;
    static const char *const MOMENTS[] = {"forward:h[3]", "backward:h[2]", "end"};
    static const char *const NAMES[LANGUAGE_COUNT] = {"lanes-en", "lanes-ko"};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Lanes lanes;
        open_lanes(&lanes, (Language)language, HELLO, CUT);
        Text said;
        text_init(&said);
        for (size_t i = 0; i < COUNT(MOMENTS); i++) {
            scene_frame_at(&lanes.scene, 1920, 1080, MOMENTS[i]);
            text_printf(&said, "## %s\n", MOMENTS[i]);
            lanes_describe(&lanes.scene.frame, &said);
        }
        check_golden(&lanes.scene, &said, NAMES[language]);
        text_finish(&said);
        close_lanes(&lanes);
    }
}

int main(int argc, char **argv) {
    golden_folder = argc > 1 ? argv[1] : "golden";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lanes_of_one_cell_stand_on_the_same_moment),
        cmocka_unit_test(test_a_cell_with_other_operations_follows_by_name),
        cmocka_unit_test(test_fewer_timesteps_wait),
        cmocka_unit_test(test_a_title_says_what_is_different),
        cmocka_unit_test(test_the_lane_with_the_cut_says_what_does_not_come),
        cmocka_unit_test(test_across_the_cut_stands_the_ghost_of_the_lane_that_is_not_cut),
        cmocka_unit_test(test_a_cut_takes_the_backward_edge_and_leaves_the_forward_one),
        cmocka_unit_test(test_numbers_know_their_lane),
        cmocka_unit_test(test_gradients_are_compared_as_far_as_they_have_come),
        cmocka_unit_test(test_the_cost_is_what_the_engine_has_to_keep_and_do),
        cmocka_unit_test(test_texts_keep_apart_in_every_number_of_lanes),
        cmocka_unit_test(test_what_is_said_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
