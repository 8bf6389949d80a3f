// Dates and times of day in a data file.
#ifndef UNROLL_TASK_CALENDAR_H
#define UNROLL_TASK_CALENDAR_H

#include <stdbool.h>

typedef enum MomentKind {
    MOMENT_DATE, // seconds since 1970-01-01 00:00
    MOMENT_TIME, // seconds since midnight
} MomentKind;

// Reads YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] (a T may stand for the space) or HH:MM[:SS], in the Gregorian calendar. False on anything
// else, a 30th of February among it.
bool calendar_parse(const char *text, MomentKind *kind, long long *seconds);

#endif
