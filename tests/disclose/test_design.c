/* What is published of figures that are corrected by an inspection design: counts by arm are
 * counts.
 */
#include "cells.h"
#include "schema.h"

#define LEAST 11

/* tn, fp, fn, tp, unverified not selected, unverified selected: in all, and of the random arm. */
typedef struct group {
    const char *name;
    double all[CELLS], random[CELLS];
} group;

static gg_figures figures_by_arm(const group *groups, size_t n, gg_inspection design)
{
    double all[CELLS] = {0};
    gg_figures f;

    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < CELLS; c++)
            all[c] += groups[i].all[c];
    f = figures_of(all);
    f.inspection = design;
    for (size_t i = 0; design == GG_INSPECTION_RANDOM_ARM && i < n; i++)
        for (size_t c = 0; c < CELLS; c++) {
            f.random[c / 2][c % 2] += groups[i].random[c];
            f.random2[c / 2][c % 2] += groups[i].random[c];
        }
    return f;
}

static json_t *metrics_of(const group *groups, size_t n, gg_inspection design, const char *key)
{
    gg_measure_options how = gg_measure_options_default();
    const gg_figures f = figures_by_arm(groups, n, design);
    json_t *out = NULL;

    how.slice = key;
    ck_assert_int_eq(gg_figures_write(&f, &how, &out, NULL), GG_OK);
    return out;
}

static json_t *evaluation_by_arm(const group *groups, size_t n, gg_inspection design)
{
    json_t *document = json_object(), *attribute = json_object(), *levels = json_object();
    double rows = figures_by_arm(groups, n, design).rows;

    json_object_set_new(document, "format", json_string(GG_EVALUATION_FORMAT));
    json_object_set_new(document, "data",
                        json_pack("{s:s,s:n,s:f,s:f,s:{s:i}}", "source", "", "sha256", "rows", rows,
                                  "rows_used", rows, "rows_excluded", "missing_score", 0));
    json_object_set_new(
        document, "decision",
        json_pack("{s:s,s:f,s:s}", "rule", "threshold", "threshold", 0.5, "adverse", "selected"));
    json_object_set_new(document, "confidence", json_real(0.95));
    json_object_set_new(document, "seed", json_integer(1));
    json_object_set_new(document, "inspection", json_string(gg_inspection_name(design)));
    json_object_set_new(document, "overall", metrics_of(groups, n, design, ""));
    for (size_t i = 0; i < n; i++)
        json_object_set_new(levels, groups[i].name, metrics_of(&groups[i], 1, design, ""));
    json_object_set_new(attribute, "reference_rule", json_string("largest"));
    json_object_set_new(attribute, "groups", levels);
    json_object_set_new(document, "attributes", json_pack("{s:o}", "race", attribute));
    return document;
}

static json_t *published_of(const group *groups, size_t n, gg_inspection design)
{
    json_t *evaluation = evaluation_by_arm(groups, n, design), *out = NULL;
    gg_error err;

    gg_error_init(&err);
    ck_assert_msg(gg_publish(evaluation, NULL, &out, &err) == GG_OK, "%s %s", err.column, err.what);
    json_decref(evaluation);
    return out;
}

static bool warned(const json_t *document, const char *code)
{
    json_t *warning;
    size_t i;

    json_array_foreach(json_object_get(document, "warnings"), i, warning)
    {
        if (strcmp(gg_json_string(warning, "code", ""), code) == 0)
            return true;
    }
    return false;
}

/* No number in any "arms" of the document is small. */
static void check_arms(const json_t *value)
{
    const char *key;
    json_t *member;

    json_object_foreach((json_t *)value, key, member)
    {
        double count = json_number_value(member);

        if (json_is_number(member) && (strcmp(key, "tp") == 0 || strcmp(key, "fp") == 0 ||
                                       strcmp(key, "fn") == 0 || strcmp(key, "tn") == 0))
            ck_assert_msg(count == 0 || count >= LEAST, "%s is %g", key, count);
        check_arms(member);
    }
}

static const group large[] = {
    {"a", {318, 380, 32, 244, 2966, 0}, {258, 40, 18, 24, 0, 0}},
    {"b", {189, 190, 46, 122, 1483, 20}, {159, 20, 33, 12, 0, 0}},
};

START_TEST(large_arms_are_shown)
{
    json_t *document = published_of(large, 2, GG_INSPECTION_RANDOM_ARM);
    char fault[400];

    ck_assert_int_eq(json_integer_value(at(document, "attributes/race/groups/b/arms/random/tp")),
                     12);
    ck_assert(json_is_number(at(document, "attributes/race/groups/b/recall/value")));
    ck_assert(json_is_array(at(document, "attributes/race/groups/b/recall/bounds")));
    ck_assert(json_is_number(at(document, "overall/recall/value")));
    ck_assert(warned(document, "random_arm"));
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    check_arms(document);
    json_decref(document);
}
END_TEST

/* That the arm may not be random is no count, and goes through with what it casts doubt on. */
START_TEST(doubts_are_shown)
{
    json_t *evaluation = evaluation_by_arm(large, 2, GG_INSPECTION_RANDOM_ARM), *document = NULL;

    json_object_set_new(evaluation, "warnings",
                        json_pack("[{s:s,s:s},{s:s,s:s}]", "code", "arm_contradicted", "message",
                                  "it may not be random", "code", "referred_not_inspected",
                                  "message", "7 rows"));
    ck_assert_int_eq(gg_publish(evaluation, NULL, &document, NULL), GG_OK);
    ck_assert(warned(document, "arm_contradicted"));
    ck_assert(!warned(document, "referred_not_inspected"));
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

/* Seven positives that the arm found in one group: the arms go, the rest stays. */
START_TEST(small_arms_are_left_out)
{
    group groups[2];
    json_t *document;
    char fault[400];

    memcpy(groups, large, sizeof groups);
    groups[1].random[3] = 7;
    document = published_of(groups, 2, GG_INSPECTION_RANDOM_ARM);
    ck_assert_ptr_null(at(document, "overall/arms"));
    ck_assert_ptr_null(at(document, "attributes/race/groups/b/arms"));
    ck_assert_ptr_null(at(document, "attributes/race/groups/a/inspection"));
    ck_assert(json_is_null(at(document, "attributes/race/groups/a/recall/value")));
    ck_assert_str_eq(json_string_value(at(document, "attributes/race/groups/a/recall/why_null")),
                     "not_identified");
    ck_assert(json_is_array(at(document, "attributes/race/groups/a/recall/bounds")));
    ck_assert(json_is_number(at(document, "attributes/race/groups/a/precision/value")));
    ck_assert_int_eq(json_integer_value(at(document, "overall/unverified")), 4469);
    ck_assert(warned(document, "design_left_out"));
    ck_assert(!warned(document, "random_arm"));
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    json_decref(document);
}
END_TEST

/* The other arm counts as well: 122 - 115 = 7. */
START_TEST(small_rests_are_left_out)
{
    group groups[2];
    json_t *document;

    memcpy(groups, large, sizeof groups);
    groups[1].random[3] = 115;
    document = published_of(groups, 2, GG_INSPECTION_RANDOM_ARM);
    ck_assert_ptr_null(at(document, "overall/arms"));
    ck_assert(warned(document, "design_left_out"));
    json_decref(document);
}
END_TEST

/* Where a third group is large enough, the small one is merged rather than the design given up. */
START_TEST(small_arms_are_merged)
{
    group groups[3];
    json_t *document;

    memcpy(groups, large, sizeof large);
    groups[2] = groups[1];
    groups[1].random[3] = 7;
    groups[2].name = "c";
    document = published_of(groups, 3, GG_INSPECTION_RANDOM_ARM);
    ck_assert(json_is_number(at(document, "overall/recall/value")));
    ck_assert_ptr_null(at(document, "attributes/race/groups/b"));
    ck_assert(
        json_is_number(at(document, "attributes/race/groups/(merged: 2 groups)/recall/value")));
    check_arms(document);
    json_decref(document);
}
END_TEST

/* Nothing of the evaluation but what the figures say: each verified row stands for 1 / p. */
static json_t *published_by_probability(const group *groups, size_t n, double p)
{
    json_t *evaluation = evaluation_by_arm(groups, n, GG_INSPECTION_UNKNOWN), *out = NULL, *metrics;
    json_t *levels = at(evaluation, "attributes/race/groups");
    gg_figures f, all = gg_figures_empty(GG_SCORES_NONE);

    for (size_t i = 0; i < n; i++) {
        f = figures_by_arm(&groups[i], 1, GG_INSPECTION_KNOWN_PROBABILITY);
        for (int c = 0; c < 4; c++) {
            f.inverse.w[c / 2][c % 2] = f.w[c / 2][c % 2] / p;
            f.inverse.w2[c / 2][c % 2] = f.w[c / 2][c % 2] / p / p;
        }
        f.complete = p == 1 && gg_figures_sum(&f, GG_CELLS_UNVERIFIED) == 0;
        ck_assert_int_eq(gg_figures_write(&f, NULL, &metrics, NULL), GG_OK);
        json_object_set_new(levels, groups[i].name, metrics);
        gg_figures_add(&all, &f, &all);
    }
    ck_assert_int_eq(gg_figures_write(&all, NULL, &metrics, NULL), GG_OK);
    json_object_del(metrics, "merged");
    json_object_set_new(evaluation, "overall", metrics);
    json_object_set_new(evaluation, "inspection", json_string("known_probability"));
    ck_assert_int_eq(gg_publish(evaluation, NULL, &out, NULL), GG_OK);
    json_decref(evaluation);
    return out;
}

/* However large the cells: sums of two probabilities tell how many rows had either. */
START_TEST(probabilities_are_left_out)
{
    json_t *document = published_by_probability(large, 2, 0.25);
    char fault[400];

    ck_assert_ptr_null(at(document, "overall/sampling"));
    ck_assert_ptr_null(at(document, "attributes/race/groups/a/sampling"));
    ck_assert_ptr_null(at(document, "overall/inspection"));
    ck_assert(json_is_null(at(document, "overall/recall/value")));
    ck_assert(json_is_array(at(document, "overall/recall/bounds")));
    ck_assert(json_is_number(at(document, "overall/precision/value")));
    ck_assert(warned(document, "design_left_out"));
    ck_assert_msg(schema_fits("docs/schemas/evaluation-1.schema.json", document, fault), "%s",
                  fault);
    json_decref(document);
}
END_TEST

/* Of the inspected alone nothing is left that holds for everyone, be it selection rates. */
START_TEST(the_inspected_alone_stay_so)
{
    group groups[2];
    json_t *document;

    memcpy(groups, large, sizeof groups);
    for (int i = 0; i < 2; i++)
        groups[i].all[4] = groups[i].all[5] = 0;
    document = published_by_probability(groups, 2, 0.25);
    ck_assert_ptr_null(at(document, "overall/sampling"));
    ck_assert(json_is_null(at(document, "overall/selection_rate/value")));
    ck_assert(json_is_null(at(document, "overall/recall/value")));
    json_decref(document);
    /* Inspected for certain they are everyone. */
    document = published_by_probability(groups, 2, 1);
    ck_assert(json_is_number(at(document, "overall/recall/value")));
    ck_assert(!warned(document, "design_left_out"));
    json_decref(document);
}
END_TEST

START_TEST(chance_is_shown_without_arms)
{
    json_t *document = published_of(large, 2, GG_INSPECTION_MISSING_AT_RANDOM);

    ck_assert(json_is_number(at(document, "attributes/race/groups/b/recall/value")));
    ck_assert_ptr_null(at(document, "overall/arms"));
    ck_assert(warned(document, "missing_at_random"));
    json_decref(document);
}
END_TEST

/* Scores of the verified rows are shown to a step, as all figures of scores. */
START_TEST(seen_scores_are_coarse)
{
    json_t *evaluation = evaluation_by_arm(large, 2, GG_INSPECTION_UNKNOWN), *document = NULL;
    json_t *auc = at(evaluation, "overall/roc_auc");
    double shown;

    json_object_set_new(auc, "observed", json_real(0.71234567));
    ck_assert_int_eq(gg_publish(evaluation, NULL, &document, NULL), GG_OK);
    shown = json_number_value(at(document, "overall/roc_auc/observed"));
    ck_assert(fabs(shown - 0.71234567) <= 0.05 && fabs(shown * 1000 - round(shown * 1000)) < 1e-9);
    json_decref(document);
    json_decref(evaluation);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, large_arms_are_shown);
    tcase_add_test(tc, doubts_are_shown);
    tcase_add_test(tc, small_arms_are_left_out);
    tcase_add_test(tc, small_rests_are_left_out);
    tcase_add_test(tc, small_arms_are_merged);
    tcase_add_test(tc, probabilities_are_left_out);
    tcase_add_test(tc, the_inspected_alone_stay_so);
    tcase_add_test(tc, chance_is_shown_without_arms);
    tcase_add_test(tc, seen_scores_are_coarse);
}

GG_TEST_MAIN("disclose/design")
