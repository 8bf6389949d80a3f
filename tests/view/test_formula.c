// Typesetting: the equations of cells, and the formulas of their backward pass, as plain text.
#include "../base/testing.h"
#include "scene.h"

#include "view/formula/formula.h"
#include "view/panels/panels.h"

#include <stdlib.h>
#include <string.h>

static const char ELMAN[] = "h[t] = tanh(W_x x[t] + W_h h[t-1] + b)";

static void open_cell(Scene *scene, Language language, const char *cell, const char *bptt) {
    bool is_text = strchr(cell, '[') != NULL;
    const char *const keys[] = {is_text ? "cell-text" : "cell", cell, "task", "text:hello", "hidden", "3", "bptt", bptt, NULL};
    scene_open(scene, language, keys);
}

static void print(const Formula *formula, Text *out) {
    text_clear(out);
    formula_print(formula, out);
}

static void test_equations_are_typeset(void **state) {
    (void)state;
    static const struct {
        const char *cell;
        int equation;
        const char *wanted;
    } CASES[] = {
        {"elman", 0, "h_{t} = tanh(W_{x} x_{t} + W_{h} h_{t−1} + b)"},
        {"elman", 1, "y_{t} = softmax(W_{y} h_{t} + b_{y})"},
        {"jordan", 0, "h_{t} = tanh(W_{x} x_{t} + W_{h} y_{t−1} + b)"},
        {"window-ordered", 0, "h_{t} = tanh(W_{0} x_{t} + W_{1} x_{t−1} + W_{2} x_{t−2} + b)"},
        {"gru", 2, "n_{t} = tanh(W_{n} x_{t} + b_{n} + r_{t} ∘ (U_{n} h_{t−1} + c_{n}))"},
        {"gru", 3, "h_{t} = (1 − z_{t}) ∘ n_{t} + z_{t} ∘ h_{t−1}"},
        {"lstm", 0, "i_{t} = σ(W_{i} x_{t} + U_{i} h_{t−1} + b_{i})"},
        {"lstm", 4, "c_{t} = f_{t} ∘ c_{t−1} + i_{t} ∘ g_{t}"},
        {"lstm", 5, "h_{t} = o_{t} ∘ tanh(c_{t})"},
        {"h[t] = sigmoid( U  x[ t ]+W h[t - 1] )", 0, "h_{t} = σ(U x_{t} + W h_{t−1})"},
        {"h[t] = tanh(h[t-1] W_h + x[t] W_x + b)", 0, "h_{t} = tanh(h_{t−1} W_{h} + x_{t} W_{x} + b)"},
        {"h[t] = -0.5 h[t-1] ⊙ p - (U x[t])", 0, "h_{t} = −0.5 h_{t−1} ∘ p − (U x_{t})"},
        {"h[t] = tanh(U (h[t-1] * p) + V x[t])", 0, "h_{t} = tanh(U (h_{t−1} ∘ p) + V x_{t})"},
        {"h_up[t] = tanh(U x[t] + W h_up[t-2])", 0, "h_{up,t} = tanh(U x_{t} + W h_{up,t−2})"},
        {"망각[t] = relu(W_은닉 망각[t-1] + 1e-3 * (U x[t]))", 0, "망각_{t} = relu(W_{은닉} 망각_{t−1} + 1e-3 ∘ (U x_{t}))"},
    };
    Formula formula;
    Text text;
    formula_init(&formula);
    text_init(&text);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        open_cell(&scene, LANGUAGE_EN, CASES[i].cell, "full");
        formula_clear(&formula);
        formula_of_equation(&formula, scene.trace->program, CASES[i].equation, -1);
        print(&formula, &text);
        assert_string_equal(text.data, CASES[i].wanted);
        scene_close(&scene);
    }
    formula_finish(&formula);
    text_finish(&text);
}

static void test_the_term_of_the_op_is_lit(void **state) {
    (void)state;
    static const char *const WANTED[] = {
        "h_{t} = tanh(W_{x} «x_{t}» + W_{h} h_{t−1} + b)", "h_{t} = tanh(«W_{x} x_{t}» + W_{h} h_{t−1} + b)",
        "h_{t} = tanh(W_{x} x_{t} + W_{h} «h_{t−1}» + b)", "h_{t} = tanh(W_{x} x_{t} + «W_{h} h_{t−1}» + b)",
        "h_{t} = tanh(«W_{x} x_{t} + W_{h} h_{t−1} + b»)", "«h_{t}» = «tanh(W_{x} x_{t} + W_{h} h_{t−1} + b)»",
        "y_{t} = softmax(«W_{y} h_{t}» + b_{y})",          "y_{t} = softmax(«W_{y} h_{t} + b_{y}»)",
        "«y_{t}» = «softmax(W_{y} h_{t} + b_{y})»",
    };
    Scene scene;
    open_cell(&scene, LANGUAGE_EN, "elman", "full");
    const Program *program = scene.trace->program;
    assert_int_equal(program->op_count, COUNT(WANTED));
    Formula formula;
    Text text;
    formula_init(&formula);
    text_init(&text);
    for (int op = 0; op < program->op_count; op++) {
        formula_clear(&formula);
        formula_of_equation(&formula, program, program->ops[op].equation, op);
        print(&formula, &text);
        assert_string_equal(text.data, WANTED[op]);
    }
    formula_finish(&formula);
    text_finish(&text);
    scene_close(&scene);
}

// One line for each moment of the backward pass at timestep t, in its order.
static void print_backward(Scene *scene, int t, Text *out) {
    Formula formula, where;
    formula_init(&formula);
    formula_init(&where);
    for (int i = -1; i < scene->trace->program->backward_count; i++) {
        Moment moment = {.phase = PHASE_BACKWARD, .t = t, .op = i < 0 ? MOMENT_LOSS : scene->trace->program->backward[i]};
        formula_clear(&formula);
        formula_clear(&where);
        formula_of_backward(&formula, &where, scene->trace, scene->words, moment);
        formula_print(&formula, out);
        text_append(out, "\n");
    }
    formula_finish(&formula);
    formula_finish(&where);
}

static void test_the_backward_pass_of_an_elman_network(void **state) {
    (void)state;
    static const char WANTED[] = "∂L_{t}/∂z_{t} = «y_{t} − target_{t}»\n"
                                 "∂L/∂z_{t} = y_{t} − target_{t}\n" // the softmax itself sends nothing more: the loss has gone round it
                                 "∂L/∂b_{y} = Σ_{t} «∂L/∂z_{t}»\n"
                                 "∂L/∂h_{t} = «W_{y}^{T} ∂L/∂z_{t}» + W_{h}^{T} ∂L/∂a_{t+1}     ∂L/∂W_{y} = Σ_{t} «∂L/∂z_{t} h_{t}^{T}»\n"
                                 "∂L/∂a_{t} = «(1 − h_{t}^{2}) ∘ ∂L/∂h_{t}»\n"
                                 "∂L/∂b = Σ_{t} «∂L/∂a_{t}»\n"
                                 "∂L/∂h_{t−1} = … + «W_{h}^{T} ∂L/∂a_{t}»     ∂L/∂W_{h} = Σ_{t} «∂L/∂a_{t} h_{t−1}^{T}»\n"
                                 "∂L/∂h_{t} = W_{y}^{T} ∂L/∂z_{t} + «W_{h}^{T} ∂L/∂a_{t+1}»\n"
                                 "∂L/∂W_{x} = Σ_{t} «∂L/∂a_{t} x_{t}^{T}»\n";
    Scene scene;
    open_cell(&scene, LANGUAGE_EN, "elman", "full");
    Text text;
    text_init(&text);
    print_backward(&scene, 2, &text);
    assert_string_equal(text.data, WANTED);
    text_finish(&text);
    scene_close(&scene);
}

static void test_nothing_comes_back_over_a_cut(void **state) {
    (void)state;
    static const struct {
        Language language;
        const char *wanted;
    } CASES[] = {{LANGUAGE_EN, "∂L/∂h_{t} = W_{y}^{T} ∂L/∂z_{t} + «0 (cut)»"},
                 {LANGUAGE_KO, "∂L/∂h_{t} = W_{y}^{T} ∂L/∂z_{t} + «0 (절단)»"}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        open_cell(&scene, CASES[i].language, "elman", "2");
        Text text;
        text_init(&text);
        print_backward(&scene, 3, &text); // the carry at 3 leads to the state at 2, and the cut lies between
        assert_non_null(strstr(text.data, CASES[i].wanted));
        text_clear(&text);
        print_backward(&scene, 4, &text);
        assert_null(strstr(text.data, CASES[i].wanted));
        text_finish(&text);
        scene_close(&scene);
    }
}

static void test_the_backward_pass_of_other_cells(void **state) {
    (void)state;
    static const struct {
        const char *cell, *wanted; // among the lines
    } CASES[] = {
        {"lstm", "∂L/∂c_{t} = ∂L/∂c_{t+1} ∘ f_{t+1} + «(1 − tanh(c_{t})^{2}) ∘ ∂L/∂a_{h,t}»\n"},
        {"lstm", "∂L/∂c_{t} = «∂L/∂c_{t+1} ∘ f_{t+1}» + (1 − tanh(c_{t})^{2}) ∘ ∂L/∂a_{h,t}\n"},
        {"lstm", "∂L/∂f_{t} = «∂L/∂c_{t} ∘ c_{t−1}»     ∂L/∂c_{t−1} = … + «∂L/∂c_{t} ∘ f_{t}»\n"},
        {"lstm", "∂L/∂h_{t} = what its readers send back + «what comes from the future»\n"},
        {"gru", "∂L/∂z_{t} = ∂L/∂h_{t} ∘ h_{t−1} − «∂L/∂a_{h,t}»\n"},
        {"gru", "∂L/∂h_{t} = «what its readers send back» + what comes from the future"},
        {"jordan", "∂L/∂z_{t} = y_{t} − target_{t} + «y_{t} ∘ (∂L/∂y_{t} − Σ y_{t} ∘ ∂L/∂y_{t})»\n"},
        {"elman-relu", "∂L/∂a_{t} = «[a_{t} > 0] ∘ ∂L/∂h_{t}»\n"},
        {"elman-sigmoid", "∂L/∂a_{s,t} = «s_{t} ∘ (1 − s_{t}) ∘ ∂L/∂s_{t}»\n"},
        {"h[t] = tanh(h[t-1] W_h + x[t] W_x + b)",
         "∂L/∂h_{t−1} = … + «∂L/∂a_{t} W_{h}^{T}»     ∂L/∂W_{h} = Σ_{t} «h_{t−1}^{T} ∂L/∂a_{t}»\n"},
        {"s[t] = σ(U x[t] + W s[t-1]); o[t] = σ(V s[t])", "∂L_{t}/∂o_{t} = «o_{t} − target_{t}»\n"},
        {"s[t] = σ(U x[t] + W s[t-1]); o[t] = σ(V s[t])", "«∂L/∂a_{s,t}» goes to each term unchanged\n"},
        {"h[t] = tanh(U (2 x[t]) + W h[t-1])", "∂L/∂U = Σ_{t} «∂L/∂a_{t} (2 x_{t})^{T}»\n"},
        {"h[t] = tanh(U x[t] - h[t-1] * p)", "∂L/∂h_{t−1} = … − «∂L/∂a_{t} ∘ p»     ∂L/∂p = −Σ_{t} «∂L/∂a_{t} ∘ h_{t−1}»\n"},
        {"z[t] = tanh(U x[t] + a z[t-1])", "∂L/∂u_{t} = «(1 − z_{t}^{2}) ∘ ∂L/∂z_{t}»\n"}, // z and a are taken
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        Scene scene;
        open_cell(&scene, LANGUAGE_EN, CASES[i].cell, "full");
        Text text;
        text_init(&text);
        print_backward(&scene, 2, &text);
        if (strstr(text.data, CASES[i].wanted) == NULL) {
            fail_msg("%s: no \"%s\" in\n%s", CASES[i].cell, CASES[i].wanted, text.data);
        }
        text_finish(&text);
        scene_close(&scene);
    }
}

static void test_names_that_the_cell_does_not_have_are_explained(void **state) {
    (void)state;
    Scene scene;
    open_cell(&scene, LANGUAGE_EN, "elman", "full");
    const Program *program = scene.trace->program;
    Formula formula, where;
    Text text;
    formula_init(&formula);
    formula_init(&where);
    text_init(&text);
    int op = program->equations[program_find_equation(program, "h")].op;
    formula_of_backward(&formula, &where, scene.trace, scene.words, (Moment){.phase = PHASE_BACKWARD, .t = 2, .op = op});
    print(&where, &text);
    assert_string_equal(text.data, "a_{t} = W_{x} x_{t} + W_{h} h_{t−1} + b");
    formula_finish(&formula);
    formula_finish(&where);
    text_finish(&text);
    scene_close(&scene);
}

static void test_labels_keep_particles_on_the_line(void **state) {
    (void)state;
    static const char *const CASES[][2] = {
        {"W_h(1,3)", "W_{h}(1,3)"},
        {"∂L/∂h[2]·1", "∂L/∂h[2]·1"},
        {"W_h의 기울기", "W_{h}의 기울기"},
        {"only L_12", "only L_{12}"},
        {"W_은닉 h[1]", "W_{은닉} h[1]"},
        {"_x and x_", "_x and x_"},
        {"", ""},
        {"L₁₂ = L₃", "L_{12} = L_{3}"},
    };
    Formula formula;
    Text text;
    formula_init(&formula);
    text_init(&text);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        formula_clear(&formula);
        formula_label(&formula, false, CASES[i][0]);
        print(&formula, &text);
        assert_string_equal(text.data, CASES[i][1]);
    }
    formula_finish(&formula);
    text_finish(&text);
}

static void test_a_formula_that_is_too_long_shows_its_lit_part(void **state) {
    (void)state;
    Scene scene;
    open_cell(&scene, LANGUAGE_EN, ELMAN, "full");
    Formula formula;
    formula_init(&formula);
    const Program *program = scene.trace->program;
    formula_of_equation(&formula, program, 1, 7); // "W_y h[t] + b_y" in the readout is lit
    float size = 24;
    scene_frame(&scene, 1920, 1080, 0);
    float whole = formula_width(&scene.frame, &formula, size);
    int checked = 0;
    for (float width = whole; width > 100; width -= 13) {
        scene_frame(&scene, 1920, 1080, 0);
        float drawn = formula_draw_fit(&scene.frame, &formula, 100, 100, FACE_REGULAR, size, 0xFF000001, 0xFF000002, width);
        assert_true(drawn <= width);
        bool lit = false, cut = scene_says(&scene, "…");
        for (size_t i = 0; i < scene.list.shape_count; i++) {
            lit = lit || scene.list.shapes[i].fill == 0xFF000002;
        }
        if (!lit) {
            fail_msg("nothing lit at %g of %g", (double)width, (double)whole);
        }
        assert_int_equal(cut, width < whole);
        checked++;
    }
    assert_true(checked > 10);
    formula_finish(&formula);
    scene_close(&scene);
}

static void test_statements_are_dropped_from_the_end(void **state) {
    (void)state;
    Formula formula;
    Text text;
    formula_init(&formula);
    text_init(&text);
    formula_next(&formula);
    formula_text(&formula, SCRIPT_NONE, false, "a = 1");
    formula_next(&formula);
    formula_text(&formula, SCRIPT_NONE, true, "b = 2");
    formula_next(&formula);
    formula_text(&formula, SCRIPT_SUB, true, "c");
    assert_true(formula_drop(&formula));
    print(&formula, &text);
    assert_string_equal(text.data, "a = 1     «b = 2»");
    assert_true(formula_drop(&formula));
    assert_false(formula_drop(&formula));
    print(&formula, &text);
    assert_string_equal(text.data, "a = 1");
    formula_finish(&formula);
    text_finish(&text);
}

static void test_what_is_too_long_goes_on_in_a_second_line(void **state) {
    (void)state;
    Scene scene;
    open_cell(&scene, LANGUAGE_EN, ELMAN, "full");
    scene_frame(&scene, 1280, 720, 0);
    Formula formula, rest;
    Text text;
    formula_init(&formula);
    formula_init(&rest);
    text_init(&text);
    formula_name(&formula, false, "a", "t");
    formula_text(&formula, SCRIPT_NONE, false, " = ");
    formula_text(&formula, SCRIPT_NONE, true, "what its readers send back");
    formula_text(&formula, SCRIPT_NONE, false, " + what comes later");
    float whole = formula_width(&scene.frame, &formula, 20);
    assert_false(formula_split(&scene.frame, &formula, 20, whole / 50, whole, &rest)); // not even the name fits
    assert_false(formula_split(&scene.frame, &formula, 20, 0.9f * whole, whole / 10, &rest));
    assert_int_equal(rest.count, 0);
    assert_true(formula_split(&scene.frame, &formula, 20, 0.9f * whole, whole, &rest));
    print(&formula, &text);
    assert_string_equal(text.data, "a_{t} = «what its readers send back»");
    print(&rest, &text);
    assert_string_equal(text.data, "+ what comes later");
    formula_finish(&formula);
    formula_finish(&rest);
    text_finish(&text);
    scene_close(&scene);

    // In the header nothing of it is lost.
    scene_open(&scene, LANGUAGE_EN, (const char *const[]){"task", "text:hello", "cell", "gru", "hidden", "3", NULL});
    scene_frame_at(&scene, 1280, 720, "backward:h[2]");
    scene.view.measure = text_measure_fixed();
    header_draw(&scene.frame, scene.layout.header);
    assert_true(scene_says(&scene, "what its readers send back") && scene_says(&scene, "what comes from the future"));
    scene_close(&scene);
}

static void test_the_other_phases_have_formulas(void **state) {
    (void)state;
    static const char *const KEYS[] = {"task", "text:hello", "hidden", "3", "clip", "5", "optimizer", "sgd", "lr", "0.1", NULL};
    Scene scene;
    scene_open(&scene, LANGUAGE_KO, KEYS);
    Formula formula;
    Text text;
    formula_init(&formula);
    text_init(&text);
    formula_of_loss(&formula, scene.trace->program, scene.words);
    print(&formula, &text);
    assert_string_equal(text.data, "L_{t} = −ln y_{t}[정답_{t}]");
    formula_clear(&formula);
    formula_of_sum(&formula, scene.trace, 3);
    print(&formula, &text);
    assert_string_equal(text.data, "L = L_{1} + L_{2} + «L_{3}» + L_{4}");
    formula_clear(&formula);
    formula_of_clip(&formula, scene.trace);
    print(&formula, &text);
    assert_string_equal(text.data, "g ← g · min(1, 5 / ‖g‖)");
    formula_clear(&formula);
    formula_of_update(&formula, scene.trace);
    print(&formula, &text);
    assert_string_equal(text.data, "W ← W − «0.1» ∂L/∂W");
    formula_finish(&formula);
    text_finish(&text);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equations_are_typeset),
        cmocka_unit_test(test_the_term_of_the_op_is_lit),
        cmocka_unit_test(test_the_backward_pass_of_an_elman_network),
        cmocka_unit_test(test_nothing_comes_back_over_a_cut),
        cmocka_unit_test(test_the_backward_pass_of_other_cells),
        cmocka_unit_test(test_names_that_the_cell_does_not_have_are_explained),
        cmocka_unit_test(test_labels_keep_particles_on_the_line),
        cmocka_unit_test(test_a_formula_that_is_too_long_shows_its_lit_part),
        cmocka_unit_test(test_statements_are_dropped_from_the_end),
        cmocka_unit_test(test_what_is_too_long_goes_on_in_a_second_line),
        cmocka_unit_test(test_the_other_phases_have_formulas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
