#include "app/panel.h"

#include "app/command.h"
#include "app/over.h"
#include "view/widgets.h"

#include <math.h>
#include <string.h>

// Units.
#define PANEL_WIDTH 620.0f
#define MARGIN 8.0f
#define LABEL_SHARE 0.34f

void panel_stop_editing(State *state) {
    state->panel.editing = false;
    text_clear(&state->panel.problem);
}

void panel_edit(State *state, Key key) {
    state->panel.editing = true;
    state->panel.key = key;
    text_clear(&state->panel.problem);
    text_edit_set(&state->panel.edit, experiment_get(&state->experiment, key));
}

bool panel_commit(State *state) {
    Panel *panel = &state->panel;
    if (strcmp(panel->edit.text.data, experiment_get(&state->experiment, panel->key)) == 0) { // nothing was changed
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
    if (sound) panel_stop_editing(state);
    else if (report.count > 0) text_append(&panel->problem, report.problems[0].message);
    text_finish(&pair);
    report_finish(&report);
    return sound;
}

void panel_edit_next(State *state, int by) {
    Key key = state->panel.key;
    if (panel_commit(state)) panel_edit(state, (Key)(((int)key + by + KEY_COUNT) % KEY_COUNT));
}

void panel_scroll(State *state, float by) { state->panel.scroll = fmaxf(0, state->panel.scroll + by); }

// ---- where its parts stand

typedef struct PanelLayout {
    Rect card, rows; // rows: the part that scrolls
    float row;       // height of a row
    float more;      // height that the edited row has in addition, for help or a problem
    float content;   // height of all rows
} PanelLayout;

static Field edited_field(const Panel *panel) {
    return (Field){
        .key = key_name(panel->key),
        .text = panel->edit.text.data,
        .caret = panel->edit.caret,
        .anchor = panel->edit.anchor,
        .composing = panel->edit.composing.length > 0 ? panel->edit.composing.data : NULL,
        .hint = key_values(panel->key),
        .problem = panel->problem.length > 0 ? panel->problem.data : NULL,
    };
}

static const char *edited_note(const State *state, const Words *words) {
    const Panel *panel = &state->panel;
    return panel->problem.length > 0 ? panel->problem.data : words_get(words, key_help(panel->key));
}

static float note_height(const State *state, const Frame *frame, float width) {
    if (!state->panel.editing) return 0;
    return paragraph_height(frame, width, FACE_REGULAR, 20, edited_note(state, frame->words)) + 0.6f * frame_text_size(frame, 20);
}

static PanelLayout make_layout(const State *state, const Frame *frame, Rect inner) {
    PanelLayout layout = {.rows = inner};
    layout.row = 2.1f * frame_text_size(frame, 20);
    layout.more = note_height(state, frame, inner.w * (1 - LABEL_SHARE));
    layout.content = layout.row * KEY_COUNT + layout.more;
    return layout;
}

static Rect panel_rect(State *state, const Frame *frame) {
    Rect area = rect_inset(over_area(state), MARGIN * frame->unit);
    float width = fminf(fmaxf(PANEL_WIDTH * frame->unit, 26 * frame_text_size(frame, 20)), area.w);
    return rect_cut_right(&area, width);
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
    frame_text_fit(frame, line.x, line.y + height / 2 + 0.35f * px, ALIGN_LEFT, FACE_BOLD, px, frame->theme->text, words_get(frame->words, "app.panel.title"),
                   line.w - px);
}

static void draw_row(State *state, Frame *frame, Rect row, Key key, float more) {
    bool editing = state->panel.editing && state->panel.key == key;
    float gap = 0.12f * row.h, px = frame_text_size(frame, 20);
    Rect label = rect_cut_left(&row, row.w * LABEL_SHARE), box = {row.x, row.y + gap, row.w, row.h - 2 * gap};
    bool given = state->experiment.given[key] != NULL;
    frame_text_fit(frame, label.x, label.y + label.h / 2 + 0.35f * px, ALIGN_LEFT, given ? FACE_BOLD : FACE_REGULAR, px, frame->theme->text, key_name(key),
                   label.w - 0.5f * px);
    if (!editing) {
        Field field = {.key = key_name(key), .text = experiment_get(&state->experiment, key), .hint = key_values(key)};
        field_draw(frame, box, &field, WIDGET_PLAIN);
        return;
    }
    Field field = edited_field(&state->panel);
    bool wrong = field.problem != NULL;
    if (wrong) box.h += more; // the field puts the problem beneath itself
    field_draw(frame, box, &field, WIDGET_FOCUSED);
    if (wrong) return;
    Rect note = {box.x, box.y + box.h + gap, box.w, more};
    paragraph_draw(frame, note, FACE_REGULAR, 20, frame->theme->quiet, edited_note(state, frame->words));
}

// Keeps the edited row in sight, and the scroll within the content.
static float settle_scroll(State *state, const PanelLayout *layout) {
    Panel *panel = &state->panel;
    if (panel->editing) {
        float top = (float)panel->key * layout->row, bottom = top + layout->row + layout->more;
        panel->scroll = fminf(panel->scroll, top);
        panel->scroll = fmaxf(panel->scroll, bottom - layout->rows.h);
    }
    panel->scroll = fmaxf(0, fminf(panel->scroll, layout->content - layout->rows.h));
    return panel->scroll;
}

void panel_draw(State *state, Frame *frame) {
    Rect inner = card_draw(frame, panel_rect(state, frame));
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
        if (y + layout.row <= inner.y + inner.h + 1 && y >= inner.y - 1) draw_row(state, frame, (Rect){inner.x, y, inner.w, layout.row}, key, more);
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
        Field field = edited_field(&state->panel);
        state->panel.edit.caret = state->panel.edit.anchor = field_offset_at(&frame, hit->rect, &field, WIDGET_FOCUSED, x);
    }
}
