#include "diagram_fixture.h"

#include <math.h>

const char *const DIAGRAM_GATED[6] = {"lstm", "gru", "gru-cho", "mgu", "lstm-1997", "lstm-peephole"};
const int DIAGRAM_SIZES[3][2] = {{1280, 720}, {1920, 1080}, {3840, 2160}};

void diagram_make_stage(Scene *scene, Stage *stage, int width, int height, double column, const char *moment) {
    scene->view.camera = (Camera){2, column};
    scene_frame_at(scene, width, height, moment);
    stage_make(stage, &scene->frame, &scene->layout);
}

void diagram_draw(Scene *scene, int width, int height, double column, const char *moment) {
    scene->view.camera = (Camera){2, column};
    scene_frame_at(scene, width, height, moment);
    stage_draw(&scene->frame, &scene->layout);
}

bool rects_overlap(Rect a, Rect b) {
    float slack = 0.5f;
    return a.w > 0 && b.w > 0 && a.x + slack < b.x + b.w && b.x + slack < a.x + a.w && a.y + slack < b.y + b.h && b.y + slack < a.y + a.h;
}

bool rect_inside(Rect inner, Rect outer) {
    return inner.w <= 0 || (inner.x >= outer.x - 0.5f && inner.y >= outer.y - 0.5f && inner.x + inner.w <= outer.x + outer.w + 0.5f &&
                            inner.y + inner.h <= outer.y + outer.h + 0.5f);
}

// The piece of a way between two points, with some thickness.
Rect rect_of_piece(Point a, Point b) {
    return (Rect){fminf(a.x, b.x) - 1, fminf(a.y, b.y) - 1, fabsf(a.x - b.x) + 2, fabsf(a.y - b.y) + 2};
}
