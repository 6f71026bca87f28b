/* Reading a list of keys. */
#include <stdlib.h>
#include <string.h>

#include "account_internal.h"
#include "audit_internal.h"

#define KEYS_MAX  100000
#define SPANS_MAX 1000000

static gg_status bad_line(size_t line, const char *why, gg_error *err)
{
    gg_error_where(err, NULL, line, NULL);
    return gg_error_set(err, GG_E_INPUT, "give what gauger account keys wrote",
                        "not a list of keys: %s", why);
}

static bool read_number(const char *s, size_t n, uint64_t *out)
{
    uint64_t x = 0;

    if (n == 0 || n > 15)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        x = x * 10 + (uint64_t)(s[i] - '0');
    }
    *out = x;
    return x > 0;
}

/* "# gauger/keys/1 ID people one|several [since N]" */
static bool read_first(const char *line, size_t n, gg_known_keys *out)
{
    static const char begin[] = "# gauger/keys/1 ", one[] = " people one",
                      many[] = " people several", from[] = " since ";
    const size_t at = sizeof begin - 1, id = GG_SHA256_HEX - 1, m = sizeof many - 1,
                 f = sizeof from - 1;
    const char *rest = line + at + id;

    if (n <= at + id || memcmp(line, begin, at) != 0)
        return false;
    memcpy(out->id, line + at, id);
    out->id[id] = '\0';
    n -= at + id;
    out->several = n >= m && memcmp(rest, many, m) == 0;
    if (!gg_digest_check(out->id))
        return false;
    if (!out->several)
        return n == sizeof one - 1 && memcmp(rest, one, n) == 0;
    return n == m || (n > m + f && memcmp(rest + m, from, f) == 0 &&
                      read_number(rest + m + f, n - m - f, &out->several_since));
}

static int digit(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Undoes what names of keys do to names of accounts. */
static bool read_account(const char *s, size_t n, char out[GG_ACTOR_MAX + 1])
{
    size_t o = 0;

    for (size_t i = 0; i < n && o < GG_ACTOR_MAX; i++) {
        if (s[i] != '%') {
            out[o++] = s[i];
            continue;
        }
        if (n - i < 3 || digit(s[i + 1]) < 0 || digit(s[i + 2]) < 0)
            return false;
        out[o++] = (char)(digit(s[i + 1]) * 16 + digit(s[i + 2]));
        i += 2;
    }
    out[o] = '\0';
    return o > 0 && strlen(out) == o;
}

/* ---- spans */

static bool add_span(gg_known_keys *keys, const gg_key_span *span)
{
    gg_key_span *more;

    if (keys->n_spans == SPANS_MAX)
        return false;
    more = realloc(keys->spans, (keys->n_spans + 1) * sizeof *more);
    if (!more)
        return false;
    keys->spans = more;
    more[keys->n_spans++] = *span;
    return true;
}

/* "ROLE:N-[N]" or, without a role, "N-[N]". */
static bool read_span(const char *s, size_t n, bool role, gg_known_keys *keys)
{
    gg_key_span span = {.key = keys->n};
    const char *colon = role ? memchr(s, ':', n) : NULL, *dash;
    char word[20] = "";

    if (role) {
        if (!colon || (size_t)(colon - s) >= sizeof word)
            return false;
        memcpy(word, s, (size_t)(colon - s));
        span.role = gg_account_role_bit(word);
        if (!span.role)
            return false;
        n -= (size_t)(colon + 1 - s);
        s = colon + 1;
    }
    dash = memchr(s, '-', n);
    if (!dash || !read_number(s, (size_t)(dash - s), &span.since))
        return false;
    n -= (size_t)(dash + 1 - s);
    return (n == 0 || (read_number(dash + 1, n, &span.until) && span.until >= span.since)) &&
           add_span(keys, &span);
}

static bool read_spans(const char *s, size_t n, bool role, gg_known_keys *keys)
{
    while (n) {
        const char *comma = memchr(s, ',', n);
        size_t k = comma ? (size_t)(comma - s) : n;

        if (!read_span(s, k, role, keys) || (comma && k + 1 == n))
            return false;
        s += k + (comma != NULL);
        n -= k + (comma != NULL);
    }
    return true;
}

/* One of the words behind a key. */
static bool read_word(const char *s, size_t n, gg_known_keys *keys, gg_known_key *out)
{
    if (n > 7 && memcmp(s, "person=", 7) == 0)
        return read_account(s + 7, n - 7, out->person);
    if (n > 5 && memcmp(s, "held=", 5) == 0)
        return read_spans(s + 5, n - 5, true, keys);
    if (n > 9 && memcmp(s, "disabled=", 9) == 0)
        return read_spans(s + 9, n - 9, false, keys);
    if (n > 8 && memcmp(s, "account=", 8) == 0)
        return read_account(s + 8, n - 8, out->account);
    if (n >= 6 && memcmp(s, "roles=", 6) == 0) {
        if (n - 6 >= sizeof out->roles)
            return false;
        memcpy(out->roles, s + 6, n - 6);
        out->roles[n - 6] = '\0';
        return true;
    }
    if (n > 6 && memcmp(s, "since=", 6) == 0)
        return read_number(s + 6, n - 6, &out->since);
    if (n > 6 && memcmp(s, "until=", 6) == 0)
        return read_number(s + 6, n - 6, &out->until);
    return false;
}

static gg_status read_key(const char *line, size_t n, gg_known_keys *keys, gg_known_key *out,
                          gg_error *err)
{
    const char *space = memchr(line, ' ', n), *end = line + n;
    size_t key = space ? (size_t)(space - line) : n;
    gg_status st;

    memset(out, 0, sizeof *out);
    st = gg_verifier_parse(line, key, &out->verifier, err);
    if (st != GG_OK)
        return st;
    gg_key_id(out->verifier.public_key, out->id);
    for (const char *at = line + key; at < end;) {
        const char *next = memchr(at + 1, ' ', (size_t)(end - at - 1));

        next = next ? next : end;
        if (!read_word(at + 1, (size_t)(next - at - 1), keys, out))
            return gg_error_set(err, GG_E_INPUT, "give what gauger account keys wrote",
                                "not a list of keys: a word behind a key is unknown");
        at = next;
    }
    return out->account[0] && out->since
               ? GG_OK
               : gg_error_set(err, GG_E_INPUT, "give what gauger account keys wrote",
                              "not a list of keys: a key without account or since");
}

static gg_status add_key(gg_known_keys *keys, const gg_known_key *key, gg_error *err)
{
    gg_known_key *more;

    if (keys->n == KEYS_MAX)
        return gg_error_set(err, GG_E_LIMIT, NULL, "more than %d keys", KEYS_MAX);
    more = realloc(keys->keys, (keys->n + 1) * sizeof *more);
    if (!more)
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    keys->keys = more;
    more[keys->n++] = *key;
    return GG_OK;
}

gg_status gg_known_keys_parse(const char *data, size_t n, gg_known_keys *out, gg_error *err)
{
    gg_known_keys keys;
    gg_known_key key;
    size_t number = 0;
    gg_status st = GG_OK;

    memset(&keys, 0, sizeof keys);
    for (const char *line = data, *end = data + n; st == GG_OK && line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((next ? next : end) - line);

        if (++number == 1 && !read_first(line, length, &keys))
            st = bad_line(number, "it does not begin as one", err);
        else if (length && line[0] != '#') {
            st = read_key(line, length, &keys, &key, err);
            if (st == GG_OK)
                st = add_key(&keys, &key, err);
            else
                gg_error_where(err, NULL, number, NULL);
        }
        line = next ? next + 1 : end;
    }
    if (st == GG_OK && !number)
        st = bad_line(1, "it is empty", err);
    if (st == GG_OK)
        *out = keys;
    else
        gg_known_keys_release(&keys);
    return st;
}

void gg_known_keys_release(gg_known_keys *keys)
{
    if (!keys)
        return;
    free(keys->keys);
    free(keys->spans);
    memset(keys, 0, sizeof *keys);
}
