#include "testing.h"

#include "base/display.h"

#include <string.h>

static void a_display_list_prints_a_line_a_shape(void **state) {
    (void)state;
    DisplayList list;
    display_init(&list);
    Shape *box = display_border_box(&list, (Rect){10, 20.04f, 30, 40}, 4, 0xFF102030, 0x80FFFFFF, 1.5f);
    box->shadow = 6;
    display_box(&list, (Rect){-0.04f, -1.25f, 0.06f, 3}, 0, 0x00FFFFFF);
    display_disc(&list, (Point){50, 60}, 5, 0xFFABCDEF);
    Shape *line = display_line(&list, (Point){0, 0}, (Point){7, 8}, 2, 0xFF000001);
    line->dash = 3;
    line->gap = 2;
    line->arrow = 9;
    const Point points[4] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
    display_polyline(&list, points, 3, 1, 0xFF000002);
    display_bezier(&list, points, 1, 0xFF000003);
    display_polygon(&list, points, 4, 0xFF000004);
    display_clip(&list, (Rect){1, 1, 2, 2});
    display_text(&list, (Point){5, 6}, FACE_MONO, 14, 0xFF000005, "h\"[t]\\ 은닉 rest", 13);
    display_clip_end(&list);
    Text out;
    text_init(&out);
    display_print(&list, &out);
    assert_string_equal(out.data, "box 10.0 20.0 30.0 40.0 fill #ff102030 border #80ffffff border-width 1.5 radius 4.0 shadow 6.0\n"
                                  "box 0.0 -1.3 0.1 3.0\n"
                                  "disc 45.0 55.0 10.0 10.0 fill #ffabcdef\n"
                                  "polyline 0.0 0.0 7.0 8.0 fill #ff000001 width 2.0 dash 3.0 gap 2.0 arrow 9.0\n"
                                  "polyline 1.0 2.0 3.0 4.0 5.0 6.0 fill #ff000002 width 1.0\n"
                                  "bezier 1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0 fill #ff000003 width 1.0\n"
                                  "polygon 1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0 fill #ff000004\n"
                                  "clip 1.0 1.0 2.0 2.0\n"
                                  "text 5.0 6.0 mono 14.0 \"h\\\"[t]\\\\ 은닉\" fill #ff000005\n"
                                  "clip-end\n");
    text_finish(&out);
    display_finish(&list);
}

static void a_cleared_list_keeps_its_memory(void **state) {
    (void)state;
    DisplayList list;
    display_init(&list);
    for (int frame = 0; frame < 3; frame++) {
        display_clear(&list);
        for (int i = 0; i < 2000; i++) {
            display_line(&list, (Point){0, 0}, (Point){(float)i, 1}, 1, 0xFF000000);
            display_text(&list, (Point){0, 0}, FACE_BOLD, 10, 0xFF000000, "0.3817", 6);
        }
    }
    assert_int_equal(list.shape_count, 4000);
    assert_int_equal(list.point_count, 4000);
    assert_int_equal(list.byte_count, 12000);
    assert_in_range(list.shape_capacity, 4000, 8192);
    const Shape *last_line = &list.shapes[3998];
    assert_int_equal(last_line->kind, SHAPE_POLYLINE);
    assert_true(list.points[last_line->first + 1].x == 1999.0f);
    const Shape *last_text = &list.shapes[3999];
    assert_memory_equal(list.bytes + last_text->first, "0.3817", last_text->count);
    display_finish(&list);
    assert_null(list.shapes);
}

static void the_stand_in_measures_by_columns(void **state) {
    (void)state;
    TextMeasure measure = text_measure_fixed();
    assert_true(measure.width(measure.context, FACE_REGULAR, 10, "hello", 5) == 30);
    assert_true(measure.width(measure.context, FACE_BOLD, 10, "은닉", strlen("은닉")) == 20);
    assert_true(measure.width(measure.context, FACE_MONO, 20, "e\u0301σ", strlen("e\u0301σ")) == 24);
    assert_true(measure.width(measure.context, FACE_REGULAR, 10, "", 0) == 0);
    assert_true(measure.width(measure.context, FACE_REGULAR, 10, "a\xFF", 2) == 12); // a bad byte counts as one
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_display_list_prints_a_line_a_shape),
        cmocka_unit_test(a_cleared_list_keeps_its_memory),
        cmocka_unit_test(the_stand_in_measures_by_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
