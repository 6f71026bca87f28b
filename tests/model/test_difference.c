/* Differences between manifests fit their published schema, and the schema is strict. */
#include "strict.h"

#include "gauger/model/fingerprint.h"

#define SCHEMA "docs/schemas/difference-1.schema.json"
#define HEAD   "model: m\nalgorithm: a\nscorer: external\n"

static gg_manifest manifest(const char *yaml)
{
    gg_manifest m;
    gg_error err;
    json_t *document = NULL;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err), GG_OK);
    ck_assert_msg(gg_manifest_parse(document, &m, &err) == GG_OK, "%s: %s", err.column, err.what);
    json_decref(document);
    return m;
}

static json_t *difference(const char *a, const char *b)
{
    gg_manifest x = manifest(a), y = manifest(b);
    json_t *document = NULL;

    ck_assert_int_eq(gg_manifest_difference(&x, &y, &document, NULL), GG_OK);
    gg_manifest_release(&x);
    gg_manifest_release(&y);
    return document;
}

START_TEST(everything_differs)
{
    json_t *d = difference(
        HEAD "hyperparameters: {C: 1, k: [a, b]}\ntarget: x\n"
             "features: [{name: a}, {name: b, t: 1}, {name: d}]\n"
             "threshold: {default: 0.5, site: {A: 0.4}}\nowner: x\ntraining: {period: first}\n",
        HEAD "hyperparameters: {C: 2, k: {kind: rbf}, g: 3}\n"
             "features: [{name: d}, {name: b, t: 2}, {name: c}]\n"
             "threshold: 0.6\nsuppression: [{name: light, when: {weight: {below: 30}}}]\nowner: "
             "y\nseed: 3\n"
             "training: {period: later}\n");

    ck_assert(json_is_true(strict_at(d, "features/reordered")));
    strict_object(SCHEMA, d, "");
    strict_object(SCHEMA, d, "features");
    strict_refuses(SCHEMA, d, "features/changed/0", "to", NULL);
    strict_refuses(SCHEMA, d, "features/changed/0", "because", json_true());
    strict_refuses(SCHEMA, d, "hyperparameters/0", "from", NULL);
    strict_refuses(SCHEMA, d, "operating_point/0", "name", json_string(""));
    strict_refuses(SCHEMA, d, "training/0", "name", NULL);
    strict_refuses(SCHEMA, d, "", "composition", json_string("similar"));
    /* What is the same has no differences. */
    strict_refuses(SCHEMA, d, "", "composition", json_string("same"));
    strict_refuses(SCHEMA, d, "", "operating", json_string("same"));
    json_decref(d);
}
END_TEST

START_TEST(nothing_differs)
{
    json_t *d = difference(HEAD "features: [{name: a}]\nhyperparameters: {C: 1}\n",
                           HEAD "features: [{name: a}]\nhyperparameters: {C: 1.0}\n");

    ck_assert_str_eq(gg_json_string(d, "composition", ""), "same");
    strict_object(SCHEMA, d, "");
    strict_refuses(SCHEMA, d, "features", "reordered", json_true());
    strict_refuses(SCHEMA, d, "features", "added", json_pack("[s]", "b"));
    json_decref(d);
}
END_TEST

/* What `model diff` adds of the artifacts. */
START_TEST(weights)
{
    json_t *d = difference(HEAD, HEAD);

    json_object_set_new(d, "reweighted",
                        json_pack("[{s:s,s:s,s:s,s:n,s:f}]", "feature", "lane", "what", "level",
                                  "of", "bus", "from", "to", 2.5));
    strict_object(SCHEMA, d, "reweighted/0");
    strict_refuses(SCHEMA, d, "reweighted/0", "feature", json_string(""));
    strict_refuses(SCHEMA, d, "reweighted/0", "what", json_string("more"));
    json_object_set_new(d, "reweighted", json_null());
    json_object_set_new(d, "reweighted_why", json_string("the scores come with the table"));
    strict_fits(SCHEMA, d);
    strict_refuses(SCHEMA, d, "", "reweighted_why", json_string(""));
    json_decref(d);
}
END_TEST

/* A key that is null on one side and absent on the other is another composition without a change
 * that could be named. */
START_TEST(a_difference_without_a_change)
{
    json_t *d = difference(HEAD "hyperparameters: {}\n", HEAD "hyperparameters: {C: null}\n");

    ck_assert_str_eq(gg_json_string(d, "composition", ""), "different");
    ck_assert_uint_eq(json_array_size(json_object_get(d, "hyperparameters")), 0);
    strict_fits(SCHEMA, d);
    json_decref(d);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, everything_differs);
    tcase_add_test(tc, nothing_differs);
    tcase_add_test(tc, weights);
    tcase_add_test(tc, a_difference_without_a_change);
}

GG_TEST_MAIN("model/difference")
