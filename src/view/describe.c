// What a frame says, as text: view_describe of view.h.
#include "trace/sentence.h"
#include "view/frame.h"
#include "view/lanes/lanes.h"
#include "view/panels/panels.h"
#include "view/stage/stage.h"

static void describe_vector(const double *values, int size, Text *out) {
    for (int i = 0; i < size; i++) {
        text_append(out, i > 0 ? " " : "");
        frame_number(values[i], out);
    }
}

// One line a timestep: what goes in, the states, their adjoints, the loss, each once it is known.
static void describe_timestep(const Frame *frame, int t, Text *out) {
    const Trace *trace = frame->trace;
    const Program *program = trace->program;
    const Dataset *dataset = trace->session->dataset;
    text_printf(out, "t = %d: x = ", t);
    dataset->input_label(dataset, &trace->batch, t - 1, 0, out);
    int states[CELL_MAX_EQUATIONS];
    int count = trace_state_equations(trace, states);
    for (int i = 0; i < count; i++) {
        const Equation *equation = &program->equations[states[i]];
        if (trace_has_value(trace, frame->known, equation->op, t)) {
            text_printf(out, "; %s = ", equation->name);
            describe_vector(run_value(trace->run, equation->op, t, 0), equation->size, out);
        }
        if (trace_has_adjoint(trace, frame->known, equation->op, t)) {
            text_printf(out, "; ∂L/∂%s = ", equation->name);
            describe_vector(run_adjoint(trace->run, equation->op, t, 0), equation->size, out);
        }
    }
    if (trace_has_loss(trace, frame->known, t)) {
        text_printf(out, "; L = ");
        text_append_decimal(out, run_loss_of(trace->run, t), 3, false);
    }
    text_append(out, "\n");
}

void view_describe(const View *view, Text *out) {
    DisplayList list;
    HitList hits;
    display_init(&list);
    hits_init(&hits);
    Frame frame;
    frame_begin(&frame, view, &list, &hits);
    Layout layout;
    layout_make(view, &layout);
    Stage stage;
    stage_make(&stage, &frame, &layout);
    panels_describe(&frame, out);
    if (view->trace_count > 1) {
        lanes_describe(&frame, out);
    }
    for (int t = stage.first > 0 ? stage.first : 1; t <= stage.last; t++) {
        describe_timestep(&frame, t, out);
    }
    stage_finish(&stage);
    hits_finish(&hits);
    display_finish(&list);
}
