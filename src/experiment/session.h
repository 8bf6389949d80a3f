// An experiment made runnable: its data, its program, its weights, and where in the stream it is.
#ifndef UNROLL_EXPERIMENT_SESSION_H
#define UNROLL_EXPERIMENT_SESSION_H

#include "engine/run.h"
#include "experiment/experiment.h"
#include "experiment/history.h"

typedef struct Session {
    Experiment experiment;
    Settings settings; // resolved: steps, wiring, losses, state, loss as they hold
    Dataset *dataset;
    Program *program;
    char *cell_name; // "elman"; "mine" for a file mine.cell; "" for --cell-text
    Schedule schedule;
    Params params; // before the next update
    Params grads;
    Optimizer optimizer;
    Run *run;
    Batch batch;    // of the next iteration once session_feed has been called
    long *starts;   // per lane: its next pair in the stream
    long *blocks;   // feed shuffled: the blocks in the order of this pass through the stream; NULL before the first
    long pass;      // of `blocks`
    long iteration; // updates made so far
    History history;
    int targets;     // how many a lane has in an iteration, of those that the schedule gives a loss; the same in each
    double baseline; // the loss of an iteration that the dataset's baseline reaches; NaN where it has none, or the loss is not the task's
                     // usual one
    bool stopped;    // a loss, gradient or weight was not finite: training stopped before that update
} Session;

// Checks everything, makes everything, trains nothing yet. NULL with every problem found in `report`. Places name the flag ("--steps") or
// the cell's file.
Session *session_create(const Experiment *experiment, Report *report);
void session_destroy(Session *session);

// The text of the session's cell stands in this file too: from here on its experiment names the file, and all else stays.
void session_name_cell(Session *session, const char *path);

// Makes `updates` more updates (0 is fine), or fewer when one of them is not finite: then `stopped` is set, the weights are those before
// that update, and the iteration that failed is the next to be shown. Resumable at any point: the numbers do not depend on how the calls
// are cut.
void session_train(Session *session, long updates);

// How many updates two sessions have in common to the bit: all up to the first iteration in which they hold something else (`clamp`), where
// they are alike in everything but that and `iterations`; LONG_MAX where they are alike in that too; else 0.
long session_common_updates(const Session *a, const Session *b);

// Fills batch for the next iteration; session->run holds the state it starts from, and knows what is held in it.
void session_feed(Session *session);
RunInput session_input(const Session *session); // of the batch

// A batch of one's own: room for it, the next iteration's data in it, and how a run reads it.
void batch_init(Batch *batch, const Dataset *dataset, int steps, int lanes);
void batch_finish(Batch *batch);
void session_feed_into(const Session *session, Batch *batch);
RunInput batch_input(const Batch *batch);

// Perplexity of an iteration: exp of the mean cross-entropy of its targets. NaN under squared error.
double session_perplexity(const Session *session, double loss);

// The name of a symbol, or "" for series.
const char *session_symbol(const Session *session, int index);

// The value of a key as it is used (steps, wiring, losses, state and loss resolved), as the command line would take it; "" where there is
// none (no decoder, no weights set by hand).
void session_value(const Session *session, Key key, Text *out);

#endif
