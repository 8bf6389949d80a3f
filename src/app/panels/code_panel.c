#include "app/panels/code_panel.h"

#include "app/actions/actions.h"
#include "app/editor/editor.h"
#include "app/panels/over.h"
#include "app/panels/panel.h"
#include "view/panels/code_panel.h"
#include "view/layout.h"
#include "view/parts/widgets.h"

#include <limits.h>
#include <math.h>

enum { MOST_NUMBERS = 100000, WHEEL_LINES = 3, WHEEL_COLUMNS = 4, MOST_COLUMNS = 1000 };

// What the panel is drawn with: it lies over the picture, and tells of the picture's moment.
typedef struct Drawing {
    View view;
    Frame frame;
    Rect rect;
} Drawing;

static void drawing_init(State *state, Drawing *drawing) {
    Layout layout;
    drawing->view = state_view(state);
    layout_make(&drawing->view, &layout);
    frame_begin(&drawing->frame, &drawing->view, &state->list, &state->hits);
    Rect equations;
    editor_divide(state, &drawing->frame, layout.aside, &equations, &drawing->rect);
}

bool code_panel_is_shown(const State *state) {
    return state->code.open && state->trace;
}

float code_panel_room(const State *state, const View *view) {
    Layout layout;
    layout_make(view, &layout);
    Frame frame = {
        .view = view, .trace = state->trace, .theme = view->theme, .words = view->words, .unit = layout.unit, .text_min = layout.text_min};
    return code_panel_width(&frame, (float)view->width);
}

// Weights, and inputs and targets where they are vectors.
static bool is_too_large(const Trace *trace) {
    size_t items = (size_t)trace->steps * (size_t)trace->lanes, numbers = trace->before.count;
    numbers += items * (trace->input.input ? (size_t)trace->program->input_size : 1);
    numbers += items * (trace->input.target ? (size_t)trace->program->output_size : 1);
    return numbers > MOST_NUMBERS;
}

static void make_code(State *state) {
    CodePanel *panel = &state->code;
    bool is_new = panel->of != state->shown && !(state->running && panel->of > 0);
    if (!is_new && panel->language == state->language) return;
    panel->of = state->shown;
    panel->language = state->language;
    panel->too_large = is_too_large(state->trace);
    panel->followed = -1;
    if (!panel->too_large) code_numpy(state->trace, state_words(state), &panel->code);
}

static void scroll_to(CodePanel *panel, int first, int rows) {
    int last = panel->code.line_count - rows;
    panel->first = first > last ? last : first;
    if (panel->first < 0) panel->first = 0;
}

// Brings the line of the moment into sight when it is another one than before: who has scrolled away may read there.
static void follow(CodePanel *panel, Moment moment, int rows) {
    int line = code_line_at(&panel->code, moment);
    if (line >= 0 && line != panel->followed && (line < panel->first || line >= panel->first + rows))
        scroll_to(panel, line - rows / 3, rows);
    if (line >= 0) panel->followed = line;
    scroll_to(panel, panel->first, rows);
}

void code_panel_show(State *state) {
    CodePanel *panel = &state->code;
    Drawing drawing;
    drawing_init(state, &drawing);
    make_code(state);
    if (!panel->too_large) follow(panel, drawing.frame.moment, code_panel_rows(&drawing.frame, drawing.rect));
    CodeView view = {
        .code = panel->too_large ? NULL : &panel->code, .moment = drawing.frame.moment, .first = panel->first, .column = panel->column};
    code_panel_draw(&drawing.frame, drawing.rect, &view);
}

static void scroll_by(State *state, int lines) {
    if (lines == 0) return;
    Drawing drawing;
    drawing_init(state, &drawing);
    scroll_to(&state->code, state->code.first + lines, code_panel_rows(&drawing.frame, drawing.rect));
}

bool code_panel_wheel(State *state, const Event *event) {
    if (!code_panel_is_shown(state) || state->panel.open) return false;
    Drawing drawing;
    drawing_init(state, &drawing);
    Rect rect = drawing.rect;
    if (event->x < rect.x || event->x >= rect.x + rect.w || event->y < rect.y || event->y >= rect.y + rect.h) return false;
    scroll_by(state, -(int)lroundf(event->wheel_y * WHEEL_LINES));
    int column = state->code.column + (int)lroundf(event->wheel_x * WHEEL_COLUMNS);
    state->code.column = column < 0 ? 0 : column > MOST_COLUMNS ? MOST_COLUMNS : column;
    return true;
}

// ---- commands

// The panel of the experiment hides it, and the editor where there is no room for both.
static bool is_in_sight(State *state) {
    return state->code.open && !state->panel.open && (!editor_is_shown(state) || editor_leaves_room(state));
}

bool action_code(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    state->code.open = !is_in_sight(state);
    if (!state->code.open) return true;
    state->code.followed = -1;
    panel_close(state); // they stand in the same place
    if (editor_is_shown(state) && !editor_leaves_room(state)) editor_close(state);
    return true;
}

// The next moment behind the playhead at which a line is what happens, the first one where there is none; -1 where there is none at all.
static long next_moment(const Trace *trace, const CodeLine *line, double goal) {
    long next = LONG_MAX, first = LONG_MAX;
    for (int t = 0; t <= trace->steps; t++) {
        long index = trace_index(trace, line->phase, t, line->op);
        if (index < 0) continue;
        if (index < first) first = index;
        if ((double)index > goal && index < next) next = index;
    }
    return next < LONG_MAX ? next : first < LONG_MAX ? first : -1;
}

bool action_code_line(State *state, const char *argument, Report *report) {
    make_code(state);
    const Code *code = &state->code.code;
    long line, count = state->code.too_large ? 0 : code->line_count;
    if (!integer_parse(argument, &line) || line < 1 || line > count) {
        Text most;
        text_init(&most);
        text_printf(&most, "%ld", count);
        REPORT(report, ((Place){.file = "code-line"}), "codepanel.form", {"value", argument}, {"count", most.data});
        text_finish(&most);
        return false;
    }
    const CodeLine *chosen = &code->lines[line - 1];
    long index = chosen->phase == PHASE_START ? -1 : next_moment(state->trace, chosen, playhead_goal(&state->playhead));
    if (index < 0) {
        REPORT(report, ((Place){.file = "code-line"}), "codepanel.no-moment", {"value", argument});
        return false;
    }
    playhead_pause(&state->playhead);
    playhead_jump(&state->playhead, state->trace, (double)index, state->now);
    return true;
}

static void turn_page(State *state, int direction) {
    Drawing drawing;
    drawing_init(state, &drawing);
    int rows = code_panel_rows(&drawing.frame, drawing.rect);
    scroll_to(&state->code, state->code.first + direction * (rows > 2 ? rows - 2 : 1), rows);
}

bool action_code_up(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    turn_page(state, -1);
    return true;
}

bool action_code_down(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    turn_page(state, 1);
    return true;
}
