#include "app/experiments/presets.h"

#include <assert.h>
#include <string.h>

enum { MAX_PAIRS = 10 };

typedef struct Preset {
    const char *name;
    struct {
        Key key;
        const char *value;
    } pairs[MAX_PAIRS];
    int count;
    const char *compare;
    long rest;
} Preset;

#define LONG                                                                                                                               \
    {KEY_TASK, "random:4"}, {KEY_STEPS, "25"}, {                                                                                           \
        KEY_HIDDEN, "16"                                                                                                                   \
    }

// Saying the first of 20 symbols: see tests/task/test_memory_learning.c for how surely the one learns it and the other does not.
#define RECALL                                                                                                                             \
    {KEY_TASK, "recall:19"}, {KEY_HIDDEN, "32"}, {KEY_OPTIMIZER, "adam"}, {                                                                \
        KEY_BATCH, "8"                                                                                                                     \
    }

static const Preset PRESETS[] = {
    {"vanishing", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:0.5"}}, 5, NULL, 0},
    {"critical", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:1"}}, 5, NULL, 0},
    {"exploding", {{KEY_CELL, "elman-identity"}, LONG, {KEY_INIT, "spectral:1.3"}}, 5, NULL, 0},
    // Above 1 too, but where tanh is full its slope is next to nothing, and the gradient does not grow as the radius says.
    {"saturating", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:1.5"}}, 5, NULL, 0},
    // The powers of this matrix grow to 19 times along one axis before they vanish (k = 9). The readout looks at the first unit alone, so
    // that the gradient starts along that axis, and so little that no softmax saturates.
    {"transient",
     {{KEY_CELL, "elman-identity"},
      {KEY_TASK, "random:2"},
      {KEY_STEPS, "40"},
      {KEY_HIDDEN, "2"},
      {KEY_LOSSES, "last"},
      {KEY_SET, "W_h=.9 5;0 .9,W_y=.01 0;-.01 0"}},
     6,
     NULL,
     0},
    {"memory", {RECALL, {KEY_INIT, "spectral:0.5"}}, 5, "bptt=5", 0},
    // At radius 1 the state carries the first symbol forward across the cuts by itself, and the short window learns to read some of it.
    {"leak", {RECALL, {KEY_INIT, "spectral:1"}}, 5, "bptt=5", 0},
    // What gates are for, and only by plain gradient descent, whose steps are as small as the gradient: Adam divides by the gradient's own
    // size, and the network without gates learns this too (tests/bench/gates.py has the numbers).
    {"gates",
     {{KEY_TASK, "recall:19"}, {KEY_HIDDEN, "32"}, {KEY_BATCH, "8"}, {KEY_LR, "0.7"}, {KEY_CLIP, "1"}, {KEY_INIT, "spectral:0.5"}},
     6,
     "cell=lstm+set=b_f=3,cell=gru+set=b_z=3",
     1200},
    // Held open from the beginning, the forget gate lets the gradient through whole, and the first symbol is learned; held shut, never.
    // Mean loss after 480 to 500 updates, seeds 1 to 8, chance 1.386: free 0.44-0.97, f = 1 at most 0.001, f = 0 1.36-1.41.
    {"held", {{KEY_CELL, "lstm"}, RECALL}, 5, "clamp=f=1,clamp=f=0", 500},
};

bool preset_find(const char *name, Experiment *experiment, const char **compare, long *rest) {
    for (size_t i = 0; i < sizeof PRESETS / sizeof *PRESETS; i++) {
        const Preset *preset = &PRESETS[i];
        if (strcmp(preset->name, name) != 0) continue;
        for (int k = 0; k < preset->count; k++) {
            bool sound = experiment_set(experiment, preset->pairs[k].key, preset->pairs[k].value, (Place){.file = name}, NULL);
            assert(sound);
            (void)sound;
        }
        *compare = preset->compare;
        *rest = preset->rest;
        return true;
    }
    return false;
}
