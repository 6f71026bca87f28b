#include <stdio.h>
#include <string.h>

#include "registry_internal.h"

static unsigned days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* Digits at fixed places, 'd' in the pattern; everything else must be as in the pattern. */
static bool shaped(const char *text, const char *pattern)
{
    size_t i = 0;

    for (; pattern[i]; i++)
        if (pattern[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])
            return false;
    return text[i] == '\0';
}

static unsigned digits(const char *text, size_t n)
{
    unsigned x = 0;

    for (size_t i = 0; i < n; i++)
        x = x * 10 + (unsigned)(text[i] - '0');
    return x;
}

static bool day_exists(const char *text)
{
    unsigned month = digits(text + 5, 2), day = digits(text + 8, 2);

    return month >= 1 && month <= 12 && day >= 1 && day <= days_in(digits(text, 4), month);
}

bool gg_date_check(const char *text, bool time)
{
    if (shaped(text, "dddd-dd-dd"))
        return day_exists(text);
    return time && gg_time_parse(text) != INT64_MIN;
}

int64_t gg_time_parse(const char *text)
{
    int64_t days = 0;
    unsigned year, month, hour, minute, second;

    if (!shaped(text, "dddd-dd-ddTdd:dd:ddZ") || !day_exists(text))
        return INT64_MIN;
    hour = digits(text + 11, 2), minute = digits(text + 14, 2), second = digits(text + 17, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return INT64_MIN;
    year = digits(text, 4), month = digits(text + 5, 2);
    /* Days from 0000-03-01, so that the leap day is a year's last (Hinnant, days_from_civil). */
    {
        int64_t y = (int64_t)year - (month <= 2);
        int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
        int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 +
                          (int64_t)digits(text + 8, 2) - 1;

        days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    }
    return days * 86400 + (int64_t)hour * 3600 + minute * 60 + second;
}

void gg_time_add_months(const char *from, unsigned months, char out[GG_TIME_TEXT])
{
    unsigned month = digits(from + 5, 2) - 1 + months % 12;
    unsigned year = digits(from, 4) + months / 12 + month / 12, day = digits(from + 8, 2);

    month = month % 12 + 1;
    if (year > 9999)
        year = 9999;
    if (day > days_in(year, month))
        day = days_in(year, month);
    snprintf(out, GG_TIME_TEXT, "%04u-%02u-%02u%.10s", year % 10000, month % 13, day % 32,
             from + 10);
}

void gg_time_day_end(const char *date, char out[GG_TIME_TEXT])
{
    char day[GG_TIME_TEXT];

    snprintf(day, sizeof day, "%.10sT23:59:59Z", date);
    memcpy(out, day, sizeof day);
}

int64_t gg_time_days_left(const char *now, const char *due)
{
    int64_t seconds = gg_time_parse(due) - gg_time_parse(now);

    return seconds >= 0 ? seconds / 86400 : -1 - (-seconds - 1) / 86400;
}
