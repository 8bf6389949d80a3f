#include "cli/cli.h"

#include "cli/help.h"
#include "cli/output.h"
#include "cli/verbs.h"

#include <signal.h>
#include <stdio.h>

const Verb VERBS[VERB_COUNT] = {
    [VERB_WINDOW] = {"", "[CELL] [EXPERIMENT] [--script FILE]", "cli.verb.window", POSITIONAL_CELL, true, true, verb_window},
    [VERB_TRACE] = {"trace", "[CELL] [EXPERIMENT] [--format text|json]", "cli.verb.trace", POSITIONAL_CELL, true, false, verb_trace},
    [VERB_TRAIN] = {"train", "[CELL] [EXPERIMENT] [--save FILE] [--load FILE]", "cli.verb.train", POSITIONAL_CELL, true, false, verb_train},
    [VERB_RENDER] = {"render", "[CELL] [EXPERIMENT] -o FILE.png [--at MOMENT]", "cli.verb.render", POSITIONAL_CELL, true, true,
                     verb_render},
    [VERB_CODE] = {"code", "[CELL] [EXPERIMENT] [--to numpy]", "cli.verb.code", POSITIONAL_CELL, true, false, verb_code},
    [VERB_SAMPLE] = {"sample", "--load FILE [--length N]", "cli.verb.sample", POSITIONAL_NONE, false, false, verb_sample},
    [VERB_CHECK] = {"check", "FILE...", "cli.verb.check", POSITIONAL_FILES, false, false, verb_check},
    [VERB_BENCH] = {"bench", "train|frame|startup [CELL] [EXPERIMENT] [--seconds S]", "cli.verb.bench", POSITIONAL_BENCH, true, true,
                    verb_bench},
};

static int write_help(const Verb *verb, bool commands, const Words *words) {
    Text text;
    text_init(&text);
    if (commands)
        help_print_commands(words, &text);
    else
        help_print(verb, words, &text);
    bool sound = output_write(&text, words);
    text_finish(&text);
    return sound ? CLI_FINE : CLI_WRONG_INPUT;
}

static int write_version(const Words *words) {
    Text text;
    text_init(&text);
    text_append(&text, "unroll " UNROLL_VERSION "\n");
    bool sound = output_write(&text, words);
    text_finish(&text);
    return sound ? CLI_FINE : CLI_WRONG_INPUT;
}

static void hint_at_help(const Verb *verb, const Words *words) {
    Text text, command;
    text_init(&text);
    text_init(&command);
    text_printf(&command, *verb->name ? "unroll %s --help" : "unroll%s --help", verb->name);
    WORDS_FORMAT(words, &text, "cli.help.hint", {"command", command.data});
    fprintf(stderr, "%s\n", text.data);
    text_finish(&command);
    text_finish(&text);
}

int cli_main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); // a reader that went away is a failed write, told like any other
    Words *words = words_create(arguments_language(argc, argv));
    Report report;
    report_init(&report, words);
    Arguments arguments;
    int code = arguments_read(&arguments, argc, argv, &report);
    output_problems(&report);
    if (code == CLI_MISUSE)
        hint_at_help(arguments.verb, words);
    else if (arguments.help || arguments.commands)
        code = write_help(arguments.verb, !arguments.help, words);
    else if (arguments.version)
        code = write_version(words);
    else if (code == CLI_FINE)
        code = arguments.verb->run(&arguments, words);
    arguments_finish(&arguments);
    report_finish(&report);
    words_destroy(words);
    return code;
}
