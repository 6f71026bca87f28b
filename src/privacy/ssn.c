/* U.S. social security and taxpayer numbers: which nine digits could have been issued. */
#include <string.h>

#include "gauger/privacy/check_digit.h"
#include "privacy_internal.h"

/* Nine digits of d-separated 3-2-4 text, or of bare text. */
static bool take_nine(const char *s, size_t n, char digits[9])
{
    size_t m = 0;

    if (n != 9 && n != 11)
        return false;
    if (n == 11 && (s[3] != s[6] || (s[3] != '-' && s[3] != ' ')))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (n == 11 && (i == 3 || i == 6))
            continue;
        if (!gg_is_digit(s[i]))
            return false;
        digits[m++] = s[i];
    }
    return true;
}

static unsigned value_of(const char *digits, size_t n)
{
    unsigned value = 0;

    for (size_t i = 0; i < n; i++)
        value = value * 10 + (unsigned)(digits[i] - '0');
    return value;
}

static gg_ssn_class nine_hundreds(unsigned group)
{
    if (group == 93)
        return GG_SSN_ATIN;
    if ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
        (group >= 90 && group <= 92) || (group >= 94 && group <= 99))
        return GG_SSN_ITIN;
    return GG_SSN_REJECT_AREA;
}

gg_ssn_class gg_ssn_check(const char *s, size_t n)
{
    char digits[9];
    unsigned area, group;

    if (!take_nine(s, n, digits))
        return GG_SSN_NO_MATCH;
    if (memcmp(digits, "078051120", 9) == 0 || memcmp(digits, "219099999", 9) == 0)
        return GG_SSN_SPECIMEN;
    area = value_of(digits, 3);
    group = value_of(digits + 3, 2);
    if (area >= 900)
        return nine_hundreds(group);
    if (area == 0 || area == 666)
        return GG_SSN_REJECT_AREA;
    if (group == 0 || value_of(digits + 5, 4) == 0)
        return GG_SSN_REJECT_GROUP;
    return GG_SSN_OK;
}
