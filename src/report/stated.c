/*
 * What a manifest states of the operating point, in words: "0.18; at Harbour 0.19". A form that is
 * none of the manifest's (a card may be made of any map) is written as compact JSON.
 */
#include <math.h>
#include <string.h>

#include "gauger/base/text.h"
#include "report_internal.h"

/* A scalar as text; anything else in JSON's own form. */
static void put_value(const json_t *value, gg_buf *out)
{
    char *dump;

    if (json_is_string(value)) {
        gg_buf_puts(out, json_string_value(value));
        return;
    }
    dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (dump)
        gg_buf_puts(out, dump);
    else
        out->failed = true;
    free(dump);
}

/* ---- threshold ---- */

static bool is_threshold(const json_t *value)
{
    const json_t *sites = json_object_get(value, "site"), *cut = json_object_get(value, "default");

    return json_is_number(value) ||
           (json_is_object(value) && json_object_size(value) == (size_t)(!!sites + !!cut) &&
            (!cut || json_is_number(cut)) && (!sites || json_is_object(sites)));
}

static void put_threshold(const json_t *value, gg_buf *out)
{
    const json_t *cut = json_is_number(value) ? value : json_object_get(value, "default");
    const char *site, *joint = cut ? "; at " : "at ";
    json_t *one;

    if (cut)
        put_value(cut, out);
    json_object_foreach(json_object_get(value, "site"), site, one)
    {
        gg_buf_printf(out, "%s%s ", joint, site);
        put_value(one, out);
        joint = ", at ";
    }
}

/* ---- suppression ---- */

/* "bus", "bus, car or van" */
static void put_any(const json_t *values, gg_buf *out)
{
    size_t n = json_array_size(values), i;
    json_t *one;

    json_array_foreach(values, i, one)
    {
        gg_buf_puts(out, i == 0 ? "" : i + 1 == n ? " or " : ", ");
        put_value(one, out);
    }
}

/* A range, a list of words or a word. */
static void put_condition(const json_t *condition, gg_buf *out)
{
    const json_t *least = json_object_get(condition, "at_least");
    const json_t *below = json_object_get(condition, "below");

    gg_buf_puts(out, " is ");
    if (json_is_array(condition))
        put_any(condition, out);
    else if (!json_is_object(condition))
        put_value(condition, out);
    if (least) {
        gg_buf_puts(out, "at least ");
        put_value(least, out);
    }
    if (below) {
        gg_buf_puts(out, least ? " and below " : "below ");
        put_value(below, out);
    }
}

static bool is_rule(const json_t *rule)
{
    const char *name = gg_json_string(rule, "name", NULL);

    return name && json_object_size(json_object_get(rule, "when")) > 0;
}

static void put_rule(const json_t *rule, gg_buf *out)
{
    const char *column, *joint = "";
    json_t *condition;

    gg_buf_printf(out, "%s: held back when ", gg_json_string(rule, "name", ""));
    json_object_foreach(json_object_get(rule, "when"), column, condition)
    {
        gg_buf_printf(out, "%s%s", joint, column);
        put_condition(condition, out);
        joint = ", and ";
    }
}

/* ---- precedence ---- */

static bool is_precedence(const json_t *list)
{
    size_t i;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        if (!gg_json_string(one, "source", NULL))
            return false;
    }
    return json_array_size(list) > 0;
}

static void put_precedence(const json_t *list, gg_buf *out)
{
    size_t i;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        const char *source = gg_json_string(one, "source", "");

        gg_buf_printf(out, "%s%s%s", i ? ", then " : "", strcmp(source, "model") ? "" : "the ",
                      source);
    }
}

/* ---- which ---- */

static const struct {
    const char *key;
    bool (*fits)(const json_t *value);
    void (*put)(const json_t *value, gg_buf *out);
    bool each; /* of a list, each entry has words of its own */
} forms[] = {
    {"threshold", is_threshold, put_threshold, false},
    {"suppression", is_rule, put_rule, true},
    {"precedence", is_precedence, put_precedence, false},
};

static size_t form_of(const char *key)
{
    size_t i = 0;

    while (i < sizeof forms / sizeof *forms && strcmp(forms[i].key, key) != 0)
        i++;
    return i;
}

void gg_stated_value(const char *key, const json_t *value, gg_buf *out)
{
    size_t i = form_of(key);

    if (i < sizeof forms / sizeof *forms && forms[i].fits(value))
        forms[i].put(value, out);
    else
        put_value(value, out);
}

bool gg_stated_whole(const char *key, const json_t *value)
{
    size_t i = form_of(key);

    return i < sizeof forms / sizeof *forms && !forms[i].each && forms[i].fits(value);
}
