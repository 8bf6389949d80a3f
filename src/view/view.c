#include "view/view.h"

#include "trace/sentence.h"
#include "view/frame.h"
#include "view/lanes/lanes.h"
#include "view/layout.h"
#include "view/panels/panels.h"
#include "view/plots/plots.h"
#include "view/stage/stage.h"

// Tray, reach map and plot slide in from below the inspector and the stage, clipped to what they have left free.
static void draw_opening(Frame *frame, const Layout *layout) {
    if (layout->opened <= 0) {
        return;
    }
    Rect side = layout->tray;
    side.h = layout->inspector.y - side.y;
    bool moving = layout->opened < 1;
    if (moving) {
        display_clip(frame->list, side);
    }
    if (layout->tray.h > 0) {
        tray_draw(frame, layout->tray);
    }
    if (layout->reach.h > 0) {
        reach_draw(frame, layout->reach);
    }
    if (moving) {
        display_clip_end(frame->list);
        display_clip(frame->list, (Rect){layout->plot.x, layout->plot.y, layout->plot.w, layout->sentence.y - layout->plot.y});
    }
    if (layout->plot.h > 0) {
        plots_draw(frame, layout->plot);
    }
    if (moving) {
        display_clip_end(frame->list);
    }
}

// One trace on a stage, or several in lanes, and what stands beside them.
static void draw_middle(Frame *frame, const Layout *layout) {
    if (frame->view->trace_count <= 1) {
        stage_draw(frame, layout);
        draw_opening(frame, layout);
        inspector_draw(frame, layout->inspector);
        return;
    }
    lanes_draw(frame, layout);
    lanes_compare_draw(frame, layout);
    if (layout->opened > 0) {
        display_clip(frame->list, (Rect){layout->plot.x, layout->plot.y, layout->plot.w, layout->sentence.y - layout->plot.y});
        plots_draw(frame, layout->plot);
        display_clip_end(frame->list);
    }
}

void view_draw(const View *view, DisplayList *list, HitList *hits) {
    display_clear(list);
    hits_clear(hits);
    Layout layout;
    layout_make(view, &layout);
    Frame frame;
    frame_begin(&frame, view, list, hits);
    display_box(list, (Rect){0, 0, (float)view->width, (float)view->height}, 0, view->theme->background);
    draw_middle(&frame, &layout);
    header_draw(&frame, layout.header);
    ribbon_draw(&frame, layout.ribbon);
    sentence_draw(&frame, layout.sentence);
    timeline_draw(&frame, layout.timeline);
    training_draw(&frame, layout.training);
}
