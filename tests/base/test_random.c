#include "testing.h"

#include "base/random.h"

#include <string.h>

// FNV-1a, 64 bit, written out once more.
static uint64_t fnv1a(const char *text) {
    uint64_t hash = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        hash ^= (unsigned char)*text;
        hash *= 1099511628211u;
    }
    return hash;
}

static void the_state_comes_from_splitmix64(void **state) {
    (void)state;
    assert_true(fnv1a("foobar") == 0x85944171F73967E8u); // published with FNV

    // The first numbers of splitmix64 for the seeds 0 and 1477776061723855037, as widely published.
    static const uint64_t FROM_ZERO[3] = {0xE220A8397B1DCDAFu, 0x6E789E6AA1B965F4u, 0x06C45D188009454Fu};
    static const uint64_t FROM_LARGE[4] = {1985237415132408290u, 2979275885539914483u, 13511426838097143398u, 8488337342461049707u};
    Random random;
    random_init(&random, fnv1a("init:W_h"), "init", "W_h");
    assert_memory_equal(random.s, FROM_ZERO, sizeof FROM_ZERO);
    random_init(&random, fnv1a("init:W_h") ^ 1477776061723855037u, "init", "W_h");
    assert_memory_equal(random.s, FROM_LARGE, sizeof FROM_LARGE);
}

static void the_numbers_are_those_of_xoshiro256ss(void **state) {
    (void)state;
    // From the state 1, 2, 3, 4, as computed by the authors' reference code.
    static const uint64_t WANTED[] = {11520u,
                                      0u,
                                      1509978240u,
                                      1215971899390074240u,
                                      1216172134540287360u,
                                      607988272756665600u,
                                      16172922978634559625u,
                                      8476171486693032832u,
                                      10595114339597558777u,
                                      2904607092377533576u};
    Random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < COUNT(WANTED); i++) {
        assert_true(random_next(&random) == WANTED[i]);
    }
}

static void names_and_purposes_have_generators_of_their_own(void **state) {
    (void)state;
    Random random, other;
    random_init(&random, 1, "init", "W_h");
    random_init(&other, 1, "init", "W_h");
    assert_memory_equal(&random, &other, sizeof random);
    static const char *const OTHERS[][2] = {{"init", "W_x"}, {"task", "W_h"}, {"init:W", "_h"}, {"ini", "t:W_h"}};
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        random_init(&other, 1, OTHERS[i][0], OTHERS[i][1]);
        assert_memory_not_equal(&random, &other, sizeof random);
    }
    random_init(&other, 2, "init", "W_h");
    assert_memory_not_equal(&random, &other, sizeof random);
}

static void uniform_numbers_fill_their_range(void **state) {
    (void)state;
    Random random;
    random_init(&random, 7, "test", "uniform");
    enum { DRAWS = 60000, BOUND = 6 };
    int counts[BOUND] = {0};
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        double value = random_uniform(&random);
        assert_true(value >= 0 && value < 1);
        sum += value;
        int below = random_below(&random, BOUND);
        assert_in_range(below, 0, BOUND - 1);
        counts[below]++;
    }
    // Within about four standard deviations.
    assert_true(sum / DRAWS > 0.495 && sum / DRAWS < 0.505);
    for (int i = 0; i < BOUND; i++) {
        assert_in_range(counts[i], DRAWS / BOUND - 400, DRAWS / BOUND + 400);
    }
    assert_int_equal(random_below(&random, 1), 0);
}

static void uniform_uses_the_upper_53_bits(void **state) {
    (void)state;
    Random bits = {{1, 2, 3, 4}};
    Random uniform = bits;
    for (int i = 0; i < 100; i++) {
        assert_true(random_uniform(&uniform) == (double)(random_next(&bits) >> 11) / 9007199254740992.0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_comes_from_splitmix64),
        cmocka_unit_test(the_numbers_are_those_of_xoshiro256ss),
        cmocka_unit_test(names_and_purposes_have_generators_of_their_own),
        cmocka_unit_test(uniform_numbers_fill_their_range),
        cmocka_unit_test(uniform_uses_the_upper_53_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
