/*
 * Names of columns as hints. A name is compared word by word, never as a substring: "public" holds
 * no "lic", "usage" no "age", "session" no "ssn", "do_bypass" no "dob".
 */
#include <string.h>

#include "privacy_internal.h"

static const char *const persons[] = {
    "person",      "people",    "patient",   "subject",   "applicant",  "customer",
    "client",      "member",    "student",   "employee",  "staff",      "worker",
    "offender",    "defendant", "inmate",    "prisoner",  "arrestee",   "suspect",
    "victim",      "driver",    "passenger", "traveler",  "traveller",  "borrower",
    "claimant",    "taxpayer",  "voter",     "citizen",   "resident",   "respondent",
    "participant", "user",      "owner",     "holder",    "cardholder", "beneficiary",
    "individual",  "contact",   "parent",    "child",     "mother",     "father",
    "spouse",      "officer",   "doctor",    "physician", "provider",   "consumer",
    "witness",     "guardian",  "tenant",    "veteran",   "emergency",  "alien",
    "petitioner",  "detainee",
};

static const char *const numbers[] = {"id",      "ids", "no",   "nr",         "nos", "num",
                                      "number",  "key", "code", "identifier", "uid", "pk",
                                      "numbers", "nbr", "ref",  "reference"};

static bool among(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

typedef enum sign { SIGN_BREAK, SIGN_LOWER, SIGN_UPPER, SIGN_DIGIT } sign;

static sign sign_of(char c)
{
    unsigned b = gg_byte_classes[(unsigned char)c];

    return b & GG_BYTE_UPPER                    ? SIGN_UPPER
           : b & (GG_BYTE_LOWER | GG_BYTE_HIGH) ? SIGN_LOWER
           : b & GG_BYTE_DIGIT                  ? SIGN_DIGIT
                                                : SIGN_BREAK;
}

/* Whether a new token begins at i: "dateOf" before O, "IPAddress" before A, "IDs" nowhere. */
static bool begins(const char *s, size_t n, size_t i)
{
    sign before = sign_of(s[i - 1]), here = sign_of(s[i]), after;

    if (before == SIGN_BREAK || before == SIGN_DIGIT || here == SIGN_DIGIT)
        return before != here;
    if (here != SIGN_UPPER)
        return false;
    if (before == SIGN_LOWER)
        return true;
    after = i + 1 < n ? sign_of(s[i + 1]) : SIGN_BREAK;
    return after == SIGN_LOWER &&
           !(s[i + 1] == 's' && (i + 2 == n || sign_of(s[i + 2]) == SIGN_BREAK));
}

void gg_name_split(const char *name, size_t n, gg_name_tokens *out)
{
    size_t used = 0;
    bool open = false;

    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        bool word = sign_of(name[i]) != SIGN_BREAK;

        if (open && (!word || begins(name, n, i))) {
            out->text[used++] = '\0';
            open = false;
        }
        if (!word)
            continue;
        if (!open) {
            if (out->n == GG_NAME_TOKENS || used + 2 > sizeof out->text)
                return;
            out->token[out->n++] = out->text + used;
            open = true;
        }
        if (used + 1 < sizeof out->text)
            out->text[used++] = gg_lower(name[i]);
        else
            break;
    }
    if (open)
        out->text[used] = '\0';
}

static bool word_fits(const char *token, const char *word, size_t n)
{
    if (n > 0 && word[0] == '@') {
        if (n == 4 && memcmp(word, "@who", 4) == 0)
            return among(persons, sizeof persons / sizeof persons[0], token);
        return among(numbers, sizeof numbers / sizeof numbers[0], token);
    }
    return strlen(token) == n && memcmp(token, word, n) == 0;
}

/* Whether the words of one alternative stand at token at; sets how many there are. */
static bool stands(const gg_name_tokens *tokens, size_t at, const char *alternative, size_t n,
                   size_t *words)
{
    size_t i = 0;

    *words = 0;
    while (i < n) {
        const char *space = memchr(alternative + i, ' ', n - i);
        size_t length = space ? (size_t)(space - alternative) - i : n - i;

        if (at >= tokens->n || !word_fits(tokens->token[at], alternative + i, length))
            return false;
        at++;
        (*words)++;
        i += length + 1;
    }
    return true;
}

static bool occurs(const gg_name_tokens *tokens, const char *alternative, size_t n, bool whole)
{
    size_t words;

    for (size_t at = 0; at < tokens->n; at++)
        if (stands(tokens, at, alternative, n, &words) && (!whole || words == tokens->n))
            return true;
    return false;
}

bool gg_name_hinted(const gg_name_tokens *tokens, const char *hints)
{
    bool hinted = false;

    while (*hints) {
        size_t n = strcspn(hints, "|");
        char mark = hints[0];
        size_t skip = mark == '=' || mark == '!' ? 1 : 0;

        if (occurs(tokens, hints + skip, n - skip, mark == '=')) {
            if (mark == '!')
                return false;
            hinted = true;
        }
        hints += n + (hints[n] == '|');
    }
    return hinted;
}
