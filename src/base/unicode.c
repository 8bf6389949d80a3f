// Classes of code points: declared in base/utf8.h.
#include "base/utf8.h"

typedef struct CodeRange {
    uint32_t first, last;
} CodeRange;

#include "base/unicode_tables.h"

static bool is_in(uint32_t code_point, const CodeRange *ranges, size_t count) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code_point > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && code_point >= ranges[low].first;
}

#define IS_IN(code_point, table) is_in(code_point, table, sizeof(table) / sizeof((table)[0]))

bool unicode_is_name_start(uint32_t code_point) {
    return code_point == '_' || IS_IN(code_point, LETTERS);
}

bool unicode_is_name_part(uint32_t code_point) {
    return unicode_is_name_start(code_point) || IS_IN(code_point, DIGITS_AND_MARKS);
}

bool unicode_is_zero_width(uint32_t code_point) {
    return IS_IN(code_point, ZERO_WIDTH);
}

bool unicode_is_wide(uint32_t code_point) {
    return IS_IN(code_point, WIDE);
}
