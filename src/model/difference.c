/* What differs between two manifests, key by key. */
#include <string.h>

#include "gauger/base/arena.h"
#include "gauger/model/fingerprint.h"
#include "model_internal.h"

static gg_status memory(gg_error *err)
{
    return gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");
}

bool gg_value_same(const json_t *a, const json_t *b)
{
    gg_buf x, y;
    bool same;

    if (!a || !b)
        return (!a || json_is_null(a)) && (!b || json_is_null(b));
    gg_buf_init(&x, 0);
    gg_buf_init(&y, 0);
    gg_json_canonical(a, &x);
    gg_json_canonical(b, &y);
    same = !x.failed && !y.failed && x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
    gg_buf_release(&x);
    gg_buf_release(&y);
    return same;
}

static bool add_change(json_t *list, const char *name, json_t *from, json_t *to)
{
    json_t *o = json_object();

    json_object_set_new(o, "name", json_string(name));
    json_object_set_new(o, "from", from ? json_incref(from) : json_null());
    json_object_set_new(o, "to", to ? json_incref(to) : json_null());
    return json_object_size(o) == 3 ? json_array_append_new(list, o) == 0 : false;
}

/*
 * Changes between two values under a name: maps are gone into ("threshold.site.A"), everything else
 * is compared whole. Keys in the order of the older map, then those that are new.
 */
static bool add_changes(json_t *list, const char *name, json_t *from, json_t *to, gg_arena *arena)
{
    const char *key;
    json_t *value;

    if (gg_value_same(from, to))
        return true;
    if (!json_is_object(from) || !json_is_object(to))
        return add_change(list, name, from, to);
    json_object_foreach(from, key, value)
    {
        const char *path = gg_arena_printf(arena, "%s%s%s", name, *name ? "." : "", key);

        if (!path || !add_changes(list, path, value, json_object_get(to, key), arena))
            return false;
    }
    json_object_foreach(to, key, value)
    {
        const char *path = gg_arena_printf(arena, "%s%s%s", name, *name ? "." : "", key);

        if (!path || (!json_object_get(from, key) && !add_changes(list, path, NULL, value, arena)))
            return false;
    }
    return true;
}

static json_t *feature(const json_t *features, const char *name)
{
    for (size_t i = 0; i < json_array_size(features); i++)
        if (strcmp(gg_json_string(json_array_get(features, i), "name", ""), name) == 0)
            return json_array_get(features, i);
    return NULL;
}

/* Whether the features that both have stand in another order. */
static bool reordered(const json_t *a, const json_t *b)
{
    size_t last = 0;

    for (size_t i = 0; i < json_array_size(a); i++) {
        const char *name = gg_json_string(json_array_get(a, i), "name", "");

        for (size_t k = 0; k < json_array_size(b); k++) {
            if (strcmp(gg_json_string(json_array_get(b, k), "name", ""), name) != 0)
                continue;
            if (k + 1 < last)
                return true;
            last = k + 1;
        }
    }
    return false;
}

static json_t *feature_changes(const json_t *a, const json_t *b)
{
    json_t *o = json_object(), *added = json_array(), *removed = json_array(),
           *changed = json_array();

    for (size_t i = 0; i < json_array_size(b); i++) {
        const char *name = gg_json_string(json_array_get(b, i), "name", "");

        if (!feature(a, name))
            json_array_append_new(added, json_string(name));
    }
    for (size_t i = 0; i < json_array_size(a); i++) {
        const char *name = gg_json_string(json_array_get(a, i), "name", "");
        json_t *now = feature(b, name);

        if (!now)
            json_array_append_new(removed, json_string(name));
        else if (!gg_value_same(json_array_get(a, i), now))
            add_change(changed, name, json_array_get(a, i), now);
    }
    json_object_set_new(o, "added", added);
    json_object_set_new(o, "removed", removed);
    json_object_set_new(o, "changed", changed);
    json_object_set_new(o, "reordered", json_boolean(reordered(a, b)));
    return o;
}

static json_t *changes_of(const json_t *a, const json_t *b, const char *const *names,
                          gg_arena *arena)
{
    json_t *list = json_array();
    bool there = true;

    for (size_t i = 0; names[i] && there; i++)
        there = add_changes(list, names[i], json_object_get(a, names[i]),
                            json_object_get(b, names[i]), arena);
    if (there)
        return list;
    json_decref(list);
    return NULL;
}

/* Keys that no other part of the document speaks of. */
static bool is_other(const char *key)
{
    static const char *const told[] = {"features",   "training",   "hyperparameters", "algorithm",
                                       "target",     "population", "threshold",       "suppression",
                                       "precedence", NULL};

    for (size_t i = 0; told[i]; i++)
        if (strcmp(told[i], key) == 0)
            return false;
    return true;
}

static json_t *other_keys(const json_t *a, const json_t *b)
{
    json_t *list = json_array();
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)a, key, value)
    {
        if (is_other(key) && !gg_value_same(value, json_object_get(b, key)))
            json_array_append_new(list, json_string(key));
    }
    json_object_foreach((json_t *)b, key, value)
    {
        if (is_other(key) && !json_object_get(a, key))
            json_array_append_new(list, json_string(key));
    }
    return list;
}

static gg_status add_sameness(json_t *o, const gg_manifest *from, const gg_manifest *to,
                              gg_error *err)
{
    char a[GG_SHA256_HEX], b[GG_SHA256_HEX];
    gg_status status = gg_fingerprint_composition(from, a, err);

    if (!status)
        status = gg_fingerprint_composition(to, b, err);
    if (status)
        return status;
    json_object_set_new(o, "composition", json_string(strcmp(a, b) == 0 ? "same" : "different"));
    status = gg_fingerprint_operating(from, a, err);
    if (!status)
        status = gg_fingerprint_operating(to, b, err);
    if (!status)
        json_object_set_new(o, "operating", json_string(strcmp(a, b) == 0 ? "same" : "different"));
    return status;
}

gg_status gg_manifest_difference(const gg_manifest *from, const gg_manifest *to, json_t **out,
                                 gg_error *err)
{
    static const char *const composition[] = {"algorithm", "hyperparameters", "target",
                                              "population", NULL};
    static const char *const operating[] = {"threshold", "suppression", "precedence", NULL};
    static const char *const training[] = {"training", NULL};
    const json_t *a = from->document, *b = to->document;
    json_t *o = json_object();
    gg_arena arena;
    gg_status status;

    gg_arena_init(&arena);
    json_object_set_new(o, "format", json_string("gauger/difference/1"));
    status = add_sameness(o, from, to, err);
    json_object_set_new(
        o, "features",
        feature_changes(json_object_get(a, "features"), json_object_get(b, "features")));
    json_object_set_new(o, "hyperparameters", changes_of(a, b, composition, &arena));
    json_object_set_new(o, "operating_point", changes_of(a, b, operating, &arena));
    json_object_set_new(o, "training", changes_of(a, b, training, &arena));
    json_object_set_new(o, "other", other_keys(a, b));
    gg_arena_release(&arena);
    if (!status && json_object_size(o) != 8)
        status = memory(err);
    if (status) {
        json_decref(o);
        return status;
    }
    *out = o;
    return GG_OK;
}
