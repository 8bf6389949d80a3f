// What the last frame reacts to, in the order in which people read: from left to right in a row, the rows from the top down.
#ifndef UNROLL_APP_READING_H
#define UNROLL_APP_READING_H

#include "app/state.h"

typedef struct Reading {
    const Hit **hits; // of state->hits, valid until the next frame
    size_t count;
} Reading;

// The hits of the last frame that `wanted` takes.
void reading_init(Reading *reading, const State *state, bool (*wanted)(const State *state, const Hit *hit));
void reading_finish(Reading *reading);

// Where a hit stands in it; -1 where it does not.
int reading_find(const Reading *reading, const Hit *hit);

// Whether nothing that was drawn later lies upon the middle of a hit of the last frame.
bool reading_is_on_top(const State *state, const Hit *hit);

#endif
