// Small pictures that stay as they are, to the bit, whatever compiler built them. With UNROLL_WRITE_GOLDEN=1 they are written anew:
// look at them before committing.
#include "scenes.h"
#include "testing.h"

#include <png.h>
#include <stdio.h>

enum { WIDTH = 160, HEIGHT = 120 };

static const char *folder; // of the golden pictures, from the command line

static void draw_boxes(DisplayList *list) {
    for (int i = 0; i < 4; i++) {
        Rect rect = {8 + (float)i * 38.3f, 6 + (float)i * 0.25f, 30, 24};
        display_border_box(list, rect, (float)i * 3.5f, 0xFFF7DCC0, 0xFFD55E00, (float)i * 0.8f);
        rect.y += 36;
        display_border_box(list, rect, 6, 0xFFFFFFFF, 0xFFDDDDDD, 1)->shadow = (float)i * 5;
    }
    for (int i = 0; i < 8; i++) {
        Shape *disc = display_disc(list, (Point){12 + (float)i * 19.4f, 95.5f}, 0.4f + (float)i * 1.3f, i % 2 ? 0xFF8E44AD : 0x800072B2);
        disc->border = 0xFF1A1A2E;
        disc->border_width = i > 4 ? 1.5f : 0;
    }
}

static void draw_lines(DisplayList *list) {
    for (int i = 0; i < 6; i++) {
        Point from = {8, 8 + (float)i * 8}, to = {70, 10 + (float)(i * i) * 2};
        Shape *line = display_line(list, from, to, 0.5f + (float)i * 0.8f, i % 2 ? 0xFFD55E00 : 0xC00072B2);
        line->arrow = 6 + (float)i * 2;
        if (i % 3 == 1) {
            line->dash = 5;
            line->gap = 4;
        }
        const Point curve[4] = {{80, from.y}, {120, from.y}, {100, to.y + 20}, {150, to.y + 20}};
        display_bezier(list, curve, 0.7f + (float)i * 0.6f, 0xFF1A1A2E)->arrow = (float)i * 2.5f;
    }
    const Point zigzag[] = {{10, 100}, {30, 75.5f}, {40, 110}, {41, 80}, {62, 81.3f}, {70, 112}};
    display_polyline(list, zigzag, 6, 5, 0x708E44AD);
}

static void draw_polygons(DisplayList *list) {
    const Point star[] = {{40, 4}, {62, 72}, {4, 30}, {76, 30}, {18, 72}};
    display_polygon(list, star, 5, 0xFFD55E00);
    const Point wedge[] = {{84.3f, 10}, {150, 40.7f}, {90, 70}, {104, 41}};
    display_polygon(list, wedge, 4, 0xA00072B2);
    display_clip(list, (Rect){20, 80, 60.4f, 30.4f});
    display_box(list, (Rect){10, 76, 90, 90}, 20, 0xFF009E73);
    display_clip(list, (Rect){50, 70, 90, 90});
    display_disc(list, (Point){62, 97}, 17, 0xFFFFFFFF);
    display_clip_end(list);
    display_clip_end(list);
    display_disc(list, (Point){120, 95}, 17.5f, 0xFF009E73);
}

static char *golden_path(const char *name) {
    size_t size = strlen(folder) + strlen(name) + 6;
    char *path = memory_alloc(size);
    snprintf(path, size, "%s/%s.png", folder, name);
    return path;
}

// 8-bit RGB, (HEIGHT, WIDTH, 3).
static uint8_t *rgb_of(const Picture *picture) {
    uint8_t *bytes = memory_alloc((size_t)WIDTH * HEIGHT * 3);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        for (int k = 0; k < 3; k++) bytes[3 * i + k] = (uint8_t)(picture->pixels.data[i] >> (16 - 8 * k));
    }
    return bytes;
}

static void compare_or_write(const Picture *picture, const char *name) {
    char *path = golden_path(name);
    uint8_t *drawn = rgb_of(picture), *golden = memory_alloc((size_t)WIDTH * HEIGHT * 3);
    png_image image = {.version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB};
    if (getenv("UNROLL_WRITE_GOLDEN")) assert_true(png_image_write_to_file(&image, path, 0, drawn, 0, NULL));
    image = (png_image){.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path)) fail_msg("%s: %s", path, image.message);
    assert_int_equal(image.width, WIDTH);
    assert_int_equal(image.height, HEIGHT);
    image.format = PNG_FORMAT_RGB;
    assert_true(png_image_finish_read(&image, NULL, golden, 0, NULL));
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++) {
        if (drawn[i] != golden[i]) fail_msg("%s: pixel (%d, %d) is %d, not %d", path, i / 3 % WIDTH, i / 3 / WIDTH, drawn[i], golden[i]);
    }
    free(drawn);
    free(golden);
    free(path);
}

static void check_picture(const char *name, void (*draw)(DisplayList *list)) {
    Picture picture = picture_make(WIDTH, HEIGHT);
    draw(&picture.list);
    picture_draw(&picture);
    compare_or_write(&picture, name);
    picture_finish(&picture);
}

static void boxes_look_as_they_did(void **state) {
    (void)state;
    check_picture("boxes", draw_boxes);
}

static void lines_look_as_they_did(void **state) {
    (void)state;
    check_picture("lines", draw_lines);
}

static void polygons_and_clips_look_as_they_did(void **state) {
    (void)state;
    check_picture("polygons", draw_polygons);
}

// One number for a large picture with everything in it, the same from every compiler at every level of optimisation.
static void a_large_scene_has_the_known_hash(void **state) {
    (void)state;
    Picture picture = picture_make(1920, 1080);
    GlyphSource source = scene_glyphs(NULL);
    picture.glyphs = glyphs_create(&source);
    Random random;
    random_init(&random, 3, "test", "hash");
    scene_measured(&picture.list, 3);
    for (int i = 0; i < 300; i++) scene_random_shape(&picture.list, &random, 1920, 1080);
    picture_draw(&picture);
    uint64_t hash = 14695981039346656037u; // FNV-1a over whole pixels
    for (int i = 0; i < 1920 * 1080; i++) hash = (hash ^ picture.pixels.data[i]) * 1099511628211u;
    assert_true(hash == 0x74a422c42dee6102);
    picture_finish(&picture);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_look_as_they_did),
        cmocka_unit_test(lines_look_as_they_did),
        cmocka_unit_test(polygons_and_clips_look_as_they_did),
        cmocka_unit_test(a_large_scene_has_the_known_hash),
    };
    return cmocka_run_group_tests_name("raster golden", tests, NULL, NULL);
}
