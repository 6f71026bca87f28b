/*
 * Identifiers in sentences that people write: what a column's form or name tells of a cell, the
 * words before a numeral tell here. Signs that only hide an identifier are taken out first: a line
 * end behind a dash, an underscore between digits, "(at)" for '@'.
 */
#include <stdio.h>
#include <string.h>

#include "prose_internal.h"

#define NEAR_WORDS  4 /* before a numeral, that may say what it is */
#define FAR_WORDS   8 /* the same, of what nobody mistakes: "Passport no. of the traveller is" */
#define HINT_MOST   160
#define ENDING_MOST 12 /* ".parquet", ".tar.gz" */

/* Kinds that one cell of a column leaves to review, and that a sentence has no reason to hold. */
#define REVIEWED  (GG_BIT(GG_ID_VIN) | GG_BIT(GG_ID_PLATE) | GG_BIT(GG_ID_IPV4) | GG_BIT(GG_ID_IPV6))
#define FAR_KINDS (GG_BIT(GG_ID_PASSPORT) | GG_BIT(GG_ID_A_NUMBER) | GG_BIT(GG_ID_VISA_FOIL))

/* ---- one form of the text */

static bool is_blank(char c)
{
    return (gg_byte_classes[(unsigned char)c] & GG_BYTE_SPACE) != 0;
}

/* The length of "(at)" or "[dot]" with blanks around it, as a word stands for a sign; 0 if none. */
static size_t spelt(const char *s, size_t n, const char *word)
{
    size_t i = 0, m = strlen(word);

    while (i < n && is_blank(s[i]))
        i++;
    if (i == n || !strchr("([{<", s[i]))
        return 0;
    for (i++; i < n && is_blank(s[i]);)
        i++;
    if (n - i <= m || !gg_text_same(s + i, m, word))
        return 0;
    for (i += m; i < n && is_blank(s[i]);)
        i++;
    if (i == n || !strchr(")]}>", s[i]))
        return 0;
    for (i++; i < n && is_blank(s[i]);)
        i++;
    return i;
}

/* Blanks beside a dash between digits: a number broken over lines. */
static size_t broken(const char *s, size_t n, size_t at)
{
    size_t end = at;

    if (at < 2 || is_blank(s[at - 1]))
        return 0;
    while (end < n && is_blank(s[end]))
        end++;
    if (end == at || n - end < 2)
        return 0;
    if (s[at - 1] == '-')
        return gg_is_digit(s[at - 2]) && gg_is_digit(s[end]) ? end - at : 0;
    return gg_is_digit(s[at - 1]) && s[end] == '-' && gg_is_digit(s[end + 1]) ? end - at : 0;
}

static void tidy(const char *s, size_t n, gg_buf *out)
{
    for (size_t i = 0; i < n;) {
        bool within = i > 0 && is_blank(s[i]) && is_blank(s[i - 1]); /* looked at before */
        size_t at = within ? 0 : spelt(s + i, n - i, "at");
        size_t dot = within || at ? 0 : spelt(s + i, n - i, "dot");
        size_t skip = at + dot ? 0 : broken(s, n, i);
        char c = is_blank(s[i]) ? ' ' : s[i];

        if (c == '_' && i > 0 && i + 1 < n && gg_is_digit(s[i - 1]) && gg_is_digit(s[i + 1]))
            c = '-';
        c = at ? '@' : dot ? '.' : c;
        if (!skip)
            gg_buf_append(out, &c, 1);
        i += at + dot + skip ? at + dot + skip : 1;
    }
}

/* What a file's name ends in, from a '.' on: words of letters. */
static bool is_ending(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && i <= ENDING_MOST && (s[i] == '.' || gg_is_letter(s[i])))
        i++;
    return i > 1 && i <= ENDING_MOST && (i == n || is_blank(s[i]));
}

/* Whether the sign at i parts a word from what is said of it, as names of files and keys do:
 * "passport_C01X00T47.csv", "ssn=...". "A-123" and "2026-01" are left whole. */
static bool is_joint(const char *s, size_t n, size_t i)
{
    bool letter = i > 0 && gg_is_letter(s[i - 1]), behind = i + 1 < n && gg_is_alnum(s[i + 1]);

    if (s[i] == '.')
        return i > 0 && gg_is_alnum(s[i - 1]) && is_ending(s + i, n - i);
    if (s[i] == '-')
        return behind && letter && i > 1 && gg_is_letter(s[i - 2]);
    return behind && s[i] && (s[i] == '#' || (letter && strchr("_=:/\\", s[i])));
}

/* Whether a word of three letters and more runs into a digit at i: "ssn123456789". */
static bool is_seam(const char *s, size_t i)
{
    return i > 2 && gg_is_digit(s[i]) && gg_is_letter(s[i - 1]) && gg_is_letter(s[i - 2]) &&
           gg_is_letter(s[i - 3]);
}

/* The same text with such signs as blanks, and blanks in such seams; false where there are none. */
static bool part(const char *s, size_t n, gg_buf *out)
{
    bool parted = false;

    for (size_t i = 0; i < n; i++) {
        bool joint = is_joint(s, n, i), seam = is_seam(s, i);

        if (seam)
            gg_buf_append(out, " ", 1);
        gg_buf_append(out, joint ? " " : s + i, 1);
        parted = parted || joint || seam;
    }
    return parted;
}

/* ---- pieces */

typedef struct looking {
    const char *s;
    size_t n;
    bool parted; /* signs that join words were taken out */
    const gg_identifier_kind *found;
    gg_error *err;
} looking;

static unsigned id_of(const gg_identifier_kind *kind)
{
    unsigned id = 0;

    while (id < GG_DETECTORS && &gg_detectors[id].kind != kind)
        id++;
    return id;
}

/* Looks at a piece as at a cell of a column of that name. only: kinds that count, 0 for all. */
static gg_status look(looking *l, const char *s, size_t n, const char *hint, uint64_t only,
                      gg_identifier_level least)
{
    gg_identifier_hit hits[8];
    size_t n_hits = 0;
    gg_status st = gg_identifier_find(s, n, hint, hits, 8, &n_hits, l->err);

    for (size_t i = 0; st == GG_OK && !l->found && i < n_hits && i < 8; i++) {
        uint64_t bit = GG_BIT(id_of(hits[i].kind));

        if ((hits[i].level >= least || (hits[i].level == GG_LEVEL_REVIEW && (bit & REVIEWED))) &&
            (!only || (bit & only)))
            l->found = hits[i].kind;
    }
    return st;
}

/* Forms that are plain enough in a sentence, though not in a column of numbers. */
static void look_plain(looking *l, const char *s, size_t n)
{
    gg_run run = gg_run_of(s, n);

    if (l->found || n < 7)
        return;
    if (run.digits >= 10 && run.letters == 0 &&
        (run.classes & (GG_BYTE_DASH | GG_BYTE_DOT | GG_BYTE_PAREN | GG_BYTE_PLUS)) &&
        (gg_see_phone(&run) & (GG_SEE_SHAPE | GG_SEE_SURE)))
        l->found = &gg_detectors[GG_ID_PHONE].kind;
    else if ((strncmp(s, "10.", 3) == 0 || strncmp(s, "172.", 4) == 0 ||
              strncmp(s, "192.", 4) == 0) &&
             (gg_see_ip_reserved(&run) & GG_SEE_SHAPE))
        l->found = &gg_detectors[GG_ID_IPV4].kind;
}

/* ---- words */

/* A run of words with digits, such as "C01X00T47" or "(202) 456 1111", and where it ends. */
static size_t numeral(const looking *l, size_t from)
{
    size_t end = from;

    for (size_t at = from; at < l->n;) {
        size_t stop = at;
        bool digits = false;

        while (stop < l->n && l->s[stop] != ' ')
            digits = gg_is_digit(l->s[stop++]) || digits;
        if (!digits)
            break;
        for (end = at = stop; at < l->n && l->s[at] == ' ';)
            at++;
    }
    return end;
}

static bool is_year(const char *s, size_t n)
{
    return n == 4 && gg_run_of(s, n).digits == 4 &&
           (memcmp(s, "19", 2) == 0 || memcmp(s, "20", 2) == 0);
}

/* "The phone column has 1000000 rows": digits that could be a count are no telephone number but
 * right behind a word for one. */
static bool is_count(const char *s, size_t n, const gg_name_tokens *words)
{
    gg_name_tokens last = *words;

    if (gg_run_of(s, n).digits < n || n > 9 || s[0] == '0')
        return false;
    if (last.n > 2) {
        memmove(last.token, last.token + last.n - 2, 2 * sizeof *last.token);
        last.n = 2;
    }
    return !gg_name_hinted(&last, gg_detectors[GG_ID_PHONE].name.hints);
}

/* Which kinds the words before a numeral can make of it: a date is nobody's passport, a year is not
 * the end of a social security number, and "as long as 0.712" is no longitude. */
static uint64_t kinds_of(const looking *l, const char *s, size_t n, const char *hint)
{
    gg_name_tokens words;
    uint64_t kinds = ~UINT64_C(0);
    int64_t day;

    gg_name_split(hint, strlen(hint), &words);
    if ((l->parted || gg_run_of(s, n).digits < n) && gg_date_of(s, n, &day))
        kinds &= GG_BIT(GG_ID_BIRTH_DATE);
    if (is_year(s, n) && !gg_name_hinted(&words, "ending|ends|end|last|final|four"))
        kinds &= ~GG_BIT(GG_ID_SSN);
    if (!gg_name_hinted(&words, "lat|latitude|lon|lng|longitude|gps|coord|coords|coordinate|"
                                "coordinates|geolocation"))
        kinds &= ~GG_BIT(GG_ID_COORDINATES);
    if (is_count(s, n, &words))
        kinds &= ~GG_BIT(GG_ID_PHONE);
    return kinds;
}

static gg_status look_numeral(looking *l, size_t at, size_t end, const size_t words[FAR_WORDS])
{
    char hint[HINT_MOST];
    int64_t day;
    gg_status st;

    while (end > at && strchr(".,;:!?)\"'", l->s[end - 1]))
        end--;
    for (size_t from = at; from < end && !l->parted; from++) {
        size_t stop = from;

        while (stop < end && l->s[stop] != ' ')
            stop++;
        look_plain(l, l->s + from, stop - from);
        from = stop;
    }
    if (!l->parted)
        look_plain(l, l->s + at, end - at);
    snprintf(hint, sizeof hint, "%.*s", (int)(at - words[FAR_WORDS - NEAR_WORDS]),
             l->s + words[FAR_WORDS - NEAR_WORDS]);
    st = look(l, l->s + at, end - at, hint, kinds_of(l, l->s + at, end - at, hint), GG_LEVEL_BLOCK);
    if (st != GG_OK || l->parted || gg_date_of(l->s + at, end - at, &day))
        return st;
    snprintf(hint, sizeof hint, "%.*s", (int)(at - words[0]), l->s + words[0]);
    return look(l, l->s + at, end - at, hint, FAR_KINDS, GG_LEVEL_BLOCK);
}

/* Services whose pages are those of persons. */
static bool is_profile(const char *s, size_t n)
{
    static const char *const hosts[] = {
        "facebook.com/",    "fb.com/",      "twitter.com/", "x.com/",  "instagram.com/",
        "linkedin.com/in/", "tiktok.com/",  "t.me/",        "vk.com/", "snapchat.com/",
        "reddit.com/u",     "threads.net/", "youtube.com/@"};

    for (size_t at = 0; at < n; at++) {
        if (at > 0 && s[at - 1] != '/' && s[at - 1] != '.')
            continue;
        for (size_t k = 0; k < sizeof hosts / sizeof *hosts; k++) {
            size_t m = strlen(hosts[k]);

            if (n - at > m + 1 && gg_text_same(s + at, m, hosts[k]))
                return true;
        }
    }
    return false;
}

/* "@someone", or the address of somebody's page. */
static void look_word(looking *l, const char *s, size_t n)
{
    gg_run run;

    while (n > 0 && strchr("(\"'<[", *s))
        s++, n--;
    while (n > 0 && strchr(".,;:!?)\"'>]", s[n - 1]))
        n--;
    if (l->found || n < 4)
        return;
    run = gg_run_of(s, n);
    if ((*s == '@' && run.letters >= 2 && gg_see_handle(&run)) || is_profile(s, n))
        l->found = &gg_detectors[GG_ID_HANDLE].kind;
}

static gg_status look_words(looking *l)
{
    size_t words[FAR_WORDS] = {0}; /* where the last ones begin */
    gg_status st = GG_OK;

    for (size_t at = 0; st == GG_OK && !l->found && at < l->n;) {
        size_t end = numeral(l, at), stop = at;

        if (end > at)
            st = look_numeral(l, at, end, words);
        while (stop < l->n && l->s[stop] != ' ')
            stop++;
        look_word(l, l->s + at, stop - at);
        if (end == at) {
            memmove(words, words + 1, sizeof words - sizeof *words);
            words[FAR_WORDS - 1] = at;
            end = stop;
        }
        for (at = end; at < l->n && l->s[at] == ' ';)
            at++;
    }
    return st;
}

static gg_status look_everywhere(looking *l, const gg_buf *text, const char *name)
{
    gg_status st;

    l->s = text->data + 1;
    l->n = text->size - 3;
    st = look(l, l->s, l->n, name, 0, GG_LEVEL_REVIEW);
    if (st == GG_OK && !l->found)
        st = look(l, text->data + 1, text->size - 1, NULL, 0, GG_LEVEL_REVIEW);
    if (st == GG_OK && !l->found)
        st = look_words(l);
    if (st == GG_OK && !l->found)
        l->found = gg_prose_number(l->s, l->n);
    if (st == GG_OK && !l->found)
        l->found = gg_prose_place(l->s, l->n);
    if (st == GG_OK && !l->found)
        l->found = gg_prose_mail(l->s, l->n);
    return st;
}

/* Once more, as the words stand without what joins them. */
static gg_status look_parted(looking *l)
{
    gg_status st = GG_OK;
    gg_buf text;

    gg_buf_init(&text, 0);
    l->parted = part(l->s, l->n, &text);
    if (l->parted)
        st = gg_buf_check(&text, l->err);
    if (l->parted && st == GG_OK) {
        l->s = text.data;
        l->n = text.size;
        st = look_words(l);
    }
    gg_buf_release(&text);
    return st;
}

gg_status gg_identifier_search(const char *s, size_t n, const char *name,
                               const gg_identifier_kind **out, gg_error *err)
{
    gg_buf folded, text;
    looking l = {.err = err};
    gg_status st;

    gg_buf_init(&folded, 0);
    gg_buf_init(&text, 0);
    gg_fold(s, n, &folded);
    gg_buf_append(&text, " ", 1);
    tidy(folded.data ? folded.data : "", folded.size, &text);
    gg_buf_append(&text, " .", 2); /* parted, so that its pieces are looked at; and ended */
    st = gg_buf_check(&text, err);
    if (st == GG_OK)
        st = gg_buf_check(&folded, err);
    if (st == GG_OK)
        st = look_everywhere(&l, &text, name);
    if (st == GG_OK && !l.found)
        st = look_parted(&l);
    if (st == GG_OK)
        *out = l.found;
    gg_buf_release(&folded);
    gg_buf_release(&text);
    return st;
}
