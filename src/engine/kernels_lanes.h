// KERNEL_LANES doubles at a time: 8, 4 or 2 as a vector of the compiler's, 1 as a plain double. The same lines of C compute with any of
// them, and every operation here acts on each lane alone and rounds as IEEE 754 says, so that the width never shows in a result.
#ifndef UNROLL_ENGINE_KERNELS_LANES_H
#define UNROLL_ENGINE_KERNELS_LANES_H

#include <assert.h>
#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#ifndef KERNEL_LANES
#define KERNEL_LANES 1
#endif

#define KERNEL_INLINE static inline __attribute__((always_inline))

// Before a loop of at most 16 rounds, their number known when it is compiled: what it touches can then stay in registers.
#if defined(__clang__)
#define KERNEL_UNROLL _Pragma("clang loop unroll(full)")
#else
#define KERNEL_UNROLL _Pragma("GCC unroll 16")
#endif

static_assert(FLT_EVAL_METHOD == 0, "double arithmetic must round to double after every operation");

enum {
    LANES = KERNEL_LANES,
    GROUP = 8,             // vectors are stored in whole groups of 8
    PARTS = GROUP / LANES, // and a group is computed in this many parts
};

#if KERNEL_LANES == 1
typedef double Lanes;
typedef uint64_t Bits;
typedef double LanesInMemory;
#else
typedef double Lanes __attribute__((vector_size(8 * KERNEL_LANES)));
typedef uint64_t Bits __attribute__((vector_size(8 * KERNEL_LANES)));
typedef double LanesInMemory __attribute__((vector_size(8 * KERNEL_LANES), aligned(8), may_alias));
#endif

KERNEL_INLINE Lanes lanes_load(const double *p) {
    return *(const LanesInMemory *)p;
}
KERNEL_INLINE void lanes_store(double *p, Lanes v) {
    *(LanesInMemory *)p = v;
}

// Sets or adds to what is in memory.
KERNEL_INLINE void lanes_put(double *p, Lanes v, bool add) {
    lanes_store(p, add ? lanes_load(p) + v : v);
}

// k in every lane.
KERNEL_INLINE Lanes lanes_of(double k) {
#if KERNEL_LANES == 1
    return k;
#elif KERNEL_LANES == 2
    return (Lanes){k, k};
#elif KERNEL_LANES == 4
    return (Lanes){k, k, k, k};
#else
    return (Lanes){k, k, k, k, k, k, k, k};
#endif
}

KERNEL_INLINE Bits bits_of(Lanes v) {
    Bits b;
    memcpy(&b, &v, sizeof b);
    return b;
}

KERNEL_INLINE Lanes lanes_of_bits(Bits b) {
    Lanes v;
    memcpy(&v, &b, sizeof v);
    return v;
}

// All ones in the lanes where a < b, else all zeros; NaN is not less than anything.
KERNEL_INLINE Bits lanes_less(Lanes a, Lanes b) {
#if KERNEL_LANES == 1
    return (Bits)0 - (Bits)(a < b);
#else
    return (Bits)(a < b);
#endif
}

// yes where the mask is all ones, no where it is all zeros.
KERNEL_INLINE Lanes lanes_select(Bits mask, Lanes yes, Lanes no) {
    return lanes_of_bits((mask & bits_of(yes)) | (~mask & bits_of(no)));
}

KERNEL_INLINE Lanes lanes_abs(Lanes v) {
    return lanes_of_bits(bits_of(v) & (UINT64_MAX >> 1));
}

// The larger and the smaller; b where they are equal or either is NaN.
KERNEL_INLINE Lanes lanes_max(Lanes a, Lanes b) {
#if KERNEL_LANES == 8
    return (Lanes)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif KERNEL_LANES == 4
    return (Lanes)_mm256_max_pd((__m256d)a, (__m256d)b);
#elif KERNEL_LANES == 2 && defined(__SSE2__)
    return (Lanes)_mm_max_pd((__m128d)a, (__m128d)b);
#else
    return lanes_select(lanes_less(b, a), a, b);
#endif
}

KERNEL_INLINE Lanes lanes_min(Lanes a, Lanes b) {
#if KERNEL_LANES == 8
    return (Lanes)_mm512_min_pd((__m512d)a, (__m512d)b);
#elif KERNEL_LANES == 4
    return (Lanes)_mm256_min_pd((__m256d)a, (__m256d)b);
#elif KERNEL_LANES == 2 && defined(__SSE2__)
    return (Lanes)_mm_min_pd((__m128d)a, (__m128d)b);
#else
    return lanes_select(lanes_less(a, b), a, b);
#endif
}

// v with its sign changed in the lanes where `sign` is negative.
KERNEL_INLINE Lanes lanes_flip(Lanes v, Lanes sign) {
    return lanes_of_bits(bits_of(v) ^ (bits_of(sign) & ~(UINT64_MAX >> 1)));
}

// The processor's own instruction, which IEEE 754 defines to the bit.
KERNEL_INLINE Lanes lanes_sqrt(Lanes v) {
#if KERNEL_LANES == 8
    return (Lanes)_mm512_sqrt_pd((__m512d)v);
#elif KERNEL_LANES == 4
    return (Lanes)_mm256_sqrt_pd((__m256d)v);
#elif KERNEL_LANES == 2 && defined(__SSE2__)
    return (Lanes)_mm_sqrt_pd((__m128d)v);
#elif KERNEL_LANES == 2
    return (Lanes){__builtin_sqrt(v[0]), __builtin_sqrt(v[1])};
#elif defined(__SSE2__)
    return _mm_cvtsd_f64(_mm_sqrt_pd(_mm_set1_pd(v)));
#else
    return __builtin_sqrt(v);
#endif
}

// All ones in the lanes whose index in a row, at + 0, 1, ..., lies below n.
KERNEL_INLINE Bits lanes_below(int at, int n) {
    static const double index[GROUP] = {0, 1, 2, 3, 4, 5, 6, 7};
    return lanes_less(lanes_load(index), lanes_of((double)(n - at)));
}

// 8 accumulators, in parts.
typedef struct Group {
    Lanes part[PARTS];
} Group;

KERNEL_INLINE Group group_of(double k) {
    Group g;
    KERNEL_UNROLL
    for (int p = 0; p < PARTS; p++) g.part[p] = lanes_of(k);
    return g;
}

// ((0+4) + (2+6)) + ((1+5) + (3+7)): the only order in which accumulators are added up to a number.
KERNEL_INLINE double group_sum(Group g) {
#if KERNEL_LANES == 8
    __m512d all = (__m512d)g.part[0];
    __m256d four = _mm512_castpd512_pd256(all) + _mm512_extractf64x4_pd(all, 1);
    __m128d two = _mm256_castpd256_pd128(four) + _mm256_extractf128_pd(four, 1);
    return two[0] + two[1];
#elif KERNEL_LANES == 4
    __m256d four = (__m256d)(g.part[0] + g.part[1]);
    __m128d two = _mm256_castpd256_pd128(four) + _mm256_extractf128_pd(four, 1);
    return two[0] + two[1];
#elif KERNEL_LANES == 2
    Lanes two = (g.part[0] + g.part[2]) + (g.part[1] + g.part[3]);
    return two[0] + two[1];
#else
    return ((g.part[0] + g.part[4]) + (g.part[2] + g.part[6])) + ((g.part[1] + g.part[5]) + (g.part[3] + g.part[7]));
#endif
}

// The largest of 8 numbers, none of them NaN.
KERNEL_INLINE double group_max(Group g) {
#if KERNEL_LANES == 8
    return _mm512_reduce_max_pd((__m512d)g.part[0]);
#else
    Lanes top = g.part[0];
    KERNEL_UNROLL
    for (int p = 1; p < PARTS; p++) top = lanes_max(top, g.part[p]);
#if KERNEL_LANES == 4
    __m128d two = _mm_max_pd(_mm256_castpd256_pd128((__m256d)top), _mm256_extractf128_pd((__m256d)top, 1));
    return two[0] > two[1] ? two[0] : two[1];
#elif KERNEL_LANES == 2
    return top[0] > top[1] ? top[0] : top[1];
#else
    return top;
#endif
#endif
}

#endif
