// What every part of the picture stands on: colours, numbers, the playhead, the camera, the layout, the sensitive areas.
#include "../base/testing.h"
#include "scene.h"

#include "view/parts/vectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};

// ---- theme ----------------------------------------------------------------------------------------------------------------------

// Contrast as WCAG 2.1 defines it.
static double linear(Color color, int shift) {
    double c = (double)(color >> shift & 0xff) / 255;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double contrast(Color a, Color b) {
    double one = 0.2126 * linear(a, 16) + 0.7152 * linear(a, 8) + 0.0722 * linear(a, 0) + 0.05;
    double other = 0.2126 * linear(b, 16) + 0.7152 * linear(b, 8) + 0.0722 * linear(b, 0) + 0.05;
    return one > other ? one / other : other / one;
}

static void test_texts_are_legible_in_every_theme(void **state) {
    (void)state;
    int themes = 0;
    for (const Theme *theme; (theme = theme_at(themes)) != NULL; themes++) {
        const Color inks[] = {theme->text, theme->quiet, theme->forward, theme->backward, theme->loss, theme->update};
        const Color grounds[] = {theme->background, theme->surface, theme->header};
        for (size_t i = 0; i < COUNT(inks); i++) {
            for (size_t k = 0; k < COUNT(grounds); k++) {
                if (contrast(inks[i], grounds[k]) < 4.5) {
                    fail_msg("%s: ink %zu on ground %zu has a contrast of %.2f", theme->name, i, k, contrast(inks[i], grounds[k]));
                }
            }
        }
        assert_ptr_equal(theme_find(theme->name), theme);
    }
    assert_int_equal(themes, 3);
    assert_null(theme_find("pink"));
    assert_null(theme_at(-1));
}

static void test_numbers_are_legible_on_every_colour_of_the_scale(void **state) {
    (void)state;
    int checked = 0;
    for (const Theme *theme; (theme = theme_at(checked / 41)) != NULL;) {
        for (int i = -20; i <= 20; i++, checked++) {
            Color ground = theme_diverging(theme, i, 20);
            if (contrast(theme_text_on(theme, ground), ground) < 4) {
                fail_msg("%s: %d of 20 has a contrast of %.2f", theme->name, i, contrast(theme_text_on(theme, ground), ground));
            }
        }
    }
    assert_int_equal(checked, 3 * 41);
}

static void test_the_scale_goes_from_negative_by_zero_to_positive(void **state) {
    (void)state;
    const Theme *theme = theme_at(0);
    assert_int_equal(theme_diverging(theme, -2, 1), theme->negative);
    assert_int_equal(theme_diverging(theme, 0, 1), theme->zero);
    assert_int_equal(theme_diverging(theme, 1, 1), theme->positive);
    assert_int_equal(theme_diverging(theme, NAN, 1), theme->zero);
    assert_int_equal(theme_diverging(theme, 1, 0), theme->zero);
    assert_int_equal(color_mix(0xff000000, 0xffffffff, 0.5f), 0xff808080);
    assert_int_equal(color_fade(0xff123456, 0.5f), 0x80123456);
}

// ---- numbers --------------------------------------------------------------------------------------------------------------------

static void test_numbers_for_people(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *normal, *brief;
    } NUMBERS[] = {
        {0, "0", "0"},
        {0.732, "+0.73", "+0.7"},
        {-0.5, "−0.50", "−0.5"},
        {1, "+1.00", "+1.0"},
        {9.994, "+9.99", "+10"},
        {9.996, "+10.0", "+10"},
        {-12.34, "−12.3", "−12"},
        {123.4, "+123", "+123"},
        {9999, "+9999", "+9999"},
        {12345, "+1.2e4", "+1e4"},
        {0.004, "+4.0e−3", "+4e−3"},
        {-1.23e-8, "−1.2e−8", "−1e−8"},
        {9.96e-9, "+1.0e−8", "+1e−8"},
        {5e-324, "+4.9e−324", "+5e−324"},
        {1e308, "+1.0e308", "+1e308"},
    };
    Text text;
    text_init(&text);
    for (size_t i = 0; i < COUNT(NUMBERS); i++) {
        text_clear(&text);
        frame_number(NUMBERS[i].value, &text);
        assert_string_equal(text.data, NUMBERS[i].normal);
        text_clear(&text);
        frame_number_short(NUMBERS[i].value, &text);
        assert_string_equal(text.data, NUMBERS[i].brief);
    }
    text_clear(&text);
    frame_number(INFINITY, &text);
    frame_number(-INFINITY, &text);
    frame_number(NAN, &text);
    assert_string_equal(text.data, "+∞−∞NaN");
    text_finish(&text);
}

// ---- the playhead ---------------------------------------------------------------------------------------------------------------

static void test_a_position_is_a_moment_and_how_far_it_has_come(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    scene.view.motion = true;
    double question = trace_question(scene.trace);
    double last = (double)trace_moment_count(scene.trace) - 1;
    const struct {
        double position;
        long index, known;
        float progress, fold;
    } PLACES[] = {
        {0, 0, 0, 1, 1},
        {0.25, 0, 0, 1, 0.5f},
        {0.5, 0, 0, 1, 0},     // unfolded, nothing computed
        {0.75, 1, 0, 0.5f, 0}, // the first operation takes the second half
        {1, 1, 1, 1, 0},
        {7.5, 8, 7, 0.5f, 0},
        {8, 8, 8, 1, 0},
        {question, (long)question, (long)question, 1, 0}, // the picture stands still
        {question + 0.25, (long)question + 1, (long)question, 0.5f, 0},
        {last + 5, (long)last, (long)last, 1, 0},
        {-3, 0, 0, 1, 1},
    };
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        scene_frame(&scene, 1920, 1080, PLACES[i].position);
        assert_int_equal(scene.frame.index, PLACES[i].index);
        assert_int_equal(scene.frame.known, PLACES[i].known);
        assert_float_equal(scene.frame.progress, PLACES[i].progress, 1e-4);
        assert_float_equal(scene.frame.fold, PLACES[i].fold, 1e-4);
    }
    scene.view.motion = false;
    scene_frame(&scene, 1920, 1080, 7.1);
    assert_int_equal(scene.frame.known, 8);
    assert_float_equal(scene.frame.progress, 1, 0);
    scene_close(&scene);
}

static void test_motion_eases_and_follows_the_clock(void **state) {
    (void)state;
    assert_float_equal(ease(-1), 0, 0);
    assert_float_equal(ease(0.5f), 0.5f, 1e-6);
    assert_float_equal(ease(2), 1, 0);
    assert_true(ease(0.1f) < 0.1f && ease(0.9f) > 0.9f);
    Frame frame = {.now = 4.5};
    assert_float_equal(frame_way(&frame, 4, 5), 0.5f, 1e-6);
    assert_float_equal(frame_way(&frame, 0, 4), 1, 0);
    assert_float_equal(frame_way(&frame, 5, 6), 0, 0);
    assert_float_equal(frame_way(&frame, -1, 2), 0, 0); // what never happens
}

// ---- the camera -----------------------------------------------------------------------------------------------------------------

static Camera camera_of(Scene *scene, double position, Camera wish) {
    scene->view.camera = wish;
    scene_frame(scene, 1920, 1080, position);
    return view_resolve_camera(&scene->view);
}

static void test_the_camera_shows_everything_that_fits(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    Camera camera = camera_of(&scene, 5, (Camera){0, 0});
    assert_float_equal(camera.column, 330, 1e-6);
    assert_float_equal(camera_of(&scene, 20, (Camera){0, 0}).t, camera.t, 0); // it does not move
    assert_float_equal(camera_of(&scene, 5, (Camera){2.5, 700}).column, 700, 0);
    assert_float_equal(camera_of(&scene, 5, (Camera){2.5, 700}).t, 2.5, 0);
    scene_close(&scene);
}

static void test_the_camera_follows_the_playhead_where_not_everything_fits(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "random:5", "steps", "300", "hidden", "2", NULL});
    double from = (double)trace_index(scene.trace, PHASE_LOSS, 150, -1);
    Camera camera = camera_of(&scene, from, (Camera){0, 0});
    assert_float_equal(camera.column, 20, 1e-6);
    assert_float_equal(camera.t, 150, 1e-6);
    scene.view.motion = true;
    assert_float_equal(camera_of(&scene, from + 0.5, (Camera){0, 0}).t, 150.5, 1e-3); // and glides
    double at_first = camera_of(&scene, 1, (Camera){0, 0}).t;
    assert_true(at_first > 10 && at_first < 100); // but shows nothing beyond the ends
    double at_last = camera_of(&scene, (double)trace_index(scene.trace, PHASE_LOSS, 300, -1), (Camera){0, 0}).t;
    assert_true(at_last < 290 && at_last > 200);
    scene_close(&scene);
}

// ---- layout and hits ------------------------------------------------------------------------------------------------------------

static bool within(Rect inner, Rect outer) {
    return inner.x >= outer.x - 0.01f && inner.y >= outer.y - 0.01f && inner.x + inner.w <= outer.x + outer.w + 0.01f &&
           inner.y + inner.h <= outer.y + outer.h + 0.01f;
}

static bool meet(Rect a, Rect b) {
    return a.x + a.w > b.x + 0.01f && b.x + b.w > a.x + 0.01f && a.y + a.h > b.y + 0.01f && b.y + b.h > a.y + 0.01f;
}

static void test_the_parts_of_the_picture_do_not_meet(void **state) {
    (void)state;
    static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {1024, 768}, {800, 1200}, {640, 360}};
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    int checked = 0;
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        for (int backward = 0; backward < 2; backward++) {
            for (int wide = 0; wide < 2; wide++) {
                scene.view.camera.column = wide ? 700 : 0;
                scene_frame(&scene, SIZES[i][0], SIZES[i][1], backward ? (double)trace_moment_count(scene.trace) : 3);
                const Layout *layout = &scene.layout;
                Rect parts[] = {layout->header,    layout->losses,   layout->outputs,  layout->states, layout->tokens, layout->sum,
                                layout->inspector, layout->sentence, layout->timeline, layout->tray,   layout->reach,  layout->plot};
                size_t count = backward ? COUNT(parts) : COUNT(parts) - 3;
                assert_float_equal(layout->opened, backward, 0);
                for (size_t a = 0; a < count; a++) {
                    assert_true(within(parts[a], (Rect){0, 0, (float)SIZES[i][0], (float)SIZES[i][1]}));
                    bool spared = wide && a == COUNT(parts) - 1; // the plot, where one looks into a cell and the window is low
                    assert_true(spared || (parts[a].w > 0 && parts[a].h > 0));
                    for (size_t b = 0; b < a; b++) {
                        assert_false(meet(parts[a], parts[b]));
                        checked++;
                    }
                }
                for (int band = 1; band < 5; band++) {
                    assert_true(within(parts[band], layout->stage));
                }
            }
        }
    }
    assert_true(checked > 1000);
    scene_close(&scene);
}

static void test_no_text_is_smaller_than_a_projector_needs(void **state) {
    (void)state;
    static const struct {
        int width, height;
        float scale, least;
    } SIZES[] = {{1280, 720, 1, 18}, {1920, 1080, 1, 20}, {3840, 2160, 1, 40}, {1920, 1080, 1.5f, 30}, {1920, 1080, 0.5f, 18}};
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        scene.view.scale = SIZES[i].scale;
        scene_frame(&scene, SIZES[i].width, SIZES[i].height, 0);
        assert_float_equal(frame_text_size(&scene.frame, 1), SIZES[i].least, 0.01);
        assert_true(frame_text_size(&scene.frame, 60) > SIZES[i].least);
    }
    scene_close(&scene);
}

static void test_the_topmost_hit_is_found(void **state) {
    (void)state;
    HitList hits;
    hits_init(&hits);
    for (int i = 0; i < 200; i++) {
        hits_add(&hits, HIT_COLUMN, (Rect){(float)i, 0, 2, 10})->t = i;
    }
    assert_int_equal(hits_find(&hits, 5.5f, 5)->t, 5);
    assert_int_equal(hits_find(&hits, 0.5f, 5)->t, 0);
    assert_null(hits_find(&hits, 5, 10)); // the lower edge is outside
    assert_null(hits_find(&hits, -0.1f, 5));
    hits_clear(&hits);
    assert_null(hits_find(&hits, 5, 5));
    hits_finish(&hits);
}

static void test_text_is_cut_where_it_is_too_wide_and_left_out_where_the_window_cuts_it(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_KO, HELLO);
    scene_frame(&scene, 1920, 1080, 0);
    Frame *frame = &scene.frame;
    assert_float_equal(frame_text_width(frame, FACE_REGULAR, 20, "은닉 상태"), 4 * 20 + 12, 0.01);
    float width = frame_text_fit(frame, 0, 20, ALIGN_LEFT, FACE_REGULAR, 20, frame->theme->text, "은닉 상태", 60);
    assert_true(width > 0 && width <= 60);
    assert_true(scene_says(&scene, "은닉…"));
    assert_float_equal(frame_text_fit(frame, 0, 50, ALIGN_LEFT, FACE_REGULAR, 20, frame->theme->text, "은닉 상태", 5), 0, 0);
    size_t before = scene.list.shape_count;
    frame->window = (Rect){100, 0, 50, 100};
    frame_text(frame, 90, 20, ALIGN_LEFT, FACE_REGULAR, 20, frame->theme->text, "ab");
    frame_text(frame, 140, 20, ALIGN_LEFT, FACE_REGULAR, 20, frame->theme->text, "ab");
    assert_int_equal(scene.list.shape_count, before);
    frame_text(frame, 110, 20, ALIGN_LEFT, FACE_REGULAR, 20, frame->theme->text, "ab");
    assert_int_equal(scene.list.shape_count, before + 1);
    scene_close(&scene);
}

// ---- vectors --------------------------------------------------------------------------------------------------------------------

static int count_shapes(const Scene *scene, ShapeKind kind) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        count += scene->list.shapes[i].kind == kind;
    }
    return count;
}

static void test_a_vector_is_numbers_or_bars_that_show_the_sign(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    const double values[3] = {0.5, -0.25, 0};
    Vector vector = {
        .values = values, .size = 3, .limit = 1, .shown = 1, .numbers = true, .element = {.kind = ELEMENT_VALUE, .index = 2, .t = 1}};

    scene_frame(&scene, 1920, 1080, 3);
    vector_draw(&scene.frame, (Rect){100, 100, 80, 120}, &vector);
    assert_true(scene_says(&scene, "+0.50") && scene_says(&scene, "−0.25"));
    assert_int_equal(scene.hits.count, 3);
    assert_int_equal(hits_find(&scene.hits, 140, 165)->element.row, 1);

    scene_frame(&scene, 1920, 1080, 3);
    vector_draw(&scene.frame, (Rect){100, 100, 80, 30}, &vector); // too low for numbers
    assert_int_equal(count_shapes(&scene, SHAPE_TEXT), 0);
    int left = 0, right = 0;
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        Rect rect = scene.list.shapes[i].rect;
        right += rect.h < 8 && rect.w > 20 && rect.w < 25 && rect.x == 140; // a little more than 0.5 of half the width
        left += rect.h < 8 && rect.w > 10 && rect.w < 20 && rect.x + rect.w == 140;
    }
    assert_int_equal(right, 1);
    assert_int_equal(left, 1);
    scene_close(&scene);
}

static void test_long_vectors_are_drawn_in_groups_by_their_largest(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    double values[1000] = {0};
    values[777] = -3;
    Vector vector = {.values = values, .size = 1000, .limit = 3, .shown = 1, .element = {.kind = ELEMENT_VALUE, .index = 2, .t = 1}};
    scene_frame(&scene, 1920, 1080, 3);
    vector_draw(&scene.frame, (Rect){100, 100, 80, 300}, &vector);
    assert_true(scene.hits.count > 50 && scene.hits.count <= 150);
    int found = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        found += scene.hits.hits[i].element.row == 777;
    }
    assert_int_equal(found, 1);
    scene_close(&scene);
}

static void test_what_is_not_finite_is_hatched_or_written(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    const double values[2] = {INFINITY, NAN};
    Vector vector = {.values = values, .size = 2, .limit = 1, .shown = 1, .numbers = true};
    scene_frame(&scene, 1920, 1080, 3);
    vector_draw(&scene.frame, (Rect){100, 100, 80, 80}, &vector);
    assert_true(scene_says(&scene, "∞") && scene_says(&scene, "NaN"));
    scene_frame(&scene, 1920, 1080, 3);
    vector_draw(&scene.frame, (Rect){100, 100, 80, 20}, &vector);
    assert_true(count_shapes(&scene, SHAPE_POLYLINE) > 4);
    assert_int_equal(count_shapes(&scene, SHAPE_CLIP), count_shapes(&scene, SHAPE_CLIP_END));
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_legible_in_every_theme),
        cmocka_unit_test(test_numbers_are_legible_on_every_colour_of_the_scale),
        cmocka_unit_test(test_the_scale_goes_from_negative_by_zero_to_positive),
        cmocka_unit_test(test_numbers_for_people),
        cmocka_unit_test(test_a_position_is_a_moment_and_how_far_it_has_come),
        cmocka_unit_test(test_motion_eases_and_follows_the_clock),
        cmocka_unit_test(test_the_camera_shows_everything_that_fits),
        cmocka_unit_test(test_the_camera_follows_the_playhead_where_not_everything_fits),
        cmocka_unit_test(test_the_parts_of_the_picture_do_not_meet),
        cmocka_unit_test(test_no_text_is_smaller_than_a_projector_needs),
        cmocka_unit_test(test_the_topmost_hit_is_found),
        cmocka_unit_test(test_text_is_cut_where_it_is_too_wide_and_left_out_where_the_window_cuts_it),
        cmocka_unit_test(test_a_vector_is_numbers_or_bars_that_show_the_sign),
        cmocka_unit_test(test_long_vectors_are_drawn_in_groups_by_their_largest),
        cmocka_unit_test(test_what_is_not_finite_is_hatched_or_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
