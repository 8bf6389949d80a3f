#include "app/panels/over.h"

#include "view/layout.h"

#include <math.h>

Frame over_frame(State *state, const View *view) {
    Frame frame = {
        .view = view, .trace = state->trace, .theme = state->theme, .words = view->words, .list = &state->list, .hits = &state->hits};
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

Rect over_area(State *state) {
    if (!state->trace) return (Rect){0, 0, (float)state->width, (float)state->height};
    View view = state_view(state);
    Layout layout;
    layout_make(&view, &layout);
    float top = layout.header.y + layout.header.h;
    return (Rect){0, top, (float)state->width, layout.sentence.y - top};
}

Rect over_notice(State *state) {
    float unit = over_unit(state);
    Rect area = {0, 0, (float)state->width, 96 * unit};
    for (size_t i = 0; i < state->hits.count; i++) { // the buttons of the header stay in reach
        const Hit *hit = &state->hits.hits[i];
        if (hit->kind == HIT_COMMAND && hit->wordless && hit->focusable && hit->rect.y + hit->rect.h < area.h && hit->rect.x > area.w / 2)
            area.w = hit->rect.x;
    }
    float left = 0.3f * area.w;
    return (Rect){left, 0, area.w - left - 16 * unit, area.h};
}

Rect over_side(State *state) {
    View view = state_view(state);
    Layout layout;
    layout_make(&view, &layout);
    return layout.inspector;
}

float over_unit(State *state) {
    View view = state_view(state);
    return over_frame(state, &view).unit;
}
