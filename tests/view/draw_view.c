// Draws one frame of an experiment as a PNG, to be looked at:
//     draw_view --task text:hello --hidden 3 --at 'backward:h[2]' [--position 12.5] --size 1280x720 --theme dark --lang ko -o out.png
// Every key of an experiment is a flag. --time N draws N times more and prints the mean; the first time, what plots ask for is computed.
#include "base/fatal.h"
#include "export/png.h"
#include "raster/raster.h"
#include "sdl/fonts.h"
#include "trace/trace.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Options {
    const char *at, *output;
    double position; // negative: of `at`
    int width, height, repeats;
    float scale;
    double column, t;
    const Theme *theme;
    Language language;
    bool still;
    int pointed_column, pointed_loss;
    PlotKind plot;
    bool has_pointer;
    Point pointer;
} Options;

static void fail_with(const Report *report) {
    Text text;
    text_init(&text);
    report_print(report, &text);
    fputs(text.data, stderr);
    text_finish(&text);
    exit(1);
}

static void read_option(Options *options, Experiment *experiment, const char *flag, const char *value, Report *report) {
    Key key;
    if (strcmp(flag, "-o") == 0) {
        options->output = value;
    } else if (strcmp(flag, "--at") == 0) {
        options->at = value;
    } else if (strcmp(flag, "--position") == 0) {
        options->position = atof(value);
    } else if (strcmp(flag, "--size") == 0) {
        sscanf(value, "%dx%d", &options->width, &options->height);
    } else if (strcmp(flag, "--scale") == 0) {
        options->scale = (float)atof(value);
    } else if (strcmp(flag, "--column") == 0) {
        options->column = atof(value);
    } else if (strcmp(flag, "--t") == 0) {
        options->t = atof(value);
    } else if (strcmp(flag, "--time") == 0) {
        options->repeats = atoi(value);
    } else if (strcmp(flag, "--theme") == 0) {
        options->theme = theme_find(value);
    } else if (strcmp(flag, "--lang") == 0) {
        language_find(value, &options->language);
    } else if (strcmp(flag, "--motion") == 0) {
        options->still = strcmp(value, "off") == 0;
    } else if (strcmp(flag, "--pointed-column") == 0) {
        options->pointed_column = atoi(value);
    } else if (strcmp(flag, "--pointed-loss") == 0) {
        options->pointed_loss = atoi(value);
    } else if (strcmp(flag, "--pointer") == 0) {
        options->has_pointer = sscanf(value, "%f,%f", &options->pointer.x, &options->pointer.y) == 2;
    } else if (strcmp(flag, "--plot") == 0) {
        plot_kind_find(value, &options->plot);
    } else if (strncmp(flag, "--", 2) == 0 && key_find(flag + 2, &key)) {
        if (!experiment_set(experiment, key, value, (Place){.file = flag}, report)) {
            fail_with(report);
        }
    } else {
        fprintf(stderr, "unknown flag %s\n", flag);
        exit(2);
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void draw(const View *view, GlyphAtlas *glyphs, const Options *options, Report *report) {
    DisplayList list;
    HitList hits;
    display_init(&list);
    hits_init(&hits);
    Raster *raster = raster_create();
    Pixels pixels = {memory_alloc_zeros((size_t)options->width * (size_t)options->height, 4), options->width, options->height,
                     options->width};
    double first = 0, laid_out = 0, painted = 0;
    for (int i = 0; i <= options->repeats; i++) {
        double start = seconds();
        view_draw(view, &list, &hits);
        double between = seconds();
        raster_draw(raster, &list, glyphs, pixels, view->theme->background);
        if (i == 0) {
            first = between - start;
        } else {
            laid_out += between - start;
            painted += seconds() - between;
        }
    }
    if (options->repeats > 0) {
        printf("first view %.2f ms  view %.2f ms  raster %.2f ms  shapes %zu  hits %zu\n", 1e3 * first, 1e3 * laid_out / options->repeats,
               1e3 * painted / options->repeats, list.shape_count, hits.count);
    }
    if (!png_write(options->output, pixels, report)) {
        fail_with(report);
    }
    free(pixels.data);
    raster_destroy(raster);
    hits_finish(&hits);
    display_finish(&list);
}

int main(int argc, char **argv) {
    Options options = {.output = "view.png", .position = -1, .width = 1920, .height = 1080, .scale = 1, .theme = theme_at(0)};
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0) {
            language_find(argv[i + 1], &options.language);
        }
    }
    Words *words = words_create(options.language);
    Report report;
    report_init(&report, words);
    Experiment experiment;
    experiment_init(&experiment);
    for (int i = 1; i < argc; i += 2) {
        read_option(&options, &experiment, argv[i], i + 1 < argc ? argv[i + 1] : "", &report);
    }
    Session *session = session_create(&experiment, &report);
    if (session == NULL) {
        fail_with(&report);
    }
    session_train(session, session->settings.iterations);
    Trace *trace = trace_record(session);
    double position = options.position;
    if (options.at != NULL && position < 0) {
        position = (double)trace_find(trace, options.at, (Place){.file = "--at"}, &report);
        if (position < 0) {
            fail_with(&report);
        }
    }
    Fonts *fonts = fonts_create(&report);
    if (fonts == NULL) {
        fail_with(&report);
    }
    GlyphSource source = fonts_source(fonts);
    GlyphAtlas *glyphs = glyphs_create(&source);
    View view = {.traces = {trace},
                 .trace_count = 1,
                 .position = position > 0 ? position : 0,
                 .camera = {options.t, options.column},
                 .theme = options.theme,
                 .words = words,
                 .width = options.width,
                 .height = options.height,
                 .scale = options.scale,
                 .measure = glyphs_measure(glyphs),
                 .motion = !options.still,
                 .plot = options.plot,
                 .has_pointer = options.has_pointer,
                 .pointer = options.pointer,
                 .pointed = {.kind = options.pointed_loss > 0 ? ELEMENT_LOSS : ELEMENT_NONE, .t = options.pointed_loss},
                 .pointed_column = options.pointed_column};
    draw(&view, glyphs, &options, &report);
    glyphs_destroy(glyphs);
    fonts_destroy(fonts);
    trace_destroy(trace);
    session_destroy(session);
    experiment_finish(&experiment);
    report_finish(&report);
    words_destroy(words);
    return 0;
}
