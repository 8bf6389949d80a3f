// Experiments to begin with: how gradients vanish, hold, explode, saturate, and grow although the spectral radius says that they vanish.
#ifndef UNROLL_APP_PRESETS_H
#define UNROLL_APP_PRESETS_H

#include "experiment/experiment.h"

// Fills `experiment`, which is initialised and empty, with what a name (plots_preset_name) stands for. False for an unknown name.
bool preset_find(const char *name, Experiment *experiment);

#endif
