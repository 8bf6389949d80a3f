#include "fixture.h"

#include "app/command.h"
#include "app/open.h"

#include <math.h>

static double tick(void *context) {
    Stand *stand = context;
    return stand->clock += 0.001;
}

void stand_open(Stand *stand, const char *flags) {
    *stand = (Stand){.words = words_create(LANGUAGE_EN), .now = 100};
    report_init(&stand->report, stand->words);
    Launch launch;
    launch_init(&launch);
    Text line;
    text_init(&line);
    text_printf(&line, "unroll %s", flags);
    bool sound = launch_read_line(&launch, line.data, &stand->report);
    if (sound) stand->state = state_create(&launch, LANGUAGE_EN, text_measure_fixed(), tick, stand, &stand->report);
    text_finish(&line);
    launch_finish(&launch);
    assert_non_null(stand->state);
    assert_true(state_settle(stand->state, &stand->report));
    stand_wait(stand, 0);
}

void stand_close(Stand *stand) {
    state_destroy(stand->state);
    report_finish(&stand->report);
    words_destroy(stand->words);
}

AppFrame stand_wait(Stand *stand, double seconds) {
    stand->now += seconds;
    return app_frame(stand->state, NULL, 0, stand->now);
}

AppFrame stand_event(Stand *stand, Event event) {
    return app_frame(stand->state, &event, 1, stand->now);
}

AppFrame stand_key(Stand *stand, const char *key) {
    Event event = {.kind = EVENT_KEY};
    snprintf(event.key, sizeof event.key, "%s", key);
    return stand_event(stand, event);
}

void stand_keys(Stand *stand, const char *keys) {
    while (*keys) {
        char key[EVENT_KEY_BYTES];
        size_t length = strcspn(keys, " ");
        assert_true(length > 0 && length < sizeof key);
        memcpy(key, keys, length);
        key[length] = '\0';
        stand_key(stand, key);
        stand_wait(stand, 1);
        keys += length + (keys[length] == ' ');
    }
}

void stand_type(Stand *stand, const char *text) {
    stand_event(stand, (Event){.kind = EVENT_TEXT, .text = text});
}

void stand_type_lines(Stand *stand, const char *lines) {
    while (*lines) {
        char line[256];
        size_t length = strcspn(lines, "\n");
        assert_true(length < sizeof line);
        memcpy(line, lines, length);
        line[length] = '\0';
        if (length > 0) stand_type(stand, line);
        lines += length;
        if (*lines == '\n') {
            stand_key(stand, "Enter");
            lines++;
        }
    }
}

void stand_write(Stand *stand, const char *lines) {
    stand_key(stand, "Ctrl+a");
    stand_key(stand, "Delete");
    stand_type_lines(stand, lines);
}

AppFrame stand_press(Stand *stand, float x, float y) {
    stand_event(stand, (Event){.kind = EVENT_POINTER, .x = x, .y = y});
    return stand_event(stand, (Event){.kind = EVENT_PRESS, .x = x, .y = y});
}

void stand_rest(Stand *stand) {
    AppFrame frame = {.moving = true};
    for (int i = 0; i < 1000 && frame.moving; i++) frame = stand_wait(stand, 1.0 / 60);
    assert_false(frame.moving);
}

bool stand_run(Stand *stand, const char *line) {
    report_clear(&stand->report);
    return app_run_line(stand->state, line, true, &stand->report);
}

bool stand_problem_is(const Stand *stand, const char *key) {
    return stand->report.count == 1 && strcmp(stand->report.problems[0].key, key) == 0 && stand->report.problems[0].message[0] != '\0';
}

const char *stand_moment(Stand *stand, char name[64]) {
    Text text;
    text_init(&text);
    trace_moment_name(stand->state->trace, (long)ceil(stand->state->playhead.position), &text);
    snprintf(name, 64, "%s", text.data);
    text_finish(&text);
    return name;
}

uint64_t stand_picture(Stand *stand) {
    app_draw(stand->state);
    Text text;
    text_init(&text);
    display_print(&stand->state->list, &text);
    uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    for (size_t i = 0; i < text.length; i++) hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3;
    assert_true(text.length > 100);
    text_finish(&text);
    return hash;
}

const Hit *stand_hit(const Stand *stand, HitKind kind, const char *name) {
    const HitList *hits = &stand->state->hits;
    for (size_t i = 0; i < hits->count; i++) {
        const Hit *hit = &hits->hits[i];
        if (hit->kind != kind) continue;
        if (kind == HIT_COMMAND ? strcmp(hit->command, name) == 0 : kind != HIT_FIELD || strcmp(hit->argument, name) == 0) return hit;
    }
    return NULL;
}
