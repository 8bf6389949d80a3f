// The words, and the guard over both languages: each must say everything, with the same values put in.
#include "testing.h"

#include "base/arena.h"
#include "base/files.h"
#include "base/josa.h"
#include "base/words.h"

#include <stdlib.h>
#include <string.h>

typedef struct Entry {
    char *key, *text;
    int line;
} Entry;

typedef struct Source {
    const char *file;
    Bytes bytes;
    Entry *entries;
    size_t count;
} Source;

// Reads the entries as they stand in the file, without the code that is tested.
static Source read_source(const char *file) {
    Source source = {.file = file};
    assert_true(asset_read(file, &source.bytes));
    source.entries = memory_alloc((source.bytes.size + 1) * sizeof *source.entries);
    int line = 1;
    for (char *at = source.bytes.data; at != NULL; line++) {
        char *end = strchr(at, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        if (at[0] != '\0' && at[0] != '#') {
            char *equals = strstr(at, " = ");
            if (equals == NULL) {
                fail_msg("%s:%d: no \" = \" in \"%s\"", file, line, at);
                break;
            }
            *equals = '\0';
            source.entries[source.count++] = (Entry){at, equals + 3, line};
        }
        at = end != NULL ? end + 1 : NULL;
    }
    return source;
}

static void source_finish(Source *source) {
    free(source->entries);
    bytes_finish(&source->bytes);
}

static const Entry *find(const Source *source, const char *key) {
    for (size_t i = 0; i < source->count; i++) {
        if (strcmp(source->entries[i].key, key) == 0) {
            return &source->entries[i];
        }
    }
    return NULL;
}

// Finds the next {name}, {name|particle} or {|particle} from *at on; the name and the particle are copied. False when there is none.
static bool next_braces(const char **at, char name[64], char particle[64]) {
    const char *open = strchr(*at, '{');
    if (open == NULL) {
        return false;
    }
    const char *close = strchr(open, '}');
    assert_non_null(close);
    assert_in_range(close - open, 2, 60);
    const char *bar = memchr(open, '|', (size_t)(close - open));
    const char *name_end = bar != NULL ? bar : close;
    memset(name, 0, 64);
    memset(particle, 0, 64);
    memcpy(name, open + 1, (size_t)(name_end - open - 1));
    if (bar != NULL) {
        memcpy(particle, bar + 1, (size_t)(close - bar - 1));
    }
    *at = close + 1;
    return true;
}

static bool has_name(const char *text, const char *wanted) {
    char name[64], particle[64];
    while (next_braces(&text, name, particle)) {
        if (strcmp(name, wanted) == 0) {
            return true;
        }
    }
    return false;
}

// How many entries of `source` the other does not have with at least the same names; each is told.
static int count_missing(const Source *source, const Source *other) {
    int missing = 0;
    for (size_t i = 0; i < source->count; i++) {
        const Entry *entry = &source->entries[i];
        const Entry *twin = find(other, entry->key);
        if (twin == NULL) {
            print_error("%s:%d: %s is not in %s\n", source->file, entry->line, entry->key, other->file);
            missing++;
            continue;
        }
        const char *at = entry->text;
        char name[64], particle[64];
        while (next_braces(&at, name, particle)) {
            if (name[0] != '\0' && !has_name(twin->text, name)) {
                print_error("%s:%d: {%s} of %s is not in %s\n", source->file, entry->line, name, entry->key, other->file);
                missing++;
            }
        }
    }
    return missing;
}

static void both_languages_say_the_same_things(void **state) {
    (void)state;
    Source en = read_source("text/en.txt");
    Source ko = read_source("text/ko.txt");
    assert_true(en.count > 10);
    int missing = count_missing(&en, &ko) + count_missing(&ko, &en);
    assert_int_equal(missing, 0);
    source_finish(&en);
    source_finish(&ko);
}

// How many entries stand twice, are empty, or have spaces where none belong; each is told.
static int count_untidy(const Source *source) {
    int untidy = 0;
    for (size_t i = 0; i < source->count; i++) {
        const Entry *entry = &source->entries[i];
        size_t length = strlen(entry->text);
        const char *problem = NULL;
        if (find(source, entry->key) != entry) {
            problem = "stands twice";
        } else if (strpbrk(entry->key, " {}\t") != NULL) {
            problem = "has a key of more than one word";
        } else if (length == 0 || entry->text[length - 1] == ' ' || entry->text[length - 1] == '\r') {
            problem = "is empty or ends in a space";
        }
        if (problem != NULL) {
            print_error("%s:%d: %s %s\n", source->file, entry->line, entry->key, problem);
            untidy++;
        }
    }
    return untidy;
}

static void entries_are_tidy(void **state) {
    (void)state;
    static const char *const FILES[] = {"text/en.txt", "text/ko.txt"};
    for (size_t i = 0; i < COUNT(FILES); i++) {
        Source source = read_source(FILES[i]);
        assert_int_equal(count_untidy(&source), 0);
        source_finish(&source);
    }
}

static void particles_are_korean_and_known(void **state) {
    (void)state;
    int particles = 0;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Source source = read_source(language == LANGUAGE_KO ? "text/ko.txt" : "text/en.txt");
        for (size_t i = 0; i < source.count; i++) {
            const char *at = source.entries[i].text;
            char name[64], particle[64];
            bool value_before = false;
            while (next_braces(&at, name, particle)) {
                value_before = value_before || name[0] != '\0';
                if (particle[0] == '\0') {
                    continue;
                }
                if (language != LANGUAGE_KO || josa_select(particle, "값") == NULL || !value_before) {
                    fail_msg("%s:%d: {%s|%s} does not belong here", source.file, source.entries[i].line, name, particle);
                }
                particles++;
            }
        }
        source_finish(&source);
    }
    assert_true(particles > 0);
}

static void every_entry_is_found_and_formatted(void **state) {
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        Words *words = words_create((Language)language);
        Source source = read_source(language == LANGUAGE_KO ? "text/ko.txt" : "text/en.txt");
        Text out;
        text_init(&out);
        for (size_t i = 0; i < source.count; i++) {
            const Entry *entry = &source.entries[i];
            assert_true(words_has(words, entry->key));
            char names[16][64], particle[64];
            WordArg args[16];
            size_t count = 0;
            const char *at = entry->text;
            while (next_braces(&at, names[count], particle)) {
                args[count] = (WordArg){names[count], "값"};
                count++;
                assert_true(count < COUNT(args));
            }
            text_clear(&out);
            words_format(words, &out, entry->key, args, count);
            assert_true(out.length > 0);
            assert_null(strchr(out.data, '{'));
            assert_null(strstr(out.data, "\\n"));
        }
        text_finish(&out);
        source_finish(&source);
        words_destroy(words);
    }
}

static void values_and_particles_are_put_in(void **state) {
    (void)state;
    Words *en = words_create(LANGUAGE_EN);
    Words *ko = words_create(LANGUAGE_KO);
    Text out;
    text_init(&out);
    WORDS_FORMAT(en, &out, "file.unreadable", {"unused", "?"}, {"reason", "the cable is out"});
    assert_string_equal(out.data, "The file cannot be read: the cable is out.");
    text_clear(&out);
    WORDS_FORMAT(ko, &out, "task.csv.not-number", {"cell", "서울"});
    assert_non_null(strstr(out.data, "\"서울\"은 수가"));
    text_clear(&out);
    WORDS_FORMAT(ko, &out, "task.csv.not-number", {"cell", "부산 바다"});
    assert_non_null(strstr(out.data, "\"부산 바다\"는 수가"));
    assert_string_equal(words_get(en, "file.missing"), "There is no such file.");
    assert_false(words_has(en, "file.no-such-key"));
    assert_int_equal(words_language(ko), LANGUAGE_KO);
    text_finish(&out);
    words_destroy(en);
    words_destroy(ko);
    words_destroy(NULL);
}

typedef struct EnvironmentCase {
    const char *lc_all, *lc_messages, *lang;
    Language language;
} EnvironmentCase;

static void set_variable(const char *name, const char *value) {
    if (value != NULL) {
        setenv(name, value, 1);
    } else {
        unsetenv(name);
    }
}

static void the_environment_chooses_the_language(void **state) {
    (void)state;
    static const EnvironmentCase CASES[] = {
        {NULL, NULL, NULL, LANGUAGE_EN},
        {NULL, NULL, "ko_KR.UTF-8", LANGUAGE_KO},
        {NULL, NULL, "ko", LANGUAGE_KO},
        {NULL, NULL, "ko.UTF-8", LANGUAGE_KO},
        {NULL, "ko_KR", "en_US.UTF-8", LANGUAGE_KO},
        {"en_GB.UTF-8", "ko_KR", "ko_KR", LANGUAGE_EN},
        {"", "", "ko_KR.UTF-8", LANGUAGE_KO}, // an empty variable counts as not set
        {"C", NULL, "ko_KR.UTF-8", LANGUAGE_EN},
        {NULL, NULL, "kok_IN.UTF-8", LANGUAGE_EN}, // Konkani
        {NULL, NULL, "de_DE.UTF-8", LANGUAGE_EN},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        set_variable("LC_ALL", CASES[i].lc_all);
        set_variable("LC_MESSAGES", CASES[i].lc_messages);
        set_variable("LANG", CASES[i].lang);
        assert_int_equal(language_of_environment(), CASES[i].language);
    }
}

static void languages_have_codes(void **state) {
    (void)state;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        Language language;
        assert_true(language_find(language_code((Language)i), &language));
        assert_int_equal(language, i);
    }
    Language language = LANGUAGE_KO;
    assert_false(language_find("", &language));
    assert_false(language_find("KO", &language));
    assert_false(language_find("korean", &language));
    assert_int_equal(language, LANGUAGE_KO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_say_the_same_things),
        cmocka_unit_test(entries_are_tidy),
        cmocka_unit_test(particles_are_korean_and_known),
        cmocka_unit_test(every_entry_is_found_and_formatted),
        cmocka_unit_test(values_and_particles_are_put_in),
        cmocka_unit_test(the_environment_chooses_the_language),
        cmocka_unit_test(languages_have_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
