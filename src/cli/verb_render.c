#include "cli/verbs.h"

#include "app/app.h"
#include "app/open.h"
#include "app/script.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/painter.h"

#include <string.h>

enum { DEFAULT_WIDTH = 1920, DEFAULT_HEIGHT = 1080 };

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool check_output(const char *path, Report *report) {
    static const char *const LATER[] = {".gif", ".mp4", ".webm", "/"};
    if (ends_with(path, ".png")) return true;
    for (size_t i = 0; i < sizeof LATER / sizeof *LATER; i++)
        if (ends_with(path, LATER[i])) {
            REPORT_PLAIN(report, ((Place){.file = path}), "cli.output.later");
            return false;
        }
    REPORT_PLAIN(report, ((Place){.file = path}), "cli.output.unknown");
    return false;
}

// Pictures that the script asked for are written when it asks.
static bool save_requested(Painter *painter, State *state, Report *report) {
    Text *path = &state->requests.save_picture;
    if (path->length == 0) return true;
    bool sound = painter_save(painter, state, path->data, report);
    text_clear(path);
    return sound;
}

static bool play(const char *path, Painter *painter, State *state, Report *report) {
    Script *script = script_load(path, report);
    bool sound = script != NULL;
    while (sound && !script_is_done(script) && !state->requests.quit)
        sound = script_run_next(script, state, true, report) && save_requested(painter, state, report);
    script_destroy(script);
    return sound;
}

static bool render(const Arguments *arguments, const Words *words, Painter *painter, Report *report) {
    Launch launch;
    arguments_launch(arguments, DEFAULT_WIDTH, DEFAULT_HEIGHT, &launch);
    State *state = state_create(&launch, words_language(words), painter_measure(painter), output_clock, NULL, report);
    launch_finish(&launch);
    if (!state) return false;
    bool sound = state_settle(state, report);
    // Where training stopped being finite, that is what is to be seen; where the moment does not exist, nothing is.
    bool shown = sound || (state->trace && !state->trace->finite) || (state->session && state->session->stopped);
    if (shown) {
        app_draw(state);
        if (arguments->script) shown = play(arguments->script, painter, state, report);
        text_clear(&state->toast.text); // messages of the way there do not belong on the picture
        app_draw(state);
        if (shown) shown = painter_save(painter, state, arguments->output, report);
    }
    state_destroy(state);
    return sound && shown;
}

int verb_render(const Arguments *arguments, const Words *words) {
    Report report, about_fonts;
    report_init(&report, words);
    report_init(&about_fonts, words); // to be told, and no reason to fail
    bool sound = check_output(arguments->output, &report);
    if (sound) {
        Painter painter;
        painter_init(&painter, &about_fonts);
        sound = render(arguments, words, &painter, &report);
        painter_finish(&painter);
    }
    output_problems(&about_fonts);
    output_problems(&report);
    report_finish(&about_fonts);
    report_finish(&report);
    return sound ? CLI_FINE : CLI_WRONG_INPUT;
}
