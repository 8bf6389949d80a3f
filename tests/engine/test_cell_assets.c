// The cells that come along.
#include "cell_fixture.h"

#include "base/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static Program *compile_asset(CellFixture *fixture, const char *name, ProgramSizes sizes) {
    Bytes bytes;
    assert_true(asset_read(name, &bytes));
    Program *program = cell_compile_fine(fixture, bytes.data, sizes);
    bytes_finish(&bytes);
    return program;
}

static void test_all_compile_in_many_sizes(void **state) {
    static const ProgramSizes SIZES[] = {
        {.input = 1, .output = 1, .hidden = 1, .targets_are_indices = false},
        {.input = 4, .output = 3, .hidden = 8, .targets_are_indices = true},
        {.input = 65, .output = 65, .hidden = 1024, .targets_are_indices = true},
        {.input = 2, .output = 1, .hidden = 3, .targets_are_indices = false},
        {.targets_are_indices = true},
        {.targets_are_indices = false},
    };
    CellFixture *fixture = *state;
    int cells = 0;
    for (const char *name; (name = asset_name("cells/", (size_t)cells)) != NULL; cells++) {
        for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
            Program *program = compile_asset(fixture, name, SIZES[i]);
            assert_int_equal(program->ops[program->output_op].size, SIZES[i].output);
            assert_int_equal(program->input_size, SIZES[i].input);
            for (int e = 0; e < program->equation_count; e++) {
                if (e != program->output_equation) {
                    assert_int_equal(program->equations[e].size, SIZES[i].hidden);
                }
                bool titled = program->equations[e].title[LANGUAGE_EN] != NULL && program->equations[e].title[LANGUAGE_KO] != NULL;
                assert_true(titled || program->equations[e].added);
            }
            program_destroy(program);
        }
    }
    assert_int_equal(cells, 14);
}

typedef struct Known {
    const char *name;
    int op_count;
    int weights; // of input 4, hidden 8, output 3
    const char *output;
    LossKind loss;
    int max_lag, input_max_lag;
} Known;

static int count_weights(const Program *program) {
    int count = 0;
    for (int p = 0; p < program->param_count; p++) {
        count += program->params[p].rows * program->params[p].cols;
    }
    return count;
}

static void test_each_is_what_its_name_says(void **state) {
    enum { READOUT = 8 * 3 + 3, LAYER = 8 * 4 + 8 * 8 + 8 };
    static const Known KNOWN[] = {
        {"cells/elman.cell", 9, LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/elman-relu.cell", 9, LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/elman-identity.cell", 9, LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/elman-sigmoid.cell", 8, 8 * 4 + 8 * 8 + 8 * 3, "o", LOSS_SQUARED_ERROR, 1, 0},
        {"cells/jordan.cell", 9, 8 * 4 + 8 * 3 + 8 + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/lstm.cell", 27, 4 * LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/gru.cell", 23, 3 * LAYER + 8 + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/window.cell", 10, 8 * 4 + READOUT, "y", LOSS_CROSS_ENTROPY, 0, 2},
        {"cells/window-ordered.cell", 11, 3 * 8 * 4 + 8 + READOUT, "y", LOSS_CROSS_ENTROPY, 0, 2},
        {"cells/irnn.cell", 9, LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/lstm-1997.cell", 22, 3 * LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/lstm-peephole.cell", 30, 4 * LAYER + 3 * 8 + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/gru-cho.cell", 22, 3 * LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
        {"cells/mgu.cell", 18, 2 * LAYER + READOUT, "y", LOSS_CROSS_ENTROPY, 1, 0},
    };
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        Program *program = compile_asset(fixture, KNOWN[i].name, cell_sizes());
        assert_int_equal(program->op_count, KNOWN[i].op_count);
        assert_int_equal(count_weights(program), KNOWN[i].weights);
        assert_string_equal(program->equations[program->output_equation].name, KNOWN[i].output);
        assert_int_equal(program->loss, KNOWN[i].loss);
        assert_int_equal(program->max_lag, KNOWN[i].max_lag);
        assert_int_equal(program->input_max_lag, KNOWN[i].input_max_lag);
        program_destroy(program);
    }
}

static void test_the_gru_computes_what_pytorch_computes(void **state) {
    CellFixture *fixture = *state;
    Program *program = compile_asset(fixture, "cells/gru.cell", cell_sizes());
    assert_string_equal(
        cell_dump_ops(fixture, program),
        "0 input :4-\n1 matvec %0 W_r :8\n2 carry-1 %19 :8\n3 matvec %2 U_r :8\n4 sum %1 %3 b_r :8\n5 sigmoid %4 :8\n"
        "6 matvec %0 W_z :8\n7 matvec %2 U_z :8\n8 sum %6 %7 b_z :8\n9 sigmoid %8 :8\n"
        "10 matvec %0 W_n :8\n11 matvec %2 U_n :8\n12 sum %11 c_n :8\n13 mul %5 %12 :8\n14 sum %10 b_n %13 :8\n15 tanh %14 :8\n"
        "16 sum 1 -%9 :8\n17 mul %16 %15 :8\n18 mul %9 %2 :8\n19 sum %17 %18 :8\n"
        "20 matvec %19 W_y :3\n21 sum %20 b_y :3\n22 softmax %21 :3\n");
    program_destroy(program);
}

// Cho et al. (2014), equation 8: the reset gate meets the state before the matrix does.
static void test_the_gru_as_published_resets_before_the_product(void **state) {
    CellFixture *fixture = *state;
    Program *program = compile_asset(fixture, "cells/gru-cho.cell", cell_sizes());
    assert_string_equal(cell_dump_ops(fixture, program),
                        "0 input :4-\n1 matvec %0 W_r :8\n2 carry-1 %18 :8\n3 matvec %2 U_r :8\n4 sum %1 %3 b_r :8\n5 sigmoid %4 :8\n"
                        "6 matvec %0 W_z :8\n7 matvec %2 U_z :8\n8 sum %6 %7 b_z :8\n9 sigmoid %8 :8\n"
                        "10 matvec %0 W_n :8\n11 mul %5 %2 :8\n12 matvec %11 U_n :8\n13 sum %10 %12 b_n :8\n14 tanh %13 :8\n"
                        "15 mul %9 %2 :8\n16 sum 1 -%9 :8\n17 mul %16 %14 :8\n18 sum %15 %17 :8\n"
                        "19 matvec %18 W_y :3\n20 sum %19 b_y :3\n21 softmax %20 :3\n");
    program_destroy(program);
}

// A bag of inputs has one matrix for all positions; an ordered window has one for each.
static void test_only_the_ordered_window_tells_positions_apart(void **state) {
    CellFixture *fixture = *state;
    Program *bag = compile_asset(fixture, "cells/window.cell", cell_sizes());
    assert_string_equal(cell_dump_ops(fixture, bag),
                        "0 input :4-\n1 matvec %0 W :8\n2 input-1 :4-\n3 matvec %2 W :8\n4 input-2 :4-\n5 matvec %4 W :8\n"
                        "6 sum %1 %3 %5 :8\n7 matvec %6 W_y :3\n8 sum %7 b_y :3\n9 softmax %8 :3\n");
    Program *ordered = compile_asset(fixture, "cells/window-ordered.cell", cell_sizes());
    assert_int_equal(ordered->param_count, bag->param_count + 3);
    program_destroy(bag);
    program_destroy(ordered);
}

static void test_the_irnn_begins_with_the_identity(void **state) {
    CellFixture *fixture = *state;
    Program *program = compile_asset(fixture, "cells/irnn.cell", cell_sizes());
    assert_int_equal(program->params[program_find_param(program, "W_h")].init, PARAM_INIT_IDENTITY);
    assert_int_equal(program->params[program_find_param(program, "W_x")].init, PARAM_INIT_DEFAULT);
    assert_int_equal(program->ops[program->equations[program_find_equation(program, "h")].op].kind, OP_RELU);
    program_destroy(program);
}

static void test_peepholes_are_one_weight_an_element(void **state) {
    CellFixture *fixture = *state;
    Program *program = compile_asset(fixture, "cells/lstm-peephole.cell", cell_sizes());
    static const char *const PEEPHOLES[] = {"p_i", "p_f", "p_o"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(program->params[program_find_param(program, PEEPHOLES[i])].role, PARAM_DIAGONAL);
    }
    program_destroy(program);
}

static void test_the_first_lstm_cannot_forget(void **state) {
    CellFixture *fixture = *state;
    Program *program = compile_asset(fixture, "cells/lstm-1997.cell", cell_sizes());
    assert_int_equal(program_find_equation(program, "f"), -1);
    const Op *cell = &program->ops[program->equations[program_find_equation(program, "c")].op];
    assert_int_equal(cell->kind, OP_SUM);
    assert_int_equal(program->ops[cell->operands[0].index].kind, OP_CARRY);
    program_destroy(program);
}

static void test_the_forget_gates_of_the_lstms_begin_open(void **state) {
    static const char *const CELLS[] = {"cells/lstm.cell", "cells/lstm-peephole.cell"};
    CellFixture *fixture = *state;
    for (size_t i = 0; i < 2; i++) {
        Program *program = compile_asset(fixture, CELLS[i], cell_sizes());
        const Param *bias = &program->params[program_find_param(program, "b_f")];
        assert_int_equal(bias->init, PARAM_INIT_CONSTANT);
        assert_float_equal(bias->init_constant, 1.0, 0.0);
        assert_string_equal(program->equations[program_find_equation(program, "f")].title[LANGUAGE_KO], "망각 게이트");
        assert_int_equal(program->equations[program_find_equation(program, "c")].max_lag, 1);
        program_destroy(program);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_compile_in_many_sizes),
        cmocka_unit_test(test_each_is_what_its_name_says),
        cmocka_unit_test(test_the_gru_computes_what_pytorch_computes),
        cmocka_unit_test(test_the_gru_as_published_resets_before_the_product),
        cmocka_unit_test(test_only_the_ordered_window_tells_positions_apart),
        cmocka_unit_test(test_the_irnn_begins_with_the_identity),
        cmocka_unit_test(test_peepholes_are_one_weight_an_element),
        cmocka_unit_test(test_the_first_lstm_cannot_forget),
        cmocka_unit_test(test_the_forget_gates_of_the_lstms_begin_open),
    };
    return cmocka_run_group_tests(tests, cell_fixture_setup, cell_fixture_teardown);
}
