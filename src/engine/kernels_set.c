// One set of kernels. Meson compiles this file once for each instruction set, with KERNEL_SET its name and KERNEL_LANES its width.
#include "engine/kernels.h"
#include "engine/kernels_lanes.h"
#include "engine/kernels_math.h"
#include "engine/kernels_product.h"
#include "engine/kernels_sets.h"

static void set_matmul(double *c, int ldc, const double *a, int lda, const double *b, int ldb, int rows, int k, int n, bool add) {
    const Walk walk = {.a_row = lda, .a_step = 1, .b_step = ldb, .steps = k, .blocks = 1, .add = add};
    product(c, ldc, a, b, &walk, rows, n);
}

static void set_outer(double *c, int ldc, const double *a, int lda, const double *b, int ldb, int steps, int lanes, int m, int n,
                      bool add) {
    // One lane: the steps are the terms themselves, from the last to the first. More: each step is a block of lanes.
    const Walk one = {.a_row = 1, .a_step = -(ptrdiff_t)lda, .b_step = -(ptrdiff_t)ldb, .steps = steps, .blocks = 1, .add = add};
    const Walk more = {.a_row = 1,
                       .a_step = lda,
                       .b_step = ldb,
                       .a_block = -(ptrdiff_t)lanes * lda,
                       .b_block = -(ptrdiff_t)lanes * ldb,
                       .steps = lanes,
                       .blocks = steps,
                       .add = add};
    ptrdiff_t last = steps > 0 ? (ptrdiff_t)(steps - 1) * lanes : 0;
    product(c, ldc, a + last * lda, b + last * ldb, lanes == 1 ? &one : &more, m, n);
}

// Two rows and two columns at a time, within blocks of 8 rows of a, so that each line of b is written in one go.
static void set_transpose(double *b, int ldb, const double *a, int lda, int rows, int cols) {
    typedef double Pair __attribute__((vector_size(16), aligned(8), may_alias));
    for (int i0 = 0; i0 < kernel_stride(rows); i0 += GROUP) {
        for (int j = 0; j < cols; j += 2) {
            const double *from = a + (ptrdiff_t)i0 * lda + j;
            double *to = b + (ptrdiff_t)j * ldb + i0;
            if (i0 + GROUP <= rows && j + 2 <= cols) {
                KERNEL_UNROLL
                for (int i = 0; i < GROUP; i += 2, from += 2 * (ptrdiff_t)lda) {
                    Pair x = *(const Pair *)from, y = *(const Pair *)(from + lda);
                    *(Pair *)(to + i) = (Pair){x[0], y[0]};
                    *(Pair *)(to + ldb + i) = (Pair){x[1], y[1]};
                }
            } else {
                for (int c = 0; c < 2 && j + c < cols; c++) {
                    for (int i = 0; i < GROUP; i++) to[c * (ptrdiff_t)ldb + i] = i0 + i < rows ? from[(ptrdiff_t)i * lda + c] : 0.0;
                }
            }
        }
    }
}

// For each of the groups of a row: the sum over steps, backwards, and lanes of sign * a, or of a * b where there is a b.
KERNEL_INLINE void sum_backwards(double *c, const double *a, const double *b, double sign, int ld, int steps, int lanes, int n, bool add) {
    for (int j = 0; j < n; j += LANES) {
        Lanes sum = lanes_of(0.0);
        for (int t = steps - 1; t >= 0; t--) {
            ptrdiff_t at = (ptrdiff_t)t * lanes * ld + j;
            for (int r = 0; r < lanes; r++, at += ld) sum = sum + lanes_load(a + at) * (b ? lanes_load(b + at) : lanes_of(sign));
        }
        lanes_put(c + j, sum, add);
    }
}

static void set_sum_rows(double *c, const double *a, int lda, int steps, int lanes, int n, double sign, bool add) {
    sum_backwards(c, a, NULL, sign, lda, steps, lanes, kernel_stride(n), add);
}

static void set_mul_row_sum(double *c, const double *a, const double *b, int ld, int steps, int lanes, int n, bool add) {
    sum_backwards(c, a, b, 1.0, ld, steps, lanes, kernel_stride(n), add);
}

static void set_gather(double *c, int ldc, const double *b, int ldb, const int *index, int rows, int n, bool add) {
    for (int r = 0; r < rows; r++, c += ldc) {
        if (index[r] >= 0) {
            const double *from = b + (ptrdiff_t)index[r] * ldb;
            for (int j = 0; j < kernel_stride(n); j += LANES) lanes_put(c + j, lanes_load(from + j), add);
        } else if (!add) {
            for (int j = 0; j < kernel_stride(n); j += LANES) lanes_store(c + j, lanes_of(0.0));
        }
    }
}

static void set_scatter(double *c, int ldc, const double *a, int lda, const int *index, int steps, int lanes, int n) {
    for (int t = steps - 1; t >= 0; t--) {
        for (int r = t * lanes; r < (t + 1) * lanes; r++) {
            if (index[r] < 0) continue;
            double *to = c + (ptrdiff_t)index[r] * ldc;
            const double *from = a + (ptrdiff_t)r * lda;
            for (int j = 0; j < kernel_stride(n); j += LANES) lanes_put(to + j, lanes_load(from + j), true);
        }
    }
}

static void set_tanh(double *y, const double *x, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(y + i, math_tanh(lanes_load(x + i)));
}

static void set_sigmoid(double *y, const double *x, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(y + i, math_sigmoid(lanes_load(x + i)));
}

static void set_relu(double *y, const double *x, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(y + i, lanes_max(lanes_of(0.0), lanes_load(x + i)));
}

static void set_mul(double *y, const double *a, const double *b, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(y + i, lanes_load(a + i) * lanes_load(b + i));
}

static void set_scale(double *y, double k, const double *a, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(y + i, k * lanes_load(a + i));
}

static void set_add_scaled(double *y, double sign, const double *a, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_put(y + i, sign * lanes_load(a + i), true);
}

static void set_sum_terms(double *y, int ld, const SumTerm *terms, int count, int rows) {
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < ld; j += LANES) {
            Lanes sum = lanes_load(terms[0].values + (ptrdiff_t)r * terms[0].ld + j) * lanes_of(terms[0].sign);
            for (int i = 1; i < count; i++)
                sum = sum + lanes_load(terms[i].values + (ptrdiff_t)r * terms[i].ld + j) * lanes_of(terms[i].sign);
            lanes_store(y + (ptrdiff_t)r * ld + j, sum);
        }
}

static void set_add_row(double *y, int ld, double sign, const double *p, int rows, int n) {
    for (int r = 0; r < rows; r++) set_add_scaled(y + (ptrdiff_t)r * ld, sign, p, (size_t)kernel_stride(n));
}

static void set_mul_row(double *y, int ld, const double *a, const double *p, int rows, int n, bool add) {
    for (int r = 0; r < rows; r++, y += ld, a += ld) {
        for (int j = 0; j < kernel_stride(n); j += LANES) lanes_put(y + j, lanes_load(a + j) * lanes_load(p + j), add);
    }
}

static void set_add_number(double *y, double k, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_put(y + i, lanes_of(k), true);
}

static void set_tanh_back(double *dx, const double *dy, const double *y, size_t count, bool add) {
    for (size_t i = 0; i < count; i += LANES) {
        Lanes v = lanes_load(y + i);
        lanes_put(dx + i, lanes_load(dy + i) * (1.0 - v * v), add);
    }
}

static void set_sigmoid_back(double *dx, const double *dy, const double *y, size_t count, bool add) {
    for (size_t i = 0; i < count; i += LANES) {
        Lanes v = lanes_load(y + i);
        lanes_put(dx + i, lanes_load(dy + i) * (v * (1.0 - v)), add);
    }
}

static void set_relu_back(double *dx, const double *dy, const double *x, size_t count, bool add) {
    for (size_t i = 0; i < count; i += LANES) {
        Bits positive = lanes_less(lanes_of(0.0), lanes_load(x + i));
        lanes_put(dx + i, lanes_select(positive, lanes_load(dy + i), lanes_of(0.0)), add);
    }
}

static void set_mul_back(double *da, const double *dy, const double *b, size_t count, bool add) {
    for (size_t i = 0; i < count; i += LANES) lanes_put(da + i, lanes_load(dy + i) * lanes_load(b + i), add);
}

// The largest of a row of n; NaN is passed over, for it will show in the exponentials.
KERNEL_INLINE double row_max(const double *x, int n) {
    Group top = group_of(-__builtin_inf());
    for (int j = 0; j < n; j += GROUP) {
        KERNEL_UNROLL
        for (int p = 0; p < PARTS; p++) {
            int at = j + p * LANES;
            Lanes v = lanes_select(lanes_below(at, n), lanes_load(x + at), top.part[p]);
            top.part[p] = lanes_max(v, top.part[p]);
        }
    }
    return group_max(top);
}

// The sum of a row whose padding is 0.
KERNEL_INLINE double row_sum(const double *x, int n) {
    Group sum = group_of(0.0);
    for (int j = 0; j < n; j += GROUP) {
        KERNEL_UNROLL
        for (int p = 0; p < PARTS; p++) sum.part[p] = sum.part[p] + lanes_load(x + j + p * LANES);
    }
    return group_sum(sum);
}

enum { SOFTMAX_ROWS = 2 * GROUP };

// At most SOFTMAX_ROWS rows, in three passes, so that the constants of the exponential are loaded once for all of them.
static void softmax_of_some(double *y, double *lse, const double *x, int ld, int rows, int n) {
    const int stride = kernel_stride(n);
    double sums[SOFTMAX_ROWS] = {0}, most[SOFTMAX_ROWS] = {0};
    for (int r = 0; r < rows; r++) {
        ptrdiff_t row = (ptrdiff_t)r * ld;
        most[r] = row_max(x + row, n);
        for (int j = 0; j < stride; j += LANES) { // the padding becomes exp(-infinity)
            Lanes v = lanes_load(x + row + j) - most[r];
            lanes_store(y + row + j, lanes_select(lanes_below(j, n), v, lanes_of(-__builtin_inf())));
        }
    }
    for (int r = 0; r < rows; r++) {
        double *row = y + (ptrdiff_t)r * ld;
        for (int j = 0; j < stride; j += LANES) lanes_store(row + j, math_exp(lanes_load(row + j)));
    }
    for (int r = 0; r < rows; r++) {
        double *row = y + (ptrdiff_t)r * ld;
        sums[r] = row_sum(row, n);
        for (int j = 0; j < stride; j += LANES) lanes_store(row + j, lanes_load(row + j) / sums[r]);
    }
    if (!lse) return;
    for (int r = 0; r < rows; r += LANES) lanes_store(sums + r, math_log(lanes_load(sums + r)) + lanes_load(most + r));
    memcpy(lse, sums, (size_t)rows * sizeof *lse);
}

static void set_softmax(double *y, double *lse, const double *x, int ld, int rows, int n) {
    for (int r = 0; r < rows; r += SOFTMAX_ROWS) {
        ptrdiff_t row = (ptrdiff_t)r * ld;
        softmax_of_some(y + row, lse ? lse + r : NULL, x + row, ld, rows - r < SOFTMAX_ROWS ? rows - r : SOFTMAX_ROWS, n);
    }
}

// The dot product of two rows of n.
KERNEL_INLINE double row_dot(const double *a, const double *b, int n) {
    Group sum = group_of(0.0);
    for (int j = 0; j < n; j += GROUP) {
        KERNEL_UNROLL
        for (int p = 0; p < PARTS; p++) {
            int at = j + p * LANES;
            Lanes term = lanes_select(lanes_below(at, n), lanes_load(a + at) * lanes_load(b + at), lanes_of(0.0));
            sum.part[p] = sum.part[p] + term;
        }
    }
    return group_sum(sum);
}

static void set_softmax_back(double *dx, const double *dy, const double *y, int ld, int rows, int n, bool add) {
    for (int r = 0; r < rows; r++, dx += ld, dy += ld, y += ld) {
        double sum = row_dot(dy, y, n);
        for (int j = 0; j < kernel_stride(n); j += LANES) lanes_put(dx + j, lanes_load(y + j) * (lanes_load(dy + j) - sum), add);
    }
}

typedef enum SumOf { SUM_OF_A, SUM_OF_A_TIMES_B } SumOf;

// The sum of n elements that need not fill their last group.
KERNEL_INLINE double sum_all(SumOf what, const double *a, const double *b, size_t n) {
    Group sum = group_of(0.0);
    size_t whole = n & ~(size_t)(GROUP - 1);
    for (size_t i = 0; i < whole; i += GROUP) {
        KERNEL_UNROLL
        for (int p = 0; p < PARTS; p++) {
            Lanes v = lanes_load(a + i + p * LANES);
            sum.part[p] = sum.part[p] + (what == SUM_OF_A ? v : v * lanes_load(b + i + p * LANES));
        }
    }
    if (whole < n) {
        double rest[GROUP] = {0};
        for (size_t i = whole; i < n; i++) rest[i - whole] = what == SUM_OF_A ? a[i] : a[i] * b[i];
        KERNEL_UNROLL
        for (int p = 0; p < PARTS; p++) sum.part[p] = sum.part[p] + lanes_load(rest + p * LANES);
    }
    return group_sum(sum);
}

static double set_sum(const double *a, size_t n) {
    return sum_all(SUM_OF_A, a, NULL, n);
}
static double set_sum_squares(const double *a, size_t n) {
    return sum_all(SUM_OF_A_TIMES_B, a, a, n);
}
static double set_dot(const double *a, const double *b, size_t n) {
    return sum_all(SUM_OF_A_TIMES_B, a, b, n);
}

static bool set_all_finite(const double *a, size_t n) {
    // 0 times infinity is NaN, and a NaN stays in the sum. Several sums, lest each term wait for the one before.
    Lanes zeros[GROUP];
    KERNEL_UNROLL
    for (int z = 0; z < GROUP; z++) zeros[z] = lanes_of(0.0);
    size_t i = 0;
    for (; i + GROUP * LANES <= n; i += GROUP * LANES) {
        KERNEL_UNROLL
        for (int z = 0; z < GROUP; z++) zeros[z] = zeros[z] + lanes_load(a + i + z * LANES) * 0.0;
    }
    for (; i + LANES <= n; i += LANES) zeros[0] = zeros[0] + lanes_load(a + i) * 0.0;
    double rest = 0.0;
    for (; i < n; i++) rest += a[i] * 0.0;
    KERNEL_UNROLL
    for (int z = 1; z < GROUP; z++) zeros[0] = zeros[0] + zeros[z];
    double ends[LANES];
    lanes_store(ends, zeros[0]);
    for (int lane = 0; lane < LANES; lane++) rest += ends[lane];
    return rest == 0.0;
}

static void set_sgd(double *w, const double *g, double lr, size_t count) {
    for (size_t i = 0; i < count; i += LANES) lanes_store(w + i, lanes_load(w + i) - lr * lanes_load(g + i));
}

static void set_adagrad(double *w, double *m, const double *g, double lr, double eps, size_t count) {
    for (size_t i = 0; i < count; i += LANES) {
        Lanes gi = lanes_load(g + i);
        Lanes mi = lanes_load(m + i) + gi * gi;
        lanes_store(m + i, mi);
        lanes_store(w + i, lanes_load(w + i) - lr * gi / (lanes_sqrt(mi) + eps));
    }
}

static void set_adam(double *w, double *m, double *v, const double *g, double lr, double beta1, double beta2, double correction1,
                     double correction2, double eps, size_t count) {
    for (size_t i = 0; i < count; i += LANES) {
        Lanes gi = lanes_load(g + i);
        Lanes mi = beta1 * lanes_load(m + i) + (1.0 - beta1) * gi;
        Lanes vi = beta2 * lanes_load(v + i) + (1.0 - beta2) * (gi * gi);
        lanes_store(m + i, mi);
        lanes_store(v + i, vi);
        lanes_store(w + i, lanes_load(w + i) - lr * (mi / correction1) / (lanes_sqrt(vi / correction2) + eps));
    }
}

static void set_clamp(double *g, double limit, size_t count) {
    const Lanes high = lanes_of(limit), low = lanes_of(-limit);
    for (size_t i = 0; i < count; i += LANES) {
        Lanes v = lanes_load(g + i);
        v = lanes_select(lanes_less(high, v), high, v);
        lanes_store(g + i, lanes_select(lanes_less(v, low), low, v));
    }
}

#define TEXT_OF(name) #name
#define NAME_OF(name) TEXT_OF(name)
#define JOIN(a, b) a##b
#define TABLE_OF(name) JOIN(kernels_, name)

const Kernels TABLE_OF(KERNEL_SET) = {
    .name = NAME_OF(KERNEL_SET),
    .matmul = set_matmul,
    .outer = set_outer,
    .transpose = set_transpose,
    .sum_rows = set_sum_rows,
    .gather = set_gather,
    .scatter = set_scatter,
    .tanh = set_tanh,
    .sigmoid = set_sigmoid,
    .relu = set_relu,
    .mul = set_mul,
    .scale = set_scale,
    .add_scaled = set_add_scaled,
    .set_scaled = set_scale,
    .sum_terms = set_sum_terms,
    .add_row = set_add_row,
    .mul_row = set_mul_row,
    .add_number = set_add_number,
    .tanh_back = set_tanh_back,
    .sigmoid_back = set_sigmoid_back,
    .relu_back = set_relu_back,
    .mul_back = set_mul_back,
    .mul_row_sum = set_mul_row_sum,
    .softmax = set_softmax,
    .softmax_back = set_softmax_back,
    .sum = set_sum,
    .sum_squares = set_sum_squares,
    .dot = set_dot,
    .all_finite = set_all_finite,
    .sgd = set_sgd,
    .adagrad = set_adagrad,
    .adam = set_adam,
    .clamp = set_clamp,
};
