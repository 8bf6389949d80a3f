#include "cli/verbs.h"

#include "app/app.h"
#include "app/focus.h"
#include "app/open.h"
#include "app/script.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/painter.h"
#include "sdl/window.h"

#include <math.h>
#include <time.h>

enum { DEFAULT_WIDTH = 1280, DEFAULT_HEIGHT = 720, MOST_EVENTS = 128 };
#define FRAME_SECONDS (1.0 / 60)
#define SHORTEST_FRAME (1.0 / 125) // a pointer that reports a thousand times a second does not draw as often

typedef struct Loop {
    State *state;
    Painter painter;
    Window *window;
    Script *script; // NULL: none
} Loop;

static void sleep_for(double seconds) {
    if (!(seconds > 0)) return;
    struct timespec time = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};
    nanosleep(&time, NULL);
}

static void show(Loop *loop) {
    double before = output_clock(NULL);
    Pixels pixels = window_pixels(loop->window);
    if (!pixels.data) return;
    const PixelRect *dirty = NULL;
    size_t count =
        raster_update(loop->painter.raster, &loop->state->list, loop->painter.glyphs, pixels, loop->state->theme->background, &dirty);
    window_show(loop->window, dirty, count);
    loop->state->showing = output_clock(NULL) - before;
}

// Says a problem in the window and, for whoever started the program, on the standard error.
static void tell(Loop *loop, const Report *report) {
    state_say_problems(loop->state, report);
    output_problems(report);
}

static void carry_out(Loop *loop) {
    State *state = loop->state;
    Requests *requests = &state->requests;
    if (requests->copy.length > 0) window_set_clipboard(loop->window, requests->copy.data);
    text_clear(&requests->copy);
    if (requests->save_picture.length > 0) {
        Report report;
        report_init(&report, state_words(state));
        if (painter_save(&loop->painter, state, requests->save_picture.data, &report))
            state_say(state, "cli.picture.saved", (const WordArg[]){{"file", requests->save_picture.data}}, 1);
        else
            tell(loop, &report);
        report_finish(&report);
        text_clear(&requests->save_picture);
    }
}

// One line of the script, once nothing moves any more. True while there is more to come.
static bool play_on(Loop *loop) {
    if (!loop->script || script_is_done(loop->script)) return false;
    if (state_is_working(loop->state) || loop->state->playhead.duration > 0 || loop->state->playhead.playing) return true;
    Report report;
    report_init(&report, state_words(loop->state));
    script_run_next(loop->script, loop->state, false, &report);
    tell(loop, &report);
    report_finish(&report);
    return true;
}

// Beside the caret or the field that is being edited an input method shows its candidates.
static void follow_text(Loop *loop) {
    Rect field = app_text_place(loop->state);
    bool wanted = app_wants_text(loop->state);
    window_take_text(loop->window, wanted, field.x, field.y, field.w, field.h);
}

static size_t paste_requested(Loop *loop, Event *events, size_t count) {
    if (!loop->state->requests.paste) return count;
    loop->state->requests.paste = false;
    events[count] = (Event){.kind = EVENT_PASTE, .text = window_clipboard(loop->window)};
    return count + 1;
}

static void run(Loop *loop) {
    Event events[MOST_EVENTS + 1];
    State *state = loop->state;
    double drawn = output_clock(NULL);
    AppFrame frame = app_frame(state, NULL, 0, drawn);
    show(loop);
    while (!state->requests.quit) {
        bool playing = play_on(loop);
        double now = output_clock(NULL), due = frame.moving || playing || state->requests.paste ? drawn + FRAME_SECONDS : frame.wake_at;
        size_t count = window_events(loop->window, due - now, events, MOST_EVENTS);
        count = paste_requested(loop, events, count);
        sleep_for(drawn + SHORTEST_FRAME - output_clock(NULL));
        drawn = output_clock(NULL);
        for (size_t i = 0; i < count; i++)
            if (events[i].kind == EVENT_RESIZE) raster_forget(loop->painter.raster);
        frame = app_frame(state, events, count, drawn);
        show(loop);
        carry_out(loop);
        follow_text(loop);
    }
}

int verb_window(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    Launch launch;
    arguments_launch(arguments, DEFAULT_WIDTH, DEFAULT_HEIGHT, &launch);
    Loop loop = {.script = NULL};
    Report about_fonts;
    report_init(&about_fonts, words);
    painter_init(&loop.painter, &about_fonts);
    bool sound = !arguments->script || (loop.script = script_load(arguments->script, &report)) != NULL;
    if (sound) loop.state = state_create(&launch, words_language(words), painter_measure(&loop.painter), output_clock, NULL, &report);
    if (loop.state) loop.window = window_create("Unroll", launch.width, launch.height, &report);
    output_problems(&about_fonts);
    if (loop.window) run(&loop);
    output_problems(&report);
    int code = loop.window ? CLI_FINE : CLI_WRONG_INPUT;
    window_destroy(loop.window);
    state_destroy(loop.state);
    script_destroy(loop.script);
    painter_finish(&loop.painter);
    launch_finish(&launch);
    report_finish(&about_fonts);
    report_finish(&report);
    return code;
}
