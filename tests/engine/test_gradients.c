// The gradients of the cells that come along, against central differences: all weights, full and truncated, every kind of loss.
#include "gradient_fixture.h"

#include "base/files.h"

// What is asked of each cell; the cell itself is filled in.
static const RunSpec settings[] = {
    {.lanes = 1},
    {.lanes = 2},
    {.lanes = 2, .window = 2},
    {.lanes = 1, .window = 3, .warm = true},
    {.lanes = 2, .window = 1},
    {.lanes = 2, .warm = true},
    {.lanes = 1, .first_loss = 6},
    {.lanes = 2, .first_loss = 6, .window = 4},
    {.lanes = 2, .first_loss = 4, .advance = 3, .warm = true}, // bptt 3,6
    {.lanes = 2, .gaps = true},
    {.lanes = 1, .squared_error = true},
    {.lanes = 2, .squared_error = true, .window = 2},
    {.lanes = 1, .vectors = true},
    {.lanes = 2, .vectors = true, .window = 2, .warm = true},
    {.lanes = 2, .vectors = true, .first_loss = 6},
    {.lanes = 2, .one_to_many = true, .warm = true}, // warm: the only input of an LSTM's forget gate would meet a cell state of zero
    {.lanes = 1, .one_to_many = true, .vectors = true, .window = 3, .warm = true},
};

static void check_cell(const char *name) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        RunSpec spec = settings[i];
        spec.cell = name;
        assert_gradients(&spec, ALL_MATTER);
    }
}

static void elman(void **state) { (void)state; check_cell("cells/elman.cell"); }
static void elman_identity(void **state) { (void)state; check_cell("cells/elman-identity.cell"); }
static void elman_relu(void **state) { (void)state; check_cell("cells/elman-relu.cell"); }
static void elman_sigmoid(void **state) { (void)state; check_cell("cells/elman-sigmoid.cell"); }
static void gru(void **state) { (void)state; check_cell("cells/gru.cell"); }
static void jordan(void **state) { (void)state; check_cell("cells/jordan.cell"); }
static void lstm(void **state) { (void)state; check_cell("cells/lstm.cell"); }
static void window(void **state) { (void)state; check_cell("cells/window.cell"); }

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(elman), cmocka_unit_test(elman_identity), cmocka_unit_test(elman_relu), cmocka_unit_test(elman_sigmoid),
    cmocka_unit_test(gru),   cmocka_unit_test(jordan),         cmocka_unit_test(lstm),       cmocka_unit_test(window),
};

// A cell that is put on the shelf belongs in the list above.
static void no_cell_of_the_shelf_is_left_out(void **state) {
    (void)state;
    size_t cells = 0;
    while (asset_name("cells/", cells)) cells++;
    assert_int_equal(cells, sizeof tests / sizeof *tests);
}

int main(void) {
    const struct CMUnitTest whole[] = {cmocka_unit_test(no_cell_of_the_shelf_is_left_out)};
    return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(whole, NULL, NULL);
}
