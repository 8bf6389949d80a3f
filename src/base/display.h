// A display list: what a frame shows, as shapes in pixels. `view/` writes it, `raster/` turns it into pixels, tests print it.
// x grows right, y grows down; (0, 0) is the upper left corner of the upper left pixel. All lengths are output pixels.
#ifndef UNROLL_BASE_DISPLAY_H
#define UNROLL_BASE_DISPLAY_H

#include "base/text.h"

#include <stdint.h>

typedef uint32_t Color; // 0xAARRGGBB, straight alpha, sRGB bytes blended as they are

typedef enum FontFace { FACE_REGULAR, FACE_BOLD, FACE_MONO, FACE_COUNT } FontFace;

typedef enum ShapeKind {
    SHAPE_BOX,      // filled and bordered rectangle with round corners and a soft shadow
    SHAPE_DISC,     // filled and bordered circle
    SHAPE_POLYLINE, // stroked line through points, round joins and caps
    SHAPE_BEZIER,   // stroked cubic curve of 4 points, round caps
    SHAPE_POLYGON,  // filled polygon of 3 to 64 points, non-zero winding
    SHAPE_TEXT,     // one line of text
    SHAPE_CLIP,     // what follows shows only inside this rectangle and the ones around it
    SHAPE_CLIP_END, // ends the innermost clip
} ShapeKind;

typedef struct Point {
    float x, y;
} Point;

typedef struct Rect {
    float x, y, w, h;
} Rect;

typedef struct Shape {
    ShapeKind kind;
    Color fill;   // 0 (alpha 0): none. For lines: the stroke's colour. For text: its colour.
    Color border; // boxes and discs: colour of the border, drawn inside the edge
    float border_width;
    Rect rect;       // box, clip; disc: the square around it; text: x = left end, y = baseline, h = size in px per em
    float radius;    // box: corner radius
    float shadow;    // box: blur radius of a soft shadow beneath, offset down by a third of it; 0: none
    float width;     // lines: stroke width
    float dash, gap; // lines: lengths of dash and gap along the line; 0: solid
    float arrow;     // lines: length of the arrowhead at the last point (its tip is the point); 0: none
    FontFace face;   // text
    uint32_t first;  // lines, polygons: first point in DisplayList.points; text: first byte in DisplayList.bytes
    uint32_t count;  // lines, polygons: how many points; text: how many bytes
} Shape;

typedef struct DisplayList {
    Shape *shapes;
    size_t shape_count, shape_capacity;
    Point *points;
    size_t point_count, point_capacity;
    char *bytes;
    size_t byte_count, byte_capacity;
} DisplayList;

void display_init(DisplayList *list);
void display_finish(DisplayList *list);
void display_clear(DisplayList *list); // empties it, keeps its memory

// Each appends one shape; the returned shape may be adjusted until the next append.
Shape *display_box(DisplayList *list, Rect rect, float radius, Color fill);
Shape *display_border_box(DisplayList *list, Rect rect, float radius, Color fill, Color border, float border_width);
Shape *display_disc(DisplayList *list, Point center, float radius, Color fill);
Shape *display_line(DisplayList *list, Point from, Point to, float width, Color color);
Shape *display_polyline(DisplayList *list, const Point *points, size_t count, float width, Color color);
Shape *display_bezier(DisplayList *list, const Point points[4], float width, Color color);
Shape *display_polygon(DisplayList *list, const Point *points, size_t count, Color color);
Shape *display_text(DisplayList *list, Point baseline_left, FontFace face, float size, Color color, const char *text, size_t length);
void display_clip(DisplayList *list, Rect rect);
void display_clip_end(DisplayList *list);

// One line a shape, numbers with one decimal: for golden files.
void display_print(const DisplayList *list, Text *out);

// Measures text as the glyphs will be drawn. Implemented by raster's glyph atlas and, for tests, by a fixed-width stand-in.
typedef struct TextMeasure {
    void *context;
    float (*width)(void *context, FontFace face, float size, const char *text, size_t length); // px
} TextMeasure;

// A stand-in: every code point is 0.6 em wide (wide ones 1 em). Same numbers on every machine.
TextMeasure text_measure_fixed(void);

#endif
