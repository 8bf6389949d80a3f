// Numbers as text: declared in base/text.h. The C library's conversions are exact but follow the locale's decimal
// point; here they are brought back to ".".
#include "base/text.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// From here on, a value for people is written with an exponent.
static const double LARGE = 1e7;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Appends what printf made of a finite number, with "." for the locale's decimal point, however long that is.
static void append_printed(Text *text, const char *printed) {
    bool in_point = false;
    for (const char *c = printed; *c != '\0'; c++) {
        bool plain = is_digit(*c) || *c == '-' || *c == '+' || *c == 'e';
        if (plain) {
            text_append_bytes(text, c, 1);
        } else if (!in_point) {
            text_append(text, ".");
        }
        in_point = !plain;
    }
}

void text_append_number(Text *text, double value) {
    if (isnan(value)) {
        text_append(text, "nan");
        return;
    }
    if (isinf(value)) {
        text_append(text, value > 0 ? "inf" : "-inf");
        return;
    }
    char printed[64];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(printed, sizeof printed, "%.*g", precision, value);
        if (strtod(printed, NULL) == value) {
            break;
        }
    }
    append_printed(text, printed);
}

// "2.9e−4" of what "%.1e" printed of a finite number: a typographic minus, and no zero ahead of the exponent.
static void append_exponent(Text *text, char *printed) {
    char *exponent = strchr(printed, 'e');
    *exponent++ = '\0';
    append_printed(text, printed);
    text_append(text, *exponent == '-' ? "e\u2212" : "e");
    exponent += strspn(exponent, "+-0");
    text_append(text, *exponent != '\0' ? exponent : "0");
}

void text_append_decimal(Text *text, double value, int digits, bool with_sign) {
    if (isnan(value)) {
        text_append(text, "NaN");
        return;
    }
    double size = fabs(value);
    char printed[352]; // the 309 digits of the largest double would fit
    bool nonzero_digit = isinf(size), has_exponent = false;
    if (!isinf(size)) {
        snprintf(printed, sizeof printed, "%.*f", digits < 20 ? digits : 20, size);
        nonzero_digit = strpbrk(printed, "123456789") != NULL;
        if (size >= LARGE || (size > 0 && !nonzero_digit)) {
            snprintf(printed, sizeof printed, "%.1e", size);
            nonzero_digit = has_exponent = true;
        }
    }
    if (value < 0 && nonzero_digit) {
        text_append(text, "\u2212");
    } else if (with_sign) {
        text_append(text, "+");
    }
    if (isinf(size)) {
        text_append(text, "\u221e");
    } else if (has_exponent) {
        append_exponent(text, printed);
    } else {
        append_printed(text, printed);
    }
}

// Moves behind the digits at *at; false if there are none.
static bool skip_digits(const char **at) {
    const char *start = *at;
    while (is_digit(**at)) {
        (*at)++;
    }
    return *at != start;
}

// Whether the string is [sign] digits [. digits] [e [sign] digits], with digits on at least one side of the point.
// *point is where the "." stands, or NULL.
static bool is_decimal(const char *string, const char **point) {
    const char *at = string;
    *point = NULL;
    if (*at == '-' || *at == '+') {
        at++;
    }
    bool digits = skip_digits(&at);
    if (*at == '.') {
        *point = at++;
        digits = skip_digits(&at) || digits;
    }
    if (!digits) {
        return false;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '-' || *at == '+') {
            at++;
        }
        if (!skip_digits(&at)) {
            return false;
        }
    }
    return *at == '\0';
}

bool number_parse(const char *string, double *value) {
    const char *point;
    if (!is_decimal(string, &point)) {
        return false;
    }
    double parsed;
    const char *local_point = localeconv()->decimal_point;
    if (point == NULL || strcmp(local_point, ".") == 0) {
        parsed = strtod(string, NULL);
    } else {
        Text local;
        text_init(&local);
        text_append_bytes(&local, string, (size_t)(point - string));
        text_append(&local, local_point);
        text_append(&local, point + 1);
        parsed = strtod(local.data, NULL);
        text_finish(&local);
    }
    if (isinf(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}

bool integer_parse(const char *string, long *value) {
    const char *at = string;
    if (*at == '-' || *at == '+') {
        at++;
    }
    if (!skip_digits(&at) || *at != '\0') {
        return false;
    }
    errno = 0;
    long parsed = strtol(string, NULL, 10);
    if (errno == ERANGE) {
        return false;
    }
    *value = parsed;
    return true;
}
