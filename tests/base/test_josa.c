#include "testing.h"

#include "base/josa.h"

typedef struct JosaCase {
    const char *value, *object, *direction; // what follows as 을/를 and as 으로/로
} JosaCase;

static void the_particle_fits_the_last_sound(void **state) {
    (void)state;
    static const JosaCase CASES[] = {
        // Hangul: open, closed, and ㄹ, which is closed but takes 로
        {"은닉 상태", "를", "로"},
        {"값", "을", "으로"},
        {"손실", "을", "로"},
        {"\u1100\u1161\u11B8", "을", "으로"}, // decomposed 갑
        // digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구
        {"0", "을", "으로"},
        {"1", "을", "로"},
        {"2", "를", "로"},
        {"3", "을", "으로"},
        {"4", "를", "로"},
        {"5", "를", "로"},
        {"6", "을", "으로"},
        {"7", "을", "로"},
        {"8", "을", "로"},
        {"9", "를", "로"},
        {"10", "을", "으로"},
        {"0.25", "를", "로"},
        {"h₁", "을", "로"},
        // Latin letters by name, also in abbreviations
        {"x", "를", "로"},
        {"L", "을", "로"},
        {"lr", "을", "로"},
        {"M", "을", "으로"},
        {"n", "을", "으로"},
        {"LSTM", "을", "으로"},
        {"RNN", "을", "으로"},
        {"BPTT", "를", "로"},
        {"GRU", "를", "로"},
        {"W_hh", "를", "로"},
        // English words as they are written in Hangul
        {"hidden", "을", "으로"},
        {"Elman", "을", "으로"},
        {"cell", "을", "로"},
        {"file", "을", "로"},
        {"time", "을", "으로"},
        {"clip", "을", "으로"},
        {"batch", "를", "로"},
        {"text", "를", "로"},
        {"rate", "를", "로"},
        {"tensor", "를", "로"},
        // Greek letters by name
        {"σ", "를", "로"},
        {"ε", "을", "으로"},
        // closing brackets, quotes and marks are not read
        {"h[3]", "을", "으로"},
        {"h[t-1]", "을", "로"},
        {"\"값\"", "을", "으로"},
        {"상태(h)", "를", "로"},
        {"값 ", "을", "으로"},
        // what nobody can tell
        {"→", "을(를)", "(으)로"},
        {"漢", "을(를)", "(으)로"},
        {"", "을(를)", "(으)로"},
        {"()", "을(를)", "(으)로"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_string_equal(josa_select("을", CASES[i].value), CASES[i].object);
        assert_string_equal(josa_select("으로", CASES[i].value), CASES[i].direction);
    }
}

static void every_pair_is_known_by_either_form(void **state) {
    (void)state;
    static const char *const PAIRS[][2] = {{"은", "는"}, {"이", "가"}, {"을", "를"}, {"과", "와"}, {"으로", "로"}};
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        for (size_t form = 0; form < 2; form++) {
            assert_string_equal(josa_select(PAIRS[i][form], "값"), PAIRS[i][0]);
            assert_string_equal(josa_select(PAIRS[i][form], "상태"), PAIRS[i][1]);
        }
    }
    assert_null(josa_select("에서", "값"));
    assert_null(josa_select("", "값"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_particle_fits_the_last_sound),
        cmocka_unit_test(every_pair_is_known_by_either_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
