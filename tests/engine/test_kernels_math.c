// exp, log, tanh, sigmoid and sin against the C library's long double versions, in units in the last place, over random and dense
// ranges; and at the values where such functions go wrong.
#include "kernel_fixture.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { SAMPLES = 20000 };

typedef double Function(double x);
typedef long double Exact(long double x);

static long double exact_sigmoid(long double x) {
    return 1 / (1 + expl(-x));
}

static const double infinity = __builtin_inf();

// How far y is from the true value, in units in the last place of a double there.
static long double error_in_ulps(double y, long double exact) {
    if ((double)exact == y) return fabsl(y - exact) > 0 && isfinite(y) ? 0.5L : 0;
    int exponent;
    frexpl(exact, &exponent);
    return fabsl(y - exact) / ldexpl(1, (exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent) - DBL_MANT_DIG);
}

typedef enum Spread { EVEN, DENSE, BY_MAGNITUDE, BY_MAGNITUDE_OF_BOTH_SIGNS } Spread;

typedef struct Range {
    const char *name;
    Function *function;
    Exact *exact;
    Spread spread;
    double low, high;
    double bound; // ulps: what kernels.h states
} Range;

static double argument(const Range *range, Numbers *numbers, int i) {
    double share = random_uniform(&numbers->random);
    switch (range->spread) {
    case EVEN:
        return range->low + share * (range->high - range->low);
    case DENSE:
        return range->low + i * ((range->high - range->low) / SAMPLES);
    case BY_MAGNITUDE:
    case BY_MAGNITUDE_OF_BOTH_SIGNS:
        break;
    }
    double x = exp2(log2(range->low) + share * (log2(range->high) - log2(range->low)));
    return range->spread == BY_MAGNITUDE_OF_BOTH_SIGNS && i % 2 ? -x : x;
}

static void functions_are_within_their_bounds(void **state) {
    (void)state;
    if (LDBL_MANT_DIG < 64) skip(); // nothing more exact than a double to compare with
    const Range ranges[] = {
        {"exp around 0", kernel_exp, expl, EVEN, -1, 1, 0.7},
        {"exp to small values", kernel_exp, expl, DENSE, -708.3, 0, 0.7},
        {"exp to large values", kernel_exp, expl, DENSE, 0, 709.7, 0.7},
        {"exp to denormals", kernel_exp, expl, DENSE, -745.1, -708.4, 0.79},
        {"exp of tiny", kernel_exp, expl, BY_MAGNITUDE_OF_BOTH_SIGNS, 1e-300, 1, 0.7},
        {"log of everything", kernel_log, logl, BY_MAGNITUDE, 1e-323, 1.7e308, 0.86},
        {"log around 1", kernel_log, logl, DENSE, 0.5, 2, 0.86},
        {"log next to 1", kernel_log, logl, DENSE, 1 - 1e-6, 1 + 1e-6, 0.86},
        {"tanh around 0", kernel_tanh, tanhl, DENSE, -0.6, 0.6, 1.5},
        {"tanh at the seam", kernel_tanh, tanhl, DENSE, 0.549, 0.56, 1.5},
        {"tanh to 1", kernel_tanh, tanhl, DENSE, 0.5, 22, 1.5},
        {"tanh of everything", kernel_tanh, tanhl, BY_MAGNITUDE_OF_BOTH_SIGNS, 1e-320, 100, 1.5},
        {"sigmoid around 0", kernel_sigmoid, exact_sigmoid, DENSE, -8, 8, 2.4},
        {"sigmoid to 0", kernel_sigmoid, exact_sigmoid, DENSE, -745, -8, 2.4},
        {"sin around 0", kernel_sin, sinl, DENSE, -10, 10, 0.88},
        {"sin far out", kernel_sin, sinl, EVEN, -1048576, 1048576, 0.88},
        {"sin of everything", kernel_sin, sinl, BY_MAGNITUDE_OF_BOTH_SIGNS, 1e-300, 1048576, 0.88},
    };
    for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
        const Range *range = &ranges[r];
        Numbers numbers = numbers_named(range->name);
        int rounded = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double x = argument(range, &numbers, i);
            double y = range->function(x);
            long double error = error_in_ulps(y, range->exact((long double)x));
            rounded += error > 0;
            if (!(error <= (long double)range->bound)) fail_msg("%s: %Lg ulp at %.17g", range->name, error, x);
        }
        assert_true(rounded > SAMPLES / 100); // or the range asked nothing of the function
    }
}

static void sin_keeps_its_digits_next_to_multiples_of_pi(void **state) {
    (void)state;
    if (LDBL_MANT_DIG < 64) skip();
    for (int n = 1; n < 600000; n += 7) {
        double x = n * 1.5707963267948966;
        assert_true(error_in_ulps(kernel_sin(x), sinl((long double)x)) <= 0.88L);
    }
}

static void special_values_are_exact(void **state) {
    (void)state;
    const double nan = __builtin_nan(""), log_of_half_least = -745.1332191019411;
    const struct {
        const char *name;
        Function *function;
        double x, y;
    } cases[] = {
        {"exp", kernel_exp, 0.0, 1},
        {"exp", kernel_exp, -0.0, 1},
        {"exp", kernel_exp, infinity, infinity},
        {"exp", kernel_exp, -infinity, 0},
        {"exp", kernel_exp, nan, nan},
        {"exp", kernel_exp, 709.79, infinity},
        {"exp", kernel_exp, 1e308, infinity},
        {"exp", kernel_exp, log_of_half_least, DBL_TRUE_MIN},
        {"exp", kernel_exp, -745.2, 0},
        {"exp", kernel_exp, -1e308, 0},
        {"log", kernel_log, 1, 0},
        {"log", kernel_log, 0.0, -infinity},
        {"log", kernel_log, -0.0, -infinity},
        {"log", kernel_log, -DBL_TRUE_MIN, nan},
        {"log", kernel_log, -1, nan},
        {"log", kernel_log, -infinity, nan},
        {"log", kernel_log, infinity, infinity},
        {"log", kernel_log, nan, nan},
        {"tanh", kernel_tanh, 0.0, 0.0},
        {"tanh", kernel_tanh, -0.0, -0.0},
        {"tanh", kernel_tanh, DBL_TRUE_MIN, DBL_TRUE_MIN},
        {"tanh", kernel_tanh, -DBL_TRUE_MIN, -DBL_TRUE_MIN},
        {"tanh", kernel_tanh, 1e-100, 1e-100},
        {"tanh", kernel_tanh, 19.1, 1},
        {"tanh", kernel_tanh, -1e308, -1},
        {"tanh", kernel_tanh, infinity, 1},
        {"tanh", kernel_tanh, -infinity, -1},
        {"tanh", kernel_tanh, nan, nan},
        {"sigmoid", kernel_sigmoid, 0.0, 0.5},
        {"sigmoid", kernel_sigmoid, -0.0, 0.5},
        {"sigmoid", kernel_sigmoid, 40, 1},
        {"sigmoid", kernel_sigmoid, infinity, 1},
        {"sigmoid", kernel_sigmoid, -infinity, 0},
        {"sigmoid", kernel_sigmoid, log_of_half_least, DBL_TRUE_MIN},
        {"sigmoid", kernel_sigmoid, nan, nan},
        {"sin", kernel_sin, 0.0, 0.0},
        {"sin", kernel_sin, -0.0, -0.0},
        {"sin", kernel_sin, -DBL_TRUE_MIN, -DBL_TRUE_MIN},
        {"sin", kernel_sin, infinity, nan},
        {"sin", kernel_sin, -infinity, nan},
        {"sin", kernel_sin, nan, nan},
        {"sqrt", kernel_sqrt, 2.25, 1.5},
        {"sqrt", kernel_sqrt, -0.0, -0.0},
        {"sqrt", kernel_sqrt, -1, nan},
        {"sqrt", kernel_sqrt, infinity, infinity},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double y = cases[i].function(cases[i].x);
        bool same = isnan(cases[i].y) ? isnan(y) : bits_of_double(y) == bits_of_double(cases[i].y);
        if (!same) fail_msg("%s(%.17g) is %.17g, not %.17g", cases[i].name, cases[i].x, y, cases[i].y);
    }
}

static void odd_functions_are_odd_and_tanh_never_falls(void **state) {
    (void)state;
    double before = -1;
    for (int i = -SAMPLES; i <= SAMPLES; i++) {
        double x = i * (25.0 / SAMPLES);
        double y = kernel_tanh(x);
        assert_true(y >= before && y <= 1);
        before = y;
        if (i == 0) continue;
        assert_same(kernel_tanh(-x), -y);
        assert_same(kernel_sin(-x), -kernel_sin(x));
    }
    assert_true(before == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_within_their_bounds),
        cmocka_unit_test(sin_keeps_its_digits_next_to_multiples_of_pi),
        cmocka_unit_test(special_values_are_exact),
        cmocka_unit_test(odd_functions_are_odd_and_tanh_never_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
