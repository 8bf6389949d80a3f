// Proving a gradient: which weight, what comes out, and what becomes of the card when the picture changes.
#include "fixture.h"

#include "app/panels/prove.h"

#include <math.h>

static const Prove *prove_of(const Stand *stand) {
    return &stand->state->prove;
}

static void assert_proved(const Stand *stand, const char *name, int row, int col) {
    const Prove *prove = prove_of(stand);
    const Trace *trace = stand->state->trace;
    int param = program_find_param(trace->program, name);
    assert_true(prove->open && !prove_is_working(stand->state));
    assert_int_equal(prove->proof.gradient.index, param);
    assert_int_equal(prove->row, row);
    assert_int_equal(prove->col, col);
    assert_true(prove->proof.by_bptt == params_get(&trace->grads, param, row, col));
    assert_true(prove->proof.weight == params_get(&trace->before, param, row, col));
    assert_true(fabs(prove->proof.by_bptt) > 1e-6);
    assert_true(proof_relative_difference(&prove->proof) < 1e-6);
    // The curve goes through the loss at the weight.
    assert_int_equal(prove->proof.points, PROOF_POINTS);
    assert_true(fabs(prove->proof.losses[PROOF_POINTS / 2] - trace->loss) < 1e-12 * trace->loss);
    assert_true(prove->proof.losses[0] > 0 && fabs(prove->proof.losses[0] - trace->loss) > 1e-9);
}

static void weights_are_proved_by_name(void **unused) {
    (void)unused;
    static const char *const FLAGS[] = {"--hidden 3", "--hidden 3 --bptt 2",
                                        "--hidden 3 --bptt 2 --batch 2 --task 'text:hello world' --steps 5 --iterations 3",
                                        "--hidden 3 --task series:sine --steps 6 --bptt 2,6"};
    for (size_t i = 0; i < COUNT(FLAGS); i++) {
        Stand stand;
        stand_open(&stand, FLAGS[i]);
        assert_true(stand_run(&stand, "prove W_h(1,2)"));
        assert_proved(&stand, "W_h", 0, 1);
        assert_true(stand_run(&stand, "prove b(3)"));
        assert_proved(&stand, "b", 2, 0);
        assert_true(stand_run(&stand, "prove W_x"));
        assert_int_equal(prove_of(&stand)->proof.gradient.index, program_find_param(stand.state->trace->program, "W_x"));
        stand_close(&stand);
    }
}

static void a_truncated_gradient_is_another_one_and_as_right(void **unused) {
    (void)unused;
    double gradients[2];
    static const char *const FLAGS[] = {"--hidden 3", "--hidden 3 --bptt 1"};
    for (size_t i = 0; i < COUNT(FLAGS); i++) {
        Stand stand;
        stand_open(&stand, FLAGS[i]);
        assert_true(stand_run(&stand, "prove W_h(2,1)"));
        assert_proved(&stand, "W_h", 1, 0);
        gradients[i] = prove_of(&stand)->proof.by_difference;
        stand_close(&stand);
    }
    assert_true(fabs(gradients[0] - gradients[1]) > 1e-4);
}

static void the_key_proves_what_is_pointed_at(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3 --at end --size 1920x1080");
    const Hit *found = NULL;
    for (size_t i = 0; i < stand.state->hits.count; i++) {
        const Hit *hit = &stand.state->hits.hits[i];
        if (hit->kind == HIT_ELEMENT && (hit->element.kind == ELEMENT_SHARE || hit->element.kind == ELEMENT_GRADIENT) &&
            hit->element.row == 1)
            found = hit;
    }
    assert_non_null(found);
    Hit hit = *found;
    stand_event(&stand, (Event){.kind = EVENT_POINTER, .x = hit.rect.x + hit.rect.w / 2, .y = hit.rect.y + hit.rect.h / 2});
    stand_key(&stand, "d");
    stand_wait(&stand, 0.1);
    assert_int_equal(prove_of(&stand)->proof.gradient.index, hit.element.index);
    assert_int_equal(prove_of(&stand)->row, 1);
    stand_rest(&stand);
    assert_true(prove_of(&stand)->open && !prove_is_working(stand.state));
    stand_event(&stand, (Event){.kind = EVENT_LEAVE});
    stand_key(&stand, "d");
    assert_false(prove_of(&stand)->open);
    stand_close(&stand);
}

static void it_closes_by_escape_command_and_button(void **unused) {
    (void)unused;
    for (int way = 0; way < 3; way++) {
        Stand stand;
        stand_open(&stand, "--hidden 3 --at forward:h[2]");
        uint64_t without = stand_picture(&stand);
        assert_true(stand_run(&stand, "prove W_h(1,2)") && stand_picture(&stand) != without);
        if (way == 0) stand_key(&stand, "Esc");
        if (way == 1) assert_true(stand_run(&stand, "prove off"));
        if (way == 2) {
            const Hit *close = stand_hit(&stand, HIT_COMMAND, "prove");
            assert_non_null(close);
            stand_press(&stand, close->rect.x + 5, close->rect.y + 5);
            stand_event(&stand, (Event){.kind = EVENT_LEAVE});
        }
        assert_false(prove_of(&stand)->open);
        stand_event(&stand, (Event){.kind = EVENT_RELEASE, .x = -1, .y = -1});
        stand_event(&stand, (Event){.kind = EVENT_LEAVE});
        assert_true(stand_picture(&stand) == without);
        stand_close(&stand);
    }
}

static void it_is_made_anew_for_another_trace_and_goes_where_there_is_no_such_weight(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    assert_true(stand_run(&stand, "prove W_h(3,3)"));
    double before = prove_of(&stand)->proof.by_bptt;
    assert_true(stand_run(&stand, "iteration 5"));
    assert_proved(&stand, "W_h", 2, 2);
    assert_true(fabs(prove_of(&stand)->proof.by_bptt - before) > 1e-9);
    assert_true(stand_run(&stand, "set hidden=2"));
    assert_false(prove_of(&stand)->open);
    assert_true(stand_run(&stand, "prove W_h(2,2)") && stand_run(&stand, "open lstm"));
    assert_false(prove_of(&stand)->open);
    stand_close(&stand);
}

static void what_there_is_to_prove_is_told(void **unused) {
    (void)unused;
    static const char *const ROWS[][3] = {
        {"--hidden 3", "prove U(1,1)", "prove.unknown"},
        {"--cell-text 'y[t] = softmax(d * x[t])'", "prove U", "prove.unknown-vector"},
        {"--cell-text 'y[t] = softmax(x[t])'", "prove U", "prove.nothing"},
        {"--cell-text 'y[t] = softmax(x[t])'", "prove", "prove.nothing"},
    };
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        Stand stand;
        stand_open(&stand, ROWS[i][0]);
        assert_true(!stand_run(&stand, ROWS[i][1]) && stand_problem_is(&stand, ROWS[i][2]));
        const char *message = stand.report.problems[0].message;
        if (i == 0) assert_non_null(strstr(message, "W_x, W_h, b, W_y, b_y"));
        assert_false(prove_of(&stand)->open);
        stand_close(&stand);
    }
}

// A loss is worked at in slices: a frame computes one at least, and asks for another frame.
static void it_comes_bit_by_bit(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "--hidden 3");
    stand_key(&stand, "d");
    int frames = 0;
    while (prove_is_working(stand.state) && frames < 100) {
        int points = prove_of(&stand)->proof.points;
        AppFrame frame = stand_wait(&stand, 0.016);
        assert_true(prove_of(&stand)->proof.points > points);
        assert_int_equal(frame.moving, prove_is_working(stand.state));
        frames++;
    }
    assert_in_range(frames, 2, 30);
    stand_close(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_are_proved_by_name),
        cmocka_unit_test(a_truncated_gradient_is_another_one_and_as_right),
        cmocka_unit_test(the_key_proves_what_is_pointed_at),
        cmocka_unit_test(it_closes_by_escape_command_and_button),
        cmocka_unit_test(it_is_made_anew_for_another_trace_and_goes_where_there_is_no_such_weight),
        cmocka_unit_test(what_there_is_to_prove_is_told),
        cmocka_unit_test(it_comes_bit_by_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
