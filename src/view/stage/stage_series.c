// Outputs that are numbers: the prediction as a disc and the target as a ring on one scale for all timesteps, joined by what is between
// them.
#include "view/stage/stage.h"

#include "view/parts/vectors.h"

#include <math.h>

typedef struct Scale {
    double low, high;
} Scale;

static const double *target_at(const Trace *trace, int t) {
    const Batch *batch = &trace->batch;
    long at = (long)(t - 1) * trace->lanes;
    if (batch->target == NULL || (batch->has_target != NULL && !batch->has_target[at])) {
        return NULL;
    }
    return batch->target + at * kernel_stride(trace->program->ops[trace->program->output_op].size);
}

static void widen(Scale *scale, double value) {
    if (isfinite(value)) {
        scale->low = fmin(scale->low, value);
        scale->high = fmax(scale->high, value);
    }
}

// Of everything that is wanted and predicted on the stage, so that neighbours can be compared.
static Scale scale_of(const Stage *stage, int row) {
    const Trace *trace = stage->frame->trace;
    Scale scale = {INFINITY, -INFINITY};
    for (int t = stage->first > 0 ? stage->first : 1; t <= stage->last; t++) {
        const double *target = target_at(trace, t);
        widen(&scale, run_value(trace->run, trace->program->output_op, t, 0)[row]);
        if (target != NULL) {
            widen(&scale, target[row]);
        }
    }
    if (!(scale.high > scale.low)) {
        double middle = isfinite(scale.low) ? scale.low : 0;
        scale = (Scale){middle - 1, middle + 1};
    }
    return scale;
}

static float height_of(Rect area, Scale scale, double value) {
    double share = (value - scale.low) / (scale.high - scale.low);
    return area.y + area.h * (1 - (float)fmin(fmax(share, 0), 1));
}

void stage_append_value(const Dataset *dataset, double value, Text *out) {
    double shown = value * dataset->value_scale + dataset->value_mean;
    if (shown != 0 && fabs(shown) < 0.005) {
        frame_number_short(shown, out);
        return;
    }
    text_append_decimal(out, shown, fabs(shown) >= 100 ? 0 : fabs(shown) >= 10 ? 1 : 2, false);
}

// Prediction and target as numbers beneath the gauge, side by side, or as many of them as fit.
static void draw_numbers(Stage *stage, int t, float x, float baseline, const double *prediction, bool wanted) {
    Frame *frame = stage->frame;
    const Trace *trace = frame->trace;
    const Dataset *dataset = trace->session->dataset;
    float size = frame_text_size(frame, 20), gap = 0.8f * size, room = stage->column - 12 * frame->unit;
    Text made, target;
    text_init(&made);
    text_init(&target);
    if (prediction != NULL) {
        stage_append_value(dataset, prediction[0], &made);
    }
    if (wanted) {
        dataset->target_label(dataset, &trace->batch, t - 1, 0, &target);
    }
    float left = frame_text_width(frame, FACE_REGULAR, size, made.data), right = frame_text_width(frame, FACE_REGULAR, size, target.data);
    float together = left + right + (made.length > 0 && target.length > 0 ? gap : 0);
    if (together <= room) {
        frame_text(frame, x - together / 2, baseline, ALIGN_LEFT, FACE_REGULAR, size, frame->theme->forward, made.data);
        frame_text(frame, x + together / 2, baseline, ALIGN_RIGHT, FACE_REGULAR, size, frame->theme->loss, target.data);
    } else if (left <= room && made.length > 0) {
        frame_text(frame, x, baseline, ALIGN_CENTER, FACE_REGULAR, size, frame->theme->forward, made.data);
    }
    text_finish(&made);
    text_finish(&target);
}

void stage_draw_gauge(Stage *stage, int t, Rect rect) {
    Frame *frame = stage->frame;
    const Theme *theme = frame->theme;
    const Trace *trace = frame->trace;
    int output = trace->program->output_op;
    float unit = frame->unit, size = frame_text_size(frame, 20);
    float x = stage_output_x(stage, t), way = stage_value_way(stage, output, t);
    const double *prediction = way > 0 ? run_value(trace->run, output, t, 0) : NULL;
    const double *target = target_at(trace, t);
    if (prediction == NULL && target == NULL) {
        return;
    }
    Scale scale = scale_of(stage, 0);
    float radius = fminf(8 * unit, 0.3f * stage->column), below = stage->detail >= DETAIL_CELLS ? 1.6f * size : 0;
    Rect area = {x, rect.y + radius, 0, rect.h - below - 2 * radius};
    if (stage->detail >= DETAIL_CELLS) {
        display_line(frame->list, (Point){x, area.y}, (Point){x, area.y + area.h}, fmaxf(1, unit), theme->line);
    }
    if (target != NULL && prediction != NULL && isfinite(prediction[0])) {
        display_line(frame->list, (Point){x, height_of(area, scale, target[0])}, (Point){x, height_of(area, scale, prediction[0])},
                     fmaxf(1, 4 * unit), color_fade(theme->loss_soft, way));
    }
    if (target != NULL) {
        Shape *ring = display_disc(frame->list, (Point){x, height_of(area, scale, target[0])}, radius, theme->surface);
        ring->border = theme->loss;
        ring->border_width = fmaxf(1, 2.5f * unit);
    }
    if (prediction != NULL && isfinite(prediction[0])) {
        display_disc(frame->list, (Point){x, height_of(area, scale, prediction[0])}, 0.75f * radius, color_fade(theme->forward, way));
    } else if (prediction != NULL) {
        vector_hatch(frame, (Rect){x - radius, area.y, 2 * radius, area.h}, theme->forward);
    }
    if (prediction != NULL) {
        stage_add_element(stage, (Rect){x - stage->column / 2, rect.y, stage->column, rect.h},
                          (Element){.kind = ELEMENT_VALUE, .index = output, .t = t});
    }
    if (stage->detail >= DETAIL_CELLS) {
        draw_numbers(stage, t, x, rect.y + rect.h - 0.32f * size, prediction, target != NULL);
    }
}
