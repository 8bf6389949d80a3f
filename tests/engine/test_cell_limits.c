// The caps of a cell, symbolic sizes, and that nothing depends on chance.
#include "cell_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void check_refused(CellFixture *fixture, const Text *cell, const char *problems) {
    assert_null(cell_compile(fixture, cell->data, cell_sizes()));
    assert_string_equal(cell_dump_problems(fixture), problems);
}

static void check_fine(CellFixture *fixture, const Text *cell) {
    program_destroy(cell_compile_fine(fixture, cell->data, cell_sizes()));
}

static void write_equations(Text *out, int count) {
    text_clear(out);
    for (int i = 1; i < count; i++) {
        text_printf(out, "h%d[t] = W x[t]\n", i);
    }
    text_append(out, "y[t] = V x[t]\n");
}

static void test_a_cell_has_at_most_64_equations(void **state) {
    Text cell;
    text_init(&cell);
    write_equations(&cell, 64);
    check_fine(*state, &cell);
    write_equations(&cell, 65);
    check_refused(*state, &cell, "65:1 cell.too-many-equations");
    write_equations(&cell, 200);
    check_refused(*state, &cell, "65:1 cell.too-many-equations");
    text_finish(&cell);
}

static void test_the_readout_counts_as_an_equation(void **state) {
    Text cell;
    text_init(&cell);
    for (int i = 0; i < 63; i++) {
        text_printf(&cell, "h%d[t] = W x[t]\n", i);
    }
    check_fine(*state, &cell);
    text_append(&cell, "h[t] = W x[t]\n");
    check_refused(*state, &cell, "65:1 cell.too-many-equations");
    text_finish(&cell);
}

static void write_nested(Text *out, int depth) {
    text_clear(out);
    text_append(out, "y[t] = tanh(");
    for (int i = 1; i < depth; i++) {
        text_append(out, "(");
    }
    text_append(out, "V x[t]");
    for (int i = 0; i < depth; i++) {
        text_append(out, ")");
    }
}

static void test_parentheses_are_nested_at_most_32_deep(void **state) {
    Text cell;
    text_init(&cell);
    write_nested(&cell, 32);
    check_fine(*state, &cell);
    write_nested(&cell, 33);
    check_refused(*state, &cell, "1:44 cell.too-deep");
    write_nested(&cell, 30000);
    check_refused(*state, &cell, "1:44 cell.too-deep");
    text_finish(&cell);
}

static void test_a_file_has_at_most_64_kib(void **state) {
    static const char CELL[] = "y[t] = V x[t] #";
    Text cell;
    text_init(&cell);
    text_append(&cell, CELL);
    while (cell.length < CELL_MAX_BYTES) {
        text_append(&cell, "#");
    }
    check_fine(*state, &cell);
    text_append(&cell, "#");
    check_refused(*state, &cell, "0:0 cell.too-large");
    text_finish(&cell);
}

static void test_long_expressions_are_no_burden(void **state) {
    CellFixture *fixture = *state;
    Text cell;
    text_init(&cell);
    text_append(&cell, "y[t] = V x[t]");
    for (int i = 0; i < 5000; i++) {
        text_append(&cell, " + x[t-1] U");
    }
    Program *program = cell_compile_fine(fixture, cell.data, cell_sizes());
    assert_int_equal(program->op_count, 2 + 1 + 5000 + 1);
    assert_int_equal(program->ops[program->output_op].operand_count, 5001);
    program_destroy(program);

    text_clear(&cell);
    text_append(&cell, "h[t] = ");
    for (int i = 0; i < 6000; i++) {
        text_printf(&cell, "W%d ", i);
    }
    text_append(&cell, "x[t]");
    program = cell_compile_fine(fixture, cell.data, cell_sizes());
    assert_int_equal(program->op_count, 1 + 6000 + 3);
    assert_string_equal(program->params[program->ops[1].operands[1].index].name, "W5999");
    program_destroy(program);
    text_finish(&cell);
}

static void test_a_hundred_problems_are_told(void **state) {
    CellFixture *fixture = *state;
    Text cell;
    text_init(&cell);
    for (int i = 0; i < 20000; i++) {
        text_append(&cell, "! ");
    }
    assert_null(cell_compile(fixture, cell.data, cell_sizes()));
    assert_int_equal(fixture->report.count, 101);
    assert_string_equal(fixture->report.problems[99].key, "cell.unknown-character");
    assert_string_equal(fixture->report.problems[100].key, "cell.too-many-problems");
    text_finish(&cell);
}

static void test_symbolic_sizes(void **state) {
    CellFixture *fixture = *state;
    Program *program = cell_compile_fine(fixture, "h[t] = tanh(W x[t] + U h[t-1] + b)", cell_symbols());
    assert_string_equal(cell_dump_ops(fixture, program),
                        "0 input :0-\n1 matvec %0 W :0\n2 carry-1 %5 :0\n3 matvec %2 U :0\n4 sum %1 %3 b :0\n"
                        "5 tanh %4 :0\n6 matvec %5 W_y :0\n7 sum %6 b_y :0\n8 softmax %7 :0\n");
    program_destroy(program);
}

typedef struct Clash {
    const char *cell, *line;
} Clash;

static void test_symbols_clash_where_sizes_might_agree(void **state) {
    static const Clash CLASHES[] = {
        {"h[t] = tanh(x[t] + W h[t-1])",
         "cell:1:13: x[t] has the size (input), but h[t] (1:1), which has to be as long, has the size (hidden): put a matrix of weights "
         "beside one of them, as in W x[t], which brings it to the other's size.\n"},
        {"y[t] = x[t]",
         "cell:1:8: x[t] has the size (input), but y[t] (1:1), which has to be as long, has the size (output): put a matrix of "
         "weights beside one of them, as in W x[t], which brings it to the other's size.\n"},
        {"h[t] = tanh(W x[t] + W h[t-1])",
         "cell:1:22: W would have the shape (hidden, hidden) here, but it has the shape (hidden, input) at 1:13: use two matrices with two "
         "names.\n"},
    };
    CellFixture *fixture = *state;
    const ProgramSizes same = {.input = 5, .output = 5, .hidden = 5, .targets_are_indices = true};
    for (size_t i = 0; i < sizeof CLASHES / sizeof CLASHES[0]; i++) {
        assert_null(cell_compile(fixture, CLASHES[i].cell, cell_symbols()));
        text_clear(&fixture->text);
        report_print(&fixture->report, &fixture->text);
        assert_string_equal(fixture->text.data, CLASHES[i].line);
        program_destroy(cell_compile_fine(fixture, CLASHES[i].cell, same));
    }
}

static void test_the_same_text_gives_the_same_program(void **state) {
    static const char CELL[] = "c[t] = σ(A x[t] + p * c[t-1]) * c[t-1]\nh[t] = tanh(c[t]) * d[t-3]\nd[t] = h[t] B #: c place 1 1\n";
    CellFixture *fixture = *state;
    Program *first = cell_compile_fine(fixture, CELL, cell_sizes());
    char *ops = strdup(cell_dump_ops(fixture, first));
    char *rest = strdup(cell_dump_rest(fixture, first));
    for (int i = 0; i < 3; i++) {
        Program *again = cell_compile_fine(fixture, CELL, cell_sizes());
        assert_string_equal(again->text, first->text);
        assert_string_equal(cell_dump_ops(fixture, again), ops);
        assert_string_equal(cell_dump_rest(fixture, again), rest);
        program_destroy(again);
    }
    free(ops);
    free(rest);
    program_destroy(first);
}

// Cut anywhere, a cell is either fine or told to be wrong.
static void test_every_beginning_of_a_cell_is_answered(void **state) {
    static const char CELL[] = "h[t] = tanh(W_1 x[t-2] + (2e-3 * p) * h[t-1] − b) # σ\n#: b init 1\no[t] = softmax(V h[t])\n";
    CellFixture *fixture = *state;
    int fine = 0, wrong = 0;
    for (size_t length = 0; length < sizeof CELL; length++) {
        report_clear(&fixture->report);
        ProgramSizes sizes = cell_sizes();
        char *cut = malloc(length + 1); // exactly as long, so that reading behind it is noticed
        memcpy(cut, CELL, length);
        Program *program = program_compile("cell", cut, length, &sizes, &fixture->report);
        assert_int_equal(program == NULL, fixture->report.count > 0);
        fine += program != NULL;
        wrong += program == NULL;
        program_destroy(program);
        free(cut);
    }
    assert_true(fine > 10 && wrong > 30);
}

static void test_a_zero_byte_is_told_even_in_a_comment(void **state) {
    static const char CELL[] = "y[t] = V x[t] # a\0b\n";
    CellFixture *fixture = *state;
    ProgramSizes sizes = cell_sizes();
    report_clear(&fixture->report);
    assert_null(program_compile("cell", CELL, sizeof CELL - 1, &sizes, &fixture->report));
    assert_string_equal(cell_dump_problems(fixture), "1:18 cell.invisible-character");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cell_has_at_most_64_equations),
        cmocka_unit_test(test_the_readout_counts_as_an_equation),
        cmocka_unit_test(test_parentheses_are_nested_at_most_32_deep),
        cmocka_unit_test(test_a_file_has_at_most_64_kib),
        cmocka_unit_test(test_long_expressions_are_no_burden),
        cmocka_unit_test(test_a_hundred_problems_are_told),
        cmocka_unit_test(test_symbolic_sizes),
        cmocka_unit_test(test_symbols_clash_where_sizes_might_agree),
        cmocka_unit_test(test_the_same_text_gives_the_same_program),
        cmocka_unit_test(test_a_zero_byte_is_told_even_in_a_comment),
        cmocka_unit_test(test_every_beginning_of_a_cell_is_answered),
    };
    return cmocka_run_group_tests(tests, cell_fixture_setup, cell_fixture_teardown);
}
