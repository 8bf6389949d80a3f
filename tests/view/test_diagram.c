// A cell as a diagram: nothing covers anything else, highways are straight, valves open as their gates do.
#include "../base/testing.h"
#include "diagram_fixture.h"

#include "base/files.h"
#include "view/stage/stage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_nodes(const Diagram *diagram) {
    const Rect area = {0, 0, diagram->area.w, diagram->area.h};
    for (int i = 0; i < diagram->node_count; i++) {
        const DiagramNode *node = &diagram->nodes[i];
        assert_true(rect_inside(node->body, area) && rect_inside(node->tag, area));
        assert_false(rects_overlap(node->body, node->tag));
        for (int k = 0; k < i; k++) {
            const DiagramNode *other = &diagram->nodes[k];
            assert_false(rects_overlap(node->body, other->body) || rects_overlap(node->body, other->tag) ||
                         rects_overlap(node->tag, other->body) || rects_overlap(node->tag, other->tag));
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
            Rect piece = rect_of_piece(edge->points[p], edge->points[p + 1]);
            assert_true(piece.w < 2.1f || piece.h < 2.1f); // level or upright
            for (int n = 0; n < diagram->node_count; n++) {
                const DiagramNode *node = &diagram->nodes[n];
                bool end = n == edge->from || n == edge->to;
                assert_false(rects_overlap(piece, node->tag) || (!end && rects_overlap(piece, node->body)));
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
static const char *const HIDDEN[] = {"1", "3", "4", "32"};

static void test_diagrams_of_the_shelf_are_tidy(void **state) {
    (void)state;
    static const double COLUMNS[] = {700, 805, 1007, 1190};
    int made = 0, missing = 0, straight = 0, pieces = 0, most = 0;
    for (size_t c = 0; c < COUNT(DIAGRAM_GATED); c++) {
        for (int i = 0; i < 8; i++) {
            Scene scene;
            scene_open(&scene, i % 2 == 0 ? LANGUAGE_EN : LANGUAGE_KO,
                       (const char *const[]){"task", "text:hello", "cell", DIAGRAM_GATED[c], "hidden", HIDDEN[i / 2], NULL});
            for (int k = 0; k < 24; k++) {
                const int *size = DIAGRAM_SIZES[k % 3];
                double column = COLUMNS[k / 3 % 4];
                Stage stage;
                diagram_make_stage(&scene, &stage, size[0], size[1], column, k < 12 ? "forward:h[2]" : "end");
                if (stage.diagram != NULL) {
                    check_nodes(stage.diagram);
                    pieces += check_edges(stage.diagram);
                    straight += check_highways(&stage);
                    most = stage.diagram->crossings > most ? stage.diagram->crossings : most;
                    made++;
                } else if (column > 1000) {
                    print_error("%s, hidden %s, %d x %d, %g: no room\n", DIAGRAM_GATED[c], HIDDEN[i / 2], size[0], size[1], column);
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
    for (size_t c = 0; c < COUNT(DIAGRAM_GATED); c++) {
        for (int hidden = 1; hidden <= 3; hidden += 2) {
            Scene scene;
            scene_open(&scene, LANGUAGE_KO,
                       (const char *const[]){"task", "text:hello", "cell", DIAGRAM_GATED[c], "hidden", hidden == 1 ? "1" : "3", NULL});
            Stage stage;
            diagram_make_stage(&scene, &stage, 1280, 720, 1100, "end");
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
                diagram_make_stage(&scene, &stage, DIAGRAM_SIZES[k % 3][0], DIAGRAM_SIZES[k % 3][1], COLUMNS[k / 3 % 4],
                                   k < 12 ? forward : "end");
                if (stage.diagram == NULL || !stage.diagram->plain) {
                    print_error("%s, hidden %s, %d x %d, %g, %s: no room\n", PLAIN[c], UNITS[i / 2], DIAGRAM_SIZES[k % 3][0],
                                DIAGRAM_SIZES[k % 3][1], COLUMNS[k / 3 % 4], stage.diagram == NULL ? "states" : "tracks");
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
        diagram_make_stage(&scene, &stage, DIAGRAM_SIZES[i / 3 % 2][0], DIAGRAM_SIZES[i / 3 % 2][1], 900, i < 6 ? "forward:h[2]" : "end");
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
    diagram_make_stage(&scene, &stage, 1920, 1080, 1190, "end");
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
    diagram_make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[2]");
    const Diagram *first = stage.diagram;
    assert_non_null(first);
    stage_finish(&stage);
    diagram_make_stage(&scene, &stage, 1920, 1080, 900, "backward:h[2]"); // a second one beside it
    assert_ptr_not_equal(stage.diagram, first);
    stage_finish(&stage);
    diagram_make_stage(&scene, &stage, 1920, 1080, 900, "forward:h[1]");
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
            diagram_make_stage(&scene, &stage, 1920, 1080, column, "end");
            if (stage.diagram != NULL) {
                check_nodes(stage.diagram);
                check_edges(stage.diagram);
                check_highways(&stage);
                made++;
            }
            stage_finish(&stage);
            diagram_draw(&scene, 1920, 1080, column, "end");
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
        diagram_make_stage(&scene, &stage, 1920, 1080, 1007, "end");
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
        diagram_make_stage(&scene, &stage, 1920, 1080, 1190, "end");
        if (stage.diagram != NULL) {
            check_nodes(stage.diagram);
            check_edges(stage.diagram);
            check_highways(&stage);
            made++;
        }
        stage_finish(&stage);
        diagram_draw(&scene, 1920, 1080, 1190, "end");
        scene_close(&scene);
    }
    assert_true(made >= 2);
}

static void test_every_op_of_a_cell_is_part_of_a_node(void **state) {
    (void)state;
    int checked = 0;
    for (size_t c = 0; c < COUNT(DIAGRAM_GATED); c++) {
        Scene scene;
        scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", DIAGRAM_GATED[c], "hidden", "3", NULL});
        Stage stage;
        diagram_make_stage(&scene, &stage, 1920, 1080, 1007, "end");
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
    diagram_draw(&scene, 1920, 1080, 1007, "end"); // columns 1 and 3 are seen in part
    Rect stage = scene.layout.stage;
    int inside_stage = 0, cut = 0;
    for (size_t i = 0; i < scene.hits.count; i++) {
        const Hit *hit = &scene.hits.hits[i];
        if (hit->rect.w > 0 && hit->rect.h > 0 && hit->rect.x < scene.layout.sum.x) {
            assert_true(rect_inside(hit->rect, stage));
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
        diagram_draw(&scene, 1920, 1080, 1190, "forward:y[2]");
        Stage stage;
        diagram_make_stage(&scene, &stage, 1920, 1080, 1190, "forward:y[2]");
        assert_true(stage.diagram != NULL && stage.diagram->detail.terms);
        diagram_draw(&scene, 1920, 1080, 1190, "forward:y[2]");
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
        diagram_draw(&scene, 1920, 1080, 1007, "end");
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
        cmocka_unit_test(test_every_op_of_a_cell_is_part_of_a_node),
        cmocka_unit_test(test_what_is_cut_off_takes_no_pointer),
        cmocka_unit_test(test_in_wide_columns_every_operation_has_its_values),
        cmocka_unit_test(test_a_sequence_shows_its_highway_and_one_valve_a_column),
        cmocka_unit_test(test_gates_have_names_in_each_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
