#include "app/launch.h"

#include <string.h>

// The key before "=" at the start of `text`, if there is one.
static bool starts_pair(const char *text, Key *key, size_t *behind) {
    const char *equals = strchr(text, '=');
    char name[32];
    if (!equals || (size_t)(equals - text) >= sizeof name) return false;
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = '\0';
    *behind = (size_t)(equals - text) + 1;
    return key_find(name, key);
}

// Where the value of a pair ends: at a comma behind which another pair starts, or at the end.
static size_t value_length(const char *value) {
    Key key;
    size_t behind, length = 0;
    while (value[length] && !(value[length] == ',' && starts_pair(value + length + 1, &key, &behind))) length++;
    return length;
}

int compare_read(const char *value, const Experiment *leading, Experiment *out, Place place, Report *report) {
    int count = 0;
    Text one;
    text_init(&one);
    bool sound = true;
    while (sound) {
        Key key;
        size_t behind;
        if (!starts_pair(value, &key, &behind)) {
            REPORT(report, place, "app.compare.form", {"value", value});
            sound = false;
        } else if (count == VIEW_MAX_LANES - 1) {
            REPORT_PLAIN(report, place, "app.compare.many");
            sound = false;
        } else {
            value += behind;
            size_t length = value_length(value);
            text_clear(&one);
            text_append_bytes(&one, value, length);
            experiment_init(&out[count]);
            experiment_copy(&out[count], leading);
            sound = experiment_set(&out[count++], key, one.data, place, report);
            value += length;
            if (*value == '\0') break;
            value++;
        }
    }
    text_finish(&one);
    if (sound) return count;
    for (int i = 0; i < count; i++) experiment_finish(&out[i]);
    return -1;
}
