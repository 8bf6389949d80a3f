#include "experiment/values.h"

#include "experiment/clamp.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(const ValueContext *context, const char *problem, const char *value) {
    if (context) REPORT(context->report, context->place, problem, {"key", context->key}, {"value", value}, {"values", context->values});
    return false;
}

static bool read_choice(const char *value, const char *const *choices, int *choice, const ValueContext *context) {
    for (int i = 0; choices[i]; i++)
        if (strcmp(choices[i], value) == 0) {
            *choice = i;
            return true;
        }
    return refuse(context, "experiment.choice", value);
}

// `text` is the part of the value that the number stands in.
static bool read_whole(const char *text, const char *value, long low, long high, long *number, const ValueContext *context) {
    bool digits = *text && strspn(text, "0123456789") == strlen(text); // if these cannot be parsed, there are too many
    if (!integer_parse(text, number)) return refuse(context, digits ? "experiment.out-of-range" : "experiment.not-whole", value);
    if (*number < low || *number > high) return refuse(context, "experiment.out-of-range", value);
    return true;
}

static bool read_int(const char *text, const char *value, int high, int *number, const ValueContext *context) {
    long whole;
    if (!read_whole(text, value, 1, high, &whole, context)) return false;
    *number = (int)whole;
    return true;
}

static bool read_positive(const char *text, const char *value, double *number, const ValueContext *context) {
    if (!number_parse(text, number)) return refuse(context, "experiment.not-number", value);
    if (!(*number > 0)) return refuse(context, "experiment.not-positive", value);
    return true;
}

bool read_wiring(const char *value, Settings *settings, const ValueContext *context) {
    settings->wiring_given = true;
    return wiring_find(value, &settings->wiring) || refuse(context, "experiment.choice", value);
}

bool read_losses(const char *value, Settings *settings, const ValueContext *context) {
    int choice;
    if (!read_choice(value, (const char *const[]){"all", "last", NULL}, &choice, context)) return false;
    settings->losses_given = true;
    settings->losses_last = choice == 1;
    return true;
}

bool read_hidden(const char *value, Settings *settings, const ValueContext *context) {
    return read_int(value, value, EXPERIMENT_MAX_HIDDEN, &settings->hidden, context);
}

bool read_steps(const char *value, Settings *settings, const ValueContext *context) {
    return read_int(value, value, EXPERIMENT_MAX_STEPS, &settings->steps, context);
}

bool read_batch(const char *value, Settings *settings, const ValueContext *context) {
    return read_int(value, value, EXPERIMENT_MAX_BATCH, &settings->batch, context);
}

bool read_bptt(const char *value, Settings *settings, const ValueContext *context) {
    settings->window = settings->k1 = settings->k2 = 0;
    if (strcmp(value, "full") == 0) return true;
    const char *comma = strchr(value, ',');
    if (!comma) return read_int(value, value, EXPERIMENT_MAX_STEPS, &settings->window, context);
    Text first;
    text_init(&first);
    text_append_bytes(&first, value, (size_t)(comma - value));
    bool read = read_int(first.data, value, EXPERIMENT_MAX_STEPS, &settings->k1, context) &&
                read_int(comma + 1, value, EXPERIMENT_MAX_STEPS, &settings->k2, context);
    text_finish(&first);
    if (!read) return false;
    return settings->k1 <= settings->k2 || refuse(context, "experiment.k1-above-k2", value);
}

bool read_state(const char *value, Settings *settings, const ValueContext *context) {
    int choice;
    if (!read_choice(value, (const char *const[]){"carry", "reset", NULL}, &choice, context)) return false;
    settings->state = choice == 0 ? STATE_CARRY : STATE_RESET;
    return true;
}

bool read_feed(const char *value, Settings *settings, const ValueContext *context) {
    int choice;
    if (!read_choice(value, (const char *const[]){"order", "shuffled", NULL}, &choice, context)) return false;
    settings->shuffled = choice == 1;
    return true;
}

bool read_loss(const char *value, Settings *settings, const ValueContext *context) {
    int choice;
    if (!read_choice(value, (const char *const[]){"cross-entropy", "squared-error", NULL}, &choice, context)) return false;
    settings->loss = choice == 0 ? LOSS_CHOICE_CROSS_ENTROPY : LOSS_CHOICE_SQUARED_ERROR;
    return true;
}

bool read_optimizer(const char *value, Settings *settings, const ValueContext *context) {
    return optimizer_find(value, &settings->optimizer) || refuse(context, "experiment.choice", value);
}

bool read_lr(const char *value, Settings *settings, const ValueContext *context) {
    return read_positive(value, value, &settings->lr, context);
}

bool read_clip(const char *value, Settings *settings, const ValueContext *context) {
    settings->clip = (Clip){CLIP_NONE, 0};
    if (strcmp(value, "none") == 0) return true;
    bool element = strncmp(value, "element:", 8) == 0;
    settings->clip.kind = element ? CLIP_ELEMENT : CLIP_NORM;
    return read_positive(element ? value + 8 : value, value, &settings->clip.limit, context);
}

bool read_init(const char *value, Settings *settings, const ValueContext *context) {
    bool spectral = strncmp(value, "spectral:", 9) == 0;
    settings->init.kind = spectral ? INIT_SPECTRAL : INIT_SCALE;
    const char *text = spectral ? value + 9 : value;
    if (!number_parse(text, &settings->init.value)) return refuse(context, "experiment.not-number", value);
    return settings->init.value >= 0 || refuse(context, "experiment.negative", value);
}

bool read_seed(const char *value, Settings *settings, const ValueContext *context) {
    if (!*value || strspn(value, "0123456789") != strlen(value)) return refuse(context, "experiment.not-whole", value);
    errno = 0;
    unsigned long long seed = strtoull(value, NULL, 10);
    if (errno) return refuse(context, "experiment.out-of-range", value);
    settings->seed = seed;
    return true;
}

bool read_iterations(const char *value, Settings *settings, const ValueContext *context) {
    return read_whole(value, value, 0, EXPERIMENT_MAX_ITERATIONS, &settings->iterations, context);
}

bool read_set(const char *value, Settings *settings, const ValueContext *context) {
    (void)settings; // applied to the weights once the cell is known
    const char *at = value;
    Assignment assignment;
    int count = 0;
    while (next_assignment(&at, &assignment)) {
        int rows, cols;
        double *numbers = assignment_numbers(&assignment, &rows, &cols);
        if (assignment.name_length == 0 || !numbers) {
            free(numbers);
            return refuse(context, "experiment.set-form", value);
        }
        free(numbers);
        count++;
    }
    return count > 0 || refuse(context, "experiment.set-form", value);
}

bool read_clamp(const char *value, Settings *settings, const ValueContext *context) {
    (void)settings; // applied to the program once the cell is known
    Clamps clamps;
    const char *problem = clamps_read(&clamps, value);
    clamps_finish(&clamps);
    return !problem || refuse(context, problem, value);
}

bool next_assignment(const char **at, Assignment *assignment) {
    const char *start = *at;
    while (*start == ',' || *start == ' ') start++;
    if (!*start) return false;
    size_t length = strcspn(start, ",");
    *at = start + length;
    const char *equals = memchr(start, '=', length);
    assignment->name = start;
    assignment->name_length = equals ? (int)(equals - start) : 0;
    while (assignment->name_length > 0 && start[assignment->name_length - 1] == ' ') assignment->name_length--;
    assignment->numbers = equals ? equals + 1 : start;
    assignment->numbers_length = (int)(start + length - assignment->numbers);
    return true;
}

double *assignment_numbers(const Assignment *assignment, int *rows, int *cols) {
    size_t room = (size_t)assignment->numbers_length + 1;
    double *values = memory_alloc(room * sizeof *values);
    char *copy = memory_alloc(room);
    memcpy(copy, assignment->numbers, room - 1);
    copy[room - 1] = '\0';
    size_t count = 0;
    bool fine = true;
    *rows = *cols = 0;
    char *row = copy;
    while (row && fine) {
        char *end = strchr(row, ';');
        if (end) *end = '\0';
        size_t before = count;
        for (char *next, *word = strtok_r(row, " \t", &next); word && fine; word = strtok_r(NULL, " \t", &next))
            fine = number_parse(word, &values[count++]);
        int width = (int)(count - before);
        if (width == 0 || (*rows > 0 && width != *cols)) fine = false;
        *cols = width;
        ++*rows;
        row = end ? end + 1 : NULL;
    }
    free(copy);
    if (fine) return values;
    free(values);
    return NULL;
}
