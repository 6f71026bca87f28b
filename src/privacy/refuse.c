/* The one rule for what is kept or printed: a text of people that identifies somebody is refused,
 * alone or within a document. */
#include <string.h>

#include "gauger/base/base64.h"
#include "privacy_internal.h"

#define DIGEST_HEX 64
#define KEY_HEX    16
#define KEY_BYTES  32

gg_status gg_identifier_refuse(const char *s, size_t n, const char *name, gg_error *err)
{
    const gg_identifier_kind *kind = NULL;
    char shape[40];
    gg_status st = gg_identifier_search(s, n, name, &kind, err);

    if (st != GG_OK || !kind)
        return st;
    return gg_error_set(err, GG_E_INPUT, "leave it out; name persons by title, role or pseudonym",
                        "what looks like an identifier of a person (%s, text of shape \"%s\")",
                        kind->name, gg_text_shape(s, n, shape, sizeof shape));
}

gg_status gg_identifier_refuse_text(const char *text, const char *where, gg_error *err)
{
    gg_status st = text && *text ? gg_identifier_refuse(text, strlen(text), NULL, err) : GG_OK;

    if (st == GG_E_INPUT)
        gg_error_where(err, NULL, 0, where);
    return st;
}

/* The shape of a cell, as a check of a table says it: "aaaa@aaaa.aaa" is nobody's address. */
static bool is_shape(const char *text)
{
    for (; *text; text++)
        if ((*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') ||
            (*text >= 'a' && *text <= 'z' && !strchr("adu", *text)))
            return false;
    return true;
}

static bool is_hex(const char *text, size_t n)
{
    return strlen(text) == n && strspn(text, "0123456789abcdef") == n;
}

/* Keys and their names are chance, and one in some thousands has the check digits of an account at
 * a bank. No account number has letters in these places: behind the country's they are digits,
 * where it has 16; and none is as long as a key or a digest. */
static bool is_chance(const char *text)
{
    unsigned char key[KEY_BYTES];

    return is_hex(text, DIGEST_HEX) || (is_hex(text, KEY_HEX) && strpbrk(text + 2, "abcdef")) ||
           gg_base64_exact(text, key, sizeof key);
}

/* A key may be one too: columns are named by those who bring them. */
static gg_status refuse_members(const json_t *object, const char *where, gg_error *err)
{
    const char *key;
    json_t *value;
    gg_status st = GG_OK;

    json_object_foreach((json_t *)object, key, value)
    {
        if (st == GG_OK)
            st = gg_identifier_refuse_text(key, where, err);
        if (st == GG_OK)
            st = gg_identifier_refuse_value(value, key, err);
    }
    return st;
}

gg_status gg_identifier_refuse_value(const json_t *value, const char *where, gg_error *err)
{
    gg_status st = GG_OK;

    if (json_is_object(value))
        return refuse_members(value, where, err);
    for (size_t i = 0; st == GG_OK && i < json_array_size(value); i++)
        st = gg_identifier_refuse_value(json_array_get(value, i), where, err);
    if (!json_is_string(value) || is_chance(json_string_value(value)) ||
        is_shape(json_string_value(value)))
        return st;
    return gg_identifier_refuse_text(json_string_value(value), where, err);
}
