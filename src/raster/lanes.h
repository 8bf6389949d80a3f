// Four numbers at once, as the compiler's vectors: the same results as one by one, on every machine.
#ifndef UNROLL_RASTER_LANES_H
#define UNROLL_RASTER_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = 4 };

typedef float Floats __attribute__((vector_size(16)));
typedef int32_t Ints __attribute__((vector_size(16)));
typedef uint8_t FourBytes __attribute__((vector_size(4)));

static inline Floats floats_all(float value) {
    return (Floats){value, value, value, value};
}

// first, first + 1, first + 2, first + 3: four neighbouring pixels.
static inline Floats floats_from(int first) {
    return floats_all((float)first) + (Floats){0, 1, 2, 3};
}

static inline Floats floats_choose(Ints mask, Floats yes, Floats no) {
    return (Floats)((mask & (Ints)yes) | (~mask & (Ints)no));
}

// As least and greatest: the second one where either is NaN.
static inline Floats floats_least(Floats a, Floats b) {
    return floats_choose(a < b, a, b);
}
static inline Floats floats_greatest(Floats a, Floats b) {
    return floats_choose(a > b, a, b);
}

static inline Floats floats_magnitude(Floats a) {
    return (Floats)((Ints)a & 0x7FFFFFFF);
}

static inline Floats floats_sqrt(Floats a) {
#ifdef __SSE2__
    return (Floats)_mm_sqrt_ps((__m128)a);
#else
    return (Floats){sqrtf(a[0]), sqrtf(a[1]), sqrtf(a[2]), sqrtf(a[3])};
#endif
}

// Limited to 0..1; 0 for NaN.
static inline Floats floats_limit(Floats a) {
    return floats_least(floats_greatest(a, floats_all(0)), floats_all(1));
}

// Coverages within 0..1 as whole numbers 0..255.
static inline Ints floats_to_whole(Floats coverage) {
    return __builtin_convertvector(coverage * 255.0f + 0.5f, Ints);
}

static inline FourBytes floats_to_bytes(Floats coverage) {
    Ints whole = floats_to_whole(coverage);
#ifdef __SSE2__
    __m128i words = _mm_packs_epi32((__m128i)whole, (__m128i)whole);
    int bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
    FourBytes result;
    memcpy(&result, &bytes, sizeof result);
    return result;
#else
    return __builtin_convertvector(whole, FourBytes);
#endif
}

static inline void bytes_store(uint8_t *out, FourBytes bytes) {
    memcpy(out, &bytes, sizeof bytes);
}

static inline FourBytes bytes_load(const uint8_t *from) {
    FourBytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

static inline void bytes_store_larger(uint8_t *out, FourBytes bytes) {
    FourBytes old = bytes_load(out), mask = (FourBytes)(bytes > old);
    bytes_store(out, (bytes & mask) | (old & ~mask));
}

#endif
