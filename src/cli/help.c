#include "cli/help.h"

#include "app/command.h"
#include "base/utf8.h"

#include <string.h>

enum { INDENT = 2, FLAG_COLUMNS = 34 };

static int columns_of(const char *text) {
    int columns = 0;
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point)) break;
        columns += unicode_is_zero_width(code_point) ? 0 : unicode_is_wide(code_point) ? 2 : 1;
    }
    return columns;
}

// "  --name VALUES     what it does"; what is too long for its column has its help on the next line.
static void append_row(Text *out, const char *left, const char *help) {
    text_printf(out, "%*s%s", INDENT, "", left);
    int columns = INDENT + columns_of(left);
    if (columns >= FLAG_COLUMNS) {
        text_append(out, "\n");
        columns = 0;
    }
    text_printf(out, "%*s%s\n", FLAG_COLUMNS - columns, "", help);
}

static void append_flag(Text *out, char letter, const char *name, const char *values, const char *help) {
    Text left;
    text_init(&left);
    if (letter) text_printf(&left, "-%c, ", letter);
    text_printf(&left, "--%s", name);
    if (values && *values) text_printf(&left, " %s", values);
    append_row(out, left.data, help);
    text_finish(&left);
}

static void append_verbs(const Words *words, Text *out) {
    text_printf(out, "\n%s\n", words_get(words, "cli.help.verbs"));
    for (int i = 0; i < VERB_COUNT; i++) {
        Text left;
        text_init(&left);
        text_printf(&left, *VERBS[i].name ? "unroll %s" : "unroll", VERBS[i].name);
        append_row(out, left.data, words_get(words, VERBS[i].help));
        text_finish(&left);
    }
}

static void append_tasks(const Words *words, Text *out) {
    text_printf(out, "\n%s\n", words_get(words, "cli.help.tasks"));
    for (size_t i = 0; task_at(i); i++) {
        Text left;
        text_init(&left);
        text_printf(&left, task_at(i)->argument && *task_at(i)->argument ? "%s:%s" : "%s", task_at(i)->name, task_at(i)->argument);
        append_row(out, left.data, words_get(words, task_at(i)->help));
        text_finish(&left);
    }
}

void help_print(const Verb *verb, const Words *words, Text *out) {
    bool window = verb == &VERBS[VERB_WINDOW];
    text_printf(out, *verb->name ? "unroll %s %s\n\n" : "unroll %s%s\n\n", verb->name, verb->synopsis);
    text_printf(out, "%s\n", words_get(words, verb->help));
    if (window) append_verbs(words, out);
    text_printf(out, "\n%s\n", words_get(words, "cli.help.flags"));
    for (int i = 0; flag_at(i); i++) {
        const Flag *flag = flag_at(i);
        if (flag->verbs >> (verb - VERBS) & 1) append_flag(out, flag->letter, flag->name, flag->values, words_get(words, flag->help));
    }
    for (int i = 0; i < LAUNCH_OPTION_COUNT; i++) {
        LaunchOption option = (LaunchOption)i;
        if (verb->takes_picture || option == LAUNCH_LANG)
            append_flag(out, 0, launch_option_name(option), launch_option_values(option), words_get(words, launch_option_help(option)));
    }
    if (!verb->takes_experiment) return;
    text_printf(out, "\n%s\n", words_get(words, "cli.help.experiment"));
    for (int i = 0; i < KEY_COUNT; i++) append_flag(out, 0, key_name((Key)i), key_values((Key)i), words_get(words, key_help((Key)i)));
    append_tasks(words, out);
    text_printf(out, "\n%s\n", words_get(words, "cli.help.end"));
}

void help_print_commands(const Words *words, Text *out) {
    text_printf(out, "%s\n", words_get(words, "cli.help.commands"));
    for (int group = 0; group < COMMAND_GROUP_COUNT; group++) {
        text_printf(out, "\n%s:\n", words_get(words, command_group_title((CommandGroup)group)));
        for (size_t i = 0; command_at(i); i++) {
            const Command *command = command_at(i);
            if ((int)command->group != group) continue;
            Text left, help, key;
            text_init(&left);
            text_init(&help);
            text_init(&key);
            text_printf(&left, *command->argument ? "%s %s" : "%s", command->name, command->argument);
            text_printf(&key, "command.%s", command->name);
            text_printf(&help, *command->keys ? "%s  (%s)" : "%s", words_get(words, key.data), command->keys);
            append_row(out, left.data, help.data);
            text_finish(&key);
            text_finish(&help);
            text_finish(&left);
        }
    }
}
