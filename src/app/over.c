#include "app/over.h"

#include "view/layout.h"

#include <math.h>

Frame over_frame(State *state, const View *view) {
    Frame frame = {.view = view, .trace = state->trace, .theme = state->theme, .words = view->words, .list = &state->list, .hits = &state->hits};
    if (state->trace) {
        Layout layout;
        layout_make(view, &layout);
        frame.unit = layout.unit;
        frame.text_min = layout.text_min;
    } else {
        frame.unit = (float)state->height / 1080 * state->scale;
        frame.text_min = fmaxf(10, 20 * frame.unit);
    }
    return frame;
}

float over_unit(State *state) {
    View view = state_view(state);
    return over_frame(state, &view).unit;
}
