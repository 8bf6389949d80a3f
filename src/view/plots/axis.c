// Axes with round ticks: axis_ of view/plots/plot.h.
#include "view/plots/plot.h"

#include <math.h>
#include <stdio.h>

static const double HUGE_VALUE = 1e300, TINY_VALUE = 1e-300; // beyond them a linear axis is not rounded

static void add_tick(Axis *axis, double value, const char *label) {
    Tick *tick = &axis->ticks[axis->tick_count++];
    tick->value = value;
    text_init(&tick->label);
    text_append(&tick->label, label);
}

static int clamp_ticks(int max_ticks) {
    return max_ticks < 2 ? 2 : max_ticks > AXIS_MAX_TICKS ? AXIS_MAX_TICKS : max_ticks;
}

// The smallest and largest value that has a place on the axis; false if none has.
static bool find_range(const double *values, size_t count, bool log, double *low, double *high) {
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        double value = values[i];
        if (!isfinite(value) || (log && value <= 0)) {
            continue;
        }
        *low = !found || value < *low ? value : *low;
        *high = !found || value > *high ? value : *high;
        found = true;
    }
    return found;
}

static void label_decade(int exponent, bool short_range, char label[32]) {
    if (exponent == 0) {
        snprintf(label, 32, "1");
    } else if (!short_range) {
        snprintf(label, 32, "1e%s%d", exponent < 0 ? "−" : "", exponent < 0 ? -exponent : exponent);
    } else if (exponent > 0) {
        snprintf(label, 32, "1%0*d", exponent, 0);
    } else {
        snprintf(label, 32, "0.%0*d", -exponent, 1);
    }
}

// The first multiple of `step` from `first` on.
static int multiple_from(int first, int step) {
    return first >= 0 ? (first + step - 1) / step * step : -(-first / step * step);
}

// How many decades lie between two ticks, so that 1 is among the ticks and the rest are easy to count.
static int decade_step(int first, int last, int max_ticks) {
    static const int STEPS[] = {1, 2, 3, 5, 10, 20, 30, 50, 100, 200};
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        if ((last - multiple_from(first, STEPS[i])) / STEPS[i] + 1 <= max_ticks) {
            return STEPS[i];
        }
    }
    return 400; // more decades than a double has
}

static void init_log(Axis *axis, double low, double high, int max_ticks) {
    // The logarithm of a whole power of ten may miss the whole number by a rounding.
    static const double ROUNDING = 1e-9;
    int first = (int)floor(log10(low) + ROUNDING), last = (int)ceil(log10(high) - ROUNDING);
    last = last > first ? last : first + 1;
    // Ticks stand where a double can name them; the axis may go a little further.
    int top = last < 308 ? last : 308, bottom = first > -323 ? first : -323;
    if (bottom >= top && last < 0) {
        last = top = bottom + 1;
    } else if (bottom >= top) {
        first = bottom = top - 1;
    }
    axis->low = first;
    axis->high = last;
    bool short_range = first >= -3 && last <= 4;
    int step = decade_step(bottom, top, max_ticks);
    int from = multiple_from(bottom, step);
    if (from + step > top) { // fewer than two multiples
        from = bottom;
        step = top - bottom;
    }
    for (int exponent = from; exponent <= top; exponent += step) {
        char label[32];
        label_decade(exponent, short_range, label);
        add_tick(axis, pow(10, exponent), label);
    }
}

// 1, 2 or 5 times a power of ten, at least `least`.
static double round_step(double least) {
    double power = pow(10, floor(log10(least)));
    static const double STEPS[] = {1, 2, 5};
    for (int i = 0; i < 3; i++) {
        if (STEPS[i] * power >= least * (1 - 1e-9)) {
            return STEPS[i] * power;
        }
    }
    return 10 * power;
}

// "1.25e−7" of a value on an axis with ticks `step` apart: as many digits as tell the ticks apart.
static void label_exponent(double value, double step, Text *label) {
    double size = fabs(value);
    int exponent = (int)floor(log10(size) + 1e-9);
    int digits = exponent - (int)floor(log10(step) + 1e-9);
    char power[16];
    snprintf(power, sizeof power, "e%s%d", exponent < 0 ? "−" : "", exponent < 0 ? -exponent : exponent);
    text_append_decimal(label, value / pow(10, exponent), digits < 0 ? 0 : digits > 15 ? 15 : digits, false);
    text_append(label, power);
}

static void label_linear(double value, double step, Text *label) {
    if (value == 0) {
        text_append(label, "0");
    } else if (step < 1e-4 || fabs(value) >= 1e6) {
        label_exponent(value, step, label);
    } else {
        int digits = (int)ceil(-log10(step) - 1e-9);
        text_append_decimal(label, value, digits > 0 ? digits : 0, false);
    }
}

static void init_linear(Axis *axis, double low, double high, int max_ticks) {
    double size = fmax(fabs(low), fabs(high));
    if (high / 2 - low / 2 <= 1e-9 * size || size < TINY_VALUE) { // all the same: room on both sides
        double room = size >= TINY_VALUE ? size / 2 : 1;
        low -= room;
        high += room;
    }
    if (size > HUGE_VALUE) { // rounding would end beyond what a double holds
        axis->low = low;
        axis->high = high;
        add_tick(axis, low, "");
        plot_number(low, &axis->ticks[0].label);
        add_tick(axis, high, "");
        plot_number(high, &axis->ticks[1].label);
        return;
    }
    if (low < 0 && high > 0 && max_ticks == 2) { // zero would be one of them, and no multiple of a step holds both sides
        double end = round_step(fmax(-low, high));
        axis->low = -end;
        axis->high = end;
        for (int side = -1; side <= 1; side += 2) {
            add_tick(axis, side * end, "");
            label_linear(side * end, end, &axis->ticks[axis->tick_count - 1].label);
        }
        return;
    }
    double step = round_step(high / (max_ticks - 1) - low / (max_ticks - 1));
    long first = (long)floor(low / step + 1e-9), last = (long)ceil(high / step - 1e-9);
    while (last - first + 1 > max_ticks) {
        step = round_step(1.5 * step);
        first = (long)floor(low / step + 1e-9);
        last = (long)ceil(high / step - 1e-9);
    }
    last = last > first ? last : first + 1;
    axis->low = (double)first * step;
    axis->high = (double)last * step;
    for (long i = first; i <= last; i++) {
        add_tick(axis, (double)i * step, "");
        label_linear((double)i * step, step, &axis->ticks[axis->tick_count - 1].label);
    }
}

void axis_init(Axis *axis, const double *values, size_t count, bool log, int max_ticks) {
    *axis = (Axis){.log = log};
    double low = log ? 0.1 : 0, high = 1;
    find_range(values, count, log, &low, &high);
    if (log) {
        init_log(axis, low, high, clamp_ticks(max_ticks));
    } else {
        init_linear(axis, low, high, clamp_ticks(max_ticks));
    }
}

void axis_init_steps(Axis *axis, long first, long last, int max_ticks) {
    *axis = (Axis){.low = (double)first - 0.5, .high = (double)last + 0.5};
    int most = clamp_ticks(max_ticks);
    long step = 1;
    while ((last - first) / step + 1 > most) {
        step = (long)round_step((double)step * 1.5);
    }
    // Multiples of the step, with the first one in any case where it does not crowd them.
    long from = step == 1 ? first : (first + step - 1) / step * step;
    if (from - first >= step / 2 + 1 && (last - from) / step + 2 <= most) {
        char label[32];
        snprintf(label, sizeof label, "%ld", first);
        add_tick(axis, (double)first, label);
    }
    for (long i = from; i <= last; i += step) {
        char label[32];
        snprintf(label, sizeof label, "%ld", i);
        add_tick(axis, (double)i, label);
    }
}

void axis_finish(Axis *axis) {
    for (int i = 0; i < axis->tick_count; i++) {
        text_finish(&axis->ticks[i].label);
    }
    *axis = (Axis){0};
}

double axis_place(const Axis *axis, double value) {
    double at = axis->log ? log10(value) : value;
    // Halves, so that the distance of two very large numbers of opposite sign stays finite.
    return (at / 2 - axis->low / 2) / (axis->high / 2 - axis->low / 2);
}
