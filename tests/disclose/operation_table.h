/*
 * For the tests of the operating point: rows counted by group, threshold, rules and sources, and
 * the evaluation and the published document made of them.
 */
#ifndef GG_TESTS_OPERATION_TABLE_H
#define GG_TESTS_OPERATION_TABLE_H

#include "attack.h"

#include "gauger/base/random.h"
#include "gauger/evidence/collect.h"
#include "schema.h"
#include "table/temporary.h"

#define LEAST 11

enum { BELOW, MET }; /* the threshold */

/* Rows that are alike in all that is told of them. */
typedef struct alike {
    int a, b, met, rules, others; /* levels; bits of the rules and of the other sources */
    unsigned rows[GG_OUTCOMES];
} alike;

typedef struct crossing_table {
    alike all[ATOMS];
    size_t n;
    int n_rules, n_others; /* sources beside the model */
    bool crossed;          /* a and b are shown together, where they can be */
    bool arms;             /* every second of them was inspected at random */
} crossing_table;

static const char *const a_levels[] = {"a1", "a2", "a3"}, *const b_levels[] = {"b1", "b2"};

static inline bool referred(const alike *x)
{
    return x->met == MET && x->rules == 0;
}

/* ---- from counts to the published document ---- */

static inline temporary written(const crossing_table *t)
{
    static const char *const outcomes[] = {"0", "1", ""};
    gg_buf out;
    temporary file;

    gg_buf_init(&out, 0);
    gg_buf_puts(&out, "score,y,a,b,r0,r1,r2,r3,s0,s1,s2,arm,n\n");
    for (size_t i = 0; i < t->n; i++) {
        const alike *x = &t->all[i];

        for (int o = 0; o < GG_OUTCOMES; o++)
            gg_buf_printf(&out, "%s,%s,%s,%s,%d,%d,%d,%d,%d,%d,%d,%d,%u\n", x->met ? "0.9" : "0.1",
                          outcomes[o], a_levels[x->a], b_levels[x->b], x->rules & 1,
                          x->rules >> 1 & 1, x->rules >> 2 & 1, x->rules >> 3 & 1, x->others & 1,
                          x->others >> 1 & 1, x->others >> 2 & 1, (int)(i % 2), x->rows[o]);
    }
    file = temporary_file(out.data, out.size);
    gg_buf_release(&out);
    return file;
}

static inline gg_operation operation_of(const crossing_table *t)
{
    static const char *const yes[] = {"1"};
    static gg_condition conditions[] = {{"r0", yes, 1, -INFINITY, INFINITY},
                                        {"r1", yes, 1, -INFINITY, INFINITY},
                                        {"r2", yes, 1, -INFINITY, INFINITY},
                                        {"r3", yes, 1, -INFINITY, INFINITY}};
    static gg_suppression rules[] = {{"r0", &conditions[0], 1},
                                     {"r1", &conditions[1], 1},
                                     {"r2", &conditions[2], 1},
                                     {"r3", &conditions[3], 1}};
    static gg_source_of_referral sources[] = {
        {"s0", "s0"}, {"model", NULL}, {"s1", "s1"}, {"s2", "s2"}};

    return (gg_operation){.rules = rules,
                          .n_rules = (size_t)t->n_rules,
                          .sources = sources,
                          .n_sources = t->n_others ? (size_t)t->n_others + 1 : 0};
}

static inline json_t *evaluated(const crossing_table *t, bool weighted)
{
    static const char *const intersections[] = {"a*b"};
    gg_collect_options o = gg_collect_options_default();
    gg_evaluation_options options = gg_evaluation_options_default();
    const gg_operation operation = operation_of(t);
    temporary file = written(t);
    json_t *document = NULL;
    gg_schema schema;
    gg_evidence e;
    gg_error err;

    gg_error_init(&err);
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_role(&schema, "score", GG_ROLE_SCORE, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "y", GG_ROLE_OUTCOME, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "a,b", GG_ROLE_PROTECTED, &err), GG_OK);
    ck_assert_int_eq(gg_schema_role(&schema, "n", weighted ? GG_ROLE_WEIGHT : GG_ROLE_COUNT, &err),
                     GG_OK);
    if (t->arms) {
        ck_assert_int_eq(gg_schema_role(&schema, "arm", GG_ROLE_ARM, &err), GG_OK);
        options.inspection = GG_INSPECTION_RANDOM_ARM;
    }
    o.operation = &operation;
    o.intersections = intersections;
    o.n_intersections = t->crossed;
    ck_assert_msg(gg_collect(file.path, &schema, &o, &e, &err) == GG_OK, "%s", err.what);
    ck_assert_msg(gg_evaluate(&e, &options, &document, &err) == GG_OK, "%s", err.what);
    gg_evidence_release(&e);
    gg_schema_release(&schema);
    temporary_remove(&file);
    return document;
}

static inline json_t *published_of(const crossing_table *t)
{
    json_t *evaluation = evaluated(t, false), *document = published(evaluation, LEAST), *again;
    char fault[400];

    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    again = published(document, LEAST); /* and it passes for what it says it is */
    json_decref(again);
    json_decref(evaluation);
    return document;
}

#endif
