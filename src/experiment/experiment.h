// An experiment as a plain value: its keys as they were given. Copying it is undo, printing it is sharing; the command line, a lesson's
// model block and the panels of the window all set the same keys.
#ifndef UNROLL_EXPERIMENT_EXPERIMENT_H
#define UNROLL_EXPERIMENT_EXPERIMENT_H

#include "base/report.h"
#include "engine/optimizer.h"
#include "task/task.h"

enum {
    EXPERIMENT_MAX_HIDDEN = 1024,
    EXPERIMENT_MAX_BATCH = 1024,
    EXPERIMENT_MAX_STEPS = 10000,
    EXPERIMENT_MAX_ITERATIONS = 1000000000,
};

// Names, defaults and help of the keys stand in one table in experiment.c.
typedef enum Key {
    KEY_CELL,
    KEY_CELL_TEXT,
    KEY_DECODER,
    KEY_TASK,
    KEY_WIRING,
    KEY_LOSSES,
    KEY_HIDDEN,
    KEY_STEPS,
    KEY_BATCH,
    KEY_BPTT,
    KEY_STATE,
    KEY_FEED,
    KEY_LOSS,
    KEY_OPTIMIZER,
    KEY_LR,
    KEY_CLIP,
    KEY_INIT,
    KEY_SET,
    KEY_CLAMP,
    KEY_SEED,
    KEY_ITERATIONS,
    KEY_COUNT
} Key;

typedef struct Experiment {
    char *given[KEY_COUNT]; // malloc'd; NULL: the default holds
} Experiment;

void experiment_init(Experiment *experiment); // nothing given
void experiment_finish(Experiment *experiment);
void experiment_copy(Experiment *to, const Experiment *from); // `to` is initialised
bool experiment_equal(const Experiment *a, const Experiment *b);

const char *key_name(Key key);
bool key_find(const char *name, Key *key);
const char *key_help(Key key);   // the words' key of its help line
const char *key_values(Key key); // how its value is written: "full | K | K1,K2"

// Sets one key after checking the form and the range of the value by itself (what depends on other keys is checked by session_create).
// False with a problem at `place`, and the experiment unchanged. NULL as value goes back to the default. Repeated `set` values add up.
bool experiment_set(Experiment *experiment, Key key, const char *value, Place place, Report *report);

// The value as given, or its default ("full", "8", ...; for `steps`, `wiring` etc. that depend on others: "").
const char *experiment_get(const Experiment *experiment, Key key);

// Appends "--key value --key value" for what was given, quoted for a POSIX shell: what the command line reads back to the same experiment.
void experiment_print(const Experiment *experiment, Text *out);

typedef enum StateMode { STATE_AUTO, STATE_CARRY, STATE_RESET } StateMode;

// The keys read: numbers and choices.
typedef struct Settings {
    int hidden, steps, batch; // steps 0: not given
    int window;               // bptt K; 0: full
    int k1, k2;               // bptt K1,K2; 0: not given
    bool wiring_given;
    Wiring wiring;
    bool losses_given, losses_last;
    StateMode state;
    bool shuffled; // feed: the blocks of the stream in random order
    LossChoice loss;
    OptimizerKind optimizer;
    double lr; // the optimiser's default where not given
    Clip clip;
    Init init;
    uint64_t seed;
    long iterations;
} Settings;

void experiment_read(const Experiment *experiment, Settings *settings);

#endif
