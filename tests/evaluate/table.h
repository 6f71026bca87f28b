/*
 * From a table and roles written as JSON to an evaluation document, as the program does it.
 */
#ifndef GG_TESTS_EVALUATE_TABLE_H
#define GG_TESTS_EVALUATE_TABLE_H

#include "gauger/evidence/collect.h"
#include "hand.h"
#include "suite.h"

/* Stops the test with the error's own line. */
static inline void must(gg_status status, const gg_error *err)
{
    char line[GG_ERROR_MAX + 1];

    gg_error_format(err, line, sizeof line);
    ck_assert_msg(status == GG_OK, "%s", line);
}

/* Evidence of a file; intersections: of n names. */
static inline gg_evidence collected(const char *path, const char *roles,
                                    const char *const *intersections, size_t n, unsigned threads)
{
    gg_collect_options options = gg_collect_options_default();
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence evidence;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    must(gg_json_parse(roles, strlen(roles), "roles", &document, &err), &err);
    must(gg_schema_add(&schema, document, &err), &err);
    options.intersections = intersections;
    options.n_intersections = n;
    options.threads = threads;
    must(gg_collect(path, &schema, &options, &evidence, &err), &err);
    gg_schema_release(&schema);
    json_decref(document);
    return evidence;
}

/* The document of evidence, which is released. */
static inline json_t *evaluated(gg_evidence *evidence, const gg_evaluation_options *options)
{
    json_t *document = NULL;
    gg_error err;

    gg_error_init(&err);
    must(gg_evaluate(evidence, options, &document, &err), &err);
    gg_evidence_release(evidence);
    return document;
}

#endif
