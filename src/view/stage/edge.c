#include "view/stage/edge.h"

#include <math.h>

Edge edge_straight(Point from, Point to) {
    return (Edge){.points = {from, to}, .count = 2};
}

Edge edge_routed(Point from, float x1, float track, float x2, Point to) {
    return (Edge){.points = {from, {x1, from.y}, {x1, track}, {x2, track}, {x2, to.y}, to}, .count = 6};
}

static float length_to(const Edge *edge, int last) {
    float length = 0;
    for (int i = 1; i <= last; i++) {
        length += hypotf(edge->points[i].x - edge->points[i - 1].x, edge->points[i].y - edge->points[i - 1].y);
    }
    return length;
}

// The first `share` of the edge; returns how many points it has.
static int beginning(const Edge *edge, float share, Point out[EDGE_MAX_POINTS]) {
    float left = share * length_to(edge, edge->count - 1);
    out[0] = edge->points[0];
    for (int i = 1; i < edge->count; i++) {
        Point a = edge->points[i - 1], b = edge->points[i];
        float step = hypotf(b.x - a.x, b.y - a.y);
        if (left < step) {
            float part = left / step;
            out[i] = (Point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
            return i + 1;
        }
        out[i] = b;
        left -= step;
    }
    return edge->count;
}

Point edge_along(const Edge *edge, float share) {
    Point points[EDGE_MAX_POINTS];
    return points[beginning(edge, share, points) - 1];
}

void edge_draw_drop(Frame *frame, const Edge *edge, float share) {
    display_disc(frame->list, edge_along(edge, share), edge->width / 2 + 4 * frame->unit, edge->color);
}

void edge_draw(Frame *frame, const Edge *edge) {
    float unit = frame->unit, length = length_to(edge, edge->count - 1);
    if (length < 3 * unit) {
        return;
    }
    if (edge->way < 1) {
        Color quiet = color_mix(frame->theme->line, frame->theme->faint, 0.6f);
        Shape *dashes = display_polyline(frame->list, edge->points, (size_t)edge->count, fmaxf(1, 1.5f * unit), quiet);
        dashes->dash = 4 * unit;
        dashes->gap = 5 * unit;
    }
    if (edge->way <= 0) {
        return;
    }
    Point points[EDGE_MAX_POINTS];
    int count = beginning(edge, edge->way, points);
    Shape *line = display_polyline(frame->list, points, (size_t)count, edge->width, edge->color);
    if (edge->way >= 1 && !edge->goes_on) {
        line->arrow = fminf(3 * unit + 3 * edge->width, 0.6f * length);
    } else if (edge->way < 1) {
        edge_draw_drop(frame, edge, edge->way);
    }
}
