#include "gauger/base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base_internal.h"

#define SHAPE_SIGNS 24

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Length of the valid UTF-8 sequence at s, 0 if there is none. RFC 3629, table of section 4. */
size_t gg_utf8_sequence(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;
    unsigned low = 0x80, high = 0xbf;
    size_t need;

    if (n == 0)
        return 0;
    if (u[0] < 0x80)
        return 1;
    if (u[0] < 0xc2 || u[0] > 0xf4)
        return 0;
    need = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    if (n < need)
        return 0;
    if (u[0] == 0xe0)
        low = 0xa0;
    else if (u[0] == 0xed)
        high = 0x9f;
    else if (u[0] == 0xf0)
        low = 0x90;
    else if (u[0] == 0xf4)
        high = 0x8f;
    if (u[1] < low || u[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if (u[i] < 0x80 || u[i] > 0xbf)
            return 0;
    return need;
}

bool gg_text_utf8(const char *s, size_t n, size_t *bad_at)
{
    size_t i = 0;

    while (i < n) {
        uint64_t eight;
        size_t step;

        if (n - i >= 8) {
            memcpy(&eight, s + i, 8);
            if ((eight & 0x8080808080808080ULL) == 0) {
                i += 8;
                continue;
            }
        }
        step = gg_utf8_sequence(s + i, n - i);
        if (step == 0) {
            if (bad_at)
                *bad_at = i;
            return false;
        }
        i += step;
    }
    return true;
}

char *gg_text_shape(const char *s, size_t n, char *out, size_t size)
{
    size_t o = 0, i = 0, signs = 0;

    while (i < n && signs < SHAPE_SIGNS && o + 5 < size) {
        unsigned char c = (unsigned char)s[i];
        size_t step = gg_utf8_sequence(s + i, n - i);

        out[o++] = is_letter(c)            ? 'a'
                   : is_digit(c)           ? 'd'
                   : c >= 0x80             ? 'u'
                   : c < 0x20 || c == 0x7f ? 'c'
                   : c == '"'              ? '\''
                                           : (char)c;
        i += step ? step : 1;
        signs++;
    }
    if (i < n) {
        memcpy(out + o, "...", 3);
        o += 3;
    }
    out[o] = '\0';
    return out;
}

bool gg_text_same(const char *a, size_t n, const char *word)
{
    size_t i;

    for (i = 0; i < n && word[i]; i++) {
        unsigned char x = (unsigned char)a[i], y = (unsigned char)word[i];

        if (x >= 'A' && x <= 'Z')
            x = (unsigned char)(x + 32);
        if (y >= 'A' && y <= 'Z')
            y = (unsigned char)(y + 32);
        if (x != y)
            return false;
    }
    return i == n && word[i] == '\0';
}

/* Ranges of code points that take no column, and that take two (the common blocks). */
static size_t columns_of(uint32_t c)
{
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
        (c >= 0x20d0 && c <= 0x20ff) || (c >= 0x200b && c <= 0x200f) ||
        (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff)
        return 0;
    if ((c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
        (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
        (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
        (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
        (c >= 0x20000 && c <= 0x3fffd))
        return 2;
    return 1;
}

size_t gg_text_width(const char *s, size_t n)
{
    size_t width = 0, i = 0;

    while (i < n) {
        size_t step = gg_utf8_sequence(s + i, n - i);
        uint32_t c = (unsigned char)s[i];

        if (step > 1) {
            c &= 0xffu >> (step + 1);
            for (size_t k = 1; k < step; k++)
                c = (c << 6) | ((unsigned char)s[i + k] & 0x3f);
        }
        width += step ? columns_of(c) : 1;
        i += step ? step : 1;
    }
    return width;
}

char *gg_text_clean(const char *s, size_t n, char *out, size_t max)
{
    size_t o = 0, i = 0;

    while (i < n) {
        size_t step = gg_utf8_sequence(s + i, n - i);
        unsigned char c = (unsigned char)s[i];

        if (o + (step ? step : 1) > max)
            break;
        if (step == 0 || c < 0x20 || c == 0x7f) {
            out[o++] = '?';
            i++;
            continue;
        }
        /* C1 controls (U+0080 to U+009F) can steer a terminal as well. */
        if (step == 2 && c == 0xc2 && (unsigned char)s[i + 1] < 0xa0) {
            out[o++] = '?';
            i += 2;
            continue;
        }
        memcpy(out + o, s + i, step);
        o += step;
        i += step;
    }
    if (i < n) {
        memcpy(out + o, "...", 3);
        o += 3;
    }
    out[o] = '\0';
    return out;
}
