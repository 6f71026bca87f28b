/*
 * JSON as nearly all documents hold it, read in one pass over the bytes.
 *
 * What is read here is what jansson would make of the same bytes. What is not plain is handed to
 * jansson: a string with escapes alone, a document with anything else (an error, a number of 19
 * digits, a nesting too deep) as a whole, so that its verdict and its words count.
 */
#include <string.h>

#include "base_internal.h"
#include "gauger/base/text.h"

/* Integers of so many digits fit 64 bits. */
#define SAFE_DIGITS 18

typedef struct reader {
    const char *at, *end;
    int depth;
} reader;

/* The bytes of a string between its quotes. */
typedef struct span {
    const char *text;
    size_t n;
    bool escaped;
} span;

static json_t *read_value(reader *r);

static void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static bool take(reader *r, char sign)
{
    if (r->at == r->end || *r->at != sign)
        return false;
    r->at++;
    return true;
}

static bool take_span(reader *r, span *out)
{
    if (!take(r, '"'))
        return false;
    *out = (span){.text = r->at};
    for (; r->at < r->end && *r->at != '"'; r->at++) {
        if ((unsigned char)*r->at < 0x20)
            return false;
        if (*r->at != '\\')
            continue;
        out->escaped = true;
        if (++r->at == r->end)
            return false;
    }
    out->n = (size_t)(r->at - out->text);
    return take(r, '"');
}

/* The bytes are known to be UTF-8. */
static json_t *string_of(const span *s)
{
    if (!s->escaped)
        return json_stringn_nocheck(s->text, s->n);
    return json_loadb(s->text - 1, s->n + 2, JSON_DECODE_ANY, NULL);
}

static json_t *read_string(reader *r)
{
    span s;

    return take_span(r, &s) ? string_of(&s) : NULL;
}

static size_t take_digits(reader *r)
{
    const char *from = r->at;

    while (r->at < r->end && (unsigned)(*r->at - '0') <= 9)
        r->at++;
    return (size_t)(r->at - from);
}

static json_t *integer_of(const char *digits, size_t n, bool negative)
{
    json_int_t value = 0;

    for (size_t i = 0; i < n; i++)
        value = value * 10 + (digits[i] - '0');
    return json_integer(negative ? -value : value);
}

/* A fraction or an exponent makes a real. */
static json_t *read_number(reader *r)
{
    const char *from = r->at, *digits;
    const bool negative = take(r, '-');
    bool real = false;
    double x;
    size_t n;

    digits = r->at;
    n = take_digits(r);
    if (n == 0 || (n > 1 && *digits == '0'))
        return NULL;
    if (take(r, '.')) {
        real = true;
        if (!take_digits(r))
            return NULL;
    }
    if (take(r, 'e') || take(r, 'E')) {
        real = true;
        if (!take(r, '-'))
            (void)take(r, '+');
        if (!take_digits(r))
            return NULL;
    }
    if (!real)
        return n <= SAFE_DIGITS ? integer_of(digits, n, negative) : NULL;
    return gg_text_number(from, (size_t)(r->at - from), &x) == GG_NUMBER_OK ? json_real(x) : NULL;
}

static json_t *read_word(reader *r, const char *word, json_t *value)
{
    const size_t n = strlen(word);

    if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
        return NULL;
    r->at += n;
    return value;
}

/* Whether another item follows; *ok is false where neither a comma nor the end does. */
static bool another(reader *r, char end, bool *ok)
{
    skip_space(r);
    if (take(r, ',')) {
        skip_space(r);
        return true;
    }
    *ok = take(r, end);
    return false;
}

static json_t *read_array(reader *r)
{
    json_t *array = json_array();
    bool ok = array != NULL;

    r->at++;
    skip_space(r);
    if (ok && !take(r, ']')) {
        do
            ok = json_array_append_new(array, read_value(r)) == 0;
        while (ok && another(r, ']', &ok));
    }
    if (ok)
        return array;
    json_decref(array);
    return NULL;
}

static bool read_member(reader *r, json_t *object)
{
    const size_t size = json_object_size(object);
    json_t *name = NULL;
    span key;
    bool ok;

    if (!take_span(r, &key))
        return false;
    if (key.escaped) {
        name = string_of(&key);
        if (!name)
            return false;
        key.text = json_string_value(name);
        key.n = json_string_length(name);
    }
    skip_space(r);
    ok = take(r, ':');
    skip_space(r);
    ok = ok && json_object_setn_new_nocheck(object, key.text, key.n, read_value(r)) == 0 &&
         json_object_size(object) > size; /* a key that was there before adds none */
    json_decref(name);
    return ok;
}

static json_t *read_object(reader *r)
{
    json_t *object = json_object();
    bool ok = object != NULL;

    r->at++;
    skip_space(r);
    if (ok && !take(r, '}')) {
        do
            ok = read_member(r, object);
        while (ok && another(r, '}', &ok));
    }
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *read_nested(reader *r)
{
    json_t *value;

    if (r->depth == GG_DOCUMENT_DEPTH)
        return NULL;
    r->depth++;
    value = *r->at == '{' ? read_object(r) : read_array(r);
    r->depth--;
    return value;
}

static json_t *read_value(reader *r)
{
    switch (r->at < r->end ? *r->at : '\0') {
    case '{':
    case '[':
        return read_nested(r);
    case '"':
        return read_string(r);
    case 't':
        return read_word(r, "true", json_true());
    case 'f':
        return read_word(r, "false", json_false());
    case 'n':
        return read_word(r, "null", json_null());
    default:
        return read_number(r);
    }
}

json_t *gg_json_read(const char *s, size_t n)
{
    reader r = {.at = s, .end = s + n};
    json_t *value;

    skip_space(&r);
    value = read_value(&r);
    skip_space(&r);
    if (value && r.at == r.end)
        return value;
    json_decref(value);
    return NULL;
}
