// What the tests of the panels share: an experiment, its trace, and a frame of a moment that is measured with the fixed-width stand-in.
#ifndef UNROLL_TESTS_VIEW_SCENE_H
#define UNROLL_TESTS_VIEW_SCENE_H

#include "view/frame.h"
#include "view/layout.h"

typedef struct Scene {
    Words *words;
    Report report;
    Experiment experiment;
    Session *session;
    Trace *trace;
    View view;
    Layout layout;
    Frame frame;
    DisplayList list;
    HitList hits;
    int faults; // that scene_check_texts has found and printed
} Scene;

// `keys` are names and values in turn, ending with NULL. Fails the test with the problems if there are any.
void scene_open(Scene *scene, Language language, const char *const *keys);
void scene_close(Scene *scene);

// Begins an empty frame of a position of the playhead.
void scene_frame(Scene *scene, int width, int height, double position);
// The same for a moment by its name ("backward:h[2]").
void scene_frame_at(Scene *scene, int width, int height, const char *name);

// Draws the card of a plot, and nothing else, at the start.
void scene_draw_plot(Scene *scene, PlotKind kind, int width, int height);

// Whether one of the texts drawn so far is, or contains, `text`.
bool scene_says(const Scene *scene, const char *text);
bool scene_says_number(const Scene *scene, double value); // the same of a number with all its digits

// How many hits of a kind there are (a command: only that one; NULL: any).
int scene_count_hits(const Scene *scene, HitKind kind, const char *command);
// The hit of an element; NULL without one.
const Hit *scene_hit(const Scene *scene, Element element);

// Prints and counts as faults the texts and boxes drawn from shape `first` on that leave `rect` (texts: 1 px of tolerance), texts that
// overlap, and texts that are smaller than the frame's smallest. Returns how many texts it looked at.
int scene_check_texts(Scene *scene, size_t first, Rect rect, const char *what);
// The same of the whole picture with a plot open, in all languages and three sizes, at `parts` + 1 moments from the first to the last of an
// experiment. Fails the test where there are faults.
int scene_check_moments(const char *const *keys, PlotKind plot, int parts);

// Fails the test where the shapes drawn so far are not those of `name`.txt in the folder. With UNROLL_WRITE_GOLDEN=1 the file is written
// anew.
void scene_check_golden(Scene *scene, const char *folder, const char *name);

#endif
