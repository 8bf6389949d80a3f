#include "cli/sampling.h"

#include <string.h>

static const char *impossible(const Session *session) {
    const Dataset *dataset = session->dataset;
    const Program *program = session->program;
    if (!dataset->symbols || !dataset->inputs_are_indices || !dataset->targets_are_indices || dataset->input_size != dataset->output_size)
        return "cli.sample.not-symbols";
    if (program->ops[program->output_op].kind != OP_SOFTMAX) return "cli.sample.no-softmax";
    return NULL;
}

bool sampling_can(const Session *session) {
    return impossible(session) == NULL;
}

bool sampling_possible(const Session *session, Report *report) {
    const char *key = impossible(session);
    if (key) REPORT_PLAIN(report, ((Place){0}), key);
    return key == NULL;
}

// Symbols that have no shape of their own are shown by a sign; here they are themselves.
static void append_symbol(const char *symbol, Text *out) {
    if (strcmp(symbol, "␣") == 0)
        text_append(out, " ");
    else if (strcmp(symbol, "⏎") == 0)
        text_append(out, "\n");
    else if (strcmp(symbol, "⇥") == 0)
        text_append(out, "\t");
    else
        text_append(out, symbol);
}

// The index at which the running sum of the probabilities passes u; -1 where they are not finite.
static int draw(const double *probabilities, int size, double u) {
    double sum = 0;
    int last = -1;
    for (int i = 0; i < size; i++) {
        sum += probabilities[i];
        if (!(sum - sum == 0)) return -1;
        if (probabilities[i] > 0) last = i;
        if (u < sum) return i;
    }
    return last; // rounding left the sum just below 1
}

void sampling_write(const Session *session, uint64_t seed, long length, Text *out) {
    const Program *program = session->program;
    Schedule schedule = {.steps = 1, .lanes = 1, .window = 0, .first_loss = 1, .advance = 1};
    Run *run = run_create(program, &schedule);
    run_set_updates(run, session->iteration);
    Random random;
    random_init(&random, seed, "sample", "symbols");
    int nothing = -1, symbol = random_below(&random, session->dataset->symbol_count);
    for (long i = 0; i < length && symbol >= 0; i++) {
        append_symbol(session_symbol(session, symbol), out);
        RunInput input = {.input_index = &symbol, .target_index = &nothing};
        run_forward(run, &session->params, &input);
        int next = draw(run_value(run, program->output_op, 1, 0), program->output_size, random_uniform(&random));
        run_advance_state(run); // reads the input at a lag, so before the symbol changes
        symbol = next;
    }
    run_destroy(run);
}
