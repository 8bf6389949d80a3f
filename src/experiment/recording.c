#include "experiment/recording.h"

#include <stdlib.h>
#include <string.h>

struct Snapshot {
    long iteration;
    Params params;
    Optimizer optimizer;
    Run *states; // one timestep, for its states from before alone
    long *starts;
    int lanes;
};

// A run of a single timestep keeps the same states from before as the session's, in little room.
static Schedule schedule_of_states(const Session *session) {
    Schedule schedule = session->schedule;
    schedule.steps = schedule.advance = schedule.first_loss = 1;
    schedule.window = 0;
    return schedule;
}

Snapshot *snapshot_create(const Session *session) {
    Snapshot *snapshot = memory_alloc_zeros(1, sizeof *snapshot);
    Schedule schedule = schedule_of_states(session);
    snapshot->iteration = session->iteration;
    snapshot->lanes = session->settings.batch;
    params_init(&snapshot->params, session->program);
    params_copy(&snapshot->params, &session->params);
    optimizer_init(&snapshot->optimizer, session->settings.optimizer, session->settings.lr, session->program);
    optimizer_copy(&snapshot->optimizer, &session->optimizer);
    snapshot->states = run_create(session->program, &schedule);
    run_copy_state(snapshot->states, session->run);
    snapshot->starts = memory_alloc_zeros((size_t)snapshot->lanes, sizeof *snapshot->starts);
    memcpy(snapshot->starts, session->starts, (size_t)snapshot->lanes * sizeof *snapshot->starts);
    return snapshot;
}

void snapshot_destroy(Snapshot *snapshot) {
    if (!snapshot) return;
    params_finish(&snapshot->params);
    optimizer_finish(&snapshot->optimizer);
    run_destroy(snapshot->states);
    free(snapshot->starts);
    free(snapshot);
}

void snapshot_restore(const Snapshot *snapshot, Session *session) {
    session->iteration = snapshot->iteration;
    session->stopped = false;
    params_copy(&session->params, &snapshot->params);
    optimizer_copy(&session->optimizer, &snapshot->optimizer);
    run_copy_state(session->run, snapshot->states);
    memcpy(session->starts, snapshot->starts, (size_t)snapshot->lanes * sizeof *session->starts);
}

long snapshot_iteration(const Snapshot *snapshot) {
    return snapshot->iteration;
}

size_t snapshot_bytes(const Session *session) {
    Schedule schedule = schedule_of_states(session);
    size_t arrays = session->settings.optimizer == OPTIMIZER_SGD ? 1 : session->settings.optimizer == OPTIMIZER_ADAGRAD ? 2 : 3;
    // The states' run also holds packed weights.
    return (arrays + 1) * session->params.count * sizeof(double) + run_bytes(session->program, &schedule) + sizeof(Snapshot);
}

static void keep(Recording *recording) {
    recording->keyframes[recording->count++] = snapshot_create(recording->session);
}

void recording_init(Recording *recording, Session *session, size_t limit) {
    size_t fit = limit / snapshot_bytes(session);
    *recording = (Recording){.session = session, .every = 1, .reached = session->iteration};
    recording->capacity = fit < 2 ? 2 : fit > 4096 ? 4096 : (long)fit;
    recording->keyframes = memory_alloc_zeros((size_t)recording->capacity, sizeof(Snapshot *));
    keep(recording);
}

void recording_finish(Recording *recording) {
    for (long i = 0; i < recording->count; i++) snapshot_destroy(recording->keyframes[i]);
    free(recording->keyframes);
    *recording = (Recording){0};
}

static long first_iteration(const Recording *recording) {
    return recording->keyframes[0]->iteration;
}

static void thin(Recording *recording) {
    recording->every *= 2;
    long kept = 0;
    for (long i = 0; i < recording->count; i++) {
        if ((recording->keyframes[i]->iteration - first_iteration(recording)) % recording->every == 0)
            recording->keyframes[kept++] = recording->keyframes[i];
        else
            snapshot_destroy(recording->keyframes[i]);
    }
    recording->count = kept;
}

void recording_train(Recording *recording, long updates) {
    Session *session = recording->session;
    long target = session->iteration + updates;
    while (session->iteration < target && !session->stopped) {
        long since = session->iteration - first_iteration(recording);
        long next = session->iteration + recording->every - since % recording->every;
        session_train(session, (next < target ? next : target) - session->iteration);
        if (session->iteration <= recording->reached) continue;
        recording->reached = session->iteration;
        if (session->iteration != next) continue;
        if (recording->count == recording->capacity) thin(recording);
        if ((session->iteration - first_iteration(recording)) % recording->every == 0) keep(recording);
    }
}

static const Snapshot *keyframe_before(const Recording *recording, long iteration) {
    long low = 0, high = recording->count - 1;
    while (low < high) {
        long middle = (low + high + 1) / 2;
        if (recording->keyframes[middle]->iteration <= iteration)
            low = middle;
        else
            high = middle - 1;
    }
    return recording->keyframes[low];
}

long recording_replay_length(const Recording *recording, long iteration) {
    long length = iteration - keyframe_before(recording, iteration)->iteration;
    return length > 0 ? length : 0;
}

void recording_seek(Recording *recording, long iteration) {
    Session *session = recording->session;
    if (iteration < first_iteration(recording)) iteration = first_iteration(recording);
    if (iteration > recording->reached) iteration = recording->reached;
    const Snapshot *keyframe = keyframe_before(recording, iteration);
    // From where the session stands, if that is nearer.
    if (session->iteration > iteration || session->iteration < keyframe->iteration) snapshot_restore(keyframe, session);
    session_train(session, iteration - session->iteration);
}

// Puts the session where another one stands.
static void stand_where(Session *session, const Session *other) {
    Snapshot *snapshot = snapshot_create(other);
    snapshot_restore(snapshot, session);
    snapshot_destroy(snapshot);
}

static bool is_due(const Recording *recording, long iteration) {
    return (iteration - first_iteration(recording)) % recording->every == 0;
}

void recording_adopt(Recording *recording, const Recording *from, long updates) {
    Session *session = recording->session;
    if (first_iteration(from) != first_iteration(recording)) return;
    recording->every = from->every;
    for (long i = 1; i < from->count && from->keyframes[i]->iteration <= updates; i++) {
        if (recording->count == recording->capacity) thin(recording);
        snapshot_restore(from->keyframes[i], session);
        if (is_due(recording, session->iteration)) keep(recording);
    }
    const Session *other = from->session;
    if (other->iteration <= updates && other->iteration > session->iteration) stand_where(session, other);
    history_take(&session->history, &other->history, session->iteration);
    recording->reached = session->iteration;
}
