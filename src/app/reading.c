#include "app/reading.h"

#include "base/arena.h"

#include <stdlib.h>

static int by_top(const void *left, const void *right) {
    const Hit *a = *(const Hit *const *)left, *b = *(const Hit *const *)right;
    float y = (a->rect.y + a->rect.h / 2) - (b->rect.y + b->rect.h / 2);
    return y < 0 ? -1 : y > 0 ? 1 : a < b ? -1 : a > b;
}

static int by_left(const void *left, const void *right) {
    const Hit *a = *(const Hit *const *)left, *b = *(const Hit *const *)right;
    return a->rect.x < b->rect.x ? -1 : a->rect.x > b->rect.x ? 1 : by_top(left, right);
}

void reading_init(Reading *reading, const State *state, bool (*wanted)(const State *state, const Hit *hit)) {
    const HitList *hits = &state->hits;
    *reading = (Reading){.hits = memory_alloc((hits->count + 1) * sizeof *reading->hits)};
    for (size_t i = 0; i < hits->count; i++)
        if (wanted(state, &hits->hits[i])) reading->hits[reading->count++] = &hits->hits[i];
    qsort(reading->hits, reading->count, sizeof *reading->hits, by_top);
    // A row holds what has its middle beside the topmost of it.
    for (size_t first = 0, behind; first < reading->count; first = behind) {
        const Rect *top = &reading->hits[first]->rect;
        for (behind = first + 1; behind < reading->count; behind++) {
            const Rect *next = &reading->hits[behind]->rect;
            if (next->y + next->h / 2 >= top->y + top->h) break;
        }
        qsort(reading->hits + first, behind - first, sizeof *reading->hits, by_left);
    }
}

void reading_finish(Reading *reading) {
    free(reading->hits);
    *reading = (Reading){0};
}

int reading_find(const Reading *reading, const Hit *hit) {
    for (size_t i = 0; i < reading->count; i++)
        if (reading->hits[i] == hit) return (int)i;
    return -1;
}

bool reading_is_on_top(const State *state, const Hit *hit) {
    return hits_find(&state->hits, hit->rect.x + hit->rect.w / 2, hit->rect.y + hit->rect.h / 2) == hit;
}
