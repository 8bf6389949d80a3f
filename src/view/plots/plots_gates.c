// What the gates do: one strip for each gate, units downwards, timesteps to the right beneath the columns of the stage.
#include "view/plots/plots.h"

#include "trace/memo.h"
#include "view/formula/formula.h"
#include "view/lanes/lanes.h"
#include "view/parts/vectors.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>

enum {
    MANY_UNITS = 8,   // from more than these on their mean has a row of its own
    MOST_HITS = 6000, // numbers that can be asked one by one
    RAMP = 6,         // samples of the scale
};
static const float HEAD = 1.5f, FOOT = 1.4f; // lines of text: above the strips, and the timesteps beneath them
static const float GAP = 8;                  // units between two strips
#define LEAST_SHADE 0.05f                    // share of the full colour that 0 has: more than the ground, which is nothing

// How a value from 0 to 1 is shown, by the room that there is: always lighter or darker, or lower or higher, never by a hue.
typedef enum CellStyle { CELL_SHADE, CELL_BAR, CELL_NUMBER } CellStyle;

typedef struct Chart {
    Frame *frame;
    const Trace *trace;
    Gate gates[CELL_MAX_EQUATIONS];
    int count, left_out; // gates that are drawn, and those for which there is no height
    float px;
    Rect area;          // of all strips
    float step, cell;   // px: from one timestep to the next, width of a cell
    float strip, apart; // px: height of a strip, from one strip to the next
    float names;        // px: the left end of the names
    bool beneath;       // the columns stand beneath those of the stage
    bool in_words;      // the names stand in words beside the strips; else in the line above them
} Chart;

// Where the rows of a strip stand.
typedef struct Strip {
    const Op *op;
    Rect mean, rows;  // mean: no height where there is none
    int group, count; // units in one row; rows
    CellStyle style;
} Strip;

// What the pointer, or who asks by keys, is at: a gate, a timestep, units first..last.
typedef struct Asked {
    int gate, t, first, last;
} Asked;

static double value_at(const Chart *chart, int gate, int t, int unit) {
    return run_value(chart->trace->run, chart->gates[gate].op, t, 0)[unit];
}

static double mean_at(const Chart *chart, int gate, int t, int first, int last) {
    double sum = 0;
    for (int unit = first; unit <= last; unit++) {
        sum += value_at(chart, gate, t, unit);
    }
    return sum / (last - first + 1);
}

// ---- where it stands ------------------------------------------------------------------------------------------------------------

static Strip strip_at(const Chart *chart, int gate) {
    float unit = chart->frame->unit, px = chart->px;
    Strip strip = {.op = &chart->trace->program->ops[chart->gates[gate].op]};
    int size = strip.op->size;
    strip.rows = (Rect){chart->area.x, chart->area.y + (float)gate * chart->apart, chart->area.w, chart->strip};
    if (size > MANY_UNITS) {
        strip.mean = rect_cut_top(&strip.rows, fmaxf(0.24f * chart->strip, fminf(9 * unit, 0.4f * chart->strip)));
        rect_cut_top(&strip.rows, 3 * unit);
    }
    int most = (int)fmaxf(1, strip.rows.h / fmaxf(1.25f, 1.25f * unit));
    strip.group = (size + most - 1) / most;
    strip.count = (size + strip.group - 1) / strip.group;
    float height = strip.rows.h / (float)strip.count, room = frame_text_width(chart->frame, FACE_MONO, px, "0.00") + 6 * unit;
    strip.style = height >= 1.04f * px && chart->cell >= room                         ? CELL_NUMBER
                  : height >= fmaxf(9 * unit, 0.3f * chart->cell) && chart->cell >= 3 ? CELL_BAR
                                                                                      : CELL_SHADE;
    return strip;
}

static Rect row_rect(const Chart *chart, const Strip *strip, int row, int t) {
    float height = strip->rows.h / (float)strip->count;
    return plots_whole_pixels(
        (Rect){chart->area.x + (float)(t - 1) * chart->step, strip->rows.y + (float)row * height, chart->cell, height});
}

static Rect mean_rect(const Chart *chart, const Strip *strip, int t) {
    return plots_whole_pixels((Rect){chart->area.x + (float)(t - 1) * chart->step, strip->mean.y, chart->cell, strip->mean.h});
}

static const char *gate_title(const Chart *chart, int gate) {
    int equation = chart->gates[gate].equation;
    return equation < 0 ? NULL : chart->trace->program->equations[equation].title[words_language(chart->frame->words)];
}

// "f", "f_1"; what has no name of its own as it is written.
static void append_symbol(const Chart *chart, int gate, Text *out) {
    int equation = chart->gates[gate].equation;
    if (equation >= 0) {
        text_append(out, chart->trace->program->equations[equation].name);
    } else {
        program_op_text(chart->trace->program, chart->gates[gate].op, 0, out);
    }
}

static const Hold *held(const Chart *chart, int gate) {
    return run_held(chart->trace->run, chart->gates[gate].op);
}

// "f forget gate", or the symbol alone; of one that is held, "f = 0 forget gate".
static void append_name(const Chart *chart, int gate, bool in_words, Text *out) {
    append_symbol(chart, gate, out);
    if (held(chart, gate) != NULL) {
        text_append(out, " = ");
        text_append_number(out, held(chart, gate)->value);
    }
    const char *title = in_words ? gate_title(chart, gate) : NULL;
    if (title != NULL) {
        text_printf(out, " %s", title);
    }
}

static float name_width(const Chart *chart, int gate, bool in_words) {
    Text name;
    Formula label;
    text_init(&name);
    formula_init(&label);
    append_name(chart, gate, in_words, &name);
    formula_label(&label, false, name.data);
    float width = formula_width(chart->frame, &label, chart->px) + 0.9f * chart->px;
    formula_finish(&label);
    text_finish(&name);
    return width;
}

// With `to_hold` the columns stay where they are when a gate is held: there is room for " = 0" beside every name.
static float names_width(const Chart *chart, bool in_words, bool to_hold) {
    float widest = 0, hold = !to_hold ? 0 : frame_text_width(chart->frame, FACE_REGULAR, chart->px, " = 0");
    for (int i = 0; i < chart->count; i++) {
        widest = fmaxf(widest, name_width(chart, i, in_words) + (held(chart, i) == NULL ? hold : 0));
    }
    return widest + 0.5f * chart->px;
}

// Beneath the columns of the stage where all of them fit and leave room for the symbols; else over the whole width. Wide columns stand a
// little apart, as on the stage.
static void place_columns(Chart *chart, Rect rect) {
    Plot stage = {.title = NULL};
    plots_align(chart->frame, &stage);
    int steps = chart->trace->steps;
    float symbols = fminf(names_width(chart, false, true), 0.3f * rect.w), words = names_width(chart, true, true);
    float last = stage.x_first + (float)(steps - 1) * stage.x_step, right = rect.x + rect.w + 18 * chart->frame->unit;
    float aside = fminf(right - last, 0.48f * stage.x_step); // the stage's columns, too, come nearer to the edge than text
    float left_of_first = stage.x_first - rect.x, half = fminf(aside, left_of_first - symbols), least = 0.35f * stage.x_step;
    if (half < least) {
        half = fminf(aside, left_of_first - names_width(chart, false, false));
    }
    chart->names = rect.x;
    chart->in_words = words <= 0.3f * rect.w;
    if (stage.x_step > 0 && half >= least) {
        chart->in_words = stage.x_first - half >= rect.x + words;
        chart->area = (Rect){stage.x_first - half, rect.y, last - stage.x_first + 2 * half, rect.h};
        chart->step = stage.x_step;
        chart->cell = 2 * half;
        chart->beneath = chart->frame->view->trace_count == 1;
        return;
    }
    float left = chart->in_words ? words : symbols;
    chart->area = (Rect){rect.x + left, rect.y, rect.w - left, rect.h};
    chart->step = chart->cell = chart->area.w / (float)steps;
}

static void place_strips(Chart *chart) {
    float gap = GAP * chart->frame->unit, least = 1.2f * chart->px;
    int most = (int)fmaxf(1, (chart->area.h + gap) / (least + gap));
    chart->left_out = chart->count > most ? chart->count - most : 0;
    chart->count -= chart->left_out;
    chart->apart = (chart->area.h + gap) / (float)chart->count;
    chart->strip = chart->apart - gap;
}

// ---- cells ----------------------------------------------------------------------------------------------------------------------

static Color shade(const Frame *frame, double value) {
    double share = value < 0 ? 0 : value > 1 ? 1 : value;
    Color full = color_mix(frame->theme->forward, frame->theme->text, 0.45f); // as far from the ground as may be
    return color_mix(frame->theme->surface, full, LEAST_SHADE + (1 - LEAST_SHADE) * (float)share);
}

static void append_short(double value, Text *out) {
    bool whole = value == 0 || value == 1; // exactly, as only a gate that is held can be
    if (whole || fabs(value) >= 0.005) {
        text_append_decimal(out, value, whole ? 0 : 2, false);
        return;
    }
    Text number;
    text_init(&number);
    frame_number_short(value, &number);
    text_append(out, number.data + (number.data[0] == '+'));
    text_finish(&number);
}

static void draw_bar(Frame *frame, Rect cell, double value, Color ground, Color color) {
    float share = (float)fmin(fmax(value, 0), 1), aside = cell.w >= 6 ? 1 : 0;
    display_box(frame->list, cell, 0, ground);
    display_box(frame->list, (Rect){cell.x + aside, cell.y + cell.h * (1 - share), cell.w - 2 * aside, cell.h * share}, 0, color);
}

static void draw_cell(Frame *frame, Rect cell, double value, CellStyle style, float px) {
    if (!isfinite(value)) {
        vector_hatch(frame, cell, frame->theme->text);
        return;
    }
    if (style == CELL_BAR) {
        draw_bar(frame, cell, value, shade(frame, 0), frame->theme->forward);
        return;
    }
    Color ground = shade(frame, value);
    display_box(frame->list, cell, 0, ground);
    if (style == CELL_NUMBER) {
        Text number;
        text_init(&number);
        append_short(value, &number);
        frame_text(frame, cell.x + cell.w / 2, cell.y + cell.h / 2 + PLOT_CAP_MIDDLE * px, ALIGN_CENTER, FACE_MONO, px,
                   theme_text_on(frame->theme, ground), number.data);
        text_finish(&number);
    }
}

// Around a strip, or where its columns stand apart around each of them.
static void draw_outline(const Chart *chart, Rect rect, bool apart, Color color) {
    float border = fmaxf(1, chart->frame->unit);
    for (int t = 1; rect.h > 0 && t <= (apart ? chart->trace->steps : 1); t++) {
        Rect column = {rect.x + (float)(t - 1) * chart->step, rect.y, apart ? chart->cell : rect.w, rect.h};
        display_border_box(chart->frame->list, plots_whole_pixels(column), 0, 0, color, border);
    }
}

static void draw_strip(const Chart *chart, int gate, bool asks) {
    Frame *frame = chart->frame;
    Strip strip = strip_at(chart, gate);
    int size = strip.op->size;
    for (int t = 1; t <= chart->trace->steps; t++) {
        if (strip.mean.h > 0) {
            draw_bar(frame, mean_rect(chart, &strip, t), mean_at(chart, gate, t, 0, size - 1), frame->theme->surface, frame->theme->quiet);
        }
        for (int row = 0; row < strip.count; row++) {
            int first = row * strip.group, last = first + strip.group < size ? first + strip.group - 1 : size - 1;
            Rect cell = row_rect(chart, &strip, row, t);
            draw_cell(frame, cell, mean_at(chart, gate, t, first, last), strip.style, chart->px);
            if (asks && strip.group == 1) {
                Hit *hit = hits_add(frame->hits, HIT_ELEMENT, cell);
                hit->element = (Element){.kind = ELEMENT_VALUE, .index = chart->gates[gate].op, .t = t, .row = first};
                hit->t = t;
            }
        }
    }
    bool apart = chart->cell < 0.99f * chart->step;
    draw_outline(chart, strip.mean, apart, frame->theme->line);
    draw_outline(chart, strip.rows, apart, frame->theme->faint);
}

// ---- names and scale ------------------------------------------------------------------------------------------------------------

// The name is a button that holds the gate at a value.
static void draw_name(const Chart *chart, int gate) {
    Frame *frame = chart->frame;
    const Theme *theme = frame->theme;
    float px = chart->px, room = chart->area.x - chart->names - 0.4f * px;
    Strip strip = strip_at(chart, gate);
    float top = strip.mean.h > 0 ? strip.mean.y : strip.rows.y;
    Rect box = {chart->names, top, fminf(name_width(chart, gate, chart->in_words), room), fminf(1.45f * px, chart->strip)};
    Text name;
    Formula label;
    text_init(&name);
    formula_init(&label);
    append_name(chart, gate, chart->in_words, &name);
    formula_label(&label, false, name.data);
    int equation = chart->gates[gate].equation;
    if (equation >= 0) {
        bool is_held = held(chart, gate) != NULL;
        display_border_box(frame->list, box, 0.4f * px, is_held ? theme->forward_soft : theme->surface,
                           is_held ? theme->forward : theme->line, (is_held ? 2 : theme->border) * frame->unit);
        Hit *hit = hits_add(frame->hits, HIT_COMMAND, box);
        hit->command = "clamp";
        snprintf(hit->argument, sizeof hit->argument, "%s", chart->trace->program->equations[equation].name);
        hit->focusable = true;
    }
    formula_draw_fit(frame, &label, box.x + 0.45f * px, box.y + box.h / 2 + PLOT_CAP_MIDDLE * px, FACE_REGULAR, px, theme->text,
                     theme->text, box.w - 0.8f * px);
    formula_finish(&label);
    text_finish(&name);
}

// From the right end of the line to the left: "1 open", the ramp, "0 closed", and what the grey bars are. Returns its left end.
static float draw_scale(const Chart *chart, Rect line) {
    Frame *frame = chart->frame;
    const Theme *theme = frame->theme;
    float px = chart->px, baseline = line.y + 0.9f * px, right = line.x + line.w, cell = 0.9f * px;
    Strip strip = strip_at(chart, 0);
    CellStyle style = strip.style == CELL_BAR ? CELL_BAR : CELL_SHADE;
    right -= frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->text, words_get(frame->words, "plots.gate-open"));
    right -= 0.4f * px + (float)RAMP * cell;
    for (int i = 0; i < RAMP; i++) {
        Rect box = plots_whole_pixels((Rect){right + (float)i * cell, line.y + 0.15f * px, cell, cell});
        draw_cell(frame, box, (double)i / (RAMP - 1), style, px);
    }
    display_border_box(frame->list, (Rect){right, line.y + 0.15f * px, (float)RAMP * cell, cell}, 0, 0, theme->faint,
                       fmaxf(1, frame->unit));
    right -= 0.4f * px;
    right -= frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->text, words_get(frame->words, "plots.gate-closed"));
    if (strip.mean.h > 0) {
        right -= 1.2f * px;
        right -= frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_REGULAR, px, theme->text, words_get(frame->words, "plots.gate-mean"));
        right -= 0.3f * px;
        for (int i = 0; i < 3; i++) {
            static const double SAMPLE[] = {0.4, 1, 0.7};
            right -= 0.45f * px;
            draw_bar(frame, (Rect){right, line.y + 0.15f * px, 0.45f * px, cell}, SAMPLE[i], theme->surface, theme->quiet);
        }
    }
    return right;
}

// How many gates there are besides; returns the left end of that.
static float draw_left_out(const Chart *chart, Rect line, float right) {
    if (chart->left_out == 0) {
        return right;
    }
    Frame *frame = chart->frame;
    char count[16];
    snprintf(count, sizeof count, "%d", chart->left_out);
    Text more;
    text_init(&more);
    WORDS_FORMAT(frame->words, &more, "plots.gates-more", {"count", count});
    right -= frame_text(frame, right, line.y + 0.9f * chart->px, ALIGN_RIGHT, FACE_REGULAR, chart->px, frame->theme->quiet, more.data);
    text_finish(&more);
    return right - chart->px;
}

// What the strips are: a title, or where the names beside them are only symbols, what these stand for.
static void write_title(const Chart *chart, float width, Formula *label) {
    Text title;
    text_init(&title);
    plots_begin_title(chart->frame, width, &title);
    if (chart->in_words) {
        text_append(&title, words_get(chart->frame->words, "plots.gates-title"));
    }
    for (int i = 0; i < chart->count && !chart->in_words; i++) {
        text_append(&title, i > 0 ? " · " : "");
        append_name(chart, i, true, &title);
    }
    formula_label(label, false, title.data);
    text_finish(&title);
}

// Whether the title needs a line by itself.
static bool is_long(const Chart *chart, float width) {
    const Frame *frame = chart->frame;
    float px = chart->px, scale = (2 + 0.9f * RAMP) * px;
    static const char *const WORDS[] = {"plots.gate-open", "plots.gate-closed", "plots.gate-mean"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        scale += frame_text_width(frame, FACE_REGULAR, px, words_get(frame->words, WORDS[i])) + 0.7f * px;
    }
    Formula label;
    formula_init(&label);
    write_title(chart, width, &label);
    bool is_long = formula_width(frame, &label, 1.1f * px) + scale > width; // bold letters are wider
    formula_finish(&label);
    return is_long;
}

static void draw_head(const Chart *chart, Rect line) {
    Frame *frame = chart->frame;
    float px = chart->px, right = line.x + line.w;
    bool two = line.h > 1.5f * HEAD * px;
    Rect above = rect_cut_top(&line, two ? line.h / 2 : 0);
    float left = draw_left_out(chart, line, draw_scale(chart, line) - px);
    Rect place = two ? above : (Rect){line.x, line.y, left - line.x, line.h};
    Formula label;
    formula_init(&label);
    write_title(chart, right - line.x, &label);
    formula_draw_fit(frame, &label, place.x, place.y + 0.9f * px, FACE_BOLD, px, frame->theme->text, frame->theme->text, place.w);
    formula_finish(&label);
}

static void draw_timesteps(const Chart *chart, Rect line) {
    Frame *frame = chart->frame;
    float px = chart->px, baseline = line.y + 1.05f * px, end = line.x + line.w;
    Text widest;
    text_init(&widest);
    text_printf(&widest, "%d", chart->trace->steps);
    int most = (int)(chart->area.w / (1.6f * frame_text_width(frame, FACE_REGULAR, px, widest.data)));
    text_finish(&widest);
    Axis axis;
    axis_init_steps(&axis, 1, chart->trace->steps, most);
    float last = chart->area.x - px;
    for (int i = 0; i < axis.tick_count; i++) {
        float x = chart->area.x + chart->cell / 2 + ((float)axis.ticks[i].value - 1) * chart->step;
        float half = frame_text_width(frame, FACE_REGULAR, px, axis.ticks[i].label.data) / 2;
        if (x + half <= end && x - half > last) {
            frame_text(frame, x, baseline, ALIGN_CENTER, FACE_REGULAR, px, frame->theme->quiet, axis.ticks[i].label.data);
            last = x + half;
        }
    }
    axis_finish(&axis);
    if (chart->names + px < chart->area.x - px) {
        frame_text(frame, chart->area.x - 0.5f * px, baseline, ALIGN_RIGHT, FACE_REGULAR, px, frame->theme->quiet, "t");
    }
}

// ---- the value that is asked for --------------------------------------------------------------------------------------------------

// False where nothing is asked. A number that is asked by keys, or that lies under the pointer and is small enough to be one, comes first.
static bool find_place(const Chart *chart, Asked *place) {
    const View *view = chart->frame->view;
    const Element *asked = &view->pointed;
    for (int i = 0; i < chart->count; i++) {
        bool is_gate = asked->kind == ELEMENT_VALUE && asked->index == chart->gates[i].op && asked->lane == 0 && asked->t >= 1;
        if (is_gate && view->traces[view->pointed_trace] == chart->trace) {
            int group = strip_at(chart, i).group, first = asked->row / group * group;
            *place = (Asked){i, asked->t, first, first};
            return group == 1;
        }
    }
    if (!view->has_pointer || !rect_holds(chart->area, view->pointer)) {
        return false;
    }
    int t = 1 + (int)((view->pointer.x - chart->area.x) / chart->step);
    for (int i = 0; i < chart->count && t <= chart->trace->steps; i++) {
        Strip strip = strip_at(chart, i);
        if (strip.mean.h > 0 && rect_holds(strip.mean, view->pointer)) {
            *place = (Asked){i, t, 0, strip.op->size - 1};
            return true;
        }
        if (rect_holds(strip.rows, view->pointer)) {
            int row = (int)((view->pointer.y - strip.rows.y) / strip.rows.h * (float)strip.count);
            row = row < strip.count ? row : strip.count - 1;
            int first = row * strip.group, last = first + strip.group - 1;
            *place = (Asked){i, t, first, last < strip.op->size ? last : strip.op->size - 1};
            return true;
        }
    }
    return false;
}

static void draw_readout(const Chart *chart) {
    Asked place;
    if (!find_place(chart, &place)) {
        return;
    }
    Frame *frame = chart->frame;
    Strip strip = strip_at(chart, place.gate);
    bool whole = place.first == 0 && place.last == strip.op->size - 1 && place.last > 0;
    Text name, text;
    text_init(&name);
    text_init(&text);
    Element element = {.kind = ELEMENT_VALUE, .index = chart->gates[place.gate].op, .t = place.t, .row = place.first};
    if (place.first == place.last) {
        element_name(chart->trace, element, &text);
    } else {
        append_symbol(chart, place.gate, &name);
        text_printf(&name, "[%d]", place.t);
        if (!whole) {
            text_printf(&name, "·%d–%d", place.first + 1, place.last + 1);
        }
        WORDS_FORMAT(frame->words, &text, "plots.gate-mean-of", {"gate", name.data});
    }
    text_append(&text, " = ");
    text_append_number(&text, mean_at(chart, place.gate, place.t, place.first, place.last));
    Rect cell = whole ? mean_rect(chart, &strip, place.t) : row_rect(chart, &strip, place.first / strip.group, place.t);
    plots_draw_note(frame, chart->area, cell, text.data);
    text_finish(&text);
    text_finish(&name);
}

// Room for a number in each of a few units, for a line of pixels that can be told apart in each of many.
float plots_wanted_height(const View *view, float unit, float text) {
    float card = 60 * unit + 1.9f * text; // its margins, and the strip of tabs
    bool by_lane = view->plot == PLOT_GRADIENT || view->plot == PLOT_RELATIVE || view->plot == PLOT_LOSS || view->plot == PLOT_NORM;
    if (view->plot == PLOT_WAYS || (by_lane && view->trace_count > 1)) {
        return card + (view->trace_count > 1 ? 10.5f : 8.5f) * text; // curves that are to be told apart, and their names
    }
    if (view->plot != PLOT_GATES) {
        return 0;
    }
    const Program *program = view->traces[plots_lane(view)]->program;
    Gate gates[CELL_MAX_EQUATIONS];
    int count = program_gates(program, gates);
    float strips = 0;
    for (int i = 0; i < count; i++) {
        int size = program->ops[gates[i].op].size;
        strips += GAP * unit + (size <= 5 ? fmaxf(1.1f * (float)size, 1.6f) * text : 3.6f * text);
    }
    return count == 0 ? 0 : card + (HEAD + FOOT) * text + strips;
}

void plots_draw_gates(Frame *frame, Rect rect) {
    Chart chart = {.frame = frame, .trace = frame->trace, .px = frame_text_size(frame, 20)};
    chart.count = program_gates(frame->trace->program, chart.gates);
    if (chart.count == 0) {
        plots_say(frame, rect, "plots.no-gates");
        return;
    }
    float px = chart.px;
    if (rect.h < (HEAD + FOOT + 1.2f) * px || rect.w < 10 * px) {
        return;
    }
    place_columns(&chart, rect);
    float strips = rect.h - (HEAD + FOOT) * px - (float)chart.count * 1.5f * px;
    Rect head = rect_cut_top(&rect, (is_long(&chart, rect.w) && strips >= HEAD * px ? 2 : 1) * HEAD * px);
    Rect foot = rect_cut_bottom(&rect, chart.beneath ? 0 : FOOT * px); // else the stage has the timesteps right above
    chart.area.y = rect.y;
    chart.area.h = rect.h;
    place_strips(&chart);
    long numbers = 0;
    for (int i = 0; i < chart.count; i++) {
        numbers += (long)strip_at(&chart, i).op->size * chart.trace->steps;
    }
    for (int t = 1; t <= chart.trace->steps; t++) {
        Rect column = {chart.area.x + (float)(t - 1) * chart.step, chart.area.y, chart.cell, chart.area.h};
        hits_add(frame->hits, HIT_COLUMN, column)->t = t;
    }
    for (int i = 0; i < chart.count; i++) {
        draw_strip(&chart, i, numbers <= MOST_HITS);
        draw_name(&chart, i);
    }
    draw_head(&chart, head);
    if (foot.h > 0) {
        draw_timesteps(&chart, foot);
    }
    draw_readout(&chart);
}
