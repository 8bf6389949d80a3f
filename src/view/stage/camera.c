// Where one looks when nobody has said so: everything that fits, or the neighbourhood of the playhead.
#include "view/stage/stage.h"

#include <math.h>

static const double WIDEST = 330;   // units of a column, unless asked for
static const double NARROWEST = 20; // below this a column says nothing any more

// The timestep that a moment is about: phases that have none look at where the playhead comes from or goes to.
static double moment_t(const Trace *trace, long index) {
    Moment moment = trace_moment(trace, index);
    switch (moment.phase) {
    case PHASE_BACKWARD:
        return moment.t > 0 ? moment.t : trace->steps;
    case PHASE_FORWARD:
    case PHASE_LOSS:
    case PHASE_SUM:
        return moment.t;
    case PHASE_START:
    case PHASE_CLIP:
    case PHASE_UPDATE:
    case PHASE_COUNT:
        break;
    }
    return 1;
}

float stage_initial_width(const Trace *trace, float column, float unit, float text_min) {
    if (trace->program->max_lag == 0 && trace->program->input_max_lag == 0) {
        return 0;
    }
    if (column < 90 * unit) {
        return column + 2 * text_min; // beside the values stands the state's name
    }
    return fmaxf(0.4f * column, 4.8f * text_min);
}

double stage_column_width(const View *view, const Layout *layout) {
    if (view->camera.column > 0) {
        return view->camera.column;
    }
    const Trace *trace = view->traces[0];
    double unit = (double)layout->unit, width = (double)layout->stage.w / unit;
    // The column of the initial states takes its part, which itself depends on the columns.
    double initial = (double)stage_initial_width(trace, (float)(WIDEST * unit), layout->unit, layout->text_min) / unit;
    double column = fmin(WIDEST, (width - initial) / trace->steps);
    if (column < WIDEST) {
        initial = (double)stage_initial_width(trace, (float)(column * unit), layout->unit, layout->text_min) / unit;
        column = fmin(WIDEST, (width - initial) / trace->steps);
    }
    return fmax(column, NARROWEST);
}

Camera view_resolve_camera(const View *view) {
    Layout layout;
    layout_make(view, &layout);
    const Trace *trace = view->traces[0];
    double unit = (double)layout.unit;
    double width = (double)layout.stage.w / unit;
    Camera camera = {view->camera.t, stage_column_width(view, &layout)};
    if (camera.t <= 0) {
        double initial = (double)stage_initial_width(trace, (float)(camera.column * unit), layout.unit, layout.text_min) / unit;
        double shown = width / camera.column;
        double before = initial / camera.column;
        if (trace->steps + before <= shown + 1e-6) {
            camera.t = (1 - before + trace->steps) / 2;
        } else {
            DisplayList list = {0};
            HitList hits = {0};
            Frame frame;
            frame_begin(&frame, view, &list, &hits);
            long from = frame.index > 0 ? frame.index - 1 : 0;
            double there = moment_t(trace, from);
            camera.t = there + (moment_t(trace, frame.index) - there) * (double)frame.progress;
            double first = 0.5 - before + shown / 2, last = trace->steps + 0.5 - shown / 2;
            camera.t = fmax(fmin(camera.t, last), first);
        }
    }
    return camera;
}

Camera view_follow(const View *view, double position) {
    Camera camera = view->camera;
    View there = *view;
    there.position = position;
    Moment moment = trace_moment(view->traces[0], (long)ceil(position));
    if (camera.t <= 0 || moment.t <= 0) {
        return camera;
    }
    Layout layout;
    layout_make(&there, &layout);
    double shown = (double)(layout.stage.w / layout.unit) / stage_column_width(&there, &layout);
    // Wholly in view; a column wider than the stage has to stand in its middle, more or less.
    double away = fmax((shown - 1) / 2, 0.25);
    if (fabs(moment.t - camera.t) <= away + 0.02) {
        return camera;
    }
    there.camera.t = 0;
    there.motion = false;
    camera.t = view_resolve_camera(&there).t;
    return camera;
}
