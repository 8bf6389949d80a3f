// A growing string of UTF-8 bytes, and numbers written the same way in every locale.
#ifndef UNROLL_BASE_TEXT_H
#define UNROLL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Text {
    char *data;    // NUL-terminated; never NULL after text_init
    size_t length; // bytes, without the NUL
    size_t capacity;
} Text;

void text_init(Text *text);
void text_finish(Text *text);
void text_clear(Text *text); // empties it, keeps its memory

void text_append(Text *text, const char *string);
void text_append_bytes(Text *text, const char *bytes, size_t length);
void text_append_code_point(Text *text, unsigned code_point); // as UTF-8
void text_printf(Text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The shortest decimal that reads back to the same double, with "." as the point; "inf", "-inf" and "nan" as such.
void text_append_number(Text *text, double value);

// `value` with `digits` after the point, for people: a sign always if `signed_` (a typographic minus U+2212 where
// negative); very small and very large values as "1.3e−8"; "∞", "−∞", "NaN". Locale-free.
void text_append_decimal(Text *text, double value, int digits, bool with_sign);

// Reads a whole decimal number ("." as the point, optional exponent; no hex, no inf, no nan, no spaces around).
// False if `string` is anything else. A magnitude beyond double's range is read as infinite and refused too.
bool number_parse(const char *string, double *value);

// Reads a whole non-negative or negative integer; false on anything else or out of long's range.
bool integer_parse(const char *string, long *value);

#endif
