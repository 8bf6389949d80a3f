// Everything that can be done, in one table: keys, buttons, scripts and the help page read it.
#ifndef UNROLL_APP_COMMAND_H
#define UNROLL_APP_COMMAND_H

#include "app/state.h"

typedef enum CommandGroup { GROUP_PLAY, GROUP_LOOK, GROUP_EXPERIMENT, GROUP_PROGRAM, COMMAND_GROUP_COUNT } CommandGroup;

typedef struct Command {
    const char *name; // "beat-back"; its line of help is "command.beat-back" in the words
    CommandGroup group;
    const char *keys;                    // as in app/event.h, separated by blanks; "": none
    const char *argument;                // "": takes none; "MOMENT": must have one; "[NAME]": may
    bool (*enabled)(const State *state); // NULL: always
    // False where it could not be done, with problems in the report. `argument` is "" if none was given.
    bool (*run)(State *state, const char *argument, Report *report);
} Command;

// The commands in the order of the help page; NULL behind the last.
const Command *command_at(size_t index);
const Command *command_find(const char *name);

// The command that a key runs; NULL if none. The key's own argument does not exist: such commands take none, or may.
const Command *command_of_key(const char *key);

// Runs a command by name. False with a problem where there is none of this name (with the nearest one), it takes no argument or lacks one,
// it is not enabled, or it fails.
bool command_run(State *state, const char *name, const char *argument, Report *report);

// Whether a line names a command and gives it an argument where it must have one, or none where it takes none; problems if not.
bool command_check_line(const char *line, Report *report);

// Runs one line, "NAME" or "NAME ARGUMENT", as scripts have it. Blank lines and those that start with "#" do nothing.
bool command_run_line(State *state, const char *line, Report *report);

// Key of the title of a group in the words.
const char *command_group_title(CommandGroup group);

#endif
