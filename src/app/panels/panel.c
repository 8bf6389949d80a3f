#include "app/panels/panel.h"

#include "app/command.h"
#include "app/panels/over.h"
#include "view/layout.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

#define PANEL_WIDTH 560.0f // units
#define PANEL_EM 27.0f     // of its text: at least as wide
#define MARGIN 8.0f        // units
#define MOST_SHARE 0.45f   // of the picture's width that it may take from the stage
#define LABEL_SHARE 0.48f

void panel_stop_editing(State *state) {
    state->panel.editing = false;
    text_clear(&state->panel.problem);
}

void panel_edit(State *state, Key key) {
    state->panel.open = state->panel.editing = state->panel.following = true;
    state->focus.active = false; // the caret has the keyboard now
    state->panel.key = key;
    text_clear(&state->panel.problem);
    text_edit_set(&state->panel.edit, experiment_get(&state->experiment, key));
}

void panel_close(State *state) {
    panel_stop_editing(state);
    state->panel.open = false;
}

bool panel_commit(State *state) {
    Panel *panel = &state->panel;
    Text before; // as it was to begin with: a cell's text has several lines, and the field one
    text_init(&before);
    text_edit_clean(&panel->edit, experiment_get(&state->experiment, panel->key), &before);
    bool is_same = strcmp(panel->edit.text.data, before.data) == 0;
    text_finish(&before);
    if (is_same) {
        panel_stop_editing(state);
        return true;
    }
    Report report;
    report_init(&report, state_words(state));
    Text pair;
    text_init(&pair);
    text_printf(&pair, "%s=%s", key_name(panel->key), panel->edit.text.data);
    bool sound = command_run(state, "set", pair.data, &report);
    text_clear(&panel->problem);
    panel->following = true;
    if (sound)
        panel_stop_editing(state);
    else if (report.count > 0)
        text_append(&panel->problem, report.problems[0].message);
    text_finish(&pair);
    report_finish(&report);
    return sound;
}

void panel_scroll(State *state, float by) {
    state->panel.scroll = fmaxf(0, state->panel.scroll + by);
}

// ---- where its parts stand

typedef struct PanelLayout {
    Rect card, rows; // rows: the part that scrolls
    float row;       // height of a row
    float more;      // height that the edited row has in addition, for help or a problem
    float content;   // height of all rows
} PanelLayout;

// The value that holds where none is given; "" where there is none.
static void write_default(const State *state, Key key, Text *out) {
    if (key == KEY_CELL && state->experiment.given[KEY_CELL_TEXT]) return; // the equations hold instead
    if (state->session)
        session_value(state->session, key, out);
    else
        text_append(out, experiment_get(&state->experiment, key));
}

// `hint` must outlive the field.
static Field edited_field(const Panel *panel, const char *hint) {
    return (Field){
        .key = key_name(panel->key),
        .text = panel->edit.text.data,
        .caret = panel->edit.caret,
        .anchor = panel->edit.anchor,
        .composing = panel->edit.composing.length > 0 ? panel->edit.composing.data : NULL,
        .hint = hint,
        .problem = panel->problem.length > 0 ? panel->problem.data : NULL,
    };
}

// What stands beneath the edited field: what is wrong with its value, or what the key does and how its value is written.
static void write_note(const State *state, const Words *words, Text *out) {
    const Panel *panel = &state->panel;
    if (panel->problem.length > 0)
        text_append(out, panel->problem.data);
    else
        text_printf(out, "%s\n%s", words_get(words, key_help(panel->key)), key_values(panel->key));
}

static float note_height(const State *state, const Frame *frame, float width) {
    if (!state->panel.editing) return 0;
    Text note;
    text_init(&note);
    write_note(state, frame->words, &note);
    float height = paragraph_height(frame, width, FACE_REGULAR, 20, note.data) + 0.6f * frame_text_size(frame, 20);
    text_finish(&note);
    return height;
}

static PanelLayout make_layout(const State *state, const Frame *frame, Rect inner) {
    PanelLayout layout = {.rows = inner};
    layout.row = 2.1f * frame_text_size(frame, 20);
    layout.more = note_height(state, frame, inner.w);
    layout.content = layout.row * KEY_COUNT + layout.more;
    return layout;
}

static float wanted_width(float unit, float text) {
    return fmaxf(PANEL_WIDTH * unit, PANEL_EM * fmaxf(20 * unit, text));
}

float panel_room(const View *view) {
    Layout layout;
    layout_make(view, &layout);
    float wanted = wanted_width(layout.unit, layout.text_min);
    return wanted <= MOST_SHARE * (float)view->width ? wanted : 0;
}

static Rect panel_rect(State *state, const Frame *frame) {
    if (state->trace && frame->view->aside > 0) {
        Layout layout;
        layout_make(frame->view, &layout);
        return layout.aside;
    }
    Rect area = rect_inset(over_area(state), MARGIN * frame->unit);
    return rect_cut_right(&area, fminf(wanted_width(frame->unit, frame->text_min), area.w));
}

// ---- drawing

static void draw_title(const State *state, Frame *frame, Rect line) {
    float height = 1.7f * frame_text_size(frame, 20);
    line.h = height;
    Rect close = rect_cut_right(&line, height);
    button_draw(frame, close, ICON_CLOSE, NULL, "panel", "", WIDGET_PLAIN);
    const char *undo = words_get(frame->words, "app.undo"), *redo = words_get(frame->words, "app.redo");
    rect_cut_right(&line, 0.4f * height);
    Rect redo_rect = rect_cut_right(&line, button_width(frame, ICON_NONE, redo, height));
    rect_cut_right(&line, 0.4f * height);
    Rect undo_rect = rect_cut_right(&line, button_width(frame, ICON_NONE, undo, height));
    button_draw(frame, redo_rect, ICON_NONE, redo, "redo", "", state->undo_at < state->undo_count ? WIDGET_PLAIN : WIDGET_DISABLED);
    button_draw(frame, undo_rect, ICON_NONE, undo, "undo", "", state->undo_at > 0 ? WIDGET_PLAIN : WIDGET_DISABLED);
    float px = frame_text_size(frame, 24);
    frame_text_fit(frame, line.x, line.y + height / 2 + 0.35f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text,
                   words_get(frame->words, "app.panel.title"), line.w - px);
}

// What the key is called, and its name as the command line has it.
static void draw_label(const State *state, Frame *frame, Rect label, Key key) {
    float px = frame_text_size(frame, 20), baseline = label.y + label.h / 2 + 0.35f * px, gap = 0.5f * px;
    Text word;
    text_init(&word);
    text_printf(&word, "experiment.name.%s", key_name(key));
    bool given = state->experiment.given[key] != NULL;
    float right = label.x + label.w - gap;
    float used = frame_text(frame, right, baseline, ALIGN_RIGHT, FACE_MONO, px, frame->theme->quiet, key_name(key));
    frame_text_fit(frame, label.x, baseline, ALIGN_LEFT, given ? FACE_BOLD : FACE_REGULAR, px, frame->theme->text,
                   words_get(frame->words, word.data), label.w - used - 2 * gap);
    text_finish(&word);
}

// A value that was not given shows as a hint: it holds, but nobody has chosen it.
static void draw_field(State *state, Frame *frame, Rect box, Key key) {
    Text holds;
    text_init(&holds);
    write_default(state, key, &holds);
    bool given = state->experiment.given[key] != NULL;
    const char *hint = holds.length > 0 ? holds.data : "—";
    if (state->panel.editing && state->panel.key == key) {
        Field field = edited_field(&state->panel, hint);
        field_draw(frame, box, &field, WIDGET_FOCUSED);
    } else {
        Text text;
        text_init(&text);
        if (given) text_edit_clean(&state->panel.edit, experiment_get(&state->experiment, key), &text);
        Field field = {.key = key_name(key), .text = text.data, .hint = hint};
        field_draw(frame, box, &field, WIDGET_PLAIN);
        text_finish(&text);
    }
    text_finish(&holds);
}

static void draw_row(State *state, Frame *frame, Rect row, Key key, float more) {
    bool is_wrong = more > 0 && state->panel.problem.length > 0;
    float gap = 0.12f * row.h;
    Rect note = {row.x, row.y + row.h, row.w, more};
    Rect label = rect_cut_left(&row, row.w * LABEL_SHARE), box = {row.x, row.y + gap, row.w, row.h - 2 * gap};
    if (key == KEY_CELL) { // what a cell is made of is written beside the stage
        Rect button = rect_cut_right(&box, box.h);
        button_draw(frame, button, ICON_PENCIL, NULL, "equations", "", state->trace ? WIDGET_PLAIN : WIDGET_DISABLED);
        rect_cut_right(&box, gap);
    }
    draw_label(state, frame, label, key);
    draw_field(state, frame, box, key);
    if (more <= 0) return;
    Text text;
    text_init(&text);
    write_note(state, frame->words, &text);
    paragraph_draw(frame, note, FACE_REGULAR, 20, is_wrong ? frame->theme->backward : frame->theme->quiet, text.data);
    text_finish(&text);
}

// Brings the edited row into sight, and keeps the scroll within the content.
static float settle_scroll(State *state, const PanelLayout *layout) {
    Panel *panel = &state->panel;
    if (panel->editing && panel->following) {
        float top = (float)panel->key * layout->row, bottom = top + layout->row + layout->more;
        panel->scroll = fminf(panel->scroll, top);
        panel->scroll = fmaxf(panel->scroll, bottom - layout->rows.h);
    }
    panel->following = false;
    panel->scroll = fmaxf(0, fminf(panel->scroll, layout->content - layout->rows.h));
    return panel->scroll;
}

void panel_draw(State *state, Frame *frame) {
    state->panel.rect = panel_rect(state, frame);
    Rect inner = card_draw(frame, state->panel.rect);
    draw_title(state, frame, rect_cut_top(&inner, 2.2f * frame_text_size(frame, 20)));
    PanelLayout layout = make_layout(state, frame, inner);
    bool scrolls = layout.content > inner.h;
    if (scrolls) inner.w -= 14 * frame->unit; // room for the bar
    float y = inner.y - settle_scroll(state, &layout);
    display_clip(frame->list, inner);
    for (int i = 0; i < KEY_COUNT; i++) {
        Key key = (Key)i;
        float more = state->panel.editing && state->panel.key == key ? layout.more : 0;
        // Rows that do not show register no hits either.
        if (y + layout.row <= inner.y + inner.h + 1 && y >= inner.y - 1)
            draw_row(state, frame, (Rect){inner.x, y, inner.w, layout.row}, key, more);
        y += layout.row + more;
    }
    display_clip_end(frame->list);
    if (scrolls) scrollbar_draw(frame, layout.rows, layout.content, state->panel.scroll);
}

void panel_place_caret(State *state, float x) {
    View view = state_view(state);
    Frame frame = over_frame(state, &view);
    for (size_t i = 0; i < state->hits.count; i++) {
        const Hit *hit = &state->hits.hits[i];
        if (hit->kind != HIT_FIELD || strcmp(hit->argument, key_name(state->panel.key)) != 0) continue;
        Field field = edited_field(&state->panel, NULL);
        state->panel.edit.caret = state->panel.edit.anchor = field_offset_at(&frame, hit->rect, &field, WIDGET_FOCUSED, x);
    }
}
