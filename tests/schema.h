/*
 * Checks a document against a published schema of docs/schemas/: as much of JSON Schema draft-07 as
 * those schemas use. An unknown keyword stops the test, so that nothing is skipped in silence.
 */
#ifndef GG_TESTS_SCHEMA_H
#define GG_TESTS_SCHEMA_H

#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "gauger/base/json.h"

typedef struct schema_check {
    json_t *root;
    char where[400]; /* path of the value and what is wrong with it; "" while nothing is */
} schema_check;

static bool schema_holds(schema_check *c, json_t *schema, json_t *value, const char *path);

static inline bool schema_fault(schema_check *c, const char *path, const char *keyword)
{
    if (c->where[0] == '\0')
        snprintf(c->where, sizeof c->where, "%.250s: %.120s", path, keyword);
    return false;
}

static inline bool schema_is(const char *type, const json_t *v)
{
    if (strcmp(type, "integer") == 0)
        return json_is_integer(v) ||
               (json_is_real(v) && json_real_value(v) == (double)(long long)json_real_value(v));
    return (strcmp(type, "object") == 0 && json_is_object(v)) ||
           (strcmp(type, "array") == 0 && json_is_array(v)) ||
           (strcmp(type, "string") == 0 && json_is_string(v)) ||
           (strcmp(type, "number") == 0 && json_is_number(v)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(v)) ||
           (strcmp(type, "null") == 0 && json_is_null(v));
}

static inline bool schema_type(json_t *types, const json_t *v)
{
    if (json_is_string(types))
        return schema_is(json_string_value(types), v);
    for (size_t i = 0; i < json_array_size(types); i++) {
        if (schema_is(json_string_value(json_array_get(types, i)), v))
            return true;
    }
    return false;
}

/* Keywords about the value as a whole. */
static inline bool schema_scalar(const char *k, json_t *s, json_t *v)
{
    double x = json_number_value(v), bound = json_number_value(s);

    if (strcmp(k, "type") == 0)
        return schema_type(s, v);
    if (strcmp(k, "const") == 0)
        return json_equal(s, v);
    if (strcmp(k, "enum") == 0) {
        for (size_t i = 0; i < json_array_size(s); i++) {
            if (json_equal(json_array_get(s, i), v))
                return true;
        }
        return false;
    }
    if (strcmp(k, "minLength") == 0)
        return !json_is_string(v) || json_string_length(v) >= (size_t)json_integer_value(s);
    if (strcmp(k, "minItems") == 0)
        return !json_is_array(v) || json_array_size(v) >= (size_t)json_integer_value(s);
    if (strcmp(k, "maxItems") == 0)
        return !json_is_array(v) || json_array_size(v) <= (size_t)json_integer_value(s);
    if (!json_is_number(v))
        return true;
    return !(strcmp(k, "minimum") == 0 && x < bound) && !(strcmp(k, "maximum") == 0 && x > bound) &&
           !(strcmp(k, "exclusiveMinimum") == 0 && x <= bound) &&
           !(strcmp(k, "exclusiveMaximum") == 0 && x >= bound);
}

static inline bool schema_pattern(json_t *s, json_t *v)
{
    regex_t expression;
    bool holds;

    if (!json_is_string(v))
        return true;
    if (regcomp(&expression, json_string_value(s), REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    holds = regexec(&expression, json_string_value(v), 0, NULL, 0) == 0;
    regfree(&expression);
    return holds;
}

static inline bool schema_members(schema_check *c, json_t *schema, json_t *v, const char *path)
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *others = json_object_get(schema, "additionalProperties");
    json_t *required = json_object_get(schema, "required");
    const char *key;
    json_t *member;
    char below[400];

    for (size_t i = 0; i < json_array_size(required); i++) {
        key = json_string_value(json_array_get(required, i));
        if (json_object_get(v, key) == NULL) {
            snprintf(below, sizeof below, "no %.100s", key);
            return schema_fault(c, path, below);
        }
    }
    json_object_foreach(v, key, member)
    {
        json_t *with = json_object_get(properties, key);

        snprintf(below, sizeof below, "%.250s/%.100s", path, key);
        with = with != NULL ? with : others;
        if (with != NULL && !schema_holds(c, with, member, below))
            return false;
    }
    return true;
}

static inline bool schema_unique(json_t *s, const json_t *v)
{
    for (size_t i = 0; json_is_true(s) && i < json_array_size(v); i++)
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_array_get(v, i), json_array_get(v, j)))
                return false;
    return true;
}

/* How many of a list of schemas hold. */
static inline size_t schema_count(const schema_check *c, json_t *list, json_t *v, const char *path)
{
    size_t n = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        schema_check trial = {.root = c->root};

        n += schema_holds(&trial, json_array_get(list, i), v, path);
    }
    return n;
}

/* Keywords that hold other schemas. */
static inline bool schema_nested(schema_check *c, json_t *schema, json_t *v, const char *path)
{
    json_t *part = json_object_get(schema, "$ref"), *condition = json_object_get(schema, "if");
    schema_check trial = {.root = c->root};

    if (part != NULL && !schema_holds(c,
                                      json_object_get(json_object_get(c->root, "definitions"),
                                                      strrchr(json_string_value(part), '/') + 1),
                                      v, path))
        return false;
    part = json_object_get(schema, "allOf");
    for (size_t i = 0; i < json_array_size(part); i++) {
        if (!schema_holds(c, json_array_get(part, i), v, path))
            return false;
    }
    part = json_object_get(schema, "anyOf");
    if (part != NULL && schema_count(c, part, v, path) == 0)
        return schema_fault(c, path, "anyOf");
    part = json_object_get(schema, "oneOf");
    if (part != NULL && schema_count(c, part, v, path) != 1)
        return schema_fault(c, path, "oneOf");
    part = json_object_get(schema, "not");
    if (part != NULL && schema_holds(&trial, part, v, path))
        return schema_fault(c, path, "not");
    if (condition != NULL) {
        part = json_object_get(schema, schema_holds(&trial, condition, v, path) ? "then" : "else");
        if (part != NULL && !schema_holds(c, part, v, path))
            return false;
    }
    part = json_object_get(schema, "items");
    for (size_t i = 0; part != NULL && i < json_array_size(v); i++) {
        if (!schema_holds(c, part, json_array_get(v, i), path))
            return false;
    }
    return !json_is_object(v) || schema_members(c, schema, v, path);
}

static inline bool schema_known(const char *keyword)
{
    static const char *const known[] = {
        "$schema",    "$id",      "title", "description", "definitions",
        "properties", "required", "items", "$ref",        "allOf",
        "not",        "if",       "then",  "else",        "additionalProperties",
        "anyOf",      "oneOf",    "id",    "default",     "format"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(keyword, known[i]) == 0)
            return true;
    }
    return false;
}

static inline bool schema_checked(const char *keyword)
{
    static const char *const checked[] = {
        "type",     "const",   "enum",    "minLength",        "minItems",
        "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};

    for (size_t i = 0; i < sizeof checked / sizeof checked[0]; i++) {
        if (strcmp(keyword, checked[i]) == 0)
            return true;
    }
    return false;
}

static bool schema_holds(schema_check *c, json_t *schema, json_t *value, const char *path)
{
    const char *keyword;
    json_t *s;

    if (json_is_boolean(schema))
        return json_is_true(schema) ? true : schema_fault(c, path, "not allowed");
    if (!json_is_object(schema))
        return schema_fault(c, path, "no such schema");
    json_object_foreach(schema, keyword, s)
    {
        bool holds = true;

        if (strcmp(keyword, "uniqueItems") == 0)
            holds = schema_unique(s, value);
        else if (strcmp(keyword, "pattern") == 0)
            holds = schema_pattern(s, value);
        else if (schema_checked(keyword))
            holds = schema_scalar(keyword, s, value);
        else if (!schema_known(keyword))
            return schema_fault(c, path, "unknown keyword");
        if (!holds)
            return schema_fault(c, path, keyword);
    }
    return schema_nested(c, schema, value, path);
}

/* Whether a document fits the schema in a file; `fault` (400 bytes) says where it does not. */
static inline bool schema_fits(const char *file, json_t *document, char *fault)
{
    schema_check c = {0};
    bool holds = false;

    if (gg_json_load(file, &c.root, NULL) == GG_OK)
        holds = schema_holds(&c, c.root, document, "");
    else
        schema_fault(&c, file, "cannot be read");
    strcpy(fault, c.where);
    json_decref(c.root);
    return holds;
}

#endif
