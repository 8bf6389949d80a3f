// What the form of a cell says about gates and highways.
#include "cell_fixture.h"

#include "base/files.h"
#include "engine/gates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

// Gates: each with what passes through it, "1-" where its complement multiplies. Highways: the state, and the kinds of the ops on its way.
typedef struct Golden {
    const char *cell, *gates, *highways;
} Golden;

static const Golden SHELF[] = {
    {"elman", "", ""},
    {"elman-sigmoid", "", ""},
    {"irnn", "", ""},
    {"jordan", "", ""},
    {"lstm", "i:g f:c[t-1] o:tanh(c[t])", "c: mul sum"},
    {"lstm-1997", "i:g o:tanh(c[t])", "c: sum"},
    {"lstm-peephole", "i:g f:c[t-1] o:tanh(c[t])", "c: mul sum"},
    {"gru", "r:U_n h[t-1] + c_n z:h[t-1],1-n see-saw", "h: mul sum"},
    {"gru-cho", "r:h[t-1] z:h[t-1],1-n see-saw", "h: mul sum"},
    {"mgu", "f:h[t-1],n,1-h[t-1] see-saw", "h: mul sum"},
    {"window", "", ""},
};

static void print_gates(const Program *program, Text *out) {
    Gate gates[CELL_MAX_EQUATIONS];
    int count = program_gates(program, gates);
    for (int i = 0; i < count; i++) {
        text_printf(out, "%s%s:", i > 0 ? " " : "", gates[i].equation < 0 ? "?" : program->equations[gates[i].equation].name);
        for (int k = 0; k < gates[i].use_count; k++) {
            const GateUse *use = &gates[i].uses[k];
            const Operand *passing = &program->ops[use->mul].operands[1 - use->slot];
            text_append(out, k > 0 ? "," : "");
            text_append(out, use->complement >= 0 ? "1-" : "");
            int equation = passing->kind == OPERAND_OP ? program_equation_of_op(program, passing->index) : -1;
            if (passing->kind == OPERAND_PARAM) {
                text_append(out, program->params[passing->index].name);
            } else if (equation >= 0) {
                text_append(out, program->equations[equation].name);
            } else {
                program_op_text(program, passing->index, 0, out);
            }
        }
        text_append(out, gate_is_see_saw(&gates[i]) ? " see-saw" : "");
    }
}

static void print_highways(const Program *program, Text *out) {
    Arena arena;
    arena_init(&arena);
    Highway highways[CELL_MAX_EQUATIONS];
    int count = program_highways(program, &arena, highways);
    for (int i = 0; i < count; i++) {
        text_printf(out, "%s%s:", i > 0 ? " " : "", program->equations[highways[i].equation].name);
        for (int k = 0; k < highways[i].count; k++) {
            text_printf(out, " %s", op_kind_name(program->ops[highways[i].ops[k]].kind));
        }
    }
    arena_finish(&arena);
}

static void check(CellFixture *fixture, const char *text, const char *gates, const char *highways) {
    Program *program = cell_compile_fine(fixture, text, cell_sizes());
    Text said;
    text_init(&said);
    print_gates(program, &said);
    assert_string_equal(said.data, gates);
    text_clear(&said);
    print_highways(program, &said);
    assert_string_equal(said.data, highways);
    text_finish(&said);
    program_destroy(program);
}

static void test_the_cells_that_come_along(void **state) {
    for (size_t i = 0; i < sizeof SHELF / sizeof SHELF[0]; i++) {
        Text path;
        text_init(&path);
        text_printf(&path, "cells/%s.cell", SHELF[i].cell);
        Bytes bytes;
        assert_true(asset_read(path.data, &bytes));
        check(*state, bytes.data, SHELF[i].gates, SHELF[i].highways);
        bytes_finish(&bytes);
        text_finish(&path);
    }
}

static void test_a_complement_is_known_either_way_round(void **state) {
    check(*state, "z[t] = σ(W x[t])\nh[t] = (-z[t] + 1) * h[t-1] + z[t] * tanh(U x[t])\ny[t] = V h[t]", "z:tanh(U x[t]),1-h[t-1] see-saw",
          "h: mul sum");
}

static void test_a_gate_needs_no_name(void **state) {
    check(*state, "h[t] = tanh(W x[t]) * σ(U h[t-1])\ny[t] = V h[t]", "?:tanh(W x[t])", "");
}

static void test_what_is_only_nearly_a_gate(void **state) {
    // 2 - z does not close what z opens; a sigmoid that is added lets nothing through.
    check(*state, "z[t] = σ(W x[t])\nh[t] = (2 - z[t]) * h[t-1] + z[t]\ny[t] = V h[t]", "", "h: mul sum");
}

static void test_a_matrix_or_a_squashing_ends_a_highway(void **state) {
    check(*state, "h[t] = tanh(W x[t] + h[t-1])\ny[t] = V h[t]", "", "");
    check(*state, "h[t] = W x[t] + 0.5 h[t-1]\ny[t] = V h[t]", "", "h: scale sum");
    // A second state is on the way of the first only if the first one's own result is reached.
    check(*state, "a[t] = W x[t] + b[t-1]\nb[t] = a[t] + b[t-1]\ny[t] = V b[t]", "", "b: sum");
}

// What is held still lets through, and shuts, what it did: the op that multiplies is the clamp.
static void test_a_gate_that_is_held_is_a_gate(void **state) {
    static const char *const HELD[][4] = {
        {"lstm", "f", "i:g f:c[t-1] o:tanh(c[t])", "c: mul sum"},
        {"lstm", "c", "i:g f:c[t-1] o:tanh(c[t])", "c: mul sum clamp"},
        {"gru", "z", "r:U_n h[t-1] + c_n z:h[t-1],1-n see-saw", "h: mul sum"},
        {"mgu", "f", "f:h[t-1],n,1-h[t-1] see-saw", "h: mul sum"},
    };
    for (size_t i = 0; i < sizeof HELD / sizeof HELD[0]; i++) {
        Text said;
        text_init(&said);
        text_printf(&said, "cells/%s.cell", HELD[i][0]);
        Bytes bytes;
        assert_true(asset_read(said.data, &bytes));
        Program *program = cell_compile_fine(*state, bytes.data, cell_sizes());
        int equation = program_find_equation(program, HELD[i][1]);
        program_hold(program, equation, &(Hold){0, 0, 1}, 1);
        text_clear(&said);
        print_gates(program, &said);
        assert_string_equal(said.data, HELD[i][2]);
        text_clear(&said);
        print_highways(program, &said);
        assert_string_equal(said.data, HELD[i][3]);
        Gate gates[CELL_MAX_EQUATIONS];
        int count = program_gates(program, gates), clamps = 0;
        for (int k = 0; k < count; k++) {
            clamps += program->ops[gates[k].op].kind == OP_CLAMP;
            assert_true(gates[k].equation != equation || program->ops[gates[k].op].kind == OP_CLAMP);
        }
        assert_int_equal(clamps, strcmp(HELD[i][1], "c") != 0);
        bytes_finish(&bytes);
        text_finish(&said);
        program_destroy(program);
    }
    // Of a vector that is 1 - z, the clamp over it is what multiplies.
    Program *program = cell_compile_fine(
        *state, "z[t] = σ(W x[t])\nk[t] = 1 - z[t]\nh[t] = k[t] * h[t-1] + z[t] * tanh(U x[t])\ny[t] = V h[t]", cell_sizes());
    program_hold(program, 1, &(Hold){0, 0, 1}, 1);
    Gate gates[CELL_MAX_EQUATIONS];
    assert_int_equal(program_gates(program, gates), 1);
    assert_true(gate_is_see_saw(&gates[0]));
    for (int k = 0; k < gates[0].use_count; k++)
        if (gates[0].uses[k].complement >= 0) assert_int_equal(gates[0].uses[k].complement, program->equations[1].op);
    program_destroy(program);
}

static void test_beyond_is_what_a_sigmoid_cannot_give(void **state) {
    Program *program = cell_compile_fine(*state, "z[t] = σ(W x[t])\nh[t] = z[t] * h[t-1] + tanh(U x[t])\ny[t] = V h[t]", cell_sizes());
    for (int held = 0; held < 2; held++) {
        assert_true(gate_is_beyond(program, 0, 2) && gate_is_beyond(program, 0, -0.5));
        assert_false(gate_is_beyond(program, 0, 0) || gate_is_beyond(program, 0, 0.5) || gate_is_beyond(program, 0, 1));
        assert_false(gate_is_beyond(program, 1, 2)); // no sigmoid
        if (!held) program_hold(program, 0, &(Hold){2, 0, 1}, 1);
    }
    program_destroy(program);
}

static void test_matrices_that_act_on_the_past(void **state) {
    static const char *const CASES[][2] = {{"mgu", "U_f U_n"}, {"lstm", "U_i U_f U_g U_o"}, {"gru-cho", "U_r U_z U_n"}, {"elman", "W_h"}};
    CellFixture *fixture = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Text path;
        text_init(&path);
        text_printf(&path, "cells/%s.cell", CASES[i][0]);
        Bytes bytes;
        assert_true(asset_read(path.data, &bytes));
        Program *program = cell_compile_fine(fixture, bytes.data, cell_sizes());
        bytes_finish(&bytes);
        text_finish(&path);
        text_clear(&fixture->text);
        for (int p = 0; p < program->param_count; p++) {
            if (program_acts_on_past(program, p, -1)) {
                text_printf(&fixture->text, "%s%s", fixture->text.length > 0 ? " " : "", program->params[p].name);
            }
        }
        assert_string_equal(fixture->text.data, CASES[i][1]);
        program_destroy(program);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_cells_that_come_along),     cmocka_unit_test(test_a_complement_is_known_either_way_round),
        cmocka_unit_test(test_a_gate_needs_no_name),          cmocka_unit_test(test_a_gate_that_is_held_is_a_gate),
        cmocka_unit_test(test_what_is_only_nearly_a_gate),    cmocka_unit_test(test_beyond_is_what_a_sigmoid_cannot_give),
        cmocka_unit_test(test_matrices_that_act_on_the_past), cmocka_unit_test(test_a_matrix_or_a_squashing_ends_a_highway),
    };
    return cmocka_run_group_tests(tests, cell_fixture_setup, cell_fixture_teardown);
}
