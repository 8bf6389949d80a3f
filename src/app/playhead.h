// Which moment is shown, and how far its animation has gone (trace.h, "Beats"): one real number that moves by itself while a step is under
// way.
#ifndef UNROLL_APP_PLAYHEAD_H
#define UNROLL_APP_PLAYHEAD_H

#include "trace/trace.h"

#define SPEED_MIN 0.1
#define SPEED_MAX 100.0

typedef struct Playhead {
    double position;
    double from, to;          // of the step under way
    double started, duration; // s; duration 0: no step under way
    bool playing;
    double speed;      // 1: about a beat a second
    double rest_until; // s; playing: when the next step starts
    bool answered;     // the question of this trace
    bool operations;   // steps go by operations instead of beats
    bool motion;       // off: every step is there at once
} Playhead;

void playhead_init(Playhead *playhead);

// Where the next step forward (or back) ends: a beat, or an operation.
double playhead_after(const Playhead *playhead, const Trace *trace, double position);
double playhead_before(const Playhead *playhead, const Trace *trace, double position);

// Where it stands once the step under way is finished.
double playhead_goal(const Playhead *playhead);

// Starts a step to a position, at `now`. A step that was under way is finished at once. A position out of range is clamped.
void playhead_step(Playhead *playhead, const Trace *trace, double to, double now);

// Goes there at once and stops any step (playing goes on from there).
void playhead_jump(Playhead *playhead, const Trace *trace, double to, double now);

void playhead_play(Playhead *playhead, const Trace *trace, double now); // at the end: from the start
void playhead_pause(Playhead *playhead);

// Moves it on to `now`. Playing stops at the end, and at the question until it is answered.
void playhead_update(Playhead *playhead, const Trace *trace, double now);

// When it will change next by itself: `now` while a step is under way, INFINITY if never.
double playhead_wakes(const Playhead *playhead, double now);

// Whether it stands at the question, unanswered.
bool playhead_asks(const Playhead *playhead, const Trace *trace);

#endif
