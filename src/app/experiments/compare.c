#include "app/launch.h"
#include "app/suggest.h"

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

// How far it is to the first of these marks behind which a pair starts, or to the end.
static size_t length_to(const char *text, const char *marks) {
    Key key;
    size_t behind, length = 0;
    while (text[length] && !(strchr(marks, text[length]) && starts_pair(text + length + 1, &key, &behind))) length++;
    return length;
}

// Whether a text begins with "name=", as if the name were meant as a key. *length: of the name.
static bool starts_name(const char *text, int *length) {
    *length = (int)strspn(text, "abcdefghijklmnopqrstuvwxyz-");
    return *length > 1 && text[*length] == '=';
}

static void report_unknown(const char *name, int length, Place place, Report *report) {
    Text word;
    text_init(&word);
    text_append_bytes(&word, name, (size_t)length);
    Suggestion suggestion;
    suggestion_init(&suggestion, word.data);
    for (int i = 0; i < KEY_COUNT; i++) suggestion_offer(&suggestion, key_name((Key)i));
    if (suggestion.best)
        REPORT(report, place, "app.key.unknown-near", {"value", word.data}, {"near", suggestion.best});
    else
        REPORT(report, place, "app.key.unknown", {"value", word.data});
    text_finish(&word);
}

// Whether a value that was taken whole has "+name=" in it, as no value of its key has: then the name was meant as a key.
static bool hides_key(Key key, const char *value, Place place, Report *report) {
    bool is_free = key == KEY_CELL_TEXT || key == KEY_TASK || strchr(value, '/');
    for (const char *plus = strchr(value, '+'); plus && !is_free; plus = strchr(plus + 1, '+')) {
        int length;
        if (!starts_name(plus + 1, &length)) continue;
        report_unknown(plus + 1, length, place, report);
        return true;
    }
    return false;
}

// One lane, "KEY=VALUE+KEY=VALUE", into `out`, which begins as the leading experiment.
static bool read_lane(const char *lane, Experiment *out, Place place, Report *report) {
    bool sound = true, has_set = false, has_cell = false, has_clamp = false;
    Text one;
    text_init(&one);
    while (sound) {
        Key key;
        size_t behind;
        if (!starts_pair(lane, &key, &behind)) {
            int unknown = 0;
            if (starts_name(lane, &unknown))
                report_unknown(lane, unknown, place, report);
            else
                REPORT(report, place, "app.compare.form", {"value", lane});
            sound = false;
            break;
        }
        lane += behind;
        size_t length = length_to(lane, "+");
        text_clear(&one);
        text_append_bytes(&one, lane, length);
        // What a lane says stands in place of what the leading experiment says, with weights by hand as with every other key.
        if (key == KEY_SET && !has_set) experiment_set(out, KEY_SET, NULL, place, report);
        has_set = has_set || key == KEY_SET;
        has_cell = has_cell || key == KEY_CELL || key == KEY_CELL_TEXT;
        has_clamp = has_clamp || key == KEY_CLAMP;
        sound = !hides_key(key, one.data, place, report) && experiment_set(out, key, one.data, place, report);
        lane += length;
        if (*lane == '\0') break;
        lane++;
    }
    // What is held is held by its name, which a cell of the lane's own may not have.
    if (has_cell && !has_clamp) experiment_set(out, KEY_CLAMP, NULL, place, report);
    text_finish(&one);
    return sound;
}

bool compare_next(const char **value, Text *out) {
    if (!*value) return false;
    size_t length = length_to(*value, ",");
    text_append_bytes(out, *value, length);
    *value = (*value)[length] ? *value + length + 1 : NULL;
    return true;
}

int compare_read(const char *value, const Experiment *leading, Experiment *out, Place place, Report *report) {
    int count = 0;
    Text lane;
    text_init(&lane);
    bool sound = true;
    while (sound && compare_next(&value, &lane)) {
        if (count < VIEW_MAX_LANES - 1) {
            experiment_init(&out[count]);
            experiment_copy(&out[count], leading);
            sound = read_lane(lane.data, &out[count++], place, report);
        } else {
            REPORT_PLAIN(report, place, "app.compare.many");
            sound = false;
        }
        text_clear(&lane);
    }
    text_finish(&lane);
    if (sound) return count;
    for (int i = 0; i < count; i++) experiment_finish(&out[i]);
    return -1;
}
