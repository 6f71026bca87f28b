#include "gauger/base/text.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_internal.h"

static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

typedef struct parts {
    uint64_t mantissa; /* the first 19 significant digits */
    int digits;        /* how many significant digits there are, leading zeros apart */
    long exponent;     /* of ten, to be applied to mantissa */
    bool negative;
} parts;

/* Digits of s[i..]: into p. Returns the position after them; any tells whether there were some. */
static size_t take_digits(const char *s, size_t n, size_t i, bool fraction, parts *p, bool *any)
{
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
        *any = true;
        if (p->digits < 19) {
            p->mantissa = p->mantissa * 10 + (uint64_t)(s[i] - '0');
            if (p->mantissa)
                p->digits++;
            if (fraction)
                p->exponent--;
        } else {
            p->digits++;
            if (!fraction)
                p->exponent++;
        }
    }
    return i;
}

static bool take_exponent(const char *s, size_t n, size_t *at, parts *p)
{
    size_t i = *at + 1;
    bool negative = false, any = false;
    long e = 0;

    if (i < n && (s[i] == '+' || s[i] == '-'))
        negative = s[i++] == '-';
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
        any = true;
        /* Far beyond any number of digits, so that a fraction's length cannot cancel the cut. */
        if (e < LONG_MAX / 100)
            e = e * 10 + (s[i] - '0');
    }
    p->exponent += negative ? -e : e;
    *at = i;
    return any;
}

static bool scan(const char *s, size_t n, parts *p)
{
    size_t i = 0;
    bool any = false;

    memset(p, 0, sizeof *p);
    if (i < n && (s[i] == '+' || s[i] == '-'))
        p->negative = s[i++] == '-';
    i = take_digits(s, n, i, false, p, &any);
    if (i < n && s[i] == '.')
        i = take_digits(s, n, i + 1, true, p, &any);
    if (any && i < n && (s[i] == 'e' || s[i] == 'E') && !take_exponent(s, n, &i, p))
        return false;
    return any && i == n;
}

static gg_number_kind slow_number(const char *s, size_t n, double *out)
{
    char small[64], *copy = small;
    double x;

    if (n >= sizeof small)
        copy = malloc(n + 1);
    if (!copy)
        return GG_NUMBER_MALFORMED;
    memcpy(copy, s, n);
    copy[n] = '\0';
    x = strtod_l(copy, NULL, gg_c_locale());
    if (copy != small)
        free(copy);
    if (!isfinite(x))
        return GG_NUMBER_RANGE;
    *out = x;
    return GG_NUMBER_OK;
}

/*
 * What nearly all cells are: digits with at most one point and no exponent, of which all fit a
 * mantissa that is exact. Everything else, malformed cells too, is left to scan().
 */
static bool plain_digits(const char *s, size_t n, double *out)
{
    size_t i = n && s[0] == '-', fraction = 0, digits = n - i;
    uint64_t mantissa = 0;
    unsigned digit;

    if (n > 17)
        return false;
    for (; i < n && (digit = (unsigned)(s[i] - '0')) <= 9; i++)
        mantissa = mantissa * 10 + digit;
    if (i < n && s[i] == '.') {
        fraction = n - ++i;
        digits--;
        for (; i < n && (digit = (unsigned)(s[i] - '0')) <= 9; i++)
            mantissa = mantissa * 10 + digit;
    }
    if (i < n || digits == 0 || mantissa > (1ULL << 53))
        return false;
    *out = (double)mantissa / powers_of_ten[fraction];
    if (s[0] == '-')
        *out = -*out;
    return true;
}

/*
 * The same of one digit, a point and six to eight digits, as scores are written: the digits are
 * read as one word, whose neighbours are then put together two by two. The bytes of the word are in
 * the order of the text, so this is for machines that keep the lowest byte first.
 */
static bool short_fraction(const char *s, size_t n, double *out)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const unsigned before = (unsigned)(10 - n) * 8; /* bits of the word that are not digits */
    const unsigned first = (unsigned)(s[0] - '0');
    uint64_t x;

    memcpy(&x, s + n - 8, sizeof x);
    x = (x ^ 0x3030303030303030u) >> before << before;
    if (first > 9 || ((x + 0x7676767676767676u) | x) & 0x8080808080808080u)
        return false;
    x = x * 10 + (x >> 8);
    x = ((x & 0x000000ff000000ffu) * 0x000f424000000064u +
         (x >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u) >>
        32;
    x += first * (uint64_t)powers_of_ten[n - 2];
    *out = (double)x / powers_of_ten[n - 2];
    return true;
#else
    (void)s, (void)n, (void)out;
    return false;
#endif
}

static bool plain_number(const char *s, size_t n, double *out)
{
    if (n >= 8 && n <= 10 && s[1] == '.' && short_fraction(s, n, out))
        return true;
    return plain_digits(s, n, out);
}

gg_number_kind gg_text_number(const char *s, size_t n, double *out)
{
    parts p;
    double x;

    if (plain_number(s, n, out))
        return GG_NUMBER_OK;
    if (!scan(s, n, &p))
        return GG_NUMBER_MALFORMED;
    /* Clinger 1990: exact mantissa and exact power of ten give a correctly rounded result. A
     * mantissa that was cut has 19 digits and is larger. */
    if (p.mantissa <= (1ULL << 53) && p.exponent >= -22 && p.exponent <= 22) {
        x = (double)p.mantissa;
        x = p.exponent < 0 ? x / powers_of_ten[-p.exponent] : x * powers_of_ten[p.exponent];
        *out = p.negative ? -x : x;
        return GG_NUMBER_OK;
    }
    return slow_number(s, n, out);
}

static void print(char *out, size_t size, const char *format, ...) GG_PRINTF(3, 4);

static void print(char *out, size_t size, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    gg_format(out, size, format, args);
    va_end(args);
}

/* Adds one to the last digit of "d.ddde[+-]xx" whose digits are not all nines. */
static void step_up(char *text)
{
    char *c = strchr(text, 'e') - 1;

    for (; c > text && (*c == '9' || *c == '.'); c--)
        if (*c == '9')
            *c = '0';
    if (*c != '9')
        (*c)++;
}

static bool reads_back(const char *text, double x)
{
    double back = 0;

    return gg_text_number(text, strlen(text), &back) == GG_NUMBER_OK && back == x;
}

/*
 * Shortest digits that read back as x, as "d.ddde[+-]xx". Fifteen digits of a normal double are
 * unique, so zeros stripped from fifteen leave the shortest; a subnormal may need as few as one.
 * Above a power of two the gap to the next double is twice the gap below, so sixteen digits that
 * read back may lie above x although the nearest sixteen lie below it and do not.
 */
static void shortest(double x, char *text, size_t size)
{
    for (int precision = x < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
        print(text, size, "%.*e", precision, x);
        if (precision == 16 || reads_back(text, x))
            return;
        if (precision == 15) {
            step_up(text);
            if (reads_back(text, x))
                return;
        }
    }
}

/* ---- the same in whole numbers, for nearly all numbers ---- */

__extension__ typedef unsigned __int128 wide;

/* x = mantissa / 2^shift, from 10^-5 to 10^14: mantissa times 10^21, and 17 digits times 2^shift,
 * stay below 2^127. */
typedef struct binary {
    uint64_t mantissa;
    unsigned shift;
} binary;

static wide ten_to(int k)
{
    wide power = 1;

    for (; k > 15; k -= 15)
        power *= 1000000000000000u;
    return power * (uint64_t)powers_of_ten[k];
}

/* count digits of x = d.ddd 10^exponent, rounded as printf rounds; the last of them is worth
 * 10^-places. */
typedef struct decimal {
    uint64_t digits;
    int exponent, places;
} decimal;

static decimal round_to(const binary *x, int count, int exponent)
{
    const wide half = (wide)1 << (x->shift - 1);

    for (;; exponent++) {
        const int places = count - 1 - exponent;
        const wide n = x->mantissa * ten_to(places), rest = n & (2 * half - 1);
        uint64_t q = (uint64_t)(n >> x->shift);

        q += rest > half || (rest == half && (q & 1));
        if (q < (uint64_t)powers_of_ten[count])
            return (decimal){q, exponent, places};
    }
}

/* Whether a decimal is nearer to x than to any other double, or as near and x the even one. */
static bool is_read_as(const decimal *d, const binary *x)
{
    const wide unit = ten_to(d->places), a = (wide)d->digits << x->shift, b = x->mantissa * unit;
    const wide twice = 2 * (a > b ? a - b : b - a);

    return twice < unit || (twice == unit && x->mantissa % 2 == 0);
}

/* shortest() for most doubles; false for the others. */
static bool quick_shortest(double x, decimal *out)
{
    int e, exponent;
    binary b;

    if (!(x >= 1e-5 && x < 1e14))
        return false;
    b.mantissa = (uint64_t)ldexp(frexp(x, &e), 53);
    b.shift = (unsigned)(53 - e);
    /* Above a power of two the gaps on either side differ. */
    if (b.mantissa == 1ULL << 52)
        return false;
    exponent = (int)floor(log10(x));
    if (x < 1 ? exponent > -1 : powers_of_ten[exponent] > x)
        exponent--;
    for (int count = 15; count <= 17; count++) {
        *out = round_to(&b, count, exponent);
        if (out->digits < (uint64_t)powers_of_ten[count - 1])
            return false; /* the logarithm was rounded up */
        if (count == 17 || is_read_as(out, &b))
            return true;
        if (count == 16 && ++out->digits < (uint64_t)powers_of_ten[16] && is_read_as(out, &b))
            return true;
    }
    return false;
}

/* The digits, without the zeros at their end. Returns how many. */
static int write_digits(uint64_t value, char digits[24])
{
    int k = 0;

    while (value % 10 == 0)
        value /= 10;
    for (uint64_t rest = value; rest; rest /= 10)
        k++;
    for (int i = k; i-- > 0; value /= 10)
        digits[i] = (char)('0' + value % 10);
    digits[k] = '\0';
    return k;
}

/* ECMAScript's Number::toString, steps 6 to 10: k digits, value 0.digits x 10^n. */
static void place_point(const char *digits, int k, int n, char text[64])
{
    const size_t size = (size_t)k, before = n > 0 ? (size_t)n : 0;

    if (n > 21 || n <= -6) {
        snprintf(text, 64, "%c%s%se%+d", digits[0], k > 1 ? "." : "", digits + 1, n - 1);
        return;
    }
    memset(text, '0', 32);
    if (k <= n) {
        memcpy(text, digits, size);
        text[n] = '\0';
    } else if (n > 0) {
        memcpy(text, digits, before);
        text[n] = '.';
        memcpy(text + n + 1, digits + n, size - before + 1);
    } else {
        text[1] = '.';
        memcpy(text + 2 - n, digits, size + 1);
    }
}

/* A whole number that a double holds exactly has no shorter digits than its own: what differs from
 * it by less than one has a fraction. */
static bool is_whole(double x)
{
    return x < 0x1p53 && x == (double)(uint64_t)x;
}

/* The digits of shortest(), without the zeros at their end, and where the point is. */
static int find_digits(double x, char digits[24], int *n)
{
    decimal quick;
    char text[64], *e;
    int k = 0;

    if (is_whole(x)) {
        for (uint64_t rest = (uint64_t)x; rest; rest /= 10)
            k++;
        *n = k;
        return write_digits((uint64_t)x, digits);
    }
    if (quick_shortest(x, &quick)) {
        *n = quick.exponent + 1;
        return write_digits(quick.digits, digits);
    }
    shortest(x, text, sizeof text);
    e = strchr(text, 'e');
    for (char *c = text; c < e && k < 20; c++)
        if (*c != '.')
            digits[k++] = *c;
    while (k > 1 && digits[k - 1] == '0')
        k--;
    digits[k] = '\0';
    *n = (int)strtol(e + 1, NULL, 10) + 1;
    return k;
}

char *gg_text_double(double x, char out[32])
{
    char text[64], digits[24];
    char *o = out;
    int k, n;

    if (!isfinite(x))
        return memcpy(out, "null", sizeof "null");
    if (x == 0)
        return memcpy(out, "0", sizeof "0");
    if (x < 0)
        *o++ = '-';
    k = find_digits(fabs(x), digits, &n);
    place_point(digits, k, n, text);
    /* 17 digits, a point, a sign and an exponent are at most 24 bytes. */
    memcpy(o, text, strnlen(text, 30) + 1);
    return out;
}
