// Experiments to begin with: how gradients vanish, hold, explode, saturate, and grow although the spectral radius says that they vanish;
// and what only the whole way back can learn.
#ifndef UNROLL_APP_EXPERIMENTS_PRESETS_H
#define UNROLL_APP_EXPERIMENTS_PRESETS_H

#include "experiment/experiment.h"

// Fills `experiment`, which is initialised and empty, with what a name (plots_preset_name) stands for, and *compare with what stands beside
// it (as --compare says it; NULL: nothing). *rest becomes the updates after which playing its training rests: what was measured; 0: none.
// False for an unknown name.
bool preset_find(const char *name, Experiment *experiment, const char **compare, long *rest);

#endif
