/* Where someone is, closer than a state: postal codes, census areas, coordinates and their codes.
 */
#include <math.h>
#include <string.h>

#include "privacy_internal.h"

/* ZIP+4 can be told by its form; a ZIP of five digits (four, where a leading zero was lost) or a
 * code of letters and digits only where the column's name says so. */
unsigned gg_see_postal_code(const gg_run *run)
{
    if (run->n >= 2 && gg_lower(run->s[run->n - 1]) == 'x' && gg_lower(run->s[run->n - 2]) == 'x')
        return GG_SEE_NOTHING; /* masked: 941xx */
    if (run->n == 10 && run->digits == 9 && run->s[5] == '-')
        return GG_SEE_SHAPE;
    if (run->digits == run->n)
        return run->n == 5 || run->n == 4 || run->n == 9 || run->n == 6 ? GG_SEE_WEAK
                                                                        : GG_SEE_NOTHING;
    return run->n >= 5 && run->n <= 8 && run->digits >= 2 && run->letters >= 2 &&
                   !(run->classes & GG_BYTE_HIGH)
               ? GG_SEE_WEAK
               : GG_SEE_NOTHING;
}

/* The name of a city or county is words; which words cannot be told without lists. */
unsigned gg_see_place_name(const gg_run *run)
{
    return run->letters >= 3 && run->n <= 60 && gg_see_name(run) ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* A decimal number of degrees at s: how many decimals it has; -1 if it is none or beyond limit.
 * Sets how many bytes it takes. */
static int degrees(const char *s, size_t n, double limit, size_t *used)
{
    size_t i = 0;
    int whole = 0, decimals = 0;
    double value = 0;

    if (i < n && (s[i] == '-' || s[i] == '+'))
        i++;
    for (; i < n && gg_is_digit(s[i]); i++, whole++)
        value = value * 10 + (s[i] - '0');
    if (whole == 0 || whole > 3 || value > limit)
        return -1;
    if (i < n && s[i] == '.')
        for (i++; i < n && gg_is_digit(s[i]); i++)
            decimals++;
    *used = i;
    return decimals;
}

#define FINE 3 /* decimals: 0.001 degree is about 111 m */

/* Two numbers of degrees, parted by a comma or a space, both with three decimals or more. */
static bool is_pair(const char *s, size_t n)
{
    size_t used = 0, i;

    if (degrees(s, n, 180, &used) < FINE)
        return false;
    for (i = used; i < n && (s[i] == ',' || s[i] == ' ' || s[i] == ';'); i++)
        ;
    return i > used && degrees(s + i, n - i, 180, &used) >= FINE && i + used == n;
}

unsigned gg_see_coordinates(const gg_run *run)
{
    const char *s = run->s;
    size_t n = run->n, used = 0;

    if (n > 8 && gg_text_same(s, 5, "POINT") && s[n - 1] == ')') {
        const char *open = memchr(s, '(', n);

        return open && is_pair(open + 1, (size_t)(s + n - 1 - (open + 1))) ? GG_SEE_SHAPE
                                                                           : GG_SEE_NOTHING;
    }
    if (n > 2 && s[0] == '(' && s[n - 1] == ')')
        s++, n -= 2;
    if (is_pair(s, n))
        return GG_SEE_SHAPE;
    return degrees(s, n, 180, &used) >= FINE && used == n ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

static bool all_among(const char *s, size_t n, const char *signs)
{
    for (size_t i = 0; i < n; i++)
        if (!s[i] || !strchr(signs, gg_upper(s[i])))
            return false;
    return n > 0;
}

/* Geohashes of seven signs and more, H3 cells, and plus codes ("849VCWC8+R9", by their form). */
unsigned gg_see_geocode(const gg_run *run)
{
    static const char plus_signs[] = "23456789CFGHJMPQRVWX";
    const char *plus = memchr(run->s, '+', run->n);

    if (plus)
        return plus - run->s == 8 && run->n >= 11 && run->n <= 12 &&
                       all_among(run->s, 8, plus_signs) &&
                       all_among(plus + 1, run->n - 9, plus_signs)
                   ? GG_SEE_SHAPE
                   : GG_SEE_NOTHING;
    if (run->n == 15 && run->s[0] == '8' && all_among(run->s, 15, "0123456789ABCDEF"))
        return GG_SEE_WEAK;
    return run->n >= 7 && run->n <= 12 &&
                   all_among(run->s, run->n, "0123456789BCDEFGHJKMNPQRSTUVWXYZ")
               ? GG_SEE_WEAK
               : GG_SEE_NOTHING;
}

/* Codes of counties (5), tracts (11), block groups (12) and blocks (15). */
unsigned gg_see_census_area(const gg_run *run)
{
    size_t n = run->n;

    if (run->digits != n)
        return GG_SEE_NOTHING;
    return n == 5 || n == 11 || n == 12 || n == 15 ? GG_SEE_WEAK : GG_SEE_NOTHING;
}
