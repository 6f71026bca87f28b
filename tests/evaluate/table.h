/*
 * From a table and roles written as JSON to an evaluation document, as the program does it.
 */
#ifndef GG_TESTS_EVALUATE_TABLE_H
#define GG_TESTS_EVALUATE_TABLE_H

#include "gauger/evidence/collect.h"
#include "hand.h"
#include "suite.h"
#include "table/temporary.h"

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

/* Three groups of which 37 of 51, 30 of 71 and 40 of 60 are selected. */
static const hand_cell three[] = {{"a", NULL, 20, 17, 6, 8, 0, 0},
                                  {"b", NULL, 16, 14, 20, 21, 0, 0},
                                  {"c", NULL, 22, 18, 11, 9, 0, 0}};

static inline json_t *by_hand(const hand_cell *cells, size_t n,
                              const gg_evaluation_options *options)
{
    gg_evidence e = hand_evidence("race", cells, n);

    return evaluated(&e, options);
}

static inline const char *text(const json_t *object, const char *key)
{
    return gg_json_string(object, key, "");
}

/* A small table with everything in it: two sites, two periods, a row without race and score. */
static const char sited[] = "port,month,race,sex,score,label,colour\n"
                            "A,2026-01,x,F,0.66,1,red\n"
                            "A,2026-01,y,F,0.60,0,red\n"
                            "A,2026-02,x,M,0.20,0,red\n"
                            "B,2026-01,y,M,0.66,1,red\n"
                            "B,2026-02,x,F,0.90,1,red\n"
                            "B,2026-02,y,F,0.70,0,red\n"
                            "B,2026-02,,M,,1,red\n";

static inline json_t *document_of(const char *table, const char *with,
                                  const gg_evaluation_options *options)
{
    static const char *const intersections[] = {"race*sex"};
    temporary t = temporary_file(table, 0);
    gg_evidence evidence = collected(t.path, with, intersections, strstr(with, "sex") != NULL, 1);

    temporary_remove(&t);
    return evaluated(&evidence, options);
}

#endif
