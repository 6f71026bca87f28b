#include "gauger/base/clock.h"

#include <stdio.h>
#include <time.h>

#define FIRST_SECOND INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define LAST_SECOND  INT64_C(253402300799) /* 9999-12-31T23:59:59Z */
#define DAY          INT64_C(86400)

int64_t gg_clock_system(void *ctx)
{
    struct timespec now = {0};

    (void)ctx;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec;
}

int64_t gg_clock_fixed(void *ctx)
{
    return *(const int64_t *)ctx;
}

static int is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of a month, counted from 0. */
static int month_days(int year, int month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month] + (month == 1 && is_leap(year));
}

char *gg_time_format(int64_t time, char out[GG_TIME_TEXT])
{
    int64_t t = time < FIRST_SECOND ? FIRST_SECOND : time > LAST_SECOND ? LAST_SECOND : time;
    /* Counted from the year 0, all numbers are positive; 400 years are 146,097 days. */
    int days = (int)((t - FIRST_SECOND) / DAY), second = (int)((t - FIRST_SECOND) % DAY);
    int year = days / 146097 * 400, month = 0;
    char text[80];

    for (days %= 146097; days >= 365 + is_leap(year); year++)
        days -= 365 + is_leap(year);
    for (; days >= month_days(year, month); month++)
        days -= month_days(year, month);
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month + 1, days + 1,
             second / 3600, second / 60 % 60, second % 60);
    snprintf(out, GG_TIME_TEXT, "%.20s", text);
    return out;
}
