#include "cli/arguments.h"

#include "app/suggest.h"
#include "base/utf8.h"
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool set_help(Arguments *arguments, const char *value, Place place, Report *report) {
    (void)value, (void)place, (void)report;
    arguments->help = true;
    return true;
}

static bool set_version(Arguments *arguments, const char *value, Place place, Report *report) {
    (void)value, (void)place, (void)report;
    arguments->version = true;
    return true;
}

static bool set_commands(Arguments *arguments, const char *value, Place place, Report *report) {
    (void)value, (void)place, (void)report;
    arguments->commands = true;
    return true;
}

static bool set_format(Arguments *arguments, const char *value, Place place, Report *report) {
    arguments->json = strcmp(value, "json") == 0;
    if (arguments->json || strcmp(value, "text") == 0) return true;
    REPORT(report, place, "cli.format.unknown", {"value", value});
    return false;
}

static bool set_to(Arguments *arguments, const char *value, Place place, Report *report) {
    (void)arguments;
    if (strcmp(value, "numpy") == 0) return true;
    REPORT(report, place, "code.to.unknown", {"value", value});
    return false;
}

static bool set_path(const char **path, const char *value, Place place, Report *report) {
    *path = value;
    if (*value) return true;
    REPORT_PLAIN(report, place, "cli.path.empty");
    return false;
}

static bool set_output(Arguments *arguments, const char *value, Place place, Report *report) {
    return set_path(&arguments->output, value, place, report);
}

static bool set_save(Arguments *arguments, const char *value, Place place, Report *report) {
    return set_path(&arguments->save, value, place, report);
}

static bool set_load(Arguments *arguments, const char *value, Place place, Report *report) {
    return set_path(&arguments->load, value, place, report);
}

static bool set_script(Arguments *arguments, const char *value, Place place, Report *report) {
    return set_path(&arguments->script, value, place, report);
}

static bool set_seconds(Arguments *arguments, const char *value, Place place, Report *report) {
    if (number_parse(value, &arguments->seconds) && arguments->seconds > 0 && arguments->seconds <= 3600) return true;
    REPORT(report, place, "cli.seconds.form", {"value", value});
    return false;
}

static bool set_cached(Arguments *arguments, const char *value, Place place, Report *report) {
    (void)value, (void)place, (void)report;
    arguments->cached = true;
    return true;
}

static bool set_length(Arguments *arguments, const char *value, Place place, Report *report) {
    if (integer_parse(value, &arguments->length) && arguments->length >= 1 && arguments->length <= 1000000) return true;
    REPORT(report, place, "cli.length.form", {"value", value});
    return false;
}

static bool set_seed(Arguments *arguments, const char *value, Place place, Report *report) {
    return experiment_set(&arguments->launch.experiment, KEY_SEED, value, place, report);
}

enum { ALL_VERBS = (1 << VERB_COUNT) - 1 };

static const Flag FLAGS[] = {
    {"format", 0, "text|json", "cli.flag.format", 1 << VERB_TRACE, set_format},
    {"to", 0, "numpy", "cli.flag.to", 1 << VERB_CODE, set_to},
    {"output", 'o', "FILE.png", "cli.flag.output", 1 << VERB_RENDER, set_output},
    {"save", 0, "FILE", "cli.flag.save", 1 << VERB_TRAIN, set_save},
    {"load", 0, "FILE", "cli.flag.load", 1 << VERB_TRAIN | 1 << VERB_SAMPLE, set_load},
    {"length", 0, "N", "cli.flag.length", 1 << VERB_SAMPLE, set_length},
    {"seed", 0, "N", "cli.flag.seed", 1 << VERB_SAMPLE, set_seed},
    {"script", 0, "FILE", "cli.flag.script", 1 << VERB_WINDOW | 1 << VERB_RENDER, set_script},
    {"commands", 0, NULL, "cli.flag.commands", 1 << VERB_WINDOW | 1 << VERB_RENDER, set_commands},
    {"seconds", 0, "S", "cli.flag.seconds", 1 << VERB_BENCH, set_seconds},
    {"cached", 0, NULL, "cli.flag.cached", 1 << VERB_BENCH, set_cached},
    {"help", 'h', NULL, "cli.flag.help", ALL_VERBS, set_help},
    {"version", 0, NULL, "cli.flag.version", 1 << VERB_WINDOW, set_version},
};
enum { FLAG_COUNT = sizeof FLAGS / sizeof *FLAGS };

const Flag *flag_at(int index) {
    return index >= 0 && index < FLAG_COUNT ? &FLAGS[index] : NULL;
}

static bool verb_takes(const Verb *verb, const Flag *flag) {
    return flag->verbs >> (verb - VERBS) & 1;
}

static const Flag *flag_find(const Verb *verb, const char *name, char letter) {
    for (int i = 0; i < FLAG_COUNT; i++)
        if (verb_takes(verb, &FLAGS[i]) && (letter ? FLAGS[i].letter == letter : strcmp(FLAGS[i].name, name) == 0)) return &FLAGS[i];
    return NULL;
}

static bool verb_takes_option(const Verb *verb, LaunchOption option) {
    return verb->takes_picture || option == LAUNCH_LANG;
}

Language arguments_language(int argc, char **argv) {
    Language language = language_of_environment();
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            language_find(argv[i] + 7, &language);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            language_find(argv[i + 1], &language);
    }
    return language;
}

// One walk over argv.
typedef struct Walk {
    Arguments *arguments;
    int argc, at;
    char **argv;
    bool flags_ended; // "--" was seen
    bool misuse, wrong;
    Report *report;
} Walk;

static void misuse(Walk *walk, const char *where, const char *key, const char *value) {
    walk->misuse = true;
    REPORT(walk->report, ((Place){.file = where}), key, {"value", value});
}

static void unknown_flag(Walk *walk, const char *flag, const char *name) {
    const Verb *verb = walk->arguments->verb;
    Suggestion suggestion;
    suggestion_init(&suggestion, name);
    for (int i = 0; i < FLAG_COUNT; i++)
        if (verb_takes(verb, &FLAGS[i])) suggestion_offer(&suggestion, FLAGS[i].name);
    for (int i = 0; i < KEY_COUNT && verb->takes_experiment; i++) suggestion_offer(&suggestion, key_name((Key)i));
    for (int i = 0; i < LAUNCH_OPTION_COUNT; i++)
        if (verb_takes_option(verb, (LaunchOption)i)) suggestion_offer(&suggestion, launch_option_name((LaunchOption)i));
    if (suggestion.best)
        misuse(walk, flag, "cli.flag.unknown-near", suggestion.best);
    else
        misuse(walk, flag, "cli.flag.unknown", name);
}

// The value of a flag: behind its "=", or the next word. NULL, told as misuse, if there is none.
static const char *take_value(Walk *walk, const char *flag, const char *after_equals) {
    if (after_equals) return after_equals;
    if (walk->at < walk->argc && strncmp(walk->argv[walk->at], "--", 2) != 0) return walk->argv[walk->at++];
    misuse(walk, flag, "cli.flag.no-value", flag);
    return NULL;
}

// A flag of the table. `flag` is how it was written, without its value.
static void read_own_flag(Walk *walk, const Flag *row, const char *flag, const char *after_equals) {
    const char *value = "";
    if (row->values)
        value = take_value(walk, flag, after_equals);
    else if (after_equals) {
        misuse(walk, flag, "cli.flag.takes-none", flag);
        return;
    }
    if (value && !row->set(walk->arguments, value, (Place){.file = flag}, walk->report)) walk->wrong = true;
}

static void read_long_flag(Walk *walk, const char *word) {
    const Verb *verb = walk->arguments->verb;
    Launch *launch = &walk->arguments->launch;
    const char *equals = strchr(word, '=');
    Text flag;
    text_init(&flag);
    text_append_bytes(&flag, word, equals ? (size_t)(equals - word) : strlen(word));
    const char *name = flag.data + 2, *value = equals ? equals + 1 : NULL;
    Place place = {.file = flag.data};
    Key key;
    LaunchOption option;
    const Flag *row = flag_find(verb, name, '\0');
    if (row)
        read_own_flag(walk, row, flag.data, value);
    else if (verb->takes_experiment && key_find(name, &key)) {
        value = take_value(walk, flag.data, value);
        if (value && !experiment_set(&launch->experiment, key, value, place, walk->report)) walk->wrong = true;
    } else if (launch_option_find(name, &option) && verb_takes_option(verb, option)) {
        value = take_value(walk, flag.data, value);
        if (value && !launch_set(launch, option, value, place, walk->report)) walk->wrong = true;
    } else
        unknown_flag(walk, flag.data, name);
    text_finish(&flag);
}

// "-o FILE", "-oFILE", "-h"
static void read_short_flag(Walk *walk, const char *word) {
    char flag[3] = {'-', word[1], '\0'};
    const Flag *row = flag_find(walk->arguments->verb, "", word[1]);
    if (!row)
        unknown_flag(walk, word, word + 1);
    else if (!row->values && word[2])
        misuse(walk, word, "cli.flag.unknown", word);
    else
        read_own_flag(walk, row, flag, word[2] ? word + 2 : NULL);
}

static bool read_bench(Walk *walk, const char *word) {
    static const char *const NAMES[] = {[BENCH_TRAIN] = "train", [BENCH_FRAME] = "frame", [BENCH_STARTUP] = "startup"};
    for (int i = BENCH_TRAIN; i <= BENCH_STARTUP; i++)
        if (strcmp(word, NAMES[i]) == 0) {
            walk->arguments->bench = (BenchKind)i;
            return true;
        }
    return false;
}

static bool ends_with(const char *word, const char *end) {
    size_t length = strlen(word), tail = strlen(end);
    return length >= tail && strcmp(word + length - tail, end) == 0;
}

static void read_cell(Walk *walk, const char *word) {
    Launch *launch = &walk->arguments->launch;
    if (ends_with(word, ".md")) {
        walk->wrong = true;
        REPORT_PLAIN(walk->report, ((Place){.file = word}), "cli.lesson.later");
    } else if (launch->experiment.given[KEY_CELL])
        misuse(walk, word, "cli.argument.stray", word);
    else if (!launch_is_cell(word))
        misuse(walk, word, "cli.argument.unknown", word);
    else if (!experiment_set(&launch->experiment, KEY_CELL, word, (Place){.file = word}, walk->report))
        walk->wrong = true;
}

static void read_positional(Walk *walk, const char *word) {
    Arguments *arguments = walk->arguments;
    switch (arguments->verb->positional) {
    case POSITIONAL_FILES:
        arguments->files[arguments->file_count++] = word;
        return;
    case POSITIONAL_BENCH:
        if (arguments->bench != BENCH_NONE)
            read_cell(walk, word);
        else if (!read_bench(walk, word))
            misuse(walk, word, "cli.bench.unknown", word);
        return;
    case POSITIONAL_CELL:
        read_cell(walk, word);
        return;
    case POSITIONAL_NONE:
        misuse(walk, word, "cli.argument.stray", word);
        return;
    }
}

static void unknown_verb(Walk *walk, const char *word) {
    Suggestion suggestion;
    suggestion_init(&suggestion, word);
    for (int i = 0; i < VERB_COUNT; i++)
        if (*VERBS[i].name) suggestion_offer(&suggestion, VERBS[i].name);
    Text names;
    text_init(&names);
    for (int i = 0; i < VERB_COUNT; i++)
        if (*VERBS[i].name) text_printf(&names, names.length > 0 ? ", %s" : "%s", VERBS[i].name);
    walk->misuse = true;
    Place place = {.file = word};
    if (suggestion.best)
        REPORT(walk->report, place, "cli.verb.unknown-near", {"near", suggestion.best}, {"names", names.data});
    else
        REPORT(walk->report, place, "cli.verb.unknown", {"names", names.data});
    text_finish(&names);
}

// The verb is the first word; without one, or where it is a cell, a lesson or a flag, the window.
static void read_verb(Walk *walk) {
    if (walk->at >= walk->argc || walk->argv[walk->at][0] == '-') return;
    const char *word = walk->argv[walk->at];
    for (int i = 0; i < VERB_COUNT; i++)
        if (*VERBS[i].name && strcmp(VERBS[i].name, word) == 0) {
            walk->arguments->verb = &VERBS[i];
            walk->at++;
            return;
        }
    if (launch_is_cell(word) || ends_with(word, ".md")) return;
    unknown_verb(walk, word);
}

static void check_complete(Walk *walk) {
    const Arguments *arguments = walk->arguments;
    const char *name = arguments->verb->name;
    if (arguments->help || arguments->version) return;
    if (arguments->verb->positional == POSITIONAL_FILES && arguments->file_count == 0) misuse(walk, name, "cli.files.none", name);
    if (arguments->verb->positional == POSITIONAL_BENCH && arguments->bench == BENCH_NONE) misuse(walk, name, "cli.bench.none", name);
    if (arguments->verb == &VERBS[VERB_RENDER] && !arguments->output) misuse(walk, name, "cli.output.none", name);
    if (arguments->verb == &VERBS[VERB_SAMPLE] && !arguments->load) misuse(walk, name, "cli.load.none", name);
}

// Messages are made of arguments, and a message is UTF-8.
static bool check_readable(int argc, char **argv, Report *report) {
    for (int i = 1; i < argc; i++) {
        size_t length = strlen(argv[i]);
        if (utf8_valid_length(argv[i], length) == length) continue;
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        REPORT(report, ((Place){0}), "cli.argument.not-utf8", {"number", number});
        return false;
    }
    return true;
}

int arguments_read(Arguments *arguments, int argc, char **argv, Report *report) {
    *arguments = (Arguments){.files = memory_alloc((size_t)(argc + 1) * sizeof(char *))};
    launch_init(&arguments->launch);
    Walk walk = {.arguments = arguments, .argc = argc, .at = 1, .argv = argv, .report = report};
    arguments->verb = &VERBS[VERB_WINDOW];
    if (!check_readable(argc, argv, report)) return CLI_WRONG_INPUT;
    read_verb(&walk);
    while (!walk.misuse && walk.at < argc) {
        const char *word = argv[walk.at++];
        if (walk.flags_ended || word[0] != '-' || word[1] == '\0')
            read_positional(&walk, word);
        else if (strcmp(word, "--") == 0)
            walk.flags_ended = true;
        else if (word[1] == '-')
            read_long_flag(&walk, word);
        else
            read_short_flag(&walk, word);
    }
    if (!walk.misuse) check_complete(&walk);
    return walk.misuse ? CLI_MISUSE : walk.wrong ? CLI_WRONG_INPUT : CLI_FINE;
}

void arguments_finish(Arguments *arguments) {
    launch_finish(&arguments->launch);
    free(arguments->files);
}

void arguments_launch(const Arguments *arguments, int width, int height, Launch *out) {
    launch_init(out);
    launch_copy(out, &arguments->launch);
    if (out->width == 0) {
        out->width = width;
        out->height = height;
    }
}
