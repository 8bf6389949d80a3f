// What training leaves behind, an entry for each iteration; for long trainings an entry for every 2nd, 4th, ... iteration, so that memory
// is bounded.
#ifndef UNROLL_EXPERIMENT_HISTORY_H
#define UNROLL_EXPERIMENT_HISTORY_H

typedef struct History {
    double *loss;  // sum over timesteps, divided by lanes
    double *norm;  // joint norm of the gradient before clipping
    double *scale; // factor of clipping: how much shorter the gradient became by it; 1: it was not clipped
    long count, capacity;
    long every; // entry i belongs to iteration i * every + 1
} History;

void history_init(History *history);
void history_finish(History *history);

// Takes the iteration with that many updates before it; iterations come in order. One that was taken before (a replay) is passed over.
void history_add(History *history, long iteration, double loss, double norm, double scale);

// Makes it what another one was before the iteration with `updates` updates before it.
void history_take(History *history, const History *from, long updates);

#endif
