#include "export/png.h"

#include "base/arena.h"
#include "base/fatal.h"

#include <png.h>

#include <stdlib.h>
#include <string.h>

enum { COMPRESSION_LEVEL = 1 }; // a third of the time of libpng's default for files a little larger

typedef struct Output {
    Bytes bytes;
    size_t capacity;
} Output;

static void append(png_structp png, png_bytep data, size_t size) {
    Output *output = png_get_io_ptr(png);
    if (output->bytes.size + size + 1 > output->capacity) {
        output->capacity = 2 * (output->bytes.size + size + 1);
        output->bytes.data = memory_resize(output->bytes.data, output->capacity);
    }
    memcpy(output->bytes.data + output->bytes.size, data, size);
    output->bytes.size += size;
}

static void flush(png_structp png) {
    (void)png;
}

// Encoding into memory fails for want of memory or through a bug only.
static _Noreturn void fail(png_structp png, png_const_charp message) {
    (void)png;
    fatal("png: %s", message);
}

static void warn(png_structp png, png_const_charp message) {
    fail(png, message);
}

Bytes png_encode(Pixels pixels) {
    Output output = {{0}, 0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, warn);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) fatal("png: out of memory");
    png_set_write_fn(png, &output, append, flush);
    png_set_compression_level(png, COMPRESSION_LEVEL);
    // Even areas and text compress better and faster as they are than as differences.
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png, info, (png_uint_32)pixels.width, (png_uint_32)pixels.height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    uint8_t *row = memory_alloc((size_t)pixels.width * 3);
    for (int y = 0; y < pixels.height; y++) {
        const uint32_t *from = pixels.data + (ptrdiff_t)y * pixels.stride;
        for (int x = 0; x < pixels.width; x++) {
            row[3 * x] = (uint8_t)(from[x] >> 16);
            row[3 * x + 1] = (uint8_t)(from[x] >> 8);
            row[3 * x + 2] = (uint8_t)from[x];
        }
        png_write_row(png, row);
    }
    png_write_end(png, info);
    free(row);
    png_destroy_write_struct(&png, &info);
    output.bytes.data[output.bytes.size] = 0;
    return output.bytes;
}

bool png_write(const char *path, Pixels pixels, Report *report) {
    Bytes bytes = png_encode(pixels);
    bool written = file_write(path, bytes.data, bytes.size, report);
    bytes_finish(&bytes);
    return written;
}
