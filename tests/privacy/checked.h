/* A table written to a file, checked, and asked what was found in which column. */
#ifndef GG_TESTS_CHECKED_H
#define GG_TESTS_CHECKED_H

#include <stdarg.h>
#include <string.h>

#include "gauger/base/buf.h"
#include "gauger/privacy/deidentification.h"
#include "gauger/privacy/identifier.h"
#include "schema.h"
#include "suite.h"
#include "table/temporary.h"

typedef struct checked {
    json_t *document;
    gg_status status;
    gg_error error;
} checked;

/* Roles as in options: pairs of role and columns, ended by NULL. */
typedef struct role_of {
    gg_role role;
    const char *columns;
} role_of;

#define CHECK_SCHEMA "docs/schemas/deidentification-1.schema.json"

/* Every document that a test makes fits its published schema. */
static inline void check_fit(json_t *document)
{
    char why[400];

    ck_assert_msg(schema_fits(CHECK_SCHEMA, document, why), "%s", why);
}

static inline checked check_table(const char *text, const role_of *roles,
                                  const gg_check_options *options)
{
    temporary file = temporary_file(text, 0);
    checked c = {0};
    gg_schema schema;

    gg_error_init(&c.error);
    gg_schema_init(&schema);
    for (size_t i = 0; roles && roles[i].columns; i++)
        ck_assert_int_eq(gg_schema_role(&schema, roles[i].columns, roles[i].role, &c.error), GG_OK);
    c.status = gg_deidentification_check(file.path, &schema, options, &c.document, &c.error);
    gg_schema_release(&schema);
    temporary_remove(&file);
    if (c.status == GG_OK)
        check_fit(c.document);
    return c;
}

static inline void checked_release(checked *c)
{
    json_decref(c->document);
    c->document = NULL;
}

static inline const json_t *finding_of(const checked *c, const char *column, const char *kind)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(c->document, "identifiers"), i, one)
    {
        if (strcmp(gg_json_string(one, "column", ""), column) == 0 &&
            strcmp(gg_json_string(one, "kind", ""), kind) == 0)
            return one;
    }
    return NULL;
}

/* The level of a kind in a column: "none", "info", "review", "block". */
static inline const char *level_in(const checked *c, const char *column, const char *kind)
{
    return gg_json_string(finding_of(c, column, kind), "level", "none");
}

static inline const char *verdict_of(const checked *c)
{
    return gg_json_string(c->document, "verdict", "");
}

/* A column of cells as the only one of a table; the cells may not need quotes. */
static inline checked check_column(const char *name, const char *const *cells, size_t n)
{
    checked c;
    gg_buf text;

    gg_buf_init(&text, 0);
    gg_buf_printf(&text, "%s,other\n", name);
    for (size_t i = 0; i < n; i++)
        gg_buf_printf(&text, strchr(cells[i], ',') ? "\"%s\",x\n" : "%s,x\n", cells[i]);
    c = check_table(text.data, NULL, NULL);
    gg_buf_release(&text);
    ck_assert_msg(c.status == GG_OK, "%s: %s", name, c.error.what);
    return c;
}

#endif
