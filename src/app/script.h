// A script: commands, one a line.
#ifndef UNROLL_APP_SCRIPT_H
#define UNROLL_APP_SCRIPT_H

#include "app/state.h"

enum { SCRIPT_MAX_BYTES = 1024 * 1024 };

typedef struct Script Script;

// Reads a script. NULL and a problem where the file cannot be read, or a line names no command.
Script *script_load(const char *path, Report *report);
void script_destroy(Script *script);

bool script_is_done(const Script *script);

// Runs the next line; `settle` as for app_run_line. Problems carry the script's name and the line. False where it failed: the script is
// then done.
bool script_run_next(Script *script, State *state, bool settle, Report *report);

#endif
