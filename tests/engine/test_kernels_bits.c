// Same numbers, bit for bit, from every compiler, optimisation level and instruction set: all results of every set of kernels over fixed
// inputs make one hash, which stands here. It was the same from gcc -O0, gcc -O3, clang -O0 and clang -O3 when it was written down.
//
// A change of this number changes every loss that a class has noted: it wants a reason.
#include "kernel_fixture.h"

static const uint64_t EXPECTED = 0xd65b72f6103c424d;

// FNV-1a over the bits of doubles, with one kind of NaN.
static void add_to_hash(uint64_t *hash, const double *a, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = a[i] == a[i] ? bits_of_double(a[i]) : 0x7ff8000000000000;
        for (int byte = 0; byte < 8; byte++) {
            *hash = (*hash ^ ((bits >> (8 * byte)) & 0xff)) * 0x100000001b3;
        }
    }
}

static void add_rows_to_hash(uint64_t *hash, const double *a, int rows, int n) {
    for (int r = 0; r < rows; r++) add_to_hash(hash, a + r * kernel_stride(n), (size_t)n);
}

enum { MOST = 48, MOST_ROWS = 12, ROOM = MOST * MOST };

typedef struct Arrays {
    double *a, *b, *c, *d;
} Arrays;

static void hash_products(uint64_t *hash, const Kernels *kernels, Numbers *numbers, const Arrays *in) {
    int steps = numbers_between(numbers, 1, 4), lanes = numbers_between(numbers, 1, 3), rows = steps * lanes;
    int k = numbers_between(numbers, 1, 40), n = numbers_between(numbers, 1, 40);
    int lda = kernel_stride(k), ld = kernel_stride(n);
    kernels->matmul(in->c, ld, in->a, lda, in->b, ld, rows, k, n, false);
    add_rows_to_hash(hash, in->c, rows, n);
    kernels->outer(in->d, ld, in->a, lda, in->c, ld, steps, lanes, k, n, true);
    add_rows_to_hash(hash, in->d, k, n);
    kernels->sum_rows(in->d, in->a, ld, steps, lanes, n, -1, true);
    kernels->mul_row_sum(in->d + MOST, in->a, in->b, ld, steps, lanes, n, false);
    kernels->add_row(in->d, ld, -1, in->b, rows, n);
    kernels->mul_row(in->d, ld, in->a, in->b, rows, n, true);
    add_rows_to_hash(hash, in->d, rows, n);
    double lse[MOST_ROWS];
    kernels->softmax(in->c, lse, in->a, ld, rows, n);
    add_rows_to_hash(hash, in->c, rows, n);
    add_to_hash(hash, lse, (size_t)rows);
    kernels->softmax_back(in->d, in->b, in->c, ld, rows, n, false);
    add_rows_to_hash(hash, in->d, rows, n);
    const double sums[] = {kernels->sum(in->a, (size_t)n), kernels->sum_squares(in->a, (size_t)n), kernels->dot(in->a, in->b, (size_t)n)};
    add_to_hash(hash, sums, 3);
}

static void hash_elements(uint64_t *hash, const Kernels *kernels, Numbers *numbers, const Arrays *in) {
    size_t count = 8 * (size_t)numbers_between(numbers, 1, 20);
    double *y = in->c, *m = in->d;
    kernels->tanh(y, in->a, count);
    add_to_hash(hash, y, count);
    kernels->tanh_back(m, in->b, y, count, true);
    kernels->sigmoid(y, in->a, count);
    add_to_hash(hash, y, count);
    kernels->sigmoid_back(m, in->b, y, count, true);
    kernels->relu(y, in->a, count);
    kernels->relu_back(m, in->b, y, count, true);
    add_to_hash(hash, m, count);
    kernels->mul(y, in->a, m, count);
    kernels->mul_back(y, in->b, m, count, true);
    kernels->scale(m, 0.3, y, count);
    kernels->add_number(m, 0.7, count);
    kernels->add_scaled(m, -1, y, count);
    kernels->clamp(m, 3, count);
    add_to_hash(hash, m, count);
    kernels->mul(m, m, m, count);
    kernels->adam(in->a, y, m, in->b, 0.01, 0.9, 0.999, 0.1, 0.001, 1e-8, count);
    kernels->adagrad(in->a, m, in->b, 0.1, 1e-10, count);
    kernels->sgd(in->a, y, 0.1, count);
    add_to_hash(hash, in->a, count);
    for (size_t i = 0; i < count; i++) {
        const double values[] = {kernel_exp(in->b[i] * 200), kernel_log(in->b[i]), kernel_sin(in->b[i] * 1000)};
        add_to_hash(hash, values, 3);
    }
}

static uint64_t hash_of(const Kernels *kernels) {
    uint64_t hash = 0xcbf29ce484222325;
    Numbers numbers = numbers_named("bits");
    for (int round = 0; round < 200; round++) {
        double scale = round % 3 == 0 ? 0.5 : round % 3 == 1 ? 3 : 30;
        Arrays in = {numbers_array(&numbers, ROOM, scale), numbers_array(&numbers, ROOM, scale), numbers_array(&numbers, ROOM, scale),
                     numbers_array(&numbers, ROOM, scale)};
        hash_products(&hash, kernels, &numbers, &in);
        hash_elements(&hash, kernels, &numbers, &in);
        free(in.a);
        free(in.b);
        free(in.c);
        free(in.d);
    }
    return hash;
}

static void every_set_gives_the_bits_that_were_written_down(void **state) {
    (void)state;
    for (size_t set = 0; kernels_supported(set); set++) {
        uint64_t hash = hash_of(kernels_supported(set));
        if (hash != EXPECTED) fail_msg("%s: 0x%016llx", kernels_supported(set)->name, (unsigned long long)hash);
    }
    assert_non_null(kernels_supported(0));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_set_gives_the_bits_that_were_written_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
