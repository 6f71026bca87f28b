/* Which features weigh otherwise in one artifact than in another. */
#include <stdio.h>
#include <string.h>

#include "gauger/model/artifact.h"

#include "gauger/base/arena.h"

#define INTERCEPT "(intercept)"

typedef struct comparison {
    gg_arena arena;
    json_t *out;
    bool failed;
} comparison;

/* One weight on two sides; listed where they differ. */
static void compare(comparison *c, const char *feature, const json_t *term, json_t *from,
                    json_t *to)
{
    json_t *entry;

    if (from && to && json_equal(from, to))
        return;
    entry = json_pack("{s:s, s:s, s:s, s:O?, s:O?}", "feature", feature, "what",
                      gg_json_string(term, "what", ""), "of", gg_json_string(term, "of", ""),
                      "from", from, "to", to);
    if (!entry || json_array_append_new(c->out, entry))
        c->failed = true;
}

/* A term's name among those of its feature; NULL when memory is out. */
static const char *term_key(comparison *c, const json_t *term)
{
    return gg_arena_printf(&c->arena, "%s %s", gg_json_string(term, "what", ""),
                           gg_json_string(term, "of", ""));
}

/* What each term adds, by its name; borrowed values. */
static json_t *by_term(comparison *c, const json_t *terms)
{
    json_t *map = json_object();
    const json_t *term;
    size_t i;

    json_array_foreach((json_t *)terms, i, term)
    {
        const char *key = term_key(c, term);

        if (!key || json_object_set(map, key, json_object_get(term, "adds")))
            c->failed = true;
    }
    return map;
}

static void compare_feature(comparison *c, const char *name, const json_t *from, const json_t *to)
{
    json_t *before = by_term(c, from), *after = by_term(c, to);
    const json_t *term;
    size_t i;

    if (!before || !after)
        c->failed = true;
    json_array_foreach((json_t *)to, i, term)
    {
        const char *key = term_key(c, term);

        if (key && !c->failed)
            compare(c, name, term, json_object_get(before, key), json_object_get(after, key));
    }
    json_array_foreach((json_t *)from, i, term)
    {
        const char *key = term_key(c, term);

        if (key && !c->failed && !json_object_get(after, key))
            compare(c, name, term, json_object_get(before, key), NULL);
    }
    json_decref(before);
    json_decref(after);
}

/* Terms of features by name; borrowed lists. */
static json_t *by_feature(comparison *c, const json_t *weights)
{
    json_t *map = json_object();
    const json_t *feature;
    size_t i;

    json_array_foreach(json_object_get(weights, "features"), i, feature)
    {
        if (json_object_set(map, gg_json_string(feature, "name", ""),
                            json_object_get(feature, "terms")))
            c->failed = true;
    }
    return map;
}

static bool has_weights(const json_t *weights)
{
    return json_array_size(json_object_get(weights, "features")) > 0;
}

static void compare_all(comparison *c, const json_t *from, const json_t *to)
{
    json_t *intercept = json_pack("{s:s, s:s}", "what", "intercept", "of", "");
    json_t *before = by_feature(c, from);
    const json_t *feature;
    size_t i;

    if (intercept && before && !c->failed)
        compare(c, INTERCEPT, intercept, json_object_get(from, "intercept"),
                json_object_get(to, "intercept"));
    else
        c->failed = true;
    json_array_foreach(json_object_get(to, "features"), i, feature)
    {
        const char *name = gg_json_string(feature, "name", "");
        const json_t *terms = json_object_get(before, name);

        if (terms && !c->failed)
            compare_feature(c, name, terms, json_object_get(feature, "terms"));
    }
    json_decref(intercept);
    json_decref(before);
}

gg_status gg_artifact_reweighted(const json_t *from, const json_t *to, json_t **out, gg_error *err)
{
    comparison c = {.out = json_array(), .failed = false};

    if (!has_weights(from) || !has_weights(to) ||
        strcmp(gg_json_string(from, "link", ""), gg_json_string(to, "link", "")) != 0) {
        json_decref(c.out);
        *out = json_null();
        return GG_OK;
    }
    gg_arena_init(&c.arena);
    if (c.out)
        compare_all(&c, from, to);
    gg_arena_release(&c.arena);
    if (!c.out || c.failed) {
        json_decref(c.out);
        return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
    }
    *out = c.out;
    return GG_OK;
}
