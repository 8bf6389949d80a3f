// Strokes: width, ends, joins, dashes, arrowheads, curves.
#include "testing.h"

static void a_line_of_whole_pixels_is_crisp(void **state) {
    (void)state;
    Picture picture = picture_make(40, 12);
    display_line(&picture.list, (Point){5, 6}, (Point){35, 6}, 2, INK);
    picture_draw(&picture);
    for (int x = 6; x < 34; x++) {
        assert_int_equal(picture_ink(&picture, x, 4), 0);
        assert_int_equal(picture_ink(&picture, x, 5), 255);
        assert_int_equal(picture_ink(&picture, x, 6), 255);
        assert_int_equal(picture_ink(&picture, x, 7), 0);
    }
    assert_true(picture_ink(&picture, 4, 5) > 60); // the round end
    assert_int_equal(picture_ink(&picture, 2, 5), 0);
    picture_finish(&picture);
}

static void a_stroke_covers_its_width_in_every_direction(void **state) {
    (void)state;
    const Point ends[] = {{70, 40}, {66, 55}, {61.2f, 61.2f}, {40, 70}, {20, 65}, {10, 40.3f}, {33, 11}};
    const float widths[] = {0.5f, 1, 1.7f, 3, 6.5f};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
            Picture picture = picture_make(80, 80);
            display_line(&picture.list, (Point){40, 40}, ends[i], widths[k], INK);
            picture_draw(&picture);
            double dx = (double)ends[i].x - 40, dy = (double)ends[i].y - 40, width = (double)widths[k], length = 0;
            for (double step = 0; step * step <= dx * dx + dy * dy; step += 0.01) length = step;
            double area = length * width + 3.14159265 / 4 * width * width;
            assert_near(picture_area(&picture), area, (width < 2 ? 0.15 : 0.03) * area + 0.4); // hairlines vary with their slope
            picture_finish(&picture);
        }
    }
}

static void a_translucent_stroke_is_even_at_its_joins(void **state) {
    (void)state;
    Picture picture = picture_make(60, 60);
    const Point zigzag[] = {{10, 10}, {50, 14}, {12, 22}, {48, 48}, {49, 48}, {10, 50}};
    Shape *line = display_polyline(&picture.list, zigzag, 6, 5, 0x80000000);
    line->arrow = 12;
    picture_draw(&picture);
    int darkest = 0;
    for (int y = 0; y < 60; y++) {
        for (int x = 0; x < 60; x++) darkest = picture_ink(&picture, x, y) > darkest ? picture_ink(&picture, x, y) : darkest;
    }
    assert_int_equal(darkest, 128);
    assert_int_equal(picture_ink(&picture, 48, 14), 128); // a join
    picture_finish(&picture);
}

static void an_arrow_ends_at_its_tip(void **state) {
    (void)state;
    Picture picture = picture_make(60, 40);
    display_line(&picture.list, (Point){5, 20}, (Point){50, 20}, 4, INK)->arrow = 15;
    picture_draw(&picture);
    for (int y = 0; y < 40; y++) {
        for (int x = 51; x < 60; x++) assert_int_equal(picture_ink(&picture, x, y), 0);
    }
    assert_true(picture_ink(&picture, 48, 19) > 128);
    // 15 long and 15 + 4 / 2 wide: the base is at x = 35, from y = 11.5 to 28.5.
    assert_int_equal(picture_ink(&picture, 36, 13), 255);
    assert_true(picture_ink(&picture, 35, 11) > 0);
    assert_int_equal(picture_ink(&picture, 35, 10), 0);
    assert_int_equal(picture_ink(&picture, 34, 16), 0);
    for (int x = 6; x < 48; x++) assert_int_equal(picture_ink(&picture, x, 19), 255); // no gap below the head
    double area = 0.5 * 15 * 17 + 30 * 4 + 3.14159265 / 2 * 4;
    assert_near(picture_area(&picture), area, 2);
    picture_finish(&picture);
}

static void an_arrow_longer_than_its_line_shrinks_with_it(void **state) {
    (void)state;
    Picture picture = picture_make(40, 40);
    display_line(&picture.list, (Point){20, 20}, (Point){26, 20}, 2, INK)->arrow = 18;
    picture_draw(&picture);
    assert_near(picture_area(&picture), 0.5 * 6 * (18 + 1) * 6 / 18, 1.5);
    assert_int_equal(picture_ink(&picture, 18, 20), 0);
    assert_int_equal(picture_ink(&picture, 27, 20), 0);
    picture_finish(&picture);
}

static void dashes_are_as_long_as_asked(void **state) {
    (void)state;
    Picture picture = picture_make(60, 12);
    Shape *line = display_line(&picture.list, (Point){4, 6}, (Point){56, 6}, 2, INK);
    line->dash = 8;
    line->gap = 5;
    picture_draw(&picture);
    for (int x = 0; x < 60; x++) {
        int along = x - 4, within = along % 13;
        if (along < 0 || along >= 52) continue;
        if (within >= 1 && within < 7) assert_int_equal(picture_ink(&picture, x, 5), 255);
        if (within == 0 || within == 7) assert_true(picture_ink(&picture, x, 5) > 100 && picture_ink(&picture, x, 5) < 255);
        if (within > 7) assert_int_equal(picture_ink(&picture, x, 5), 0);
    }
    picture_finish(&picture);
}

static void dashes_go_on_around_corners(void **state) {
    (void)state;
    Picture solid = picture_make(60, 60), dashed = picture_make(60, 60);
    Point circle[33];
    for (int i = 0; i <= 32; i++) { // a square seen as 32 short pieces: the dashes must not start anew at each
        int side = i / 8, step = i % 8;
        float a = 10 + (float)step * 5, b = 50 - (float)step * 5;
        const Point corners[5] = {{a, 10}, {50, a}, {b, 50}, {10, b}, {10, 10}};
        circle[i] = corners[side];
    }
    display_polyline(&solid.list, circle, 33, 2, INK);
    Shape *line = display_polyline(&dashed.list, circle, 33, 2, INK);
    line->dash = 10;
    line->gap = 10;
    picture_draw(&solid);
    picture_draw(&dashed);
    assert_near(picture_area(&dashed), picture_area(&solid) / 2, 8);
    assert_int_equal(picture_ink(&dashed, 15, 10), 255);
    assert_int_equal(picture_ink(&dashed, 25, 10), 0);
    assert_int_equal(picture_ink(&dashed, 50, 15), 255);
    picture_finish(&solid);
    picture_finish(&dashed);
}

static void a_straight_curve_is_a_line(void **state) {
    (void)state;
    Picture curve = picture_make(60, 60), line = picture_make(60, 60);
    const Point points[4] = {{5, 7}, {20, 22}, {35, 37}, {50, 52}};
    display_bezier(&curve.list, points, 3, INK)->arrow = 10;
    display_line(&line.list, points[0], points[3], 3, INK)->arrow = 10;
    picture_draw(&curve);
    picture_draw(&line);
    assert_true(picture_area(&line) > 100);
    for (int i = 0; i < 3600; i++) assert_near(curve.pixels.data[i] & 255, line.pixels.data[i] & 255, 1);
    picture_finish(&curve);
    picture_finish(&line);
}

static void a_curve_passes_through_its_middle(void **state) {
    (void)state;
    Picture picture = picture_make(60, 60);
    const Point points[4] = {{5, 50}, {5, 10}, {55, 10}, {55, 50}};
    display_bezier(&picture.list, points, 2, INK);
    picture_draw(&picture);
    assert_true(picture_ink(&picture, 30, 19) > 240); // (p0 + 3 p1 + 3 p2 + p3) / 8 = (30, 20)
    assert_true(picture_ink(&picture, 30, 20) > 240);
    assert_int_equal(picture_ink(&picture, 30, 17), 0);
    assert_int_equal(picture_ink(&picture, 30, 22), 0);
    picture_finish(&picture);
}

static void far_ends_do_not_bend_a_line(void **state) {
    (void)state;
    const float distances[] = {1e4f, 1e6f, 1e8f, 1e20f};
    for (size_t i = 0; i < 4; i++) {
        Picture picture = picture_make(20, 20);
        display_line(&picture.list, (Point){10, 10}, (Point){10, distances[i]}, 2, INK);
        display_line(&picture.list, (Point){-distances[i], 5}, (Point){distances[i], 5}, 2, INK);
        picture_draw(&picture);
        for (int y = 10; y < 20; y++) {
            assert_int_equal(picture_ink(&picture, 9, y), 255);
            assert_int_equal(picture_ink(&picture, 11, y), 0);
        }
        for (int x = 0; x < 20; x++) assert_int_equal(picture_ink(&picture, x, 4), 255);
        picture_finish(&picture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_whole_pixels_is_crisp),
        cmocka_unit_test(a_stroke_covers_its_width_in_every_direction),
        cmocka_unit_test(a_translucent_stroke_is_even_at_its_joins),
        cmocka_unit_test(an_arrow_ends_at_its_tip),
        cmocka_unit_test(an_arrow_longer_than_its_line_shrinks_with_it),
        cmocka_unit_test(dashes_are_as_long_as_asked),
        cmocka_unit_test(dashes_go_on_around_corners),
        cmocka_unit_test(a_straight_curve_is_a_line),
        cmocka_unit_test(a_curve_passes_through_its_middle),
        cmocka_unit_test(far_ends_do_not_bend_a_line),
    };
    return cmocka_run_group_tests_name("raster lines", tests, NULL, NULL);
}
