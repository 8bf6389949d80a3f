// A gate held from the window: at once, to the bit what the key gives from scratch, and taken back like everything else.
#include "fixture.h"

#include "app/command.h"
#include "app/open.h"
#include "trace/sentence.h"

#include <stdlib.h>
#include <string.h>

static const char LSTM[] = "lstm --hidden 3 --task recall:6 --optimizer adam --batch 2";

static const char *clamped(const Stand *stand) {
    return experiment_get(&stand->state->experiment, KEY_CLAMP);
}

static void assert_same_iteration(const Trace *a, const Trace *b) {
    assert_int_equal(a->iteration, b->iteration);
    assert_memory_equal(&a->loss, &b->loss, sizeof a->loss);
    assert_memory_equal(a->before.data, b->before.data, a->before.count * sizeof(double));
    assert_memory_equal(a->grads.data, b->grads.data, a->grads.count * sizeof(double));
    assert_memory_equal(a->updated.data, b->updated.data, a->updated.count * sizeof(double));
}

// Opens "unroll FLAGS" anew and compares.
static void assert_as_from_scratch(const Stand *stand, const char *flags) {
    Stand scratch;
    stand_open(&scratch, flags);
    assert_same_iteration(stand->state->trace, scratch.state->trace);
    const History *a = &stand->state->session->history, *b = &scratch.state->session->history;
    assert_int_equal(a->count, b->count);
    if (a->count > 0) assert_memory_equal(a->loss, b->loss, (size_t)a->count * sizeof(double));
    stand_close(&scratch);
}

static double adjoint_of_state(const Stand *stand, int t) {
    const Trace *trace = stand->state->trace;
    return trace_adjoint_norm_of_loss(trace, program_find_equation(trace->program, "c"), t);
}

static void forward_loss_and_gradient_change_at_once(void **unused) {
    (void)unused;
    Stand stand;
    char flags[256];
    stand_open(&stand, LSTM);
    assert_true(stand_run(&stand, "train 300"));
    double loss = stand.state->trace->loss;
    long reached = stand.state->recording->reached;
    assert_true(adjoint_of_state(&stand, 1) > 0);
    // One frame with little time is enough, since nothing is trained again.
    assert_true(command_run(stand.state, "clamp", "f=0", &stand.report));
    stand.clock = 0;
    stand_wait(&stand, 0.016);
    assert_null(stand.state->training);
    assert_int_equal(stand.state->trace->iteration, 301);
    assert_int_equal(stand.state->recording->reached, reached);
    assert_string_equal(clamped(&stand), "f=0@300");
    assert_true(stand.state->trace->loss != loss);
    const Trace *trace = stand.state->trace;
    assert_non_null(run_held(trace->run, trace->program->equations[program_find_equation(trace->program, "f")].op));
    snprintf(flags, sizeof flags, "%s --clamp f=0@300 --iterations 300", LSTM);
    assert_as_from_scratch(&stand, flags);
    // On from there, and back to before it was held.
    assert_true(stand_run(&stand, "iteration 321"));
    snprintf(flags, sizeof flags, "%s --clamp f=0@300 --iterations 320", LSTM);
    assert_as_from_scratch(&stand, flags);
    assert_true(stand_run(&stand, "iteration 201"));
    assert_null(run_held(stand.state->trace->run, stand.state->trace->program->equations[1].op));
    snprintf(flags, sizeof flags, "%s --iterations 200", LSTM);
    Stand scratch;
    stand_open(&scratch, flags);
    assert_same_iteration(stand.state->trace, scratch.state->trace);
    stand_close(&scratch);
    stand_close(&stand);
}

static void a_key_goes_from_free_to_shut_to_open_to_free(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, "lstm --hidden 3");
    static const char *const AFTER[] = {"f=0", "f=1", "none", "f=0"}; // the gate of the cell state, where none is asked about
    for (size_t i = 0; i < COUNT(AFTER); i++) {
        stand_key(&stand, "h");
        assert_true(state_settle(stand.state, &stand.report));
        assert_string_equal(clamped(&stand), AFTER[i]);
    }
    assert_true(stand_run(&stand, "clamp off"));
    assert_string_equal(clamped(&stand), "none");
    assert_null(stand.state->experiment.given[KEY_CLAMP]);
    assert_true(stand_run(&stand, "set cell=gru") && stand_run(&stand, "clamp"));
    assert_string_equal(clamped(&stand), "z=0");
    assert_true(stand_run(&stand, "set cell=lstm"));
    // The gate of the moment, and of the number that is asked about.
    assert_true(stand_run(&stand, "seek forward:o[2].3") && stand_run(&stand, "clamp"));
    assert_string_equal(clamped(&stand), "o=0");
    char name[64];
    assert_string_equal(stand_moment(&stand, name), "forward:o[2].3"); // one stays where one was
    const Trace *trace = stand.state->trace;
    stand.state->number =
        (AskedNumber){.active = true, .element = {.kind = ELEMENT_VALUE, .index = trace->program->equations[1].op, .t = 1, .row = 2}};
    assert_true(stand_run(&stand, "clamp"));
    assert_string_equal(clamped(&stand), "o=0,f=0");
    // A value of one's own is let go; by name, what is no gate is held too.
    assert_true(stand_run(&stand, "clamp off") && stand_run(&stand, "clamp f=0.5") && stand_run(&stand, "clamp f"));
    assert_string_equal(clamped(&stand), "none");
    assert_true(stand_run(&stand, "clamp c"));
    assert_string_equal(clamped(&stand), "c=0");
    stand_close(&stand);
}

static void it_is_taken_back_and_let_go(void **unused) {
    (void)unused;
    Stand stand;
    char flags[256];
    stand_open(&stand, LSTM);
    assert_true(stand_run(&stand, "iteration 31") && stand_run(&stand, "clamp f=1"));
    assert_string_equal(clamped(&stand), "f=1@30");
    // Let go where it was held: it never was.
    assert_true(stand_run(&stand, "clamp off"));
    assert_string_equal(clamped(&stand), "none");
    snprintf(flags, sizeof flags, "%s --iterations 30", LSTM);
    assert_as_from_scratch(&stand, flags);
    // Let go later: what was held stays, and what comes is free.
    assert_true(stand_run(&stand, "clamp f=1") && stand_run(&stand, "iteration 41") && stand_run(&stand, "clamp f=0") &&
                stand_run(&stand, "iteration 46") && stand_run(&stand, "clamp off") && stand_run(&stand, "iteration 51"));
    assert_string_equal(clamped(&stand), "f=1@30-40,f=0@40-45");
    snprintf(flags, sizeof flags, "%s --clamp f=1@30-40,f=0@40-45 --iterations 50", LSTM);
    assert_as_from_scratch(&stand, flags);
    // Undo goes back to where each was done.
    assert_true(stand_run(&stand, "undo"));
    assert_string_equal(clamped(&stand), "f=1@30-40,f=0@40");
    assert_int_equal(stand.state->trace->iteration, 46);
    assert_true(stand_run(&stand, "undo") && stand_run(&stand, "undo"));
    assert_string_equal(clamped(&stand), "none");
    assert_int_equal(stand.state->trace->iteration, 31);
    snprintf(flags, sizeof flags, "%s --iterations 30", LSTM);
    assert_as_from_scratch(&stand, flags);
    assert_true(stand_run(&stand, "redo"));
    assert_string_equal(clamped(&stand), "f=1@30");
    snprintf(flags, sizeof flags, "%s --clamp f=1@30 --iterations 40", LSTM);
    assert_as_from_scratch(&stand, flags);
    // What is copied opens the same again.
    assert_true(stand_run(&stand, "copy"));
    assert_non_null(strstr(stand.state->requests.copy.data, "--clamp f=1@30"));
    assert_as_from_scratch(&stand, stand.state->requests.copy.data + strlen("unroll "));
    stand_close(&stand);
}

static void the_key_set_by_hand_is_trained_only_from_where_it_differs(void **unused) {
    (void)unused;
    Stand stand;
    char flags[256];
    stand_open(&stand, LSTM);
    assert_true(stand_run(&stand, "iteration 61"));
    assert_true(command_run(stand.state, "set", "clamp=i=0@50", &stand.report));
    assert_int_equal(stand.state->training->session->iteration, 50);
    assert_true(state_settle(stand.state, &stand.report));
    snprintf(flags, sizeof flags, "%s --clamp i=0@50 --iterations 60", LSTM);
    assert_as_from_scratch(&stand, flags);
    // Another cell has other equations.
    assert_true(stand_run(&stand, "set cell=gru"));
    assert_string_equal(clamped(&stand), "none");
    assert_true(stand_run(&stand, "clamp z") && stand_run(&stand, "cell-next"));
    assert_string_equal(clamped(&stand), "none");
    stand_close(&stand);
}

// A stream that hands its state on shows the block before too, and so has one more iteration to record.
static void a_stream_goes_on_as_from_scratch(void **unused) {
    (void)unused;
    static const char STREAM[] = "gru --hidden 3 --task text:hello-world-how-are-you --steps 5";
    Stand stand;
    char flags[256];
    stand_open(&stand, STREAM);
    assert_true(stand_run(&stand, "iteration 24") && stand.state->before != NULL);
    assert_true(stand_run(&stand, "clamp z=1"));
    assert_non_null(stand.state->before);
    assert_null(run_held(stand.state->before->run, stand.state->before->program->equations[1].op)); // the block before was free
    snprintf(flags, sizeof flags, "%s --clamp z=1@23 --iterations 23", STREAM);
    assert_as_from_scratch(&stand, flags);
    stand_close(&stand);
}

static void training_that_is_played_goes_on(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, LSTM);
    stand_key(&stand, "r");
    for (int i = 0; i < 40; i++) stand_wait(&stand, 0.05);
    long before = stand.state->trace->iteration;
    assert_true(stand.state->running && before > 3);
    assert_true(command_run(stand.state, "clamp", "f", &stand.report));
    for (int i = 0; i < 20; i++) stand_wait(&stand, 0.05);
    assert_true(stand.state->running && stand.state->trace->iteration > before);
    char clamp[64], flags[256];
    snprintf(clamp, sizeof clamp, "f=0@%ld", before - 1);
    assert_string_equal(clamped(&stand), clamp);
    stand_key(&stand, "r");
    assert_true(state_settle(stand.state, &stand.report));
    snprintf(flags, sizeof flags, "%s --clamp %s --iterations %ld", LSTM, clamp, stand.state->trace->iteration - 1);
    assert_as_from_scratch(&stand, flags);
    stand_close(&stand);
}

// Where the equation is written anew under another name, nothing is held any more; else the hold stays.
static void a_cell_that_is_written_anew_keeps_the_holds_of_its_names(void **unused) {
    (void)unused;
    static const char *const WRITTEN[][2] = {
        {"type f[t] = σ(W x[t] + U f[t-1])", "f=0"},
        {"type g[t] = σ(W x[t] + U g[t-1])", "none"},
    };
    for (size_t i = 0; i < COUNT(WRITTEN); i++) {
        Stand stand;
        stand_open(&stand, "lstm --hidden 3 --clamp f=0");
        assert_true(stand_run(&stand, "equations") && stand_run(&stand, "key Ctrl+a") && stand_run(&stand, WRITTEN[i][0]));
        stand_rest(&stand);
        assert_int_equal(stand.state->trace->program->equation_count, 2); // it is on the stage
        assert_string_equal(clamped(&stand), WRITTEN[i][1]);
        assert_true(stand_run(&stand, "equations off") && stand_run(&stand, "undo"));
        assert_string_equal(clamped(&stand), "f=0");
        stand_close(&stand);
    }
}

static void lanes_are_held_along_unless_they_say_so_themselves(void **unused) {
    (void)unused;
    Stand stand;
    char flags[256];
    snprintf(flags, sizeof flags, "%s --compare bptt=2,clamp=none", LSTM);
    stand_open(&stand, flags);
    assert_true(stand_run(&stand, "iteration 41"));
    assert_true(command_run(stand.state, "clamp", "f=0", &stand.report));
    for (int i = 0; i < 2; i++) assert_int_equal(stand.state->coming->lanes[i].recording->session->iteration, 40); // at once, too
    assert_true(state_settle(stand.state, &stand.report));
    View view = state_view(stand.state);
    static const bool held[] = {true, true, false};
    for (int i = 0; i < 3; i++) {
        const Program *program = view.traces[i]->program;
        assert_int_equal(run_held(view.traces[i]->run, program->equations[1].op) != NULL, held[i]);
        assert_int_equal(view.traces[i]->iteration, 41);
    }
    snprintf(flags, sizeof flags, "%s --bptt 2 --clamp f=0@40 --iterations 40", LSTM);
    Stand lane;
    stand_open(&lane, flags);
    assert_same_iteration(view.traces[1], lane.state->trace);
    stand_close(&lane);
    stand_close(&stand);
    // A cell of a lane's own has names of its own.
    stand_open(&stand, "lstm --hidden 3 --compare cell=gru,cell=lstm+clamp=f=1+bptt=2");
    assert_true(stand_run(&stand, "clamp f"));
    view = state_view(stand.state);
    assert_string_equal(experiment_get(&view.traces[1]->session->experiment, KEY_CLAMP), "none");
    assert_string_equal(experiment_get(&view.traces[2]->session->experiment, KEY_CLAMP), "f=1");
    // Where something is held, the same without it is what one would like to see beside it.
    assert_true(stand_run(&stand, "compare off"));
    free(stand.state->compared_last);
    stand.state->compared_last = NULL;
    assert_true(stand_run(&stand, "compare"));
    assert_string_equal(stand.state->compare, "clamp=none");
    stand_close(&stand);
}

static void what_cannot_be_held_changes_nothing(void **unused) {
    (void)unused;
    static const char *const WRONG[][2] = {
        {"clamp q", "experiment.clamp-unknown"},  {"clamp F=0", "experiment.clamp-near"},
        {"clamp y=0", "experiment.clamp-output"}, {"clamp f=shut", "clamp.form"},
        {"clamp f=0,i=0", "clamp.form"},          {"clamp f=0@7", "clamp.form"},
        {"clamp f=1e999", "clamp.form"},          {"clamp =0", "clamp.form"},
    };
    Stand stand;
    stand_open(&stand, "lstm --hidden 3 --clamp i=0");
    uint64_t before = stand_picture(&stand);
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        if (stand_run(&stand, WRONG[i][0]) || !stand_problem_is(&stand, WRONG[i][1])) fail_msg("%s", WRONG[i][0]);
        assert_string_equal(clamped(&stand), "i=0");
        assert_true(stand_picture(&stand) == before);
    }
    stand_close(&stand);
    stand_open(&stand, "elman --hidden 3");
    assert_false(stand_run(&stand, "clamp"));
    assert_true(stand_problem_is(&stand, "clamp.no-gate"));
    stand_close(&stand);
}

static void the_picture_says_what_is_held(void **unused) {
    (void)unused;
    static const char *const SAID[][3] = {
        {"--lang en", "held: f = 0, o = 0.5", "not σ("},
        {"--lang ko", "고정: f = 0, o = 0.5", "원래는 σ("},
    };
    for (size_t i = 0; i < COUNT(SAID); i++) {
        Stand stand;
        char flags[128];
        snprintf(flags, sizeof flags, "lstm --hidden 3 --at forward:f[2] %s", SAID[i][0]);
        stand_open(&stand, flags);
        Text text;
        text_init(&text);
        for (int held = 0; held < 2; held++) {
            text_clear(&text);
            View view = state_view(stand.state);
            view_describe(&view, &text);
            assert_int_equal(strstr(text.data, SAID[i][1]) != NULL, held);
            assert_int_equal(strstr(text.data, SAID[i][2]) != NULL, held);
            if (!held) assert_true(stand_run(&stand, "clamp f=0") && stand_run(&stand, "clamp o=0.5"));
        }
        text_finish(&text);
        stand_close(&stand);
    }
}

static void a_value_is_typed_from_the_iteration_that_is_shown(void **unused) {
    (void)unused;
    Stand stand;
    stand_open(&stand, LSTM);
    assert_true(stand_run(&stand, "train 12"));
    stand_key(&stand, "Shift+h");
    assert_true(stand.state->panel.open && stand.state->panel.editing && stand.state->panel.key == KEY_CLAMP);
    assert_string_equal(stand.state->panel.edit.text.data, "f=0.5@12");
    stand_type(&stand, "0.25"); // in place of the number
    stand_key(&stand, "Enter");
    assert_string_equal(clamped(&stand), "f=0.25@12");
    stand_keys(&stand, "Esc Esc Shift+h"); // what is held can be changed
    assert_string_equal(stand.state->panel.edit.text.data, "f=0.25@12");
    stand_close(&stand);
    stand_open(&stand, "elman --hidden 3"); // without a gate the row alone
    stand_key(&stand, "Shift+h");
    assert_string_equal(stand.state->panel.edit.text.data, "none");
    stand_close(&stand);
}

static void a_value_that_no_gate_has_is_told_as_such(void **unused) {
    (void)unused;
    static const struct {
        const char *value, *told, *said;
    } HELD[] = {{"f=2", "held: f = 2 > 1", "stays between 0 and 1"},
                {"f=-0.5", "held: f = -0.5 < 0", "stays between 0 and 1"},
                {"f=1", "held: f = 1", NULL},
                {"c=2", "held: c = 2", NULL}};
    for (size_t i = 0; i < COUNT(HELD); i++) {
        Stand stand;
        stand_open(&stand, "lstm --hidden 3 --at forward:h[2] --lang en");
        char line[32];
        snprintf(line, sizeof line, "clamp %s", HELD[i].value);
        assert_true(stand_run(&stand, line));
        assert_int_equal(strstr(stand.state->toast.text.data, "between 0 and 1") != NULL, HELD[i].said != NULL);
        Text text;
        text_init(&text);
        View view = state_view(stand.state);
        view_describe(&view, &text);
        const char *told = strstr(text.data, HELD[i].told);
        if (!told) fail_msg("%s", text.data);
        assert_int_equal(told[strlen(HELD[i].told)] == ' ' && strchr("<>", told[strlen(HELD[i].told) + 1]) != NULL, 0);
        const Trace *trace = stand.state->trace;
        int op = trace->program->equations[program_find_equation(trace->program, HELD[i].value[0] == 'f' ? "f" : "c")].op;
        text_clear(&text);
        trace_sentence(trace, trace_index(trace, PHASE_FORWARD, 2, op), stand.words, &text);
        assert_int_equal(strstr(text.data, "between 0 and 1") != NULL, HELD[i].said != NULL);
        text_finish(&text);
        stand_close(&stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_loss_and_gradient_change_at_once),
        cmocka_unit_test(a_key_goes_from_free_to_shut_to_open_to_free),
        cmocka_unit_test(it_is_taken_back_and_let_go),
        cmocka_unit_test(the_key_set_by_hand_is_trained_only_from_where_it_differs),
        cmocka_unit_test(a_stream_goes_on_as_from_scratch),
        cmocka_unit_test(training_that_is_played_goes_on),
        cmocka_unit_test(a_cell_that_is_written_anew_keeps_the_holds_of_its_names),
        cmocka_unit_test(lanes_are_held_along_unless_they_say_so_themselves),
        cmocka_unit_test(what_cannot_be_held_changes_nothing),
        cmocka_unit_test(the_picture_says_what_is_held),
        cmocka_unit_test(a_value_is_typed_from_the_iteration_that_is_shown),
        cmocka_unit_test(a_value_that_no_gate_has_is_told_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
