// Colour onto pixels: the few loops that write to the target. Arithmetic is in whole numbers, so every compiler gives the same bytes.
#ifndef UNROLL_RASTER_PAINT_H
#define UNROLL_RASTER_PAINT_H

#include "base/display.h"
#include "raster/pixels.h"

#include <stdbool.h>
#include <stddef.h>

// The part of the target that a shape may touch.
typedef struct Canvas {
    Pixels pixels;
    PixelRect clip; // within the pixels
} Canvas;

// The nearest whole number of value / 255, for 0 <= value <= 65,025.
static inline unsigned divide_255(unsigned value) {
    return (value + 128 + ((value + 128) >> 8)) >> 8;
}

// `alpha` 0..255 of `rgb` (0xFFRRGGBB) over `under`.
static inline uint32_t blend(uint32_t under, uint32_t rgb, unsigned alpha) {
    uint32_t even = (under & 0xFF00FF) * (255 - alpha) + (rgb & 0xFF00FF) * alpha + 0x800080;
    uint32_t odd = (under >> 8 & 0xFF00FF) * (255 - alpha) + (rgb >> 8 & 0xFF00FF) * alpha + 0x800080;
    even = (even + (even >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    odd = (odd + (odd >> 8 & 0xFF00FF)) & 0xFF00FF00;
    return even | odd;
}

// Two colours that share a pixel without overlapping: alpha_a + alpha_b <= 255.
static inline uint32_t blend_two(uint32_t under, uint32_t rgb_a, unsigned alpha_a, uint32_t rgb_b, unsigned alpha_b) {
    unsigned rest = 255 - alpha_a - alpha_b;
    uint32_t even = (under & 0xFF00FF) * rest + (rgb_a & 0xFF00FF) * alpha_a + (rgb_b & 0xFF00FF) * alpha_b + 0x800080;
    uint32_t odd = (under >> 8 & 0xFF00FF) * rest + (rgb_a >> 8 & 0xFF00FF) * alpha_a + (rgb_b >> 8 & 0xFF00FF) * alpha_b + 0x800080;
    even = (even + (even >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    odd = (odd + (odd >> 8 & 0xFF00FF)) & 0xFF00FF00;
    return even | odd;
}

static inline uint32_t color_rgb(Color color) {
    return color | 0xFF000000;
}
static inline unsigned color_alpha(Color color) {
    return color >> 24;
}

// `top` over `under`, both with straight alpha.
Color color_over(Color top, Color under);

// Blends `count` pixels with one colour, or with two as blend_two does.
void paint_span(uint32_t *pixels, int count, uint32_t rgb, unsigned alpha);
void paint_span_two(uint32_t *pixels, int count, uint32_t rgb_a, unsigned alpha_a, uint32_t rgb_b, unsigned alpha_b);

// Blends with one colour, each pixel by its own coverage (height, stride). The area lies within the pixels.
void paint_mask(Pixels pixels, PixelRect area, const uint8_t *coverage, int stride, Color color);

static inline uint32_t *canvas_row(const Canvas *canvas, int y) {
    return canvas->pixels.data + (ptrdiff_t)y * canvas->pixels.stride;
}

// The largest whole number not above, the smallest not below; beyond a hundred million they stop there, so that sums of them stay in range.
static inline int whole_below(float value) {
    if (!(value > -1e8f)) return -100000000;
    if (value > 1e8f) return 100000000;
    int whole = (int)value;
    return whole - ((float)whole > value);
}
static inline int whole_above(float value) {
    return -whole_below(-value);
}

static inline float clamp_unit(float value) {
    return value > 0 ? (value < 1 ? value : 1) : 0;
} // 0 for NaN
static inline float least(float a, float b) {
    return a < b ? a : b;
}
static inline float greatest(float a, float b) {
    return a > b ? a : b;
}
static inline int least_whole(int a, int b) {
    return a < b ? a : b;
}
static inline int greatest_whole(int a, int b) {
    return a > b ? a : b;
}

PixelRect pixel_rect_intersect(PixelRect a, PixelRect b);
static inline bool pixel_rect_is_empty(PixelRect rect) {
    return rect.w <= 0 || rect.h <= 0;
}

// The pixels that [x0, x1) x [y0, y1) touches; empty if it is empty or any number is not one.
PixelRect pixel_rect_around(float x0, float y0, float x1, float y1);

#endif
