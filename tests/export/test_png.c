// PNG files: what is written reads back, and a failed write leaves nothing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "export/png.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A picture of many colours inside a wider buffer: `stride` is not `width`.
static Pixels make_pixels(int width, int height) {
    Pixels pixels = {memory_alloc((size_t)(width + 3) * (size_t)height * sizeof(uint32_t)), width, height, width + 3};
    for (int i = 0; i < (width + 3) * height; i++) pixels.data[i] = 0xAB000000 | ((uint32_t)i * 2654435761u & 0xFFFFFF);
    return pixels;
}

static void assert_decodes_to(const void *data, size_t size, Pixels pixels) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    assert_true(png_image_begin_read_from_memory(&image, data, size));
    assert_int_equal(image.width, pixels.width);
    assert_int_equal(image.height, pixels.height);
    assert_int_equal(image.format & PNG_FORMAT_FLAG_ALPHA, 0);
    image.format = PNG_FORMAT_RGB;
    uint8_t *rgb = memory_alloc(PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, rgb, 0, NULL));
    for (int y = 0; y < pixels.height; y++) {
        for (int x = 0; x < pixels.width; x++) {
            const uint8_t *read = rgb + 3 * (y * pixels.width + x);
            uint32_t color = (uint32_t)read[0] << 16 | (uint32_t)read[1] << 8 | read[2];
            assert_int_equal(color, pixels.data[y * pixels.stride + x] & 0xFFFFFF);
        }
    }
    free(rgb);
}

static void every_pixel_reads_back(void **state) {
    (void)state;
    const int sizes[][2] = {{1, 1}, {1, 40}, {53, 2}, {200, 120}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Pixels pixels = make_pixels(sizes[i][0], sizes[i][1]);
        Bytes bytes = png_encode(pixels);
        assert_decodes_to(bytes.data, bytes.size, pixels);
        assert_int_equal(bytes.data[bytes.size], 0);
        bytes_finish(&bytes);
        free(pixels.data);
    }
}

static void a_file_holds_the_encoded_bytes(void **state) {
    (void)state;
    char path[] = "/tmp/unroll-png-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    close(handle);
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    Pixels pixels = make_pixels(30, 20);
    assert_true(png_write(path, pixels, &report));
    Bytes read;
    assert_true(file_read(path, 1 << 20, &read, &report));
    assert_decodes_to(read.data, read.size, pixels);
    assert_int_equal(report.count, 0);
    bytes_finish(&read);
    remove(path);
    free(pixels.data);
    report_finish(&report);
    words_destroy(words);
}

static void a_folder_that_does_not_exist_is_a_problem(void **state) {
    (void)state;
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    Pixels pixels = make_pixels(3, 3);
    const char *path = "/tmp/unroll-no-such-folder/picture.png";
    assert_false(png_write(path, pixels, &report));
    assert_int_equal(report.count, 1);
    assert_string_equal(report.problems[0].key, "file.unwritable");
    assert_string_equal(report.problems[0].place.file, path);
    assert_int_equal(access(path, F_OK), -1);
    free(pixels.data);
    report_finish(&report);
    words_destroy(words);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pixel_reads_back),
        cmocka_unit_test(a_file_holds_the_encoded_bytes),
        cmocka_unit_test(a_folder_that_does_not_exist_is_a_problem),
    };
    return cmocka_run_group_tests_name("export png", tests, NULL, NULL);
}
