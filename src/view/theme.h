// Colours and sizes. A colour means one thing everywhere: forward blue, backward vermilion, loss purple, update green.
#ifndef UNROLL_VIEW_THEME_H
#define UNROLL_VIEW_THEME_H

#include "base/display.h"

#include <stdbool.h>

typedef struct Theme {
    const char *name;                                          // "light", "dark", "contrast": as --theme takes it
    Color background, surface, header;                         // the ground, cards and panels on it, the strip of the formula
    Color line;                                                // quiet borders and grid lines
    Color text, quiet, faint;                                  // text; secondary text; what is not computed yet
    Color forward, backward, loss, update;                     // strong enough for text on `surface`
    Color forward_soft, backward_soft, loss_soft, update_soft; // the same, for grounds and the timeline ahead of the playhead
    Color negative, zero, positive;                            // ends and middle of the diverging scale of values
    Color on_strong;                                           // text on the ends of that scale
    Color focus;                                               // ring of the keyboard focus
    float border;                                              // px at 1080
    float shadow;                                              // blur at 1080; 0 for none
} Theme;

const Theme *theme_at(int index); // light first; NULL behind the last
const Theme *theme_find(const char *name);

// The diverging scale: value / limit in [-1, 1] between negative, zero and positive. Not finite: a hatched mark is the caller's business.
Color theme_diverging(const Theme *theme, double value, double limit);
// Text on that colour.
Color theme_text_on(const Theme *theme, Color ground);
Color color_mix(Color a, Color b, float amount); // 0: a, 1: b
Color color_fade(Color color, float alpha);      // alpha multiplied

#endif
