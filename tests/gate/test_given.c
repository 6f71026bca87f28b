/*
 * Rules on figures pooled within strata. Figures: statsmodels 0.13.5 StratifiedTable, the standard
 * errors by their formulas in NumPy, the score limits of differences by SciPy, normal limits and
 * tails by SciPy; COMPAS by age.
 */
#include "conforms.h"
#include "documents.h"

#include "../stats/simulate.h"

static json_t *evaluation;

/* One row of strata: successes of the group and its rows, of the reference and its rows. */
static void add_row(json_t *rows, const char *stratum, double a, double n, double b, double m)
{
    json_array_append_new(rows, json_pack("{s: s, s: {s: f, s: f}, s: {s: f, s: f}}", "stratum",
                                          stratum, "group", "numerator", a, "denominator", n,
                                          "reference", "numerator", b, "denominator", m));
}

static void add_strata(const char *by, const char *metric, const char *group, json_t *rows,
                       bool differ)
{
    json_t *race = json_object_get(json_object_get(evaluation, "attributes"), "race");
    json_t *strata = json_object_get(race, "strata"), *one, *groups;

    if (!strata)
        json_object_set_new(race, "strata", strata = json_object());
    if (!(one = json_object_get(strata, by)))
        json_object_set_new(strata, by, one = json_object());
    if (!(groups = json_object_get(one, metric)))
        json_object_set_new(one, metric, groups = json_object());
    json_object_set_new(groups, group,
                        json_pack("{s: o, s: b}", "rows", rows, "strata_differ", (int)differ));
}

static void begin(void)
{
    json_t *selected = json_array(), *found = json_array(), *few = json_array();

    evaluation = evaluation_of((counts){.tp = 1894, .fp = 1168, .fn = 1000, .tn = 2139});
    add_group(evaluation, "attributes", "race", "White",
              (counts){.tp = 505, .fp = 349, .fn = 461, .tn = 1139});
    add_group(evaluation, "attributes", "race", "Black",
              (counts){.tp = 1369, .fp = 805, .fn = 532, .tn = 990});
    add_group(evaluation, "attributes", "race", "Other",
              (counts){.tp = 10, .fp = 5, .fn = 5, .tn = 5});
    add_group(evaluation, "attributes", "sex", "Male",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_group(evaluation, "attributes", "sex", "Female",
              (counts){.tp = 200, .fp = 100, .fn = 100, .tn = 600});
    add_row(selected, "25 - 45", 1281, 2194, 500, 1312);
    add_row(selected, "Greater than 45", 247, 582, 117, 752);
    add_row(selected, "Less than 25", 646, 920, 237, 390);
    add_strata("band", "selection_rate", "Black", selected, true);
    add_row(found, "25 - 45", 803, 1281, 300, 500);
    add_row(found, "Greater than 45", 135, 247, 65, 117);
    add_row(found, "Less than 25", 431, 646, 140, 237);
    add_strata("band", "precision", "Black", found, false);
    add_row(few, "25 - 45", 10, 20, 500, 1312);
    add_strata("band", "selection_rate", "Other", few, false);
}

static void end(void)
{
    json_decref(evaluation);
}

START_TEST(pooled_at_the_confidence_of_the_policy)
{
    json_t *v = judge("confidence: 0.99\nrules:\n  - {metric: selection_rate_ratio, attribute: "
                      "race, given: band, at_most: 1.5}\n  - {metric: precision_difference, "
                      "attribute: race, given: band, group: Black, at_least: -0.02}\n",
                      evaluation, NULL, NULL);
    const json_t *s = subject_of(v, 0, "Black");

    ck_close(number_of(s, "value"), 1.5289591442418404, 1e-10);
    ck_close(number_of(s, "low"), 1.4177040201428714, 1e-8);
    ck_close(number_of(s, "high"), 1.648945077072684, 1e-8);
    ck_close(number_of(s, "p_value"), 0.2572107542758737, 1e-6);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_str_eq(gg_json_string(s, "reference", ""), "White");
    ck_assert_str_eq(gg_json_string(s, "slice", ""), "race=Black given band");
    ck_assert_int_eq((int)number_of(s, "rows"), 3696);
    ck_assert_ptr_nonnull(find_in(v, 0, "not_judged", "Other"));
    s = subject_of(v, 1, "Black");
    ck_close(number_of(s, "low"), -0.014094478136, 1e-7);
    ck_assert_str_eq(result_of(v, 1), "pass");
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
}
END_TEST

static const double POWER_N[2] = {110, 130}, POWER_M[2] = {800, 1000}, POWER_RATE[2] = {0.15, 0.3};

/* One rule on two strata, by their counts. */
static json_t *judged_strata(const char *rule, const double *hits, const double *reference_hits)
{
    json_t *rows = json_array();
    char policy[200];

    for (int k = 0; k < 2; k++)
        add_row(rows, k ? "y" : "x", hits[k], POWER_N[k], reference_hits[k], POWER_M[k]);
    add_strata("power", "selection_rate", "Black", rows, false);
    snprintf(policy, sizeof policy,
             "rules:\n  - {metric: %s, attribute: race, given: power, group: Black}\n", rule);
    return judge(policy, evaluation, NULL, NULL);
}

/* What is said to be caught 8 times in 10 is, in samples drawn with that truth. */
START_TEST(the_breach_that_is_told_is_caught_so_often)
{
    static const struct {
        const char *rule;
        bool ratio;
    } rules[] = {{"selection_rate_ratio, at_most: 1.35", true},
                 {"selection_rate_difference, at_most: 0.05", false},
                 {"selection_rate_ratio, at_least: 0.9", true}};
    const double seen[2] = {20, 46}, reference[2] = {120, 300};
    const int runs = 400;
    gg_random r;

    gg_random_init(&r, 1, "given", "power");
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        json_t *v = judged_strata(rules[i].rule, seen, reference);
        const bool above = strstr(rules[i].rule, "at_most") != NULL;
        const double breach =
            number_of(subject_of(v, 0, "Black"), above ? "detectable_above" : "detectable_below");
        int caught = 0;

        json_decref(v);
        ck_assert(breach == breach);
        for (int k = 0; k < runs; k++) {
            double a[2], b[2];

            for (int j = 0; j < 2; j++) {
                const double rate =
                    rules[i].ratio ? POWER_RATE[j] * breach : POWER_RATE[j] + breach;

                a[j] = simulate_binomial(&r, (int)POWER_N[j], rate);
                b[j] = simulate_binomial(&r, (int)POWER_M[j], POWER_RATE[j]);
            }
            v = judged_strata(rules[i].rule, a, b);
            caught += strcmp(result_of(v, 0), "fail") == 0;
            json_decref(v);
        }
        ck_assert_msg(caught > 0.74 * runs && caught < 0.86 * runs, "%s: %g: %d of %d",
                      rules[i].rule, breach, caught, runs);
    }
}
END_TEST

/* Nobody of a group has the event: neither is nothing established of it nor is 0 taken for certain.
 * Limits: the stratified score interval by SciPy. */
START_TEST(groups_without_an_event)
{
    json_t *few = json_array(), *many = json_array(), *v;
    const json_t *s;

    add_row(few, "A", 0, 16, 12, 600);
    add_row(few, "B", 0, 16, 13, 600);
    add_strata("small", "selection_rate", "Black", few, false);
    add_row(many, "A", 0, 300, 200, 1000);
    add_row(many, "B", 0, 300, 220, 1000);
    add_strata("large", "selection_rate", "Black", many, false);
    v = judge(
        "rules:\n"
        "  - {metric: selection_rate_difference, attribute: race, given: small, group: Black, "
        "at_most: 0}\n"
        "  - {metric: selection_rate_ratio, attribute: race, given: large, group: Black, "
        "at_least: 0.5}\n",
        evaluation, NULL, NULL);
    s = subject_of(v, 0, "Black");
    ck_close(number_of(s, "low"), -0.0305834210, 1e-8);
    ck_close(number_of(s, "high"), 0.0865643106, 1e-8);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    s = subject_of(v, 1, "Black");
    ck_assert(number_of(s, "value") == 0 && number_of(s, "low") == 0);
    ck_close(number_of(s, "high"), 0.030317938948582326, 1e-8);
    ck_assert(number_of(s, "adjusted_p_value") < 1e-10);
    ck_assert_str_eq(result_of(v, 1), "fail");
    json_decref(v);
}
END_TEST

/* 500 of 1000 against 0 of 10000: no ratio is a number, and none up to 1302 is compatible
 * (Koopman's score interval by SciPy). */
START_TEST(a_reference_of_nothing)
{
    json_t *e = evaluation_of((counts){.tp = 500, .fn = 500, .tn = 10000}), *v;
    const json_t *s;

    add_group(e, "attributes", "g", "A", (counts){.fn = 10, .tn = 9990});
    add_group(e, "attributes", "g", "B", (counts){.tp = 500, .fn = 500});
    v = judge("rules:\n"
              "  - {metric: selection_rate_ratio, attribute: g, between: [0.8, 1.25]}\n"
              "  - {metric: selection_rate_ratio, attribute: g, at_least: 0.8}\n"
              "  - {metric: selection_rate_ratio, attribute: g, at_least: 0.8, judge: point}\n"
              "  - {metric: selection_rate_ratio, attribute: g, at_most: 1400}\n",
              e, NULL, NULL);
    s = subject_of(v, 0, "B");
    ck_assert(json_is_null(json_object_get(s, "value")) &&
              json_is_null(json_object_get(s, "high")));
    ck_close(number_of(s, "low"), 1302.0869374339618, 1e-8);
    ck_assert(number_of(s, "adjusted_p_value") < 1e-10);
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_ptr_nonnull(strstr(gg_json_string(rule_of(v, 0), "message", ""),
                                 "B infinite against a reference of 0"));
    ck_assert_str_eq(result_of(v, 1), "pass");
    ck_assert_str_eq(result_of(v, 2), "inconclusive");
    ck_assert_str_eq(result_of(v, 3), "inconclusive");
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
    json_decref(e);
}
END_TEST

/* A pooled figure over strata that differ is said to hide them, whatever the result. */
START_TEST(strata_that_differ_are_said)
{
    json_t *v =
        judge("rules:\n  - {metric: selection_rate_ratio, attribute: race, given: band, "
              "between: [0.8, 1.25]}\n  - {metric: precision_ratio, attribute: race, group: "
              "Black, given: band, between: [0.8, 1.25]}\n",
              evaluation, NULL, NULL);

    ck_assert_str_eq(
        message_of(v, 0),
        "selection_rate_ratio by race given band against White: Black 1.53 (95% interval 1.44 to "
        "1.62) exceeds the upper bound 1.25 (adjusted p < 0.0001); strata differ for Black (1.16 "
        "in Less than 25, 2.73 in Greater than 45), which "
        "the pooled figure hides; not judged: Other (fewer than 30 rows)");
    ck_assert(json_is_true(json_object_get(subject_of(v, 0, "Black"), "strata_differ")));
    ck_assert_str_eq(
        message_of(v, 1),
        "precision_ratio by race of Black given band against White: 1.06 (95% interval "
        "0.995 to 1.13) lies within 0.8 to 1.25");
    ck_assert_ptr_null(json_object_get(subject_of(v, 1, "Black"), "strata_differ"));
    json_decref(v);
}
END_TEST

/* The crude figure and the pooled one are different rules with ids of their own. */
START_TEST(given_is_part_of_the_id_and_of_the_names)
{
    json_t *v = judge("minimum_count: 1\nrules:\n  - {metric: selection_rate_ratio, attribute: "
                      "race, group: Black, at_most: 9}\n  - {metric: selection_rate_ratio, "
                      "attribute: \"*\", given: \"*\", at_most: 9}\n",
                      evaluation, NULL, NULL);

    ck_assert_str_eq(gg_json_string(rule_of(v, 1), "id", ""),
                     "selection_rate_ratio/attribute=*/given=*");
    ck_assert_str_eq(gg_json_string(rule_of(v, 1), "rule", ""),
                     "selection_rate_ratio by each attribute given each stratum at most 9");
    ck_assert_ptr_nonnull(subject_of(v, 1, "race=Black given band"));
    ck_assert_ptr_nonnull(subject_of(v, 1, "race=Other given band"));
    ck_assert(number_of(subject_of(v, 0, "Black"), "value") !=
              number_of(subject_of(v, 1, "race=Black given band"), "value"));
    json_decref(v);
}
END_TEST

static const struct {
    const char *rule, *message;
} nothing[] = {
    {"metric: recall_ratio, attribute: race, given: site, at_least: 0",
     "recall_ratio by race given site: not established, because the evaluation has no strata of "
     "race by site (it has band)"},
    {"metric: recall_ratio, attribute: sex, given: site, at_least: 0",
     "recall_ratio by sex given site: not established, because the evaluation has no strata of sex "
     "by site (it has none)"},
    {"metric: recall_ratio, attribute: sex, given: \"*\", at_least: 0",
     "recall_ratio by sex given each stratum: not established, because the evaluation has no "
     "strata of sex"},
    {"metric: recall_ratio, attribute: race, group: White, given: band, at_least: 0",
     "recall_ratio by race of White given band: not established, because White is the reference of "
     "race"},
    /* The metric itself is not stratified in this document. */
    {"metric: recall_ratio, attribute: race, group: Black, given: band, at_least: 0",
     "recall_ratio by race of Black given band against White: not established: undefined, because "
     "the figure of one of the groups is undefined"},
};

START_TEST(what_is_not_there_is_no_pass)
{
    char policy[200];
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - {%s}\n", nothing[_i].rule);
    v = judge(policy, evaluation, NULL, NULL);
    ck_assert_str_eq(message_of(v, 0), nothing[_i].message);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* Strata with counts within bounds have rows without numbers, and no pooled figure. */
/* Strata of which the counts are known within bounds are pooled again from those bounds: rows that
 * lack them are no document of gauger's. */
START_TEST(bounded_strata_need_their_bounds)
{
    json_t *rows = json_pack("[{s: s, s: {s: n, s: n}, s: {s: n, s: n}}]", "stratum", "x", "group",
                             "numerator", "denominator", "reference", "numerator", "denominator");
    json_t *race = json_object_get(json_object_get(evaluation, "attributes"), "race");
    json_t *verdict = NULL;
    gg_policy *policy =
        policy_of("rules:\n  - {metric: recall_ratio, attribute: race, group: Black, given: band, "
                  "between: [0.8, 1.25]}\n");
    gg_gate_documents documents = gg_gate_documents_default();
    gg_error err;

    gg_error_init(&err);
    documents.evaluation = evaluation;
    add_strata("band", "recall", "Black", rows, false);
    json_object_set_new(
        json_object_get(
            json_object_get(json_object_get(json_object_get(race, "strata"), "band"), "recall"),
            "Black"),
        "mantel_haenszel_ratio", json_pack("{s: s}", "why_null", "bounded"));
    ck_assert_int_eq(gg_gate_judge(policy, &documents, &verdict, &err), GG_E_INPUT);
    ck_assert_ptr_null(verdict);
    ck_assert_ptr_nonnull(strstr(err.what, "has no bounds that go together"));
    gg_policy_free(policy);
}
END_TEST

/* A document that someone else wrote is read, not believed. */
START_TEST(rows_that_make_no_sense_are_refused)
{
    json_t *bad = json_array(), *verdict = NULL;
    gg_policy *policy =
        policy_of("rules:\n  - {metric: recall_ratio, attribute: race, given: band, "
                  "between: [0.8, 1.25]}\n");
    gg_gate_documents documents = gg_gate_documents_default();
    gg_error err;

    documents.evaluation = evaluation;
    gg_error_init(&err);
    add_row(bad, "x", 30, 20, 1, 2);
    add_strata("band", "recall", "Black", bad, false);
    ck_assert_int_eq(gg_gate_judge(policy, &documents, &verdict, &err), GG_E_INPUT);
    ck_assert_ptr_null(verdict);
    ck_assert_ptr_nonnull(strstr(err.what, "row 1 of some strata"));
    gg_policy_free(policy);
}
END_TEST

/* ---- strata that differ, and strata by themselves ---- */

/* Ratio 1/3 at A and 3 at B: pooled they are 1. */
static void add_opposites(double scale)
{
    json_t *rows = json_array();

    add_row(rows, "A", 100 * scale, 1000 * scale, 300 * scale, 1000 * scale);
    add_row(rows, "B", 300 * scale, 1000 * scale, 100 * scale, 1000 * scale);
    add_strata("site", "selection_rate", "Black", rows, false);
}

#define OPPOSITE                                                                                   \
    "rules:\n  - {metric: selection_rate_ratio, attribute: race, group: Black, given: site, "      \
    "between: [0.8, 1.25]"

START_TEST(opposite_strata_do_not_pass)
{
    const json_t *s;
    json_t *v;

    add_opposites(1);
    v = judge(OPPOSITE "}\n", evaluation, NULL, NULL);
    s = subject_of(v, 0, "Black");
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_close(number_of(s, "value"), 1, 1e-12);
    ck_assert(number_of(s, "low") > 0.8 && number_of(s, "high") < 1.25);
    ck_assert(json_is_true(json_object_get(s, "strata_differ")));
    ck_assert(json_is_true(json_object_get(s, "strata_open")));
    ck_assert(number_of(s, "homogeneity_p_value") < 1e-30);
    ck_assert_str_eq(gg_json_string(json_object_get(s, "lowest_stratum"), "stratum", ""), "A");
    ck_close(number_of(json_object_get(s, "lowest_stratum"), "value"), 1.0 / 3, 1e-12);
    ck_close(number_of(json_object_get(s, "highest_stratum"), "value"), 3, 1e-12);
    ck_assert_str_eq(gg_json_string(s, "rows_needed_why_null", ""), "strata_differ");
    ck_assert_str_eq(
        message_of(v, 0),
        "selection_rate_ratio by race of Black given site against White: not established: 1 (95% "
        "interval 0.88 to 1.14) lies within 0.8 to 1.25, but strata differ (p < 0.0001): 0.333 in "
        "A, 3 in B; read the strata, or judge each of them with stratum: \"*\"");
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
    v = judge(OPPOSITE ", judge: point}\n", evaluation, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    json_decref(v);
}
END_TEST

/* Strata that differ, and lie inside each of them: that is what was asked. */
START_TEST(strata_that_differ_inside_the_bounds_pass)
{
    json_t *rows = json_array(), *v;

    add_row(rows, "A", 27000, 100000, 30000, 100000);
    add_row(rows, "B", 33000, 100000, 30000, 100000);
    add_strata("site", "selection_rate", "Black", rows, false);
    v = judge(OPPOSITE "}\n", evaluation, NULL, NULL);
    ck_assert(json_is_true(json_object_get(subject_of(v, 0, "Black"), "strata_differ")));
    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0),
                                 "; strata differ for Black (0.9 in A, 1.1 in B), "
                                 "which the pooled figure hides"));
    json_decref(v);
}
END_TEST

/* One odds ratio everywhere, 1.5, and yet another ratio: 1.07 where most are selected and 1.47
 * where few are. The test of odds ratios sees nothing; the stratum by itself is outside. */
START_TEST(a_stratum_that_is_outside_by_itself_stops_a_pass)
{
    json_t *rows = json_array(), *v;

    add_row(rows, "many", 85714, 100000, 80000, 100000);
    add_row(rows, "few", 735, 10000, 500, 10000);
    add_strata("site", "selection_rate", "Black", rows, false);
    v = judge(OPPOSITE "}\n", evaluation, NULL, NULL);
    ck_assert_ptr_null(json_object_get(subject_of(v, 0, "Black"), "strata_differ"));
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(
        message_of(v, 0), "but a stratum by itself lies outside: 1.07 in many, 1.47 in few"));
    json_decref(v);
}
END_TEST

/* The test is made again at the policy's confidence, whatever the document's own says. */
START_TEST(homogeneity_at_the_confidence_of_the_policy)
{
    json_t *rows = json_array(), *v;

    add_row(rows, "A", 95, 300, 110, 300);
    add_row(rows, "B", 120, 300, 100, 300);
    add_strata("site", "selection_rate", "Black", rows, true);
    v = judge(OPPOSITE "}\n", evaluation, NULL, NULL);
    ck_assert(json_is_true(json_object_get(subject_of(v, 0, "Black"), "strata_differ")));
    json_decref(v);
    v = judge("confidence: 0.99\n" OPPOSITE "}\n", evaluation, NULL, NULL);
    ck_assert_ptr_null(json_object_get(subject_of(v, 0, "Black"), "strata_differ"));
    ck_assert_ptr_nonnull(json_object_get(subject_of(v, 0, "Black"), "homogeneity_p_value"));
    json_decref(v);
}
END_TEST

START_TEST(each_stratum_is_a_subject)
{
    const json_t *a;
    json_t *v;

    add_opposites(1);
    v = judge(OPPOSITE ", stratum: \"*\"}\n", evaluation, NULL, NULL);
    a = subject_of(v, 0, "Black in site A");
    ck_assert_str_eq(result_of(v, 0), "fail");
    ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), 2);
    ck_assert_int_eq((int)number_of(v, "figures_tested"), 2);
    ck_close(number_of(a, "value"), 1.0 / 3, 1e-12);
    /* statsmodels' score limits, which have the factor N / (N - 1) besides. */
    ck_close(number_of(a, "low"), 0.27035574882737295, 2e-4);
    ck_close(number_of(a, "high"), 0.4100638366169211, 2e-4);
    ck_assert_int_eq((int)number_of(a, "rows"), 1000);
    ck_assert_str_eq(gg_json_string(a, "stratum", ""), "A");
    ck_assert_str_eq(gg_json_string(a, "given", ""), "site");
    ck_assert_str_eq(gg_json_string(a, "reference", ""), "White");
    ck_assert_str_eq(gg_json_string(a, "slice", ""), "race=Black given site in site=A");
    ck_assert_str_eq(gg_json_string(rule_of(v, 0), "rule", ""),
                     "selection_rate_ratio by race of Black given site by stratum within 0.8 to "
                     "1.25");
    ck_assert_str_eq(gg_json_string(rule_of(v, 0), "id", ""),
                     "selection_rate_ratio/attribute=race/group=Black/given=site/stratum=*");
    ck_close(number_of(a, "adjusted_p_value"), 2 * number_of(a, "p_value"), 1e-9);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
    v = judge(OPPOSITE ", stratum: B}\n", evaluation, NULL, NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), 1);
    ck_assert_ptr_nonnull(find_in(v, 0, "subjects", "Black in site B"));
    json_decref(v);
    v = judge(OPPOSITE ", stratum: C}\n", evaluation, NULL, NULL);
    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "race given site has no stratum C"));
    json_decref(v);
}
END_TEST

/* Small strata, and those where one side is absent, are named and decide nothing. */
START_TEST(strata_that_are_not_judged_are_named)
{
    json_t *rows = json_array(), *race, *one, *v;

    add_row(rows, "A", 30, 100, 33, 100);
    add_row(rows, "B", 3, 10, 33, 100);
    add_row(rows, "C", 30, 100, 3, 10);
    add_row(rows, "D", 30, 100, 0, 0);
    add_strata("site", "selection_rate", "Black", rows, false);
    race = json_object_get(json_object_get(evaluation, "attributes"), "race");
    one = json_object_get(
        json_object_get(json_object_get(json_object_get(race, "strata"), "site"), "selection_rate"),
        "Black");
    json_object_set_new(one, "not_compared",
                        json_pack("[{s:s, s:s}, {s:s, s:s}]", "stratum", "D", "lacks", "reference",
                                  "stratum", "E", "lacks", "both"));
    v = judge(OPPOSITE ", stratum: \"*\"}\n", evaluation, NULL, NULL);
    ck_assert_uint_eq(json_array_size(json_object_get(rule_of(v, 0), "subjects")), 1);
    ck_assert_ptr_nonnull(
        strstr(message_of(v, 0),
               "; not judged: Black in site B (fewer than 30 rows); not judged: Black in site C "
               "(the reference group has too few rows); not judged: Black in site D, Black in site "
               "E (the group or its reference has nobody there)"));
    conforms(v, "docs/schemas/verdict-1.schema.json");
    json_decref(v);
}
END_TEST

static const struct {
    const char *rule, *what;
} refused[] = {
    {"metric: recall_ratio, attribute: race, stratum: A, at_least: 0", "stratum needs given"},
    {"metric: recall, site: A, stratum: A, at_least: 0", "recall takes no stratum"},
    {"metric: accuracy_ratio, attribute: race, given: band, at_least: 0",
     "accuracy_ratio takes no given"},
    {"metric: recall, attribute: race, given: band, at_least: 0", "recall takes no given"},
    {"metric: recall_ratio, intersection: \"race*sex\", given: band, at_least: 0",
     "given needs an attribute"},
    {"metric: impact_ratio, attribute: race, given: band, at_least: 0",
     "impact_ratio takes no given"},
};

START_TEST(rules_that_cannot_be_answered_are_refused)
{
    char text[200];
    gg_policy *policy = NULL;
    gg_error err;

    gg_error_init(&err);
    snprintf(text, sizeof text, "policy: p\nrules:\n  - {%s}\n", refused[_i].rule);
    ck_assert_int_eq(gg_policy_parse(text, strlen(text), "p.yaml", &policy, &err), GG_E_INPUT);
    ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s", err.what);
}
END_TEST

#define N(list) ((int)(sizeof(list) / sizeof *(list)))

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, the_breach_that_is_told_is_caught_so_often);
    tcase_add_test(tc, groups_without_an_event);
    tcase_add_test(tc, a_reference_of_nothing);
    tcase_add_test(tc, pooled_at_the_confidence_of_the_policy);
    tcase_add_test(tc, strata_that_differ_are_said);
    tcase_add_test(tc, given_is_part_of_the_id_and_of_the_names);
    tcase_add_loop_test(tc, what_is_not_there_is_no_pass, 0, N(nothing));
    tcase_add_test(tc, bounded_strata_need_their_bounds);
    tcase_add_test(tc, rows_that_make_no_sense_are_refused);
    tcase_add_test(tc, opposite_strata_do_not_pass);
    tcase_add_test(tc, strata_that_differ_inside_the_bounds_pass);
    tcase_add_test(tc, a_stratum_that_is_outside_by_itself_stops_a_pass);
    tcase_add_test(tc, homogeneity_at_the_confidence_of_the_policy);
    tcase_add_test(tc, each_stratum_is_a_subject);
    tcase_add_test(tc, strata_that_are_not_judged_are_named);
    tcase_add_loop_test(tc, rules_that_cannot_be_answered_are_refused, 0, N(refused));
}

GG_TEST_MAIN("gate/given")
