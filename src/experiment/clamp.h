// The key `clamp`: equations held at values of one's own, "f=0,i=1@500". A hold may begin and end: "f=0@100-200" holds in the iterations
// behind 100 to 199 updates.
#ifndef UNROLL_EXPERIMENT_CLAMP_H
#define UNROLL_EXPERIMENT_CLAMP_H

#include "base/report.h"
#include "engine/program.h"

typedef struct Clamp {
    const char *name; // of the equation
    Hold hold;
} Clamp;

// The holds of a value in the order in which they were given; everything lives in the arena.
typedef struct Clamps {
    Clamp *items;
    int count, capacity;
    Arena arena;
} Clamps;

// Reads a value of the key ("none": no holds); finish it in any case. NULL if it is well formed, else the words' key of what is wrong: it
// has another form, a hold that ends before it begins, or two holds of an equation at once.
const char *clamps_read(Clamps *clamps, const char *value);
void clamps_finish(Clamps *clamps);

// As the key takes it; "none" where nothing is held.
void clamps_print(const Clamps *clamps, Text *out);

// What holds an equation in the iteration behind `updates` updates; NULL: nothing.
const Clamp *clamps_find(const Clamps *clamps, const char *name, long updates);

// From the iteration behind `updates` updates on an equation is held at *value, or free where that is NULL, whatever was to come; what held
// it before stays. `name` NULL: every equation.
void clamps_change(Clamps *clamps, const char *name, long updates, const double *value);

// How many updates two values of the key have in common: up to the first iteration in which they hold something else. LONG_MAX where there
// is none. Both are well formed.
long clamps_common_updates(const char *a, const char *b);

// Holds the equations of a program as the value says. False with a problem for each name that is none of its equations, or its output.
bool clamps_apply(const char *value, Program *program, Report *report);

#endif
