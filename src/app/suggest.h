// "Did you mean ...?"
#ifndef UNROLL_APP_SUGGEST_H
#define UNROLL_APP_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

// How many bytes must be put in, taken out, replaced or swapped with their neighbour to make `b` of `a` (Damerau 1964, restricted). Texts
// longer than 63 bytes count as 64 apart.
int edit_distance(const char *a, const char *b);

// The best of the candidates that were offered; starts with suggestion_init.
typedef struct Suggestion {
    const char *wanted;
    const char *best; // NULL: nothing near enough. One of the offered strings
    int distance;
} Suggestion;

void suggestion_init(Suggestion *suggestion, const char *wanted);

// Considers a candidate: near enough is within a third of the longer length, at least 1; or the wanted text is its beginning, from 3 bytes
// on.
void suggestion_offer(Suggestion *suggestion, const char *candidate);

#endif
