// Trained weights in a file. The format is text:
//
//     unroll-weights 1
//     unroll --cell elman --hidden 16 ...      the experiment, as a command line
//     updates 1000                             how many were made
//     param W_x 16 4                           a parameter, its rows and columns as written in the cell, then its numbers,
//     0.12 -0.5 1 0                            a line for each row; they read back to the same doubles
//     ...
//     end
//
// A cell from a file is stored as its equations (cell-text), so that the weights can be used without it. The optimiser's memory and the
// place in the data are not stored: training goes on from the weights, with a fresh optimiser, at the start of the data.
#ifndef UNROLL_CLI_WEIGHTS_H
#define UNROLL_CLI_WEIGHTS_H

#include "experiment/session.h"

enum { WEIGHTS_MAX_BYTES = 512 * 1024 * 1024 };

// Writes the session's weights; false and a problem where that fails.
bool weights_save(const Session *session, const char *path, Report *report);

typedef struct Weights Weights;

// Reads a file of weights. NULL and a problem, with its line, where it is not one.
Weights *weights_load(const char *path, Report *report);
void weights_destroy(Weights *weights);

// The experiment that they were trained in; owned by the weights.
const Experiment *weights_experiment(const Weights *weights);

// How many updates had been made.
long weights_updates(const Weights *weights);

// Puts them into a session of the same cell and sizes. False and a problem for each parameter that is missing, left over or of another
// shape.
bool weights_apply(const Weights *weights, Session *session, Report *report);

#endif
