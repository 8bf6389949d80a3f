#include "app/state.h"

#include "app/panels/code_panel.h"
#include "app/editor/editor.h"
#include "app/open.h"
#include "app/panels/panel.h"
#include "app/experiments/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_WIDTH = 1280, DEFAULT_HEIGHT = 720 };
#define TOAST_SECONDS 1.8
#define TOAST_PROBLEM_SECONDS 6.0

static char *copy_or_null(const char *text) {
    if (!text) return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(memory_alloc(size), text, size);
}

State *state_create(const Launch *launch, Language language, TextMeasure measure, double (*clock)(void *context), void *clock_context,
                    Report *report) {
    State *state = memory_alloc_zeros(1, sizeof *state);
    experiment_init(&state->experiment);
    playhead_init(&state->playhead);
    text_edit_init(&state->panel.edit);
    text_init(&state->panel.problem);
    text_init(&state->toast.text);
    text_init(&state->failure);
    code_init(&state->code.code);
    text_init(&state->requests.copy);
    text_init(&state->requests.save_picture);
    display_init(&state->list);
    hits_init(&state->hits);
    state->measure = measure;
    state->clock = clock;
    state->clock_context = clock_context;
    state->language = launch->language_given ? launch->language : language;
    editor_init(state);
    state->theme = launch->theme ? launch->theme : theme_at(0);
    state->scale = launch->scale > 0 ? launch->scale : 1;
    state->camera = launch->camera;
    state->plot = launch->plot;
    state->lane = launch->lane;
    state->width = launch->width > 0 ? launch->width : DEFAULT_WIDTH;
    state->height = launch->height > 0 ? launch->height : DEFAULT_HEIGHT;
    state->at = copy_or_null(launch->at);
    state->compare = copy_or_null(launch->compare);
    if (state_open(state, &launch->experiment, report)) return state;
    state_destroy(state);
    return NULL;
}

void state_destroy(State *state) {
    if (!state) return;
    comparison_destroy(state->coming);
    comparison_destroy(state->comparison);
    trace_destroy(state->trace);
    trace_destroy(state->before);
    if (state->training != state->recording) training_destroy(state->training);
    training_destroy(state->recording);
    experiment_finish(&state->experiment);
    for (int i = 0; i < state->undo_count; i++) experiment_finish(&state->undo[i]);
    editor_finish(state);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (state->words[i]) words_destroy(state->words[i]);
    text_edit_finish(&state->panel.edit);
    text_finish(&state->panel.problem);
    text_finish(&state->toast.text);
    text_finish(&state->failure);
    code_finish(&state->code.code);
    free(state->prove.weight);
    text_finish(&state->requests.copy);
    text_finish(&state->requests.save_picture);
    display_finish(&state->list);
    hits_finish(&state->hits);
    free(state->at);
    free(state->compare);
    free(state->compared_last);
    free(state->weight);
    free(state);
}

void state_set_at(State *state, const char *at) {
    free(state->at);
    state->at = copy_or_null(at);
}

const Words *state_words(State *state) {
    Words **words = &state->words[state->language];
    if (!*words) *words = words_create(state->language);
    return *words;
}

void state_set_language(State *state, Language language) {
    if (language != state->language) text_clear(&state->toast.text); // it was said in the language before
    state->language = language;
}

static void show_toast(State *state, bool is_problem) {
    state->toast.is_problem = is_problem;
    state->toast.since = state->now;
    state->toast.until = state->now + (is_problem ? TOAST_PROBLEM_SECONDS : TOAST_SECONDS);
}

void state_say(State *state, const char *key, const WordArg *args, size_t count) {
    text_clear(&state->toast.text);
    words_format(state_words(state), &state->toast.text, key, args, count);
    show_toast(state, false);
}

void state_say_problems(State *state, const Report *report) {
    if (report->count == 0) return;
    const Problem *first = &report->problems[0];
    text_clear(&state->toast.text);
    if (first->place.file && first->place.line > 0)
        text_printf(&state->toast.text, "%s:%d: ", first->place.file, first->place.line);
    else if (first->place.file)
        text_printf(&state->toast.text, "%s: ", first->place.file);
    text_append(&state->toast.text, first->message);
    if (report->count > 1) {
        Text more;
        text_init(&more);
        text_printf(&more, "%zu", report->count - 1);
        text_append(&state->toast.text, " ");
        WORDS_FORMAT(state_words(state), &state->toast.text, "app.problems.more", {"count", more.data});
        text_finish(&more);
    }
    show_toast(state, true);
}

View state_view(State *state) {
    View view = {
        .traces = {state->trace},
        .trace_count = 1,
        .position = state->playhead.position,
        .camera = state->camera,
        .theme = state->theme,
        .words = state_words(state),
        .width = state->width,
        .height = state->height,
        .scale = state->scale,
        .measure = state->measure,
        .operations = state->playhead.operations,
        .motion = state->playhead.motion,
        .playing = state->playhead.playing,
        .weight = state->weight,
        .plot = state->plot,
        .lane = state->lane,
        .has_pointer = state->pointer.inside && !state->pointer.dragged,
        .pointer = {state->pointer.x, state->pointer.y},
        .question_answered = state->playhead.answered,
    };
    for (int i = 0; state->comparison && i < state->comparison->count; i++)
        view.traces[view.trace_count++] = state->comparison->lanes[i].trace;
    view.before = view.trace_count == 1 ? state->before : NULL;
    if (state->panel.open && state->trace)
        view.aside = panel_room(&view);
    else if (editor_is_shown(state))
        view.aside = fmaxf(editor_room(state, &view), state->code.open ? code_panel_room(state, &view) : 0);
    else if (code_panel_is_shown(state))
        view.aside = code_panel_room(state, &view);
    if (training_shows(state)) {
        training_view(state, &state->training_view);
        view.training = &state->training_view;
    }
    return view;
}

void state_launch(const State *state, Launch *launch) {
    experiment_copy(&launch->experiment, &state->experiment);
    launch->camera = state->camera;
    launch->plot = state->plot;
    launch->lane = state->comparison && state->lane <= state->comparison->count ? state->lane : 0;
    launch->theme = state->theme;
    launch->scale = state->scale;
    launch->language_given = true;
    launch->language = state->language;
    free(launch->compare);
    launch->compare = copy_or_null(state->compare);
    if (!state->trace) return;
    Text at;
    text_init(&at);
    double position = playhead_goal(&state->playhead);
    if (floor(position) < position)
        text_append_number(&at, position);
    else
        trace_moment_name(state->trace, (long)position, &at);
    free(launch->at);
    launch->at = copy_or_null(at.data);
    text_finish(&at);
}
