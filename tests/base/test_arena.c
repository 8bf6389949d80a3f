#include "testing.h"

#include "base/arena.h"

#include <string.h>

static bool all_zero(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void pieces_are_aligned_zeroed_and_apart(void **state) {
    (void)state;
    Arena arena;
    arena_init(&arena);
    enum { PIECES = 400 };
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        // Small ones, some that fill a block, some that are larger than any block.
        sizes[i] = i % 50 == 7 ? 65536 + i : i % 50 == 9 ? 300000 : i * 3;
        pieces[i] = arena_alloc(&arena, sizes[i]);
        assert_int_equal((uintptr_t)pieces[i] % 64, 0);
        assert_true(all_zero(pieces[i], sizes[i]));
        memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(pieces[i][k], i % 255 + 1);
        }
    }
    arena_finish(&arena);
}

static void empty_pieces_have_places_of_their_own(void **state) {
    (void)state;
    Arena arena;
    arena_init(&arena);
    void *first = arena_alloc(&arena, 0);
    void *second = arena_array(&arena, 5, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, second);
    arena_finish(&arena);
}

static void a_finished_arena_is_empty_and_may_be_used_again(void **state) {
    (void)state;
    Arena arena;
    arena_init(&arena);
    arena_finish(&arena);
    assert_null(arena.last);
    for (int round = 0; round < 3; round++) {
        assert_string_equal(arena_copy_text(&arena, "hidden state", 6), "hidden");
        arena_finish(&arena);
        assert_null(arena.last);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_zeroed_and_apart),
        cmocka_unit_test(empty_pieces_have_places_of_their_own),
        cmocka_unit_test(a_finished_arena_is_empty_and_may_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
