// Seeded random numbers: xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64 (Steele et al. 2014).
#ifndef UNROLL_BASE_RANDOM_H
#define UNROLL_BASE_RANDOM_H

#include <stdint.h>

typedef struct Random {
    uint64_t s[4];
} Random;

// A generator for one purpose and one name: seeded from `seed` xor FNV-1a (64 bit) of "purpose:name".
void random_init(Random *random, uint64_t seed, const char *purpose, const char *name);

uint64_t random_next(Random *random);

// Uniform in [0, 1): (next >> 11) * 2^-53.
double random_uniform(Random *random);

// Uniform in 0 .. bound-1 (bound >= 1): (whole part of) uniform * bound.
int random_below(Random *random, int bound);

#endif
