// How training goes, as it goes: a bar on a terminal, plain lines in a pipe.
#ifndef UNROLL_CLI_PROGRESS_H
#define UNROLL_CLI_PROGRESS_H

#include "experiment/session.h"

typedef struct Progress {
    const Words *words;
    bool terminal;
    long total;     // updates to be made
    long next_line; // pipe: the iteration that is told next
    double shown;   // terminal: when the bar was last drawn, s
    Text line;
} Progress;

void progress_init(Progress *progress, const Words *words, long total);
void progress_finish(Progress *progress);

// How many updates may be made before progress_show wants to be called again.
long progress_chunk(const Progress *progress, const Session *session);

// Shows where training stands after `made` updates of this call. False where writing failed (told on the standard error).
bool progress_show(Progress *progress, const Session *session, long made);

#endif
