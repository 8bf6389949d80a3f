// The moments of an iteration: numbers, meanings and names belong to one another.
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static const Place at_flag = {"--at", 0, 0};

static long find(Fixture *fixture, const Trace *trace, const char *name) {
    return trace_find(trace, name, at_flag, &fixture->report);
}

static void a_moment_and_its_index_are_each_others_inverse(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 0);
        long count = trace_moment_count(trace);
        assert_true(count > 30);
        for (long index = 0; index < count; index++) {
            Moment moment = trace_moment(trace, index);
            assert_int_equal(moment.index, index);
            assert_int_equal(trace_index(trace, moment.phase, moment.t, moment.op), index);
        }
        trace_destroy(trace);
    }
}

static void a_moment_is_found_by_its_name_and_its_number(void **state) {
    Fixture *fixture = *state;
    Text name, number;
    text_init(&name);
    text_init(&number);
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 1);
        for (long index = 0; index < trace_moment_count(trace); index++) {
            text_clear(&name);
            text_clear(&number);
            trace_moment_name(trace, index, &name);
            text_printf(&number, "%ld", index);
            long found = find(fixture, trace, name.data);
            if (found != index) fail_msg("%s is %ld, not %ld", name.data, found, index);
            assert_int_equal(find(fixture, trace, number.data), index);
        }
        assert_int_equal(fixture->report.count, 0);
        trace_destroy(trace);
    }
    text_finish(&name);
    text_finish(&number);
}

// Each phase is counted out: start; forward op by op; losses; their sum; backward timestep by timestep; clip; update.
static void moments_come_in_the_order_of_the_run(void **state) {
    Fixture *fixture = *state;
    for (int i = 0; trace_experiments[i]; i++) {
        Trace *trace = fixture_trace(fixture, trace_experiments[i], 0);
        const Program *program = trace->program;
        long index = 0;
        assert_int_equal(trace_moment(trace, index++).phase, PHASE_START);
        for (int t = 1; t <= trace->steps; t++)
            for (int op = 0; op < program->op_count; op++) assert_int_equal(trace_index(trace, PHASE_FORWARD, t, op), index++);
        for (int t = 1; t <= trace->steps; t++) {
            bool wanted = run_has_loss(trace->run, &trace->input, t);
            assert_int_equal(trace_index(trace, PHASE_LOSS, t, -1), wanted ? index++ : -1);
        }
        for (int t = 1; t <= trace->steps; t++)
            if (run_has_loss(trace->run, &trace->input, t)) assert_int_equal(trace_index(trace, PHASE_SUM, t, -1), index++);
        assert_int_equal(trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED), index++);
        for (int t = trace->steps; t >= 1; t--) {
            assert_int_equal(trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS), index++);
            for (int k = 0; k < program->backward_count; k++)
                assert_int_equal(trace_index(trace, PHASE_BACKWARD, t, program->backward[k]), index++);
        }
        assert_int_equal(trace_index(trace, PHASE_CLIP, 0, -1), index++);
        assert_int_equal(trace_index(trace, PHASE_UPDATE, 0, -1), index++);
        assert_int_equal(trace_moment_count(trace), index);
        trace_destroy(trace);
    }
}

static void moments_beyond_the_ends_are_the_ends(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    long last = trace_moment_count(trace) - 1;
    assert_int_equal(trace_moment(trace, -5).index, 0);
    assert_int_equal(trace_moment(trace, last + 5).index, last);
    assert_int_equal(trace_moment(trace, last).phase, PHASE_UPDATE);
    trace_destroy(trace);
}

static void there_is_no_index_for_what_does_not_happen(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, "task: text:hello\nhidden: 3\nlosses: last", 0);
    int input = -1;
    for (int op = 0; op < trace->program->op_count; op++)
        if (trace->program->ops[op].kind == OP_INPUT) input = op;
    assert_int_equal(trace_index(trace, PHASE_FORWARD, 0, 0), -1);
    assert_int_equal(trace_index(trace, PHASE_FORWARD, 5, 0), -1);
    assert_int_equal(trace_index(trace, PHASE_FORWARD, 1, trace->program->op_count), -1);
    assert_int_equal(trace_index(trace, PHASE_FORWARD, 1, -1), -1);
    assert_int_equal(trace_index(trace, PHASE_LOSS, 3, -1), -1);
    assert_int_equal(trace_index(trace, PHASE_SUM, 3, -1), -1);
    assert_int_equal(trace_index(trace, PHASE_BACKWARD, 2, input), -1); // x is never differentiated
    assert_int_equal(trace_index(trace, PHASE_BACKWARD, 0, MOMENT_LOSS), -1);
    assert_int_equal(trace_index(trace, PHASE_BACKWARD, 5, MOMENT_LOSS), -1);
    assert_int_equal(trace_adjoint_moment(trace, input, 2), -1);
    trace_destroy(trace);
}

static void names_mean_what_the_manual_says(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    int h = op_named(trace, "h"), y = op_named(trace, "y");
    assert_int_equal(find(fixture, trace, "start"), 0);
    assert_int_equal(find(fixture, trace, "forward:h[3]"), trace_index(trace, PHASE_FORWARD, 3, h));
    assert_int_equal(find(fixture, trace, "forward:y[1]"), trace_index(trace, PHASE_FORWARD, 1, y));
    assert_int_equal(find(fixture, trace, "loss:3"), trace_index(trace, PHASE_LOSS, 3, -1));
    assert_int_equal(find(fixture, trace, "sum:4"), trace_index(trace, PHASE_SUM, 4, -1));
    assert_int_equal(find(fixture, trace, "seed"), trace_index(trace, PHASE_BACKWARD, 0, MOMENT_SEED));
    assert_int_equal(find(fixture, trace, "clip"), trace_moment_count(trace) - 2);
    assert_int_equal(find(fixture, trace, "update"), trace_moment_count(trace) - 1);
    assert_int_equal(find(fixture, trace, "end"), trace_moment_count(trace) - 1);
    // backward:NAME[t]: from here on, and not before, its adjoint is complete.
    for (int t = 1; t <= 4; t++) {
        char name[32];
        snprintf(name, sizeof name, "backward:h[%d]", t);
        long complete = find(fixture, trace, name);
        assert_int_equal(complete, trace_adjoint_moment(trace, h, t));
        assert_true(trace_has_adjoint(trace, complete, h, t));
        assert_false(trace_has_adjoint(trace, complete - 1, h, t));
        // Of an output under softmax and cross-entropy the adjoint is that of its logits.
        snprintf(name, sizeof name, "backward:y[%d]", t);
        assert_int_equal(find(fixture, trace, name), trace_index(trace, PHASE_BACKWARD, t, MOMENT_LOSS));
    }
    trace_destroy(trace);
}

static void names_that_mean_nothing_are_refused_in_both_languages(void **state) {
    static const char *const bad[] = {
        "",
        "h[3]",
        "forward",
        "forward:",
        "forward:h",
        "forward:h[]",
        "forward:h[0]",
        "forward:h[5]",
        "forward:h[x]",
        "forward:g[1]",
        "forward:h[1]x",
        "forward:h[1].",
        "forward:h[1].0",
        "forward:h[1].99",
        "forward:[1]",
        "backward:W_h[1]",
        "backward:h[-1]",
        "loss:0",
        "loss:5",
        "loss:",
        "loss:1x",
        "sum:9",
        "backward-loss:7",
        "-1",
        "1e3",
        "17.5",
        "999999",
        "Start",
        "end ",
        "forward:h[99999999999999999999]",
    };
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    for (size_t i = 0; i < COUNT(bad); i++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            Report report;
            report_init(&report, fixture->words[language]);
            long index = trace_find(trace, bad[i], at_flag, &report);
            if (index != -1) fail_msg("\"%s\" is %ld", bad[i], index);
            assert_int_equal(report.count, 1);
            assert_string_equal(report.problems[0].key, "trace.no-moment");
            assert_string_equal(report.problems[0].place.file, "--at");
            assert_non_null(strstr(report.problems[0].message, "forward:h[T]"));
            report_finish(&report);
        }
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_moment_and_its_index_are_each_others_inverse),
        TEST(a_moment_is_found_by_its_name_and_its_number),
        TEST(moments_come_in_the_order_of_the_run),
        TEST(moments_beyond_the_ends_are_the_ends),
        TEST(there_is_no_index_for_what_does_not_happen),
        TEST(names_mean_what_the_manual_says),
        TEST(names_that_mean_nothing_are_refused_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
