// Training that can be watched and rewound: sessions with their keyframes, moved to any iteration a slice of time at a time.
#ifndef UNROLL_APP_EXPERIMENTS_TRAINING_H
#define UNROLL_APP_EXPERIMENTS_TRAINING_H

#include "app/state.h"

// A recording that owns its session, with room for its keyframes.
Recording *training_create(Session *session);
void training_destroy(Recording *recording);

// Brings the session nearer to standing behind `updates` updates, for about `seconds` of the state's clock: from the nearest keyframe where
// that lies behind, else from where it stands. True once it is there, or stands where training stopped being finite. The numbers do not
// depend on how the time is cut.
bool training_work(const State *state, Recording *recording, long updates, double seconds);

// Starts to play training, up to `updates` updates (LONG_MAX: until it is stopped), and stops it.
void training_run(State *state, long updates);
void training_stop(State *state);
// Stops it where it has come to: lanes that are still behind the first come as far, and the last iteration is shown.
void training_stop_here(State *state);

// How many updates the pace allows in this frame: any number where an end was given, else what is due by now.
long training_due(State *state);

// What the training bar shows: false as long as nothing has been trained.
bool training_shows(const State *state);
void training_view(State *state, TrainingView *view);

// Shows the iteration at a share, 0 to 1, of the timeline between iterations `from` and `to`.
bool training_scrub(State *state, double from, double to, double share, Report *report);

// Back to the last iteration whose loss and gradient were finite. With clipping: under `clip` 1, trained anew up to there. False with a
// problem where no iteration failed, or already the first did.
bool training_last_good(State *state, bool with_clipping, Report *report);

#endif
