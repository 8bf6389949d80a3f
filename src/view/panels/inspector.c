// The inspector: where the number under the pointer comes from.
#include "view/panels/panels.h"

#include "view/formula/formula.h"
#include "view/plots/plot.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

static const float LEADING = 1.25f; // em between baselines

// Which row to tell of an input: the one that is on.
static int hot_row(const Trace *trace, int t) {
    int index = run_inputs_are_indices(trace->run) ? run_input_index(trace->run, t, 0) : 0;
    return index > 0 ? index : 0;
}

static int target_row(const Trace *trace, int t) {
    const int *targets = trace->input.target_index;
    int index = targets != NULL && t >= 1 ? targets[(t - 1) * trace->lanes] : 0;
    return index > 0 ? index : 0;
}

static Element forward_element(const Trace *trace, Moment moment) {
    const Op *op = &trace->program->ops[moment.op];
    if (op->kind == OP_INPUT) {
        int t = moment.t - op->lag;
        return (Element){.kind = ELEMENT_INPUT, .t = t, .row = hot_row(trace, t)};
    }
    return (Element){.kind = ELEMENT_VALUE, .index = moment.op, .t = moment.t};
}

static Element share_element(const Trace *trace, Moment moment) {
    const Op *op = &trace->program->ops[moment.op];
    for (int i = 0; i < op->operand_count; i++) {
        if (op->operands[i].kind == OPERAND_PARAM) {
            return (Element){.kind = ELEMENT_SHARE, .index = op->operands[i].index, .t = moment.t};
        }
    }
    return (Element){.kind = ELEMENT_ADJOINT, .index = moment.op, .t = moment.t};
}

static Element backward_element(const Trace *trace, Moment moment) {
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

Element inspector_telling(const Frame *frame) {
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

static Color color_of(const Theme *theme, ElementKind kind) {
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
    case ELEMENT_MEAN:
    case ELEMENT_WEIGHT:
    case ELEMENT_INPUT:
    case ELEMENT_NUMBER:
        break;
    }
    return theme->forward;
}

// An op as a way that a gradient came: "f * g", "1 - f", "U h[t-1]"; the present timestep is told beside it.
static void append_way(const Program *program, int op, Text *out) {
    static const char NOW[] = "[t]";
    Text formula;
    text_init(&formula);
    program_op_text(program, op, 0, &formula);
    const char *rest = formula.data;
    for (const char *at; (at = strstr(rest, NOW)) != NULL; rest = at + strlen(NOW)) {
        text_printf(out, "%.*s", (int)(at - rest), rest);
    }
    text_append(out, rest);
    text_finish(&formula);
}

// A term as it is called: where a contribution comes from; otherwise the names of its factors.
static void term_label(const Frame *frame, const Explanation *explanation, const Term *term, Text *out) {
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
            int ways = 0; // that come from the same equation
            for (int i = 0; i < count; i++) {
                ways += readers[i].lag == 0 && trace->program->ops[readers[i].op].equation == equation;
            }
            const char *key = only_output ? "panels.from-own-loss" : ways > 1 ? "panels.from-way" : "panels.from-reader";
            Text name, way;
            text_init(&name);
            text_init(&way);
            text_printf(&name, "%s[%d]", trace->program->equations[equation].name, explanation->element.t);
            append_way(trace->program, reader->op, &way);
            WORDS_FORMAT(frame->words, out, key, {"name", name.data}, {"way", way.data});
            text_finish(&way);
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

enum { DECIMALS_OF_ITS_OWN = -1, MOST_DECIMALS = 6 };

// The decimals of all rows of a list, so that they can be added up by eye: three digits of the result. DECIMALS_OF_ITS_OWN where no row is
// large enough for that, or one is too large.
static int decimals_of(const Explanation *explanation) {
    double largest = fabs(explanation->value), result = largest;
    for (int i = 0; i < explanation->term_count; i++) {
        largest = fmax(largest, fabs(explanation->terms[i].value));
    }
    if (!(largest >= 1e-3 && largest < 9999.5)) {
        return DECIMALS_OF_ITS_OWN;
    }
    int digits = 2 - (int)floor(log10((result > 0 ? result : largest) * (1 + 1e-9)));
    return digits < 0 ? 0 : digits > MOST_DECIMALS ? MOST_DECIMALS : digits;
}

// With its sign ahead where it has a direction: a loss has none.
static void write_value(double value, ElementKind kind, int decimals, Text *out) {
    bool is_size = kind == ELEMENT_LOSS || kind == ELEMENT_SUM;
    text_append(out, value > 0 && !is_size ? "+" : "");
    if (decimals < 0 || value == 0) {
        plot_number(value, out);
    } else {
        text_append_decimal(out, value, decimals, false);
    }
}

// A row of a list: what it is called, and its number at the right.
typedef struct Row {
    const char *label;
    double value;
    ElementKind kind;
    FontFace face;
    Element element; // that it answers for; ELEMENT_NONE: none
} Row;

// How the rows of a list are set.
typedef struct Setting {
    int decimals;
    bool wraps; // labels that are too long go on in further lines
} Setting;

static FontFace digits_face(const Row *row) {
    return row->face == FACE_BOLD ? FACE_BOLD : FACE_MONO;
}

// The room that a row's number leaves its label.
static float label_room(const Frame *frame, float width, const Row *row, const Setting *setting) {
    float px = frame_text_size(frame, 20);
    Text number;
    text_init(&number);
    write_value(row->value, row->kind, setting->decimals, &number);
    float room = width - frame_text_width(frame, digits_face(row), px, number.data) - 0.6f * px;
    text_finish(&number);
    return room;
}

static bool label_fits(const Frame *frame, float room, const char *label) {
    Formula name;
    formula_init(&name);
    formula_label(&name, false, label);
    bool fits = formula_width(frame, &name, frame_text_size(frame, 20)) <= room;
    formula_finish(&name);
    return fits;
}

static float row_height(const Frame *frame, float width, const Row *row, const Setting *setting) {
    float room = label_room(frame, width, row, setting), line = LEADING * frame_text_size(frame, 20);
    return !setting->wraps || label_fits(frame, room, row->label) ? line : paragraph_height(frame, room, row->face, 20, row->label);
}

static void draw_row(Frame *frame, Rect *rest, const Row *row, const Setting *setting, Color color) {
    float px = frame_text_size(frame, 20), height = row_height(frame, rest->w, row, setting),
          room = label_room(frame, rest->w, row, setting);
    Rect place = rect_cut_top(rest, height);
    Text number;
    text_init(&number);
    write_value(row->value, row->kind, setting->decimals, &number);
    float baseline = place.y + 0.95f * px;
    frame_text(frame, place.x + place.w, baseline, ALIGN_RIGHT, digits_face(row), px, color, number.data);
    if (height > LEADING * px) {
        paragraph_draw_formulas(frame, (Rect){place.x, place.y, room, height}, row->face, 20, color, row->label);
    } else {
        Formula name;
        formula_init(&name);
        formula_label(&name, false, row->label);
        formula_draw_fit(frame, &name, place.x, baseline, row->face, px, color, color, room);
        formula_finish(&name);
    }
    if (row->element.kind != ELEMENT_NONE) {
        hits_add(frame->hits, HIT_ELEMENT, place)->element = row->element;
    }
    text_finish(&number);
}

static void draw_note(Frame *frame, Rect *rest, const char *note) {
    float height = paragraph_height(frame, rest->w, FACE_REGULAR, 20, note);
    if (note[0] != '\0' && height <= rest->h) {
        Rect lines = rect_cut_top(rest, height);
        paragraph_draw(frame, lines, FACE_REGULAR, 20, frame->theme->quiet, note);
    }
}

static float terms_gap(const Frame *frame) {
    return 0.4f * LEADING * frame_text_size(frame, 20);
}

static Row term_row(const Frame *frame, const Explanation *explanation, const Term *term, Text *label) {
    text_clear(label);
    term_label(frame, explanation, term, label);
    return (Row){label->data, term->value, explanation->element.kind, FACE_REGULAR, term->a};
}

static Row result_row(const Frame *frame, const Explanation *explanation) {
    const char *result = explanation->element.kind == ELEMENT_UPDATED ? "panels.updated"
                         : explanation->adds_up                       ? "panels.sum"
                                                                      : "panels.result";
    return (Row){words_get(frame->words, result), explanation->value, explanation->element.kind, FACE_BOLD,
                 (Element){.kind = ELEMENT_NONE}};
}

// The height of all terms with their result.
static float terms_height(const Frame *frame, float width, const Explanation *explanation, const Setting *setting) {
    Text label;
    text_init(&label);
    Row result = result_row(frame, explanation);
    float height = terms_gap(frame) + row_height(frame, width, &result, setting);
    for (int i = 0; i < explanation->term_count; i++) {
        Row row = term_row(frame, explanation, &explanation->terms[i], &label);
        height += row_height(frame, width, &row, setting);
    }
    text_finish(&label);
    return height;
}

// Labels go on in further lines where there is room for them; elsewhere the numbers give up a digit before the labels lose their ends.
static Setting choose_setting(const Frame *frame, Rect rest, const Explanation *explanation) {
    int decimals = decimals_of(explanation);
    for (int fewer = 0; fewer <= (decimals > 0 ? 1 : 0); fewer++) {
        Setting setting = {decimals - fewer, true};
        if (terms_height(frame, rest.w, explanation, &setting) <= rest.h) {
            return setting;
        }
    }
    return (Setting){decimals > 0 ? decimals - 1 : decimals, false};
}

// How many terms are left out, where that is so.
static void draw_left_out(Frame *frame, Rect line, const Explanation *explanation, int count) {
    float px = frame_text_size(frame, 20);
    Text label, more;
    text_init(&label);
    text_init(&more);
    text_printf(&more, "%d", count);
    WORDS_FORMAT(frame->words, &label, explanation->truncated ? "panels.at-least-more" : "panels.more", {"count", more.data});
    frame_text_fit(frame, line.x, line.y + 0.95f * px, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, label.data, line.w);
    text_finish(&more);
    text_finish(&label);
}

// The terms with their sum, as many as there is room for.
static void draw_terms(Frame *frame, Rect *rest, const Explanation *explanation) {
    const Theme *theme = frame->theme;
    float leading = LEADING * frame_text_size(frame, 20), gap = terms_gap(frame);
    Setting setting = choose_setting(frame, *rest, explanation);
    int room = (int)((rest->h - gap) / leading) - 1; // a line for the sum
    int count = explanation->term_count;
    int shown = setting.wraps || count <= room ? count : room - 1;
    Text label;
    text_init(&label);
    for (int i = 0; i < shown; i++) {
        Row row = term_row(frame, explanation, &explanation->terms[i], &label);
        draw_row(frame, rest, &row, &setting, theme->text);
    }
    text_finish(&label);
    if (shown < count && shown >= 0) {
        draw_left_out(frame, rect_cut_top(rest, leading), explanation, count - shown);
    }
    Rect line = rect_cut_top(rest, gap);
    float y = line.y + line.h / 2;
    display_line(frame->list, (Point){line.x, y}, (Point){line.x + line.w, y}, fmaxf(1, 1.5f * frame->unit), theme->line);
    Row result = result_row(frame, explanation);
    draw_row(frame, rest, &result, &setting, theme->text);
}

// "= " and a formula, on as many lines as it needs where that leaves `reserved` px free beneath it. Nothing where not even one line does.
static void draw_formula(Frame *frame, Rect *rest, const char *text, float reserved) {
    float leading = paragraph_leading(frame, 20), room = floorf((rest->h - reserved) / leading) * leading;
    if (text[0] == '\0' || room < leading) {
        return;
    }
    Text equals;
    text_init(&equals);
    text_append(&equals, "= ");
    text_append(&equals, text);
    Rect place = rect_cut_top(rest, fminf(room, paragraph_height(frame, rest->w, FACE_REGULAR, 20, equals.data)));
    paragraph_draw_formulas(frame, place, FACE_REGULAR, 20, frame->theme->quiet, equals.data);
    text_finish(&equals);
}

static bool has_contributions(const Explanation *explanation) {
    return explanation->term_count > 0 && explanation->terms[0].a.kind == ELEMENT_CONTRIBUTION;
}

static void draw_explanation(Frame *frame, Rect rest, const Explanation *explanation) {
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
        write_value(explanation->value, explanation->element.kind, DECIMALS_OF_ITS_OWN, &number);
        room -= frame_text(frame, head.x + head.w, head.y + 0.9f * title_px, ALIGN_RIGHT, FACE_BOLD, title_px, theme->text, number.data) +
                0.6f * px;
        text_finish(&number);
    }
    formula_draw_fit(frame, &name, head.x, head.y + 0.9f * title_px, FACE_BOLD, title_px, color, color, room);
    formula_finish(&name);

    bool contributions = has_contributions(explanation);
    int least_rows = has_terms ? (explanation->term_count < 3 ? explanation->term_count : 3) + 1 : 0;
    float for_rows = (float)least_rows * leading + terms_gap(frame), line = paragraph_leading(frame, 20);
    if (has_terms) { // the header has the formulas, too: labels that are whole go first
        Setting wrapped = {decimals_of(explanation), true};
        float height = terms_height(frame, rest.w, explanation, &wrapped);
        for_rows = fmaxf(for_rows, height <= rest.h ? height : rest.h - 2 * line);
    }
    if (!contributions) {
        bool numbers_follow = explanation->known && explanation->numbers.length > 0;
        draw_formula(frame, &rest, explanation->formula.data, for_rows + (numbers_follow ? line : 0));
    }
    if (explanation->known && !(has_terms && contributions)) {
        draw_formula(frame, &rest, explanation->numbers.data, for_rows);
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

void inspector_draw(Frame *frame, Rect rect) {
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
