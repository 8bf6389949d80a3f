#include "experiment/history.h"

#include "base/arena.h"

#include <stdlib.h>

enum { MOST_ENTRIES = 1 << 18 };

void history_init(History *history) {
    *history = (History){.every = 1};
}

void history_finish(History *history) {
    free(history->loss);
    free(history->norm);
    free(history->scale);
    history_init(history);
}

static void drop_every_second(History *history) {
    history->count /= 2;
    history->every *= 2;
    for (long i = 0; i < history->count; i++) {
        history->loss[i] = history->loss[2 * i];
        history->norm[i] = history->norm[2 * i];
        history->scale[i] = history->scale[2 * i];
    }
}

void history_add(History *history, long iteration, double loss, double norm, double scale) {
    if (iteration < history->count * history->every) return; // a replay
    if (history->count == MOST_ENTRIES) drop_every_second(history);
    if (iteration % history->every != 0) return;
    if (history->count == history->capacity) {
        history->capacity = history->capacity ? 2 * history->capacity : 256;
        size_t bytes = (size_t)history->capacity * sizeof(double);
        history->loss = memory_resize(history->loss, bytes);
        history->norm = memory_resize(history->norm, bytes);
        history->scale = memory_resize(history->scale, bytes);
    }
    history->loss[history->count] = loss;
    history->norm[history->count] = norm;
    history->scale[history->count] = scale;
    history->count++;
}

void history_take(History *history, const History *from, long updates) {
    history_finish(history);
    history->every = from->every;
    for (long i = 0; i < from->count && i * from->every < updates; i++)
        history_add(history, i * from->every, from->loss[i], from->norm[i], from->scale[i]);
}
