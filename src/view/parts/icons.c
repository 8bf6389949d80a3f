#include "view/parts/icons.h"

#include <math.h>

static const float TURN = 6.28318531f;

// A pen over a square whose middle is (0, 0) and whose sides are at -0.5 and 0.5.
typedef struct Pen {
    DisplayList *list;
    Point center;
    float size, width;
    Color color;
} Pen;

static Point at(const Pen *pen, float x, float y) {
    return (Point){pen->center.x + x * pen->size, pen->center.y + y * pen->size};
}

static void line(const Pen *pen, float x1, float y1, float x2, float y2) {
    display_line(pen->list, at(pen, x1, y1), at(pen, x2, y2), pen->width, pen->color);
}

static void curve(const Pen *pen, const float xy[8]) {
    const Point points[4] = {at(pen, xy[0], xy[1]), at(pen, xy[2], xy[3]), at(pen, xy[4], xy[5]), at(pen, xy[6], xy[7])};
    display_bezier(pen->list, points, pen->width, pen->color);
}

static void triangle(const Pen *pen, float x1, float y1, float x2, float y2, float x3, float y3) {
    const Point points[3] = {at(pen, x1, y1), at(pen, x2, y2), at(pen, x3, y3)};
    display_polygon(pen->list, points, 3, pen->color);
}

static void ring(const Pen *pen, float x, float y, float radius) {
    Shape *disc = display_disc(pen->list, at(pen, x, y), radius * pen->size, 0);
    disc->border = pen->color;
    disc->border_width = pen->width;
}

static void dot(const Pen *pen, float x, float y, float radius) {
    display_disc(pen->list, at(pen, x, y), radius * pen->size, pen->color);
}

static void block(const Pen *pen, float x, float y, float w, float h, float radius) {
    Point corner = at(pen, x, y);
    display_box(pen->list, (Rect){corner.x, corner.y, w * pen->size, h * pen->size}, radius * pen->size, pen->color);
}

static void frame_block(const Pen *pen, float x, float y, float w, float h, float radius) {
    Point corner = at(pen, x, y);
    Rect rect = {corner.x, corner.y, w * pen->size, h * pen->size};
    display_border_box(pen->list, rect, radius * pen->size, 0, pen->color, pen->width);
}

static void draw_gear(const Pen *pen) {
    enum { TEETH = 8 };
    for (int i = 0; i < TEETH; i++) {
        float angle = TURN * (float)i / TEETH;
        float x = cosf(angle), y = sinf(angle);
        display_line(pen->list, at(pen, 0.30f * x, 0.30f * y), at(pen, 0.42f * x, 0.42f * y), 1.5f * pen->width, pen->color);
    }
    ring(pen, 0, 0, 0.33f);
    ring(pen, 0, 0, 0.15f);
}

static void draw_help(const Pen *pen) {
    ring(pen, 0, 0, 0.46f);
    curve(pen, (const float[]){-0.14f, -0.12f, -0.14f, -0.32f, 0.17f, -0.32f, 0.15f, -0.11f});
    curve(pen, (const float[]){0.15f, -0.11f, 0.14f, 0.01f, 0, 0, 0, 0.10f});
    dot(pen, 0, 0.24f, 0.055f);
}

static void draw_scissors(const Pen *pen) {
    ring(pen, -0.34f, -0.24f, 0.15f);
    ring(pen, -0.34f, 0.24f, 0.15f);
    line(pen, -0.22f, -0.17f, 0.48f, 0.22f);
    line(pen, -0.22f, 0.17f, 0.48f, -0.22f);
}

static void draw_theme(const Pen *pen) {
    ring(pen, 0, 0, 0.42f);
    enum { POINTS = 17 };
    Point half[POINTS];
    for (int i = 0; i < POINTS; i++) {
        float angle = TURN * (0.5f * (float)i / (POINTS - 1) - 0.25f);
        half[i] = at(pen, 0.42f * cosf(angle), 0.42f * sinf(angle));
    }
    display_polygon(pen->list, half, POINTS, pen->color);
}

static void draw_globe(const Pen *pen) {
    ring(pen, 0, 0, 0.44f);
    line(pen, -0.42f, 0, 0.42f, 0);
    curve(pen, (const float[]){0, -0.43f, -0.25f, -0.22f, -0.25f, 0.22f, 0, 0.43f});
    curve(pen, (const float[]){0, -0.43f, 0.25f, -0.22f, 0.25f, 0.22f, 0, 0.43f});
}

static void draw_warning(const Pen *pen) {
    line(pen, 0, -0.40f, 0.44f, 0.38f);
    line(pen, 0.44f, 0.38f, -0.44f, 0.38f);
    line(pen, -0.44f, 0.38f, 0, -0.40f);
    line(pen, 0, -0.12f, 0, 0.10f);
    dot(pen, 0, 0.25f, 0.05f);
}

static void draw_book(const Pen *pen) {
    line(pen, 0, -0.28f, 0, 0.34f);
    curve(pen, (const float[]){0, -0.28f, -0.12f, -0.38f, -0.30f, -0.38f, -0.44f, -0.32f});
    curve(pen, (const float[]){0, -0.28f, 0.12f, -0.38f, 0.30f, -0.38f, 0.44f, -0.32f});
    curve(pen, (const float[]){0, 0.34f, -0.12f, 0.24f, -0.30f, 0.24f, -0.44f, 0.30f});
    curve(pen, (const float[]){0, 0.34f, 0.12f, 0.24f, 0.30f, 0.24f, 0.44f, 0.30f});
    line(pen, -0.44f, -0.32f, -0.44f, 0.30f);
    line(pen, 0.44f, -0.32f, 0.44f, 0.30f);
}

static void draw_lock(const Pen *pen) {
    block(pen, -0.30f, -0.04f, 0.60f, 0.44f, 0.07f);
    curve(pen, (const float[]){-0.18f, -0.04f, -0.22f, -0.50f, 0.22f, -0.50f, 0.18f, -0.04f});
}

static void draw_pencil(const Pen *pen) {
    line(pen, -0.36f, 0.38f, -0.28f, 0.12f); // the tip
    line(pen, -0.36f, 0.38f, -0.10f, 0.30f);
    line(pen, -0.28f, 0.12f, 0.18f, -0.34f); // the two long sides
    line(pen, -0.10f, 0.30f, 0.36f, -0.16f);
    line(pen, 0.18f, -0.34f, 0.36f, -0.16f); // the end
    line(pen, 0.06f, -0.22f, 0.24f, -0.04f); // its ring
}

static void draw_code(const Pen *pen) {
    line(pen, -0.24f, -0.26f, -0.46f, 0);
    line(pen, -0.46f, 0, -0.24f, 0.26f);
    line(pen, 0.24f, -0.26f, 0.46f, 0);
    line(pen, 0.46f, 0, 0.24f, 0.26f);
    line(pen, 0.10f, -0.36f, -0.10f, 0.36f);
}

static void draw_lanes(const Pen *pen) {
    frame_block(pen, -0.42f, -0.38f, 0.84f, 0.32f, 0.06f);
    frame_block(pen, -0.42f, 0.08f, 0.84f, 0.32f, 0.06f);
    dot(pen, -0.24f, -0.22f, 0.06f);
    dot(pen, -0.24f, 0.24f, 0.06f);
}

static void draw_chevron(const Pen *pen, float direction) {
    line(pen, -0.14f * direction, -0.28f, 0.14f * direction, 0);
    line(pen, 0.14f * direction, 0, -0.14f * direction, 0.28f);
}

void icon_draw(DisplayList *list, Icon icon, Point center, float size, Color color) {
    const Pen pen = {.list = list, .center = center, .size = size, .width = fmaxf(1.25f, size * 0.09f), .color = color};
    switch (icon) {
    case ICON_NONE:
    case ICON_COUNT:
        return;
    case ICON_PLAY:
        triangle(&pen, -0.26f, -0.38f, 0.40f, 0, -0.26f, 0.38f);
        return;
    case ICON_PAUSE:
        block(&pen, -0.30f, -0.36f, 0.20f, 0.72f, 0.04f);
        block(&pen, 0.10f, -0.36f, 0.20f, 0.72f, 0.04f);
        return;
    case ICON_FORWARD:
        triangle(&pen, -0.30f, -0.32f, 0.22f, 0, -0.30f, 0.32f);
        block(&pen, 0.22f, -0.32f, 0.12f, 0.64f, 0.03f);
        return;
    case ICON_BACK:
        triangle(&pen, 0.30f, -0.32f, -0.22f, 0, 0.30f, 0.32f);
        block(&pen, -0.34f, -0.32f, 0.12f, 0.64f, 0.03f);
        return;
    case ICON_GEAR:
        draw_gear(&pen);
        return;
    case ICON_HELP:
        draw_help(&pen);
        return;
    case ICON_SCISSORS:
        draw_scissors(&pen);
        return;
    case ICON_COPY:
        frame_block(&pen, -0.38f, -0.40f, 0.52f, 0.58f, 0.08f);
        frame_block(&pen, -0.14f, -0.18f, 0.52f, 0.58f, 0.08f);
        return;
    case ICON_THEME:
        draw_theme(&pen);
        return;
    case ICON_LANGUAGE:
        draw_globe(&pen);
        return;
    case ICON_CLOSE:
        line(&pen, -0.28f, -0.28f, 0.28f, 0.28f);
        line(&pen, -0.28f, 0.28f, 0.28f, -0.28f);
        return;
    case ICON_CHECK:
        line(&pen, -0.34f, 0.02f, -0.10f, 0.28f);
        line(&pen, -0.10f, 0.28f, 0.36f, -0.28f);
        return;
    case ICON_WARNING:
        draw_warning(&pen);
        return;
    case ICON_CHEVRON_LEFT:
        draw_chevron(&pen, -1);
        return;
    case ICON_CHEVRON_RIGHT:
        draw_chevron(&pen, 1);
        return;
    case ICON_CHEVRON_DOWN:
        line(&pen, -0.28f, -0.14f, 0, 0.14f);
        line(&pen, 0, 0.14f, 0.28f, -0.14f);
        return;
    case ICON_BOOK:
        draw_book(&pen);
        return;
    case ICON_PENCIL:
        draw_pencil(&pen);
        break;
    case ICON_CODE:
        draw_code(&pen);
        return;
    case ICON_LANES:
        draw_lanes(&pen);
        return;
    case ICON_LOCK:
        draw_lock(&pen);
        return;
    }
}
