/*
 * Typographic variants as ASCII: an identifier typed with a no-break space, an en dash or
 * full-width digits is the same identifier. Signs of no width, which hide one from a search, are
 * taken out.
 */
#include "privacy_internal.h"

typedef struct variant {
    uint32_t low, high;
    char first; /* what low becomes; those up to high follow on, or are the same */
    bool same;
} variant;

/* In the order of the code points. first 0: taken out. */
static const variant variants[] = {
    {0x00a0, 0x00a0, ' ', true},  /* no-break space */
    {0x00ad, 0x00ad, 0, true},    /* soft hyphen */
    {0x0660, 0x0669, '0', false}, /* Arabic-Indic digits */
    {0x06f0, 0x06f9, '0', false}, /* the same, Persian and Urdu */
    {0x2000, 0x200a, ' ', true},  /* spaces of many widths */
    {0x200b, 0x200f, 0, true},    /* no width, joiners, direction marks */
    {0x2010, 0x2015, '-', true},  /* hyphens and dashes */
    {0x202a, 0x202e, 0, true},    /* direction marks */
    {0x202f, 0x202f, ' ', true},  /* narrow no-break space */
    {0x2060, 0x2060, 0, true},    /* word joiner */
    {0x2212, 0x2212, '-', true},  /* minus */
    {0x3000, 0x3000, ' ', true},  /* ideographic space */
    {0xfe58, 0xfe58, '-', true},  /* small dashes */
    {0xfe63, 0xfe63, '-', true},  {0xfeff, 0xfeff, 0, true}, /* byte order mark */
    {0xff01, 0xff5e, '!', false},                            /* full-width ASCII */
};

/* Length of the sequence at s and its code point; a byte that begins none is itself. */
static size_t decode(const char *s, size_t n, uint32_t *out)
{
    unsigned char c = (unsigned char)s[0];
    size_t need = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;
    uint32_t point = need > 1 ? c & (0xffu >> (need + 1)) : c;

    if (need > n)
        need = 1;
    for (size_t i = 1; i < need; i++) {
        if (((unsigned char)s[i] & 0xc0) != 0x80) {
            *out = c;
            return 1;
        }
        point = (point << 6) | ((unsigned char)s[i] & 0x3f);
    }
    *out = point;
    return need;
}

static const variant *find_variant(uint32_t point)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++)
        if (point >= variants[i].low && point <= variants[i].high)
            return &variants[i];
    return NULL;
}

void gg_fold(const char *s, size_t n, gg_buf *out)
{
    for (size_t i = 0; i < n;) {
        uint32_t point;
        size_t step = decode(s + i, n - i, &point);
        const variant *v = step > 1 ? find_variant(point) : NULL;
        char c;

        if (!v) {
            gg_buf_append(out, s + i, step);
        } else if (v->first) {
            c = v->same ? v->first : (char)(v->first + (char)(point - v->low));
            gg_buf_append(out, &c, 1);
        }
        i += step;
    }
}
