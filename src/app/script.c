#include "app/script.h"

#include "app/app.h"
#include "app/command.h"
#include "base/files.h"

#include <stdlib.h>
#include <string.h>

struct Script {
    char *path;
    Bytes bytes;
    size_t at; // of the next line
    int line;  // its number, from 1
};

// What went wrong, with the place in the script in front.
static void pass_on(const Report *from, const char *path, int line, Report *to) {
    for (size_t i = 0; i < from->count; i++) {
        Text what;
        text_init(&what);
        if (from->problems[i].place.file) text_printf(&what, "%s: ", from->problems[i].place.file);
        text_append(&what, from->problems[i].message);
        REPORT(to, ((Place){.file = path, .line = line}), "app.script.problem", {"what", what.data});
        text_finish(&what);
    }
}

static void take_line(Script *script, Text *out) {
    const char *start = script->bytes.data + script->at, *end = strchr(start, '\n');
    size_t length = end ? (size_t)(end - start) : strlen(start);
    text_clear(out);
    text_append_bytes(out, start, length);
    script->at += length + (end != NULL);
    script->line++;
}

bool script_is_done(const Script *script) {
    return script->at >= script->bytes.size;
}

// A misspelt command is told before anything has happened.
static bool check_names(Script *script, Report *report) {
    Report problems;
    report_init(&problems, report->words);
    Text line;
    text_init(&line);
    size_t before = report->count;
    while (!script_is_done(script)) {
        take_line(script, &line);
        report_clear(&problems);
        command_check_line(line.data, &problems);
        pass_on(&problems, script->path, script->line, report);
    }
    text_finish(&line);
    report_finish(&problems);
    script->at = 0;
    script->line = 0;
    return report->count == before;
}

Script *script_load(const char *path, Report *report) {
    Bytes bytes = {NULL, 0};
    if (!file_read_text(path, SCRIPT_MAX_BYTES, &bytes, report)) return NULL;
    Script *script = memory_alloc_zeros(1, sizeof *script);
    script->bytes = bytes;
    script->path = memory_alloc(strlen(path) + 1);
    strcpy(script->path, path);
    if (check_names(script, report)) return script;
    script_destroy(script);
    return NULL;
}

void script_destroy(Script *script) {
    if (!script) return;
    bytes_finish(&script->bytes);
    free(script->path);
    free(script);
}

bool script_run_next(Script *script, State *state, bool settle, Report *report) {
    Text line;
    Report problems;
    text_init(&line);
    report_init(&problems, state_words(state));
    take_line(script, &line);
    bool sound = app_run_line(state, line.data, settle, &problems);
    pass_on(&problems, script->path, script->line, report);
    if (!sound) script->at = script->bytes.size;
    report_finish(&problems);
    text_finish(&line);
    return sound;
}
