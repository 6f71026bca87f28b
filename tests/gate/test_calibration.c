/*
 * Rules on calibration: of everyone, by group and by site, with and without an interval, and where
 * the evaluation has no such figure.
 */
#include "documents.h"

static const counts plenty = {400, 300, 200, 1100, 0, 0};

static json_t *estimate(double value, double error)
{
    json_t *e = json_pack("{s:f, s:n, s:n, s:s}", "value", value, "low", "high", "method",
                          error > 0 ? "normal" : "none");

    if (error > 0)
        json_object_set_new(e, "standard_error", json_real(error));
    return e;
}

static json_t *slice(double slope, double error)
{
    return json_pack("{s:o, s:o, s:{s:n, s:n, s:n, s:s, s:s}}", "calibration_slope",
                     estimate(slope, error), "miscalibration", estimate(0.01, 0),
                     "calibration_in_the_large", "value", "low", "high", "method", "none",
                     "why_null", "not_identified");
}

/* Everyone within [0.8, 1.25], group b beyond it, site A open. */
static json_t *evaluation(void)
{
    json_t *e = evaluation_of(plenty);

    add_group(e, "attributes", "race", "a", plenty);
    add_group(e, "attributes", "race", "b", plenty);
    add_slice(e, "sites", "A", plenty);
    json_object_set_new(e, "calibration",
                        json_pack("{s:o, s:{s:{s:o, s:o}}, s:{s:o}}", "overall", slice(1, 0.05),
                                  "attributes", "race", "a", slice(1.02, 0.05), "b",
                                  slice(0.5, 0.05), "sites", "A", slice(0.85, 0.1)));
    return e;
}

/* The result of one rule, and its i-th subject's value. */
static const char *judged(const char *rule, size_t i, double *value)
{
    static char result[20];
    char text[300];
    json_t *e = evaluation(), *verdict, *first, *subject;

    snprintf(text, sizeof text, "policy: calibration\nrules:\n  - {%s}\n", rule);
    verdict = judge(text, e, NULL, NULL);
    first = json_array_get(json_object_get(verdict, "rules"), 0);
    snprintf(result, sizeof result, "%s", gg_json_string(first, "result", ""));
    subject = json_array_get(json_object_get(first, "subjects"), i);
    if (value)
        *value = gg_json_number(subject, "value", NAN);
    json_decref(verdict);
    json_decref(e);
    return result;
}

START_TEST(everyone_groups_and_sites)
{
    double value;

    ck_assert_str_eq(judged("metric: calibration_slope, between: [0.8, 1.25]", 0, &value), "pass");
    ck_assert(value == 1);
    ck_assert_str_eq(
        judged("metric: calibration_slope, attribute: race, between: [0.8, 1.25]", 1, &value),
        "fail");
    ck_assert(value == 0.5);
    ck_assert_str_eq(
        judged("metric: calibration_slope, attribute: race, group: a, between: [0.8, 1.25]", 0,
               &value),
        "pass");
    ck_assert_str_eq(
        judged("metric: calibration_slope, site: \"*\", between: [0.8, 1.25]", 0, &value),
        "inconclusive");
    ck_assert(value == 0.85);
}
END_TEST

/* Without an interval nothing is established, unless the value alone is to be judged. */
START_TEST(figures_without_an_interval)
{
    ck_assert_str_eq(judged("metric: miscalibration, at_most: 0.02", 0, NULL), "inconclusive");
    ck_assert_str_eq(judged("metric: miscalibration, at_most: 0.02, judge: point", 0, NULL),
                     "pass");
    ck_assert_str_eq(judged("metric: miscalibration, at_most: 0.005, judge: point", 0, NULL),
                     "fail");
}
END_TEST

START_TEST(figures_that_are_not_there)
{
    double value;

    ck_assert_str_eq(judged("metric: calibration_in_the_large, between: [-0.1, 0.1]", 0, &value),
                     "inconclusive");
    ck_assert(isnan(value));
    ck_assert_str_eq(judged("metric: discrimination, at_least: 0.01, judge: point", 0, &value),
                     "inconclusive");
    ck_assert(isnan(value));
}
END_TEST

/* Without a section of calibration the reason is that of other figures of scores. */
START_TEST(why_there_is_no_section)
{
    static const struct {
        const char *key, *value, *why;
    } cases[] = {
        {"scores", "none", "no_scores"},
        {"scores", "real", "not_a_probability"},
        {"scores", "probability", "not_computed"},
        {"average_precision", "not_measured", "not_measured"},
        {"roc_auc", "not_measured", "not_measured"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *e = evaluation_of(plenty), *overall = json_object_get(e, "overall"), *verdict;
        const json_t *rule, *subject;

        json_object_set_new(overall, "scores", json_string(i < 3 ? cases[i].value : "probability"));
        if (i >= 3)
            json_object_set_new(overall, cases[i].key,
                                json_pack("{s:n, s:s}", "value", "why_null", cases[i].value));
        verdict =
            judge("policy: calibration\nrules:\n  - {metric: calibration_slope, at_most: 2}\n", e,
                  NULL, NULL);
        rule = json_array_get(json_object_get(verdict, "rules"), 0);
        subject = json_array_get(json_object_get(rule, "subjects"), 0);
        ck_assert_str_eq(gg_json_string(rule, "result", ""), "inconclusive");
        ck_assert_str_eq(gg_json_string(subject, "why_null", ""), cases[i].why);
        json_decref(verdict);
        json_decref(e);
    }
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, everyone_groups_and_sites);
    tcase_add_test(tc, figures_without_an_interval);
    tcase_add_test(tc, figures_that_are_not_there);
    tcase_add_test(tc, why_there_is_no_section);
}

GG_TEST_MAIN("gate/calibration")
