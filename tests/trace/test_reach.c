// Which loss reaches which result on the way back: the map against a search over all paths, and against the gradients themselves.
#include "fixture.h"

#include <math.h>
#include <stdlib.h>

// The state is carried: where it is zero, as before the first iteration, a gate that multiplies it has no gradient though there is a path.
static const char *const experiments[] = {
    "state: carry\ntask: text:hello world\nhidden: 3",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 1",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 3",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 4\ncell: lstm",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 3\ncell: gru\nbatch: 2",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 2,7",
    "state: carry\ntask: text:hello world\nhidden: 3\nlosses: last\nbptt: 6",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: jordan\nbptt: 4",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: window",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell-text: h[t] = tanh(W_x x[t] + W_h h[t-2])",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 5\ncell-text: h[t] = tanh(W_x x[t] + W_h h[t-2] + U h[t-3])",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell-text: h[t] = tanh(W_x x[t] + W_h h[t-3]); g[t] = tanh(V h[t-1]); y[t] = "
    "softmax(W_y g[t-2])",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 4\ncell-text: h[t] = tanh(W_x x[t] + W_h h[t-1]); g[t] = σ(U h[t] + g[t-1]); "
    "y[t] = softmax(V h[t])",
    "state: carry\ntask: text:hello world\nhidden: 3\nbptt: 4\ncell: lstm\nclamp: f=0",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: lstm\nclamp: f=1,c=0.5",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: gru\nbatch: 2\nclamp: z=1,r=0.5@1",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: gru\nclamp: z=0",
    "state: carry\ntask: text:hello world\nhidden: 3\ncell: gru\nclamp: h=0.5",
    // What a gate that is held at 0 makes 0 is shut too.
    "state: carry\ntask: text:hello world\nhidden: 3\nclamp: z=0\ncell-text: z[t] = σ(W_z x[t] + U_z h[t-1]); k[t] = 0.5 * z[t]; h[t] = "
    "k[t] * h[t-1] + tanh(W x[t])",
    // Nothing but the gate leads back.
    "state: carry\ntask: text:hello world\nhidden: 3\nclamp: f=0\ncell-text: f[t] = σ(W_f x[t]); c[t] = f[t] * c[t-1] + W x[t]",
};

// A factor that is 0 everywhere.
static bool is_shut(const Trace *trace, const Operand *factor) {
    if (factor->kind != OPERAND_OP) return false;
    for (int t = 1; t <= trace->steps; t++)
        for (int lane = 0; lane < trace->lanes; lane++)
            for (int i = 0; i < trace->program->ops[factor->index].size; i++)
                if (run_value(trace->run, factor->index, t, lane)[i] != 0) return false;
    return true;
}

// Marks everything that a gradient comes to from (op, t), by trying every path.
static void search(const Trace *trace, int op, int t, bool *reached) {
    const Program *program = trace->program;
    const Op *o = &program->ops[op];
    bool *here = &reached[op * (trace->steps + 1) + t];
    if (t < 1 || !o->needs_gradient || *here) return;
    *here = true;
    if (run_held(trace->run, op)) return;
    if (o->kind != OP_CARRY) {
        for (int k = 0; k < o->operand_count; k++)
            if (o->operands[k].kind == OPERAND_OP && !(o->kind == OP_MUL && is_shut(trace, &o->operands[1 - k])))
                search(trace, o->operands[k].index, t, reached);
        return;
    }
    int window = trace->session->settings.window;
    bool cut = false;
    for (int k = window; window > 0 && k < t; k += window) cut = cut || k >= t - o->lag; // between k and k + 1
    if (!cut && t - o->lag >= 1) search(trace, o->operands[0].index, t - o->lag, reached);
}

static bool *reached_by(const Trace *trace, int s) {
    bool *reached = memory_alloc_zeros((size_t)trace->program->op_count * (size_t)(trace->steps + 1), sizeof *reached);
    if (trace->loss_rank[s] >= 0) search(trace, trace->program->logits_op, s, reached);
    return reached;
}

static void the_map_is_what_a_search_over_paths_finds(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Trace *trace = fixture_trace(fixture, experiments[i], 0);
        int yes = 0, no = 0;
        for (int s = 1; s <= trace->steps; s++) {
            bool *reached = reached_by(trace, s);
            for (int e = 0; e < trace->program->equation_count; e++)
                for (int t = 1; t <= trace->steps; t++) {
                    bool found = reached[trace->program->equations[e].op * (trace->steps + 1) + t];
                    if (found != trace_loss_reaches(trace, s, e, t))
                        fail_msg("%s: the loss at %d %s %s[%d]", experiments[i], s, found ? "reaches" : "does not reach",
                                 trace->program->equations[e].name, t);
                    yes += found;
                    no += !found;
                }
            free(reached);
        }
        assert_true(yes > 0 && no > 0);
        trace_destroy(trace);
    }
}

// A loss reaches a result if, and only if, its own sweep leaves a gradient there.
static void the_map_is_where_gradients_arrive(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Trace *trace = fixture_trace(fixture, experiments[i], 3);
        for (int k = 0; k < trace->loss_count; k++) {
            int s = trace->loss_steps[k];
            trace_choose_loss(trace, s);
            assert_int_equal(trace->of_loss_t, s);
            for (int e = 0; e < trace->program->equation_count; e++)
                for (int t = 1; t <= trace->steps; t++) {
                    double norm = trace_adjoint_norm_of_loss(trace, e, t);
                    if ((norm > 0) != trace_loss_reaches(trace, s, e, t))
                        fail_msg("%s: from the loss at %d, %g arrives at %s[%d]", experiments[i], s, norm,
                                 trace->program->equations[e].name, t);
                }
        }
        trace_destroy(trace);
    }
}

// A loss has arrived when its way is complete: not before its own moment, and at the latest when the adjoint is.
static void a_loss_arrives_between_its_moment_and_the_adjoints(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Trace *trace = fixture_trace(fixture, experiments[i], 0);
        for (int e = 0; e < trace->program->equation_count; e++)
            for (int t = 1; t <= trace->steps; t++)
                for (int s = 1; s <= trace->steps; s++) {
                    if (!trace_loss_reaches(trace, s, e, t)) {
                        assert_false(trace_loss_reached(trace, trace_moment_count(trace) - 1, s, e, t));
                        continue;
                    }
                    long complete = trace_adjoint_moment(trace, trace->program->equations[e].op, t);
                    assert_true(trace_loss_reached(trace, complete, s, e, t));
                    assert_false(trace_loss_reached(trace, trace_index(trace, PHASE_BACKWARD, s, MOMENT_LOSS) - 1, s, e, t));
                }
        trace_destroy(trace);
    }
}

// z, z + z, and so on, forty times: to what is held there are as many ways as 2 has powers, and none of them is walked by itself.
static void sums_of_sums_of_what_is_held_take_no_time(void **state) {
    Text lines;
    text_init(&lines);
    text_append(&lines,
                "state: carry\ntask: text:hello world\nhidden: 3\nclamp: z=0\ncell-text: z[t] = σ(W_z x[t] + U_z h[t-1]); a_0[t] = z[t]");
    for (int i = 1; i <= 40; i++) text_printf(&lines, "; a_%d[t] = a_%d[t] + a_%d[t]", i, i - 1, i - 1);
    text_append(&lines, "; h[t] = a_40[t] * h[t-1] + tanh(W x[t])");
    Trace *trace = fixture_trace(*state, lines.data, 0);
    assert_false(trace_loss_reaches(trace, 5, equation_named(trace, "h"), 4));
    assert_true(trace_loss_reaches(trace, 5, equation_named(trace, "h"), 5));
    trace_destroy(trace);
    text_finish(&lines);
}

static void norms_are_euclidean_over_size_and_lanes(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "state: carry\ntask: text:hello world\nhidden: 3\nbatch: 2", 1);
    int h = equation_named(trace, "h");
    trace_choose_loss(trace, 7);
    for (int t = 1; t <= trace->steps; t++) {
        double sum = 0, of_loss = 0;
        for (int lane = 0; lane < 2; lane++)
            for (int row = 0; row < 3; row++) {
                sum += pow(run_adjoint(trace->run, op_named(trace, "h"), t, lane)[row], 2);
                of_loss += pow(adjoints_get(trace->of_loss, op_named(trace, "h"), t, lane)[row], 2);
            }
        assert_true(fabs(trace_adjoint_norm(trace, h, t) - sqrt(sum)) < 1e-15 && sum > 0);
        assert_true(fabs(trace_adjoint_norm_of_loss(trace, h, t) - sqrt(of_loss)) < 1e-15);
    }
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_map_is_what_a_search_over_paths_finds),
        TEST(the_map_is_where_gradients_arrive),
        TEST(a_loss_arrives_between_its_moment_and_the_adjoints),
        TEST(sums_of_sums_of_what_is_held_take_no_time),
        TEST(norms_are_euclidean_over_size_and_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
