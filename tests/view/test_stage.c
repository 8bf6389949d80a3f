// The stage: what it shows of the trace and what it does not show yet, at every zoom.
#include "../base/testing.h"
#include "scene.h"

#include "base/files.h"
#include "view/diagram/cell_graph.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *golden_folder; // from the command line

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};
static const char *const CUT[] = {"task", "text:hello", "hidden", "3", "bptt", "2", NULL};

static void draw_at(Scene *scene, int width, int height, const char *moment) {
    scene_frame_at(scene, width, height, moment);
    stage_draw(&scene->frame, &scene->layout);
}

static void draw_position(Scene *scene, int width, int height, double position) {
    scene_frame(scene, width, height, position);
    stage_draw(&scene->frame, &scene->layout);
}

static bool says(const Scene *scene, const char *text) {
    return scene_says(scene, text);
}

// ---- what is known --------------------------------------------------------------------------------------------------------------

static void test_later_timesteps_are_outlines_only(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    int op = scene.trace->program->equations[trace_state_equation(scene.trace)].op;
    int shown[5] = {0};
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Element *element = &scene.hits.hits[i].element;
        if (scene.hits.hits[i].kind == HIT_ELEMENT && element->kind == ELEMENT_VALUE && element->index == op) {
            shown[element->t]++;
        }
    }
    assert_int_equal(shown[0], 3);
    assert_int_equal(shown[1], 3);
    assert_int_equal(shown[2], 3);
    assert_int_equal(shown[3], 0);
    assert_int_equal(shown[4], 0);
    scene_close(&scene);
}

static void test_every_number_can_be_asked_where_it_comes_from(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_at(&scene, 1920, 1080, "end");
    int checked = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        if (shape->kind != SHAPE_TEXT || shape->face != FACE_MONO) {
            continue;
        }
        const Hit *hit = hits_find(&scene.hits, shape->rect.x + 2, shape->rect.y - 4);
        assert_non_null(hit);
        assert_int_equal(hit->kind, HIT_ELEMENT);
        Text expected;
        text_init(&expected);
        const double *values = hit->element.kind == ELEMENT_ADJOINT ? run_adjoint(scene.trace->run, hit->element.index, hit->element.t, 0)
                                                                    : run_value(scene.trace->run, hit->element.index, hit->element.t, 0);
        frame_number(values[hit->element.row], &expected);
        assert_int_equal(shape->count, expected.length);
        assert_memory_equal(scene.list.bytes + shape->first, expected.data, expected.length);
        text_finish(&expected);
        checked++;
    }
    assert_int_equal(checked, 3 + 2 * 3 * 4); // h[0], and value and adjoint of four states
    scene_close(&scene);
}

static void test_columns_and_the_stage_take_the_pointer(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_int_equal(scene_count_hits(&scene, HIT_COLUMN, NULL), 4);
    assert_int_equal(scene_count_hits(&scene, HIT_STAGE, NULL), 1);
    const Hit *hit = hits_find(&scene.hits, 600, 900);
    assert_non_null(hit);
    assert_int_equal(hit->kind, HIT_COLUMN);
    assert_int_equal(hit->t, 2);
    scene_close(&scene);
}

// ---- edges ----------------------------------------------------------------------------------------------------------------------

typedef struct Crossing {
    int forward, backward, dashed; // horizontal lines, drawn whole
    float forward_y, backward_y;
} Crossing;

// The lines between the columns t and t + 1.
static Crossing crossing(Scene *scene, int t) {
    Stage stage;
    stage_make(&stage, &scene->frame, &scene->layout);
    float middle = (stage_card_right(&stage, t) + stage_card_left(&stage, t + 1)) / 2;
    Rect states = scene->layout.states;
    stage_finish(&stage);
    Crossing found = {0};
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind != SHAPE_POLYLINE || shape->count != 2) {
            continue;
        }
        const Point *points = scene->list.points + shape->first;
        float left = fminf(points[0].x, points[1].x), right = fmaxf(points[0].x, points[1].x);
        bool level = fabsf(points[0].y - points[1].y) < 0.01f && points[0].y > states.y && points[0].y < states.y + states.h;
        if (!level || left > middle || right < middle) {
            continue;
        }
        if (shape->dash > 0) {
            found.dashed++;
        } else if (points[0].x < points[1].x) {
            found.forward++;
            found.forward_y = points[0].y;
        } else {
            found.backward++;
            found.backward_y = points[0].y;
        }
    }
    return found;
}

static void test_backward_runs_below_forward_and_comes_from_the_right(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_at(&scene, 1920, 1080, "backward:h[2]");
    Crossing done = crossing(&scene, 2), ahead = crossing(&scene, 1);
    assert_int_equal(done.forward, 1);
    assert_int_equal(done.backward, 1);
    assert_float_equal(done.backward_y - done.forward_y, 32 * scene.layout.unit, 0.1);
    assert_int_equal(ahead.forward, 1);
    assert_int_equal(ahead.backward, 0);
    scene_close(&scene);
}

static void test_truncation_cuts_the_backward_edge_and_leaves_the_forward_one(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, CUT);
    draw_at(&scene, 1920, 1080, "end");
    const int backward[4] = {0, 1, 0, 1}; // the cut lies between 2 and 3
    for (int t = 1; t <= 3; t++) {
        Crossing lines = crossing(&scene, t);
        assert_int_equal(lines.forward, 1);
        assert_int_equal(lines.backward, backward[t]);
        assert_int_equal(lines.dashed, 1 - backward[t]);
    }
    scene_close(&scene);
}

// How wide the line is along which the gradient has come to the state at t; 0 if there is none.
static float width_back(Scene *scene, int t) {
    Crossing lines = crossing(scene, t);
    Stage stage;
    stage_make(&stage, &scene->frame, &scene->layout);
    float end = stage_card_right(&stage, t), width = 0;
    stage_finish(&stage);
    for (size_t i = 0; i < scene->list.shape_count && lines.backward == 1; i++) {
        const Shape *shape = &scene->list.shapes[i];
        const Point *points = scene->list.points + shape->first;
        if (shape->kind == SHAPE_POLYLINE && shape->count == 2 && points[1].y == lines.backward_y && fabsf(points[1].x - end) < 0.01f) {
            width = shape->width;
        }
    }
    return width;
}

static void test_an_edge_is_as_wide_as_what_flows_is_large(void **state) {
    (void)state;
    Scene scene;
    // Only the last loss, and weights that shrink what passes through them.
    scene_open(&scene, LANGUAGE_EN,
               (const char *const[]){"task", "text:hello", "hidden", "3", "losses", "last", "init", "spectral:0.1", NULL});
    draw_at(&scene, 1920, 1080, "end");
    assert_true(width_back(&scene, 3) > width_back(&scene, 2) && width_back(&scene, 2) > width_back(&scene, 1));
    assert_true(width_back(&scene, 1) > 0);
    scene_close(&scene);
}

// ---- room -----------------------------------------------------------------------------------------------------------------------

static int count_mono(const Scene *scene);

static void test_states_keep_their_numbers_when_the_backward_pass_begins(void **state) {
    (void)state;
    static const struct {
        const char *cell, *hidden;
        int width, height, rows;
    } CASES[] = {
        {"elman", "3", 1280, 720, 3}, {"elman", "5", 1280, 720, 5}, {"elman", "8", 1280, 720, 8},  {"lstm", "3", 1280, 720, 6},
        {"elman", "3", 1024, 768, 3}, {"lstm", "3", 1024, 768, 6},  {"lstm", "8", 1920, 1080, 16},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN,
                   (const char *const[]){"task", "text:hello", "cell", CASES[i].cell, "hidden", CASES[i].hidden, NULL});
        draw_at(&scene, CASES[i].width, CASES[i].height, "end");
        assert_int_equal(count_mono(&scene), CASES[i].rows * (1 + 2 * 4)); // before the first timestep, then value and adjoint
        assert_true(scene.layout.plot.h >= 5 * scene.layout.text_min);
        scene_close(&scene);
    }
}

static void test_either_all_states_have_numbers_or_none(void **state) {
    (void)state;
    int with = 0, without = 0;
    for (int hidden = 2; hidden <= 20; hidden++) {
        char text[8];
        snprintf(text, sizeof text, "%d", hidden);
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", text, NULL});
        draw_at(&scene, 1920, 1080, "end");
        int numbers = count_mono(&scene);
        assert_true(numbers == 0 || numbers == 2 * hidden * 9);
        with += numbers > 0;
        without += numbers == 0;
        scene_close(&scene);
    }
    assert_true(with > 3 && without > 3);
}

static void test_what_has_no_room_is_left_out_instead_of_squashed(void **state) {
    (void)state;
    int hidden = 0, shown = 0;
    for (int tenths = 10; tenths <= 24; tenths += 2) {
        Scene scene;
        scene_open(&scene, LANGUAGE_KO, HELLO);
        scene.view.scale = (float)tenths / 10;
        scene_frame_at(&scene, 1280, 720, "backward:h[2]");
        const Layout *layout = &scene.layout;
        const Rect *parts[3] = {&layout->tray, &layout->reach, &layout->plot};
        for (int i = 0; i < 3; i++) {
            assert_true(parts[i]->h <= 0 || parts[i]->h >= (i == 2 ? 5.7f : 4.4f) * layout->text_min);
            hidden += parts[i]->h <= 0;
            shown += parts[i]->h > 0;
        }
        view_draw(&scene.view, &scene.list, &scene.hits);
        assert_true(says(&scene, words_get(scene.words, "panels.tray")) == (layout->tray.h > 0));
        assert_true(says(&scene, words_get(scene.words, "panels.reach")) == (layout->reach.h > 0));
        scene_close(&scene);
    }
    assert_true(hidden >= 3 && shown >= 3);
}

static void test_the_lowest_row_keeps_off_the_edge_of_the_window(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1280, 720, "end");
    assert_true(scene.layout.timeline.y + scene.layout.timeline.h <= 720 - 6);
    scene_close(&scene);
}

// ---- outputs and tokens ---------------------------------------------------------------------------------------------------------

static void test_a_framed_bar_is_as_high_as_its_probability(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:6", "steps", "8", "hidden", "3", NULL});
    scene.view.motion = false;
    draw_at(&scene, 1280, 720, "end");
    const double *values = run_value(scene.trace->run, scene.trace->program->output_op, 1, 0);
    double wanted = values[scene.trace->batch.target_index[0]];
    assert_true(wanted > 0.05 && wanted < 0.5);
    int checked = 0;
    for (size_t i = 0; i + 1 < scene.list.shape_count; i++) {
        const Shape *frame = &scene.list.shapes[i], *bar = frame + 1;
        bool framed = frame->kind == SHAPE_BOX && frame->fill == 0 && bar->kind == SHAPE_BOX &&
                      bar->fill == color_fade(scene.view.theme->loss, 0.85f);
        if (framed && checked == 0) {
            assert_float_equal(bar->rect.h / frame->rect.h, wanted, 0.02);
            assert_float_equal(bar->rect.y + bar->rect.h, frame->rect.y + frame->rect.h, 0.1);
            checked++;
        }
    }
    assert_int_equal(checked, 1);
    scene_close(&scene);
}

// Letters are as wide as in a real font, where some are wider than a column of many timesteps.
static float letter_width(void *context, FontFace face, float size, const char *text, size_t length) {
    bool wide = length == 1 && (text[0] == 'm' || text[0] == 'w');
    return wide ? 0.97f * size : text_measure_fixed().width(context, face, size, text, length);
}

static int count_text(const Scene *scene, const char *text) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        count +=
            shape->kind == SHAPE_TEXT && shape->count == strlen(text) && memcmp(scene->list.bytes + shape->first, text, shape->count) == 0;
    }
    return count;
}

static void test_wide_letters_are_written_in_narrow_columns(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN,
               (const char *const[]){"task", "text:brown fox jumps, hammer, www and much more that is over and done", "steps", "58",
                                     "hidden", "3", NULL});
    scene.view.measure = (TextMeasure){NULL, letter_width};
    draw_at(&scene, 1280, 720, "end");
    assert_int_equal(count_text(&scene, "m"), 5);
    assert_int_equal(count_text(&scene, "w"), 4);
    scene_close(&scene);
}

static void test_words_that_do_not_fit_leave_a_mark(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:1000", "steps", "50", "hidden", "3", NULL});
    draw_at(&scene, 1280, 720, "end");
    int marks = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        marks += shape->kind == SHAPE_DISC && shape->rect.y > scene.layout.tokens.y;
    }
    assert_true(marks > 30);
    scene_close(&scene);
}

static void test_the_first_of_many_tokens_wait_and_the_rest_are_counted(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:9", "steps", "60", "hidden", "3", NULL});
    draw_position(&scene, 1280, 720, 0);
    assert_true(says(&scene, "… 60 in all"));
    int labels = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        labels += shape->kind == SHAPE_TEXT && shape->face == FACE_BOLD && shape->rect.y > scene.layout.tokens.y;
    }
    assert_true(labels >= 8 && labels < 60);
    scene_close(&scene);

    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_position(&scene, 1280, 720, 0);
    assert_false(says(&scene, "in all"));
    scene_close(&scene);
}

// ---- where one looks ------------------------------------------------------------------------------------------------------------

static void test_the_camera_follows_a_step_out_of_view_and_keeps_its_zoom(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1280, 720, "forward:h[3]");
    scene.view.camera = (Camera){3, 1000};
    double first = (double)trace_find(scene.trace, "forward:h[1]", (Place){"test", 0, 0}, &scene.report);
    double third = (double)trace_find(scene.trace, "forward:h[3]", (Place){"test", 0, 0}, &scene.report);
    Camera there = view_follow(&scene.view, first);
    assert_float_equal(there.column, 1000, 1e-9);
    assert_true(there.t < 1.25);
    assert_float_equal(view_follow(&scene.view, third).t, 3, 1e-9); // in view already
    scene.view.camera = (Camera){2.4, 330};                         // several columns show: nothing moves
    assert_float_equal(view_follow(&scene.view, third).t, 2.4, 1e-9);
    scene.view.camera = (Camera){0, 1000}; // follows by itself
    assert_float_equal(view_follow(&scene.view, first).t, 0, 1e-9);
    scene_close(&scene);
}

static void test_the_state_that_the_question_is_about_is_ringed(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    int rings[2];
    for (int i = 0; i < 2; i++) {
        draw_position(&scene, 1280, 720, trace_question(scene.trace) - (i == 0 ? 0 : 0.5));
        Stage stage;
        stage_make(&stage, &scene.frame, &scene.layout);
        float middle = stage_x(&stage, trace_question_t(scene.trace)) + stage.value_x;
        stage_finish(&stage);
        rings[i] = 0;
        for (size_t k = 0; k < scene.list.shape_count; k++) {
            const Shape *shape = &scene.list.shapes[k];
            rings[i] += shape->kind == SHAPE_BOX && shape->border == scene.view.theme->focus && shape->fill == 0 &&
                        fabsf(shape->rect.x + shape->rect.w / 2 - middle) < 1;
        }
    }
    assert_int_equal(rings[0], 1);
    assert_int_equal(rings[1], 0);
    scene_close(&scene);
}

// ---- zoom -----------------------------------------------------------------------------------------------------------------------

static int count_mono(const Scene *scene) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += scene->list.shapes[i].kind == SHAPE_TEXT && scene->list.shapes[i].face == FACE_MONO;
    }
    return count;
}

static void test_more_is_told_where_columns_are_wider(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene.view.camera = (Camera){2, 60};
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_int_equal(count_mono(&scene), 0);
    assert_false(says(&scene, "h[2]"));

    scene.view.camera.column = 150;
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_int_equal(count_mono(&scene), 0);
    assert_true(says(&scene, "h[2]"));

    scene.view.camera.column = 250;
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_true(count_mono(&scene) >= 6);
    assert_false(says(&scene, "want"));

    scene.view.camera.column = 330;
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_true(says(&scene, "want"));

    scene.view.camera.column = 600;
    draw_at(&scene, 1920, 1080, "forward:h[2]");
    assert_true(says(&scene, "h[2] = tanh") && says(&scene, "(3×4)(4)"));

    scene.view.camera.column = STAGE_PRODUCT_COLUMN;
    draw_at(&scene, 1920, 1080, "forward:h[2]"); // the last product before it
    assert_true(says(&scene, "(3×3)(3) = (3)") || says(&scene, "(3×4)(4) = (3)"));
    int weights = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        weights += scene.hits.hits[i].kind == HIT_ELEMENT && scene.hits.hits[i].element.kind == ELEMENT_WEIGHT;
    }
    assert_true(weights == 9 || weights == 12);
    scene_close(&scene);
}

static void test_every_built_in_cell_has_a_picture_of_its_operations(void **state) {
    (void)state;
    int checked = 0;
    for (size_t i = 0; asset_name("cells/", i) != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", asset_name("cells/", i) + strlen("cells/"));
        *strrchr(name, '.') = '\0';
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", "4", "cell", name, NULL});
        scene.view.camera = (Camera){2, 950};
        draw_at(&scene, 1920, 1080, "loss:2");
        Stage stage;
        stage_make(&stage, &scene.frame, &scene.layout);
        Rect card = {stage_x(&stage, 2) + stage.card.x, stage.card.y, stage.card.w, stage.card.h};
        if (!stage_draw_operations(&stage, 2, card)) {
            fail_msg("%s: its operations do not fit", name);
        }
        stage_finish(&stage);
        scene_close(&scene);
        checked++;
    }
    assert_true(checked >= 5);
}

static void test_operations_and_products_are_told_with_their_numbers(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene.view.camera = (Camera){2, 800};
    draw_at(&scene, 1280, 720, "forward:h[2]");
    assert_true(count_mono(&scene) >= 5 * 3); // W_x x, h[1], W_h h, the sum, h[2]
    scene.view.camera = (Camera){2, STAGE_PRODUCT_COLUMN};
    draw_at(&scene, 1280, 720, "forward:h[2]");
    assert_true(count_mono(&scene) >= 9 + 3 + 3);
    assert_int_equal(count_text(&scene, "×"), 1);
    assert_int_equal(count_text(&scene, "="), 1);
    assert_int_equal(count_text(&scene, "(3×3)"), 1);
    assert_true(count_text(&scene, "h[1]") >= 1);
    scene_close(&scene);
}

static void test_edges_pass_between_the_nodes_of_a_cell(void **state) {
    (void)state;
    static const char *const CELLS[] = {"lstm", "gru", "lstm-peephole"};
    int checked = 0;
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", "3", "cell", CELLS[i], NULL});
        scene_frame_at(&scene, 1920, 1080, "end");
        Arena arena;
        arena_init(&arena);
        CellGraph graph;
        assert_true(cell_graph_make(&graph, &scene.frame, &arena, 2, 900, 500, 50, 100));
        for (int k = 0; k < graph.edge_count; k++) {
            const GraphNode *from = &graph.nodes[graph.edges[k].from], *to = &graph.nodes[graph.edges[k].to];
            for (int layer = from->layer + 1; layer < to->layer; layer++) {
                float x, width, y = cell_graph_passage(&graph, layer, from->rect.y + from->rect.h / 2, 4, &x, &width);
                for (int n = 0; n < graph.node_count; n++) {
                    Rect rect = graph.nodes[n].rect;
                    assert_false(graph.nodes[n].layer == layer && y > rect.y - 1 && y < rect.y + rect.h + 1);
                }
                checked++;
            }
        }
        arena_finish(&arena);
        scene_close(&scene);
    }
    assert_true(checked >= 4);
}

static void test_the_wanted_symbol_is_always_among_the_largest(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:200", "steps", "4", "hidden", "3", NULL});
    draw_at(&scene, 1920, 1080, "end");
    int output = scene.trace->program->output_op, found = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Element *element = &scene.hits.hits[i].element;
        if (element->kind == ELEMENT_VALUE && element->index == output) {
            found += element->row == scene.trace->batch.target_index[element->t - 1];
        }
    }
    assert_int_equal(found, 4);
    scene_close(&scene);
}

static void test_what_lies_outside_is_counted(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:5", "steps", "40", "hidden", "2", "batch", "3", NULL});
    scene.view.camera = (Camera){20, 330};
    draw_at(&scene, 1920, 1080, "loss:20");
    assert_true(says(&scene, "17") || says(&scene, "18"));
    assert_true(says(&scene, "lane 1 of 3"));
    assert_false(says(&scene, "t = 30"));
    assert_true(says(&scene, "t = 20"));
    scene_close(&scene);
}

static void test_numbers_that_are_not_finite_are_marked_and_the_first_is_named(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN,
               (const char *const[]){"cell-text", "h[t] = identity(W_x x[t] + W_h h[t-1]); y[t] = W_y h[t]", "task", "series:sine", "steps",
                                     "6", "hidden", "2", "set", "W_h=1e200 0;0 1e200", NULL});
    assert_false(scene.trace->finite);
    draw_at(&scene, 1920, 1080, "end");
    assert_true(says(&scene, "first not finite"));
    assert_true(says(&scene, "∞") || says(&scene, "NaN"));
    draw_at(&scene, 1920, 1080, "forward:h[1]");
    assert_false(says(&scene, "first not finite")); // not before it has happened
    scene_close(&scene);
}

static void test_a_cell_unfolds_and_shows_whose_weights_its_copies_have(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    draw_position(&scene, 1920, 1080, 0);
    assert_true(says(&scene, "h[t]") && says(&scene, "x[t]") && says(&scene, "y[t]"));
    assert_false(says(&scene, "h[2]"));
    scene.view.motion = true;
    draw_position(&scene, 1920, 1080, 0.5);
    assert_true(says(&scene, "h[2]") && says(&scene, "W"));
    draw_position(&scene, 1920, 1080, 3);
    assert_false(says(&scene, "W"));
    draw_at(&scene, 1920, 1080, "update");
    assert_true(says(&scene, "W")); // at every copy
    scene_close(&scene);
}

// ---- golden ---------------------------------------------------------------------------------------------------------------------

static void test_pictures_stay_as_they_are(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:abca", "hidden", "2", "bptt", "2", NULL});
    draw_position(&scene, 1280, 720, 0);
    scene_check_golden(&scene, golden_folder, "stage-folded");
    draw_at(&scene, 1280, 720, "forward:h[2]");
    scene_check_golden(&scene, golden_folder, "stage-forward");
    draw_at(&scene, 1280, 720, "backward:h[2]");
    scene_check_golden(&scene, golden_folder, "stage-backward");
    scene.view.camera = (Camera){2, 60};
    draw_at(&scene, 1280, 720, "backward:h[2]");
    scene_check_golden(&scene, golden_folder, "stage-strips");
    scene_close(&scene);
}

static void test_the_frame_can_be_read_aloud(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene_frame_at(&scene, 1920, 1080, "backward:h[4]");
    Text text;
    text_init(&text);
    view_describe(&scene.view, &text);
    assert_non_null(strstr(text.data, "t = 1: x = h; h = "));
    assert_non_null(strstr(text.data, "t = 4: x = l; h = "));
    const char *last = strstr(text.data, "t = 4");
    assert_non_null(strstr(last, "∂L/∂h = "));
    assert_true(strstr(strstr(text.data, "t = 1"), "∂L/∂h = ") > last); // the others have none yet
    assert_non_null(strstr(last, "; L = "));
    text_finish(&text);
    scene_close(&scene);
}

int main(int argc, char **argv) {
    golden_folder = argc > 1 ? argv[1] : "golden";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_later_timesteps_are_outlines_only),
        cmocka_unit_test(test_every_number_can_be_asked_where_it_comes_from),
        cmocka_unit_test(test_columns_and_the_stage_take_the_pointer),
        cmocka_unit_test(test_backward_runs_below_forward_and_comes_from_the_right),
        cmocka_unit_test(test_truncation_cuts_the_backward_edge_and_leaves_the_forward_one),
        cmocka_unit_test(test_an_edge_is_as_wide_as_what_flows_is_large),
        cmocka_unit_test(test_states_keep_their_numbers_when_the_backward_pass_begins),
        cmocka_unit_test(test_either_all_states_have_numbers_or_none),
        cmocka_unit_test(test_what_has_no_room_is_left_out_instead_of_squashed),
        cmocka_unit_test(test_the_lowest_row_keeps_off_the_edge_of_the_window),
        cmocka_unit_test(test_a_framed_bar_is_as_high_as_its_probability),
        cmocka_unit_test(test_wide_letters_are_written_in_narrow_columns),
        cmocka_unit_test(test_words_that_do_not_fit_leave_a_mark),
        cmocka_unit_test(test_the_first_of_many_tokens_wait_and_the_rest_are_counted),
        cmocka_unit_test(test_the_camera_follows_a_step_out_of_view_and_keeps_its_zoom),
        cmocka_unit_test(test_the_state_that_the_question_is_about_is_ringed),
        cmocka_unit_test(test_more_is_told_where_columns_are_wider),
        cmocka_unit_test(test_every_built_in_cell_has_a_picture_of_its_operations),
        cmocka_unit_test(test_operations_and_products_are_told_with_their_numbers),
        cmocka_unit_test(test_edges_pass_between_the_nodes_of_a_cell),
        cmocka_unit_test(test_the_wanted_symbol_is_always_among_the_largest),
        cmocka_unit_test(test_what_lies_outside_is_counted),
        cmocka_unit_test(test_numbers_that_are_not_finite_are_marked_and_the_first_is_named),
        cmocka_unit_test(test_a_cell_unfolds_and_shows_whose_weights_its_copies_have),
        cmocka_unit_test(test_pictures_stay_as_they_are),
        cmocka_unit_test(test_the_frame_can_be_read_aloud),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
