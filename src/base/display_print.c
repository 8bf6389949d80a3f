// A display list as text, for golden files: display_print of base/display.h.
#include "base/display.h"

#include <assert.h>
#include <math.h>

static const char *const KINDS[] = {
    [SHAPE_BOX] = "box",         [SHAPE_DISC] = "disc", [SHAPE_POLYLINE] = "polyline", [SHAPE_BEZIER] = "bezier",
    [SHAPE_POLYGON] = "polygon", [SHAPE_TEXT] = "text", [SHAPE_CLIP] = "clip",         [SHAPE_CLIP_END] = "clip-end",
};
static_assert(sizeof KINDS / sizeof KINDS[0] == SHAPE_CLIP_END + 1, "each kind of shape has a name");

static const char *const FACES[] = {[FACE_REGULAR] = "regular", [FACE_BOLD] = "bold", [FACE_MONO] = "mono"};
static_assert(sizeof FACES / sizeof FACES[0] == FACE_COUNT, "each face has a name");

// One decimal, in every locale; never "-0.0".
static void print_length(Text *out, float length) {
    long tenths = lroundf(length * 10.0f);
    long size = tenths < 0 ? -tenths : tenths;
    text_printf(out, " %s%ld.%ld", tenths < 0 ? "-" : "", size / 10, size % 10);
}

static void print_point(Text *out, Point point) {
    print_length(out, point.x);
    print_length(out, point.y);
}

static void print_rect(Text *out, Rect rect) {
    print_length(out, rect.x);
    print_length(out, rect.y);
    print_length(out, rect.w);
    print_length(out, rect.h);
}

// What is zero is not there, and stays out.
static void print_named(Text *out, const char *name, float length) {
    if (length != 0) {
        text_printf(out, " %s", name);
        print_length(out, length);
    }
}

static void print_color(Text *out, const char *name, Color color) {
    if (color >> 24 != 0) {
        text_printf(out, " %s #%08x", name, (unsigned)color);
    }
}

static void print_string(Text *out, const char *bytes, size_t length) {
    text_append(out, " \"");
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            text_append(out, "\\n");
            continue;
        }
        if (bytes[i] == '"' || bytes[i] == '\\') {
            text_append(out, "\\");
        }
        text_append_bytes(out, &bytes[i], 1);
    }
    text_append(out, "\"");
}

static void print_shape(const DisplayList *list, const Shape *shape, Text *out) {
    text_append(out, KINDS[shape->kind]);
    switch (shape->kind) {
    case SHAPE_BOX:
    case SHAPE_DISC:
    case SHAPE_CLIP:
        print_rect(out, shape->rect);
        break;
    case SHAPE_POLYLINE:
    case SHAPE_BEZIER:
    case SHAPE_POLYGON:
        for (uint32_t i = 0; i < shape->count; i++) {
            print_point(out, list->points[shape->first + i]);
        }
        break;
    case SHAPE_TEXT:
        print_point(out, (Point){shape->rect.x, shape->rect.y});
        text_printf(out, " %s", FACES[shape->face]);
        print_length(out, shape->rect.h);
        print_string(out, list->bytes + shape->first, shape->count);
        break;
    case SHAPE_CLIP_END:
        break;
    }
    print_color(out, "fill", shape->fill);
    print_color(out, "border", shape->border);
    print_named(out, "border-width", shape->border_width);
    print_named(out, "radius", shape->radius);
    print_named(out, "shadow", shape->shadow);
    print_named(out, "width", shape->width);
    print_named(out, "dash", shape->dash);
    print_named(out, "gap", shape->gap);
    print_named(out, "arrow", shape->arrow);
    text_append(out, "\n");
}

void display_print(const DisplayList *list, Text *out) {
    for (size_t i = 0; i < list->shape_count; i++) {
        print_shape(list, &list->shapes[i], out);
    }
}
