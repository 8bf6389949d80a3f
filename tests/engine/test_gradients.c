// The gradients of all cells on the shelf, against central differences: all weights, full and truncated, every kind of loss.
#include "gradient_fixture.h"

#include "base/files.h"

// Every cell under each of these settings.
static void check_shelf(const RunSpec *settings, size_t count) {
    const char *cell;
    size_t cells = 0;
    for (; (cell = asset_name("cells/", cells)) != NULL; cells++)
        for (size_t i = 0; i < count; i++) {
            RunSpec spec = settings[i];
            spec.cell = cell;
            assert_gradients(&spec, ALL_MATTER);
        }
    assert_true(cells >= 8);
}

#define CHECK_SHELF(...) check_shelf((const RunSpec[]){__VA_ARGS__}, sizeof((const RunSpec[]){__VA_ARGS__}) / sizeof(RunSpec))

static void full(void **state) {
    (void)state;
    CHECK_SHELF({.lanes = 1}, {.lanes = 2}, {.lanes = 2, .warm = true}, {.lanes = 1, .vectors = true});
}

static void truncated(void **state) {
    (void)state;
    CHECK_SHELF({.lanes = 2, .window = 2, .warm = true}, {.lanes = 1, .window = 3, .warm = true}, {.lanes = 2, .window = 1, .warm = true},
                {.lanes = 2, .window = 2, .warm = true, .vectors = true});
}

static void with_losses_at_some_timesteps_only(void **state) {
    (void)state;
    CHECK_SHELF({.lanes = 1, .first_loss = 6}, {.lanes = 2, .first_loss = 6, .window = 4}, {.lanes = 2, .first_loss = 6, .vectors = true},
                {.lanes = 2, .first_loss = 4, .advance = 3, .warm = true}, // bptt 3,6
                {.lanes = 2, .gaps = true});
}

static void with_squared_error_against_symbols(void **state) {
    (void)state;
    CHECK_SHELF({.lanes = 1, .squared_error = true}, {.lanes = 2, .squared_error = true, .window = 2, .warm = true});
}

// Warm: the only input of a forget gate would meet a cell state of zero.
static void with_an_input_at_the_first_timestep_only(void **state) {
    (void)state;
    CHECK_SHELF({.lanes = 2, .one_to_many = true, .warm = true},
                {.lanes = 1, .one_to_many = true, .vectors = true, .window = 3, .warm = true});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full),
        cmocka_unit_test(truncated),
        cmocka_unit_test(with_losses_at_some_timesteps_only),
        cmocka_unit_test(with_squared_error_against_symbols),
        cmocka_unit_test(with_an_input_at_the_first_timestep_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
