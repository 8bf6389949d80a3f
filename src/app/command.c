#include "app/command.h"

#include "app/actions/actions.h"
#include "app/app.h"
#include "app/panels/code_panel.h"
#include "app/editor/editor.h"
#include "app/open.h"
#include "app/suggest.h"
#include "base/utf8.h"

#include <string.h>

static bool has_trace(const State *state) {
    return state->trace != NULL;
}
static bool can_undo(const State *state) {
    return state->undo_at > 0;
}
static bool can_redo(const State *state) {
    return state->undo_at < state->undo_count;
}
static bool has_lanes(const State *state) {
    return state->trace && state->comparison && state->comparison->count > 0;
}
static bool has_losses(const State *state) {
    return state->trace && state->trace->loss_count > 0;
}
static bool is_stream(const State *state) {
    return state->session && state->session->dataset->pair_count > 0;
}
static bool has_failed(const State *state) {
    return state->failed > 0;
}
static bool may_go_back(const State *state) {
    return state->trace && state->trace->iteration > 1;
}

static const Command COMMANDS[] = {
    {"play", GROUP_PLAY, "Space", "", has_trace, action_play},
    {"beat", GROUP_PLAY, "Right", "", has_trace, action_beat},
    {"beat-back", GROUP_PLAY, "Left", "", has_trace, action_beat_back},
    {"step", GROUP_PLAY, "Alt+Right", "", has_trace, action_step},
    {"step-back", GROUP_PLAY, "Alt+Left", "", has_trace, action_step_back},
    {"timestep", GROUP_PLAY, "Shift+Right", "", has_trace, action_timestep},
    {"timestep-back", GROUP_PLAY, "Shift+Left", "", has_trace, action_timestep_back},
    {"phase", GROUP_PLAY, "Ctrl+Right", "", has_trace, action_phase},
    {"phase-back", GROUP_PLAY, "Ctrl+Left", "", has_trace, action_phase_back},
    {"start", GROUP_PLAY, "Home", "", has_trace, action_start},
    {"end", GROUP_PLAY, "End", "", has_trace, action_end},
    {"seek", GROUP_PLAY, "", "MOMENT", has_trace, action_seek},
    {"operations", GROUP_PLAY, "o", "", NULL, action_operations},
    {"answer", GROUP_PLAY, "a", "[ANSWER]", has_losses, action_answer},
    {"faster", GROUP_PLAY, "+ =", "", NULL, action_faster},
    {"slower", GROUP_PLAY, "-", "", NULL, action_slower},
    {"speed", GROUP_PLAY, "", "X", NULL, action_speed},
    {"zoom-in", GROUP_LOOK, "Up", "", has_trace, action_zoom_in},
    {"zoom-out", GROUP_LOOK, "Down", "", has_trace, action_zoom_out},
    {"zoom", GROUP_LOOK, "", "WIDTH", has_trace, action_zoom},
    {"pan-left", GROUP_LOOK, ",", "", has_trace, action_pan_left},
    {"pan-right", GROUP_LOOK, ".", "", has_trace, action_pan_right},
    {"pan", GROUP_LOOK, "", "T", has_trace, action_pan},
    {"fit", GROUP_LOOK, "f", "", NULL, action_fit},
    {"weight", GROUP_LOOK, "w", "[NAME]", has_trace, action_weight},
    {"choose-loss", GROUP_LOOK, "", "T", has_losses, action_choose_loss},
    {"number-next", GROUP_LOOK, "i", "", has_trace, action_number_next},
    {"number-back", GROUP_LOOK, "Shift+i", "", has_trace, action_number_back},
    {"number-left", GROUP_LOOK, "Alt+Shift+Left", "", has_trace, action_number_left},
    {"number-right", GROUP_LOOK, "Alt+Shift+Right", "", has_trace, action_number_right},
    {"number-up", GROUP_LOOK, "Alt+Shift+Up", "", has_trace, action_number_up},
    {"number-down", GROUP_LOOK, "Alt+Shift+Down", "", has_trace, action_number_down},
    {"plot", GROUP_LOOK, "g", "[NAME]", has_trace, action_plot},
    {"lane", GROUP_LOOK, "b", "[N]", has_lanes, action_lane},
    {"prove", GROUP_LOOK, "d", "[WEIGHT]", has_trace, action_prove},
    {"code", GROUP_LOOK, "y", "", has_trace, action_code},
    {"code-line", GROUP_LOOK, "", "LINE", code_panel_is_shown, action_code_line},
    {"code-up", GROUP_LOOK, "PageUp", "", code_panel_is_shown, action_code_up},
    {"code-down", GROUP_LOOK, "PageDown", "", code_panel_is_shown, action_code_down},
    {"theme", GROUP_LOOK, "t", "[NAME]", NULL, action_theme},
    {"language", GROUP_LOOK, "l", "[CODE]", NULL, action_language},
    {"scale", GROUP_LOOK, "Ctrl+0", "[S]", NULL, action_scale},
    {"scale-up", GROUP_LOOK, "Ctrl++ Ctrl+=", "", NULL, action_scale_up},
    {"scale-down", GROUP_LOOK, "Ctrl+-", "", NULL, action_scale_down},
    {"motion", GROUP_LOOK, "m", "", NULL, action_motion},
    {"panel", GROUP_EXPERIMENT, "e", "", NULL, action_panel},
    {"set", GROUP_EXPERIMENT, "", "KEY=VALUE", NULL, action_set},
    {"edit", GROUP_EXPERIMENT, "", "KEY", NULL, action_edit},
    {"equations", GROUP_EXPERIMENT, "Shift+e", "[off]", has_trace, action_equations},
    {"equations-start", GROUP_EXPERIMENT, "", "[CELL]", has_trace, action_equations_start},
    {"equations-problem", GROUP_EXPERIMENT, "F8", "", has_trace, action_equations_problem},
    {"save-cell", GROUP_EXPERIMENT, "", "[FILE]", has_trace, action_save_cell},
    {"compare", GROUP_EXPERIMENT, "k", "[KEY=VALUE]", has_trace, action_compare},
    {"preset", GROUP_EXPERIMENT, "Shift+g", "[NAME]", NULL, action_preset},
    {"radius", GROUP_EXPERIMENT, "", "R", has_trace, action_radius},
    {"radius-up", GROUP_EXPERIMENT, "]", "", has_trace, action_radius_up},
    {"radius-down", GROUP_EXPERIMENT, "[", "", has_trace, action_radius_down},
    {"cell-next", GROUP_EXPERIMENT, "x", "", has_trace, action_cell_next},
    {"longer", GROUP_EXPERIMENT, "}", "", has_trace, action_longer},
    {"shorter", GROUP_EXPERIMENT, "{", "", has_trace, action_shorter},
    {"clamp", GROUP_EXPERIMENT, "h", "[NAME|NAME=VALUE|off]", has_trace, action_clamp},
    {"clamp-value", GROUP_EXPERIMENT, "Shift+h", "", has_trace, action_clamp_value},
    {"losses", GROUP_EXPERIMENT, "j", "[all|last]", has_trace, action_losses},
    {"undo", GROUP_EXPERIMENT, "u Ctrl+z", "", can_undo, action_undo},
    {"redo", GROUP_EXPERIMENT, "Ctrl+y Ctrl+Shift+z", "", can_redo, action_redo},
    {"train", GROUP_EXPERIMENT, "r", "[UPDATES]", has_trace, action_train},
    {"train-stop", GROUP_EXPERIMENT, "", "", NULL, action_train_stop},
    {"last-good", GROUP_EXPERIMENT, "", "[clip]", has_failed, action_last_good},
    {"shuffle", GROUP_EXPERIMENT, "", "", is_stream, action_shuffle},
    {"next-iteration", GROUP_EXPERIMENT, "n", "", has_trace, action_next_iteration},
    {"previous-iteration", GROUP_EXPERIMENT, "p", "", may_go_back, action_previous_iteration},
    {"iteration", GROUP_EXPERIMENT, "", "N", NULL, action_iteration},
    {"open", GROUP_EXPERIMENT, "", "FILE", NULL, action_open},
    {"open-line", GROUP_EXPERIMENT, "", "LINE", NULL, action_open_line},
    {"copy", GROUP_PROGRAM, "c Ctrl+c", "", has_trace, action_copy},
    {"paste", GROUP_PROGRAM, "v Ctrl+v", "", NULL, action_paste},
    {"save-picture", GROUP_PROGRAM, "s Ctrl+s", "[FILE]", has_trace, action_save_picture},
    {"focus-next", GROUP_PROGRAM, "Tab", "", NULL, action_focus_next},
    {"focus-previous", GROUP_PROGRAM, "Shift+Tab", "", NULL, action_focus_previous},
    {"activate", GROUP_PROGRAM, "Enter", "", NULL, action_activate},
    {"close", GROUP_PROGRAM, "Esc", "", NULL, action_close},
    {"type", GROUP_PROGRAM, "", "TEXT", app_wants_text, action_type},
    {"key", GROUP_PROGRAM, "", "KEY", NULL, action_key},
    {"help", GROUP_PROGRAM, "? F1", "", NULL, action_help},
    {"quit", GROUP_PROGRAM, "Ctrl+q", "[save]", NULL, action_quit},
};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS };

static const char *const GROUP_TITLES[] = {
    [GROUP_PLAY] = "app.group.play",
    [GROUP_LOOK] = "app.group.look",
    [GROUP_EXPERIMENT] = "app.group.experiment",
    [GROUP_PROGRAM] = "app.group.program",
};
_Static_assert(sizeof GROUP_TITLES / sizeof *GROUP_TITLES == COMMAND_GROUP_COUNT, "a title for each group");

const Command *command_at(size_t index) {
    return index < COMMAND_COUNT ? &COMMANDS[index] : NULL;
}

const char *command_group_title(CommandGroup group) {
    return GROUP_TITLES[group];
}

const Command *command_find(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(COMMANDS[i].name, name) == 0) return &COMMANDS[i];
    return NULL;
}

static bool has_key(const char *keys, const char *key) {
    size_t length = strlen(key);
    for (const char *at = keys; *at;) {
        size_t one = strcspn(at, " ");
        if (one == length && strncmp(at, key, length) == 0) return true;
        at += one;
        at += strspn(at, " ");
    }
    return false;
}

const Command *command_of_key(const char *key) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (has_key(COMMANDS[i].keys, key)) return &COMMANDS[i];
    return NULL;
}

static bool refuse(Report *report, const char *key, const char *name, const char *value) {
    REPORT(report, ((Place){0}), key, {"name", name}, {"value", value});
    return false;
}

static bool report_unknown(const char *name, Report *report) {
    Suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (size_t i = 0; i < COMMAND_COUNT; i++) suggestion_offer(&suggestion, COMMANDS[i].name);
    if (suggestion.best) return refuse(report, "app.command.unknown-near", name, suggestion.best);
    return refuse(report, "app.command.unknown", name, "");
}

// The command of this name; NULL with a problem where there is none or the argument does not suit it.
static const Command *find_for(const char *name, const char *argument, Report *report) {
    // Messages are made of names and arguments, and a message is UTF-8.
    bool readable =
        utf8_valid_length(name, strlen(name)) == strlen(name) && utf8_valid_length(argument, strlen(argument)) == strlen(argument);
    if (!readable) return refuse(report, "app.command.not-utf8", "", ""), NULL;
    const Command *command = command_find(name);
    if (!command) return report_unknown(name, report), NULL;
    bool takes = command->argument[0] != '\0', must = takes && command->argument[0] != '[';
    if (!takes && *argument) return refuse(report, "app.command.takes-none", name, argument), NULL;
    if (must && !*argument) return refuse(report, "app.command.needs", name, command->argument), NULL;
    return command;
}

bool command_run(State *state, const char *name, const char *argument, Report *report) {
    const Command *command = find_for(name, argument, report);
    if (!command) return false;
    if (command->enabled && !command->enabled(state)) return refuse(report, "app.command.disabled", name, "");
    return command->run(state, argument, report);
}

// Splits a line into a name and the rest without blanks around it. False for a line that does nothing.
static bool split_line(const char *line, Text *name, Text *argument) {
    line += strspn(line, " \t");
    if (*line == '\0' || *line == '#') return false;
    size_t length = strcspn(line, " \t\r\n");
    text_append_bytes(name, line, length);
    const char *rest = line + length + strspn(line + length, " \t\r\n");
    size_t end = strlen(rest);
    while (end > 0 && strchr(" \t\r\n", rest[end - 1])) end--;
    text_append_bytes(argument, rest, end);
    return true;
}

bool command_check_line(const char *line, Report *report) {
    Text name, argument;
    text_init(&name);
    text_init(&argument);
    bool sound = !split_line(line, &name, &argument) || find_for(name.data, argument.data, report);
    text_finish(&argument);
    text_finish(&name);
    return sound;
}

bool command_run_line(State *state, const char *line, Report *report) {
    Text name, argument;
    text_init(&name);
    text_init(&argument);
    bool sound = !split_line(line, &name, &argument) || command_run(state, name.data, argument.data, report);
    text_finish(&argument);
    text_finish(&name);
    return sound;
}
