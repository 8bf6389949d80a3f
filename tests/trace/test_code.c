// The code's lines and the moments: what a panel needs that lights the line of the current moment and goes from a line to its next moment.
#include "fixture.h"

#include "base/files.h"
#include "trace/code/code.h"

#include <stdio.h>
#include <string.h>

static Code code_of(const Fixture *fixture, const Trace *trace) {
    Code code;
    code_init(&code);
    code_numpy(trace, fixture->words[LANGUAGE_EN], &code);
    return code;
}

static void assert_line(const Code *code, int line, const char *wanted) {
    assert_in_range(line, 0, code->line_count - 1);
    size_t length = code->lines[line].end - code->lines[line].start;
    const char *start = code->text.data + code->lines[line].start;
    if (length != strlen(wanted) || memcmp(start, wanted, length) != 0) fail_msg("\"%.*s\" instead of \"%s\"", (int)length, start, wanted);
}

static Moment moment_of(const Trace *trace, const char *name, Report *report) {
    return trace_moment(trace, trace_find(trace, name, (Place){name, 0, 0}, report));
}

static void lines_lie_end_to_end_in_the_text(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        Code code = code_of(fixture, trace);
        size_t at = 0;
        for (int line = 0; line < code.line_count; line++) {
            assert_int_equal(code.lines[line].start, at);
            assert_int_equal(code.text.data[code.lines[line].end], '\n');
            assert_null(memchr(code.text.data + at, '\n', code.lines[line].end - at));
            at = code.lines[line].end + 1;
        }
        assert_int_equal(at, code.text.length);
        assert_true(code.line_count > 60);
        code_finish(&code);
        trace_destroy(trace);
    }
}

static void every_moment_of_every_cell_has_its_line(void **state) {
    Fixture *fixture = *state;
    const char *asset;
    long moments = 0;
    for (size_t i = 0; (asset = asset_name("cells/", i)); i++) {
        char lines[128];
        int name = (int)strcspn(asset + strlen("cells/"), ".");
        snprintf(lines, sizeof lines, "hidden: 2\nsteps: 3\nbptt: 2\ntask: text:hello\ncell: %.*s", name, asset + strlen("cells/"));
        Trace *trace = fixture_trace(fixture, lines, 0);
        Code code = code_of(fixture, trace);
        assert_int_equal(code.op_count, trace->program->op_count);
        assert_int_equal(code_line_at(&code, trace_moment(trace, 0)), -1);
        for (long m = 1; m < trace_moment_count(trace); m++, moments++) {
            Moment moment = trace_moment(trace, m);
            int line = code_line_at(&code, moment);
            if (line < 0) fail_msg("%s: moment %ld (phase %d, op %d) has no line", asset, m, (int)moment.phase, moment.op);
            assert_int_equal(code.lines[line].phase, moment.phase);
        }
        code_finish(&code);
        trace_destroy(trace);
    }
    assert_true(moments > 1000);
}

static void every_line_of_a_moment_leads_to_one(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        Code code = code_of(fixture, trace);
        int leading = 0;
        for (int line = 0; line < code.line_count; line++) {
            CodeLine of = code.lines[line];
            if (of.phase == PHASE_START) continue;
            long index = -1;
            for (int t = 0; t <= trace->steps && index < 0; t++) index = trace_index(trace, of.phase, t, of.op);
            assert_true(index > 0);
            leading++;
        }
        assert_true(leading > 10);
        code_finish(&code);
        trace_destroy(trace);
    }
}

static void a_moment_lights_the_line_that_does_it(void **state) {
    Fixture *fixture = *state;
    static const struct {
        const char *moment, *line;
    } cases[] = {
        {"forward:h[3]", "        h = o * tanh_c"},
        {"forward:c[1]", "        c = f * c_prev + i * g"},
        {"forward:y[2]", "        y = softmax(logits)"},
        {"loss:2", "            losses[t] = cross_entropy(logits, target[t])"},
        {"sum:2", "        return sum(losses.values()) / LANES"},
        {"backward:h[3]", "        dh = dh + W_y.T @ dlogits"},
        {"backward:c[2]", "        dc = dc + dh * o * (1 - tanh_c**2)"},
        {"clip", "norm = np.sqrt(sum((g**2).sum() for g in grads.values()))"},
        {"update", "        weights[name] -= LEARNING_RATE * g"},
    };
    Trace *trace = fixture_trace(fixture, "cell: lstm\nhidden: 2", 0);
    Code code = code_of(fixture, trace);
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_line(&code, code_line_at(&code, moment_of(trace, cases[i].moment, &fixture->report)), cases[i].line);
    code_finish(&code);
    trace_destroy(trace);
}

// W_h h[t-1] has no variable and no line: it happens in the line of h, and on the way back where its weight gets its share.
static void ops_without_a_variable_happen_in_the_line_of_their_reader(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "hidden: 2", 0);
    Code code = code_of(fixture, trace);
    int product = -1;
    for (int i = 0; i < trace->program->op_count; i++) {
        const Op *op = &trace->program->ops[i];
        if (op->kind == OP_MATVEC && strcmp(trace->program->params[op->operands[1].index].name, "W_h") == 0) product = i;
    }
    assert_true(product >= 0);
    assert_line(&code, code.forward_line[product], "        h = np.tanh(W_x @ x + W_h @ h_prev + b)");
    assert_line(&code, code.backward_line[product], "        dh_prev = W_h.T @ da_h");
    int share = 0;
    while (code.lines[share].phase != PHASE_BACKWARD || code.lines[share].op != product) share++;
    assert_line(&code, share, "        self.grads[\"W_h\"] += da_h @ h_prev.T");
    code_finish(&code);
    trace_destroy(trace);
}

static void a_cut_is_a_condition_only_where_there_are_cuts(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "hidden: 2\nbptt: 2", 0);
    Code code = code_of(fixture, trace);
    assert_non_null(strstr(code.text.data, "            if not is_cut(t, 1):\n                dh[t - 1] += dh_prev\n"));
    trace_destroy(trace);
    trace = fixture_trace(fixture, "hidden: 2", 0);
    code_numpy(trace, fixture->words[LANGUAGE_EN], &code); // what it held is gone
    assert_null(strstr(code.text.data, "is_cut"));
    assert_non_null(strstr(code.text.data, "\n            dh[t - 1] += dh_prev\n"));
    code_finish(&code);
    trace_destroy(trace);
}

static void what_no_loss_reaches_has_no_line_on_the_way_back(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "cell-text: h[t] = tanh(W x[t]);k[t] = tanh(U h[t]);y[t] = softmax(V h[t])", 0);
    Code code = code_of(fixture, trace);
    assert_true(code.forward_line[op_named(trace, "k")] >= 0);
    assert_int_equal(code.backward_line[op_named(trace, "k")], -1);
    assert_true(code.backward_line[op_named(trace, "h")] >= 0);
    code_finish(&code);
    trace_destroy(trace);
}

static void row_vectors_stand_ahead_of_their_matrices(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "cell-text: h[t] = tanh(h[t-1] W_h + x[t] W_x + b)", 0);
    Code code = code_of(fixture, trace);
    assert_line(&code, code.forward_line[op_named(trace, "h")], "        h = np.tanh(h_prev @ W_h + x @ W_x + b)");
    assert_non_null(strstr(code.text.data, "self.grads[\"W_h\"] += h_prev.T @ da_h"));
    assert_non_null(strstr(code.text.data, "dh_prev = da_h @ W_h.T"));
    code_finish(&code);
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(lines_lie_end_to_end_in_the_text),
        TEST(every_moment_of_every_cell_has_its_line),
        TEST(every_line_of_a_moment_leads_to_one),
        TEST(a_moment_lights_the_line_that_does_it),
        TEST(ops_without_a_variable_happen_in_the_line_of_their_reader),
        TEST(a_cut_is_a_condition_only_where_there_are_cuts),
        TEST(what_no_loss_reaches_has_no_line_on_the_way_back),
        TEST(row_vectors_stand_ahead_of_their_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
