// exp, log, tanh and sigmoid without branches, KERNEL_LANES at a time. The polynomials interpolate at Chebyshev nodes; their
// errors (stated beside each) lie well below the rounding of the last steps, which decides how exact a function is.
//
// Sums of polynomials are written as trees (Estrin's scheme), because a row of 8 waits for the longest chain of operations.
#ifndef UNROLL_ENGINE_KERNELS_MATH_H
#define UNROLL_ENGINE_KERNELS_MATH_H

#include "engine/kernels_lanes.h"

// Adding it to |x| < 2^51 rounds x to an integer (to even in the middle), which then stands in the low bits of the sum.
#define MATH_ROUNDER 6755399441055744.0 // 1.5 * 2^52

// ln 2 in two parts: the high one has 40 bits, so that its product with an exponent of 11 bits is exact.
#define MATH_LN2_HIGH 0.6931471805592082
#define MATH_LN2_LOW 7.371002565167799e-13
#define MATH_LOG2_E 1.4426950408889634

// 2^n for whole n in -1022 .. 1023.
KERNEL_INLINE Lanes math_power_of_two(Lanes n) {
    return lanes_of_bits((bits_of(n + MATH_ROUNDER) + 1023) << 52);
}

// exp(x) = m * 2^n with whole n and m in [0.70, 1.42], for |x| < 2^20 (Cody and Waite 1980). m is within 0.51 ulp before it is scaled.
KERNEL_INLINE Lanes math_exp_parts(Lanes x, Lanes *n) {
    *n = (x * MATH_LOG2_E + MATH_ROUNDER) - MATH_ROUNDER;
    Lanes high = x - *n * MATH_LN2_HIGH;
    Lanes low = *n * MATH_LN2_LOW;
    Lanes r = high - low;
    // What r and 1 + r lost in rounding is kept and added among the small terms.
    Lanes r_lost = (high - r) - low;
    Lanes one_r = 1.0 + r;
    Lanes lost = ((1.0 - one_r) + r) + r_lost;
    // e^r = 1 + r + r^2/2 + r^3 Q(r), error below 2^-59 for |r| <= ln(2)/2.
    Lanes r2 = r * r, r4 = r2 * r2;
    Lanes q01 = 0.16666666666666669 + 0.041666666666666664 * r;
    Lanes q23 = 0.008333333333330051 + 0.0013888888888886545 * r;
    Lanes q45 = 0.00019841269863105968 + 2.4801587317181886e-05 * r;
    Lanes q67 = 2.7557268378684192e-06 + 2.755728291148268e-07 * r;
    Lanes q89 = 2.5100424157005067e-08 + 2.0911264239196083e-09 * r;
    Lanes q = (q01 + q23 * r2) + r4 * ((q45 + q67 * r2) + r4 * q89);
    return one_r + ((r2 * (0.5 + r * q)) + lost);
}

// exp(x) for every x, denormal results and infinity included.
KERNEL_INLINE Lanes math_exp(Lanes x) {
    // Where the result is 0, x is 0 on the way: processors are slow with products that vanish. Above 710 it is infinite. NaN passes.
    Bits stays = ~lanes_less(x, lanes_of(-746.0));
    x = lanes_min(lanes_of(710.0), lanes_of_bits(bits_of(x) & stays));
    Lanes n;
    Lanes m = math_exp_parts(x, &n);
    // In two steps, since 2^n itself may lie outside of the exponents; only the second one rounds.
    Lanes half = (n * 0.5 + MATH_ROUNDER) - MATH_ROUNDER;
    return lanes_of_bits(bits_of(m * math_power_of_two(half) * math_power_of_two(n - half)) & stays);
}

// log(x): NaN below 0, -infinity at 0.
KERNEL_INLINE Lanes math_log(Lanes x) {
    const Lanes infinity = lanes_of(__builtin_inf());
    Bits denormal = lanes_less(x, lanes_of(DBL_MIN));
    Lanes scaled = lanes_select(denormal, x * 18014398509481984.0 /* 2^54 */, x);
    // x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2): the exponent field steps where the fraction passes sqrt(1/2).
    const uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
    Bits bits = bits_of(scaled) + (one - root_half);
    Lanes f = lanes_of_bits((bits & 0x000fffffffffffff) + root_half) - 1.0;
    // The field as a double: 2^52 + field, less 2^52 and the exponent's bias.
    Lanes k = lanes_of_bits((bits >> 52) | 0x4330000000000000) - (4503599627370496.0 + 1023.0);
    k = k - lanes_select(denormal, lanes_of(54.0), lanes_of(0.0));
    // log(1 + f) = f - f^2/2 + s (f^2/2 + s^2 R(s^2)) with s = f / (2 + f), error below 2^-60.
    Lanes s = f / (2.0 + f);
    Lanes z = s * s, z2 = z * z, z4 = z2 * z2;
    Lanes r01 = 0.6666666666666666 + 0.4000000000000089 * z;
    Lanes r23 = 0.28571428570795937 + 0.2222222239345263 * z;
    Lanes r45 = 0.181817954545265 + 0.15386249788196105 * z;
    Lanes r67 = 0.1326850331279476 + 0.13089445145246312 * z;
    Lanes r = z * ((r01 + r23 * z2) + z4 * (r45 + r67 * z2));
    Lanes half_square = 0.5 * f * f;
    Lanes y = k * MATH_LN2_HIGH - ((half_square - (s * (half_square + r) + k * MATH_LN2_LOW)) - f);
    y = lanes_select(lanes_less(x, infinity), y, x); // infinity and NaN are their own logarithms
    y = lanes_select(lanes_less(x, lanes_of(0.0)), lanes_of(__builtin_nan("")), y);
    return lanes_select(lanes_less(lanes_abs(x), lanes_of(DBL_TRUE_MIN)), -infinity, y);
}

// tanh(x): up to 0.55 by a rational function, with full relative accuracy at 0; beyond as 1 - 2 / (exp(2|x|) + 1).
KERNEL_INLINE Lanes math_tanh(Lanes x) {
    Lanes a = lanes_abs(x);
    Lanes bounded = lanes_min(lanes_of(20.0), a); // where tanh has long been 1
    Lanes n;
    Lanes m = math_exp_parts(2.0 * bounded, &n);
    Lanes e = m * math_power_of_two(n);
    // tanh(a) = a + a z P(z) / Q(z), z = a^2, relative error below 2^-59.
    Lanes z = a * a, z2 = z * z;
    Lanes p = (-1612.7684569256407 - 99.19476193996725 * z) - 0.9643626871537027 * z2;
    Lanes q = (4838.305370776922 + 2232.906434130666 * z) + z2 * (112.7109826357419 + z);
    Bits small = lanes_less(a, lanes_of(0.55));
    Lanes base = lanes_select(small, a, lanes_of(1.0));
    Lanes over = lanes_select(small, a * z * p, lanes_of(-2.0));
    Lanes under = lanes_select(small, q, e + 1.0);
    return lanes_flip(base + over / under, x);
}

// 1 / (1 + exp(-x)), as exp(x) / (1 + exp(x)) for negative x, which stays exact down to the denormals.
KERNEL_INLINE Lanes math_sigmoid(Lanes x) {
    Lanes e = math_exp(-lanes_abs(x));
    Lanes over = lanes_select(lanes_less(x, lanes_of(0.0)), e, lanes_of(1.0));
    return over / (1.0 + e);
}

#endif
