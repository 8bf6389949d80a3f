// The text of an experiment's cell, wherever it stands: on the shelf, in a file, or in the experiment itself (cell-text).
#ifndef UNROLL_EXPERIMENT_CELL_TEXT_H
#define UNROLL_EXPERIMENT_CELL_TEXT_H

#include "base/files.h"
#include "experiment/experiment.h"

// Whether a value of `cell` is a file rather than a name of the shelf: it contains "/" or ends in ".cell".
bool cell_is_path(const char *cell);

// Reads the cell's text, comments and annotations included, and appends to `file` the name that problems in it are told under. False with a
// problem where there is none; `bytes` is then empty.
bool cell_text_read(const Experiment *experiment, Bytes *bytes, Text *file, Report *report);

// A value of cell-text on one line has its equations separated by ";"; one with line breaks is taken as it stands, so that its comments may
// have any character. Appends the lines that a value stands for.
void cell_text_lines(const char *value, Text *out);

// Appends a value of cell-text that stands for exactly these lines (a line break may come behind the last).
void cell_text_value(const char *lines, Text *out);

#endif
