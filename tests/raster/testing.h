// What the raster's tests share: cmocka, and a small picture to draw on.
#ifndef UNROLL_TESTS_RASTER_TESTING_H
#define UNROLL_TESTS_RASTER_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "raster/raster.h"

#include <stdlib.h>
#include <string.h>

static const Color INK = 0xFF000000;

typedef struct Picture {
    Raster *raster;
    GlyphAtlas *glyphs; // NULL: no text
    DisplayList list;
    Pixels pixels;
} Picture;

static inline Picture picture_make(int width, int height) {
    Picture picture = {.raster = raster_create()};
    display_init(&picture.list);
    picture.pixels = (Pixels){memory_alloc_zeros((size_t)width * (size_t)height, sizeof(uint32_t)), width, height, width};
    return picture;
}

static inline void picture_finish(Picture *picture) {
    raster_destroy(picture->raster);
    glyphs_destroy(picture->glyphs);
    display_finish(&picture->list);
    free(picture->pixels.data);
}

// Draws the list on white.
static inline void picture_draw(Picture *picture) {
    raster_draw(picture->raster, &picture->list, picture->glyphs, picture->pixels, 0xFFFFFFFF);
}

static inline uint32_t picture_rgb(const Picture *picture, int x, int y) {
    return picture->pixels.data[y * picture->pixels.stride + x] & 0xFFFFFF;
}

// How much ink a pixel of black on white has, 0 to 255.
static inline int picture_ink(const Picture *picture, int x, int y) {
    return 255 - (int)(picture_rgb(picture, x, y) & 255);
}

// The ink of the whole picture, in pixels.
static inline double picture_area(const Picture *picture) {
    double sum = 0;
    for (int y = 0; y < picture->pixels.height; y++) {
        for (int x = 0; x < picture->pixels.width; x++) sum += picture_ink(picture, x, y) / 255.0;
    }
    return sum;
}

static inline void assert_near(double value, double expected, double tolerance) {
    double difference = value - expected;
    if (!(difference <= tolerance && difference >= -tolerance)) fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

#endif
