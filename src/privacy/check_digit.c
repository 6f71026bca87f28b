/* Check digits of cards, accounts, providers and vehicles, and the chance of passing them. */
#include "gauger/privacy/check_digit.h"

#include <math.h>
#include <string.h>

#include "privacy_internal.h"

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!gg_is_digit(s[i]))
            return false;
    return n > 0;
}

bool gg_luhn_check(const char *digits, size_t n)
{
    unsigned sum = 0;

    if (n < 2 || !all_digits(digits, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned)(digits[n - 1 - i] - '0');

        if (i % 2)
            d = d < 5 ? 2 * d : 2 * d - 9;
        sum += d;
    }
    return sum % 10 == 0;
}

/* First six digits from low to high, and the lengths in use as bits (1 << length). */
typedef struct issuer {
    unsigned low, high;
    unsigned lengths;
} issuer;

#define LEN(n)        (1u << (n))
#define FROM_16_TO_19 (LEN(16) | LEN(17) | LEN(18) | LEN(19))

static const issuer issuers[] = {
    {300000, 305999, LEN(14) | FROM_16_TO_19},                     /* Diners Club */
    {309500, 309599, LEN(14) | FROM_16_TO_19},                     /* Diners Club */
    {340000, 349999, LEN(15)},                                     /* American Express */
    {352800, 358999, FROM_16_TO_19},                               /* JCB */
    {360000, 369999, LEN(14) | FROM_16_TO_19},                     /* Diners Club */
    {370000, 379999, LEN(15)},                                     /* American Express */
    {380000, 399999, LEN(14) | FROM_16_TO_19},                     /* Diners Club */
    {400000, 499999, LEN(13) | LEN(16) | LEN(19)},                 /* Visa */
    {500000, 509999, LEN(13) | LEN(14) | LEN(15) | FROM_16_TO_19}, /* Maestro */
    {510000, 559999, LEN(16)},                                     /* Mastercard */
    {222100, 272099, LEN(16)},                                     /* Mastercard */
    {560000, 589999, LEN(13) | LEN(14) | LEN(15) | FROM_16_TO_19}, /* Maestro */
    {601100, 601199, FROM_16_TO_19},                               /* Discover */
    {620000, 629999, FROM_16_TO_19},                               /* UnionPay */
    {630000, 639999, LEN(13) | LEN(14) | LEN(15) | FROM_16_TO_19}, /* Maestro */
    {644000, 659999, FROM_16_TO_19},                               /* Discover */
    {670000, 679999, LEN(13) | LEN(14) | LEN(15) | FROM_16_TO_19}, /* Maestro */
};

bool gg_card_issuer_check(const char *digits, size_t n)
{
    unsigned first = 0;

    if (n < 13 || n > 19 || !all_digits(digits, n))
        return false;
    for (size_t i = 0; i < 6; i++)
        first = first * 10 + (unsigned)(digits[i] - '0');
    for (size_t i = 0; i < sizeof issuers / sizeof issuers[0]; i++)
        if (first >= issuers[i].low && first <= issuers[i].high && (issuers[i].lengths & LEN(n)))
            return true;
    return false;
}

typedef struct country {
    char code[3];
    unsigned char length;
} country;

/* SWIFT's IBAN registry, in the order of the codes. */
static const country countries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
    {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27},
    {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
    {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
    {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
    {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30},
};

#define IBAN_MAX 34

static bool iban_form(const char *s, size_t n)
{
    if (n < 15 || n > IBAN_MAX || !gg_is_digit(s[2]) || !gg_is_digit(s[3]))
        return false;
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++)
        if (memcmp(s, countries[i].code, 2) == 0)
            return countries[i].length == n;
    return false;
}

bool gg_iban_check(const char *s, size_t n, bool *form)
{
    char packed[IBAN_MAX];
    unsigned remainder = 0;
    size_t m = 0;
    bool fits = true;

    for (size_t i = 0; i < n && fits; i++) {
        if (s[i] == ' ')
            continue;
        fits = m < IBAN_MAX && gg_is_alnum(s[i]);
        if (fits)
            packed[m++] = gg_upper(s[i]);
    }
    fits = fits && iban_form(packed, m);
    if (form)
        *form = fits;
    if (!fits)
        return false;
    for (size_t i = 0; i < m; i++) {
        char c = packed[(i + 4) % m];

        remainder = gg_is_digit(c) ? (remainder * 10 + (unsigned)(c - '0')) % 97
                                   : (remainder * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    return remainder == 1;
}

/* Values of A to Z; 0 for I, O, Q, which do not occur. */
static const unsigned char vin_values[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                             5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
static const unsigned char vin_weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};

bool gg_vin_check(const char *s, size_t n, bool *form)
{
    unsigned sum = 0;
    bool fits = n == 17;

    for (size_t i = 0; i < n && fits; i++) {
        char c = gg_upper(s[i]);

        fits = gg_is_alnum(c) && c != 'I' && c != 'O' && c != 'Q';
        if (fits)
            sum += vin_weights[i] *
                   (gg_is_digit(c) ? (unsigned)(c - '0') : (unsigned)vin_values[c - 'A']);
    }
    if (form)
        *form = fits;
    return fits && gg_upper(s[8]) == "0123456789X"[sum % 11];
}

bool gg_aba_check(const char *digits, size_t n)
{
    static const unsigned weights[3] = {3, 7, 1};
    unsigned sum = 0;

    if (n != 9 || !all_digits(digits, n))
        return false;
    for (size_t i = 0; i < n; i++)
        sum += weights[i % 3] * (unsigned)(digits[i] - '0');
    return sum > 0 && sum % 10 == 0;
}

bool gg_npi_check(const char *digits, size_t n)
{
    char full[15] = "80840";

    if (n != 10 || !all_digits(digits, n) || (digits[0] != '1' && digits[0] != '2'))
        return false;
    memcpy(full + 5, digits, 10);
    return gg_luhn_check(full, sizeof full);
}

bool gg_dea_check(const char *s, size_t n, bool *form)
{
    static const char registrants[] = "ABCDEFGHJKLMPRSTUX";
    bool fits = n == 9 && strchr(registrants, gg_upper(s[0])) && s[0] &&
                (gg_is_letter(s[1]) || s[1] == '9') && all_digits(s + 2, 7);
    unsigned odd, even;

    if (form)
        *form = fits;
    if (!fits)
        return false;
    odd = (unsigned)(s[2] + s[4] + s[6] - 3 * '0');
    even = (unsigned)(s[3] + s[5] + s[7] - 3 * '0');
    return (odd + 2 * even) % 10 == (unsigned)(s[8] - '0');
}

static double log_factorial(double n)
{
    int sign;

    return lgamma_r(n + 1, &sign); /* lgamma() writes a global */
}

double gg_binomial_tail(uint64_t x, uint64_t n, double p)
{
    double log_term, ratio = p / (1 - p), term, sum = 0;

    if (x == 0)
        return 1;
    if (x > n)
        return 0;
    if ((double)x <= (double)n * p) /* the near tail is the long one: sum the other */
        return 1 - gg_binomial_tail(n - x + 1, n, 1 - p);
    log_term = log_factorial((double)n) - log_factorial((double)x) -
               log_factorial((double)(n - x)) + (double)x * log(p) + (double)(n - x) * log1p(-p);
    term = 1;
    for (uint64_t i = x; i <= n && term > 1e-18 * sum; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1) * ratio;
    }
    return fmin(1, exp(log_term) * sum);
}
