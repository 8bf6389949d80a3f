// A growing region of memory that is freed all at once.
#ifndef UNROLL_BASE_ARENA_H
#define UNROLL_BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *last; // the block that is being filled; NULL when empty
} Arena;

// Makes an empty arena. Allocates nothing.
void arena_init(Arena *arena);

// Frees everything that came from the arena and leaves it empty.
void arena_finish(Arena *arena);

// `size` bytes of zeros, aligned to 64 bytes; they live until arena_finish. Running out of memory aborts.
void *arena_alloc(Arena *arena, size_t size);

// `count` items of `size` bytes, as arena_alloc; a product that overflows aborts.
void *arena_array(Arena *arena, size_t count, size_t size);

// A NUL-terminated copy of `length` bytes of `text`.
char *arena_copy_text(Arena *arena, const char *text, size_t length);

// malloc, calloc and realloc that abort with a message when memory runs out. The caller frees with free().
void *memory_alloc(size_t size);
void *memory_alloc_zeros(size_t count, size_t size);
void *memory_resize(void *old, size_t size);

#endif
