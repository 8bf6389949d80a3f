#include "app/actions/actions.h"

#include "app/glide.h"
#include "view/stage/stage.h"

#include <stdlib.h>
#include <string.h>

#define ZOOM_RATIO 1.25
#define SCALE_STEP 0.1f

static double clamp(double value, double least, double most) {
    return value < least ? least : value > most ? most : value;
}

// The camera with its zeros resolved: what one sees now.
static Camera camera_now(State *state) {
    View view = state_view(state);
    return view_resolve_camera(&view);
}

static void zoom_to(State *state, double column) {
    Camera camera = camera_now(state);
    glide_begin(state);
    // While nobody has panned, the playhead goes on choosing the timestep in the middle.
    state->camera.column = clamp(column, COLUMN_MIN, COLUMN_MAX);
    if (state->camera.t > 0) state->camera.t = camera.t;
}

bool action_zoom_in(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    double now = camera_now(state).column, next = now * ZOOM_RATIO;
    // No step leaps over the width at which one operation is shown and still has room beside the panels.
    zoom_to(state, now < STAGE_PRODUCT_COLUMN - 0.5 && next > STAGE_PRODUCT_COLUMN ? STAGE_PRODUCT_COLUMN : next);
    return true;
}

bool action_zoom_out(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    zoom_to(state, camera_now(state).column / ZOOM_RATIO);
    return true;
}

bool action_zoom(State *state, const char *argument, Report *report) {
    double column;
    if (!number_parse(argument, &column) || !(column == 0 || (column >= COLUMN_MIN && column <= COLUMN_MAX))) {
        REPORT(report, ((Place){.file = "zoom"}), "app.zoom.form", {"value", argument});
        return false;
    }
    glide_begin(state);
    state->camera.column = column;
    return true;
}

static void pan_to(State *state, double t) {
    glide_begin(state);
    state->camera.t = clamp(t, 0.5, (double)state->trace->steps + 0.5);
}

bool action_pan(State *state, const char *argument, Report *report) {
    double t;
    if (!number_parse(argument, &t) || !(t >= 0 && t <= (double)state->trace->steps + 1)) {
        REPORT(report, ((Place){.file = "pan"}), "app.pan.form", {"value", argument});
        return false;
    }
    if (t > 0)
        pan_to(state, t);
    else {
        glide_begin(state);
        state->camera.t = 0;
    }
    return true;
}

bool action_pan_left(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    pan_to(state, camera_now(state).t - 1);
    return true;
}

bool action_pan_right(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    pan_to(state, camera_now(state).t + 1);
    return true;
}

bool action_fit(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    glide_begin(state);
    state->camera = (Camera){0, 0};
    return true;
}

static const Theme *next_theme(const Theme *theme) {
    for (int i = 0; theme_at(i); i++)
        if (theme_at(i) == theme) return theme_at(i + 1) ? theme_at(i + 1) : theme_at(0);
    return theme_at(0);
}

// Through the launch's reader, so that what a command refuses is what the command line refuses. `launch` becomes the caller's to finish.
static bool read_option(Launch *launch, LaunchOption option, const char *value, const char *command, Report *report) {
    launch_init(launch);
    return launch_set(launch, option, value, (Place){.file = command}, report);
}

bool action_theme(State *state, const char *argument, Report *report) {
    Launch launch = {0};
    bool sound = !*argument || read_option(&launch, LAUNCH_THEME, argument, "theme", report);
    if (sound) state->theme = *argument ? launch.theme : next_theme(state->theme);
    launch_finish(&launch);
    return sound;
}

bool action_language(State *state, const char *argument, Report *report) {
    Launch launch = {0};
    bool sound = !*argument || read_option(&launch, LAUNCH_LANG, argument, "language", report);
    if (sound) state_set_language(state, *argument ? launch.language : (Language)((state->language + 1) % LANGUAGE_COUNT));
    launch_finish(&launch);
    return sound;
}

bool action_scale(State *state, const char *argument, Report *report) {
    Launch launch = {0};
    bool sound = !*argument || read_option(&launch, LAUNCH_SCALE, argument, "scale", report);
    if (sound) state->scale = *argument ? launch.scale : 1;
    launch_finish(&launch);
    return sound;
}

static bool scale_by(State *state, float step) {
    float tenths = state->scale * 10 + step * 10;
    state->scale = (float)clamp((double)(int)(tenths + 0.5f) / 10, SCALE_MIN, SCALE_MAX);
    return true;
}

bool action_scale_up(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return scale_by(state, SCALE_STEP);
}

bool action_scale_down(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    return scale_by(state, -SCALE_STEP);
}

bool action_motion(State *state, const char *argument, Report *report) {
    (void)argument, (void)report;
    Playhead *playhead = &state->playhead;
    playhead->motion = !playhead->motion;
    if (!playhead->motion && state->trace) playhead_jump(playhead, state->trace, playhead_goal(playhead), state->now);
    state_say(state, playhead->motion ? "app.motion.on" : "app.motion.off", NULL, 0);
    return true;
}

static void set_weight(State *state, const char *name) {
    char *copy = NULL;
    if (name) {
        copy = memory_alloc(strlen(name) + 1);
        strcpy(copy, name);
    }
    free(state->weight);
    state->weight = copy;
}

bool action_weight(State *state, const char *argument, Report *report) {
    const Program *program = state->trace->program;
    if (*argument && program_find_param(program, argument) < 0) {
        REPORT(report, ((Place){.file = "weight"}), "app.weight.unknown", {"value", argument});
        return false;
    }
    if (*argument)
        set_weight(state, argument);
    else { // the next one, and behind the last again the moment's own
        int next = state->weight ? program_find_param(program, state->weight) + 1 : 0;
        set_weight(state, next < program->param_count ? program->params[next].name : NULL);
    }
    return true;
}

bool action_choose_loss(State *state, const char *argument, Report *report) {
    long t;
    bool sound = integer_parse(argument, &t) && t >= 1 && t <= state->trace->steps;
    bool found = false;
    for (int i = 0; sound && i < state->trace->loss_count; i++) found |= state->trace->loss_steps[i] == t;
    if (!found) {
        REPORT(report, ((Place){.file = "choose-loss"}), "app.loss.none", {"value", argument});
        return false;
    }
    trace_choose_loss(state->trace, (int)t);
    comparison_choose_loss(state->comparison, (int)t);
    return true;
}
