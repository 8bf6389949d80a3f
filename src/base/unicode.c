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

// The letters that the mathematical alphabets leave out, for they had stood among the letterlike symbols before.
static uint32_t plain_letterlike(uint32_t code_point) {
    static const struct {
        uint16_t sign;
        char letter;
    } LETTERLIKE[] = {{0x2102, 'C'}, {0x210A, 'g'}, {0x210B, 'H'}, {0x210C, 'H'}, {0x210D, 'H'}, {0x210E, 'h'},
                      {0x2110, 'I'}, {0x2111, 'I'}, {0x2112, 'L'}, {0x2115, 'N'}, {0x2119, 'P'}, {0x211A, 'Q'},
                      {0x211B, 'R'}, {0x211C, 'R'}, {0x211D, 'R'}, {0x2124, 'Z'}, {0x2128, 'Z'}, {0x212C, 'B'},
                      {0x212D, 'C'}, {0x212F, 'e'}, {0x2130, 'E'}, {0x2131, 'F'}, {0x2133, 'M'}, {0x2134, 'o'}};
    for (size_t i = 0; i < sizeof LETTERLIKE / sizeof *LETTERLIKE; i++) {
        if (LETTERLIKE[i].sign == code_point) {
            return (uint32_t)LETTERLIKE[i].letter;
        }
    }
    return code_point;
}

// Five alphabets of capitals, a nabla, small letters, and six forms of small ones.
static uint32_t plain_greek(uint32_t at) {
    enum { SMALL = 26, FORMS = 51 };
    static const uint16_t OTHERS[] = {0x2202, 0x03B5, 0x03B8, 0x03BA, 0x03C6, 0x03C1, 0x03C0};
    if (at >= FORMS) {
        return OTHERS[at - FORMS];
    }
    if (at == 17) { // a capital theta once more, where Greek has a gap
        return 0x0398;
    }
    return at == SMALL - 1 ? 0x2207 : at < SMALL ? 0x0391 + at : 0x03B1 + at - SMALL;
}

uint32_t unicode_plain_letter(uint32_t code_point) {
    enum { LATIN = 0x1D400, DOTLESS = 0x1D6A4, GREEK = 0x1D6A8, DIGAMMA = 0x1D7CA, DIGITS = 0x1D7CE, END = 0x1D800 };
    if (code_point < LATIN || code_point >= END) {
        return plain_letterlike(code_point);
    }
    if (code_point < DOTLESS) {
        uint32_t at = (code_point - LATIN) % 52;
        return at < 26 ? 'A' + at : 'a' + at - 26;
    }
    if (code_point < GREEK) {
        return code_point == DOTLESS ? 'i' : 'j';
    }
    if (code_point < DIGAMMA) {
        return plain_greek((code_point - GREEK) % 58);
    }
    return code_point < DIGITS ? code_point : '0' + (code_point - DIGITS) % 10;
}
