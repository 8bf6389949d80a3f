#include "engine/linalg.h"
#include "base/arena.h"
#include "engine/kernels.h"

#include <math.h>

// k = 2^44: a Jordan block of 100 rows still changes |A^k|^(1/k) by less than 1e-9, rounding by about 1e-15.
enum { SQUARINGS = 44 };

static double largest_magnitude(const double *a, size_t count) {
    double most = 0.0;
    for (size_t i = 0; i < count; i++) {
        double magnitude = a[i] < 0.0 ? -a[i] : a[i];
        if (!(magnitude <= most)) most = magnitude;
        if (isnan(most)) break;
    }
    return most;
}

static void divide(double *a, double divisor, size_t count) {
    for (size_t i = 0; i < count; i++) a[i] /= divisor;
}

// Copies `rows` rows of `cols` numbers into rows of kernel_stride(cols), divided by `divisor`. The arena owns the copy.
static double *padded_copy(Arena *arena, const double *a, int rows, int cols, double divisor) {
    int stride = kernel_stride(cols);
    double *copy = arena_array(arena, (size_t)rows * (size_t)stride, sizeof *copy);
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < cols; j++) copy[(size_t)i * (size_t)stride + (size_t)j] = a[(size_t)i * (size_t)cols + (size_t)j] / divisor;
    }
    return copy;
}

// Clears what leads from one strongly connected block of a (n, n) into another. The eigenvalues are those of the blocks; what lies between
// them would only grow, as a polynomial of k, until the blocks themselves underflow beside it.
static void keep_blocks(Arena *arena, double *a, int n) {
    size_t size = (size_t)n, stride = (size_t)kernel_stride(n);
    unsigned char *reach = arena_array(arena, size * size, sizeof *reach); // (n, n): whether a path leads from i to j (Warshall 1962)
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) reach[i * size + j] = i == j || a[i * stride + j] != 0.0;
    }
    for (size_t k = 0; k < size; k++) {
        for (size_t i = 0; i < size; i++) {
            if (!reach[i * size + k]) continue;
            for (size_t j = 0; j < size; j++) reach[i * size + j] |= reach[k * size + j];
        }
    }
    for (size_t i = 0; i < size; i++) {
        for (size_t j = 0; j < size; j++) {
            if (!reach[i * size + j] || !reach[j * size + i]) a[i * stride + j] = 0.0;
        }
    }
}

// lim |A^k|^(1/k) of a (n, n) in rows of kernel_stride(n), whose padding is 0 and whose largest magnitude is 1. Overwrites a.
static double radius_of_scaled(const Kernels *kernels, Arena *arena, double *a, int n) {
    int stride = kernel_stride(n);
    size_t count = (size_t)n * (size_t)stride;
    keep_blocks(arena, a, n);
    double *square = arena_array(arena, count, sizeof *square);
    double log_radius = 0.0; // log |A^k| / k, gathered from the scales of all squarings
    double share = 1.0;      // 1 / k
    for (int i = 0; i < SQUARINGS; i++) {
        kernels->matmul(square, stride, a, stride, a, stride, n, n, n, false);
        double scale = largest_magnitude(square, count);
        if (scale == 0.0) return 0.0;
        divide(square, scale, count);
        share *= 0.5;
        log_radius += kernel_log(scale) * share;
        double *swap = a;
        a = square;
        square = swap;
    }
    return kernel_exp(log_radius);
}

double matrix_spectral_radius(const double *a, int n) {
    double scale = largest_magnitude(a, (size_t)n * (size_t)n);
    if (scale == 0.0 || !isfinite(scale)) return scale;
    Arena arena;
    arena_init(&arena);
    double *scaled = padded_copy(&arena, a, n, n, scale);
    double radius = scale * radius_of_scaled(kernels_best(), &arena, scaled, n);
    arena_finish(&arena);
    return radius;
}

double matrix_largest_singular_value(const double *a, int rows, int cols) {
    double scale = largest_magnitude(a, (size_t)rows * (size_t)cols);
    if (scale == 0.0 || !isfinite(scale)) return scale;
    const Kernels *kernels = kernels_best();
    Arena arena;
    arena_init(&arena);
    // The square of the singular value is the spectral radius of A^T A.
    int stride = kernel_stride(cols);
    size_t count = (size_t)cols * (size_t)stride;
    double *scaled = padded_copy(&arena, a, rows, cols, scale);
    double *gram = arena_array(&arena, count, sizeof *gram);
    kernels->outer(gram, stride, scaled, stride, scaled, stride, rows, 1, cols, cols, false);
    double gram_scale = largest_magnitude(gram, count);
    divide(gram, gram_scale, count);
    double value = scale * kernel_sqrt(gram_scale * radius_of_scaled(kernels, &arena, gram, cols));
    arena_finish(&arena);
    return value;
}
