// The hot loops. All arithmetic on network values is here, in double, with the same bits on every machine and compiler:
// sums run in a fixed order, products and sums are rounded separately, exp, tanh, log and sin are our own.
//
// A vector of n numbers is stored in rows of kernel_stride(n) doubles (n rounded up to a multiple of 8), 64-byte aligned. What stands
// in the padding is unspecified but finite for finite inputs, and never reaches an element below n.
//
// rows: (rows, n) means `rows` vectors, each `ld` doubles behind the one before. What is written may be one of the operands of an
// element-wise kernel or of softmax, from the same element on; otherwise arrays do not overlap. Counts may be 0, n is at least 1.
#ifndef UNROLL_ENGINE_KERNELS_H
#define UNROLL_ENGINE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

static inline int kernel_stride(int n) {
    return (n + 7) & ~7;
}

// One summand of sum_terms: rows `ld` doubles apart, or the same row again and again where ld is 0.
typedef struct SumTerm {
    const double *values;
    int ld;
    double sign; // +1 or -1
} SumTerm;

typedef struct Kernels {
    const char *name; // "sse2", "avx2", "avx512", "plain"

    // c (rows, n)  =  or +=  a (rows, k) times b (k, n):  c[r][j] (+)= sum over i = 0 .. k-1, ascending, of a[r][i] * b[i][j].
    // The sum starts from 0 and is added to c once at the end when `add`. Reads and writes whole strides of 8 in j.
    void (*matmul)(double *c, int ldc, const double *a, int lda, const double *b, int ldb, int rows, int k, int n, bool add);

    // c (m, n) = sum over t = T-1 .. 0, then r = 0 .. lanes-1, of a[t*lanes + r] (m) outer b[t*lanes + r] (n): the gradient of a
    // weight matrix from the adjoints a and the operands b of all its uses. The sum starts from 0, and is added to c once when `add`.
    void (*outer)(double *c, int ldc, const double *a, int lda, const double *b, int ldb, int steps, int lanes, int m, int n, bool add);

    // b (cols, rows) = a (rows, cols) transposed; the padding of b becomes 0. b and a do not overlap.
    void (*transpose)(double *b, int ldb, const double *a, int lda, int rows, int cols);

    // c (n) as outer with m = 1 and a = 1: the gradient of a bias. Elements times sign.
    void (*sum_rows)(double *c, const double *a, int lda, int steps, int lanes, int n, double sign, bool add);

    // One-hot inputs. gather: c[r] = or += b[index[r]], a row of n, or zeros where index < 0. scatter: c[index] += a[row], row by row,
    // for t = T-1 .. 0, then lanes.
    void (*gather)(double *c, int ldc, const double *b, int ldb, const int *index, int rows, int n, bool add);
    void (*scatter)(double *c, int ldc, const double *a, int lda, const int *index, int steps, int lanes, int n);

    // Element-wise over `rows` rows of stride `ld` (all operands alike); n only tells how much of the last 8 matters.
    void (*tanh)(double *y, const double *x, size_t count);    // count: doubles, a multiple of 8
    void (*sigmoid)(double *y, const double *x, size_t count); // 1 / (1 + exp(-x))
    void (*relu)(double *y, const double *x, size_t count);    // NaN stays NaN
    void (*mul)(double *y, const double *a, const double *b, size_t count);
    void (*scale)(double *y, double k, const double *a, size_t count);         // y = k a
    void (*add_scaled)(double *y, double sign, const double *a, size_t count); // y += sign * a, sign +1 or -1
    void (*set_scaled)(double *y, double sign, const double *a, size_t count); // y = sign * a
    // y (rows, ld) = the terms added from the first to the last (at least one; y may be the first).
    void (*sum_terms)(double *y, int ld, const SumTerm *terms, int count, int rows);
    void (*add_row)(double *y, int ld, double sign, const double *p, int rows, int n);               // each row += sign * p
    void (*mul_row)(double *y, int ld, const double *a, const double *p, int rows, int n, bool add); // each row (+)= a row * p
    void (*add_number)(double *y, double k, size_t count);

    // Backward, adding into dx when `add`, else setting it.
    void (*tanh_back)(double *dx, const double *dy, const double *y, size_t count, bool add);    // dy * (1 - y*y)
    void (*sigmoid_back)(double *dx, const double *dy, const double *y, size_t count, bool add); // dy * (y * (1 - y))
    void (*relu_back)(double *dx, const double *dy, const double *x, size_t count, bool add);    // x > 0 ? dy : 0
    void (*mul_back)(double *da, const double *dy, const double *b, size_t count, bool add);     // dy * b
    void (*mul_row_sum)(double *c, const double *a, const double *b, int ld, int steps, int lanes, int n,
                        bool add); // as sum_rows, of a * b

    // y (rows, n) = softmax of each row of x: exp(x - max) / sum, the sum with 8 accumulators and one tree.
    // lse[r] = log of the sum + max, unless lse is NULL. Padding of y becomes 0.
    void (*softmax)(double *y, double *lse, const double *x, int ld, int rows, int n);
    void (*softmax_back)(double *dx, const double *dy, const double *y, int ld, int rows, int n, bool add); // y * (dy - sum(dy * y))

    // Sums of n elements: 8 accumulators (element i into i mod 8), then ((0+4)+(2+6)) + ((1+5)+(3+7)).
    double (*sum)(const double *a, size_t n);
    double (*sum_squares)(const double *a, size_t n);
    double (*dot)(const double *a, const double *b, size_t n);
    bool (*all_finite)(const double *a, size_t n);

    // Optimisers, over whole padded arrays. g is the gradient after clipping.
    void (*sgd)(double *w, const double *g, double lr, size_t count);                            // w -= lr * g
    void (*adagrad)(double *w, double *m, const double *g, double lr, double eps, size_t count); // m += g*g; w -= lr*g / (sqrt(m) + eps)
    void (*adam)(double *w, double *m, double *v, const double *g, double lr, double beta1, double beta2, double correction1,
                 double correction2, double eps, size_t count); // m, v decayed; w -= lr * (m/correction1) / (sqrt(v/correction2) + eps)
    void (*clamp)(double *g, double limit, size_t count);       // each to +-limit; NaN stays
} Kernels;

// The fastest set that this processor runs; UNROLL_KERNELS=plain|sse2|avx2|avx512 chooses one (unknown or unsupported: ignored).
// Asks the environment and the processor each time: keep the pointer, it stays valid.
const Kernels *kernels_best(void);

// All sets that this processor runs, `plain` first, the fastest last; NULL behind the last. They agree to the bit.
const Kernels *kernels_supported(size_t index);

// One value at a time, the same bits as the vector forms. Exact at 0 and at infinities, NaN for NaN; results may be denormal. The bounds
// are the largest errors that 20 million random arguments to a range have shown, in units in the last place, rounded up.
double kernel_exp(double x);     // 0.7; 0.79 where the result is denormal
double kernel_log(double x);     // 0.86; NaN below 0, -inf at 0
double kernel_tanh(double x);    // 1.5
double kernel_sigmoid(double x); // 2.4
double kernel_sin(double x);     // 0.88 for |x| <= 2^20; NaN for infinities
double kernel_sqrt(double x);    // 0.5: the nearest double

#endif
