// By which ways the gradient comes from one timestep to the one before: along the highway, where it is only multiplied element by element,
// and through everything else.
#include "view/plots/plots.h"

#include "trace/memo.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_LABELLED = 12 }; // timesteps: two curves with a number at each point

// What an element-wise product on a highway multiplies by: "f", "(1 − z)", a weight vector. Whether it is a gate as it is.
static bool append_multiplier(const Program *program, int mul, int slot, Text *out) {
    Gate gates[CELL_MAX_EQUATIONS];
    int count = program_gates(program, gates);
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < gates[i].use_count; k++) {
            const GateUse *use = &gates[i].uses[k];
            if (use->mul == mul && use->slot != slot && gates[i].equation >= 0) {
                text_printf(out, use->complement >= 0 ? "(1 − %s)" : "%s", program->equations[gates[i].equation].name);
                return use->complement < 0;
            }
        }
    }
    const Operand *other = &program->ops[mul].operands[1 - slot];
    int equation = other->kind == OPERAND_OP ? program_equation_of_op(program, other->index) : -1;
    text_append(out, other->kind == OPERAND_PARAM ? program->params[other->index].name
                     : equation >= 0              ? program->equations[equation].name
                                                  : "…");
    return false;
}

// Appends what a highway multiplies by on the way through one timestep: "f", "(1 − z)", "0.5 · f"; "1" where it only adds, "…" for what has
// no name. Whether it is one gate and nothing else.
static bool append_factor(const Program *program, const Highway *way, Text *out) {
    int factors = 0;
    bool is_gate = false;
    for (int i = 0; i < way->count; i++) {
        const Op *op = &program->ops[way->ops[i]];
        bool negates = op->kind == OP_SUM && op->operands[way->slots[i]].sign < 0;
        if (op->kind != OP_MUL && op->kind != OP_SCALE && !negates) {
            continue;
        }
        text_append(out, factors++ > 0 ? " · " : "");
        if (op->kind == OP_MUL) {
            is_gate = append_multiplier(program, way->ops[i], way->slots[i], out);
        } else if (negates) {
            text_append(out, "(−1)");
        } else {
            text_append_number(out, op->operands[0].number);
        }
    }
    text_append(out, factors == 0 ? "1" : "");
    return factors == 1 && is_gate;
}

// The title of the gate that multiplies there, if it has one and multiplies as it is.
static const char *gate_title(const Frame *frame, const Program *program, const Highway *way) {
    Text factor;
    text_init(&factor);
    bool is_gate = append_factor(program, way, &factor);
    int equation = is_gate ? program_find_equation(program, factor.data) : -1;
    text_finish(&factor);
    return equation < 0 ? NULL : program->equations[equation].title[words_language(frame->words)];
}

void plots_append_way(const Frame *frame, const Program *program, const Highway *way, Text *out) {
    const char *title = gate_title(frame, program, way);
    if (title != NULL) {
        text_append(out, title);
        return;
    }
    text_append(out, "× ");
    append_factor(program, way, out);
}

// Whether the states that have no highway are all that hears through anything else.
static bool only_other_states(const Trace *trace, const Ways *ways) {
    for (int i = 0; i < ways->highway_count; i++) {
        const Reader *readers;
        if (run_readers(trace->run, ways->highways[i].carry, &readers) > 1) {
            return false;
        }
    }
    int states[CELL_MAX_EQUATIONS];
    return trace_state_equations(trace, states) > ways->highway_count;
}

// "c (× f)" for each highway.
static void name_along(const Frame *frame, const Ways *ways, Text *out) {
    const Trace *trace = frame->trace;
    Text list;
    text_init(&list);
    for (int i = 0; i < ways->highway_count; i++) {
        text_printf(&list, "%s%s (× ", i > 0 ? ", " : "", trace->program->equations[ways->highways[i].equation].name);
        append_factor(trace->program, &ways->highways[i], &list);
        text_append(&list, ")");
    }
    WORDS_FORMAT(frame->words, out, "plots.way-along", {"state", list.data});
    text_finish(&list);
}

static bool has_highway(const Ways *ways, int equation) {
    for (int i = 0; i < ways->highway_count; i++) {
        if (ways->highways[i].equation == equation) {
            return true;
        }
    }
    return false;
}

static void name_rest(const Frame *frame, const Ways *ways, Text *out) {
    const Trace *trace = frame->trace;
    if (ways->highway_count == 0) {
        text_append(out, words_get(frame->words, "plots.way-no-highway"));
        return;
    }
    if (!only_other_states(trace, ways)) {
        text_append(out, words_get(frame->words, "plots.way-rest"));
        return;
    }
    Text list;
    text_init(&list);
    int states[CELL_MAX_EQUATIONS], count = trace_state_equations(trace, states);
    for (int i = 0; i < count; i++) {
        if (!has_highway(ways, states[i])) {
            text_printf(&list, "%s%s", list.length > 0 ? ", " : "", trace->program->equations[states[i]].name);
        }
    }
    WORDS_FORMAT(frame->words, out, "plots.way-other", {"state", list.data});
    text_finish(&list);
}

// The curves: of the chosen loss, and dashed, where there is more than one loss, of their sum.
typedef struct WayCurves {
    Series series[5];
    int count;
} WayCurves;

// Timesteps 1 to `last` of it are drawn; the axis has all of them.
static void add(WayCurves *curves, Series like, const double *values, const char *name, size_t last) {
    like.name = name;
    like.y = values;
    like.to = last;
    curves->series[curves->count++] = like;
}

static void add_curves(const Frame *frame, const Ways *ways, const double *steps, const char *along, const char *rest, const char *sum,
                       WayCurves *curves) {
    const Trace *trace = frame->trace;
    const Theme *theme = frame->theme;
    bool has_highway = ways->highway_count > 0, sums = trace->loss_count != 1, one = ways->one.along != NULL;
    // From its own timestep on nothing comes back to a loss: there is nothing to plot, not even zero.
    size_t heard = trace->of_loss_t > 1 ? (size_t)trace->of_loss_t - 1 : 0, all = (size_t)trace->steps - 1;
    bool labels = trace->steps <= MAX_LABELLED;
    const Series thick = {.x = steps, .count = all + 1, .color = theme->backward, .width = 4, .dots = true, .labels = labels};
    const Series thin = {.x = steps, .count = all + 1, .color = theme->text, .width = 2.5f, .labels = labels};
    if (one && has_highway) {
        add(curves, thick, ways->one.along, along, heard);
    }
    if (one) {
        add(curves, thin, ways->one.rest, rest, heard);
    }
    if (sums) {
        Series dashed = {.x = steps, .count = all + 1, .color = theme->backward, .width = 3, .dash = 8, .gap = 6};
        if (has_highway) {
            add(curves, dashed, ways->all.along, one ? NULL : along, all);
        }
        dashed.color = theme->text;
        dashed.width = 2;
        add(curves, dashed, ways->all.rest, one ? NULL : rest, all);
        if (one) {
            dashed.color = theme->quiet;
            add(curves, dashed, ways->all.rest, sum, 0);
        }
    }
}

static void write_title(const Frame *frame, float width, Text *out) {
    Text loss;
    text_init(&loss);
    text_append(&loss, "L");
    if (frame->trace->of_loss != NULL) {
        text_printf(&loss, "_%d", frame->trace->of_loss_t);
    }
    plots_begin_title(frame, width, out);
    WORDS_FORMAT(frame->words, out, "plots.ways-title", {"loss", loss.data});
    text_finish(&loss);
}

void plots_draw_ways(Frame *frame, Rect rect) {
    const Trace *trace = frame->trace;
    if (trace->program->max_lag == 0) {
        plots_say(frame, rect, "plots.no-state");
        return;
    }
    if (trace->loss_count == 0 || trace->steps < 2) {
        plots_say(frame, rect, trace->loss_count == 0 ? "panels.no-loss" : "plots.one-timestep");
        return;
    }
    const Ways *ways = trace_memo_ways(trace);
    if (ways == NULL) {
        plots_say(frame, rect, "plots.too-long");
        return;
    }
    double *steps = plots_timesteps(trace);
    Text title, along, rest;
    text_init(&title);
    text_init(&along);
    text_init(&rest);
    write_title(frame, rect.w, &title);
    name_along(frame, ways, &along);
    name_rest(frame, ways, &rest);
    WayCurves curves = {.count = 0};
    add_curves(frame, ways, steps, along.data, rest.data, words_get(frame->words, "panels.norms-sum"), &curves);
    Plot plot = {.title = title.data,
                 .series = curves.series,
                 .series_count = curves.count,
                 .log = true,
                 .marker = NAN,
                 .cuts = run_schedule(trace->run)};
    plots_align(frame, &plot);
    plot_draw(frame, rect, &plot);
    text_finish(&rest);
    text_finish(&along);
    text_finish(&title);
    free(steps);
}
