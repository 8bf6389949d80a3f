// A state under test: text of fixed width, and a clock that the test turns.
#ifndef UNROLL_TESTS_APP_FIXTURE_H
#define UNROLL_TESTS_APP_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct Stand {
    Words *words;
    Report report;
    State *state;
    double now;   // s: what frames are given
    double clock; // s: what slices of work are measured with; a thousandth of a second goes by at each look
} Stand;

// Opens "unroll FLAGS" and works until it is there. Fails the test where that is refused.
void stand_open(Stand *stand, const char *flags);
void stand_close(Stand *stand);

// One frame `seconds` later, with an event or without.
AppFrame stand_wait(Stand *stand, double seconds);
AppFrame stand_event(Stand *stand, Event event);
AppFrame stand_key(Stand *stand, const char *key);
void stand_keys(Stand *stand, const char *keys);        // separated by blanks, a second between them
void stand_type(Stand *stand, const char *text);        // as text input
void stand_type_lines(Stand *stand, const char *lines); // the same, with Enter at each line break
void stand_write(Stand *stand, const char *lines);      // the same in place of all that stands in the editor
AppFrame stand_press(Stand *stand, float x, float y);

// Frames until nothing moves any more; fails the test after 1,000.
void stand_rest(Stand *stand);

// Runs a line as a script does; its problems stay in the report.
bool stand_run(Stand *stand, const char *line);

// Whether the report holds exactly this one problem.
bool stand_problem_is(const Stand *stand, const char *key);

// The name of the moment that is shown, as trace_moment_name.
const char *stand_moment(Stand *stand, char name[64]);

// A number that all that is drawn goes into.
uint64_t stand_picture(Stand *stand);

// The first hit of a kind whose command (or, for fields, argument) is this; NULL if none.
const Hit *stand_hit(const Stand *stand, HitKind kind, const char *name);

#endif
