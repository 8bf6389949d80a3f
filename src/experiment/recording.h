// Training with a timeline: weights, optimiser, states and stream position are kept as keyframes under a memory limit, and what lies
// between two of them is replayed. Replayed numbers are the same to the bit.
#ifndef UNROLL_EXPERIMENT_RECORDING_H
#define UNROLL_EXPERIMENT_RECORDING_H

#include "experiment/session.h"

typedef struct Snapshot Snapshot; // where a session stands

Snapshot *snapshot_create(const Session *session);
void snapshot_destroy(Snapshot *snapshot);
void snapshot_restore(const Snapshot *snapshot, Session *session); // of the same session, or of one that differs in what is held
long snapshot_iteration(const Snapshot *snapshot);
size_t snapshot_bytes(const Session *session); // what one takes

typedef struct Recording {
    Session *session;     // not owned; only the recording may train it
    Snapshot **keyframes; // ascending; the first is where the recording began
    long count, capacity; // capacity: how many fit under the limit, at least 2
    long every;           // updates between keyframes; doubled whenever the room is full
    long reached;         // the furthest iteration that was trained to
} Recording;

// Begins at where the session stands. `limit` bytes for keyframes.
void recording_init(Recording *recording, Session *session, size_t limit);
void recording_finish(Recording *recording);

// Trains on from where the session stands; it stops early where training is not finite.
void recording_train(Recording *recording, long updates);

// Puts the session where it stood after `iteration` updates, between the beginning and `reached` (clamped): the nearest keyframe before it,
// and a replay.
void recording_seek(Recording *recording, long iteration);

// Takes over what another recording has trained up to `updates` updates, with its keyframes and its history: to be called where this one
// has just begun, and the sessions have no less in common (session_common_updates).
void recording_adopt(Recording *recording, const Recording *from, long updates);

// How many updates a seek there would replay.
long recording_replay_length(const Recording *recording, long iteration);

#endif
