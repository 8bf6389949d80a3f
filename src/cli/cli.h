// The command line: verbs, flags, exit codes.
#ifndef UNROLL_CLI_CLI_H
#define UNROLL_CLI_CLI_H

enum {
    CLI_FINE = 0,
    CLI_WRONG_INPUT = 1, // a bad value, a missing file, a failed write, training that stopped being finite
    CLI_MISUSE = 2,      // an unknown verb or flag, a flag without its value
};

// Runs the program with the arguments of main and returns its exit code.
int cli_main(int argc, char **argv);

#endif
