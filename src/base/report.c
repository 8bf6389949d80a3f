#include "base/report.h"

#include <stdlib.h>
#include <string.h>

void report_init(Report *report, const Words *words) {
    *report = (Report){.words = words};
    arena_init(&report->arena);
}

void report_finish(Report *report) {
    free(report->problems);
    arena_finish(&report->arena);
    *report = (Report){.words = report->words};
}

void report_clear(Report *report) {
    report->count = 0;
    arena_finish(&report->arena);
}

static const char *copy(Report *report, const char *text) {
    return arena_copy_text(&report->arena, text, strlen(text));
}

void report_add(Report *report, Place place, const char *key, const WordArg *args, size_t count) {
    if (report->count == report->capacity) {
        report->capacity = report->capacity > 0 ? report->capacity * 2 : 8;
        report->problems = memory_resize(report->problems, report->capacity * sizeof(Problem));
    }
    Text message;
    text_init(&message);
    words_format(report->words, &message, key, args, count);
    Problem *problem = &report->problems[report->count++];
    *problem = (Problem){place, copy(report, key), copy(report, message.data)};
    if (place.file != NULL) {
        problem->place.file = copy(report, place.file);
    }
    text_finish(&message);
}

void report_within(Report *report, size_t first, const char *where) {
    Text file;
    text_init(&file);
    for (size_t i = first; i < report->count; i++) {
        Place *place = &report->problems[i].place;
        text_clear(&file);
        text_printf(&file, "%s%s%s", where, place->file != NULL ? ": " : "", place->file != NULL ? place->file : "");
        place->file = copy(report, file.data);
    }
    text_finish(&file);
}

// A problem and what decides its position: where its file first came up, its place, and when it was found.
typedef struct Ranked {
    const Problem *problem;
    size_t file, found;
} Ranked;

static bool same_file(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int compare_ranked(const void *left, const void *right) {
    const Ranked *a = left;
    const Ranked *b = right;
    if (a->file != b->file) {
        return a->file < b->file ? -1 : 1;
    }
    if (a->problem->place.line != b->problem->place.line) {
        return a->problem->place.line < b->problem->place.line ? -1 : 1;
    }
    if (a->problem->place.column != b->problem->place.column) {
        return a->problem->place.column < b->problem->place.column ? -1 : 1;
    }
    return a->found < b->found ? -1 : a->found > b->found;
}

static void print_problem(const Problem *problem, Text *out) {
    if (problem->place.file != NULL) {
        text_printf(out, "%s:", problem->place.file);
    }
    if (problem->place.line > 0) {
        text_printf(out, "%d:", problem->place.line);
        if (problem->place.column > 0) {
            text_printf(out, "%d:", problem->place.column);
        }
    }
    bool has_place = problem->place.file != NULL || problem->place.line > 0;
    text_printf(out, "%s%s\n", has_place ? " " : "", problem->message);
}

void report_print(const Report *report, Text *out) {
    if (report->count == 0) {
        return;
    }
    Ranked *ranked = memory_alloc(report->count * sizeof *ranked);
    for (size_t i = 0; i < report->count; i++) {
        size_t file = 0;
        while (!same_file(report->problems[file].place.file, report->problems[i].place.file)) {
            file++; // ends at i
        }
        ranked[i] = (Ranked){&report->problems[i], file, i};
    }
    qsort(ranked, report->count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < report->count; i++) {
        print_problem(ranked[i].problem, out);
    }
    free(ranked);
}
