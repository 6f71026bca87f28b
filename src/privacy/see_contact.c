/* How to reach a person: e-mail, telephone, pages, handles, street addresses. */
#include <string.h>

#include "privacy_internal.h"

static bool in_list(const char *const *words, size_t n, const char *s, size_t size)
{
    for (size_t i = 0; i < n; i++)
        if (gg_text_same(s, size, words[i]))
            return true;
    return false;
}

#define IN_LIST(list, s, n) in_list(list, sizeof(list) / sizeof(list)[0], s, n)

/* Endings of files that follow an @ in source trees (a@2x.png); none is a top-level domain. */
static const char *const file_endings[] = {"png",  "jpg", "jpeg", "gif",  "svg",  "webp", "bmp",
                                           "ico",  "pdf", "css",  "js",   "json", "xml",  "txt",
                                           "html", "htm", "csv",  "yaml", "tiff"};

static bool is_domain_sign(char c)
{
    return gg_is_alnum(c) || c == '-' || (unsigned char)c >= 0x80;
}

/* Labels parted by dots, the last of letters (or punycode) and at least two signs. */
static bool is_domain(const char *s, size_t n)
{
    size_t start = 0, labels = 0;

    if (n < 4 || n > 253)
        return false;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && s[i] != '.') {
            if (!is_domain_sign(s[i]))
                return false;
            continue;
        }
        if (i == start || i - start > 63 || s[start] == '-' || s[i - 1] == '-')
            return false;
        labels++;
        if (i < n)
            start = i + 1;
    }
    if (labels < 2 || n - start < 2 || IN_LIST(file_endings, s + start, n - start))
        return false;
    if (n - start > 4 && gg_text_same(s + start, 4, "xn--"))
        return true;
    for (size_t i = start; i < n; i++)
        if (gg_is_digit(s[i]) || s[i] == '-')
            return false;
    return true;
}

static bool is_local_part(const char *s, size_t n)
{
    if (n == 0 || n > 64 || s[0] == '.' || s[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!gg_is_alnum(s[i]) && (unsigned char)s[i] < 0x80 &&
            (!s[i] || !strchr(".!#$%&'*+-/=?^_`{|}~", s[i])))
            return false;
    return true;
}

unsigned gg_see_email(const gg_run *run)
{
    const char *s = run->s, *at;
    size_t n = run->n;

    if (n > 7 && gg_text_same(s, 7, "mailto:"))
        s += 7, n -= 7;
    at = memchr(s, '@', n);
    if (!at || memchr(at + 1, '@', n - (size_t)(at + 1 - s)))
        return GG_SEE_NOTHING;
    return is_local_part(s, (size_t)(at - s)) && is_domain(at + 1, n - (size_t)(at + 1 - s))
               ? GG_SEE_SURE
               : GG_SEE_NOTHING;
}

unsigned gg_see_url(const gg_run *run)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://", "www."};

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t m = strlen(schemes[i]);

        if (run->n > m + 3 && gg_text_same(run->s, m, schemes[i]) &&
            memchr(run->s + m, '.', run->n - m))
            return GG_SEE_SHAPE;
    }
    return GG_SEE_NOTHING;
}

/* A name in a service: "@someone", or a word with a letter where the column's name says so. */
unsigned gg_see_handle(const gg_run *run)
{
    size_t at = run->s[0] == '@';

    if (run->n < at + 3 || run->n > 40 || run->letters < 2)
        return GG_SEE_NOTHING;
    for (size_t i = at; i < run->n; i++)
        if (!gg_is_alnum(run->s[i]) && (!run->s[i] || !strchr("_.-", run->s[i])))
            return GG_SEE_NOTHING;
    return at || gg_see_name(run) || run->digits ? GG_SEE_WEAK : GG_SEE_NOTHING;
}

/* What a telephone number is made of: its digits, and what parts them. */
typedef struct dialled {
    char digits[16];
    size_t n;
    size_t groups[8]; /* digits in each group */
    size_t n_groups;
    bool plus, marked; /* marked: '-', '.', '(' or '/' part the groups, not spaces alone */
} dialled;

static bool close_group(dialled *d, size_t *length)
{
    if (*length == 0)
        return true;
    if (d->n_groups == sizeof d->groups / sizeof d->groups[0])
        return false;
    d->groups[d->n_groups++] = *length;
    *length = 0;
    return true;
}

static bool take_dialled(const gg_run *run, dialled *d)
{
    size_t length = 0;

    memset(d, 0, sizeof *d);
    for (size_t i = 0; i < run->n; i++) {
        char c = run->s[i];

        if (gg_is_digit(c)) {
            if (d->n + 1 > 15)
                return false;
            d->digits[d->n++] = c;
            length++;
            continue;
        }
        if (c == '+' && i == 0) {
            d->plus = true;
            continue;
        }
        if (!c || !strchr("-. ()/", c) || !close_group(d, &length))
            return false;
        d->marked = d->marked || c != ' ';
    }
    return close_group(d, &length);
}

/* North American numbers: area and exchange begin with 2 to 9, and neither is N11. */
static bool is_nanp(const char *ten)
{
    return ten[0] >= '2' && ten[3] >= '2' && memcmp(ten + 1, "11", 2) != 0 &&
           memcmp(ten + 4, "11", 2) != 0;
}

/* 555-0100 to 555-0199 are kept for fiction: of the form, but not beyond mistaking. */
static bool is_fiction(const char *ten)
{
    return memcmp(ten + 3, "55501", 5) == 0;
}

static unsigned see_nanp(const dialled *d)
{
    const char *ten = d->digits + (d->n == 11);
    size_t first = d->n == 11 && d->n_groups == 4;
    bool grouped = d->n_groups == 3 + first && d->groups[first] == 3 && d->groups[first + 1] == 3;

    if (d->n == 11 && d->digits[0] != '1')
        return GG_SEE_NOTHING;
    if (!is_nanp(ten))
        return GG_SEE_NOTHING;
    if (!d->plus && d->n_groups == 1)
        return GG_SEE_WEAK;
    /* "(202)5550143" parts only the area */
    if (!d->plus && !grouped && !(d->n_groups == 2 && d->groups[0] == 3 && d->marked))
        return GG_SEE_NOTHING;
    return (d->marked || d->plus) && !is_fiction(ten) ? GG_SEE_SURE : GG_SEE_SHAPE;
}

unsigned gg_see_phone(const gg_run *run)
{
    dialled d;
    unsigned seen = GG_SEE_NOTHING;

    if (!take_dialled(run, &d) || d.n < 7 || run->n > 24)
        return GG_SEE_NOTHING;
    if (d.n == 10 || d.n == 11)
        seen = see_nanp(&d);
    if (seen & (GG_SEE_SURE | GG_SEE_SHAPE))
        return seen;
    if (d.plus && d.digits[0] != '0' && d.n >= 8)
        return d.n_groups > 1 && d.groups[0] <= 4 ? GG_SEE_SURE
               : d.n >= 10                        ? GG_SEE_SHAPE
                                                  : GG_SEE_WEAK;
    return GG_SEE_WEAK;
}

static const char *const street_words[] = {
    "st",      "street", "ave",     "avenue", "rd",     "road", "blvd",    "boulevard", "ln",
    "lane",    "dr",     "drive",   "ct",     "court",  "way",  "pl",      "place",     "hwy",
    "highway", "ter",    "terrace", "cir",    "circle", "pkwy", "parkway", "sq",        "square"};

static bool has_street_word(const gg_run *run)
{
    size_t start = 0, words = 0;

    for (size_t i = 0; i <= run->n; i++) {
        if (i < run->n && gg_is_letter(run->s[i]))
            continue;
        if (i > start && ++words > 1 && IN_LIST(street_words, run->s + start, i - start))
            return true;
        start = i + 1;
    }
    return false;
}

/* A house number, a street's name and what kind of street it is; or a box at a post office. */
unsigned gg_see_address(const gg_run *run)
{
    size_t digits = 0;

    if (run->n < 8 || run->n > 120 || run->digits == 0 || run->letters < 3)
        return GG_SEE_NOTHING;
    while (digits < run->n && gg_is_digit(run->s[digits]))
        digits++;
    if (digits > 0 && digits <= 6 && run->s[digits] == ' ' && has_street_word(run))
        return GG_SEE_SHAPE;
    if (gg_text_same(run->s, 7, "po box ") || gg_text_same(run->s, 8, "p.o. box"))
        return GG_SEE_SHAPE;
    return GG_SEE_WEAK;
}
