/* Texts in UTF-16, as unixODBC's functions take and give them. */
#include <stdlib.h>

#include "odbc_internal.h"

/* The next code point of UTF-8; a byte that begins none stands for itself. */
static uint32_t next_point(const unsigned char **s)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *p = *s;
    const int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
    uint32_t point = more ? *p & (0x3fu >> more) : *p < 0x80 ? *p : 0xfffd;

    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            *s = p + 1;
            return 0xfffd;
        }
        point = point << 6 | (p[i] & 0x3f);
    }
    *s = p + 1 + more;
    return point >= least[more] && point <= 0x10ffff ? point : 0xfffd;
}

SQLWCHAR *gg_utf16(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    SQLWCHAR *out = calloc(strlen(text) + 1, sizeof *out);
    size_t n = 0;

    while (out && *s) {
        uint32_t point = next_point(&s);

        if (point >= 0x10000) {
            out[n++] = (SQLWCHAR)(0xd800 + ((point - 0x10000) >> 10));
            point = 0xdc00 + ((point - 0x10000) & 0x3ff);
        }
        out[n++] = (SQLWCHAR)point;
    }
    return out;
}

static void append_point(gg_buf *to, uint32_t x)
{
    char s[4];
    size_t n = 0;

    if (x < 0x80) {
        s[n++] = (char)x;
    } else if (x < 0x800) {
        s[n++] = (char)(0xc0 | x >> 6);
    } else if (x < 0x10000) {
        s[n++] = (char)(0xe0 | x >> 12);
        s[n++] = (char)(0x80 | (x >> 6 & 0x3f));
    } else {
        s[n++] = (char)(0xf0 | x >> 18);
        s[n++] = (char)(0x80 | (x >> 12 & 0x3f));
        s[n++] = (char)(0x80 | (x >> 6 & 0x3f));
    }
    if (x >= 0x80)
        s[n++] = (char)(0x80 | (x & 0x3f));
    gg_buf_append(to, s, n);
}

void gg_utf16_append(gg_buf *to, const SQLWCHAR *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t x = (uint16_t)text[i];
        const bool first = x >= 0xd800 && x < 0xdc00;

        if (first && i + 1 < n && ((uint16_t)text[i + 1] & 0xfc00) == 0xdc00)
            x = 0x10000 + ((x - 0xd800) << 10) + ((uint16_t)text[++i] - 0xdc00u);
        else if (x >= 0xd800 && x < 0xe000)
            x = 0xfffd;
        append_point(to, x);
    }
}
