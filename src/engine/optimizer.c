#include "engine/optimizer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *const names[] = {"sgd", "adagrad", "adam"};
static_assert(sizeof names / sizeof *names == OPTIMIZER_COUNT, "a name for each optimiser");

static const double adagrad_eps = 1e-10;
static const double adam_beta1 = 0.9, adam_beta2 = 0.999, adam_eps = 1e-8;

const char *optimizer_name(OptimizerKind kind) {
    return names[kind];
}

bool optimizer_find(const char *name, OptimizerKind *kind) {
    for (int i = 0; i < OPTIMIZER_COUNT; i++)
        if (strcmp(name, names[i]) == 0) {
            *kind = (OptimizerKind)i;
            return true;
        }
    return false;
}

void optimizer_init(Optimizer *optimizer, OptimizerKind kind, double lr, const Program *program) {
    *optimizer = (Optimizer){.kind = kind, .lr = lr, .beta1_power = 1.0, .beta2_power = 1.0};
    if (kind != OPTIMIZER_SGD) params_init(&optimizer->first, program);
    if (kind == OPTIMIZER_ADAM) params_init(&optimizer->second, program);
}

void optimizer_finish(Optimizer *optimizer) {
    params_finish(&optimizer->first);
    params_finish(&optimizer->second);
}

void optimizer_copy(Optimizer *to, const Optimizer *from) {
    to->lr = from->lr;
    to->updates = from->updates;
    to->beta1_power = from->beta1_power;
    to->beta2_power = from->beta2_power;
    if (from->first.data) params_copy(&to->first, &from->first);
    if (from->second.data) params_copy(&to->second, &from->second);
}

void gradients_clip(Params *grads, Clip clip, double *norm, double *scale) {
    *scale = 1.0;
    double joint = norm || clip.kind == CLIP_NORM ? params_joint_norm(grads) : 0.0;
    if (norm) *norm = joint;
    if (clip.kind == CLIP_ELEMENT) grads->kernels->clamp(grads->data, clip.limit, grads->count);
    if (clip.kind != CLIP_NORM || !(joint > clip.limit) || isinf(joint)) return;
    *scale = clip.limit / joint;
    params_scale(grads, *scale);
}

void optimizer_update(Optimizer *o, Params *params, const Params *grads) {
    const Kernels *k = params->kernels;
    o->updates++;
    switch (o->kind) {
    case OPTIMIZER_SGD:
        k->sgd(params->data, grads->data, o->lr, params->count);
        break;
    case OPTIMIZER_ADAGRAD:
        k->adagrad(params->data, o->first.data, grads->data, o->lr, adagrad_eps, params->count);
        break;
    case OPTIMIZER_ADAM:
        o->beta1_power *= adam_beta1;
        o->beta2_power *= adam_beta2;
        k->adam(params->data, o->first.data, o->second.data, grads->data, o->lr, adam_beta1, adam_beta2, 1.0 - o->beta1_power,
                1.0 - o->beta2_power, adam_eps, params->count);
        break;
    case OPTIMIZER_COUNT:
        break;
    }
}
