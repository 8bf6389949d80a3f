#include "export/json.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void json_string(Text *out, const char *value) {
    size_t length = strlen(value);
    text_append(out, "\"");
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t code_point;
        if (!utf8_next(value, length, &at, &code_point)) { // a file's name may be any bytes
            text_append(out, "\\ufffd");
            at++;
        } else if (code_point == '"' || code_point == '\\')
            text_printf(out, "\\%c", (char)code_point);
        else if (code_point == '\n')
            text_append(out, "\\n");
        else if (code_point < 0x20 || code_point == 0x7F)
            text_printf(out, "\\u%04x", (unsigned)code_point);
        else
            text_append_bytes(out, value + start, at - start);
    }
    text_append(out, "\"");
}

void json_number(Text *out, double value) {
    bool finite = value - value == 0;
    if (!finite) text_append(out, "\"");
    text_append_number(out, value);
    if (!finite) text_append(out, "\"");
}

static void append_key(Text *out, const char *key) {
    json_string(out, key);
    text_append(out, ": ");
}

static void append_vector(Text *out, const double *values, int size) {
    if (!values) {
        text_append(out, "null");
        return;
    }
    text_append(out, "[");
    for (int i = 0; i < size; i++) {
        if (i > 0) text_append(out, ", ");
        json_number(out, values[i]);
    }
    text_append(out, "]");
}

static void append_one_hot(Text *out, int index, int size) {
    text_append(out, "[");
    for (int i = 0; i < size; i++) text_append(out, i == 0 ? (i == index ? "1" : "0") : (i == index ? ", 1" : ", 0"));
    text_append(out, "]");
}

// What a table has at timestep t (from 1 - lag on), lane by lane.
typedef void AppendLane(const Trace *trace, Text *out, int index, int t, int lane);

static void append_lanes(const Trace *trace, Text *out, AppendLane *append, int index, int t) {
    text_append(out, "[");
    for (int lane = 0; lane < trace->lanes; lane++) {
        if (lane > 0) text_append(out, ", ");
        append(trace, out, index, t, lane);
    }
    text_append(out, "]");
}

static void append_timesteps(const Trace *trace, Text *out, AppendLane *append, int index) {
    text_append(out, "[");
    for (int t = 1; t <= trace->steps; t++) {
        if (t > 1) text_append(out, ", ");
        append_lanes(trace, out, append, index, t);
    }
    text_append(out, "]");
}

// The op of an input at any lag: all read the same stream.
static int input_op(const Program *program) {
    for (int i = 0; i < program->op_count; i++)
        if (program->ops[i].kind == OP_INPUT) return i;
    return -1;
}

static void append_input(const Trace *trace, Text *out, int op, int t, int lane) {
    int size = trace->program->input_size;
    if (t >= 1) { // from the batch, which is there even where no equation reads x
        size_t row = (size_t)(t - 1) * (size_t)trace->lanes + (size_t)lane;
        if (trace->input.input_index)
            append_one_hot(out, trace->input.input_index[row], size);
        else
            append_vector(out, trace->input.input + row * (size_t)kernel_stride(size), size);
    } else if (run_inputs_are_indices(trace->run))
        append_one_hot(out, run_input_index(trace->run, t, lane), size);
    else
        append_vector(out, run_value(trace->run, op, t, lane), size);
}

static void append_target(const Trace *trace, Text *out, int unused, int t, int lane) {
    (void)unused;
    const RunInput *input = &trace->input;
    size_t row = (size_t)(t - 1) * (size_t)trace->lanes + (size_t)lane;
    bool wanted = t >= run_schedule(trace->run)->first_loss && (!input->has_target || input->has_target[row]);
    if (wanted && input->target_index) wanted = input->target_index[row] >= 0;
    int size = trace->program->output_size;
    if (!wanted)
        text_append(out, "null");
    else if (input->target_index)
        text_printf(out, "%d", input->target_index[row]);
    else
        append_vector(out, input->target + row * (size_t)kernel_stride(size), size);
}

static void append_value(const Trace *trace, Text *out, int op, int t, int lane) {
    append_vector(out, run_value(trace->run, op, t, lane), trace->program->ops[op].size);
}

static void append_adjoint(const Trace *trace, Text *out, int op, int t, int lane) {
    append_vector(out, run_adjoint(trace->run, op, t, lane), trace->program->ops[op].size);
}

// For an output under softmax and cross-entropy, the adjoint that is kept is that of its logits.
static int adjoint_op(const Program *program, int equation) {
    return equation == program->output_equation ? program->logits_op : program->equations[equation].op;
}

static void append_equations(const Trace *trace, Text *out, AppendLane *append, bool adjoints) {
    text_append(out, "{");
    for (int i = 0; i < trace->program->equation_count; i++) {
        text_append(out, i > 0 ? ",\n    " : "\n    ");
        append_key(out, trace->program->equations[i].name);
        append_timesteps(trace, out, append, adjoints ? adjoint_op(trace->program, i) : trace->program->equations[i].op);
    }
    text_append(out, "\n  }");
}

static void append_before(const Trace *trace, Text *out, const char *name, AppendLane *append, int op, int lag) {
    text_append(out, "\n    ");
    append_key(out, name);
    text_append(out, "[");
    for (int t = 0; t > -lag; t--) {
        if (t < 0) text_append(out, ", ");
        append_lanes(trace, out, append, op, t);
    }
    text_append(out, "]");
}

static void append_initial_state(const Trace *trace, Text *out) {
    const Program *program = trace->program;
    bool any = false;
    text_append(out, "{");
    for (int i = 0; i < program->equation_count; i++) {
        const Equation *equation = &program->equations[i];
        if (equation->max_lag == 0) continue;
        if (any) text_append(out, ",");
        append_before(trace, out, equation->name, append_value, equation->op, equation->max_lag);
        any = true;
    }
    if (program->input_max_lag > 0) {
        if (any) text_append(out, ",");
        append_before(trace, out, "x", append_input, input_op(program), program->input_max_lag);
        any = true;
    }
    text_append(out, any ? "\n  }" : "}");
}

static void append_params(const Params *params, Text *out) {
    const Program *program = params->program;
    text_append(out, "{");
    for (int i = 0; i < program->param_count; i++) {
        const Param *param = &program->params[i];
        int count = param->rows * param->cols;
        double *data = memory_alloc((size_t)count * sizeof *data);
        params_read(params, i, data);
        text_append(out, i > 0 ? ",\n    " : "\n    ");
        append_key(out, param->name);
        text_printf(out, "{\"shape\": [%d, %d], \"data\": ", param->rows, param->cols);
        append_vector(out, data, count);
        text_append(out, "}");
        free(data);
    }
    text_append(out, program->param_count > 0 ? "\n  }" : "}");
}

static void append_losses(const Trace *trace, Text *out) {
    text_append(out, "[");
    for (int t = 1; t <= trace->steps; t++) {
        if (t > 1) text_append(out, ", ");
        json_number(out, run_loss_of(trace->run, t));
    }
    text_append(out, "]");
}

// Numbers, and the keys whose defaults depend on others, as the session uses them.
static bool append_resolved(const Session *session, Key key, Text *out) {
    const Settings *settings = &session->settings;
    switch (key) {
    case KEY_WIRING:
        json_string(out, wiring_name(settings->wiring));
        return true;
    case KEY_LOSSES:
        json_string(out, settings->losses_last ? "last" : "all");
        return true;
    case KEY_HIDDEN:
        text_printf(out, "%d", settings->hidden);
        return true;
    case KEY_BATCH:
        text_printf(out, "%d", settings->batch);
        return true;
    case KEY_SEED:
        text_printf(out, "%" PRIu64, settings->seed);
        return true;
    case KEY_ITERATIONS:
        text_printf(out, "%ld", settings->iterations);
        return true;
    case KEY_STEPS:
        text_printf(out, "%d", session->schedule.steps);
        return true;
    case KEY_STATE:
        json_string(out, settings->state == STATE_RESET ? "reset" : "carry");
        return true;
    case KEY_LOSS:
        json_string(out, session->program->loss == LOSS_CROSS_ENTROPY ? "cross-entropy" : "squared-error");
        return true;
    case KEY_LR:
        json_number(out, settings->lr);
        return true;
    default:
        return false;
    }
}

static void append_experiment(const Session *session, Text *out) {
    const Experiment *experiment = &session->experiment;
    text_append(out, "{");
    for (int i = 0; i < KEY_COUNT; i++) {
        Key key = (Key)i;
        const char *value = experiment_get(experiment, key);
        // Told only where it is not as anyone would expect.
        if ((key == KEY_FEED && !session->settings.shuffled) || (key == KEY_CLAMP && strcmp(value, "none") == 0)) continue;
        text_append(out, i > 0 ? ", " : "");
        append_key(out, key_name(key));
        if (append_resolved(session, key, out)) continue;
        bool replaced = key == KEY_CELL && experiment->given[KEY_CELL_TEXT] && !experiment->given[KEY_CELL];
        if (!value || *value == '\0' || replaced)
            text_append(out, "null");
        else
            json_string(out, value);
    }
    text_append(out, "}");
}

static void append_clip(const Trace *trace, Text *out) {
    text_append(out, "{\"norm\": ");
    json_number(out, trace->norm);
    text_append(out, ", \"scale\": ");
    json_number(out, trace->scale);
    text_append(out, "}");
}

static void begin(Text *out, const char *key) {
    text_append(out, ",\n  ");
    append_key(out, key);
}

void trace_json(const Trace *trace, Text *out) {
    text_append(out, "{\n  \"format\": \"unroll-trace\",\n  \"version\": 1");
    begin(out, "experiment"), append_experiment(trace->session, out);
    begin(out, "cell"), json_string(out, trace->program->text);
    begin(out, "decoder_cell"), text_append(out, "null");
    begin(out, "decoder_from"), text_append(out, "null");
    begin(out, "params"), append_params(&trace->before, out);
    begin(out, "initial_state"), append_initial_state(trace, out);
    begin(out, "inputs"), append_timesteps(trace, out, append_input, input_op(trace->program));
    begin(out, "targets"), append_timesteps(trace, out, append_target, 0);
    begin(out, "values"), append_equations(trace, out, append_value, false);
    begin(out, "losses"), append_losses(trace, out);
    begin(out, "loss"), json_number(out, trace->loss);
    begin(out, "adjoints"), append_equations(trace, out, append_adjoint, true);
    begin(out, "grads"), append_params(&trace->grads, out);
    begin(out, "clip"), append_clip(trace, out);
    begin(out, "updated_params"), append_params(&trace->updated, out);
    text_append(out, "\n}\n");
}
