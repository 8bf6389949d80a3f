// "Where does this number come from?": what an explanation lists does make the number, for every element of every vector.
#include "fixture.h"

#include "trace/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Asked {
    const Trace *trace;
    long moment;
    const Words *words;
    Explanation explanation;
    int terms; // seen in all
} Asked;

static const Explanation *explain(Asked *asked, Element element) {
    trace_explain(asked->trace, asked->moment, element, asked->words, &asked->explanation);
    const Explanation *x = &asked->explanation;
    assert_true(x->name.length > 0 && x->formula.length > 0);
    assert_false(x->truncated);
    asked->terms += x->term_count;
    double value;
    assert_int_equal(element_value(asked->trace, asked->moment, element, &value), x->known);
    if (x->known) assert_true(memcmp(&value, &x->value, sizeof value) == 0);
    for (int i = 0; i < x->term_count; i++) assert_true(x->terms[i].value == x->terms[i].sign * x->terms[i].a_value * x->terms[i].b_value);
    return x;
}

static double sum_of_terms(const Explanation *x) {
    double sum = 0;
    for (int i = 0; i < x->term_count; i++) sum += x->terms[i].value;
    return sum;
}

static void assert_makes(const Explanation *x, double made) {
    if (!x->known) fail_msg("%s is not known", x->name.data);
    if (!(fabs(made - x->value) <= 1e-13 * (1 + fabs(x->value))))
        fail_msg("%s = %s is %.17g, not %.17g", x->name.data, x->formula.data, x->value, made);
    assert_true(x->term_count == 0 || x->numbers.length > 0);
}

static void check_value(Asked *asked, int op, int t, int lane, int row) {
    const Op *o = &asked->trace->program->ops[op];
    const Explanation *x = explain(asked, (Element){.kind = ELEMENT_VALUE, .index = op, .t = t, .lane = lane, .row = row});
    double sum = sum_of_terms(x);
    switch (o->kind) {
    case OP_INPUT:
        assert_int_equal(x->term_count, 0);
        assert_true(x->known);
        return;
    case OP_TANH:
        assert_makes(x, tanh(sum));
        return;
    case OP_SIGMOID:
        assert_makes(x, 1 / (1 + exp(-sum)));
        return;
    case OP_RELU:
        assert_makes(x, fmax(sum, 0));
        return;
    case OP_SOFTMAX: {
        double all = 0;
        assert_int_equal(x->term_count, o->size);
        for (int i = 0; i < x->term_count; i++) all += exp(x->terms[i].value);
        assert_makes(x, exp(x->terms[row].value) / all);
        return;
    }
    default:
        assert_true(x->term_count > 0);
        assert_makes(x, sum);
        return;
    }
}

// What one reader, or the loss, adds to an adjoint.
static void check_contribution(Asked *asked, Element e, const Reader *reader) {
    const Trace *trace = asked->trace;
    const Explanation *x = explain(asked, e);
    if (!reader) {
        assert_makes(x, trace->loss_rank[e.t] < 0 ? x->value : sum_of_terms(x) / trace->lanes);
        return;
    }
    const Op *o = &trace->program->ops[reader->op];
    switch (o->kind) {
    case OP_TANH:
    case OP_SIGMOID:
    case OP_RELU: // slope × what comes back
        assert_true(x->adds_up && x->term_count == 1);
        assert_true(x->terms[0].a.kind == ELEMENT_NUMBER && x->terms[0].b.kind == ELEMENT_ADJOINT);
        assert_makes(x, sum_of_terms(x));
        return;
    case OP_SOFTMAX:
        assert_true(x->known && x->term_count == 1);
        return; // it depends on its whole row
    case OP_CARRY:
        if (schedule_is_cut(run_schedule(trace->run), e.t + reader->lag, reader->lag)) {
            assert_true(x->known && x->value == 0 && x->term_count == 0);
            assert_non_null(strstr(x->formula.data, "✂"));
            return;
        }
        assert_makes(x, sum_of_terms(x));
        return;
    default:
        assert_makes(x, sum_of_terms(x));
        return;
    }
}

static void check_adjoint(Asked *asked, int op, int t, int lane, int row) {
    const Trace *trace = asked->trace;
    Element e = {.kind = ELEMENT_ADJOINT, .index = op, .t = t, .lane = lane, .row = row};
    const Explanation *x = explain(asked, e);
    if (trace->backward_rank[op] < 0) {
        assert_false(x->known);
        return;
    }
    assert_makes(x, sum_of_terms(x));
    assert_true(x->value == run_adjoint(trace->run, op, t, lane)[row]);
    e.kind = ELEMENT_CONTRIBUTION;
    const Reader *readers;
    int count = run_readers(trace->run, op, &readers);
    for (e.reader = 0; e.reader < count; e.reader++)
        if (t + readers[e.reader].lag <= trace->steps) check_contribution(asked, e, &readers[e.reader]);
    e.reader = -1;
    if (run_loss_reads(trace->run, op)) check_contribution(asked, e, NULL);
}

static void check_weights(Asked *asked) {
    const Trace *trace = asked->trace;
    for (int p = 0; p < trace->program->param_count; p++)
        for (int row = 0; row < trace->program->params[p].rows; row++)
            for (int col = 0; col < trace->program->params[p].cols; col++) {
                Element e = {.kind = ELEMENT_WEIGHT, .index = p, .row = row, .col = col};
                assert_true(explain(asked, e)->value == params_get(&trace->before, p, row, col));
                e.kind = ELEMENT_GRADIENT;
                const Explanation *x = explain(asked, e);
                assert_int_equal(x->term_count, trace->steps);
                assert_makes(x, sum_of_terms(x));
                assert_true(x->value == params_get(&trace->grads, p, row, col));
                e.kind = ELEMENT_UPDATED;
                assert_true(explain(asked, e)->value == params_get(&trace->updated, p, row, col));
                e.kind = ELEMENT_SHARE;
                for (e.t = 1; e.t <= trace->steps; e.t++) {
                    x = explain(asked, e);
                    assert_makes(x, sum_of_terms(x));
                }
            }
}

static void check_losses(Asked *asked) {
    const Trace *trace = asked->trace;
    for (int k = 0; k < trace->loss_count; k++) {
        const Explanation *x = explain(asked, (Element){.kind = ELEMENT_LOSS, .t = trace->loss_steps[k]});
        assert_true(x->known && x->value == run_loss_of(trace->run, trace->loss_steps[k]));
        if (x->term_count > 0) assert_makes(x, -log(sum_of_terms(x)));
    }
    const Explanation *sum = explain(asked, (Element){.kind = ELEMENT_SUM});
    assert_makes(sum, sum_of_terms(sum));
    for (int t = 1; t <= trace->steps; t++) {
        assert_true(explain(asked, (Element){.kind = ELEMENT_INPUT, .t = t})->known);
        assert_true(explain(asked, (Element){.kind = ELEMENT_TARGET, .t = t})->known);
    }
}

static void what_is_listed_makes_the_number(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        Asked asked = {.trace = trace, .moment = trace_moment_count(trace) - 1, .words = fixture->words[i % LANGUAGE_COUNT]};
        explanation_init(&asked.explanation);
        for (int op = 0; op < trace->program->op_count; op++)
            for (int t = 1; t <= trace->steps; t++)
                for (int lane = 0; lane < trace->lanes; lane++)
                    for (int row = 0; row < trace->program->ops[op].size; row++) {
                        check_value(&asked, op, t, lane, row);
                        check_adjoint(&asked, op, t, lane, row);
                    }
        check_weights(&asked);
        check_losses(&asked);
        assert_true(asked.terms > 300);
        explanation_finish(&asked.explanation);
        trace_destroy(trace);
    }
}

// ---- before it is known ---------------------------------------------------------------------------------------------------------

static void what_is_not_known_yet_has_a_name_and_a_formula_but_no_number(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    int h = op_named(trace, "h"), w = program_find_param(trace->program, "W_h");
    const Element elements[] = {
        {.kind = ELEMENT_VALUE, .index = h, .t = 2},
        {.kind = ELEMENT_ADJOINT, .index = h, .t = 2},
        {.kind = ELEMENT_GRADIENT, .index = w},
        {.kind = ELEMENT_SHARE, .index = w, .t = 3},
        {.kind = ELEMENT_UPDATED, .index = w},
        {.kind = ELEMENT_LOSS, .t = 2},
        {.kind = ELEMENT_SUM},
        {.kind = ELEMENT_CONTRIBUTION, .index = h, .t = 2},
    };
    Asked asked = {.trace = trace, .moment = 0, .words = fixture->words[LANGUAGE_KO]};
    explanation_init(&asked.explanation);
    for (size_t i = 0; i < COUNT(elements); i++) {
        const Explanation *x = explain(&asked, elements[i]);
        assert_false(x->known);
        assert_false(strpbrk(x->numbers.data, "0123456789"));
    }
    // The weights are known from the start, and so is what the data gives.
    assert_true(explain(&asked, (Element){.kind = ELEMENT_WEIGHT, .index = w})->known);
    assert_true(explain(&asked, (Element){.kind = ELEMENT_INPUT, .t = 1})->known);
    explanation_finish(&asked.explanation);
    trace_destroy(trace);
}

static void what_does_not_exist_is_never_known(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    long end = trace_moment_count(trace) - 1;
    int h = op_named(trace, "h"), w = program_find_param(trace->program, "W_h");
    const Element elements[] = {
        {.kind = ELEMENT_NONE},
        {.kind = ELEMENT_NUMBER},
        {.kind = ELEMENT_VALUE, .index = h, .t = 1, .row = 3},
        {.kind = ELEMENT_VALUE, .index = h, .t = 1, .row = -1},
        {.kind = ELEMENT_WEIGHT, .index = w, .row = 3},
        {.kind = ELEMENT_WEIGHT, .index = w, .col = -1},
        {.kind = ELEMENT_ADJOINT, .index = h, .t = 0},
        {.kind = ELEMENT_ADJOINT, .index = h, .t = 1, .row = 3},
        {.kind = ELEMENT_CONTRIBUTION, .index = h, .t = 1, .reader = 99},
    };
    double value;
    for (size_t i = 0; i < COUNT(elements); i++) assert_false(element_value(trace, end, elements[i], &value));
    trace_destroy(trace);
}

// ---- how it is written ----------------------------------------------------------------------------------------------------------

typedef struct Written {
    Element element;
    const char *name, *formula, *numbers;
} Written;

static void explanations_read_like_the_equations(void **state) {
    Fixture *fixture = *state;
    Trace *trace =
        fixture_trace(fixture, "task: text:hello\nhidden: 2\nbptt: 2\nset: W_h=0.5 -1;0 2\nset: W_x=1 0 0 0;0 0.5 0 0\nset: b=0.25 0", 0);
    const Program *program = trace->program;
    int h = op_named(trace, "h"), sum = program->ops[h].operands[0].index, product = -1, carry = -1;
    int w = program_find_param(program, "W_h"), b = program_find_param(program, "b");
    for (int op = 0; op < program->op_count; op++) {
        if (program->ops[op].kind == OP_CARRY) carry = op;
        if (program->ops[op].kind == OP_MATVEC && program->ops[op].operands[1].index == w) product = op;
    }
    const Written written[] = {
        {{.kind = ELEMENT_VALUE, .index = h, .t = 2}, "h[2]·1", "tanh(W_x x[2] + W_h h[1] + b)", "tanh(0.910)"},
        {{.kind = ELEMENT_VALUE, .index = product, .t = 2, .row = 1}, "(W_h h[1])·2", "W_h h[1]", "0 × 0.245 + 2.00 × 0.462"},
        {{.kind = ELEMENT_VALUE, .index = sum, .t = 1}, "(W_x x[1] + W_h h[0] + b)·1", "W_x x[1] + W_h h[0] + b", "0 + 0 + 0.250"},
        {{.kind = ELEMENT_VALUE, .index = carry, .t = 1}, "h[0]·1", "h[0]", "0"},
        {{.kind = ELEMENT_ADJOINT, .index = h, .t = 4, .row = 1}, "∂L/∂h[4]·2", "from its own loss", "0.490"},
        {{.kind = ELEMENT_ADJOINT, .index = h, .t = 1}, "∂L/∂h[1]·1", "from its own loss + from the future", "0.383 + (−0.114)"},
        {{.kind = ELEMENT_ADJOINT, .index = product, .t = 2}, "∂L/∂(W_h h[1])·1", "∂L/∂(W_x x[2] + W_h h[1] + b)", "−0.228"},
        {{.kind = ELEMENT_ADJOINT, .index = sum, .t = 2}, "∂L/∂(W_x x[2] + W_h h[1] + b)·1", "(1 − h[2]²) ∘ ∂L/∂h[2]", "0.480 × (−0.475)"},
        {{.kind = ELEMENT_WEIGHT, .index = w, .col = 1}, "W_h(1,2)", "drawn at the start, or left by the updates before", ""},
        {{.kind = ELEMENT_SHARE, .index = b, .t = 3}, "∂L/∂b(1), t = 3", "∂L/∂(W_x x[3] + W_h h[2] + b)", "−0.922"},
        {{.kind = ELEMENT_LOSS, .t = 2}, "L₂", "−ln y", "−ln 0.309"},
    };
    Explanation x;
    explanation_init(&x);
    for (size_t i = 0; i < COUNT(written); i++) {
        trace_explain(trace, trace_moment_count(trace) - 1, written[i].element, fixture->words[LANGUAGE_EN], &x);
        assert_string_equal(x.name.data, written[i].name);
        assert_string_equal(x.formula.data, written[i].formula);
        assert_string_equal(x.numbers.data, written[i].numbers);
    }
    explanation_finish(&x);
    trace_destroy(trace);
}

static void the_mean_of_a_gate_is_told_by_its_units(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "task: text:hello\nhidden: 2\ncell: lstm\nclamp: f=0.5", 0);
    Element mean = {.kind = ELEMENT_MEAN, .index = op_named(trace, "i"), .t = 2};
    const double *i = run_value(trace->run, mean.index, 2, 0);
    Asked asked = {.trace = trace, .moment = trace_moment_count(trace) - 1, .words = fixture->words[LANGUAGE_EN]};
    explanation_init(&asked.explanation);
    const Explanation *x = explain(&asked, mean);
    assert_true(x->known && !x->adds_up);
    assert_float_equal(x->value, (i[0] + i[1]) / 2, 1e-15);
    assert_string_equal(x->name.data, "Σ i[2] / 2");
    assert_string_equal(x->formula.data, "the mean of i[2] over 2 units");
    assert_int_equal(x->term_count, 2);
    assert_float_equal(x->terms[1].value, i[1], 1e-15);
    x = explain(&asked, (Element){.kind = ELEMENT_MEAN, .index = op_named(trace, "f"), .t = 2});
    assert_string_equal(x->numbers.data, "(0.500 + 0.500) / 2");
    asked.moment = 0;
    assert_false(explain(&asked, mean)->known);
    explanation_finish(&asked.explanation);
    trace_destroy(trace);
}

static void what_is_held_says_so(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "task: text:hello\nhidden: 2\ncell: lstm\nclamp: f=0.5,o=1@9", 0);
    int f = op_named(trace, "f"), o = op_named(trace, "o"), own = trace->program->ops[f].operands[0].index;
    const struct {
        Element element;
        const char *formula[LANGUAGE_COUNT], *numbers;
    } written[] = {
        {{.kind = ELEMENT_VALUE, .index = f, .t = 2},
         {[LANGUAGE_EN] = "held at 0.5, instead of σ(W_f x[2] + U_f h[1] + b_f)",
          [LANGUAGE_KO] = "0.5로 고정(σ(W_f x[2] + U_f h[1] + b_f) 대신)"},
         "0.500"},
        {{.kind = ELEMENT_CONTRIBUTION, .index = own, .t = 2},
         {[LANGUAGE_EN] = "0: it is held, and nothing goes through", [LANGUAGE_KO] = "0: 고정되어 아무것도 지나가지 못함"},
         ""},
        {{.kind = ELEMENT_ADJOINT, .index = own, .t = 2},
         {[LANGUAGE_EN] = "0: it is held, and nothing goes through", [LANGUAGE_KO] = "0: 고정되어 아무것도 지나가지 못함"},
         "0"},
        {{.kind = ELEMENT_VALUE, .index = o, .t = 1},
         {[LANGUAGE_EN] = "σ(W_o x[1] + U_o h[0] + b_o)", [LANGUAGE_KO] = "σ(W_o x[1] + U_o h[0] + b_o)"},
         NULL},
    };
    Explanation x;
    explanation_init(&x);
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (size_t i = 0; i < COUNT(written); i++) {
            trace_explain(trace, trace_moment_count(trace) - 1, written[i].element, fixture->words[language], &x);
            assert_string_equal(x.formula.data, written[i].formula[language]);
            if (written[i].numbers) assert_string_equal(x.numbers.data, written[i].numbers);
        }
    explanation_finish(&x);
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_is_listed_makes_the_number),         TEST(what_is_not_known_yet_has_a_name_and_a_formula_but_no_number),
        TEST(what_does_not_exist_is_never_known),      TEST(explanations_read_like_the_equations),
        TEST(the_mean_of_a_gate_is_told_by_its_units), TEST(what_is_held_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
