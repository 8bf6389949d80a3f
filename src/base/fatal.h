// The end of the program for what no input can mend: memory ran out, the build is broken, or the code has a bug.
#ifndef UNROLL_BASE_FATAL_H
#define UNROLL_BASE_FATAL_H

// Writes "unroll: message" to the standard error and aborts.
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
