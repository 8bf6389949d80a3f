// Gates in a diagram: valves open as they do, beams tilt, what is held is shut, and lines back are as wide as what flows.
#include "../base/testing.h"
#include "diagram_fixture.h"

#include "base/files.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The level valve of a gate in the column of t: its area of the pointer.
static const Hit *valve_of(const Scene *scene, const char *gate, float x0, float x1) {
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Hit *hit = &scene->hits.hits[i];
        if (hit->kind == HIT_COMMAND && strcmp(hit->command, "clamp") == 0 && strcmp(hit->argument, gate) == 0 && hit->rect.x > x0 &&
            hit->rect.x < x1) {
            return hit;
        }
    }
    return NULL;
}

// How high the stream is that a level valve lets through, as a share of what it could be; -1: none.
static double shown_opening(const Scene *scene, Rect pipe) {
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        if (shape->kind == SHAPE_BOX && shape->fill == scene->view.theme->forward && fabsf(shape->rect.x - pipe.x) < 0.1f &&
            fabsf(shape->rect.w - pipe.w) < 0.1f && fabsf(shape->rect.y + shape->rect.h / 2 - pipe.y - pipe.h / 2) < 0.1f) {
            return (double)(shape->rect.h / (0.31f * pipe.h));
        }
    }
    return -1;
}

static double mean_of(const Scene *scene, const char *name, int t) {
    const Program *program = scene->trace->program;
    int op = program->equations[program_find_equation(program, name)].op;
    double sum = 0;
    for (int i = 0; i < program->ops[op].size; i++) {
        sum += run_value(scene->trace->run, op, t, 0)[i];
    }
    return sum / program->ops[op].size;
}

static void test_a_valve_is_as_open_as_its_gate(void **state) {
    (void)state;
    static const char *const BIAS[] = {"b_f=-6 -6 -6", "b_f=0 0 0", "b_f=2 1 6"};
    int checked = 0;
    for (size_t i = 0; i < COUNT(BIAS); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", "set", BIAS[i], NULL});
        for (int zoom = 0; zoom < 2; zoom++) {
            double column = zoom == 0 ? 330 : 1007;
            diagram_draw(&scene, 1920, 1080, column, "forward:h[2]");
            Stage stage;
            diagram_make_stage(&scene, &stage, 1920, 1080, column, "forward:h[2]");
            float left = stage_card_right(&stage, 1), right = stage_card_right(&stage, 2);
            stage_finish(&stage);
            diagram_draw(&scene, 1920, 1080, column, "forward:h[2]");
            const Hit *valve = valve_of(&scene, "f", left, right);
            assert_non_null(valve);
            assert_true(valve->focusable);
            double opening = shown_opening(&scene, valve->rect), wanted = mean_of(&scene, "f", 2);
            assert_true(fabs((opening < 0 ? 0 : opening) - wanted) < 0.02);
            checked++;
            // Before the gate is computed it is an outline.
            diagram_draw(&scene, 1920, 1080, column, "forward:h[1]");
            valve = valve_of(&scene, "f", left, right);
            assert_non_null(valve);
            assert_true(shown_opening(&scene, valve->rect) < 0);
        }
        scene_close(&scene);
    }
    assert_int_equal(checked, 6);
}

static void test_the_see_saw_tilts_to_the_side_that_is_closed(void **state) {
    (void)state;
    static const char *const BIAS[] = {"b_z=-5 -5 -5", "b_z=5 5 5"};
    for (int opens = 0; opens < 2; opens++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN,
                   (const char *const[]){"task", "text:hello", "cell", "gru", "hidden", "3", "set", BIAS[opens], NULL});
        Stage stage;
        diagram_make_stage(&scene, &stage, 1920, 1080, 1007, "forward:h[2]");
        const Diagram *diagram = stage.diagram;
        assert_non_null(diagram);
        int beam = 0;
        while (diagram->nodes[beam].kind != DIAGRAM_BEAM) {
            beam++;
        }
        bool left = diagram->nodes[diagram->nodes[beam].valve].at.x < diagram->nodes[diagram->nodes[beam].others].at.x;
        Rect body = diagram->nodes[beam].body;
        body.x += stage_x(&stage, 2) + diagram->area.x;
        body.y += diagram->area.y;
        diagram_draw(&scene, 1920, 1080, 1007, "forward:h[2]");
        int found = 0;
        for (size_t i = 0; i < scene.list.shape_count; i++) {
            const Shape *shape = &scene.list.shapes[i];
            const Point *points = scene.list.points + shape->first;
            if (shape->kind == SHAPE_POLYLINE && shape->count == 2 && fabsf(points[0].x - body.x) < 0.1f &&
                fabsf(points[1].x - body.x - body.w) < 0.1f) {
                float open_end = left ? points[0].y : points[1].y, other_end = left ? points[1].y : points[0].y;
                assert_true(opens == 1 ? open_end < other_end - 10 : open_end > other_end + 10); // up is the smaller y
                found++;
            }
        }
        assert_int_equal(found, 1);
        stage_finish(&stage);
        scene_close(&scene);
    }
}

static void test_what_is_held_has_a_lock_and_a_shut_valve(void **state) {
    (void)state;
    for (int held = 0; held < 2; held++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN,
                   (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", "clamp", held == 1 ? "f=0" : "none", NULL});
        diagram_draw(&scene, 1920, 1080, 1007, "forward:h[2]");
        assert_true(scene_says(&scene, "0.00") == (held == 1)); // how far the valve is open
        assert_true(scene_count_hits(&scene, HIT_COMMAND, "clamp") >= 3);
        scene_close(&scene);
    }
}

// How often an element of a kind is shown of an op at t.
static int count_asked(const Scene *scene, ElementKind kind, int op, int t) {
    int count = 0;
    for (size_t i = 0; i < scene->hits.count; i++) {
        const Hit *hit = &scene->hits.hits[i];
        count += hit->kind == HIT_ELEMENT && hit->element.kind == kind && hit->element.index == op && hit->element.t == t;
    }
    return count;
}

static void test_what_a_valve_multiplies_by_can_be_asked_and_has_its_name(void **state) {
    (void)state;
    for (int i = 0; i < 4; i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", i % 2 ? "mgu" : "lstm", "hidden", "3", NULL});
        diagram_draw(&scene, DIAGRAM_SIZES[i / 2][0], DIAGRAM_SIZES[i / 2][1], 1007, "forward:h[3]");
        const Program *program = scene.trace->program;
        int f = program->equations[program_find_equation(program, "f")].op, rest = -1;
        for (int op = 0; op < program->op_count && i % 2; op++) {
            Gate gates[CELL_MAX_EQUATIONS];
            program_gates(program, gates);
            for (int u = 0; u < gates[0].use_count; u++) {
                rest = gates[0].uses[u].complement >= 0 ? gates[0].uses[u].complement : rest;
            }
        }
        assert_true(count_asked(&scene, ELEMENT_MEAN, f, 2) >= 1);
        assert_true(count_asked(&scene, ELEMENT_VALUE, f, 2) >= 6); // in its box, and as bars
        assert_true(scene_says(&scene, i % 2 ? "1−f" : "f"));
        assert_true(i % 2 == 0 || count_asked(&scene, ELEMENT_MEAN, rest, 2) == 1);
        // Over the pipe of a whole sequence as well.
        diagram_draw(&scene, DIAGRAM_SIZES[i / 2][0], DIAGRAM_SIZES[i / 2][1], 330, "forward:h[3]");
        assert_int_equal(count_asked(&scene, ELEMENT_MEAN, i % 2 ? rest : f, 2), 1);
        scene_close(&scene);
    }
}

static void test_names_at_valves_cover_nothing(void **state) {
    (void)state;
    int named = 0;
    for (size_t i = 0; i < 4 * COUNT(DIAGRAM_GATED); i++) {
        Scene scene;
        const char *hidden = i % 2 ? "8" : "3";
        scene_open(&scene, LANGUAGE_KO, (const char *const[]){"task", "text:hello", "cell", DIAGRAM_GATED[i / 4], "hidden", hidden, NULL});
        Stage stage;
        diagram_make_stage(&scene, &stage, i / 2 % 2 ? 1920 : 1280, i / 2 % 2 ? 1080 : 720, 1007, "end");
        const Diagram *diagram = stage.diagram;
        for (int n = 0; diagram != NULL && n < diagram->node_count; n++) {
            Rect line = diagram->nodes[n].opening;
            if (diagram->nodes[n].kind != DIAGRAM_VALVE) {
                continue;
            }
            assert_true(rect_inside(line, (Rect){0, 0, diagram->area.w, diagram->area.h}));
            named += line.w > diagram->nodes[n].tag.w;
            for (int k = 0; k < diagram->node_count; k++) {
                assert_false(rects_overlap(line, diagram->nodes[k].body));
                assert_false(k != n && (rects_overlap(line, diagram->nodes[k].tag) || rects_overlap(line, diagram->nodes[k].opening)));
            }
            for (int k = 0; k < diagram->edge_count; k++) {
                for (int p = 0; p + 1 < diagram->edges[k].count; p++) {
                    assert_false(rects_overlap(line, rect_of_piece(diagram->edges[k].points[p], diagram->edges[k].points[p + 1])));
                }
            }
        }
        stage_finish(&stage);
        scene_close(&scene);
    }
    assert_true(named > 20);
}

static int count_lines(const Scene *scene, bool dashed, Color fill) {
    int count = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        count += shape->kind == SHAPE_POLYLINE && (shape->dash > 0) == dashed && shape->arrow > 0 && shape->fill == fill;
    }
    return count;
}

static void test_what_comes_to_a_held_gate_is_pale_and_after_a_shut_valve_nothing_flows(void **state) {
    (void)state;
    static const char *const CLAMPS[] = {"none", "f=0", "f=1", "f=0,i=0"};
    int pale[COUNT(CLAMPS)], filled[COUNT(CLAMPS)];
    for (size_t c = 0; c < COUNT(CLAMPS); c++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN,
                   (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", "clamp", CLAMPS[c], NULL});
        diagram_draw(&scene, 1920, 1080, 1007, "end");
        pale[c] = filled[c] = 0;
        for (size_t i = 0; i < scene.list.shape_count; i++) {
            const Shape *shape = &scene.list.shapes[i];
            bool line = shape->kind == SHAPE_POLYLINE;
            pale[c] += line && shape->dash > 0 && shape->arrow > 0 && shape->fill != scene.view.theme->forward;
            filled[c] += line && shape->fill == scene.view.theme->forward_soft;
        }
        assert_int_equal(count_lines(&scene, true, scene.view.theme->forward), 0);
        scene_close(&scene);
    }
    assert_int_equal(pale[0], 0);
    assert_true(pale[1] > 0 && pale[1] == pale[2] && pale[3] == 2 * pale[1]); // x and h to each held gate
    assert_true(filled[1] < filled[0] && filled[2] == filled[0] && filled[3] < filled[1]);
}

static void test_the_way_back_ends_at_the_ends_of_the_beam(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "gru", "hidden", "3", "set", "b_z=3 3 3", NULL});
    Stage stage;
    diagram_make_stage(&scene, &stage, 1280, 720, 800, "end");
    const Diagram *diagram = stage.diagram;
    assert_non_null(diagram);
    int beam = 0;
    while (diagram->nodes[beam].kind != DIAGRAM_BEAM) {
        beam++;
    }
    const DiagramNode *node = &diagram->nodes[beam];
    Rect body = {node->body.x + stage_x(&stage, 2) + diagram->area.x, node->body.y + diagram->area.y, node->body.w, node->body.h};
    bool opens_left = diagram->nodes[node->valve].at.x < diagram->nodes[node->others].at.x;
    Point ends[2];
    for (int k = 0; k < 2; k++) {
        ends[k] = stage_beam_end(&stage, &diagram->gates[node->gate], 2, body, opens_left, k == 0);
    }
    assert_true(fabsf(ends[0].y - ends[1].y) > 10);
    diagram_draw(&scene, 1280, 720, 800, "end");
    int found[2] = {0};
    for (size_t i = 0; i < scene.list.shape_count; i++) {
        const Shape *shape = &scene.list.shapes[i];
        for (int k = 0; k < 2 && shape->kind == SHAPE_POLYLINE && shape->arrow > 0; k++) {
            Point tip = scene.list.points[shape->first + shape->count - 1];
            found[k] += hypotf(tip.x - ends[k].x, tip.y - ends[k].y) < 6 * scene.frame.unit;
        }
    }
    assert_true(found[0] == 1 && found[1] == 1);
    stage_finish(&stage);
    scene_close(&scene);
}

static void test_a_vector_of_zeros_is_drawn(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "8", "clamp", "f=0,i=0", NULL});
    Stage stage;
    diagram_make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[3]");
    assert_true(stage.diagram != NULL && !stage.diagram->detail.numbers);
    stage_finish(&stage);
    diagram_draw(&scene, 1920, 1080, 900, "forward:h[3]");
    const Program *program = scene.trace->program;
    int c = program->equations[program_find_equation(program, "c")].op, rings = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        for (size_t k = 0;
             k < scene.list.shape_count && hit->kind == HIT_ELEMENT && hit->element.index == c && hit->element.kind == ELEMENT_VALUE; k++) {
            const Shape *shape = &scene.list.shapes[k];
            rings +=
                shape->kind == SHAPE_BOX && shape->border_width > 0 && shape->rect.w < hit->rect.w && rect_inside(shape->rect, hit->rect);
        }
    }
    assert_true(rings >= 8);
    scene_close(&scene);
}

// The widest of the lines with corners by which something flows back.
static float widest_back(const Scene *scene) {
    float widest = 0;
    for (size_t i = 0; i < scene->list.shape_count; i++) {
        const Shape *shape = &scene->list.shapes[i];
        bool line = shape->kind == SHAPE_POLYLINE && shape->count > 2 && shape->arrow > 0;
        widest = line && shape->fill != scene->view.theme->forward ? fmaxf(widest, shape->width) : widest;
    }
    return widest;
}

static void test_lines_back_are_as_wide_as_what_flows_is_large(void **state) {
    (void)state;
    float width[2];
    for (int i = 0; i < 2; i++) {
        Scene scene;
        // Only the last loss: what is left of it at t = 1 is less than at t = 4.
        scene_open(
            &scene, LANGUAGE_EN,
            (const char *const[]){"task", "text:hello", "cell", "gru", "hidden", "3", "losses", "last", "init", "spectral:0.05", NULL});
        scene.view.camera = (Camera){i == 0 ? 4 : 1, 1190};
        scene_frame_at(&scene, 1280, 720, "end");
        Stage stage;
        stage_make(&stage, &scene.frame, &scene.layout);
        stage.largest = 1;
        assert_non_null(stage.diagram);
        stage_draw_diagram(&stage, i == 0 ? 4 : 1);
        width[i] = widest_back(&scene);
        stage_finish(&stage);
        scene_close(&scene);
    }
    assert_true(width[1] > 0 && width[0] > width[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_valve_is_as_open_as_its_gate),
        cmocka_unit_test(test_the_see_saw_tilts_to_the_side_that_is_closed),
        cmocka_unit_test(test_what_is_held_has_a_lock_and_a_shut_valve),
        cmocka_unit_test(test_what_a_valve_multiplies_by_can_be_asked_and_has_its_name),
        cmocka_unit_test(test_names_at_valves_cover_nothing),
        cmocka_unit_test(test_what_comes_to_a_held_gate_is_pale_and_after_a_shut_valve_nothing_flows),
        cmocka_unit_test(test_the_way_back_ends_at_the_ends_of_the_beam),
        cmocka_unit_test(test_a_vector_of_zeros_is_drawn),
        cmocka_unit_test(test_lines_back_are_as_wide_as_what_flows_is_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
