#include "base/arena.h"

#include "base/fatal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64, BLOCK_SIZE = 64 * 1024 };

struct ArenaBlock {
    ArenaBlock *before;
    char *data; // aligned, within the same allocation as this header
    size_t size;
    size_t used;
};

static _Noreturn void out_of_memory(size_t size) {
    fatal("out of memory: %zu bytes were wanted", size);
}

void arena_init(Arena *arena) {
    arena->last = NULL;
}

void arena_finish(Arena *arena) {
    ArenaBlock *block = arena->last;
    while (block != NULL) {
        ArenaBlock *before = block->before;
        free(block);
        block = before;
    }
    arena->last = NULL;
}

static ArenaBlock *block_create(size_t size) {
    // calloc, so that the pages of a large block stay untouched until they are used.
    ArenaBlock *block = memory_alloc_zeros(1, sizeof(ArenaBlock) + ALIGNMENT + size);
    uintptr_t start = (uintptr_t)(block + 1);
    size_t skip = (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    block->data = (char *)(block + 1) + skip;
    block->size = size;
    return block;
}

void *arena_alloc(Arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) {
        out_of_memory(size);
    }
    size_t whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (whole == 0) {
        whole = ALIGNMENT; // so that each answer is a place of its own
    }
    ArenaBlock *last = arena->last;
    if (last != NULL && last->size - last->used >= whole) {
        void *place = last->data + last->used;
        last->used += whole;
        return place;
    }
    ArenaBlock *block = block_create(whole > BLOCK_SIZE ? whole : BLOCK_SIZE);
    block->used = whole;
    if (last != NULL && whole > BLOCK_SIZE / 2) {
        // A large piece goes behind the block that is being filled, which keeps its free rest.
        block->before = last->before;
        last->before = block;
    } else {
        block->before = last;
        arena->last = block;
    }
    return block->data;
}

void *arena_array(Arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        out_of_memory(SIZE_MAX);
    }
    return arena_alloc(arena, count * size);
}

char *arena_copy_text(Arena *arena, const char *text, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

void *memory_alloc(size_t size) {
    void *place = malloc(size > 0 ? size : 1);
    if (place == NULL) {
        out_of_memory(size);
    }
    return place;
}

void *memory_alloc_zeros(size_t count, size_t size) {
    void *place = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (place == NULL) {
        out_of_memory(size != 0 && count > SIZE_MAX / size ? SIZE_MAX : count * size);
    }
    return place;
}

void *memory_resize(void *old, size_t size) {
    void *place = realloc(old, size > 0 ? size : 1);
    if (place == NULL) {
        out_of_memory(size);
    }
    return place;
}
