#include "testing.h"

#include "base/random.h"
#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void a_text_grows_and_stays_terminated(void **state) {
    (void)state;
    Text text;
    text_init(&text);
    assert_string_equal(text.data, "");
    for (int i = 0; i < 1000; i++) {
        text_printf(&text, "%d,", i % 10);
        text_append_bytes(&text, "ab|", 2);
    }
    assert_int_equal(text.length, 4000);
    assert_int_equal(strlen(text.data), 4000);
    assert_memory_equal(text.data + 3996, "9,ab", 5);
    text_clear(&text);
    text_append_code_point(&text, 'a');
    text_append_code_point(&text, 0x3C3);
    text_append_code_point(&text, 0xD55C);
    text_append_code_point(&text, 0x1F642);
    text_append_code_point(&text, 0xD800); // not a character: the replacement character instead
    assert_string_equal(text.data, "aσ한🙂\uFFFD");
    text_finish(&text);
    assert_null(text.data);
}

typedef struct NumberCase {
    double value;
    const char *text;
} NumberCase;

static void numbers_are_as_short_as_they_can_be(void **state) {
    (void)state;
    static const NumberCase CASES[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1.0 / 3, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e-60, "1e-60"},
        {1e22, "1e+22"},
        {5e-324, "4.94065645841247e-324"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {NAN, "nan"},
    };
    Text text;
    text_init(&text);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        text_clear(&text);
        text_append_number(&text, CASES[i].value);
        assert_string_equal(text.data, CASES[i].text);
    }
    text_finish(&text);
}

static void numbers_read_back_to_the_same_bits(void **state) {
    (void)state;
    Random random;
    random_init(&random, 1, "test", "numbers");
    Text text;
    text_init(&text);
    int checked = 0;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_next(&random);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            continue;
        }
        text_clear(&text);
        text_append_number(&text, value);
        double back;
        assert_true(number_parse(text.data, &back));
        assert_memory_equal(&back, &value, sizeof value);
        checked++;
    }
    assert_true(checked > 19000);
    text_finish(&text);
}

typedef struct DecimalCase {
    double value;
    int digits;
    bool with_sign;
    const char *text;
} DecimalCase;

static void decimals_are_for_people(void **state) {
    (void)state;
    static const DecimalCase CASES[] = {
        {0.125, 2, false, "0.12"},
        {0.3817, 3, true, "+0.382"},
        {-0.3817, 3, true, "−0.382"},
        {-0.3817, 2, false, "−0.38"},
        {0, 2, false, "0.00"},
        {-0.0, 2, false, "0.00"},
        {0, 1, true, "+0.0"},
        {1.3e-8, 3, false, "1.3e−8"},
        {-1.3e-8, 3, true, "−1.3e−8"},
        {0.004, 2, false, "4.0e−3"},
        {0.006, 2, false, "0.01"},
        {1234567, 0, false, "1234567"},
        {9999999.99, 1, false, "10000000.0"},
        {12345678, 2, false, "1.2e7"},
        {-DBL_MAX, 2, false, "−1.8e308"},
        {INFINITY, 2, false, "∞"},
        {INFINITY, 2, true, "+∞"},
        {-INFINITY, 2, false, "−∞"},
        {NAN, 2, true, "NaN"},
    };
    Text text;
    text_init(&text);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        text_clear(&text);
        text_append_decimal(&text, CASES[i].value, CASES[i].digits, CASES[i].with_sign);
        assert_string_equal(text.data, CASES[i].text);
    }
    text_finish(&text);
}

static void whole_numbers_are_read_and_nothing_else(void **state) {
    (void)state;
    static const NumberCase GOOD[] = {
        {0, "0"},
        {-1, "-1"},
        {1, "+1"},
        {.9, ".9"},
        {5, "5."},
        {1e3, "1e3"},
        {-2.5e-3, "-2.5E-3"},
        {7, "007"},
        {1e-200, "1e-200"},
        {0, "1e-999"},
        {0.1, "0.1000000000000000055511151231257827"},
    };
    static const char *const BAD[] = {"",      " 1",    "1 ",       "1,5",       "1e",          "1e+", "e3",   ".",
                                      "-",     "-.",    "+-1",      "1.2.3",     "0x10",        "inf", "-inf", "nan",
                                      "1e999", "1_000", "infinity", "1e9999999", "1.5\xC2\xA0", "一",  "1d3"};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        double value;
        assert_true(number_parse(GOOD[i].text, &value));
        assert_true(value == GOOD[i].value);
    }
    for (size_t i = 0; i < COUNT(BAD); i++) {
        double value = 42;
        assert_false(number_parse(BAD[i], &value));
        assert_true(value == 42);
    }
}

static void integers_are_read_within_the_range_of_long(void **state) {
    (void)state;
    static const char *const BAD[] = {"", "-", "+", "1.0", "1e3", " 1", "1 ", "0x1", "9999999999999999999", "-9999999999999999999", "--1"};
    long value = 0;
    assert_true(integer_parse("-12", &value));
    assert_int_equal(value, -12);
    assert_true(integer_parse("+0012", &value));
    assert_int_equal(value, 12);
    for (size_t i = 0; i < COUNT(BAD); i++) {
        value = 42;
        assert_false(integer_parse(BAD[i], &value));
        assert_int_equal(value, 42);
    }
}

static void numbers_are_the_same_in_a_locale_with_a_comma(void **state) {
    (void)state;
    static const char *const LOCALES[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "es_ES.UTF-8", "ru_RU.UTF-8"};
    const char *found = NULL;
    for (size_t i = 0; i < COUNT(LOCALES) && found == NULL; i++) {
        found = setlocale(LC_ALL, LOCALES[i]);
    }
    if (found == NULL) {
        skip(); // none is installed here
    }
    Text text;
    text_init(&text);
    double value = 0;
    bool read = number_parse("-12.5e-1", &value);
    double unread = 0;
    bool comma_read = number_parse("1,5", &unread);
    text_append_number(&text, 0.1 + 0.2);
    text_append(&text, " ");
    text_append_decimal(&text, -1.25, 2, true);
    setlocale(LC_ALL, "C");
    assert_true(read);
    assert_true(value == -1.25);
    assert_false(comma_read);
    assert_string_equal(text.data, "0.30000000000000004 −1.25");
    text_finish(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows_and_stays_terminated),          cmocka_unit_test(numbers_are_as_short_as_they_can_be),
        cmocka_unit_test(numbers_read_back_to_the_same_bits),         cmocka_unit_test(decimals_are_for_people),
        cmocka_unit_test(whole_numbers_are_read_and_nothing_else),    cmocka_unit_test(numbers_are_the_same_in_a_locale_with_a_comma),
        cmocka_unit_test(integers_are_read_within_the_range_of_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
