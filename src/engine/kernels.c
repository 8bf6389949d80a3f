#include "engine/kernels.h"
#include "engine/kernels_math.h"
#include "engine/kernels_sets.h"

#include <stdlib.h>

static_assert(LANES == 1, "the functions of one number take one lane");

enum { MOST_SETS = 4 };

// The sets that this processor runs, in the order of their speed; gives their number.
static size_t supported(const Kernels *sets[MOST_SETS]) {
    size_t count = 0;
    sets[count++] = &kernels_plain;
#if defined(__x86_64__)
    __builtin_cpu_init();
    sets[count++] = &kernels_sse2;
    if (__builtin_cpu_supports("avx2")) sets[count++] = &kernels_avx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) sets[count++] = &kernels_avx512;
#endif
    return count;
}

const Kernels *kernels_supported(size_t index) {
    const Kernels *sets[MOST_SETS];
    return index < supported(sets) ? sets[index] : NULL;
}

const Kernels *kernels_best(void) {
    const Kernels *sets[MOST_SETS];
    size_t count = supported(sets);
    const char *wanted = getenv("UNROLL_KERNELS");
    for (size_t i = 0; wanted && i < count; i++) {
        if (strcmp(wanted, sets[i]->name) == 0) return sets[i];
    }
    return sets[count - 1];
}

double kernel_exp(double x) {
    return math_exp(x);
}
double kernel_log(double x) {
    return math_log(x);
}
double kernel_tanh(double x) {
    return math_tanh(x);
}
double kernel_sigmoid(double x) {
    return math_sigmoid(x);
}
double kernel_sqrt(double x) {
    return lanes_sqrt(x);
}

// sin(r + tail) for |r| <= pi/4, error of the polynomial below 2^-55.
static double sin_of_reduced(double r, double tail) {
    double z = r * r, z2 = z * z;
    double s = (-0.16666666666666666 + 0.008333333333330925 * z) +
               z2 * ((-0.00019841269836722418 + 2.755731608381636e-06 * z) + z2 * (-2.5051127944014188e-08 + 1.5917848524808262e-10 * z));
    return r + (r * z * s + tail * (1.0 - 0.5 * z));
}

// cos(r + tail) for |r| <= pi/4, error of the polynomial below 2^-59.
static double cos_of_reduced(double r, double tail) {
    double z = r * r, z2 = z * z;
    double c = (0.041666666666666664 - 0.0013888888888887382 * z) +
               z2 * ((2.480158729874307e-05 - 2.7557317260008837e-07 * z) + z2 * (2.0876143827993133e-09 - 1.1382456778061306e-11 * z));
    double half = 0.5 * z;
    double rest = 1.0 - half;
    return rest + (((1.0 - rest) - half) + (z2 * c - r * tail));
}

double kernel_sin(double x) {
    if (x == 0.0) return x;
    if (!(x - x == 0.0)) return x - x; // infinities and NaN have no sine
    // x = n pi/2 + r + tail, with pi/2 in four parts, the first three of at most 33 bits: their products with n are exact, so that
    // also an x next to a multiple of pi keeps its digits.
    double n = (x * 0.6366197723675814 + MATH_ROUNDER) - MATH_ROUNDER;
    double part1 = n * 1.5707963267341256, part2 = n * 6.07710049817245e-11, part3 = n * 8.333742917250222e-20,
           part4 = n * 1.2706558760139879e-29;
    double rest1 = x - part1;
    double rest2 = rest1 - part2;
    double rest3 = rest2 - part3;
    double lost = ((rest1 - rest2) - part2) + ((rest2 - rest3) - part3) - part4;
    double r = rest3 + lost;
    double tail = (rest3 - r) + lost;
    uint64_t quarter = bits_of(n + MATH_ROUNDER) & 3;
    double y = (quarter & 1) ? cos_of_reduced(r, tail) : sin_of_reduced(r, tail);
    return (quarter & 2) ? -y : y;
}
