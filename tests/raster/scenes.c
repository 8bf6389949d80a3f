#include "scenes.h"

#include <string.h>

static bool load_block(void *context, FontFace face, float size, uint32_t code_point, GlyphBitmap *out) {
    static uint8_t coverage[GLYPH_MAX_SIZE * GLYPH_MAX_SIZE * GLYPH_PHASES];
    (void)face;
    if (context) ++*(int *)context;
    if (code_point >= 0xE000) return false;
    *out = (GlyphBitmap){.advance = 0.6f * size};
    if (code_point == ' ') return true;
    out->width = (int)(size * 0.5f * GLYPH_PHASES);
    out->height = (int)(size * 0.7f);
    out->stride = out->width;
    out->top = out->height;
    out->coverage = coverage;
    for (int y = 0; y < out->height; y++) {
        for (int x = 0; x < out->width; x++) {
            bool middle = y > 1 && y < out->height - 2 && x > 7 && x < out->width - 8;
            coverage[y * out->stride + x] = middle ? 0 : x % 5 == 0 ? 180 : 255;
        }
    }
    return true;
}

GlyphSource scene_glyphs(int *calls) {
    return (GlyphSource){calls, load_block};
}

static void add_cards(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        Rect rect = {(float)(i % 20) * 95 + 12.25f, (float)(i / 20) * 53 + 8.5f, 76, 38};
        Shape *card = display_border_box(list, rect, 6, 0xFFFFFFFF, 0xFFDDDDDD, 1);
        card->shadow = 8;
    }
}

static void add_cells(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        Rect rect = {(float)(i % 50) * 38 + 6.5f, (float)(i / 50) * 26.5f + 5, 30, 18};
        display_border_box(list, rect, 3, 0xFF0072B2 + (Color)(i % 7) * 0x100800, 0xFFCCCCCC, 1);
    }
}

static void add_arrows(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        float x = (float)(i % 30) * 62 + 10, y = (float)(i / 30) * 40 + 12;
        if (i % 2) {
            Point curve[4] = {{x, y}, {x + 30, y}, {x + 30, y + 30}, {x + 60, y + 30}};
            display_bezier(list, curve, 2, 0xFF0072B2)->arrow = 9;
        } else {
            display_line(list, (Point){x, y}, (Point){x + 58, y + (float)(i % 5) * 4}, 2.5f, 0xFFD55E00)->arrow = 10;
        }
    }
}

static void add_discs(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        Shape *disc = display_disc(list, (Point){(float)(i % 40) * 47.3f + 9, (float)(i / 40) * 26.6f + 11}, 4.5f, 0xFFFFFFFF);
        disc->border = 0xFFD55E00;
        disc->border_width = 1.5f;
    }
}

static void add_curves(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        Point points[200];
        for (int k = 0; k < 200; k++) {
            float wave = (float)((k * 37 + i * 11) % 40 - 20);
            points[k] = (Point){60 + (float)k * 9, 80 + (float)i * 82 + wave};
        }
        display_polyline(list, points, 200, 2, 0xFF8E44AD);
    }
}

static void add_labels(DisplayList *list, int count) {
    for (int i = 0; i < count; i++) {
        Point at = {(float)(i % 25) * 76 + 8.3f, (float)(i / 25) * 33 + 20};
        display_text(list, at, FACE_REGULAR, 13, 0xFF1A1A2E, "h[t] 0.3817", 11);
    }
}

void scene_measured(DisplayList *list, int part) {
    add_cards(list, 400 / part);
    add_cells(list, 2000 / part);
    add_arrows(list, 775 / part);
    add_discs(list, 1600 / part);
    add_curves(list, 12 / part);
    add_labels(list, 800 / part);
}

static float within(Random *random, float from, float to) {
    return from + (to - from) * (float)random_uniform(random);
}

static Point any_point(Random *random, int width, int height) {
    float x = within(random, -20, (float)width + 20), y = within(random, -20, (float)height + 20);
    return (Point){x, y};
}

static Color any_color(Random *random) {
    Color color = (Color)random_next(random);
    return random_below(random, 2) ? color | 0xFF000000 : color;
}

static void style_line(Shape *line, Random *random) {
    if (random_below(random, 2)) line->arrow = within(random, 1, 30);
    if (random_below(random, 3) == 0) {
        line->dash = within(random, 0.5f, 12);
        line->gap = within(random, 0.5f, 12);
    }
}

void scene_random_shape(DisplayList *list, Random *random, int width, int height) {
    // One after the other: the order in which a call's arguments are computed differs from compiler to compiler.
    Point at = any_point(random, width, height), points[12];
    Color color = any_color(random), border = any_color(random);
    float w = within(random, 0, 90), h = within(random, 0, 60), radius = within(random, 0, 30), thickness = within(random, 0.1f, 9);
    size_t count = (size_t)random_below(random, 10) + 3;
    FontFace face = (FontFace)random_below(random, FACE_COUNT);
    for (int i = 0; i < 12; i++) points[i] = any_point(random, width, height);
    Shape *shape;
    switch (random_below(random, 9)) {
    case 0:
    case 1:
        shape = display_box(list, (Rect){at.x, at.y, w, h}, radius, color);
        if (random_below(random, 2)) shape->shadow = within(random, 0, 20);
        if (random_below(random, 2)) {
            shape->border = border;
            shape->border_width = thickness / 2;
        }
        break;
    case 2:
        shape = display_disc(list, at, radius, color);
        shape->border = border;
        shape->border_width = thickness / 2;
        break;
    case 3:
        style_line(display_polyline(list, points, count - 2, thickness, color), random);
        break;
    case 4:
        style_line(display_bezier(list, points, thickness, color), random);
        break;
    case 5:
        display_polygon(list, points, count, color);
        break;
    case 6:
        display_text(list, at, face, 6 + radius, color, "gradient 기울기", 18);
        break;
    case 7:
        display_clip(list, (Rect){at.x, at.y, w * 3, h * 3});
        break;
    default:
        display_clip_end(list);
        break;
    }
}
