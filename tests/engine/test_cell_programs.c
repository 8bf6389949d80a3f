// Cells and the operations that they compile to.
#include "cell_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef struct Golden {
    const char *what, *cell, *ops;
} Golden;

static const Golden GOLDEN[] = {
    {"Elman, from the lecture notes, with an output of its own", "s[t] = σ(U x[t] + W s[t-1])\no[t] = σ(V s[t])\n",
     "0 input :4-\n1 matvec %0 U :8\n2 carry-1 %5 :8\n3 matvec %2 W :8\n4 sum %1 %3 :8\n5 sigmoid %4 :8\n"
     "6 matvec %5 V :3\n7 sigmoid %6 :3\n"},
    {"two biases, from the lecture notes", "h[t] = tanh(W_ih x[t] + b_ih + W_hh h[t-1] + b_hh)",
     "0 input :4-\n1 matvec %0 W_ih :8\n2 carry-1 %5 :8\n3 matvec %2 W_hh :8\n4 sum %1 b_ih %3 b_hh :8\n5 tanh %4 :8\n"
     "6 matvec %5 W_y :3\n7 sum %6 b_y :3\n8 softmax %7 :3\n"},
    {"row vectors, from the lecture notes", "h[t] = tanh(h[t-1] W_h + x[t] W_x + b)",
     "0 carry-1 %5 :8\n1 vecmat %0 W_h :8\n2 input :4-\n3 vecmat %2 W_x :8\n4 sum %1 %3 b :8\n5 tanh %4 :8\n"
     "6 matvec %5 W_y :3\n7 sum %6 b_y :3\n8 softmax %7 :3\n"},
    {"the logits may have an equation of their own",
     "a[t] = b + W h[t-1] + U x[t]\nh[t] = tanh(a[t])\no[t] = c + V h[t]\ny[t] = softmax(o[t])",
     "0 carry-1 %5 :8\n1 matvec %0 W :8\n2 input :4-\n3 matvec %2 U :8\n4 sum b %1 %3 :8\n5 tanh %4 :8\n"
     "6 matvec %5 V :3\n7 sum c %6 :3\n8 softmax %7 :3\n"},
    {"numbers scale, fold, and are added", "y[t] = (1 - 0.5) W x[t] + 2 * 3 * (V x[t]) - 1",
     "0 input :4-\n1 matvec %0 W :3\n2 scale 0.5 %1 :3\n3 matvec %0 V :3\n4 scale 6 %3 :3\n5 sum %2 %4 -1 :3\n"},
    {"a number stands where it scales", "y[t] = 2 W 3 x[t] 4",
     "0 input :4-\n1 scale 3 %0 :4-\n2 matvec %1 W :3\n3 scale 2 %2 :3\n4 scale 4 %3 :3\n"},
    {"chains of matrices, from the vector outwards", "h[t] = A B x[t] + h[t-1] C D\ny[t] = V h[t]",
     "0 input :4-\n1 matvec %0 B :8\n2 matvec %1 A :8\n3 carry-1 %6 :8\n4 vecmat %3 C :8\n5 vecmat %4 D :8\n6 sum %2 %5 :8\n"
     "7 matvec %6 V :3\n"},
    {"a peephole is a diagonal, in either order", "c[t] = σ(W x[t] + p * c[t-1]) ∘ c[t-1] ⊙ q\ny[t] = V c[t]",
     "0 input :4-\n1 matvec %0 W :8\n2 carry-1 %7 :8\n3 mul p %2 :8\n4 sum %1 %3 :8\n5 sigmoid %4 :8\n6 mul %5 %2 :8\n7 mul %6 q :8\n"
     "8 matvec %7 V :3\n"},
    {"two vectors of weights multiplied: the first becomes a vector", "h[t] = a * b * h[t-1]\ny[t] = V h[t]",
     "0 sum a :8\n1 mul %0 b :8\n2 carry-1 %3 :8\n3 mul %1 %2 :8\n4 matvec %3 V :3\n"},
    {"weights where a vector is needed", "h[t] = tanh(b) + W (c) + 2 d\ny[t] = V h[t]",
     "0 sum b :8\n1 tanh %0 :8\n2 sum c :8\n3 matvec %2 W :8\n4 sum d :8\n5 scale 2 %4 :8\n6 sum %1 %3 %5 :8\n7 matvec %6 V :3\n"},
    {"a leading minus, and a minus of a group", "y[t] = -W x[t] - (V x[t] - b)",
     "0 input :4-\n1 matvec %0 W :3\n2 matvec %0 V :3\n3 sum %2 -b :3\n4 sum -%1 -%3 :3\n"},
    {"a minus as it is typeset", "y[t] = −W x[t−1]", "0 input-1 :4-\n1 matvec %0 W :3\n2 sum -%1 :3\n"},
    {"an equation that only refers has an operation of its own", "c[t] = W x[t]\nh[t] = c[t]\nd[t] = (h[t-1])\ny[t] = identity(V d[t])",
     "0 input :4-\n1 matvec %0 W :8\n2 identity %1 :8\n3 carry-1 %2 :8\n4 identity %3 :8\n5 matvec %4 V :3\n6 identity %5 :3\n"},
    {"written backwards, computed forwards", "y[t] = softmax(V h[t])\nh[t] = tanh(a[t])\na[t] = W x[t]",
     "0 input :4-\n1 matvec %0 W :8\n2 tanh %1 :8\n3 matvec %2 V :3\n4 softmax %3 :3\n"},
    {"the written order is kept where it can be", "a[t] = W x[t]\nb[t] = tanh(d[t])\nc[t] = U x[t]\nd[t] = σ(c[t])\ny[t] = V b[t]",
     "0 input :4-\n1 matvec %0 W :8\n2 matvec %0 U :8\n3 sigmoid %2 :8\n4 tanh %3 :8\n5 matvec %4 V :3\n"},
    {"one carry for each equation and lag, one input for each lag",
     "h[t] = A h[t-1] + B h[t-2] + C h[t-1] + D x[t] + E x[t-3] + F x[t-3]\ny[t] = V h[t]",
     "0 carry-1 %10 :8\n1 matvec %0 A :8\n2 carry-2 %10 :8\n3 matvec %2 B :8\n4 matvec %0 C :8\n5 input :4-\n6 matvec %5 D :8\n"
     "7 input-3 :4-\n8 matvec %7 E :8\n9 matvec %7 F :8\n10 sum %1 %3 %4 %6 %8 %9 :8\n11 matvec %10 V :3\n"},
    {"nothing else is merged", "h[t] = tanh(W x[t]) + tanh(W x[t])\ny[t] = V h[t]",
     "0 input :4-\n1 matvec %0 W :8\n2 tanh %1 :8\n3 matvec %0 W :8\n4 tanh %3 :8\n5 sum %2 %4 :8\n6 matvec %5 V :3\n"},
    {"groups stay as they are written", "y[t] = (a + b) + W ((x[t]))", "0 sum a b :3\n1 input :4-\n2 matvec %1 W :3\n3 sum %0 %2 :3\n"},
    {"a delayed input needs no gradient, and is as long as the input",
     "a[t] = x[t]\nb[t] = 0.5 * a[t-1] + 1\nh[t] = tanh(W b[t])\ny[t] = V h[t]",
     "0 input :4-\n1 identity %0 :4-\n2 carry-1 %1 :4-\n3 scale 0.5 %2 :4-\n4 sum %3 1 :4-\n5 matvec %4 W :8\n6 tanh %5 :8\n"
     "7 matvec %6 V :3\n"},
    {"a trace feeds itself: its gradient can be asked for", "m[t] = 0.9 m[t-1] + x[t]\ny[t] = V m[t]",
     "0 carry-1 %3 :4\n1 scale 0.9 %0 :4\n2 input :4-\n3 sum %1 %2 :4\n4 matvec %3 V :3\n"},
    {"y may be read before it is there", "s[t] = 0.5 s[t-1] + y[t-1]\nh[t] = σ(W x[t] + U s[t])",
     "0 carry-1 %3 :3\n1 scale 0.5 %0 :3\n2 carry-1 %11 :3\n3 sum %1 %2 :3\n4 input :4-\n5 matvec %4 W :8\n6 matvec %3 U :8\n7 sum %5 %6 "
     ":8\n"
     "8 sigmoid %7 :8\n9 matvec %8 W_y :3\n10 sum %9 b_y :3\n11 softmax %10 :3\n"},
    {"a line goes on while a parenthesis is open", "# a comment\n\nh[t] = tanh( # here\n  W x[t]\n  + b\n)\ny[t] = V h[t]",
     "0 input :4-\n1 matvec %0 W :8\n2 sum %1 b :8\n3 tanh %2 :8\n4 matvec %3 V :3\n"},
    {"names of any script", "은닉[t] = tanh(가중치_1 x[t] + θ̂ 은닉[t-1] + слой)\ny[t] = V 은닉[t]",
     "0 input :4-\n1 matvec %0 가중치_1 :8\n2 carry-1 %5 :8\n3 matvec %2 θ̂ :8\n4 sum %1 %3 слой :8\n5 tanh %4 :8\n6 matvec %5 V :3\n"},
    {"spaces where one likes, and other line ends", "\xEF\xBB\xBFh [ t ]=tanh( W x[ t ]+U h[t - 1])\r\ny[t] =　V h[t]\r\n",
     "0 input :4-\n1 matvec %0 W :8\n2 carry-1 %5 :8\n3 matvec %2 U :8\n4 sum %1 %3 :8\n5 tanh %4 :8\n6 matvec %5 V :3\n"},
};

static void test_a_cell_compiles_to_its_operations(void **state) {
    CellFixture *fixture = *state;
    int checked = 0;
    for (size_t i = 0; i < sizeof GOLDEN / sizeof GOLDEN[0]; i++) {
        Program *program = cell_compile_fine(fixture, GOLDEN[i].cell, cell_sizes());
        const char *ops = cell_dump_ops(fixture, program);
        if (strcmp(ops, GOLDEN[i].ops) != 0) {
            fail_msg("%s:\n%s\ngives\n%sinstead of\n%s", GOLDEN[i].what, GOLDEN[i].cell, ops, GOLDEN[i].ops);
        }
        program_destroy(program);
        checked++;
    }
    assert_true(checked > 20);
}

// Its text compiles to the same program again, with the readout as an equation like the others.
static void test_the_text_of_a_program_gives_the_same_program(void **state) {
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof GOLDEN / sizeof GOLDEN[0]; i++) {
        Program *first = cell_compile_fine(fixture, GOLDEN[i].cell, cell_sizes());
        Program *second = cell_compile_fine(fixture, first->text, cell_sizes());
        assert_string_equal(first->text, second->text);
        char *ops = strdup(cell_dump_ops(fixture, first));
        assert_string_equal(cell_dump_ops(fixture, second), ops);
        free(ops);
        for (int e = 0; e < first->equation_count; e++) {
            first->equations[e].added = false;
        }
        char *rest = strdup(cell_dump_rest(fixture, first));
        assert_string_equal(cell_dump_rest(fixture, second), rest);
        free(rest);
        program_destroy(first);
        program_destroy(second);
    }
}

// What the runner relies on, for every program of the table.
static void check_order(const Program *program) {
    int needing = 0;
    for (int i = 0; i < program->op_count; i++) {
        const Op *op = &program->ops[i];
        needing += op->needs_gradient;
        assert_true(op->span.start < op->span.end && op->span.end <= (int)strlen(program->text));
        for (int k = 0; k < op->operand_count; k++) {
            const Operand *operand = &op->operands[k];
            assert_true(operand->sign == 1 || op->kind == OP_SUM);
            if (operand->kind != OPERAND_OP) {
                continue;
            }
            assert_in_range(operand->index, 0, program->op_count - 1);
            const Op *read = &program->ops[operand->index];
            if (op->kind == OP_CARRY) {
                assert_int_equal(op->needs_gradient, read->needs_gradient);
                assert_true(program_equation_of_op(program, operand->index) >= 0);
            } else {
                assert_true(operand->index < i);
                assert_true(op->needs_gradient || !read->needs_gradient);
            }
        }
    }
    assert_int_equal(program->backward_count, needing);
    for (int i = 0; i < program->backward_count; i++) {
        assert_true(program->ops[program->backward[i]].needs_gradient);
        assert_true(i == 0 || program->backward[i] < program->backward[i - 1]);
    }
}

static void test_operands_stand_before_their_readers(void **state) {
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof GOLDEN / sizeof GOLDEN[0]; i++) {
        Program *program = cell_compile_fine(fixture, GOLDEN[i].cell, cell_sizes());
        check_order(program);
        for (int a = 0; a < program->equation_count; a++) {
            assert_int_equal(program_equation_of_op(program, program->equations[a].op), a);
            assert_int_equal(program_find_equation(program, program->equations[a].name), a);
        }
        for (int p = 0; p < program->param_count; p++) {
            assert_int_equal(program_find_param(program, program->params[p].name), p);
        }
        program_destroy(program);
    }
}

static void test_weights_equations_and_annotations(void **state) {
    CellFixture *fixture = *state;
    Program *program = cell_compile_fine(fixture,
                                         "#: f name.ko 망각 게이트\n"
                                         "f[t] = σ(W x[t] + U c[t-2] + p * c[t-1] + b) #: b init 1\n"
                                         "c[t] = f[t] * tanh(x[t-1] V + p) # not: an annotation\n"
                                         "#: f name.en  forget gate # 1 \n#: U init identity\n#:c place 2 -0.5\n#: b_y init -1e-3\n",
                                         cell_sizes());
    assert_string_equal(cell_dump_rest(fixture, program),
                        "W (8, 4) matrix\n"
                        "U (8, 8) matrix lagged init identity\n"
                        "p (8, 1) diagonal\n"
                        "b (8, 1) bias init 1\n"
                        "V (4, 8) matrix\n"
                        "W_y (3, 8) matrix\n"
                        "b_y (3, 1) bias init -0.001\n"
                        "f = %7 :8 lag 0 <f[t]| = σ(W x[t] + U c[t-2] + p * c[t-1] + b)> en: forget gate # 1 ko: 망각 게이트\n"
                        "c = %12 :8 lag 2 <c[t]| = f[t] * tanh(x[t-1] V + p)> at 2 -0.5\n"
                        "y = %15 :3 lag 0 added <y[t]| = softmax(W_y c[t] + b_y)>\n"
                        "backward 15 14 13 12 11 10 9 7 6 5 4 3 2 1\n"
                        "output y op 15 logits 14 cross-entropy\n"
                        "lag 2, input lag 1\n");
    program_destroy(program);
}

typedef struct OpText {
    int op, t;
    const char *text;
} OpText;

static void test_an_operation_is_told_with_its_timestep(void **state) {
    static const OpText TEXTS[] = {
        {0, 3, "x[3]"},
        {1, 3, "W_x x[3]"},
        {2, 3, "h[1]"},
        {3, 3, "W_h h[1]"},
        {4, 3, "W_x x[3] + W_h h[1] + b"},
        {5, 3, "tanh(W_x x[3] + W_h h[1] + b)"},
        {5, 1, "tanh(W_x x[1] + W_h h[-1] + b)"},
        {5, 0, "tanh(W_x x[t] + W_h h[ t - 2 ] + b)"},
        {8, 10, "softmax(W_y h[10] + b_y)"},
    };
    CellFixture *fixture = *state;
    Program *program =
        cell_compile_fine(fixture, "h[t] = tanh(\n    W_x x[t] # the input 7\n  + W_h   h[ t - 2 ] + b\n)\n# more\n", cell_sizes());
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        text_clear(&fixture->text);
        program_op_text(program, TEXTS[i].op, TEXTS[i].t, &fixture->text);
        assert_string_equal(fixture->text.data, TEXTS[i].text);
    }
    program_destroy(program);
}

typedef struct Readout {
    const char *cell, *last_line;
} Readout;

static void test_a_readout_is_added_where_there_is_no_output(void **state) {
    static const Readout READOUTS[] = {
        {"h[t] = tanh(W x[t])", "y[t] = softmax(W_y h[t] + b_y)\n"},
        {"h[t] = tanh(W x[t] + U h[t-1])\n# end", "y[t] = softmax(W_y h[t] + b_y)\n"},
        {"c[t] = tanh(W x[t])\nh[t] = tanh(c[t])\nd[t] = c[t]\n", "y[t] = softmax(W_y d[t] + b_y)\n"},
        {"o[t] = σ(W x[t])\nh[t] = o[t] * c[t]\nc[t] = U x[t]", "y[t] = softmax(W_y h[t] + b_y)\n"},
        {"o[t] = σ(W x[t] + U y[t-1])", "y[t] = softmax(W_y o[t] + b_y)\n"},
        {"h[t] = W_y x[t]", "y[t] = softmax(W_y2 h[t] + b_y2)\n"},
        {"h[t] = W_y x[t] + b_y2", "y[t] = softmax(W_y3 h[t] + b_y3)\n"},
        {"b_y[t] = W x[t]", "y[t] = softmax(W_y2 b_y[t] + b_y2)\n"},
    };
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof READOUTS / sizeof READOUTS[0]; i++) {
        Program *program = cell_compile_fine(fixture, READOUTS[i].cell, cell_sizes());
        size_t length = strlen(program->text), line = strlen(READOUTS[i].last_line);
        assert_true(length > line);
        assert_string_equal(program->text + length - line, READOUTS[i].last_line);
        assert_int_equal(program->text[length - line - 1], '\n');
        assert_int_equal(strncmp(program->text, READOUTS[i].cell, strlen(READOUTS[i].cell)), 0);
        assert_true(program->equations[program->output_equation].added);
        program_destroy(program);
    }
    ProgramSizes sizes = cell_sizes();
    sizes.targets_are_indices = false;
    Program *program = cell_compile_fine(fixture, "h[t] = tanh(W x[t])\n", sizes);
    assert_string_equal(program->text, "h[t] = tanh(W x[t])\ny[t] = W_y h[t] + b_y\n");
    program_destroy(program);
}

typedef struct Output {
    const char *cell;
    bool indices;
    LossChoice loss;
    const char *told; // the line "output ..." of the dump
} Output;

static void test_the_output_and_its_loss(void **state) {
    static const Output OUTPUTS[] = {
        {"y[t] = softmax(V x[t])", true, LOSS_CHOICE_AUTO, "output y op 2 logits 1 cross-entropy\n"},
        {"y[t] = softmax(V x[t])", true, LOSS_CHOICE_CROSS_ENTROPY, "output y op 2 logits 1 cross-entropy\n"},
        {"y[t] = softmax(V x[t])", true, LOSS_CHOICE_SQUARED_ERROR, "output y op 2 logits 2 squared-error\n"},
        {"y[t] = σ(V x[t])", true, LOSS_CHOICE_AUTO, "output y op 2 logits 2 squared-error\n"},
        {"y[t] = V x[t]", false, LOSS_CHOICE_AUTO, "output y op 1 logits 1 squared-error\n"},
        {"y[t] = V x[t]", false, LOSS_CHOICE_SQUARED_ERROR, "output y op 1 logits 1 squared-error\n"},
        {"o[t] = V x[t]\nh[t] = W o[t-1]", true, LOSS_CHOICE_AUTO, "output o op 1 logits 1 squared-error\n"},
        {"o[t] = V x[t]\ny[t] = U x[t]", true, LOSS_CHOICE_AUTO, "output y op 2 logits 2 squared-error\n"},
    };
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof OUTPUTS / sizeof OUTPUTS[0]; i++) {
        ProgramSizes sizes = cell_sizes();
        sizes.targets_are_indices = OUTPUTS[i].indices;
        sizes.loss = OUTPUTS[i].loss;
        Program *program = cell_compile_fine(fixture, OUTPUTS[i].cell, sizes);
        assert_non_null(strstr(cell_dump_rest(fixture, program), OUTPUTS[i].told));
        program_destroy(program);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cell_compiles_to_its_operations),
        cmocka_unit_test(test_the_text_of_a_program_gives_the_same_program),
        cmocka_unit_test(test_operands_stand_before_their_readers),
        cmocka_unit_test(test_weights_equations_and_annotations),
        cmocka_unit_test(test_an_operation_is_told_with_its_timestep),
        cmocka_unit_test(test_a_readout_is_added_where_there_is_no_output),
        cmocka_unit_test(test_the_output_and_its_loss),
    };
    return cmocka_run_group_tests(tests, cell_fixture_setup, cell_fixture_teardown);
}
