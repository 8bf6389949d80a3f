// Clipping and the update of the weights.
#ifndef UNROLL_ENGINE_OPTIMIZER_H
#define UNROLL_ENGINE_OPTIMIZER_H

#include "engine/params.h"

typedef enum OptimizerKind { OPTIMIZER_SGD, OPTIMIZER_ADAGRAD, OPTIMIZER_ADAM, OPTIMIZER_COUNT } OptimizerKind;
typedef enum ClipKind { CLIP_NONE, CLIP_NORM, CLIP_ELEMENT } ClipKind;

typedef struct Clip {
    ClipKind kind;
    double limit; // of the joint norm, or of each element
} Clip;

typedef struct Optimizer {
    OptimizerKind kind;
    double lr;
    long updates;  // made so far
    Params first;  // Adagrad: sum of squares. Adam: first moment (Kingma & Ba 2015)
    Params second; // Adam: second moment
    double beta1_power, beta2_power;
} Optimizer;

void optimizer_init(Optimizer *optimizer, OptimizerKind kind, double lr, const Program *program);
void optimizer_finish(Optimizer *optimizer);
void optimizer_copy(Optimizer *to, const Optimizer *from); // `to` was initialised for the same kind and program

// Clips `grads` in place (Pascanu et al. 2013 by joint norm, or each element). Leaves the joint norm before clipping in *norm if that is
// not NULL (it is computed when asked for or needed) and the factor in *scale: min(1, limit / norm), 1 when nothing is scaled.
void gradients_clip(Params *grads, Clip clip, double *norm, double *scale);

void optimizer_update(Optimizer *optimizer, Params *params, const Params *grads);

const char *optimizer_name(OptimizerKind kind); // "sgd", ...
bool optimizer_find(const char *name, OptimizerKind *kind);

#endif
