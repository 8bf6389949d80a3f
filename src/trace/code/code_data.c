// The numbers: weights, the optimiser's memory, states from before, inputs and targets.
#include "trace/code/code_internal.h"

#include <math.h>
#include <stdlib.h>

static double *room(CodeWriter *writer, int rows, int cols) {
    return arena_array(&writer->arena, (size_t)rows * (size_t)cols + 1, sizeof(double));
}

// ---- weights and what has their layout ------------------------------------------------------------------------------------------

static void write_param(CodeWriter *writer, const Params *params, int index) {
    const Param *param = &writer->program->params[index];
    bool matrix = param->role == PARAM_MATRIX;
    double *values = room(writer, param->rows, param->cols);
    params_read(params, index, values);
    CodeTable table = {.values = values, .rows = param->rows, .cols = param->cols, .behind = ""};
    table.shape = code_format(writer, "(%d, %d)", param->rows, param->cols);
    if (!matrix) { // (size, 1) beside columns, (size,) beside rows
        table = (CodeTable){.values = values, .rows = 1, .cols = param->rows, .flat = writer->rows, .behind = writer->rows ? "" : ".T"};
        table.shape = code_format(writer, writer->rows ? "%d" : "(%d, 1)", param->rows);
    }
    code_table(writer, 8, code_format(writer, "    \"%s\": ", param->name), &table, ",");
}

static void write_params(CodeWriter *writer, const char *name, const Params *params) {
    if (writer->program->param_count == 0) {
        code_plain(writer, "%s = {}", name);
        return;
    }
    code_plain(writer, "%s = {", name);
    for (int i = 0; i < writer->program->param_count; i++) write_param(writer, params, i);
    code_plain(writer, "}");
}

static void write_memory(CodeWriter *writer, const char *name, const Params *params) {
    if (params_joint_norm(params) != 0)
        write_params(writer, name, params);
    else
        code_plain(writer, "%s = {name: np.zeros(w.shape) for name, w in weights.items()}", name);
}

static void write_optimizer(CodeWriter *writer) {
    const Optimizer *optimizer = &writer->trace->session->optimizer;
    if (optimizer->kind == OPTIMIZER_SGD) return;
    code_comment(writer, "", code_words(writer, "code.memory"));
    if (optimizer->kind == OPTIMIZER_ADAM) write_memory(writer, "means", &optimizer->first);
    write_memory(writer, "squares", optimizer->kind == OPTIMIZER_ADAM ? &optimizer->second : &optimizer->first);
}

// ---- states from before ---------------------------------------------------------------------------------------------------------

static void write_state(CodeWriter *writer, int equation, int t, const char *before, const char *after) {
    const Equation *state = &writer->program->equations[equation];
    const Trace *trace = writer->trace;
    double *values = room(writer, trace->lanes, state->size);
    for (int lane = 0; lane < trace->lanes; lane++)
        for (int i = 0; i < state->size; i++) values[lane * state->size + i] = run_value(trace->run, state->op, t, lane)[i];
    CodeTable table = {.values = values,
                       .rows = trace->lanes,
                       .cols = state->size,
                       .behind = writer->rows ? "" : ".T",
                       .shape = code_shape(writer, state->size)};
    code_table(writer, 4, before, &table, after);
}

static void write_states(CodeWriter *writer) {
    const Program *program = writer->program;
    bool any = false;
    for (int e = 0; e < program->equation_count; e++) any = any || program->equations[e].max_lag > 0;
    if (any) code_comment(writer, "", code_words(writer, "code.states"));
    for (int e = 0; e < program->equation_count; e++) {
        int lag = program->equations[e].max_lag;
        const char *name = writer->equations[e];
        if (lag == 1) write_state(writer, e, 0, code_format(writer, "%s = {0: ", name), "}");
        if (lag <= 1) continue;
        code_plain(writer, "%s = {", name);
        for (int t = 0; t > -lag; t--) write_state(writer, e, t, code_format(writer, "    %d: ", t), ",");
        code_plain(writer, "}");
    }
}

// ---- inputs and targets ---------------------------------------------------------------------------------------------------------

static int input_op(const Program *program) {
    for (int i = 0; i < program->op_count; i++)
        if (program->ops[i].kind == OP_INPUT) return i;
    return -1;
}

static void write_vocabulary(CodeWriter *writer) {
    const Dataset *data = writer->trace->session->dataset;
    if (data->symbol_count == 0) return;
    Text text;
    text_init(&text);
    text_append(&text, code_words(writer, "code.vocabulary"));
    size_t line = text.length;
    for (int i = 0; i < data->symbol_count; i++) {
        const char *entry = code_format(writer, "%s%d %s", i ? ", " : " ", i, data->symbols[i]);
        if (text.length - line > CODE_WIDTH - 10) {
            text_append(&text, i ? ",\n" : "\n");
            entry = code_format(writer, "%d %s", i, data->symbols[i]);
            line = text.length;
        }
        text_append(&text, entry);
    }
    code_comment(writer, "", text.data);
    text_finish(&text);
}

// Inputs from the first that is read on, which may lie before the first timestep.
static void write_inputs(CodeWriter *writer) {
    const Trace *trace = writer->trace;
    const Program *program = writer->program;
    int op = input_op(program), size = program->input_size, lanes = trace->lanes, lag = program->input_max_lag, rows = trace->steps + lag;
    if (op < 0) return;
    bool indices = trace->input.input_index != NULL;
    int width = indices ? 1 : size;
    double *values = room(writer, rows, lanes * width);
    for (int t = 1 - lag; t <= trace->steps; t++)
        for (int lane = 0; lane < lanes; lane++) {
            double *out = values + ((size_t)(t + lag - 1) * (size_t)lanes + (size_t)lane) * (size_t)width;
            size_t row = (size_t)(t - 1) * (size_t)lanes + (size_t)lane;
            if (indices) out[0] = t >= 1 ? trace->input.input_index[row] : run_input_index(trace->run, t, lane);
            const double *vector = indices  ? NULL
                                   : t >= 1 ? trace->input.input + row * (size_t)kernel_stride(size)
                                            : run_value(trace->run, op, t, lane);
            for (int i = 0; vector && i < size; i++) out[i] = vector[i];
        }
    CodeTable table = {.values = values, .rows = rows, .cols = lanes * width, .packed = true, .whole = indices, .behind = ""};
    if (!indices) table.behind = code_format(writer, ".reshape(-1, LANES, %d)", size);
    code_table(writer, 4, "inputs = ", &table, "");
    const char *from = code_number(writer, 1 - lag);
    if (indices)
        code_plain(writer, "x = {t: one_hot(index, %d) for t, index in enumerate(inputs, %s)}", size, from);
    else
        code_plain(writer, "x = {t: rows%s for t, rows in enumerate(inputs, %s)}", writer->rows ? "" : ".T", from);
}

static void write_targets(CodeWriter *writer) {
    const Trace *trace = writer->trace;
    const Program *program = writer->program;
    const RunInput *input = &trace->input;
    int size = program->output_size, lanes = trace->lanes, first = run_schedule(trace->run)->first_loss;
    bool indices = input->target_index != NULL, lacks = false;
    int width = indices ? 1 : size;
    double *values = room(writer, trace->steps, lanes * width);
    for (int row = 0; row < trace->steps * lanes; row++) {
        bool wanted = row / lanes + 1 >= first && (!input->has_target || input->has_target[row]);
        double *out = values + (size_t)row * (size_t)width;
        if (indices) out[0] = wanted ? input->target_index[row] : -1;
        for (int i = 0; i < width && !indices; i++)
            out[i] = wanted ? input->target[(size_t)row * (size_t)kernel_stride(size) + (size_t)i] : NAN;
        lacks = lacks || (indices && out[0] < 0);
    }
    CodeTable table = {.values = values, .rows = trace->steps, .cols = lanes * width, .packed = true, .whole = indices, .behind = ""};
    if (!indices) table.behind = code_format(writer, ".reshape(-1, LANES, %d)", size);
    code_table(writer, 4, "targets = ", &table, "");
    if (!indices) {
        code_plain(writer, "target = {t: rows%s for t, rows in enumerate(targets, 1)}", writer->rows ? "" : ".T");
    } else if (program->loss == LOSS_CROSS_ENTROPY) {
        code_plain(writer, "target = dict(enumerate(targets, 1))");
    } else {
        const char *vector = code_format(writer, "one_hot(index, %d)", size);
        if (lacks) vector = code_format(writer, "np.where(index%s < 0, np.nan, %s)", writer->rows ? "[:, None]" : "", vector);
        code_plain(writer, "target = {t: %s for t, index in enumerate(targets, 1)}", vector);
    }
}

void code_write_data(CodeWriter *writer) {
    code_comment(writer, "", code_words(writer, "code.weights"));
    write_params(writer, "weights", &writer->trace->before);
    write_optimizer(writer);
    code_blank(writer, 1);
    write_states(writer);
    code_comment(writer, "", code_words(writer, "code.batch"));
    write_vocabulary(writer);
    write_inputs(writer);
    write_targets(writer);
    code_blank(writer, 1);
}
