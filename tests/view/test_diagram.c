// A cell as a diagram: nothing covers anything else, highways are straight, valves open as their gates do.
#include "../base/testing.h"
#include "scene.h"

#include "base/files.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_stage(Scene *scene, Stage *stage, int width, int height, double column, const char *moment) {
    scene->view.camera = (Camera){2, column};
    scene_frame_at(scene, width, height, moment);
    stage_make(stage, &scene->frame, &scene->layout);
}

static void draw(Scene *scene, int width, int height, double column, const char *moment) {
    scene->view.camera = (Camera){2, column};
    scene_frame_at(scene, width, height, moment);
    stage_draw(&scene->frame, &scene->layout);
}

static bool overlap(Rect a, Rect b) {
    float slack = 0.5f;
    return a.w > 0 && b.w > 0 && a.x + slack < b.x + b.w && b.x + slack < a.x + a.w && a.y + slack < b.y + b.h && b.y + slack < a.y + a.h;
}

static bool inside(Rect inner, Rect outer) {
    return inner.w <= 0 || (inner.x >= outer.x - 0.5f && inner.y >= outer.y - 0.5f && inner.x + inner.w <= outer.x + outer.w + 0.5f &&
                            inner.y + inner.h <= outer.y + outer.h + 0.5f);
}

// The piece of a way between two points, with some thickness.
static Rect piece_of(Point a, Point b) {
    return (Rect){fminf(a.x, b.x) - 1, fminf(a.y, b.y) - 1, fabsf(a.x - b.x) + 2, fabsf(a.y - b.y) + 2};
}

static void check_nodes(const Diagram *diagram) {
    const Rect area = {0, 0, diagram->area.w, diagram->area.h};
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        assert_true(inside(node->body, area) && inside(node->tag, area));
        assert_false(overlap(node->body, node->tag));
        for (int k = 0; k < i; k++) {
            const DiagramNode *other = &diagram->nodes[k];
            assert_false(overlap(node->body, other->body) || overlap(node->body, other->tag) || overlap(node->tag, other->body) ||
                         overlap(node->tag, other->tag));
        }
        if (node->kind == DIAGRAM_STATE || node->kind == DIAGRAM_LEAVE) {
            assert_float_equal(node->at.x, node->kind == DIAGRAM_STATE ? 0 : area.w, 0.01);
        } else if (node->kind == DIAGRAM_INPUT || node->kind == DIAGRAM_OUTPUT) {
            assert_float_equal(node->at.y, node->kind == DIAGRAM_OUTPUT ? 0 : area.h, 0.01);
        }
    }
}

static int check_edges(const Diagram *diagram) {
    int pieces = 0;
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        assert_true(edge->count >= 2);
        for (int p = 0; p + 1 < edge->count; p++) {
            Rect piece = piece_of(edge->points[p], edge->points[p + 1]);
            assert_true(piece.w < 2.1f || piece.h < 2.1f); // level or upright
            for (int n = 0; n < diagram->node_count; n++) {
                const DiagramNode *node = &diagram->nodes[n];
                bool end = n == edge->from || n == edge->to;
                assert_false(overlap(piece, node->tag) || (!end && overlap(piece, node->body)));
            }
            pieces++;
        }
    }
    return pieces;
}

// Every node of a highway, and where it comes in and leaves, on one line, that goes on between the columns; returns how many there are.
static int check_highways(const Stage *stage) {
    const Diagram *diagram = stage->diagram;
    int checked = 0;
    for (int h = 0; h < diagram->highway_count; h++) {
        int op = stage->frame->trace->program->equations[diagram->highways[h].equation].op, leaves = diagram_exit(diagram, op);
        float y = diagram->nodes[leaves].at.y;
        for (int i = 0; i < diagram->node_count; i++) {
            if (diagram->nodes[i].highway == h) {
                assert_float_equal(diagram->nodes[i].at.y, y, 0.01);
                checked++;
            }
        }
        for (int i = 0; i < diagram->edge_count; i++) {
            const DiagramEdge *edge = &diagram->edges[i];
            if (diagram->nodes[edge->from].highway == h && diagram->nodes[edge->to].highway == h && !edge->opens) {
                assert_int_equal(edge->count, 2);
                assert_float_equal(edge->points[0].y, y, 0.01);
                assert_float_equal(edge->points[1].y, y, 0.01);
            }
        }
        const Block *block = stage_block_of(stage, op);
        assert_non_null(block);
        Edge between = stage_carry_path(stage, block, 1, 2, false);
        assert_float_equal(between.points[0].y, diagram->area.y + y, 0.01);
        assert_float_equal(between.points[1].y, diagram->area.y + y, 0.01);
    }
    return checked;
}

// ---- the shelf ------------------------------------------------------------------------------------------------------------------

static const char *const PLAIN[] = {"elman", "elman-sigmoid", "elman-identity", "elman-relu", "irnn", "jordan", "window", "window-ordered"};
static const char *const GATED[] = {"lstm", "gru", "gru-cho", "mgu", "lstm-1997", "lstm-peephole"};
static const char *const HIDDEN[] = {"1", "3", "4", "32"};
static const int SIZES[][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};

static void test_diagrams_of_the_shelf_are_tidy(void **state) {
    (void)state;
    static const double COLUMNS[] = {700, 805, 1007, 1190};
    int made = 0, missing = 0, straight = 0, pieces = 0, most = 0;
    for (size_t c = 0; c < COUNT(GATED); c++) {
        for (int i = 0; i < 8; i++) {
            Scene scene;
            scene_open(&scene, i % 2 == 0 ? LANGUAGE_EN : LANGUAGE_KO,
                       (const char *const[]){"task", "text:hello", "cell", GATED[c], "hidden", HIDDEN[i / 2], NULL});
            for (int k = 0; k < 24; k++) {
                const int *size = SIZES[k % 3];
                double column = COLUMNS[k / 3 % 4];
                Stage stage;
                make_stage(&scene, &stage, size[0], size[1], column, k < 12 ? "forward:h[2]" : "end");
                if (stage.diagram != NULL) {
                    check_nodes(stage.diagram);
                    pieces += check_edges(stage.diagram);
                    straight += check_highways(&stage);
                    most = stage.diagram->crossings > most ? stage.diagram->crossings : most;
                    made++;
                } else if (column > 1000) {
                    print_error("%s, hidden %s, %d x %d, %g: no room\n", GATED[c], HIDDEN[i / 2], size[0], size[1], column);
                    missing++;
                }
                stage_finish(&stage);
            }
            scene_close(&scene);
        }
    }
    assert_int_equal(missing, 0);
    assert_true(made > 600 && straight > 2000 && pieces > 20000);
    assert_in_range(most, 1, 3);
}

static void test_of_few_units_the_numbers_are_told_in_low_windows_too(void **state) {
    (void)state;
    for (size_t c = 0; c < COUNT(GATED); c++) {
        for (int hidden = 1; hidden <= 3; hidden += 2) {
            Scene scene;
            scene_open(&scene, LANGUAGE_KO,
                       (const char *const[]){"task", "text:hello", "cell", GATED[c], "hidden", hidden == 1 ? "1" : "3", NULL});
            Stage stage;
            make_stage(&scene, &stage, 1280, 720, 1100, "end");
            assert_non_null(stage.diagram);
            assert_true(stage.diagram->detail.numbers);
            stage_finish(&stage);
            scene_close(&scene);
        }
    }
}

// Inputs come from below, the output leaves at the top, a state runs level from the left edge to the right one and on to the next column.
// Returns how many states do.
static int check_plain(const Stage *stage) {
    const Diagram *diagram = stage->diagram;
    const Program *program = stage->frame->trace->program;
    int outputs = 0;
    assert_true(diagram->plain);
    for (int i = 0; i < diagram->edge_count; i++) {
        const DiagramEdge *edge = &diagram->edges[i];
        const DiagramNode *from = &diagram->nodes[edge->from], *to = &diagram->nodes[edge->to];
        Point first = edge->points[0], last = edge->points[edge->count - 1];
        if (from->kind == DIAGRAM_INPUT) {
            Edge arrives = stage_input_path(stage, program->ops[from->op].lag, 3);
            assert_float_equal(first.y, diagram->area.h, 0.01);
            assert_true(edge->points[1].y < first.y && edge->points[1].x == first.x);
            assert_float_equal(arrives.points[arrives.count - 1].x, stage_x(stage, 3) + diagram->area.x + from->at.x, 0.1);
        }
        if (to->kind == DIAGRAM_OUTPUT) {
            assert_float_equal(last.y, 0, 0.01);
            assert_float_equal(stage->output_x, diagram->area.x + last.x, 0.1);
            outputs++;
        }
    }
    assert_int_equal(outputs, 1);
    for (int h = 0; h < diagram->highway_count; h++) {
        int op = program->equations[diagram->highways[h].equation].op, enters = diagram_entry(diagram, program, op, 1);
        assert_true(enters >= 0 && diagram->nodes[enters].at.y == diagram->nodes[diagram_exit(diagram, op)].at.y);
        Edge between = stage_carry_path(stage, stage_block_of(stage, op), 1, 3, false);
        assert_float_equal(between.points[0].x, stage_x(stage, 2) + diagram->area.x + diagram->area.w, 0.1);
        assert_float_equal(between.points[1].x, stage_x(stage, 3) + diagram->area.x, 0.1);
    }
    return diagram->highway_count;
}

static void test_cells_without_gates_run_level(void **state) {
    (void)state;
    static const char *const UNITS[] = {"1", "3", "8", "32"};
    static const double COLUMNS[] = {530, 644, 900, 1190};
    int single = 0, missing = 0;
    for (size_t c = 0; c < COUNT(PLAIN); c++) {
        const char *forward = strcmp(PLAIN[c], "elman-sigmoid") == 0 ? "forward:s[2]" : "forward:h[2]";
        for (int i = 0; i < 8; i++) {
            Scene scene;
            scene_open(&scene, i % 2 == 0 ? LANGUAGE_EN : LANGUAGE_KO,
                       (const char *const[]){"task", "text:hello", "cell", PLAIN[c], "hidden", UNITS[i / 2], NULL});
            for (int k = 0; k < 24; k++) {
                Stage stage;
                make_stage(&scene, &stage, SIZES[k % 3][0], SIZES[k % 3][1], COLUMNS[k / 3 % 4], k < 12 ? forward : "end");
                if (stage.diagram == NULL || !stage.diagram->plain) {
                    print_error("%s, hidden %s, %d x %d, %g, %s: no room\n", PLAIN[c], UNITS[i / 2], SIZES[k % 3][0], SIZES[k % 3][1],
                                COLUMNS[k / 3 % 4], stage.diagram == NULL ? "states" : "tracks");
                    missing++;
                    stage_finish(&stage);
                    continue;
                }
                check_nodes(stage.diagram);
                check_edges(stage.diagram);
                check_highways(&stage);
                assert_int_equal(check_plain(&stage), strncmp(PLAIN[c], "window", 6) != 0);
                assert_int_equal(stage.diagram->crossings, 0);
                single += stage.diagram->single;
                stage_finish(&stage);
            }
            scene_close(&scene);
        }
    }
    assert_int_equal(missing, 0);
    assert_true(single > 600);
}

static void test_where_there_is_room_every_operation_stands_by_itself(void **state) {
    (void)state;
    static const char *const UNITS[] = {"3", "8", "32"};
    for (int i = 0; i < 12; i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "hidden", UNITS[i % 3], NULL});
        Stage stage;
        make_stage(&scene, &stage, SIZES[i / 3 % 2][0], SIZES[i / 3 % 2][1], 900, i < 6 ? "forward:h[2]" : "end");
        const Diagram *diagram = stage.diagram;
        const Program *program = scene.trace->program;
        assert_true(diagram != NULL && diagram->single);
        assert_true(diagram->detail.numbers == (i % 3 < 2));
        int boxes = 0, last = -1, beneath = -1;
        for (int k = 0; k < diagram->node_count; k++) { // W_x x, W_h h, + b, tanh
            const DiagramNode *node = &diagram->nodes[k];
            if (node->kind == DIAGRAM_BOX) {
                beneath = node->highway < 0 ? k : beneath;
                assert_true(node->highway < 0 || last < 0 || node->at.x > diagram->nodes[last].at.x);
                last = node->highway >= 0 ? k : last;
                boxes++;
            }
        }
        assert_int_equal(boxes, 4);
        assert_int_equal(diagram->nodes[last].op, program->equations[0].op);
        for (int k = 0; k < diagram->edge_count; k++) { // x, W_x x and the sum in one line upwards
            const DiagramEdge *edge = &diagram->edges[k];
            if (edge->from == beneath || edge->to == beneath) {
                assert_true(edge->count == 2 && edge->points[0].x == edge->points[1].x && edge->points[0].y > edge->points[1].y);
            }
        }
        stage_finish(&stage);
        scene_close(&scene);
    }
}

static void test_two_plain_states_have_a_row_each(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN,
               (const char *const[]){"task", "text:hello", "hidden", "3", "cell-text",
                                     "h[t] = tanh(W x[t] + U h[t-1] + b); s[t] = tanh(V h[t] + Z s[t-1])", NULL});
    Stage stage;
    make_stage(&scene, &stage, 1920, 1080, 1190, "end");
    assert_non_null(stage.diagram);
    check_nodes(stage.diagram);
    check_edges(stage.diagram);
    check_highways(&stage);
    assert_int_equal(check_plain(&stage), 2);
    assert_true(diagram_exit(stage.diagram, scene.trace->program->equations[1].op) >= 0);
    stage_finish(&stage);
    scene_close(&scene);
}

static void test_a_layout_is_made_once(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", NULL});
    Stage stage;
    make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[2]");
    const Diagram *first = stage.diagram;
    assert_non_null(first);
    stage_finish(&stage);
    make_stage(&scene, &stage, 1920, 1080, 900, "backward:h[2]"); // a second one beside it
    assert_ptr_not_equal(stage.diagram, first);
    stage_finish(&stage);
    make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[1]");
    assert_ptr_equal(stage.diagram, first);
    stage_finish(&stage);
    scene_close(&scene);
}

// ---- cells of one's own ---------------------------------------------------------------------------------------------------------

#define TWO_STATES                                                                                                                         \
    "f[t] = σ(W_f x[t] + U_f h[t-1]); g[t] = σ(W_g x[t] + U_g s[t-1]);"                                                                  \
    "h[t] = f[t] * h[t-1] + (1 - f[t]) * tanh(W x[t]); s[t] = g[t] * s[t-1] + (1 - g[t]) * tanh(V h[t])"

static void test_cells_of_ones_own_get_a_diagram_or_a_simpler_picture(void **state) {
    (void)state;
    static const char *const CELLS[] = {
        TWO_STATES,
        "h[t] = σ(W x[t] + U h[t-1]) * tanh(V x[t] + A h[t-1])",
        "h[t] = 0.9 h[t-1] + 0.1 tanh(W x[t] + U h[t-1] + b)",
        "f[t] = σ(W_f x[t] + U_f h[t-1] + V_f h[t-2]); h[t] = f[t] * h[t-1] + (1 - f[t]) * tanh(W x[t] + U h[t-2])",
        "f[t] = σ(W_f x[t] + v_f * c[t-1]); r[t] = σ(W_r x[t] + v_r * c[t-1]); u[t] = W x[t];"
        "c[t] = f[t] * c[t-1] + (1 - f[t]) * u[t]; h[t] = r[t] * c[t] + (1 - r[t]) * u[t]",
        "a[t] = σ(W_a x[t] + U_a h[t-1]); b[t] = σ(W_b x[t] + U_b h[t-1]); h[t] = a[t] * b[t] * h[t-1] + tanh(W x[t])",
        "f[t] = σ(A1 x[t] + B1 h[t-1]); i[t] = σ(A2 x[t] + B2 h[t-1]); g[t] = tanh(A3 x[t] + B3 h[t-1]); o[t] = σ(A4 x[t] + B4 h[t-1]);"
        "c[t] = f[t] * c[t-1] + i[t] * g[t]; h[t] = o[t] * tanh(c[t]); p[t] = σ(C1 h[t] + D1 s[t-1]); q[t] = σ(C2 h[t] + D2 s[t-1]);"
        "k[t] = tanh(C3 h[t] + D3 s[t-1]); v[t] = σ(C4 h[t] + D4 s[t-1]); m[t] = p[t] * m[t-1] + q[t] * k[t]; s[t] = v[t] * tanh(m[t])",
    };
    int made = 0, drawn = 0;
    for (size_t c = 0; c < COUNT(CELLS); c++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell-text", CELLS[c], "hidden", "3", NULL});
        for (double column = 540; column < 1200; column += 110) {
            Stage stage;
            make_stage(&scene, &stage, 1920, 1080, column, "end");
            if (stage.diagram != NULL) {
                check_nodes(stage.diagram);
                check_edges(stage.diagram);
                check_highways(&stage);
                made++;
            }
            stage_finish(&stage);
            draw(&scene, 1920, 1080, column, "end");
            drawn++;
        }
        scene_close(&scene);
    }
    assert_true(made >= 20 && drawn > made);
}

static const DiagramNode *node_of(const Stage *stage, const char *name) {
    const Program *program = stage->frame->trace->program;
    return &stage->diagram->nodes[stage->diagram->node_of[program->equations[program_find_equation(program, name)].op]];
}

static void test_annotations_place_nodes(void **state) {
    (void)state;
    static const char *const KEYS[2] = {"", "#: z place 4 2; #: r place 1 2; "};
    for (int placed = 0; placed < 2; placed++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", KEYS[placed],
                 "r[t] = σ(W_r x[t] + U_r h[t-1]); z[t] = σ(W_z x[t] + U_z h[t-1]); n[t] = tanh(W_n x[t] + U_n (r[t] * h[t-1]));"
                 "h[t] = z[t] * h[t-1] + (1 - z[t]) * n[t]");
        for (char *at = text; *at != '\0'; at++) {
            *at = *at == ';' ? '\n' : *at; // a comment ends with its line
        }
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell-text", text, "hidden", "3", NULL});
        Stage stage;
        make_stage(&scene, &stage, 1920, 1080, 1007, "end");
        assert_non_null(stage.diagram);
        const DiagramNode *z = node_of(&stage, "z"), *r = node_of(&stage, "r");
        assert_true((z->at.x > r->at.x) == (placed == 1)); // by itself the gate that opens a highway stands first
        assert_float_equal(z->at.y, r->at.y, 0.01);
        if (placed == 1) {
            assert_float_equal(z->column, 4, 0);
            assert_float_equal(r->column, 1, 0);
        }
        check_nodes(stage.diagram);
        stage_finish(&stage);
        scene_close(&scene);
    }
}

static void test_annotations_that_contradict_each_other_cover_nothing(void **state) {
    (void)state;
    static const char *const PLACES[] = {
        "#: f place 1 2\n#: i place 1 2\n#: g place 1 2\n",          // on top of each other
        "#: o place 1 2\n#: f place 4 2\n",                          // the other way round
        "#: c place 1 7\n#: h place 1 0\n",                          // a highway below everything
        "#: f place -3 0.5\n#: i place 1e30 2\n#: g place 1e30 2\n", // far away
    };
    int made = 0;
    for (size_t i = 0; i < COUNT(PLACES); i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", PLACES[i],
                 "f[t] = σ(W_f x[t] + U_f h[t-1])\ni[t] = σ(W_i x[t] + U_i h[t-1])\ng[t] = tanh(W_g x[t] + U_g h[t-1])\n"
                 "o[t] = σ(W_o x[t] + U_o h[t-1])\nc[t] = f[t] * c[t-1] + i[t] * g[t]\nh[t] = o[t] * tanh(c[t])\n");
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell-text", text, "hidden", "3", NULL});
        Stage stage;
        make_stage(&scene, &stage, 1920, 1080, 1190, "end");
        if (stage.diagram != NULL) {
            check_nodes(stage.diagram);
            check_edges(stage.diagram);
            check_highways(&stage);
            made++;
        }
        stage_finish(&stage);
        draw(&scene, 1920, 1080, 1190, "end");
        scene_close(&scene);
    }
    assert_true(made >= 2);
}

// ---- valves ---------------------------------------------------------------------------------------------------------------------

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
            draw(&scene, 1920, 1080, column, "forward:h[2]");
            Stage stage;
            make_stage(&scene, &stage, 1920, 1080, column, "forward:h[2]");
            float left = stage_card_right(&stage, 1), right = stage_card_right(&stage, 2);
            stage_finish(&stage);
            draw(&scene, 1920, 1080, column, "forward:h[2]");
            const Hit *valve = valve_of(&scene, "f", left, right);
            assert_non_null(valve);
            assert_true(valve->focusable);
            double opening = shown_opening(&scene, valve->rect), wanted = mean_of(&scene, "f", 2);
            assert_true(fabs((opening < 0 ? 0 : opening) - wanted) < 0.02);
            checked++;
            // Before the gate is computed it is an outline.
            draw(&scene, 1920, 1080, column, "forward:h[1]");
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
        make_stage(&scene, &stage, 1920, 1080, 1007, "forward:h[2]");
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
        draw(&scene, 1920, 1080, 1007, "forward:h[2]");
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
        draw(&scene, 1920, 1080, 1007, "forward:h[2]");
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
        draw(&scene, SIZES[i / 2][0], SIZES[i / 2][1], 1007, "forward:h[3]");
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
        draw(&scene, SIZES[i / 2][0], SIZES[i / 2][1], 330, "forward:h[3]");
        assert_int_equal(count_asked(&scene, ELEMENT_MEAN, i % 2 ? rest : f, 2), 1);
        scene_close(&scene);
    }
}

static void test_names_at_valves_cover_nothing(void **state) {
    (void)state;
    int named = 0;
    for (size_t i = 0; i < 4 * COUNT(GATED); i++) {
        Scene scene;
        const char *hidden = i % 2 ? "8" : "3";
        scene_open(&scene, LANGUAGE_KO, (const char *const[]){"task", "text:hello", "cell", GATED[i / 4], "hidden", hidden, NULL});
        Stage stage;
        make_stage(&scene, &stage, i / 2 % 2 ? 1920 : 1280, i / 2 % 2 ? 1080 : 720, 1007, "end");
        const Diagram *diagram = stage.diagram;
        for (int n = 0; diagram != NULL && n < diagram->node_count; n++) {
            Rect line = diagram->nodes[n].opening;
            if (diagram->nodes[n].kind != DIAGRAM_VALVE) {
                continue;
            }
            assert_true(inside(line, (Rect){0, 0, diagram->area.w, diagram->area.h}));
            named += line.w > diagram->nodes[n].tag.w;
            for (int k = 0; k < diagram->node_count; k++) {
                assert_false(overlap(line, diagram->nodes[k].body));
                assert_false(k != n && (overlap(line, diagram->nodes[k].tag) || overlap(line, diagram->nodes[k].opening)));
            }
            for (int k = 0; k < diagram->edge_count; k++) {
                for (int p = 0; p + 1 < diagram->edges[k].count; p++) {
                    assert_false(overlap(line, piece_of(diagram->edges[k].points[p], diagram->edges[k].points[p + 1])));
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
        draw(&scene, 1920, 1080, 1007, "end");
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
    make_stage(&scene, &stage, 1280, 720, 800, "end");
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
    draw(&scene, 1280, 720, 800, "end");
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
    make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[3]");
    assert_true(stage.diagram != NULL && !stage.diagram->detail.numbers);
    stage_finish(&stage);
    draw(&scene, 1920, 1080, 900, "forward:h[3]");
    const Program *program = scene.trace->program;
    int c = program->equations[program_find_equation(program, "c")].op, rings = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        for (size_t k = 0;
             k < scene.list.shape_count && hit->kind == HIT_ELEMENT && hit->element.index == c && hit->element.kind == ELEMENT_VALUE; k++) {
            const Shape *shape = &scene.list.shapes[k];
            rings += shape->kind == SHAPE_BOX && shape->border_width > 0 && shape->rect.w < hit->rect.w && inside(shape->rect, hit->rect);
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

static void test_every_op_of_a_cell_is_part_of_a_node(void **state) {
    (void)state;
    int checked = 0;
    for (size_t c = 0; c < COUNT(GATED); c++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", GATED[c], "hidden", "3", NULL});
        Stage stage;
        make_stage(&scene, &stage, 1920, 1080, 1007, "end");
        assert_non_null(stage.diagram);
        const Program *program = scene.trace->program;
        for (int op = 0; op < program->op_count; op++) {
            bool readout = program->ops[op].equation == program->output_equation;
            assert_true((stage.diagram->node_of[op] < 0) == readout);
            checked++;
        }
        for (int g = 0; g < stage.gate_count; g++) { // the moment of 1 - z is shown at the beam
            int complement = -1;
            for (int u = 0; u < stage.gates[g].use_count && gate_is_see_saw(&stage.gates[g]); u++) {
                complement = stage.gates[g].uses[u].complement > complement ? stage.gates[g].uses[u].complement : complement;
            }
            if (complement >= 0) {
                assert_int_equal(stage.diagram->nodes[stage.diagram->node_of[complement]].kind, DIAGRAM_BEAM);
            }
        }
        stage_finish(&stage);
        scene_close(&scene);
    }
    assert_true(checked > 100);
}

static void test_what_is_cut_off_takes_no_pointer(void **state) {
    (void)state;
    Scene scene;
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", NULL});
    draw(&scene, 1920, 1080, 1007, "end"); // columns 1 and 3 are seen in part
    Rect stage = scene.layout.stage;
    int inside_stage = 0, cut = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->rect.w > 0 && hit->rect.h > 0 && hit->rect.x < scene.layout.sum.x) {
            assert_true(inside(hit->rect, stage));
            inside_stage++;
        } else {
            cut += hit->rect.w <= 0;
        }
    }
    assert_true(inside_stage > 50 && cut > 10);
    scene_close(&scene);
}

static void test_in_wide_columns_every_operation_has_its_values(void **state) {
    (void)state;
    static const char *const CELLS[] = {"lstm", "gru-cho"};
    int checked = 0;
    for (size_t c = 0; c < COUNT(CELLS); c++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", CELLS[c], "hidden", "3", NULL});
        draw(&scene, 1920, 1080, 1190, "forward:y[2]");
        Stage stage;
        make_stage(&scene, &stage, 1920, 1080, 1190, "forward:y[2]");
        assert_true(stage.diagram != NULL && stage.diagram->detail.terms);
        draw(&scene, 1920, 1080, 1190, "forward:y[2]");
        const Program *program = scene.trace->program;
        for (int op = 0; op < program->op_count; op++) {
            int node = stage.diagram->node_of[op];
            DiagramKind kind = node >= 0 ? stage.diagram->nodes[node].kind : DIAGRAM_INPUT;
            if (kind != DIAGRAM_BOX && kind != DIAGRAM_ROUND && kind != DIAGRAM_VALVE) {
                continue;
            }
            unsigned found = 0;
            for (size_t i = 0; i < scene.hits.count; i++) {
                const Element *element = &scene.hits.hits[i].element;
                if (scene.hits.hits[i].kind == HIT_ELEMENT && element->kind == ELEMENT_VALUE && element->index == op && element->t == 2) {
                    found |= 1u << element->row;
                }
            }
            assert_int_equal(found, (1u << program->ops[op].size) - 1);
            checked++;
        }
        stage_finish(&stage);
        scene_close(&scene);
    }
    assert_true(checked > 30);
}

static void test_a_sequence_shows_its_highway_and_one_valve_a_column(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        double column;
        int valves;
    } CASES[] = {{"lstm", 330, 4}, {"lstm", 230, 4}, {"lstm", 150, 0},      {"lstm", 60, 0},
                 {"gru", 330, 4},  {"mgu", 330, 4},  {"lstm-1997", 330, 0}, {"elman", 330, 0}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", CASES[i].cell, "hidden", "3", NULL});
        scene.view.camera = (Camera){0, CASES[i].column};
        scene_frame_at(&scene, 1920, 1080, "end");
        stage_draw(&scene.frame, &scene.layout);
        assert_int_equal(scene_count_hits(&scene, HIT_COMMAND, "clamp"), CASES[i].valves);
        scene_close(&scene);
    }
}

static void test_gates_have_names_in_each_language(void **state) {
    (void)state;
    static const char *const NAMES[LANGUAGE_COUNT][2] = {
        [LANGUAGE_EN] = {"forget gate", "output gate"}, [LANGUAGE_KO] = {"망각 게이트", "출력 게이트"}};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Scene scene;
        scene_open(&scene, (Language)language, (const char *const[]){"task", "text:hello", "cell", "lstm", "hidden", "3", NULL});
        draw(&scene, 1920, 1080, 1007, "end");
        assert_true(scene_says(&scene, NAMES[language][0]) && scene_says(&scene, NAMES[language][1]));
        scene_close(&scene);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagrams_of_the_shelf_are_tidy),
        cmocka_unit_test(test_of_few_units_the_numbers_are_told_in_low_windows_too),
        cmocka_unit_test(test_cells_without_gates_run_level),
        cmocka_unit_test(test_where_there_is_room_every_operation_stands_by_itself),
        cmocka_unit_test(test_two_plain_states_have_a_row_each),
        cmocka_unit_test(test_a_layout_is_made_once),
        cmocka_unit_test(test_cells_of_ones_own_get_a_diagram_or_a_simpler_picture),
        cmocka_unit_test(test_annotations_place_nodes),
        cmocka_unit_test(test_annotations_that_contradict_each_other_cover_nothing),
        cmocka_unit_test(test_a_valve_is_as_open_as_its_gate),
        cmocka_unit_test(test_the_see_saw_tilts_to_the_side_that_is_closed),
        cmocka_unit_test(test_what_is_held_has_a_lock_and_a_shut_valve),
        cmocka_unit_test(test_what_a_valve_multiplies_by_can_be_asked_and_has_its_name),
        cmocka_unit_test(test_names_at_valves_cover_nothing),
        cmocka_unit_test(test_what_comes_to_a_held_gate_is_pale_and_after_a_shut_valve_nothing_flows),
        cmocka_unit_test(test_the_way_back_ends_at_the_ends_of_the_beam),
        cmocka_unit_test(test_a_vector_of_zeros_is_drawn),
        cmocka_unit_test(test_lines_back_are_as_wide_as_what_flows_is_large),
        cmocka_unit_test(test_every_op_of_a_cell_is_part_of_a_node),
        cmocka_unit_test(test_what_is_cut_off_takes_no_pointer),
        cmocka_unit_test(test_in_wide_columns_every_operation_has_its_values),
        cmocka_unit_test(test_a_sequence_shows_its_highway_and_one_valve_a_column),
        cmocka_unit_test(test_gates_have_names_in_each_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
