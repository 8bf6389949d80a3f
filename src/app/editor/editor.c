#include "app/editor/editor.h"

#include "app/actions/actions.h"
#include "app/glide.h"
#include "app/open.h"
#include "app/panels/panel.h"
#include "base/utf8.h"
#include "engine/program.h"
#include "experiment/cell_text.h"
#include "view/layout.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_OPENING 0.010 // s: what takes longer waits for a pause
#define TYPING_PAUSE 0.25  // s
#define NAME_PAUSE 0.6     // s: who stops there means the name as it is
#define SLICE 0.008        // s of work at an experiment that was just opened
#define CELL_SHARE 0.86f   // of the stage's width that a cell takes while it is written
#define CELL_LEAST 520.0   // units: less would not show it from within
#define CELL_MOST 900.0
#define BOTH_LINES 38.0f      // em of height that equations and code need together
#define EQUATIONS_SHARE 0.56f // of the height, where the code stands beneath them
#define UNFOLDED 0.5          // where the playhead stands when the network has been unfolded

void editor_init(State *state) {
    Editor *editor = &state->editor;
    editor_text_init(&editor->text, CELL_MAX_BYTES);
    text_init(&editor->base);
    experiment_init(&editor->base_cell);
    experiment_init(&editor->opened);
    experiment_init(&editor->tried);
    report_init(&editor->problems, state_words(state));
    text_edit_init(&editor->name);
    text_init(&editor->name_problem);
    editor->due = INFINITY;
}

void editor_finish(State *state) {
    Editor *editor = &state->editor;
    editor_text_finish(&editor->text);
    text_finish(&editor->base);
    experiment_finish(&editor->base_cell);
    experiment_finish(&editor->opened);
    experiment_finish(&editor->tried);
    report_finish(&editor->problems);
    text_edit_finish(&editor->name);
    text_finish(&editor->name_problem);
    free(editor->own_file);
    free(editor->confirmed);
}

bool editor_is_shown(const State *state) {
    return state->editor.open && state->trace && !state->panel.open;
}

bool editor_has_keyboard(const State *state) {
    return editor_is_shown(state) && (state->editor.typing || state->editor.naming);
}

float editor_room(const State *state, const View *view) {
    Layout layout;
    layout_make(view, &layout);
    Frame frame = {
        .view = view, .trace = state->trace, .theme = view->theme, .words = view->words, .unit = layout.unit, .text_min = layout.text_min};
    return editor_panel_width(&frame, (float)view->width);
}

static bool is_high_enough(const Frame *frame, Rect aside) {
    return aside.h >= BOTH_LINES * frame_text_size(frame, 20);
}

bool editor_leaves_room(State *state) {
    View view = state_view(state);
    Layout layout;
    layout_make(&view, &layout);
    Frame frame = {.view = &view, .unit = layout.unit, .text_min = layout.text_min};
    return is_high_enough(&frame, layout.aside);
}

void editor_divide(const State *state, const Frame *frame, Rect aside, Rect *equations, Rect *code) {
    bool is_shown = editor_is_shown(state), both = is_shown && state->code.open && is_high_enough(frame, aside);
    *equations = *code = (Rect){aside.x, aside.y, aside.w, 0};
    if (both) {
        *code = aside;
        *equations = rect_cut_top(code, EQUATIONS_SHARE * aside.h);
        rect_cut_top(code, 12 * frame->unit);
    } else
        *(is_shown ? equations : code) = aside;
}

// ---- the text and the experiment

static const char *content(const Editor *editor) {
    return editor->text.edit.text.data;
}

bool editor_same_cell(const Experiment *a, const Experiment *b) {
    return strcmp(experiment_get(a, KEY_CELL), experiment_get(b, KEY_CELL)) == 0 &&
           strcmp(experiment_get(a, KEY_CELL_TEXT), experiment_get(b, KEY_CELL_TEXT)) == 0;
}

static void set_own_file(Editor *editor, const Experiment *experiment) {
    const char *cell = experiment->given[KEY_CELL];
    free(editor->own_file);
    editor->own_file = NULL;
    if (!cell || !cell_is_path(cell)) return;
    editor->own_file = memory_alloc(strlen(cell) + 1);
    strcpy(editor->own_file, cell);
}

// Whether what is written, or was and is open now, stands in no file.
static bool is_unsaved(const Editor *editor) {
    return strcmp(content(editor), editor->base.data) != 0 || (editor->wrote && editor->base_cell.given[KEY_CELL_TEXT]);
}

void editor_settle_base(State *state) {
    Editor *editor = &state->editor;
    text_clear(&editor->base);
    text_append(&editor->base, content(editor));
    experiment_copy(&editor->base_cell, &state->experiment);
    experiment_copy(&editor->opened, &state->experiment);
    set_own_file(editor, &state->experiment);
}

// The cell's text as it stands in its file. A file that is gone since is told by its program.
static void read_cell(State *state, Text *out) {
    Bytes bytes;
    Text file;
    Report ignored;
    text_init(&file);
    report_init(&ignored, state_words(state));
    if (cell_text_read(&state->experiment, &bytes, &file, &ignored))
        text_append_bytes(out, bytes.data, bytes.size);
    else if (state->session)
        text_append(out, state->session->program->text);
    bytes_finish(&bytes);
    report_finish(&ignored);
    text_finish(&file);
}

// The first line that is neither blank nor a comment, where there is one: what a cell computes stands behind what is said of it.
static size_t first_equation(const char *text) {
    for (size_t line = 0; text[line] != '\0';) {
        size_t at = line + strspn(text + line, " \t");
        if (text[at] != '#' && text[at] != '\n' && text[at] != '\0') return line;
        line += strcspn(text + line, "\n");
        line += text[line] == '\n';
    }
    return 0;
}

void editor_follow(State *state) {
    Editor *editor = &state->editor;
    bool is_new = editor->checked == 0; // nothing was ever read
    if (!is_new && editor_same_cell(&state->experiment, &editor->opened)) return;
    Text text;
    text_init(&text);
    read_cell(state, &text);
    if (is_new)
        editor_text_set(&editor->text, text.data);
    else
        editor_text_replace_all(&editor->text, text.data); // what stood there can be brought back
    text_finish(&text);
    editor_settle_base(state);
    report_clear(&editor->problems);
    editor->checked = editor->text.revision;
    editor->language = state->language;
    editor->due = INFINITY;
    editor->has_step = false;
    TextEdit *edit = &editor->text.edit;
    edit->caret = edit->anchor = first_equation(edit->text.data);
    editor->first = INT_MAX; // the end of the text, and then as far up as the caret
    editor->following = true;
}

static int by_place(const void *left, const void *right) {
    const Place *a = &((const Problem *)left)->place, *b = &((const Problem *)right)->place;
    int lines = (a->line > 0 ? 0 : 1) - (b->line > 0 ? 0 : 1); // those without a place come last
    if (lines != 0) return lines;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

// Whether a name is being typed that the cell on the stage does not have: half of it would be a weight by itself, which nobody means.
static bool is_amid_name(const State *state) {
    const TextEdit *edit = &state->editor.text.edit;
    size_t start, end, line = text_edit_line_start(edit, edit->caret);
    if (!editor_text_is_typing(&state->editor.text) || memchr(edit->text.data + line, '#', edit->caret - line)) return false;
    text_edit_word_at(edit, edit->caret > 0 ? edit->caret - 1 : 0, &start, &end);
    uint32_t first;
    size_t at = start;
    if (end != edit->caret || !utf8_next(edit->text.data, edit->text.length, &at, &first) || !unicode_is_name_start(first)) return false;
    Text name;
    text_init(&name);
    text_append_bytes(&name, edit->text.data + start, end - start);
    const Program *program = state->session->program;
    bool is_known = program_find_param(program, name.data) >= 0 || program_find_equation(program, name.data) >= 0;
    text_finish(&name);
    return !is_known;
}

static void check(State *state) {
    Editor *editor = &state->editor;
    const Session *session = state->session;
    ProgramSizes sizes = {session->dataset->input_size, session->dataset->output_size, session->settings.hidden,
                          session->dataset->targets_are_indices, session->settings.loss};
    report_clear(&editor->problems);
    editor->problems.words = state_words(state);
    Program *program = program_compile(NULL, content(editor), editor->text.edit.text.length, &sizes, &editor->problems);
    program_destroy(program);
    if (editor->problems.count > 0) qsort(editor->problems.problems, editor->problems.count, sizeof(Problem), by_place);
    editor->checked = editor->text.revision;
    editor->sized = session;
    experiment_copy(&editor->tried, &state->experiment);
    editor->language = state->language;
    double pause = is_amid_name(state) ? NAME_PAUSE : editor->cost > LONG_OPENING ? TYPING_PAUSE : 0;
    editor->due = program ? state->now + pause : INFINITY;
}

// The experiment that is open, with the text as its cell.
static void make_experiment(State *state, Experiment *out) {
    Editor *editor = &state->editor;
    Report *report = &editor->problems; // none comes up: the values are not empty, and their form is free
    experiment_copy(out, &state->experiment);
    if (strcmp(content(editor), editor->base.data) == 0) {
        const char *text = editor->base_cell.given[KEY_CELL_TEXT];
        experiment_set(out, KEY_CELL, text ? NULL : editor->base_cell.given[KEY_CELL], (Place){0}, report);
        experiment_set(out, KEY_CELL_TEXT, text, (Place){0}, report);
    } else {
        Text value;
        text_init(&value);
        cell_text_value(content(editor), &value);
        experiment_set(out, KEY_CELL_TEXT, value.data, (Place){0}, report);
        text_finish(&value);
    }
}

static bool is_about_holds(const Report *report) {
    bool all = report->count > 0;
    for (size_t i = 0; i < report->count; i++) {
        const char *place = report->problems[i].place.file;
        all = all && place && strcmp(place, "--clamp") == 0;
    }
    return all;
}

// What is held is held by its name, and goes with an equation of that name.
static bool open_experiment(State *state, Experiment *experiment, bool goes_on) {
    Report *report = &state->editor.problems;
    bool sound = goes_on ? state_open(state, experiment, report) : state_change(state, experiment, report);
    if (sound || !is_about_holds(report)) return sound;
    report_clear(report);
    experiment_set(experiment, KEY_CLAMP, NULL, (Place){0}, report);
    return goes_on ? state_open(state, experiment, report) : state_change(state, experiment, report);
}

// Opens the text as the experiment's cell. All of one editing is one step that can be undone.
static void open_text(State *state, Report *report) {
    Editor *editor = &state->editor;
    Experiment experiment;
    experiment_init(&experiment);
    make_experiment(state, &experiment);
    editor->due = INFINITY;
    double before = state->clock(state->clock_context);
    bool is_new = !editor_same_cell(&experiment, &state->experiment), sound = true;
    if (is_new) {
        experiment_set(&experiment, KEY_ITERATIONS, NULL, (Place){0}, &editor->problems); // another cell begins with its first weights
        bool goes_on = editor->has_step && experiment_equal(&editor->opened, &state->experiment);
        sound = open_experiment(state, &experiment, goes_on);
    }
    if (is_new && sound) {
        editor->has_step = editor->wrote = true;
        experiment_copy(&editor->opened, &state->experiment);
        state_work(state, SLICE, report);
        editor->cost = state->clock(state->clock_context) - before;
    }
    experiment_finish(&experiment);
}

// What is wrong may be right once another task or key was chosen.
static bool has_to_be_checked(const State *state) {
    const Editor *editor = &state->editor;
    if (editor->checked != editor->text.revision || editor->language != state->language) return true;
    return editor->problems.count > 0 && (editor->sized != state->session || !experiment_equal(&editor->tried, &state->experiment));
}

void editor_work(State *state, bool at_once, Report *report) {
    Editor *editor = &state->editor;
    if (!editor->open || !state->session) return;
    editor_follow(state);
    if (has_to_be_checked(state)) check(state);
    if (editor->due <= state->now || (at_once && editor->due < INFINITY)) open_text(state, report);
}

double editor_wakes(const State *state) {
    return state->editor.open ? state->editor.due : INFINITY;
}

// ---- opening and closing

// Whoever writes a cell wants to see what it looks like within: where nobody has chosen what to look at, one cell takes the stage,
// unfolded.
static void look_within(State *state) {
    Editor *editor = &state->editor;
    editor->column = 0;
    editor->unfolded = false;
    if (!state->trace || (state->comparison && state->comparison->count > 0)) return;
    if (state->camera.column <= 0) {
        View view = state_view(state);
        Layout layout;
        layout_make(&view, &layout);
        glide_begin(state);
        editor->column = fmin(fmax((double)(CELL_SHARE * layout.stage.w / layout.unit), CELL_LEAST), CELL_MOST);
        state->camera.column = editor->column;
    }
    if (playhead_goal(&state->playhead) > 0) return;
    editor->unfolded = true;
    playhead_step(&state->playhead, state->trace, UNFOLDED, state->now);
}

static void look_as_before(State *state) {
    const Editor *editor = &state->editor;
    double goal = playhead_goal(&state->playhead);
    if (editor->unfolded && state->trace && goal > 0 && goal <= UNFOLDED) playhead_step(&state->playhead, state->trace, 0, state->now);
    if (editor->column <= 0 || fabs(state->camera.column - editor->column) > 1e-9) return; // somebody has chosen something else since
    glide_begin(state);
    state->camera.column = 0;
}

void editor_open(State *state) {
    Editor *editor = &state->editor;
    panel_close(state); // it stands in the same place
    editor_follow(state);
    bool was_open = editor->open;
    if (!was_open) state->code.followed = -1; // it has less room from now on: its line is brought into sight again
    editor->open = editor->typing = editor->following = true;
    editor->then_quits = false;
    state->focus.active = false; // the caret has the keyboard now
    if (!was_open) look_within(state);
}

void editor_rest(State *state) {
    Editor *editor = &state->editor;
    editor->typing = editor->naming = editor->choosing = editor->selecting = editor->then_quits = false;
    text_clear(&editor->text.edit.composing);
}

// What still waits for a pause in typing is opened at once: nobody will look at the text any more.
static void finish_work(State *state) {
    Report report;
    report_init(&report, state_words(state));
    editor_work(state, true, &report);
    state_say_problems(state, &report);
    report_finish(&report);
}

void editor_close(State *state) {
    if (state->editor.open) finish_work(state);
    editor_rest(state);
    if (state->editor.open) look_as_before(state);
    state->editor.open = false;
}

// ---- drawing

// The mark that the caret stands at, or in whose line it stands, or else the first; -1 without any.
static int told_mark(const EditorView *view) {
    int in_line = -1, caret_line = 1;
    for (size_t at = 0; at < view->caret; at++) caret_line += view->text[at] == '\n';
    for (int i = 0; i < view->mark_count; i++) {
        const EditorMark *mark = &view->marks[i];
        if (mark->line != caret_line) continue;
        size_t start, end;
        editor_mark_span(view->text, mark, &start, &end);
        if (view->caret >= start && view->caret <= end) return i;
        if (in_line < 0) in_line = i;
    }
    return in_line >= 0 ? in_line : view->mark_count > 0 ? 0 : -1;
}

static void make_marks(const Editor *editor, EditorDrawing *drawing) {
    const Report *report = &editor->problems;
    int most = (int)(sizeof drawing->marks / sizeof *drawing->marks), count = 0;
    for (; count < most && (size_t)count < report->count; count++) {
        const Problem *problem = &report->problems[count];
        drawing->marks[count] = (EditorMark){.line = problem->place.line,
                                             .column = problem->place.column > 0 ? problem->place.column : 1,
                                             .where = problem->place.file,
                                             .message = problem->message};
    }
    drawing->editor.marks = drawing->marks;
    drawing->editor.mark_count = count;
    drawing->editor.told = told_mark(&drawing->editor);
}

bool editor_is_unsaved(State *state) {
    Editor *editor = &state->editor;
    if (editor->checked == 0 || !state->session) return false; // nothing was ever written
    editor_follow(state);
    return is_unsaved(editor);
}

// What the cell is called where it was opened: a file without its folder, or a name of the shelf.
static const char *name_of(const Editor *editor) {
    const char *cell = editor->base_cell.given[KEY_CELL_TEXT] ? "" : experiment_get(&editor->base_cell, KEY_CELL);
    if (editor->own_file) cell = editor->own_file;
    const char *slash = strrchr(cell, '/');
    return slash ? slash + 1 : cell;
}

void editor_drawing_init(State *state, EditorDrawing *drawing) {
    Editor *editor = &state->editor;
    const TextEdit *edit = &editor->text.edit;
    Layout layout;
    drawing->view = state_view(state);
    layout_make(&drawing->view, &layout);
    frame_begin(&drawing->frame, &drawing->view, &state->list, &state->hits);
    Rect code;
    editor_divide(state, &drawing->frame, layout.aside, &drawing->rect, &code);
    drawing->editor = (EditorView){
        .text = edit->text.data,
        .caret = edit->caret,
        .anchor = edit->anchor,
        .composing = edit->composing.length > 0 ? edit->composing.data : NULL,
        .is_focused = editor->typing && !editor->naming && state->overlay == OVERLAY_NONE,
        .first = editor->first,
        .program = state->session ? state->session->program : NULL,
        .file = name_of(editor),
        .is_changed = is_unsaved(editor),
        .is_choosing = editor->choosing,
    };
    make_marks(editor, drawing);
    drawing->name = (Field){
        .key = "save-cell",
        .text = editor->name.text.data,
        .caret = editor->name.caret,
        .anchor = editor->name.anchor,
        .composing = editor->name.composing.length > 0 ? editor->name.composing.data : NULL,
        .problem = editor->name_problem.length > 0 ? editor->name_problem.data : NULL,
    };
    if (editor->naming) drawing->editor.name = &drawing->name;
}

// Scrolls so that the caret shows where it moved, and never beyond the text.
static void settle_scroll(Editor *editor, EditorDrawing *drawing) {
    const Frame *frame = &drawing->frame;
    int rows = editor_panel_rows(frame, drawing->rect), count = editor_panel_row_count(frame, drawing->rect, &drawing->editor);
    if (editor->first > count - rows) editor->first = count - rows;
    if (editor->following) {
        int row = editor_panel_place(frame, drawing->rect, &drawing->editor, editor->text.edit.caret).row;
        if (row < editor->first) editor->first = row;
        if (row >= editor->first + rows) editor->first = row - rows + 1;
    }
    editor->following = false;
    if (editor->first < 0) editor->first = 0;
    drawing->editor.first = editor->first;
}

// The names of the shelf; copies stand in `arena`.
static int list_shelf(Arena *arena, const char **names, int capacity) {
    static const char FOLDER[] = "cells/", ENDING[] = ".cell";
    int count = 0;
    const char *name;
    for (size_t i = 0; count < capacity && (name = asset_name(FOLDER, i)); i++)
        names[count++] = arena_copy_text(arena, name + strlen(FOLDER), strlen(name) - strlen(FOLDER) - strlen(ENDING));
    return count;
}

void editor_show(State *state) {
    enum { MOST_CELLS = 64 };
    const char *shelf[MOST_CELLS];
    Editor *editor = &state->editor;
    EditorDrawing drawing;
    Arena arena;
    arena_init(&arena);
    editor_drawing_init(state, &drawing);
    settle_scroll(editor, &drawing);
    drawing.editor.shelf = shelf;
    drawing.editor.shelf_count = list_shelf(&arena, shelf, MOST_CELLS);
    editor->rect = drawing.rect;
    editor->caret = editor_panel_caret(&drawing.frame, drawing.rect, &drawing.editor);
    editor_panel_draw(&drawing.frame, drawing.rect, &drawing.editor);
    arena_finish(&arena);
}

// ---- commands

bool action_equations(State *state, const char *argument, Report *report) {
    if (strcmp(argument, "off") == 0)
        editor_close(state);
    else if (*argument) {
        REPORT(report, ((Place){.file = "equations"}), "editor.form", {"value", argument});
        return false;
    } else
        editor_open(state);
    return true;
}

// The caret goes to the next problem behind it, round the end.
bool action_equations_problem(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    editor_open(state);
    Editor *editor = &state->editor;
    EditorDrawing drawing;
    editor_drawing_init(state, &drawing);
    const EditorView *view = &drawing.editor;
    size_t next = SIZE_MAX, first = SIZE_MAX;
    for (int i = 0; i < view->mark_count; i++) {
        if (view->marks[i].line == 0) continue;
        size_t start, end;
        editor_mark_span(view->text, &view->marks[i], &start, &end);
        if (start < first) first = start;
        if (start > view->caret && start < next) next = start;
    }
    size_t to = next < SIZE_MAX ? next : first;
    if (to < SIZE_MAX) editor->text.edit.caret = editor->text.edit.anchor = to;
    return true;
}

void editor_focus_on_shelf(State *state, const char *cell) {
    state->focus = (Focus){.active = true, .kind = HIT_COMMAND, .command = "equations-start"};
    snprintf(state->focus.argument, sizeof state->focus.argument, "%s", cell);
}

// Begins with a cell of the shelf, or shows the shelf.
bool action_equations_start(State *state, const char *argument, Report *report) {
    Editor *editor = &state->editor;
    if (*argument) {
        bool sound = true;
        Experiment experiment;
        experiment_init(&experiment);
        experiment_copy(&experiment, &state->experiment);
        experiment_set(&experiment, KEY_CELL, argument, (Place){.file = "equations-start"}, report);
        experiment_set(&experiment, KEY_ITERATIONS, NULL, (Place){0}, report);
        if (!editor_same_cell(&experiment, &state->experiment)) sound = state_change(state, &experiment, report);
        experiment_finish(&experiment);
        if (!sound) return false;
        editor_open(state);
        editor->choosing = false;
        // The cell may be the same while what is written is wrong, or not that far yet.
        if (strcmp(content(editor), editor->base.data) != 0) editor_text_replace_all(&editor->text, editor->base.data);
        return true;
    }
    bool was_choosing = editor_is_shown(state) && editor->choosing, by_keys = state->focus.active;
    editor_open(state);
    editor->naming = false;
    editor->choosing = !was_choosing;
    if (by_keys && editor->choosing) {
        Arena arena;
        const char *first;
        arena_init(&arena);
        if (list_shelf(&arena, &first, 1) > 0) editor_focus_on_shelf(state, first);
        arena_finish(&arena);
    }
    return true;
}
