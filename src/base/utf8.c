#include "base/utf8.h"

#include "base/arena.h"
#include "base/fatal.h"

bool utf8_next(const char *bytes, size_t length, size_t *at, uint32_t *code_point) {
    const unsigned char *start = (const unsigned char *)bytes + *at;
    size_t left = length - *at;
    uint32_t value = start[0];
    size_t size;
    uint32_t smallest; // what needs this many bytes; below it, the form is overlong
    if (value < 0x80) {
        *code_point = value;
        *at += 1;
        return true;
    } else if (value >= 0xC2 && value < 0xE0) {
        size = 2;
        value &= 0x1F;
        smallest = 0x80;
    } else if (value >= 0xE0 && value < 0xF0) {
        size = 3;
        value &= 0x0F;
        smallest = 0x800;
    } else if (value >= 0xF0 && value < 0xF5) {
        size = 4;
        value &= 0x07;
        smallest = 0x10000;
    } else {
        return false;
    }
    if (size > left) {
        return false;
    }
    for (size_t i = 1; i < size; i++) {
        if ((start[i] & 0xC0) != 0x80) {
            return false;
        }
        value = value << 6 | (start[i] & 0x3F);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest || surrogate || value > 0x10FFFF) {
        return false;
    }
    *code_point = value;
    *at += size;
    return true;
}

int utf8_encode(uint32_t code_point, char out[4]) {
    bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (surrogate || code_point > 0x10FFFF) {
        code_point = 0xFFFD; // the replacement character: the bytes stay valid UTF-8
    }
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

size_t utf8_valid_length(const char *bytes, size_t length) {
    size_t at = 0;
    uint32_t code_point;
    while (at < length && utf8_next(bytes, length, &at, &code_point)) {
    }
    return at;
}

// Hangul syllables are S = BASE + (lead * VOWELS + vowel) * TAILS + tail, where tail 0 is none (Unicode 15, 3.12).
enum { SYLLABLE_BASE = 0xAC00, LEAD_BASE = 0x1100, VOWEL_BASE = 0x1161, TAIL_BASE = 0x11A7 };
enum { LEADS = 19, VOWELS = 21, TAILS = 28, SYLLABLES = LEADS * VOWELS * TAILS };

// The syllable that `second` makes together with `first`, or 0 where they do not conjoin.
static uint32_t compose_hangul(uint32_t first, uint32_t second) {
    bool lead = first >= LEAD_BASE && first < LEAD_BASE + LEADS;
    bool vowel = second >= VOWEL_BASE && second < VOWEL_BASE + VOWELS;
    if (lead && vowel) {
        return SYLLABLE_BASE + ((first - LEAD_BASE) * VOWELS + (second - VOWEL_BASE)) * TAILS;
    }
    bool open = first >= SYLLABLE_BASE && first < SYLLABLE_BASE + SYLLABLES && (first - SYLLABLE_BASE) % TAILS == 0;
    bool tail = second > TAIL_BASE && second < TAIL_BASE + TAILS;
    return open && tail ? first + (second - TAIL_BASE) : 0;
}

size_t utf8_decode_composed(const char *bytes, size_t length, uint32_t **code_points) {
    uint32_t *out = memory_alloc((length > 0 ? length : 1) * sizeof *out);
    size_t count = 0;
    size_t at = 0;
    while (at < length) {
        uint32_t code_point;
        if (!utf8_next(bytes, length, &at, &code_point)) {
            fatal("malformed UTF-8 at byte %zu of a text that was to be decoded", at);
        }
        uint32_t composed = count > 0 ? compose_hangul(out[count - 1], code_point) : 0;
        if (composed != 0) {
            out[count - 1] = composed;
        } else {
            out[count++] = code_point;
        }
    }
    *code_points = out;
    return count;
}
