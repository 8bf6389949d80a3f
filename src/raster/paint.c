#include "raster/paint.h"

#include "raster/lanes.h"

#include <string.h>

// Four pixels at once: each lane holds two channels, which are multiplied apart as its low and its high byte.
typedef uint16_t Channels __attribute__((vector_size(16)));

static inline Channels channels_all(unsigned value) {
    uint16_t v = (uint16_t)value;
    return (Channels){v, v, v, v, v, v, v, v};
}

static inline Channels channels_load(const uint32_t *pixels) {
    Channels channels;
    memcpy(&channels, pixels, sizeof channels);
    return channels;
}

static inline Channels channels_of_color(uint32_t rgb) {
    uint32_t four[LANES] = {rgb, rgb, rgb, rgb};
    return channels_load(four);
}

// Divides sums of weighted channels by 255, rounded (they have 128 added already), and stores the pixels.
static inline void channels_store(uint32_t *pixels, Channels even, Channels odd) {
    Channels result = (even + (even >> 8)) >> 8 | ((odd + (odd >> 8)) & ~channels_all(255));
    memcpy(pixels, &result, sizeof result);
}

typedef uint32_t FourWords __attribute__((vector_size(16)));

// Each of four coverages in both lanes of its pixel.
static inline Channels channels_of_coverage(const uint8_t *coverage) {
    FourWords words = __builtin_convertvector(bytes_load(coverage), FourWords);
    return (Channels)(words | words << 16);
}

Color color_over(Color top, Color under) {
    unsigned top_alpha = color_alpha(top), under_alpha = divide_255(color_alpha(under) * (255 - top_alpha)), alpha = top_alpha + under_alpha;
    if (alpha == 0) return 0;
    Color color = alpha << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        unsigned sum = (top >> shift & 255) * top_alpha + (under >> shift & 255) * under_alpha;
        color |= (sum + alpha / 2) / alpha << shift;
    }
    return color;
}

void paint_span(uint32_t *pixels, int count, uint32_t rgb, unsigned alpha) {
    if (alpha == 0) return;
    if (alpha == 255) {
        for (int i = 0; i < count; i++) pixels[i] = rgb;
        return;
    }
    paint_span_two(pixels, count, rgb, alpha, 0, 0);
}

void paint_span_two(uint32_t *pixels, int count, uint32_t rgb_a, unsigned alpha_a, uint32_t rgb_b, unsigned alpha_b) {
    Channels low = channels_all(255), rest = channels_all(255 - alpha_a - alpha_b), a = channels_of_color(rgb_a), b = channels_of_color(rgb_b);
    Channels even_added = (a & low) * channels_all(alpha_a) + (b & low) * channels_all(alpha_b) + channels_all(128);
    Channels odd_added = (a >> 8) * channels_all(alpha_a) + (b >> 8) * channels_all(alpha_b) + channels_all(128);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        Channels under = channels_load(pixels + i);
        Channels even = (under & low) * rest + even_added, odd = (under >> 8) * rest + odd_added;
        channels_store(pixels + i, even, odd);
    }
    for (; i < count; i++) pixels[i] = blend_two(pixels[i], rgb_a, alpha_a, rgb_b, alpha_b);
}

// A colour made ready for weights.
typedef struct Brush {
    Channels even, odd; // its channels apart
    uint32_t rgb;
    unsigned alpha;
} Brush;

static Brush brush_make(uint32_t rgb, unsigned alpha) {
    Channels color = channels_of_color(rgb);
    return (Brush){color & channels_all(255), color >> 8, rgb, alpha};
}

// Coverage times alpha.
static inline Channels brush_weight(const Brush *brush, const uint8_t *coverage) {
    Channels weight = channels_of_coverage(coverage);
    if (brush->alpha == 255) return weight;
    weight = weight * channels_all(brush->alpha) + channels_all(128);
    return (weight + (weight >> 8)) >> 8;
}

static inline void mask_row(const Brush *brush, uint32_t *pixels, const uint8_t *coverage, int count) {
    Channels low = channels_all(255), half = channels_all(128);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        uint32_t four;
        memcpy(&four, coverage + i, sizeof four);
        if (four == 0) continue;
        if (four == UINT32_MAX && brush->alpha == 255) {
            for (int k = 0; k < LANES; k++) pixels[i + k] = brush->rgb;
            continue;
        }
        Channels weight = brush_weight(brush, coverage + i), under = channels_load(pixels + i), rest = low - weight;
        channels_store(pixels + i, (under & low) * rest + brush->even * weight + half, (under >> 8) * rest + brush->odd * weight + half);
    }
    for (; i < count; i++) {
        if (coverage[i]) pixels[i] = blend(pixels[i], brush->rgb, divide_255(coverage[i] * brush->alpha));
    }
}

void paint_mask(Pixels pixels, PixelRect area, const uint8_t *coverage, int stride, uint32_t rgb, unsigned alpha) {
    Brush brush = brush_make(rgb, alpha);
    uint32_t *row = pixels.data + (ptrdiff_t)area.y * pixels.stride + area.x;
    for (int y = 0; y < area.h; y++, row += pixels.stride, coverage += stride) mask_row(&brush, row, coverage, area.w);
}

void paint_mask_two(uint32_t *pixels, int count, const uint8_t *coverage_a, uint32_t rgb_a, unsigned alpha_a, const uint8_t *coverage_b,
                    uint32_t rgb_b, unsigned alpha_b) {
    Brush a = brush_make(rgb_a, alpha_a), b = brush_make(rgb_b, alpha_b);
    Channels low = channels_all(255), half = channels_all(128);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        Channels weight_a = brush_weight(&a, coverage_a + i), weight_b = brush_weight(&b, coverage_b + i);
        Channels under = channels_load(pixels + i), rest = low - weight_a - weight_b;
        channels_store(pixels + i, (under & low) * rest + a.even * weight_a + b.even * weight_b + half,
                       (under >> 8) * rest + a.odd * weight_a + b.odd * weight_b + half);
    }
    for (; i < count; i++) {
        pixels[i] = blend_two(pixels[i], rgb_a, divide_255(coverage_a[i] * alpha_a), rgb_b, divide_255(coverage_b[i] * alpha_b));
    }
}

PixelRect pixel_rect_intersect(PixelRect a, PixelRect b) {
    int x0 = greatest_whole(a.x, b.x), y0 = greatest_whole(a.y, b.y);
    int x1 = least_whole(a.x + a.w, b.x + b.w), y1 = least_whole(a.y + a.h, b.y + b.h);
    return (PixelRect){x0, y0, greatest_whole(x1 - x0, 0), greatest_whole(y1 - y0, 0)};
}

PixelRect pixel_rect_around(float x0, float y0, float x1, float y1) {
    if (!(x0 < x1) || !(y0 < y1)) return (PixelRect){0, 0, 0, 0};
    int left = whole_below(x0), top = whole_below(y0);
    return (PixelRect){left, top, whole_above(x1) - left, whole_above(y1) - top};
}
