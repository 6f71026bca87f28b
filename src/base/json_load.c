#include "gauger/base/json.h"

#include <stdio.h>
#include <string.h>

#include "base_internal.h"
#include "gauger/base/file.h"
#include "gauger/base/text.h"

static unsigned long long line_of(const char *s, size_t at)
{
    unsigned long long line = 1;

    for (size_t i = 0; i < at; i++)
        line += s[i] == '\n';
    return line;
}

/* Where the first byte is that is no white space; n if there is none. */
static size_t first_sign(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n'))
        i++;
    return i;
}

/* What holds for both forms: valid UTF-8 without NUL. */
static gg_status check_bytes(const char *s, size_t n, gg_error *err)
{
    const char *nul = n ? memchr(s, '\0', n) : NULL;
    size_t at = 0;

    if (!gg_text_utf8(s, n, &at)) {
        gg_error_where(err, NULL, line_of(s, at), NULL);
        return gg_error_set(err, GG_E_INPUT, "save the document as UTF-8", "invalid UTF-8");
    }
    if (nul) {
        gg_error_where(err, NULL, line_of(s, (size_t)(nul - s)), NULL);
        return gg_error_set(err, GG_E_INPUT, "give a text document", "a NUL byte");
    }
    return GG_OK;
}

/* jansson would recurse to 2048; a bracket too many is found here, with its line. */
static gg_status check_depth(const char *s, size_t n, gg_error *err)
{
    bool quoted = false;
    int depth = 0;

    for (size_t i = 0; i < n; i++) {
        if (quoted) {
            if (s[i] == '\\')
                i++;
            else if (s[i] == '"')
                quoted = false;
        } else if (s[i] == '"') {
            quoted = true;
        } else if (s[i] == '{' || s[i] == '[') {
            if (++depth <= GG_DOCUMENT_DEPTH)
                continue;
            gg_error_where(err, NULL, line_of(s, i), NULL);
            return gg_error_set(err, GG_E_INPUT, "nest less deeply", "nested over %d deep",
                                GG_DOCUMENT_DEPTH);
        } else if (s[i] == '}' || s[i] == ']') {
            depth--;
        }
    }
    return GG_OK;
}

/* Names the key that ends before byte `end`: back to its opening quote, the one not escaped. */
static gg_status twice(const char *s, size_t end, gg_error *err)
{
    char name[84];
    size_t open = end - 1;

    while (open > 0) {
        size_t slashes = 0;

        if (s[--open] != '"')
            continue;
        while (slashes < open && s[open - 1 - slashes] == '\\')
            slashes++;
        if (slashes % 2 == 0)
            break;
    }
    gg_text_clean(s + open + 1, end - open - 2, name, sizeof name - 4);
    return gg_error_set(err, GG_E_INPUT, "keep one of the two", "the key \"%s\" is there twice",
                        name);
}

/* jansson's codes in our words; its own texts may quote the document, which errors must not. */
static const struct {
    enum json_error_code code;
    const char *what, *mend;
} sentences[] = {
    {json_error_premature_end_of_input, "the document ends too early",
     "close every bracket and quote"},
    {json_error_end_of_input_expected, "something stands behind the end of the document",
     "give one document in a file"},
    {json_error_null_character, "a string holds a NUL (\\u0000)", "leave it out"},
    {json_error_null_byte_in_key, "a key holds a NUL (\\u0000)", "leave it out"},
    {json_error_numeric_overflow, "a number is too large",
     "integers have 64 bits, other numbers end at 1.8e308"},
};

static gg_status explain(const char *s, size_t n, const json_error_t *e, const char *mend,
                         gg_error *err)
{
    const char *quote = strstr(e->text, " near '");
    int length = quote ? (int)(quote - e->text) : (int)strlen(e->text);
    enum json_error_code code = json_error_code(e);

    /* jansson leaves the text empty for most of its failed allocations. */
    if (code == json_error_out_of_memory || e->text[0] == '\0')
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    gg_error_where(err, NULL, e->line > 0 ? (unsigned long long)e->line : 1, NULL);
    if (code == json_error_duplicate_key && e->position > 1 && (size_t)e->position <= n)
        return twice(s, (size_t)e->position, err);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].code == code)
            return gg_error_set(err, GG_E_INPUT, sentences[i].mend, "%s", sentences[i].what);
    return gg_error_set(err, GG_E_INPUT, mend, "not JSON at character %d (%.*s)", e->column, length,
                        e->text);
}

static gg_status parse_json(const char *s, size_t n, const char *mend, json_t **out, gg_error *err)
{
    json_error_t e;
    json_t *value;
    gg_status st = check_depth(s, n, err);

    if (st != GG_OK)
        return st;
    if (first_sign(s, n) == n)
        return gg_error_set(err, GG_E_INPUT, GG_DOCUMENT_EMPTY_MEND, GG_DOCUMENT_EMPTY);
    value = json_loadb(s, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!value)
        return explain(s, n, &e, mend, err);
    *out = value;
    return GG_OK;
}

static gg_status parse(const char *s, size_t n, const char *name, json_t **out, gg_error *err)
{
    size_t length = name ? strlen(name) : 0, first;
    gg_status st;

    if (n > GG_DOCUMENT_BYTES)
        return gg_error_set(err, GG_E_INPUT, "give a smaller document",
                            "the document is over %zu MiB", GG_DOCUMENT_BYTES >> 20);
    if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
        s += 3;
        n -= 3;
    }
    st = check_bytes(s, n, err);
    if (st != GG_OK)
        return st;
    first = first_sign(s, n);
    if (length > 5 && strcmp(name + length - 5, ".json") == 0)
        return parse_json(s, n, "check commas, quotes and brackets", out, err);
    if (first < n && (s[first] == '{' || s[first] == '['))
        return parse_json(s, n, "what begins with { or [ must be JSON", out, err);
    return gg_yaml_parse(s, n, out, err);
}

/* The line must not be joined to an error that was there before, so it goes through one of our own.
 */
static gg_status hand_over(gg_status st, const char *name, gg_error *own, gg_error *err)
{
    if (st != GG_OK) {
        gg_error_where(own, name, 0, NULL);
        if (err && err->status == GG_OK)
            *err = *own;
    }
    return st;
}

gg_status gg_json_parse(const char *s, size_t n, const char *name, json_t **out, gg_error *err)
{
    gg_error own;

    gg_error_init(&own);
    /* An empty blob of a database has no address. */
    return hand_over(parse(s ? s : "", n, name, out, &own), name, &own, err);
}

gg_status gg_json_load(const char *path, json_t **out, gg_error *err)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    gg_error own;
    gg_buf text;
    gg_status st;

    gg_error_init(&own);
    gg_buf_init(&text, GG_DOCUMENT_BYTES + 1);
    st = gg_file_read(path, GG_DOCUMENT_BYTES, &text, &own);
    if (st == GG_E_LIMIT)
        st = own.status = GG_E_INPUT;
    else if (st == GG_OK)
        st = parse(text.data ? text.data : "", text.size, name, out, &own);
    gg_buf_release(&text);
    return hand_over(st, name, &own, err);
}
