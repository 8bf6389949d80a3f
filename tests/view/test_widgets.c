// The parts that panels are composed of: what they draw, what they register, and that text stays within them.
#include "../base/testing.h"
#include "scene.h"

#include "view/parts/widgets.h"

#include <string.h>

static const char *const HELLO[] = {"task", "text:hello", "hidden", "3", NULL};

// A frame without a trace, one px a unit: widgets need none.
static void blank_frame(Scene *scene) {
    scene_frame(scene, 1920, 1080, 0);
    scene->frame.trace = NULL;
}

static void test_rectangles_are_cut_without_a_rest(void **state) {
    (void)state;
    Rect rest = {10, 20, 100, 50};
    Rect top = rect_cut_top(&rest, 20), left = rect_cut_left(&rest, 30), right = rect_cut_right(&rest, 10),
         bottom = rect_cut_bottom(&rest, 500);
    assert_true(top.y == 20 && top.h == 20 && top.w == 100);
    assert_true(left.x == 10 && left.w == 30 && left.y == 40 && left.h == 30);
    assert_true(right.x == 100 && right.w == 10);
    assert_true(bottom.h == 30 && rest.h == 0 && rest.w == 60);
    Rect inner = rect_inset((Rect){0, 0, 10, 4}, 3);
    assert_true(inner.w == 4 && inner.h == 0 && inner.y == 2);
}

static void test_a_button_as_shapes(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    blank_frame(&scene);
    button_draw(&scene.frame, (Rect){10, 10, 120, 50}, ICON_PLAY, "Play", "play", "twice", WIDGET_PLAIN);
    Text text;
    text_init(&text);
    display_print(&scene.list, &text);
    assert_string_equal(text.data, "box 10.0 10.0 120.0 50.0 fill #ffffffff border #ffdedcd6 border-width 1.5 radius 10.0\n"
                                   "polygon 35.5 26.3 50.7 35.0 35.5 43.7 fill #ff1b1b22\n"
                                   "text 62.0 42.2 regular 20.0 \"Play\" fill #ff1b1b22\n");
    assert_int_equal(scene.hits.count, 1);
    assert_string_equal(scene.hits.hits[0].command, "play");
    assert_string_equal(scene.hits.hits[0].argument, "twice");
    assert_true(scene.hits.hits[0].focusable);
    text_finish(&text);
    scene_close(&scene);
}

static void test_what_is_disabled_does_not_react(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    blank_frame(&scene);
    Rect rect = {0, 0, 300, 60};
    const Field field = {.key = "lr", .text = "0.1"};
    const char *const labels[] = {"a", "b"};
    for (unsigned disabled = 0; disabled < 2; disabled++) {
        unsigned state_of = disabled != 0 ? WIDGET_DISABLED : WIDGET_PLAIN;
        hits_clear(&scene.hits);
        button_draw(&scene.frame, rect, ICON_PLAY, "x", "c", NULL, state_of);
        toggle_draw(&scene.frame, rect, "x", "c", NULL, state_of);
        row_draw(&scene.frame, rect, "x", "y", ICON_NONE, "c", NULL, state_of);
        segments_draw(&scene.frame, rect, labels, labels, 2, 0, "c", state_of);
        field_draw(&scene.frame, rect, &field, state_of);
        assert_int_equal(scene.hits.count, disabled != 0 ? 0 : 6);
    }
    scene_close(&scene);
}

static void test_widgets_keep_their_texts_inside(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const char *const TITLES[] = {"Play", "A rather long label that will not fit into the width of a small button",
                                         "순환 신경망이란 무엇일까요?"};
    int checked = 0;
    for (size_t i = 0; i < COUNT(TITLES); i++) {
        for (float width = 60; width < 700; width += 90) {
            Rect rect = {100, 100, width, 64};
            for (int widget = 0; widget < 4; widget++) {
                blank_frame(&scene);
                switch (widget) {
                case 0:
                    button_draw(&scene.frame, rect, ICON_GEAR, TITLES[i], "c", NULL, WIDGET_PRIMARY);
                    break;
                case 1:
                    toggle_draw(&scene.frame, rect, TITLES[i], "c", NULL, WIDGET_CHOSEN);
                    break;
                case 2:
                    row_draw(&scene.frame, rect, TITLES[i], TITLES[1], ICON_LOCK, "c", NULL, WIDGET_CHOSEN);
                    break;
                default:
                    segments_draw(&scene.frame, rect, TITLES, TITLES, 3, 1, "c", WIDGET_PLAIN);
                    break;
                }
                checked += scene_check_texts(&scene, 0, rect, TITLES[i]);
            }
        }
    }
    assert_int_equal(scene.faults, 0);
    assert_true(checked > 120);
    scene_close(&scene);
}

static void test_paragraphs_break_at_spaces(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    static const struct {
        const char *text;
        float width; // in letters
        int lines;
        const char *first; // line
    } CASES[] = {
        {"one two three", 20, 1, "one two three"},
        {"one two three", 8, 2, "one two"},
        {"one two three", 5, 3, "one"},
        {"one\ntwo", 20, 2, "one"},
        {"one\n\ntwo", 20, 3, "one"},
        {"incomprehensible", 6, 3, "incomp"},
        {"", 10, 0, NULL},
        {"역전파의 연결만 끊습니다.", 9, 3, "역전파의"}, // wide letters
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        blank_frame(&scene);
        float leading = paragraph_leading(&scene.frame, 20), width = CASES[i].width * 0.6f * 20 + 0.1f;
        Rect rect = {0, 0, width, 500};
        assert_true(paragraph_height(&scene.frame, width, FACE_REGULAR, 20, CASES[i].text) == (float)CASES[i].lines * leading);
        assert_true(paragraph_draw(&scene.frame, rect, FACE_REGULAR, 20, 0xFF000000, CASES[i].text) == (float)CASES[i].lines * leading);
        scene_check_texts(&scene, 0, rect, CASES[i].text);
        if (CASES[i].first != NULL) {
            const Shape *line = &scene.list.shapes[0];
            assert_int_equal(line->count, strlen(CASES[i].first));
            assert_memory_equal(scene.list.bytes + line->first, CASES[i].first, line->count);
        }
    }
    assert_int_equal(scene.faults, 0);
    // Where there is no room for all lines, the last one says so.
    blank_frame(&scene);
    Rect low = {0, 0, 100, 2 * paragraph_leading(&scene.frame, 20)};
    paragraph_draw(&scene.frame, low, FACE_REGULAR, 20, 0xFF000000, "one two three four five six seven");
    assert_int_equal(scene.list.shape_count, 2);
    assert_true(scene_says(&scene, "…"));
    scene_close(&scene);
}

static void test_a_click_puts_the_caret_between_letters(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    blank_frame(&scene);
    Rect rect = {100, 0, 300, 40};
    Field field = {.key = "k", .text = "ab한c"};
    float left = 100 + 10, letter = 12; // half an em of padding, 0.6 em a letter
    static const struct {
        float letters;
        size_t offset;
    } CASES[] = {{-5, 0}, {0.4f, 0}, {0.6f, 1}, {1.6f, 2}, {2.5f, 2}, {3.2f, 5}, {4.6f, 6}, {99, 6}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(field_offset_at(&scene.frame, rect, &field, WIDGET_FOCUSED, left + CASES[i].letters * letter), CASES[i].offset);
    }
    // A long text scrolls so that the caret at its end shows.
    field.text = "a text that is a good deal longer than its field";
    field.caret = field.anchor = strlen(field.text);
    field_draw(&scene.frame, rect, &field, WIDGET_FOCUSED);
    const Shape *caret = &scene.list.shapes[0];
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        caret = scene.list.shapes[i].kind == SHAPE_BOX ? &scene.list.shapes[i] : caret;
    }
    assert_true(caret->rect.x > 300 && caret->rect.x + caret->rect.w <= 400);
    assert_int_equal(field_offset_at(&scene.frame, rect, &field, WIDGET_FOCUSED, 395), strlen(field.text));
    scene_close(&scene);
}

static void test_a_scrollbar_only_where_something_is_hidden(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    blank_frame(&scene);
    Rect rect = {0, 0, 100, 200};
    scrollbar_draw(&scene.frame, rect, 200, 0);
    assert_int_equal(scene.list.shape_count, 0);
    scrollbar_draw(&scene.frame, rect, 400, 200); // at the end
    assert_int_equal(scene.list.shape_count, 2);
    const Rect *thumb = &scene.list.shapes[1].rect;
    assert_true(thumb->h == 100 && thumb->y + thumb->h == 200);
    scene_close(&scene);
}

static void test_every_icon_stays_in_its_square(void **state) {
    (void)state;
    DisplayList list;
    display_init(&list);
    for (int icon = ICON_NONE + 1; icon < ICON_COUNT; icon++) {
        display_clear(&list);
        icon_draw(&list, (Icon)icon, (Point){50, 50}, 40, 0xFF000000);
        assert_true(list.shape_count > 0);
        for (size_t i = 0; i < list.point_count; i++) {
            assert_true(list.points[i].x >= 30 && list.points[i].x <= 70 && list.points[i].y >= 29 && list.points[i].y <= 70);
        }
        for (size_t i = 0; i < list.shape_count; i++) {
            const Rect *rect = &list.shapes[i].rect;
            assert_true(list.shapes[i].count > 0 || (rect->x >= 30 && rect->y >= 30 && rect->x + rect->w <= 70 && rect->y + rect->h <= 70));
        }
    }
    display_clear(&list);
    icon_draw(&list, ICON_NONE, (Point){50, 50}, 40, 0xFF000000);
    assert_int_equal(list.shape_count, 0);
    display_finish(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rectangles_are_cut_without_a_rest),
        cmocka_unit_test(test_a_button_as_shapes),
        cmocka_unit_test(test_what_is_disabled_does_not_react),
        cmocka_unit_test(test_widgets_keep_their_texts_inside),
        cmocka_unit_test(test_paragraphs_break_at_spaces),
        cmocka_unit_test(test_a_click_puts_the_caret_between_letters),
        cmocka_unit_test(test_a_scrollbar_only_where_something_is_hidden),
        cmocka_unit_test(test_every_icon_stays_in_its_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
