// Who learns, and what is left of the gradient: the experiments of a command line, each from several seeds.
// usage: bench_lanes FIRST..LAST LINE      e.g. bench_lanes 1..8 'unroll --task recall:19 --compare cell=lstm,cell=gru'
#include "app/launch.h"
#include "experiment/session.h"
#include "trace/trace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SEEDS = 64, LATE = 50, MOST_STATES = 4 }; // iterations that a loss is the mean of, for one by itself is noisy
static const double LEARNED = 0.1;                    // a mean loss below that

typedef struct Outcome {
    double before[MOST_STATES], after[MOST_STATES]; // |dL_T/dstate[1]|, the states in the order of trace_state_equations
    double late;                                    // mean loss of the last iterations
    long learned;                                   // the iteration from which on the mean loss of as many was below LEARNED; 0: never
} Outcome;

static void read_gradients(Session *session, double *norms, Text *names) {
    Trace *trace = trace_record(session);
    int states[CELL_MAX_EQUATIONS], count = trace_state_equations(trace, states);
    text_clear(names);
    for (int i = 0; i < count && i < MOST_STATES; i++) {
        norms[i] = trace_adjoint_norm_of_loss(trace, states[i], 1);
        text_printf(names, "%s%s", i > 0 ? " " : "", trace->program->equations[states[i]].name);
    }
    trace_destroy(trace);
}

static double mean_loss(const History *history, long end) {
    double sum = 0;
    for (long i = end - LATE; i < end; i++) sum += history->loss[i];
    return sum / LATE;
}

static Outcome learn(const Experiment *experiment, int seed, Text *names, Report *report) {
    Outcome outcome = {0};
    Experiment seeded;
    experiment_init(&seeded);
    experiment_copy(&seeded, experiment);
    char number[16];
    snprintf(number, sizeof number, "%d", seed);
    experiment_set(&seeded, KEY_SEED, number, (Place){0}, report);
    Session *session = session_create(&seeded, report);
    if (!session) return outcome;
    read_gradients(session, outcome.before, names);
    session_train(session, session->settings.iterations);
    read_gradients(session, outcome.after, names);
    const History *history = &session->history;
    outcome.late = history->count >= LATE && !session->stopped ? mean_loss(history, history->count) : (double)NAN;
    for (long end = LATE; end <= history->count && outcome.learned == 0; end++)
        if (mean_loss(history, end) < LEARNED) outcome.learned = end;
    session_destroy(session);
    experiment_finish(&seeded);
    return outcome;
}

static int ascending(const void *a, const void *b) {
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

// "middle (least .. most)"
static void tell(const char *what, const double *values, int count, const char *format) {
    double sorted[MOST_SEEDS];
    memcpy(sorted, values, (size_t)count * sizeof *values);
    qsort(sorted, (size_t)count, sizeof *sorted, ascending);
    char text[3][32];
    const double shown[3] = {sorted[count / 2], sorted[0], sorted[count - 1]};
    for (int i = 0; i < 3; i++) snprintf(text[i], sizeof text[i], format, shown[i]);
    printf("  %-24s %s (%s .. %s)\n", what, text[0], text[1], text[2]);
}

static void tell_lane(const char *name, const Outcome *outcomes, int seeds, const Text *states) {
    double values[MOST_SEEDS], sum = 0;
    int learned = 0;
    printf("%s\n", name);
    char list[64], label[64];
    snprintf(list, sizeof list, "%s", states->data);
    int i = 0;
    for (char *state = strtok(list, " "); state && i < MOST_STATES; state = strtok(NULL, " "), i++)
        for (int after = 0; after < 2; after++) {
            for (int s = 0; s < seeds; s++) values[s] = after ? outcomes[s].after[i] : outcomes[s].before[i];
            snprintf(label, sizeof label, "|dL_T/d%s[1]| %s", state, after ? "after" : "before");
            tell(label, values, seeds, "%.1e");
        }
    for (int s = 0; s < seeds; s++) {
        values[s] = outcomes[s].late;
        sum += outcomes[s].late;
        learned += outcomes[s].learned > 0;
    }
    tell("late loss", values, seeds, "%.4f");
    printf("  %-24s %.4f\n", "late loss, mean", sum / seeds);
    for (int s = 0; s < seeds; s++) values[s] = outcomes[s].learned > 0 ? (double)outcomes[s].learned : INFINITY;
    tell("learned at", values, seeds, "%.0f");
    printf("  %-24s %d of %d\n", "learned", learned, seeds);
    fflush(stdout);
}

int main(int count, char **words) {
    int first = 0, last = -1;
    bool sound = count == 3 && sscanf(words[1], "%d..%d", &first, &last) == 2;
    int seeds = last - first + 1;
    if (!sound || first < 0 || seeds < 1 || seeds > MOST_SEEDS) {
        fprintf(stderr, "usage: bench_lanes FIRST..LAST 'unroll [CELL] --KEY VALUE ... [--compare LANES]'      at most %d seeds\n",
                MOST_SEEDS);
        return 2;
    }
    Words *language = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, language);
    Launch launch;
    launch_init(&launch);
    Experiment lanes[VIEW_MAX_LANES];
    int lane_count = 0;
    Text states, name;
    text_init(&states);
    text_init(&name);
    if (launch_read_line(&launch, words[2], &report)) {
        const char *compare = launch.compare;
        int compared = compare ? compare_read(compare, &launch.experiment, lanes + 1, (Place){.file = "--compare"}, &report) : 0;
        lanes[0] = launch.experiment;
        lane_count = compared + 1; // 0 where it could not be read
        text_append(&name, "the leading one");
        for (int i = 0; i < lane_count && report.count == 0; i++) {
            Outcome outcomes[MOST_SEEDS];
            for (int s = 0; s < seeds && report.count == 0; s++) outcomes[s] = learn(&lanes[i], first + s, &states, &report);
            if (report.count == 0) tell_lane(name.data, outcomes, seeds, &states);
            text_clear(&name);
            compare_next(&compare, &name);
        }
    }
    for (int i = 1; i < lane_count; i++) experiment_finish(&lanes[i]);
    sound = report.count == 0;
    Text problems;
    text_init(&problems);
    report_print(&report, &problems);
    fputs(problems.data, stderr);
    text_finish(&problems);
    text_finish(&name);
    text_finish(&states);
    launch_finish(&launch);
    report_finish(&report);
    words_destroy(language);
    return sound ? 0 : 1;
}
