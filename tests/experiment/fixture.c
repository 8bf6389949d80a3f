#include "fixture.h"

#include <stdlib.h>
#include <string.h>

int fixture_set_up(void **state) {
    Fixture *fixture = memory_alloc_zeros(1, sizeof *fixture);
    for (int language = 0; language < LANGUAGE_COUNT; language++) fixture->words[language] = words_create((Language)language);
    report_init(&fixture->report, fixture->words[LANGUAGE_EN]);
    experiment_init(&fixture->experiment);
    *state = fixture;
    return 0;
}

int fixture_tear_down(void **state) {
    Fixture *fixture = *state;
    session_destroy(fixture->session);
    experiment_finish(&fixture->experiment);
    report_finish(&fixture->report);
    for (int language = 0; language < LANGUAGE_COUNT; language++) words_destroy(fixture->words[language]);
    free(fixture);
    return 0;
}

char *fixture_problems(const Fixture *fixture) {
    Text out;
    text_init(&out);
    report_print(&fixture->report, &out);
    return out.data;
}

static void set_line(Fixture *fixture, const char *line, size_t length) {
    Text name, value;
    text_init(&name);
    text_init(&value);
    const char *colon = memchr(line, ':', length);
    assert_non_null(colon);
    text_append_bytes(&name, line, (size_t)(colon - line));
    text_append_bytes(&value, colon + 2, length - (size_t)(colon - line) - 2);
    Key key;
    if (!key_find(name.data, &key)) fail_msg("no key %s", name.data);
    if (!experiment_set(&fixture->experiment, key, value.data, (Place){name.data, 0, 0}, &fixture->report))
        fail_msg("refused: %s", fixture->report.problems[0].message);
    text_finish(&name);
    text_finish(&value);
}

void fixture_experiment(Fixture *fixture, const char *lines) {
    experiment_finish(&fixture->experiment);
    report_clear(&fixture->report);
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        set_line(fixture, lines, length);
        lines += length + (lines[length] == '\n');
    }
}

Session *fixture_try_session(Fixture *fixture, const char *lines) {
    fixture_experiment(fixture, lines);
    session_destroy(fixture->session);
    fixture->session = session_create(&fixture->experiment, &fixture->report);
    return fixture->session;
}

Session *fixture_session(Fixture *fixture, const char *lines) {
    if (!fixture_try_session(fixture, lines)) fail_msg("refused:\n%s\n%s", lines, fixture_problems(fixture));
    assert_int_equal(fixture->report.count, 0);
    return fixture->session;
}

double fixture_sweep(Session *session) {
    session_feed(session);
    RunInput input = session_input(session);
    double loss = run_forward(session->run, &session->params, &input);
    run_backward(session->run, &session->params, &input, &session->grads);
    return loss;
}

void set_environment(const char *name, const char *value) {
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

char *used_value(const Session *session, Key key) {
    Text out;
    text_init(&out);
    session_value(session, key, &out);
    return out.data;
}
