#include "base/display.h"

#include "base/arena.h"
#include "base/fatal.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void display_init(DisplayList *list) {
    *list = (DisplayList){0};
}

void display_finish(DisplayList *list) {
    free(list->shapes);
    free(list->points);
    free(list->bytes);
    *list = (DisplayList){0};
}

void display_clear(DisplayList *list) {
    list->shape_count = 0;
    list->point_count = 0;
    list->byte_count = 0;
}

// Room for `more` items of `size` bytes behind `count`; the array may move.
static void *grow(void *items, size_t count, size_t *capacity, size_t more, size_t size) {
    if (more <= *capacity - count) {
        return items;
    }
    if (more > UINT32_MAX || count + more > UINT32_MAX) {
        fatal("a display list of more than %lu items", (unsigned long)UINT32_MAX);
    }
    size_t wanted = *capacity > 0 ? *capacity : 256;
    while (wanted < count + more) {
        wanted *= 2;
    }
    *capacity = wanted;
    return memory_resize(items, wanted * size);
}

static Shape *add_shape(DisplayList *list, ShapeKind kind, Color fill) {
    list->shapes = grow(list->shapes, list->shape_count, &list->shape_capacity, 1, sizeof(Shape));
    Shape *shape = &list->shapes[list->shape_count++];
    *shape = (Shape){.kind = kind, .fill = fill};
    return shape;
}

static Shape *add_points(DisplayList *list, ShapeKind kind, Color fill, const Point *points, size_t count) {
    list->points = grow(list->points, list->point_count, &list->point_capacity, count, sizeof(Point));
    if (count > 0) {
        memcpy(list->points + list->point_count, points, count * sizeof(Point));
    }
    Shape *shape = add_shape(list, kind, fill);
    shape->first = (uint32_t)list->point_count;
    shape->count = (uint32_t)count;
    list->point_count += count;
    return shape;
}

Shape *display_box(DisplayList *list, Rect rect, float radius, Color fill) {
    Shape *shape = add_shape(list, SHAPE_BOX, fill);
    shape->rect = rect;
    shape->radius = radius;
    return shape;
}

Shape *display_border_box(DisplayList *list, Rect rect, float radius, Color fill, Color border, float border_width) {
    Shape *shape = display_box(list, rect, radius, fill);
    shape->border = border;
    shape->border_width = border_width;
    return shape;
}

Shape *display_disc(DisplayList *list, Point center, float radius, Color fill) {
    Shape *shape = add_shape(list, SHAPE_DISC, fill);
    shape->rect = (Rect){center.x - radius, center.y - radius, 2 * radius, 2 * radius};
    return shape;
}

Shape *display_line(DisplayList *list, Point from, Point to, float width, Color color) {
    const Point points[2] = {from, to};
    return display_polyline(list, points, 2, width, color);
}

Shape *display_polyline(DisplayList *list, const Point *points, size_t count, float width, Color color) {
    Shape *shape = add_points(list, SHAPE_POLYLINE, color, points, count);
    shape->width = width;
    return shape;
}

Shape *display_bezier(DisplayList *list, const Point points[4], float width, Color color) {
    Shape *shape = add_points(list, SHAPE_BEZIER, color, points, 4);
    shape->width = width;
    return shape;
}

Shape *display_polygon(DisplayList *list, const Point *points, size_t count, Color color) {
    return add_points(list, SHAPE_POLYGON, color, points, count);
}

Shape *display_text(DisplayList *list, Point baseline_left, FontFace face, float size, Color color, const char *text, size_t length) {
    list->bytes = grow(list->bytes, list->byte_count, &list->byte_capacity, length, 1);
    if (length > 0) {
        memcpy(list->bytes + list->byte_count, text, length);
    }
    Shape *shape = add_shape(list, SHAPE_TEXT, color);
    shape->rect = (Rect){baseline_left.x, baseline_left.y, 0, size};
    shape->face = face;
    shape->first = (uint32_t)list->byte_count;
    shape->count = (uint32_t)length;
    list->byte_count += length;
    return shape;
}

void display_clip(DisplayList *list, Rect rect) {
    add_shape(list, SHAPE_CLIP, 0)->rect = rect;
}

void display_clip_end(DisplayList *list) {
    add_shape(list, SHAPE_CLIP_END, 0);
}

static float fixed_width(void *context, FontFace face, float size, const char *text, size_t length) {
    (void)context;
    (void)face;
    // Tenths of an em add up exactly, whatever the order.
    int tenths = 0;
    size_t at = 0;
    while (at < length) {
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point)) {
            code_point = 0xFFFD;
            at++;
        }
        tenths += unicode_is_zero_width(code_point) ? 0 : unicode_is_wide(code_point) ? 10 : 6;
    }
    return size * (float)tenths / 10.0f;
}

TextMeasure text_measure_fixed(void) {
    return (TextMeasure){NULL, fixed_width};
}
