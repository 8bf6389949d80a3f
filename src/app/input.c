#include "app/input.h"

#include "app/actions/actions.h"
#include "app/app.h"
#include "app/panels/code_panel.h"
#include "app/command.h"
#include "app/editor/editor.h"
#include "app/focus.h"
#include "app/experiments/knob.h"
#include "app/glide.h"
#include "app/panels/over.h"
#include "app/panels/panel.h"
#include "app/panels/question.h"
#include "app/quit.h"
#include "app/experiments/training.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DRAG_THRESHOLD 4.0f // px before a press becomes a drag
#define WHEEL_ZOOM 1.15
#define WHEEL_SCROLL 60.0f // px a notch

// ---- keys

// A key while a field is open. False where the commands may have it.
static bool edit_key(State *state, const char *key) {
    Panel *panel = &state->panel;
    panel->following = true;
    if (panel->edit.composing.length > 0) return true; // it belongs to the input method
    if (strcmp(key, "Enter") == 0)
        panel_commit(state);
    else if (strcmp(key, "Esc") == 0)
        panel_stop_editing(state);
    else if (strcmp(key, "Tab") == 0)
        focus_move(state, 1);
    else if (strcmp(key, "Shift+Tab") == 0)
        focus_move(state, -1);
    else if (text_edit_key(&panel->edit, key))
        text_clear(&panel->problem);
    else if (strcmp(key, "Ctrl+v") == 0)
        state->requests.paste = true;
    else if (strcmp(key, "Ctrl+c") == 0) {
        text_clear(&state->requests.copy);
        text_append(&state->requests.copy, panel->edit.text.data);
    } else
        return strncmp(key, "Ctrl+", 5) != 0 && key[0] != 'F'; // plain characters come as text
    return true;
}

// A key while the help page covers everything: it scrolls. What lies beneath must not change unseen.
static void help_key(State *state, const char *key, Report *report) {
    static const char *const COMMANDS[] = {"close", "help", "focus-next", "focus-previous", "activate"};
    bool up = strcmp(key, "Up") == 0 || strcmp(key, "PageUp") == 0, down = strcmp(key, "Down") == 0 || strcmp(key, "PageDown") == 0;
    float page = strncmp(key, "Page", 4) == 0 ? 0.6f * (float)state->height : WHEEL_SCROLL;
    if (up || down) state->help_scroll = fmaxf(0, state->help_scroll + (down ? page : -page));
    const Command *command = command_of_key(key);
    for (size_t i = 0; command && i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (strcmp(command->name, COMMANDS[i]) == 0) command->run(state, "", report);
}

static void take_key(State *state, const char *key, Report *report) {
    const Command *command = command_of_key(key);
    if (state->overlay == OVERLAY_QUIT) {
        quit_key(state, key, report);
        return;
    }
    if (command && command->run == action_quit) { // by hand it asks, in scripts it does not
        quit_ask(state);
        return;
    }
    if (state->overlay == OVERLAY_HELP) {
        help_key(state, key, report);
        return;
    }
    if (state->panel.editing && edit_key(state, key)) return;
    if (editor_key(state, key, report)) return;
    if (key[0] >= '1' && key[0] <= '9' && key[1] == '\0' && question_is_shown(state)) {
        command_run(state, "answer", key, report);
        return;
    }
    if (!command || (command->enabled && !command->enabled(state))) return;
    command->run(state, "", report);
}

// ---- the pointer

static const Hit *hit_under(const State *state) {
    return state->pointer.inside ? hits_find(&state->hits, state->pointer.x, state->pointer.y) : NULL;
}

// The rectangle of the stage in the last frame; empty without one.
static Rect stage_rect(const State *state) {
    for (size_t i = 0; i < state->hits.count; i++)
        if (state->hits.hits[i].kind == HIT_STAGE) return state->hits.hits[i].rect;
    return (Rect){0, 0, 0, 0};
}

static bool in_stage(const State *state) {
    for (size_t i = 0; i < state->hits.count; i++) { // one stage, or one for each lane
        const Hit *hit = &state->hits.hits[i];
        float x = state->pointer.x - hit->rect.x, y = state->pointer.y - hit->rect.y;
        if (hit->kind == HIT_STAGE && x >= 0 && y >= 0 && x < hit->rect.w && y < hit->rect.h) return true;
    }
    return false;
}

static Camera camera_now(State *state) {
    View view = state_view(state);
    return view_resolve_camera(&view);
}

static double clamp(double value, double least, double most) {
    return value < least ? least : value > most ? most : value;
}

static double clamp_t(const State *state, double t) {
    return clamp(t, 0.5, (double)state->trace->steps + 0.5);
}

// Where along the grabbed timeline the pointer stands, 0 to 1.
static double share_of_timeline(const Pointer *pointer) {
    return pointer->rect.w > 0 ? clamp((double)((pointer->x - pointer->rect.x) / pointer->rect.w), 0, 1) : 0;
}

static void scrub(State *state) {
    const Pointer *pointer = &state->pointer;
    double share = share_of_timeline(pointer);
    playhead_pause(&state->playhead);
    playhead_jump(&state->playhead, state->trace, pointer->from + share * (pointer->to - pointer->from), state->now);
}

// The knob follows the hand, in hundredths; all of one drag is undone at once.
static void turn_knob(State *state, Report *report) {
    Pointer *pointer = &state->pointer;
    double radius = pointer->from + share_of_timeline(pointer) * (pointer->to - pointer->from);
    bool is_first = !pointer->turned;
    pointer->turned = knob_set_radius(state, round(radius * 100) / 100, is_first, report) || pointer->turned;
}

static void drag(State *state, Report *report) {
    Pointer *pointer = &state->pointer;
    if (editor_drag(state)) return;
    if (fabsf(pointer->x - pointer->press_x) + fabsf(pointer->y - pointer->press_y) > DRAG_THRESHOLD) pointer->dragged = true;
    if (!state->trace) return;
    if (pointer->grabbed == HIT_TIMELINE) scrub(state);
    if (pointer->grabbed == HIT_TRAINING) training_scrub(state, pointer->from, pointer->to, share_of_timeline(pointer), report);
    if (pointer->grabbed == HIT_SLIDER) turn_knob(state, report);
    if (pointer->grabbed == HIT_STAGE && pointer->dragged && pointer->camera.column > 0) {
        double columns = (double)(pointer->x - pointer->press_x) / (pointer->camera.column * (double)over_unit(state));
        state->camera.t = clamp_t(state, pointer->camera.t - columns);
    }
}

static void press(State *state, Report *report) {
    Pointer *pointer = &state->pointer;
    const Hit *hit = hit_under(state);
    pointer->pressed = true;
    pointer->dragged = pointer->turned = false;
    pointer->press_x = pointer->x;
    pointer->press_y = pointer->y;
    pointer->grabbed = HIT_PANEL;
    state->focus.active = false;
    bool on_field = hit && hit->kind == HIT_FIELD && state->panel.editing && strcmp(hit->argument, key_name(state->panel.key)) == 0;
    if (on_field) {
        panel_place_caret(state, pointer->x);
        return;
    }
    if (state->overlay == OVERLAY_NONE && state->panel.editing && !panel_commit(state)) return; // what is wrong with it stays in sight
    if (editor_press(state, hit) || !hit) return;
    Hit copy = *hit; // what it runs may change the hits
    pointer->rect = copy.rect;
    bool on_timeline = copy.kind == HIT_TIMELINE || copy.kind == HIT_TRAINING || copy.kind == HIT_SLIDER;
    if (on_timeline && state->trace) {
        pointer->grabbed = copy.kind;
        pointer->from = copy.from;
        pointer->to = copy.to;
        drag(state, report);
    } else if (copy.kind == HIT_COMMAND || copy.kind == HIT_FIELD)
        hit_activate(state, &copy, report);
    else if (copy.kind != HIT_PANEL && state->trace && in_stage(state)) { // columns and numbers lie on the stage
        pointer->grabbed = HIT_STAGE;
        glide_end(state);
        pointer->camera = camera_now(state);
    }
}

// A loss that is clicked is the one that is followed from then on.
static void release(State *state, Report *report) {
    Pointer *pointer = &state->pointer;
    const Hit *hit = pointer->pressed && !pointer->dragged && pointer->grabbed == HIT_STAGE ? hit_under(state) : NULL;
    pointer->pressed = pointer->dragged = state->editor.selecting = false;
    if (!hit || hit->kind != HIT_ELEMENT || hit->element.kind != ELEMENT_LOSS) return;
    char t[16];
    snprintf(t, sizeof t, "%d", hit->element.t);
    command_run(state, "choose-loss", t, report);
}

// The timestep under the pointer stays under it.
static void zoom(State *state, double notches) {
    Camera camera = camera_now(state);
    Rect stage = stage_rect(state);
    double offset = (double)(state->pointer.x - stage.x - stage.w / 2) / (double)over_unit(state);
    double column = clamp(camera.column * pow(WHEEL_ZOOM, notches), COLUMN_MIN, COLUMN_MAX);
    state->camera.t = clamp_t(state, camera.t + offset / camera.column - offset / column);
    state->camera.column = column;
}

static void wheel(State *state, const Event *event) {
    const Hit *hit = hit_under(state);
    if (state->overlay == OVERLAY_HELP) {
        state->help_scroll = fmaxf(0, state->help_scroll - event->wheel_y * WHEEL_SCROLL);
        return;
    }
    if (state->overlay != OVERLAY_NONE) return;
    if (state->panel.open && rect_holds(state->panel.rect, (Point){event->x, event->y})) {
        panel_scroll(state, -event->wheel_y * WHEEL_SCROLL);
        return;
    }
    if (editor_wheel(state, event) || code_panel_wheel(state, event)) return;
    if (!state->trace || !in_stage(state) || (hit && hit->kind == HIT_PANEL)) return;
    glide_end(state);
    if (event->wheel_y > 0 || event->wheel_y < 0) zoom(state, (double)event->wheel_y);
    if (event->wheel_x > 0 || event->wheel_x < 0) state->camera.t = clamp_t(state, camera_now(state).t + (double)event->wheel_x * 0.5);
}

// ---- text

static void paste(State *state, const char *text, Report *report) {
    if (state->panel.editing) {
        if (!text_edit_insert(&state->panel.edit, text)) REPORT_PLAIN(report, ((Place){0}), "app.paste.long");
        return;
    }
    if (editor_has_keyboard(state)) {
        editor_paste(state, text, report);
        return;
    }
    text += strspn(text, " \t\r\n$");                                            // a line that was copied with the shell's prompt
    if (strncmp(text, "unroll", strlen("unroll")) != 0 && strstr(text, "[t]")) { // equations, not a command line
        editor_paste_cell(state, text, report);
        return;
    }
    Text line;
    text_init(&line);
    text_append_bytes(&line, text, shell_line_length(text));
    command_run(state, "open-line", *line.data ? line.data : "-", report);
    text_finish(&line);
}

static void drop(State *state, const char *path, Report *report) {
    size_t length = strlen(path);
    if (length > 5 && strcmp(path + length - 5, ".cell") == 0)
        command_run(state, "open", path, report);
    else
        REPORT_PLAIN(report, ((Place){.file = path}), "app.drop.not-cell");
}

static void move_pointer(State *state, const Event *event) {
    state->pointer.inside = true;
    state->pointer.x = event->x;
    state->pointer.y = event->y;
}

void input_take(State *state, const Event *event, Report *report) {
    switch (event->kind) {
    case EVENT_KEY:
        take_key(state, event->key, report);
        break;
    case EVENT_TEXT:
        if (!app_wants_text(state)) break;
        if (editor_has_keyboard(state)) {
            editor_type(state, event->text, report);
            break;
        }
        state->panel.following = true;
        text_clear(&state->panel.problem);
        text_edit_insert(&state->panel.edit, event->text);
        break;
    case EVENT_COMPOSITION:
        if (editor_has_keyboard(state))
            editor_compose(state, event->text);
        else if (app_wants_text(state))
            text_edit_compose(&state->panel.edit, event->text);
        break;
    case EVENT_POINTER:
        move_pointer(state, event);
        if (hit_under(state) && hit_under(state)->kind == HIT_ELEMENT) state->number.active = false; // the pointer asks now
        if (state->pointer.pressed) drag(state, report);
        break;
    case EVENT_LEAVE:
        state->pointer.inside = state->pointer.pressed;
        break;
    case EVENT_PRESS:
        move_pointer(state, event);
        press(state, report);
        break;
    case EVENT_RELEASE:
        move_pointer(state, event);
        release(state, report);
        break;
    case EVENT_WHEEL:
        move_pointer(state, event);
        wheel(state, event);
        break;
    case EVENT_RESIZE:
        state->width = event->width < 1 ? 1 : event->width;
        state->height = event->height < 1 ? 1 : event->height;
        break;
    case EVENT_DROP:
        drop(state, event->text, report);
        break;
    case EVENT_PASTE:
        paste(state, event->text, report);
        break;
    case EVENT_QUIT:
        quit_ask(state);
        break;
    }
}
