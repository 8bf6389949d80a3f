// Text: what is measured is what is drawn, and every glyph is made once.
#include "scenes.h"
#include "testing.h"

static Picture picture_with_source(const GlyphSource *source) {
    Picture picture = picture_make(200, 60);
    picture.glyphs = glyphs_create(source);
    return picture;
}

static void add_text(Picture *picture, float x, float y, float size, Color color, const char *text) {
    display_text(&picture->list, (Point){x, y}, FACE_REGULAR, size, color, text, strlen(text));
}

static float measure(Picture *picture, float size, const char *text) {
    TextMeasure measure = glyphs_measure(picture->glyphs);
    return measure.width(measure.context, FACE_REGULAR, size, text, strlen(text));
}

static void a_glyph_stands_on_the_baseline_right_of_the_pen(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture picture = picture_with_source(&source);
    add_text(&picture, 10, 40, 20, INK, "a"); // a frame of 10 x 14
    picture_draw(&picture);
    assert_true(picture_ink(&picture, 10, 26) > 200);
    assert_true(picture_ink(&picture, 19, 39) > 200);
    assert_int_equal(picture_ink(&picture, 15, 33), 0); // its empty middle
    assert_int_equal(picture_ink(&picture, 10, 25), 0);
    assert_int_equal(picture_ink(&picture, 10, 40), 0);
    assert_int_equal(picture_ink(&picture, 9, 30), 0);
    assert_int_equal(picture_ink(&picture, 20, 30), 0);
    picture_finish(&picture);
}

static void text_glides_by_quarters_of_a_pixel(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    double center[5], area[5];
    for (int quarter = 0; quarter < 5; quarter++) {
        Picture picture = picture_with_source(&source);
        add_text(&picture, 10 + (float)quarter * 0.25f, 40, 20, INK, "a");
        picture_draw(&picture);
        center[quarter] = 0;
        area[quarter] = picture_area(&picture);
        for (int i = 0; i < 200 * 60; i++)
            center[quarter] += (i % 200 + 0.5) * picture_ink(&picture, i % 200, i / 200) / 255 / area[quarter];
        picture_finish(&picture);
    }
    for (int quarter = 1; quarter < 5; quarter++) {
        assert_near(center[quarter] - center[0], quarter * 0.25, 0.02);
        assert_near(area[quarter], area[0], 0.1);
    }
}

static void text_takes_its_colour(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture picture = picture_with_source(&source);
    add_text(&picture, 10, 40, 40, 0xFFFF0000, "a");
    add_text(&picture, 60, 40, 40, 0x80FF0000, "a");
    picture_draw(&picture);
    assert_int_equal(picture_rgb(&picture, 20, 12) >> 16, 0xFF);
    assert_true((picture_rgb(&picture, 20, 12) & 0xFF) < 40);
    assert_true((picture_rgb(&picture, 70, 12) & 0xFF) > 120 && (picture_rgb(&picture, 70, 12) & 0xFF) < 150);
    picture_finish(&picture);
}

static void the_width_is_the_sum_of_the_advances(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture picture = picture_with_source(&source);
    assert_near(measure(&picture, 20, ""), 0, 0);
    assert_near(measure(&picture, 20, "abc d"), 5 * 12, 1e-4);
    assert_near(measure(&picture, 20.2f, "abc"), 3 * 12, 1e-4); // sizes are rounded to half pixels
    assert_near(measure(&picture, 20.3f, "abc"), 3 * 12.3, 1e-4);
    assert_near(measure(&picture, 20, "기울기"), 3 * 12, 1e-4);
    picture_finish(&picture);
}

static void drawing_uses_the_measured_advances(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture whole = picture_with_source(&source), parts = picture_with_source(&source);
    add_text(&whole, 5, 40, 13.5f, INK, "gradient");
    add_text(&parts, 5, 40, 13.5f, INK, "grad");
    add_text(&parts, 5 + measure(&parts, 13.5f, "grad"), 40, 13.5f, INK, "ient");
    picture_draw(&whole);
    picture_draw(&parts);
    assert_true(picture_area(&whole) > 100);
    assert_memory_equal(whole.pixels.data, parts.pixels.data, 200 * 60 * 4);
    picture_finish(&whole);
    picture_finish(&parts);
}

static void a_glyph_is_made_once(void **state) {
    (void)state;
    int calls = 0;
    GlyphSource source = scene_glyphs(&calls);
    Picture picture = picture_with_source(&source);
    for (int i = 0; i < 3; i++) {
        display_clear(&picture.list);
        add_text(&picture, 5 + (float)i * 0.25f, 40, 13, INK, "abba");
        picture_draw(&picture);
    }
    assert_int_equal(calls, 2);
    measure(&picture, 14, "ab");
    assert_int_equal(calls, 4);
    picture_finish(&picture);
}

static void more_glyphs_than_the_pool_holds_keep_their_shapes(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    GlyphAtlas *glyphs = glyphs_create(&source);
    int checked = 0;
    for (int round = 0; round < 2; round++) { // the first ones are dropped and made again
        for (uint32_t code_point = 0x4E00; code_point < 0x4E00 + 400; code_point++) {
            float size = (float)(100 + code_point % 400);
            Glyph glyph = glyphs_get(glyphs, FACE_BOLD, size, code_point);
            assert_near(glyph.advance, 0.6 * (double)size, 1e-4);
            assert_int_equal(glyph.height, (int)(size * 0.7f));
            assert_int_equal(glyph.coverage[1], 236); // (255 + 180 + 255 + 255) / 4, rounded
            checked++;
        }
    }
    assert_int_equal(checked, 800);
    glyphs_destroy(glyphs);
}

static void a_missing_glyph_is_an_outlined_box(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture picture = picture_with_source(&source);
    add_text(&picture, 10, 40, 20, INK, "\xEE\x80\x80"); // U+E000
    picture_draw(&picture);
    assert_near(measure(&picture, 20, "\xEE\x80\x80"), 12, 1e-4);
    assert_int_equal(picture_ink(&picture, 11, 35), 255);
    assert_int_equal(picture_ink(&picture, 20, 35), 255);
    assert_int_equal(picture_ink(&picture, 15, 39), 255);
    assert_int_equal(picture_ink(&picture, 15, 33), 0);
    assert_int_equal(picture_ink(&picture, 10, 35), 0);
    picture_finish(&picture);
}

static void malformed_bytes_are_shown_as_boxes_too(void **state) {
    (void)state;
    GlyphSource source = scene_glyphs(NULL);
    Picture picture = picture_with_source(&source);
    assert_near(measure(&picture, 20, "a\xFF\xC3z"), 4 * 12, 1e-4);
    add_text(&picture, 10, 40, 20, INK, "\xFF");
    picture_draw(&picture);
    assert_true(picture_area(&picture) > 20);
    picture_finish(&picture);
}

static void decomposed_hangul_is_composed(void **state) {
    (void)state;
    int calls = 0;
    GlyphSource source = scene_glyphs(&calls);
    Picture picture = picture_with_source(&source);
    const char *jamo = "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"; // hieuh, a, nieun
    assert_near(measure(&picture, 20, jamo), measure(&picture, 20, "한"), 1e-4);
    assert_int_equal(calls, 1);
    picture_finish(&picture);
}

static void without_fonts_text_has_a_width_but_no_ink(void **state) {
    (void)state;
    Picture picture = picture_with_source(NULL);
    assert_near(measure(&picture, 20, "ab"), 24, 1e-4);
    assert_near(measure(&picture, 20, "한"), 20, 1e-4);
    add_text(&picture, 10, 40, 20, INK, "ab");
    picture_draw(&picture);
    assert_near(picture_area(&picture), 0, 0);
    glyphs_destroy(picture.glyphs);
    picture.glyphs = NULL;
    picture_draw(&picture);
    assert_near(picture_area(&picture), 0, 0);
    picture_finish(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_glyph_stands_on_the_baseline_right_of_the_pen),
        cmocka_unit_test(text_glides_by_quarters_of_a_pixel),
        cmocka_unit_test(text_takes_its_colour),
        cmocka_unit_test(the_width_is_the_sum_of_the_advances),
        cmocka_unit_test(drawing_uses_the_measured_advances),
        cmocka_unit_test(a_glyph_is_made_once),
        cmocka_unit_test(more_glyphs_than_the_pool_holds_keep_their_shapes),
        cmocka_unit_test(a_missing_glyph_is_an_outlined_box),
        cmocka_unit_test(malformed_bytes_are_shown_as_boxes_too),
        cmocka_unit_test(decomposed_hangul_is_composed),
        cmocka_unit_test(without_fonts_text_has_a_width_but_no_ink),
    };
    return cmocka_run_group_tests_name("raster glyphs", tests, NULL, NULL);
}
