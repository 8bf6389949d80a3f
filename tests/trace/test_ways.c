// By which ways a gradient comes: the parts add up, and what takes the highway alone is the product of what stands on it.
#include "fixture.h"

#include "trace/memo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const GATED[] = {
    "task: text:hello world\nhidden: 4\ncell: lstm",
    "task: text:hello world\nhidden: 4\ncell: lstm\nbptt: 3\nbatch: 2",
    "task: text:hello world\nhidden: 4\ncell: lstm-peephole\nlosses: last",
    "task: text:hello world\nhidden: 4\ncell: lstm-1997\nbptt: 4",
    "task: text:hello world\nhidden: 4\ncell: gru\nbatch: 2",
    "task: text:hello world\nhidden: 4\ncell: gru\nbptt: 2",
    "task: text:hello world\nhidden: 4\ncell: mgu",
    "task: text:hello world\nhidden: 4\ncell: elman\nbptt: 5",
    NULL,
};

// What the op gets within its own timestep: from its readers there, and from its own loss.
static void add_own(const Trace *trace, const Adjoints *adjoints, int s, int op, int t, int lane, double *sum) {
    int size = trace->program->ops[op].size;
    double *room = vector_room(size);
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers);
    for (int i = 0; i < count; i++) {
        if (readers[i].lag > 0) continue;
        run_contribution(trace->run, &trace->before, adjoints, readers[i].op, readers[i].slot, t, lane, room);
        for (int k = 0; k < size; k++) sum[k] += room[k];
    }
    if (run_loss_reads(trace->run, op) && (s == 0 || s == t)) {
        run_loss_contribution(trace->run, &trace->input, t, lane, room);
        for (int k = 0; k < size; k++) sum[k] += room[k];
    }
    free(room);
}

// s 0: the sweep of all losses. Returns how many numbers were compared; counts what came by a highway.
static int check_parts(const Trace *trace, const Adjoints *adjoints, int s, int *by_way) {
    int states[CELL_MAX_EQUATIONS], count = trace_state_equations(trace, states), way_count, checked = 0;
    const Highway *ways = trace_memo_highways(trace, &way_count);
    for (int e = 0; e < count; e++) {
        int op = trace->program->equations[states[e]].op, size = trace->program->ops[op].size;
        const Highway *way = NULL;
        for (int i = 0; i < way_count; i++) way = ways[i].equation == states[e] ? &ways[i] : way;
        double *along = vector_room(size), *rest = vector_room(size);
        for (int t = 1; t <= trace->steps; t++)
            for (int lane = 0; lane < trace->lanes; lane++) {
                trace_future_parts(trace, adjoints, way, states[e], t, lane, along, rest);
                const double *whole = adjoints_get(adjoints, op, t, lane);
                bool cut = t == trace->steps || schedule_is_cut(run_schedule(trace->run), t + 1, 1);
                for (int k = 0; k < size; k++) {
                    if (cut && trace->program->max_lag == 1) assert_true(along[k] == 0 && rest[k] == 0);
                    *by_way += along[k] != 0;
                    along[k] += rest[k];
                }
                add_own(trace, adjoints, s, op, t, lane, along);
                for (int k = 0; k < size; k++, checked++) assert_true(fabs(along[k] - whole[k]) <= 1e-14 * fmax(1, fabs(whole[k])));
            }
        free(along);
        free(rest);
    }
    return checked;
}

static void the_two_parts_are_all_that_comes_from_later(void **state) {
    int checked = 0, by_way = 0;
    const char *const *const lists[] = {trace_experiments, GATED};
    for (size_t list = 0; list < COUNT(lists); list++)
        for (int k = 0; lists[list][k]; k++) {
            Trace *trace = fixture_trace(*state, lists[list][k], 1);
            checked += check_parts(trace, run_adjoints(trace->run), 0, &by_way);
            checked += check_parts(trace, trace->of_loss, trace->of_loss_t, &by_way);
            trace_destroy(trace);
        }
    assert_true(checked > 1500 && by_way > 500);
}

static double norm_of(const double *values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) sum += values[i] * values[i];
    return sqrt(sum);
}

// dL/dc[t] gets f[t+1] * dL/dc[t+1] by the cell state, and dL/dh[t] what the four matrices send back: as the textbook has it.
static void an_lstm_hears_by_its_cell_state_and_by_its_hidden_state(void **state) {
    Trace *trace = fixture_trace(*state, "task: text:hello world\nhidden: 4\ncell: lstm\nlosses: last", 2);
    const Ways *ways = trace_memo_ways(trace);
    assert_ptr_equal(trace_memo_ways(trace), ways);
    assert_int_equal(ways->highway_count, 1);
    assert_int_equal(trace_memory_equation(trace), equation_named(trace, "c"));
    assert_int_equal(trace_state_equation(trace), equation_named(trace, "h"));
    int c = op_named(trace, "c"), f = op_named(trace, "f"), h = op_named(trace, "h");
    for (int t = 1; t < trace->steps; t++) {
        double sent[4];
        for (int i = 0; i < 4; i++) sent[i] = run_value(trace->run, f, t + 1, 0)[i] * adjoints_get(trace->of_loss, c, t + 1, 0)[i];
        assert_true(fabs(ways->one.along[t - 1] - norm_of(sent, 4)) <= 1e-15);
        // The last loss alone reaches h[t] through the matrices only.
        assert_true(fabs(ways->one.rest[t - 1] - norm_of(adjoints_get(trace->of_loss, h, t, 0), 4)) <= 1e-15);
        assert_true(ways->one.along[t - 1] > 0 && ways->one.rest[t - 1] > 0);
    }
    assert_true(ways->one.along[trace->steps - 1] == 0 && ways->one.rest[trace->steps - 1] == 0);
    trace_destroy(trace);
}

static void a_cell_without_highway_hears_by_its_matrices_only(void **state) {
    Trace *trace = fixture_trace(*state, "task: text:hello world\nhidden: 4\nbptt: 5", 2);
    const Ways *ways = trace_memo_ways(trace);
    assert_int_equal(ways->highway_count, 0);
    assert_null(ways->alone);
    assert_int_equal(trace_memory_equation(trace), trace_state_equation(trace));
    for (int t = 1; t <= trace->steps; t++) {
        assert_true(ways->all.along[t - 1] == 0);
        assert_true((ways->all.rest[t - 1] == 0) == (t % 5 == 0));
    }
    trace_destroy(trace);
}

// By the highway alone goes what is left after the product of the gates on it; behind a cut nothing.
static void the_highway_alone_is_the_product_of_its_gates(void **state) {
    static const struct {
        const char *lines, *state, *gate;
        bool complement;
    } CASES[] = {
        {"task: text:hello world\nhidden: 4\ncell: lstm\nlosses: last", "c", "f", false},
        {"task: text:hello world\nhidden: 4\ncell: gru\nlosses: last", "h", "z", false},
        {"task: text:hello world\nhidden: 4\ncell: mgu\nbatch: 2", "h", "f", true},
        {"task: text:hello world\nhidden: 4\ncell: lstm-1997\nlosses: last", "c", NULL, false},
        {"task: text:hello world\nhidden: 4\ncell: lstm\nbptt: 4", "c", "f", false},
    };
    int zeros = 0;
    for (size_t k = 0; k < COUNT(CASES); k++) {
        Trace *trace = fixture_trace(*state, CASES[k].lines, 3);
        const Ways *ways = trace_memo_ways(trace);
        int s = trace->of_loss_t, op = op_named(trace, CASES[k].state);
        double left[2][4];
        for (int lane = 0; lane < trace->lanes; lane++) memcpy(left[lane], adjoints_get(trace->of_loss, op, s, lane), sizeof left[lane]);
        for (int t = s; t >= 1; t--) {
            assert_true(fabs(ways->alone[t - 1] - norm_of(left[0], 4 * trace->lanes)) <= 1e-15);
            zeros += ways->alone[t - 1] == 0;
            bool cut = schedule_is_cut(run_schedule(trace->run), t, 1);
            for (int lane = 0; lane < trace->lanes; lane++)
                for (int i = 0; i < 4; i++) {
                    double gate = CASES[k].gate ? run_value(trace->run, op_named(trace, CASES[k].gate), t, lane)[i] : 1;
                    left[lane][i] *= cut ? 0 : CASES[k].complement ? 1 - gate : gate;
                }
        }
        trace_destroy(trace);
    }
    assert_int_equal(zeros, 8); // of 10 timesteps cut every 4, the last loss is heard at 10 and 9
}

static void another_chosen_loss_makes_the_answer_anew(void **state) {
    Trace *trace = fixture_trace(*state, "task: text:hello world\nhidden: 4\ncell: gru", 0);
    double last = trace_memo_ways(trace)->one.along[2];
    trace_choose_loss(trace, 5);
    const Ways *ways = trace_memo_ways(trace);
    assert_true(ways->one.along[2] != last && ways->one.along[2] > 0);
    assert_true(ways->one.along[4] == 0 && ways->alone[5] == 0 && ways->alone[4] > 0);
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_two_parts_are_all_that_comes_from_later),       TEST(an_lstm_hears_by_its_cell_state_and_by_its_hidden_state),
        TEST(a_cell_without_highway_hears_by_its_matrices_only), TEST(the_highway_alone_is_the_product_of_its_gates),
        TEST(another_chosen_loss_makes_the_answer_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
