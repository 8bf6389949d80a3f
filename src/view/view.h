// A frame: a pure function of the traces, the playhead, the camera, the size, the theme and the language.
#ifndef UNROLL_VIEW_VIEW_H
#define UNROLL_VIEW_VIEW_H

#include "base/display.h"
#include "base/words.h"
#include "trace/explain.h"
#include "trace/trace.h"
#include "view/theme.h"

// Where one looks. Widths are in units: 1 unit is 1 px where the picture is 1080 high.
typedef struct Camera {
    double
        t; // the timestep in the middle of the stage, a real number; 0: chosen so that as many as possible show (and the playhead follows)
    double column; // width of a column in units; 0: chosen so that all timesteps fit (at most 330)
} Camera;

typedef enum HitKind {
    HIT_ELEMENT,  // a number that the inspector can explain
    HIT_COMMAND,  // a button: a command and its argument
    HIT_TIMELINE, // the timeline: position from `from` at the left to `to` at the right end
    HIT_STAGE,    // the stage: drag pans, wheel zooms
    HIT_COLUMN,   // a timestep
    HIT_PANEL,    // a surface that swallows clicks
    HIT_FIELD,    // a text field: `argument` is its key
    HIT_SLIDER,   // a slider: `command` takes the number between `from` at the left and `to` at the right end
    HIT_TRAINING, // the timeline of training: iteration from `from` at the left to `to` at the right end
} HitKind;

typedef struct Hit {
    Rect rect; // px
    HitKind kind;
    Element element;
    int trace;           // of which of the view's traces the element is
    const char *command; // literal or from a table that outlives the frame
    char argument[64];
    int t;
    double from, to; // HIT_TIMELINE, HIT_TRAINING, HIT_SLIDER
    bool focusable;  // reached by Tab
    bool wordless;   // HIT_COMMAND: an icon by itself, whose command is told beside it on demand
} Hit;

typedef struct HitList {
    Hit *hits; // later ones lie on top
    size_t count, capacity;
} HitList;

void hits_init(HitList *hits);
void hits_finish(HitList *hits);
void hits_clear(HitList *hits);
Hit *hits_add(HitList *hits, HitKind kind, Rect rect);       // adjust until the next append
const Hit *hits_find(const HitList *hits, float x, float y); // the topmost; NULL if none

enum { VIEW_MAX_LANES = 3 };

// What the card of plots shows.
typedef enum PlotKind {
    PLOT_STORY,    // the size of the gradient as far as it has come, from the backward pass on
    PLOT_GRADIENT, // the same of the whole iteration, at any moment, as are all that follow: with the bound on its growth
    PLOT_RELATIVE, // each of its curves as a share of its own last value: what the way does, whatever the size of the loss
    PLOT_WAYS,     // the gradient that comes along the highway beside the one that comes through everything else
    PLOT_GATES,    // the values of every gate: units by timesteps
    PLOT_MAP,      // the gradient of every loss at every state
    PLOT_LOSS,     // the loss by iteration
    PLOT_NORM,     // the norm of the gradient by iteration, and clipping
    PLOT_SHARES,   // a weight's gradient as a sum over timesteps
    PLOT_DECAY,    // what is left in a state of each input before it
    PLOT_PRESETS,  // no plot: experiments to begin with
    PLOT_KIND_COUNT
} PlotKind;

const char *plot_kind_name(PlotKind kind);             // "story", "gradient", ...: as the command `plot` takes it
bool plot_kind_find(const char *name, PlotKind *kind); // also by the word of its button, in English
// Appends all names, "story, gradient, ..., shares (weights)": with the word of the button where that is another.
void plot_kinds_append(const Words *words, Text *out);

// Where training stands. Iterations count from 1.
typedef struct TrainingView {
    long iteration;         // that is shown, or on the way
    long reached;           // the furthest one that can be shown
    bool running;           // it goes on by itself
    long failed;            // the one that was not finite; 0: none
    const char *failure;    // what was not finite, while that iteration is shown; NULL else
    bool is_clipped;        // gradients are clipped already
    const History *history; // what the iterations before `reached` left behind
} TrainingView;

typedef struct View {
    const Trace *traces[VIEW_MAX_LANES]; // the first leads; all are on the same moment by name
    int trace_count;
    double position; // the playhead (trace.h, "Beats")
    Camera camera;
    const Theme *theme;
    const Words *words;
    int width, height; // px
    float scale;       // 1: units are height/1080 px; larger: bigger text and shapes
    TextMeasure measure;
    int pointed_trace;  // of which of the traces `pointed` is
    Element pointed;    // what the inspector explains; ELEMENT_NONE: the most telling number of the moment
    int pointed_column; // timestep under the pointer, 0: none
    bool operations;    // steps go by operations: the moment's op is named in more detail
    bool motion;        // animate between moments; off: show each moment finished
    bool question_answered;
    bool playing;       // the transport shows how to pause
    const char *weight; // the parameter that the tray shows; NULL: that of the moment
    PlotKind plot;
    int lane;                     // of which of the traces the plots are that show only one; beyond the last: the first
    bool has_pointer;             // over the picture, and nothing is dragged
    Point pointer;                // px
    const Trace *before;          // the iteration before the leading one, which handed its state on; NULL: there is none
    float aside;                  // px that the stage and what belongs to it leave free at the right; 0: nothing
    const TrainingView *training; // NULL: nothing has been trained, and there is no timeline of it
} View;

// Draws the whole frame into `list` and its sensitive areas into `hits` (both are cleared first).
void view_draw(const View *view, DisplayList *list, HitList *hits);

// The text that the frame says, for golden files and screen readers: one line a part.
void view_describe(const View *view, Text *out);

// The timestep and column width that `camera` comes to for this view (zeros resolved).
Camera view_resolve_camera(const View *view);

// The camera of a person who has panned or zoomed at a place, moved so that the timestep of what happens at `position` shows; the zoom
// stays. As it is where that shows already, has no timestep, or the camera follows the playhead anyway.
Camera view_follow(const View *view, double position);

#endif
