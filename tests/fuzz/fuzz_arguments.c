// The command line under any words: each line of the input is one. They are read, or what is wrong with them is told; what is read prints
// as a line that reads back to the same.
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/cli.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds) {
    if (!holds) abort();
}

// Cuts the text at its line ends; returns how many words there are besides the program's name.
static int cut(char *text, char **words, int capacity) {
    int count = 0;
    words[count++] = "unroll";
    for (char *at = text; *at && count < capacity;) {
        words[count++] = at;
        at += strcspn(at, "\n");
        if (*at) *at++ = '\0';
    }
    words[count] = NULL;
    return count;
}

static void check_launch(const Launch *launch, Report *report) {
    Text one, two;
    text_init(&one);
    text_init(&two);
    launch_print(launch, &one);
    Launch again;
    launch_init(&again);
    check(launch_read_line(&again, one.data, report));
    launch_print(&again, &two);
    check(strcmp(one.data, two.data) == 0 && experiment_equal(&again.experiment, &launch->experiment));
    launch_finish(&again);
    text_finish(&two);
    text_finish(&one);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { MOST_WORDS = 32 };
    if (size > 4096) return 0;
    char *text = malloc(size + 1), *line = malloc(size + 1), *argv[MOST_WORDS + 1];
    check(text && line);
    memcpy(text, data, size);
    text[size] = '\0';
    memcpy(line, text, size + 1);
    int argc = cut(text, argv, MOST_WORDS);
    Words *words = words_create(arguments_language(argc, argv));
    Report report;
    report_init(&report, words);
    Arguments arguments;
    int code = arguments_read(&arguments, argc, argv, &report);
    check(code == CLI_FINE || code == CLI_WRONG_INPUT || code == CLI_MISUSE);
    check((code == CLI_FINE) == (report.count == 0));
    check(arguments.verb != NULL);
    if (code == CLI_FINE) check_launch(&arguments.launch, &report);
    arguments_finish(&arguments);
    // The same bytes as a line that was pasted into the window.
    Launch launch;
    launch_init(&launch);
    report_clear(&report);
    bool sound = launch_read_line(&launch, line, &report);
    check(sound == (report.count == 0));
    launch_finish(&launch);
    report_finish(&report);
    words_destroy(words);
    free(line);
    free(text);
    return 0;
}
