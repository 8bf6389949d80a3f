// The areas of a frame that react to the pointer and to Tab.
#include "base/arena.h"
#include "view/view.h"

#include <stdlib.h>

void hits_init(HitList *hits) {
    *hits = (HitList){0};
}

void hits_finish(HitList *hits) {
    free(hits->hits);
    *hits = (HitList){0};
}

void hits_clear(HitList *hits) {
    hits->count = 0;
}

Hit *hits_add(HitList *hits, HitKind kind, Rect rect) {
    if (hits->count == hits->capacity) {
        hits->capacity = hits->capacity > 0 ? 2 * hits->capacity : 64;
        hits->hits = memory_resize(hits->hits, hits->capacity * sizeof(Hit));
    }
    Hit *hit = &hits->hits[hits->count++];
    *hit = (Hit){.rect = rect, .kind = kind};
    return hit;
}

const Hit *hits_find(const HitList *hits, float x, float y) {
    for (size_t i = hits->count; i > 0; i--) {
        const Rect *rect = &hits->hits[i - 1].rect;
        if (x >= rect->x && x < rect->x + rect->w && y >= rect->y && y < rect->y + rect->h) {
            return &hits->hits[i - 1];
        }
    }
    return NULL;
}
