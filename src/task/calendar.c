#include "task/calendar.h"

// Reads exactly `digits` digits and moves behind them.
static bool read_digits(const char **at, int digits, int *value) {
    *value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        *value = *value * 10 + (c - '0');
    }
    *at += digits;
    return true;
}

static bool read_mark(const char **at, char mark) {
    if (**at != mark) {
        return false;
    }
    (*at)++;
    return true;
}

static bool is_leap_year(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month) {
    static const int DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && is_leap_year(year));
}

// Days from 1970-01-01, for years from 0.
static long long days_since_epoch(int year, int month, int day) {
    const long long epoch = 719528;                                                                  // days from 0000-01-01 to 1970-01-01
    long long leap_years = year == 0 ? 0 : 1 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400; // before this year; year 0 is one
    long long days = 365LL * year + leap_years + day - 1;
    for (int before = 1; before < month; before++) {
        days += days_in_month(year, before);
    }
    return days - epoch;
}

static bool read_date(const char **at, long long *days) {
    int year, month, day;
    if (!read_digits(at, 4, &year) || !read_mark(at, '-') || !read_digits(at, 2, &month) || !read_mark(at, '-') ||
        !read_digits(at, 2, &day)) {
        return false;
    }
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return false;
    }
    *days = days_since_epoch(year, month, day);
    return true;
}

static bool read_time(const char **at, long long *seconds) {
    int hour, minute;
    int second = 0;
    if (!read_digits(at, 2, &hour) || !read_mark(at, ':') || !read_digits(at, 2, &minute)) {
        return false;
    }
    if (read_mark(at, ':') && !read_digits(at, 2, &second)) {
        return false;
    }
    *seconds = (hour * 60LL + minute) * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

bool calendar_parse(const char *text, MomentKind *kind, long long *seconds) {
    const char *at = text;
    if (read_time(&at, seconds)) {
        *kind = MOMENT_TIME;
        return *at == '\0';
    }
    at = text;
    long long days;
    if (!read_date(&at, &days)) {
        return false;
    }
    long long time = 0;
    if (*at != '\0' && ((!read_mark(&at, ' ') && !read_mark(&at, 'T')) || !read_time(&at, &time))) {
        return false;
    }
    *kind = MOMENT_DATE;
    *seconds = days * 86400 + time;
    return *at == '\0';
}
