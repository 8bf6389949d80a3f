#include "cli/verbs.h"

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/sampling.h"
#include "cli/weights.h"

enum { DEFAULT_ITERATIONS = 1000, SAMPLE_LENGTH = 80 };

// The experiment that is trained: that of the loaded weights, if any, with what the command line gives.
static bool make_experiment(const Arguments *arguments, const Weights *weights, Experiment *out, Report *report) {
    if (!weights) {
        experiment_copy(out, &arguments->launch.experiment);
        return true;
    }
    experiment_copy(out, weights_experiment(weights));
    // How long was trained before says nothing about now.
    experiment_set(out, KEY_ITERATIONS, NULL, (Place){0}, report);
    const Experiment *given = &arguments->launch.experiment;
    if (given->given[KEY_CELL]) experiment_set(out, KEY_CELL_TEXT, NULL, (Place){0}, report);
    if (given->given[KEY_CELL_TEXT]) experiment_set(out, KEY_CELL, NULL, (Place){0}, report);
    bool sound = true;
    for (int i = 0; i < KEY_COUNT; i++)
        if (given->given[i]) sound &= experiment_set(out, (Key)i, given->given[i], (Place){.file = "--load"}, report);
    return sound;
}

static bool train(Session *session, long total, const Words *words) {
    Progress progress;
    progress_init(&progress, words, total);
    long start = session->iteration;
    bool sound = true;
    while (sound && session->iteration - start < total && !session->stopped) {
        long left = total - (session->iteration - start), chunk = progress_chunk(&progress, session);
        session_train(session, chunk < left ? chunk : left);
        sound = progress_show(&progress, session, session->iteration - start);
    }
    progress_finish(&progress);
    return sound;
}

static bool write_sample(const Session *session, const Words *words) {
    if (!sampling_can(session)) return true;
    Text sample, text;
    text_init(&sample);
    text_init(&text);
    sampling_write(session, session->settings.seed, SAMPLE_LENGTH, &sample);
    WORDS_FORMAT(words, &text, "cli.train.sample", {"text", sample.data});
    text_append(&text, "\n");
    bool sound = output_write(&text, words);
    text_finish(&text);
    text_finish(&sample);
    return sound;
}

static bool tell_stop(Session *session, const Words *words) {
    Trace *trace = trace_record(session);
    if (!trace->finite) output_not_finite(trace, words);
    trace_destroy(trace);
    return false;
}

static bool run(const Arguments *arguments, const Weights *weights, const Words *words, Report *report) {
    Experiment experiment;
    experiment_init(&experiment);
    bool sound = make_experiment(arguments, weights, &experiment, report);
    Session *session = sound ? session_create(&experiment, report) : NULL;
    sound = session && (!weights || weights_apply(weights, session, report));
    if (sound) {
        long total = experiment.given[KEY_ITERATIONS] ? session->settings.iterations : DEFAULT_ITERATIONS;
        sound = train(session, total, words) && write_sample(session, words);
        if (session->stopped) sound = tell_stop(session, words);
        // The weights before the update that failed are finite and worth keeping.
        if (arguments->save) sound = weights_save(session, arguments->save, report) && sound;
    }
    session_destroy(session);
    experiment_finish(&experiment);
    return sound;
}

int verb_train(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    Weights *weights = arguments->load ? weights_load(arguments->load, &report) : NULL;
    bool sound = (weights || !arguments->load) && run(arguments, weights, words, &report);
    weights_destroy(weights);
    output_problems(&report);
    report_finish(&report);
    return sound ? CLI_FINE : CLI_WRONG_INPUT;
}
