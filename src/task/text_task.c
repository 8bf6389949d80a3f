// text:STRING and text:@FILE: each character goes in, the next one is wanted.
#include "base/utf8.h"
#include "task/dataset.h"
#include "task/tasks.h"

#include <stdlib.h>
#include <string.h>

enum { CODE_POINTS = 0x110000, WORD_BITS = 64, WORD_COUNT = CODE_POINTS / WORD_BITS };

// The set of characters that occur; after vocabulary_number, each has its rank as its index.
typedef struct Vocabulary {
    uint64_t present[WORD_COUNT]; // a bit for each code point
    int before[WORD_COUNT];       // how many characters occur below the word's first
    int count;
} Vocabulary;

static uint64_t bit_of(uint32_t code_point) {
    return (uint64_t)1 << code_point % WORD_BITS;
}

static int count_bits(uint64_t bits) {
    int count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

// Collects the characters. False and a problem where one too many comes up; `file` is NULL for a text that is not from a file.
static bool vocabulary_collect(Vocabulary *vocabulary, const uint32_t *text, size_t length, const char *file, Place place, Report *report) {
    Place here = {file, 1, 1};
    for (size_t i = 0; i < length; i++) {
        uint64_t *word = &vocabulary->present[text[i] / WORD_BITS];
        if ((*word & bit_of(text[i])) == 0) {
            if (vocabulary->count == VOCABULARY_LIMIT) {
                REPORT_PLAIN(report, file != NULL ? here : place, "task.text.vocabulary");
                return false;
            }
            *word |= bit_of(text[i]);
            vocabulary->count++;
        }
        here.column++;
        if (text[i] == '\n') {
            here.line++;
            here.column = 1;
        }
    }
    return true;
}

static void vocabulary_number(Vocabulary *vocabulary) {
    int count = 0;
    for (size_t i = 0; i < WORD_COUNT; i++) {
        vocabulary->before[i] = count;
        count += count_bits(vocabulary->present[i]);
    }
}

static int vocabulary_index(const Vocabulary *vocabulary, uint32_t code_point) {
    size_t word = code_point / WORD_BITS;
    return vocabulary->before[word] + count_bits(vocabulary->present[word] & (bit_of(code_point) - 1));
}

// What stands for a character in the pictures: what is invisible gets a visible sign.
static void append_name(Text *out, uint32_t code_point) {
    switch (code_point) {
    case ' ':
        text_append(out, "␣");
        return;
    case '\n':
        text_append(out, "⏎");
        return;
    case '\t':
        text_append(out, "⇥");
        return;
    case 0x7F:
        text_append(out, "␡");
        return;
    default:
        break;
    }
    if (code_point < ' ') {
        text_append_code_point(out, 0x2400 + code_point); // the pictures of the control characters
        return;
    }
    if (unicode_is_zero_width(code_point)) {
        text_append(out, "◌"); // carries a combining mark
    }
    text_append_code_point(out, code_point);
}

// Makes the name of each character and what it is written as, in the order of the vocabulary.
static void make_names(Arena *arena, const Vocabulary *vocabulary, const char **names, const char **written) {
    int count = 0;
    Text name;
    text_init(&name);
    for (uint32_t code_point = 0; code_point < CODE_POINTS; code_point++) {
        uint64_t word = vocabulary->present[code_point / WORD_BITS];
        if (word == 0) {
            code_point += WORD_BITS - 1;
        } else if ((word & bit_of(code_point)) != 0) {
            text_clear(&name);
            append_name(&name, code_point);
            names[count] = arena_copy_text(arena, name.data, name.length);
            text_clear(&name);
            text_append_code_point(&name, code_point);
            written[count] = arena_copy_text(arena, name.data, name.length);
            count++;
        }
    }
    text_finish(&name);
}

static Dataset *make_dataset(const char *argument, const uint32_t *text, size_t length, const char *file, Place place, Report *report) {
    if (length < 2) {
        Place whole = {file, 0, 0};
        REPORT_PLAIN(report, file != NULL ? whole : place, "task.text.too-short");
        return NULL;
    }
    Vocabulary *vocabulary = memory_alloc_zeros(1, sizeof *vocabulary);
    Dataset *dataset = NULL;
    if (vocabulary_collect(vocabulary, text, length, file, place, report)) {
        vocabulary_number(vocabulary);
        dataset = dataset_create(TASK_TEXT.name, argument);
        int *items = arena_array(&dataset->arena, length, sizeof *items);
        for (size_t i = 0; i < length; i++) {
            items[i] = vocabulary_index(vocabulary, text[i]);
        }
        const char **names = arena_array(&dataset->arena, (size_t)vocabulary->count, sizeof *names);
        const char **written = arena_array(&dataset->arena, (size_t)vocabulary->count, sizeof *written);
        make_names(&dataset->arena, vocabulary, names, written);
        dataset_set_symbols(dataset, items, (long)length, names, written, vocabulary->count);
    }
    free(vocabulary);
    return dataset;
}

static Dataset *open_text(const char *argument, uint64_t seed, Place place, Report *report) {
    (void)seed;
    Bytes bytes = {0};
    const char *file = argument[0] == '@' ? argument + 1 : NULL;
    const char *text = argument;
    size_t length = strlen(argument);
    if (file != NULL) {
        if (!file_or_asset_read_text(file, TASK_FILE_LIMIT, &bytes, report)) {
            return NULL;
        }
        text = bytes.data;
        length = bytes.size;
    } else if (utf8_valid_length(text, length) < length) {
        REPORT_PLAIN(report, place, "task.text.not-utf8");
        return NULL;
    }
    uint32_t *code_points;
    size_t count = utf8_decode_composed(text, length, &code_points);
    bytes_finish(&bytes);
    Dataset *dataset = make_dataset(argument, code_points, count, file, place, report);
    free(code_points);
    return dataset;
}

const Task TASK_TEXT = {.name = "text", .argument = "STRING | @FILE", .help = "task.text.help", .open = open_text};
