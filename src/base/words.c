#include "base/words.h"

#include "base/arena.h"
#include "base/fatal.h"
#include "base/files.h"
#include "base/josa.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const LANGUAGE_CODES[] = {[LANGUAGE_EN] = "en", [LANGUAGE_KO] = "ko"};
static_assert(sizeof LANGUAGE_CODES / sizeof LANGUAGE_CODES[0] == LANGUAGE_COUNT, "each language has a code");

typedef struct Entry {
    const char *key, *text;
} Entry;

struct Words {
    Language language;
    Entry *entries; // sorted by key
    size_t count, capacity;
    Bytes source; // keys and texts point into it
};

static int compare_entries(const void *a, const void *b) {
    return strcmp(((const Entry *)a)->key, ((const Entry *)b)->key);
}

// Replaces "\n" by a line break, within the string.
static void unescape(char *text) {
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool line_break = from[0] == '\\' && from[1] == 'n';
        *to++ = line_break ? '\n' : *from;
        from += line_break;
    }
    *to = '\0';
}

static void add_entry(Words *words, const char *key, const char *text) {
    if (words->count == words->capacity) {
        words->capacity = words->capacity > 0 ? words->capacity * 2 : 256;
        words->entries = memory_resize(words->entries, words->capacity * sizeof(Entry));
    }
    words->entries[words->count++] = (Entry){key, text};
}

// Splits the source into entries, in place.
static void parse(Words *words, const char *file) {
    char *line = words->source.data;
    for (int number = 1; line != NULL; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        if (line[0] != '\0' && line[0] != '#') {
            char *separator = strstr(line, " = ");
            if (separator == NULL || separator == line) {
                fatal("%s:%d: not of the form \"key = text\": %s", file, number, line);
            }
            *separator = '\0';
            char *text = separator + strlen(" = ");
            unescape(text);
            add_entry(words, line, text);
        }
        line = end;
    }
}

Words *words_create(Language language) {
    Text file;
    text_init(&file);
    text_printf(&file, "text/%s.txt", language_code(language));
    Words *words = memory_alloc_zeros(1, sizeof *words);
    words->language = language;
    if (!asset_read(file.data, &words->source)) {
        fatal("the asset %s is missing", file.data);
    }
    parse(words, file.data);
    if (words->count > 0) {
        qsort(words->entries, words->count, sizeof(Entry), compare_entries);
    }
    text_finish(&file);
    return words;
}

void words_destroy(Words *words) {
    if (words == NULL) {
        return;
    }
    free(words->entries);
    bytes_finish(&words->source);
    free(words);
}

Language words_language(const Words *words) {
    return words->language;
}

const char *language_code(Language language) {
    return LANGUAGE_CODES[language];
}

bool language_find(const char *code, Language *language) {
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(code, LANGUAGE_CODES[i]) == 0) {
            *language = (Language)i;
            return true;
        }
    }
    return false;
}

Language language_of_environment(void) {
    static const char *const VARIABLES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof VARIABLES / sizeof VARIABLES[0]; i++) {
        const char *locale = getenv(VARIABLES[i]);
        if (locale == NULL || locale[0] == '\0') {
            continue;
        }
        // "ko", "ko_KR.UTF-8": the code ends where the letters do.
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            size_t length = strlen(LANGUAGE_CODES[language]);
            bool same = strncmp(locale, LANGUAGE_CODES[language], length) == 0;
            if (same && (locale[length] == '\0' || strchr("_.@-", locale[length]) != NULL)) {
                return (Language)language;
            }
        }
        break;
    }
    return LANGUAGE_EN;
}

static const Entry *find_entry(const Words *words, const char *key) {
    if (words->count == 0) {
        return NULL;
    }
    Entry wanted = {key, NULL};
    return bsearch(&wanted, words->entries, words->count, sizeof(Entry), compare_entries);
}

bool words_has(const Words *words, const char *key) {
    return find_entry(words, key) != NULL;
}

const char *words_get(const Words *words, const char *key) {
    const Entry *entry = find_entry(words, key);
    if (entry == NULL) {
        fatal("text/%s.txt has no entry \"%s\"", language_code(words->language), key);
    }
    return entry->text;
}

static const char *find_value(const WordArg *args, size_t count, const char *name, size_t length) {
    for (size_t i = 0; i < count; i++) {
        if (strlen(args[i].name) == length && memcmp(args[i].name, name, length) == 0) {
            return args[i].value;
        }
    }
    return NULL;
}

// A pair of braces being replaced, for messages about a broken entry.
typedef struct Braces {
    const char *key, *inside;
    size_t length;
} Braces;

static void append_particle(Text *out, const Braces *braces, const char *particle, size_t length, const char *value) {
    char name[16] = {0};
    if (length < sizeof name) {
        memcpy(name, particle, length);
    }
    const char *fitting = josa_select(name, value);
    if (fitting == NULL) {
        fatal("an unknown particle in {%.*s} of \"%s\"", (int)braces->length, braces->inside, braces->key);
    }
    text_append(out, fitting);
}

// Appends what "name", "name|particle" or "|particle" between braces stands for. `value` is that of the braces before, and then of these.
static void append_argument(Text *out, const Braces *braces, const WordArg *args, size_t count, const char **value) {
    const char *bar = memchr(braces->inside, '|', braces->length);
    size_t name_length = bar != NULL ? (size_t)(bar - braces->inside) : braces->length;
    if (name_length > 0) {
        *value = find_value(args, count, braces->inside, name_length);
    }
    if (*value == NULL) {
        fatal("no value for {%.*s} of \"%s\"", (int)braces->length, braces->inside, braces->key);
    }
    if (name_length > 0) {
        text_append(out, *value);
    }
    if (bar != NULL) {
        append_particle(out, braces, bar + 1, braces->length - name_length - 1, *value);
    }
}

void words_format(const Words *words, Text *out, const char *key, const WordArg *args, size_t count) {
    const char *text = words_get(words, key);
    const char *value = NULL;
    for (;;) {
        const char *open = strchr(text, '{');
        if (open == NULL) {
            text_append(out, text);
            return;
        }
        const char *close = strchr(open, '}');
        if (close == NULL) {
            fatal("a brace of \"%s\" stays open in %s", key, language_code(words->language));
        }
        text_append_bytes(out, text, (size_t)(open - text));
        append_argument(out, &(Braces){key, open + 1, (size_t)(close - open - 1)}, args, count, &value);
        text = close + 1;
    }
}
