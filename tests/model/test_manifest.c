/* Manifests: what is read, what is refused; fingerprints; differences. */
#include "suite.h"

#include <string.h>

#include "gauger/model/fingerprint.h"

static gg_error err;

static gg_status parse(const char *yaml, gg_manifest *out)
{
    json_t *document = NULL;
    gg_status status;

    gg_error_init(&err);
    ck_assert_int_eq(gg_json_parse(yaml, strlen(yaml), "m.yaml", &document, &err), GG_OK);
    status = gg_manifest_parse(document, out, &err);
    json_decref(document);
    return status;
}

static gg_manifest manifest(const char *yaml)
{
    gg_manifest m;

    ck_assert_msg(parse(yaml, &m) == GG_OK, "%s: %s", err.column, err.what);
    return m;
}

#define HEAD "model: m\nalgorithm: a\nscorer: external\n"

START_TEST(a_whole_manifest)
{
    gg_manifest m = manifest(
        "model: lane-risk\nalgorithm: logistic regression\nscorer: logistic\n"
        "hyperparameters: {ridge: 0.5}\nfeatures:\n  - {name: age, type: numeric}\n"
        "  - {name: port, type: categorical, encoding: one_hot}\ntarget: find\npopulation: "
        "lorries\n"
        "threshold: {default: 0.7, site: {A: 0.65}}\nsuppression: []\nprecedence: [{source: "
        "model}, {source: tips, column: tip}]\n"
        "training: {dataset: crossings@2}\nartifact: model.json\nseed: 7\nowner: team\n"
        "limitations: [one region]\n");

    ck_assert_str_eq(m.model, "lane-risk");
    ck_assert_str_eq(m.algorithm, "logistic regression");
    ck_assert_int_eq(m.scorer, GG_SCORER_LOGISTIC);
    ck_assert_str_eq(m.artifact, "model.json");
    ck_assert_str_eq(m.training_dataset, "crossings@2");
    ck_assert_ptr_null(m.training_sha256);
    gg_manifest_release(&m);
    gg_manifest_release(&m);
    gg_manifest_release(NULL);
}
END_TEST

START_TEST(scorers)
{
    for (int k = 0; k <= GG_SCORER_SVM; k++) {
        char yaml[100];
        gg_manifest m;

        snprintf(yaml, sizeof yaml, "model: m\nalgorithm: a\nscorer: %s\n",
                 gg_scorer_word((gg_scorer_kind)k));
        m = manifest(yaml);
        ck_assert_int_eq(m.scorer, k);
        gg_manifest_release(&m);
    }
    ck_assert_str_eq(gg_scorer_word((gg_scorer_kind)9), "");
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        const char *yaml, *key, *what;
    } cases[] = {
        {"- 1", "", "a manifest that is not a map"},
        {"algorithm: a\nscorer: svm\n", "model", "missing"},
        {"model: m\nscorer: svm\n", "algorithm", "missing"},
        {"model: m\nalgorithm: a\n", "scorer", "missing"},
        {"model: a b\nalgorithm: a\nscorer: svm\n", "model", "not a name for a model"},
        {"model: ../m\nalgorithm: a\nscorer: svm\n", "model", "not a name for a model"},
        {"model: \"m@3\"\nalgorithm: a\nscorer: svm\n", "model", "not a name for a model"},
        {"model: 3\nalgorithm: a\nscorer: svm\n", "model", "not a name for a model"},
        {"model: m\nalgorithm: \"\"\nscorer: svm\n", "algorithm", "not a text"},
        {"model: m\nalgorithm: a\nscorer: magic\n", "scorer", "not a scorer"},
        {HEAD "hyper: {}", "hyper", "not a key of a manifest"},
        {HEAD "hyperparameters: 3", "hyperparameters", "not a map"},
        {HEAD "features: {a: 1}", "features", "not a list"},
        {HEAD "features: [{type: x}]", "features", "a feature without a name"},
        {HEAD "features: [{name: x}, {name: y}, {name: x}]", "features",
         "the feature x stands there twice"},
        {HEAD "threshold: high", "threshold", "not a threshold"},
        {HEAD "threshold: {}", "threshold", "not a threshold"},
        {HEAD "threshold: {A: 1}", "threshold", "not a threshold"},
        {HEAD "threshold: {site: {A: x}}", "threshold", "a site's threshold that is not a number"},
        {HEAD "training: x", "training", "not a map"},
        {HEAD "training: {data: x}", "training", "an unknown key under training"},
        {HEAD "training: {period: 3}", "training", "a value under training that is not a text"},
        {HEAD "training: {sha256: abc}", "training", "a sha256 that is not a digest"},
        {HEAD "training: {dataset: d@1, sha256: "
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}",
         "training", "both dataset and sha256 are given"},
        {HEAD "limitations: [1]", "limitations", "not a list of texts"},
        {HEAD "owner: [1]", "owner", "not a text"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gg_manifest m;

        ck_assert_int_eq(parse(cases[i].yaml, &m), GG_E_INPUT);
        ck_assert_str_eq(err.what, cases[i].what);
        ck_assert_str_eq(err.column, cases[i].key);
    }
}
END_TEST

START_TEST(from_a_file)
{
    gg_manifest m;

    gg_error_init(&err);
    ck_assert_int_eq(gg_manifest_load("models/compas.yaml", &m, &err), GG_OK);
    ck_assert_str_eq(m.model, "compas-decile");
    gg_manifest_release(&m);
    ck_assert_int_eq(gg_manifest_load("models/none.yaml", &m, &err), GG_E_NOT_FOUND);
    gg_error_init(&err);
    ck_assert_int_eq(gg_manifest_load("datasets/compas/schema.yaml", &m, &err), GG_E_INPUT);
    ck_assert_str_eq(err.file, "datasets/compas/schema.yaml");
}
END_TEST

/* By an independent program: Python's hashlib over json.dumps(..., sort_keys, no spaces) of the
 * same object, which for these values is the canonical form of RFC 8785. */
START_TEST(fingerprints_are_those_of_another_program)
{
    gg_manifest m = manifest(HEAD "hyperparameters: {C: 1.0, kernel: rbf}\n"
                                  "features: [{name: age}]\nthreshold: 0.5\n");
    char hex[GG_SHA256_HEX];

    ck_assert_int_eq(gg_fingerprint_composition(&m, hex, NULL), GG_OK);
    ck_assert_str_eq(hex, "9df431a585c5ca55891af97bbb818103a9bd824998f103b91d0d4bb2ac38e3dc");
    ck_assert_int_eq(gg_fingerprint_operating(&m, hex, NULL), GG_OK);
    ck_assert_str_eq(hex, "42dbefc037214c21e70fbf37297cbb9b0f48cf6338e93b71c663806ff65441ac");
    gg_manifest_release(&m);
}
END_TEST

static void expect_composition(const char *a, const char *b, bool same)
{
    gg_manifest x = manifest(a), y = manifest(b);
    char p[GG_SHA256_HEX], q[GG_SHA256_HEX];

    ck_assert_int_eq(gg_fingerprint_composition(&x, p, NULL), GG_OK);
    ck_assert_int_eq(gg_fingerprint_composition(&y, q, NULL), GG_OK);
    ck_assert_int_eq(strcmp(p, q) == 0, same);
    gg_manifest_release(&x);
    gg_manifest_release(&y);
}

START_TEST(what_a_composition_is)
{
    expect_composition(HEAD "hyperparameters: {C: 1}", HEAD "hyperparameters: {C: 1.0}", true);
    expect_composition(HEAD "hyperparameters: {C: 1, d: 2}", HEAD "hyperparameters: {d: 2, C: 1}",
                       true);
    expect_composition(HEAD "hyperparameters: {C: 1}", HEAD "hyperparameters: {C: \"1\"}", false);
    expect_composition(HEAD "features: [{name: a}, {name: b}]",
                       HEAD "features: [{name: b}, {name: a}]", false);
    expect_composition(HEAD "target: x", HEAD "target: y", false);
    expect_composition(HEAD, HEAD "target: null", true);
    expect_composition(HEAD, HEAD "owner: x\nseed: 3\nthreshold: 0.5\n", true);
}
END_TEST

static char *difference(const char *a, const char *b)
{
    gg_manifest x = manifest(a), y = manifest(b);
    json_t *document = NULL;
    gg_buf text;

    ck_assert_int_eq(gg_manifest_difference(&x, &y, &document, NULL), GG_OK);
    gg_buf_init(&text, 0);
    gg_json_canonical(document, &text);
    json_decref(document);
    gg_manifest_release(&x);
    gg_manifest_release(&y);
    return text.data;
}

START_TEST(differences_are_named)
{
    char *text =
        difference(HEAD "hyperparameters: {C: 1, k: rbf}\nfeatures: [{name: a}, {name: b, t: 1}]\n"
                        "threshold: {default: 0.5, site: {A: 0.4}}\nowner: x\n",
                   HEAD "hyperparameters: {C: 2, k: rbf, g: 3}\n"
                        "features: [{name: b, t: 2}, {name: c}]\n"
                        "threshold: {default: 0.5, site: {A: 0.6}}\nowner: y\nseed: 3\n"
                        "training: {period: later}\n");

    ck_assert_str_eq(
        text,
        "{\"composition\":\"different\",\"features\":{\"added\":[\"c\"],\"changed\":[{\"from\":"
        "{\"name\":\"b\",\"t\":1},\"name\":\"b\",\"to\":{\"name\":\"b\",\"t\":2}}],\"removed\":"
        "[\"a\"],\"reordered\":false},\"format\":\"gauger/difference/1\",\"hyperparameters\":["
        "{\"from\":1,\"name\":\"hyperparameters.C\",\"to\":2},{\"from\":null,\"name\":"
        "\"hyperparameters.g\",\"to\":3}],\"operating\":\"different\",\"operating_point\":[{"
        "\"from\":0.4,\"name\":\"threshold.site.A\",\"to\":0.6}],\"other\":[\"owner\",\"seed\"],"
        "\"training\":[{\"from\":null,\"name\":\"training\",\"to\":{\"period\":\"later\"}}]}");
    free(text);
}
END_TEST

START_TEST(no_difference)
{
    char *text = difference(HEAD "features: [{name: a}]", HEAD "features: [{name: a}]");

    ck_assert_str_eq(text, "{\"composition\":\"same\",\"features\":{\"added\":[],\"changed\":[],"
                           "\"removed\":[],\"reordered\":false},\"format\":\"gauger/difference/1\","
                           "\"hyperparameters\":[],\"operating\":\"same\",\"operating_point\":[],"
                           "\"other\":[],\"training\":[]}");
    free(text);
    text = difference(HEAD "features: [{name: a}, {name: b}]",
                      HEAD "features: [{name: b}, {name: a}]");
    ck_assert_ptr_nonnull(strstr(text, "\"reordered\":true"));
    ck_assert_ptr_nonnull(strstr(text, "\"composition\":\"different\""));
    free(text);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_whole_manifest);
    tcase_add_test(tc, scorers);
    tcase_add_test(tc, refusals);
    tcase_add_test(tc, from_a_file);
    tcase_add_test(tc, fingerprints_are_those_of_another_program);
    tcase_add_test(tc, what_a_composition_is);
    tcase_add_test(tc, differences_are_named);
    tcase_add_test(tc, no_difference);
}

GG_TEST_MAIN("model/manifest")
