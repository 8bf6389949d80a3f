// The verbs of the command line. Each does all its work and output, and returns an exit code (cli/cli.h).
#ifndef UNROLL_CLI_VERBS_H
#define UNROLL_CLI_VERBS_H

#include "cli/arguments.h"

int verb_window(const Arguments *arguments, const Words *words);
int verb_trace(const Arguments *arguments, const Words *words);
int verb_train(const Arguments *arguments, const Words *words);
int verb_render(const Arguments *arguments, const Words *words);
int verb_code(const Arguments *arguments, const Words *words);
int verb_sample(const Arguments *arguments, const Words *words);
int verb_check(const Arguments *arguments, const Words *words);
int verb_bench(const Arguments *arguments, const Words *words);

#endif
