#include "cli/verbs.h"

#include "cli/cli.h"
#include "cli/output.h"
#include "export/json.h"
#include "trace/sentence.h"

// One line a moment: its number, its name, its sentence, with tabs between.
static void trace_text(const Trace *trace, const Words *words, Text *out) {
    for (long i = 0; i < trace_moment_count(trace); i++) {
        text_printf(out, "%ld\t", i);
        trace_moment_name(trace, i, out);
        text_append(out, "\t");
        trace_sentence(trace, i, words, out);
        text_append(out, "\n");
    }
}

int verb_trace(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    int code = CLI_WRONG_INPUT;
    Session *session = session_create(&arguments->launch.experiment, &report);
    if (session) {
        session_train(session, session->settings.iterations);
        Trace *trace = trace_record(session);
        Text text;
        text_init(&text);
        if (arguments->json)
            trace_json(trace, &text);
        else
            trace_text(trace, words, &text);
        bool written = output_write(&text, words);
        if (!trace->finite) output_not_finite(trace, words);
        if (written && trace->finite && !session->stopped) code = CLI_FINE;
        text_finish(&text);
        trace_destroy(trace);
        session_destroy(session);
    }
    output_problems(&report);
    report_finish(&report);
    return code;
}
