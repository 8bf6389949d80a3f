#include "raster/paint.h"

#include "raster/brush.h"

Color color_over(Color top, Color under) {
    unsigned top_alpha = color_alpha(top), under_alpha = divide_255(color_alpha(under) * (255 - top_alpha)),
             alpha = top_alpha + under_alpha;
    if (alpha == 0) return 0;
    Color color = alpha << 24;
    for (int shift = 0; shift < 24; shift += 8) {
        unsigned sum = (top >> shift & 255) * top_alpha + (under >> shift & 255) * under_alpha;
        color |= (sum + alpha / 2) / alpha << shift;
    }
    return color;
}

static void fill(uint32_t *pixels, int count, uint32_t rgb) {
    if (count < LANES) {
        for (int i = 0; i < count; i++) pixels[i] = rgb;
        return;
    }
    FourWords four = {rgb, rgb, rgb, rgb};
    for (int i = 0; i + LANES <= count; i += LANES) memcpy(pixels + i, &four, sizeof four);
    memcpy(pixels + count - LANES, &four, sizeof four); // the last ones, some of them twice
}

void paint_span(uint32_t *pixels, int count, uint32_t rgb, unsigned alpha) {
    if (alpha == 0) return;
    if (alpha == 255) {
        fill(pixels, count, rgb);
        return;
    }
    paint_span_two(pixels, count, rgb, alpha, 0, 0);
}

void paint_span_two(uint32_t *pixels, int count, uint32_t rgb_a, unsigned alpha_a, uint32_t rgb_b, unsigned alpha_b) {
    Brush a = brush_make(rgb_a), b = brush_make(rgb_b);
    Channels low = channels_all(255), half = channels_all(128), rest = channels_all(255 - alpha_a - alpha_b);
    Channels even_added = a.even * channels_all(alpha_a) + b.even * channels_all(alpha_b) + half;
    Channels odd_added = a.odd * channels_all(alpha_a) + b.odd * channels_all(alpha_b) + half;
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        Channels under = channels_load(pixels + i);
        channels_store(pixels + i, (under & low) * rest + even_added, (under >> 8) * rest + odd_added);
    }
    for (; i < count; i++) pixels[i] = blend_two(pixels[i], rgb_a, alpha_a, rgb_b, alpha_b);
}

static inline void mask_row(const Brush *brush, uint32_t *pixels, const uint8_t *coverage, int count) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        uint32_t four;
        memcpy(&four, coverage + i, sizeof four);
        if (four == 0) continue;
        if (four == UINT32_MAX && brush->alpha == 255) {
            for (int k = 0; k < LANES; k++) pixels[i + k] = brush->rgb;
        } else {
            brush_paint(brush, pixels + i, weights_of_bytes(coverage + i));
        }
    }
    for (; i < count; i++) {
        if (coverage[i]) pixels[i] = blend(pixels[i], brush->rgb, divide_255(coverage[i] * brush->alpha));
    }
}

void paint_mask(Pixels pixels, PixelRect area, const uint8_t *coverage, int stride, Color color) {
    Brush brush = brush_make(color);
    uint32_t *row = pixels.data + (ptrdiff_t)area.y * pixels.stride + area.x;
    for (int y = 0; y < area.h; y++, row += pixels.stride, coverage += stride) mask_row(&brush, row, coverage, area.w);
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
