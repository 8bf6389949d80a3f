#include "app/app.h"

#include "app/panels/code_panel.h"
#include "app/command.h"
#include "app/editor/editor.h"
#include "app/focus.h"
#include "app/glide.h"
#include "app/panels/help.h"
#include "app/input.h"
#include "app/number.h"
#include "app/open.h"
#include "app/panels/over.h"
#include "app/panels/panel.h"
#include "app/panels/prove.h"
#include "app/panels/question.h"
#include "app/quit.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SLICE 0.008 // s of work a frame
// While training is played it gets what drawing leaves of a sixtieth of a second, within these bounds.
#define SLICE_LONGEST 0.0125
#define FRAME_MARGIN 0.0005
#define PROVE_SLICE 0.004 // s a frame for the losses around a weight
#define TOAST_FADE 0.2

bool app_wants_text(const State *state) {
    return (state->panel.editing || editor_has_keyboard(state)) && state->overlay == OVERLAY_NONE;
}

Rect app_text_place(const State *state) {
    if (editor_has_keyboard(state) && !state->editor.naming) return state->editor.caret;
    const char *wanted = state->panel.editing ? key_name(state->panel.key) : "save-cell";
    for (size_t i = 0; i < state->hits.count; i++) {
        const Hit *hit = &state->hits.hits[i];
        if (hit->kind == HIT_FIELD && strcmp(hit->argument, wanted) == 0) return hit->rect;
    }
    return (Rect){0, 0, 1, 1};
}

// False where there is no such number any more: it was seen, or asked about, before another experiment was opened.
static bool point_at(View *view, Element element, int trace) {
    bool is_there = trace < view->trace_count && view->traces[trace] && element_exists(view->traces[trace], element);
    if (!is_there) return false;
    view->pointed = element;
    view->pointed_trace = trace;
    return true;
}

// What lies under the pointer, by the hits of the frame before, or what the keys ask about.
static void point(State *state, View *view) {
    const Hit *hit = state->pointer.inside && !state->pointer.dragged ? hits_find(&state->hits, state->pointer.x, state->pointer.y) : NULL;
    if (hit && hit->kind == HIT_ELEMENT) point_at(view, hit->element, hit->trace);
    if (hit && hit->kind == HIT_COLUMN) view->pointed_column = hit->t;
    if (state->number.active) state->number.active = point_at(view, state->number.element, state->number.trace);
}

static float toast_appearance(const State *state) {
    double since = state->now - state->toast.since, left = state->toast.until - state->now;
    if (state->toast.text.length == 0 || left <= 0) return 0;
    if (!state->playhead.motion) return 1;
    double least = since < left ? since : left;
    return (float)(least >= TOAST_FADE ? 1 : least / TOAST_FADE);
}

static void draw_number_ring(const State *state, Frame *frame) {
    const Hit *number = number_hit(state);
    if (number) focus_ring_draw(frame, number->rect, 4 * frame->unit);
}

// What a button without words does: of the one under the pointer, or else the one that has the keyboard.
static void draw_tip(const State *state, Frame *frame, const Hit *focused) {
    const Hit *under =
        state->pointer.inside && !state->pointer.pressed ? hits_find(&state->hits, state->pointer.x, state->pointer.y) : NULL;
    const Hit *hit = under && under->wordless ? under : focused;
    const Command *command = hit && hit->wordless ? command_find(hit->command) : NULL;
    if (!command) return;
    Text words;
    text_init(&words);
    text_printf(&words, "tip.%s", command->name); // shorter than what the help page has to say
    if (!words_has(frame->words, words.data)) {
        text_clear(&words);
        text_printf(&words, "command.%s", command->name);
    }
    char key[32];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(command->keys, " "), command->keys);
    tip_draw(frame, hit->rect, (Rect){0, 0, (float)state->width, (float)state->height}, words_get(frame->words, words.data), key);
    text_finish(&words);
}

// What stands over the picture.
static void draw_over(State *state, const View *view) {
    Frame frame = over_frame(state, view);
    Rect whole = {0, 0, (float)state->width, (float)state->height};
    if (state->training && state->wanted > 0) {
        Rect bar = {0, 0, whole.w, 4 * frame.unit};
        progress_draw(&frame, bar, (double)state->training->session->iteration / (double)state->wanted, state->theme->update);
    }
    if (question_is_shown(state)) question_draw(state, &frame);
    if (state->prove.open) prove_draw(state);
    // They stand in the same place.
    if (editor_is_shown(state)) editor_show(state);
    if (code_panel_is_shown(state) && !state->panel.open && (!editor_is_shown(state) || editor_leaves_room(state))) code_panel_show(state);
    if (state->panel.open) panel_draw(state, &frame);
    if (state->overlay == OVERLAY_HELP) help_draw(state, &frame);
    if (state->overlay == OVERLAY_QUIT) quit_draw(state, &frame);
    draw_number_ring(state, &frame);
    const Hit *focused = focus_hit(state);
    if (focused) focus_ring_draw(&frame, focused->rect, 8 * frame.unit);
    draw_tip(state, &frame, focused);
    float appear = toast_appearance(state);
    if (appear > 0) toast_draw(&frame, over_notice(state), state->toast.text.data, state->toast.is_problem, appear);
}

void app_draw(State *state) {
    View view = state_view(state);
    view.camera = glide_camera(state);
    point(state, &view);
    if (state->trace)
        view_draw(&view, &state->list, &state->hits);
    else {
        display_clear(&state->list);
        hits_clear(&state->hits);
        view.trace_count = 0;
    }
    draw_over(state, &view);
}

// When something changes by itself.
static double next_wake(const State *state) {
    if (state->training || state->running || glide_is_moving(state) || prove_is_working(state)) return state->now;
    double wake = fmin(state->trace ? playhead_wakes(&state->playhead, state->now) : INFINITY, editor_wakes(state));
    if (state->toast.text.length == 0 || state->now >= state->toast.until) return wake;
    bool fading = state->playhead.motion && (state->now < state->toast.since + TOAST_FADE || state->now >= state->toast.until - TOAST_FADE);
    double toast = fading ? state->now : state->playhead.motion ? state->toast.until - TOAST_FADE : state->toast.until;
    return fmin(wake, toast);
}

static double slice(const State *state) {
    if (!state->running) return SLICE;
    double left = 1.0 / 60 - FRAME_MARGIN - state->drawing - state->showing;
    return fmin(fmax(left, SLICE), SLICE_LONGEST);
}

AppFrame app_frame(State *state, const Event *events, size_t count, double now) {
    Report report;
    report_init(&report, state_words(state));
    double started = state->clock(state->clock_context);
    if (now > state->now) state->now = now;
    glide_follow(state);
    for (size_t i = 0; i < count; i++) {
        input_take(state, &events[i], &report);
        report.words = state_words(state); // an event may have changed the language
    }
    editor_work(state, false, &report);
    double worked = slice(state);
    state_work(state, worked, &report);
    prove_work(state, PROVE_SLICE);
    if (state->trace) playhead_update(&state->playhead, state->trace, state->now);
    glide_follow(state);
    if (state->toast.text.length > 0 && state->now >= state->toast.until) text_clear(&state->toast.text);
    state_say_problems(state, &report);
    report_finish(&report);
    app_draw(state);
    state->drawing = fmax(0, state->clock(state->clock_context) - started - worked);
    double wake = next_wake(state);
    return (AppFrame){.moving = wake <= state->now, .wake_at = wake};
}

bool app_run_line(State *state, const char *line, bool settle, Report *report) {
    glide_follow(state);
    bool sound = command_run_line(state, line, report);
    editor_work(state, settle, report);
    glide_follow(state);
    if (sound && settle) {
        sound = state_settle(state, report);
        Playhead *playhead = &state->playhead;
        if (state->trace && playhead->duration > 0) playhead_jump(playhead, state->trace, playhead_goal(playhead), state->now);
        glide_end(state);
        while (prove_is_working(state)) prove_work(state, SLICE);
        app_draw(state); // what has the focus is found among what is drawn
    }
    return sound;
}
