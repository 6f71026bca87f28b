/* Classes of bytes, and a cell as recognisers want it: trimmed, counted, in ASCII where it can be.
 */
#include <string.h>

#include "privacy_internal.h"

/* One letter a class, so that the table below can be read as the ASCII chart. */
#define D GG_BYTE_DIGIT
#define U GG_BYTE_UPPER
#define L GG_BYTE_LOWER
#define S GG_BYTE_SPACE
#define M GG_BYTE_DASH
#define P GG_BYTE_DOT
#define A GG_BYTE_AT
#define C GG_BYTE_COLON
#define F GG_BYTE_SLASH
#define Q GG_BYTE_PLUS
#define T GG_BYTE_LESS
#define B GG_BYTE_PAREN
#define K GG_BYTE_COMMA
#define E GG_BYTE_UNDER
#define X GG_BYTE_OTHER
#define H GG_BYTE_HIGH

/* clang-format off */
const uint16_t gg_byte_classes[256] = {
    X, X, X, X, X, X, X, X, X, S, S, X, X, S, X, X,
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
    S, X, X, X, X, X, X, X, B, B, X, Q, K, M, P, F,
    D, D, D, D, D, D, D, D, D, D, C, X, T, X, X, X,
    A, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, X, X, X, X, E,
    X, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, X, X, X, X, X,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
};
/* clang-format on */

#undef D
#undef U
#undef L
#undef S
#undef M
#undef P
#undef A
#undef C
#undef F
#undef Q
#undef T
#undef B
#undef K
#undef E
#undef X
#undef H

gg_run gg_run_of(const char *s, size_t n)
{
    gg_run run = {.s = s, .n = n};

    for (size_t i = 0; i < n; i++) {
        unsigned c = gg_byte_classes[(unsigned char)s[i]];

        run.classes |= c;
        run.digits += (c & GG_BYTE_DIGIT) != 0;
        run.letters += (c & GG_BYTE_LETTER) != 0;
    }
    return run;
}

static bool is_space(char c)
{
    return (gg_byte_classes[(unsigned char)c] & GG_BYTE_SPACE) != 0;
}

/* Length of s without ".0", ".00" behind digits: whole numbers that a float column wrote. */
static size_t without_zero_fraction(const char *s, size_t n)
{
    size_t m = n;

    while (m > 0 && s[m - 1] == '0')
        m--;
    return m >= 2 && m < n && s[m - 1] == '.' && gg_is_digit(s[m - 2]) && !memchr(s, '.', m - 1) &&
                   gg_is_digit(s[0])
               ? m - 1
               : n;
}

gg_run gg_run_trimmed(const char *s, size_t n)
{
    while (n > 0 && is_space(s[0]))
        s++, n--;
    while (n > 0 && is_space(s[n - 1]))
        n--;
    if (n >= 2 && s[0] == s[n - 1] && (s[0] == '"' || s[0] == '\''))
        s++, n -= 2;
    return gg_run_of(s, without_zero_fraction(s, n));
}
