/*
 * For the tests of drift and comparison: tables as text, schemas as JSON, and figures of a document
 * by their path ("columns/age/tests/ks/statistic").
 */
#ifndef GG_TESTS_DOCUMENTS_H
#define GG_TESTS_DOCUMENTS_H

#include "suite.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "gauger/base/json.h"
#include "gauger/evaluate/comparison.h"
#include "gauger/evaluate/drift.h"
#include "schema.h"
#include "table/temporary.h"

/* The member at a path; NULL where there is none. */
static inline json_t *member(const json_t *document, const char *path)
{
    const json_t *at = document;
    char name[80];

    while (at && *path) {
        size_t n = strcspn(path, "/");

        ck_assert_uint_lt(n, sizeof name);
        memcpy(name, path, n);
        name[n] = '\0';
        at = json_object_get(at, name);
        path += n + (path[n] == '/');
    }
    return (json_t *)at;
}

/* The number at a path. */
static inline double number(const json_t *document, const char *path)
{
    const json_t *at = member(document, path);

    ck_assert_msg(json_is_number(at), "%s is not a number", path);
    return json_number_value(at);
}

/* The text at a path. */
static inline const char *text(const json_t *document, const char *path)
{
    const json_t *at = member(document, path);

    ck_assert_msg(json_is_string(at), "%s is not a text", path);
    return json_string_value(at);
}

static inline bool is_null(const json_t *document, const char *path)
{
    return json_is_null(member(document, path));
}

/* The document as it would be printed; to be freed. */
static inline char *printed(const json_t *document)
{
    gg_buf b;

    gg_buf_init(&b, 0);
    gg_json_write(document, &b);
    ck_assert(!b.failed);
    return b.data;
}

static inline void read_schema(gg_schema *schema, const char *json)
{
    json_t *document = json ? json_loads(json, 0, NULL) : NULL;

    gg_schema_init(schema);
    ck_assert(!json || document);
    if (document)
        ck_assert_int_eq(gg_schema_add(schema, document, NULL), GG_OK);
    json_decref(document);
}

/* Every document of these tests fits its published schema. */
static inline void check_fit(const char *file, json_t *document)
{
    char fault[400];

    ck_assert_msg(schema_fits(file, document, fault), "%s", fault);
}

/* Drift of two tables given as text; *out is NULL after an error. */
static inline gg_status drift_of(const char *current, const char *baseline, const char *schema_json,
                                 const gg_drift_options *options, json_t **out, gg_error *err)
{
    temporary now = temporary_file(current, 0), before = temporary_file(baseline, 0);
    gg_schema schema;
    gg_status status;

    *out = NULL;
    gg_error_init(err);
    read_schema(&schema, schema_json);
    status = gg_drift(now.path, before.path, &schema, options, out, err);
    gg_schema_release(&schema);
    temporary_remove(&now);
    temporary_remove(&before);
    if (status)
        ck_assert_ptr_null(*out);
    else
        check_fit("docs/schemas/drift-1.schema.json", *out);
    return status;
}

/* The same where no error is expected. */
static inline json_t *drift(const char *current, const char *baseline, const char *schema_json,
                            const gg_drift_options *options)
{
    json_t *document;
    gg_error err;
    gg_status status = drift_of(current, baseline, schema_json, options, &document, &err);

    ck_assert_msg(status == GG_OK, "%s: %s", err.column, err.what);
    return document;
}

/* Comparison of columns a and b of a table given as text; *out is NULL after an error. */
static inline gg_status compare_of(const char *table, const char *schema_json,
                                   const gg_compare_options *options, json_t **out, gg_error *err)
{
    temporary data = temporary_file(table, 0);
    gg_schema schema;
    gg_status status;

    *out = NULL;
    gg_error_init(err);
    read_schema(&schema, schema_json);
    status = gg_compare(data.path, &schema, "a", "b", options, out, err);
    gg_schema_release(&schema);
    temporary_remove(&data);
    if (status)
        ck_assert_ptr_null(*out);
    else
        check_fit("docs/schemas/comparison-1.schema.json", *out);
    return status;
}

/* The same where no error is expected. */
static inline json_t *compare(const char *table, const char *schema_json,
                              const gg_compare_options *options)
{
    json_t *document;
    gg_error err;
    gg_status status = compare_of(table, schema_json, options, &document, &err);

    ck_assert_msg(status == GG_OK, "%s: %s", err.column, err.what);
    return document;
}

/* For the options' csv.progress: lets the threads of a small table take turns, which one of them
 * would otherwise read alone. context: an unsigned that begins at 0. */
static inline void take_turns(void *context, uint64_t bytes, uint64_t total)
{
    unsigned *calls = context;

    (void)bytes;
    (void)total;
    if (++*calls < 5 || *calls % 16 == 0)
        usleep(*calls < 5 ? 1000 : 50);
}

/* Puts a value (JSON text; NULL to take the member away) at a path, and asks whether the document
 * still fits. */
static inline bool fits_with(const char *file, const json_t *document, const char *path,
                             const char *name, const char *value)
{
    json_t *copy = json_deep_copy(document), *at = member(copy, path);
    char fault[400];
    bool fits;

    ck_assert(json_is_object(at));
    if (value)
        ck_assert_int_eq(json_object_set_new(at, name, json_loads(value, JSON_DECODE_ANY, NULL)),
                         0);
    else
        ck_assert_int_eq(json_object_del(at, name), 0);
    fits = schema_fits(file, copy, fault);
    json_decref(copy);
    return fits;
}

/* Whether there is a warning of this code. */
static inline bool warned(const json_t *document, const char *code)
{
    const json_t *warnings = json_object_get(document, "warnings");
    json_t *one;
    size_t i;

    json_array_foreach(warnings, i, one)
    {
        if (strcmp(gg_json_string(one, "code", ""), code) == 0)
            return true;
    }
    return false;
}

#endif
