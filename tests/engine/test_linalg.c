// The spectral radius and the largest singular value, where they are known.
#include "kernel_fixture.h"

#include "engine/linalg.h"

#include <math.h>

enum { N = 40 };

static void assert_close(double value, double expected, double relative) {
    if (!(fabs(value - expected) <= relative * expected)) fail_msg("%.17g is not %.17g", value, expected);
}

// b = c s c^T, with c the reflection I - 2 u u^T / (u^T u), for a random u: the same eigenvalues and singular values as s.
static void reflect(double *b, const double *s, int n, Numbers *numbers) {
    double u[N], half[N * N], norm = 0;
    for (int i = 0; i < n; i++) {
        u[i] = numbers_next(numbers, 1);
        norm += u[i] * u[i];
    }
    for (int i = 0; i < n; i++) {
        double dot = 0;
        for (int j = 0; j < n; j++) dot += s[i * n + j] * u[j];
        for (int j = 0; j < n; j++) half[i * n + j] = s[i * n + j] - 2 * dot * u[j] / norm;
    }
    for (int j = 0; j < n; j++) {
        double dot = 0;
        for (int i = 0; i < n; i++) dot += u[i] * half[i * n + j];
        for (int i = 0; i < n; i++) b[i * n + j] = half[i * n + j] - 2 * dot * u[i] / norm;
    }
}

static void radius_of_a_diagonal_is_its_largest_entry(void **state) {
    (void)state;
    const double one[1] = {-0.7}, diagonal[9] = {0.5, 0, 0, 0, -1.25, 0, 0, 0, 1};
    assert_close(matrix_spectral_radius(one, 1), 0.7, 1e-14);
    assert_close(matrix_spectral_radius(diagonal, 3), 1.25, 1e-13);
    assert_close(matrix_largest_singular_value(diagonal, 3, 3), 1.25, 1e-13);
}

static void radius_of_a_rotation_is_its_scale(void **state) {
    (void)state;
    for (int i = 0; i < 50; i++) {
        double angle = 0.13 * i, scale = 0.5 + 0.1 * i;
        const double a[4] = {scale * cos(angle), -scale * sin(angle), scale * sin(angle), scale * cos(angle)};
        assert_close(matrix_spectral_radius(a, 2), scale, 1e-10);
        assert_close(matrix_largest_singular_value(a, 2, 2), scale, 1e-12);
    }
}

static void radius_does_not_depend_on_the_basis(void **state) {
    (void)state;
    Numbers numbers = numbers_named("radius");
    for (int n = 2; n <= N; n++) {
        double s[N * N] = {0}, a[N * N];
        // Upper triangular: the eigenvalues are the diagonal, 0.9 the largest by a little, with both signs.
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) s[i * n + j] = numbers_next(&numbers, 0.2);
            s[i * n + i] = i == n / 2 ? -0.9 : numbers_next(&numbers, 0.89);
        }
        reflect(a, s, n, &numbers);
        assert_close(matrix_spectral_radius(a, n), 0.9, 1e-9);
    }
}

static void a_defective_matrix_has_the_radius_of_its_eigenvalue(void **state) {
    (void)state;
    double jordan[N * N] = {0};
    for (int i = 0; i < N; i++) {
        jordan[i * N + i] = 0.5;
        if (i + 1 < N) jordan[i * N + i + 1] = 1;
    }
    assert_close(matrix_spectral_radius(jordan, N), 0.5, 1e-9);
    const double pair[4] = {0.9, 5, 0, 0.9};
    assert_close(matrix_spectral_radius(pair, 2), 0.9, 1e-13);
    // The same without zeros, (1, 1) being the only eigenvector: here the rounding of the squares tells.
    const double dense[4] = {1.5, -1, 1, -0.5};
    assert_close(matrix_spectral_radius(dense, 2), 0.5, 1e-5);
}

static void blocks_that_feed_others_count_for_themselves(void **state) {
    (void)state;
    // 20 rotations by different angles, each scaled to 0.8, each feeding all that come behind.
    double chain[N * N] = {0};
    for (int i = 0; i < N; i++) {
        for (int j = i + 1; j < N; j++) chain[i * N + j] = 2;
    }
    for (int i = 0; i < N; i += 2) {
        double c = 0.8 * cos(1.0 + i), s = 0.8 * sin(1.0 + i);
        chain[i * N + i] = c;
        chain[i * N + i + 1] = -s;
        chain[(i + 1) * N + i] = s;
        chain[(i + 1) * N + i + 1] = c;
    }
    assert_close(matrix_spectral_radius(chain, N), 0.8, 1e-9);
}

static void a_nilpotent_matrix_has_radius_zero(void **state) {
    (void)state;
    double shift[N * N] = {0}, zeros[N * N] = {0};
    for (int i = 0; i + 1 < N; i++) shift[i * N + i + 1] = 3;
    assert_true(matrix_spectral_radius(shift, N) == 0);
    assert_close(matrix_largest_singular_value(shift, N, N), 3, 1e-12);
    assert_true(matrix_spectral_radius(zeros, N) == 0);
    assert_true(matrix_largest_singular_value(zeros, N, 3) == 0);
}

static void a_permutation_keeps_radius_one(void **state) {
    (void)state;
    double cycle[N * N] = {0}; // all eigenvalues lie on the unit circle
    for (int i = 0; i < N; i++) cycle[i * N + (i + 1) % N] = 1;
    assert_close(matrix_spectral_radius(cycle, N), 1, 1e-12);
}

static void radius_scales_with_the_matrix_over_all_exponents(void **state) {
    (void)state;
    Numbers numbers = numbers_named("scale");
    double a[36], scaled[36];
    for (int i = 0; i < 36; i++) a[i] = numbers_next(&numbers, 1);
    double radius = matrix_spectral_radius(a, 6), singular = matrix_largest_singular_value(a, 6, 6);
    assert_true(radius > 0.1 && singular >= radius);
    for (int exponent = -1000; exponent <= 1000; exponent += 100) {
        for (int i = 0; i < 36; i++) scaled[i] = ldexp(a[i], exponent);
        assert_close(matrix_spectral_radius(scaled, 6), ldexp(radius, exponent), 1e-12);
        assert_close(matrix_largest_singular_value(scaled, 6, 6), ldexp(singular, exponent), 1e-12);
    }
}

static void singular_value_of_rectangles(void **state) {
    (void)state;
    Numbers numbers = numbers_named("rectangle");
    // Rank one, u v^T: |u| |v|. The sign pattern makes u orthogonal to the vector of ones.
    for (int rows = 1; rows <= 20; rows += 3) {
        for (int cols = 1; cols <= 20; cols += 2) {
            double a[400], u[20], v[20], uu = 0, vv = 0;
            for (int i = 0; i < rows; i++) {
                u[i] = rows % 2 == 1 && rows > 1 && i == rows - 1 ? 0 : i % 2 ? -1 : 1;
                uu += u[i] * u[i];
            }
            for (int j = 0; j < cols; j++) {
                v[j] = numbers_next(&numbers, 2);
                vv += v[j] * v[j];
            }
            for (int i = 0; i < rows * cols; i++) a[i] = u[i / cols] * v[i % cols];
            assert_close(matrix_largest_singular_value(a, rows, cols), sqrt(uu * vv), 1e-12);
        }
    }
    const double two[6] = {3, 0, 0, 0, 4, 0};
    assert_close(matrix_largest_singular_value(two, 2, 3), 4, 1e-13);
    assert_close(matrix_largest_singular_value(two, 3, 2), 5, 1e-12); // (3, 0), (0, 0), (4, 0)
}

static void what_is_not_finite_stays_so(void **state) {
    (void)state;
    double a[4] = {1, 2, 3, 4};
    a[2] = -__builtin_inf();
    assert_true(matrix_spectral_radius(a, 2) == __builtin_inf());
    assert_true(matrix_largest_singular_value(a, 2, 2) == __builtin_inf());
    a[0] = __builtin_nan("");
    assert_true(isnan(matrix_spectral_radius(a, 2)));
    assert_true(isnan(matrix_largest_singular_value(a, 2, 2)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(radius_of_a_diagonal_is_its_largest_entry),
        cmocka_unit_test(radius_of_a_rotation_is_its_scale),
        cmocka_unit_test(radius_does_not_depend_on_the_basis),
        cmocka_unit_test(a_defective_matrix_has_the_radius_of_its_eigenvalue),
        cmocka_unit_test(blocks_that_feed_others_count_for_themselves),
        cmocka_unit_test(a_nilpotent_matrix_has_radius_zero),
        cmocka_unit_test(a_permutation_keeps_radius_one),
        cmocka_unit_test(radius_scales_with_the_matrix_over_all_exponents),
        cmocka_unit_test(singular_value_of_rectangles),
        cmocka_unit_test(what_is_not_finite_stays_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
