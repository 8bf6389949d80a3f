// Sharing weights over time, seen from an Elman network in plain C that shares nothing: each timestep has copies of its own.
#include "run_fixture.h"

#include <math.h>

enum { STEPS = 6, INPUT = 3, OUTPUT = 4, HIDDEN = 5, WEIGHTS = HIDDEN * INPUT + HIDDEN * HIDDEN + HIDDEN };

// The weights of one timestep's copy, in the order in which the cell's parameters stand: W_x, W_h, b; row-major.
typedef struct Copy {
    double w[WEIGHTS];
} Copy;

typedef struct Network {
    Copy copies[STEPS];
    double W_y[OUTPUT * HIDDEN], b_y[OUTPUT]; // the readout, the same at all timesteps
    int inputs[STEPS], targets[STEPS];
} Network;

static double loss_of_logits(const double *logits, int target) {
    double sum = 0;
    for (int i = 0; i < OUTPUT; i++) sum += exp(logits[i]);
    return log(sum) - logits[target];
}

// h[t] = tanh(W_x x[t] + W_h h[t-1] + b), y[t] = softmax(W_y h[t] + b_y): the sum of the cross-entropies.
static double network_loss(const Network *network) {
    double before[HIDDEN] = {0}, loss = 0;
    for (int t = 0; t < STEPS; t++) {
        const double *W_x = network->copies[t].w, *W_h = W_x + HIDDEN * INPUT, *b = W_h + HIDDEN * HIDDEN;
        double h[HIDDEN], logits[OUTPUT];
        for (int i = 0; i < HIDDEN; i++) {
            double a = W_x[i * INPUT + network->inputs[t]] + b[i];
            for (int j = 0; j < HIDDEN; j++) a += W_h[i * HIDDEN + j] * before[j];
            h[i] = tanh(a);
        }
        for (int i = 0; i < OUTPUT; i++) {
            logits[i] = network->b_y[i];
            for (int j = 0; j < HIDDEN; j++) logits[i] += network->W_y[i * HIDDEN + j] * h[j];
        }
        loss += loss_of_logits(logits, network->targets[t]);
        memcpy(before, h, sizeof h);
    }
    return loss;
}

static void take_param(const RunFixture *fixture, const char *name, double *out) {
    params_read(&fixture->params, program_find_param(fixture->program, name), out);
}

static Network network_of(const RunFixture *fixture) {
    Network network;
    for (int t = 0; t < STEPS; t++) {
        take_param(fixture, "W_x", network.copies[t].w);
        take_param(fixture, "W_h", network.copies[t].w + HIDDEN * INPUT);
        take_param(fixture, "b", network.copies[t].w + HIDDEN * INPUT + HIDDEN * HIDDEN);
        network.inputs[t] = fixture->input_index[t];
        network.targets[t] = fixture->target_index[t];
    }
    take_param(fixture, "W_y", network.W_y);
    take_param(fixture, "b_y", network.b_y);
    return network;
}

// The derivative of the loss with respect to one weight of one copy, the others held fixed.
static double derivative(Network *network, int t, int weight) {
    const double step = 1e-5;
    double *w = &network->copies[t].w[weight], was = *w;
    *w = was + step;
    double above = network_loss(network);
    *w = was - step;
    double below = network_loss(network);
    *w = was;
    return (above - below) / (2 * step);
}

// The share of timestep t in the gradients, in the order of Copy.
static void read_share(const RunFixture *fixture, int t, double *out) {
    Params share;
    params_init(&share, fixture->program);
    static const char *const names[] = {"W_x", "W_h", "b"};
    for (int i = 0; i < 3; i++) {
        int param = program_find_param(fixture->program, names[i]);
        run_weight_gradient(fixture->run, run_adjoints(fixture->run), param, t, t, &share);
        params_read(&share, param, out);
        out += fixture->program->params[param].rows * fixture->program->params[param].cols;
    }
    params_finish(&share);
}

static void set_up(RunFixture *fixture, Network *network) {
    run_fixture_init(
        fixture, &(RunSpec){.cell = "cells/elman.cell", .input = INPUT, .output = OUTPUT, .hidden = HIDDEN, .steps = STEPS, .lanes = 1});
    double loss = run_fixture_sweep(fixture);
    *network = network_of(fixture);
    assert_true(fabs(loss - network_loss(network)) < 1e-13 * loss);
}

static void the_share_of_a_timestep_is_the_gradient_of_its_copy(void **state) {
    (void)state;
    RunFixture fixture;
    Network network;
    set_up(&fixture, &network);
    for (int t = 1; t <= STEPS; t++) {
        double share[WEIGHTS], differences[WEIGHTS];
        read_share(&fixture, t, share);
        for (int i = 0; i < WEIGHTS; i++) differences[i] = derivative(&network, t - 1, i);
        assert_close_array(share, differences, WEIGHTS, 1e-8, "the share of a timestep");
    }
    run_fixture_finish(&fixture);
}

static void a_shared_weight_has_the_sum_of_the_gradients_of_its_copies(void **state) {
    (void)state;
    RunFixture fixture;
    Network network;
    set_up(&fixture, &network);
    double gradient[WEIGHTS], sum[WEIGHTS] = {0};
    params_read(&fixture.grads, program_find_param(fixture.program, "W_x"), gradient);
    params_read(&fixture.grads, program_find_param(fixture.program, "W_h"), gradient + HIDDEN * INPUT);
    params_read(&fixture.grads, program_find_param(fixture.program, "b"), gradient + HIDDEN * INPUT + HIDDEN * HIDDEN);
    for (int t = 0; t < STEPS; t++)
        for (int i = 0; i < WEIGHTS; i++) sum[i] += derivative(&network, t, i);
    assert_close_array(gradient, sum, WEIGHTS, 1e-8, "the gradient");
    run_fixture_finish(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_of_a_timestep_is_the_gradient_of_its_copy),
        cmocka_unit_test(a_shared_weight_has_the_sum_of_the_gradients_of_its_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
