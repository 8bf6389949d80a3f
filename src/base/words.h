// The words of the interface in each language: assets/text/en.txt, assets/text/ko.txt, ... One line an entry:
//     key = text with {name} in it
// "\n" is a line break. In Korean, {name|은} {name|이} {name|을} {name|과} {name|으로} put the particle that fits the last sound of the
// value after it (은/는, 이/가, 을/를, 과/와, 으로/로; digits and Latin letters are read as Koreans read them, closing
// brackets are skipped). {|은} is such a particle by itself, for the value before it: "{name}"{|은}.
#ifndef UNROLL_BASE_WORDS_H
#define UNROLL_BASE_WORDS_H

#include "base/text.h"

typedef enum Language { LANGUAGE_EN, LANGUAGE_KO, LANGUAGE_COUNT } Language;

typedef struct WordArg {
    const char *name;
    const char *value; // UTF-8
} WordArg;

typedef struct Words Words;

// Loads the words of a language from the assets. Never NULL: a missing asset is a broken build and aborts.
Words *words_create(Language language);
void words_destroy(Words *words);
Language words_language(const Words *words);

// "en", "ko": as --lang takes them. language_find is false for an unknown code.
const char *language_code(Language language);
bool language_find(const char *code, Language *language);

// The language of the environment: LC_ALL, LC_MESSAGES, LANG, the first that is set; else English.
Language language_of_environment(void);

// The text of a key as it stands in the file. An unknown key aborts (a test walks all keys of all languages).
const char *words_get(const Words *words, const char *key);
bool words_has(const Words *words, const char *key);

// Appends the text of `key` with its {names} replaced. A name without a value aborts.
void words_format(const Words *words, Text *out, const char *key, const WordArg *args, size_t count);

// WORDS_FORMAT(words, out, "key", {"name", value}, ...)
#define WORDS_FORMAT(words, out, key, ...)                                                                                                 \
    words_format(words, out, key, (const WordArg[]){__VA_ARGS__}, sizeof((const WordArg[]){__VA_ARGS__}) / sizeof(WordArg))

#endif
