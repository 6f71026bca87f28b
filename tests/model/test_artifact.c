/* Artifacts: which are opened, their weights as a document, and what was weighed anew. */
#include "artifact.h"
#include "strict.h"

#define SCHEMA "docs/schemas/weights-1.schema.json"

START_TEST(an_external_score_has_none)
{
    gg_manifest m = manifest_of("external", "[{name: a, type: whatever}]");
    gg_scorer *s = (gg_scorer *)&m;
    json_t *w = (json_t *)&m;

    ck_assert_int_eq(gg_artifact_open(&m, NULL, &s, &err), GG_OK);
    ck_assert_ptr_null(s);
    ck_assert_int_eq(gg_artifact_weights(&m, "anything", &w, &err), GG_OK);
    ck_assert_ptr_null(w);
    gg_manifest_release(&m);
}
END_TEST

START_TEST(files_that_are_not_there)
{
    static const char *const scorers[] = {"scorecard", "logistic", "svm"};

    for (size_t i = 0; i < 3; i++) {
        gg_manifest m = manifest_of(scorers[i], "[{name: a}]");
        gg_scorer *s = (gg_scorer *)&m;
        json_t *w = (json_t *)&m;

        gg_error_init(&err);
        ck_assert_int_eq(gg_artifact_open(&m, NULL, &s, &err), GG_E_INPUT);
        ck_assert_str_eq(err.column, "artifact");
        ck_assert_ptr_nonnull(strstr(err.what, scorers[i]));
        ck_assert_str_eq(err.mend, "name it in the manifest: artifact: FILE");
        gg_error_init(&err);
        ck_assert_int_eq(gg_artifact_weights(&m, NULL, &w, &err), GG_E_INPUT);
        gg_error_init(&err);
        ck_assert_int_eq(gg_artifact_open(&m, "no/such/file.yaml", &s, &err), GG_E_NOT_FOUND);
        gg_error_init(&err);
        ck_assert_int_eq(gg_artifact_weights(&m, "no/such/file.yaml", &w, &err), GG_E_NOT_FOUND);
        ck_assert_ptr_eq(s, (gg_scorer *)&m);
        ck_assert_ptr_eq(w, (json_t *)&m);
        gg_manifest_release(&m);
    }
}
END_TEST

static json_t *weights_of(const char *scorer, const char *features, const char *text)
{
    gg_manifest m = manifest_of(scorer, features);
    json_t *out = NULL;

    gg_error_init(&err);
    ck_assert_msg(gg_artifact_weights(&m, file_of(text), &out, &err) == GG_OK, "%s: %s", err.column,
                  err.what);
    unlink(file_of(""));
    gg_manifest_release(&m);
    return out;
}

static void same_document(const json_t *is, const char *wanted)
{
    json_t *want = document_of(wanted);
    gg_buf a, b;

    gg_buf_init(&a, 0);
    gg_buf_init(&b, 0);
    gg_json_canonical(is, &a);
    gg_json_canonical(want, &b);
    ck_assert_str_eq(a.data, b.data);
    gg_buf_release(&a);
    gg_buf_release(&b);
    json_decref(want);
}

#define FEATURES                                                                                   \
    "[{name: kg, imputation: level}, {name: lane, type: categorical, imputation: level}, "         \
    "{name: port, type: categorical, imputation: mode}, "                                          \
    "{name: v, transform: sqrt, encoding: number, imputation: level}]"
#define CARD                                                                                       \
    "format: gauger/scorecard/1\nlink: identity\ndescription: a note\nintercept: 10\nterms:\n"     \
    "  - {feature: kg, bins: [100, 500], points: [0, 2, 5], missing: 3}\n"                         \
    "  - {feature: lane, levels: {bus: 4, car: 0}, other: 6, missing: 8}\n"                        \
    "  - {feature: port, level: A, fill: 1, weight: 7}\n"                                          \
    "  - {feature: v, transform: sqrt, fill: 16, center: 3, scale: 2, weight: 5}\n"                \
    "  - {feature: v, level: \"\", weight: -1}\n"

/* By hand: 5 (sqrt(x) - 3) / 2 = -7.5 + 2.5 sqrt(x); filled with 16, 2.5 * 4 = 10. */
START_TEST(weights)
{
    json_t *w = weights_of("scorecard", FEATURES, CARD);

    same_document(
        w,
        "format: gauger/weights/1\nscorer: scorecard\nlink: identity\nintercept: 2.5\nnote: a "
        "note\n"
        "features:\n"
        "  - name: kg\n    terms:\n"
        "      - {what: bin, of: \"<100\", adds: 0}\n      - {what: bin, of: \"100-<500\", adds: "
        "2}\n"
        "      - {what: bin, of: \">=500\", adds: 5}\n      - {what: missing, of: \"\", adds: 3}\n"
        "  - name: lane\n    terms:\n"
        "      - {what: level, of: bus, adds: 4}\n      - {what: level, of: car, adds: 0}\n"
        "      - {what: other, of: \"\", adds: 6}\n      - {what: missing, of: \"\", adds: 8}\n"
        "  - name: port\n    terms:\n"
        "      - {what: level, of: A, adds: 7}\n"
        "  - name: v\n    terms:\n"
        "      - {what: per unit, of: sqrt, adds: 2.5}\n"
        "      - {what: missing, of: \"\", adds: 10}\n"
        "      - {what: missing, of: indicator, adds: -1}\n");
    strict_object(SCHEMA, w, "");
    strict_object(SCHEMA, w, "features/0");
    strict_object(SCHEMA, w, "features/3/terms/2");
    strict_refuses(SCHEMA, w, "features/3/terms/2", "what", json_string("intercept"));
    json_decref(w);
}
END_TEST

static json_t *reweighted(const json_t *from, const json_t *to)
{
    json_t *out = NULL;

    ck_assert_int_eq(gg_artifact_reweighted(from, to, &out, &err), GG_OK);
    ck_assert_ptr_nonnull(out);
    return out;
}

START_TEST(weighed_anew)
{
    json_t *a = weights_of(
        "logistic",
        "[{name: x}, {name: y}, {name: gone}, {name: l, type: categorical}, {name: s, transform: "
        "standardize}]",
        "format: gauger/logistic/1\nintercept: -1\nterms:\n"
        "  - {feature: x, weight: 1}\n  - {feature: y, weight: 2}\n  - {feature: gone, weight: 3}\n"
        "  - {feature: l, levels: {p: 1, q: 2, r: 3}, other: 0}\n"
        "  - {feature: s, center: 2, scale: 4, weight: 2}\n");
    json_t *b = weights_of(
        "logistic",
        "[{name: l, type: categorical}, {name: x}, {name: y}, {name: new}, {name: s, transform: "
        "standardize}]",
        "format: gauger/logistic/1\nintercept: -1\nterms:\n"
        "  - {feature: l, levels: {q: 2.5, p: 1, t: 9}, other: 0}\n"
        "  - {feature: x, weight: 1.25}\n  - {feature: y, weight: 2}\n"
        "  - {feature: new, weight: 4}\n"
        "  - {feature: s, center: 2, scale: 2, weight: 1}\n");
    json_t *r = reweighted(a, b);

    /* s weighs 0.5 a unit in both; x, and three words of l, do not. The intercepts are equal. */
    same_document(r, "- {feature: l, what: level, of: q, from: 2, to: 2.5}\n"
                     "- {feature: l, what: level, of: t, from: null, to: 9}\n"
                     "- {feature: l, what: level, of: r, from: 3, to: null}\n"
                     "- {feature: x, what: per unit, of: \"\", from: 1, to: 1.25}\n");
    json_decref(r);
    r = reweighted(a, a);
    ck_assert(json_is_array(r) && json_array_size(r) == 0);
    json_decref(r);
    json_object_set_new(b, "intercept", json_real(2));
    r = reweighted(a, b);
    ck_assert_str_eq(gg_json_string(json_array_get(r, 0), "feature", ""), "(intercept)");
    ck_assert_double_eq(gg_json_number(json_array_get(r, 0), "to", 0), 2);
    json_decref(r);
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(nothing_to_compare)
{
    json_t *w = weights_of("scorecard", FEATURES, CARD), *other = json_deep_copy(w);
    json_t *svm = json_pack("{s:s, s:[]}", "link", "identity", "features");
    const json_t *pairs[][2] = {{w, NULL}, {NULL, w}, {NULL, NULL}, {w, svm}, {svm, w}, {w, other}};

    json_object_set_new(other, "link", json_string("logit"));
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        json_t *r = reweighted(pairs[i][0], pairs[i][1]);

        ck_assert(json_is_null(r));
        json_decref(r);
    }
    json_decref(w);
    json_decref(other);
    json_decref(svm);
}
END_TEST

/* ---- memory ---- */

static long until_failure;

static void *failing_malloc(size_t n)
{
    return until_failure-- > 0 ? malloc(n) : NULL;
}

START_TEST(memory_runs_out)
{
    json_t *a = weights_of("scorecard", FEATURES, CARD), *b = json_deep_copy(a);
    gg_status status = GG_E_MEMORY;

    json_object_set_new(b, "intercept", json_real(99));
    for (long i = 0; status != GG_OK && i < 10000; i++) {
        json_t *out = NULL;

        until_failure = i;
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        status = gg_artifact_reweighted(a, b, &out, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert(status == GG_OK || (status == GG_E_MEMORY && !out));
        json_decref(out);
    }
    ck_assert_int_eq(status, GG_OK);
    json_decref(a);
    json_decref(b);
}
END_TEST

START_TEST(memory_runs_out_while_reading)
{
    gg_manifest m = manifest_of("scorecard", FEATURES);
    const char *path = file_of(CARD);
    gg_status status = GG_E_MEMORY;

    for (long i = 0; status != GG_OK && i < 10000; i++) {
        gg_scorer *s = NULL;
        json_t *w = NULL;

        until_failure = i;
        gg_error_init(&err);
        json_set_alloc_funcs(failing_malloc, free);
        status = gg_artifact_open(&m, path, &s, &err);
        if (status == GG_OK)
            status = gg_artifact_weights(&m, path, &w, &err);
        json_set_alloc_funcs(malloc, free);
        ck_assert_msg(status == GG_OK || status == GG_E_MEMORY, "%ld: %s", i, err.what);
        gg_scorer_free(s);
        json_decref(w);
    }
    ck_assert_int_eq(status, GG_OK);
    unlink(path);
    gg_manifest_release(&m);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, an_external_score_has_none);
    tcase_add_test(tc, files_that_are_not_there);
    tcase_add_test(tc, weights);
    tcase_add_test(tc, weighed_anew);
    tcase_add_test(tc, nothing_to_compare);
    tcase_add_test(tc, memory_runs_out);
    tcase_add_test(tc, memory_runs_out_while_reading);
}

GG_TEST_MAIN("model/artifact")
