#include "testing.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

typedef struct BadCase {
    const char *bytes;
    size_t length, valid; // valid: the offset of the first bad byte
} BadCase;

#define BAD(literal, valid)                                                                                                                \
    { literal, sizeof(literal) - 1, valid }

static const BadCase BAD_BYTES[] = {
    BAD("\x80", 0),                 // a continuation byte by itself
    BAD("ab\xBF", 2),               //
    BAD("\xC0\xAF", 0),             // overlong "/"
    BAD("\xC1\xBF", 0),             // overlong
    BAD("\xE0\x80\xAF", 0),         // overlong in three bytes
    BAD("\xE0\x9F\xBF", 0),         // the last overlong one
    BAD("\xF0\x80\x80\xAF", 0),     // overlong in four
    BAD("\xF0\x8F\xBF\xBF", 0),     //
    BAD("\xED\xA0\x80", 0),         // the first surrogate
    BAD("\xED\xBF\xBF", 0),         // the last surrogate
    BAD("\xF4\x90\x80\x80", 0),     // above U+10FFFF
    BAD("\xF5\x80\x80\x80", 0),     //
    BAD("\xFE", 0),                 // never a byte of UTF-8
    BAD("\xFF", 0),                 //
    BAD("\xED\x95", 0),             // cut short
    BAD("\xED\x95\x9C\xED\x95", 3), //
    BAD("\xF0\x9F\x99", 0),         //
    BAD("\xC3(", 0),                // a lead without its continuation
    BAD("\xE2\x82(", 0),            //
    BAD("\xED\x95\x9C\xC3\x28z", 3),
};

static void malformed_bytes_are_refused_where_they_begin(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(BAD_BYTES); i++) {
        const BadCase *bad = &BAD_BYTES[i];
        // A copy of just these bytes, so that a sanitizer sees any read behind them.
        char *bytes = malloc(bad->length);
        assert_non_null(bytes);
        memcpy(bytes, bad->bytes, bad->length);
        assert_int_equal(utf8_valid_length(bytes, bad->length), bad->valid);
        size_t at = bad->valid;
        uint32_t code_point;
        assert_false(utf8_next(bytes, bad->length, &at, &code_point));
        assert_int_equal(at, bad->valid);
        free(bytes);
    }
}

static void every_code_point_survives_the_way_there_and_back(void **state) {
    (void)state;
    long checked = 0;
    for (uint32_t code_point = 0; code_point < 0x110000; code_point++) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF) {
            continue;
        }
        char bytes[4];
        size_t length = (size_t)utf8_encode(code_point, bytes);
        size_t at = 0;
        uint32_t back;
        assert_true(utf8_next(bytes, length, &at, &back));
        assert_int_equal(at, length);
        assert_int_equal(back, code_point);
        checked++;
    }
    assert_int_equal(checked, 0x110000 - 0x800);
}

typedef struct ComposeCase {
    const char *bytes;
    uint32_t wanted[4];
    size_t count;
} ComposeCase;

static void decomposed_hangul_is_composed(void **state) {
    (void)state;
    static const ComposeCase CASES[] = {
        {"", {0}, 0},
        {"한", {0xD55C}, 1},
        {"\u1112\u1161\u11AB", {0xD55C}, 1},         // lead, vowel, tail
        {"\u1100\u1161", {0xAC00}, 1},               // without a tail
        {"가\u11A8", {0xAC01}, 1},                   // a tail behind an open syllable
        {"각\u11A8", {0xAC01, 0x11A8}, 2},           // there is a tail already
        {"\u1112\u1175\u11C2", {0xD7A3}, 1},         // the last syllable
        {"\u1161\u11AB", {0x1161, 0x11AB}, 2},       // no lead
        {"a\u1161", {'a', 0x1161}, 2},               //
        {"\u1100\u1100\u1161", {0x1100, 0xAC00}, 2}, //
        {"\u1100\u1161\u1100\u1161\u11A8x", {0xAC00, 0xAC01, 'x'}, 3},
        {"e\u0301", {'e', 0x301}, 2}, // other marks stay as they are
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const ComposeCase *c = &CASES[i];
        uint32_t *code_points;
        size_t count = utf8_decode_composed(c->bytes, strlen(c->bytes), &code_points);
        assert_int_equal(count, c->count);
        assert_memory_equal(code_points, c->wanted, count * sizeof *code_points);
        free(code_points);
    }
}

typedef struct ClassCase {
    uint32_t code_point;
    bool name_start, name_part, zero_width, wide;
} ClassCase;

static void code_points_fall_into_their_classes(void **state) {
    (void)state;
    static const ClassCase CASES[] = {
        {'a', true, true, false, false},      {'Z', true, true, false, false},        {'_', true, true, false, false},
        {'0', false, true, false, false},     {'-', false, false, false, false},      {' ', false, false, false, false},
        {'[', false, false, false, false},    {'`', false, false, false, false},      {'{', false, false, false, false},
        {0x3C3, true, true, false, false},    {0x2218, false, false, false, false}, // sigma, the ring operator
        {0xD55C, true, true, false, true},    {0x6F22, true, true, false, true},    // Hangul, Han
        {0x301, false, true, true, false},    {0x200B, false, false, true, false},  // a combining mark, a zero-width space
        {0x1161, true, true, true, false},    {0x1100, true, true, false, true},    // a conjoining vowel, a lead
        {0x1F642, false, false, false, true}, {0xFF21, true, true, false, true},    // an emoji, a fullwidth A
        {0x2192, false, false, false, false}, {0x10FFFF, false, false, false, false},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const ClassCase *c = &CASES[i];
        assert_int_equal(unicode_is_name_start(c->code_point), c->name_start);
        assert_int_equal(unicode_is_name_part(c->code_point), c->name_part);
        assert_int_equal(unicode_is_zero_width(c->code_point), c->zero_width);
        assert_int_equal(unicode_is_wide(c->code_point), c->wide);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_bytes_are_refused_where_they_begin),
        cmocka_unit_test(every_code_point_survives_the_way_there_and_back),
        cmocka_unit_test(decomposed_hangul_is_composed),
        cmocka_unit_test(code_points_fall_into_their_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
