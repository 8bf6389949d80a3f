#include "cli/verbs.h"

#include "app/app.h"
#include "app/open.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/painter.h"

#include <stdlib.h>

enum { DEFAULT_WIDTH = 1920, DEFAULT_HEIGHT = 1080, LEAST_FRAMES = 20, MOST_FRAMES = 20000 };
#define DEFAULT_SECONDS 2.0

static double seconds_of(const Arguments *arguments) {
    return arguments->seconds > 0 ? arguments->seconds : DEFAULT_SECONDS;
}

static bool write_line(const Text *line, const Words *words) {
    return output_write(line, words);
}

static bool bench_train(const Arguments *arguments, const Words *words, Report *report) {
    Session *session = session_create(&arguments->launch.experiment, report);
    if (!session) return false;
    long slice = 1, made = 0;
    session_train(session, 1); // the first update warms caches and is not counted
    double start = output_clock(NULL), now = start;
    while (now - start < seconds_of(arguments) && !session->stopped) {
        long before = session->iteration;
        session_train(session, slice);
        made += session->iteration - before;
        double after = output_clock(NULL);
        if (after - now < 0.01) slice *= 2;
        now = after;
    }
    double tokens = (double)made * session->schedule.steps * session->schedule.lanes;
    Text line;
    text_init(&line);
    if (made > 0) text_printf(&line, "tokens/s %.0f  us/iteration %.3f\n", tokens / (now - start), (now - start) / (double)made * 1e6);
    bool sound = made > 0 && write_line(&line, words) && !session->stopped;
    if (session->stopped) {
        Trace *trace = trace_record(session);
        output_not_finite(trace, words);
        trace_destroy(trace);
    }
    text_finish(&line);
    session_destroy(session);
    return sound;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static State *open_state(const Arguments *arguments, const Words *words, const Painter *painter, Report *report) {
    Launch launch;
    arguments_launch(arguments, DEFAULT_WIDTH, DEFAULT_HEIGHT, &launch);
    State *state = state_create(&launch, words_language(words), painter_measure(painter), output_clock, NULL, report);
    launch_finish(&launch);
    if (!state || state_settle(state, report) || state->trace) return state;
    state_destroy(state);
    return NULL;
}

// Places spread over the whole trace, each once before any comes again near where it was: the golden section.
static double spread(long frame, double last) {
    double share = (double)frame * 0.6180339887498949;
    return (share - (double)(long)share) * last;
}

static double draw_frame(State *state, Painter *painter, Pixels pixels, bool cached, double position) {
    double before = output_clock(NULL);
    playhead_jump(&state->playhead, state->trace, position, state->now);
    app_draw(state);
    if (cached)
        raster_update(painter->raster, &state->list, painter->glyphs, pixels, state->theme->background, NULL);
    else
        painter_draw(painter, state, pixels);
    return (output_clock(NULL) - before) * 1000;
}

static bool bench_frame(const Arguments *arguments, const Words *words, Report *report, Painter *painter) {
    State *state = open_state(arguments, words, painter, report);
    if (!state) return false;
    Pixels pixels = {memory_alloc((size_t)state->width * (size_t)state->height * sizeof(uint32_t)), state->width, state->height,
                     state->width};
    double *times = memory_alloc(MOST_FRAMES * sizeof *times);
    double last = (double)(trace_moment_count(state->trace) - 1);
    for (long i = 0; i < 5; i++) draw_frame(state, painter, pixels, arguments->cached, spread(i, last)); // fills the atlas of glyphs
    double start = output_clock(NULL);
    long count = 0;
    while (count < MOST_FRAMES && (count < LEAST_FRAMES || output_clock(NULL) - start < seconds_of(arguments))) {
        // As the window shows it, a frame differs little from the one before; drawn anew, the order does not matter.
        double position = arguments->cached ? last * (double)(count % 600) / 600 : spread(count, last);
        times[count] = draw_frame(state, painter, pixels, arguments->cached, position);
        count++;
    }
    qsort(times, (size_t)count, sizeof *times, by_size);
    Text line;
    text_init(&line);
    text_printf(&line, "frame ms median %.3f p99 %.3f  %dx%d\n", times[count / 2], times[(count * 99) / 100], state->width, state->height);
    bool sound = write_line(&line, words);
    text_finish(&line);
    free(times);
    free(pixels.data);
    state_destroy(state);
    return sound;
}

// From nothing to the pixels of the first frame, without the time that a display takes to open a window.
static bool bench_startup(const Arguments *arguments, const Words *words, Report *report) {
    double start = output_clock(NULL);
    Painter painter;
    painter_init(&painter, report);
    State *state = open_state(arguments, words, &painter, report);
    bool sound = state != NULL;
    if (sound) {
        Pixels pixels = {memory_alloc((size_t)state->width * (size_t)state->height * sizeof(uint32_t)), state->width, state->height,
                         state->width};
        app_draw(state);
        painter_draw(&painter, state, pixels);
        Text line;
        text_init(&line);
        text_printf(&line, "startup ms %.3f  %dx%d\n", (output_clock(NULL) - start) * 1000, state->width, state->height);
        sound = write_line(&line, words);
        text_finish(&line);
        free(pixels.data);
    }
    state_destroy(state);
    painter_finish(&painter);
    return sound;
}

int verb_bench(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    bool sound = false;
    if (arguments->bench == BENCH_TRAIN)
        sound = bench_train(arguments, words, &report);
    else if (arguments->bench == BENCH_STARTUP)
        sound = bench_startup(arguments, words, &report);
    else {
        Painter painter;
        painter_init(&painter, &report);
        sound = bench_frame(arguments, words, &report, &painter);
        painter_finish(&painter);
    }
    output_problems(&report);
    report_finish(&report);
    return sound ? CLI_FINE : CLI_WRONG_INPUT;
}
