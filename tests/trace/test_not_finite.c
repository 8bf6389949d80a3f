// An explosion is told where it happens: the first timestep and vector that are not finite, in the order of the moments.
#include "fixture.h"

#include "trace/sentence.h"

#include <math.h>
#include <string.h>

typedef struct Explosion {
    const char *lines;
    int updates;
    const char *moment; // where it is told
    bool in_backward, in_loss;
} Explosion;

static const Explosion explosions[] = {
    // 1e200 at the first timestep, and 1e200 times that at the second: more than a double holds.
    {"cell: elman-identity\ntask: text:hello\nhidden: 1\nset: W_x=1e200 1e200 1e200 1e200\nset: W_h=1e200", 0, "forward:h[2].4", false,
     false},
    {"cell: elman-relu\ntask: text:hello\nhidden: 1\nset: W_x=1e200 1e200 1e200 1e200\nset: W_h=1e60", 0, "forward:h[3].4", false, false},
    {"cell: elman-identity\ntask: text:hello\nhidden: 1\nbatch: 2\nbptt: 1\nset: W_x=1e300 1e300 1e300 1e300\nset: W_h=1e9", 0,
     "forward:h[2].4", false, false},
    // Values that fit, but not their squared distance: the sine's first value is 0, its second is not.
    {"cell: elman-identity\ntask: series:sine\nsteps: 4\nhidden: 1\nset: W_x=1e170\nset: W_h=1\nset: W_y=1", 0, "loss:2", false, true},
    // Nothing but zeros forward; on the way back a gradient grows 1e200-fold at each timestep.
    {"cell: elman-identity\ntask: text:hello\nhidden: 1\nset: W_x=0 0 0 0\nset: W_h=1e200", 0, "backward:h[3].3", true, false},
    // After an update with a learning rate far too high.
    {"cell: elman-identity\ntask: series:sine\nhidden: 2\nsteps: 4\nlr: 1e300", 1, NULL, false, false},
};

static void check_explosion(Fixture *fixture, const Explosion *explosion) {
    Trace *trace = fixture_trace(fixture, explosion->lines, explosion->updates);
    assert_false(trace->finite);
    assert_int_equal(trace->not_finite.in_backward, explosion->in_backward);
    assert_int_equal(trace->not_finite.in_loss, explosion->in_loss);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const char *key = explosion->in_backward ? "trace.not-finite-backward" : "trace.not-finite";
        const char *start = words_get(fixture->words[language], key);
        Text plain, sentence, name;
        text_init(&plain);
        text_init(&sentence);
        text_init(&name);
        text_append_bytes(&plain, start, strcspn(start, "{"));
        int told = 0;
        for (long index = 0; index < trace_moment_count(trace); index++) {
            text_clear(&sentence);
            trace_sentence(trace, index, fixture->words[language], &sentence);
            if (!strstr(sentence.data, plain.data)) continue;
            told++;
            trace_moment_name(trace, index, &name);
        }
        assert_int_equal(told, 1); // once, and at its moment
        if (explosion->moment) assert_string_equal(name.data, explosion->moment);
        text_finish(&plain);
        text_finish(&sentence);
        text_finish(&name);
    }
    session_train(fixture->session, 3);
    assert_true(fixture->session->stopped);
    assert_int_equal(fixture->session->iteration, explosion->updates);
    trace_destroy(trace);
}

static void the_first_that_is_not_finite_is_told_once_at_its_moment(void **state) {
    for (size_t i = 0; i < COUNT(explosions); i++) check_explosion(*state, &explosions[i]);
}

// What comes before it in the order of the moments is finite, and the element itself is not.
static void nothing_before_it_is_not_finite(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, explosions[1].lines, 0);
    const NotFinite *where = &trace->not_finite;
    int checked = 0;
    for (int t = 1; t <= where->t; t++)
        for (int op = 0; op < (t < where->t ? trace->program->op_count : where->op); op++) {
            const double *v = run_value(trace->run, op, t, 0);
            for (int row = 0; v && row < trace->program->ops[op].size; row++, checked++) assert_true(isfinite(v[row]));
        }
    assert_true(checked > 10);
    bool finite = true;
    for (int row = 0; row < 2; row++) finite = finite && isfinite(run_value(trace->run, where->op, where->t, where->lane)[row]);
    assert_false(finite);
    trace_destroy(trace);
}

static void a_trace_of_an_explosion_can_still_be_walked(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(explosions); i++) {
        Trace *trace = fixture_trace(fixture, explosions[i].lines, 0);
        Text said;
        text_init(&said);
        for (long index = 0; index < trace_moment_count(trace); index++) {
            size_t before = said.length;
            trace_sentence(trace, index, fixture->words[i % LANGUAGE_COUNT], &said);
            assert_true(said.length > before);
        }
        text_finish(&said);
        trace_destroy(trace);
    }
}

static void what_stays_finite_says_nothing_of_it(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, trace_experiments[0], 0);
    assert_true(trace->finite);
    trace_destroy(trace);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_first_that_is_not_finite_is_told_once_at_its_moment),
        TEST(nothing_before_it_is_not_finite),
        TEST(a_trace_of_an_explosion_can_still_be_walked),
        TEST(what_stays_finite_says_nothing_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
