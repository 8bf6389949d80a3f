// Every sentence of a few iterations, in both languages, as stored in golden/. With UNROLL_WRITE_GOLDEN=1 they are written anew:
//     UNROLL_WRITE_GOLDEN=1 meson test -C BUILD "trace narration"
// Read what has changed before it is committed: these are the words that a class hears.
#include "fixture.h"

#include "base/files.h"
#include "trace/sentence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *folder; // of the golden texts, from the command line

typedef struct Story {
    const char *name;
    const char *lines;
    int updates;
} Story;

static const Story stories[] = {
    {"elman-full", "task: text:hello\nhidden: 3", 0},
    {"elman-bptt-2", "task: text:hello\nhidden: 3\nbptt: 2\nclip: 1\noptimizer: adagrad", 0},
    {"gru-korean", "task: text:가나다라 마바\nsteps: 3\nhidden: 2\ncell: gru\nlosses: last\noptimizer: adam", 2},
    {"series-batch-2", "task: series:sine\nsteps: 3\nhidden: 2\nbatch: 2\nclip: element:0.1", 1},
    {"notes",
     "task: text:hello\nhidden: 2\nsteps: 2\nwiring: one-to-many\nbptt: 1\n"
     "cell-text: s[t] = σ(U x[t] + W s[t-1]); g[t] = relu(s[t] * d - 0.5 s[t-2]); o[t] = identity(V g[t] + softmax(V s[t]))",
     1},
    {"held", "task: text:hello\nhidden: 2\nsteps: 2\ncell: lstm\nclamp: f=0,i=0.5,o=1@1", 0},
    {"inputs-from-before", "task: text:hello\nhidden: 2\nsteps: 2\ncell-text: h[t] = tanh(W x[t] + V x[t-1] + U x[t-2])", 1},
};

// One line a moment: its number, its name, its sentence; and those of the positions between moments that have a sentence of their own.
static void tell(const Trace *trace, const Words *words, Text *out) {
    double question = trace_question(trace);
    for (long index = 0; index < trace_moment_count(trace); index++) {
        text_printf(out, "%ld ", index);
        trace_moment_name(trace, index, out);
        text_append(out, " | ");
        trace_sentence(trace, index, words, out);
        text_append(out, "\n");
        if (index == 0 || floor(question) == (double)index) {
            text_append(out, index == 0 ? "unfolded | " : "question | ");
            trace_sentence_at(trace, index == 0 ? 0.5 : question, words, out);
            text_append(out, "\n");
        }
    }
}

// The first line in which two texts differ, for the message.
static void fail_at_difference(const char *path, const char *told, const char *golden) {
    size_t line = 1, start = 0, i = 0;
    for (; told[i] && told[i] == golden[i]; i++)
        if (told[i] == '\n') {
            line++;
            start = i + 1;
        }
    fail_msg("%s:%zu differs (UNROLL_WRITE_GOLDEN=1 writes it anew):\n%.*s\ninstead of\n%.*s", path, line, (int)strcspn(told + start, "\n"),
             told + start, (int)strcspn(golden + start, "\n"), golden + start);
}

static void compare_story(Fixture *fixture, const Story *story, Language language) {
    Trace *trace = fixture_trace(fixture, story->lines, story->updates);
    Text told, path;
    text_init(&told);
    text_init(&path);
    text_printf(&path, "%s/%s.%s.txt", folder, story->name, language_code(language));
    tell(trace, fixture->words[language], &told);
    if (getenv("UNROLL_WRITE_GOLDEN")) assert_true(file_write(path.data, told.data, told.length, &fixture->report));
    Bytes golden;
    if (!file_read_text(path.data, 1 << 20, &golden, &fixture->report)) fail_msg("%s", fixture->report.problems[0].message);
    if (strcmp(told.data, golden.data) != 0) fail_at_difference(path.data, told.data, golden.data);
    assert_true(golden.size > 2000);
    bytes_finish(&golden);
    text_finish(&told);
    text_finish(&path);
    trace_destroy(trace);
}

static void english(void **state) {
    for (size_t i = 0; i < COUNT(stories); i++) compare_story(*state, &stories[i], LANGUAGE_EN);
}

static void korean(void **state) {
    for (size_t i = 0; i < COUNT(stories); i++) compare_story(*state, &stories[i], LANGUAGE_KO);
}

static void assert_sentence_at(const Trace *trace, double position, const char *expected_key, Fixture *fixture) {
    Text said, of_moment;
    text_init(&said);
    text_init(&of_moment);
    trace_sentence_at(trace, position, fixture->words[LANGUAGE_EN], &said);
    if (expected_key) {
        size_t plain = strcspn(words_get(fixture->words[LANGUAGE_EN], expected_key), "{");
        assert_true(plain > 5 && strncmp(said.data, words_get(fixture->words[LANGUAGE_EN], expected_key), plain) == 0);
    } else {
        trace_sentence(trace, (long)ceil(position), fixture->words[LANGUAGE_EN], &of_moment);
        assert_string_equal(said.data, of_moment.data);
    }
    text_finish(&said);
    text_finish(&of_moment);
}

// While a moment is being animated its sentence stands already.
static void a_position_has_the_sentence_of_the_moment_that_is_coming(void **state) {
    Fixture *fixture = *state;
    Trace *trace = fixture_trace(fixture, stories[0].lines, 0);
    double question = trace_question(trace);
    assert_sentence_at(trace, 0, NULL, fixture);
    assert_sentence_at(trace, 0.25, "trace.unfolded", fixture);
    assert_sentence_at(trace, 0.5, "trace.unfolded", fixture);
    assert_sentence_at(trace, 0.75, NULL, fixture);
    assert_sentence_at(trace, 7.2, NULL, fixture);
    assert_sentence_at(trace, 8, NULL, fixture);
    assert_sentence_at(trace, question - 0.5, NULL, fixture);
    assert_sentence_at(trace, question, "trace.question", fixture);
    assert_sentence_at(trace, question + 0.25, NULL, fixture);
    trace_destroy(trace);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s FOLDER_OF_GOLDEN_TEXTS\n", argv[0]);
        return 2;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        TEST(english),
        TEST(korean),
        TEST(a_position_has_the_sentence_of_the_moment_that_is_coming),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
