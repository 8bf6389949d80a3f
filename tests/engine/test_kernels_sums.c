// Sums to one number, and what is made of them: softmax and its way back.
#include "kernel_fixture.h"

#include <math.h>

// The contract's tree, over terms that stand in memory.
static double tree_of(const double *terms, size_t n) {
    double s[8] = {0};
    for (size_t i = 0; i < n; i++) s[i % 8] += terms[i];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

static void sums_use_eight_accumulators_and_one_tree(void **state) {
    (void)state;
    Numbers numbers = numbers_named("sums");
    size_t order_mattered = 0;
    for (size_t set = 0; kernels_supported(set); set++) {
        const Kernels *kernels = kernels_supported(set);
        for (size_t n = 0; n <= 70; n++) {
            double *a = numbers_array(&numbers, n + 8, 1), *b = numbers_array(&numbers, n + 8, 1),
                   *products = numbers_array(&numbers, n + 8, 1);
            assert_same(kernels->sum(a, n), tree_of(a, n));
            double in_order = 0;
            for (size_t i = 0; i < n; i++) {
                in_order += a[i];
                products[i] = a[i] * b[i];
            }
            order_mattered += in_order != tree_of(a, n);
            assert_same(kernels->dot(a, b, n), tree_of(products, n));
            for (size_t i = 0; i < n; i++) products[i] = a[i] * a[i];
            assert_same(kernels->sum_squares(a, n), tree_of(products, n));
            free(a);
            free(b);
            free(products);
        }
    }
    assert_true(order_mattered > 10);
}

static void softmax_is_exp_over_the_sum(void **state) {
    (void)state;
    Numbers numbers = numbers_named("softmax");
    for (size_t set = 0; kernels_supported(set); set++) {
        const Kernels *kernels = kernels_supported(set);
        for (int n = 1; n <= 40; n++) {
            int rows = 1 + (7 * n) % 37, ld = kernel_stride(n);
            size_t count = (size_t)(rows * ld);
            double *x = numbers_array(&numbers, count, 5), *y = numbers_array(&numbers, count, 1),
                   *only = numbers_array(&numbers, count, 1);
            double lse[37];
            kernels->softmax(y, lse, x, ld, rows, n);
            kernels->softmax(only, NULL, x, ld, rows, n);
            for (int r = 0; r < rows; r++) {
                const double *row = x + r * ld;
                double max = row[0], e[40];
                long double exact = 0;
                for (int j = 0; j < n; j++) max = row[j] > max ? row[j] : max;
                for (int j = 0; j < n; j++) e[j] = kernel_exp(row[j] - max);
                for (int j = 0; j < n; j++) exact += expl((long double)row[j]);
                double sum = tree_of(e, (size_t)n);
                for (int j = 0; j < ld; j++) {
                    assert_same(y[r * ld + j], j < n ? e[j] / sum : 0.0);
                    assert_same(only[r * ld + j], y[r * ld + j]);
                    if (j < n) assert_true(fabsl(y[r * ld + j] - expl((long double)row[j]) / exact) < 1e-15L);
                }
                assert_same(lse[r], kernel_log(sum) + max);
                assert_true(fabsl(lse[r] - logl(exact)) < 2e-15L);
            }
            free(x);
            free(y);
            free(only);
        }
    }
}

static void softmax_survives_large_logits_and_shows_nan(void **state) {
    (void)state;
    const double inf = __builtin_inf();
    for (size_t set = 0; kernels_supported(set); set++) {
        double x[16] = {1e300, -1e300, 1e300, -inf, 0, 0, 0, 0, 1, __builtin_nan(""), 2, 0, 0, 0, 0, 0}, y[16], lse[2];
        kernels_supported(set)->softmax(y, lse, x, 8, 2, 4);
        const double wanted[8] = {0.5, 0, 0.5, 0, 0, 0, 0, 0};
        for (int j = 0; j < 8; j++) assert_same(y[j], wanted[j]);
        assert_same(lse[0], 1e300);
        for (int j = 8; j < 11; j++) assert_true(isnan(y[j]));
        assert_true(isnan(lse[1]));
    }
}

static void softmax_goes_back_through_the_whole_row(void **state) {
    (void)state;
    Numbers numbers = numbers_named("softmax back");
    for (size_t set = 0; kernels_supported(set); set++) {
        const Kernels *kernels = kernels_supported(set);
        for (int n = 1; n <= 40; n++) {
            enum { ROWS = 3 };
            int ld = kernel_stride(n);
            size_t count = (size_t)(ROWS * ld);
            double *y = numbers_array(&numbers, count, 1), *dy = numbers_array(&numbers, count, 1);
            double *set_to = numbers_array(&numbers, count, 1), *added_to = numbers_array(&numbers, count, 1);
            double *before = numbers_array(&numbers, count, 1);
            memcpy(before, added_to, count * sizeof *before);
            kernels->softmax_back(set_to, dy, y, ld, ROWS, n, false);
            kernels->softmax_back(added_to, dy, y, ld, ROWS, n, true);
            for (int r = 0; r < ROWS; r++) {
                double products[40];
                for (int j = 0; j < n; j++) products[j] = dy[r * ld + j] * y[r * ld + j];
                double sum = tree_of(products, (size_t)n);
                for (int i = r * ld; i < r * ld + n; i++) {
                    assert_same(set_to[i], y[i] * (dy[i] - sum));
                    assert_same(added_to[i], before[i] + y[i] * (dy[i] - sum));
                }
            }
            free(y);
            free(dy);
            free(set_to);
            free(added_to);
            free(before);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_use_eight_accumulators_and_one_tree),
        cmocka_unit_test(softmax_is_exp_over_the_sum),
        cmocka_unit_test(softmax_survives_large_logits_and_shows_nan),
        cmocka_unit_test(softmax_goes_back_through_the_whole_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
