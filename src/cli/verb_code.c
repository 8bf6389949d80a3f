#include "cli/verbs.h"

#include "cli/cli.h"
#include "cli/output.h"
#include "trace/code/code.h"

int verb_code(const Arguments *arguments, const Words *words) {
    Report report;
    report_init(&report, words);
    int exit_code = CLI_WRONG_INPUT;
    Session *session = session_create(&arguments->launch.experiment, &report);
    if (session) {
        session_train(session, session->settings.iterations);
        Trace *trace = trace_record(session);
        Code code;
        code_init(&code);
        code_numpy(trace, words, &code);
        bool written = output_write(&code.text, words);
        if (!trace->finite) output_not_finite(trace, words);
        if (written && trace->finite && !session->stopped) exit_code = CLI_FINE;
        code_finish(&code);
        trace_destroy(trace);
        session_destroy(session);
    }
    output_problems(&report);
    report_finish(&report);
    return exit_code;
}
