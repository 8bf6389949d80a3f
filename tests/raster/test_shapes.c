// Where each shape's edges are.
#include "testing.h"

static void a_box_on_whole_pixels_is_crisp(void **state) {
    (void)state;
    Picture picture = picture_make(20, 20);
    display_box(&picture.list, (Rect){4, 5, 10, 8}, 0, INK);
    picture_draw(&picture);
    for (int y = 0; y < 20; y++) {
        for (int x = 0; x < 20; x++) {
            bool inside = x >= 4 && x < 14 && y >= 5 && y < 13;
            assert_int_equal(picture_ink(&picture, x, y), inside ? 255 : 0);
        }
    }
    picture_finish(&picture);
}

static void an_edge_at_half_a_pixel_has_half_the_ink(void **state) {
    (void)state;
    Picture picture = picture_make(20, 20);
    display_box(&picture.list, (Rect){4.5f, 5.25f, 10, 8.5f}, 0, INK);
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 4, 8), 128);
    assert_int_equal(picture_ink(&picture, 14, 8), 128);
    assert_int_equal(picture_ink(&picture, 8, 5), 191);
    assert_int_equal(picture_ink(&picture, 8, 13), 191);
    assert_int_equal(picture_ink(&picture, 4, 5), 96); // a corner has the product
    assert_int_equal(picture_ink(&picture, 3, 8), 0);
    assert_near(picture_area(&picture), 85, 0.1);
    picture_finish(&picture);
}

static void a_box_thinner_than_a_pixel_keeps_its_area(void **state) {
    (void)state;
    Picture picture = picture_make(20, 8);
    display_box(&picture.list, (Rect){2, 3.3f, 16, 0.4f}, 0, INK);
    picture_draw(&picture);
    assert_near(picture_area(&picture), 6.4, 0.05);
    assert_int_equal(picture_ink(&picture, 10, 3), 102);
    picture_finish(&picture);
}

static void round_corners_cut_off_what_a_circle_leaves_out(void **state) {
    (void)state;
    const float radii[] = {2, 5.5f, 10, 14};
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        Picture picture = picture_make(60, 50);
        display_box(&picture.list, (Rect){5.3f, 6.7f, 44, 30}, radii[i], INK);
        picture_draw(&picture);
        assert_near(picture_area(&picture), 44 * 30 - (4 - 3.14159265) * (double)(radii[i] * radii[i]), 0.6);
        assert_int_equal(picture_ink(&picture, 25, 20), 255);
        picture_finish(&picture);
    }
}

static void a_border_lies_inside_the_edge(void **state) {
    (void)state;
    Picture picture = picture_make(30, 30);
    display_border_box(&picture.list, (Rect){5, 5, 20, 20}, 0, 0xFF00FF00, 0xFFFF0000, 2);
    picture_draw(&picture);
    assert_int_equal(picture_rgb(&picture, 4, 15), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 5, 15), 0xFF0000);
    assert_int_equal(picture_rgb(&picture, 6, 15), 0xFF0000);
    assert_int_equal(picture_rgb(&picture, 7, 15), 0x00FF00);
    assert_int_equal(picture_rgb(&picture, 22, 15), 0x00FF00);
    assert_int_equal(picture_rgb(&picture, 23, 15), 0xFF0000);
    assert_int_equal(picture_rgb(&picture, 25, 15), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 15, 5), 0xFF0000);
    assert_int_equal(picture_rgb(&picture, 15, 7), 0x00FF00);
    picture_finish(&picture);
}

static void where_border_and_fill_share_a_pixel_nothing_shines_through(void **state) {
    (void)state;
    Picture picture = picture_make(40, 40);
    display_border_box(&picture.list, (Rect){5.5f, 5.5f, 28, 28}, 7, 0xFF808080, 0xFF808080, 2.5f);
    display_box(&picture.list, (Rect){0, 0, 1, 1}, 0, INK); // so that the picture is not of one colour
    picture_draw(&picture);
    for (int x = 8; x < 31; x++) {
        for (int y = 8; y < 31; y++) assert_int_equal(picture_rgb(&picture, x, y), 0x808080);
    }
    picture_finish(&picture);
}

static void a_border_without_fill_is_a_frame(void **state) {
    (void)state;
    Picture picture = picture_make(30, 30);
    display_border_box(&picture.list, (Rect){5, 5, 20, 20}, 4, 0, INK, 2);
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 15, 15), 0);
    assert_int_equal(picture_ink(&picture, 5, 15), 255);
    double ring = (400 - (4 - 3.14159265) * 16) - (256 - (4 - 3.14159265) * 4);
    assert_near(picture_area(&picture), ring, 0.7);
    picture_finish(&picture);
}

static void alpha_mixes(void **state) {
    (void)state;
    Picture picture = picture_make(10, 10);
    display_box(&picture.list, (Rect){0, 0, 10, 10}, 0, 0x80000000);
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 5, 5), 128);
    assert_int_equal(picture.pixels.data[0] >> 24, 0xFF);
    picture_finish(&picture);
}

static void a_shadow_is_soft_below_and_only_outside(void **state) {
    (void)state;
    Picture picture = picture_make(80, 80);
    display_box(&picture.list, (Rect){20, 20, 40, 30}, 4, 0x40FFFFFF)->shadow = 12; // translucent white: its inside stays white
    display_box(&picture.list, (Rect){20, 20, 40, 30}, 4, 0xFFFFFFFF)->shadow = 12;
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 40, 35), 0);
    assert_true(picture_ink(&picture, 40, 51) > 8);
    assert_true(picture_ink(&picture, 40, 51) > picture_ink(&picture, 40, 56));
    assert_true(picture_ink(&picture, 40, 51) > picture_ink(&picture, 40, 18)); // it falls downwards
    assert_int_equal(picture_ink(&picture, 40, 67), 0);
    assert_int_equal(picture_ink(&picture, 5, 35), 0);
    for (int x = 0; x < 40; x++) assert_int_equal(picture_ink(&picture, x, 52), picture_ink(&picture, 79 - x, 52));
    picture_finish(&picture);
}

static void a_disc_has_its_area_and_is_symmetric(void **state) {
    (void)state;
    const float radii[] = {0.3f, 0.6f, 1.5f, 4, 11.3f};
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        Picture picture = picture_make(32, 32);
        display_disc(&picture.list, (Point){16, 16}, radii[i], INK);
        picture_draw(&picture);
        double area = 3.14159265 * (double)(radii[i] * radii[i]);
        assert_near(picture_area(&picture), area, radii[i] < 1 ? 0.3 * area : 0.05 * area); // small ones are approximate
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                assert_int_equal(picture_ink(&picture, x, y), picture_ink(&picture, 31 - x, y));
                assert_int_equal(picture_ink(&picture, x, y), picture_ink(&picture, y, x));
            }
        }
        picture_finish(&picture);
    }
}

static void a_disc_with_a_border_is_a_ring_around_its_fill(void **state) {
    (void)state;
    Picture picture = picture_make(32, 32);
    Shape *disc = display_disc(&picture.list, (Point){16, 16}, 10, 0xFFFFFFFF);
    disc->border = INK;
    disc->border_width = 3;
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 16, 16), 0);
    assert_int_equal(picture_ink(&picture, 7, 16), 255);
    assert_near(picture_area(&picture), 3.14159265 * (100 - 49), 1);
    picture_finish(&picture);
}

static void polygons_are_filled_with_their_exact_area(void **state) {
    (void)state;
    Picture picture = picture_make(40, 40);
    const Point triangle[] = {{5.25f, 4}, {35, 20.5f}, {5.25f, 37}};
    display_polygon(&picture.list, triangle, 3, INK);
    picture_draw(&picture);
    assert_near(picture_area(&picture), 0.5 * 33 * 29.75, 0.3);
    assert_int_equal(picture_ink(&picture, 5, 20), 191);
    assert_int_equal(picture_ink(&picture, 10, 20), 255);
    picture_finish(&picture);
}

static void a_star_is_filled_in_its_middle_too(void **state) {
    (void)state;
    Picture picture = picture_make(40, 40);
    const Point star[] = {{20, 2}, {31, 36}, {2, 15}, {38, 15}, {9, 36}};
    display_polygon(&picture.list, star, 5, INK);
    picture_draw(&picture);
    assert_int_equal(picture_ink(&picture, 20, 20), 255); // winding number 2
    assert_int_equal(picture_ink(&picture, 20, 34), 0);
    picture_finish(&picture);
}

static void clips_are_nested(void **state) {
    (void)state;
    Picture picture = picture_make(40, 40);
    display_clip(&picture.list, (Rect){5, 5, 20, 20});
    display_clip(&picture.list, (Rect){15, 0, 30, 30});
    display_box(&picture.list, (Rect){0, 0, 40, 40}, 0, INK);
    display_clip_end(&picture.list);
    display_box(&picture.list, (Rect){0, 0, 40, 7}, 0, 0xFFFF0000);
    display_clip_end(&picture.list);
    display_clip_end(&picture.list); // one too many does nothing
    display_box(&picture.list, (Rect){0, 39, 40, 1}, 0, 0xFF0000FF);
    picture_draw(&picture);
    assert_int_equal(picture_rgb(&picture, 14, 20), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 15, 20), 0x000000);
    assert_int_equal(picture_rgb(&picture, 24, 24), 0x000000);
    assert_int_equal(picture_rgb(&picture, 25, 20), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 5, 6), 0xFF0000);
    assert_int_equal(picture_rgb(&picture, 4, 6), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 5, 4), 0xFFFFFF);
    assert_int_equal(picture_rgb(&picture, 0, 39), 0x0000FF);
    picture_finish(&picture);
}

static void what_cannot_be_placed_is_not_drawn(void **state) {
    (void)state;
    Picture picture = picture_make(20, 20);
    const float not_a_number = (float)strtod("nan", NULL), infinite = (float)strtod("inf", NULL);
    const float places[] = {not_a_number, infinite, -infinite, 1e30f, -1e30f};
    for (size_t i = 0; i < 5; i++) {
        float bad = places[i];
        Point points[4] = {{bad, 1}, {bad, 9}, {bad, 15}, {bad, 19}};
        display_box(&picture.list, (Rect){bad, 1, 5, 5}, 2, INK);
        display_disc(&picture.list, (Point){4, bad}, 3, INK);
        display_polyline(&picture.list, points, 4, 2, INK)->arrow = 5;
        display_bezier(&picture.list, points, 2, INK)->dash = 3;
        display_polygon(&picture.list, points, 4, INK);
    }
    display_box(&picture.list, (Rect){1, 1, 0, 5}, 2, INK);
    display_box(&picture.list, (Rect){1, 1, -3, 5}, 2, INK);
    display_line(&picture.list, (Point){2, 2}, (Point){9, 9}, 0, INK);
    picture_draw(&picture);
    assert_near(picture_area(&picture), 0, 0);
    display_box(&picture.list, (Rect){-1e8f, -1e8f, 3e8f, 3e8f}, 0, INK);
    picture_draw(&picture);
    assert_near(picture_area(&picture), 400, 0);
    picture_finish(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_on_whole_pixels_is_crisp),
        cmocka_unit_test(an_edge_at_half_a_pixel_has_half_the_ink),
        cmocka_unit_test(a_box_thinner_than_a_pixel_keeps_its_area),
        cmocka_unit_test(round_corners_cut_off_what_a_circle_leaves_out),
        cmocka_unit_test(a_border_lies_inside_the_edge),
        cmocka_unit_test(where_border_and_fill_share_a_pixel_nothing_shines_through),
        cmocka_unit_test(a_border_without_fill_is_a_frame),
        cmocka_unit_test(alpha_mixes),
        cmocka_unit_test(a_shadow_is_soft_below_and_only_outside),
        cmocka_unit_test(a_disc_has_its_area_and_is_symmetric),
        cmocka_unit_test(a_disc_with_a_border_is_a_ring_around_its_fill),
        cmocka_unit_test(polygons_are_filled_with_their_exact_area),
        cmocka_unit_test(a_star_is_filled_in_its_middle_too),
        cmocka_unit_test(clips_are_nested),
        cmocka_unit_test(what_cannot_be_placed_is_not_drawn),
    };
    return cmocka_run_group_tests_name("raster shapes", tests, NULL, NULL);
}
