/* That a schema is strict: whatever is taken out of a document, added or made another is refused.
 */
#ifndef GG_TESTS_STRICT_H
#define GG_TESTS_STRICT_H

#include "schema.h"
#include "suite.h"

/* A member by path, "cycle/phases/0/phase"; NULL where there is none. */
static inline json_t *strict_at(json_t *document, const char *path)
{
    char part[64];

    while (document && *path) {
        size_t n = strcspn(path, "/");

        snprintf(part, sizeof part, "%.*s", (int)n, path);
        document = json_is_array(document) ? json_array_get(document, strtoul(part, NULL, 10))
                                           : json_object_get(document, part);
        path += n + (path[n] == '/');
    }
    return document;
}

static inline void strict_fits(const char *file, json_t *document)
{
    char fault[400];

    ck_assert_msg(schema_fits(file, document, fault), "%s: %s", file, fault);
}

/* The document with the member `key` of the object at `path` set (taken out, where value is NULL).
 */
static inline void strict_refuses(const char *file, json_t *document, const char *path,
                                  const char *key, json_t *value)
{
    json_t *copy = json_deep_copy(document), *object = strict_at(copy, path);
    char fault[400];

    ck_assert_msg(json_is_object(object), "%s: there is no object %s", file, path);
    ck_assert_int_eq(value ? json_object_set_new(object, key, value) : json_object_del(object, key),
                     0);
    ck_assert_msg(!schema_fits(file, copy, fault), "%s takes %s/%s otherwise", file, path, key);
    json_decref(copy);
}

/* Holds the object at a path: each member is needed and no list of lists, and no other may come. */
static inline void strict_object(const char *file, json_t *document, const char *path)
{
    json_t *object = strict_at(document, path), *value;
    const char *key;

    strict_fits(file, document);
    ck_assert_msg(json_is_object(object), "%s: there is no object %s", file, path);
    json_object_foreach(object, key, value)
    {
        strict_refuses(file, document, path, key, NULL);
        strict_refuses(file, document, path, key, json_pack("[[]]"));
    }
    strict_refuses(file, document, path, "surplus", json_true());
}

#endif
