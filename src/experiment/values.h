// How the value of each key is read into the settings.
#ifndef UNROLL_EXPERIMENT_VALUES_H
#define UNROLL_EXPERIMENT_VALUES_H

#include "experiment/experiment.h"

// Where to tell what is wrong with a value; NULL where it has been read before.
typedef struct ValueContext {
    const char *key, *values;
    Place place;
    Report *report;
} ValueContext;

typedef bool (*ValueReader)(const char *value, Settings *settings, const ValueContext *context);

bool read_wiring(const char *value, Settings *settings, const ValueContext *context);
bool read_losses(const char *value, Settings *settings, const ValueContext *context);
bool read_hidden(const char *value, Settings *settings, const ValueContext *context);
bool read_steps(const char *value, Settings *settings, const ValueContext *context);
bool read_batch(const char *value, Settings *settings, const ValueContext *context);
bool read_bptt(const char *value, Settings *settings, const ValueContext *context);
bool read_state(const char *value, Settings *settings, const ValueContext *context);
bool read_feed(const char *value, Settings *settings, const ValueContext *context);
bool read_loss(const char *value, Settings *settings, const ValueContext *context);
bool read_optimizer(const char *value, Settings *settings, const ValueContext *context);
bool read_lr(const char *value, Settings *settings, const ValueContext *context);
bool read_clip(const char *value, Settings *settings, const ValueContext *context);
bool read_init(const char *value, Settings *settings, const ValueContext *context);
bool read_set(const char *value, Settings *settings, const ValueContext *context);
bool read_clamp(const char *value, Settings *settings, const ValueContext *context);
bool read_seed(const char *value, Settings *settings, const ValueContext *context);
bool read_iterations(const char *value, Settings *settings, const ValueContext *context);

// Walks the assignments of a `set` value: "W_h=.9 5;0 .9,b=0 1". False behind the last. `*at` starts at the value and moves on.
typedef struct Assignment {
    const char *name;
    int name_length;
    const char *numbers; // up to the next assignment
    int numbers_length;
} Assignment;
bool next_assignment(const char **at, Assignment *assignment);

// Reads the numbers of an assignment: rows separated by ";", numbers by spaces. *rows and *cols are its shape; *values is malloc'd (NULL
// where it is not well formed: no numbers, rows of different lengths, something else than a number).
double *assignment_numbers(const Assignment *assignment, int *rows, int *cols);

#endif
