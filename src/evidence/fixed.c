/* Sums in steps of 1e-12 as decimal texts: exact, so that what went through a file merges to the
 * same bytes as what did not. */
#include "evidence_internal.h"

#define STEP_DIGITS 12
#define MOST_DIGITS 37 /* that 128 bits hold in any case */

json_t *gg_fixed_text(gg_i128 x)
{
    char digits[64], *p = digits + sizeof digits;
    gg_u128 rest = x < 0 ? -(gg_u128)x : (gg_u128)x;
    int places = 0;

    *--p = '\0';
    while (rest || places <= STEP_DIGITS) {
        if (places++ == STEP_DIGITS)
            *--p = '.';
        *--p = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (x < 0)
        *--p = '-';
    return json_string(p);
}

bool gg_fixed_read(const json_t *value, gg_i128 *out)
{
    const char *s = json_is_string(value) ? json_string_value(value) : "";
    bool negative = *s == '-';
    gg_u128 x = 0;
    int places = -1, digits = 0;

    for (s += negative; *s; s++) {
        if (*s == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (*s < '0' || *s > '9' || ++digits > MOST_DIGITS)
            break;
        x = x * 10 + (unsigned)(*s - '0');
        places += places >= 0;
    }
    if (*s || places != STEP_DIGITS || digits <= STEP_DIGITS)
        return false;
    *out = negative ? -(gg_i128)x : (gg_i128)x;
    return true;
}
