/*
 * The published form of an evaluation: what is merged, what is withheld and why, what stays as it
 * was, and what is refused.
 */
#include "cells.h"

#include "gauger/evidence/collect.h"
#include "schema.h"

#define LEAST 11

/* Four groups: two large, two with small cells. */
static const table four = {.names = {"group"},
                           .atoms = {{{"large", "", ""}, {100, 50, 60, 90}},
                                     {{"small", "", ""}, {20, 3, 15, 12}},
                                     {{"tiny", "", ""}, {2, 9, 1, 4}},
                                     {{"middle", "", ""}, {40, 30, 20, 50}}},
                           .n = 4};

START_TEST(small_groups_are_merged_smallest_first)
{
    json_t *evaluation = evaluation_of(&four), *document = published(evaluation, LEAST);
    json_t *merged = at(document, "attributes/group/merged/(merged: 2 groups)");
    json_t *metrics = at(document, "attributes/group/groups/(merged: 2 groups)");

    /* 3 + 9 false positives are 12, so two groups suffice. */
    ck_assert_uint_eq(json_object_size(at(document, "attributes/group/groups")), 3);
    ck_assert_uint_eq(json_array_size(merged), 2);
    ck_assert_str_eq(json_string_value(json_array_get(merged, 0)), "small");
    ck_assert_str_eq(json_string_value(json_array_get(merged, 1)), "tiny");
    ck_assert_int_eq(json_integer_value(json_object_get(metrics, "count")), 66);
    ck_assert_int_eq(json_integer_value(json_object_get(metrics, "fp")), 12);
    ck_assert_int_eq(json_integer_value(json_object_get(metrics, "tp")), 16);
    /* Rates are those of the merged counts: scipy.stats.binomtest(28, 66).proportion_ci(0.95,
     * method="wilson") gives 0.31242510148541885. */
    ck_close(gg_json_number(json_object_get(metrics, "selection_rate"), "value", 0), 28.0 / 66,
             1e-12);
    ck_close(gg_json_number(json_object_get(metrics, "selection_rate"), "low", 0),
             0.31242510148541885, 1e-9);
    ck_assert_int_eq(json_integer_value(at(document, "disclosure/merged_groups")), 2);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(merging_goes_on_until_the_sum_is_large)
{
    table t = four;
    json_t *evaluation, *document;

    t.atoms[2].cells[1] = 1; /* 3 + 1 false positives: the next smallest joins */
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_uint_eq(json_array_size(at(document, "attributes/group/merged/(merged: 3 groups)")),
                      3);
    ck_assert_ptr_null(at(document, "attributes/group/groups/middle"));
    ck_assert_ptr_nonnull(at(document, "attributes/group/groups/large"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(groups_that_are_shown_stay_as_they_were)
{
    json_t *evaluation = evaluation_of(&four), *document = published(evaluation, LEAST);
    static const char *const same[] = {"overall", "attributes/group/groups/large",
                                       "attributes/group/groups/middle", "decision"};

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_msg(json_equal(at(evaluation, same[i]), at(document, same[i])), "%s", same[i]);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference")), "large");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(what_merged_groups_lack_is_withheld)
{
    json_t *evaluation = evaluation_of(&four), *document;
    json_t *groups = at(evaluation, "attributes/group/groups"), *metrics;
    const char *name;

    json_object_foreach(groups, name, metrics)
    {
        json_t *auc = json_object_get(metrics, "roc_auc");

        json_object_del(auc, "why_null");
        json_object_set_new(auc, "value", json_real(0.7));
        json_object_set_new(auc, "low", json_real(0.6));
        json_object_set_new(auc, "high", json_real(0.8));
        json_object_set_new(auc, "standard_error", json_real(0.05));
    }
    document = published(evaluation, LEAST);
    ck_assert_str_eq(json_string_value(at(
                         document, "attributes/group/groups/(merged: 2 groups)/roc_auc/why_null")),
                     "withheld");
    ck_assert(
        json_is_null(at(document, "attributes/group/groups/(merged: 2 groups)/roc_auc/value")));
    ck_close(json_real_value(at(document, "attributes/group/groups/middle/roc_auc/value")), 0.7,
             1e-12);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/disparities/"
                                                    "roc_auc_difference/groups/"
                                                    "(merged: 2 groups)/why_null")),
                     "withheld");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(everything_small_withholds_everything)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {40, 2, 30, 1}}, {{"b", "", ""}, {40, 3, 30, 2}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);

    /* Eight are selected in all: not even that may be said. */
    ck_assert(json_is_null(at(document, "overall/count")));
    ck_assert_str_eq(json_string_value(at(document, "overall/precision/why_null")), "withheld");
    ck_assert_uint_eq(json_object_size(at(document, "attributes")), 0);
    ck_assert(strstr(why_withheld(document, "everyone"), "some count of everyone is small"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(an_attribute_that_merging_cannot_help_is_withheld)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {40, 9, 30, 30}}, {{"b", "", ""}, {40, 9, 30, 30}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);

    ck_assert_int_eq(json_integer_value(at(document, "overall/fp")), 18);
    ck_assert_ptr_null(at(document, "attributes/group"));
    ck_assert(strstr(why_withheld(document, "group"), "too small to be shown, merged or not"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* A group that is left out of the list could be had by subtraction. */
START_TEST(groups_that_do_not_add_up_are_withheld)
{
    json_t *evaluation = evaluation_of(&four), *document;

    json_object_del(at(evaluation, "attributes/group/groups"), "tiny");
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "attributes/group"));
    ck_assert(strstr(why_withheld(document, "group"), "do not add up to everyone"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_minimum_cell_of_another_size)
{
    table t = four;
    json_t *evaluation = evaluation_of(&four), *document = published(evaluation, 4);

    /* Under 4 are the 3 of one group, the 2 and the 1 of the other. */
    ck_assert_ptr_nonnull(at(document, "attributes/group/groups/(merged: 2 groups)"));
    json_decref(document);
    /* Under 3 is one group alone; the smallest of the others joins it. */
    document = published(evaluation, 3);
    ck_assert_ptr_nonnull(at(document, "attributes/group/groups/(merged: 2 groups)"));
    json_decref(document);
    json_decref(evaluation);
    t.atoms[2].cells[2] = 2;
    evaluation = evaluation_of(&t);
    document = published(evaluation, 2);
    ck_assert_uint_eq(json_object_size(at(document, "attributes/group/groups")), 4);
    ck_assert_ptr_null(at(document, "attributes/group/merged"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_reference_that_is_merged_is_chosen_again)
{
    json_t *evaluation = evaluation_of(&four), *document;
    json_t *attribute = at(evaluation, "attributes/group");

    json_object_set_new(attribute, "reference", json_string("small"));
    json_object_set_new(attribute, "reference_rule", json_string("given"));
    document = published(evaluation, LEAST);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference")), "large");
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference_rule")), "largest");
    ck_assert_str_eq(gg_json_string(json_array_get(at(document, "warnings"), 0), "code", ""),
                     "reference_merged");
    json_decref(document);
    json_object_set_new(attribute, "reference", json_string("middle"));
    document = published(evaluation, LEAST);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference")), "middle");
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference_rule")), "given");
    json_decref(document);
    json_object_set_new(attribute, "reference_rule", json_string("rest"));
    document = published(evaluation, LEAST);
    ck_assert_str_eq(json_string_value(at(document, "attributes/group/reference")), "(rest)");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_level_called_like_a_merged_group)
{
    table t = four;
    json_t *evaluation, *document;

    t.atoms[0].levels[0] = "(merged: 2 groups)";
    evaluation = evaluation_of(&t);
    document = published(evaluation, LEAST);
    ck_assert_int_eq(
        json_integer_value(at(document, "attributes/group/groups/(merged: 2 groups)/count")), 300);
    ck_assert_int_eq(
        json_integer_value(at(document, "attributes/group/groups/((merged: 2 groups))/count")), 66);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* ---- sites, rows, warnings ---- */

START_TEST(sites_are_merged_and_keep_their_thresholds)
{
    json_t *evaluation = evaluation_of(&four), *document, *sites;
    const char *name;
    json_t *metrics;
    double threshold = 0.5;
    char fault[400];

    sites = json_deep_copy(at(evaluation, "attributes/group/groups"));
    json_object_foreach(sites, name, metrics)
    {
        json_object_set_new(metrics, "threshold", json_real(threshold += 0.1));
    }
    json_object_set_new(evaluation, "sites", sites);
    document = published(evaluation, LEAST);
    ck_close(json_real_value(at(document, "sites/large/threshold")), 0.6, 1e-12);
    ck_assert(json_is_null(at(document, "sites/(merged: 2 groups)/threshold")));
    ck_assert_uint_eq(json_array_size(at(document, "merged/sites/(merged: 2 groups)")), 2);
    ck_assert_uint_eq(json_object_size(at(document, "sites")), 3);
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(rows_left_out_are_known_only_if_they_are_many)
{
    json_t *evaluation = evaluation_of(&four), *document;
    json_t *data = json_object_get(evaluation, "data");

    json_object_set_new(data, "rows", json_integer(514));
    json_object_set_new(at(data, "rows_excluded"), "missing_score", json_integer(8));
    document = published(evaluation, LEAST);
    ck_assert(json_is_null(at(document, "data/rows")));
    ck_assert(json_is_null(at(document, "data/rows_excluded/missing_score")));
    ck_assert_int_eq(json_integer_value(at(document, "data/rows_used")), 506);
    json_decref(document);
    json_object_set_new(data, "rows", json_integer(526));
    json_object_set_new(at(data, "rows_excluded"), "missing_score", json_integer(20));
    document = published(evaluation, LEAST);
    ck_assert_int_eq(json_integer_value(at(document, "data/rows")), 526);
    ck_assert_int_eq(json_integer_value(at(document, "data/rows_excluded/missing_score")), 20);
    json_decref(document);
    /* Two reasons, one of them small: neither the rows nor the other may tell it. */
    json_object_set_new(data, "rows", json_integer(531));
    json_object_set_new(at(data, "rows_excluded"), "bad_rows", json_integer(5));
    document = published(evaluation, LEAST);
    ck_assert(json_is_null(at(document, "data/rows")));
    ck_assert(json_is_null(at(document, "data/rows_excluded/missing_score")));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(only_what_is_known_to_be_harmless_goes_through)
{
    json_t *evaluation = evaluation_of(&four), *document;
    json_t *warnings = json_object_get(evaluation, "warnings");

    json_array_append_new(warnings, json_pack("{s:s,s:s}", "code", "small_group", "message",
                                              "group: fewer than 30 rows in tiny (16)"));
    json_array_append_new(
        warnings, json_pack("{s:s,s:s}", "code", "default_threshold", "message", "0.5 was taken"));
    json_object_set_new(at(evaluation, "attributes/group"), "omnibus", json_real(3.84));
    json_object_set_new(at(evaluation, "attributes/group"), "strata", json_object());
    json_object_set_new(at(evaluation, "attributes/group"), "conditional_demographic_disparity",
                        json_object());
    json_object_set_new(at(evaluation, "attributes/group/groups/large"), "smallest_cell",
                        json_integer(5));
    json_object_set_new(evaluation, "notes", json_string("tiny has 16"));
    document = published(evaluation, LEAST);
    ck_assert_uint_eq(json_array_size(at(document, "warnings")), 1);
    ck_assert_str_eq(gg_json_string(json_array_get(at(document, "warnings"), 0), "code", ""),
                     "default_threshold");
    ck_assert_ptr_null(at(document, "attributes/group/omnibus"));
    ck_assert_ptr_null(at(document, "attributes/group/strata"));
    ck_assert_ptr_null(at(document, "attributes/group/conditional_demographic_disparity"));
    ck_assert_ptr_null(at(document, "attributes/group/groups/large/smallest_cell"));
    ck_assert_ptr_null(at(document, "notes"));
    ck_assert(strstr(why_withheld(document, "group within strata"), "not published"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* The outcome test is made anew from what is shown: it says what the groups beside it say. */
START_TEST(the_outcome_test_says_what_the_groups_say)
{
    json_t *evaluation = evaluation_of(&four), *document, *groups, *test, *one;
    const char *name;

    json_object_set_new(at(evaluation, "attributes/group"), "outcome_test", json_object());
    document = published(evaluation, LEAST);
    test = at(document, "attributes/group/outcome_test");
    groups = at(document, "attributes/group/groups");
    ck_assert_ptr_nonnull(test);
    ck_assert(strstr(gg_json_string(test, "caveat", ""), "infra-marginality"));
    ck_assert_uint_eq(json_object_size(at(test, "within")), 0);
    ck_assert_uint_eq(json_object_size(at(test, "groups")), json_object_size(groups) - 1);
    json_object_foreach(at(test, "groups"), name, one)
    {
        json_t *group = json_object_get(groups, name);

        ck_assert_ptr_nonnull(group);
        ck_assert(json_is_null(json_object_get(one, "referred")));
        ck_assert_double_eq(gg_json_number(one, "verified", -1),
                            gg_json_number(group, "tp", 0) + gg_json_number(group, "fp", 0));
        ck_assert_double_eq(gg_json_number(json_object_get(one, "find_rate"), "value", -1),
                            gg_json_number(json_object_get(group, "precision"), "value", -2));
    }
    json_decref(document);
    /* Without one in the evaluation there is none to publish. */
    json_object_del(at(evaluation, "attributes/group"), "outcome_test");
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "attributes/group/outcome_test"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

START_TEST(a_certain_outcome_is_warned_of)
{
    table t = {.names = {"group"},
               .atoms = {{{"a", "", ""}, {40, 20, 30, 30}}, {{"b", "", ""}, {40, 20, 0, 0}}},
               .n = 2};
    json_t *evaluation = evaluation_of(&t), *document = published(evaluation, LEAST);
    const json_t *warning = json_array_get(at(document, "warnings"), 0);

    ck_assert_str_eq(gg_json_string(warning, "code", ""), "certain_outcome");
    ck_assert_str_eq(gg_json_string(warning, "message", ""),
                     "group = b: none of the verified cases had the outcome, which says so of each "
                     "of them");
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* A weighted cell counts by the people behind it, not by their weights. */
START_TEST(weights_do_not_make_a_cell_large)
{
    json_t *evaluation = evaluation_of(&four), *document, *overall = NULL, *a = NULL, *b = NULL;
    const double many[CELLS] = {1000, 500, 600, 900}, few[CELLS] = {200, 200, 200, 200};
    gg_figures f = figures_of(many), g = figures_of(few), sum;
    json_t *groups = json_object();

    f.weighted = g.weighted = true;
    for (size_t o = 0; o < GG_OUTCOMES; o++)
        for (size_t s = 0; s < GG_SELECTIONS; s++)
            g.w2[o][s] = g.w[o][s] * 40; /* five people a cell, each of weight 40 */
    g.rows = 20;
    gg_figures_add(&f, &g, &sum);
    ck_assert_int_eq(gg_figures_write(&f, NULL, &a, NULL), GG_OK);
    ck_assert_int_eq(gg_figures_write(&g, NULL, &b, NULL), GG_OK);
    ck_assert_int_eq(gg_figures_write(&sum, NULL, &overall, NULL), GG_OK);
    json_object_set_new(groups, "many", a);
    json_object_set_new(groups, "few", b);
    json_object_set_new(evaluation, "overall", overall);
    json_object_set_new(at(evaluation, "attributes/group"), "groups", groups);
    document = published(evaluation, LEAST);
    ck_assert_ptr_null(at(document, "attributes/group"));
    ck_assert(strstr(why_withheld(document, "group"), "too small"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* ---- again, and refused ---- */

START_TEST(what_is_published_stays_published)
{
    json_t *evaluation = evaluation_of(&four), *once = published(evaluation, LEAST);
    json_t *twice = published(once, LEAST), *smaller = published(once, 5);
    gg_publish_options options = {20};
    json_t *out = NULL;
    gg_error err;

    ck_assert(json_equal(once, twice));
    ck_assert(json_equal(once, smaller));
    gg_error_init(&err);
    ck_assert_int_eq(gg_publish(once, &options, &out, &err), GG_E_INPUT);
    ck_assert_ptr_null(out);
    json_object_set_new(at(once, "attributes/group/groups/large"), "fp", json_integer(5));
    gg_error_init(&err);
    ck_assert_int_eq(gg_publish(once, NULL, &out, &err), GG_E_INPUT);
    ck_assert_str_eq(err.column, "fp");
    json_decref(twice);
    json_decref(smaller);
    json_decref(once);
    json_decref(evaluation);
}
END_TEST

static void refused(json_t *evaluation, unsigned least, gg_status status, const char *column)
{
    gg_publish_options options = {least};
    json_t *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_int_eq(gg_publish(evaluation, &options, &out, &err), status);
    ck_assert_str_eq(err.column, column);
    ck_assert_str_ne(err.what, "");
    ck_assert_str_ne(err.mend, "");
    ck_assert_ptr_null(out);
    json_decref(evaluation);
}

/* A document with one member replaced; at a path, under a key. */
static json_t *with(const char *path, const char *key, json_t *value)
{
    json_t *evaluation = evaluation_of(&four);

    ck_assert_int_eq(json_object_set_new(at(evaluation, path), key, value), 0);
    return evaluation;
}

START_TEST(bad_documents_are_refused)
{
    refused(evaluation_of(&four), 1, GG_E_USAGE, "");
    refused(evaluation_of(&four), 0, GG_E_USAGE, "");
    refused(with("", "format", json_string("gauger/verdict/1")), LEAST, GG_E_INPUT, "format");
    refused(with("", "confidence", json_real(1)), LEAST, GG_E_INPUT, "confidence");
    refused(with("", "seed", json_real(-1)), LEAST, GG_E_INPUT, "seed");
    refused(with("decision", "adverse", json_string("both")), LEAST, GG_E_INPUT, "adverse");
    refused(with("overall", "count", json_integer(4)), LEAST, GG_E_INPUT, "count");
    refused(with("attributes/group/groups/tiny", "tp", json_integer(-1)), LEAST, GG_E_INPUT, "tp");
    refused(with("attributes/group", "reference_rule", json_string("best")), LEAST, GG_E_INPUT, "");
    refused(json_object(), LEAST, GG_E_INPUT, "format");
    refused(json_array(), LEAST, GG_E_INPUT, "format");
}
END_TEST

/* ---- real counts ---- */

static void nothing_small(const json_t *value, const char *path)
{
    static const char *const counts[] = {
        "count", "positives", "negatives", "unverified", "selected", "tp", "fp", "tn", "fn"};
    const char *key;
    json_t *member;
    char below[300];

    json_object_foreach((json_t *)value, key, member)
    {
        snprintf(below, sizeof below, "%s/%s", path, key);
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            if (strcmp(key, counts[i]) == 0 && json_is_number(member))
                ck_assert_msg(json_number_value(member) == 0 || json_number_value(member) >= LEAST,
                              "%s is %g", below, json_number_value(member));
        nothing_small(member, below);
    }
}

START_TEST(compas_is_published_in_four_groups_of_race)
{
    static const char *const crossings[] = {"race*sex"};
    gg_collect_options options = gg_collect_options_default();
    gg_evidence evidence;
    gg_schema schema;
    json_t *evaluation = NULL, *document;
    char fault[400];

    options.intersections = crossings;
    options.n_intersections = 1;
    gg_schema_init(&schema);
    ck_assert_int_eq(gg_schema_load(&schema, "datasets/compas/schema.yaml", NULL), GG_OK);
    ck_assert_int_eq(gg_collect("datasets/compas/counts.csv", &schema, &options, &evidence, NULL),
                     GG_OK);
    ck_assert_int_eq(gg_evaluate(&evidence, NULL, &evaluation, NULL), GG_OK);
    document = published(evaluation, LEAST);
    nothing_small(document, "");
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    /* Asian (32), Native American (18) and Other (377), counted in the table with awk. */
    ck_assert_int_eq(
        json_integer_value(at(document, "attributes/race/groups/(merged: 3 groups)/count")), 427);
    ck_assert_uint_eq(json_object_size(at(document, "attributes/race/groups")), 4);
    ck_assert_uint_eq(json_object_size(at(document, "attributes/sex/groups")), 2);
    ck_assert_uint_eq(json_object_size(at(document, "intersections/race*sex/groups")), 6);
    ck_assert_uint_eq(json_array_size(at(document, "score_distribution/positive")), 10);
    json_decref(document);
    json_decref(evaluation);
    gg_evidence_release(&evidence);
    gg_schema_release(&schema);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, small_groups_are_merged_smallest_first);
    tcase_add_test(tc, merging_goes_on_until_the_sum_is_large);
    tcase_add_test(tc, groups_that_are_shown_stay_as_they_were);
    tcase_add_test(tc, what_merged_groups_lack_is_withheld);
    tcase_add_test(tc, everything_small_withholds_everything);
    tcase_add_test(tc, an_attribute_that_merging_cannot_help_is_withheld);
    tcase_add_test(tc, groups_that_do_not_add_up_are_withheld);
    tcase_add_test(tc, a_minimum_cell_of_another_size);
    tcase_add_test(tc, a_reference_that_is_merged_is_chosen_again);
    tcase_add_test(tc, a_level_called_like_a_merged_group);
    tcase_add_test(tc, sites_are_merged_and_keep_their_thresholds);
    tcase_add_test(tc, rows_left_out_are_known_only_if_they_are_many);
    tcase_add_test(tc, only_what_is_known_to_be_harmless_goes_through);
    tcase_add_test(tc, the_outcome_test_says_what_the_groups_say);
    tcase_add_test(tc, a_certain_outcome_is_warned_of);
    tcase_add_test(tc, weights_do_not_make_a_cell_large);
    tcase_add_test(tc, what_is_published_stays_published);
    tcase_add_test(tc, bad_documents_are_refused);
    tcase_add_test(tc, compas_is_published_in_four_groups_of_race);
}

GG_TEST_MAIN("disclose/publish")
