// What is different in a lane, in words.
#include "view/lanes/lanes.h"

#include "experiment/values.h"
#include "view/panels/held.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lanes_differ(const View *view, Key key) {
    for (int i = 1; i < view->trace_count; i++) {
        if (strcmp(experiment_get(&view->traces[0]->session->experiment, key),
                   experiment_get(&view->traces[i]->session->experiment, key)) != 0) {
            return true;
        }
    }
    return false;
}

static void append_schedule(const View *view, const Session *session, Text *out) {
    const Settings *settings = &session->settings;
    char a[16], b[16];
    if (settings->k2 > 0) {
        snprintf(a, sizeof a, "%d", settings->k1);
        snprintf(b, sizeof b, "%d", settings->k2);
        WORDS_FORMAT(view->words, out, "lanes.overlap", {"k1", a}, {"k2", b});
    } else if (session->schedule.window > 0) {
        snprintf(a, sizeof a, "%d", session->schedule.window);
        WORDS_FORMAT(view->words, out, "lanes.cut", {"steps", a});
    } else {
        text_append(out, words_get(view->words, "lanes.full"));
    }
}

static void append_cell(const View *view, const Session *session, Text *out) {
    Text key;
    text_init(&key);
    text_printf(&key, "panels.cell-%s", session->cell_name);
    if (session->cell_name[0] == '\0') {
        text_append(out, words_get(view->words, "panels.own-cell"));
    } else {
        text_append(out, words_has(view->words, key.data) ? words_get(view->words, key.data) : session->cell_name);
    }
    text_finish(&key);
}

// "b_f = 3, b_i = -1"; of a matrix with its numbers, only that it was set.
static void append_set(const View *view, const char *value, Text *out) {
    Assignment assignment;
    for (const char *at = value; next_assignment(&at, &assignment);) {
        int rows, cols;
        double *numbers = assignment_numbers(&assignment, &rows, &cols);
        Text name;
        text_init(&name);
        text_append_bytes(&name, assignment.name, (size_t)assignment.name_length);
        text_append(out, assignment.name == value ? "" : ", ");
        if (numbers != NULL && rows == 1 && cols == 1) {
            text_printf(out, "%s = ", name.data);
            text_append_number(out, numbers[0]);
        } else {
            WORDS_FORMAT(view->words, out, "lanes.set", {"name", name.data});
        }
        text_finish(&name);
        free(numbers);
    }
}

static void append_value(const View *view, const Trace *trace, Key key, Text *out) {
    const Session *session = trace->session;
    if (key == KEY_BPTT) {
        append_schedule(view, session, out);
        return;
    }
    if (key == KEY_CELL || key == KEY_CELL_TEXT) {
        append_cell(view, session, out);
        return;
    }
    if (key == KEY_SET) {
        append_set(view, experiment_get(&session->experiment, KEY_SET), out);
        return;
    }
    if (key == KEY_CLAMP) {
        const char *holds = experiment_get(&session->experiment, KEY_CLAMP);
        if (held_write(trace, view->words, out)) {
            return;
        }
        if (strcmp(holds, "none") == 0) {
            text_append(out, words_get(view->words, "lanes.free"));
        } else { // in other iterations
            WORDS_FORMAT(view->words, out, "lanes.free-now", {"holds", holds});
        }
        return;
    }
    Text value;
    text_init(&value);
    session_value(session, key, &value);
    text_printf(out, "%s %s", key_name(key), value.length > 0 ? value.data : "–");
    text_finish(&value);
}

void lanes_title(const View *view, int lane, Text *out) {
    const Trace *trace = view->traces[lane];
    bool cells = lanes_differ(view, KEY_CELL) || lanes_differ(view, KEY_CELL_TEXT), apart = cells;
    if (cells) {
        append_value(view, trace, KEY_CELL, out);
    }
    for (int i = 0; i < KEY_COUNT; i++) {
        Key key = (Key)i;
        bool told = key == KEY_CELL || key == KEY_CELL_TEXT || key == KEY_ITERATIONS;
        // A lane without weights by hand needs not say so.
        told = told || (key == KEY_SET && *experiment_get(&trace->session->experiment, KEY_SET) == '\0');
        if (!told && lanes_differ(view, key)) {
            text_append(out, apart ? " · " : "");
            append_value(view, trace, key, out);
            apart = true;
        }
    }
    // How far each was trained is what it shows, not what it was opened with.
    bool trained_apart = false;
    for (int i = 1; i < view->trace_count; i++) {
        trained_apart = trained_apart || view->traces[i]->iteration != view->traces[0]->iteration;
    }
    if (trained_apart) {
        char number[32];
        snprintf(number, sizeof number, "%ld", trace->iteration);
        text_append(out, apart ? " · " : "");
        WORDS_FORMAT(view->words, out, "lanes.iteration", {"count", number});
    } else if (!apart) {
        append_value(view, trace, KEY_CELL, out);
    }
}

int lanes_reference(const View *view) {
    int uncut = 0;
    for (int i = view->trace_count - 1; i >= 0; i--) {
        uncut = view->traces[i]->session->schedule.window == 0 ? i : uncut;
    }
    for (int i = 0; i < view->trace_count; i++) {
        if (view->traces[i]->session->schedule.window == 0 && !held_any(view->traces[i])) {
            return i;
        }
    }
    return uncut;
}
