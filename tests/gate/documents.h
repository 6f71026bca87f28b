/*
 * Documents and policies for the tests of the gate, made from a few counts.
 * Every helper fails the test when something goes wrong on the way.
 */
#ifndef GG_TESTS_GATE_DOCUMENTS_H
#define GG_TESTS_GATE_DOCUMENTS_H

#include <stdbool.h>
#include <string.h>

#include "suite.h"

#include "gauger/evaluate/figures.h"
#include "gauger/gate/verdict.h"

#define UNUSED __attribute__((unused))

/* Confusion counts of one group, and its area under the curve where it has one. */
typedef struct counts {
    double tp, fp, fn, tn;
    double auc, auc_error; /* 0: none */
} counts;

static UNUSED json_t *metrics_of(counts c)
{
    gg_figures f = gg_figures_empty(c.auc > 0 ? GG_SCORES_REAL : GG_SCORES_NONE);
    gg_error err;
    json_t *out = NULL;

    gg_error_init(&err);
    f.w[GG_POSITIVE][GG_SELECTED] = c.tp;
    f.w[GG_NEGATIVE][GG_SELECTED] = c.fp;
    f.w[GG_POSITIVE][GG_NOT_SELECTED] = c.fn;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = c.tn;
    memcpy(f.w2, f.w, sizeof f.w2);
    f.rows = c.tp + c.fp + c.fn + c.tn;
    if (c.auc > 0) {
        f.roc_auc = (gg_finished){c.auc, c.auc_error};
        f.roc_auc_low = f.roc_auc_high = c.auc;
    }
    ck_assert_int_eq(gg_figures_write(&f, NULL, &out, &err), GG_OK);
    return out;
}

/* An evaluation of everyone; groups are added to it. */
static UNUSED json_t *evaluation_of(counts everyone)
{
    json_t *e = json_pack("{s:s, s:s, s:{s:s, s:n}, s:{s:s}, s:f, s:i, s:o, s:{}, s:{}}", "format",
                          "gauger/evaluation/1", "version", "0", "data", "source", "made.csv",
                          "sha256", "decision", "adverse", "selected", "confidence", 0.95, "seed",
                          1, "overall", metrics_of(everyone), "attributes", "intersections");

    ck_assert_ptr_nonnull(e);
    return e;
}

/* where: "attributes" or "intersections". The first group of an attribute becomes its reference. */
static UNUSED void add_group(json_t *e, const char *where, const char *attribute, const char *group,
                             counts c)
{
    json_t *all = json_object_get(e, where), *one = json_object_get(all, attribute);

    if (!one) {
        one =
            json_pack("{s:s, s:s, s:{}}", "reference", group, "reference_rule", "given", "groups");
        ck_assert_int_eq(json_object_set_new(all, attribute, one), 0);
    }
    ck_assert_int_eq(json_object_set_new(json_object_get(one, "groups"), group, metrics_of(c)), 0);
}

/* where: "sites" or "periods". */
static UNUSED void add_slice(json_t *e, const char *where, const char *name, counts c)
{
    if (!json_object_get(e, where))
        ck_assert_int_eq(json_object_set_new(e, where, json_object()), 0);
    ck_assert_int_eq(json_object_set_new(json_object_get(e, where), name, metrics_of(c)), 0);
}

static UNUSED gg_policy *policy_of(const char *text)
{
    gg_policy *p = NULL;
    gg_error err;
    char line[GG_ERROR_MAX + 1];

    gg_error_init(&err);
    if (gg_policy_parse(text, strlen(text), "policy.yaml", &p, &err) != GG_OK) {
        gg_error_format(&err, line, sizeof line);
        ck_abort_msg("%s", line);
    }
    return p;
}

/* The verdict; documents are the caller's. */
static UNUSED json_t *judge(const char *policy, const json_t *evaluation, const json_t *comparison,
                            const json_t *drift)
{
    gg_gate_documents d = gg_gate_documents_default();
    gg_policy *p = policy_of(policy);
    gg_error err;
    json_t *v = NULL;
    char line[GG_ERROR_MAX + 1];

    gg_error_init(&err);
    d.evaluation = evaluation;
    d.comparison = comparison;
    d.drift = drift;
    if (gg_gate_judge(p, &d, &v, &err) != GG_OK) {
        gg_error_format(&err, line, sizeof line);
        ck_abort_msg("%s", line);
    }
    gg_policy_free(p);
    return v;
}

static UNUSED const json_t *rule_of(const json_t *verdict, size_t i)
{
    const json_t *rule = json_array_get(json_object_get(verdict, "rules"), i);

    ck_assert_ptr_nonnull(rule);
    return rule;
}

static UNUSED const char *result_of(const json_t *verdict, size_t i)
{
    return gg_json_string(rule_of(verdict, i), "result", "");
}

static UNUSED const char *message_of(const json_t *verdict, size_t i)
{
    return gg_json_string(rule_of(verdict, i), "message", "");
}

/* A subject in a list of a rule ("subjects" or "not_judged"), NULL if it is not there. */
static UNUSED const json_t *find_in(const json_t *verdict, size_t i, const char *list,
                                    const char *name)
{
    size_t j;
    const json_t *s;

    json_array_foreach(json_object_get(rule_of(verdict, i), list), j, s)
    {
        if (strcmp(gg_json_string(s, "subject", ""), name) == 0)
            return s;
    }
    return NULL;
}

static UNUSED const json_t *subject_of(const json_t *verdict, size_t i, const char *name)
{
    const json_t *s = find_in(verdict, i, "subjects", name);

    ck_assert_msg(s != NULL, "no subject %s", name);
    return s;
}

static UNUSED double number_of(const json_t *object, const char *key)
{
    return gg_json_number(object, key, NAN);
}

#endif
