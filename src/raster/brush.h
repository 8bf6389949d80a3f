// Four pixels blended at once, in whole numbers: the same bytes from every compiler. Only for the inner loops of this folder.
#ifndef UNROLL_RASTER_BRUSH_H
#define UNROLL_RASTER_BRUSH_H

#include "raster/lanes.h"
#include "raster/paint.h"

// Four pixels: each lane of 16 bits holds one channel, or one weight of 0..255. A pixel takes two neighbouring lanes twice: once for its
// even bytes, once for its odd ones.
typedef uint16_t Channels __attribute__((vector_size(16)));

typedef uint32_t FourWords __attribute__((vector_size(16)));

static inline Channels channels_all(unsigned value) {
    uint16_t v = (uint16_t)value;
    return (Channels){v, v, v, v, v, v, v, v};
}

static inline Channels channels_load(const uint32_t *pixels) {
    Channels channels;
    memcpy(&channels, pixels, sizeof channels);
    return channels;
}

static inline Channels channels_least(Channels a, Channels b) {
    Channels mask = (Channels)(a < b);
    return (a & mask) | (b & ~mask);
}

// Divides sums of weighted channels by 255, rounded (they have 128 added already), and stores the pixels.
static inline void channels_store(uint32_t *pixels, Channels even, Channels odd) {
    Channels result = (even + (even >> 8)) >> 8 | ((odd + (odd >> 8)) & ~channels_all(255));
    memcpy(pixels, &result, sizeof result);
}

// The weights of four pixels: from bytes 0..255, or from coverages that are limited to 0..1 first.
static inline Channels weights_of_bytes(const uint8_t *bytes) {
    FourWords words = __builtin_convertvector(bytes_load(bytes), FourWords);
    return (Channels)(words | words << 16);
}
static inline Channels weights_of_floats(Floats coverage) {
    FourWords words = (FourWords)floats_to_whole(floats_limit(coverage));
    return (Channels)(words | words << 16);
}

// A colour made ready for weights.
typedef struct Brush {
    Channels even, odd; // its channels apart
    uint32_t rgb;
    unsigned alpha;
} Brush;

static inline Brush brush_make(Color color) {
    uint32_t rgb = color_rgb(color), four[LANES] = {rgb, rgb, rgb, rgb};
    Channels channels = channels_load(four);
    return (Brush){channels & channels_all(255), channels >> 8, rgb, color_alpha(color)};
}

// Weights times the brush's alpha.
static inline Channels brush_scale(const Brush *brush, Channels weights) {
    if (brush->alpha == 255) return weights;
    weights = weights * channels_all(brush->alpha) + channels_all(128);
    return (weights + (weights >> 8)) >> 8;
}

static inline void brush_paint(const Brush *brush, uint32_t *pixels, Channels weights) {
    Channels low = channels_all(255), half = channels_all(128), weight = brush_scale(brush, weights), rest = low - weight;
    Channels under = channels_load(pixels);
    channels_store(pixels, (under & low) * rest + brush->even * weight + half, (under >> 8) * rest + brush->odd * weight + half);
}

// As blend_two: the weights of a pixel add up to 255 at most.
static inline void brush_paint_two(const Brush *a, const Brush *b, uint32_t *pixels, Channels weights_a, Channels weights_b) {
    Channels low = channels_all(255), half = channels_all(128);
    Channels weight_a = brush_scale(a, weights_a), weight_b = brush_scale(b, weights_b), rest = low - weight_a - weight_b;
    Channels under = channels_load(pixels);
    channels_store(pixels, (under & low) * rest + a->even * weight_a + b->even * weight_b + half,
                   (under >> 8) * rest + a->odd * weight_a + b->odd * weight_b + half);
}

// Fewer than four pixels are painted on a copy, so that their neighbours stay untouched.
static inline uint32_t *pixels_borrow(uint32_t *pixels, int count, uint32_t copy[LANES]) {
    if (count >= LANES) return pixels;
    if (count > 2) copy[2] = pixels[2];
    if (count > 1) copy[1] = pixels[1];
    copy[0] = pixels[0];
    return copy;
}
static inline void pixels_return(uint32_t *pixels, int count, const uint32_t *borrowed) {
    if (borrowed == pixels) return;
    if (count > 2) pixels[2] = borrowed[2];
    if (count > 1) pixels[1] = borrowed[1];
    pixels[0] = borrowed[0];
}

#endif
