/*
 * Holds a document against a schema of docs/schemas, as far as these use JSON Schema (draft 7):
 * type, const, enum, required, properties, additionalProperties false, items, minItems, minimum,
 * maximum, pattern of a digest, $ref within the file. Any other word of a schema fails the test, so
 * that none goes unchecked.
 */
#ifndef GG_TESTS_GATE_CONFORMS_H
#define GG_TESTS_GATE_CONFORMS_H

#include <string.h>

#include "suite.h"

#include "gauger/base/json.h"

static inline const json_t *schema_part(const json_t *root, const json_t *schema)
{
    const char *ref = gg_json_string(schema, "$ref", NULL);
    const json_t *part;

    if (!ref)
        return schema;
    ck_assert_int_eq(strncmp(ref, "#/definitions/", 14), 0);
    part = json_object_get(json_object_get(root, "definitions"), ref + 14);
    ck_assert_msg(part != NULL, "%s is not defined", ref);
    return part;
}

static inline bool is_of_type(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static inline bool has_type(const json_t *value, const json_t *types)
{
    size_t i;
    const json_t *type;

    if (json_is_string(types))
        return is_of_type(value, json_string_value(types));
    json_array_foreach(types, i, type)
    {
        if (is_of_type(value, json_string_value(type)))
            return true;
    }
    return false;
}

static inline bool is_among(const json_t *value, const json_t *values)
{
    size_t i;
    const json_t *one;

    json_array_foreach(values, i, one)
    {
        if (json_equal(value, one))
            return true;
    }
    return false;
}

static inline bool is_digest(const char *s)
{
    return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

/* One word of a schema that says something of the value itself. */
static inline bool meets(const json_t *value, const char *word, const json_t *rule)
{
    double x = json_number_value(value), bound = json_number_value(rule);

    if (strcmp(word, "type") == 0)
        return has_type(value, rule);
    if (strcmp(word, "const") == 0)
        return json_equal(value, rule);
    if (strcmp(word, "enum") == 0)
        return is_among(value, rule);
    if (strcmp(word, "minimum") == 0)
        return !json_is_number(value) || x >= bound;
    if (strcmp(word, "maximum") == 0)
        return !json_is_number(value) || x <= bound;
    if (strcmp(word, "exclusiveMinimum") == 0)
        return !json_is_number(value) || x > bound;
    if (strcmp(word, "exclusiveMaximum") == 0)
        return !json_is_number(value) || x < bound;
    if (strcmp(word, "minLength") == 0)
        return !json_is_string(value) || (double)json_string_length(value) >= bound;
    if (strcmp(word, "minItems") == 0)
        return !json_is_array(value) || (double)json_array_size(value) >= bound;
    if (strcmp(word, "maxItems") == 0)
        return !json_is_array(value) || (double)json_array_size(value) <= bound;
    if (strcmp(word, "minProperties") == 0)
        return !json_is_object(value) || (double)json_object_size(value) >= bound;
    if (strcmp(word, "pattern") == 0)
        return !json_is_string(value) || is_digest(json_string_value(value));
    return false;
}

static inline bool is_about_parts(const char *word)
{
    static const char *const words[] = {
        "$schema",    "$id",   "title",       "description",          "default", "required",
        "properties", "items", "definitions", "additionalProperties", "anyOf",   "dependencies"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* strict: every key must be described, also where the schema lets readers accept further ones. */
static inline void check_conforms(const json_t *root, const json_t *schema, const json_t *value,
                                  const char *path, bool strict)
{
    const json_t *part = schema_part(root, schema), *properties, *one;
    const char *word;
    json_t *rule;
    char below[400];
    size_t i;

    json_object_foreach((json_t *)part, word, rule)
    {
        ck_assert_msg(is_about_parts(word) || meets(value, word, rule), "%s: %s", path, word);
    }
    json_array_foreach(json_object_get(part, "required"), i, one)
    {
        ck_assert_msg(!json_is_object(value) ||
                          json_object_get(value, json_string_value(one)) != NULL,
                      "%s lacks %s", path, json_string_value(one));
    }
    properties = json_object_get(part, "properties");
    if (properties && json_is_object(value)) {
        json_object_foreach((json_t *)value, word, rule)
        {
            one = json_object_get(properties, word);
            snprintf(below, sizeof below, "%s.%s", path, word);
            ck_assert_msg(one != NULL || !strict, "%s is not described", below);
            if (one)
                check_conforms(root, one, rule, below, strict);
        }
    }
    one = json_object_get(part, "items");
    for (i = 0; one && i < json_array_size(value); i++) {
        snprintf(below, sizeof below, "%s[%zu]", path, i);
        check_conforms(root, one, json_array_get(value, i), below, strict);
    }
}

/* Loads a schema and holds the document against it, strictly. */
static inline void conforms(const json_t *value, const char *schema_path)
{
    json_t *schema = NULL;

    ck_assert_msg(gg_json_load(schema_path, &schema, NULL) == GG_OK,
                  "%s; run this from the root of the project", schema_path);
    check_conforms(schema, schema, value, "$", true);
    json_decref(schema);
}

#endif
