#include "experiment/feed.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>

// Shuffled, the stream is cut into blocks of as many pairs as an iteration moves on by; what is left over at the end is left out.
static long block_count(const Session *session) {
    long count = session->dataset->pair_count / session->schedule.advance;
    return count > 0 ? count : 1;
}

// The order of the blocks in one pass through the stream: each once (Fisher & Yates 1938).
static void shuffle(const Session *session, long pass, long *blocks) {
    Random random;
    char name[32];
    snprintf(name, sizeof name, "%ld", pass);
    random_init(&random, session->settings.seed, "feed", name);
    long count = block_count(session);
    for (long i = 0; i < count; i++) blocks[i] = i;
    for (long i = count - 1; i > 0; i--) {
        long j = (long)(random_uniform(&random) * (double)(i + 1)), swap = blocks[i];
        blocks[i] = blocks[j];
        blocks[j] = swap;
    }
}

static void place_shuffled(const Session *session, long updates, const long *blocks, long *starts) {
    long count = block_count(session), lanes = session->settings.batch;
    for (long lane = 0; lane < lanes; lane++)
        starts[lane] = blocks[(updates % count + lane * count / lanes) % count] * session->schedule.advance;
}

static void place_in_order(const Session *session, long updates, long *starts) {
    long pairs = session->dataset->pair_count, lanes = session->settings.batch;
    for (long lane = 0; lane < lanes; lane++) {
        if (pairs == 0)
            starts[lane] = 0;
        else
            starts[lane] = (lane * pairs / lanes + updates % pairs * (session->schedule.advance % pairs)) % pairs;
    }
}

static bool is_shuffled(const Session *session) {
    return session->settings.shuffled && session->dataset->pair_count > 0;
}

void feed_starts(const Session *session, long updates, long *starts) {
    if (!is_shuffled(session)) {
        place_in_order(session, updates, starts);
        return;
    }
    long *blocks = memory_alloc((size_t)block_count(session) * sizeof *blocks);
    shuffle(session, updates / block_count(session), blocks);
    place_shuffled(session, updates, blocks, starts);
    free(blocks);
}

void feed_place(Session *session, long updates) {
    if (!is_shuffled(session)) {
        place_in_order(session, updates, session->starts);
        return;
    }
    long pass = updates / block_count(session);
    if (!session->blocks || session->pass != pass) {
        if (!session->blocks) session->blocks = memory_alloc((size_t)block_count(session) * sizeof *session->blocks);
        shuffle(session, pass, session->blocks);
        session->pass = pass;
    }
    place_shuffled(session, updates, session->blocks, session->starts);
}
