#include "app/editor/text_edit.h"

#include "base/utf8.h"

#include <string.h>

void text_edit_init_lines(TextEdit *edit, size_t limit) {
    *edit = (TextEdit){.has_lines = true, .limit = limit};
    text_init(&edit->text);
    text_init(&edit->composing);
}

void text_edit_init(TextEdit *edit) {
    text_edit_init_lines(edit, TEXT_EDIT_MAX_BYTES);
    edit->has_lines = false;
}

void text_edit_finish(TextEdit *edit) {
    text_finish(&edit->text);
    text_finish(&edit->composing);
}

size_t text_edit_clean(const TextEdit *edit, const char *text, Text *out) {
    size_t length = strlen(text), left_out = 0;
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t code_point;
        if (!utf8_next(text, length, &at, &code_point))
            at++, left_out++;
        else if (edit->has_lines && code_point == '\r')
            text_append(out, text[at] == '\n' ? "" : "\n");
        else if (edit->has_lines && (code_point == '\n' || code_point == '\t'))
            text_append_bytes(out, text + start, 1);
        else if (code_point == '\n')
            text_append(out, "; ");
        else if (code_point == '\t')
            text_append(out, " ");
        else if (code_point >= 0x20 && code_point != 0x7F)
            text_append_bytes(out, text + start, at - start);
        else
            left_out += code_point != '\r';
    }
    return left_out;
}

void text_edit_set(TextEdit *edit, const char *text) {
    text_clear(&edit->text);
    text_clear(&edit->composing);
    text_edit_clean(edit, text, &edit->text);
    edit->anchor = 0;
    edit->caret = edit->text.length;
}

size_t text_edit_selection_start(const TextEdit *edit) {
    return edit->caret < edit->anchor ? edit->caret : edit->anchor;
}
size_t text_edit_selection_end(const TextEdit *edit) {
    return edit->caret < edit->anchor ? edit->anchor : edit->caret;
}

void text_edit_replace(TextEdit *edit, size_t start, size_t end, const char *bytes, size_t length) {
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
    text_edit_clean(edit, text, &clean);
    size_t start = text_edit_selection_start(edit), end = text_edit_selection_end(edit);
    bool fits = edit->text.length - (end - start) + clean.length <= edit->limit;
    if (fits) text_edit_replace(edit, start, end, clean.data, clean.length);
    text_clear(&edit->composing);
    text_finish(&clean);
    return fits;
}

void text_edit_compose(TextEdit *edit, const char *text) {
    text_clear(&edit->composing);
    text_edit_clean(edit, text, &edit->composing);
}

// ---- places in it

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

size_t text_edit_line_start(const TextEdit *edit, size_t at) {
    while (at > 0 && edit->text.data[at - 1] != '\n') at--;
    return at;
}

size_t text_edit_line_end(const TextEdit *edit, size_t at) {
    while (at < edit->text.length && edit->text.data[at] != '\n') at++;
    return at;
}

typedef enum Sort { SORT_WORD, SORT_BLANK, SORT_SIGN, SORT_BREAK } Sort;

// Of the code point at an offset within the text.
static Sort sort_at(const TextEdit *edit, size_t at) {
    uint32_t code_point = 0;
    utf8_next(edit->text.data, edit->text.length, &at, &code_point);
    if (code_point == '\n') return SORT_BREAK;
    if (code_point == ' ' || code_point == '\t') return SORT_BLANK;
    return unicode_is_name_part(code_point) ? SORT_WORD : SORT_SIGN;
}

void text_edit_word_at(const TextEdit *edit, size_t at, size_t *start, size_t *end) {
    *start = *end = at;
    bool at_end = at >= edit->text.length || sort_at(edit, at) == SORT_BREAK;
    if (at_end && at > text_edit_line_start(edit, at)) *start = at = before(edit, at); // the last one of the line
    if (at >= edit->text.length || sort_at(edit, at) == SORT_BREAK) return;
    Sort sort = sort_at(edit, at);
    *end = behind(edit, at);
    if (sort == SORT_SIGN) return;
    while (*start > 0 && sort_at(edit, before(edit, *start)) == sort) *start = before(edit, *start);
    while (*end < edit->text.length && sort_at(edit, *end) == sort) *end = behind(edit, *end);
}

// The beginning of the word before, and the end of the word behind.
static size_t word_before(const TextEdit *edit, size_t at) {
    while (at > 0 && sort_at(edit, before(edit, at)) != SORT_WORD) at = before(edit, at);
    while (at > 0 && sort_at(edit, before(edit, at)) == SORT_WORD) at = before(edit, at);
    return at;
}

static size_t word_behind(const TextEdit *edit, size_t at) {
    while (at < edit->text.length && sort_at(edit, at) != SORT_WORD) at = behind(edit, at);
    while (at < edit->text.length && sort_at(edit, at) == SORT_WORD) at = behind(edit, at);
    return at;
}

// ---- keys

static void move(TextEdit *edit, size_t to, bool selecting) {
    edit->caret = to;
    if (!selecting) edit->anchor = to;
}

static bool move_key(TextEdit *edit, const char *plain, bool selecting) {
    bool leaves = edit->caret != edit->anchor && !selecting; // the selection, at the end of it that the key points to
    if (strcmp(plain, "Left") == 0)
        move(edit, leaves ? text_edit_selection_start(edit) : before(edit, edit->caret), selecting);
    else if (strcmp(plain, "Right") == 0)
        move(edit, leaves ? text_edit_selection_end(edit) : behind(edit, edit->caret), selecting);
    else if (strcmp(plain, "Ctrl+Left") == 0)
        move(edit, word_before(edit, edit->caret), selecting);
    else if (strcmp(plain, "Ctrl+Right") == 0)
        move(edit, word_behind(edit, edit->caret), selecting);
    else if (strcmp(plain, "Home") == 0)
        move(edit, text_edit_line_start(edit, edit->caret), selecting);
    else if (strcmp(plain, "End") == 0)
        move(edit, text_edit_line_end(edit, edit->caret), selecting);
    else
        return false;
    return true;
}

bool text_edit_key(TextEdit *edit, const char *key) {
    // "Shift+" stands behind "Ctrl+" in a key.
    const char *shift = strstr(key, "Shift+");
    char plain[32] = "";
    if (strlen(key) >= sizeof plain) return false;
    if (shift) {
        memcpy(plain, key, (size_t)(shift - key));
        strcpy(plain + (shift - key), shift + strlen("Shift+"));
    } else
        strcpy(plain, key);
    if (move_key(edit, plain, shift != NULL)) return true;
    bool selected = edit->caret != edit->anchor;
    size_t start = text_edit_selection_start(edit), end = text_edit_selection_end(edit);
    if (strcmp(key, "Ctrl+a") == 0)
        edit->anchor = 0, edit->caret = edit->text.length;
    else if (strcmp(plain, "Backspace") == 0)
        text_edit_replace(edit, selected ? start : before(edit, start), end, "", 0);
    else if (strcmp(plain, "Delete") == 0)
        text_edit_replace(edit, start, selected ? end : behind(edit, end), "", 0);
    else if (strcmp(plain, "Ctrl+Backspace") == 0)
        text_edit_replace(edit, selected ? start : word_before(edit, start), end, "", 0);
    else if (strcmp(plain, "Ctrl+Delete") == 0)
        text_edit_replace(edit, start, selected ? end : word_behind(edit, end), "", 0);
    else
        return false;
    return true;
}
