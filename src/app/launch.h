// What one command line says about a picture: the experiment, and how to look at it. Flags, the window's "copy as command", lines that are
// pasted into the window and scripts all read and write this.
#ifndef UNROLL_APP_LAUNCH_H
#define UNROLL_APP_LAUNCH_H

#include "experiment/experiment.h"
#include "view/view.h"

// The size of a picture in px, and its scale.
enum { PICTURE_MIN_WIDTH = 320, PICTURE_MIN_HEIGHT = 180, PICTURE_MAX_WIDTH = 7680, PICTURE_MAX_HEIGHT = 4320 };
#define SCALE_MIN 0.5
#define SCALE_MAX 4.0

// The widths of a column that a camera may ask for, in units; 0: chosen.
#define COLUMN_MIN 20.0
#define COLUMN_MAX 4000.0

typedef enum LaunchOption {
    LAUNCH_AT,
    LAUNCH_CAMERA,
    LAUNCH_SIZE,
    LAUNCH_LANG,
    LAUNCH_THEME,
    LAUNCH_SCALE,
    LAUNCH_COMPARE,
    LAUNCH_PLOT,
    LAUNCH_OPTION_COUNT
} LaunchOption;

typedef struct Launch {
    Experiment experiment;
    char *at;           // the moment, as trace_find reads it, or a real number for a place between two; NULL: the start
    char *compare;      // KEY=VALUE[+KEY=VALUE][,...], as compare_read; a repeated flag adds to it; NULL: none
    Camera camera;      // zeros: chosen
    PlotKind plot;      // that the card of plots shows
    int lane;           // that it follows, from 0
    int width, height;  // px; 0: the caller's choice
    const Theme *theme; // NULL: the first
    float scale;        // 0: 1
    bool language_given;
    Language language;
} Launch;

void launch_init(Launch *launch);
void launch_finish(Launch *launch);
void launch_copy(Launch *to, const Launch *from); // `to` is initialised

const char *launch_option_name(LaunchOption option);   // "at": without the dashes
const char *launch_option_values(LaunchOption option); // how its value is written: "WxH"
const char *launch_option_help(LaunchOption option);   // key of its line of help in the words
bool launch_option_find(const char *name, LaunchOption *option);

// Sets one option after checking its form and range. False with a problem at `place`, and nothing changed. `at` is checked once there is a
// trace.
bool launch_set(Launch *launch, LaunchOption option, const char *value, Place place, Report *report);

// Takes a CELL argument: the name of a cell in the assets, or a file, which contains "/" or ends in ".cell".
bool launch_is_cell(const char *argument);

// Reads a whole command line of the window, "unroll [CELL] --key value ...", quoted as for a POSIX shell, into `launch` (initialised, and
// changed even where it fails). Problems name the flag.
bool launch_read_line(Launch *launch, const char *line, Report *report);

// Appends the command line that opens the same picture: "unroll --cell elman ... --at ... --camera ... --theme ... --lang ...".
void launch_print(const Launch *launch, Text *out);

// Appends `value` quoted for a POSIX shell where it needs it.
void shell_quote(const char *value, Text *out);

// Bytes of the first line of a text; line breaks within quotes belong to it, as in a cell-text.
size_t shell_line_length(const char *text);

// Splits a line as a POSIX shell does: blanks, single and double quotes, backslashes; no expansions. Words stand in `arena`; returns how
// many, or -1 where a quote is not closed or there are more than `capacity`.
int shell_split(const char *line, Arena *arena, const char **words, int capacity);

// The lanes of a --compare value, "KEY=VALUE+KEY=VALUE,KEY=VALUE": each is the leading experiment with these keys changed. A comma begins
// a new lane, and a plus another key of the same lane, only where a key and "=" follow. A lane's `set` stands in place of the leading one;
// several in one lane add up. Calls session_create's checks on none of them. Returns how many (at most VIEW_MAX_LANES - 1), or -1 with a
// problem.
int compare_read(const char *value, const Experiment *leading, Experiment *out, Place place, Report *report);

// Appends the next lane of such a value as it is written, and moves *value behind it; false, and nothing appended, where *value is NULL, as
// it is behind the last.
bool compare_next(const char **value, Text *out);

#endif
