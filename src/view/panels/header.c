// The strip at the top: what is learned by what, the formula of the moment, and the buttons.
#include "view/panels/panels.h"

#include "trace/sentence.h"
#include "view/formula/formula.h"
#include "view/panels/held.h"
#include "view/lanes/lanes.h"
#include "view/plots/plot.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

static const float LINE_1 = 0.45f, LINE_2 = 0.83f; // baselines, of the height

// What is learned: a text as it is, a file without its folder, anything else behind the name of its task.
static void write_title(const Trace *trace, Text *out) {
    const Dataset *dataset = trace->session->dataset;
    const char *argument = dataset->argument != NULL ? dataset->argument : "";
    const char *slash = strrchr(argument, '/');
    if (argument[0] == '@') {
        text_append(out, slash != NULL ? slash + 1 : argument + 1);
    } else if (strcmp(dataset->task, "text") == 0 && argument[0] != '\0') {
        text_append(out, argument);
    } else {
        text_append(out, dataset->task);
        text_append(out, argument[0] != '\0' ? " " : "");
        text_append(out, argument);
    }
}

static void write_count(const Words *words, Text *out, const char *key, int count) {
    Text one;
    text_init(&one);
    text_printf(&one, "%s-one", key);
    bool is_one = count == 1 && words_has(words, one.data);
    text_append(out, is_one ? words_get(words, one.data) : "");
    text_finish(&one);
    if (is_one) {
        return;
    }
    Text number;
    text_init(&number);
    text_printf(&number, "%d", count);
    WORDS_FORMAT(words, out, key, {"count", number.data});
    text_finish(&number);
}

static void write_schedule(const Session *session, const Words *words, Text *out) {
    const Settings *settings = &session->settings;
    Text a, b;
    text_init(&a);
    text_init(&b);
    if (settings->k2 > 0) {
        text_printf(&a, "%d", settings->k1);
        text_printf(&b, "%d", settings->k2);
        WORDS_FORMAT(words, out, "panels.bptt-overlap", {"k1", a.data}, {"k2", b.data});
    } else if (session->schedule.window > 0) {
        text_printf(&a, "%d", session->schedule.window);
        WORDS_FORMAT(words, out, "panels.bptt-window", {"steps", a.data});
    } else {
        text_append(out, words_get(words, "panels.bptt-full"));
    }
    text_finish(&a);
    text_finish(&b);
}

static void write_cell(const Session *session, const Words *words, Text *out) {
    Text key;
    text_init(&key);
    text_printf(&key, "panels.cell-%s", session->cell_name);
    if (session->cell_name[0] == '\0') {
        text_append(out, words_get(words, "panels.own-cell"));
    } else {
        text_append(out, words_has(words, key.data) ? words_get(words, key.data) : session->cell_name);
    }
    text_finish(&key);
}

// "Elman network · 4 timesteps · hidden 3 · full BPTT"; short: without the sizes.
static void write_description(const Frame *frame, bool is_short, Text *out) {
    const Trace *trace = frame->trace;
    const Words *words = frame->words;
    const View *view = frame->view;
    bool one_cell = true;
    for (int i = 1; i < view->trace_count; i++) {
        one_cell = one_cell && strcmp(view->traces[i]->session->cell_name, trace->session->cell_name) == 0;
    }
    if (one_cell) {
        write_cell(trace->session, words, out);
    }
    // What is held comes early: it must not be cut off where there is little room.
    if (!lanes_differ(view, KEY_CLAMP)) {
        size_t before = out->length;
        text_append(out, one_cell ? " · " : "");
        bool is_held = held_write(trace, words, out);
        if (is_held && !one_cell) {
            text_append(out, " · ");
        } else if (!is_held) {
            out->length = before;
            out->data[before] = '\0';
        }
    }
    if (!is_short) {
        text_append(out, one_cell ? " · " : "");
        write_count(words, out, "panels.timesteps", trace->steps);
        text_append(out, " · ");
        write_count(words, out, "panels.hidden", trace->program->hidden);
    }
    if (trace->lanes > 1 && !is_short) {
        text_append(out, " · ");
        write_count(words, out, "panels.batch", trace->lanes);
    }
    if (view->trace_count <= 1) {
        text_append(out, " · ");
        write_schedule(trace->session, words, out);
    } else {
        for (int i = 0; i < view->trace_count; i++) {
            text_append(out, i > 0 ? " / " : one_cell || !is_short ? " · " : "");
            lanes_title(view, i, out);
        }
    }
    if (trace->iteration > 1 && (view->trace_count <= 1 || view->training == NULL)) { // what is trained has a strip that tells it
        text_append(out, " · ");
        write_count(words, out, "panels.iteration", (int)trace->iteration);
    }
}

// The equation that a moment of the forward pass is about.
static int moment_equation(const Trace *trace, Moment moment) {
    if (moment.phase == PHASE_FORWARD && moment.op >= 0) {
        int own = program_equation_of_op(trace->program, moment.op);
        return own >= 0 ? own : trace->program->ops[moment.op].equation;
    }
    return trace_state_equation(trace);
}

// All equations side by side, or one of them; the one of the moment lit where its op stands.
static void write_equations(const Trace *trace, const Words *words, Moment moment, bool all, Formula *formula) {
    const Program *program = trace->program;
    int current = moment_equation(trace, moment);
    int op = moment.phase == PHASE_FORWARD ? moment.op : -1;
    for (int i = 0; i < program->equation_count; i++) {
        if (all || i == current) {
            formula_next(formula);
            held_formula(formula, trace, words, i, i == current ? op : -1);
        }
    }
}

static void write_formula(const Frame *frame, Moment moment, bool all, Formula *formula, Formula *where) {
    const Trace *trace = frame->trace;
    switch (moment.phase) {
    case PHASE_LOSS:
        formula_of_loss(formula, trace->program, frame->words);
        return;
    case PHASE_SUM:
        formula_of_sum(formula, trace, moment.t);
        return;
    case PHASE_BACKWARD:
        formula_of_backward(formula, where, trace, frame->words, moment);
        return;
    case PHASE_CLIP:
        formula_of_clip(formula, trace);
        return;
    case PHASE_UPDATE:
        formula_of_update(formula, trace);
        return;
    case PHASE_START:
    case PHASE_FORWARD:
    case PHASE_COUNT:
        break;
    }
    write_equations(trace, frame->words, moment, all, formula);
}

// "forget gate 3/7" ahead of an equation that stands alone. Returns the width with the gap behind it.
static float draw_place(Frame *frame, float x, float baseline, float px, Moment moment) {
    const Program *program = frame->trace->program;
    int equation = moment_equation(frame->trace, moment);
    const char *title = program->equations[equation].title[words_language(frame->words)];
    Text place;
    text_init(&place);
    if (title != NULL) {
        text_append(&place, title);
        text_append(&place, "  ");
    }
    text_printf(&place, "%d/%d", equation + 1, program->equation_count);
    float width = frame_text(frame, x, baseline, ALIGN_LEFT, FACE_REGULAR, px, frame->theme->quiet, place.data);
    text_finish(&place);
    return width + 0.8f * px;
}

// The second line: the telling number, "h[2]_1 = −0.56", or with its numbers put in, "h[2]_1 = tanh(−0.63) = −0.56".
static void write_numbers(const Frame *frame, bool with_parts, Formula *line) {
    Element element = inspector_telling(frame);
    if (element.kind == ELEMENT_NONE) {
        return;
    }
    Explanation explanation;
    explanation_init(&explanation);
    trace_explain(frame->trace, frame->known, element, frame->words, &explanation);
    if (explanation.known) {
        Text value;
        text_init(&value);
        plot_number(explanation.value, &value);
        formula_label(line, false, explanation.name.data);
        bool is_sum = strchr(explanation.numbers.data, ' ') != NULL || strchr(explanation.numbers.data, '(') != NULL;
        if (is_sum && with_parts) { // a number by itself would only stand there twice
            formula_text(line, SCRIPT_NONE, false, " = ");
            formula_label(line, false, explanation.numbers.data);
        }
        formula_text(line, SCRIPT_NONE, false, " = ");
        formula_text(line, SCRIPT_NONE, true, value.data);
        text_finish(&value);
    }
    explanation_finish(&explanation);
}

static void draw_formula(Frame *frame, Rect rect) {
    const Theme *theme = frame->theme;
    Moment moment = frame->moment;
    float large = frame_text_size(frame, 28), least = frame_text_size(frame, 20);
    Color color = phase_color(theme, moment.phase, false);
    float x = rect.x, baseline = rect.y + LINE_1 * rect.h, below = rect.y + LINE_2 * rect.h;
    Formula formula, where, line, rest;
    formula_init(&formula);
    formula_init(&where);
    formula_init(&line);
    formula_init(&rest);
    bool is_forward = moment.phase == PHASE_FORWARD || moment.phase == PHASE_START;
    write_formula(frame, moment, true, &formula, &where);
    float size = formula_fit(frame, &formula, large, 0.85f * large > least ? 0.85f * large : least, rect.w);
    if (size <= 0 && is_forward) {
        formula_clear(&formula);
        write_formula(frame, moment, false, &formula, &where);
        x += draw_place(frame, x, baseline, least, moment);
    }
    while (size <= 0) {
        size = formula_fit(frame, &formula, large, least, rect.x + rect.w - x);
        if (size <= 0 && !formula_drop(&formula)) {
            break;
        }
    }
    if (size <= 0) { // what is too long goes on in the second line
        formula_split(frame, &formula, least, rect.x + rect.w - x, rect.w, &rest);
    }
    size = size > 0 ? size : least;
    formula_draw_fit(frame, &formula, x, baseline, FACE_REGULAR, size, theme->text, color, rect.x + rect.w - x);
    // Who clicks on the equations wants to write them.
    float right = fminf(x + formula_width(frame, &formula, size), rect.x + rect.w);
    Hit *hit = hits_add(frame->hits, HIT_COMMAND, (Rect){rect.x, rect.y, right - rect.x, rect.h});
    hit->command = "equations";
    hit->wordless = true;
    write_numbers(frame, true, &line);
    float room = rect.w - (rest.count > 0 ? formula_width(frame, &rest, least) + 2 * least : 0);
    if (formula_width(frame, &line, least) > room) { // the result matters more than its parts
        formula_clear(&line);
        write_numbers(frame, false, &line);
    }
    if (where.count > 0 &&
        (line.count == 0 || formula_width(frame, &where, least) + formula_width(frame, &line, least) + 2 * least <= room)) {
        formula_next(&line);
        formula_append(&line, &where);
    }
    float used = formula_draw_fit(frame, &rest, rect.x, below, FACE_REGULAR, least, theme->text, color, rect.w);
    used += used > 0 ? 2 * least : 0;
    if (used <= 0 || used + formula_width(frame, &line, least) <= rect.w) {
        formula_draw_fit(frame, &line, rect.x + used, below, FACE_REGULAR, least, theme->quiet, color, rect.w);
    }
    formula_finish(&rest);
    formula_finish(&formula);
    formula_finish(&where);
    formula_finish(&line);
}

// From the right: how it looks, and, a little apart, what it is. In a narrow window the last of them give way.
static Rect draw_buttons(Frame *frame, Rect rect) {
    static const struct {
        Icon icon;
        const char *command;
        bool apart; // from those at its right
    } BUTTONS[] = {{ICON_HELP, "help", false}, {ICON_LANGUAGE, "language", false}, {ICON_THEME, "theme", false},
                   {ICON_GEAR, "panel", true}, {ICON_PENCIL, "equations", false},  {ICON_LANES, "compare", false},
                   {ICON_CODE, "code", false}};
    float size = fminf(fmaxf(46 * frame->unit, 32), 0.8f * rect.h), least = rect.x + 0.68f * rect.w;
    for (size_t i = 0; i < sizeof BUTTONS / sizeof BUTTONS[0]; i++) {
        rect_cut_right(&rect, BUTTONS[i].apart ? 12 * frame->unit : 0);
        if (i > 3 && rect.x + rect.w - size < least) {
            break;
        }
        Rect place = rect_cut_right(&rect, size);
        bool is_on = strcmp(BUTTONS[i].command, "compare") == 0 && frame->view->trace_count > 1;
        button_draw(frame, (Rect){place.x, place.y + (place.h - size) / 2, size, size}, BUTTONS[i].icon, NULL, BUTTONS[i].command, NULL,
                    is_on ? WIDGET_CHOSEN : WIDGET_PLAIN);
        rect_cut_right(&rect, 7 * frame->unit);
    }
    return rect;
}

// The room for what is learned: what a formula leaves, however it comes out at other moments, for the description must not change with
// them.
static float description_room(const Frame *frame, Rect header, float inner_width) {
    const Program *program = frame->trace->program;
    float large = frame_text_size(frame, 28), widest = 0;
    Formula formula;
    formula_init(&formula);
    for (int i = 0; i < program->equation_count; i++) {
        formula_clear(&formula);
        formula_of_equation(&formula, program, i, -1);
        widest = fmaxf(widest, formula_width(frame, &formula, large));
    }
    formula_finish(&formula);
    float formulas = 1.3f * widest + 64 * frame->unit; // gradients are a little longer than what they are gradients of
    return fmaxf(0.36f * header.w, fminf(inner_width - formulas, 0.6f * header.w));
}

void header_draw(Frame *frame, Rect rect) {
    const Theme *theme = frame->theme;
    float unit = frame->unit;
    display_box(frame->list, rect, 0, theme->header);
    float border = fmaxf(1, theme->border * unit);
    display_box(frame->list, (Rect){rect.x, rect.y + rect.h - border, rect.w, border}, 0, theme->line);
    Rect inner = rect;
    rect_cut_left(&inner, 48 * unit);
    rect_cut_right(&inner, 40 * unit);
    inner = draw_buttons(frame, inner);

    Text title, description;
    text_init(&title);
    text_init(&description);
    write_title(frame->trace, &title);
    write_description(frame, false, &description);
    float large = frame_text_size(frame, 28), small = frame_text_size(frame, 20), room = description_room(frame, rect, inner.w);
    if (frame_text_width(frame, FACE_REGULAR, small, description.data) > room) {
        text_clear(&description);
        write_description(frame, true, &description);
    }
    float a = frame_text_fit(frame, inner.x, rect.y + LINE_1 * rect.h, ALIGN_LEFT, FACE_BOLD, large, theme->text, title.data, room);
    float b =
        frame_text_fit(frame, inner.x, rect.y + LINE_2 * rect.h, ALIGN_LEFT, FACE_REGULAR, small, theme->quiet, description.data, room);
    text_finish(&title);
    text_finish(&description);
    rect_cut_left(&inner, fmaxf(fmaxf(a, b) + 48 * unit, 0.3f * rect.w));
    rect_cut_right(&inner, 16 * unit);
    if (inner.w > 8 * large) {
        draw_formula(frame, inner);
    }
}

static void describe_element(const Frame *frame, Text *out) {
    bool pointed = frame->view->pointed.kind != ELEMENT_NONE;
    Element element = pointed ? frame->view->pointed : inspector_telling(frame);
    if (element.kind == ELEMENT_NONE) {
        return;
    }
    Explanation explanation;
    explanation_init(&explanation);
    trace_explain(frame->trace, frame->known, element, frame->words, &explanation);
    text_append(out, explanation.name.data);
    if (explanation.known) {
        text_append(out, " = ");
        text_append(out, explanation.numbers.length > 0 ? explanation.numbers.data : explanation.formula.data);
        text_append(out, " = ");
        plot_number(explanation.value, out);
    } else {
        text_append(out, ": ");
        text_append(out, words_get(frame->words, "panels.not-yet"));
    }
    text_append(out, "\n");
    explanation_finish(&explanation);
}

void panels_describe(const Frame *frame, Text *out) {
    write_title(frame->trace, out);
    text_append(out, ": ");
    write_description(frame, false, out);
    text_append(out, "\n");
    Formula formula, where;
    formula_init(&formula);
    formula_init(&where);
    write_formula(frame, frame->moment, false, &formula, &where);
    formula_print(&formula, out);
    text_append(out, "\n");
    formula_finish(&formula);
    formula_finish(&where);
    describe_element(frame, out);
    sentence_write(frame, out);
    text_append(out, "\n");
}
