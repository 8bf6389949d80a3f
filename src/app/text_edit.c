#include "app/text_edit.h"

#include "base/utf8.h"

#include <string.h>

void text_edit_init(TextEdit *edit) {
    text_init(&edit->text);
    text_init(&edit->composing);
    edit->caret = edit->anchor = 0;
}

void text_edit_finish(TextEdit *edit) {
    text_finish(&edit->text);
    text_finish(&edit->composing);
}

// Appends the characters of `text` that may stand in a field.
static void append_clean(Text *out, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point))
            at++;
        else if (code_point == '\n')
            text_append(out, "; ");
        else if (code_point == '\t')
            text_append(out, " ");
        else if (code_point >= 0x20 && code_point != 0x7F)
            text_append_bytes(out, text + start, at - start);
    }
}

void text_edit_set(TextEdit *edit, const char *text) {
    text_clear(&edit->text);
    text_clear(&edit->composing);
    append_clean(&edit->text, text);
    edit->anchor = 0;
    edit->caret = edit->text.length;
}

static size_t selection_start(const TextEdit *edit) {
    return edit->caret < edit->anchor ? edit->caret : edit->anchor;
}
static size_t selection_end(const TextEdit *edit) {
    return edit->caret < edit->anchor ? edit->anchor : edit->caret;
}

// Puts `bytes` in place of [start, end).
static void replace(TextEdit *edit, size_t start, size_t end, const char *bytes, size_t length) {
    Text text;
    text_init(&text);
    text_append_bytes(&text, edit->text.data, start);
    text_append_bytes(&text, bytes, length);
    text_append_bytes(&text, edit->text.data + end, edit->text.length - end);
    text_finish(&edit->text);
    edit->text = text;
    edit->caret = edit->anchor = start + length;
}

bool text_edit_insert(TextEdit *edit, const char *text) {
    Text clean;
    text_init(&clean);
    append_clean(&clean, text);
    size_t start = selection_start(edit), end = selection_end(edit);
    bool fits = edit->text.length - (end - start) + clean.length <= TEXT_EDIT_MAX_BYTES;
    if (fits) replace(edit, start, end, clean.data, clean.length);
    text_clear(&edit->composing);
    text_finish(&clean);
    return fits;
}

void text_edit_compose(TextEdit *edit, const char *text) {
    text_clear(&edit->composing);
    append_clean(&edit->composing, text);
}

static bool continues(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t before(const TextEdit *edit, size_t at) {
    if (at == 0) return 0;
    do at--;
    while (at > 0 && continues(edit->text.data[at]));
    return at;
}

static size_t behind(const TextEdit *edit, size_t at) {
    if (at >= edit->text.length) return edit->text.length;
    do at++;
    while (at < edit->text.length && continues(edit->text.data[at]));
    return at;
}

static void move(TextEdit *edit, size_t to, bool selecting) {
    edit->caret = to;
    if (!selecting) edit->anchor = to;
}

bool text_edit_key(TextEdit *edit, const char *key) {
    bool selecting = strncmp(key, "Shift+", 6) == 0;
    const char *plain = selecting ? key + 6 : key;
    bool selected = edit->caret != edit->anchor;
    size_t start = selection_start(edit), end = selection_end(edit);
    if (strcmp(plain, "Left") == 0)
        move(edit, selected && !selecting ? start : before(edit, edit->caret), selecting);
    else if (strcmp(plain, "Right") == 0)
        move(edit, selected && !selecting ? end : behind(edit, edit->caret), selecting);
    else if (strcmp(plain, "Home") == 0)
        move(edit, 0, selecting);
    else if (strcmp(plain, "End") == 0)
        move(edit, edit->text.length, selecting);
    else if (strcmp(key, "Ctrl+a") == 0)
        edit->anchor = 0, edit->caret = edit->text.length;
    else if (strcmp(plain, "Backspace") == 0)
        replace(edit, selected ? start : before(edit, start), end, "", 0);
    else if (strcmp(plain, "Delete") == 0)
        replace(edit, start, selected ? end : behind(edit, end), "", 0);
    else
        return false;
    return true;
}
