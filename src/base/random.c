#include "base/random.h"

// FNV-1a, 64 bit (Fowler, Noll & Vo), continued from `hash`.
static uint64_t hash_text(uint64_t hash, const char *text) {
    for (const char *c = text; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 0x100000001B3u;
    }
    return hash;
}

static uint64_t splitmix64(uint64_t *state) {
    *state += 0x9E3779B97F4A7C15u;
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

void random_init(Random *random, uint64_t seed, const char *purpose, const char *name) {
    uint64_t hash = hash_text(0xCBF29CE484222325u, purpose);
    hash = hash_text(hash, ":");
    hash = hash_text(hash, name);
    uint64_t state = seed ^ hash;
    for (int i = 0; i < 4; i++) {
        random->s[i] = splitmix64(&state);
    }
}

static uint64_t rotate_left(uint64_t x, int k) {
    return x << k | x >> (64 - k);
}

uint64_t random_next(Random *random) {
    uint64_t *s = random->s;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_uniform(Random *random) {
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

int random_below(Random *random, int bound) {
    return (int)(random_uniform(random) * bound);
}
