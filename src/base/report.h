// What is wrong with the input, each with its place, in the chosen language: "file:line:column: what: how to mend it".
#ifndef UNROLL_BASE_REPORT_H
#define UNROLL_BASE_REPORT_H

#include "base/arena.h"
#include "base/words.h"

typedef struct Place {
    const char *file; // a file, or a flag such as "--steps"; NULL for none
    int line;         // from 1; 0 for the file as a whole
    int column;       // from 1, in code points; 0 for the line as a whole
} Place;

typedef struct Problem {
    Place place;         // `file` is the report's own copy
    const char *key;     // the message's key in the words
    const char *message; // formatted, without the place
} Problem;

typedef struct Report {
    const Words *words;
    Problem *problems; // in the order they were found
    size_t count;
    size_t capacity;
    Arena arena;
} Report;

// `words` must outlive the report.
void report_init(Report *report, const Words *words);
void report_finish(Report *report);
void report_clear(Report *report);

// Adds a problem. `args` as in words_format; everything is copied.
void report_add(Report *report, Place place, const char *key, const WordArg *args, size_t count);

// REPORT(report, place, "key", {"name", value}, ...)
#define REPORT(report, place, key, ...)                                                                                                    \
    report_add(report, place, key, (const WordArg[]){__VA_ARGS__}, sizeof((const WordArg[]){__VA_ARGS__}) / sizeof(WordArg))
// The same for a message without arguments.
#define REPORT_PLAIN(report, place, key) report_add(report, place, key, NULL, 0)

// Says where the problems from number `first` on have come up: "--set" becomes "WHERE: --set", and no place becomes WHERE.
void report_within(Report *report, size_t first, const char *where);

// Appends "file:line:column: message\n" for each problem, sorted by line and column within a file.
void report_print(const Report *report, Text *out);

#endif
