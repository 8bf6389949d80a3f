#include "experiment/experiment.h"

#include "experiment/values.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// One row a key: its name, its default as text ("" where it depends on other keys), how its value is written, how it is read.
typedef struct KeyRow {
    const char *name;
    const char *fallback;
    const char *values;
    const char *help; // a key of the words
    ValueReader read; // NULL: any text
} KeyRow;

static const KeyRow rows[] = {
    [KEY_CELL] = {"cell", "elman", "NAME | FILE.cell", "experiment.help.cell", NULL},
    [KEY_CELL_TEXT] = {"cell-text", "", "EQUATION; EQUATION; ...", "experiment.help.cell-text", NULL},
    [KEY_DECODER] = {"decoder", "", "NAME | FILE.cell", "experiment.help.decoder", NULL},
    [KEY_TASK] = {"task", "text:hello", "NAME[:ARGUMENT]", "experiment.help.task", NULL},
    [KEY_WIRING] = {"wiring", "", "many-to-many | many-to-one | one-to-many | encoder-decoder", "experiment.help.wiring", read_wiring},
    [KEY_LOSSES] = {"losses", "", "all | last", "experiment.help.losses", read_losses},
    [KEY_HIDDEN] = {"hidden", "8", "1 .. 1024", "experiment.help.hidden", read_hidden},
    [KEY_STEPS] = {"steps", "", "1 .. 10000", "experiment.help.steps", read_steps},
    [KEY_BATCH] = {"batch", "1", "1 .. 1024", "experiment.help.batch", read_batch},
    [KEY_BPTT] = {"bptt", "full", "full | K | K1,K2", "experiment.help.bptt", read_bptt},
    [KEY_STATE] = {"state", "", "carry | reset", "experiment.help.state", read_state},
    [KEY_FEED] = {"feed", "order", "order | shuffled", "experiment.help.feed", read_feed},
    [KEY_LOSS] = {"loss", "", "cross-entropy | squared-error", "experiment.help.loss", read_loss},
    [KEY_OPTIMIZER] = {"optimizer", "sgd", "sgd | adagrad | adam", "experiment.help.optimizer", read_optimizer},
    [KEY_LR] = {"lr", "", "NUMBER > 0", "experiment.help.lr", read_lr},
    [KEY_CLIP] = {"clip", "none", "none | N | element:N", "experiment.help.clip", read_clip},
    [KEY_INIT] = {"init", "", "S | spectral:R", "experiment.help.init", read_init},
    [KEY_SET] = {"set", "", "NAME=ROW;ROW;...", "experiment.help.set", read_set},
    [KEY_CLAMP] = {"clamp", "none", "none | NAME=VALUE[@FROM[-TO]],...", "experiment.help.clamp", read_clamp},
    [KEY_SEED] = {"seed", "1", "0 .. 18446744073709551615", "experiment.help.seed", read_seed},
    [KEY_ITERATIONS] = {"iterations", "0", "0 ..", "experiment.help.iterations", read_iterations},
};
static_assert(sizeof rows / sizeof *rows == KEY_COUNT, "a row for each key");

void experiment_init(Experiment *experiment) {
    memset(experiment, 0, sizeof *experiment);
}

void experiment_finish(Experiment *experiment) {
    for (int key = 0; key < KEY_COUNT; key++) free(experiment->given[key]);
    experiment_init(experiment);
}

static char *copy_string(const char *string) {
    size_t size = strlen(string) + 1;
    return memcpy(memory_alloc(size), string, size);
}

void experiment_copy(Experiment *to, const Experiment *from) {
    Experiment copy;
    for (int key = 0; key < KEY_COUNT; key++) copy.given[key] = from->given[key] ? copy_string(from->given[key]) : NULL;
    experiment_finish(to);
    *to = copy;
}

bool experiment_equal(const Experiment *a, const Experiment *b) {
    for (int key = 0; key < KEY_COUNT; key++)
        if (strcmp(experiment_get(a, (Key)key), experiment_get(b, (Key)key)) != 0) return false;
    return true;
}

const char *key_name(Key key) {
    return rows[key].name;
}
const char *key_help(Key key) {
    return rows[key].help;
}
const char *key_values(Key key) {
    return rows[key].values;
}

bool key_find(const char *name, Key *key) {
    for (int i = 0; i < KEY_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *key = (Key)i;
            return true;
        }
    return false;
}

const char *experiment_get(const Experiment *experiment, Key key) {
    return experiment->given[key] ? experiment->given[key] : rows[key].fallback;
}

bool experiment_set(Experiment *experiment, Key key, const char *value, Place place, Report *report) {
    if (!value) {
        free(experiment->given[key]);
        experiment->given[key] = NULL;
        return true;
    }
    if (!*value) {
        REPORT(report, place, "experiment.empty", {"key", rows[key].name}, {"values", rows[key].values});
        return false;
    }
    Settings settings = {0};
    ValueContext context = {rows[key].name, rows[key].values, place, report};
    if (rows[key].read && !rows[key].read(value, &settings, &context)) return false;

    Text text;
    text_init(&text);
    if (key == KEY_SET && experiment->given[key]) {
        text_append(&text, experiment->given[key]);
        text_append(&text, ",");
    }
    text_append(&text, value);
    free(experiment->given[key]);
    experiment->given[key] = text.data;
    // A cell by name and a cell by its text exclude each other: the one that was given last holds.
    if (key == KEY_CELL) experiment_set(experiment, KEY_CELL_TEXT, NULL, place, report);
    if (key == KEY_CELL_TEXT) experiment_set(experiment, KEY_CELL, NULL, place, report);
    return true;
}

static bool is_plain_word(const char *value) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@%+=";
    return *value && strspn(value, plain) == strlen(value);
}

static void append_quoted(Text *out, const char *value) {
    if (is_plain_word(value)) {
        text_append(out, value);
        return;
    }
    text_append(out, "'");
    for (const char *at = value; *at; at++) {
        if (*at == '\'')
            text_append(out, "'\\''");
        else
            text_append_bytes(out, at, 1);
    }
    text_append(out, "'");
}

void experiment_print(const Experiment *experiment, Text *out) {
    for (int key = 0; key < KEY_COUNT; key++) {
        if (!experiment->given[key]) continue;
        if (out->length) text_append(out, " ");
        text_printf(out, "--%s ", rows[key].name);
        append_quoted(out, experiment->given[key]);
    }
}

void experiment_read(const Experiment *experiment, Settings *settings) {
    *settings = (Settings){0};
    for (int key = 0; key < KEY_COUNT; key++) {
        const char *value = experiment_get(experiment, (Key)key);
        // What was given has been read once already, and the defaults are well formed: no problem can come up.
        if (*value && rows[key].read) rows[key].read(value, settings, NULL);
    }
    if (settings->lr == 0) settings->lr = settings->optimizer == OPTIMIZER_ADAM ? 0.01 : 0.1;
}
