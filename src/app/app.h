// The program as one function: events in, a display list out. It never blocks, and knows neither window nor files of pictures.
#ifndef UNROLL_APP_APP_H
#define UNROLL_APP_APP_H

#include "app/event.h"
#include "app/state.h"

// When the next frame is wanted.
typedef struct AppFrame {
    bool moving;    // something moves or is being worked at: draw again soon (a sixtieth of a second)
    double wake_at; // s; not moving: when something will change by itself; INFINITY: only events change anything
} AppFrame;

// Takes the events in their order, brings the state to `now` (s, never going back), works for a slice of about 8 ms (up to 12.5 while
// training is played, as drawing leaves time), and makes state->list and state->hits anew.
AppFrame app_frame(State *state, const Event *events, size_t count, double now);

// Makes state->list and state->hits for the state as it is.
void app_draw(State *state);

// Whether typed text, and an input method, should reach the state.
bool app_wants_text(const State *state);

// Beside what an input method shows its candidates: the caret, or the field, in the last frame.
Rect app_text_place(const State *state);

// Runs a line of a script. A step that it starts is finished at once where `settle`, and so is training. False, with problems, where it
// fails.
bool app_run_line(State *state, const char *line, bool settle, Report *report);

#endif
