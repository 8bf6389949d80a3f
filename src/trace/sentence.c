#include "trace/sentence.h"

#include "trace/notation.h"

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

static void say(const Line *line, const char *key, const WordArg *args, size_t count) { words_format(line->words, line->out, key, args, count); }
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

// ---- forward --------------------------------------------------------------------------------------------------------------------

static void say_input(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    int t = line->m.t - op->lag;
    Pieces p;
    pieces_init(&p);
    char at[16];
    snprintf(at, sizeof at, "%d", t);
    int index = t >= 1 ? run_input_index(trace->run, t, 0) : -1;
    if (t < 1 || (run_inputs_are_indices(trace->run) && index < 0)) {
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
        SAY(line, "trace.product", {"formula", p.text[0].data}, {"value", p.text[1].data}, {"weight", w->name}, {"vector", p.text[3].data}, {"shape", p.text[4].data});
    } else {
        static const char *const keys[OP_KIND_COUNT] = {
            [OP_SUM] = "trace.sum-op", [OP_MUL] = "trace.mul", [OP_SCALE] = "trace.scale", [OP_TANH] = "trace.tanh", [OP_SIGMOID] = "trace.sigmoid",
            [OP_RELU] = "trace.relu", [OP_SOFTMAX] = "trace.softmax", [OP_IDENTITY] = "trace.identity"};
        SAY(line, keys[op->kind], {"formula", p.text[0].data}, {"value", p.text[1].data});
    }
    if (equation >= 0) {
        const char *title = program->equations[equation].title[words_language(line->words)];
        text_append(line->out, " ");
        if (title) SAY(line, "trace.names-it-titled", {"name", p.text[2].data}, {"title", title});
        else SAY(line, "trace.names-it", {"name", p.text[2].data});
    }
    pieces_finish(&p);
}

static void say_forward(const Line *line) {
    const Op *op = &line->trace->program->ops[line->m.op];
    if (op->kind == OP_INPUT) say_input(line, op);
    else if (op->kind == OP_CARRY) say_carry(line, op);
    else say_computed(line, line->m.op);
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
            SAY(line, "trace.loss-cross-entropy", {"loss", p.text[0].data}, {"value", p.text[1].data}, {"symbol", p.text[2].data}, {"p", p.text[3].data});
        } else {
            notation_op(trace, trace->program->output_op, t, &p.text[3]);
            SAY(line, "trace.loss-squared-error", {"loss", p.text[0].data}, {"value", p.text[1].data}, {"target", p.text[2].data}, {"output", p.text[3].data});
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
    SAY(line, key, {"loss", p.text[0].data}, {"value", p.text[1].data}, {"sum", p.text[2].data}, {"mean", p.text[3].data}, {"lanes", lanes});
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
        SAY(line, program->loss == LOSS_CROSS_ENTROPY ? "trace.backward-cross-entropy" : "trace.backward-squared-error", {"loss", p.text[0].data},
            {"value", p.text[1].data}, {"output", p.text[2].data});
    }
    pieces_finish(&p);
}

static double share_norm(const Trace *trace, int param, int t) {
    Params scratch = trace->scratch;
    run_weight_gradient(trace->run, run_adjoints(trace->run), param, t, t, &scratch);
    return params_norm(&scratch, param);
}

static void say_backward_carry(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    int t = line->m.t, source = op->operands[0].index;
    Pieces p;
    pieces_init(&p);
    notation_op(trace, source, t - op->lag, &p.text[0]);
    notation_number(notation_norm(run_adjoint(trace->run, line->m.op, t, 0), op->size), &p.text[1]);
    char at[16], before[16];
    snprintf(at, sizeof at, "%d", t);
    snprintf(before, sizeof before, "%d", t - op->lag);
    const char *key = t - op->lag < 1                                            ? "trace.backward-carry-end"
                      : schedule_is_cut(run_schedule(trace->run), t, op->lag)    ? "trace.backward-carry-cut"
                                                                                 : "trace.backward-carry";
    SAY(line, key, {"state", p.text[0].data}, {"norm", p.text[1].data}, {"t", at}, {"before", before});
    pieces_finish(&p);
}

// "W_h's share": what the op adds to the gradients of the weights that it uses.
static void say_shares(const Line *line, const Op *op) {
    const Trace *trace = line->trace;
    for (int k = 0; k < op->operand_count; k++) {
        if (op->operands[k].kind != OPERAND_PARAM) continue;
        const Param *param = &trace->program->params[op->operands[k].index];
        double norm = share_norm(trace, op->operands[k].index, line->m.t);
        Text size, at;
        text_init(&size);
        text_init(&at);
        notation_number(norm, &size);
        text_printf(&at, "%d", line->m.t);
        text_append(line->out, " ");
        bool product = op->kind == OP_MATVEC || op->kind == OP_VECMAT;
        if (norm == 0 && product) {
            Text vector;
            text_init(&vector);
            notation_op(trace, op->operands[0].index, line->m.t, &vector);
            const double *v = run_value(trace->run, op->operands[0].index, line->m.t, 0);
            bool zero = v && first_nonzero(v, trace->program->ops[op->operands[0].index].size) < 0;
            SAY(line, zero ? "trace.share-zero-state" : "trace.share-zero", {"weight", param->name}, {"t", at.data}, {"vector", vector.data});
            text_finish(&vector);
        } else {
            SAY(line, "trace.share", {"weight", param->name}, {"t", at.data}, {"norm", size.data});
        }
        text_finish(&size);
        text_finish(&at);
    }
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
        [OP_MATVEC] = "trace.backward-product", [OP_VECMAT] = "trace.backward-product", [OP_SUM] = "trace.backward-sum", [OP_MUL] = "trace.backward-mul",
        [OP_SCALE] = "trace.backward-scale", [OP_TANH] = "trace.backward-tanh", [OP_SIGMOID] = "trace.backward-sigmoid",
        [OP_RELU] = "trace.backward-relu", [OP_SOFTMAX] = "trace.backward-softmax", [OP_IDENTITY] = "trace.backward-identity"};
    Pieces p;
    pieces_init(&p);
    int t = line->m.t;
    notation_op(trace, line->m.op, t, &p.text[0]);
    double norm = notation_norm(run_adjoint(trace->run, line->m.op, t, 0), op->size);
    notation_number(norm, &p.text[1]);
    bool fused = line->m.op == program->output_op && program->loss == LOSS_CROSS_ENTROPY && norm == 0;
    bool to_vector = op->operands[0].kind == OPERAND_OP && program->ops[op->operands[0].index].needs_gradient;
    if ((op->kind == OP_MATVEC || op->kind == OP_VECMAT)) {
        notation_op(trace, op->operands[0].index, t, &p.text[2]);
        SAY(line, to_vector ? "trace.backward-product" : "trace.backward-product-input", {"op", p.text[0].data}, {"norm", p.text[1].data},
            {"weight", program->params[op->operands[1].index].name}, {"vector", p.text[2].data});
    } else {
        SAY(line, fused ? "trace.backward-fused" : keys[op->kind], {"op", p.text[0].data}, {"norm", p.text[1].data});
    }
    say_shares(line, op);
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
    notation_number(clip.limit, &p.text[2]);
    const char *key = clip.kind == CLIP_NONE ? "trace.clip-none" : clip.kind == CLIP_ELEMENT ? "trace.clip-element" : trace->scale < 1 ? "trace.clip-scaled" : "trace.clip-within";
    SAY(line, key, {"norm", p.text[0].data}, {"scale", p.text[1].data}, {"limit", p.text[2].data});
    pieces_finish(&p);
}

static void say_update(const Line *line) {
    const Trace *trace = line->trace;
    Pieces p;
    pieces_init(&p);
    const Param *param = &trace->program->params[0];
    notation_number(params_get(&trace->before, 0, 0, 0), &p.text[0]);
    notation_number(params_get(&trace->updated, 0, 0, 0), &p.text[1]);
    text_append_number(&p.text[2], trace->session->settings.lr);
    text_printf(&p.text[3], param->role == PARAM_MATRIX ? "%s(1,1)" : "%s(1)", param->name);
    static const char *const keys[] = {[OPTIMIZER_SGD] = "trace.update-sgd", [OPTIMIZER_ADAGRAD] = "trace.update-adagrad", [OPTIMIZER_ADAM] = "trace.update-adam"};
    SAY(line, keys[trace->session->settings.optimizer], {"lr", p.text[2].data}, {"weight", p.text[3].data}, {"before", p.text[0].data}, {"after", p.text[1].data});
    pieces_finish(&p);
}

static void say_start(const Line *line, const char *key) {
    const Trace *trace = line->trace;
    Pieces p;
    pieces_init(&p);
    char steps[16];
    snprintf(steps, sizeof steps, "%d", trace->steps);
    text_append(&p.text[0], trace->program->equations[trace_state_equation(trace)].name);
    text_printf(&p.text[1], "%ld", trace->iteration);
    SAY(line, key, {"steps", steps}, {"state", p.text[0].data}, {"iteration", p.text[1].data});
    pieces_finish(&p);
}

static void say_not_finite(const Line *line) {
    const Trace *trace = line->trace;
    const NotFinite *where = &trace->not_finite;
    Pieces p;
    pieces_init(&p);
    if (where->op >= 0) notation_op(trace, where->op, where->t, &p.text[0]);
    else notation_loss(where->t, &p.text[0]);
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
    case PHASE_START: say_start(&line, "trace.folded"); break;
    case PHASE_FORWARD: say_forward(&line); break;
    case PHASE_LOSS: say_loss(&line); break;
    case PHASE_SUM: say_sum(&line); break;
    case PHASE_BACKWARD: say_backward(&line); break;
    case PHASE_CLIP: say_clip(&line); break;
    case PHASE_UPDATE: say_update(&line); break;
    case PHASE_COUNT: break;
    }
    if (is_not_finite_here(trace, line.m)) say_not_finite(&line);
}

static void say_question(const Line *line) {
    int t = line->trace->steps > 2 ? 2 : 1;
    Text state;
    text_init(&state);
    notation_op(line->trace, line->trace->program->equations[trace_state_equation(line->trace)].op, t, &state);
    SAY(line, "trace.question", {"state", state.data});
    text_finish(&state);
}

void trace_sentence_at(const Trace *trace, double position, const Words *words, Text *out) {
    Line line = {trace, words, out, trace_moment(trace, 0)};
    double question = trace_question(trace);
    if (position > 0 && position <= 0.5) say_start(&line, "trace.unfolded");
    else if (question > 0 && position > floor(question) && position <= question) say_question(&line);
    else trace_sentence(trace, (long)ceil(position), words, out);
}
