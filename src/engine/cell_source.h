// The text of a cell as the stages of its compiler share it: places in it, its names, and the problems found in it.
#ifndef UNROLL_ENGINE_CELL_SOURCE_H
#define UNROLL_ENGINE_CELL_SOURCE_H

#include "engine/program.h"

// The names that the language itself knows, by their number in CellSource.names.
enum {
    NAME_TANH, // the functions, in the order of cell_function_op
    NAME_SIGMOID,
    NAME_SIGMA,
    NAME_RELU,
    NAME_SOFTMAX,
    NAME_IDENTITY,
    NAME_FUNCTION_COUNT,
    NAME_X = NAME_FUNCTION_COUNT,
    NAME_T,
    NAME_Y,
    NAME_O,
    NAME_KNOWN_COUNT
};

typedef struct CellSource {
    const char *file;
    const char *text; // newlines are "\n", no byte order mark; NUL-terminated
    int length;       // bytes, without the NUL
    int *line_starts; // byte offset of each line
    int line_count;
    const char **names; // by number, in the order in which they first stand in the text, behind the known ones
    int name_count, name_capacity;
    int *name_slots; // open addressing: number + 1, or 0
    int name_slot_count;
    int problem_count;
    Report *report;
    Arena *arena; // everything above lives here, and the stages' own data
} CellSource;

// Takes a copy of `bytes` into `arena`, with newlines normalised. False with a problem if there are more than CELL_MAX_BYTES.
bool cell_source_init(CellSource *source, const char *file, const char *bytes, size_t size, Arena *arena, Report *report);

// The number of a name; a name that was not seen before gets the next one.
int cell_source_intern(CellSource *source, const char *bytes, int length);

// The number of a name, or -1 if it never stood in the text.
int cell_source_find_name(const CellSource *source, const char *bytes, int length);

// The bytes of "h" in "h_t" and "hₜ" and, if `lost` counts papers whose indices became letters, "ht", where only one letter stands before
// the t; 0 for a name without such an end.
int cell_source_time_base(const char *name, bool lost);

// OP_TANH and so on for the name of a function, OP_KIND_COUNT for any other.
OpKind cell_function_op(int name);

// Adds a problem at a byte offset. Behind the hundredth, one last problem says that there are more, and further ones are dropped.
void cell_problem(CellSource *source, int offset, const char *key, const WordArg *args, size_t count);

// CELL_PROBLEM(source, offset, "key", {"name", value}, ...)
#define CELL_PROBLEM(source, offset, key, ...)                                                                                             \
    cell_problem(source, offset, key, (const WordArg[]){__VA_ARGS__}, sizeof((const WordArg[]){__VA_ARGS__}) / sizeof(WordArg))

// "3:14" for a byte offset: line and column. Lives in the arena.
const char *cell_place_text(const CellSource *source, int offset);

// The text of a span for a message: on one line, cut short behind 40 code points. Lives in the arena.
const char *cell_excerpt(const CellSource *source, Span span);

// printf into the arena.
const char *cell_format(const CellSource *source, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The one of `count` candidates that `name` was probably meant to be: equal but for case, or one letter off. NULL if none is near.
const char *cell_nearest(const char *name, const char *const *candidates, int count);

#endif
