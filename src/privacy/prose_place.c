/* Degrees in sentences: an interval or a list of figures has the same form as a place, so that
 * decimals, signs and hemispheres are weighed. */
#include <math.h>
#include <string.h>

#include "prose_internal.h"

#define DEGREE       "\xc2\xb0"
#define PRIME        "\xe2\x80\xb2"
#define FINE_SIGNED  4 /* decimals: 0.0001 degree is about 11 m */
#define FINE_PLAIN   5 /* the same, where neither number is negative, as figures are */
#define FINE_COMPASS 2 /* the same, with N and W */

typedef struct degrees {
    double value;
    int decimals;
    bool negative;
    char compass; /* N, S, E, W; 0 for none */
} degrees;

static size_t skip_blank(const char *s, size_t n, size_t i)
{
    return i < n && s[i] == ' ' ? i + 1 : i;
}

static bool is_sign(const char *s, size_t n, size_t i, const char *sign)
{
    size_t m = strlen(sign);

    return n - i >= m && memcmp(s + i, sign, m) == 0;
}

/* The sign of degrees and the letter of a hemisphere behind a number. */
static size_t take_compass(const char *s, size_t n, size_t i, char *compass)
{
    size_t at = skip_blank(s, n, i);

    *compass = 0;
    if (is_sign(s, n, at, DEGREE))
        i = at + strlen(DEGREE), at = skip_blank(s, n, i);
    if (at < n && strchr("NSEW", gg_upper(s[at])) && (at + 1 == n || !gg_is_alnum(s[at + 1]))) {
        *compass = gg_upper(s[at]);
        return at + 1;
    }
    return i;
}

/* A number of degrees at s. Returns what it takes, 0 if it is none. */
static size_t take_degrees(const char *s, size_t n, degrees *out)
{
    size_t i = 0, whole = 0;
    double unit = 1;

    *out = (degrees){0};
    if (i < n && (s[i] == '-' || s[i] == '+'))
        out->negative = s[i++] == '-';
    for (; i < n && gg_is_digit(s[i]) && whole < 4; i++, whole++)
        out->value = out->value * 10 + (s[i] - '0');
    if (whole == 0 || whole > 3 || i == n || s[i] != '.')
        return 0;
    for (i++; i < n && gg_is_digit(s[i]) && out->decimals < 20; i++, out->decimals++)
        out->value += (s[i] - '0') * (unit /= 10);
    return take_compass(s, n, i, &out->compass);
}

static bool is_east_west(char compass)
{
    return compass == 'E' || compass == 'W';
}

/* Intervals of rates lie within 0 and 1, figures are seldom negative: neither is a place. */
static bool is_place(const degrees *a, const degrees *b)
{
    int decimals = a->decimals < b->decimals ? a->decimals : b->decimals;
    bool sign = a->negative || b->negative;

    if (fmin(a->value, b->value) > 90 || fmax(a->value, b->value) > 180)
        return false;
    if (a->compass && b->compass)
        return is_east_west(a->compass) != is_east_west(b->compass) && decimals >= FINE_COMPASS;
    if (fmax(a->value, b->value) < 10 || (!sign && fmin(a->value, b->value) < 1))
        return false;
    return decimals >= (sign ? FINE_SIGNED : FINE_PLAIN);
}

static bool begins_number(const char *s, size_t n, size_t i)
{
    return i < n && (gg_is_digit(s[i]) ||
                     ((s[i] == '-' || s[i] == '+') && i + 1 < n && gg_is_digit(s[i + 1])));
}

static size_t skip_parting(const char *s, size_t n, size_t i)
{
    for (size_t most = i + 3; i < n && i < most && s[i] && strchr(" ,;/", s[i]);)
        i++;
    return i;
}

/* Two numbers at s and no third: more of them are a list of figures. */
static bool is_pair(const char *s, size_t n)
{
    degrees a, b;
    size_t i = take_degrees(s, n, &a), next, m;

    if (i == 0)
        return false;
    next = skip_parting(s, n, i);
    if (next == i && !(next < n && (s[next] == '-' || s[next] == '+')))
        return false;
    m = take_degrees(s + next, n - next, &b);
    if (m == 0 || (next + m < n && gg_is_alnum(s[next + m])))
        return false;
    i = skip_parting(s, n, next + m);
    return !(i > next + m && begins_number(s, n, i)) && is_place(&a, &b);
}

/* "40°42'46"": degrees and minutes. */
static bool is_minutes(const char *s, size_t n)
{
    size_t i = 0;

    if (!is_sign(s, n, 0, DEGREE))
        return false;
    i = skip_blank(s, n, strlen(DEGREE));
    if (i == n || !gg_is_digit(s[i]))
        return false;
    while (i < n && (gg_is_digit(s[i]) || s[i] == '.'))
        i++;
    return i < n && (s[i] == '\'' || is_sign(s, n, i, PRIME));
}

const gg_identifier_kind *gg_prose_place(const char *s, size_t n)
{
    const gg_identifier_kind *place = &gg_detectors[GG_ID_COORDINATES].kind;
    bool listed = false; /* whether a number stands before, parted as in a list */

    for (size_t i = 0; i < n;) {
        degrees d;
        size_t step;

        if (i > 0 && gg_is_digit(s[i - 1]) && is_minutes(s + i, n - i))
            return place;
        if (!begins_number(s, n, i)) {
            listed = listed && strchr(" ,;/", s[i]);
            i++;
            continue;
        }
        if (!listed && !(i > 0 && gg_is_alnum(s[i - 1])) && is_pair(s + i, n - i))
            return place;
        step = take_degrees(s + i, n - i, &d);
        listed = step > 0;
        for (i += step ? step : 1; i < n && gg_is_digit(s[i]);)
            i++;
    }
    return NULL;
}
