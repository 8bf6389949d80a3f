// What the tests of diagrams share: a scene at a moment with columns of some width, and rectangles that lie on each other.
#ifndef UNROLL_TESTS_VIEW_DIAGRAM_FIXTURE_H
#define UNROLL_TESTS_VIEW_DIAGRAM_FIXTURE_H

#include "scene.h"

#include "view/stage/stage.h"

// The cells of the shelf that have gates, and sizes of the window, px.
extern const char *const DIAGRAM_GATED[6];
extern const int DIAGRAM_SIZES[3][2];

// The stage of a scene, `width` x `height` px, timestep 2 in the middle, columns of `column` units. The caller finishes it.
void diagram_make_stage(Scene *scene, Stage *stage, int width, int height, double column, const char *moment);
// The same, drawn into the scene's list and hits.
void diagram_draw(Scene *scene, int width, int height, double column, const char *moment);

bool rects_overlap(Rect a, Rect b);       // by more than half a px; what has no width overlaps nothing
bool rect_inside(Rect inner, Rect outer); // likewise, to half a px
Rect rect_of_piece(Point a, Point b);     // of a way, with some thickness

#endif
