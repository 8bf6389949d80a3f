// The formulas of the moments that are no op's: the losses, their sum, clipping and the update. See view/formula/formula.h.
#include "view/formula/formula.h"

#include <stdio.h>

static void put(Formula *formula, const char *text) {
    formula_text(formula, SCRIPT_NONE, false, text);
}

static void put_time(Formula *formula, const char *name) {
    formula_name(formula, false, name, "t");
}

void formula_of_loss(Formula *formula, const Program *program, const Words *words) {
    const char *output = program->equations[program->output_equation].name;
    const char *target = words_get(words, "panels.target");
    put_time(formula, "L");
    if (program->loss == LOSS_CROSS_ENTROPY) {
        put(formula, " = −ln ");
        put_time(formula, output);
        put(formula, "[");
        put_time(formula, target);
        put(formula, "]");
        return;
    }
    put(formula, " = ½ ‖");
    put_time(formula, output);
    put(formula, " − ");
    put_time(formula, target);
    put(formula, "‖");
    formula_text(formula, SCRIPT_SUPER, false, "2");
}

static void put_loss(Formula *formula, bool lit, int t) {
    char time[16];
    snprintf(time, sizeof time, "%d", t);
    formula_name(formula, lit, "L", time);
}

void formula_of_sum(Formula *formula, const Trace *trace, int t) {
    enum { MAX_TERMS = 6 };
    put(formula, "L = ");
    if (trace->lanes > 1) {
        char share[32];
        snprintf(share, sizeof share, "1/%d ", trace->lanes);
        put(formula, share);
        put(formula, trace->loss_count > 1 ? "(" : "");
    }
    int at = 0;
    while (at < trace->loss_count - 1 && trace->loss_steps[at] != t) {
        at++;
    }
    bool gap = false;
    for (int i = 0; i < trace->loss_count; i++) {
        // Of many terms the first, the last and those around the one that is added now.
        bool shown = trace->loss_count <= MAX_TERMS || i == 0 || i == trace->loss_count - 1 || (i >= at - 1 && i <= at + 1);
        if (!shown) {
            if (!gap) {
                put(formula, " + …");
            }
            gap = true;
            continue;
        }
        gap = false;
        put(formula, i > 0 ? " + " : "");
        put_loss(formula, trace->loss_steps[i] == t, trace->loss_steps[i]);
    }
    put(formula, trace->lanes > 1 && trace->loss_count > 1 ? ")" : "");
}

void formula_of_clip(Formula *formula, const Trace *trace) {
    const Clip *clip = &trace->session->settings.clip;
    Text limit;
    text_init(&limit);
    text_append_number(&limit, clip->limit);
    if (clip->kind == CLIP_ELEMENT) {
        put(formula, "g ← max(−");
        put(formula, limit.data);
        put(formula, ", min(g, ");
        put(formula, limit.data);
        put(formula, "))");
    } else {
        put(formula, "g ← g · min(1, ");
        put(formula, limit.data);
        put(formula, " / ‖g‖)");
    }
    text_finish(&limit);
}

void formula_of_update(Formula *formula, const Trace *trace) {
    const Session *session = trace->session;
    Text rate;
    text_init(&rate);
    text_append_number(&rate, session->settings.lr);
    switch (session->settings.optimizer) {
    case OPTIMIZER_ADAGRAD:
        put(formula, "m ← m + g");
        formula_text(formula, SCRIPT_SUPER, false, "2");
        formula_next(formula);
        put(formula, "W ← W − ");
        formula_text(formula, SCRIPT_NONE, true, rate.data);
        put(formula, " g / (√m + ε)");
        break;
    case OPTIMIZER_ADAM:
        put(formula, "W ← W − ");
        formula_text(formula, SCRIPT_NONE, true, rate.data);
        formula_label(formula, false, " (m/c_1) / (√(v/c_2) + ε)");
        break;
    case OPTIMIZER_SGD:
    case OPTIMIZER_COUNT:
        put(formula, "W ← W − ");
        formula_text(formula, SCRIPT_NONE, true, rate.data);
        put(formula, " ∂L/∂W");
        break;
    }
    text_finish(&rate);
}
