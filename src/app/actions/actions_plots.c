#include "app/actions/actions.h"

#include "app/glide.h"
#include "app/experiments/knob.h"
#include "app/open.h"
#include "app/experiments/comparison.h"
#include "app/experiments/presets.h"
#include "trace/memo.h"
#include "view/layout.h"
#include "view/plots/plots.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RADIUS_STEP 0.05

// Each tells which names there are.
static bool refuse_plot(const char *value, Report *report) {
    Text known;
    text_init(&known);
    plot_kinds_append(report->words, &known);
    REPORT(report, ((Place){.file = "plot"}), "plots.unknown", {"value", value}, {"known", known.data});
    text_finish(&known);
    return false;
}

static bool refuse_preset(const char *value, Report *report) {
    Text known;
    text_init(&known);
    for (int i = 0; plots_preset_name(i); i++) text_printf(&known, "%s%s", i > 0 ? ", " : "", plots_preset_name(i));
    REPORT(report, ((Place){.file = "preset"}), "plots.preset-unknown", {"value", value}, {"known", known.data});
    text_finish(&known);
    return false;
}

bool action_plot(State *state, const char *argument, Report *report) {
    PlotKind kind = (PlotKind)((state->plot + 1) % PLOT_KIND_COUNT);
    if (*argument && !plot_kind_find(argument, &kind)) return refuse_plot(argument, report);
    state->plot = kind;
    View view = state_view(state);
    Layout layout;
    layout_make(&view, &layout);
    if (kind != PLOT_STORY && layout.plot.h <= 0 && state->camera.column > 0) { // who looks into a cell would not see it
        glide_begin(state);
        state->camera.column = 0;
    }
    return true;
}

bool action_lane(State *state, const char *argument, Report *report) {
    int count = state->comparison->count + 1;
    long lane = (state->lane < count ? state->lane + 1 : 1) % count + 1;
    if (!*argument || (integer_parse(argument, &lane) && lane >= 1 && lane <= count)) {
        state->lane = (int)lane - 1;
        return true;
    }
    char most[16];
    snprintf(most, sizeof most, "%d", count);
    REPORT(report, ((Place){.file = "lane"}), "plots.lane-form", {"value", argument}, {"most", most});
    return false;
}

bool action_preset(State *state, const char *argument, Report *report) {
    if (!*argument) return action_plot(state, state->plot == PLOT_PRESETS ? "story" : "presets", report);
    Experiment experiment;
    experiment_init(&experiment);
    const char *compare = NULL;
    long rest = 0;
    bool known = preset_find(argument, &experiment, &compare, &rest);
    if (!known) refuse_preset(argument, report);
    bool sound = known && state_change_compared(state, &experiment, compare, report);
    if (sound) state->rest = rest;
    if (sound && (state->plot == PLOT_STORY || state->plot == PLOT_PRESETS)) state->plot = PLOT_GRADIENT;
    experiment_finish(&experiment);
    return sound;
}

bool action_radius(State *state, const char *argument, Report *report) {
    double radius;
    if (number_parse(argument, &radius) && radius >= 0 && radius <= RADIUS_MOST) return knob_set_radius(state, radius, true, report);
    Text most;
    text_init(&most);
    text_append_decimal(&most, RADIUS_MOST, 0, false);
    REPORT(report, ((Place){.file = "radius"}), "plots.radius-form", {"value", argument}, {"most", most.data});
    text_finish(&most);
    return false;
}

// To the next multiple of the step, upwards or downwards.
static bool step_radius(State *state, int by, Report *report) {
    const RecurrentMatrix *matrix = trace_memo_matrix(state->trace);
    double now = matrix && isfinite(matrix->spectral_radius) ? matrix->spectral_radius : 1;
    double steps = by > 0 ? floor(now / RADIUS_STEP + 1e-6) + 1 : ceil(now / RADIUS_STEP - 1e-6) - 1;
    double radius = round(fmin(fmax(steps * RADIUS_STEP, 0), RADIUS_MOST) * 100) / 100;
    return knob_set_radius(state, radius, true, report);
}

bool action_radius_up(State *state, const char *argument, Report *report) {
    (void)argument;
    return step_radius(state, 1, report);
}

bool action_radius_down(State *state, const char *argument, Report *report) {
    (void)argument;
    return step_radius(state, -1, report);
}

bool action_cell_next(State *state, const char *argument, Report *report) {
    (void)argument;
    static const char *const CELLS[] = {"elman", "elman-sigmoid", "elman-relu", "elman-identity"};
    enum { CELL_COUNT = sizeof CELLS / sizeof *CELLS };
    const char *now = experiment_get(&state->experiment, KEY_CELL);
    bool own = *experiment_get(&state->experiment, KEY_CELL_TEXT) != '\0';
    int next = 0;
    for (int i = 0; i < CELL_COUNT && !own; i++)
        if (strcmp(now, CELLS[i]) == 0) next = (i + 1) % CELL_COUNT;
    return knob_set_key(state, KEY_CELL, CELLS[next], report);
}

static bool set_steps(State *state, int steps, Report *report) {
    char number[16];
    snprintf(number, sizeof number, "%d", steps);
    return knob_set_key(state, KEY_STEPS, number, report);
}

bool action_longer(State *state, const char *argument, Report *report) {
    (void)argument;
    int steps = state->trace->steps;
    return set_steps(state, steps + (steps < 10 ? 1 : steps < 40 ? 5 : 10), report);
}

bool action_shorter(State *state, const char *argument, Report *report) {
    (void)argument;
    int steps = state->trace->steps, less = steps - (steps <= 10 ? 1 : steps <= 40 ? 5 : 10);
    if (less >= 1) return set_steps(state, less, report);
    REPORT_PLAIN(report, ((Place){.file = "shorter"}), "plots.shortest");
    return false;
}

bool action_losses(State *state, const char *argument, Report *report) {
    bool is_last = state->session->settings.losses_last;
    bool known = strcmp(argument, "all") == 0 || strcmp(argument, "last") == 0;
    if (known || !*argument) return knob_set_key(state, KEY_LOSSES, *argument ? argument : is_last ? "all" : "last", report);
    REPORT(report, ((Place){.file = "losses"}), "plots.losses-form", {"value", argument});
    return false;
}
