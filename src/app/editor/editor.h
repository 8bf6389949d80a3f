// The equations of the cell, written beside the stage: each change is compiled in the same frame, and opened where it is right; where it is
// wrong, the stage keeps the last good cell.
#ifndef UNROLL_APP_EDITOR_EDITOR_H
#define UNROLL_APP_EDITOR_EDITOR_H

#include "app/event.h"
#include "app/state.h"
#include "view/panels/editor_panel.h"

void editor_init(State *state);
void editor_finish(State *state);

// Whether it is open, there is something to show, and the panel of the experiment does not stand in its place.
bool editor_is_shown(const State *state);

// Whether typed text goes to it: to the equations, or to the name of a file.
bool editor_has_keyboard(const State *state);

// The room in px that it wants beside the stage of a view.
float editor_room(const State *state, const View *view);

// Whether the picture is high enough for the code to stand beneath the equations; if not, the equations hide it.
bool editor_leaves_room(State *state);

// The parts of View.aside that the equations and the code have as they stand; no height: none.
void editor_divide(const State *state, const Frame *frame, Rect aside, Rect *equations, Rect *code);

// Opens it where it is not, with the cell as it is open, and gives it the keyboard. What was written before and is of the same cell is
// still there.
void editor_open(State *state);
void editor_close(State *state); // what was written is kept

// Gives the keyboard back to the picture.
void editor_rest(State *state);

// Follows the experiment where its cell was changed elsewhere; compiles the text where it is new; opens it where it is right: at once, or,
// where opening takes longer than a frame, after a pause in typing. `at_once`: without waiting. Problems are kept beside the text.
void editor_work(State *state, bool at_once, Report *report);

// When something is left to do; INFINITY: nothing.
double editor_wakes(const State *state);

// Draws it, having brought the caret into sight where it moved.
void editor_show(State *state);

// editor_input.c. Each tells whether the event was the editor's.
bool editor_key(State *state, const char *key, Report *report);
void editor_type(State *state, const char *text, Report *report);
void editor_compose(State *state, const char *text);
void editor_paste(State *state, const char *text, Report *report);
bool editor_press(State *state, const Hit *hit); // NULL: nothing lies there
bool editor_drag(State *state);
bool editor_wheel(State *state, const Event *event);

// Puts a whole cell in place of what is written, having opened the editor.
void editor_paste_cell(State *state, const char *text, Report *report);

// editor_save.c
void editor_ask_name(State *state); // the name of a file is typed from now on
bool editor_name_key(State *state, const char *key);

// What it is drawn with: it lies over the picture.
typedef struct EditorDrawing {
    View view;
    Frame frame;
    Rect rect;
    EditorView editor;
    EditorMark marks[128];
    Field name;
} EditorDrawing;
void editor_drawing_init(State *state, EditorDrawing *drawing);

// The experiment's cell is what stands in the text: from now on this is where undoing all of it leads.
void editor_settle_base(State *state);

// Whether something was written that no file holds. Follows the experiment first.
bool editor_is_unsaved(State *state);

// The keyboard is at that cell of the shelf.
void editor_focus_on_shelf(State *state, const char *cell);

// Whether two experiments name the same cell in the same way.
bool editor_same_cell(const Experiment *a, const Experiment *b);

// Reads the text anew where the cell was changed elsewhere, or the editor was never open.
void editor_follow(State *state);

#endif
