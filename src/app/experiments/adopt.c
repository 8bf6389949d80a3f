#include "app/experiments/adopt.h"

// How far the session of `from`, or a keyframe of it, stands within what it has in common with the other; 0: nothing is gained.
static long gained(const Recording *from, const Recording *to, long updates) {
    long common = session_common_updates(from->session, to->session);
    if (common > updates) common = updates;
    long stands = from->session->iteration;
    if (stands <= common) return stands;
    return common - recording_replay_length(from, common);
}

void state_adopt(const State *state, Recording *recording, long updates) {
    const Recording *open[VIEW_MAX_LANES];
    int count = 0;
    if (state->recording) open[count++] = state->recording;
    for (int i = 0; state->comparison && i < state->comparison->count; i++) open[count++] = state->comparison->lanes[i].recording;
    const Recording *best = NULL;
    long furthest = 0;
    for (int i = 0; i < count; i++) {
        long stands = gained(open[i], recording, updates);
        if (stands <= furthest) continue;
        furthest = stands;
        best = open[i];
    }
    if (!best) return;
    long common = session_common_updates(best->session, recording->session);
    recording_adopt(recording, best, common < updates ? common : updates);
}

void state_adopt_lanes(const State *state, Comparison *comparison, long updates) {
    for (int i = 0; i < comparison->count; i++) {
        const ComparedLane *lane = &comparison->lanes[i];
        state_adopt(state, lane->recording, lane->has_own_iteration ? lane->recording->session->settings.iterations : updates);
    }
}
