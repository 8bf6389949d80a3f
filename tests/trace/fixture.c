#include "fixture.h"

#include <stdlib.h>

const char *const trace_experiments[] = {
    "task: text:hello\nhidden: 3",
    "task: text:hello\nhidden: 3\nbptt: 2\nclip: 0.5",
    "task: text:hello world\nhidden: 4\nbptt: 3\nbatch: 2\ncell: lstm\noptimizer: adam",
    "task: text:hello world\nhidden: 3\nbptt: 2,5\ncell: gru",
    "task: text:hello\nhidden: 3\nlosses: last\ncell: jordan",
    "task: series:sine\nhidden: 3\nsteps: 6\nbatch: 2\nstate: carry",
    "task: text:hello\nhidden: 3\ncell: window",
    "task: text:hello world\nsteps: 7\nhidden: 3\nbptt: 4\n"
    "cell-text: g[t] = tanh(W_x x[t] + W_g h[t-2]); h[t] = σ(V g[t] + U h[t-3] + d * h[t-1]); y[t] = softmax(W_y h[t] + W_y g[t-1])",
    "task: text:hello\nhidden: 3\nwiring: one-to-many\ncell-text: s[t] = σ(U x[t] + W s[t-1]); n[t] = s[t] * s[t]; o[t] = σ(V s[t])",
    "task: text:hello\nhidden: 2\ncell-text: h[t] = tanh(W h[t-1] + 0.5 σ(W (W_x x[t])) + b - b); y[t] = softmax(V (h[t] + h[t] * h[t]))",
    "task: text:hello world\nhidden: 3\nbptt: 4\ncell: lstm\nclamp: f=0.25,o=1@9", // o is free
    "task: text:hello world\nhidden: 2\nsteps: 4\nbatch: 2\ncell: gru\nclamp: z=1,n=0",
    NULL,
};

Trace *fixture_trace(Fixture *fixture, const char *lines, int updates) {
    Session *session = fixture_session(fixture, lines);
    session_train(session, updates);
    return trace_record(session);
}

int equation_named(const Trace *trace, const char *name) {
    int equation = program_find_equation(trace->program, name);
    if (equation < 0) fail_msg("no equation %s", name);
    return equation;
}

int op_named(const Trace *trace, const char *name) {
    return trace->program->equations[equation_named(trace, name)].op;
}

double *vector_room(int size) {
    double *room = aligned_alloc(64, (size_t)kernel_stride(size) * sizeof *room);
    assert_non_null(room);
    return room;
}
