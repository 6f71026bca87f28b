/*
 * The published form of a verdict: every result, and only those figures that the published
 * evaluation shows as well.
 */
#include "cells.h"
#include "schema.h"

#define LEAST 11

static const table crossed = {.names = {"race", "sex"},
                              .crossings = {"01"},
                              .atoms = {{{"r1", "F", ""}, {100, 50, 60, 90}},
                                        {{"r1", "M", ""}, {100, 50, 60, 90}},
                                        {{"r2", "F", ""}, {30, 25, 40, 20}},
                                        {{"r2", "M", ""}, {30, 45, 40, 20}},
                                        {{"r3", "F", ""}, {3, 2, 4, 2}},
                                        {{"r3", "M", ""}, {30, 25, 40, 21}}},
                              .n = 6};

static json_t *subject(const char *name, const char *slice, double value, const char *result)
{
    return json_pack("{s:s,s:s,s:i,s:f,s:f,s:f,s:f,s:f,s:s}", "subject", name, "slice", slice,
                     "rows", 7, "value", value, "low", value - 0.1, "high", value + 0.1, "p_value",
                     0.25, "adjusted_p_value", 0.5, "result", result);
}

/* A verdict with one rule on a metric. */
static json_t *verdict_of(const char *metric, json_t *subjects)
{
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:{s:s},s:[{s:s,s:s,s:s,s:s,s:s,s:o,s:[{s:s,s:s,s:i}]}]}", "format",
        "gauger/verdict/1", "version", "0", "policy", "p", "policy_sha256", "00", "result", "fail",
        "evaluation", "sha256", "ff", "rules", "id", "one", "rule", "a rule", "result", "fail",
        "message", "r3 has 11 rows", "metric", metric, "subjects", subjects, "not_judged",
        "subject", "r4", "why", "too_few", "rows", 4);
}

static json_t *hidden(const json_t *verdict, const json_t *document)
{
    json_t *out = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_publish_verdict(verdict, document, &out, &err);
    ck_assert_msg(status == GG_OK, "%s", err.what);
    return out;
}

static json_t *rule_of(const json_t *verdict)
{
    return json_array_get(json_object_get(verdict, "rules"), 0);
}

static json_t *subject_of(const json_t *verdict, size_t i)
{
    return json_array_get(json_object_get(rule_of(verdict), "subjects"), i);
}

static double value_at(const json_t *document, const char *path)
{
    json_t *est = at(document, path);

    ck_assert_msg(est != NULL, "%s", path);
    return gg_json_number(est, "value", NAN);
}

/* A figure is kept at every place where the evaluation may show it. */
START_TEST(figures_that_are_shown_are_kept)
{
    static const struct {
        const char *metric, *slice, *path;
    } cases[] = {
        {"precision", "", "overall/precision"},
        {"precision", "race=r1", "attributes/race/groups/r1/precision"},
        {"precision", "site=north", "sites/north/precision"},
        {"precision", "period=2026-01", "periods/2026-01/precision"},
        {"precision", "race*sex=r1*F", "intersections/race*sex/groups/r1*F/precision"},
        {"precision", "race*sex=(merged: 2 groups)*F",
         "intersections/race*sex/groups/(merged: 2 groups)*F/precision"},
        {"selection_rate_ratio", "race=r2",
         "attributes/race/disparities/selection_rate_ratio/groups/r2"},
        {"impact_ratio", "race", "attributes/race/summary/impact_ratio"},
    };
    json_t *evaluation = evaluation_of(&crossed), *document;
    json_t *places = json_pack("{s:O}", "north", at(evaluation, "overall"));

    json_object_set_new(evaluation, "sites", json_deep_copy(places));
    json_object_set_new(evaluation, "periods",
                        json_pack("{s:O}", "2026-01", at(evaluation, "overall")));
    document = published(evaluation, LEAST);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = value_at(document, cases[i].path);
        json_t *verdict = verdict_of(
            cases[i].metric, json_pack("[o]", subject("it", cases[i].slice, value, "fail")));
        json_t *out = hidden(verdict, document);

        ck_assert_msg(gg_json_number(subject_of(out, 0), "value", NAN) == value, "%s",
                      cases[i].path);
        ck_close(gg_json_number(subject_of(out, 0), "low", NAN), value - 0.1, 1e-12);
        ck_assert_ptr_null(json_object_get(subject_of(out, 0), "rows"));
        ck_assert(json_is_null(json_object_get(subject_of(out, 0), "adjusted_p_value")));
        json_decref(out);
        json_decref(verdict);
    }
    json_decref(places);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(figures_that_are_not_shown_are_withheld)
{
    static const char *const slices[] = {"race*sex=r3*F", "race=r1", "elsewhere=r1",
                                         "race",          "",        "site=x"};
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);

    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++) {
        json_t *verdict =
            verdict_of("precision", json_pack("[o]", subject("it", slices[i], 0.123, "fail")));
        json_t *out = hidden(verdict, document), *one = subject_of(out, 0);

        ck_assert_msg(json_is_null(json_object_get(one, "value")), "%s", slices[i]);
        ck_assert(json_is_null(json_object_get(one, "low")));
        ck_assert(json_is_null(json_object_get(one, "p_value")));
        ck_assert_str_eq(gg_json_string(one, "why_null", ""), "withheld");
        ck_assert_str_eq(gg_json_string(one, "result", ""), "fail");
        json_decref(out);
        json_decref(verdict);
    }
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* Figures of single scores are shown to a step, and so they are in the verdict: the judged digits
 * stay behind, and so do figures of other rows than those of the slice. */
START_TEST(figures_that_are_shown_to_a_step)
{
    static const struct {
        const char *metric, *key; /* a member that says of which rows it is, NULL for none */
        double shown;
    } cases[] = {{"roc_auc", NULL, 0.91},
                 {"roc_auc", "rows_of", NAN},
                 {"roc_auc", "capacity", NAN},
                 {"precision", NULL, NAN},
                 {"log_loss", NULL, NAN}};
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);

    json_object_set_new(json_object_get(document, "overall"), "roc_auc",
                        json_pack("{s:f, s:f, s:f}", "value", 0.91, "low", 0.89, "high", 0.93));
    json_object_set_new(json_object_get(document, "overall"), "log_loss",
                        json_pack("{s:n, s:s}", "value", "why_null", "withheld"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *judged = subject("overall", "", 0.91234, "pass"), *verdict, *out;
        const json_t *one;

        if (cases[i].key)
            json_object_set_new(judged, cases[i].key, json_string("random_arm"));
        verdict = verdict_of(cases[i].metric, json_pack("[o]", judged));
        out = hidden(verdict, document);
        one = subject_of(out, 0);
        ck_assert_str_eq(gg_json_string(one, "result", ""), "pass");
        ck_assert(json_is_null(json_object_get(one, "p_value")));
        ck_assert(json_is_null(json_object_get(one, "adjusted_p_value")));
        if (isnan(cases[i].shown)) {
            ck_assert(json_is_null(json_object_get(one, "value")));
            ck_assert_ptr_null(json_object_get(one, "to_a_step"));
            ck_assert_str_eq(gg_json_string(one, "why_null", ""), "withheld");
        } else {
            ck_assert(gg_json_number(one, "value", NAN) == cases[i].shown);
            ck_assert(gg_json_number(one, "low", NAN) == 0.89);
            ck_assert(gg_json_number(one, "high", NAN) == 0.93);
            ck_assert(json_is_true(json_object_get(one, "to_a_step")));
            ck_assert_ptr_null(json_object_get(one, "why_null"));
        }
        json_decref(out);
        json_decref(verdict);
    }
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* Strata are not published, so no figure pooled over them is, be it the crude one by chance. */
START_TEST(figures_within_strata_are_withheld)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    double crude = value_at(document, "attributes/race/disparities/precision_ratio/groups/r2");
    json_t *verdict = verdict_of(
        "precision_ratio", json_pack("[o]", subject("r2", "race=r2 given site", crude, "fail")));
    json_t *out = hidden(verdict, document), *one = subject_of(out, 0);

    ck_assert(json_is_null(json_object_get(one, "value")));
    ck_assert(json_is_null(json_object_get(one, "high")));
    ck_assert_ptr_null(json_object_get(one, "strata_differ"));
    ck_assert_str_eq(gg_json_string(one, "result", ""), "fail");
    json_decref(out);
    json_decref(verdict);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(sentences_and_digests_tell_nothing)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    json_t *verdict =
        verdict_of("precision", json_pack("[o,o,o]", subject("r1", "race=r1", 0.1, "fail"),
                                          subject("r2", "race=r2", 0.2, "inconclusive"),
                                          subject("r3", "race=r3", 0.3, "fail")));
    json_t *out = hidden(verdict, document);
    const json_t *left = json_array_get(json_object_get(rule_of(out), "not_judged"), 0);

    ck_assert_str_eq(gg_json_string(rule_of(out), "message", ""),
                     "fails for r1, r3; not established for r2");
    /* Not the digest of what was judged, but that of what is published. */
    ck_assert_uint_eq(strlen(json_string_value(at(out, "evaluation/sha256"))), 64);
    ck_assert_str_ne(json_string_value(at(out, "evaluation/sha256")), "ff");
    ck_assert_str_eq(gg_json_string(left, "subject", ""), "r4");
    ck_assert_ptr_null(json_object_get(left, "rows"));
    ck_assert_str_eq(gg_json_string(out, "result", ""), "fail");
    ck_assert_int_eq(json_integer_value(at(out, "disclosure/minimum_cell")), LEAST);
    json_decref(out);
    json_decref(verdict);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_published_verdict_is_still_a_verdict)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    json_t *verdict = NULL, *out;
    char fault[400];

    ck_assert_int_eq(gg_json_load("tests/report/fixtures/verdict.json", &verdict, NULL), GG_OK);
    json_array_append_new(json_object_get(verdict, "warnings"),
                          json_pack("{s:s,s:s}", "code", "inconclusive", "message", "let pass"));
    json_array_append_new(json_object_get(verdict, "warnings"),
                          json_pack("{s:s,s:s}", "code", "other", "message", "7 rows"));
    out = hidden(verdict, document);
    ck_assert_msg(schema_fits("docs/schemas/verdict-1.schema.json", out, fault), "%s", fault);
    ck_assert_uint_eq(json_array_size(json_object_get(out, "warnings")), 1);
    json_decref(out);
    json_decref(verdict);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(long_lists_are_counted)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);
    json_t *subjects = json_array(), *verdict, *out;

    for (int i = 0; i < 10; i++)
        json_array_append_new(subjects, subject("g", "race=g", 0.1, "pass"));
    verdict = verdict_of("precision", subjects);
    out = hidden(verdict, document);
    ck_assert_str_eq(gg_json_string(rule_of(out), "message", ""),
                     "passes for g, g, g, g, g, g, g, g and 2 more");
    json_decref(out);
    json_decref(verdict);
    verdict = verdict_of("precision", json_array());
    out = hidden(verdict, document);
    ck_assert_str_eq(gg_json_string(rule_of(out), "message", ""), "nothing was judged");
    json_decref(out);
    json_decref(verdict);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void refused(json_t *verdict, const json_t *document, const char *file)
{
    json_t *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_publish_verdict(verdict, document, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.file, file);
    ck_assert_ptr_null(out);
    json_decref(verdict);
}

START_TEST(other_documents_are_refused)
{
    json_t *evaluation = evaluation_of(&crossed), *document = published(evaluation, LEAST);

    refused(json_object(), document, "verdict");
    refused(json_pack("{s:s}", "format", "gauger/verdict/1"), document, "verdict");
    refused(json_incref(evaluation), document, "verdict");
    refused(verdict_of("precision", json_array()), evaluation, "evaluation");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, figures_that_are_shown_are_kept);
    tcase_add_test(tc, figures_that_are_not_shown_are_withheld);
    tcase_add_test(tc, figures_that_are_shown_to_a_step);
    tcase_add_test(tc, figures_within_strata_are_withheld);
    tcase_add_test(tc, sentences_and_digests_tell_nothing);
    tcase_add_test(tc, a_published_verdict_is_still_a_verdict);
    tcase_add_test(tc, long_lists_are_counted);
    tcase_add_test(tc, other_documents_are_refused);
}

GG_TEST_MAIN("disclose/verdict")
