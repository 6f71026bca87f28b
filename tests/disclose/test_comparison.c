/*
 * The published form of a comparison: differences to a step, and for whom a version is worse.
 */
#include "cells.h"

#include <math.h>

#define LEAST 11

/* 2,000 rows: 600 with the outcome and 1,400 without it. */
static const table big = {.names = {"race", "sex"},
                          .crossings = {"01"},
                          .atoms = {{{"r1", "F", ""}, {400, 100, 60, 140}},
                                    {{"r1", "M", ""}, {300, 100, 60, 140}},
                                    {{"r2", "F", ""}, {200, 100, 60, 40}},
                                    {{"r2", "M", ""}, {100, 100, 60, 40}},
                                    {{"r3", "M", ""}, {3, 2, 4, 2}}},
                          .n = 5};

static json_t *difference_of(double value, double half)
{
    return json_pack("{s:f,s:f,s:f,s:f,s:{s:i}}", "value", value, "low", value - half, "high",
                     value + half, "p_value", 0.01, "counts", "a_only", 3);
}

static json_t *comparison_of(double recall, double half)
{
    json_t *out = json_pack(
        "{s:s,s:{s:i},s:{s:o,s:o,s:o,s:{s:n,s:s}},s:{s:f,s:i,s:{s:s,s:s},s:[]}}", "format",
        "gauger/comparison/1", "b", "tp", 7, "differences", "recall", difference_of(recall, half),
        "selection_rate", difference_of(-0.0512, 0.0201), "mcc", difference_of(0.5, 0.1), "roc_auc",
        "value", "why_null", "no_scores", "findings", "margin", 0.0, "minimum_count", 30, "overall",
        "recall", "better", "mcc", "worse", "worse_for");

    ck_assert_ptr_nonnull(out);
    return out;
}

static json_t *hidden(const json_t *comparison, const json_t *document)
{
    json_t *out = NULL;
    gg_error err;
    gg_status status;

    gg_error_init(&err);
    status = gg_publish_comparison(comparison, document, &out, &err);
    ck_assert_msg(status == GG_OK, "%s", err.what);
    return out;
}

static json_t *big_published(void)
{
    json_t *evaluation = evaluation_of(&big), *out = published(evaluation, LEAST);

    json_decref(evaluation);
    return out;
}

static double number_at(const json_t *document, const char *path, const char *key)
{
    return gg_json_number(at(document, path), key, NAN);
}

/* 604 rows with the outcome over 2 x 11 are 27 cells: steps of a twentieth. 2,013 over 22 are 91:
 * fiftieths. */
START_TEST(differences_to_a_step)
{
    json_t *document = big_published(), *comparison = comparison_of(0.0823, 0.031);
    json_t *out = hidden(comparison, document);

    ck_assert_double_eq(number_at(out, "differences/recall", "step"), 0.05);
    ck_assert_double_eq(number_at(out, "differences/recall", "value"), 0.1);
    /* 0.031 is 0.62 steps, and half a step more 1.12: two steps. */
    ck_assert_double_eq_tol(number_at(out, "differences/recall", "low"), 0.0, 1e-15);
    ck_assert_double_eq(number_at(out, "differences/recall", "high"), 0.2);
    ck_assert_str_eq(gg_json_string(at(out, "differences/recall"), "standing", ""), "better");
    ck_assert_double_eq(number_at(out, "differences/selection_rate", "step"), 0.02);
    ck_assert_double_eq(number_at(out, "differences/selection_rate", "value"), -0.06);
    ck_assert_str_eq(gg_json_string(at(out, "differences/selection_rate"), "standing", ""),
                     "lower");
    /* Nothing but these. */
    ck_assert_uint_eq(json_object_size(at(out, "differences")), 3);
    ck_assert_ptr_null(at(out, "differences/recall/counts"));
    ck_assert_ptr_null(at(out, "differences/recall/p_value"));
    ck_assert_ptr_null(at(out, "b"));
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

START_TEST(a_difference_without_a_value)
{
    json_t *document = big_published(), *comparison = comparison_of(0.01, 0.1), *out;

    json_object_set_new(at(comparison, "differences"), "recall",
                        json_pack("{s:f,s:n,s:n}", "value", 0.01, "low", "high"));
    out = hidden(comparison, document);
    ck_assert(json_is_null(at(out, "differences/recall/low")));
    ck_assert_double_eq(number_at(out, "differences/recall", "value"), 0);
    /* The evaluation has no roc_auc either: withheld comes first. */
    ck_assert(json_is_null(at(out, "differences/roc_auc/value")));
    ck_assert_str_eq(gg_json_string(at(out, "differences/roc_auc"), "why_null", ""), "withheld");
    ck_assert_ptr_null(at(out, "differences/roc_auc/standing"));
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

/*
 * One version refers all that the other does, and from 0 to 11 cases with the outcome more: every
 * one of these gives the same document. The half width is that of a paired interval, which is not
 * 0 where nothing differs (Tango 1998): z^2 / n.
 */
START_TEST(small_counts_between_two_versions_are_not_told_apart)
{
    json_t *document = big_published(), *first = NULL;
    double positives = gg_json_number(at(document, "overall"), "positives", 0);

    for (int more = 0; more <= LEAST; more++) {
        double half = (3.84 + 1.96 * sqrt(more)) / positives;
        json_t *comparison = comparison_of(more / positives, half);
        json_t *out = hidden(comparison, document);

        json_object_set_new(at(comparison, "findings/overall"), "recall", json_string("better"));
        if (!first)
            first = json_incref(out);
        ck_assert_msg(json_equal(first, out), "%d more rows", more);
        json_decref(out);
        json_decref(comparison);
    }
    ck_assert_double_eq(number_at(first, "differences/recall", "value"), 0);
    json_decref(first);
    json_decref(document);
}
END_TEST

START_TEST(too_few_or_weighted_rows_are_withheld)
{
    static const table small = {
        .names = {"race"}, .atoms = {{{"r1", "", ""}, {60, 40, 60, 50}}}, .n = 1};
    json_t *evaluation = evaluation_of(&small), *document = published(evaluation, LEAST);
    json_t *comparison = comparison_of(0.1, 0.05), *out = hidden(comparison, document);

    /* 210 rows are not ten times 22. */
    ck_assert(json_is_null(at(out, "differences/recall/value")));
    ck_assert(json_is_null(at(out, "differences/selection_rate/low")));
    ck_assert_str_eq(gg_json_string(at(out, "differences/recall"), "why_null", ""), "withheld");
    json_decref(out);
    json_decref(document);
    json_decref(evaluation);
    document = big_published();
    json_object_set_new(at(document, "data"), "weighted", json_true());
    out = hidden(comparison, document);
    ck_assert(json_is_null(at(out, "differences/recall/value")));
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

static void add_worse(json_t *comparison, const char *key, const char *name, const char *group)
{
    json_t *one = json_pack("{s:s,s:s,s:s,s:i,s:{s:f}}", key, name, "metric", "recall", "overall",
                            "better", "rows", 40, "difference", "value", -0.25);

    if (group)
        json_object_set_new(one, "group", json_string(group));
    json_array_append_new(at(comparison, "findings/worse_for"), one);
}

START_TEST(who_is_worse_off_is_named_where_shown)
{
    json_t *document = big_published(), *comparison = comparison_of(0.1, 0.05), *out;
    const json_t *list;

    add_worse(comparison, "attribute", "race", "r1");
    add_worse(comparison, "intersection", "race*sex", "r1*F");
    out = hidden(comparison, document);
    list = at(out, "worse_for");
    ck_assert_uint_eq(json_array_size(list), 1 + (at(document, "intersections/race*sex/groups/"
                                                               "r1*F") != NULL));
    ck_assert_str_eq(gg_json_string(json_array_get(list, 0), "group", ""), "r1");
    ck_assert_ptr_null(json_object_get(json_array_get(list, 0), "rows"));
    ck_assert_ptr_null(json_object_get(json_array_get(list, 0), "difference"));
    json_decref(out);
    /* r3 was merged with r2, there is no such site, and of an unknown kind nothing is known. */
    add_worse(comparison, "attribute", "race", "r3");
    add_worse(comparison, "site", "Q", NULL);
    add_worse(comparison, "planet", "Q", NULL);
    out = hidden(comparison, document);
    ck_assert_uint_le(json_array_size(at(out, "worse_for")), 2);
    ck_assert(json_is_true(at(out, "worse_for_others")));
    ck_assert_double_eq(gg_json_number(out, "minimum_count", 0), 30);
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

START_TEST(sites_and_periods_are_named)
{
    json_t *document = big_published(), *comparison = comparison_of(0.1, 0.05), *out;

    json_object_set_new(at(document, "sites"), "North", json_object());
    json_object_set_new(at(document, "periods"), "2026-01", json_object());
    add_worse(comparison, "site", "North", NULL);
    add_worse(comparison, "period", "2026-01", NULL);
    out = hidden(comparison, document);
    ck_assert_uint_eq(json_array_size(at(out, "worse_for")), 2);
    ck_assert(json_is_false(at(out, "worse_for_others")));
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

START_TEST(other_documents_are_refused)
{
    json_t *document = big_published(), *evaluation = evaluation_of(&big), *out = NULL;
    json_t *comparison = comparison_of(0.1, 0.05);
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_publish_comparison(document, document, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the document is no gauger/comparison/1");
    gg_error_init(&err);
    ck_assert_int_eq(gg_publish_comparison(comparison, evaluation, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.what, "the evaluation is not in its published form");
    json_object_del(comparison, "differences");
    ck_assert_int_eq(gg_publish_comparison(comparison, document, &out, NULL), GG_E_INPUT);
    ck_assert_ptr_null(out);
    json_decref(comparison);
    json_decref(evaluation);
    json_decref(document);
}
END_TEST

/* An estimate under a design is of fewer rows than the steps are made for; what could be, and what
 * is observed, would give the counts between the two versions. That it is unknown is told. */
START_TEST(missing_outcomes)
{
    json_t *document = big_published(), *comparison = comparison_of(0.1, 0.02), *out;
    json_t *differences = json_object_get(comparison, "differences");

    json_object_set_new(json_object_get(differences, "recall"), "rows", json_integer(100));
    json_object_set_new(differences, "precision",
                        json_pack("{s:n,s:n,s:n,s:s,s:f,s:[f,f]}", "value", "low", "high",
                                  "why_null", "not_identified", "observed", 0.12, "bounds", -0.03,
                                  0.27));
    out = hidden(comparison, document);
    ck_assert_str_eq(gg_json_string(at(out, "differences/recall"), "why_null", ""), "withheld");
    ck_assert(json_is_null(at(out, "differences/recall/value")));
    ck_assert_str_eq(gg_json_string(at(out, "differences/precision"), "why_null", ""),
                     "not_identified");
    ck_assert_ptr_null(at(out, "differences/precision/bounds"));
    ck_assert_ptr_null(at(out, "differences/precision/observed"));
    ck_assert(json_is_number(at(out, "differences/selection_rate/value")));
    json_decref(out);
    json_decref(comparison);
    json_decref(document);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, missing_outcomes);
    tcase_add_test(tc, differences_to_a_step);
    tcase_add_test(tc, a_difference_without_a_value);
    tcase_add_test(tc, small_counts_between_two_versions_are_not_told_apart);
    tcase_add_test(tc, too_few_or_weighted_rows_are_withheld);
    tcase_add_test(tc, who_is_worse_off_is_named_where_shown);
    tcase_add_test(tc, sites_and_periods_are_named);
    tcase_add_test(tc, other_documents_are_refused);
}

GG_TEST_MAIN("disclose/comparison")
