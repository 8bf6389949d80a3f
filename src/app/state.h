// Everything the program knows while it runs: what is open, where one looks, what is being typed, and what it wants from outside.
#ifndef UNROLL_APP_STATE_H
#define UNROLL_APP_STATE_H

#include "app/experiments/comparison.h"
#include "app/editor/editor_text.h"
#include "app/launch.h"
#include "app/playhead.h"
#include "app/editor/text_edit.h"
#include "experiment/recording.h"
#include "trace/code/code.h"
#include "view/panels/proof.h"
#include "view/view.h"

// What the loop around the state is asked to do; it clears what it has done.
typedef struct Requests {
    bool quit;
    bool paste;        // wants an EVENT_PASTE with the clipboard's text
    Text copy;         // goes to the clipboard; "": nothing
    Text save_picture; // the frame goes to this PNG file; "": nothing
} Requests;

// The camera on its way from where it was (glide.h).
typedef struct Glide {
    Camera from;    // resolved
    double started; // s
    bool moving;
    bool follows;    // `followed` is known
    double followed; // the position of the playhead for which the camera has been placed
} Glide;

// A short message at the bottom.
typedef struct Toast {
    Text text;
    bool is_problem;
    double since, until; // s; it fades at both ends
} Toast;

typedef enum Overlay { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_QUIT } Overlay;

// What has the keyboard, by what it does: the hits of a frame are made anew each time.
typedef struct Focus {
    bool active; // Tab was pressed: the ring shows
    HitKind kind;
    const char *command;
    char argument[64];
} Focus;

// The number that is asked by keys rather than by the pointer.
typedef struct AskedNumber {
    bool active;
    Element element;
    int trace;   // of which of the view's traces it is
    Point place; // px: the middle of where it was found, for it may be shown in several places
} AskedNumber;

typedef struct Pointer {
    bool inside;
    float x, y;
    bool pressed, dragged;
    HitKind grabbed; // of the hit under the press: HIT_STAGE pans, HIT_TIMELINE and HIT_TRAINING scrub, HIT_SLIDER turns the knob
    Rect rect;       // of that hit
    bool turned;     // HIT_SLIDER: something has been changed since the press
    double from, to; // of the timeline that was grabbed
    Camera camera;   // resolved, when the press began
    float press_x, press_y;
} Pointer;

// The panel with the keys of the experiment.
typedef struct Panel {
    bool open;
    Rect rect;      // px, in the last frame
    bool following; // the next frame brings the edited row into sight; from then on it may be scrolled away
    float scroll;   // px
    bool editing;
    Key key; // that is being edited
    TextEdit edit;
    Text problem; // beside that field; "": none
} Panel;

// The code of the trace, beside the stage.
typedef struct CodePanel {
    bool open;
    Code code; // of the trace number `of`, in `language`
    long of;   // as State.shown; 0: none
    Language language;
    bool too_large;    // there are more numbers in it than anybody would read
    int first, column; // line at the top, code points beyond the left edge
    int followed;      // the lit line that was brought into sight; -1: none
} CodePanel;

// The equations of the cell beside the stage, as they are being written.
typedef struct Editor {
    bool open;
    bool typing; // it has the keyboard
    EditorText text;
    Text base;            // the text of the cell as it was opened, chosen or saved last
    Experiment base_cell; // the keys of that cell
    Experiment opened;    // the experiment as the text made it, or was made from it, last
    bool has_step;        // that can be undone as one step of the experiment
    Report problems;      // of the text as it is; the stage keeps the last good cell
    Language language;    // of the problems
    long checked;         // the revision of the text that they are of
    Experiment tried;     // the experiment that they are of
    const Session *sized; // whose sizes they are of: never looked into
    double due;           // s: when the text is opened; INFINITY: it is, or cannot be
    double cost;          // s that opening it took last
    int first;            // row at the top
    bool following;       // the next frame brings the caret into sight
    bool wrote;           // what was written has been opened at least once
    bool choosing;        // the shelf is shown
    bool naming;          // the name of a file is being typed
    bool then_quits;      // once it has that name, the program ends
    TextEdit name;        // that name
    Text name_problem;    // what is wrong with it; "": nothing
    char *own_file;       // that the text was read from or written to; NULL: none
    char *confirmed;      // a file of somebody else's that may be overwritten when it is asked for once more; NULL: none
    Rect rect, caret;     // px, in the last frame
    double column;        // units: the width that opening it gave a column, so that the cell is seen from within; 0: it gave none
    bool unfolded;        // opening it unfolded the network
    bool selecting;       // the pointer was pressed on the text and selects
    int clicks;           // at the same place, one after the other
    double clicked;       // s: when the last was
    Point place;          // px: where
} Editor;

// The card that proves a gradient.
typedef struct Prove {
    bool open;
    char *weight; // its parameter by name, so that it is found in the next trace; NULL: none
    int row, col;
    long of; // the trace, as State.shown, that the proof is of
    Proof proof;
} Prove;

enum { UNDO_DEPTH = 100 };

// Training that is watched begins slowly enough to follow and grows faster by itself, until the person takes the speed into their own
// hands.
typedef struct Pace {
    double rate;  // updates a second
    double owed;  // updates that may be made now
    double speed; // the playhead's, when the rate was set
    double since; // s: when that was counted last
    bool is_growing;
} Pace;

typedef struct State {
    // What is open. The session and the trace belong together; both are NULL until the first experiment is ready.
    Experiment experiment; // as it was set last
    Session *session;
    Trace *trace;
    Trace *before;        // of the iteration before it, where that handed its state on; NULL: none
    long shown;           // how many traces there have been: a trace is known by it
    Recording *recording; // of `session`, which it owns: its training has a timeline
    Recording *training;  // on its way to `wanted` updates, a slice at a time: of a new session, or `recording`; NULL: nothing to do
    long wanted;
    bool running;           // training is played: each frame makes updates and shows the iteration that it has come to
    long run_to;            // updates at which that ends; LONG_MAX: when it is stopped
    long rest;              // updates at which playing without an end rests, and can be played on; 0: nowhere
    Pace pace;              // how fast it is played where no end was given
    long failed;            // the iteration, from 1, that was not finite; 0: none so far
    Text failure;           // what was not finite in it, as the view tells it
    char *at;               // where to go once the first trace is there; NULL: nowhere
    char *compare;          // as it was given, checked; NULL: none
    char *compared_last;    // what was compared before it was switched off; NULL: nothing
    Comparison *comparison; // beside `trace`
    Comparison *coming;     // takes its place as soon as `training` has come to its end; NULL: it stays

    Experiment undo[UNDO_DEPTH]; // [0, undo_at): before; [undo_at, undo_count): undone, may be redone
    int undo_at, undo_count;

    // Where one looks, and how.
    Playhead playhead;
    Camera camera;
    Glide glide;
    const Theme *theme;
    Language language;
    Words *words[LANGUAGE_COUNT]; // made when first wanted
    float scale;
    int width, height; // px
    PlotKind plot;     // that the card of plots shows
    int lane;          // the lane that it follows, from 0; beyond the last: the first
    char *weight;      // the parameter that the tray shows; NULL: that of the moment

    // What people are doing.
    Overlay overlay;
    float help_scroll;
    Panel panel;
    Focus focus;
    AskedNumber number;
    Pointer pointer;
    CodePanel code;
    Editor editor;
    Prove prove;
    int answer; // to the question: which of the options was chosen; -1: none
    Toast toast;
    double now; // s, of the last frame
    Requests requests;

    // From outside.
    TextMeasure measure;
    double (*clock)(void *context); // s; for slices of work within one frame
    void *clock_context;
    double drawing; // s that the last frame took besides its slice of work
    double showing; // s that the loop around took to bring the last frame to the screen; 0: not known

    TrainingView training_view; // of the last state_view

    // The last frame.
    DisplayList list;
    HitList hits;
} State;

// A state with nothing open yet. `measure` as the text will be drawn. NULL and problems where the launch's experiment, or one that is
// compared with it, cannot be opened. After this, training is under way: state_settle, or frames, bring it to its end.
State *state_create(const Launch *launch, Language language, TextMeasure measure, double (*clock)(void *context), void *clock_context,
                    Report *report);
void state_destroy(State *state);

// Where to go once the trace that is being made is there; the text is copied.
void state_set_at(State *state, const char *at);

// The words of the current language.
const Words *state_words(State *state);

// Changes the language of everything that is shown; a message of the language before goes.
void state_set_language(State *state, Language language);

// Shows a message for a moment. `key` and arguments as in words_format.
void state_say(State *state, const char *key, const WordArg *args, size_t count);
// Shows the first problem of a report, and how many more there are; nothing if there is none.
void state_say_problems(State *state, const Report *report);

// What would be drawn: the view of the state, valid until the state changes. The trace must be there.
View state_view(State *state);

// What a command line would have to say to open this picture again. `launch` is initialised and filled.
void state_launch(const State *state, Launch *launch);

#endif
