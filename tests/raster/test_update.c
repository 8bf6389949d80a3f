// Drawing in parts gives the picture that drawing the whole gives.
#include "scenes.h"
#include "testing.h"

enum { WIDTH = 300, HEIGHT = 200 };

static void fill_randomly(Picture *picture, Random *random, int count) {
    for (int i = 0; i < count; i++) scene_random_shape(&picture->list, random, WIDTH, HEIGHT);
}

static void assert_same_pixels(const Picture *a, const Picture *b) {
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        if (a->pixels.data[i] != b->pixels.data[i]) {
            fail_msg("pixel (%d, %d) is %08x, not %08x", i % WIDTH, i / WIDTH, a->pixels.data[i], b->pixels.data[i]);
        }
    }
}

static Picture picture_with_glyphs(void) {
    Picture picture = picture_make(WIDTH, HEIGHT);
    GlyphSource source = scene_glyphs(NULL);
    picture.glyphs = glyphs_create(&source);
    return picture;
}

static void an_update_shows_what_a_full_drawing_shows(void **state) {
    (void)state;
    Random random;
    random_init(&random, 7, "test", "update");
    int partial = 0;
    for (int scene = 0; scene < 60; scene++) {
        Picture updated = picture_with_glyphs(), drawn = picture_with_glyphs();
        fill_randomly(&updated, &random, 40);
        for (int frame = 0; frame < 5; frame++) {
            // A shape or two move; now and then one comes or the whole list is another.
            for (int i = 0; i < 2 && frame > 0; i++) {
                Shape *shape = &updated.list.shapes[random_below(&random, (int)updated.list.shape_count)];
                shape->rect.x += (float)random_uniform(&random) * 9;
                shape->fill ^= 0x102030;
            }
            if (frame == 3) fill_randomly(&updated, &random, 1);
            if (frame == 4 && scene % 5 == 0) {
                display_clear(&updated.list);
                fill_randomly(&updated, &random, 20);
            }
            const PixelRect *dirty;
            size_t count = raster_update(updated.raster, &updated.list, updated.glyphs, updated.pixels, 0xFFFFFFFF, &dirty);
            raster_draw(drawn.raster, &updated.list, drawn.glyphs, drawn.pixels, 0xFFFFFFFF);
            assert_same_pixels(&updated, &drawn);
            int area = 0;
            for (size_t i = 0; i < count; i++) area += dirty[i].w * dirty[i].h;
            assert_true(area <= WIDTH * HEIGHT);
            partial += area > 0 && area < WIDTH * HEIGHT;
        }
        picture_finish(&updated);
        picture_finish(&drawn);
    }
    assert_true(partial > 60); // not everything was drawn every time
}

static void the_same_list_again_draws_nothing(void **state) {
    (void)state;
    Picture picture = picture_with_glyphs();
    scene_measured(&picture.list, 30);
    assert_true(raster_update(picture.raster, &picture.list, picture.glyphs, picture.pixels, 0xFFFFFFFF, NULL) > 0);
    assert_int_equal(raster_update(picture.raster, &picture.list, picture.glyphs, picture.pixels, 0xFFFFFFFF, NULL), 0);
    picture_finish(&picture);
}

static void a_moved_shape_dirties_where_it_was_and_where_it_is(void **state) {
    (void)state;
    Picture picture = picture_make(WIDTH, HEIGHT);
    display_box(&picture.list, (Rect){10, 10, 20, 20}, 3, INK);
    raster_update(picture.raster, &picture.list, NULL, picture.pixels, 0xFFFFFFFF, NULL);
    picture.list.shapes[0].rect.x = 210;
    const PixelRect *dirty;
    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, picture.pixels, 0xFFFFFFFF, &dirty), 2);
    assert_true(dirty[0].x == 0 && dirty[0].y == 0 && dirty[0].w == 64 && dirty[0].h == 64);
    assert_true(dirty[1].x == 192 && dirty[1].y == 0 && dirty[1].w == 64 && dirty[1].h == 64);
    assert_int_equal(picture_ink(&picture, 20, 20), 0);
    assert_int_equal(picture_ink(&picture, 220, 20), 255);
    picture_finish(&picture);
}

static void shapes_in_front_of_others_are_noticed_when_they_change_places(void **state) {
    (void)state;
    Picture picture = picture_make(WIDTH, HEIGHT);
    display_box(&picture.list, (Rect){10, 10, 20, 20}, 0, 0xFFFF0000);
    display_box(&picture.list, (Rect){10, 10, 20, 20}, 0, 0xFF0000FF);
    raster_update(picture.raster, &picture.list, NULL, picture.pixels, 0xFFFFFFFF, NULL);
    assert_int_equal(picture_rgb(&picture, 20, 20), 0x0000FF);
    Shape first = picture.list.shapes[0];
    picture.list.shapes[0] = picture.list.shapes[1];
    picture.list.shapes[1] = first;
    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, picture.pixels, 0xFFFFFFFF, NULL), 1);
    assert_int_equal(picture_rgb(&picture, 20, 20), 0xFF0000);
    picture_finish(&picture);
}

static void another_target_background_or_a_reminder_draws_everything(void **state) {
    (void)state;
    Picture picture = picture_make(WIDTH, HEIGHT), other = picture_make(WIDTH, HEIGHT);
    display_box(&picture.list, (Rect){10, 10, 20, 20}, 0, INK);
    raster_update(picture.raster, &picture.list, NULL, picture.pixels, 0xFFFFFFFF, NULL);

    const PixelRect *dirty;
    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, other.pixels, 0xFFFFFFFF, &dirty), 1);
    assert_true(dirty[0].w == WIDTH && dirty[0].h == HEIGHT);
    assert_same_pixels(&picture, &other);

    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, other.pixels, 0xFF112233, &dirty), 1);
    assert_true(dirty[0].w == WIDTH && dirty[0].h == HEIGHT);
    assert_int_equal(picture_rgb(&other, 100, 100), 0x112233);

    memset(other.pixels.data, 0, (size_t)WIDTH * HEIGHT * 4);
    raster_forget(picture.raster);
    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, other.pixels, 0xFF112233, &dirty), 1);
    assert_int_equal(picture_rgb(&other, 299, 199), 0x112233);

    Pixels smaller = other.pixels;
    smaller.width = 100;
    assert_int_equal(raster_update(picture.raster, &picture.list, NULL, smaller, 0xFF112233, &dirty), 1);
    assert_true(dirty[0].w == 100 && dirty[0].h == HEIGHT);
    picture_finish(&picture);
    picture_finish(&other);
}

static void nothing_outside_the_target_is_touched(void **state) {
    (void)state;
    Random random;
    random_init(&random, 11, "test", "borders");
    enum { MARGIN = 5, STRIDE = 120 + 2 * MARGIN, ROWS = 90 + 2 * MARGIN };
    static uint32_t buffer[ROWS * STRIDE];
    for (int i = 0; i < ROWS * STRIDE; i++) buffer[i] = 0xABCDEF01;
    Picture picture = picture_with_glyphs();
    Pixels inner = {buffer + MARGIN * STRIDE + MARGIN, 120, 90, STRIDE};
    for (int scene = 0; scene < 40; scene++) {
        display_clear(&picture.list);
        fill_randomly(&picture, &random, 40);
        raster_draw(picture.raster, &picture.list, picture.glyphs, inner, 0xFFFFFFFF);
        for (int i = 0; i < ROWS * STRIDE; i++) {
            int x = i % STRIDE - MARGIN, y = i / STRIDE - MARGIN;
            bool within = x >= 0 && x < 120 && y >= 0 && y < 90;
            if (within) {
                assert_int_equal(buffer[i] >> 24, 0xFF);
            } else {
                assert_int_equal(buffer[i], 0xABCDEF01);
            }
        }
    }
    picture_finish(&picture);
}

// Any bits at all, zero, far away, or something ordinary.
static float wild_number(Random *random) {
    uint32_t bits = (uint32_t)random_next(random);
    float any;
    memcpy(&any, &bits, sizeof any);
    const float choices[] = {any, 0, -1e5f, 1e9f, (float)random_uniform(random) * 300, (float)random_uniform(random) * 300};
    return choices[random_below(random, 6)];
}

static void make_wild(DisplayList *list, Random *random) {
    Shape *shape = &list->shapes[list->shape_count - 1];
    float *lengths[] = {&shape->rect.x, &shape->rect.y, &shape->rect.w, &shape->rect.h, &shape->radius,      &shape->shadow,
                        &shape->width,  &shape->dash,   &shape->gap,    &shape->arrow,  &shape->border_width};
    *lengths[random_below(random, 11)] = wild_number(random);
    *lengths[random_below(random, 11)] = wild_number(random);
    if (shape->kind == SHAPE_POLYLINE || shape->kind == SHAPE_BEZIER || shape->kind == SHAPE_POLYGON) {
        list->points[shape->first + (uint32_t)random_below(random, (int)shape->count)].y = wild_number(random);
    }
}

static void wild_numbers_do_no_harm(void **state) {
    (void)state;
    Random random;
    random_init(&random, 5, "test", "wild");
    Picture updated = picture_with_glyphs(), drawn = picture_with_glyphs();
    for (int scene = 0; scene < 100; scene++) {
        display_clear(&updated.list);
        for (int i = 0; i < 30; i++) {
            scene_random_shape(&updated.list, &random, WIDTH, HEIGHT);
            make_wild(&updated.list, &random);
        }
        raster_update(updated.raster, &updated.list, updated.glyphs, updated.pixels, 0xFFFFFFFF, NULL);
        raster_draw(drawn.raster, &updated.list, drawn.glyphs, drawn.pixels, 0xFFFFFFFF);
        assert_same_pixels(&updated, &drawn);
    }
    picture_finish(&updated);
    picture_finish(&drawn);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_update_shows_what_a_full_drawing_shows),
        cmocka_unit_test(the_same_list_again_draws_nothing),
        cmocka_unit_test(a_moved_shape_dirties_where_it_was_and_where_it_is),
        cmocka_unit_test(shapes_in_front_of_others_are_noticed_when_they_change_places),
        cmocka_unit_test(another_target_background_or_a_reminder_draws_everything),
        cmocka_unit_test(nothing_outside_the_target_is_touched),
        cmocka_unit_test(wild_numbers_do_no_harm),
    };
    return cmocka_run_group_tests_name("raster update", tests, NULL, NULL);
}
