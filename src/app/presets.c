#include "app/presets.h"

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
} Preset;

#define LONG                                                                                                                               \
    {KEY_TASK, "random:4"}, {KEY_STEPS, "25"}, {                                                                                           \
        KEY_HIDDEN, "16"                                                                                                                   \
    }

static const Preset PRESETS[] = {
    {"vanishing", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:0.5"}}, 5},
    {"critical", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:1"}}, 5},
    {"exploding", {{KEY_CELL, "elman-identity"}, LONG, {KEY_INIT, "spectral:1.3"}}, 5},
    // Above 1 too, but where tanh is full its slope is next to nothing, and the gradient does not grow as the radius says.
    {"saturating", {{KEY_CELL, "elman"}, LONG, {KEY_INIT, "spectral:1.5"}}, 5},
    // The powers of this matrix grow to 19 times along one axis before they vanish (k = 9). The readout looks at the first unit alone, so
    // that the gradient starts along that axis, and so little that no softmax saturates.
    {"transient",
     {{KEY_CELL, "elman-identity"},
      {KEY_TASK, "random:2"},
      {KEY_STEPS, "40"},
      {KEY_HIDDEN, "2"},
      {KEY_LOSSES, "last"},
      {KEY_SET, "W_h=.9 5;0 .9,W_y=.01 0;-.01 0"}},
     6},
};

bool preset_find(const char *name, Experiment *experiment) {
    for (size_t i = 0; i < sizeof PRESETS / sizeof *PRESETS; i++) {
        const Preset *preset = &PRESETS[i];
        if (strcmp(preset->name, name) != 0) continue;
        for (int k = 0; k < preset->count; k++) {
            bool sound = experiment_set(experiment, preset->pairs[k].key, preset->pairs[k].value, (Place){.file = name}, NULL);
            assert(sound);
            (void)sound;
        }
        return true;
    }
    return false;
}
