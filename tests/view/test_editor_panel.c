// The equations beside the stage, to be written: where offsets stand, what is underlined, that all of it can be read.
#include "../base/testing.h"
#include "scene.h"

#include "view/panels/editor_panel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const HELLO[] = {"hidden", "3", NULL};
static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}, {800, 480}};

static const char TEXT[] = "# 망각 게이트가 하나\n"
                           "한글[t] = σ(W_x x[t] + b)\n"
                           "\th[t] = 한글[t] h[t-1]\t+ 가나[t] + 0.5 d[t]\n"
                           "\n"
                           "y[t] = softmax(W_y h[t] + b_y";

static const EditorMark MARKS[] = {
    {3, 15, NULL, "h[t-1] and 한글[t] are two vectors side by side: write * between them to multiply element by element"},
    {3, 24, NULL, "No equation computes 가나"},
    {3, 36, NULL, "No equation computes d"},
    {5, 30, NULL, "Something is missing behind this"},
    {0, 0, "--set", "this cell has no weight V"},
};

// Begins a frame that leaves the room that the panel wants.
static void frame_beside(Scene *scene, int width, int height) {
    scene->view.aside = 0;
    scene_frame_at(scene, width, height, "forward:h[2]");
    scene->view.aside = editor_panel_width(&scene->frame, (float)width);
    scene_frame_at(scene, width, height, "forward:h[2]");
}

static EditorView view_of(const Scene *scene, const char *text) {
    return (EditorView){.text = text, .told = -1, .program = scene->trace->program, .file = "elman"};
}

static void a_mark_is_the_name_number_or_sign_at_its_place(void **state) {
    (void)state;
    static const struct {
        int line, column;
        const char *wanted;
    } CASES[] = {
        {1, 1, "# 망각 게이트가 하나"},
        {2, 1, "한글"},
        {2, 9, "σ"},
        {2, 10, "("},
        {2, 11, "W_x"},
        {3, 1, "\t"},
        {3, 2, "h"},
        {3, 9, "한글"},
        {3, 24, "가나"},
        {3, 32, "0"},
        {4, 1, ""},
        {5, 30, ""},
        {5, 200, ""},
        {9, 1, ""},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        EditorMark mark = {.line = CASES[i].line, .column = CASES[i].column};
        size_t start, end;
        editor_mark_span(TEXT, &mark, &start, &end);
        if (end - start != strlen(CASES[i].wanted) || memcmp(TEXT + start, CASES[i].wanted, end - start) != 0) {
            fail_msg("%d:%d is \"%.*s\"", CASES[i].line, CASES[i].column, (int)(end - start), TEXT + start);
        }
    }
}

static void offsets_and_places_fit_with_wide_letters_and_tabs(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    frame_beside(&scene, 1920, 1080);
    float cell = 0.6f * frame_text_size(&scene.frame, 20), wide = frame_text_size(&scene.frame, 20);
    EditorView line = view_of(&scene, "가\tab\tc");
    assert_true(fabsf(editor_panel_place(&scene.frame, scene.layout.aside, &line, 3).x - wide) < 0.01f);
    assert_true(fabsf(editor_panel_place(&scene.frame, scene.layout.aside, &line, 4).x - 4 * cell) <
                0.01f); // the next multiple of four columns
    assert_true(fabsf(editor_panel_place(&scene.frame, scene.layout.aside, &line, 7).x - 8 * cell) < 0.01f);
    size_t checked = 0;
    for (size_t at = 0; at <= strlen(TEXT); at++) {
        if (((unsigned char)TEXT[at] & 0xC0) == 0x80) {
            continue;
        }
        EditorView view = view_of(&scene, TEXT);
        view.caret = at;
        EditorPlace place = editor_panel_place(&scene.frame, scene.layout.aside, &view, at);
        assert_int_equal(editor_panel_offset(&scene.frame, scene.layout.aside, &view, place), at);
        Rect caret = editor_panel_caret(&scene.frame, scene.layout.aside, &view);
        assert_int_equal(editor_panel_offset_at(&scene.frame, scene.layout.aside, &view, (Point){caret.x, caret.y + caret.h / 2}), at);
        checked++;
    }
    assert_true(checked > 80);
    scene_close(&scene);
}

// The waves that were drawn: from their first to their last point.
static int find_waves(const Scene *scene, Rect *waves, int capacity) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind != SHAPE_POLYLINE || shape->fill != scene->view.theme->backward || shape->count < 3 || count == capacity) {
            continue;
        }
        Point first = scene->list.points[shape->first], last = scene->list.points[shape->first + shape->count - 1];
        waves[count++] = (Rect){first.x, first.y, last.x - first.x, 0};
    }
    return count;
}

static void what_is_wrong_is_underlined_where_it_stands(void **state) {
    (void)state;
    for (int theme = 0; theme_at(theme) != NULL; theme++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_KO, HELLO);
        scene.view.theme = theme_at(theme);
        frame_beside(&scene, 1920, 1080);
        EditorView view = view_of(&scene, TEXT);
        view.marks = MARKS;
        view.mark_count = (int)COUNT(MARKS);
        view.told = 1;
        editor_panel_draw(&scene.frame, scene.layout.aside, &view);
        Rect waves[16];
        int count = find_waves(&scene, waves, 16);
        assert_int_equal(count, 4); // the one without a place has none
        view.caret = 0;
        Rect origin = editor_panel_caret(&scene.frame, scene.layout.aside, &view);
        for (int i = 0; i < count; i++) {
            size_t start, end;
            editor_mark_span(TEXT, &MARKS[i], &start, &end);
            EditorPlace place = editor_panel_place(&scene.frame, scene.layout.aside, &view, start);
            float from = origin.x + place.x, to = origin.x + editor_panel_place(&scene.frame, scene.layout.aside, &view, end).x;
            float step = 0.25f * frame_text_size(&scene.frame, 20);
            assert_true(fabsf(waves[i].x - from) < 1);
            assert_true(waves[i].w > 1 && waves[i].x + waves[i].w > to - step);
            assert_true(waves[i].x + waves[i].w < fmaxf(to, from + 0.5f * frame_text_size(&scene.frame, 20)) + step);
            float row = origin.y + (float)place.row * origin.h;
            assert_true(waves[i].y > row + origin.h / 2 && waves[i].y < row + 1.1f * origin.h);
        }
        assert_true(scene_says(&scene, "3:24") && scene_says(&scene, "No equation computes"));
        scene_close(&scene);
    }
}

static void all_of_it_can_be_read(void **state) {
    (void)state;
    static const char *const SHELF[] = {"elman", "elman-identity", "gru", "gru-cho", "lstm", "lstm-peephole", "window-ordered"};
    int texts = 0;
    Text many;
    text_init(&many);
    for (int i = 0; i < 64; i++) {
        text_printf(&many, "%s_%d[t] = tanh(W_%d x[t] + U_%d h[t-1] + b_%d) # 한 줄이 아주 길어서 칸을 넘어갑니다\n",
                    i == 63 ? "h" : "gate", i, i, i, i);
    }
    const char *const TEXTS[] = {"", TEXT, many.data};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        scene_open(&scene, (Language)language, HELLO);
        for (size_t k = 0; k < COUNT(SIZES) * COUNT(TEXTS) * 5; k++) {
            const int *size = SIZES[k % COUNT(SIZES)];
            int what = (int)(k / COUNT(SIZES)) % 5;
            frame_beside(&scene, size[0], size[1]);
            EditorView view = view_of(&scene, TEXTS[k / COUNT(SIZES) / 5]);
            Field name = {.key = "save-cell", .text = "a-name.cell", .problem = "There is a file already"};
            view.is_focused = what > 0;
            view.caret = view.anchor = strlen(view.text);
            view.anchor = what == 1 ? 0 : view.anchor;
            view.composing = what == 2 ? "한" : NULL;
            view.first = what == 3 && strlen(view.text) > 500 ? 31 : 0;
            view.name = what == 4 ? &name : NULL;
            view.is_choosing = what == 4;
            view.shelf = SHELF;
            view.shelf_count = (int)COUNT(SHELF);
            view.marks = MARKS;
            view.mark_count = what == 1 || what == 3 ? (int)COUNT(MARKS) : 0;
            view.told = view.mark_count > 0 ? 0 : -1;
            view.is_changed = true;
            view.file = "a-name-of-a-file-that-is-rather-long.cell";
            size_t from = scene.list.shape_count;
            editor_panel_draw(&scene.frame, scene.layout.aside, &view);
            char label[64];
            snprintf(label, sizeof label, "%dx%d text %zu, %d", size[0], size[1], k / COUNT(SIZES) / 5, what);
            texts += scene_check_texts(&scene, from, scene.layout.aside, label);
            assert_int_equal(scene.faults, 0);
            assert_int_equal(scene_count_hits(&scene, HIT_FIELD, NULL), 1); // the text, or the name while the shelf lies over it
        }
        scene_close(&scene);
    }
    assert_true(texts > 1000);
    text_finish(&many);
}

// Whether a text of its own is the star.
static bool has_star(const Scene *scene, size_t from) {
    for (size_t i = from; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_TEXT && shape->count == 2 && memcmp(scene->list.bytes + shape->first, " *", 2) == 0) {
            return true;
        }
    }
    return false;
}

static void the_star_of_what_is_not_saved_is_never_cut(void **state) {
    (void)state;
    static const int WINDOWS[][2] = {{1280, 720}, {1920, 1080}};
    static const char *const FILES[] = {"", "mine.cell", "my mgu 한.cell", "a-name-of-a-file-that-is-rather-long-and-then-longer.cell"};
    for (size_t k = 0; k < COUNT(WINDOWS) * COUNT(FILES); k++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, HELLO);
        frame_beside(&scene, WINDOWS[k % 2][0], WINDOWS[k % 2][1]);
        EditorView view = view_of(&scene, "h[t] = x[t]");
        view.file = FILES[k / 2];
        editor_panel_draw(&scene.frame, scene.layout.aside, &view);
        assert_false(has_star(&scene, 0));
        view.is_changed = true;
        size_t from = scene.list.shape_count;
        editor_panel_draw(&scene.frame, scene.layout.aside, &view);
        assert_true(has_star(&scene, from));
        if (k / 2 < 3) assert_true(scene_says(&scene, k < 2 ? "not saved" : view.file)); // whole
        scene_check_texts(&scene, from, scene.layout.aside, "star");
        assert_int_equal(scene.faults, 0);
        scene_close(&scene);
    }
}

static void a_line_that_is_too_wide_goes_on_beneath_at_a_blank(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    frame_beside(&scene, 1280, 720);
    const char *text = "h[t] = tanh(W_x x[t] + U_1 h[t-1] + U_2 h[t-2] + U_3 h[t-3] + U_4 h[t-4] + b_last)\n"
                       "# a comment that is so long that it goes on in the row beneath it, where no name is a weight W_x\n"
                       "eine_einzige_sehr_lange_Bezeichnung_die_nirgends_ein_Leerzeichen_hat[t] = 1";
    EditorView view = view_of(&scene, text);
    size_t from = scene.list.shape_count;
    editor_panel_draw(&scene.frame, scene.layout.aside, &view);
    assert_true(scene_says(&scene, "b_last") && scene_says(&scene, "U_1"));
    scene_check_texts(&scene, from, scene.layout.aside, "wide lines");
    assert_int_equal(scene.faults, 0);
    // Each row but a name without blanks begins behind a blank, further in than its line.
    int rows = editor_panel_row_count(&scene.frame, scene.layout.aside, &view), begun = 0;
    assert_true(rows >= 8);
    for (size_t at = 1; at < strlen(text); at++) {
        EditorPlace before = editor_panel_place(&scene.frame, scene.layout.aside, &view, at - 1);
        EditorPlace place = editor_panel_place(&scene.frame, scene.layout.aside, &view, at);
        assert_true(place.row == before.row || place.row == before.row + 1);
        assert_int_equal(editor_panel_offset(&scene.frame, scene.layout.aside, &view, place), at);
        if (place.row == before.row || text[at - 1] == '\n') {
            continue;
        }
        begun++;
        assert_true(place.x > 1 && (text[at - 1] == ' ' || strncmp(text + at, "eine", 4) != 0));
    }
    assert_int_equal(begun, rows - 3);
    for (size_t i = 0; i < scene.list.shape_count; i++) { // what goes on is a comment still
        const Shape *shape = &scene.list.shapes[i];
        bool is_name =
            shape->kind == SHAPE_TEXT && shape->count >= 12 && memcmp(scene.list.bytes + shape->first + shape->count - 3, "W_x", 3) == 0;
        assert_true(!is_name || shape->fill == scene.view.theme->quiet);
    }
    scene_close(&scene);
}

static void names_are_coloured_by_what_they_are(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, HELLO);
    frame_beside(&scene, 1920, 1080);
    const Theme *theme = scene.view.theme;
    const struct {
        const char *text;
        Color color;
    } WANTED[] = {
        {"h", theme->forward}, {"W_x", theme->update}, {"tanh", theme->text},
        {"x", theme->forward}, {"t", theme->text},     {"# why", theme->quiet},
    };
    EditorView view = view_of(&scene, "h[t] = tanh(W_x x[t]) # why");
    editor_panel_draw(&scene.frame, scene.layout.aside, &view);
    for (size_t i = 0; i < COUNT(WANTED); i++) {
        bool found = false;
        for (size_t k = 0; k < scene.list.shape_count; k++) {
            const Shape *shape = &scene.list.shapes[k];
            found = found ||
                    (shape->kind == SHAPE_TEXT && shape->face == FACE_MONO && shape->fill == WANTED[i].color &&
                     shape->count == strlen(WANTED[i].text) && memcmp(scene.list.bytes + shape->first, WANTED[i].text, shape->count) == 0);
        }
        if (!found) {
            fail_msg("%s", WANTED[i].text);
        }
    }
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_star_of_what_is_not_saved_is_never_cut),
        cmocka_unit_test(a_mark_is_the_name_number_or_sign_at_its_place),
        cmocka_unit_test(offsets_and_places_fit_with_wide_letters_and_tabs),
        cmocka_unit_test(what_is_wrong_is_underlined_where_it_stands),
        cmocka_unit_test(all_of_it_can_be_read),
        cmocka_unit_test(a_line_that_is_too_wide_goes_on_beneath_at_a_blank),
        cmocka_unit_test(names_are_coloured_by_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
