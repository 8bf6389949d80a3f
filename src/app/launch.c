#include "app/launch.h"

#include "app/suggest.h"
#include "base/files.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct OptionRow {
    const char *name, *values, *help;
} OptionRow;

static const OptionRow OPTIONS[] = {
    [LAUNCH_AT] = {"at", "MOMENT", "app.option.at"},
    [LAUNCH_CAMERA] = {"camera", "T,WIDTH", "app.option.camera"},
    [LAUNCH_SIZE] = {"size", "WxH", "app.option.size"},
    [LAUNCH_LANG] = {"lang", "ko|en", "app.option.lang"},
    [LAUNCH_THEME] = {"theme", "NAME", "app.option.theme"},
    [LAUNCH_SCALE] = {"scale", "S", "app.option.scale"},
    [LAUNCH_COMPARE] = {"compare", "KEY=VALUE[+KEY=VALUE][,...]", "app.option.compare"},
    [LAUNCH_PLOT] = {"plot", "NAME[,LANE]", "app.option.plot"},
};
_Static_assert(sizeof OPTIONS / sizeof *OPTIONS == LAUNCH_OPTION_COUNT, "a row for each option");

const char *launch_option_name(LaunchOption option) {
    return OPTIONS[option].name;
}
const char *launch_option_values(LaunchOption option) {
    return OPTIONS[option].values;
}
const char *launch_option_help(LaunchOption option) {
    return OPTIONS[option].help;
}

bool launch_option_find(const char *name, LaunchOption *option) {
    for (int i = 0; i < LAUNCH_OPTION_COUNT; i++)
        if (strcmp(OPTIONS[i].name, name) == 0) {
            *option = (LaunchOption)i;
            return true;
        }
    return false;
}

static void replace_text(char **slot, const char *value) {
    char *copy = NULL;
    if (value) {
        size_t size = strlen(value) + 1;
        copy = memory_alloc(size);
        memcpy(copy, value, size);
    }
    free(*slot);
    *slot = copy;
}

void launch_init(Launch *launch) {
    *launch = (Launch){.at = NULL};
    experiment_init(&launch->experiment);
}

void launch_finish(Launch *launch) {
    experiment_finish(&launch->experiment);
    free(launch->at);
    free(launch->compare);
    *launch = (Launch){.at = NULL};
}

void launch_copy(Launch *to, const Launch *from) {
    if (to == from) return;
    launch_finish(to);
    *to = *from;
    to->at = to->compare = NULL;
    experiment_init(&to->experiment);
    experiment_copy(&to->experiment, &from->experiment);
    replace_text(&to->at, from->at);
    replace_text(&to->compare, from->compare);
}

// Splits "A<separator>B" at its first separator into two NUL-terminated halves; false without one or where a half is too long.
enum { HALF = 64 };
static bool split_at(const char *value, char separator, char first[HALF], char second[HALF]) {
    const char *mark = strchr(value, separator);
    if (!mark || mark - value >= HALF || strlen(mark + 1) >= HALF) return false;
    memcpy(first, value, (size_t)(mark - value));
    first[mark - value] = '\0';
    strcpy(second, mark + 1);
    return true;
}

static bool set_size(Launch *launch, const char *value, Place place, Report *report) {
    char first[HALF], second[HALF];
    long width, height;
    bool sound = split_at(value, 'x', first, second) && integer_parse(first, &width) && integer_parse(second, &height);
    if (!sound) {
        REPORT(report, place, "app.size.form", {"value", value});
        return false;
    }
    if (width < PICTURE_MIN_WIDTH || height < PICTURE_MIN_HEIGHT || width > PICTURE_MAX_WIDTH || height > PICTURE_MAX_HEIGHT) {
        char least[HALF], most[HALF];
        snprintf(least, sizeof least, "%dx%d", PICTURE_MIN_WIDTH, PICTURE_MIN_HEIGHT);
        snprintf(most, sizeof most, "%dx%d", PICTURE_MAX_WIDTH, PICTURE_MAX_HEIGHT);
        REPORT(report, place, "app.size.range", {"value", value}, {"least", least}, {"most", most});
        return false;
    }
    launch->width = (int)width;
    launch->height = (int)height;
    return true;
}

static bool set_camera(Launch *launch, const char *value, Place place, Report *report) {
    char first[HALF], second[HALF];
    Camera camera;
    bool sound = split_at(value, ',', first, second) && number_parse(first, &camera.t) && number_parse(second, &camera.column);
    sound =
        sound && camera.t >= 0 && camera.t <= 1e6 && (camera.column == 0 || (camera.column >= COLUMN_MIN && camera.column <= COLUMN_MAX));
    if (!sound) {
        REPORT(report, place, "app.camera.form", {"value", value});
        return false;
    }
    launch->camera = camera;
    return true;
}

// "gates" or "gates,2": a plot, and the lane that it follows, counted from 1.
static bool set_plot(Launch *launch, const char *value, Place place, Report *report) {
    char name[HALF], lane[HALF];
    long number = 1;
    bool has_lane = split_at(value, ',', name, lane);
    PlotKind plot;
    bool sound = plot_kind_find(has_lane ? name : value, &plot);
    sound = sound && (!has_lane || (integer_parse(lane, &number) && number >= 1 && number <= VIEW_MAX_LANES));
    if (!sound) {
        Text known;
        char most[HALF];
        text_init(&known);
        plot_kinds_append(report->words, &known);
        snprintf(most, sizeof most, "%d", VIEW_MAX_LANES);
        REPORT(report, place, "app.plot.form", {"value", value}, {"known", known.data}, {"most", most});
        text_finish(&known);
        return false;
    }
    launch->plot = plot;
    launch->lane = (int)number - 1;
    return true;
}

static bool set_theme(Launch *launch, const char *value, Place place, Report *report) {
    const Theme *theme = theme_find(value);
    if (!theme) {
        Text names;
        text_init(&names);
        for (int i = 0; theme_at(i); i++) {
            if (i > 0) text_append(&names, ", ");
            text_append(&names, theme_at(i)->name);
        }
        REPORT(report, place, "app.theme.unknown", {"value", value}, {"names", names.data});
        text_finish(&names);
        return false;
    }
    launch->theme = theme;
    return true;
}

static bool set_language(Launch *launch, const char *value, Place place, Report *report) {
    if (!language_find(value, &launch->language)) {
        REPORT(report, place, "app.language.unknown", {"value", value});
        return false;
    }
    launch->language_given = true;
    return true;
}

static bool set_scale(Launch *launch, const char *value, Place place, Report *report) {
    double scale;
    if (!number_parse(value, &scale) || !(scale >= SCALE_MIN && scale <= SCALE_MAX)) {
        REPORT(report, place, "app.scale.form", {"value", value});
        return false;
    }
    launch->scale = (float)scale;
    return true;
}

// A repeated flag adds lanes.
static void add_compared(Launch *launch, const char *value) {
    Text all;
    text_init(&all);
    if (launch->compare) text_printf(&all, "%s,", launch->compare);
    text_append(&all, value);
    replace_text(&launch->compare, all.data);
    text_finish(&all);
}

bool launch_set(Launch *launch, LaunchOption option, const char *value, Place place, Report *report) {
    switch (option) {
    case LAUNCH_AT:
        replace_text(&launch->at, value);
        return true;
    case LAUNCH_COMPARE:
        add_compared(launch, value);
        return true;
    case LAUNCH_CAMERA:
        return set_camera(launch, value, place, report);
    case LAUNCH_SIZE:
        return set_size(launch, value, place, report);
    case LAUNCH_PLOT:
        return set_plot(launch, value, place, report);
    case LAUNCH_LANG:
        return set_language(launch, value, place, report);
    case LAUNCH_THEME:
        return set_theme(launch, value, place, report);
    case LAUNCH_SCALE:
        return set_scale(launch, value, place, report);
    case LAUNCH_OPTION_COUNT:
        break;
    }
    return false;
}

bool launch_is_cell(const char *argument) {
    size_t length = strlen(argument);
    if (strchr(argument, '/') || (length > 5 && strcmp(argument + length - 5, ".cell") == 0)) return true;
    Text name;
    text_init(&name);
    text_printf(&name, "cells/%s.cell", argument);
    Bytes bytes = {NULL, 0};
    bool found = asset_read(name.data, &bytes);
    bytes_finish(&bytes);
    text_finish(&name);
    return found;
}

static void report_unknown_flag(const char *name, Place place, Report *report) {
    Suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (int i = 0; i < KEY_COUNT; i++) suggestion_offer(&suggestion, key_name((Key)i));
    for (int i = 0; i < LAUNCH_OPTION_COUNT; i++) suggestion_offer(&suggestion, OPTIONS[i].name);
    if (suggestion.best)
        REPORT(report, place, "app.flag.unknown-near", {"near", suggestion.best});
    else
        REPORT_PLAIN(report, place, "app.flag.unknown");
}

// One "--name value" of a line; *at moves behind what was used.
static bool read_flag(Launch *launch, const char *const *words, int count, int *at, Report *report) {
    const char *word = words[(*at)++];
    const char *equals = strchr(word, '=');
    Text name;
    text_init(&name);
    text_append_bytes(&name, word, equals ? (size_t)(equals - word) : strlen(word));
    Place place = {.file = name.data};
    const char *value = equals ? equals + 1 : *at < count ? words[(*at)++] : NULL;
    Key key;
    LaunchOption option;
    bool sound = false;
    if (!value)
        REPORT_PLAIN(report, place, "app.flag.no-value");
    else if (key_find(name.data + 2, &key))
        sound = experiment_set(&launch->experiment, key, value, place, report);
    else if (launch_option_find(name.data + 2, &option))
        sound = launch_set(launch, option, value, place, report);
    else
        report_unknown_flag(name.data + 2, place, report);
    text_finish(&name);
    return sound;
}

bool launch_read_line(Launch *launch, const char *line, Report *report) {
    enum { MOST_WORDS = 256 };
    const char *words[MOST_WORDS];
    Arena arena;
    arena_init(&arena);
    bool readable = utf8_valid_length(line, strlen(line)) == strlen(line);
    int count = !readable ? -1 : shell_split(line, &arena, words, MOST_WORDS);
    bool sound = count >= 1 && strcmp(words[0], "unroll") == 0;
    if (!sound) REPORT_PLAIN(report, ((Place){0}), "app.line.form");
    for (int at = 1; sound && at < count;) {
        if (strncmp(words[at], "--", 2) == 0)
            sound = read_flag(launch, words, count, &at, report);
        else if (at == 1 && launch_is_cell(words[at]))
            sound = experiment_set(&launch->experiment, KEY_CELL, words[at++], (Place){.file = "--cell"}, report);
        else {
            REPORT(report, ((Place){0}), "app.line.stray", {"value", words[at]});
            sound = false;
        }
    }
    arena_finish(&arena);
    return sound;
}

void launch_print(const Launch *launch, Text *out) {
    text_append(out, "unroll");
    Text experiment;
    text_init(&experiment);
    experiment_print(&launch->experiment, &experiment);
    if (experiment.length > 0) text_printf(out, " %s", experiment.data);
    text_finish(&experiment);
    if (launch->compare) {
        text_append(out, " --compare ");
        shell_quote(launch->compare, out);
    }
    if (launch->at) {
        text_append(out, " --at ");
        shell_quote(launch->at, out);
    }
    text_append(out, " --camera ");
    text_append_number(out, launch->camera.t);
    text_append(out, ",");
    text_append_number(out, launch->camera.column);
    if (launch->plot != PLOT_STORY) text_printf(out, " --plot %s", plot_kind_name(launch->plot));
    if (launch->plot != PLOT_STORY && launch->lane > 0) text_printf(out, ",%d", launch->lane + 1);
    if (launch->width > 0) text_printf(out, " --size %dx%d", launch->width, launch->height);
    if (launch->scale > 0 && (launch->scale < 1 || launch->scale > 1)) {
        text_append(out, " --scale ");
        text_append_number(out, (double)launch->scale);
    }
    if (launch->theme) text_printf(out, " --theme %s", launch->theme->name);
    if (launch->language_given) text_printf(out, " --lang %s", language_code(launch->language));
}
