#include "raster/paint.h"

#include <string.h>

// Four pixels at once: each lane holds two channels, which are multiplied apart as its low and its high byte.
typedef uint16_t Lanes __attribute__((vector_size(16)));

enum { LANE_PIXELS = 4 };

static inline Lanes lanes_all(unsigned value) {
    uint16_t v = (uint16_t)value;
    return (Lanes){v, v, v, v, v, v, v, v};
}

static inline Lanes lanes_load(const uint32_t *pixels) {
    Lanes lanes;
    memcpy(&lanes, pixels, sizeof lanes);
    return lanes;
}

static inline Lanes lanes_of_color(uint32_t rgb) {
    uint32_t four[LANE_PIXELS] = {rgb, rgb, rgb, rgb};
    return lanes_load(four);
}

static inline void blend_lanes(uint32_t *pixels, Lanes color, Lanes alpha) {
    Lanes low = lanes_all(255), half = lanes_all(128), under = lanes_load(pixels), rest = low - alpha;
    Lanes even = (under & low) * rest + (color & low) * alpha + half;
    Lanes odd = (under >> 8) * rest + (color >> 8) * alpha + half;
    even = (even + (even >> 8)) >> 8;
    odd = (odd + (odd >> 8)) & ~low;
    Lanes result = even | odd;
    memcpy(pixels, &result, sizeof result);
}

uint32_t blend_two(uint32_t under, uint32_t rgb_a, unsigned alpha_a, uint32_t rgb_b, unsigned alpha_b) {
    unsigned rest = 255 - alpha_a - alpha_b;
    uint32_t even = (under & 0xFF00FF) * rest + (rgb_a & 0xFF00FF) * alpha_a + (rgb_b & 0xFF00FF) * alpha_b + 0x800080;
    uint32_t odd = (under >> 8 & 0xFF00FF) * rest + (rgb_a >> 8 & 0xFF00FF) * alpha_a + (rgb_b >> 8 & 0xFF00FF) * alpha_b + 0x800080;
    even = (even + (even >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    odd = (odd + (odd >> 8 & 0xFF00FF)) & 0xFF00FF00;
    return even | odd;
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
    Lanes color = lanes_of_color(rgb), weight = lanes_all(alpha);
    int i = 0;
    for (; i + LANE_PIXELS <= count; i += LANE_PIXELS) blend_lanes(pixels + i, color, weight);
    for (; i < count; i++) pixels[i] = blend(pixels[i], rgb, alpha);
}

void paint_mask(uint32_t *pixels, const uint8_t *coverage, int count, uint32_t rgb, unsigned alpha) {
    Lanes color = lanes_of_color(rgb);
    int i = 0;
    for (; i + LANE_PIXELS <= count; i += LANE_PIXELS) {
        uint32_t four;
        memcpy(&four, coverage + i, sizeof four);
        if (four == 0) continue;
        if (four == UINT32_MAX && alpha == 255) {
            for (int k = 0; k < LANE_PIXELS; k++) pixels[i + k] = rgb;
            continue;
        }
        uint16_t a = coverage[i], b = coverage[i + 1], c = coverage[i + 2], d = coverage[i + 3];
        Lanes weight = {a, a, b, b, c, c, d, d};
        if (alpha != 255) {
            weight = weight * lanes_all(alpha) + lanes_all(128);
            weight = (weight + (weight >> 8)) >> 8;
        }
        blend_lanes(pixels + i, color, weight);
    }
    for (; i < count; i++) {
        if (coverage[i]) pixels[i] = blend(pixels[i], rgb, divide_255(coverage[i] * alpha));
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
