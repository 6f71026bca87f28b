/*
 * For the tests of calibration, capacity and inequality: a table as text, collected and evaluated.
 */
#ifndef GG_TESTS_RANKED_H
#define GG_TESTS_RANKED_H

#include "suite.h"

#include <string.h>

#include "gauger/evaluate/evaluation.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

/* Twenty rows, ties and all; site B ranks below A. */
static const char twenty[] = "s,y,g,site\n"
                             "0.1,0,a,A\n0.1,0,b,B\n0.2,0,a,A\n0.2,1,b,B\n0.3,0,a,A\n"
                             "0.3,0,b,B\n0.3,1,a,A\n0.4,0,b,B\n0.4,1,a,A\n0.5,0,b,B\n"
                             "0.5,1,a,A\n0.6,0,b,B\n0.6,1,a,A\n0.7,1,b,B\n0.7,0,a,A\n"
                             "0.8,1,b,B\n0.8,1,a,A\n0.9,1,b,A\n0.9,1,a,A\n0.9,0,b,B\n";

#define TWENTY_COLUMNS "columns: {s: score, y: outcome, g: protected, site: site}"

/* The evaluation of a table; it fits its schema. capacities: n of them. */
static inline json_t *evaluated(const char *table, const char *columns,
                                const gg_evaluation_options *options,
                                const gg_capacity_wish *capacities, size_t n)
{
    temporary t = temporary_file(table, strlen(table));
    gg_collect_options how = gg_collect_options_default();
    json_t *document = NULL, *out = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;
    char fault[400];

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_json_parse(columns, strlen(columns), "yaml", &document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_add(&schema, document, &err), GG_OK);
    ck_assert_int_eq(gg_schema_threshold(&schema, "0.5", &err), GG_OK);
    json_decref(document);
    how.capacities = capacities;
    how.n_capacities = n;
    ck_assert_msg(gg_collect(t.path, &schema, &how, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, options, &out, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&t);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", out, fault), "%s", fault);
    return out;
}

/* The member at a path such as "calibration/overall/count"; a number is a place in a list. */
static inline json_t *at(const json_t *document, const char *path)
{
    json_t *here = (json_t *)document;
    char name[80];

    while (here && *path) {
        size_t n = strcspn(path, "/");

        memcpy(name, path, n);
        name[n] = '\0';
        here = json_is_array(here) ? json_array_get(here, (size_t)atoi(name))
                                   : json_object_get(here, name);
        path += n + (path[n] == '/');
    }
    return here;
}

static inline double number(const json_t *document, const char *path)
{
    ck_assert_msg(json_is_number(at(document, path)), "%s is no number", path);
    return json_number_value(at(document, path));
}

static inline const char *text(const json_t *document, const char *path)
{
    ck_assert_msg(json_is_string(at(document, path)), "%s is no text", path);
    return json_string_value(at(document, path));
}

#endif
