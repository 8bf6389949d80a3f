#include "cli/output.h"

#include "app/panels/not_finite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

bool output_write(const Text *text, const Words *words) {
    bool sound = fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0;
    if (sound) return true;
    Text message;
    text_init(&message);
    WORDS_FORMAT(words, &message, "cli.output.failed", {"reason", strerror(errno)});
    fprintf(stderr, "%s\n", message.data);
    text_finish(&message);
    return false;
}

void output_problems(const Report *report) {
    Text text;
    text_init(&text);
    report_print(report, &text);
    fwrite(text.data, 1, text.length, stderr);
    text_finish(&text);
}

void output_not_finite(const Trace *trace, const Words *words) {
    Text text;
    text_init(&text);
    not_finite_describe(trace, words, &text);
    fprintf(stderr, "%s\n", text.data);
    text_finish(&text);
}

double output_clock(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
