/* Full dates: the usual notations, and what a birth date may have become in a spreadsheet. */
#include <string.h>

#include "privacy_internal.h"

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

/* A date in pieces: numbers and at most one month by name, in their order. */
typedef struct pieces {
    unsigned value[3];
    size_t digits[3]; /* of each number; 0: a month by name */
    size_t n;
    size_t used; /* bytes */
    char separator;
} pieces;

static unsigned month_by_name(const char *s, size_t n)
{
    for (unsigned m = 0; m < 12; m++)
        if (n >= 3 && gg_text_same(s, 3, months[m]))
            return m + 1;
    return 0;
}

/* One number or month name at i. Returns the position behind it, or 0. */
static size_t take_piece(const char *s, size_t n, size_t i, pieces *p)
{
    size_t start = i;
    unsigned value = 0;

    if (p->n == 3)
        return 0;
    while (i < n && gg_is_digit(s[i]) && i - start < 9)
        value = value * 10 + (unsigned)(s[i++] - '0');
    p->digits[p->n] = i - start;
    if (i == start) {
        while (i < n && gg_is_letter(s[i]))
            i++;
        if (i - start > 9)
            return 0;
        value = month_by_name(s + start, i - start);
        if (value == 0)
            return 0;
    }
    p->value[p->n++] = value;
    return i;
}

static bool is_separator(char c)
{
    return c == '-' || c == '/' || c == '.' || c == ' ' || c == ',';
}

/* Three pieces parted by one separator ("12 Jan 1980" and "Jan 12, 1980" by spaces). */
static bool take_pieces(const char *s, size_t n, pieces *p)
{
    size_t i = 0;

    memset(p, 0, sizeof *p);
    for (;;) {
        i = take_piece(s, n, i, p);
        if (i == 0)
            return false;
        if (p->n == 3)
            break;
        if (i >= n || !is_separator(s[i]))
            return false;
        if (s[i] == ',' && i + 1 < n && s[i + 1] == ' ')
            i++;
        if (p->separator && s[i] != p->separator)
            return false;
        p->separator = s[i++];
    }
    p->used = i;
    return true;
}

static bool is_leap(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool exists(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (year < 1850 || year > 2150 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= lengths[month - 1] || (month == 2 && day == 29 && is_leap(year));
}

/* Days from 1970-01-01 in the Gregorian calendar: years begin in March, 400 of them have 146097. */
static int64_t day_number(unsigned year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t shifted = (month + 9) % 12;
    int64_t in_year = (153 * shifted + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + in_year - 719468;
}

static unsigned full_year(unsigned value, size_t digits)
{
    if (digits == 4)
        return value;
    return digits == 2 ? value + (value < 30 ? 2000 : 1900) : 0;
}

/* Year first, month by name first or second, or month and day in either order. */
static bool order_pieces(const pieces *p, unsigned *year, unsigned *month, unsigned *day)
{
    if (p->digits[0] == 4 && p->digits[2] != 4) {
        *year = p->value[0];
        *month = p->value[1];
        *day = p->value[2];
        return p->digits[2] >= 1 && p->digits[2] <= 2 && p->digits[1] <= 2;
    }
    *year = full_year(p->value[2], p->digits[2]);
    if (p->digits[2] == 2 && p->separator != '/') /* versions and codes: 1.2.10, 01-02-03 */
        return false;
    if (p->digits[0] == 0 || (p->digits[1] != 0 && p->value[0] <= 12)) {
        *month = p->value[0];
        *day = p->value[1];
    } else {
        *day = p->value[0];
        *month = p->value[1];
    }
    return *year != 0 && p->digits[0] <= 2 && p->digits[1] <= 2 &&
           (p->digits[0] != 0 || p->digits[1] != 0);
}

/* What may follow a date: nothing, or a clock time behind 'T' or a space. */
static bool is_clock(const char *s, size_t n)
{
    if (n == 0)
        return true;
    if ((s[0] != 'T' && s[0] != ' ' && s[0] != ',') || n > 32)
        return false;
    for (size_t i = 1; i < n; i++)
        if (!gg_is_digit(s[i]) && (!s[i] || !strchr(":. +-ZzTAPMapm", s[i])))
            return false;
    return memchr(s, ':', n) != NULL || (n == 3 && gg_is_digit(s[1]));
}

bool gg_date_of(const char *s, size_t n, int64_t *day)
{
    pieces p;
    unsigned y, m, d;

    if (n == 8 && gg_run_of(s, n).digits == 8) {
        p.value[0] = 0;
        for (size_t i = 0; i < 8; i++)
            p.value[0] = p.value[0] * 10 + (unsigned)(s[i] - '0');
        y = p.value[0] / 10000;
        m = p.value[0] / 100 % 100;
        d = p.value[0] % 100;
    } else if (n < 6 || !take_pieces(s, n, &p) || !order_pieces(&p, &y, &m, &d) ||
               !is_clock(s + p.used, n - p.used)) {
        return false;
    }
    if (!exists(y, m, d))
        return false;
    *day = day_number(y, m, d);
    return true;
}

unsigned gg_see_date(const gg_run *run)
{
    int64_t day;

    return gg_date_of(run->s, run->n, &day) ? GG_SEE_SHAPE : GG_SEE_NOTHING;
}

/* Besides dates, where the column's name says birth: days since 1900 as spreadsheets count them,
 * seconds since 1970 as systems do. */
unsigned gg_see_birth_date(const gg_run *run)
{
    int64_t day;
    size_t sign = run->n > 0 && run->s[0] == '-';

    if (gg_date_of(run->s, run->n, &day))
        return GG_SEE_SHAPE;
    if (run->digits + sign != run->n)
        return GG_SEE_NOTHING;
    if (sign)
        return run->digits >= 8 && run->digits <= 13 ? GG_SEE_WEAK : GG_SEE_NOTHING;
    return run->digits == 5 || (run->digits >= 8 && run->digits <= 13) ? GG_SEE_WEAK
                                                                       : GG_SEE_NOTHING;
}

/* Ages over 90: 90 itself may be what everybody older was set to. */
unsigned gg_see_high_age(const gg_run *run)
{
    unsigned age = 0;

    if (run->digits != run->n || run->n < 2 || run->n > 3)
        return GG_SEE_NOTHING;
    for (size_t i = 0; i < run->n; i++)
        age = age * 10 + (unsigned)(run->s[i] - '0');
    return age > 90 && age <= 125 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}
