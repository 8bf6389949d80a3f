// The functions that the equations name, the losses, and class Unrolled: the cell at every timestep, forward and backward.
#include "trace/code/code_internal.h"

#include "base/arena.h"

static bool has_kind(const Program *program, OpKind kind) {
    for (int i = 0; i < program->op_count; i++)
        if (program->ops[i].kind == kind) return true;
    return false;
}

static bool is_cross_entropy(const CodeWriter *writer) {
    return writer->program->loss == LOSS_CROSS_ENTROPY;
}

static int largest_lag_of_gradient(CodeWriter *writer) {
    int *ops = arena_array(&writer->arena, (size_t)writer->program->op_count + 1, sizeof *ops);
    int count = code_leaving(writer, ops), lag = 0;
    for (int i = 0; i < count; i++)
        if (writer->program->ops[ops[i]].lag > lag) lag = writer->program->ops[ops[i]].lag;
    return lag;
}

static bool is_truncated(CodeWriter *writer) {
    return run_schedule(writer->trace->run)->window > 0 && largest_lag_of_gradient(writer) > 0;
}

static bool lacks_targets(const CodeWriter *writer) {
    const Trace *trace = writer->trace;
    const RunInput *input = &trace->input;
    int first = run_schedule(trace->run)->first_loss;
    for (int t = 1; t <= trace->steps; t++)
        for (int lane = 0; lane < trace->lanes; lane++) {
            int row = (t - 1) * trace->lanes + lane;
            if (t < first || (input->has_target && !input->has_target[row]) || (input->target_index && input->target_index[row] < 0))
                return true;
        }
    return false;
}

// ---- functions ------------------------------------------------------------------------------------------------------------------

static void begin_function(CodeWriter *writer, const char *head, const char *key) {
    code_plain(writer, "def %s:", head);
    if (key) code_plain(writer, "    \"\"\"%s\"\"\"", code_words(writer, key));
}

static void end_function(CodeWriter *writer) {
    code_blank(writer, 2);
}

static void write_cross_entropy(CodeWriter *writer) {
    int axis = writer->rows ? 1 : 0;
    const char *own = writer->rows ? "logits[range(LANES), target]" : "logits[target, range(LANES)]";
    begin_function(writer, "cross_entropy(logits, target)", "code.cross-entropy");
    code_plain(writer, "    high = logits.max(axis=%d)", axis);
    code_plain(writer,
               writer->rows ? "    log_sum = high + np.log(np.exp(logits - high[:, None]).sum(axis=%d))"
                            : "    log_sum = high + np.log(np.exp(logits - high).sum(axis=%d))",
               axis);
    if (lacks_targets(writer))
        code_plain(writer, "    return np.where(target < 0, 0, log_sum - %s).sum()", own);
    else
        code_plain(writer, "    return (log_sum - %s).sum()", own);
    end_function(writer);
}

static void write_functions(CodeWriter *writer) {
    const Program *program = writer->program;
    const RunInput *input = &writer->trace->input;
    if (has_kind(program, OP_SIGMOID)) {
        begin_function(writer, "sigmoid(z)", NULL);
        code_plain(writer, "    return 1 / (1 + np.exp(-z))");
        end_function(writer);
    }
    if (has_kind(program, OP_SOFTMAX)) {
        const char *over = writer->rows ? "axis=1, keepdims=True" : "axis=0";
        begin_function(writer, "softmax(z)", NULL);
        code_plain(writer, "    e = np.exp(z - z.max(%s))", over);
        code_plain(writer, "    return e / e.sum(%s)", over);
        end_function(writer);
    }
    if ((has_kind(program, OP_INPUT) && input->input_index) || input->target_index) {
        begin_function(writer, "one_hot(index, size)", "code.one-hot");
        code_plain(writer, writer->rows ? "    return (index[:, None] == np.arange(size)) * 1.0"
                                        : "    return (np.arange(size)[:, None] == index) * 1.0");
        end_function(writer);
    }
    if (is_cross_entropy(writer))
        write_cross_entropy(writer);
    else if (lacks_targets(writer)) {
        begin_function(writer, "difference(y, target)", "code.difference");
        code_plain(writer, "    return np.where(np.isnan(target), 0, y - target)");
        end_function(writer);
    }
    if (is_truncated(writer)) {
        begin_function(writer, "is_cut(t, lag)", "code.is-cut");
        code_plain(writer, "    return (t - 1) // WINDOW != (t - 1 - lag) // WINDOW");
        end_function(writer);
    }
}

// ---- the layer ------------------------------------------------------------------------------------------------------------------

// "x[t]", "h[t - 1]": an argument of the cell, out of the dictionaries of the layer.
static const char *at_lag(CodeWriter *writer, const char *name, int lag) {
    return lag == 0 ? code_format(writer, "%s[t]", name) : code_format(writer, "%s[t - %d]", name, lag);
}

// What stands for a result of the cell within the layer.
static const char *result_place(CodeWriter *writer, int op) {
    if (code_is_state(writer, op)) return code_format(writer, "%s[t]", code_op_name(writer, op));
    return op == writer->program->output_op ? code_format(writer, "self.%s[t]", code_op_name(writer, op)) : code_op_name(writer, op);
}

static void write_call_forward(CodeWriter *writer) {
    const Program *program = writer->program;
    Code *code = writer->code;
    int *ops = arena_array(&writer->arena, (size_t)program->op_count + 1, sizeof *ops);
    const char **names = arena_array(&writer->arena, (size_t)program->op_count + 1, sizeof *names);
    int count = code_arguments(writer, ops);
    int first = count > 0 ? ops[0] : -1;
    for (int i = 0; i < count; i++) {
        const Op *op = &program->ops[ops[i]];
        names[i] = at_lag(writer, op->kind == OP_INPUT ? "x" : code_op_name(writer, op->operands[0].index), op->lag);
        code->forward_line[ops[i]] = code->line_count + 1;
    }
    const char *arguments = code_join(writer, names, count);
    count = code_results(writer, ops);
    for (int i = 0; i < count; i++) names[i] = result_place(writer, ops[i]);
    code_plain(writer, "            cell = self.cells[t] = Cell(self.weights, self.grads)");
    code_line(writer, PHASE_FORWARD, first, "            %s = cell.forward(%s)", code_join(writer, names, count), arguments);
}

// The gradient that the loss at t sends, before it is divided by the lanes.
static const char *difference(CodeWriter *writer) {
    const Program *program = writer->program;
    const char *y = code_op_name(writer, program->output_op);
    bool lacks = lacks_targets(writer);
    if (!is_cross_entropy(writer)) return code_format(writer, lacks ? "difference(self.%s[t], target[t])" : "(self.%s[t] - target[t])", y);
    const char *mask = !lacks ? "" : writer->rows ? " * (target[t] >= 0)[:, None]" : " * (target[t] >= 0)";
    return code_format(writer, "(self.%s[t] - one_hot(target[t], %d))%s", y, program->output_size, mask);
}

static const char *state_names(CodeWriter *writer) {
    const Program *program = writer->program;
    Text text;
    text_init(&text);
    for (int e = 0; e < program->equation_count; e++)
        if (program->equations[e].max_lag > 0) text_printf(&text, "%s, ", writer->equations[e]);
    const char *copy = arena_copy_text(&writer->arena, text.data, text.length);
    text_finish(&text);
    return copy;
}

static void write_forward(CodeWriter *writer) {
    const Program *program = writer->program;
    int output = program->output_op;
    code_plain(writer, "    def forward(self, %s%starget):", has_kind(program, OP_INPUT) ? "x, " : "", state_names(writer));
    code_plain(writer, "        \"\"\"%s\"\"\"", code_words(writer, "code.unrolled-forward"));
    code_plain(writer, "        self.%s, losses = %s, {}", code_op_name(writer, output),
               code_is_state(writer, output) ? code_op_name(writer, output) : "{}");
    code_plain(writer, "        for t in range(1, STEPS + 1):");
    write_call_forward(writer);
    if (is_cross_entropy(writer))
        code_line(writer, PHASE_LOSS, -1, "            losses[t] = cross_entropy(%s, target[t])", result_place(writer, program->logits_op));
    else
        code_line(writer, PHASE_LOSS, -1, "            losses[t] = (%s**2).sum() / 2", difference(writer));
    code_line(writer, PHASE_SUM, -1, "        return sum(losses.values()) / LANES");
}

// The adjoints of the states: zero until something arrives.
static void write_empty_adjoints(CodeWriter *writer) {
    const Program *program = writer->program;
    for (int e = 0; e < program->equation_count; e++) {
        const Equation *equation = &program->equations[e];
        if (equation->max_lag == 0 || !writer->ops[equation->op].arrives) continue;
        code_plain(writer, "        %s = {t: np.zeros(%s) for t in range(%d, STEPS + 1)}", code_adjoint_name(writer, equation->op),
                   code_shape(writer, equation->size), 1 - equation->max_lag);
    }
}

static void write_call_backward(CodeWriter *writer) {
    const Program *program = writer->program;
    int *ops = arena_array(&writer->arena, (size_t)program->op_count + 1, sizeof *ops);
    const char **names = arena_array(&writer->arena, (size_t)program->op_count + 1, sizeof *names);
    int count = code_arriving(writer, ops);
    for (int i = 0; i < count; i++)
        names[i] = code_is_state(writer, ops[i]) ? code_format(writer, "%s[t]", code_adjoint_name(writer, ops[i]))
                                                 : code_adjoint_name(writer, ops[i]);
    const char *arguments = code_join(writer, names, count);
    count = code_leaving(writer, ops);
    for (int i = 0; i < count; i++) names[i] = code_adjoint_name(writer, ops[i]);
    code_plain(writer, "            %s%sself.cells[t].backward(%s)", code_join(writer, names, count), count ? " = " : "", arguments);
    bool truncated = is_truncated(writer);
    for (int i = 0; i < count; i++) {
        const Op *carry = &program->ops[ops[i]];
        writer->code->backward_line[ops[i]] = writer->code->line_count;
        if (truncated) code_line(writer, PHASE_BACKWARD, ops[i], "            if not is_cut(t, %d):", carry->lag);
        code_line(writer, PHASE_BACKWARD, ops[i], "            %s%s += %s", truncated ? "    " : "",
                  at_lag(writer, code_adjoint_name(writer, carry->operands[0].index), carry->lag), names[i]);
    }
}

static void write_backward(CodeWriter *writer) {
    int loss = code_loss_op(writer);
    code_plain(writer, "    def backward(self, target):");
    code_plain(writer, "        \"\"\"%s\"\"\"", code_words(writer, "code.unrolled-backward"));
    if (loss < 0) return;
    write_empty_adjoints(writer);
    code_line(writer, PHASE_BACKWARD, MOMENT_SEED, "        for t in range(STEPS, 0, -1):");
    bool state = code_is_state(writer, loss);
    // A softmax that only the loss reads: both at once are the output less the target.
    int output = writer->program->output_op;
    if (!writer->ops[output].live) writer->code->backward_line[output] = writer->code->line_count;
    code_line(writer, PHASE_BACKWARD, MOMENT_LOSS, "            %s%s %s / LANES", code_adjoint_name(writer, loss), state ? "[t] +=" : " =",
              difference(writer));
    write_call_backward(writer);
}

void code_write_unrolled(CodeWriter *writer) {
    write_functions(writer);
    code_write_cell(writer);
    code_blank(writer, 2);
    code_plain(writer, "class Unrolled:");
    code_plain(writer, "    \"\"\"%s\"\"\"", code_words(writer, "code.unrolled"));
    code_blank(writer, 1);
    code_plain(writer, "    def __init__(self, weights):");
    code_plain(writer, "        self.weights, self.cells = weights, {}");
    code_plain(writer, "        self.grads = {name: np.zeros(w.shape) for name, w in weights.items()}");
    code_blank(writer, 1);
    write_forward(writer);
    code_blank(writer, 1);
    write_backward(writer);
    code_blank(writer, 2);
}
