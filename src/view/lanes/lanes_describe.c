// What a lane says, in words: on the line at its top, and for who cannot see it.
#include "view/lanes/lanes.h"

#include <stdio.h>

enum { MOST_LOSSES = 6 }; // so many are named one by one

// The timestep that the backward pass has come to; 0 before it begins.
static int backward_t(const Frame *frame) {
    const Trace *trace = frame->trace;
    switch (frame->moment.phase) {
    case PHASE_BACKWARD:
        return frame->moment.t;
    case PHASE_CLIP:
    case PHASE_UPDATE:
        return 1;
    case PHASE_START:
    case PHASE_FORWARD:
    case PHASE_LOSS:
    case PHASE_SUM:
    case PHASE_COUNT:
        break;
    }
    return trace->steps + 1;
}

// "L_2 L_3 L_4", or how many.
static int append_heard(const Frame *frame, int t, Text *out) {
    const Trace *trace = frame->trace;
    int state = trace_state_equation(trace), heard = 0, last = 0;
    for (int i = 0; i < trace->loss_count; i++) {
        int s = trace->loss_steps[i];
        if (trace_loss_reached(trace, frame->known, s, state, t)) {
            heard++;
            last = s;
            if (heard <= MOST_LOSSES) {
                text_printf(out, "%sL_%d", heard > 1 ? " " : "", s);
            }
        }
    }
    if (heard > MOST_LOSSES) {
        text_printf(out, " … L_%d (%d)", last, heard);
    }
    return heard;
}

// "h[2] hears: L_2", and where a cut lies behind it, that nothing comes from the next block.
void lanes_note(const Frame *frame, Text *out) {
    const Trace *trace = frame->trace;
    int t = backward_t(frame);
    if (t < 1 || t > trace->steps) {
        return;
    }
    Text state, next, heard;
    text_init(&state);
    text_init(&next);
    text_init(&heard);
    const char *name = trace->program->equations[trace_state_equation(trace)].name;
    text_printf(&state, "%s[%d]", name, t);
    if (append_heard(frame, t, &heard) == 0) {
        text_append(&heard, "–");
    }
    WORDS_FORMAT(frame->words, out, "lanes.hears", {"state", state.data}, {"losses", heard.data});
    if (t < trace->steps && schedule_is_cut(run_schedule(trace->run), t + 1, 1)) {
        text_printf(&next, "%s[%d]", name, t + 1);
        text_append(out, " · ");
        WORDS_FORMAT(frame->words, out, "lanes.cut-here", {"next", next.data});
    }
    text_finish(&state);
    text_finish(&next);
    text_finish(&heard);
}

void lanes_loss(const Frame *frame, Text *out) {
    const Trace *trace = frame->trace;
    if (trace->loss_count > 0 && frame->known >= trace_index(trace, PHASE_SUM, trace->loss_steps[trace->loss_count - 1], -1)) {
        text_append(out, "L = ");
        text_append_decimal(out, trace->loss, 3, false);
    }
}

static void describe_gradients(const Frame *leading, int lane, Text *out) {
    const Program *program = leading->view->traces[lane]->program;
    for (int i = 0; i < program->param_count; i++) {
        double cosine, ratio;
        if (lane != lanes_reference(leading->view) && lanes_gradients(leading, lane, i, &cosine, &ratio)) {
            text_printf(out, "  d%s: cos ", program->params[i].name);
            text_append_decimal(out, cosine, 3, false);
            text_append(out, ", norm ×");
            text_append_decimal(out, ratio, 2, false);
            text_append(out, "\n");
        }
    }
}

static void describe_lane(const Frame *leading, int number, Text *out) {
    Frame frame = lanes_frame(leading, number);
    const Trace *trace = frame.trace;
    const Equation *state = &trace->program->equations[trace_state_equation(trace)];
    LanesCost cost = lanes_cost(trace);
    text_append(out, "— ");
    lanes_title(leading->view, number, out);
    text_append(out, ": ");
    trace_moment_name(trace, frame.index, out);
    text_append(out, "\n  ");
    size_t before = out->length;
    lanes_loss(&frame, out);
    text_append(out, out->length > before ? "; " : "");
    lanes_cost_append(&cost, frame.words, out);
    text_append(out, "\n");
    before = out->length;
    lanes_note(&frame, out);
    text_append(out, out->length > before ? "\n" : "");
    for (int t = 1; t <= trace->steps; t++) {
        if (trace_has_adjoint(trace, frame.known, state->op, t)) {
            text_printf(out, "  ∂L/∂%s[%d] =", state->name, t);
            const double *adjoint = run_adjoint(trace->run, state->op, t, 0);
            for (int i = 0; i < state->size; i++) {
                text_append(out, " ");
                frame_number(adjoint[i], out);
            }
            text_append(out, "\n");
        }
    }
    describe_gradients(leading, number, out);
    if (!lanes_any_comparable(leading->view)) {
        lanes_describe_learning(leading, number, out);
    }
}

void lanes_describe(const Frame *frame, Text *out) {
    for (int i = 0; i < frame->view->trace_count; i++) {
        describe_lane(frame, i, out);
    }
}
