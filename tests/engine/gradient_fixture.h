// Gradients against central differences.
#ifndef UNROLL_TESTS_ENGINE_GRADIENT_FIXTURE_H
#define UNROLL_TESTS_ENGINE_GRADIENT_FIXTURE_H

#include "run_fixture.h"

// Which weights a loss hears of.
typedef enum Matter {
    ALL_MATTER,  // each weight matrix and vector: a gradient of zero fails
    SOME_MATTER, // some may have no way to a loss
} Matter;

// Fails unless the gradient of each parameter agrees with central differences to 1e-7 of its Euclidean norm. With the step of 3e-5 and
// losses of about 10, rounding leaves some 1e-10 in the differences, and the third derivative that they neglect as much or more; the norm
// of a gradient is checked to be above 1e-3, so that 1e-7 of it is well above that noise. Elements are not held to 1e-7 of themselves: one
// of them may be as small as it likes, and its difference is then nothing but noise.
void assert_gradients(const RunSpec *spec, Matter matter);

#endif
