/*
 * Numbers in sentences. A column of numbers needs a name or a share before it is called by a form;
 * what people write needs less: nine digits in threes, twos and fours are no count, whatever parts
 * them, and ten digits behind "call" are no amount.
 */
#include <string.h>

#include "gauger/privacy/check_digit.h"
#include "prose_internal.h"

#define GROUPS     6
#define DIGITS     24
#define GAP_MOST   3  /* bytes between two groups of one number */
#define HINT_BYTES 48 /* before a number, in which the words that say what it is must stand */

/* Groups of digits from one on, and what parts them: ' ' for blanks alone, else the sign. */
typedef struct number {
    const char *s; /* the whole text */
    size_t n, at, end;
    size_t length[GROUPS], stop[GROUPS]; /* of each group, and where it ends */
    char part[GROUPS];                   /* behind each group; 0 behind the last */
    size_t n_groups;
    char digits[DIGITS];
    size_t n_digits;
} number;

/* The length of what parts two groups at s, and the sign in it; 0 if nothing that does. */
static size_t gap(const char *s, size_t n, char *sign)
{
    size_t i = 0;

    *sign = ' ';
    for (; i < n && i <= GAP_MOST && !gg_is_digit(s[i]); i++) {
        if (s[i] == ' ')
            continue;
        if (*sign != ' ' || !s[i] || !strchr("-./:_()", s[i]))
            return 0;
        *sign = s[i];
    }
    return i < n && i <= GAP_MOST ? i : 0;
}

static bool take_number(const char *s, size_t n, size_t at, number *out)
{
    size_t i = at;

    memset(out, 0, sizeof *out);
    out->s = s;
    out->n = n;
    out->at = at;
    while (out->n_groups < GROUPS) {
        size_t start = i, step;

        for (; i < n && gg_is_digit(s[i]) && out->n_digits < DIGITS; i++)
            out->digits[out->n_digits++] = s[i];
        if (i == start || (i < n && gg_is_digit(s[i])))
            break;
        out->stop[out->n_groups] = out->end = i;
        out->length[out->n_groups] = i - start;
        step = gap(s + i, n - i, &out->part[out->n_groups]);
        out->part[out->n_groups++] *= step > 0;
        if (!step)
            break;
        i += step;
    }
    return out->n_groups > 0;
}

/* Whether the first so many groups stand alone: nothing before or behind continues the number. */
static bool stands_alone(const number *m, size_t groups, bool blanks)
{
    const char *s = m->s;
    size_t at = m->at, stop = m->stop[groups - 1];
    char behind = m->part[groups - 1];

    if (at > 0 && gg_is_alnum(s[at - 1]))
        return false;
    if (at > 1 && gg_is_digit(s[at - 2]) && strchr(blanks ? " -./:_," : "-./:_,", s[at - 1]))
        return false;
    if (stop + 1 < m->n && s[stop] == ',' && gg_is_digit(s[stop + 1]))
        return false;
    return !(stop < m->n && gg_is_letter(s[stop])) && (!behind || (behind == ' ' && !blanks));
}

/* The words before a number, at most so many. */
static void words_before(const number *m, size_t most, gg_name_tokens *out)
{
    size_t from = m->at, words = 0, least = m->at > HINT_BYTES ? m->at - HINT_BYTES : 0;

    while (from > least && m->s[from - 1] == ' ')
        from--;
    while (from > least && words < most) {
        while (from > least && m->s[from - 1] != ' ')
            from--;
        if (++words < most)
            while (from > least && m->s[from - 1] == ' ')
                from--;
    }
    gg_name_split(m->s + from, m->at - from, out);
}

static bool behind_words(const number *m, size_t most, const char *hints)
{
    gg_name_tokens words;

    words_before(m, most, &words);
    return gg_name_hinted(&words, hints);
}

/* ---- what it is */

static unsigned ssn_kind(const char digits[9])
{
    gg_ssn_class is = gg_ssn_check(digits, 9);

    if (is == GG_SSN_OK || is == GG_SSN_SPECIMEN)
        return GG_ID_SSN;
    return is == GG_SSN_ITIN || is == GG_SSN_ATIN ? GG_ID_ITIN : GG_DETECTORS;
}

/* Signs that part a social security number: alike, or a dash and a blank; any behind its name. */
static bool parts_ssn(const number *m)
{
    static const char parting[] = "-./:_ ";
    char first = m->part[0], second = m->part[1];

    if (!strchr(parting, first) || !strchr(parting, second))
        return false;
    return first == second || (strchr("- ", first) && strchr("- ", second)) ||
           behind_words(m, 4, "ssn|social");
}

/* Nine digits alone may be a count. They are none where they are all that was written, where the
 * first is 0, and behind a word for a person. */
static bool is_nine(const number *m)
{
    size_t at = m->at, end = m->stop[0];

    if (m->length[0] != 9 || !stands_alone(m, 1, false))
        return false;
    while (at > 0 && m->s[at - 1] == ' ')
        at--;
    while (end < m->n && m->s[end] == ' ')
        end++;
    return (at == 0 && end == m->n) || m->digits[0] == '0' || behind_words(m, 2, "@who");
}

static unsigned see_ssn(const number *m)
{
    if (is_nine(m))
        return ssn_kind(m->digits);
    if (m->n_groups < 3 || m->length[0] != 3 || m->length[1] != 2 || m->length[2] != 4 ||
        !parts_ssn(m) || !stands_alone(m, 3, m->part[0] == ' ' && m->part[1] == ' '))
        return GG_DETECTORS;
    return ssn_kind(m->digits);
}

/* Where the letter of "A123456789", "A-123456789", "A# 123 456 789" stands; blank: parted by blanks
 * alone. n if there is none. */
static size_t letter_before(const number *m, bool *blank)
{
    size_t i = m->at;
    bool sign = false;

    for (; i > 0 && m->at - i < GAP_MOST && strchr(" -#.", m->s[i - 1]); i--)
        sign = sign || m->s[i - 1] != ' ';
    *blank = i < m->at && !sign;
    if (i == 0 || gg_upper(m->s[i - 1]) != 'A' || (i > 1 && gg_is_alnum(m->s[i - 2])) ||
        (*blank && m->s[i - 1] == 'a'))
        return m->n;
    return i - 1;
}

/* "A 20260131 extract" is a sentence: behind a blank, eight digits must be parted. */
static unsigned see_a_number(const number *m)
{
    bool blank, grouped = m->n_groups >= 3 && m->length[0] + m->length[1] + m->length[2] <= 9 &&
                          m->length[0] + m->length[1] + m->length[2] >= 8 && m->length[0] <= 3 &&
                          m->length[1] == 3 && m->length[2] <= 3 && m->part[0] == m->part[1];
    size_t end = m->stop[grouped ? 2 : 0];

    if (letter_before(m, &blank) == m->n || (end < m->n && gg_is_alnum(m->s[end])))
        return GG_DETECTORS;
    if (grouped)
        return GG_ID_A_NUMBER;
    return m->length[0] == 9 || (m->length[0] == 8 && !blank) ? GG_ID_A_NUMBER : GG_DETECTORS;
}

/* Dialled from abroad: "00" or "011" and a country, in groups or eleven digits and more. */
static bool is_dialled_abroad(const number *m)
{
    size_t prefix = m->n_digits > 3 && memcmp(m->digits, "011", 3) == 0 ? 3 : 2;

    if (m->n_digits < 11 || m->n_digits > 17 ||
        memcmp(m->digits, prefix == 3 ? "011" : "00", prefix))
        return false;
    if (m->digits[prefix] == '0' || !stands_alone(m, m->n_groups, true))
        return false;
    return m->n_groups > 2 || (prefix == 2 && m->length[0] != 2);
}

/* A date or its beginning is none: "called on 2026-01-31 12:30". */
static bool begins_date(const number *m)
{
    size_t last = m->n_groups < 3 ? 0 : 2;
    int64_t day;

    return gg_date_of(m->s + m->at, m->stop[0] - m->at, &day) ||
           gg_date_of(m->s + m->at, m->stop[last] - m->at, &day);
}

static bool is_dialled(const number *m)
{
    static const char calling[] =
        "call|calls|called|calling|callback|dial|dialed|dialled|ring|rang|phone|phoned|telephone|"
        "tel|"
        "mobile|cell|fax|reach|reached|reachable|contact|contacted|text|texted|sms|whatsapp|whats "
        "app|viber|"
        "landline|hotline";
    bool pair = m->n_groups == 2 && m->length[0] == 3;
    bool grouped = pair && m->length[1] == 4;

    for (size_t i = 0; m->n_groups > 1 && i < m->n_groups; i++)
        if (m->length[i] > (pair ? 7 : 6) || (m->part[i] && strchr(":_", m->part[i])))
            return false;
    if (!grouped && (m->n_digits < 10 || m->n_digits > 12))
        return false;
    return stands_alone(m, m->n_groups, true) && !begins_date(m) && behind_words(m, 3, calling);
}

static unsigned see_phone(const number *m)
{
    return is_dialled_abroad(m) || is_dialled(m) ? GG_ID_PHONE : GG_DETECTORS;
}

/* Fifteen or sixteen digits with an issuer and a right check digit: times have neither. */
static unsigned see_card(const number *m)
{
    size_t n = m->length[0];

    return (n == 15 || n == 16) && stands_alone(m, 1, false) && gg_luhn_check(m->digits, n) &&
                   gg_card_issuer_check(m->digits, n)
               ? GG_ID_CARD
               : GG_DETECTORS;
}

/* "123456789 is the SSN", "C01X00T47 (passport)": what is said behind a number. */
static unsigned see_said_behind(const number *m)
{
    static const struct {
        const char *words;
        gg_detector_id id;
    } said[] = {{"ssn|social security", GG_ID_SSN},
                {"passport", GG_ID_PASSPORT},
                {"alien|a number", GG_ID_A_NUMBER}};
    size_t i = m->stop[0], start = m->at, end;
    gg_name_tokens words;

    while (i < m->n && gg_is_alnum(m->s[i]))
        i++;
    while (start > 0 && gg_is_alnum(m->s[start - 1]) && i - start < 10)
        start--;
    if (i - start < 8 || i - start > 9 || (i - start == 8 && m->length[0] == 8) || i + 4 > m->n)
        return GG_DETECTORS;
    if (!gg_text_same(m->s + i, 4, " is ") && !gg_text_same(m->s + i, 2, " (") &&
        (i + 5 > m->n || !gg_text_same(m->s + i, 5, " was ")))
        return GG_DETECTORS;
    for (end = i + 2; end < m->n && end - i < HINT_BYTES && !strchr(".;)", m->s[end]);)
        end++;
    gg_name_split(m->s + i, end - i, &words);
    for (size_t k = 0; k < sizeof said / sizeof *said; k++)
        if (gg_name_hinted(&words, said[k].words))
            return said[k].id;
    return GG_DETECTORS;
}

const gg_identifier_kind *gg_prose_number(const char *s, size_t n)
{
    static unsigned (*const see[])(const number *) = {see_a_number, see_ssn, see_phone, see_card,
                                                      see_said_behind};
    number m;

    for (size_t i = 0; i < n; i++) {
        if (!gg_is_digit(s[i]))
            continue;
        for (size_t k = 0; take_number(s, n, i, &m) && k < sizeof see / sizeof *see; k++) {
            unsigned id = see[k](&m);

            if (id != GG_DETECTORS)
                return &gg_detectors[id].kind;
        }
        while (i + 1 < n && gg_is_digit(s[i + 1]))
            i++;
    }
    return NULL;
}
