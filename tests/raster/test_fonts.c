// The system's fonts as a source of glyphs. Skipped where no fonts are installed.
#include "testing.h"

#include "sdl/fonts.h"

#include <stdio.h>

enum { SKIPPED = 77 }; // what Meson takes for it

static Fonts *fonts;

static double ink_of(const GlyphBitmap *bitmap) {
    double sum = 0;
    for (int y = 0; bitmap->coverage && y < bitmap->height; y++) {
        for (int x = 0; x < bitmap->width; x++) sum += bitmap->coverage[y * bitmap->stride + x] / 255.0 / GLYPH_PHASES;
    }
    return sum;
}

static GlyphBitmap load(FontFace face, float size, uint32_t code_point) {
    GlyphSource source = fonts_source(fonts);
    GlyphBitmap bitmap;
    if (!source.load(source.context, face, size, code_point, &bitmap)) fail_msg("no glyph for U+%04X", code_point);
    return bitmap;
}

static void every_face_has_letters_and_mathematics(void **state) {
    (void)state;
    const uint32_t code_points[] = {'a', 'W', '0', 0x2202, 0x3A3, 0x2218, 0x3C3, 0x2212, 0x221E};
    for (int face = 0; face < FACE_COUNT; face++) {
        for (size_t i = 0; i < sizeof code_points / sizeof *code_points; i++) {
            GlyphBitmap bitmap = load((FontFace)face, 20, code_points[i]);
            assert_true(ink_of(&bitmap) > 5);
            assert_true(bitmap.advance > 5 && bitmap.advance < 25);
            assert_true(bitmap.top <= 20 && bitmap.height <= 26);
        }
    }
}

static void a_space_moves_the_pen_only(void **state) {
    (void)state;
    GlyphBitmap space = load(FACE_REGULAR, 20, ' ');
    assert_null(space.coverage);
    assert_true(space.advance > 3 && space.advance < 12);
}

static void mono_letters_are_equally_wide(void **state) {
    (void)state;
    float width = load(FACE_MONO, 15, '0').advance;
    for (uint32_t code_point = ' '; code_point < 127; code_point++)
        assert_near(load(FACE_MONO, 15, code_point).advance, (double)width, 1e-3);
}

static void advances_grow_with_the_size_and_half_pixels_count(void **state) {
    (void)state;
    double at_10 = (double)load(FACE_REGULAR, 10, 'h').advance;
    assert_near((double)load(FACE_REGULAR, 10.5f, 'h').advance, at_10 * 1.05, 0.01);
    assert_near((double)load(FACE_REGULAR, 40, 'h').advance, at_10 * 4, 0.02);
    assert_true(load(FACE_REGULAR, 40, 'h').height > 3 * load(FACE_REGULAR, 10, 'h').height);
}

static void bold_is_heavier(void **state) {
    (void)state;
    GlyphBitmap regular = load(FACE_REGULAR, 24, 'n');
    double ink = ink_of(&regular); // before the next glyph takes its place
    GlyphBitmap bold = load(FACE_BOLD, 24, 'n');
    assert_true(ink_of(&bold) > 1.2 * ink);
}

static void a_letter_stands_on_the_baseline(void **state) {
    (void)state;
    for (float size = 11; size <= 40; size += 0.5f) {
        GlyphBitmap bitmap = load(FACE_REGULAR, size, 'H');
        assert_int_equal(bitmap.top, bitmap.height);
        assert_near(bitmap.height, 0.729 * (double)size, 1.2); // the height of capitals, rounded by hinting
    }
}

static void what_no_font_has_is_refused(void **state) {
    (void)state;
    GlyphSource source = fonts_source(fonts);
    GlyphBitmap bitmap;
    assert_false(source.load(source.context, FACE_REGULAR, 20, 0xE123, &bitmap));
    assert_false(source.load(source.context, FACE_REGULAR, 20, 0x10FFFF, &bitmap));
}

int main(void) {
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    fonts = fonts_create(&report);
    int result = SKIPPED;
    if (fonts) {
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_face_has_letters_and_mathematics),
            cmocka_unit_test(a_space_moves_the_pen_only),
            cmocka_unit_test(mono_letters_are_equally_wide),
            cmocka_unit_test(advances_grow_with_the_size_and_half_pixels_count),
            cmocka_unit_test(bold_is_heavier),
            cmocka_unit_test(a_letter_stands_on_the_baseline),
            cmocka_unit_test(what_no_font_has_is_refused),
        };
        result = cmocka_run_group_tests_name("sdl fonts", tests, NULL, NULL);
    }
    fonts_destroy(fonts);
    report_finish(&report);
    words_destroy(words);
    return result;
}
