#include "base/text.h"

#include "base/arena.h"
#include "base/fatal.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

void text_init(Text *text) {
    text->capacity = FIRST_CAPACITY;
    text->data = memory_alloc(text->capacity);
    text_clear(text);
}

void text_finish(Text *text) {
    free(text->data);
    *text = (Text){0};
}

void text_clear(Text *text) {
    text->length = 0;
    text->data[0] = '\0';
}

// Makes room for `more` bytes and the NUL behind them.
static void make_room(Text *text, size_t more) {
    if (more > SIZE_MAX / 4 - text->length) {
        fatal("a text of more than %zu bytes", text->length);
    }
    size_t wanted = text->length + more + 1;
    if (wanted <= text->capacity) {
        return;
    }
    size_t capacity = text->capacity;
    while (capacity < wanted) {
        capacity *= 2;
    }
    text->data = memory_resize(text->data, capacity);
    text->capacity = capacity;
}

void text_append(Text *text, const char *string) {
    text_append_bytes(text, string, strlen(string));
}

void text_append_bytes(Text *text, const char *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    make_room(text, length);
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_append_code_point(Text *text, unsigned code_point) {
    char bytes[4];
    int length = utf8_encode(code_point, bytes);
    text_append_bytes(text, bytes, (size_t)length);
}

void text_printf(Text *text, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        fatal("a format that cannot be printed: %s", format);
    }
    make_room(text, (size_t)length);
    va_start(args, format);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
    va_end(args);
    text->length += (size_t)length;
}
