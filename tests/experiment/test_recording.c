// Training with a timeline: wherever one goes along it, however little memory there is for it, the numbers are the same bits.
#include "fixture.h"

#include "experiment/recording.h"

#include <stdlib.h>
#include <string.h>

enum { TRAINED = 500 };

static const char *const experiments[] = {
    "task: text:hello\nhidden: 3",
    "task: series:sine\ncell: lstm\nhidden: 4\nsteps: 10\nbatch: 2\noptimizer: adam",
    "task: text:hello world, how are you\ncell: gru\nsteps: 5\noptimizer: adagrad\nhidden: 3",
    "task: text:hello world, how are you\nbptt: 3,8\nhidden: 3\nclip: 1",
    "task: series:sine\nsteps: 20\nbatch: 2\nfeed: shuffled\nhidden: 2\nlr: 0.001",
    "task: recall:6\nhidden: 3\noptimizer: adam",
};

static void assert_same_bytes(const double *a, const double *b, size_t count) {
    assert_memory_equal(a, b, count * sizeof *a);
}

// Everything that decides how training goes on.
static void assert_same_place(Session *a, Session *b) {
    assert_int_equal(a->iteration, b->iteration);
    assert_int_equal(a->stopped, b->stopped);
    assert_same_bytes(a->params.data, b->params.data, a->params.count);
    assert_int_equal(a->optimizer.updates, b->optimizer.updates);
    assert_same_bytes(&a->optimizer.beta1_power, &b->optimizer.beta1_power, 1);
    if (a->settings.optimizer != OPTIMIZER_SGD)
        assert_same_bytes(a->optimizer.first.data, b->optimizer.first.data, a->optimizer.first.count);
    if (a->settings.optimizer == OPTIMIZER_ADAM)
        assert_same_bytes(a->optimizer.second.data, b->optimizer.second.data, a->optimizer.second.count);
    for (int lane = 0; lane < a->settings.batch; lane++) assert_int_equal(a->starts[lane], b->starts[lane]);
    // The next iteration shows the states that both begin with.
    double of_a = fixture_sweep(a), of_b = fixture_sweep(b);
    assert_same_bytes(&of_a, &of_b, 1);
    assert_same_bytes(a->grads.data, b->grads.data, a->grads.count);
}

// A second session of the same experiment, trained straight to an iteration.
static Session *straight(Fixture *fixture, const char *lines, long updates) {
    Session *kept = fixture->session;
    fixture->session = NULL;
    Session *session = fixture_session(fixture, lines);
    fixture->session = kept;
    session_train(session, updates);
    return session;
}

static void back_at_an_iteration_it_is_as_it_was(void **state) {
    Fixture *fixture = *state;
    static const long places[] = {40, 0, 499, 1, 41, 40, 500, 250, 39, 7};
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Session *session = fixture_session(fixture, experiments[i]);
        size_t one = snapshot_bytes(session);
        for (size_t keyframes = 2; keyframes <= 600; keyframes = keyframes * 4 + 1) {
            session = fixture_session(fixture, experiments[i]);
            Recording recording;
            recording_init(&recording, session, keyframes * one);
            recording_train(&recording, TRAINED);
            assert_int_equal(session->iteration, TRAINED);
            assert_int_equal(recording.reached, TRAINED);
            for (size_t k = 0; k < COUNT(places); k++) {
                recording_seek(&recording, places[k]);
                Session *other = straight(fixture, experiments[i], places[k]);
                assert_same_place(session, other);
                session_destroy(other);
            }
            recording_finish(&recording);
        }
    }
}

static void keyframes_keep_within_their_room(void **state) {
    Fixture *fixture = *state;
    size_t one = snapshot_bytes(fixture_session(fixture, experiments[0]));
    static const size_t rooms[] = {0, 1, 2, 3, 10, 64, 1000};
    for (size_t i = 0; i < COUNT(rooms); i++) {
        Session *session = fixture_session(fixture, experiments[0]);
        Recording recording;
        recording_init(&recording, session, rooms[i] * one);
        long most = rooms[i] < 2 ? 2 : (long)rooms[i];
        for (int k = 0; k < TRAINED; k++) {
            recording_train(&recording, 1);
            assert_true(recording.count >= 1 && recording.count <= most);
        }
        // No seek replays more than what lies between two of them.
        long longest = 0;
        for (long at = 0; at <= TRAINED; at++) {
            long length = recording_replay_length(&recording, at);
            assert_true(length < recording.every);
            longest = length > longest ? length : longest;
        }
        assert_true(rooms[i] > TRAINED ? longest == 0 : longest > 0);
        assert_true(recording.every * most >= TRAINED / 2);
        recording_finish(&recording);
    }
}

static void how_training_is_cut_does_not_matter(void **state) {
    Fixture *fixture = *state;
    for (size_t i = 0; i < COUNT(experiments); i++) {
        Session *session = fixture_session(fixture, experiments[i]);
        Recording recording;
        recording_init(&recording, session, 5 * snapshot_bytes(session));
        for (long slice = 1; session->iteration < TRAINED && !session->stopped; slice = slice % 13 + 2) {
            recording_train(&recording, slice < TRAINED - session->iteration ? slice : TRAINED - session->iteration);
            if (slice % 3 == 0) { // a look back on the way
                long here = session->iteration;
                recording_seek(&recording, here / 2);
                recording_seek(&recording, here);
            }
        }
        Session *other = straight(fixture, experiments[i], TRAINED);
        assert_same_place(session, other);
        // What the way left behind is what a straight one leaves, each iteration once.
        assert_int_equal(session->history.count, other->history.count);
        assert_int_equal(session->history.count, TRAINED);
        assert_same_bytes(session->history.loss, other->history.loss, TRAINED);
        assert_same_bytes(session->history.norm, other->history.norm, TRAINED);
        session_destroy(other);
        recording_finish(&recording);
    }
}

static void a_seek_stays_within_what_was_trained(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, experiments[1]);
    session_train(session, 20); // recorded from here on
    Recording recording;
    recording_init(&recording, session, 10 * snapshot_bytes(session));
    recording_train(&recording, 30);
    recording_seek(&recording, 5);
    assert_int_equal(session->iteration, 20);
    recording_seek(&recording, 900);
    assert_int_equal(session->iteration, 50);
    recording_finish(&recording);
}

static void where_it_blew_up_one_can_go_back_and_arrives_there_again(void **state) {
    Fixture *fixture = *state;
    Session *session = fixture_session(fixture, "task: text:hello\ncell: elman-identity\nlr: 3");
    Recording recording;
    recording_init(&recording, session, 2 * snapshot_bytes(session));
    recording_train(&recording, TRAINED);
    long failed = session->iteration;
    assert_true(session->stopped && failed > 2 && failed < TRAINED);
    assert_int_equal(recording.reached, failed);
    for (long at = failed - 1; at >= 0; at--) {
        recording_seek(&recording, at);
        assert_false(session->stopped);
        assert_int_equal(session->iteration, at);
    }
    recording_train(&recording, TRAINED);
    assert_true(session->stopped);
    assert_int_equal(session->iteration, failed);
    recording_finish(&recording);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(back_at_an_iteration_it_is_as_it_was),
        TEST(keyframes_keep_within_their_room),
        TEST(how_training_is_cut_does_not_matter),
        TEST(a_seek_stays_within_what_was_trained),
        TEST(where_it_blew_up_one_can_go_back_and_arrives_there_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
