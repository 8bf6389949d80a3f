// Runs a fuzz target over stored inputs, for builds without libFuzzer: run_inputs FILE...
#include "base/files.h"

#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    Words *words = words_create(LANGUAGE_EN);
    Report report;
    report_init(&report, words);
    int count = 0;
    for (int i = 1; i < argc; i++) {
        Bytes bytes;
        if (file_read(argv[i], 1 << 20, &bytes, &report)) {
            LLVMFuzzerTestOneInput((const uint8_t *)bytes.data, bytes.size);
            count++;
        }
        bytes_finish(&bytes);
    }
    Text problems;
    text_init(&problems);
    report_print(&report, &problems);
    fputs(problems.data, stderr);
    bool fine = report.count == 0 && count > 0;
    text_finish(&problems);
    report_finish(&report);
    words_destroy(words);
    return fine ? 0 : 1;
}
