#include "experiment/clamp.h"

#include "engine/cell_source.h"
#include "experiment/values.h"

#include <limits.h>
#include <string.h>

static Clamp *add(Clamps *clamps, const char *name, Hold hold) {
    if (clamps->count == clamps->capacity) {
        clamps->capacity = clamps->capacity > 0 ? 2 * clamps->capacity : 8;
        Clamp *items = arena_array(&clamps->arena, (size_t)clamps->capacity, sizeof *items);
        if (clamps->count > 0) memcpy(items, clamps->items, (size_t)clamps->count * sizeof *items);
        clamps->items = items;
    }
    clamps->items[clamps->count] = (Clamp){name, hold};
    return &clamps->items[clamps->count++];
}

// ---- reading --------------------------------------------------------------------------------------------------------------------

static const char *cut(Arena *arena, const char *text, size_t length) {
    while (length > 0 && (text[0] == ' ' || text[0] == '\t')) text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    return arena_copy_text(arena, text, length);
}

// A count of updates: digits alone.
static bool read_updates(Arena *arena, const char *text, size_t length, long *updates) {
    const char *digits = cut(arena, text, length);
    return *digits && strspn(digits, "0123456789") == strlen(digits) && integer_parse(digits, updates) &&
           *updates <= EXPERIMENT_MAX_ITERATIONS;
}

// "0", "0@500" or "0@100-200".
static bool read_hold(Arena *arena, const char *text, size_t length, Hold *hold) {
    const char *at = memchr(text, '@', length), *end = text + length;
    *hold = (Hold){0, 0, LONG_MAX};
    if (!number_parse(cut(arena, text, at ? (size_t)(at - text) : length), &hold->value)) return false;
    if (!at) return true;
    at++;
    const char *dash = memchr(at, '-', (size_t)(end - at));
    if (!dash) return read_updates(arena, at, (size_t)(end - at), &hold->from);
    return read_updates(arena, at, (size_t)(dash - at), &hold->from) && read_updates(arena, dash + 1, (size_t)(end - dash - 1), &hold->to);
}

static bool overlaps(const Clamps *clamps, const Clamp *one) {
    for (int i = 0; i < clamps->count; i++) {
        const Clamp *other = &clamps->items[i];
        bool apart = one->hold.to <= other->hold.from || other->hold.to <= one->hold.from;
        if (other != one && !apart && strcmp(other->name, one->name) == 0) return true;
    }
    return false;
}

const char *clamps_read(Clamps *clamps, const char *value) {
    *clamps = (Clamps){0};
    arena_init(&clamps->arena);
    if (strcmp(value, "none") == 0) return NULL;
    Assignment assignment;
    while (next_assignment(&value, &assignment)) {
        Hold hold;
        const char *name = cut(&clamps->arena, assignment.name, (size_t)assignment.name_length);
        if (!*name || !read_hold(&clamps->arena, assignment.numbers, (size_t)assignment.numbers_length, &hold))
            return "experiment.clamp-form";
        if (hold.to <= hold.from) return "experiment.clamp-ends";
        if (overlaps(clamps, add(clamps, name, hold))) return "experiment.clamp-twice";
    }
    return clamps->count > 0 ? NULL : "experiment.clamp-form";
}

void clamps_finish(Clamps *clamps) {
    arena_finish(&clamps->arena);
    *clamps = (Clamps){0};
}

void clamps_print(const Clamps *clamps, Text *out) {
    if (clamps->count == 0) text_append(out, "none");
    for (int i = 0; i < clamps->count; i++) {
        const Clamp *clamp = &clamps->items[i];
        text_printf(out, "%s%s=", i > 0 ? "," : "", clamp->name);
        text_append_number(out, clamp->hold.value);
        if (clamp->hold.from > 0 || clamp->hold.to < LONG_MAX) text_printf(out, "@%ld", clamp->hold.from);
        if (clamp->hold.to < LONG_MAX) text_printf(out, "-%ld", clamp->hold.to);
    }
}

// ---- changing -------------------------------------------------------------------------------------------------------------------

const Clamp *clamps_find(const Clamps *clamps, const char *name, long updates) {
    for (int i = 0; i < clamps->count; i++) {
        const Clamp *clamp = &clamps->items[i];
        if (clamp->hold.from <= updates && updates < clamp->hold.to && strcmp(clamp->name, name) == 0) return clamp;
    }
    return NULL;
}

void clamps_change(Clamps *clamps, const char *name, long updates, const double *value) {
    int kept = 0;
    for (int i = 0; i < clamps->count; i++) {
        Clamp clamp = clamps->items[i];
        if (!name || strcmp(clamp.name, name) == 0) {
            if (clamp.hold.from >= updates) continue;
            if (clamp.hold.to > updates) clamp.hold.to = updates;
        }
        clamps->items[kept++] = clamp;
    }
    clamps->count = kept;
    if (value) add(clamps, arena_copy_text(&clamps->arena, name, strlen(name)), (Hold){*value, updates, LONG_MAX});
}

// ---- comparing ------------------------------------------------------------------------------------------------------------------

// Whether everything that `a` holds after so many updates is held alike by `b`.
static bool holds_alike(const Clamps *a, const Clamps *b, long updates) {
    for (int i = 0; i < a->count; i++) {
        const Clamp *one = &a->items[i];
        if (one->hold.from > updates || updates >= one->hold.to) continue;
        const Clamp *other = clamps_find(b, one->name, updates);
        // By their bits: what is held at -0 is not held at 0.
        if (!other || memcmp(&one->hold.value, &other->hold.value, sizeof(double)) != 0) return false;
    }
    return true;
}

// The earliest beginning or end of a hold of `of` at which the two differ, if it is before `first`.
static long first_difference(const Clamps *of, const Clamps *a, const Clamps *b, long first) {
    for (int i = 0; i < of->count; i++) {
        const long turns[] = {of->items[i].hold.from, of->items[i].hold.to};
        for (int k = 0; k < 2; k++)
            if (turns[k] < first && !(holds_alike(a, b, turns[k]) && holds_alike(b, a, turns[k]))) first = turns[k];
    }
    return first;
}

long clamps_common_updates(const char *a, const char *b) {
    Clamps of_a, of_b;
    clamps_read(&of_a, a);
    clamps_read(&of_b, b);
    long first = first_difference(&of_a, &of_a, &of_b, LONG_MAX);
    first = first_difference(&of_b, &of_a, &of_b, first);
    clamps_finish(&of_a);
    clamps_finish(&of_b);
    return first;
}

// ---- holding --------------------------------------------------------------------------------------------------------------------

static bool report_unknown(const Program *program, const char *name, Report *report) {
    const char *names[CELL_MAX_EQUATIONS];
    int count = 0;
    Text all;
    text_init(&all);
    for (int e = 0; e < program->equation_count; e++) {
        if (e == program->output_equation) continue;
        names[count++] = program->equations[e].name;
        text_printf(&all, "%s%s", count > 1 ? ", " : "", program->equations[e].name);
    }
    const char *near = cell_nearest(name, names, count);
    REPORT(report, ((Place){"--clamp", 0, 0}), near ? "experiment.clamp-near" : "experiment.clamp-unknown", {"name", name},
           {"near", near ? near : ""}, {"names", all.data});
    text_finish(&all);
    return false;
}

// The equation that a hold is of; -1 with a problem.
static int find_equation(const Program *program, const char *name, Report *report) {
    int equation = program_find_equation(program, name);
    if (equation < 0) {
        report_unknown(program, name, report);
    } else if (equation == program->output_equation) {
        REPORT(report, ((Place){"--clamp", 0, 0}), "experiment.clamp-output", {"name", name});
        equation = -1;
    }
    return equation;
}

bool clamps_apply(const char *value, Program *program, Report *report) {
    Clamps clamps;
    clamps_read(&clamps, value);
    bool fine = true;
    Hold *holds = arena_array(&clamps.arena, (size_t)clamps.count + 1, sizeof *holds);
    for (int i = 0; i < clamps.count; i++) {
        const char *name = clamps.items[i].name;
        int count = 0;
        bool seen = false;
        for (int k = 0; k < clamps.count; k++) {
            if (strcmp(clamps.items[k].name, name) != 0) continue;
            seen = seen || k < i;
            holds[count++] = clamps.items[k].hold;
        }
        if (seen) continue;
        int equation = find_equation(program, name, report);
        fine = fine && equation >= 0;
        if (equation >= 0) program_hold(program, equation, holds, count);
    }
    clamps_finish(&clamps);
    return fine;
}
