/* Addresses of persons as people write them where an address would be seen: in words, without a
 * domain, behind a scheme, with blanks about the sign. */
#include <string.h>

#include "prose_internal.h"

#define HOST_MOST 80
#define WORD_MOST 64
#define LABELS    6

typedef struct word {
    const char *s;
    size_t n;
} word;

static bool alike(const char *lower, const char *s, size_t n)
{
    while (n > 0 && gg_lower(s[n - 1]) == lower[n - 1])
        n--;
    return n == 0;
}

/* Whether a word is one of a list, parted by blanks. */
static bool among(const char *list, word w)
{
    for (const char *p = list; w.n && *p; p += strspn(p, " ")) {
        size_t m = strcspn(p, " ");

        if (m == w.n && alike(p, w.s, m))
            return true;
        p += m;
    }
    return false;
}

/* Where mail is kept: what stands before it is a person, what stands before another word behind an
 * '@' may be a version or a model. */
static bool is_mail_host(word w)
{
    return among(
        "localhost gmail googlemail hotmail outlook yahoo icloud protonmail proton aol gmx "
        "yandex zoho fastmail",
        w);
}

static bool is_top_domain(word w)
{
    return among("com org net gov edu mil info biz io me us uk ca au de fr eu ch nl it es mx br in "
                 "co",
                 w);
}

static bool is_local(char c)
{
    return gg_is_alnum(c) || (c && strchr("._%+-", c)) || (unsigned char)c >= 0x80;
}

/* The next word from *at on, without the signs about it. */
static bool next_word(const char *s, size_t n, size_t *at, word *out)
{
    size_t start, end;

    while (*at < n && !is_local(s[*at]))
        ++*at;
    for (start = *at; *at < n && is_local(s[*at]);)
        ++*at;
    for (end = *at; end > start && s[end - 1] == '.';)
        end--;
    *out = (word){s + start, end - start};
    return *at > start;
}

/* ---- '@' */

/* What stands about an '@' as one address, blanks aside. */
static bool is_address(const char *s, size_t n, size_t at)
{
    char text[2 * HOST_MOST + 2];
    size_t end = at, start, from = at + 1, stop;
    gg_run run;

    while (end > 0 && s[end - 1] == ' ')
        end--;
    for (start = end; start > 0 && end - start < WORD_MOST && is_local(s[start - 1]);)
        start--;
    while (from < n && s[from] == ' ')
        from++;
    for (stop = from; stop < n && stop - from < HOST_MOST && is_local(s[stop]);)
        stop++;
    while (stop > from && s[stop - 1] == '.')
        stop--;
    if (start == end || stop == from)
        return false;
    if (is_mail_host((word){s + from, stop - from}))
        return true;
    memcpy(text, s + start, end - start);
    text[end - start] = '@';
    memcpy(text + (end - start) + 1, s + from, stop - from);
    run = gg_run_of(text, (end - start) + 1 + (stop - from));
    return gg_see_email(&run) == GG_SEE_SURE;
}

/* ---- schemes */

static const gg_identifier_kind *behind_scheme(const char *s, size_t n)
{
    static const struct {
        const char *name;
        gg_detector_id id;
    } schemes[] = {{"mailto:", GG_ID_EMAIL}, {"xmpp:", GG_ID_EMAIL},   {"sip:", GG_ID_EMAIL},
                   {"skype:", GG_ID_HANDLE}, {"callto:", GG_ID_PHONE}, {"sms:", GG_ID_PHONE}};

    for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++) {
        size_t m = strlen(schemes[k].name);

        if (n > m + 1 && gg_text_same(s, m, schemes[k].name) && gg_is_alnum(s[m]))
            return &gg_detectors[schemes[k].id].kind;
    }
    return NULL;
}

/* ---- words */

/* "j.doe": what is seldom anything but the name of a mailbox. */
static bool is_mailbox(word w)
{
    for (size_t i = 1; i + 1 < w.n; i++)
        if (w.s[i] == '.' && gg_is_letter(w.s[i - 1]) && gg_is_letter(w.s[i + 1]))
            return true;
    return false;
}

/* What is written of a host: "example dot co dot uk", "gmail.com". before: the word before "at";
 * spelt: whether that was spelt with "dot" as well. */
static bool is_spelt(const char *s, size_t n, size_t at, word before, bool spelt)
{
    word host, label = {NULL, 0}, dot;
    char text[HOST_MOST + 2] = "x@";
    gg_run run;

    if (!next_word(s, n, &at, &host))
        return false;
    for (int labels = 0; labels < LABELS && next_word(s, n, &at, &dot) && among("dot", dot) &&
                         next_word(s, n, &at, &label);
         labels++)
        if (is_top_domain(label))
            return true;
    if (host.n + 2 > sizeof text || !memchr(host.s, '.', host.n))
        return is_mail_host(host) && (spelt || is_mailbox(before));
    memcpy(text + 2, host.s, host.n);
    run = gg_run_of(text, host.n + 2);
    if (gg_see_email(&run) != GG_SEE_SURE)
        return false;
    return spelt || is_mailbox(before) ||
           is_mail_host(
               (word){host.s, (size_t)((const char *)memchr(host.s, '.', host.n) - host.s)});
}

static bool has_spelt(const char *s, size_t n)
{
    word before[2] = {{NULL, 0}, {NULL, 0}}, w;
    size_t at = 0;

    while (next_word(s, n, &at, &w)) {
        if (among("at", w) && before[1].n && is_spelt(s, n, at, before[1], among("dot", before[0])))
            return true;
        before[0] = before[1];
        before[1] = w;
    }
    return false;
}

const gg_identifier_kind *gg_prose_mail(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const gg_identifier_kind *kind =
            i > 0 && gg_is_alnum(s[i - 1]) ? NULL : behind_scheme(s + i, n - i);

        if (kind)
            return kind;
        if (s[i] == '@' && is_address(s, n, i))
            return &gg_detectors[GG_ID_EMAIL].kind;
    }
    return has_spelt(s, n) ? &gg_detectors[GG_ID_EMAIL].kind : NULL;
}
