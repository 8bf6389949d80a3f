// What the plots show: each number is recomputed here in another way, from the definition.
#include "fixture.h"

#include "trace/memo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 8 }; // units and symbols in these tests

static double weight(const Trace *trace, const char *name, int row, int col) {
    return params_get(&trace->before, program_find_param(trace->program, name), row, col);
}

static double norm_of(const double *values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += values[i] * values[i];
    return sqrt(sum);
}

// The gradient of the loss at s by the chain rule as it stands in a textbook: dL_s/dh[s] = W_y' (p - 1), dL_s/dh[t-1] = W_h' ((1 - h[t]^2)
// dL_s/dh[t]).
static void textbook_gradients(const Trace *trace, int s, double *sizes) {
    const Program *program = trace->program;
    int size = program->hidden, symbols = program->output_size;
    const double *p = run_value(trace->run, program->output_op, s, 0);
    double dh[MOST];
    for (int j = 0; j < size; j++) {
        dh[j] = 0;
        for (int k = 0; k < symbols; k++) dh[j] += weight(trace, "W_y", k, j) * (p[k] - (k == trace->input.target_index[s - 1] ? 1 : 0));
    }
    for (int t = s; t >= 1; t--) {
        sizes[t - 1] = norm_of(dh, size);
        const double *h = run_value(trace->run, op_named(trace, "h"), t, 0);
        bool is_cut = schedule_is_cut(run_schedule(trace->run), t, 1);
        double before[MOST] = {0};
        for (int j = 0; j < size && !is_cut; j++)
            for (int i = 0; i < size; i++) before[j] += weight(trace, "W_h", i, j) * (1 - h[i] * h[i]) * dh[i];
        memcpy(dh, before, sizeof dh);
    }
}

static void the_map_is_the_chain_rule(void **state) {
    static const char *const LINES[] = {"task: text:hello\nhidden: 5", "task: text:hello\nhidden: 5\nbptt: 2",
                                        "task: text:hello\nhidden: 5\nlosses: last"};
    int checked = 0, zeros = 0;
    for (size_t k = 0; k < COUNT(LINES); k++) {
        Trace *trace = fixture_trace(*state, LINES[k], 1);
        const Sensitivity *map = trace_memo_map(trace);
        assert_non_null(map);
        assert_ptr_equal(trace_memo_map(trace), map); // not made twice
        for (int i = 0; i < trace->loss_count; i++) {
            int s = trace->loss_steps[i];
            double sizes[MOST] = {0};
            textbook_gradients(trace, s, sizes);
            for (int t = 1; t <= trace->steps; t++) {
                double size = map->states[(s - 1) * trace->steps + t - 1];
                assert_true(fabs(size - (t <= s ? sizes[t - 1] : 0)) <= 1e-14);
                zeros += t <= s && size == 0;
                checked++;
            }
        }
        trace_destroy(trace);
    }
    assert_int_equal(checked, 16 + 16 + 4);
    assert_int_equal(zeros, 4); // the block that a cut every 2 takes out of 4 timesteps
}

static void every_cell_has_the_map_of_its_sweeps(void **state) {
    for (int k = 0; trace_experiments[k]; k++) {
        Trace *trace = fixture_trace(*state, trace_experiments[k], 1);
        const Sensitivity *map = trace_memo_map(trace);
        Adjoints *adjoints = adjoints_create(trace->run);
        int op = trace->program->equations[map->equation].op;
        double total = 0;
        for (int i = 0; i < trace->loss_count; i++) {
            int s = trace->loss_steps[i];
            run_backward_from_loss(trace->run, &trace->before, &trace->input, s, adjoints);
            for (int t = 1; t <= s; t++) {
                double sum = 0;
                for (int lane = 0; lane < trace->lanes; lane++)
                    for (int row = 0; row < trace->program->ops[op].size; row++) sum += pow(adjoints_get(adjoints, op, t, lane)[row], 2);
                assert_true(fabs(map->states[(s - 1) * trace->steps + t - 1] - sqrt(sum)) <= 1e-14);
                total += sum;
            }
            const double *listening = trace_memo_listening(trace, s);
            for (int t = 1; t <= trace->steps; t++) assert_true(listening[t - 1] == map->inputs[(s - 1) * trace->steps + t - 1]);
        }
        assert_true(total > 0);
        adjoints_destroy(adjoints);
        trace_destroy(trace);
    }
}

static void who_asks_a_loss_that_does_not_exist_hears_nothing(void **state) {
    Trace *trace = fixture_trace(*state, "task: text:hello\nlosses: last", 0);
    assert_null(trace_memo_listening(trace, 0));
    assert_null(trace_memo_listening(trace, 3));
    assert_null(trace_memo_listening(trace, 5));
    assert_non_null(trace_memo_listening(trace, 4));
    trace_destroy(trace);
}

// For h[t] = tanh(... + W_h h[t-1]) the share of timestep t is the outer product of (1 - h[t]^2) dL/dh[t] with h[t-1].
static void the_shares_of_a_weight_are_outer_products_that_add_up(void **state) {
    Trace *trace = fixture_trace(*state, "task: text:hello world\nhidden: 4\nbatch: 2", 3);
    int param = program_find_param(trace->program, "W_h"), h = op_named(trace, "h");
    const WeightShares *shares = trace_memo_shares(trace, param);
    double sum[MOST * MOST] = {0}, along = 0, norms = 0;
    for (int t = trace->steps; t >= 1; t--) {
        double share[MOST * MOST] = {0};
        for (int lane = 0; lane < trace->lanes; lane++)
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 4; j++) {
                    double value = run_value(trace->run, h, t, lane)[i];
                    share[4 * i + j] +=
                        (1 - value * value) * run_adjoint(trace->run, h, t, lane)[i] * run_value(trace->run, h, t - 1, lane)[j];
                }
        for (int i = 0; i < 16; i++) sum[i] += share[i];
        assert_true(fabs(shares->norms[t - 1] - norm_of(share, 16)) < 1e-13);
        along += shares->along[t - 1];
        norms += shares->norms[t - 1];
        assert_true(fabs(shares->running[t - 1] - along) < 1e-13);
    }
    assert_true(fabs(shares->norm - norm_of(sum, 16)) < 1e-13 && shares->norm > 0);
    assert_true(fabs(along - shares->norm) < 1e-12);
    assert_true(norms > shares->norm);                           // timesteps pull in different directions
    assert_true(shares->norms[0] == 0 && shares->along[0] == 0); // h[0] is 0
    trace_destroy(trace);
}

// |dh[T]/dx[k]| by central differences: each input of lane 0 a little more, a little less.
static void decay_by_differences(const Trace *trace, int t, double *out) {
    static const double STEP = 1e-5;
    int inputs = trace->program->input_size, size = trace->program->hidden, stride = kernel_stride(inputs), op = op_named(trace, "h");
    Schedule schedule = *run_schedule(trace->run);
    Run *run = run_create(trace->program, &schedule);
    size_t count = (size_t)trace->steps * (size_t)trace->lanes * (size_t)stride;
    double *moved = aligned_alloc(64, count * sizeof *moved);
    memcpy(moved, trace->input.input, count * sizeof *moved);
    RunInput input = trace->input;
    input.input = moved;
    for (int k = 1; k <= trace->steps; k++) {
        double sum = 0;
        for (int i = 0; i < inputs; i++) {
            double *x = &moved[(size_t)(k - 1) * (size_t)trace->lanes * (size_t)stride + (size_t)i], held = *x, h[2][MOST];
            for (int side = 0; side < 2; side++) {
                *x = held + (side ? -STEP : STEP);
                run_copy_state(run, trace->run);
                run_forward(run, &trace->before, &input);
                memcpy(h[side], run_value(run, op, t, 0), (size_t)size * sizeof(double));
            }
            *x = held;
            for (int row = 0; row < size; row++) sum += pow((h[0][row] - h[1][row]) / (2 * STEP), 2);
        }
        out[k - 1] = sqrt(sum);
    }
    free(moved);
    run_destroy(run);
}

static void what_is_left_of_an_input_is_what_moves_when_it_is_moved(void **state) {
    static const char *const LINES[] = {
        "task: series:sine\nhidden: 4\nsteps: 9", "task: series:sine\nhidden: 4\nsteps: 9\nbatch: 2\nstate: carry",
        "task: series:sine\nhidden: 4\nsteps: 9\ncell: gru", "task: series:sine\nhidden: 4\nsteps: 9\nbptt: 3"};
    for (size_t k = 0; k < COUNT(LINES); k++) {
        Trace *trace = fixture_trace(*state, LINES[k], 1);
        for (int t = 9; t >= 6; t -= 3) {
            double moved[16];
            decay_by_differences(trace, t, moved);
            const double *decay = trace_memo_decay(trace, t);
            for (int i = 0; i < 9; i++) assert_true(fabs(decay[i] - moved[i]) <= 1e-8 * (1 + moved[i]));
            assert_true(decay[0] > 0 && decay[t - 1] > decay[0]); // a cut stops nothing on the way forward
            assert_true(t == 9 || decay[t] == 0);
        }
        trace_destroy(trace);
    }
}

static void the_matrix_has_its_radius_and_its_singular_value(void **state) {
    Trace *trace = fixture_trace(*state, "cell: elman-identity\ntask: text:hello\nhidden: 2\nset: W_h=.9 5;0 .9", 0);
    const RecurrentMatrix *matrix = trace_memo_matrix(trace);
    // Of [[a, b], [0, a]] the squares of the singular values add up to 2 a^2 + b^2 and multiply to a^4.
    double sum = 2 * .81 + 25, product = .81 * .81, largest = sqrt((sum + sqrt(sum * sum - 4 * product)) / 2);
    assert_string_equal(trace->program->params[matrix->param].name, "W_h");
    assert_true(fabs(matrix->spectral_radius - 0.9) < 1e-4);
    assert_true(fabs(matrix->singular_value - largest) < 1e-10);
    assert_true(trace_memo_bound(trace)->slope == 1 && trace_memo_bound(trace)->singular_value == matrix->singular_value);
    trace_destroy(trace);
}

static void no_gradient_exceeds_the_bound(void **state) {
    static const char *const CELLS[] = {"elman", "elman-sigmoid", "elman-relu", "elman-identity"};
    int checked = 0;
    for (size_t k = 0; k < COUNT(CELLS); k++) {
        char lines[128];
        snprintf(lines, sizeof lines, "cell: %s\ntask: random:4\nsteps: 20\nhidden: 6\ninit: spectral:1.2", CELLS[k]);
        Trace *trace = fixture_trace(*state, lines, 0);
        const GrowthBound *bound = trace_memo_bound(trace);
        assert_non_null(bound);
        const Sensitivity *map = trace_memo_map(trace);
        for (int s = 1; s <= 20; s++) {
            double most = map->states[(s - 1) * 20 + s - 1];
            for (int t = s; t >= 1; t--, checked++) {
                assert_true(map->states[(s - 1) * 20 + t - 1] <= most * (1 + 1e-9));
                most *= bound->singular_value * bound->slope;
            }
        }
        trace_destroy(trace);
    }
    assert_int_equal(checked, 4 * 210);
}

static void what_a_cell_does_not_have_is_not_told(void **state) {
    Trace *trace = fixture_trace(*state, "cell: window\ntask: text:hello", 0);
    assert_null(trace_memo_matrix(trace));
    assert_null(trace_memo_decay(trace, 4));
    assert_null(trace_memo_bound(trace));
    trace_destroy(trace);
    trace = fixture_trace(*state, "cell: lstm\ntask: text:hello", 0);
    assert_non_null(trace_memo_matrix(trace));
    assert_null(trace_memo_bound(trace)); // no single matrix bounds it
    trace_destroy(trace);
}

static void what_no_frame_could_wait_for_is_not_made(void **state) {
    Trace *trace = fixture_trace(*state, "task: random:4\nsteps: 300\nhidden: 4", 0);
    assert_null(trace_memo_map(trace)); // more timesteps than a map has
    assert_non_null(trace_memo_decay(trace, 300));
    trace_destroy(trace);
    trace = fixture_trace(*state, "task: random:4\nsteps: 60\nhidden: 250", 0);
    assert_null(trace_memo_decay(trace, 60));
    assert_true(isnan(trace_memo_matrix(trace)->spectral_radius) && !trace_memo_bound(trace));
    assert_non_null(trace_memo_shares(trace, 0));
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_map_is_the_chain_rule),
        TEST(every_cell_has_the_map_of_its_sweeps),
        TEST(who_asks_a_loss_that_does_not_exist_hears_nothing),
        TEST(the_shares_of_a_weight_are_outer_products_that_add_up),
        TEST(what_is_left_of_an_input_is_what_moves_when_it_is_moved),
        TEST(the_matrix_has_its_radius_and_its_singular_value),
        TEST(no_gradient_exceeds_the_bound),
        TEST(what_a_cell_does_not_have_is_not_told),
        TEST(what_no_frame_could_wait_for_is_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
