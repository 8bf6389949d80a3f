#include "cli/verbs.h"

#include "base/files.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "engine/program.h"

#include <string.h>

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

// With symbolic sizes: whatever does not depend on the task. Both kinds of targets are tried, for a cell may suit one of them only.
static bool check_cell(const char *path, Report *report) {
    Bytes bytes = {NULL, 0};
    if (!file_read_text(path, CELL_MAX_BYTES, &bytes, report)) return false;
    ProgramSizes indices = {.targets_are_indices = true}, vectors = {.targets_are_indices = false};
    Report second;
    report_init(&second, report->words);
    Program *program = program_compile(path, bytes.data, bytes.size, &vectors, &second);
    if (!program) program = program_compile(path, bytes.data, bytes.size, &indices, report);
    bool sound = program != NULL;
    program_destroy(program);
    report_finish(&second);
    bytes_finish(&bytes);
    return sound;
}

int verb_check(const Arguments *arguments, const Words *words) {
    int code = CLI_FINE;
    Report report;
    report_init(&report, words);
    Text fine;
    text_init(&fine);
    for (int i = 0; i < arguments->file_count; i++) {
        const char *path = arguments->files[i];
        if (ends_with(path, ".md")) {
            REPORT_PLAIN(&report, ((Place){.file = path}), "cli.lesson.later");
            code = CLI_WRONG_INPUT;
        } else if (!check_cell(path, &report))
            code = CLI_WRONG_INPUT;
        else
            WORDS_FORMAT(words, &fine, "cli.check.fine", {"file", path}), text_append(&fine, "\n");
    }
    if (!output_write(&fine, words)) code = CLI_WRONG_INPUT;
    output_problems(&report);
    text_finish(&fine);
    report_finish(&report);
    return code;
}
