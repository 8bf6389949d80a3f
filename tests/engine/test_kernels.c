// Every kernel of every set that this processor runs, against the sum or formula of its contract written out as a plain loop: equal to the
// bit, so that also the order of the additions is tested. (The tests are compiled as the program is: without contraction.)
#include "kernel_fixture.h"

enum { ROUNDS = 60 };

static const double GARBAGE = 3e100; // in the padding: must not reach any element

// Fills the padding of `rows` rows of n with garbage.
static void spoil(double *a, int rows, int n) {
    int ld = kernel_stride(n);
    for (int r = 0; r < rows; r++) {
        for (int j = n; j < ld; j++) a[r * ld + j] = GARBAGE;
    }
}

static double *copy_of(const double *a, size_t count) {
    double *copy = aligned_alloc(64, (count * sizeof *a + 63) & ~(size_t)63);
    assert_non_null(copy);
    memcpy(copy, a, count * sizeof *a);
    return copy;
}

typedef void CheckOfSet(const Kernels *kernels, Numbers *numbers);

static void with_every_set(CheckOfSet *check) {
    size_t sets = 0;
    for (; kernels_supported(sets); sets++) {
        Numbers numbers = numbers_named("kernels");
        for (int round = 0; round < ROUNDS; round++) check(kernels_supported(sets), &numbers);
    }
    assert_true(sets >= 1);
    assert_string_equal(kernels_supported(0)->name, "plain");
}

static void matmul_once(const Kernels *kernels, Numbers *numbers) {
    int rows = numbers_between(numbers, 0, 1) ? 1 : numbers_between(numbers, 2, 11), k = numbers_between(numbers, 0, 40),
        n = numbers_between(numbers, 1, 150);
    int lda = kernel_stride(k), ld = kernel_stride(n);
    double *a = numbers_array(numbers, (size_t)(rows * lda) + 8, 1);
    double *b = numbers_array(numbers, (size_t)(k * ld) + 8, 1);
    double *c = numbers_array(numbers, (size_t)(rows * ld), 1);
    double *before = copy_of(c, (size_t)(rows * ld));
    spoil(a, rows, k);
    spoil(b, k, n);
    bool add = numbers_between(numbers, 0, 1);
    kernels->matmul(c, ld, a, lda, b, ld, rows, k, n, add);
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int i = 0; i < k; i++) sum += a[r * lda + i] * b[i * ld + j];
            assert_same(c[r * ld + j], add ? before[r * ld + j] + sum : sum);
        }
    }
    free(a);
    free(b);
    free(c);
    free(before);
}

static void matmul_adds_in_ascending_order(void **state) {
    (void)state;
    with_every_set(matmul_once);
}

static void outer_once(const Kernels *kernels, Numbers *numbers) {
    int steps = numbers_between(numbers, 0, 12), lanes = numbers_between(numbers, 1, 4);
    int m = numbers_between(numbers, 1, 20), n = numbers_between(numbers, 1, 70);
    int rows = steps * lanes, lda = kernel_stride(m), ld = kernel_stride(n);
    double *a = numbers_array(numbers, (size_t)(rows * lda) + 8, 1);
    double *b = numbers_array(numbers, (size_t)(rows * ld) + 8, 1);
    double *c = numbers_array(numbers, (size_t)(m * ld), 1);
    double *before = copy_of(c, (size_t)(m * ld));
    spoil(a, rows, m);
    spoil(b, rows, n);
    bool add = numbers_between(numbers, 0, 1);
    kernels->outer(c, ld, a, lda, b, ld, steps, lanes, m, n, add);
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int t = steps - 1; t >= 0; t--) {
                for (int r = t * lanes; r < (t + 1) * lanes; r++) sum += a[r * lda + i] * b[r * ld + j];
            }
            assert_same(c[i * ld + j], add ? before[i * ld + j] + sum : sum);
        }
    }
    free(a);
    free(b);
    free(c);
    free(before);
}

static void outer_adds_from_the_last_step_to_the_first(void **state) {
    (void)state;
    with_every_set(outer_once);
}

static void transpose_once(const Kernels *kernels, Numbers *numbers) {
    int rows = numbers_between(numbers, 1, 40), cols = numbers_between(numbers, 1, 40);
    int lda = kernel_stride(cols), ldb = kernel_stride(rows);
    double *a = numbers_array(numbers, (size_t)(rows * lda), 1);
    double *b = numbers_array(numbers, (size_t)(cols * ldb), 1);
    spoil(a, rows, cols);
    kernels->transpose(b, ldb, a, lda, rows, cols);
    for (int j = 0; j < cols; j++) {
        for (int i = 0; i < ldb; i++) assert_same(b[j * ldb + i], i < rows ? a[i * lda + j] : 0.0);
    }
    free(a);
    free(b);
}

static void transpose_swaps_rows_and_columns(void **state) {
    (void)state;
    with_every_set(transpose_once);
}

static void row_sums_once(const Kernels *kernels, Numbers *numbers) {
    int steps = numbers_between(numbers, 0, 12), lanes = numbers_between(numbers, 1, 4), n = numbers_between(numbers, 1, 40);
    int rows = steps * lanes, ld = kernel_stride(n);
    double *a = numbers_array(numbers, (size_t)(rows * ld) + 8, 1);
    double *b = numbers_array(numbers, (size_t)(rows * ld) + 8, 1);
    double *sums = numbers_array(numbers, (size_t)ld, 1);
    double *before = copy_of(sums, (size_t)ld);
    double *products = copy_of(sums, (size_t)ld);
    double sign = numbers_between(numbers, 0, 1) ? 1 : -1;
    bool add = numbers_between(numbers, 0, 1);
    kernels->sum_rows(sums, a, ld, steps, lanes, n, sign, add);
    kernels->mul_row_sum(products, a, b, ld, steps, lanes, n, add);
    for (int j = 0; j < n; j++) {
        double sum = 0, product = 0;
        for (int t = steps - 1; t >= 0; t--) {
            for (int r = t * lanes; r < (t + 1) * lanes; r++) {
                sum += sign * a[r * ld + j];
                product += a[r * ld + j] * b[r * ld + j];
            }
        }
        assert_same(sums[j], add ? before[j] + sum : sum);
        assert_same(products[j], add ? before[j] + product : product);
    }
    free(a);
    free(b);
    free(sums);
    free(before);
    free(products);
}

static void sums_of_rows_go_backwards_in_time(void **state) {
    (void)state;
    with_every_set(row_sums_once);
}

static void gather_and_scatter_once(const Kernels *kernels, Numbers *numbers) {
    enum { WORDS = 5 };
    int steps = numbers_between(numbers, 1, 8), lanes = numbers_between(numbers, 1, 3), n = numbers_between(numbers, 1, 30);
    int rows = steps * lanes, ld = kernel_stride(n);
    int index[24];
    for (int r = 0; r < rows; r++) index[r] = numbers_between(numbers, -1, WORDS - 1);
    double *table = numbers_array(numbers, (size_t)(WORDS * ld), 1);
    double *out = numbers_array(numbers, (size_t)(rows * ld), 1);
    double *before = copy_of(out, (size_t)(rows * ld));
    bool add = numbers_between(numbers, 0, 1);
    kernels->gather(out, ld, table, ld, index, rows, n, add);
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < n; j++) {
            double word = index[r] >= 0 ? table[index[r] * ld + j] : 0.0;
            assert_same(out[r * ld + j], !add ? word : index[r] >= 0 ? before[r * ld + j] + word : before[r * ld + j]);
        }
    }
    double *expected = copy_of(table, (size_t)(WORDS * ld));
    for (int t = steps - 1; t >= 0; t--) {
        for (int r = t * lanes; r < (t + 1) * lanes; r++) {
            for (int j = 0; index[r] >= 0 && j < n; j++) expected[index[r] * ld + j] += out[r * ld + j];
        }
    }
    kernels->scatter(table, ld, out, ld, index, steps, lanes, n);
    for (int w = 0; w < WORDS; w++) {
        for (int j = 0; j < n; j++) assert_same(table[w * ld + j], expected[w * ld + j]);
    }
    free(table);
    free(out);
    free(before);
    free(expected);
}

static void gather_reads_and_scatter_adds_rows_by_index(void **state) {
    (void)state;
    with_every_set(gather_and_scatter_once);
}

static void element_wise_once(const Kernels *kernels, Numbers *numbers) {
    size_t count = 8 * (size_t)numbers_between(numbers, 0, 9);
    double *a = numbers_array(numbers, count + 8, 4), *b = numbers_array(numbers, count + 8, 4), *y = numbers_array(numbers, count + 8, 4);
    double *before = copy_of(y, count + 8);
    double k = numbers_next(numbers, 3);
    kernels->tanh(y, a, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], kernel_tanh(a[i]));
    kernels->sigmoid(y, a, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], kernel_sigmoid(a[i]));
    kernels->relu(y, a, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], a[i] > 0 ? a[i] : 0.0);
    kernels->mul(y, a, b, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], a[i] * b[i]);
    kernels->scale(y, k, a, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], k * a[i]);
    kernels->set_scaled(y, -1, a, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], -a[i]);
    kernels->add_scaled(y, -1, b, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], -a[i] - b[i]);
    memcpy(y, a, count * sizeof *a);
    kernels->add_number(y, k, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], a[i] + k);
    kernels->clamp(y, 2, count);
    for (size_t i = 0; i < count; i++) assert_same(y[i], a[i] + k > 2 ? 2 : a[i] + k < -2 ? -2 : a[i] + k);
    for (int add = 0; add < 2; add++) {
        memcpy(y, before, count * sizeof *y);
        kernels->tanh_back(y, a, b, count, add);
        for (size_t i = 0; i < count; i++) assert_same(y[i], (add ? before[i] : 0) + a[i] * (1 - b[i] * b[i]));
        memcpy(y, before, count * sizeof *y);
        kernels->sigmoid_back(y, a, b, count, add);
        for (size_t i = 0; i < count; i++) assert_same(y[i], (add ? before[i] : 0) + a[i] * (b[i] * (1 - b[i])));
        memcpy(y, before, count * sizeof *y);
        kernels->relu_back(y, a, b, count, add);
        for (size_t i = 0; i < count; i++) assert_same(y[i], (add ? before[i] : 0) + (b[i] > 0 ? a[i] : 0));
        memcpy(y, before, count * sizeof *y);
        kernels->mul_back(y, a, b, count, add);
        for (size_t i = 0; i < count; i++) assert_same(y[i], (add ? before[i] : 0) + a[i] * b[i]);
    }
    assert_same(y[count], before[count]);
    free(a);
    free(b);
    free(y);
    free(before);
}

static void element_wise_kernels_follow_their_formulas(void **state) {
    (void)state;
    with_every_set(element_wise_once);
}

static void rows_with_weights_once(const Kernels *kernels, Numbers *numbers) {
    int rows = numbers_between(numbers, 1, 6), n = numbers_between(numbers, 1, 30), ld = kernel_stride(n);
    size_t count = (size_t)(rows * ld);
    double *a = numbers_array(numbers, count, 1), *p = numbers_array(numbers, (size_t)ld, 1), *y = numbers_array(numbers, count, 1);
    double *before = copy_of(y, count);
    kernels->add_row(y, ld, -1, p, rows, n);
    for (int i = 0; i < rows * ld; i++) assert_same(y[i], i % ld < n ? before[i] - p[i % ld] : y[i]);
    for (int add = 0; add < 2; add++) {
        memcpy(y, before, count * sizeof *y);
        kernels->mul_row(y, ld, a, p, rows, n, add);
        for (int i = 0; i < rows * ld; i++) assert_same(y[i], i % ld < n ? (add ? before[i] : 0) + a[i] * p[i % ld] : y[i]);
    }
    free(a);
    free(p);
    free(y);
    free(before);
}

static void a_row_of_weights_meets_every_row(void **state) {
    (void)state;
    with_every_set(rows_with_weights_once);
}

static void optimizers_once(const Kernels *kernels, Numbers *numbers) {
    enum { COUNT = 24 };
    double *w = numbers_array(numbers, COUNT, 1), *g = numbers_array(numbers, COUNT, 1);
    double *m = numbers_array(numbers, COUNT, 1), *v = numbers_array(numbers, COUNT, 1);
    for (int i = 0; i < COUNT; i++) v[i] = v[i] * v[i];
    double *w0 = copy_of(w, COUNT), *m0 = copy_of(m, COUNT), *v0 = copy_of(v, COUNT);
    kernels->sgd(w, g, 0.3, COUNT);
    for (int i = 0; i < COUNT; i++) assert_same(w[i], w0[i] - 0.3 * g[i]);
    memcpy(w, w0, COUNT * sizeof *w);
    kernels->adagrad(w, v, g, 0.3, 1e-10, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_same(v[i], v0[i] + g[i] * g[i]);
        assert_same(w[i], w0[i] - 0.3 * g[i] / (kernel_sqrt(v[i]) + 1e-10));
    }
    memcpy(w, w0, COUNT * sizeof *w);
    memcpy(v, v0, COUNT * sizeof *v);
    kernels->adam(w, m, v, g, 0.3, 0.9, 0.999, 0.19, 0.002, 1e-8, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_same(m[i], 0.9 * m0[i] + (1 - 0.9) * g[i]);
        assert_same(v[i], 0.999 * v0[i] + (1 - 0.999) * (g[i] * g[i]));
        assert_same(w[i], w0[i] - 0.3 * (m[i] / 0.19) / (kernel_sqrt(v[i] / 0.002) + 1e-8));
    }
    free(w);
    free(g);
    free(m);
    free(v);
    free(w0);
    free(m0);
    free(v0);
}

static void optimizers_follow_their_formulas(void **state) {
    (void)state;
    with_every_set(optimizers_once);
}

static void nan_and_infinity_stay_visible(void **state) {
    (void)state;
    const double nan = __builtin_nan(""), inf = __builtin_inf();
    for (size_t set = 0; kernels_supported(set); set++) {
        const Kernels *kernels = kernels_supported(set);
        double x[8] = {nan, inf, -inf, 0.0, -0.0, 5e-324, -5e-324, 1}, y[8];
        kernels->relu(y, x, 8);
        const double relu[8] = {nan, inf, 0, 0, y[4], 5e-324, 0, 1};
        for (int i = 0; i < 8; i++) assert_same(y[i], relu[i]);
        assert_true(y[4] == 0);
        kernels->clamp(x, 0.5, 8);
        const double clamped[8] = {nan, 0.5, -0.5, 0.0, -0.0, 5e-324, -5e-324, 0.5};
        for (int i = 0; i < 8; i++) assert_same(x[i], clamped[i]);
    }
}

static void every_element_is_checked_for_being_finite(void **state) {
    (void)state;
    Numbers numbers = numbers_named("finite");
    for (size_t set = 0; kernels_supported(set); set++) {
        const Kernels *kernels = kernels_supported(set);
        for (size_t n = 0; n <= 150; n += n < 40 ? 1 : 11) {
            double *a = numbers_array(&numbers, n + 1, 1e308);
            a[n] = __builtin_nan("");
            assert_true(kernels->all_finite(a, n));
            for (size_t i = 0; i < n; i++) {
                const double strange[] = {__builtin_nan(""), __builtin_inf(), -__builtin_inf()};
                double good = a[i];
                for (size_t s = 0; s < 3; s++) {
                    a[i] = strange[s];
                    assert_false(kernels->all_finite(a, n));
                }
                a[i] = good;
            }
            free(a);
        }
    }
}

static void the_environment_chooses_a_set(void **state) {
    (void)state;
    const Kernels *fastest = NULL;
    for (size_t set = 0; kernels_supported(set); set++) {
        fastest = kernels_supported(set);
        assert_int_equal(setenv("UNROLL_KERNELS", fastest->name, 1), 0);
        assert_ptr_equal(kernels_best(), fastest);
    }
    assert_int_equal(setenv("UNROLL_KERNELS", "abacus", 1), 0);
    assert_ptr_equal(kernels_best(), fastest);
    assert_int_equal(unsetenv("UNROLL_KERNELS"), 0);
    assert_ptr_equal(kernels_best(), fastest);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matmul_adds_in_ascending_order),
        cmocka_unit_test(outer_adds_from_the_last_step_to_the_first),
        cmocka_unit_test(transpose_swaps_rows_and_columns),
        cmocka_unit_test(sums_of_rows_go_backwards_in_time),
        cmocka_unit_test(gather_reads_and_scatter_adds_rows_by_index),
        cmocka_unit_test(element_wise_kernels_follow_their_formulas),
        cmocka_unit_test(a_row_of_weights_meets_every_row),
        cmocka_unit_test(optimizers_follow_their_formulas),
        cmocka_unit_test(nan_and_infinity_stay_visible),
        cmocka_unit_test(every_element_is_checked_for_being_finite),
        cmocka_unit_test(the_environment_chooses_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
