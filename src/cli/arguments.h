// The arguments of one call, read by the tables of verbs and flags from which --help is printed too.
#ifndef UNROLL_CLI_ARGUMENTS_H
#define UNROLL_CLI_ARGUMENTS_H

#include "app/launch.h"

typedef struct Arguments Arguments;

// What a verb takes besides flags.
typedef enum Positional {
    POSITIONAL_CELL, // at most one cell
    POSITIONAL_NONE,
    POSITIONAL_FILES, // one or more
    POSITIONAL_BENCH, // train, frame or startup, then at most one cell
} Positional;

typedef enum VerbId { VERB_WINDOW, VERB_TRACE, VERB_TRAIN, VERB_RENDER, VERB_CODE, VERB_SAMPLE, VERB_CHECK, VERB_BENCH, VERB_COUNT } VerbId;

typedef struct Verb {
    const char *name;     // "" for the window
    const char *synopsis; // what follows the name
    const char *help;     // key of its help in the words
    Positional positional;
    bool takes_experiment; // the keys of experiment.h
    bool takes_picture;    // the options of app/launch.h; --lang is taken by all
    int (*run)(const Arguments *arguments, const Words *words);
} Verb;

extern const Verb VERBS[VERB_COUNT];

typedef enum BenchKind { BENCH_NONE, BENCH_TRAIN, BENCH_FRAME, BENCH_STARTUP } BenchKind;

struct Arguments {
    const Verb *verb;
    Launch launch;
    bool help, version, commands;
    bool json;          // --format json
    const char *output; // -o FILE
    const char *save, *load, *script;
    double seconds; // of a benchmark; 0: the verb's choice
    bool cached;
    long length;        // of a sample; 0: the verb's choice
    const char **files; // POSITIONAL_FILES
    int file_count;
    BenchKind bench;
};

// Reads the arguments; texts point into argv. Problems stand in `report`. Returns an exit code: CLI_FINE, CLI_WRONG_INPUT or CLI_MISUSE.
int arguments_read(Arguments *arguments, int argc, char **argv, Report *report);
void arguments_finish(Arguments *arguments);

// What is to be opened, a copy of its own, with a size where none was asked for (px). The caller finishes it.
void arguments_launch(const Arguments *arguments, int width, int height, Launch *out);

// The language that the arguments ask for, before anything else is read from them; else that of the environment.
Language arguments_language(int argc, char **argv);

// A flag of the verbs' own, for help and for tests: "-o", "FILE", ... NULL behind the last.
typedef struct Flag {
    const char *name;   // without dashes
    char letter;        // '\0': none
    const char *values; // NULL: takes no value
    const char *help;
    unsigned verbs; // bit 1 << VerbId for each that takes it
    bool (*set)(Arguments *arguments, const char *value, Place place, Report *report);
} Flag;
const Flag *flag_at(int index);

#endif
