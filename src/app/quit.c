#include "app/quit.h"

#include "app/actions/actions.h"
#include "app/editor/editor.h"
#include "app/focus.h"
#include "view/parts/widgets.h"

#include <math.h>
#include <string.h>

void quit_ask(State *state) {
    if (state->overlay == OVERLAY_QUIT || !editor_is_unsaved(state)) {
        state->requests.quit = true;
        return;
    }
    state->overlay = OVERLAY_QUIT;
    state->focus.active = false;
}

// Saves, under a name that is asked for where there is none yet, and quits then. What could not be saved stays.
static bool save_and_quit(State *state, Report *report) {
    state->overlay = OVERLAY_NONE;
    state->focus.active = false;
    if (!action_save_cell(state, "", report)) return false;
    *(state->editor.naming ? &state->editor.then_quits : &state->requests.quit) = true;
    return true;
}

bool action_quit(State *state, const char *argument, Report *report) {
    if (strcmp(argument, "save") == 0) {
        if (editor_is_unsaved(state)) return save_and_quit(state, report);
    } else if (*argument) {
        REPORT(report, ((Place){.file = "quit"}), "app.quit.form", {"value", argument});
        return false;
    }
    state->requests.quit = true;
    return true;
}

void quit_key(State *state, const char *key, Report *report) {
    bool is_back = strcmp(key, "Shift+Tab") == 0 || strcmp(key, "Left") == 0 || strcmp(key, "Up") == 0;
    if (strcmp(key, "Esc") == 0)
        action_close(state, "", report);
    else if (is_back || strcmp(key, "Tab") == 0 || strcmp(key, "Right") == 0 || strcmp(key, "Down") == 0)
        focus_move(state, is_back ? -1 : 1);
    else if (strcmp(key, "Enter") == 0 && focus_hit(state))
        focus_activate(state, report);
    else if (strcmp(key, "Enter") == 0 || strcmp(key, "Ctrl+s") == 0)
        save_and_quit(state, report);
    else if (strcmp(key, "Ctrl+q") == 0)
        state->requests.quit = true;
}

typedef struct Answer {
    const char *label, *command, *argument;
    unsigned look;
} Answer;

static const Answer ANSWERS[] = {
    {"app.quit.save", "quit", "save", WIDGET_PRIMARY},
    {"app.quit.leave", "quit", "", WIDGET_PLAIN},
    {"app.quit.stay", "close", "", WIDGET_PLAIN},
};
enum { ANSWER_COUNT = sizeof ANSWERS / sizeof *ANSWERS };

// The answers side by side from the left; what they need in all, where they are not drawn.
static float lay_answers(Frame *frame, Rect line, bool draws) {
    float left = line.x, gap = 0.3f * line.h;
    for (int i = 0; i < ANSWER_COUNT; i++) {
        const Answer *answer = &ANSWERS[i];
        const char *label = words_get(frame->words, answer->label);
        float width = button_width(frame, ICON_NONE, label, line.h);
        if (draws)
            button_draw(frame, (Rect){left, line.y, width, line.h}, ICON_NONE, label, answer->command, answer->argument, answer->look);
        left += width + gap;
    }
    return left - gap - line.x;
}

void quit_draw(State *state, Frame *frame) {
    Rect whole = {0, 0, (float)state->width, (float)state->height};
    float px = frame_text_size(frame, 20), row = 1.8f * px, pad = 1.2f * px, gap = 0.7f * px;
    const char *asked = words_get(frame->words, "app.quit.asked"), *keys = words_get(frame->words, "app.quit.keys");
    float answers = lay_answers(frame, (Rect){0, 0, 0, row}, false), width = fminf(fmaxf(answers, 31 * px), whole.w - 4 * pad);
    float asked_height = paragraph_height(frame, width, FACE_BOLD, 22, asked),
          keys_height = paragraph_height(frame, width, FACE_REGULAR, 20, keys);
    float height = asked_height + keys_height + row + 2 * gap;
    Rect inner = {(whole.w - width) / 2, (whole.h - height) / 2, width, height};
    veil_draw(frame, whole, "close");
    card_draw(frame, (Rect){inner.x - pad, inner.y - pad, width + 2 * pad, height + 2 * pad});
    paragraph_draw(frame, rect_cut_top(&inner, asked_height + gap), FACE_BOLD, 22, frame->theme->text, asked);
    lay_answers(frame, rect_cut_top(&inner, row), true);
    rect_cut_top(&inner, gap);
    paragraph_draw(frame, inner, FACE_REGULAR, 20, frame->theme->quiet, keys);
}
