/*
 * Outcomes that nobody found out, and no design: what is observed and what is possible stand in the
 * verdict, the worst case decides where it decides, and the advice is not to collect more of the
 * same. Bounds are sums done by hand; limits of rates are statsmodels' Wilson.
 */
#include "conforms.h"
#include "documents.h"

/* 200 referred, 50 of them without an outcome; 800 not referred, 600 of them without. */
static gg_figures some_unverified(void)
{
    gg_figures f = gg_figures_empty(GG_SCORES_REAL);

    f.w[GG_POSITIVE][GG_SELECTED] = 90;
    f.w[GG_NEGATIVE][GG_SELECTED] = 60;
    f.w[GG_UNVERIFIED][GG_SELECTED] = 50;
    f.w[GG_POSITIVE][GG_NOT_SELECTED] = 10;
    f.w[GG_NEGATIVE][GG_NOT_SELECTED] = 190;
    f.w[GG_UNVERIFIED][GG_NOT_SELECTED] = 600;
    memcpy(f.w2, f.w, sizeof f.w2);
    f.rows = 1000;
    f.complete = false;
    f.seen.roc_auc = 0.81;
    return f;
}

static json_t *metrics(const gg_figures *f)
{
    json_t *out = NULL;

    ck_assert_int_eq(gg_figures_write(f, NULL, &out, NULL), GG_OK);
    return out;
}

static json_t *evaluation;

static void begin(void)
{
    const gg_figures f = some_unverified();
    json_t *groups;

    evaluation = evaluation_of((counts){1, 1, 1, 1, 0, 0});
    json_object_set_new(evaluation, "overall", metrics(&f));
    add_group(evaluation, "attributes", "race", "a", (counts){1, 1, 1, 1, 0, 0});
    groups = json_object_get(json_object_get(json_object_get(evaluation, "attributes"), "race"),
                             "groups");
    json_object_set_new(groups, "a", metrics(&f));
    json_object_set_new(groups, "b", metrics(&f));
}

static void end(void)
{
    json_decref(evaluation);
}

static json_t *by(const char *rule)
{
    char policy[300];
    json_t *v;

    snprintf(policy, sizeof policy, "rules:\n  - %s\n", rule);
    v = judge(policy, evaluation, NULL, NULL);
    conforms(v, "docs/schemas/verdict-1.schema.json");
    return v;
}

static const json_t *only(const json_t *v)
{
    return json_array_get(json_object_get(rule_of(v, 0), "subjects"), 0);
}

static void expect_bounds(const json_t *s, double low, double high)
{
    const json_t *bounds = json_object_get(s, "bounds");

    ck_close(json_number_value(json_array_get(bounds, 0)), low, 1e-12);
    ck_close(json_number_value(json_array_get(bounds, 1)), high, 1e-12);
    ck_assert_str_eq(gg_json_string(s, "bounds_source", ""), "missing_outcomes");
}

START_TEST(observed_and_possible_stand_in_the_verdict)
{
    json_t *v = by("{metric: recall, at_least: 0.5}");
    const json_t *s = only(v);

    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert(json_is_null(json_object_get(s, "value")));
    ck_close(number_of(s, "observed"), 0.9, 1e-12);
    expect_bounds(s, 90.0 / 700, 140.0 / 150);
    /* proportion_confint(90, 700) and (140, 150), method "wilson" */
    ck_close(number_of(s, "low"), 0.10578711641888054, 1e-9);
    ck_close(number_of(s, "high"), 0.9633881433303926, 1e-9);
    ck_assert_str_eq(gg_json_string(s, "why_null", ""), "not_identified");
    ck_assert_str_eq(gg_json_string(s, "rows_needed_why_null", ""), "not_identified");
    ck_assert_str_eq(
        message_of(v, 0),
        "recall: not established: between 0.129 and 0.933 whatever the missing outcomes are (0.9 "
        "among the verified), and the 95% interval 0.106 to 0.963 reaches below 0.5; more rows "
        "like these would not tell: verify the 50 referred without an outcome, and inspect some of "
        "the 600 others at random and declare it (--inspection random_arm)");
    json_decref(v);
}
END_TEST

/* Whatever the missing outcomes are, by the interval around the worst of them. */
static const struct {
    const char *rule, *result;
} decided[] = {
    {"{metric: recall, at_least: 0.1}", "pass"},
    {"{metric: recall, at_least: 0.99}", "fail"},
    {"{metric: recall, at_most: 0.09}", "fail"},
    {"{metric: false_positive_rate, at_most: 0.45}", "pass"},
    {"{metric: false_positive_rate, at_most: 0.04}", "fail"},
    {"{metric: base_rate, between: [0.05, 0.8]}", "pass"},
    {"{metric: recall, at_least: 0.12, judge: point}", "pass"},
    {"{metric: recall, at_least: 0.5, judge: point}", "inconclusive"},
    {"{metric: recall, at_least: 0.95, judge: point}", "fail"},
    {"{metric: recall_ratio, attribute: race, between: [0.08, 12]}", "pass"},
    {"{metric: recall_ratio, attribute: race, between: [0.8, 1.25]}", "inconclusive"},
    {"{metric: recall_ratio, attribute: race, at_most: 0.05}", "fail"},
    {"{metric: false_positive_rate_difference, attribute: race, between: [-0.5, 0.5]}", "pass"},
    {"{metric: equal_opportunity_difference, attribute: race, at_most: 0.99}", "inconclusive"},
    {"{metric: roc_auc, at_least: 0.01}", "inconclusive"},
};

START_TEST(the_worst_case_decides_where_it_does)
{
    json_t *v = by(decided[_i].rule);

    ck_assert_msg(strcmp(result_of(v, 0), decided[_i].result) == 0, "%s: %s", decided[_i].rule,
                  message_of(v, 0));
    json_decref(v);
}
END_TEST

START_TEST(a_passing_rule_says_by_what)
{
    json_t *v = by("{metric: recall, at_least: 0.1}");

    ck_assert_str_eq(message_of(v, 0),
                     "recall: between 0.129 and 0.933 whatever the missing outcomes are (0.9 among "
                     "the verified) (95% interval 0.106 to 0.963) lies at or above the lower bound "
                     "0.1");
    ck_assert_str_eq(gg_json_string(only(v), "rows_needed_why_null", ""), "decided");
    json_decref(v);
}
END_TEST

/* All that is possible lies inside, and chance alone is left: then it is not said that rows tell
 * nothing. */
START_TEST(where_chance_alone_is_left_rows_would_tell)
{
    json_t *v = by("{metric: recall, at_least: 0.125}");

    ck_assert_str_eq(result_of(v, 0), "inconclusive");
    ck_assert_ptr_null(strstr(message_of(v, 0), "would not tell"));
    json_decref(v);
}
END_TEST

START_TEST(a_disparity_is_between_what_both_groups_could_be)
{
    json_t *v = by("{metric: recall_ratio, attribute: race, between: [0.8, 1.25]}");
    const json_t *s = subject_of(v, 0, "b");

    expect_bounds(s, (90.0 / 700) / (140.0 / 150), (140.0 / 150) / (90.0 / 700));
    ck_close(number_of(s, "observed"), 1, 1e-12);
    ck_assert(number_of(s, "low") < 90.0 / 700 / (140.0 / 150));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "verify the 100 referred without an outcome"));
    json_decref(v);
}
END_TEST

/* Figures of scores have no bounds: what is observed, and what would tell. */
/* In words: what is possible, what chance adds, what is observed, what came of it. */
START_TEST(explanations_of_what_is_not_identified)
{
    json_t *v = by("{metric: recall, at_least: 0.1}");

    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "; whatever the unknown outcomes are, it lies from 0.12 to 0.94. Taking in chance, "
        "anything "
        "from 0.106 to 0.963 is compatible with the data. Among the cases whose outcome is known "
        "it is 0.9, which need not hold for the others. The rule asks for a value of at least 0.1: "
        "all that is compatible with the data lies there."));
    json_decref(v);
}
END_TEST

START_TEST(scores_say_what_is_observed)
{
    json_t *v = by("{metric: roc_auc, at_least: 0.7}");

    ck_close(number_of(only(v), "observed"), 0.81, 1e-12);
    ck_assert_ptr_null(json_object_get(only(v), "bounds"));
    ck_assert_str_eq(
        message_of(v, 0),
        "roc_auc: not established: not identified, because some outcomes were never verified (0.81 "
        "among the verified); more rows like these would not tell: verify the 50 referred without "
        "an outcome, and inspect some of the 600 others at random and declare it (--inspection "
        "random_arm)");
    json_decref(v);
}
END_TEST

START_TEST(precision_says_how_many_are_not_verified)
{
    json_t *v = by("{metric: precision, at_least: 0.5}");
    const json_t *s = only(v);

    ck_assert_str_eq(result_of(v, 0), "pass");
    ck_close(number_of(s, "value"), 0.6, 1e-12);
    ck_close(number_of(s, "unverified_share"), 0.25, 1e-12);
    expect_bounds(s, 0.45, 0.7);
    ck_assert_ptr_nonnull(strstr(message_of(v, 0),
                                 "; 25% of the referred are not verified, and among all referred "
                                 "it could be from 0.45 to 0.7"));
    ck_assert_int_eq(gg_gate_explain(v, NULL), GG_OK);
    ck_assert_ptr_nonnull(strstr(
        gg_json_string(json_array_get(json_object_get(v, "explanations"), 0), "sentence", ""),
        "Of those referred, 25% have no outcome yet; among all of them it could be from "
        "0.45 to 0.7."));
    json_decref(v);
    v = by("{metric: precision_ratio, attribute: race, between: [0.5, 2]}");
    ck_close(number_of(subject_of(v, 0, "b"), "unverified_share"), 0.25, 1e-12);
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "; for b 25% of the referred are not verified"));
    json_decref(v);
}
END_TEST

/* Where a design says who was inspected, precision is what it is. */
START_TEST(a_design_needs_no_caution)
{
    gg_figures f = some_unverified();
    json_t *v;

    f.inspection = GG_INSPECTION_MISSING_AT_RANDOM;
    json_object_set_new(evaluation, "overall", metrics(&f));
    v = by("{metric: precision, at_least: 0.5}");
    ck_assert_ptr_null(json_object_get(only(v), "unverified_share"));
    json_decref(v);
}
END_TEST

/* No design estimates calibration, and a design that is declared need not be declared again. */
START_TEST(advice_is_what_can_be_done)
{
    gg_figures f = some_unverified();
    json_t *v;

    json_object_set_new(evaluation, "calibration",
                        json_pack("{s:{s:{s:n, s:n, s:n, s:s, s:s}}}", "overall",
                                  "calibration_slope", "value", "low", "high", "method", "none",
                                  "why_null", "not_identified"));
    v = by("{metric: calibration_slope, between: [0.8, 1.25]}");
    ck_assert_ptr_null(strstr(message_of(v, 0), "at random"));
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "estimated under no inspection design"));
    json_decref(v);
    v = by("{metric: accuracy, at_least: 0.5}");
    ck_assert_ptr_nonnull(strstr(message_of(v, 0), "declare it (--inspection random_arm)"));
    json_decref(v);
    f.inspection = GG_INSPECTION_RANDOM_ARM;
    json_object_set_new(evaluation, "overall", metrics(&f));
    v = by("{metric: roc_auc, at_least: 0.5}");
    ck_assert_ptr_null(strstr(message_of(v, 0), "declare it"));
    json_decref(v);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, observed_and_possible_stand_in_the_verdict);
    tcase_add_loop_test(tc, the_worst_case_decides_where_it_does, 0,
                        (int)(sizeof decided / sizeof *decided));
    tcase_add_test(tc, a_passing_rule_says_by_what);
    tcase_add_test(tc, where_chance_alone_is_left_rows_would_tell);
    tcase_add_test(tc, a_disparity_is_between_what_both_groups_could_be);
    tcase_add_test(tc, explanations_of_what_is_not_identified);
    tcase_add_test(tc, scores_say_what_is_observed);
    tcase_add_test(tc, precision_says_how_many_are_not_verified);
    tcase_add_test(tc, advice_is_what_can_be_done);
    tcase_add_test(tc, a_design_needs_no_caution);
}

GG_TEST_MAIN("gate/unseen")
