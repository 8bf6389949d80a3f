#include "cli/verbs.h"

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/sampling.h"
#include "cli/weights.h"

enum { DEFAULT_LENGTH = 200 };

// The session of the stored experiment with its weights; NULL and problems where they do not fit. One lane is enough to write.
static Session *open_session(const Weights *weights, Report *report) {
    Experiment experiment;
    experiment_init(&experiment);
    experiment_copy(&experiment, weights_experiment(weights));
    experiment_set(&experiment, KEY_ITERATIONS, NULL, (Place){0}, report);
    experiment_set(&experiment, KEY_BATCH, NULL, (Place){0}, report);
    Session *session = session_create(&experiment, report);
    experiment_finish(&experiment);
    if (session && weights_apply(weights, session, report)) {
        session->iteration = weights_updates(weights); // what is held then is held while it writes
        return session;
    }
    session_destroy(session);
    return NULL;
}

int verb_sample(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    int code = CLI_WRONG_INPUT;
    Weights *weights = weights_load(arguments->load, &report);
    Session *session = weights ? open_session(weights, &report) : NULL;
    if (session && sampling_possible(session, &report)) {
        const Experiment *chosen = &arguments->launch.experiment;
        Settings settings;
        experiment_read(chosen->given[KEY_SEED] ? chosen : weights_experiment(weights), &settings);
        Text text;
        text_init(&text);
        sampling_write(session, settings.seed, arguments->length > 0 ? arguments->length : DEFAULT_LENGTH, &text);
        text_append(&text, "\n");
        if (output_write(&text, words)) code = CLI_FINE;
        text_finish(&text);
    }
    session_destroy(session);
    weights_destroy(weights);
    output_problems(&report);
    report_finish(&report);
    return code;
}
