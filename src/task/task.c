#include "task/task.h"

#include "task/tasks.h"

#include <assert.h>
#include <string.h>

static const Task *const TASKS[] = {&TASK_ADDING, &TASK_COPY, &TASK_RANDOM, &TASK_RECALL, &TASK_SERIES, &TASK_TEXT};

static const char *const WIRING_NAMES[] = {
    [WIRING_MANY_TO_MANY] = "many-to-many",
    [WIRING_MANY_TO_ONE] = "many-to-one",
    [WIRING_ONE_TO_MANY] = "one-to-many",
    [WIRING_ENCODER_DECODER] = "encoder-decoder",
};
static_assert(sizeof WIRING_NAMES / sizeof WIRING_NAMES[0] == WIRING_COUNT, "each wiring has a name");

const Task *task_at(size_t index) {
    return index < sizeof TASKS / sizeof TASKS[0] ? TASKS[index] : NULL;
}

static const Task *find(const char *name, size_t length) {
    const Task *task;
    for (size_t i = 0; (task = task_at(i)) != NULL; i++) {
        if (strlen(task->name) == length && memcmp(task->name, name, length) == 0) {
            return task;
        }
    }
    return NULL;
}

const Task *task_find(const char *name) {
    return find(name, strlen(name));
}

static void report_unknown(const char *name, size_t length, Place place, Report *report) {
    Text given, known;
    text_init(&given);
    text_init(&known);
    text_append_bytes(&given, name, length);
    for (size_t i = 0; task_at(i) != NULL; i++) {
        text_printf(&known, "%s%s", i > 0 ? ", " : "", task_at(i)->name);
    }
    REPORT(report, place, "task.unknown", {"name", given.data}, {"known", known.data});
    text_finish(&given);
    text_finish(&known);
}

Dataset *dataset_open(const char *task, uint64_t seed, Place place, Report *report) {
    const char *colon = strchr(task, ':');
    size_t length = colon != NULL ? (size_t)(colon - task) : strlen(task);
    const Task *found = find(task, length);
    if (found == NULL) {
        report_unknown(task, length, place, report);
        return NULL;
    }
    const char *argument = colon != NULL ? colon + 1 : "";
    if (argument[0] == '\0' || strcmp(argument, "@") == 0) {
        REPORT(report, place, "task.argument-missing", {"task", found->name}, {"argument", found->argument});
        return NULL;
    }
    return found->open(argument, seed, place, report);
}

const char *wiring_name(Wiring wiring) {
    return WIRING_NAMES[wiring];
}

bool wiring_find(const char *name, Wiring *wiring) {
    for (int i = 0; i < WIRING_COUNT; i++) {
        if (strcmp(name, WIRING_NAMES[i]) == 0) {
            *wiring = (Wiring)i;
            return true;
        }
    }
    return false;
}
