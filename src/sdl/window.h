// The window: pixels go in, events come out. Pixels are written straight into the window's surface, without a GPU.
#ifndef UNROLL_SDL_WINDOW_H
#define UNROLL_SDL_WINDOW_H

#include "app/event.h"
#include "base/report.h"
#include "raster/pixels.h"

#include <stddef.h>

typedef struct Window Window;

// Opens a window that can be resized. NULL with a problem (window.no-display, window.failed) where there is no display that anybody could
// see.
Window *window_create(const char *title, int width, int height, Report *report);
void window_destroy(Window *window); // NULL is fine

// Waits until an event comes, or for `seconds` (INFINITY: without end; 0 or less: not at all), and takes all events that are there, at most
// `capacity`. Returns how many. Their texts are valid until the next call. Waiting takes no processor time.
size_t window_events(Window *window, double seconds, Event *events, size_t capacity);

// Where to draw, with the window's size in px. Valid until the next window_events; what was drawn stays where the size stays. `data` is
// NULL while there is nothing to draw on (a window that is being closed).
Pixels window_pixels(Window *window);

// Shows what was drawn in these rectangles.
void window_show(Window *window, const PixelRect *rects, size_t count);

// Turns typed text and input methods on or off. `x`, `y`, `w`, `h`: the text field, px, beside which an input method shows its candidates.
void window_take_text(Window *window, bool on, float x, float y, float w, float h);

void window_set_clipboard(Window *window, const char *text);
// The clipboard's text, "" if it has none; valid until the next window_events.
const char *window_clipboard(Window *window);

#endif
