#include "gauger/base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gauger/base/text.h"

/* An array of scalars that fits into this many bytes stands on one line. */
#define SHORT_ARRAY 80

/* RFC 8785, section 3.2.2.2: the short escapes, \u00xx for other controls, all else as it is. */
static bool stays(unsigned char sign)
{
    return sign >= 0x20 && sign != '"' && sign != '\\';
}

static void write_escape(char sign, gg_buf *out)
{
    static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *at = sign ? strchr(named, sign) : NULL;

    if (at)
        gg_buf_printf(out, "\\%c", letters[at - named]);
    else
        gg_buf_printf(out, "\\u%04x", (unsigned)(unsigned char)sign);
}

static void write_text(const char *s, size_t n, gg_buf *out)
{
    size_t from = 0;

    gg_buf_append(out, "\"", 1);
    for (size_t i = 0; i < n; i++) {
        if (stays((unsigned char)s[i]))
            continue;
        gg_buf_append(out, s + from, i - from);
        from = i + 1;
        write_escape(s[i], out);
    }
    gg_buf_append(out, s + from, n - from);
    gg_buf_append(out, "\"", 1);
}

static void write_real(double x, gg_buf *out)
{
    char text[32];

    gg_buf_puts(out, gg_text_double(x, text));
}

/*
 * A real without point or exponent reads back as an integer; beyond 64 bits a reader may refuse it,
 * as jansson does. From 1e21 on there is an exponent.
 */
static void write_readable_real(double x, gg_buf *out)
{
    write_real(x, out);
    if (fabs(x) >= 0x1p63 && fabs(x) < 1e21)
        gg_buf_puts(out, ".0");
}

/* Every value but arrays and objects; integers stay integers. */
static void write_scalar(const json_t *value, gg_buf *out)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        write_text(json_string_value(value), json_string_length(value), out);
        return;
    case JSON_INTEGER:
        gg_buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return;
    case JSON_REAL:
        write_readable_real(json_real_value(value), out);
        return;
    case JSON_TRUE:
        gg_buf_puts(out, "true");
        return;
    case JSON_FALSE:
        gg_buf_puts(out, "false");
        return;
    default:
        gg_buf_puts(out, "null");
    }
}

static void new_line(gg_buf *out, size_t depth)
{
    gg_buf_append(out, "\n", 1);
    gg_buf_fill(out, ' ', 2 * depth);
}

/* Writes the array on one line if it is short enough, else takes back what it wrote. */
static bool write_short_array(const json_t *array, gg_buf *out)
{
    size_t start = out->size, i;
    const json_t *item;

    json_array_foreach(array, i, item)
    {
        if (json_is_array(item) || json_is_object(item))
            break;
        gg_buf_puts(out, i ? ", " : "[");
        write_scalar(item, out);
        if (out->failed || out->size - start >= SHORT_ARRAY)
            break;
    }
    if (i == json_array_size(array)) {
        gg_buf_puts(out, i ? "]" : "[]");
        return true;
    }
    if (out->failed)
        return true;
    out->size = start;
    return false;
}

static void write_value(const json_t *value, gg_buf *out, size_t depth);

static void write_array(const json_t *array, gg_buf *out, size_t depth)
{
    const json_t *item;
    size_t i;

    if (write_short_array(array, out))
        return;
    json_array_foreach(array, i, item)
    {
        gg_buf_puts(out, i ? "," : "[");
        new_line(out, depth + 1);
        write_value(item, out, depth + 1);
    }
    new_line(out, depth);
    gg_buf_puts(out, "]");
}

static void write_object(const json_t *object, gg_buf *out, size_t depth)
{
    const char *key;
    json_t *item;
    bool first = true;

    /* jansson's iterators take a mutable object, but do not change it. */
    json_object_foreach((json_t *)object, key, item)
    {
        gg_buf_puts(out, first ? "{" : ",");
        first = false;
        new_line(out, depth + 1);
        write_text(key, strlen(key), out);
        gg_buf_puts(out, ": ");
        write_value(item, out, depth + 1);
    }
    if (!first)
        new_line(out, depth);
    gg_buf_puts(out, first ? "{}" : "}");
}

static void write_value(const json_t *value, gg_buf *out, size_t depth)
{
    if (json_is_array(value))
        write_array(value, out, depth);
    else if (json_is_object(value))
        write_object(value, out, depth);
    else
        write_scalar(value, out);
}

void gg_json_write(const json_t *value, gg_buf *out)
{
    write_value(value, out, 0);
    gg_buf_append(out, "\n", 1);
}

typedef struct member {
    const char *key;
    const json_t *value;
} member;

/*
 * The order of two keys by UTF-16 code units (RFC 8785, section 3.2.3). The bytes of UTF-8 order as
 * code points do; the two orders differ only where U+E000..U+FFFF (lead byte EE or EF) meets a code
 * point beyond U+FFFF (lead byte F0 or more), whose UTF-16 begins with a surrogate, D800..DFFF.
 */
static int compare_keys(const void *left, const void *right)
{
    const unsigned char *a = (const unsigned char *)((const member *)left)->key;
    const unsigned char *b = (const unsigned char *)((const member *)right)->key;

    while (*a && *a == *b)
        a++, b++;
    if (*a >= 0xee && *b >= 0xee && (*a >= 0xf0) != (*b >= 0xf0))
        return *a >= 0xf0 ? -1 : 1;
    return (*a > *b) - (*a < *b);
}

static void canonical_object(const json_t *object, gg_buf *out)
{
    size_t n = json_object_size(object), k = 0;
    member few[32], *members = n <= sizeof few / sizeof *few ? few : calloc(n, sizeof *members);
    const char *key;
    json_t *item;

    if (!members) {
        out->failed = true;
        return;
    }
    json_object_foreach((json_t *)object, key, item) members[k++] = (member){key, item};
    qsort(members, n, sizeof *members, compare_keys);
    gg_buf_append(out, "{", 1);
    for (k = 0; k < n; k++) {
        if (k > 0)
            gg_buf_append(out, ",", 1);
        write_text(members[k].key, strlen(members[k].key), out);
        gg_buf_append(out, ":", 1);
        gg_json_canonical(members[k].value, out);
    }
    gg_buf_append(out, "}", 1);
    if (members != few)
        free(members);
}

void gg_json_canonical(const json_t *value, gg_buf *out)
{
    const json_t *item;
    size_t i;

    if (json_is_object(value)) {
        canonical_object(value, out);
    } else if (json_is_array(value)) {
        gg_buf_append(out, "[", 1);
        json_array_foreach(value, i, item)
        {
            if (i > 0)
                gg_buf_append(out, ",", 1);
            gg_json_canonical(item, out);
        }
        gg_buf_append(out, "]", 1);
    } else if (json_is_number(value)) {
        write_real(json_number_value(value), out);
    } else {
        write_scalar(value, out);
    }
}
