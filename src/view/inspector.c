// The inspector: where the number under the pointer comes from.
#include "view/panels.h"

#include "view/formula.h"
#include "view/plot.h"
#include "view/widgets.h"

#include <math.h>

static const float LEADING = 1.25f; // em between baselines

// Which row to tell of an input: the one that is on.
static int hot_row(const Trace *trace, int t)
{
    int index = run_inputs_are_indices(trace->run) ? run_input_index(trace->run, t, 0) : 0;
    return index > 0 ? index : 0;
}

static int target_row(const Trace *trace, int t)
{
    const int *targets = trace->input.target_index;
    int index = targets != NULL && t >= 1 ? targets[(t - 1) * trace->lanes] : 0;
    return index > 0 ? index : 0;
}

static Element forward_element(const Trace *trace, Moment moment)
{
    const Op *op = &trace->program->ops[moment.op];
    if (op->kind == OP_INPUT) {
        int t = moment.t - op->lag;
        return (Element){.kind = ELEMENT_INPUT, .t = t, .row = hot_row(trace, t)};
    }
    return (Element){.kind = ELEMENT_VALUE, .index = moment.op, .t = moment.t};
}

static Element share_element(const Trace *trace, Moment moment)
{
    const Op *op = &trace->program->ops[moment.op];
    for (int i = 0; i < op->operand_count; i++) {
        if (op->operands[i].kind == OPERAND_PARAM) {
            return (Element){.kind = ELEMENT_SHARE, .index = op->operands[i].index, .t = moment.t};
        }
    }
    return (Element){.kind = ELEMENT_ADJOINT, .index = moment.op, .t = moment.t};
}

static Element backward_element(const Trace *trace, Moment moment)
{
    const Program *program = trace->program;
    if (moment.op == MOMENT_SEED) {
        return (Element){.kind = ELEMENT_SUM};
    }
    if (moment.op < 0) {
        return (Element){.kind = ELEMENT_ADJOINT, .index = program->logits_op, .t = moment.t, .row = target_row(trace, moment.t)};
    }
    const Op *op = &program->ops[moment.op];
    if (op->kind == OP_CARRY && moment.t - op->lag >= 1) {
        return (Element){.kind = ELEMENT_ADJOINT, .index = op->operands[0].index, .t = moment.t - op->lag};
    }
    for (int i = 0; i < op->operand_count; i++) {
        const Operand *operand = &op->operands[i];
        if (operand->kind == OPERAND_OP && program->ops[operand->index].needs_gradient) {
            return (Element){.kind = ELEMENT_ADJOINT, .index = operand->index, .t = moment.t};
        }
    }
    return share_element(trace, moment);
}

Element inspector_telling(const Frame *frame)
{
    const Trace *trace = frame->trace;
    Moment moment = frame->moment;
    int param = trace->program->param_count > 0 ? tray_param(frame) : -1;
    switch (moment.phase) {
    case PHASE_FORWARD:
        return forward_element(trace, moment);
    case PHASE_LOSS:
        return (Element){.kind = ELEMENT_LOSS, .t = moment.t};
    case PHASE_SUM:
        return (Element){.kind = ELEMENT_SUM};
    case PHASE_BACKWARD:
        return backward_element(trace, moment);
    case PHASE_CLIP:
        return param >= 0 ? (Element){.kind = ELEMENT_GRADIENT, .index = param} : (Element){.kind = ELEMENT_NONE};
    case PHASE_UPDATE:
        return param >= 0 ? (Element){.kind = ELEMENT_UPDATED, .index = param} : (Element){.kind = ELEMENT_NONE};
    case PHASE_START:
    case PHASE_COUNT:
        break;
    }
    return (Element){.kind = ELEMENT_NONE};
}

static Color color_of(const Theme *theme, ElementKind kind)
{
    switch (kind) {
    case ELEMENT_ADJOINT:
    case ELEMENT_CONTRIBUTION:
    case ELEMENT_GRADIENT:
    case ELEMENT_SHARE:
        return theme->backward;
    case ELEMENT_LOSS:
    case ELEMENT_SUM:
    case ELEMENT_TARGET:
        return theme->loss;
    case ELEMENT_UPDATED:
        return theme->update;
    case ELEMENT_NONE:
    case ELEMENT_VALUE:
    case ELEMENT_WEIGHT:
    case ELEMENT_INPUT:
    case ELEMENT_NUMBER:
        break;
    }
    return theme->forward;
}

// A term as it is called: where a contribution comes from; otherwise the names of its factors.
static void term_label(const Frame *frame, const Explanation *explanation, const Term *term, Text *out)
{
    const Trace *trace = frame->trace;
    if (term->a.kind == ELEMENT_CONTRIBUTION) {
        if (term->a.reader < 0) {
            text_append(out, words_get(frame->words, "panels.from-loss"));
            return;
        }
        const Reader *readers;
        int count = run_readers(trace->run, explanation->element.index, &readers);
        const Reader *reader = term->a.reader < count ? &readers[term->a.reader] : NULL;
        if (reader != NULL && reader->lag > 0) {
            text_append(out, words_get(frame->words, "panels.from-future"));
            return;
        }
        if (reader != NULL) {
            int equation = trace->program->ops[reader->op].equation;
            int output = trace->program->output_equation;
            // A softmax beside its loss sends what later timesteps make of its output.
            bool only_output = equation == output && count <= 2 && !run_loss_reads(trace->run, explanation->element.index);
            const char *key = only_output ? "panels.from-own-loss" : "panels.from-reader";
            Text name;
            text_init(&name);
            text_printf(&name, "%s[%d]", trace->program->equations[equation].name, explanation->element.t);
            WORDS_FORMAT(frame->words, out, key, {"name", name.data});
            text_finish(&name);
            return;
        }
    }
    if (term->a.kind == ELEMENT_NUMBER) {
        text_append_number(out, term->a_value);
    } else {
        element_name(trace, term->a, out);
    }
    if (term->b.kind != ELEMENT_NONE) {
        text_append(out, " · ");
        element_name(trace, term->b, out);
    }
}

// With its sign ahead where it has a direction: a loss has none.
static void write_value(double value, ElementKind kind, Text *out)
{
    bool is_size = kind == ELEMENT_LOSS || kind == ELEMENT_SUM;
    text_append(out, value > 0 && !is_size ? "+" : "");
    plot_number(value, out);
}

static void draw_row(Frame *frame, Rect *rest, const char *label, double value, ElementKind kind, FontFace face, Color color, Element element)
{
    float px = frame_text_size(frame, 20);
    Rect line = rect_cut_top(rest, LEADING * px);
    Formula name;
    Text number;
    formula_init(&name);
    text_init(&number);
    formula_label(&name, false, label);
    write_value(value, kind, &number);
    float baseline = line.y + 0.95f * px;
    FontFace digits = face == FACE_BOLD ? FACE_BOLD : FACE_MONO;
    // Where there is no room for both, the number gives up a digit before the label loses its end.
    if (formula_width(frame, &name, px) + frame_text_width(frame, digits, px, number.data) + 0.6f * px > line.w) {
        text_clear(&number);
        frame_number(value, &number);
    }
    float width = frame_text(frame, line.x + line.w, baseline, ALIGN_RIGHT, digits, px, color, number.data);
    formula_draw_fit(frame, &name, line.x, baseline, face, px, color, color, line.w - width - 0.6f * px);
    if (element.kind != ELEMENT_NONE) {
        hits_add(frame->hits, HIT_ELEMENT, line)->element = element;
    }
    formula_finish(&name);
    text_finish(&number);
}

static void draw_note(Frame *frame, Rect *rest, const char *note)
{
    float height = paragraph_height(frame, rest->w, FACE_REGULAR, 20, note);
    if (note[0] != '\0' && height <= rest->h) {
        Rect lines = rect_cut_top(rest, height);
        paragraph_draw(frame, lines, FACE_REGULAR, 20, frame->theme->quiet, note);
    }
}

// The terms with their sum, as many as there is room for.
static void draw_terms(Frame *frame, Rect *rest, const Explanation *explanation)
{
    const Theme *theme = frame->theme;
    float leading = LEADING * frame_text_size(frame, 20), gap = 0.4f * leading;
    int room = (int)((rest->h - gap) / leading) - 1; // a line for the sum
    int count = explanation->term_count;
    int shown = count <= room ? count : room - 1;
    Text label;
    text_init(&label);
    for (int i = 0; i < shown; i++) {
        const Term *term = &explanation->terms[i];
        text_clear(&label);
        term_label(frame, explanation, term, &label);
        draw_row(frame, rest, label.data, term->value, explanation->element.kind, FACE_REGULAR, theme->text, term->a);
    }
    if (shown < count && shown >= 0) {
        text_clear(&label);
        Text more;
        text_init(&more);
        text_printf(&more, "%d", count - shown);
        WORDS_FORMAT(frame->words, &label, explanation->truncated ? "panels.at-least-more" : "panels.more", {"count", more.data});
        text_finish(&more);
        Rect line = rect_cut_top(rest, leading);
        float px = frame_text_size(frame, 20);
        frame_text_fit(frame, line.x, line.y + 0.95f * px, ALIGN_LEFT, FACE_REGULAR, px, theme->quiet, label.data, line.w);
    }
    text_finish(&label);
    Rect line = rect_cut_top(rest, gap);
    float y = line.y + line.h / 2;
    display_line(frame->list, (Point){line.x, y}, (Point){line.x + line.w, y}, fmaxf(1, 1.5f * frame->unit), theme->line);
    const char *result = explanation->element.kind == ELEMENT_UPDATED ? "panels.updated" : explanation->adds_up ? "panels.sum" : "panels.result";
    draw_row(frame, rest, words_get(frame->words, result), explanation->value, explanation->element.kind, FACE_BOLD, theme->text,
             (Element){.kind = ELEMENT_NONE});
}

static void draw_formula(Frame *frame, Rect *rest, const char *text)
{
    if (text[0] == '\0') {
        return;
    }
    float px = frame_text_size(frame, 20);
    Formula line;
    Text equals;
    formula_init(&line);
    text_init(&equals);
    text_append(&equals, "= ");
    text_append(&equals, text);
    formula_label(&line, false, equals.data);
    Rect place = rect_cut_top(rest, 1.5f * px);
    formula_draw_fit(frame, &line, place.x, place.y + px, FACE_REGULAR, px, frame->theme->quiet, frame->theme->quiet, place.w);
    formula_finish(&line);
    text_finish(&equals);
}

static bool has_contributions(const Explanation *explanation)
{
    return explanation->term_count > 0 && explanation->terms[0].a.kind == ELEMENT_CONTRIBUTION;
}

static void draw_explanation(Frame *frame, Rect rest, const Explanation *explanation)
{
    const Theme *theme = frame->theme;
    float px = frame_text_size(frame, 20), leading = LEADING * px, title_px = frame_text_size(frame, 22);
    Color color = color_of(theme, explanation->element.kind);
    Formula name;
    formula_init(&name);
    formula_label(&name, false, explanation->name.data);
    Rect head = rect_cut_top(&rest, 1.35f * title_px);
    bool has_terms = explanation->known && explanation->term_count > 1;
    float room = head.w;
    if (explanation->known && !has_terms) {
        Text number;
        text_init(&number);
        write_value(explanation->value, explanation->element.kind, &number);
        room -= frame_text(frame, head.x + head.w, head.y + 0.9f * title_px, ALIGN_RIGHT, FACE_BOLD, title_px, theme->text, number.data) + 0.6f * px;
        text_finish(&number);
    }
    formula_draw_fit(frame, &name, head.x, head.y + 0.9f * title_px, FACE_BOLD, title_px, color, color, room);
    formula_finish(&name);

    bool contributions = has_contributions(explanation);
    int least_rows = has_terms ? (explanation->term_count < 3 ? explanation->term_count : 3) + 1 : 0;
    float for_rows = (float)least_rows * leading + 0.4f * leading;
    if (!contributions && rest.h - 1.5f * px >= for_rows) {
        draw_formula(frame, &rest, explanation->formula.data);
    }
    if (explanation->known && !has_terms) {
        draw_formula(frame, &rest, explanation->numbers.data);
    } else if (explanation->known && !contributions && rest.h - 1.5f * px >= for_rows + leading) {
        draw_formula(frame, &rest, explanation->numbers.data);
    }
    if (has_terms) {
        draw_terms(frame, &rest, explanation);
        if (contributions) {
            draw_note(frame, &rest, words_get(frame->words, "panels.copied-added"));
        }
    } else if (!explanation->known) {
        draw_note(frame, &rest, words_get(frame->words, "panels.not-yet"));
    }
}

void inspector_draw(Frame *frame, Rect rect)
{
    Rect inner = card_draw(frame, rect);
    bool pointed = frame->view->pointed.kind != ELEMENT_NONE;
    Element element = pointed ? frame->view->pointed : inspector_telling(frame);
    if (element.kind == ELEMENT_NONE) {
        const char *title = words_get(frame->words, "panels.inspector");
        Rect head = rect_cut_top(&inner, paragraph_height(frame, inner.w, FACE_BOLD, 22, title));
        paragraph_draw(frame, head, FACE_BOLD, 22, frame->theme->text, title);
        draw_note(frame, &inner, words_get(frame->words, "panels.inspector-hint"));
        return;
    }
    Explanation explanation;
    explanation_init(&explanation);
    trace_explain(frame->trace, frame->known, element, frame->words, &explanation);
    draw_explanation(frame, inner, &explanation);
    explanation_finish(&explanation);
}
