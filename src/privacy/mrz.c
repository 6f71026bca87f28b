/* Machine readable zones of travel documents: the layouts of ICAO Doc 9303, line by line. */
#include <string.h>

#include "gauger/privacy/check_digit.h"
#include "privacy_internal.h"

int gg_mrz_digit(const char *s, size_t n)
{
    static const int weights[3] = {7, 3, 1};
    int sum = 0;

    for (size_t i = 0; i < n; i++) {
        int value = 0;

        if (gg_is_digit(s[i]))
            value = s[i] - '0';
        else if (s[i] >= 'A' && s[i] <= 'Z')
            value = s[i] - 'A' + 10;
        else if (s[i] != '<')
            return -1;
        sum += value * weights[i % 3];
    }
    return sum % 10;
}

static bool checks(const char *field, size_t n, char digit)
{
    int want = gg_mrz_digit(field, n);

    return want >= 0 && (digit == '0' + want || (digit == '<' && want == 0));
}

/* yymmdd with a month and a day that exist; parts of a birth date may be unknown ("<<"). */
static bool is_date(const char *s)
{
    unsigned month, day;

    for (size_t i = 0; i < 6; i++)
        if (!gg_is_digit(s[i]) && s[i] != '<')
            return false;
    if (!gg_is_digit(s[0]) || !gg_is_digit(s[1]))
        return false;
    month = s[2] == '<' ? 1 : (unsigned)((s[2] - '0') * 10 + (s[3] - '0'));
    day = s[4] == '<' ? 1 : (unsigned)((s[4] - '0') * 10 + (s[5] - '0'));
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool is_state(const char *s)
{
    for (size_t i = 0; i < 3; i++)
        if (s[i] != '<' && !(s[i] >= 'A' && s[i] <= 'Z'))
            return false;
    return s[0] != '<';
}

static bool is_sex(char c)
{
    return c == 'M' || c == 'F' || c == 'X' || c == '<';
}

/* Second line of TD3, MRV-A (44), TD2, MRV-B (36): the same fields up to the optional data. */
static bool is_second_line(const char *s, size_t n)
{
    char composite[44];
    size_t optional = n - 29; /* from position 28 to the last but one */

    if (!is_state(s + 10) || !is_date(s + 13) || !is_sex(s[20]) || !is_date(s + 21) ||
        !checks(s, 9, s[9]) || !checks(s + 13, 6, s[19]) || !checks(s + 21, 6, s[27]))
        return false;
    memcpy(composite, s, 10);
    memcpy(composite + 10, s + 13, 7);
    memcpy(composite + 17, s + 21, 7 + optional);
    /* A visa has no composite digit; its optional data ends in filler. */
    return checks(composite, 24 + optional, s[n - 1]) ||
           (memchr(s + 28, '<', n - 28) && gg_mrz_digit(s + 28, n - 28) >= 0);
}

static bool is_name(const char *s, size_t n)
{
    bool filler = false;

    if (s[0] < 'A' || s[0] > 'Z')
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] != '<' && !(s[i] >= 'A' && s[i] <= 'Z'))
            return false;
        filler = filler || (i > 0 && s[i] == '<' && s[i - 1] == '<');
    }
    return filler;
}

static bool is_first_line(const char *s, size_t n)
{
    return s[0] && strchr("PACIV", s[0]) && (s[1] == '<' || (s[1] >= 'A' && s[1] <= 'Z')) &&
           is_state(s + 2) && is_name(s + 5, n - 5);
}

/* TD1: three lines of 30. The first has the number, the second dates, the third the name. */
static bool is_card_line(const char *s)
{
    if (gg_is_digit(s[0]))
        return is_date(s) && checks(s, 6, s[6]) && is_sex(s[7]) && is_date(s + 8) &&
               checks(s + 8, 6, s[14]) && is_state(s + 15) && gg_mrz_digit(s + 18, 12) >= 0;
    if (s[0] && strchr("ACI", s[0]) && is_state(s + 2) && memchr(s, '<', 30) &&
        gg_is_digit(s[14]) && checks(s + 5, 9, s[14]) && gg_mrz_digit(s + 15, 15) >= 0)
        return true;
    return s[29] == '<' && is_name(s, 30);
}

bool gg_mrz_line_check(const char *s, size_t n)
{
    if (n == 30)
        return is_card_line(s);
    if (n != 36 && n != 44)
        return false;
    return is_first_line(s, n) || is_second_line(s, n);
}
