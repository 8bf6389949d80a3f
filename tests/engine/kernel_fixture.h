// What the tests of the kernels share: arrays of known numbers, and exact comparison.
#ifndef UNROLL_TESTS_ENGINE_KERNEL_FIXTURE_H
#define UNROLL_TESTS_ENGINE_KERNEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/random.h"
#include "engine/kernels.h"

typedef struct Numbers {
    Random random;
} Numbers;

static inline Numbers numbers_named(const char *name) {
    Numbers numbers;
    random_init(&numbers.random, 1, "test", name);
    return numbers;
}

// Uniform in +-scale.
static inline double numbers_next(Numbers *numbers, double scale) {
    return scale * (2.0 * random_uniform(&numbers->random) - 1.0);
}

// `count` numbers in +-scale, aligned as vectors are. The caller frees.
static inline double *numbers_array(Numbers *numbers, size_t count, double scale) {
    double *a = aligned_alloc(64, (count * sizeof *a + 63) & ~(size_t)63);
    assert_non_null(a);
    for (size_t i = 0; i < count; i++) a[i] = numbers_next(numbers, scale);
    return a;
}

// Whole numbers from low to high.
static inline int numbers_between(Numbers *numbers, int low, int high) {
    return low + random_below(&numbers->random, high - low + 1);
}

static inline uint64_t bits_of_double(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// Equal to the bit, but that every NaN is like every other.
static inline void assert_same(double a, double b) {
    if (a != a && b != b) return;
    if (bits_of_double(a) != bits_of_double(b)) fail_msg("%.17g is not %.17g", a, b);
}

#endif
