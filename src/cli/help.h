// --help, from the tables of verbs, flags, keys and options.
#ifndef UNROLL_CLI_HELP_H
#define UNROLL_CLI_HELP_H

#include "cli/arguments.h"

// Appends the help of a verb: what it does and all that it takes. For the window, the list of the verbs too.
void help_print(const Verb *verb, const Words *words, Text *out);

// Appends the commands of keys and scripts: "NAME ARGUMENT   what it does  (KEYS)", by groups.
void help_print_commands(const Words *words, Text *out);

#endif
