// Diagrams where there is little room: narrow columns, many units, large text.
#include "../base/testing.h"
#include "scene.h"

#include "view/stage/stage.h"

typedef struct Case {
    const char *cell, *hidden;
    double column;
    float scale;
    bool silent; // only what is named has values beside the lines
} Case;

static bool overlap(Rect a, Rect b) {
    return a.w > 0 && b.w > 0 && a.x + 0.5f < b.x + b.w && b.x + 0.5f < a.x + a.w && a.y + 0.5f < b.y + b.h && b.y + 0.5f < a.y + a.h;
}

static void check_room(const Case *tried, const char *moment) {
    Scene scene;
    scene_open(&scene, LANGUAGE_KO, (const char *const[]){"task", "text:hello", "cell", tried->cell, "hidden", tried->hidden, NULL});
    scene.view.camera = (Camera){2, tried->column};
    scene.view.scale = tried->scale;
    scene_frame_at(&scene, 1920, 1080, moment);
    Stage stage;
    stage_make(&stage, &scene.frame, &scene.layout);
    const Diagram *diagram = stage.diagram;
    assert_non_null(diagram);
    assert_int_equal(diagram->detail.silent, tried->silent);
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        bool single = node->kind == DIAGRAM_ROUND || node->kind == DIAGRAM_VALVE;
        assert_true(!tried->silent || !single || (node->tag.w > 0) == (node->equation >= 0));
        for (int k = 0; k < i; k++) {
            const DiagramNode *other = &diagram->nodes[k];
            assert_false(overlap(node->body, other->body) || overlap(node->body, other->tag) || overlap(node->tag, other->body) ||
                         overlap(node->tag, other->tag));
        }
    }
    stage_finish(&stage);
    stage_draw(&scene.frame, &scene.layout);
    scene_close(&scene);
}

static void test_many_units_and_narrow_columns_have_a_diagram(void **state) {
    (void)state;
    static const Case CASES[] = {
        {"lstm", "8", 720, 1, false}, {"lstm", "32", 720, 1, false},         {"gru", "3", 660, 1, false},
        {"gru", "32", 720, 1, false}, {"lstm-peephole", "8", 720, 1, false},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        check_room(&CASES[i], "forward:h[2]");
        check_room(&CASES[i], "end");
    }
}

static void test_large_text_leaves_the_way_of_the_cell_state(void **state) {
    (void)state;
    static const Case CASES[] = {{"lstm", "3", 900, 1.5f, true}, {"lstm", "32", 900, 1.5f, true}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        check_room(&CASES[i], "end");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_units_and_narrow_columns_have_a_diagram),
        cmocka_unit_test(test_large_text_leaves_the_way_of_the_cell_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
