/* Texts that people give are looked at before they enter the log, where nothing is deleted. */
#include <string.h>

#include "gauger/base/base64.h"
#include "gauger/base/text.h"
#include "gauger/privacy/identifier.h"
#include "registry_internal.h"

gg_status gg_no_identifier(const char *text, size_t n, const char *field, gg_error *err)
{
    const gg_identifier_kind *kind = NULL;
    char shape[40];
    gg_status st = gg_identifier_search(text, n, field, &kind, err);

    if (st != GG_OK || !kind)
        return st;
    return gg_error_set(err, GG_E_INPUT, "leave it out; name persons by title, role or pseudonym",
                        "what looks like an identifier of a person (%s, text of shape \"%s\")",
                        kind->name, gg_text_shape(text, n, shape, sizeof shape));
}

gg_status gg_no_identifier_in(const char *text, const char *field, gg_error *err)
{
    gg_status st = text && *text ? gg_no_identifier(text, strlen(text), NULL, err) : GG_OK;

    if (st == GG_E_INPUT)
        gg_error_where(err, NULL, 0, field);
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

/* Keys and their names are chance, and one in some thousands has the check digits of an account at
 * a bank. No account number has letters in these places: behind the country's they are digits,
 * where it has 16; and none is as long as a key. */
static bool is_key(const char *text)
{
    unsigned char key[GG_PUBLIC_BYTES];

    if (strlen(text) == GG_KEY_ID - 1)
        return strspn(text, "0123456789abcdef") == GG_KEY_ID - 1 && strpbrk(text + 2, "abcdef");
    return gg_base64_exact(text, key, sizeof key);
}

/* A key may be one too: columns are named by those who bring them. */
static gg_status check_members(const json_t *object, const char *field, gg_error *err)
{
    const char *key;
    json_t *value;
    gg_status st = GG_OK;

    json_object_foreach((json_t *)object, key, value)
    {
        if (st == GG_OK)
            st = gg_no_identifier_in(key, field, err);
        if (st == GG_OK)
            st = gg_no_identifier_value(value, key, err);
    }
    return st;
}

gg_status gg_no_identifier_value(const json_t *value, const char *field, gg_error *err)
{
    gg_status st = GG_OK;

    if (json_is_object(value))
        return check_members(value, field, err);
    for (size_t i = 0; st == GG_OK && i < json_array_size(value); i++)
        st = gg_no_identifier_value(json_array_get(value, i), field, err);
    if (!json_is_string(value) || gg_digest_check(json_string_value(value)) ||
        is_key(json_string_value(value)) || is_shape(json_string_value(value)))
        return st;
    return gg_no_identifier_in(json_string_value(value), field, err);
}

/* The name of what an event is about: "model/NAME@3" without what is of the program. */
static gg_status check_object(const char *object, gg_error *err)
{
    const char *slash = strchr(object, '/'), *name = slash ? slash + 1 : object;
    gg_status st = gg_no_identifier(name, strcspn(name, "@"), NULL, err);

    if (st == GG_E_INPUT)
        gg_error_where(err, NULL, 0, "name");
    return st;
}

gg_status gg_event_no_identifier(const gg_event *event, gg_error *err)
{
    static const char *const takes_away[] = {"dataset.purge", "account.disable", "audit.ask",
                                             "audit.redact"};
    gg_status st;

    for (size_t i = 0; i < sizeof takes_away / sizeof *takes_away; i++)
        if (strcmp(event->action, takes_away[i]) == 0)
            return gg_no_identifier_value(json_object_get(event->payload, "reason"), "reason", err);
    st = check_object(event->object, err);
    return st == GG_OK ? gg_no_identifier_value(event->payload, "payload", err) : st;
}
