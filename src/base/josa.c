#include "base/josa.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

// How a word ends: in a vowel, in the consonant ㄹ, in another consonant, or in something without a known reading.
typedef enum Ending { ENDING_OPEN, ENDING_RIEUL, ENDING_CLOSED, ENDING_UNKNOWN } Ending;

typedef struct Josa {
    const char *closed, *open, *both;
    bool open_after_rieul;
} Josa;

static const Josa JOSA[] = {
    {"은", "는", "은(는)", false}, {"이", "가", "이(가)", false},  {"을", "를", "을(를)", false},
    {"과", "와", "과(와)", false}, {"으로", "로", "(으)로", true},
};

static bool is_silent(uint32_t c) {
    static const char SILENT[] = " \t\n()[]{}<>\"'`.,;:!?…“”‘’「」『』《》〈〉";
    size_t at = 0;
    uint32_t silent;
    while (at < sizeof SILENT - 1 && utf8_next(SILENT, sizeof SILENT - 1, &at, &silent)) {
        if (c == silent) {
            return true;
        }
    }
    return false;
}

static bool is_latin(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(uint32_t c) {
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_vowel(char c) {
    return strchr("aeiou", c) != NULL;
}

// 영 일 이 삼 사 오 육 칠 팔 구; 십, 백, 천 and 만 end like 영.
static Ending digit_ending(uint32_t digit) {
    static const Ending ENDINGS[10] = {ENDING_CLOSED, ENDING_RIEUL,  ENDING_OPEN,  ENDING_CLOSED, ENDING_OPEN,
                                       ENDING_OPEN,   ENDING_CLOSED, ENDING_RIEUL, ENDING_RIEUL,  ENDING_OPEN};
    return ENDINGS[digit];
}

// A letter read by its name: 엘, 엠, 엔, 알; the names of the others end in a vowel.
static Ending letter_ending(char letter) {
    if (letter == 'l' || letter == 'r') {
        return ENDING_RIEUL;
    }
    return letter == 'm' || letter == 'n' ? ENDING_CLOSED : ENDING_OPEN;
}

// An English word of at least two letters as it is usually written in Hangul: 히든, 셀, 파일, 클립, 배치, 텍스트.
static Ending word_ending(const uint32_t *word, size_t length) {
    char last = lower(word[length - 1]);
    char before = lower(word[length - 2]);
    if (last == 'e' && length > 2) {
        // Silent, and then l, m and n are heard as finals (file 파일, time 타임), the others not (rate 레이트).
        return before == 'l' ? ENDING_RIEUL : before == 'm' || before == 'n' ? ENDING_CLOSED : ENDING_OPEN;
    }
    if (last == 'l') {
        return ENDING_RIEUL;
    }
    if (last == 'm' || last == 'n' || (last == 'g' && before == 'n') || (last == 'k' && before == 'c')) {
        return ENDING_CLOSED;
    }
    bool short_vowel = is_vowel(before) && (length < 3 || !is_vowel(lower(word[length - 3])));
    return short_vowel && strchr("ptkc", last) != NULL ? ENDING_CLOSED : ENDING_OPEN;
}

// The run of Latin letters that ends behind the last of `count` code points.
static Ending latin_ending(const uint32_t *code_points, size_t count) {
    size_t start = count;
    bool has_vowel = false;
    bool all_capitals = true;
    while (start > 0 && is_latin(code_points[start - 1])) {
        start--;
        has_vowel = has_vowel || is_vowel(lower(code_points[start]));
        all_capitals = all_capitals && code_points[start] <= 'Z';
    }
    size_t length = count - start;
    bool spelled_out = length == 1 || all_capitals || !has_vowel;
    return spelled_out ? letter_ending(lower(code_points[count - 1])) : word_ending(code_points + start, length);
}

// How `count` code points (at least one) end.
static Ending ending_of(const uint32_t *code_points, size_t count) {
    uint32_t c = code_points[count - 1];
    if (c >= 0xAC00 && c <= 0xD7A3) {
        uint32_t final = (c - 0xAC00) % 28;
        return final == 0 ? ENDING_OPEN : final == 8 ? ENDING_RIEUL : ENDING_CLOSED;
    }
    if (c >= '0' && c <= '9') {
        return digit_ending(c - '0');
    }
    if (c >= 0x2080 && c <= 0x2089) {
        return digit_ending(c - 0x2080); // subscripts
    }
    if (is_latin(c)) {
        return latin_ending(code_points, count);
    }
    if (c >= 0x0391 && c <= 0x03C9) {
        // Greek letters by name: 엡실론, 오미크론 and 입실론 end in ㄴ, the others in a vowel.
        bool ends_in_n = c == 0x03B5 || c == 0x03BF || c == 0x03C5 || c == 0x0395 || c == 0x039F || c == 0x03A5;
        return ends_in_n ? ENDING_CLOSED : ENDING_OPEN;
    }
    if (c == 0x3139) {
        return ENDING_RIEUL; // ㄹ by itself: 리을
    }
    if (c >= 0x3131 && c <= 0x3163) {
        return c < 0x314F ? ENDING_CLOSED : ENDING_OPEN; // ㄱ 기역, ㅏ 아
    }
    return c == '%' || c == '_' || c == '+' ? ENDING_OPEN : ENDING_UNKNOWN; // 퍼센트, 언더바, 플러스
}

// The reading is decided by what stands before closing brackets and marks.
static Ending value_ending(const char *value) {
    uint32_t *code_points;
    size_t count = utf8_decode_composed(value, strlen(value), &code_points);
    while (count > 0 && (is_silent(code_points[count - 1]) || unicode_is_zero_width(code_points[count - 1]))) {
        count--;
    }
    Ending ending = count > 0 ? ending_of(code_points, count) : ENDING_UNKNOWN;
    free(code_points);
    return ending;
}

const char *josa_select(const char *particle, const char *value) {
    for (size_t i = 0; i < sizeof JOSA / sizeof JOSA[0]; i++) {
        const Josa *josa = &JOSA[i];
        if (strcmp(particle, josa->closed) != 0 && strcmp(particle, josa->open) != 0) {
            continue;
        }
        switch (value_ending(value)) {
        case ENDING_OPEN:
            return josa->open;
        case ENDING_RIEUL:
            return josa->open_after_rieul ? josa->open : josa->closed;
        case ENDING_CLOSED:
            return josa->closed;
        case ENDING_UNKNOWN:
            return josa->both;
        }
    }
    return NULL;
}
