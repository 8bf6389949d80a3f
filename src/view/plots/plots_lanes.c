// Which of several lanes the plots follow that show only one.
#include "view/plots/plots.h"

#include "view/lanes/lanes.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

int plots_lane(const View *view) {
    return view->lane > 0 && view->lane < view->trace_count ? view->lane : 0;
}

// One button with the lane's name, which leads to the next.
static void draw_next(Frame *frame, Rect rect, const char *title) {
    char next[16];
    snprintf(next, sizeof next, "%d", (plots_lane(frame->view) + 1) % frame->view->trace_count + 1);
    float width = fminf(button_width(frame, ICON_CHEVRON_RIGHT, title, rect.h), rect.w);
    button_draw(frame, rect_cut_right(&rect, width), ICON_CHEVRON_RIGHT, title, "lane", next, WIDGET_PLAIN);
}

void plots_draw_lanes(Frame *frame, Rect rect) {
    const View *view = frame->view;
    Text titles[VIEW_MAX_LANES];
    const char *labels[VIEW_MAX_LANES];
    const char *const numbers[] = {"1", "2", "3"};
    _Static_assert(sizeof numbers / sizeof numbers[0] == VIEW_MAX_LANES, "a number for each lane");
    float px = frame_text_size(frame, 20), widest = 0;
    for (int i = 0; i < view->trace_count; i++) {
        text_init(&titles[i]);
        lanes_title(view, i, &titles[i]);
        labels[i] = titles[i].data;
        widest = fmaxf(widest, frame_text_width(frame, FACE_REGULAR, px, labels[i]) + px);
    }
    float width = widest * (float)view->trace_count;
    if (width <= rect.w) {
        segments_draw(frame, rect_cut_right(&rect, width), labels, numbers, view->trace_count, plots_lane(view), "lane", WIDGET_PLAIN);
    } else {
        draw_next(frame, rect, labels[plots_lane(view)]);
    }
    for (int i = 0; i < view->trace_count; i++) {
        text_finish(&titles[i]);
    }
}

void plots_begin_title(const Frame *frame, float width, Text *out) {
    if (frame->view->trace_count <= 1) {
        return;
    }
    Text title;
    text_init(&title);
    lanes_title(frame->view, plots_lane(frame->view), &title);
    if (frame_text_width(frame, FACE_BOLD, frame_text_size(frame, 20), title.data) <= 0.22f * width) {
        text_printf(out, "%s: ", title.data);
    }
    text_finish(&title);
}
