#include "trace/sentence.h"

#include "trace/explain.h"
#include "trace/notation.h"
#include "trace/sentence_highway.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// The values that the sentences put in, as text. Freed together.
typedef struct Line {
    const Trace *trace;
    const Words *words;
    Text *out;
    Moment m;
} Line;

static void say(const Line *line, const char *key, const WordArg *args, size_t count) {
    words_format(line->words, line->out, key, args, count);
}
#define SAY(line, key, ...) say(line, key, (const WordArg[]){__VA_ARGS__}, sizeof((const WordArg[]){__VA_ARGS__}) / sizeof(WordArg))

enum { PIECES = 8 };
typedef struct Pieces {
    Text text[PIECES];
} Pieces;

static void pieces_init(Pieces *pieces) {
    for (int i = 0; i < PIECES; i++) text_init(&pieces->text[i]);
}
static void pieces_finish(Pieces *pieces) {
    for (int i = 0; i < PIECES; i++) text_finish(&pieces->text[i]);
}

static int first_nonzero(const double *v, int n) {
    for (int i = 0; i < n; i++)
        if (v[i] != 0.0) return i;
    return -1;
}

static bool subtracts(const Op *op) {
    for (int k = 0; k < op->operand_count; k++)
        if (op->operands[k].sign < 0) return true;
    return false;
}

// ---- forward --------------------------------------------------------------------------------------------------------------------

// What the timestep before the first has left as an input; false if there was none.
static bool input_before(const Trace *trace, int op, int t, Text *out) {
    int lag = trace->program->ops[op].lag, size = trace->program->input_size;
    if (run_inputs_are_indices(trace->run)) {
        int index = run_input_index(trace->run, t - lag, 0);
        if (index >= 0) text_printf(out, "\"%s\"", session_symbol(trace->session, index));
        return index >= 0;
    }
    const double *v = run_value(trace->run, op, t, 0);
    if (first_nonzero(v, size) < 0) return false;
    notation_vector(v, size, out);
    return true;
}

static void say_input(const Line *line, int input) {
    const Trace *trace = line->trace;
    int t = line->m.t - trace->program->ops[input].lag;
    Pieces p;
    pieces_init(&p);
    char at[16];
    snprintf(at, sizeof at, "%d", t);
    int index = run_input_index(trace->run, t, 0);
    if (t < 1) {
        bool before = input_before(trace, input, line->m.t, &p.text[0]);
        SAY(line, before ? "trace.input-before" : "trace.input-none", {"t", at}, {"value", p.text[0].data});
    } else if (run_inputs_are_indices(trace->run) && index < 0) {
        SAY(line, "trace.input-none", {"t", at});
    } else {
        trace->session->dataset->input_label(trace->session->dataset, &trace->batch, t - 1, 0, &p.text[0]);
        if (run_inputs_are_indices(trace->run)) {
            char row[16], rows[16];
            snprintf(row, sizeof row, "%d", index + 1);
            snprintf(rows, sizeof rows, "%d", trace->program->input_size);
            SAY(line, "trace.input-symbol", {"t", at}, {"symbol", p.text[0].data}, {"row", row}, {"rows", rows});
        } else {
            SAY(line, "trace.input-number", {"t", at}, {"value", p.text[0].data});
        }
    }
    pieces_finish(&p);
}

static void say_carry(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    int t = line->m.t, source = op->operands[0].index;
    Pieces p;
    pieces_init(&p);
    notation_op(trace, source, t - op->lag, &p.text[0]);
    notation_vector(run_value(trace->run, line->m.op, t, 0), op->size, &p.text[1]);
    char at[16];
    snprintf(at, sizeof at, "%d", t);
    bool zero = first_nonzero(run_value(trace->run, line->m.op, t, 0), op->size) < 0;
    const char *key = t - op->lag >= 1 ? "trace.carry" : zero ? "trace.carry-zero" : "trace.carry-before";
    SAY(line, key, {"state", p.text[0].data}, {"t", at}, {"value", p.text[1].data});
    pieces_finish(&p);
}

static void say_computed(const Line *line, int index) {
    const Trace *trace = line->trace;
    const Program *program = trace->program;
    const Op *op = &program->ops[index];
    int t = line->m.t, equation = program_equation_of_op(program, index);
    Pieces p;
    pieces_init(&p);
    program_op_text(program, index, t, &p.text[0]);
    notation_vector(run_value(trace->run, index, t, 0), op->size, &p.text[1]);
    if (equation >= 0) notation_op(trace, index, t, &p.text[2]);
    if (op->kind == OP_MATVEC || op->kind == OP_VECMAT) {
        const Param *w = &program->params[op->operands[1].index];
        notation_op(trace, op->operands[0].index, t, &p.text[3]);
        text_printf(&p.text[4], "%d × %d", w->rows, w->cols);
        SAY(line, "trace.product", {"formula", p.text[0].data}, {"value", p.text[1].data}, {"weight", w->name}, {"vector", p.text[3].data},
            {"shape", p.text[4].data});
    } else {
        static const char *const keys[OP_KIND_COUNT] = {
            [OP_SUM] = "trace.sum-op",      [OP_MUL] = "trace.mul",   [OP_SCALE] = "trace.scale",     [OP_TANH] = "trace.tanh",
            [OP_SIGMOID] = "trace.sigmoid", [OP_RELU] = "trace.relu", [OP_SOFTMAX] = "trace.softmax", [OP_IDENTITY] = "trace.identity"};
        SAY(line, subtracts(op) ? "trace.sum-op-signed" : keys[op->kind], {"formula", p.text[0].data}, {"value", p.text[1].data});
    }
    if (index == program->logits_op && index != program->output_op) {
        text_append(line->out, " ");
        text_append(line->out, words_get(line->words, "trace.these-are-logits"));
    }
    if (equation >= 0) {
        const char *title = program->equations[equation].title[words_language(line->words)];
        text_append(line->out, " ");
        if (title)
            SAY(line, "trace.names-it-titled", {"name", p.text[2].data}, {"title", title});
        else
            SAY(line, "trace.names-it", {"name", p.text[2].data});
    }
    pieces_finish(&p);
}

// What stands in place of an equation's own value, which is told beside it.
static void say_clamp(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    const Hold *held = run_held(trace->run, line->m.op);
    const char *title = trace->program->equations[op->equation].title[words_language(line->words)];
    Pieces p;
    pieces_init(&p);
    notation_op(trace, line->m.op, line->m.t, &p.text[0]);
    notation_vector(run_value(trace->run, op->operands[0].index, line->m.t, 0), op->size, &p.text[1]);
    if (held) text_append_number(&p.text[2], held->value);
    const char *key = !held ? "trace.clamp-free" : title ? "trace.clamp-titled" : "trace.clamp";
    SAY(line, key, {"name", p.text[0].data}, {"title", title ? title : ""}, {"value", p.text[2].data}, {"own", p.text[1].data});
    if (held && gate_is_beyond(trace->program, op->equation, held->value)) {
        text_append(line->out, " ");
        text_append(line->out, words_get(line->words, "trace.clamp-beyond"));
    }
    pieces_finish(&p);
}

static void say_forward(const Line *line) {
    const Op *op = &line->trace->program->ops[line->m.op];
    if (op->kind == OP_INPUT)
        say_input(line, line->m.op);
    else if (op->kind == OP_CARRY)
        say_carry(line, op);
    else if (op->kind == OP_CLAMP)
        say_clamp(line, op);
    else
        say_computed(line, line->m.op);
}

// ---- losses ---------------------------------------------------------------------------------------------------------------------

static void say_loss(const Line *line) {
    const Trace *trace = line->trace;
    int t = line->m.t;
    Pieces p;
    pieces_init(&p);
    notation_loss(t, &p.text[0]);
    notation_number(run_loss_of(trace->run, t), &p.text[1]);
    if (trace->lanes > 1) {
        char lanes[16];
        snprintf(lanes, sizeof lanes, "%d", trace->lanes);
        SAY(line, "trace.loss-lanes", {"loss", p.text[0].data}, {"value", p.text[1].data}, {"lanes", lanes});
    } else {
        trace->session->dataset->target_label(trace->session->dataset, &trace->batch, t - 1, 0, &p.text[2]);
        if (trace->program->loss == LOSS_CROSS_ENTROPY) {
            int target = trace->batch.target_index[t - 1];
            notation_number(run_value(trace->run, trace->program->output_op, t, 0)[target], &p.text[3]);
            SAY(line, "trace.loss-cross-entropy", {"loss", p.text[0].data}, {"value", p.text[1].data}, {"symbol", p.text[2].data},
                {"p", p.text[3].data});
        } else {
            notation_op(trace, trace->program->output_op, t, &p.text[3]);
            bool symbol = trace->batch.target_index != NULL;
            SAY(line, symbol ? "trace.loss-squared-error-symbol" : "trace.loss-squared-error", {"loss", p.text[0].data},
                {"value", p.text[1].data}, {"target", p.text[2].data}, {"output", p.text[3].data});
        }
    }
    pieces_finish(&p);
}

static void say_sum(const Line *line) {
    const Trace *trace = line->trace;
    Pieces p;
    pieces_init(&p);
    notation_loss(line->m.t, &p.text[0]);
    notation_number(run_loss_of(trace->run, line->m.t), &p.text[1]);
    notation_number(trace_partial_sum(trace, line->m.index), &p.text[2]);
    notation_number(trace->loss, &p.text[3]);
    bool last = line->m.t == trace->loss_steps[trace->loss_count - 1];
    char lanes[16];
    snprintf(lanes, sizeof lanes, "%d", trace->lanes);
    const char *key = !last ? "trace.sum" : trace->lanes > 1 ? "trace.sum-lanes" : "trace.sum-last";
    SAY(line, key, {"loss", p.text[0].data}, {"value", p.text[1].data}, {"sum", p.text[2].data}, {"mean", p.text[3].data},
        {"lanes", lanes});
    pieces_finish(&p);
}

// ---- backward -------------------------------------------------------------------------------------------------------------------

static void say_backward_loss(const Line *line) {
    const Trace *trace = line->trace;
    const Program *program = trace->program;
    int t = line->m.t;
    Pieces p;
    pieces_init(&p);
    notation_loss(t, &p.text[0]);
    if (trace->loss_rank[t] < 0) {
        char at[16];
        snprintf(at, sizeof at, "%d", t);
        SAY(line, "trace.backward-no-loss", {"t", at});
    } else {
        int size = program->ops[program->logits_op].size;
        double *gradient = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *gradient);
        if (!gradient) abort();
        run_loss_contribution(trace->run, &trace->input, t, 0, gradient);
        notation_vector(gradient, size, &p.text[1]);
        notation_op(trace, program->output_op, t, &p.text[2]);
        free(gradient);
        char lanes[16];
        snprintf(lanes, sizeof lanes, "%d", trace->lanes);
        bool probability = program->loss == LOSS_CROSS_ENTROPY;
        const char *key = trace->lanes == 1 ? probability ? "trace.backward-cross-entropy" : "trace.backward-squared-error"
                          : probability     ? "trace.backward-cross-entropy-lanes"
                                            : "trace.backward-squared-error-lanes";
        SAY(line, key, {"loss", p.text[0].data}, {"value", p.text[1].data}, {"output", p.text[2].data}, {"lanes", lanes});
    }
    pieces_finish(&p);
}

// What the op adds at timestep t to the gradient of a parameter that it uses.
static double share_norm(const Trace *trace, int op, int param, int t) {
    const Op *o = &trace->program->ops[op];
    Params scratch = trace->scratch;
    for (int k = 0; k < o->operand_count; k++)
        if (o->operands[k].kind == OPERAND_PARAM)
            run_weight_gradient(trace->run, run_adjoints(trace->run), o->operands[k].index, 1, 0, &scratch);
    run_add_weight_share_of_op(trace->run, run_adjoints(trace->run), op, t, &scratch);
    return params_norm(&scratch, param);
}

static void say_backward_carry(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    int t = line->m.t, source = op->operands[0].index;
    Pieces p;
    pieces_init(&p);
    notation_op(trace, source, t - op->lag, &p.text[0]);
    double norm = trace_op_adjoint_norm(trace, line->m.op, t);
    notation_number(norm, &p.text[1]);
    char at[16], before[16];
    snprintf(at, sizeof at, "%d", t);
    snprintf(before, sizeof before, "%d", t - op->lag);
    bool cut = schedule_is_cut(run_schedule(trace->run), t, op->lag);
    const char *key = cut               ? "trace.backward-carry-cut"
                      : norm == 0       ? "trace.backward-carry-nothing"
                      : t - op->lag < 1 ? "trace.backward-carry-end"
                                        : "trace.backward-carry";
    SAY(line, key, {"state", p.text[0].data}, {"norm", p.text[1].data}, {"t", at}, {"before", before});
    pieces_finish(&p);
}

static bool stands_before(const Op *op, int operand) {
    for (int k = 0; k < operand; k++)
        if (op->operands[k].kind == OPERAND_PARAM && op->operands[k].index == op->operands[operand].index) return true;
    return false;
}

// "W_h's share": what the op adds to the gradients of the weights that it uses.
static void say_shares(const Line *line, int index) {
    const Trace *trace = line->trace;
    const Op *op = &trace->program->ops[index];
    bool product = op->kind == OP_MATVEC || op->kind == OP_VECMAT;
    int t = line->m.t;
    Pieces p;
    pieces_init(&p);
    text_printf(&p.text[0], "%d", t);
    if (product) notation_op(trace, op->operands[0].index, t, &p.text[1]);
    for (int k = 0; k < op->operand_count; k++) {
        if (op->operands[k].kind != OPERAND_PARAM || stands_before(op, k)) continue;
        const char *weight = trace->program->params[op->operands[k].index].name;
        double norm = share_norm(trace, index, op->operands[k].index, t);
        text_clear(&p.text[2]);
        notation_number(norm, &p.text[2]);
        const double *v = product && trace->lanes == 1 ? run_value(trace->run, op->operands[0].index, t, 0) : NULL;
        bool zero_state = v && first_nonzero(v, trace->program->ops[op->operands[0].index].size) < 0;
        text_append(line->out, " ");
        SAY(line,
            norm != 0    ? "trace.share"
            : zero_state ? "trace.share-zero-state"
                         : "trace.share-zero",
            {"weight", weight}, {"t", p.text[0].data}, {"norm", p.text[2].data}, {"vector", p.text[1].data});
    }
    pieces_finish(&p);
}

static void say_backward_op(const Line *line) {
    const Trace *trace = line->trace;
    const Program *program = trace->program;
    const Op *op = &program->ops[line->m.op];
    if (op->kind == OP_CARRY) {
        say_backward_carry(line, op);
        return;
    }
    static const char *const keys[OP_KIND_COUNT] = {
        [OP_MATVEC] = "trace.backward-product",    [OP_VECMAT] = "trace.backward-product", [OP_SUM] = "trace.backward-sum",
        [OP_MUL] = "trace.backward-mul",           [OP_SCALE] = "trace.backward-scale",    [OP_TANH] = "trace.backward-tanh",
        [OP_SIGMOID] = "trace.backward-sigmoid",   [OP_RELU] = "trace.backward-relu",      [OP_SOFTMAX] = "trace.backward-softmax",
        [OP_IDENTITY] = "trace.backward-identity", [OP_CLAMP] = "trace.backward-identity"};
    Pieces p;
    pieces_init(&p);
    int t = line->m.t;
    notation_op(trace, line->m.op, t, &p.text[0]);
    double norm = trace_op_adjoint_norm(trace, line->m.op, t);
    notation_number(norm, &p.text[1]);
    bool fused = line->m.op == program->output_op && program->loss == LOSS_CROSS_ENTROPY && trace->loss_rank[t] >= 0;
    bool to_vector = op->operands[0].kind == OPERAND_OP && program->ops[op->operands[0].index].needs_gradient;
    if (norm == 0) {
        SAY(line, fused ? "trace.backward-fused" : "trace.backward-nothing", {"op", p.text[0].data});
        pieces_finish(&p);
        return;
    }
    const Hold *held = run_held(trace->run, line->m.op);
    if (held) {
        text_append_number(&p.text[2], held->value);
        SAY(line, "trace.backward-clamp", {"op", p.text[0].data}, {"norm", p.text[1].data}, {"value", p.text[2].data});
    } else if (op->kind == OP_MATVEC || op->kind == OP_VECMAT) {
        notation_op(trace, op->operands[0].index, t, &p.text[2]);
        SAY(line, to_vector ? "trace.backward-product" : "trace.backward-product-input", {"op", p.text[0].data}, {"norm", p.text[1].data},
            {"weight", program->params[op->operands[1].index].name}, {"vector", p.text[2].data});
    } else {
        SAY(line, subtracts(op) ? "trace.backward-sum-signed" : keys[op->kind], {"op", p.text[0].data}, {"norm", p.text[1].data});
    }
    say_shares(line, line->m.op);
    pieces_finish(&p);
}

static void say_backward(const Line *line) {
    if (line->m.op == MOMENT_LOSS) {
        say_backward_loss(line);
    } else if (line->m.op != MOMENT_SEED) {
        say_backward_op(line);
    } else {
        char lanes[16];
        snprintf(lanes, sizeof lanes, "%d", line->trace->lanes);
        SAY(line, line->trace->lanes > 1 ? "trace.seed-lanes" : "trace.seed", {"lanes", lanes});
    }
}

// ---- the rest -------------------------------------------------------------------------------------------------------------------

static void say_clip(const Line *line) {
    const Trace *trace = line->trace;
    Clip clip = trace->session->settings.clip;
    Pieces p;
    pieces_init(&p);
    notation_number(trace->norm, &p.text[0]);
    notation_number(trace->scale, &p.text[1]);
    text_append_number(&p.text[2], clip.limit);
    const char *key = clip.kind == CLIP_NONE      ? "trace.clip-none"
                      : clip.kind == CLIP_ELEMENT ? "trace.clip-element"
                      : trace->scale < 1          ? "trace.clip-scaled"
                                                  : "trace.clip-within";
    SAY(line, key, {"norm", p.text[0].data}, {"scale", p.text[1].data}, {"limit", p.text[2].data});
    pieces_finish(&p);
}

// The element that changes most, as an example.
static Element most_changed(const Trace *trace, double *before, double *after) {
    Element most = {.kind = ELEMENT_WEIGHT};
    *before = *after = params_get(&trace->before, 0, 0, 0);
    for (int p = 0; p < trace->program->param_count; p++)
        for (int row = 0; row < trace->program->params[p].rows; row++)
            for (int col = 0; col < trace->program->params[p].cols; col++) {
                double was = params_get(&trace->before, p, row, col), is = params_get(&trace->updated, p, row, col);
                if (!(fabs(is - was) > fabs(*after - *before))) continue;
                most = (Element){.kind = ELEMENT_WEIGHT, .index = p, .row = row, .col = col};
                *before = was;
                *after = is;
            }
    return most;
}

static void say_update(const Line *line) {
    const Trace *trace = line->trace;
    Pieces p;
    pieces_init(&p);
    double before, after;
    element_name(trace, most_changed(trace, &before, &after), &p.text[3]);
    notation_change(before, after, &p.text[0], &p.text[1]);
    text_append_number(&p.text[2], trace->session->settings.lr);
    static const char *const keys[] = {
        [OPTIMIZER_SGD] = "trace.update-sgd", [OPTIMIZER_ADAGRAD] = "trace.update-adagrad", [OPTIMIZER_ADAM] = "trace.update-adam"};
    SAY(line, keys[trace->session->settings.optimizer], {"lr", p.text[2].data}, {"weight", p.text[3].data}, {"before", p.text[0].data},
        {"after", p.text[1].data});
    pieces_finish(&p);
}

static void say_start(const Line *line, const char *key) {
    const Trace *trace = line->trace;
    Pieces p;
    pieces_init(&p);
    char steps[16], lanes[16];
    snprintf(steps, sizeof steps, "%d", trace->steps);
    snprintf(lanes, sizeof lanes, "%d", trace->lanes);
    text_append(&p.text[0], trace->program->equations[trace_state_equation(trace)].name);
    text_printf(&p.text[1], "%ld", trace->iteration);
    SAY(line, key, {"steps", steps}, {"state", p.text[0].data}, {"iteration", p.text[1].data});
    if (trace->lanes > 1) {
        text_append(line->out, " ");
        SAY(line, "trace.lanes", {"lanes", lanes});
    }
    pieces_finish(&p);
}

static void say_not_finite(const Line *line) {
    const Trace *trace = line->trace;
    const NotFinite *where = &trace->not_finite;
    Pieces p;
    pieces_init(&p);
    if (where->op >= 0)
        notation_op(trace, where->op, where->t, &p.text[0]);
    else
        notation_loss(where->t, &p.text[0]);
    text_append(line->out, " ");
    SAY(line, where->in_backward ? "trace.not-finite-backward" : "trace.not-finite", {"where", p.text[0].data});
    pieces_finish(&p);
}

static bool is_not_finite_here(const Trace *trace, Moment m) {
    const NotFinite *where = &trace->not_finite;
    if (trace->finite || m.t != where->t) return false;
    if (where->in_loss) return m.phase == PHASE_LOSS;
    return m.op == where->op && m.phase == (where->in_backward ? PHASE_BACKWARD : PHASE_FORWARD);
}

void trace_sentence(const Trace *trace, long index, const Words *words, Text *out) {
    Line line = {trace, words, out, trace_moment(trace, index)};
    switch (line.m.phase) {
    case PHASE_START:
        say_start(&line, trace->program->max_lag > 0 ? "trace.folded" : "trace.folded-no-state");
        break;
    case PHASE_FORWARD:
        say_forward(&line);
        break;
    case PHASE_LOSS:
        say_loss(&line);
        break;
    case PHASE_SUM:
        say_sum(&line);
        break;
    case PHASE_BACKWARD:
        say_backward(&line);
        break;
    case PHASE_CLIP:
        say_clip(&line);
        break;
    case PHASE_UPDATE:
        say_update(&line);
        break;
    case PHASE_COUNT:
        break;
    }
    sentence_highway(trace, line.m, words, out);
    if (is_not_finite_here(trace, line.m)) say_not_finite(&line);
}

static void say_question(const Line *line) {
    int t = trace_question_t(line->trace);
    Text state;
    text_init(&state);
    notation_op(line->trace, line->trace->program->equations[trace_state_equation(line->trace)].op, t, &state);
    SAY(line, "trace.question", {"state", state.data});
    text_finish(&state);
}

void trace_sentence_at(const Trace *trace, double position, const Words *words, Text *out) {
    Line line = {trace, words, out, trace_moment(trace, 0)};
    double question = trace_question(trace);
    if (position > 0 && position <= 0.5)
        say_start(&line, "trace.unfolded");
    else if (question > 0 && position > floor(question) && position <= question)
        say_question(&line);
    else
        trace_sentence(trace, (long)ceil(position), words, out);
}
