// What goes back by a highway alone, against the product of the values that stand on it.
#include "run_fixture.h"

#include "engine/gates.h"

#include <math.h>

// A cell, its highway's state, and by what one timestep multiplies: a gate, 1 minus a gate, or NULL for nothing.
typedef struct Way {
    const char *cell, *state, *factor;
    bool complement;
} Way;

static const Way WAYS[] = {
    {"cells/lstm.cell", "c", "f", false}, {"cells/lstm-peephole.cell", "c", "f", false},
    {"cells/gru.cell", "h", "z", false},  {"cells/gru-cho.cell", "h", "z", false},
    {"cells/mgu.cell", "h", "f", true},   {"cells/lstm-1997.cell", "c", NULL, false},
};

static int op_of(const Program *program, const char *equation) {
    return program->equations[program_find_equation(program, equation)].op;
}

// What one timestep multiplies element i by, from the values.
static double factor_at(const Run *run, const Way *way, int t, int lane, int i) {
    if (way->factor == NULL) {
        return 1;
    }
    double gate = run_value(run, op_of(run_program(run), way->factor), t, lane)[i];
    return way->complement ? 1 - gate : gate;
}

// From timestep `from` of the sweep that is in the run. Returns how many numbers were compared, and counts the zeros behind cuts.
static int check_way(const RunFixture *fixture, const Way *way, int from, int *zeros) {
    const Program *program = fixture->program;
    Arena arena;
    arena_init(&arena);
    Highway highways[CELL_MAX_EQUATIONS];
    assert_int_equal(program_highways(program, &arena, highways), 1);
    int state = op_of(program, way->state), size = program->ops[state].size, checked = 0;
    assert_int_equal(program->equations[highways[0].equation].op, state);
    Adjoints *along = adjoints_create(fixture->run);
    run_backward_along(fixture->run, &fixture->params, &highways[0], run_adjoints(fixture->run), from, along);
    for (int lane = 0; lane < fixture->schedule.lanes; lane++) {
        for (int i = 0; i < size; i++) {
            double left = run_adjoint(fixture->run, state, from, lane)[i];
            for (int t = from; t >= 1; t--) {
                double got = adjoints_get(along, state, t, lane)[i];
                assert_true(fabs(got - left) <= 1e-15 * fabs(left));
                *zeros += got == 0;
                checked++;
                left *= schedule_is_cut(&fixture->schedule, t, 1) ? 0 : factor_at(fixture->run, way, t, lane, i);
            }
            for (int t = from + 1; t <= fixture->schedule.steps; t++) {
                assert_true(adjoints_get(along, state, t, lane)[i] == 0);
            }
        }
    }
    adjoints_destroy(along);
    arena_finish(&arena);
    return checked;
}

static void test_it_is_the_product_of_what_multiplies_on_the_way(void **state) {
    (void)state;
    int checked = 0, zeros = 0;
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = WAYS[i].cell, .warm = true});
        run_fixture_sweep(&fixture);
        checked += check_way(&fixture, &WAYS[i], fixture.schedule.steps, &zeros);
        checked += check_way(&fixture, &WAYS[i], 3, &zeros);
        run_fixture_finish(&fixture);
    }
    assert_int_equal(checked, 6 * (6 + 3) * 2 * 5); // cells, timesteps, lanes, units
    assert_int_equal(zeros, 0);
}

static void test_behind_a_cut_there_is_nothing(void **state) {
    (void)state;
    int zeros = 0;
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        RunFixture fixture;
        run_fixture_init(&fixture, &(RunSpec){.cell = WAYS[i].cell, .window = 4});
        run_fixture_sweep(&fixture);
        check_way(&fixture, &WAYS[i], fixture.schedule.steps, &zeros);
        run_fixture_finish(&fixture);
    }
    assert_int_equal(zeros, 6 * 4 * 2 * 5); // timesteps 4 to 1 of each cell
}

// Where nothing else leads back, what goes by the highway is all there is, to the bit.
static void test_without_other_ways_it_is_the_whole_gradient(void **state) {
    (void)state;
    RunFixture fixture;
    run_fixture_init(&fixture,
                     &(RunSpec){.cell = "f[t] = σ(U x[t] + b)\nc[t] = f[t] * c[t-1] - W x[t]\ny[t] = softmax(V c[t])", .first_loss = 6});
    run_fixture_sweep(&fixture);
    Arena arena;
    arena_init(&arena);
    Highway highways[CELL_MAX_EQUATIONS];
    assert_int_equal(program_highways(fixture.program, &arena, highways), 1);
    int c = op_of(fixture.program, "c");
    Adjoints *along = adjoints_create(fixture.run);
    run_backward_along(fixture.run, &fixture.params, &highways[0], run_adjoints(fixture.run), 6, along);
    for (int t = 1; t <= 6; t++) {
        for (int lane = 0; lane < 2; lane++) {
            assert_same_array(adjoints_get(along, c, t, lane), run_adjoint(fixture.run, c, t, lane), 5, "c");
        }
    }
    adjoints_destroy(along);
    arena_finish(&arena);
    run_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_the_product_of_what_multiplies_on_the_way),
        cmocka_unit_test(test_behind_a_cut_there_is_nothing),
        cmocka_unit_test(test_without_other_ways_it_is_the_whole_gradient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
